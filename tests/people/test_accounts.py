"""Accounts, links, roles, sessions and second factors: who may what, and what a refusal leaves behind."""

import datetime as dt
import json
import threading

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.db import close_old_connections, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.audit.models import Entry
from apps.core.errors import BadInput, Conflict, NotAllowed, WrongState
from apps.people import queries, rules, services
from apps.people.models import (
    EndReason,
    ExceptionReason,
    Invitation,
    Licence,
    LicenceClass,
    Recovery,
    Regulator,
    Robot,
    RoleCode,
    RoleGrant,
    Scope,
    SessionReason,
    User,
)
from apps.people.recovery_models import RecoveryKind
from firmai.logs import Lines
from tests import factories
from tests.at_once import standing

PASSWORD = "harbour-lantern-quill"
TODAY = timezone.localdate


@pytest.fixture
def admin(db):
    return factories.administrator()


@pytest.fixture
def other(admin):
    return factories.person("lawyer", password=PASSWORD)


def last_entry():
    return Entry.objects.order_by("-id").first()


def everything():
    """What any act on people could change, except the log."""
    return standing(User, RoleGrant, Licence, Invitation, Authenticator, Recovery)


def second_factor(user):
    return Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "sealed"})


def let_in(user, kind, by):
    """What was asked for and has waited long enough, so that it may be carried out."""
    now = timezone.now()
    return Recovery.objects.create(
        user=user,
        kind=kind,
        reason="compromised",
        asked_by=by,
        waits_until=now,
        ends_at=now + dt.timedelta(days=1),
    )


# --- who may do what

ACTS = {
    "add": lambda by, who: services.add_person(email="x@firm.example", full_name="X", by=by),
    "change": lambda by, who: services.change_person(
        user=who, full_name="Another Name", email=who.email, by=by
    ),
    "end": lambda by, who: services.end_person(user=who, reason=EndReason.LEFT, by=by),
    "bring_back": lambda by, who: services.bring_back(user=who, by=by),
    "end_sessions": lambda by, who: services.end_sessions(user=who, reason=SessionReason.LOST, by=by),
    "reset_second_factor": lambda by, who: services.reset_second_factor(user=who, by=by),
    "invite": lambda by, who: services.invite(user=who, by=by),
    "withdraw_link": lambda by, who: services.withdraw_invitation(
        invitation=who.invitations.get(used_at=None, withdrawn_at=None), by=by
    ),
    "grant": lambda by, who: services.grant_role(user=who, role=RoleCode.CLERK, by=by),
    "end_role": lambda by, who: services.end_role(grant=who.grants.get(role=RoleCode.LAWYER), by=by),
    "record_licence": lambda by, who: services.record_licence(
        user=who,
        licence_class=LicenceClass.NOTARY,
        regulator=Regulator.CHAMBRE,
        number="N-1",
        scope=[],
        since=dt.date(2020, 1, 1),
        by=by,
    ),
    "change_licence": lambda by, who: services.change_licence(
        licence=who.licences.get(), scope=[], since=dt.date(2015, 1, 5), until=dt.date(2027, 1, 5), by=by
    ),
}
OTHERS = ["", *(code for code in RoleCode if code != RoleCode.ADMINISTRATOR)]


@pytest.fixture
def subject(other, admin):
    """Somebody to whom each of the acts could be done."""
    let_in(other, RecoveryKind.PASSWORD, admin)
    services.invite(user=other, by=admin)
    second_factor(other)
    for kind in RecoveryKind:
        let_in(other, kind, admin)
    return other


@pytest.mark.parametrize("act", ACTS)
def test_an_administrator_may(act, subject, admin):
    if act == "bring_back":
        services.end_person(user=subject, reason=EndReason.LEAVE, by=admin)
        subject.refresh_from_db()

    ACTS[act](admin, subject)

    assert last_entry().event != "people.refused"
    assert last_entry().actor == admin.pk


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("role", OTHERS, ids=[role or "no role" for role in OTHERS])
def test_nobody_else_may_and_the_attempt_is_on_record(act, role, subject, admin):
    user = factories.person(role)
    before = everything()

    with pytest.raises(NotAllowed, match="Only an administrator"):
        ACTS[act](user, subject)

    assert everything() == before
    assert (last_entry().event, last_entry().actor, last_entry().facts) == (
        "people.refused",
        user.pk,
        {"attempted": act, "reasons": ["not_administrator"]},
    )


ON_ONESELF = {
    "end": "own_account",
    "reset_second_factor": "own_account",
    "invite": "own_account",
    "grant": "own_roles",
    "end_role": "own_roles",
}


@pytest.mark.parametrize(("act", "reason"), ON_ONESELF.items(), ids=ON_ONESELF)
def test_an_administrator_does_not_do_it_to_themselves(act, reason, admin):
    factories.person("administrator")
    second_factor(admin)
    acts = ACTS | {"end_role": lambda by, who: services.end_role(grant=who.grants.get(), by=by)}
    before = everything()

    with pytest.raises(NotAllowed) as caught:
        acts[act](admin, admin)

    assert caught.value.codes == (reason,)
    assert everything() == before
    assert last_entry().facts == {"attempted": act, "reasons": [reason]}


@pytest.mark.parametrize("act", ["change", "end", "end_sessions", "invite", "grant", "record_licence"])
def test_a_robot_is_nobody_to_look_after(act, admin):
    before = everything()

    with pytest.raises(NotAllowed):
        ACTS[act](admin, User.for_robot(Robot.SYNC))

    assert everything() == before
    assert last_entry().facts["reasons"] == ["robot"]


def test_an_administrator_whose_role_has_just_ended_may_nothing_more(admin):
    second = factories.person("administrator")
    assert second.is_administrator
    services.end_role(grant=second.grants.get(), by=admin)

    with pytest.raises(NotAllowed):
        ACTS["add"](second, None)

    assert not User.objects.filter(email="x@firm.example").exists()


# --- names and addresses


def test_a_person_signs_in_with_a_changed_address_and_not_with_the_old_one(other, admin):
    old = other.email

    services.change_person(user=other, full_name=" Judith  Okafor ", email="Judith@Firm.example", by=admin)

    other.refresh_from_db()
    assert (other.full_name, other.email) == ("Judith Okafor", "judith@firm.example")
    assert last_entry().facts == {"fields": ["full_name", "email"]}
    assert signed_in(Client(), old) is False
    assert signed_in(Client(), other.email) is True


def test_an_address_that_somebody_has_is_not_taken(other, admin):
    before = everything()

    with pytest.raises(Conflict):
        services.change_person(user=other, full_name="X", email=admin.email, by=admin)
    with pytest.raises(BadInput):
        services.change_person(user=other, full_name=" ", email=other.email, by=admin)

    assert everything() == before


# --- closing and opening again


def signed_in(browser, email, password=PASSWORD):
    browser.post("/account/login/", {"login": email, "password": password})
    return "_auth_user_id" in browser.session


def here(browser):
    """Whether a page still takes the browser for a person."""
    return browser.get("/people/me/").status_code == 200


def test_closing_ends_sessions_roles_and_links_at_once_and_deletes_nothing(other, admin):
    subject, browser = other, Client()
    let_in(subject, RecoveryKind.PASSWORD, admin)
    services.invite(user=subject, by=admin)
    assert signed_in(browser, subject.email)
    assert here(browser)

    services.end_person(user=subject, reason=EndReason.LEFT, by=admin)

    assert not here(browser)
    assert not signed_in(Client(), subject.email)
    again = User.objects.get(pk=subject.pk)
    assert (again.is_active, again.role_codes) == (False, frozenset())
    assert queries.account(again).open_link is None
    assert (again.grants.count(), again.licences.count()) == (1, 1)
    newest = list(Entry.objects.order_by("-id").values_list("event", flat=True)[:4])
    assert "people.user_deactivated" in newest
    assert "people.role_ended" in newest
    with pytest.raises(WrongState):
        services.end_person(user=subject, reason=EndReason.LEFT, by=admin)


def test_a_closed_account_is_given_no_role_and_no_link(subject, admin):
    services.end_person(user=subject, reason=EndReason.LEFT, by=admin)

    for act in ("grant", "invite"):
        with pytest.raises(NotAllowed, match="closed"):
            ACTS[act](admin, subject)

    assert subject.grants.current().count() == 0


def test_who_is_brought_back_holds_nothing_and_needs_a_new_link(other, admin):
    subject, browser = other, Client()
    assert signed_in(browser, subject.email)
    services.end_person(user=subject, reason=EndReason.LEAVE, by=admin)

    services.bring_back(user=subject, by=admin)

    again = User.objects.get(pk=subject.pk)
    assert (again.is_active, again.ended_at, again.role_codes) == (True, None, frozenset())
    assert again.is_invited
    assert not here(browser)
    assert not signed_in(Client(), subject.email)
    with pytest.raises(WrongState):
        services.bring_back(user=subject, by=admin)


def test_the_last_administrator_who_stays_is_not_closed(admin):
    until = timezone.now() + dt.timedelta(days=1)
    second = factories.person("")
    services.grant_role(user=second, role=RoleCode.ADMINISTRATOR, by=admin, until=until)

    with pytest.raises(NotAllowed) as caught:
        services.end_person(user=admin, reason=EndReason.LEFT, by=second)

    assert caught.value.codes == ("last_administrator",)
    admin.refresh_from_db()
    assert admin.is_active


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", ["end", "end_role"])
def test_two_administrators_who_end_each_other_at_once_leave_one(act):
    pair = [factories.administrator(), factories.person("administrator")]
    start, refused = threading.Barrier(2), []

    def end(by, who):
        start.wait()
        try:
            if act == "end":
                services.end_person(user=who, reason=EndReason.LEFT, by=by)
            else:
                services.end_role(grant=who.grants.get(), by=by)
        except NotAllowed as error:
            refused.append(error.codes)
        finally:
            connection.close()

    threads = [threading.Thread(target=end, args=each) for each in (pair, pair[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    close_old_connections()

    assert refused == [("not_administrator",)]
    assert rules.administrators().count() == 1


# --- sessions and the second factor


def test_every_session_of_a_person_ends_and_nobody_elses(other, admin):
    theirs, another, bystander = Client(), Client(), Client()
    for browser in (theirs, another):
        signed_in(browser, other.email)
    bystander.force_login(admin)

    services.end_sessions(user=other, reason=SessionReason.LEFT_OPEN, by=admin)

    assert [here(browser) for browser in (theirs, another, bystander)] == [False, False, True]
    assert (last_entry().event, last_entry().facts) == ("people.sessions_ended", {"reason": "left_open"})


def test_a_person_signs_out_everywhere_but_here(other):
    this, elsewhere = Client(), Client()
    for browser in (this, elsewhere):
        signed_in(browser, other.email)

    this.post("/people/me/sessions/")

    assert [here(this), here(elsewhere)] == [True, False]
    assert last_entry().actor == other.pk


def test_removing_a_second_factor_is_loud_and_ends_sessions(other, admin):
    second_factor(other)
    let_in(other, RecoveryKind.SECOND_FACTOR, admin)
    browser = Client()
    browser.force_login(other)

    services.reset_second_factor(user=other, by=admin)

    assert Authenticator.objects.filter(user=other).count() == 0
    assert not here(browser)
    assert (last_entry().event, last_entry().subject, last_entry().facts) == (
        "people.second_factor_reset",
        other.pk,
        {"reason": "compromised", "removed": 1},
    )
    let_in(other, RecoveryKind.SECOND_FACTOR, admin)
    with pytest.raises(WrongState):
        services.reset_second_factor(user=other, by=admin)


# --- one-time links


@pytest.fixture
def invited(admin):
    return services.add_person(email="new@firm.example", full_name="Noor Haddad", by=admin)


def use(key, browser=None, password=PASSWORD, again=None):
    """Open a link and choose a password with it."""
    browser = browser or Client()
    first = browser.get(f"/people/welcome/{key.reveal()}/")
    if first.status_code != 302:
        return first
    return browser.post("/people/welcome/", {"password": password, "again": again or password})


def test_a_link_lets_its_person_choose_a_password_once(invited, admin):
    invitation, key = services.invite(user=invited, by=admin)
    assert (last_entry().event, last_entry().facts["again"]) == ("people.invited", False)

    response = use(key)

    assert response["Location"] == "/account/login/"
    assert signed_in(Client(), invited.email)
    used = Entry.objects.filter(event="people.invitation_used").get()
    assert (used.actor, used.subject) == (invited.pk, invitation.pk)
    again = use(key, password="another-lantern-quill")
    assert again.status_code == 410
    assert not signed_in(Client(), invited.email, "another-lantern-quill")


def test_neither_the_table_nor_the_log_nor_the_session_holds_the_key(invited, admin):
    _invitation, key = services.invite(user=invited, by=admin)
    browser = Client()

    browser.get(f"/people/welcome/{key.reveal()}/")

    assert key.reveal() not in str(list(Invitation.objects.values()))
    assert key.reveal() not in "".join(Entry.objects.values_list("body", flat=True))
    assert key.reveal() not in str(dict(browser.session))
    assert key.reveal() not in browser.get("/people/welcome/").content.decode()


@pytest.mark.parametrize("refused", ["somebody is signed in", "used before"])
def test_no_line_of_the_house_s_own_logs_holds_the_key_of_a_link_that_was_refused(
    invited, admin, other, refused, caplog
):
    _invitation, key = services.invite(user=invited, by=admin)
    browser = Client()
    if refused == "used before":
        use(key)
    else:
        browser.force_login(other)
    caplog.clear()

    assert browser.get(f"/people/welcome/{key.reveal()}/").status_code in (409, 410)

    lines = [Lines().format(record) for record in caplog.records]
    assert [json.loads(line)["message"].partition(": ")[2] for line in lines] == ["/people/welcome/…/"]
    assert key.reveal() not in "".join(lines)


def test_opening_a_link_does_not_use_it_up(invited, admin):
    _invitation, key = services.invite(user=invited, by=admin)

    Client().get(f"/people/welcome/{key.reveal()}/")
    response = use(key)

    assert response["Location"] == "/account/login/"


def test_a_link_lasts_three_days(invited, admin):
    _invitation, key = services.invite(user=invited, by=admin)

    with time_machine.travel(timezone.now() + dt.timedelta(days=3, seconds=1)):
        response = use(key)
        entry = last_entry()

    assert response.status_code == 410
    assert (entry.event, entry.subject, entry.facts) == (
        "people.sign_in_failed",
        invited.pk,
        {"reason": "spent_link"},
    )
    assert User.objects.get(pk=invited.pk).is_invited


def test_a_newer_link_takes_the_place_of_the_one_before(invited, admin):
    first, old = services.invite(user=invited, by=admin)
    _second, new = services.invite(user=invited, by=admin)

    assert use(old).status_code == 410
    assert use(new).status_code == 302
    first.refresh_from_db()
    assert first.used_at is None


def test_a_link_ends_with_the_account_even_when_it_was_opened_before(invited, admin):
    _invitation, key = services.invite(user=invited, by=admin)
    browser = Client()
    browser.get(f"/people/welcome/{key.reveal()}/")
    services.end_person(user=invited, reason=EndReason.MISTAKE, by=admin)

    response = browser.post("/people/welcome/", {"password": PASSWORD, "again": PASSWORD})

    assert response.status_code == 410
    assert User.objects.get(pk=invited.pk).has_usable_password() is False


def test_a_link_is_not_used_by_somebody_else_nor_with_a_weak_password(invited, admin, other):
    invitation, key = services.invite(user=invited, by=admin)

    with pytest.raises(NotAllowed):
        services.use_invitation(invitation=invitation, password=PASSWORD, by=other)
    assert last_entry().facts == {"attempted": "use_link", "reasons": ["not_own"]}
    assert "too short" in use(key, password="short").content.decode()
    assert "not the same" in use(key, again="other-lantern-quill").content.decode()

    assert User.objects.get(pk=invited.pk).is_invited


def test_a_link_for_a_lost_password_ends_the_sessions_that_the_old_one_began(other, admin):
    browser = Client()
    signed_in(browser, other.email)
    let_in(other, RecoveryKind.PASSWORD, admin)
    _invitation, key = services.invite(user=other, by=admin)
    assert last_entry().facts["again"] is True
    assert here(browser)

    use(key, password="another-lantern-quill")

    assert not here(browser)
    assert [signed_in(Client(), other.email, each) for each in (PASSWORD, "another-lantern-quill")] == [
        False,
        True,
    ]


def test_somebody_who_is_signed_in_does_not_use_another_persons_link(invited, admin, other):
    _invitation, key = services.invite(user=invited, by=admin)
    browser = Client()
    browser.force_login(other)

    assert browser.get(f"/people/welcome/{key.reveal()}/").status_code == 409
    assert browser.get("/people/welcome/").status_code == 404

    assert use(key).status_code == 302


def test_a_key_that_was_never_made_is_nothing_and_leaves_nothing(db):
    before = Entry.objects.count()

    assert Client().get("/people/welcome/never-made/").status_code == 404
    assert Client().get("/people/welcome/").status_code == 404

    assert Entry.objects.count() == before


def test_a_withdrawn_link_opens_nothing(invited, admin):
    invitation, key = services.invite(user=invited, by=admin)

    services.withdraw_invitation(invitation=invitation, by=admin)

    assert use(key).status_code == 410
    with pytest.raises(WrongState):
        services.withdraw_invitation(invitation=invitation, by=admin)


# --- what ends by itself


def test_an_auditors_access_ends_by_itself(admin):
    auditor = factories.person("")
    until = timezone.now() + dt.timedelta(days=5)
    services.grant_role(user=auditor, role=RoleCode.AUDITOR, by=admin, until=until)

    with time_machine.travel(until - dt.timedelta(seconds=1)):
        assert User.objects.get(pk=auditor.pk).is_auditor
    with time_machine.travel(until):
        assert not User.objects.get(pk=auditor.pk).is_auditor


def test_a_role_under_an_exception_ends_with_it(admin):
    partner, until = factories.person("partner"), timezone.now() + dt.timedelta(days=5)
    services.record_exception(user=partner, reason=ExceptionReason.SMALL_FIRM, until=until, by=admin)

    grant = services.grant_role(
        user=partner, role=RoleCode.ADMINISTRATOR, by=admin, until=until + dt.timedelta(days=30)
    )

    assert grant.until == until
    with time_machine.travel(until):
        assert User.objects.get(pk=partner.pk).role_codes == {RoleCode.PARTNER}


def test_a_licence_counts_until_its_last_day_and_not_a_day_longer(other, admin):
    licence = other.licences.get()

    services.change_licence(
        licence=licence, scope=[], since=licence.since, until=TODAY() - dt.timedelta(days=1), by=admin
    )

    assert other.current_licence is None
    assert last_entry().facts["fields"] == ["until"]
    services.change_licence(licence=licence, scope=[], since=licence.since, until=TODAY(), by=admin)
    assert other.current_licence == licence
    assert licence.recorded_by == admin


def test_what_a_paralegals_licence_covers_can_be_changed_and_not_emptied(admin):
    user = factories.person("paralegal", scope=[Scope.SMALL_CLAIMS])
    licence = user.licences.get()

    with pytest.raises(BadInput):
        services.change_licence(licence=licence, scope=[], since=licence.since, until=None, by=admin)
    services.change_licence(
        licence=licence, scope=[Scope.TRIBUNALS], since=licence.since, until=None, by=admin
    )

    licence.refresh_from_db()
    assert licence.scope == ["tribunals"]


def test_whether_there_is_a_second_factor_comes_with_the_person(other, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    browser = Client()
    browser.force_login(other)
    assert browser.get("/people/me/").headers["Location"] == reverse("mfa_index")
    assert not User.objects.get(pk=other.pk).has_second_factor
    second_factor(other)
    assert User.objects.get(pk=other.pk).has_second_factor

    with CaptureQueriesContext(connection) as required:
        assert browser.get("/people/me/").status_code == 200
    settings.SECOND_FACTOR_REQUIRED = False
    with CaptureQueriesContext(connection) as not_required:
        browser.get("/people/me/")

    assert len(required) == len(not_required)
