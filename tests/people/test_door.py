import json
import re

import pytest
from allauth.account.forms import EmailAwarePasswordResetTokenGenerator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa import signals as mfa
from allauth.mfa import urls as allauth_pages
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth import authenticate
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.cache.backends import locmem
from django.db import connection
from django.test import Client
from django.urls import resolve, reverse

from apps.audit.models import Entry
from apps.people import factor_urls
from apps.people.models import Robot, User
from tests import factories
from tests.authenticator import code_of, key_for, stand_still
from tests.guards.test_views import ADDRESSES, addresses

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


def test_whoever_comes_in_is_greeted_by_the_desk_and_told_nothing_besides(user):
    desk = sign_in(user.email).get(reverse("desk:home"))

    assert desk.status_code == 200
    assert not list(desk.context["messages"])


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


# A second factor of one's own: what allauth's page changes and the lines about it are one act ---------------------


def at_the_page(user):
    """Signed in, with the password just given once more."""
    browser = sign_in(user.email)
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return browser


def activate(browser):
    session, secret = browser.session, totp.generate_totp_secret()
    session[totp.SECRET_SESSION_KEY] = secret
    session.save()
    return browser.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})


def renew(browser):
    return browser.post(reverse("mfa_generate_recovery_codes"))


def deactivate(browser):
    return browser.post(reverse("mfa_deactivate_totp"))


def add_key(browser):
    browser.get(reverse("mfa_add_webauthn"))
    return browser.post(
        reverse("mfa_add_webauthn"), {"name": "Key", "credential": json.dumps(key_for(browser.session))}
    )


def remove_key(browser):
    key = Authenticator.objects.get(type=Authenticator.Type.WEBAUTHN)
    return browser.post(reverse("mfa_remove_webauthn", args=[key.pk]))


def held(user):
    return list(Authenticator.objects.filter(user=user).order_by("pk").values_list("pk", "type", "data"))


def own(user, what, **facts):
    return (f"people.{what}", user.pk, user.pk, facts)


def added(user, factor):
    return own(user, "second_factor_added", factor=factor)


def removed(user, factor):
    return own(user, "second_factor_removed", factor=factor)


ACTS = {
    "the first factor": ((), activate, lambda user: [added(user, "totp"), added(user, "recovery_codes")]),
    "other codes": ((activate,), renew, lambda user: [own(user, "recovery_codes_renewed")]),
    "the last factor": (
        (activate,),
        deactivate,
        lambda user: [removed(user, "totp"), removed(user, "recovery_codes")],
    ),
    "a key first": ((), add_key, lambda user: [added(user, "webauthn"), added(user, "recovery_codes")]),
    "a key besides": ((activate,), add_key, lambda user: [added(user, "webauthn")]),
    "a key gone": ((activate, add_key), remove_key, lambda user: [removed(user, "webauthn")]),
}
every_act = pytest.mark.parametrize(("before", "act", "says"), ACTS.values(), ids=ACTS)


def ready(user, before):
    browser = at_the_page(user)
    for each in before:
        each(browser)
    user.entries_before = Entry.objects.count()
    return browser


@every_act
def test_what_changes_of_ones_second_factor_is_on_record(user, monkeypatch, before, act, says):
    stand_still(monkeypatch)
    browser = ready(user, before)
    had = held(user)

    response = act(browser)

    assert response.status_code == 302
    assert held(user) != had
    assert [(e.event, e.actor, e.subject, e.facts) for e in new_entries(user)] == says(user)


@every_act
def test_what_cannot_be_recorded_of_ones_second_factor_has_not_changed(user, monkeypatch, before, act, says):
    stand_still(monkeypatch)
    browser = ready(user, before)
    had = held(user)

    def broken(**_facts):
        raise RuntimeError("no log")

    monkeypatch.setattr("apps.audit.services.record", broken)
    with pytest.raises(RuntimeError, match="no log"):
        act(browser)

    assert held(user) == had
    assert new_entries(user) == []


LAST_STEPS = {
    "the first factor": (ACTS["the first factor"], "allauth.mfa.totp.internal.flows.clear_totp_secret"),
    "other codes": (
        ACTS["other codes"],
        "allauth.mfa.recovery_codes.internal.flows.RecoveryCodes.activate",
    ),
    "the last factor": (
        ACTS["the last factor"],
        "allauth.mfa.base.internal.flows.delete_dangling_recovery_codes",
    ),
    "a key first": (ACTS["a key first"], "allauth.mfa.webauthn.internal.flows.auto_generate_recovery_codes"),
    "a key gone": (ACTS["a key gone"], "allauth.mfa.base.internal.flows.delete_dangling_recovery_codes"),
}


@pytest.mark.parametrize(("given", "step"), LAST_STEPS.values(), ids=LAST_STEPS)
def test_what_fails_half_way_changes_nothing_of_ones_second_factor_and_leaves_no_line(
    user, monkeypatch, given, step
):
    stand_still(monkeypatch)
    before, act, _says = given
    browser = ready(user, before)
    had = held(user)

    def broken(*_given, **_more):
        raise RuntimeError("half way")

    monkeypatch.setattr(step, broken)
    with pytest.raises(RuntimeError, match="half way"):
        act(browser)

    assert held(user) == had
    assert new_entries(user) == []


def test_looking_at_the_pages_and_a_wrong_code_leave_no_line_that_something_changed(user, monkeypatch):
    stand_still(monkeypatch)
    browser = ready(user, (activate,))
    had = held(user)

    for name in ("mfa_deactivate_totp", "mfa_generate_recovery_codes", "mfa_add_webauthn"):
        assert browser.get(reverse(name)).status_code == 200
    browser.post(reverse("mfa_add_webauthn"), {"name": "Key", "credential": "{}"})

    assert (held(user), new_entries(user)) == (had, [])


UNCHANGED = {
    "mfa_index": "lists them",
    "mfa_authenticate": "the second half of signing in: a recovery code that is used up stays one of its set",
    "mfa_reauthenticate": "asks for a code once more",
    "mfa_view_recovery_codes": "shows them",
    "mfa_download_recovery_codes": "shows them",
    "mfa_list_webauthn": "lists them",
    "mfa_reauthenticate_webauthn": "asks for the key once more",
    "mfa_edit_webauthn": "gives a key another name, which no line would say",
    "mfa_login_webauthn": "signing in",
    "mfa_signup_webauthn": "closed with signing up",
    "mfa_trust": "part of signing in",
}


def test_every_page_that_changes_a_second_factor_is_one_act_with_its_lines():
    pages = set(dict(addresses(allauth_pages.urlpatterns))) - set(UNCHANGED)

    assert pages == {each.name for each in factor_urls.urlpatterns}
    for name in pages:
        assert resolve(ADDRESSES[name]).func in {each.callback for each in factor_urls.urlpatterns}


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


def count(many, name, *, until):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO people_counted (cache_key, value, expires) "
            f"SELECT %s || n, '', {until} FROM generate_series(1, %s) AS n",
            [f":1:{name}:", many],
        )


def test_what_counts_is_not_let_go_of_because_much_else_is_counted(user):
    """Or whoever tries at many addresses for a few minutes could then try at one of them without end."""

    def told(password):
        return Client().post(reverse("account_login"), {"login": user.email, "password": password})

    assert any("Too many" in told("not the words").content.decode() for _ in range(10))
    count(310, "somebody-else", until="now() + interval '5 minutes'")
    cache.set("one-more", 1, 300)

    told(PASSWORD)
    assert not Session.objects.exists()


def test_what_no_longer_counts_does_not_pile_up():
    cache.set("counts", 1, 300)
    count(310, "counted-once", until="now() - interval '5 minutes'")

    cache.set("another", 1, 300)

    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM people_counted")
        assert {key for (key,) in cursor.fetchall()} == {":1:counts", ":1:another"}


RESET = ["", "done/", "key/done/", "key/1-set-password/"]


@pytest.mark.parametrize("whose", ["somebody's", "nobody's"])
def test_no_address_is_written_to_because_somebody_typed_it_for_a_lost_password(user, mailoutbox, whose):
    before, typed = everything(), user.email if whose == "somebody's" else "anybody@elsewhere.example"

    statuses = [
        Client().post(f"/account/password/reset/{end}", {"email": typed}).status_code for end in RESET
    ]

    assert (statuses, mailoutbox) == ([405, 302, 302, 302], [])
    assert everything() == before


def test_a_link_from_a_mail_that_was_sent_before_opens_nothing(user):
    key = f"{user_pk_to_url_str(user)}-{EmailAwarePasswordResetTokenGenerator().make_token(user)}"

    answer = Client().get(f"/account/password/reset/key/{key}/")

    assert (answer.status_code, answer["Location"]) == (302, "/account/password/reset/")


def test_who_forgot_a_password_is_told_whom_to_ask():
    door = Client().get("/account/login/").content.decode()
    page = Client().get("/account/password/reset/").content.decode()

    assert door.index('href="/account/password/reset/"') > door.index('name="password"')
    assert "one-time link" in page
    assert 'method="post"' not in page


def everything():
    return [list(User.objects.order_by("pk").values()), list(Entry.objects.order_by("pk").values())]


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "No account has this address with this password."), ("fr", "Aucun compte n’a cette adresse")],
)
def test_whoever_cannot_come_in_reads_why_in_the_words_of_the_house(language, said):
    browser = Client(headers={"Accept-Language": f"{language}-CA"})

    page = browser.post(reverse("account_login"), {"login": "a@firm.example", "password": "wrong"})

    assert said in page.content.decode()


def test_a_password_is_changed_for_one_like_that_behind_a_link(user):
    page = sign_in(user.email).get(reverse("account_change_password")).content.decode()

    assert ["Current password" in page, "A sentence that only you would write" in page] == [True, True]


@pytest.mark.parametrize("path", ["/review/several/", "/notices/read/", "/gate/breaker/close/"])
def test_an_address_at_which_something_is_done_says_so_to_whoever_opens_it(user, path):
    answer = sign_in(user.email).get(path)

    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "<h1>There is nothing to look at here</h1>" in answer.content.decode()


@pytest.mark.parametrize(("language", "said"), [("en", "Too many tries"), ("fr", "Trop de tentatives")])
def test_whoever_tries_too_often_reads_so_on_a_page_of_the_house(language, said):
    browser = Client(headers={"Accept-Language": f"{language}-CA"})
    for _ in range(40):
        answer = browser.post(reverse("account_login"), {"login": "a@firm.example", "password": "wrong"})
        if answer.status_code == 429:
            break

    assert answer.status_code == 429
    page = answer.content.decode()
    assert f"<title>{said} · firmai</title>" in page
    assert f"<h1>{said}</h1>" in page


def test_a_page_that_is_not_there_says_so_in_its_title(client, user):
    client.force_login(user)

    page = client.get("/nothing/here/").content.decode()

    assert "<title>There is nothing here · firmai</title>" in page


def test_the_door_asks_in_the_french_of_the_house():
    door = Client(headers={"Accept-Language": "fr-CA"}).get(reverse("account_login")).content.decode()

    assert re.findall(r"<label[^>]*>([^<]+)</label>", door) == ["Courriel", "Mot de passe"]
