"""A firm whose only administrator is lost gets another, by the holder of the server and a named partner."""

import io

import pytest
from django.core.management import CommandError, call_command

from apps.audit.models import Entry
from apps.core.errors import NotAllowed
from apps.desk import posture
from apps.notices.models import NoticeKind, Notification
from apps.people import services
from apps.people.models import Robot, RoleCode, User
from tests import factories
from tests.notices.test_services import gather

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return factories.administrator()


@pytest.fixture
def clerk(admin):
    return factories.person("clerk")


@pytest.fixture
def partner(admin):
    return factories.person("partner")


def replace(lost, successor, *more):
    call_command("replace_administrator", lost.email, successor.email, "left", *more, stdout=io.StringIO())


@pytest.mark.django_db(transaction=True, databases="__all__")
def test_another_stands_in_the_place_of_the_one_who_is_lost_and_all_are_told(admin, clerk, partner):
    replace(admin, clerk, "--partner", partner.email)

    lost, made = User.objects.get(pk=admin.pk), User.objects.get(pk=clerk.pk)
    assert (lost.is_active, lost.is_administrator, made.is_administrator) == (False, False, True)
    entry = Entry.objects.get(event="people.administrator_replaced")
    assert (entry.actor, entry.subject) == (User.for_robot(Robot.OPERATOR).pk, clerk.pk)
    assert entry.facts == {"user": str(admin.pk), "agreed_by": str(partner.pk), "reason": "left"}
    gather()
    told = Notification.objects.filter(kind=NoticeKind.NEW_ADMINISTRATOR).values_list("user", flat=True)
    assert set(told) == {clerk.pk, partner.pk}


def test_a_firm_without_a_partner_needs_none(admin, clerk):
    replace(admin, clerk)

    assert User.objects.get(pk=clerk.pk).is_administrator


REFUSED = {
    "no partner named": ("needs_partner", lambda lost, clerk, partner: ()),
    "the named one is no partner": (
        "needs_partner",
        lambda lost, clerk, partner: ("--partner", factories.person("lawyer").email),
    ),
    "the successor as the second person": (
        "needs_partner",
        lambda lost, clerk, partner: ("--partner", clerk.email),
    ),
    "there is another administrator": (
        "other_administrator",
        lambda lost, clerk, partner: (factories.person("administrator"), "--partner", partner.email)[1:],
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_it_refuses_changes_nothing_and_is_on_record(case, admin, clerk, partner):
    code, given = REFUSED[case]
    more = given(admin, clerk, partner)

    with pytest.raises(CommandError):
        replace(admin, clerk, *more)

    assert User.objects.get(pk=admin.pk).is_administrator
    assert not User.objects.get(pk=clerk.pk).is_administrator
    last = Entry.objects.order_by("id").last()
    assert last.facts == {"attempted": "replace_administrator", "reasons": [code]}


def test_a_successor_who_decides_reviews_without_an_exception_leaves_everything_as_it_was(admin, partner):
    lawyer = factories.person("lawyer")

    with pytest.raises(CommandError, match="record an exception"):
        replace(admin, lawyer, "--partner", partner.email)

    assert User.objects.get(pk=admin.pk).is_administrator


@pytest.mark.parametrize("role", [RoleCode.ADMINISTRATOR, RoleCode.PARTNER])
def test_no_person_does_it(role, admin, clerk, partner):
    by = admin if role == RoleCode.ADMINISTRATOR else partner

    with pytest.raises(NotAllowed, match="holder of the server"):
        services.replace_administrator(user=admin, successor=clerk, partner=partner, reason="left", by=by)

    assert User.objects.get(pk=admin.pk).is_administrator


def test_security_status_warns_while_there_are_fewer_than_two_who_can_sign_in(admin):
    admin.set_password("harbour-lantern-quill")
    admin.save(update_fields=["password"])
    factories.person("administrator")  # with a link that nobody used
    assert [each.status for each in posture.look("administrators")] == ["warn"]
    factories.person("administrator", password="harbour-lantern-quill")
    [control] = posture.look("administrators")
    assert (control.status, control.evidence) == ("ok", "2 administrators can sign in.")
