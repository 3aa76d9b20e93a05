"""From a request to an approval in a browser, with scripts and without; the draft is made by the worker's own code."""

import re
from urllib.parse import unquote

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import expect

from apps.drafting.models import Request, RequestState
from apps.drafting.tasks import draft
from apps.matters.models import Matter
from apps.review import services as review
from apps.review.models import Manifest, ReviewTask, TaskState
from demo import seeding
from demo.matters.family import HALLORAN
from demo.matters.quebec import TREMBLAY
from tests.browser import factum
from tests.browser.hands import Hands
from tests.drafting import factories as people

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
LETTER = "Dear Ms. Halloran,\n\nWe have your documents and will call you on Thursday.\n\nYours truly\n"
CANARY = "Wintergreen-Sycamore"


def ask(window, matter, *, workflow="client_letter"):
    """From the desk to a preview. Returns the request."""
    window.go("/")
    window.page.get_by_role("link", name="New request").click()
    window.follow(matter.title)
    window.page.locator("label", has_text="Client letter").click()
    window.page.get_by_label("Assignment").fill(
        f"A letter that tells the client what {CANARY} means for her, for Ms. Okafor, to be sent this week."
    )
    for box in window.page.locator("[name=sources]").all()[:2]:
        box.check()
    window.page.get_by_label("Responsible licensee").select_option(label="Judith Okafor")
    window.press("Preview what would be sent")
    window.arrive("Preview · firmai")
    return Request.objects.get(pk=window.path.strip("/").rpartition("/")[2])


def write_anew(window):
    """A text of the person's own in place of the draft; what it changed is shown, and leads back."""
    window.page.get_by_role("link", name=re.compile("^Edit")).click()
    window.page.get_by_label("Text", exact=True).fill(LETTER)
    window.press("Save as the next version")
    expect(window.page.locator(".redline ins", has_text="Thursday")).to_have_count(1)
    window.follow("Back to the draft")
    expect(window.page.locator("#text")).to_contain_text("Thursday")


def answer_everything(window):
    """Every question, one by one, until the dock says that nothing stands before an approval."""
    ticks = window.page.locator("button.tick")
    for left in range(ticks.count(), 0, -1):
        ticks.first.click()
        expect(ticks).to_have_count(left - 1)
    expect(window.page.locator("#dock .what.clear")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_request_is_seen_confirmed_drafted_edited_checked_and_approved(visit, scripts):
    matter = Matter.objects.get(number=HALLORAN.number)
    window = visit("judith", scripts=scripts)
    request = ask(window, matter)
    window.see("Allowed to send.")
    placeholders = window.page.locator(".as-sent .placeholder").all_inner_texts()
    assert any(text.startswith("[PERSON_") for text in placeholders)
    assert "Halloran" not in "".join(window.page.locator(".as-sent").all_inner_texts())
    window.press("Send to Claude (US)")
    window.arrive("Request · firmai")
    request.refresh_from_db()
    assert request.state == RequestState.CONFIRMED

    draft(request_id=str(request.pk))
    review.collect(10)
    task = ReviewTask.objects.get(draft__request=request)
    if not scripts:
        window.page.reload()
    window.page.get_by_role("link", name="Open the review").click()
    expect(window.page.get_by_role("button", name="Approve version 1")).to_be_disabled()
    write_anew(window)
    answer_everything(window)
    window.page.get_by_role("link", name="Approve version 2").click()
    window.arrive("Approve · firmai")
    assert ReviewTask.objects.get(pk=task.pk).state == TaskState.OPEN
    window.press("Approve version 2")

    expect(window.page.locator(".topline .state", has_text="Approved")).to_be_visible()
    task.refresh_from_db()
    decision = task.decisions.get(voided_at=None)
    assert (task.state, decision.version.number, decision.by.full_name) == (
        TaskState.APPROVED,
        2,
        "Judith Okafor",
    )


def test_what_was_asked_is_in_no_title_and_no_address(visit):
    window = visit("judith")
    addresses, titles = [], []
    window.page.on("request", lambda request: addresses.append(unquote(request.url)))
    window.page.on("load", lambda page: titles.append(page.title()))
    request = ask(window, Matter.objects.get(number=HALLORAN.number))
    window.go(reverse("drafting:detail", args=[request.pk]))
    window.see(CANARY)

    assert len(titles) >= 4
    for word in (CANARY, "Halloran", "letter that tells"):
        assert [text for text in (*addresses, *titles) if word in text] == []


def of_the_factum():
    """The sample firm's own."""
    return ReviewTask.objects.filter(
        matter__number=HALLORAN.number, draft__request__workflow_version__workflow__code="factum_section"
    ).earliest("opened_at")


def test_an_authority_is_settled_check_by_check_and_the_dock_counts_it(visit):
    task = of_the_factum()
    window = visit("amelie")
    window.go(reverse("review:detail", args=[task.pk]))
    before = window.page.locator("#dock .what strong").inner_text()
    first = window.page.locator(".authority").first
    first.locator("summary").click()
    first.get_by_role("group", name="Where you saw it").get_by_text("CanLII", exact=True).click()
    for settled in range(1, 7):
        first.locator(".check:not(.confirmed)").first.get_by_role("button", name="Confirmed").click()
        expect(first.locator(".check.confirmed")).to_have_count(settled)

    left = int(before.split()[0]) - 1
    expect(window.page.locator("#dock .what strong")).to_contain_text(f"{left} things")
    window.page.reload()
    expect(first.locator(".dots .dot.confirmed")).to_have_count(6)


def test_the_queue_is_worked_from_the_keyboard(visit):
    window = visit("amelie")
    window.go(reverse("review:queue"))
    keys, rows = window.page.keyboard, window.page.locator("a.row")
    assert rows.count() >= 2
    keys.press("j")
    expect(rows.nth(0)).to_be_focused()
    keys.press("j")
    expect(rows.nth(1)).to_be_focused()
    keys.press("k")
    expect(rows.nth(0)).to_be_focused()
    keys.press("/")
    expect(window.page.get_by_role("searchbox", name="Matter")).to_be_focused()
    keys.press("j")
    expect(window.page.get_by_role("searchbox", name="Matter")).to_have_value("j")
    rows.nth(0).focus()
    keys.press("r")
    expect(window.page.get_by_role("button", name="Give back")).to_have_count(1)
    expect(rows.nth(0)).to_be_focused()
    keys.press("r")
    expect(window.page.get_by_role("button", name="Give back")).to_have_count(0)
    keys.press("x")
    expect(window.page.get_by_role("checkbox", name="Choose").nth(0)).to_be_checked()
    keys.press("?")
    expect(window.page.get_by_role("dialog").locator("dt")).to_contain_text(["j", "k"])
    expect(window.page.get_by_role("dialog")).to_contain_text("reserve", ignore_case=True)
    keys.press("Escape")
    rows.nth(0).focus()
    keys.press("e")
    window.arrive("Return with reasons · firmai")
    window.go(reverse("review:queue"))
    rows.nth(0).focus()
    keys.press("o")

    window.arrive("Review · firmai")


def test_the_page_of_a_review_is_worked_from_the_keyboard(visit):
    task = of_the_factum()
    window = visit("amelie")
    page, keys = window.page, window.page.keyboard
    window.go(reverse("review:detail", args=[task.pk]))
    keys.press("g")
    expect(page.locator("#ledger :focus")).to_have_count(1)
    page.locator("#draft").focus()
    keys.press("c")
    expect(page.get_by_label("Comment", exact=True)).to_be_focused()
    page.locator("#draft").focus()
    keys.press("e")
    window.arrive("Return with reasons · firmai")
    keys.press("u")
    window.arrive("Review · firmai")
    # A review that was begun goes on at its next step, where a list may take letters for itself.
    page.locator("#draft").focus()
    keys.press("t")
    window.arrive("Edit · firmai")
    window.go(reverse("review:detail", args=[task.pk]))
    page.locator("#draft").focus()
    keys.press("u")

    window.arrive("Queue · firmai")


MOST_KEYS = 12
NOTE = "The lease ends on 3 March 2027 and may be renewed once."


def a_note_with_nothing_wrong(key="judith", number=HALLORAN.number):
    lawyer = seeding.person(key)
    matter = Matter.objects.get(number=number)
    source = people.source(matter, NOTE)
    stretches = [people.supported(NOTE, NOTE, source)]
    made = people.draft(
        matter, lawyer, NOTE, code="summary", sources=[source], responsible=lawyer, stretches=stretches
    )
    review.collect(10)
    return ReviewTask.objects.get(draft=made)


def test_a_note_with_nothing_wrong_is_reviewed_and_approved_in_twelve_keystrokes(visit):
    task = a_note_with_nothing_wrong()
    window = visit("judith")
    page, pressed = window.page, []
    window.go(reverse("review:detail", args=[task.pk]))

    def press(key):
        pressed.append(key)
        page.keyboard.press(key)

    ticks = page.locator("button.tick")
    press("g")
    expect(ticks.first).to_be_focused()
    for left in range(ticks.count(), 0, -1):
        press("Enter")
        expect(ticks).to_have_count(left - 1)
        expect(page.locator("body")).not_to_be_focused()
    press("Enter")
    window.arrive("Approve · firmai")
    expect(page.locator("[autofocus]")).to_be_focused()
    assert ReviewTask.objects.get(pk=task.pk).state == TaskState.OPEN
    press("Tab")
    press("Enter")

    expect(page.locator(".topline .state", has_text="Approved")).to_be_visible()
    assert ReviewTask.objects.get(pk=task.pk).state == TaskState.APPROVED
    assert len(pressed) <= MOST_KEYS


def test_keys_are_switched_off_everywhere_by_one_attribute(visit):
    window = visit("amelie")
    window.go("/")
    window.press("Keys on or off")
    expect(window.page.locator("html")).to_have_attribute("data-keys", "off")
    window.go(reverse("review:queue"))
    for key in "jkor/":
        window.page.keyboard.press(key)

    window.arrive("Queue · firmai")
    expect(window.page.locator("a.row:focus, input:focus")).to_have_count(0)
    expect(window.page.get_by_role("button", name="Give back")).to_have_count(0)
    expect(window.page.locator("kbd").first).to_be_hidden()
    window.press("Keys on or off")
    window.page.locator("main").focus()
    window.page.keyboard.press("j")
    expect(window.page.locator("a.row").first).to_be_focused()


RING = """node => {
  const style = getComputedStyle(node);
  return style.outlineStyle === "solid" && parseFloat(style.outlineWidth) >= 2 && node.matches(":focus-visible");
}"""


def test_in_french_the_keys_are_the_same_say_what_they_do_and_show_where_they_led(visit):
    a_note_with_nothing_wrong("etienne", TREMBLAY.number)
    window = visit("etienne")
    page, keys = window.page, window.page.keyboard
    window.go(reverse("review:queue") + "?show=all")
    row = page.locator("a.row").first
    keys.press("j")
    expect(row).to_be_focused()
    assert row.evaluate(RING)
    keys.press("x")
    expect(page.locator("[name=task]").first).to_be_checked()
    keys.press("/")
    expect(page.locator("[data-key='/']")).to_be_focused()
    assert page.locator("[data-key='/']").evaluate(RING)
    row.focus()
    keys.press("?")
    said = page.get_by_role("dialog")
    shown = dict(zip(said.locator("dt").all_inner_texts(), said.locator("dd").all_inner_texts(), strict=True))
    with translation.override("fr"):
        assert shown["j"] == gettext("next row")
        assert shown["x"] == f"{gettext('choose')} ({gettext('on the row in hand')})"
    assert set("jkxero/?") <= set(shown)
    assert set(shown.values()).isdisjoint({"next row", "row before", "Return", "Reserve", "open"})
    keys.press("Escape")
    keys.press("r")
    expect(row).to_be_focused()
    assert row.evaluate(RING)
    keys.press("e")
    with translation.override("fr"):
        window.arrive(f"{gettext('Return with reasons')} · firmai")


def named(window):
    """What the keys of a page press, by where it leads, and its place in the list where it is one of a row."""
    return {
        node.evaluate(
            "node => [node.dataset.key, node.getAttribute('href') || node.getAttribute('name')"
            " || (node.form && node.form.getAttribute('action')) || node.id, node.value || ''].join(' ')"
        )
        for node in window.page.locator("[data-key]:visible").all()
    }


def test_without_scripts_no_key_is_shown_and_everything_that_one_presses_is_there(visit):
    places = reverse("review:queue"), reverse("review:detail", args=[of_the_factum().pk])
    for place in places:
        with_keys, without = visit("amelie"), visit("amelie", scripts=False)
        with_keys.go(place)
        without.go(place)

        expect(with_keys.page.locator("kbd:visible").first).to_be_visible()
        expect(without.page.locator("kbd:visible, .keys:visible")).to_have_count(0)
        pressed = {each for each in named(with_keys) if not each.startswith("?")}
        assert len({each[0] for each in pressed}) >= 5
        assert pressed <= named(without)


def test_no_key_decides(visit):
    window = visit("amelie")
    for page in (reverse("review:queue"), reverse("review:detail", args=[of_the_factum().pk])):
        window.go(page)
        for control in window.page.locator("[data-key]").all():
            where = control.get_attribute("href") or control.evaluate(
                "node => node.form ? node.form.action : ''"
            )
            assert not where.endswith("/approve/"), where


@pytest.fixture
def works(visit):
    """Opens somebody's window, whose pages on CanLII are answered here."""

    def works(key):
        window = visit(key)
        window.page.context.route(factum.CANLII, lambda route: route.fulfill(body="A decision."))
        return window, Hands(window.page)

    return works


@pytest.mark.timeout(600)
def test_a_factum_from_its_request_to_the_signed_certificate_without_a_mouse(works):
    window, hands = works("amelie")
    request = factum.ask(window, hands)
    draft(request_id=str(request.pk))
    review.collect(10)
    task = ReviewTask.objects.get(draft__request=request)
    hands.do(factum.link(window, "Open the review"))
    window.arrive("Review · firmai")

    factum.write_by_hand(window, hands)
    factum.say_what_the_court_asks(window, hands)
    costs = factum.check_authorities(window, hands)
    factum.answer(window, hands)

    assert max(costs) <= factum.MOST_FOR_AN_AUTHORITY, costs
    assert ReviewTask.objects.get(pk=task.pk).state == TaskState.SECOND
    assert not Manifest.objects.approved().filter(task=task).exists()

    second, other = works("judith")
    second.go(reverse("review:queue"))
    row = second.page.locator(f"#task-{task.pk}")
    other.press("j")
    other.reach(row, key="j")
    other.press("Enter")
    second.arrive("Review · firmai")
    other.press("g")
    factum.answer(second, other)
    assert ReviewTask.objects.get(pk=task.pk).state == TaskState.APPROVED
    assert not Manifest.objects.final().filter(task=task).exists()

    window.page.reload()
    factum.sign(window, hands)

    statement = task.statements.get(withdrawn_at=None)
    assert (statement.by, statement.lawyer) == (seeding.person("amelie"), seeding.person("amelie"))
    assert Manifest.objects.final().filter(task=task).exists()
