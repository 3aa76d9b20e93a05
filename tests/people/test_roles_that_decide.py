"""A role that decides is had from two persons: an administrator gives it, and a partner agrees before it begins."""

import datetime as dt
import threading

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, close_old_connections, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.audit.models import Entry
from apps.core.errors import Conflict, FirmaiError, NotAllowed, WrongState
from apps.notices import services as notices
from apps.notices.models import NoticeKind
from apps.people import services
from apps.people.models import DECIDING_ROLES, RoleCode, RoleGrant, User
from apps.people.recovery_rules import WAIT
from tests import factories
from tests.people.test_recoveries import PASSWORD, seasoned, told

DECIDING = sorted(DECIDING_ROLES)
OTHERS = sorted(set(RoleCode) - DECIDING_ROLES)


@pytest.fixture
def admin(db):
    return factories.administrator()


@pytest.fixture
def partner(admin):
    return seasoned("partner")


@pytest.fixture
def student(admin):
    return factories.person("student")


def ask(user, admin, role=RoleCode.LAWYER, **given):
    return services.grant_role(user=user, role=role, by=admin, **given)


def held(user):
    return User.objects.get(pk=user.pk).role_codes


def refused():
    return [
        (e.facts["attempted"], e.facts["reasons"])
        for e in Entry.objects.order_by("pk").filter(event="people.refused")
    ]


def browser(user):
    made = Client()
    made.force_login(user)
    return made


# --- the first days of a firm


@pytest.mark.parametrize("role", DECIDING)
def test_while_a_firm_is_set_up_the_administrator_gives_it_alone(admin, student, role):
    factories.person("partner", password=PASSWORD)

    ask(student, admin, role)

    assert role in held(student)
    assert Entry.objects.order_by("-id")[0].event == "people.role_granted"


def test_a_firm_is_set_up_three_days_after_its_first_partner_and_never_again_not(admin, student):
    first = factories.person("partner", password=PASSWORD)
    began = RoleGrant.objects.get(user=first).since

    with time_machine.travel(began + WAIT - dt.timedelta(seconds=1), tick=False):
        assert ask(factories.person("clerk"), admin).asked_at is None
    with time_machine.travel(began + WAIT, tick=False):
        services.end_role(grant=RoleGrant.objects.get(user=first), by=admin)
    with time_machine.travel(began + 3 * WAIT, tick=False):
        grant = ask(student, admin, RoleCode.PARTNER)
        assert grant.since == timezone.now() + WAIT


# --- afterwards


@pytest.mark.parametrize("role", DECIDING)
def test_afterwards_it_begins_once_a_partner_agreed(admin, partner, student, role):
    grant = ask(student, admin, role)
    assert role not in held(student)
    assert not RoleGrant.objects.current().filter(user=student, role=role).exists()

    services.agree_role(grant=grant, by=partner)

    assert role in held(student)
    grant.refresh_from_db()
    assert (grant.granted_by, grant.agreed_by) == (admin, partner)
    asked, agreed = Entry.objects.order_by("-id")[:2][::-1]
    assert (asked.event, asked.actor, asked.facts) == (
        "people.role_asked",
        admin.pk,
        {"role": role, "user": str(student.pk), "exception": False},
    )
    assert (agreed.event, agreed.actor, agreed.facts) == (
        "people.role_agreed",
        partner.pk,
        {"role": role, "user": str(student.pk), "raised_by": str(admin.pk)},
    )


@pytest.mark.parametrize("role", OTHERS)
def test_a_role_that_does_not_decide_takes_nobody_else(admin, partner, role):
    until = timezone.now() + dt.timedelta(days=30)
    user = factories.person("")

    ask(user, admin, role, until=until)

    assert held(user) == {role}


def closed(partner):
    User.objects.filter(pk=partner.pk).update(is_active=False, ended_at=timezone.now())
    return User.objects.get(pk=partner.pk)


MAY_NOT = {
    "whoever gives it": lambda admin, partner, user: admin,
    "whoever gets it": lambda admin, partner, user: user,
    "a lawyer": lambda admin, partner, user: seasoned("lawyer"),
    "a partner whose account is closed": lambda admin, partner, user: closed(partner),
    "a partner by the same hand, just now": lambda admin, partner, user: factories.person(
        "partner", password=PASSWORD
    ),
    "a partner who never came in": lambda admin, partner, user: without_password(seasoned("partner")),
}


def without_password(user):
    user.set_unusable_password()
    user.save()
    return user


@pytest.mark.parametrize("who", MAY_NOT)
def test_nobody_else_agrees(admin, partner, student, who):
    seasoned("partner")
    grant = ask(student, admin)
    by = MAY_NOT[who](admin, partner, student)

    with pytest.raises(NotAllowed, match="A partner agrees"):
        services.agree_role(grant=grant, by=by)

    assert RoleCode.LAWYER not in held(student)
    assert refused() == [("agree_role", ["may_not_agree"])]


def test_a_partner_does_not_agree_to_their_own_role(admin, partner):
    grant = ask(partner, admin, RoleCode.LAWYER)

    with pytest.raises(NotAllowed):
        services.agree_role(grant=grant, by=partner)

    assert grant.since == grant.asked_at + WAIT


def test_a_partner_whom_another_agreed_to_counts_at_once(admin, partner, student):
    made = factories.person("staff", password=PASSWORD)
    services.agree_role(grant=ask(made, admin, RoleCode.PARTNER), by=partner)
    grant = ask(student, admin)

    services.agree_role(grant=grant, by=User.objects.get(pk=made.pk))

    assert RoleCode.LAWYER in held(student)


ENDS = {
    "refused": (lambda grant, admin, partner: services.refuse_role(grant=grant, by=partner), "role_refused"),
    "taken back": (lambda grant, admin, partner: services.end_role(grant=grant, by=admin), "role_ended"),
    "account closed": (
        lambda grant, admin, partner: services.end_person(user=grant.user, reason="left", by=admin),
        "user_deactivated",
    ),
}


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("able", [True, False], ids=["waits for a partner", "waits for its time"])
def test_what_ended_before_it_began_never_begins(admin, partner, student, end, able):
    if not able:
        without_password(partner)
    act, event = ENDS[end]
    grant = ask(student, admin)
    assert (grant.since is None) is able

    act(grant, admin, User.objects.get(pk=partner.pk))

    assert Entry.objects.order_by("-id")[0].event == f"people.{event}"
    for again in (services.agree_role, services.refuse_role):
        with pytest.raises(WrongState):
            again(grant=grant, by=partner)
    assert len(refused()) == 2
    with time_machine.travel(timezone.now() + 2 * WAIT, tick=False):
        assert RoleCode.LAWYER not in held(student)
        assert not student.grants.ended().filter(role=RoleCode.LAWYER).exists()


def test_nobody_but_a_partner_refuses(admin, partner, student):
    grant = ask(student, admin)

    with pytest.raises(NotAllowed):
        services.refuse_role(grant=grant, by=seasoned("lawyer"))

    grant.refresh_from_db()
    assert grant.waits
    assert refused() == [("refuse_role", ["may_not_agree"])]


def test_what_was_asked_for_is_not_asked_for_again(admin, partner, student):
    ask(student, admin)

    with pytest.raises(Conflict):
        ask(student, admin)

    assert RoleGrant.objects.filter(user=student, role=RoleCode.LAWYER).count() == 1


def test_a_role_that_waits_counts_where_two_do_not_go_together(admin, partner, student):
    ask(student, admin)

    with pytest.raises(NotAllowed, match="exception"):
        ask(student, admin, RoleCode.ADMINISTRATOR)


def test_what_waits_longer_than_its_last_day_does_not_begin(admin, partner, student):
    grant = ask(student, admin, until=timezone.now() + dt.timedelta(days=1))

    with time_machine.travel(grant.until, tick=False), pytest.raises(WrongState):
        services.agree_role(grant=grant, by=partner)


# --- where no partner is able to agree


def test_where_no_partner_is_able_to_it_begins_after_three_days(admin, partner, student):
    services.end_person(user=partner, reason="left", by=admin)

    grant = ask(student, admin, RoleCode.PARTNER)

    assert RoleCode.PARTNER not in held(student)
    entry = Entry.objects.order_by("-id")[0]
    assert (entry.event, "waits_until" in entry.facts) == ("people.role_asked", True)
    with time_machine.travel(grant.since - dt.timedelta(seconds=1), tick=False):
        assert RoleCode.PARTNER not in held(student)
    with time_machine.travel(grant.since, tick=False):
        assert RoleCode.PARTNER in held(student)


# --- the database, and two at once


def test_the_database_holds_who_agrees_and_when_it_begins(admin, partner, student):
    grant, now = ask(student, admin), timezone.now()

    for to in (
        {"since": now},
        {"since": now + dt.timedelta(days=2)},
        {"since": now, "asked_at": None, "agreed_at": now},
        {"since": now, "agreed_by": admin, "agreed_at": now},
        {"since": now, "agreed_by": student, "agreed_at": now},
        {"since": now, "agreed_by": partner},
        {"asked_at": None},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            RoleGrant.objects.filter(pk=grant.pk).update(**to)


def written_by_hand(user, by, role, **given):
    return RoleGrant.objects.create(user=user, role_id=role, granted_by=by, **given)


@pytest.mark.parametrize("role", DECIDING)
def test_the_database_takes_no_grant_of_one_that_was_not_asked_for(admin, partner, student, role):
    with pytest.raises(IntegrityError, match="is asked for"), transaction.atomic():
        written_by_hand(student, admin, role)

    assert role not in held(student)
    assert written_by_hand(student, admin, role, since=None, asked_at=timezone.now()).waits
    assert written_by_hand(student, admin, RoleCode.CLERK).role_id == RoleCode.CLERK


def test_nor_one_that_is_said_to_have_begun_before_the_firm_was_set_up(admin, partner, student):
    founded = RoleGrant.objects.get(user=partner).since

    for since in (founded, founded + dt.timedelta(days=1), founded - dt.timedelta(days=900)):
        with pytest.raises(IntegrityError, match="is asked for"), transaction.atomic():
            written_by_hand(student, admin, RoleCode.PARTNER, since=since)

    assert RoleCode.PARTNER not in held(student)


def test_nor_does_it_let_the_first_partner_begin_again_and_the_firm_with_them(admin, partner, student):
    with pytest.raises(IntegrityError, match="stays as it was given"), transaction.atomic():
        RoleGrant.objects.filter(user=partner).update(since=timezone.now())

    assert ask(student, admin).since is None


def test_nor_does_it_let_one_that_waits_forget_that_it_was_asked_for(admin, partner, student):
    closed(partner)
    waits = ask(student, admin)
    assert waits.since is not None

    with pytest.raises(IntegrityError, match="stays as it was given"), transaction.atomic():
        RoleGrant.objects.filter(pk=waits.pk).update(since=timezone.now(), asked_at=None)

    assert RoleCode.LAWYER not in held(student)


def test_nor_make_a_grant_another_ones_or_bring_back_what_ended(admin, partner, student):
    first, second = timezone.now() - dt.timedelta(days=2), timezone.now() - dt.timedelta(days=1)
    staff = written_by_hand(student, admin, RoleCode.STAFF)
    ended = written_by_hand(
        student, admin, RoleCode.PARTNER, asked_at=first, since=second, agreed_at=second, agreed_by=partner
    )
    RoleGrant.objects.filter(pk=ended.pk).update(until=second)

    for grant, to in (
        (staff, {"role": RoleCode.PARTNER}),
        (ended, {"until": None}),
        (ended, {"until": timezone.now() + WAIT}),
        (RoleGrant.objects.get(user=partner), {"user": student}),
    ):
        with pytest.raises(IntegrityError, match="stays as it was given"), transaction.atomic():
            RoleGrant.objects.filter(pk=grant.pk).update(**to)
    with pytest.raises(IntegrityError, match="not removed"), transaction.atomic():
        RoleGrant.objects.get(user=partner).delete()

    assert held(student) == {RoleCode.STUDENT, RoleCode.STAFF}


@pytest.mark.django_db(transaction=True)
def test_of_a_yes_and_a_taking_back_at_once_one_is_first_and_the_other_knows(admin, partner, student):
    grant, met, turned_away = ask(student, admin), threading.Barrier(2), []

    def run(act):
        try:
            met.wait(timeout=10)
            act()
        except FirmaiError as error:
            turned_away.append(error)
        finally:
            connection.close()

    acts = [
        lambda: services.agree_role(grant=grant, by=partner),
        lambda: services.refuse_role(grant=grant, by=partner),
    ]
    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    close_old_connections()

    grant.refresh_from_db()
    assert [type(error) for error in turned_away] == [WrongState]
    assert (RoleCode.LAWYER in held(student)) == (grant.agreed_by_id is not None) == (grant.until is None)


# --- pages


def test_it_is_asked_for_on_the_persons_page_and_agreed_to_from_a_partners_desk(admin, partner, student):
    page = reverse("people:person", args=[student.pk])
    browser(admin).post(reverse("people:give_role", args=[student.pk]), {"role": "lawyer"})
    grant = RoleGrant.objects.get(user=student, role="lawyer")
    assert page in browser(partner).get("/").content.decode()
    agree = reverse("people:agree_role", args=[student.pk, grant.pk])
    shown = browser(partner).get(page).content.decode()
    assert agree in shown
    assert agree not in browser(admin).get(page).content.decode()

    answer = browser(partner).post(agree, follow=True)

    assert "The role has begun." in answer.content.decode()
    assert RoleCode.LAWYER in held(student)
    assert page not in browser(partner).get("/").content.decode()


def test_a_partner_refuses_and_an_administrator_takes_back_on_that_page(admin, partner, student):
    for who, name in ((partner, "refuse_role"), (admin, "end_role")):
        grant = ask(student, admin)
        address = reverse(f"people:{name}", args=[student.pk, grant.pk])
        assert address in browser(who).get(reverse("people:person", args=[student.pk])).content.decode()

        browser(who).post(address)

        grant.refresh_from_db()
        assert (grant.waits, grant.since) == (False, None)


@pytest.mark.parametrize("name", ["agree_role", "refuse_role"])
def test_a_stranger_finds_nothing_there(admin, partner, student, name):
    grant = ask(student, admin)

    answer = browser(seasoned("lawyer")).post(reverse(f"people:{name}", args=[student.pk, grant.pk]))

    assert answer.status_code == 404
    other = reverse(f"people:{name}", args=[partner.pk, grant.pk])
    assert browser(partner).post(other).status_code == 404
    assert grant.waits


# --- who is told


@pytest.fixture
def firm(transactional_db):
    return factories.administrator(), seasoned("partner"), seasoned("partner"), factories.person("student")


@pytest.mark.django_db(transaction=True, databases="__all__")
def test_partners_are_told_of_what_is_asked_for_and_the_administrator_of_the_answer(firm):
    admin, partner, other, student = firm
    told(NoticeKind.PARTNER_MADE)
    notices.Notification.objects.all().delete()

    grant = ask(student, admin, RoleCode.PARTNER)
    assert told(NoticeKind.ROLE_ASKED) == {partner.pk, other.pk}
    services.agree_role(grant=grant, by=partner)
    assert told(NoticeKind.PARTNER_MADE) == {other.pk}
    assert told(NoticeKind.ROLE_SETTLED) == {admin.pk}

    for kind in (NoticeKind.ROLE_ASKED, NoticeKind.PARTNER_MADE):
        notice = notices.Notification.objects.filter(kind=kind, user=other).get()
        answer = browser(other).get(reverse("notices:open", args=[notice.pk]))
        assert answer["Location"] == reverse("people:person", args=[student.pk])


@pytest.mark.django_db(transaction=True, databases="__all__")
@pytest.mark.parametrize("act", ["end_role", "end_person"])
def test_partners_are_told_and_mailed_when_one_of_theirs_is_one_no_more(firm, act):
    admin, partner, other, _student = firm
    grant = partner.grants.get()

    if act == "end_role":
        services.end_role(grant=grant, by=admin)
    else:
        services.end_person(user=partner, reason="left", by=admin)

    there = {partner.pk, other.pk} if act == "end_role" else {other.pk}
    assert told(NoticeKind.PARTNER_ENDED) == there
    for user in notices.claim_letters(10):
        notices.send_letter(user)
    assert other.email in {letter.to[0] for letter in mail.outbox}


@pytest.mark.django_db(transaction=True, databases="__all__")
def test_nobody_is_told_of_the_end_of_what_never_began_or_is_no_partners(firm):
    admin, _partner, _other, student = firm
    services.end_role(grant=ask(student, admin, RoleCode.PARTNER), by=admin)
    services.end_role(grant=student.grants.get(role=RoleCode.STUDENT), by=admin)

    assert told(NoticeKind.PARTNER_ENDED) == set()
