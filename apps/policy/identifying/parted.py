"""Listed names whose letters stand apart, and names that stand among the letters of a longer word: spelled out for
whoever takes it down, `K-O-V-A-L-E-N-K-O`, and run together in the name of a file, `AffidavitKovalenko2024.pdf`.

Pure, over plain text (`glyphs`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from apps.core.text import fold
from apps.policy.identifying.kinds import PlaceholderKind as Kind
from apps.policy.identifying.known import RUN_TOGETHER, Form, Found, Known

FEWEST = 3
LETTERS = re.compile(r"[^\W\d_](?<![^\W_].)(?:[ .,\-_/\n\u2026]{1,4}[^\W\d_](?![^\W_])){2,}")
"""Letters each by itself, one after the other."""
SMALL = "a-zß-öø-ÿ"
INNER_CAPITAL = re.compile(rf"[{SMALL}](?=[A-ZÀ-ÖØ-Þ])")
LONGEST = 100
TOKEN = re.compile(rf"[^\W_]{{4,{2 * LONGEST}}}")
PART = re.compile(rf"[^\W\d_{SMALL}]+(?![{SMALL}])|[^\W\d_{SMALL}]?[{SMALL}]+|\d+")
"""`Affidavit`, `OF`, `Kovalenko`, `2024`."""
PREFIXES = frozenset({"mc", "mac", "o", "de", "di", "du", "la", "le", "van", "von", "st", "fitz"})
"""What a surname may begin with ahead of an inner capital: `McDonald` is nobody's given name `Donald`."""


def spelled(alone: set[str], text: str, known: Known) -> Iterator[Found]:
    """People's names of which every letter is a word by itself. ``alone`` has all words of the text."""
    names = [name for name in known.people if len(name) >= FEWEST and alone.issuperset(name)]
    if not names:
        return
    names.sort(key=lambda name: (-len(name), name))
    for run in LETTERS.finditer(text):
        places = [at for at in range(run.start(), run.end()) if text[at].isalpha()]
        letters = "".join(fold(text[at])[:1] or "\0" for at in places)
        for name in names:
            at = letters.find(name)
            while at >= 0:
                end = at + len(name)
                form = _form(name, known)
                party = None if form is None else form.party
                yield Found(places[at], places[end - 1] + 1, Kind.PERSON, party)
                letters = letters[:at] + "\0" * len(name) + letters[end:]
                at = letters.find(name, end)


def run_together(text: str, known: Known, *, figures: bool) -> Iterator[Found]:
    """Names among the parts of a word: those that capitals make in it, and figures, where the text has any beside a
    letter."""
    if not known.people:
        return
    done = 0
    for edge in sorted(_edges(text, figures=figures)):
        if edge < done:
            continue
        begins = edge
        while begins > edge - LONGEST and text[begins - 1 : begins].isalnum():
            begins -= 1
        token = TOKEN.match(text, begins)
        if token is None:
            continue
        done = token.end()
        yield from _among(list(PART.finditer(token.group())), begins, known)


def _edges(text: str, *, figures: bool) -> Iterator[int]:
    """Where one part of a word ends."""
    for pattern in (INNER_CAPITAL, RUN_TOGETHER) if figures else (INNER_CAPITAL,):
        yield from (edge.start() for edge in pattern.finditer(text))


def _among(parts: Sequence[re.Match[str]], begins: int, known: Known) -> Iterator[Found]:
    folded = [fold(part.group()) for part in parts]
    forms = [_form(word, known) if len(word) >= FEWEST else None for word in folded]
    for at, (part, form) in enumerate(zip(parts, forms, strict=True)):
        if form is None or form.capital or (at and folded[at - 1] in PREFIXES):
            continue
        beside = (*forms[max(at - 1, 0) : at], *forms[at + 1 : at + 2])
        if form.alone and not any(beside):
            continue  # `JoAnn`
        yield Found(begins + part.start(), begins + part.end(), form.kind, form.party, form.weak)


def _form(word: str, known: Known) -> Form | None:
    """A person's name that is this word."""
    if word not in known.people:
        return None
    return next((form for form in known.forms(word) if form.words == (word,) and not form.dotted), None)
