import pytest
from allauth.mfa import signals as mfa
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth import authenticate
from django.contrib.sessions.models import Session
from django.core.cache.backends import locmem
from django.test import Client
from django.urls import reverse

from apps.audit.models import Entry
from apps.people.models import Robot, User
from tests import factories
from tests.authenticator import code_of, stand_still

pytestmark = pytest.mark.django_db
PASSWORD = "harbour-lantern-quill"


@pytest.fixture
def user():
    made = factories.person("lawyer", password=PASSWORD)
    made.entries_before = Entry.objects.count()
    return made


def new_entries(user):
    return list(Entry.objects.order_by("id")[user.entries_before :])


def sign_in(email, password=PASSWORD):
    browser = Client()
    browser.post(reverse("account_login"), {"login": email, "password": password})
    return browser


def test_signing_in_and_out_is_on_record(user):
    browser = sign_in(user.email.upper())
    browser.post(reverse("account_logout"))

    assert [(e.event, e.actor, e.subject, e.facts) for e in new_entries(user)] == [
        ("people.signed_in", user.pk, user.pk, {"method": "password"}),
        ("people.signed_out", user.pk, user.pk, {}),
    ]


def test_a_wrong_password_is_on_record_without_what_was_typed(user):
    browser = sign_in(user.email, "not the right words")

    assert "_auth_user_id" not in browser.session
    (entry,) = new_entries(user)
    assert (entry.event, entry.subject) == ("people.sign_in_failed", user.pk)
    assert (entry.actor, entry.facts) == (User.for_robot(Robot.DOOR).pk, {"reason": "wrong_password"})


def test_an_address_that_nobody_has_leaves_only_that_somebody_tried(user):
    sign_in("MyPassword.2026@mistyped.example")

    (entry,) = new_entries(user)
    door = User.for_robot(Robot.DOOR).pk
    assert (entry.subject, entry.actor, entry.facts) == (door, door, {"reason": "unknown"})
    assert "mistyped" not in entry.body.lower()
    assert "MyPassword" not in entry.body


def test_a_closed_account_says_so_in_the_log_and_does_not_open(user):
    user.is_active = False
    user.save(update_fields=["is_active"])

    authenticate(None, email=user.email, password=PASSWORD)
    browser = sign_in(user.email)

    assert "_auth_user_id" not in browser.session
    assert {e.facts["reason"] for e in new_entries(user)} == {"closed_account"}


def test_a_robot_cannot_sign_in():
    before = Entry.objects.count()
    robot = User.for_robot(Robot.SYNC)

    browser = sign_in(robot.email, "!no-credentials")

    assert "_auth_user_id" not in browser.session
    assert [e.facts for e in Entry.objects.order_by("id")[before:]] == [{"reason": "unknown"}]


def test_a_wrong_second_factor_is_on_record(user):
    mfa.authentication_failed.send(
        sender=object, request=None, user=user, authenticator=None, reauthentication=False
    )

    (entry,) = new_entries(user)
    assert (entry.subject, entry.facts) == (user.pk, {"reason": "wrong_code"})


def test_signing_in_fails_where_it_cannot_be_recorded(user, monkeypatch):
    def broken(**_facts):
        raise RuntimeError("no log")

    monkeypatch.setattr("apps.audit.services.record", broken)
    with pytest.raises(RuntimeError, match="no log"):
        sign_in(user.email)

    assert new_entries(user) == []


NEW_PASSWORD = "quill-harbour-lantern"


def change_password(browser, **changed):
    given = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD} | changed
    browser.post(reverse("account_change_password"), given)


def lines(user):
    return [(e.event, e.actor, e.subject, e.facts) for e in new_entries(user)[1:]]


def test_changing_ones_own_password_is_on_record_and_not_what_it_is(user):
    browser = sign_in(user.email)

    change_password(browser)

    user.refresh_from_db()
    assert user.check_password(NEW_PASSWORD)
    assert lines(user) == [("people.password_changed", user.pk, user.pk, {})]
    assert not any(NEW_PASSWORD in entry.body or PASSWORD in entry.body for entry in new_entries(user))


@pytest.mark.parametrize(
    "changed", [{"oldpassword": "not the right words"}, {"password1": "short", "password2": "short"}]
)
def test_a_password_that_was_not_changed_leaves_no_line_that_it_was(user, changed):
    browser = sign_in(user.email)

    change_password(browser, **changed)

    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert "people.password_changed" not in [event for event, *_rest in lines(user)]


@pytest.mark.django_db(transaction=True)
def test_adding_renewing_and_removing_a_second_factor_of_ones_own_is_on_record(monkeypatch):
    stand_still(monkeypatch)
    user = factories.person("lawyer", password=PASSWORD)
    user.entries_before = Entry.objects.count()
    browser = sign_in(user.email)
    session, secret = browser.session, totp.generate_totp_secret()
    session[totp.SECRET_SESSION_KEY] = secret
    session.save()

    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    browser.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    browser.post(reverse("mfa_generate_recovery_codes"))
    browser.post(reverse("mfa_deactivate_totp"))

    def own(what, **facts):
        return (f"people.{what}", user.pk, user.pk, facts)

    assert lines(user) == [
        own("second_factor_added", factor="totp"),
        own("second_factor_added", factor="recovery_codes"),
        own("recovery_codes_renewed"),
        own("second_factor_removed", factor="totp"),
        own("second_factor_removed", factor="recovery_codes"),
    ]


def another_process():
    """It has nothing of what this one holds in memory."""
    for held in locmem._caches.values():
        held.clear()


def test_a_code_is_taken_once_whichever_process_of_the_web_is_asked(monkeypatch, user):
    stand_still(monkeypatch)
    secret = totp.generate_totp_secret()
    factor = totp.TOTP.activate(user, secret)
    assert factor.validate_code(code_of(secret))

    another_process()

    assert not factor.validate_code(code_of(secret))


def test_wrong_passwords_are_counted_whichever_process_of_the_web_is_asked(user):
    def told(password):
        another_process()
        return Client().post(reverse("account_login"), {"login": user.email, "password": password})

    assert any("Too many" in told("not the words").content.decode() for _ in range(10))

    told(PASSWORD)
    assert not Session.objects.exists()
