"""Nobody comes into somebody else's account by themselves: what is asked for, who agrees, who stops it, who is told."""

import datetime as dt
import io
import re
import threading

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import IntegrityError, close_old_connections, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import escape
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.audit.models import Entry
from apps.core.errors import Conflict, NotAllowed, WrongState
from apps.desk import ways_back
from apps.notices import services as notices
from apps.notices.models import ALWAYS_MAILED, Choice, NoticeKind, Notification, Way
from apps.people import recovery_rules, services, states
from apps.people.models import EndReason, Invitation, Recovery, Robot, RoleCode, RoleGrant, User
from apps.people.recovery_models import RecoveryKind, RecoveryState
from tests import factories
from tests.at_once import standing
from tests.database import held
from tests.notices.test_services import gather

PASSWORD = "harbour-lantern-quill"
FACTOR, LINK = RecoveryKind.SECOND_FACTOR, RecoveryKind.PASSWORD


def seasoned(role, **given):
    """Somebody with a password who has held their role for long."""
    since = timezone.now() - dt.timedelta(days=90)
    return factories.person(role, password=PASSWORD, since=since, **given)


@pytest.fixture
def admin(db):
    return factories.administrator()


@pytest.fixture
def partner(admin):
    return seasoned("partner")


@pytest.fixture
def lawyer(admin):
    """Somebody with a password and a second factor."""
    user = seasoned("lawyer", name="Judith Okafor")
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "sealed"})
    return user


def ask(user, by, kind=FACTOR, reason="compromised"):
    return services.ask_recovery(user=user, kind=kind, reason=reason, by=by)


def carry_out(user, by, kind=FACTOR):
    if kind == FACTOR:
        return services.reset_second_factor(user=user, by=by)
    return services.invite(user=user, by=by)


def everything():
    return standing(User, RoleGrant, Invitation, Authenticator, Recovery)


def last_entry():
    return Entry.objects.order_by("-id").first()


def refused(attempt, by):
    """Why the newest attempt was refused."""
    entry = last_entry()
    assert (entry.event, entry.actor, entry.facts["attempted"]) == ("people.refused", by.pk, attempt)
    return entry.facts["reasons"]


# --- an administrator alone


@pytest.mark.parametrize(("kind", "attempt"), [(FACTOR, "reset_second_factor"), (LINK, "invite")])
def test_an_administrator_alone_opens_nothing(kind, attempt, admin, partner, lawyer):
    before = everything()

    with pytest.raises(NotAllowed, match="A partner agrees"):
        carry_out(lawyer, admin, kind)
    assert everything() == before
    assert refused(attempt, admin) == ["not_agreed"]

    ask(lawyer, admin, kind)
    before = everything()
    with pytest.raises(NotAllowed, match="A partner agrees"):
        carry_out(lawyer, admin, kind)
    assert everything() == before


def test_what_was_agreed_to_for_one_thing_opens_no_other(admin, partner, lawyer):
    services.agree_recovery(recovery=ask(lawyer, admin, FACTOR), by=partner)

    with pytest.raises(NotAllowed):
        carry_out(lawyer, admin, LINK)

    assert not Invitation.objects.exists()


def came_in_by_a_link(user, admin):
    invitation, _key = services.invite(user=user, by=admin)
    services.use_invitation(invitation=invitation, password=PASSWORD, by=user)


def closed_and_brought_back(user, admin):
    came_in_by_a_link(user, admin)
    services.end_person(user=user, reason=EndReason.LEAVE, by=admin)
    services.bring_back(user=user, by=admin)


def signed_in_once(user, admin):
    User.objects.filter(pk=user.pk).update(last_login=timezone.now())


def has_a_second_factor(user, admin):
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "sealed"})


@pytest.mark.parametrize(
    "come_in", [came_in_by_a_link, closed_and_brought_back, signed_in_once, has_a_second_factor]
)
def test_an_account_that_somebody_has_come_in_with_is_not_invited_into(come_in, admin, partner):
    user = services.add_person(email="new@firm.example", full_name="Noor Haddad", by=admin)
    come_in(user, admin)
    links = Invitation.objects.count()

    with pytest.raises(NotAllowed):
        services.invite(user=user, by=admin)

    assert refused("invite", admin) == ["not_agreed"]
    assert Invitation.objects.count() == links
    ask(user, admin, LINK)


def test_a_first_link_needs_nobody_and_is_replaced_as_often_as_it_is_lost(admin, partner):
    user = services.add_person(email="new@firm.example", full_name="Noor Haddad", by=admin)

    for _each in range(2):
        services.invite(user=user, by=admin)

    with pytest.raises(WrongState, match="needs nobody"):
        ask(user, admin, LINK)
    with pytest.raises(WrongState, match="no second factor"):
        ask(user, admin, FACTOR)
    assert not Recovery.objects.exists()


# --- a partner agrees


@pytest.mark.parametrize("kind", RecoveryKind)
def test_once_a_partner_agreed_it_is_carried_out_once(kind, admin, partner, lawyer):
    recovery = ask(lawyer, admin, kind)
    assert recovery.waits_until is None
    asked = last_entry()
    assert (asked.event, asked.subject, asked.facts["what"], asked.facts["user"]) == (
        "people.recovery_asked",
        recovery.pk,
        kind,
        str(lawyer.pk),
    )

    services.agree_recovery(recovery=recovery, by=partner)
    assert (last_entry().event, last_entry().actor) == ("people.recovery_agreed", partner.pk)
    carry_out(lawyer, admin, kind)

    recovery.refresh_from_db()
    assert (recovery.state, recovery.agreed_by, recovery.settled_by) == ("done", partner, admin)
    assert Entry.objects.get(event="people.recovery_done").subject == recovery.pk
    if kind == FACTOR:
        assert not Authenticator.objects.filter(user=lawyer).exists()
        assert last_entry().facts == {"reason": "compromised", "removed": 1}
    with pytest.raises(NotAllowed, match="A partner agrees"):
        carry_out(lawyer, admin, kind)


WHO = {
    "the administrator who asked": lambda admin, lawyer: admin,
    "the person": lambda admin, lawyer: lawyer,
    "a lawyer": lambda admin, lawyer: seasoned("lawyer"),
    "another administrator": lambda admin, lawyer: seasoned("administrator"),
    "an auditor": lambda admin, lawyer: seasoned("auditor"),
    "a partner who never came in": lambda admin, lawyer: factories.person("partner"),
    "a partner whom the asker made": lambda admin, lawyer: factories.person("partner", password=PASSWORD),
}


@pytest.mark.parametrize("who", WHO)
def test_nobody_else_agrees(who, admin, partner, lawyer):
    by = WHO[who](admin, lawyer)
    recovery = ask(lawyer, admin)
    before = everything()

    with pytest.raises(NotAllowed):
        services.agree_recovery(recovery=recovery, by=by)

    assert everything() == before
    assert refused("agree_recovery", by) == ["may_not_agree"]


def test_a_partner_agrees_neither_to_their_own_nor_to_what_they_asked(admin, partner):
    """Where the roles are held together, under an exception."""
    factories.granted(partner, RoleCode.ADMINISTRATOR, by=admin)
    other = seasoned("partner")
    own, asked = ask(partner, admin, LINK), ask(other, partner, LINK)

    for recovery in (own, asked):
        with pytest.raises(NotAllowed):
            services.agree_recovery(recovery=recovery, by=partner)

    services.agree_recovery(recovery=own, by=other)


def test_whoever_agreed_does_not_carry_it_out(admin, partner, lawyer):
    factories.granted(partner, RoleCode.ADMINISTRATOR, by=admin)
    services.agree_recovery(recovery=ask(lawyer, admin), by=partner)

    with pytest.raises(NotAllowed, match="Another administrator"):
        carry_out(lawyer, partner)

    assert refused("reset_second_factor", partner) == ["own_agreement"]
    carry_out(lawyer, admin)


def test_a_partner_refuses_and_it_is_asked_anew(admin, partner, lawyer):
    recovery = ask(lawyer, admin)
    with pytest.raises(Conflict):
        ask(lawyer, admin)

    services.refuse_recovery(recovery=recovery, by=partner)

    assert (last_entry().event, last_entry().actor) == ("people.recovery_refused", partner.pk)
    with pytest.raises(NotAllowed):
        carry_out(lawyer, admin)
    with pytest.raises(WrongState):
        services.agree_recovery(recovery=recovery, by=partner)
    assert ask(lawyer, admin) != recovery


def test_only_a_partner_refuses(admin, partner, lawyer):
    recovery = ask(lawyer, admin)
    by = seasoned("lawyer")

    with pytest.raises(NotAllowed):
        services.refuse_recovery(recovery=recovery, by=by)

    assert refused("refuse_recovery", by) == ["may_not_agree"]
    recovery.refresh_from_db()
    assert recovery.state == RecoveryState.ASKED


# --- what ends it


@pytest.mark.parametrize("agreed", [False, True])
def test_the_person_stops_it(agreed, admin, partner, lawyer):
    recovery = ask(lawyer, admin)
    if agreed:
        services.agree_recovery(recovery=recovery, by=partner)

    services.stop_recovery(recovery=recovery, by=lawyer)

    assert (last_entry().event, last_entry().actor) == ("people.recovery_stopped", lawyer.pk)
    before = everything()
    with pytest.raises(NotAllowed):
        carry_out(lawyer, admin)
    assert everything() == before


def test_an_administrator_takes_it_back_and_a_colleague_does_not(admin, partner, lawyer):
    recovery, colleague = ask(lawyer, admin), seasoned("lawyer")

    with pytest.raises(NotAllowed):
        services.stop_recovery(recovery=recovery, by=colleague)
    assert refused("stop_recovery", colleague) == ["may_not_stop"]

    services.stop_recovery(recovery=recovery, by=admin)


@pytest.mark.parametrize("agreed", [False, True], ids=["asked", "agreed to"])
def test_its_page_says_of_one_whose_time_is_over_that_it_lapsed(agreed, admin, partner, lawyer, client):
    recovery = ask(lawyer, admin)
    if agreed:
        recovery = services.agree_recovery(recovery=recovery, by=partner)

    def said():
        client.force_login(partner)
        page = client.get(reverse("people:recovery", args=[recovery.pk])).content.decode()
        return re.search(r'<span class="state[^"]*">([^<]*)</span></p>', page)[1]

    assert said() == ("agreed to" if agreed else "waits")
    with time_machine.travel(recovery.ends_at, tick=False):
        assert said() == "lapsed"


def test_what_is_not_answered_or_not_carried_out_in_time_is_nothing(admin, partner, lawyer):
    recovery = ask(lawyer, admin)
    with time_machine.travel(recovery.ends_at, tick=False), pytest.raises(WrongState):
        services.agree_recovery(recovery=recovery, by=partner)
    services.agree_recovery(recovery=recovery, by=partner)
    recovery.refresh_from_db()

    with time_machine.travel(recovery.ends_at, tick=False):
        with pytest.raises(NotAllowed):
            carry_out(lawyer, admin)
        again = ask(lawyer, admin)

    recovery.refresh_from_db()
    assert (recovery.state, again.state) == ("lapsed", "asked")
    assert Entry.objects.get(event="people.recovery_lapsed").subject == recovery.pk


def test_it_does_not_outlive_a_closed_account(admin, partner, lawyer):
    services.agree_recovery(recovery=ask(lawyer, admin), by=partner)

    services.end_person(user=lawyer, reason=EndReason.LEAVE, by=admin)
    services.bring_back(user=lawyer, by=admin)

    assert Recovery.objects.get().state == "lapsed"
    with pytest.raises(NotAllowed):
        carry_out(lawyer, admin)


# --- where no partner is able to agree


def test_without_another_partner_it_waits_and_the_person_can_stop_it(admin, partner):
    Authenticator.objects.create(user=partner, type=Authenticator.Type.TOTP, data={"secret": "sealed"})
    recovery = ask(partner, admin)
    assert recovery.waits_until == recovery.asked_at + recovery_rules.WAIT

    with (
        time_machine.travel(recovery.waits_until - dt.timedelta(seconds=1), tick=False),
        pytest.raises(NotAllowed),
    ):
        carry_out(partner, admin)
    services.stop_recovery(recovery=recovery, by=partner)
    with time_machine.travel(recovery.waits_until, tick=False), pytest.raises(NotAllowed):
        carry_out(partner, admin)

    again = ask(partner, admin)
    with time_machine.travel(again.waits_until, tick=False):
        carry_out(partner, admin)
    assert not Authenticator.objects.filter(user=partner).exists()


def test_a_partner_made_by_whoever_asks_is_nobody_to_agree_at_first(admin, lawyer):
    made = factories.person("partner", password=PASSWORD)
    recovery = ask(lawyer, admin)
    assert recovery.waits_until is not None

    with pytest.raises(NotAllowed):
        services.agree_recovery(recovery=recovery, by=made)

    grant = RoleGrant.objects.get(user=made)
    with time_machine.travel(grant.since + recovery_rules.WAIT, tick=False):
        services.agree_recovery(recovery=recovery, by=made)


# --- the holder of the server


@pytest.mark.parametrize("kind", RecoveryKind)
def test_the_holder_of_the_server_needs_nobody_and_is_on_record(kind, admin, partner, lawyer):
    standing, out = ask(lawyer, admin, kind), io.StringIO()

    call_command("let_back_in", lawyer.email, kind.value, "compromised", stdout=out)

    standing.refresh_from_db()
    done = Recovery.objects.get(state="done")
    assert (standing.state, done.asked_by.robot, done.agreed_by) == ("lapsed", Robot.OPERATOR, None)
    assert Entry.objects.get(event="people.recovery_done").actor == User.for_robot(Robot.OPERATOR).pk
    if kind == FACTOR:
        assert not Authenticator.objects.filter(user=lawyer).exists()
    else:
        address = out.getvalue().splitlines()[-1]
        assert Client().get(address)["Location"] == reverse("people:choose_password")


@pytest.mark.parametrize(
    ("email", "kind", "reason", "says"),
    [
        ("nobody@firm.example", "password", "forgotten", "Nobody at the firm"),
        ("admin@firm.example", "second_factor", "forgotten", "the reason is one of"),
        ("admin@firm.example", "second_factor", "lost", "no second factor"),
    ],
)
def test_the_command_says_what_it_cannot_do(email, kind, reason, says, admin):
    User.objects.filter(pk=admin.pk).update(last_login=timezone.now())

    with pytest.raises(CommandError, match=says):
        call_command("let_back_in", email, kind, reason)

    assert not Recovery.objects.filter(state="done").exists()


@pytest.mark.django_db(transaction=True)
def test_what_the_command_could_not_do_is_on_record_and_nothing_of_it_remains(admin, partner, lawyer):
    """Asking is refused once the second factor is gone; what was asked for before it stands."""
    standing = ask(lawyer, admin, FACTOR)
    Authenticator.objects.filter(user=lawyer).delete()

    with pytest.raises(CommandError, match="no second factor"):
        call_command("let_back_in", lawyer.email, "second_factor", "lost")

    standing.refresh_from_db()
    assert (standing.state, Recovery.objects.count()) == ("asked", 1)
    refused = Entry.objects.get(event="people.refused")
    assert (refused.actor, refused.subject) == (User.for_robot(Robot.OPERATOR).pk, lawyer.pk)
    assert refused.facts == {"attempted": "let_back_in", "reasons": ["wrong_state"]}


def test_nobody_who_is_signed_in_lets_somebody_back_in(admin, lawyer):
    with pytest.raises(NotAllowed, match="holder of the server"):
        services.let_back_in(user=lawyer, kind=FACTOR, reason="lost", by=admin)

    assert Authenticator.objects.filter(user=lawyer).exists()
    assert Entry.objects.get(event="people.refused").facts["attempted"] == "let_back_in"


# --- the database


def test_the_database_holds_who_agrees_and_how_it_moves(admin, partner, lawyer):
    recovery = ask(lawyer, admin)

    def put(**to):
        with transaction.atomic(), pytest.raises(IntegrityError):
            Recovery.objects.filter(pk=recovery.pk).update(**to)

    now = timezone.now()
    for by in (admin, lawyer):
        put(state="agreed", agreed_by=by, agreed_at=now)
    put(state="agreed")
    put(state="done", settled_by=admin, settled_at=now)
    put(state="refused")
    services.refuse_recovery(recovery=recovery, by=partner)
    put(state="asked", settled_by=None, settled_at=None)


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["ask", "agree", "refuse", "stop", "carry_out"]), max_size=7))
def test_nothing_is_carried_out_that_nobody_agreed_to(admin, partner, lawyer, acts):
    """Whatever is tried in whatever order."""
    with held():
        agreed = 0
        for act in acts:
            newest = Recovery.objects.order_by("-asked_at").first()
            try:
                if act == "ask":
                    ask(lawyer, admin, LINK)
                elif act == "carry_out":
                    carry_out(lawyer, admin, LINK)
                elif newest is not None and act == "agree":
                    services.agree_recovery(recovery=newest, by=partner)
                    agreed += 1
                elif newest is not None and act == "refuse":
                    services.refuse_recovery(recovery=newest, by=partner)
                elif newest is not None:
                    services.stop_recovery(recovery=newest, by=lawyer)
            except (NotAllowed, WrongState, Conflict):
                pass
        done = Recovery.objects.filter(state="done")
        assert done.count() == Invitation.objects.count() <= agreed
        assert not done.filter(agreed_by=None).exists()
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_it_is_stopped_or_carried_out_and_not_both():
    admin, partner = factories.administrator(), seasoned("partner")
    lawyer = seasoned("lawyer")
    recovery = ask(lawyer, admin, LINK)
    services.agree_recovery(recovery=recovery, by=partner)
    start, turned_away = threading.Barrier(2), []

    def run(act):
        start.wait()
        try:
            act()
        except (NotAllowed, WrongState) as error:
            turned_away.append(error)
        finally:
            connection.close()

    acts = [
        lambda: services.stop_recovery(recovery=recovery, by=lawyer),
        lambda: carry_out(lawyer, admin, LINK),
    ]
    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    close_old_connections()

    recovery.refresh_from_db()
    assert len(turned_away) == 1
    assert Invitation.objects.count() == (recovery.state == "done")


# --- who is told


@pytest.fixture
def firm(transactional_db):
    admin = factories.administrator()
    return admin, seasoned("partner"), seasoned("partner"), seasoned("lawyer")


def told(kind):
    gather()
    return set(Notification.objects.filter(kind=kind).values_list("user", flat=True))


@pytest.mark.django_db(transaction=True, databases="__all__")
def test_the_person_and_every_partner_are_told_of_each_step_and_mailed_whatever_they_chose(firm):
    admin, partner, other, lawyer = firm
    bystander = seasoned("lawyer")
    recovery = ask(lawyer, admin, LINK)
    assert told(NoticeKind.RECOVERY_ASKED) == {lawyer.pk, partner.pk, other.pk}
    services.agree_recovery(recovery=recovery, by=partner)
    assert told(NoticeKind.RECOVERY_SETTLED) == {lawyer.pk, other.pk, admin.pk}
    carry_out(lawyer, admin, LINK)
    assert told(NoticeKind.RECOVERY_DONE) == {lawyer.pk, partner.pk, other.pk}

    for user in notices.claim_letters(10):
        notices.send_letter(user)

    assert {letter.to[0] for letter in mail.outbox} == {
        each.email for each in (lawyer, partner, other, admin)
    }
    for letter in mail.outbox:
        for word in (lawyer.full_name, lawyer.email, str(lawyer.pk), str(recovery.pk), "http"):
            assert word not in letter.subject + letter.body
    assert bystander.email not in str([letter.to for letter in mail.outbox])


@pytest.mark.django_db(transaction=True, databases="__all__")
def test_a_changed_address_and_a_new_partner_are_told(firm):
    admin, partner, other, lawyer = firm

    services.change_person(user=lawyer, full_name="Judith Okafor", email=lawyer.email, by=admin)
    assert told(NoticeKind.ADDRESS_CHANGED) == set()
    services.change_person(user=lawyer, full_name="Judith Okafor", email="jo@firm.example", by=admin)
    assert told(NoticeKind.ADDRESS_CHANGED) == {lawyer.pk, partner.pk, other.pk}
    Notification.objects.all().delete()
    made = factories.person("partner")
    factories.person("clerk")
    assert told(NoticeKind.PARTNER_MADE) == {partner.pk, other.pk}
    assert made.pk not in told(NoticeKind.PARTNER_MADE)


def letters_to(user):
    """Every address that letters to somebody went to just now."""
    mail.outbox.clear()
    gather()
    for each in notices.claim_letters(10):
        notices.send_letter(each)
    return [set(letter.to) for letter in mail.outbox if user.email in letter.to]


@pytest.mark.django_db(transaction=True, databases="__all__")
def test_who_changes_an_address_does_not_keep_from_its_person_what_comes_after(firm):
    """An administrator who changes it twice and asks for a way in is told of where the person reads their mail."""
    admin, _partner, _other, lawyer = firm
    theirs = lawyer.email

    for address in ("a@elsewhere.example", "b@elsewhere.example"):
        services.change_person(user=lawyer, full_name="Judith Okafor", email=address, by=admin)
        lawyer.refresh_from_db()
    assert {theirs, "b@elsewhere.example"} <= set().union(*letters_to(lawyer))
    ask(lawyer, admin, LINK, "forgotten")

    assert {theirs, "b@elsewhere.example"} <= set().union(*letters_to(lawyer))


@pytest.mark.django_db(transaction=True, databases="__all__")
def test_after_a_month_nothing_is_sent_to_an_address_that_is_no_more(firm):
    admin, _partner, _other, lawyer = firm
    services.change_person(user=lawyer, full_name="Judith Okafor", email="new@firm.example", by=admin)
    lawyer.refresh_from_db()
    letters_to(lawyer)

    with time_machine.travel(timezone.now() + dt.timedelta(days=31)):
        ask(lawyer, admin, LINK, "forgotten")
        assert letters_to(lawyer) == [{"new@firm.example"}]
        services.change_person(user=lawyer, full_name="Judith Okafor", email="newer@firm.example", by=admin)

    assert [each.email for each in lawyer.earlier_addresses.all()] == ["new@firm.example"]


def test_nobodys_old_address_is_kept_past_its_month_once_another_is_changed(admin, lawyer, partner):
    change = {"by": admin, "full_name": "Somebody"}
    services.change_person(user=lawyer, email="new@firm.example", **change)
    with time_machine.travel(timezone.now() + recovery_rules.ADDRESS_KEPT + dt.timedelta(days=1)):
        services.change_person(user=partner, email="other@firm.example", **change)

    assert not lawyer.earlier_addresses.exists()
    assert partner.earlier_addresses.exists()


def test_the_address_of_somebody_who_never_came_in_is_put_right_and_forgotten(admin):
    user = services.add_person(email="jo@frim.example", full_name="Jo", by=admin)

    services.change_person(user=user, full_name="Jo", email="jo@firm.example", by=admin)

    assert not user.earlier_addresses.exists()


@pytest.mark.parametrize("kind", sorted(ALWAYS_MAILED))
def test_what_is_always_mailed_is_not_switched_off(kind, lawyer):
    with pytest.raises(NotAllowed):
        notices.choose(kind=kind, way=Way.HERE, by=lawyer)

    refused = Entry.objects.get(event="notices.refused")
    assert (refused.actor, refused.facts["reasons"]) == (lawyer.pk, ["always_mailed"])
    assert not Choice.objects.filter(user=lawyer).exists()

    page = browser(lawyer).get(reverse("notices:list")).content.decode()
    assert f'name="{kind}"' not in page


# --- the pages


def browser(user):
    made = Client()
    made.force_login(user)
    return made


def test_whose_page_a_way_back_is(admin, partner, lawyer):
    address = reverse("people:recovery", args=[ask(lawyer, admin).pk])
    sees = {admin: 200, partner: 200, lawyer: 200, seasoned("lawyer"): 404, seasoned("auditor"): 404}

    assert {user: browser(user).get(address).status_code for user in sees} == sees


def test_the_holder_of_the_server_is_called_in_the_readers_language(admin, lawyer):
    services.choose_language(user=admin, language="fr", by=admin)
    call_command("let_back_in", lawyer.email, FACTOR.value, "compromised", stdout=io.StringIO())
    address = reverse("people:recovery", args=[Recovery.objects.get(state="done").pk])
    with translation.override("fr"):
        called = escape(str(Robot.OPERATOR.label))

    page = browser(admin).get(address).content.decode()

    assert page.count(f"<dd>{called},") == 2
    assert User.for_robot(Robot.OPERATOR).full_name not in page


@pytest.mark.parametrize("act", ["agree", "refuse", "stop"])
def test_a_stranger_does_nothing_to_it(act, admin, partner, lawyer):
    recovery = ask(lawyer, admin)

    answer = browser(seasoned("lawyer")).post(reverse(f"people:{act}_recovery", args=[recovery.pk]))

    assert answer.status_code == 404
    recovery.refresh_from_db()
    assert recovery.state == RecoveryState.ASKED


@pytest.mark.parametrize("page", ["second-factor/", "second-factor/remove/", "link/ask/"])
def test_a_partner_neither_asks_nor_carries_out(page, admin, partner, lawyer):
    answer = browser(partner).post(f"/people/{lawyer.pk}/{page}", {"reason": "compromised"})

    assert answer.status_code == 404
    assert not Recovery.objects.exists()


def test_it_goes_from_page_to_page(admin, partner, lawyer):
    administrator, person = browser(admin), f"/people/{lawyer.pk}/"

    administrator.post(f"{person}second-factor/", {"reason": "lost"})
    recovery = Recovery.objects.get()
    address = reverse("people:recovery", args=[recovery.pk])
    assert address in administrator.get(person).content.decode()
    assert "I spoke with them" not in administrator.get(address).content.decode()
    assert [item.url for item in ways_back.waiting(partner)] == [address]
    assert address in browser(partner).get("/").content.decode()
    for page in ("/", "/people/me/"):
        assert address in browser(lawyer).get(page).content.decode()

    browser(partner).post(f"{address}agree/")
    assert ways_back.waiting(partner) == []
    assert f"{person}second-factor/remove/" in administrator.get(person).content.decode()
    administrator.post(f"{person}second-factor/remove/")

    assert not Authenticator.objects.filter(user=lawyer).exists()
    assert address not in browser(lawyer).get("/people/me/").content.decode()


def test_the_person_stops_it_on_its_page(admin, partner, lawyer):
    recovery = ask(lawyer, admin, LINK)

    browser(lawyer).post(reverse("people:stop_recovery", args=[recovery.pk]))

    recovery.refresh_from_db()
    assert (recovery.state, recovery.settled_by) == ("stopped", lawyer)


@pytest.mark.django_db(transaction=True, databases="__all__")
def test_a_notice_of_it_leads_to_its_page(firm):
    admin, _partner, _other, lawyer = firm
    recovery = ask(lawyer, admin, LINK)
    gather()
    notice = Notification.objects.get(user=lawyer, kind=NoticeKind.RECOVERY_ASKED)

    answer = browser(lawyer).get(reverse("notices:open", args=[notice.pk]))

    assert answer["Location"] == reverse("people:recovery", args=[recovery.pk])


def test_the_table_of_moves_ends():
    assert {state for state, to in states.MOVES.items() if not to} == {"done", "refused", "stopped", "lapsed"}
