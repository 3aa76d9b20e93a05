import re
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from demo import seeding
from demo.people import PASSWORD
from tests.authenticator import code_of, stand_still

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
SIGN_IN = reverse("account_login")


def sign_in(window, key, password=PASSWORD):
    window.page.get_by_label("E-mail").fill(f"{key}@arsenault.example")
    window.page.get_by_label("Password").fill(password)
    window.press("Sign in")


@pytest.fixture(autouse=True)
def authenticator(monkeypatch):
    stand_still(monkeypatch)


def give(window, code):
    window.page.get_by_role("textbox", name="code").fill(code)
    window.page.get_by_role("textbox", name="code").press("Enter")


def test_a_wrong_password_is_refused_and_the_right_one_opens_the_page_that_was_asked_for(visit):
    stranger = visit()
    stranger.go(reverse("review:queue"))
    sign_in(stranger, "judith", "not the words")

    expect(stranger.page.get_by_role("alert")).to_contain_text(
        "No account has this address with this password."
    )
    stranger.arrive("Sign in · firmai")
    sign_in(stranger, "judith")

    stranger.arrive("Queue · firmai")
    assert stranger.path == reverse("review:queue")


def test_who_signs_out_is_a_stranger_again_and_the_way_back_shows_nothing(visit):
    stranger = visit()
    stranger.go(SIGN_IN)
    sign_in(stranger, "judith")
    stranger.arrive("Desk · firmai")
    stranger.press("Sign out")

    stranger.arrive("Sign in · firmai")
    stranger.page.go_back()
    stranger.arrive("Sign in · firmai")
    stranger.go(reverse("matters:list"))
    assert stranger.path.startswith(SIGN_IN)


def test_a_stranger_is_met_in_the_language_of_the_browser(visit):
    stranger = visit(language="fr")
    stranger.go(SIGN_IN)

    expect(stranger.page.locator("html")).to_have_attribute("lang", "fr-ca")
    expect(stranger.page.get_by_role("heading", level=1)).to_have_text("Ouvrir une session")


def test_where_a_second_factor_is_required_the_house_opens_once_one_is_set_up(visit, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    stranger = visit()
    stranger.go(SIGN_IN)
    sign_in(stranger, "rosa")
    stranger.go(reverse("matters:list"))
    assert stranger.path == reverse("mfa_index")

    stranger.go(reverse("mfa_activate_totp"))
    stranger.page.get_by_label("Password").fill(PASSWORD)
    stranger.press("Confirm")
    secret = stranger.page.locator(".field .id").inner_text()
    give(stranger, code_of(secret))
    expect(stranger.page).not_to_have_url(re.compile("activate"))
    stranger.go(reverse("matters:list"))

    assert stranger.path == reverse("matters:list")


def test_a_wrong_code_does_not_open_the_house(visit):
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(seeding.person("leila"), secret)
    stranger = visit()
    stranger.go(SIGN_IN)
    sign_in(stranger, "leila")
    assert stranger.path == reverse("mfa_authenticate")

    give(stranger, f"{(int(code_of(secret)) + 500_000) % 1_000_000:06}")
    expect(stranger.page.get_by_role("alert")).to_contain_text("Incorrect")
    give(stranger, code_of(secret))

    stranger.arrive("Desk · firmai")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_session_that_has_ended_leads_to_the_door_and_back(visit, scripts):
    window = visit("noah", scripts=scripts)
    window.go(reverse("drafting:list"))
    Session.objects.all().delete()
    window.follow("Matters")

    window.arrive("Sign in · firmai")
    sign_in(window, "noah")
    window.arrive("Matters · firmai")


def test_an_answer_after_the_session_ended_puts_the_door_in_place_of_the_page(visit):
    window = visit("amelie")
    window.go(reverse("review:queue"))
    with window.page.expect_response(re.compile(r"/attend/$")):  # the page says once that somebody is there
        window.page.locator("a.row").first.click()
    window.arrive("Review · firmai")
    tick = window.page.locator("button.tick").first
    expect(tick).to_be_visible()
    Session.objects.all().delete()
    window.may_be_signed_out = True
    tick.click()

    window.arrive("Sign in · firmai")
    expect(window.page.locator("#draft")).to_have_count(0)
    sign_in(window, "amelie")
    window.arrive("Review · firmai")


def leave(window):
    """The person goes, the time passes, and the house has ended their session."""
    Session.objects.all().update(expire_date=timezone.now())
    window.page.clock.fast_forward("31:00")


def begun(visit):
    """A request that somebody has begun to write, on a page whose clock the test turns on."""
    window = visit("judith")
    window.page.clock.install()
    window.go("/")
    window.page.get_by_role("link", name="New request").click()
    window.follow("Halloran v. Pike")
    return window


def test_what_was_typed_stays_under_cover_until_its_person_is_back(visit):
    window = begun(visit)
    window.page.locator("label", has_text="Client letter").click()
    window.page.get_by_label("Assignment").fill("A letter about the pension, for Ms. Okafor, this week.")

    leave(window)

    cover = window.page.get_by_role("dialog", name="You are signed out")
    expect(cover).to_be_visible()
    expect(window.page.get_by_label("Assignment")).not_to_be_visible()
    window.page.keyboard.press("Escape")
    expect(cover).to_be_visible()
    with window.page.expect_popup() as opened:
        cover.get_by_role("link", name="Sign in again").click()
    door = opened.value
    door.get_by_label("E-mail").fill("judith@arsenault.example")
    door.get_by_label("Password").fill(PASSWORD)
    door.get_by_role("button", name="Sign in").click()
    door.wait_for_url("**/")
    door.close()
    window.page.evaluate("dispatchEvent(new Event('focus'))")

    expect(cover).not_to_be_visible()
    expect(window.page.get_by_label("Assignment")).to_have_value(re.compile("about the pension"))
    window.page.locator("[name=sources]").first.check()
    window.page.get_by_label("Responsible licensee").select_option(label="Judith Okafor")
    window.press("Preview what would be sent")
    window.arrive("Preview · firmai")


def test_a_covered_page_asks_for_nothing_until_its_person_is_back(visit):
    window = visit("amelie")
    window.page.clock.install()
    window.go(reverse("review:queue"))
    window.page.locator("a.row").first.click()
    window.arrive("Review · firmai")
    window.page.locator("textarea").first.evaluate("field => { field.value = 'More than the letter says.'; }")
    window.may_be_signed_out = True
    leave(window)
    expect(window.page.get_by_role("dialog", name="You are signed out")).to_be_visible()
    asked = []
    window.page.on("request", lambda request: asked.append(request.url))

    window.page.clock.run_for("05:00")

    window.page.wait_for_timeout(300)  # of this machine's clock: what is asked for is heard of a little later
    assert asked == []


def test_somebody_else_who_signs_in_meanwhile_sees_nothing_of_it(visit, house):
    window = begun(visit)
    window.page.get_by_label("Assignment").fill("A letter about the pension, for Ms. Okafor, this week.")
    leave(window)
    expect(window.page.get_by_role("dialog", name="You are signed out")).to_be_visible()

    house.contexts[-1].add_cookies([house.session(seeding.person("ivan"))])
    window.may_be_missing = True
    window.page.evaluate("dispatchEvent(new Event('focus'))")

    expect(window.page.locator("body")).not_to_contain_text("Assignment")
    assert "pension" not in window.page.content()


def test_a_page_that_nothing_was_typed_into_leaves_the_screen(visit):
    window = begun(visit)
    where = window.path

    leave(window)

    window.arrive("Sign in · firmai")
    sign_in(window, "judith")
    window.page.wait_for_url(f"**{where}")


def test_signing_out_in_one_page_takes_the_others_off_the_screen_as_soon_as_somebody_turns_to_them(visit):
    window = visit("judith")
    window.go(reverse("matters:list"))
    where = window.path
    Session.objects.all().delete()  # by another page, long before this one's time is over

    window.page.evaluate("dispatchEvent(new Event('focus'))")

    window.arrive("Sign in · firmai")
    sign_in(window, "judith")
    window.page.wait_for_url(f"**{where}")


def test_a_page_that_reaches_nobody_is_covered_when_its_time_is_over_and_goes_on_once_it_does(visit):
    window = begun(visit)
    out_of_reach = "<p>A proxy that reaches nobody</p>"
    window.page.route(f"**{reverse('people:awake')}", lambda route: route.fulfill(body=out_of_reach))
    cover = window.page.get_by_role("dialog", name="You are signed out")

    window.page.clock.fast_forward("31:00")
    expect(cover).to_be_visible()
    window.page.unroute_all()
    window.page.evaluate("dispatchEvent(new Event('focus'))")

    expect(cover).not_to_be_visible()


def test_somebody_who_is_at_it_is_not_signed_out(visit):
    window = begun(visit)
    before = timezone.now()
    Session.objects.all().update(expire_date=before + timedelta(minutes=5))
    window.page.clock.fast_forward("01:10")

    window.page.get_by_label("Assignment").press_sequentially("A letter")
    with window.page.expect_response(lambda answer: answer.url.endswith(reverse("people:awake"))):
        window.page.clock.fast_forward("00:02")

    assert Session.objects.order_by("-expire_date")[0].expire_date > before + timedelta(minutes=29)
