"""Templates print what they are given, escaped, and carry no script, no style and no content in a title."""

import re

import pytest
from django import forms

from tests.guards.reading import HERE, name, under

TEMPLATES = {name(path): path for path in under("templates/", "apps/", "demo/", suffix=".html")}
PYTHON = {name(path): path for path in under("apps/", "firmai/", "demo/", suffix=".py")}

REFUSED = {
    "prints without escaping": re.compile(r"\|\s*safe(seq)?\b|{%-?\s*autoescape\s+off"),
    "has a style of its own": re.compile(r"<[^>]*\sstyle\s*=|<style\b", re.IGNORECASE),
    "has a script of its own": re.compile(r"<script\b(?![^>]*\ssrc\s*=)", re.IGNORECASE),
    "runs script from an attribute": re.compile(
        r"<[^>]*\s(hx-on|on[a-z]+\s*=|hx-vals\s*=\s*[\"']js:)", re.IGNORECASE
    ),
    "leads to a script": re.compile(r"(href|src|action)\s*=\s*[\"']\s*javascript:", re.IGNORECASE),
    "loads from another host": re.compile(
        r"<(script|link|img|source|use)\b[^>]*\s(src|href)\s*=\s*[\"'](https?:)?//"
    ),
}
RAW = re.compile(r"\b(mark_safe|SafeString|SafeText)\(")
# Python that calls text safe, with what makes it so.
MAY_CALL_SAFE = {
    "apps/core/frames.py": "markup of a template, with what is put into it escaped or markup itself",
    "apps/review/written/markup.py": "a draft's Markdown, escaped when written and passed through nh3's allow-list",
}

TITLE = re.compile(r"{%\s*block (?:head_)?title\s*%}(.*?){%\s*endblock", re.DOTALL)
VARIABLE = re.compile(r"{{\s*(.+?)\s*}}|{%\s*block(?:translate|trans)\s.*?%}", re.DOTALL)
# What may stand in a title: the house's own words, and a number that names no one.
MAY_STAND_IN_A_TITLE = {"title", "matter.number"}


@pytest.mark.parametrize("fault", REFUSED)
def test_no_template(fault):
    assert [page for page, path in TEMPLATES.items() if REFUSED[fault].search(path.read_text("utf-8"))] == []


@pytest.mark.parametrize(
    ("fault", "line"),
    [
        ("prints without escaping", "{{ draft|safe }}"),
        ("prints without escaping", "{% autoescape off %}"),
        ("has a style of its own", '<p class="a" style="color: red">'),
        ("has a script of its own", "<script>alert(1)</script>"),
        ("has a script of its own", '<script type="module">'),
        ("runs script from an attribute", '<button onclick="go()">'),
        ("runs script from an attribute", '<form hx-on:submit="go()">'),
        ("leads to a script", '<a href="javascript:go()">'),
        ("loads from another host", '<script src="https://elsewhere.example/a.js"></script>'),
        ("loads from another host", '<link rel="stylesheet" href="//elsewhere.example/a.css">'),
    ],
)
def test_the_guard_sees(fault, line):
    assert REFUSED[fault].search(line)


def test_python_that_calls_text_safe_is_listed():
    found = {file for file, path in PYTHON.items() if RAW.search(path.read_text("utf-8"))}

    assert found == set(MAY_CALL_SAFE) & set(PYTHON)


def test_titles_hold_no_content():
    for path in TEMPLATES.values():
        for title in TITLE.findall(path.read_text("utf-8")):
            assert {found.strip() for found in VARIABLE.findall(title)} <= MAY_STAND_IN_A_TITLE


def test_a_template_is_where_the_settings_look_for_it():
    assert [page for page in TEMPLATES if not page.startswith("templates/")] == []
    assert (HERE / "templates").is_dir()


LINE_OF_TEXT = re.compile(
    r"<input\b(?![^>]*\btype=[\"'](?:hidden|checkbox|radio|submit|file|date|range|color))[^>]*>"
)


def test_no_browser_keeps_what_is_typed_into_a_line_of_text():
    kept = [
        (page, line)
        for page, path in TEMPLATES.items()
        for line in LINE_OF_TEXT.findall(path.read_text("utf-8"))
        if 'type="{{' not in line and " name=" in line and "autocomplete=" not in line
    ]

    assert kept == []


@pytest.mark.parametrize("widget", [forms.TextInput, forms.EmailInput, forms.URLInput, forms.NumberInput])
def test_no_browser_keeps_what_is_typed_into_a_field_of_a_form(widget):
    assert widget().render("sin", "").count('autocomplete="off"') == 1
    asked = widget({"autocomplete": "email"}).render("login", "")
    assert (asked.count("autocomplete"), 'autocomplete="email"' in asked) == (1, True)


@pytest.mark.parametrize(
    "widget", [forms.HiddenInput(), forms.CheckboxInput(), forms.DateInput({"type": "date"})]
)
def test_what_nobody_types_into_says_nothing_of_that(widget):
    assert "autocomplete" not in widget.render("a", "")


SELECT = re.compile(r"<select\b[^>]*>.*?</select>", re.DOTALL)
EMPTY_FIRST = re.compile(r"<select\b[^>]*>\s*<option value=\"\"")


def test_no_list_chooses_for_somebody_who_has_not():
    """A browser shows a list's first line as chosen: one press would file a consult with whatever matter stands first.

    Said otherwise are lists that show what holds already, and those of acts, each of which can be undone.
    """
    chosen = [
        (page, found[0][:90])
        for page, path in TEMPLATES.items()
        for found in SELECT.finditer(path.read_text("utf-8"))
        if not EMPTY_FIRST.match(found[0]) and "selected" not in found[0] and 'name="act"' not in found[0]
    ]

    assert chosen == []


DAY_BESIDE = re.compile(r"{% translate \"[^\"]*\"[^%]*%} ?{{ ?[\w.]+_(on|at)\b")


def test_no_day_stands_beside_a_word_that_is_said_without_it():
    """French says « fermé le 30 juin »: the word and its day are one string."""
    assert [page for page, path in TEMPLATES.items() if DAY_BESIDE.search(path.read_text("utf-8"))] == []
