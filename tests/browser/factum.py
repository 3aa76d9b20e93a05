"""What people do with a factum from its request to the signed certificate, with a keyboard and no mouse."""

import re

from playwright.sync_api import expect

from apps.drafting.models import Request, RequestState
from apps.review.models import AuthorityFinding, ReviewTask
from demo.matters.family import HALLORAN

FACTUM = """# Part III

A failure to disclose income bears on retroactive variation: Colucci v. Colucci, 2021 SCC 24, at para 32.

Delay does not bar the claim: Michel v. Graydon, 2020 SCC 24, at para 25.

The respondent did not tell the applicant what the new employment pays.
"""
MOST_FOR_AN_AUTHORITY = 3
CANLII = "https://www.canlii.org/**"


def button(window, name):
    return window.page.get_by_role("button", name=name)


def link(window, name):
    return window.page.get_by_role("link", name=name)


def ask(window, hands):
    window.go("/")
    hands.do(link(window, "New request").first)
    hands.do(window.page.get_by_role("link", name=HALLORAN.title, exact=True).first)
    window.arrive("New request · firmai")
    hands.choose(window.page.locator("label", has_text="Factum").locator("input"))
    hands.reach(window.page.get_by_label("Assignment"))
    hands.write(
        "Part III of the factum on the motion to vary, for Ms. Fortin-Shaw, from the affidavit alone."
    )
    hands.do(window.page.locator("[name=sources]").first, "Space")
    hands.do(button(window, "Preview what would be sent"))
    window.arrive("Preview · firmai")
    pk = window.path.strip("/").rpartition("/")[2]
    hands.do(button(window, "Send to Claude (US)"))
    window.arrive("Request · firmai")
    request = Request.objects.get(pk=pk)
    assert request.state == RequestState.CONFIRMED
    return request


def write_by_hand(window, hands):
    hands.press("t")
    window.arrive("Edit · firmai")
    hands.reach(window.page.get_by_label("Text", exact=True))
    hands.press("Control+a")
    hands.write(FACTUM)
    hands.do(button(window, "Save as the next version"))
    hands.do(link(window, "Back to the draft"))
    expect(window.page.locator("#text")).to_contain_text("Michel v. Graydon")


def go_to_next(hands, control):
    hands.press("g")
    expect(control).to_be_focused()


def say_what_the_court_asks(window, hands):
    filing = window.page.locator("#filing")
    factum = filing.get_by_role("radio", name="Factum or written argument")
    go_to_next(hands, factum)
    hands.press("Space")
    expect(factum).to_be_checked()
    hands.do(filing.get_by_role("button", name="Keep this answer"))
    insert = filing.get_by_role("button", name="Put it into the text")
    expect(insert).to_be_focused()  # the page goes on where it was left
    hands.press("Enter")
    expect(window.page.locator("#text")).to_contain_text("I certify that I am satisfied")


def check_authorities(window, hands):
    """Each by going to its page and saying what was found there; how many keys each took."""
    open_ones = window.page.locator(".authority.open")
    costs = []
    expect(open_ones).to_have_count(2)
    while left := open_ones.count():
        before = len(hands.pressed)
        expect(open_ones.first.locator("[data-opened]")).to_be_focused()
        window.page.keyboard.press("y")  # says nothing before anybody went there
        assert AuthorityFinding.objects.filter(authority__task=task_at(window)).count() == 6 * len(costs)
        with window.page.context.expect_page() as opened:
            hands.press("l")
        opened.value.close()
        hands.press("y")
        expect(open_ones).to_have_count(left - 1)
        costs.append(len(hands.pressed) - before)
    return costs


def task_at(window):
    return ReviewTask.objects.get(pk=re.search(r"/review/([0-9a-f-]{36})/", window.page.url).group(1))


def answer(window, hands):
    """Every question, one after the other, to the page that asks once more."""
    ticks = window.page.locator("button.tick")
    for left in range(ticks.count(), 0, -1):
        expect(window.page.locator("button.tick:focus")).to_have_count(1)
        hands.press("Enter")
        expect(ticks).to_have_count(left - 1)
    way = link(window, re.compile("^Approve version"))
    expect(way).to_be_focused()
    hands.press("Enter")
    window.arrive("Approve · firmai")
    expect(window.page.locator("[autofocus]")).to_be_focused()
    hands.press("Tab", "Enter")
    window.arrive("Review · firmai")


def sign(window, hands):
    hands.do(link(window, "Read and sign").first)
    window.arrive("Sign · firmai")
    boxes = window.page.locator("[name=satisfied]")
    expect(boxes).to_have_count(2)
    for box in boxes.all():
        hands.do(box, "Space")
    hands.do(button(window, "Sign exactly this"))
    window.see("Signed. The approved files may leave now.")
