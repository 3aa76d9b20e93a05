import datetime as dt
import io

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from apps.audit.models import Entry
from apps.core.errors import BadInput, Conflict, NotAllowed, WrongState
from apps.people import services
from apps.people.models import (
    ExceptionReason,
    Licence,
    LicenceClass,
    Regulator,
    Robot,
    RoleCode,
    RoleGrant,
    Scope,
    User,
)
from tests import factories

pytestmark = pytest.mark.django_db
PASSWORD = "harbour-lantern-quill"
TOMORROW = dt.timedelta(days=1)


@pytest.fixture
def admin():
    return factories.administrator()


def last_entry():
    return Entry.objects.order_by("-id").first()


def held(user):
    return User.objects.get(pk=user.pk).role_codes


# --- people


def test_an_administrator_adds_a_person_who_can_sign_in_and_holds_no_role(admin):
    user = services.add_person(
        email=" Judith@Firm.example ",
        full_name=" Judith  Okafor",
        by=admin,
        password="harbour-lantern-quill",
        language="fr",
    )

    assert (user.email, user.full_name, user.language) == ("judith@firm.example", "Judith Okafor", "fr")
    assert user.check_password(PASSWORD)
    assert held(user) == frozenset()
    entry = last_entry()
    assert (entry.event, entry.actor, entry.subject, entry.facts) == (
        "people.user_added",
        admin.pk,
        user.pk,
        {},
    )


def test_a_person_without_a_password_cannot_sign_in(admin):
    user = services.add_person(email="a@firm.example", full_name="A", by=admin)

    assert not user.has_usable_password()


BAD = {
    "no name": ({"full_name": "  "}, BadInput, "has a name"),
    "no address": ({"email": "judith"}, BadInput, "not an e-mail address"),
    "a short password": ({"password": "short"}, BadInput, "too short"),
    "a password like the name": ({"password": "judithokafor"}, BadInput, "too similar"),
    "an address that somebody has": ({"email": "ADMIN@firm.example"}, Conflict, "has this e-mail"),
}


@pytest.mark.parametrize(("given", "error", "said"), BAD.values(), ids=BAD)
def test_a_person_who_cannot_be_added_is_not(given, error, said, admin):
    before = Entry.objects.count()

    with pytest.raises(error, match=said):
        services.add_person(**{"email": "j@firm.example", "full_name": "Judith Okafor", "by": admin} | given)

    assert User.objects.people().count() == 1
    # A refusal is on record; what was typed wrongly is not one.
    assert Entry.objects.count() - before == (error is Conflict)


# --- the first administrator


def test_the_first_administrator_is_made_at_the_command_line_by_the_operator(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    said = io.StringIO()

    call_command("make_administrator", "ivan@firm.example", "Ivan Petrenko", stdout=said)

    user = User.objects.people().get()
    assert user.is_administrator
    assert user.check_password(PASSWORD)
    assert said.getvalue() == "Ivan Petrenko is the firm's administrator.\n"
    operator = User.for_robot(Robot.OPERATOR).pk
    assert [(e.event, e.actor) for e in Entry.objects.order_by("id")] == [
        ("people.user_added", operator),
        ("people.role_granted", operator),
    ]


def test_a_bad_password_at_the_command_line_leaves_nobody(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))

    with pytest.raises(CommandError, match="too short"):
        call_command("make_administrator", "ivan@firm.example", "Ivan Petrenko")

    assert User.objects.people().count() == 0


def test_there_is_no_second_first_administrator(admin, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))

    with pytest.raises(CommandError, match="has an administrator"):
        call_command("make_administrator", "other@firm.example", "Other")
    with pytest.raises(NotAllowed):
        services.grant_role(user=admin, role=RoleCode.ADMINISTRATOR, by=None)

    assert User.objects.people().count() == 1
    assert [
        entry.facts["attempted"] for entry in Entry.objects.order_by("pk").filter(event="people.refused")
    ] == [
        "make_administrator",
        "grant",
    ]


def test_nobody_who_is_signed_in_makes_the_first_administrator():
    someone = factories.person("staff")

    with pytest.raises(NotAllowed, match="holder of the server"):
        services.make_administrator(
            user=someone, email="", full_name="", password=None, language="en", by=someone
        )

    assert held(someone) == {RoleCode.STAFF}


@pytest.mark.django_db(transaction=True)
def test_a_refused_command_is_on_record_though_nothing_else_is(admin, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    before = set(Entry.objects.values_list("pk", flat=True))

    with pytest.raises(CommandError, match="has an administrator"):
        call_command("make_administrator", "other@firm.example", "Other")

    [left] = Entry.objects.exclude(pk__in=before)
    assert (left.event, left.actor) == ("people.refused", User.for_robot(Robot.OPERATOR).pk)
    assert not User.objects.filter(email="other@firm.example").exists()


def test_a_firm_whose_administrators_are_gone_can_make_one_again(admin):
    someone = factories.person("staff")
    admin.is_active = False
    admin.save(update_fields=["is_active"])

    call_command("make_administrator", someone.email, stdout=io.StringIO())

    assert RoleCode.ADMINISTRATOR in held(someone)


def test_nobody_in_particular_gives_no_other_role():
    user = User.objects.create_user(email="x@firm.example", full_name="X")

    with pytest.raises(NotAllowed):
        services.grant_role(user=user, role=RoleCode.PARTNER, by=None)

    assert held(user) == frozenset()


# --- roles


def test_a_role_is_held_from_when_it_is_given_until_it_is_ended(admin):
    user = factories.person("")
    assert not user.has_role(RoleCode.CLERK)

    grant = services.grant_role(user=user, role=RoleCode.CLERK, by=admin)

    assert user.has_role(RoleCode.CLERK)
    entry = last_entry()
    assert (entry.event, entry.facts) == (
        "people.role_granted",
        {"role": "clerk", "user": str(user.pk), "exception": False},
    )

    services.end_role(grant=grant, by=admin)

    assert held(user) == frozenset()
    assert (last_entry().event, last_entry().facts) == (
        "people.role_ended",
        {"role": "clerk", "user": str(user.pk)},
    )
    with pytest.raises(WrongState, match="has ended"):
        services.end_role(grant=grant, by=admin)


def test_a_role_is_not_given_twice(admin):
    user = factories.person("clerk")

    with pytest.raises(Conflict, match="has the role already"):
        services.grant_role(user=user, role=RoleCode.CLERK, by=admin)

    assert user.grants.count() == 1


def test_an_auditor_has_a_last_day(admin):
    user = factories.person("")

    with pytest.raises(BadInput, match="last day"):
        services.grant_role(user=user, role=RoleCode.AUDITOR, by=admin)
    with pytest.raises(BadInput, match="has passed"):
        services.grant_role(user=user, role=RoleCode.AUDITOR, by=admin, until=timezone.now())

    assert user.grants.count() == 0


def test_a_robot_holds_no_role(admin):
    with pytest.raises(NotAllowed, match="not a person"):
        services.grant_role(user=User.for_robot(Robot.SYNC), role=RoleCode.PARTNER, by=admin)

    assert RoleGrant.objects.filter(user__robot=Robot.SYNC).count() == 0


def test_the_last_administrator_stays(admin):
    other, until = factories.person(""), timezone.now() + TOMORROW
    services.grant_role(user=other, role=RoleCode.ADMINISTRATOR, by=admin, until=until)

    with pytest.raises(NotAllowed, match="left without an administrator") as caught:
        services.end_role(grant=admin.grants.get(), by=other)

    assert caught.value.codes == ("last_administrator",)
    assert RoleCode.ADMINISTRATOR in held(admin)
    assert (last_entry().event, last_entry().facts) == (
        "people.refused",
        {"attempted": "end_role", "reasons": ["last_administrator"]},
    )
    services.end_role(grant=other.grants.get(), by=admin)
    assert held(other) == frozenset()


# --- administrator together with a deciding role


@pytest.mark.parametrize("role", [RoleCode.PARTNER, RoleCode.LAWYER, RoleCode.PARALEGAL])
@pytest.mark.parametrize("administrator_first", [True, False])
def test_administrator_and_a_deciding_role_do_not_go_together(role, administrator_first, admin):
    first, second = (RoleCode.ADMINISTRATOR, role) if administrator_first else (role, RoleCode.ADMINISTRATOR)
    user = factories.person(first)
    before = Entry.objects.count()

    with pytest.raises(NotAllowed, match="does not also decide") as caught:
        services.grant_role(user=user, role=second, by=admin)

    assert caught.value.codes == ("administrator_and_deciding",)
    assert held(user) == {first}
    assert [e.facts for e in Entry.objects.order_by("id")[before:]] == [
        {"attempted": "grant", "reasons": ["administrator_and_deciding"]}
    ]


@pytest.mark.parametrize("role", [RoleCode.STUDENT, RoleCode.CLERK, RoleCode.STAFF])
def test_administrator_and_a_role_that_decides_nothing_do(role, admin):
    user = factories.person("administrator")

    services.grant_role(user=user, role=role, by=admin)

    assert held(user) == {RoleCode.ADMINISTRATOR, role}


def test_under_an_exception_they_go_together_until_it_ends(admin):
    user, partner = factories.person("administrator"), factories.person("partner")
    until = timezone.now() + TOMORROW

    exception = services.record_exception(user=user, reason=ExceptionReason.COVER, until=until, by=partner)
    made = last_entry()
    grant = services.grant_role(user=user, role=RoleCode.PARTNER, by=admin)

    assert (grant.exception, grant.until) == (exception, until)
    assert held(user) == {RoleCode.ADMINISTRATOR, RoleCode.PARTNER}
    assert (made.event, made.actor) == ("people.exception_recorded", partner.pk)
    assert (made.facts["reason"], made.facts["own"]) == ("cover", False)
    assert last_entry().facts["exception"] is True


def test_an_exception_that_has_ended_carries_nothing(admin):
    user, partner = factories.person("administrator"), factories.person("partner")
    exception = services.record_exception(
        user=user, reason=ExceptionReason.COVER, until=timezone.now() + TOMORROW, by=partner
    )
    exception.until = timezone.now()
    exception.save(update_fields=["until"])

    with pytest.raises(NotAllowed):
        services.grant_role(user=user, role=RoleCode.PARTNER, by=admin)


def test_an_exception_for_oneself_needs_that_nobody_else_could_make_it(admin):
    until = timezone.now() + TOMORROW

    services.record_exception(user=admin, reason=ExceptionReason.SMALL_FIRM, until=until, by=admin)
    assert last_entry().facts["own"] is True
    factories.person("partner")
    with pytest.raises(NotAllowed, match="Somebody else"):
        services.record_exception(user=admin, reason=ExceptionReason.SMALL_FIRM, until=until, by=admin)
    with pytest.raises(NotAllowed):
        services.record_exception(
            user=admin, reason=ExceptionReason.SMALL_FIRM, until=until, by=factories.person("lawyer")
        )

    assert admin.exceptions.count() == 1


# --- licences


def _licence(user, *, number="71930F", by=None, since=dt.date(2015, 1, 5), **more):
    given = {
        "licence_class": LicenceClass.PARALEGAL,
        "regulator": Regulator.LSO,
        "scope": [Scope.SMALL_CLAIMS],
    }
    return services.record_licence(
        user=user, number=number, since=since, by=by or factories.administrator(), **given | more
    )


def test_a_licence_is_a_fact_apart_from_the_role(admin):
    user = factories.person("staff")

    licence = _licence(user)

    assert user.current_licence == licence
    assert (licence.covers(Scope.SMALL_CLAIMS), licence.covers(Scope.TRIBUNALS)) == (True, False)
    assert held(user) == {RoleCode.STAFF}
    assert last_entry().facts == {"user": str(user.pk), "licence_class": "paralegal"}


def test_a_licence_that_does_not_do_is_not_recorded(admin):
    user = factories.person("staff")
    _licence(user)

    with pytest.raises(Conflict, match="on record already"):
        _licence(factories.person("staff"))
    with pytest.raises(BadInput, match="number"):
        _licence(user, number=" ")
    with pytest.raises(BadInput, match="before it begins"):
        _licence(user, number="2", until=dt.date(2014, 1, 1))
    with pytest.raises(BadInput, match="what it covers"):
        _licence(user, number="3", scope=[])
    with pytest.raises(BadInput, match="narrower"):
        _licence(user, number="4", licence_class=LicenceClass.LAWYER)

    assert Licence.objects.count() == 1
