"""Everything the house says, it also says in French: whole, confirmed, compiled, and set as French is set."""

import ast
import re
import shutil
import subprocess
import sys

import pytest
from babel.messages.pofile import read_po

from scripts import translations
from tests.guards.reading import HERE

CATALOGUE = HERE / "firmai/locale/fr/LC_MESSAGES/django.po"
SPEAKING = ("apps", "demo", "proof", "firmai", "templates")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]")
NO_BREAK = "[\u00a0\u202f]"


def messages(path):
    with path.open("rb") as file:
        return {_all(message.id): message for message in read_po(file) if message.id}


def _all(text):
    return tuple(text) if isinstance(text, (tuple, list)) else (text,)


FRENCH = messages(CATALOGUE)
MARKS = re.compile(r"_|(\w+\.)?n?p?gettext(_lazy|_noop)?")
FORMATTED = re.compile(r"(?i)\b(?:f|rf|fr)[\"']")
RENAMED = re.compile(r"\bn?p?gettext(?:_lazy|_noop)? as (?!_\b)\w+")


@pytest.mark.parametrize("name", SPEAKING)
def test_no_string_is_marked_under_a_name_that_nobody_gathers(name):
    """What marks a string is known by its name alone: under another it is in no catalogue and stays English."""
    found = {
        str(path.relative_to(HERE)): RENAMED.findall(path.read_text("utf-8"))
        for path in (HERE / name).rglob("*.py")
    }

    assert {path: names for path, names in found.items() if names} == {}


@pytest.mark.parametrize("name", SPEAKING)
def test_no_string_is_marked_within_a_formatted_one(name):
    """There nobody gathers it either: those who look for marked strings read a formatted one as words."""
    found = {
        (str(path.relative_to(HERE)), call.lineno)
        for path in (HERE / name).rglob("*.py")
        if "gettext" in (text := path.read_text("utf-8")) and FORMATTED.search(text)
        for formatted in ast.walk(ast.parse(text))
        if isinstance(formatted, ast.JoinedStr)
        for call in ast.walk(formatted)
        if isinstance(call, ast.Call) and MARKS.fullmatch(ast.unparse(call.func))
    }

    assert found == set()


@pytest.mark.skipif(not shutil.which("xgettext"), reason="gettext is not installed")
def test_every_string_of_code_and_templates_is_in_the_catalogue(tmp_path):
    for name in SPEAKING:
        if (HERE / name).is_dir():
            kept = shutil.ignore_patterns("__pycache__", "locale", "*.woff2")
            shutil.copytree(HERE / name, tmp_path / name, ignore=kept)
    (tmp_path / "firmai/locale").mkdir()
    shutil.copy(HERE / "manage.py", tmp_path)
    subprocess.run(
        [sys.executable, "manage.py", "makemessages", "-l", "fr", "--verbosity", "0"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )

    said = messages(tmp_path / "firmai/locale/fr/LC_MESSAGES/django.po")

    assert len(said) > 400
    assert sorted(set(said) - set(FRENCH)) == []


def test_the_catalogue_is_whole_confirmed_and_compiled():
    assert list(translations.faults(translations.LOCALES)) == []


def test_a_translation_takes_what_its_original_takes():
    wrong = [
        original[0]
        for original, message in FRENCH.items()
        if set(PLACEHOLDER.findall(_all(message.string)[-1])) != set(PLACEHOLDER.findall(original[-1]))
    ]

    assert wrong == []


def test_punctuation_is_set_as_in_canadian_french():
    wrong = [
        text
        for message in FRENCH.values()
        for text in _all(message.string)
        if "'" in text
        or re.search(rf"«(?!{NO_BREAK})|(?<!{NO_BREAK})»", text)
        or re.search(r"(?<![\u00a0\u202f]):(?=\s|$)", text)
        or re.search(r"\s[;!?]", text)
    ]

    assert wrong == []


ONE_WORD = {
    r"\blivr(aison|ée?s?)\b": "remise, remis",
    r"\blogiciel de gestion\b": "système de gestion",
    r"\b([Gg]enre|[Nn]ature|[Ss]orte)s? d[eu] travail\b": "type de travail",
    r"\bmandats? de rédaction\b": "consigne",
    r"\bsources? (de|du) droit\b|\bsources? juridiques?\b": "référence",
}
"""What French would have two words for, and the house has one. By the other word, the one that it says."""


@pytest.mark.parametrize("other", ONE_WORD)
def test_a_thing_has_one_word_in_french(other):
    said = [
        text
        for message in FRENCH.values()
        for text in _all(message.string)
        if re.search(other, text, re.IGNORECASE)
    ]

    assert said == []


STATUTE = re.compile(r"(?i)certif|authentic|authoritative|the authorities that it cites")
"""What a court's rule has its own word for: it certifies its « sources »."""


def test_an_authority_is_never_called_a_source_in_french():
    """A source is what the client's file holds: whoever reads that one is wrong has to know which of the two."""
    said = [
        text
        for original, message in FRENCH.items()
        for text in _all(message.string)
        if re.search(r"(?i)\bauthorit(y|ies)\b", original[0])
        and not re.search(r"(?i)\bsources?\b", original[0])
        and not STATUTE.search(original[0])
        and re.search(r"(?i)\bsources?\b", text)
    ]

    assert said == []


PAIR = re.compile(r"[}%]\}: ?[{<]")


def test_no_template_sets_a_colon_by_itself():
    """French sets it off from the word before: `{% translate ":" %}`, or the whole line as one string."""
    wrong = {
        str(path.relative_to(HERE))
        for path in (HERE / "templates").rglob("*.html")
        if PAIR.search(
            re.sub(
                r"{% blocktranslate.*?{% endblocktranslate %}", "", path.read_text("utf-8"), flags=re.DOTALL
            )
        )
    }

    assert wrong == set()
