"""Somebody whose screen has colours of its own tells apart what grounds and shadows tell apart for others."""

import pytest
from django.urls import reverse

from tests.browser.house import UNPAINTED

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
BROWSER = UNPAINTED
EDGES = """() => Array.from(document.querySelectorAll(".rail nav a, .tabs a"), link => [
  Boolean(link.ariaCurrent), getComputedStyle(link).borderBottomColor, getComputedStyle(document.body).backgroundColor
])"""
CHOSEN = """() => {
  const label = document.querySelector("#ledger .one-of label"), before = getComputedStyle(label).border;
  label.querySelector("input").checked = true;
  return [before, getComputedStyle(label).border];
}"""


def test_one_place_of_many_and_one_choice_of_a_few_are_seen_where_every_line_is_drawn(visit):
    window = visit("amelie")
    window.page.emulate_media(forced_colors="active")
    window.go(reverse("review:queue"))

    edges = window.page.evaluate(EDGES)
    window.go(window.page.locator("a.row").first.get_attribute("href"))
    before, chosen = window.page.evaluate(CHOSEN)

    here = {edge for is_here, edge, ground in edges if is_here}
    elsewhere = {edge == ground for is_here, edge, ground in edges if not is_here}
    assert len(here) == 1
    assert elsewhere == {True}, "a link to another page has a line that is seen"
    assert here.isdisjoint(ground for _, _, ground in edges)
    assert chosen != before
    assert (
        window.page.evaluate('() => getComputedStyle(document.querySelector(".dot")).forcedColorAdjust')
        == "none"
    )
