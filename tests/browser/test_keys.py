"""Keys pressed on a review before the house has answered: none is lost, and none is about another item."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from apps.core.sensitive import Sensitive
from apps.matters.models import Matter
from apps.review import services as review
from apps.review.models import AuthorityFinding, ChecklistAnswer, Dismissal, ReviewTask, TaskState
from demo import seeding
from demo.matters.family import HALLORAN
from tests.browser.hands import Hands, unanswered
from tests.browser.house import UNPAINTED
from tests.drafting import factories as people

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
BROWSER = UNPAINTED
FACTUM = """# Part III

Disclosure bears on it: Colucci v. Colucci, 2021 SCC 24, at para 32.

Delay does not bar the claim: Michel v. Graydon, 2020 SCC 24, at para 25.

Support is the right of the child: D.B.S. v. S.R.G., 2006 SCC 37, at para 54.
"""
MOST_FOR_AN_AUTHORITY = 3
OPENED, CONFIRMED, ANSWERED = "**/opened/", "**/rest/", "**/answer/**"
CHECKS = 6
IS_IN_SIGHT = """node => {
  const seen = node.getBoundingClientRect(), around = node.closest(".ledger").getBoundingClientRect();
  return seen.top >= around.top && seen.bottom <= around.bottom;
}"""


@pytest.fixture
def bench(visit):
    """Opens a factum with three authorities before its lawyer, whose pages on CanLII are answered here."""

    def bench(text=FACTUM, **window):
        lawyer, matter = seeding.person("amelie"), Matter.objects.get(number=HALLORAN.number)
        made = people.draft(matter, lawyer, text, code="factum_section", responsible=lawyer)
        review.collect(10)
        task = ReviewTask.objects.get(draft=made)
        window = visit("amelie", **window)
        window.page.context.route(
            "https://www.canlii.org/**", lambda route: route.fulfill(body="A decision.")
        )
        window.go(reverse("review:detail", args=[task.pk]))
        window.page.wait_for_load_state()
        return task, window, Hands(window.page)

    return bench


def authorities(window):
    return window.page.locator(".authority")


def page_of(authority):
    return authority.locator("[data-opened]")


def is_on_its_way(window, n=1):
    expect(window.page.locator("form[aria-busy=true]")).to_have_count(n)


def at_an_authority(window, hands, n=0):
    hands.reach(authorities(window).nth(n).locator("summary"))
    hands.press("Enter")
    hands.reach(page_of(authorities(window).nth(n)))
    expect(page_of(authorities(window).nth(n))).to_be_focused()


def go_and_come_back(window, hands):
    with window.page.context.expect_page() as opened:
        hands.press("l")
    opened.value.close()


def confirmed(task):
    """How many checks of each authority are on record as confirmed, in the order of the text."""
    found = AuthorityFinding.objects.filter(outcome="confirmed")
    return [found.filter(authority=each).count() for each in task.authorities.order_by("order")]


def answered(task):
    return list(
        ChecklistAnswer.objects.filter(version__draft=task.draft)
        .order_by("at")
        .values_list("item", flat=True)
    )


def test_an_authority_costs_three_keys_at_most_and_the_next_one_is_in_hand(bench):
    task, window, hands = bench()
    at_an_authority(window, hands)
    for n in range(3):
        expect(page_of(authorities(window).nth(n))).to_be_focused()
        before = len(hands.pressed)
        go_and_come_back(window, hands)
        hands.press("y")
        expect(authorities(window).nth(n).locator(".dot.confirmed")).not_to_have_count(0)
        expect(window.page.locator(".authority.open")).to_have_count(2 - n)
        assert len(hands.pressed) - before <= MOST_FOR_AN_AUTHORITY

    expect(window.page.locator("button.tick").first).to_be_focused()
    assert confirmed(task) == [CHECKS, CHECKS, CHECKS]


def test_what_names_no_authority_costs_three_keys_too_and_none_says_so_of_a_citation(bench):
    plain = "Etobicoke was distinguished by its low rents."
    task, window, hands = bench(f"{FACTUM}\n\n{plain}\n")
    at_an_authority(window, hands)
    go_and_come_back(window, hands)
    expect(authorities(window).first.locator("[data-key=y]")).to_be_enabled()
    hands.press("n")
    assert not Dismissal.objects.filter(task=task).exists()

    at_an_authority(window, hands, 3)
    before = len(hands.pressed)
    hands.press("n")  # says nothing before anybody looked
    go_and_come_back(window, hands)
    hands.press("n")
    expect(window.page.locator(".authority.open")).to_have_count(3)
    expect(authorities(window).nth(3)).to_contain_text("no authority")
    assert len(hands.pressed) - before <= MOST_FOR_AN_AUTHORITY
    assert Dismissal.objects.filter(task=task).count() == 1
    assert confirmed(task) == [0, 0, 0, 0]


def test_a_key_in_the_moment_a_part_of_the_page_arrives_is_taken_without_loading_the_page_again(bench):
    task, window, hands = bench()
    at_an_authority(window, hands)
    window.page.evaluate(
        """() => {
          window.stayed = true;
          new MutationObserver((_, watch) => {
            if (!document.querySelector("[data-key=y]:not([disabled])")) { return; }
            watch.disconnect();
            document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "y", bubbles: true }));
          }).observe(document.body, { childList: true, subtree: true });
        }"""
    )
    go_and_come_back(window, hands)

    expect(page_of(authorities(window).nth(1))).to_be_focused()
    assert window.page.evaluate("window.stayed")
    assert confirmed(task) == [CHECKS, 0, 0]


def sources(window):
    """Where it was seen, of the first check of the first authority."""
    return authorities(window).first.locator(".check").first.get_by_role("radio")


def test_letters_are_the_pages_own_while_one_of_a_few_is_being_chosen(bench):
    task, window, hands = bench()
    at_an_authority(window, hands)
    go_and_come_back(window, hands)
    hands.press("g")
    expect(sources(window).first).to_be_focused()
    expect(sources(window).first).not_to_be_checked()  # being there chooses nothing
    hands.press("Space", "ArrowRight")
    expect(sources(window).nth(1)).to_be_checked()

    go_and_come_back(window, hands)
    hands.press("y")

    expect(page_of(authorities(window).nth(1))).to_be_focused()
    assert confirmed(task) == [CHECKS, 0, 0]


def test_what_was_chosen_of_a_few_stays_where_something_else_is_answered(bench):
    task, window, hands = bench()
    at_an_authority(window, hands)
    go_and_come_back(window, hands)
    hands.press("g")
    expect(sources(window).first).to_be_focused()
    hands.press("Space", "ArrowRight")
    expect(sources(window).nth(1)).to_be_checked()
    ticks = window.page.locator("button.tick")
    asked = ticks.count()
    hands.reach(ticks.first)
    hands.press("Enter")

    expect(ticks).to_have_count(asked - 1)
    expect(sources(window).nth(1)).to_be_checked()
    expect(sources(window).first).not_to_be_checked()
    assert len(answered(task)) == 1


def test_what_is_said_of_an_authority_waits_until_it_is_known_that_its_page_was_opened(bench):
    task, window, hands = bench()
    at_an_authority(window, hands)
    with unanswered(window.page, OPENED):
        go_and_come_back(window, hands)
        is_on_its_way(window)
        hands.press("y", "y")
        assert confirmed(task) == [0, 0, 0]

    expect(page_of(authorities(window).nth(1))).to_be_focused()
    assert confirmed(task) == [CHECKS, 0, 0]


def test_nothing_is_said_of_the_authority_that_comes_next_by_a_key_pressed_before_it_came(bench):
    task, window, hands = bench()
    at_an_authority(window, hands, 1)
    go_and_come_back(window, hands)  # been to the second, and decided nothing
    window.page.reload()
    at_an_authority(window, hands)
    go_and_come_back(window, hands)
    with unanswered(window.page, CONFIRMED):
        hands.press("y")
        is_on_its_way(window)
        hands.press("y", "y", "g")
        assert confirmed(task) == [0, 0, 0]

    second = authorities(window).nth(1)
    expect(second.locator(":focus")).to_have_count(1)
    expect(window.page.locator(".authority.open")).to_have_count(2)
    assert confirmed(task) == [CHECKS, 0, 0]
    hands.press("y")
    expect(window.page.locator(".authority.open")).to_have_count(1)
    assert confirmed(task) == [CHECKS, CHECKS, 0]


def test_the_way_to_the_next_page_pressed_early_leads_to_the_next_authority(bench):
    task, window, hands = bench()
    at_an_authority(window, hands)
    go_and_come_back(window, hands)
    with unanswered(window.page, CONFIRMED):
        hands.press("y")
        is_on_its_way(window)
        hands.press("l")

    with window.page.context.expect_page() as opened:
        pass
    opened.value.close()
    expect(page_of(authorities(window).nth(1))).to_have_attribute("data-was-opened", "")
    assert confirmed(task) == [CHECKS, 0, 0]


def test_a_question_is_answered_once_however_often_its_key_is_pressed(bench):
    task, window, hands = bench()
    ticks = window.page.locator("button.tick")
    hands.reach(ticks.first)
    asked = ticks.count()
    with unanswered(window.page, ANSWERED):
        hands.press("Enter", "Enter", "Enter")
        is_on_its_way(window)

    expect(ticks).to_have_count(asked - 1)
    expect(ticks.first).to_be_focused()
    assert len(answered(task)) == 1


def test_answers_given_one_upon_the_other_are_both_kept_in_their_order(bench):
    task, window, hands = bench()
    ticks = window.page.locator("button.tick")
    asked = ticks.count()
    names = [tick.get_attribute("id") for tick in ticks.all()]
    hands.reach(ticks.first)
    with unanswered(window.page, ANSWERED) as sent:
        hands.press("Enter")
        is_on_its_way(window)
        hands.reach(ticks.nth(1))
        hands.press("Enter")
        is_on_its_way(window, 2)
        hands.reach(ticks.nth(3))
        assert len(sent) == 1

    expect(ticks).to_have_count(asked - 2)
    expect(window.page.locator(f"#{names[3]}")).to_be_focused()
    assert [f"check-{item}-done" for item in answered(task)] == names[:2]


def test_what_is_written_and_unfolded_meanwhile_stays(bench):
    _task, window, hands = bench()
    ticks = window.page.locator("button.tick")
    hands.reach(ticks.first)
    asked = ticks.count()
    other = window.page.locator(".checklist > li").nth(2)
    with unanswered(window.page, ANSWERED):
        hands.press("Enter")
        is_on_its_way(window)
        hands.do(other.locator("summary"))
        hands.reach(other.get_by_label("Why it does not apply"))
        hands.write("Nothing was quoted")

    expect(ticks).to_have_count(asked - 1)
    why = other.get_by_label("Why it does not apply")
    expect(why).to_be_focused()
    expect(why).to_have_value("Nothing was quoted")
    hands.write(" here.")
    expect(why).to_have_value("Nothing was quoted here.")


@pytest.mark.parametrize("way", ["an answer", "a form"])
def test_a_remark_that_is_being_written_is_asked_about_though_something_else_was_sent(bench, way):
    _task, window, hands = bench()
    page, asked_about = window.page, []
    page.on("dialog", lambda dialog: (asked_about.append(dialog.type), dialog.dismiss()))
    hands.press("c")
    hands.write("Is this the decision?")
    ticks = page.locator("button.tick")
    left = ticks.count()

    if way == "an answer":
        hands.do(ticks.first)
        expect(ticks).to_have_count(left - 1)
        page.close(run_before_unload=True)
    else:
        hands.do(page.locator("#reservation"))

    page.wait_for_timeout(1000)
    assert asked_about == ["beforeunload"]
    expect(page.locator("#id_text")).to_have_value("Is this the decision?")


def test_a_remark_that_was_not_taken_says_why_in_sight_of_it_and_is_asked_about(bench):
    _task, window, hands = bench()
    page, asked_about = window.page, []
    page.on("dialog", lambda dialog: (asked_about.append(dialog.type), dialog.dismiss()))
    hands.press("c")
    hands.write("Is this the decision?")
    page.evaluate("getSelection().selectAllChildren(document.querySelector('#text'))")
    words = page.locator("#id_words")
    expect(words).to_have_value(" ".join(page.locator("#text").inner_text().split()))
    words.fill("")
    hands.reach(words)
    hands.write("Words that stand nowhere in it.")
    hands.do(page.get_by_role("button", name="Add comment"))
    said = page.locator("#ledger > [role=alert]")
    expect(said).to_be_visible()
    assert said.evaluate(IS_IN_SIGHT)

    page.close(run_before_unload=True)

    page.wait_for_timeout(1000)
    assert asked_about == ["beforeunload"]
    expect(page.locator("#id_text")).to_have_value("Is this the decision?")


def test_a_text_that_was_not_saved_is_asked_about_until_it_is(bench):
    task, window, hands = bench()
    page, asked_about = window.page, []
    page.on("dialog", lambda dialog: (asked_about.append(dialog.type), dialog.dismiss()))
    window.go(reverse("review:edit", args=[task.pk, 1]))
    page.locator("#id_text").fill(FACTUM + "\nMine.")
    theirs = Sensitive(FACTUM + "\nTheirs.")
    review.edit(task=task, base_version=task.draft.latest, text=theirs, by=seeding.person("amelie"))
    window.may_be_missing = True
    hands.do(page.locator("form[data-guard] button.first"))
    window.arrive("Not saved · firmai")

    hands.do(page.get_by_role("link", name="Back to the draft"))
    page.wait_for_timeout(1000)
    assert asked_about == ["beforeunload"]
    expect(page.locator("#id_text")).to_have_value(FACTUM + "\nMine.")
    hands.do(page.locator("form[data-guard] button.first"))
    window.arrive("Changes · firmai")
    assert asked_about == ["beforeunload"]
    assert task.draft.versions.count() == 3


def test_leaving_waits_for_what_was_said_before(bench):
    task, window, hands = bench()
    hands.reach(window.page.locator("button.tick").first)
    with unanswered(window.page, ANSWERED):
        hands.press("Enter")
        is_on_its_way(window)
        hands.press("u")
        window.arrive("Review · firmai")

    window.arrive("Queue · firmai")
    assert len(answered(task)) == 1


def test_where_the_house_does_not_answer_the_page_says_so_and_does_nothing_more(bench):
    task, window, hands = bench()
    ticks = window.page.locator("button.tick")
    hands.reach(ticks.first)
    asked = ticks.count()
    said = window.page.locator("#not-saved")
    expect(said).to_be_hidden()
    window.page.route(ANSWERED, lambda route: route.abort())
    hands.press("Enter")
    expect(said).to_be_visible()
    window.page.unroute(ANSWERED)
    assert (ticks.count(), answered(task)) == (asked, [])
    window.faults[:] = [fault for fault in window.faults if "net::ERR" not in fault and "htmx:" not in fault]

    expect(ticks.first).to_be_focused()
    hands.press("Enter")
    expect(ticks).to_have_count(asked - 1)
    expect(said).to_be_hidden()
    assert len(answered(task)) == 1


def test_a_key_held_down_answers_one_question(bench):
    task, window, hands = bench()
    ticks = window.page.locator("button.tick")
    hands.reach(ticks.first)
    asked = ticks.count()
    window.page.keyboard.down("Enter")
    expect(ticks).to_have_count(asked - 1)
    expect(ticks.first).to_be_focused()
    window.page.keyboard.down("Enter")  # of a key that is down already: a repetition
    window.page.keyboard.down("Enter")
    window.page.keyboard.up("Enter")
    hands.press("g")

    expect(ticks).to_have_count(asked - 1)
    assert len(answered(task)) == 1
    assert ReviewTask.objects.get(pk=task.pk).state == TaskState.OPEN


def test_a_list_goes_on_from_the_row_of_whatever_control_has_the_focus(visit):
    window = visit("amelie")
    window.go(reverse("review:queue") + "?show=all")
    rows, hands = window.page.locator("[data-rows] a.row"), Hands(window.page)
    window.page.locator("[data-rows] [data-key=x]").nth(1).focus()

    hands.press("j")
    expect(rows.nth(2)).to_be_focused()
    window.page.locator("[data-rows] [data-key=e]").nth(1).focus()
    hands.press("k")
    expect(rows.nth(0)).to_be_focused()
