"""Words can be read on every ground they stand on, and what is filled in has an edge that is seen (WCAG 2.2 AA)."""

import re

import pytest

from tests.guards.reading import HERE

STYLE = (HERE / "firmai/static/firmai/app.css").read_text("utf-8")
TOKEN = re.compile(r"--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);")
TOKENS = {name: schemes for name, *schemes in TOKEN.findall(STYLE)}
SCHEMES = {"light": 0, "dark": 1}
GROUNDS = (
    "paper",
    "sheet",
    "sunk",
    "accent-soft",
    "good-soft",
    "attention-soft",
    "stop-soft",
    "inserted",
    "removed",
)
WORDS = {
    **dict.fromkeys(("ink", "second", "accent", "good", "attention", "stop"), (*GROUNDS, "mark")),
    "third": GROUNDS,
    "on-accent": ("accent",),
}
FOR_WORDS, FOR_EDGES = 4.5, 3.0


def lightness(colour):
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other, scheme):
    low, high = sorted(lightness(TOKENS[name][SCHEMES[scheme]]) for name in (one, other))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_words_can_be_read_on_every_ground(scheme):
    faint = {
        (words, ground): round(contrast(words, ground, scheme), 2)
        for words, grounds in WORDS.items()
        for ground in grounds
        if contrast(words, ground, scheme) < FOR_WORDS
    }

    assert faint == {}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_edge_of_a_field_is_seen(scheme):
    assert min(contrast("edge", ground, scheme) for ground in ("paper", "sheet", "sunk")) >= FOR_EDGES


def test_fields_and_ticks_have_that_edge():
    ruled = re.findall(r"([^{}]+)\{([^{}]*var\(--edge\)[^{}]*)\}", STYLE)

    assert any("textarea" in names and "select" in names for names, _style in ruled)
    assert any(names.strip() == ".box" for names, _style in ruled)
