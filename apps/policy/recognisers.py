"""Finding what names a person in a text: what the matter lists, and numbers and places that show themselves by their
form.

Pure and linear: words are looked up, never searched for by a pattern made from a name, so that no name ends up in a
pattern cache and no text can make the search slow. A stretch that is already a placeholder is a `BARRIER`, which no
find crosses; what is found therefore does not depend on how long the placeholder is.

One look at the words decides where to look closer: at the beginning of something listed, or at a word that leads to
an identifier. Most texts hold neither.

Statutes, citations, amounts and other dates are not looked for. The firm's own people are not either: the assignment
names the lawyer it is for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate

from apps.policy import addresses, identifiers, published
from apps.policy.known import Form, Found, Known
from apps.policy.models import PlaceholderKind as Kind
from apps.policy.words import BARRIER, BETWEEN, Words, folded_words

GAP = re.compile(r"[\s\u00a0\-\u2010-\u2015.,'\u2019\u02bc()&*/#@]{1,6}")
NUMBER_GAP = re.compile(r"[ \t\u00a0\u202f.\-\u2010-\u2015()]{1,3}")
DOTS = re.compile(r"\.[ \u00a0]?")
MOST_SKIPPED = 2  # words between two of a name
SKIPPED = frozenset({"and", "et", "of", "de"})
LEADS = identifiers.LEADS.keys() | addresses.LEADS
"""Words of the language beside which an identifier or an address may stand."""

PLACEHOLDER = re.compile(
    rf"\[({'|'.join(kind.value for kind in Kind)})_([1-9][0-9]{{0,8}})\]", re.IGNORECASE | re.ASCII
)
"""`[PERSON_3]`, in either case: a model may change it."""


def find(text: str, known: Known) -> list[Found]:
    """Everything to be replaced, in order and without overlaps. Looked for again round what was found, until
    nothing is left."""
    return find_all([text], known)[0]


def find_all(texts: Sequence[str], known: Known) -> list[list[Found]]:
    """As `find`, for many texts in one pass."""
    taken: list[list[Found]] = [[] for _ in texts]
    left = list(enumerate(texts))
    while left:
        again = []
        for (at, text), found in zip(left, look([text for _, text in left], known), strict=True):
            if found:
                taken[at] += found
                again.append((at, hidden(text, found)))
        left = again
    return [sorted(each, key=lambda one: one.start) for each in taken]


def hidden(text: str, found: Sequence[Found]) -> str:
    """The text with what was found turned into barriers of the same length."""
    for each in found:
        text = text[: each.start] + BARRIER * (each.end - each.start) + text[each.end :]
    return text


def look(texts: Sequence[str], known: Known) -> list[list[Found]]:
    """One look at each text: what is found in it, in order and without overlaps."""
    if not texts:
        return []
    starts = [0, *accumulate(len(text) + len(BETWEEN) for text in texts)]
    sorted_out: list[list[Found]] = [[] for _ in texts]
    at = 0
    for each in _look(BETWEEN.join(texts), known):
        while each.start >= starts[at + 1]:
            at += 1
        begins = starts[at]
        sorted_out[at].append(Found(each.start - begins, each.end - begins, each.kind, each.party, each.weak))
    return sorted_out


def _look(text: str, known: Known) -> list[Found]:
    found = [
        *_placeholders(text),
        *_by_word(text, known),
        *identifiers.by_form(text),
        *addresses.by_form(text),
    ]
    if not found:
        return found
    found.sort(key=lambda each: (_rank(each), each.start, -each.end))
    taken: list[Found] = []
    used = bytearray(len(text))
    for each in found:
        if not any(used[each.start : each.end]):
            used[each.start : each.end] = b"\x01" * (each.end - each.start)
            if not known.lets_stand(each.kind, text[each.start : each.end]):
                taken.append(each)
    return sorted(taken, key=lambda each: each.start)


def _rank(found: Found) -> int:
    if found.kind == Kind.LITERAL:
        return 0
    return 2 if found.weak else 1


def _placeholders(text: str) -> Iterator[Found]:
    """Text that only looks like a placeholder becomes one itself, or restoring would put a name in its place."""
    if "[" in text:
        for match in PLACEHOLDER.finditer(text):
            yield Found(*match.span(), Kind.LITERAL)


def _by_word(text: str, known: Known) -> Iterator[Found]:
    folded = folded_words(text)
    starts = known.starts
    places = [at for at, word in enumerate(folded) if word in starts or word in LEADS]
    if not places:
        return
    words = Words.of(text, folded)
    cases: list[tuple[int, int]] | None = None
    for at in places:
        word = folded[at]
        if word in identifiers.LEADS:
            yield from identifiers.led_by(word, text, words.end(at))
        if word in addresses.LEADS:
            yield from addresses.near(text, words.start(at), words.end(at))
        if word not in starts or not _may_begin(folded, at, known):
            continue
        if word in known.numbers or word in known.beginnings:
            yield from _number(words, at, known)
        for found in _listed(words, at, known):
            if found.weak:
                if cases is None:
                    cases = list(published.case_names(words))
                if any(start <= found.start and found.end <= stop for start, stop in cases):
                    continue
            yield found
            break


def _may_begin(folded: list[str], at: int, known: Known) -> bool:
    """Whether more than the beginning of a number stands here: a lone `1` begins every number of a telephone."""
    word = folded[at]
    if known.begins(word):
        return True
    more = word + folded[at + 1] if at + 1 < len(folded) else word
    return more in known.beginnings or more in known.numbers


def _listed(words: Words, at: int, known: Known) -> Iterator[Found]:
    """The forms that stand here, longest first."""
    word = words.folded[at]
    near = words.folded[at + 1 : at + 2 + MOST_SKIPPED]
    for form in known.forms(word):
        # Of a surname it is the last word that has the capital: `de Brébeuf`, `van der Berg`.
        if form.capital and not words.capital(min(at + len(form.words), len(words)) - 1):
            continue
        if len(word) == 1 and word.isalpha() and not words.capital(at):
            continue
        if len(form.words) > 1 and form.words[1] not in near:
            continue
        end = _match(words, at, form)
        if end is not None and not (form.weak and not form.dotted and published.is_judge(words, at, end)):
            yield Found(words.start(at), end, form.kind, form.party, form.weak)


def _match(words: Words, at: int, form: Form) -> int | None:
    """Where the form ends if it begins at this word.

    Between the names of a person there may be one or two initials more, and small words in other things.
    """
    skipped, position = 0, at + 1
    for count, wanted in enumerate(form.words[1:], 1):
        while True:
            if position >= len(words):
                return None
            gap = words.gap(position)
            if not (DOTS if form.dotted else GAP).fullmatch(gap):
                return None
            if count == form.comma_after and "," not in gap and not _shouted(words, at, position):
                return None
            folded, initial = words.folded[position], words.initial(position)
            position += 1
            if folded == wanted and (initial or len(wanted) > 1 or wanted.isdigit()):
                break
            passed_over = initial if form.kind == Kind.PERSON else folded in SKIPPED
            if form.dotted or skipped == MOST_SKIPPED or not passed_over:
                return None
            skipped += 1
    end = words.end(position - 1)
    if not form.dotted:
        return end
    capitals = all(words.capital(each) for each in range(at, position))
    return end + 1 if capitals and words.text[end : end + 1] == "." else None


def _shouted(words: Words, first: int, position: int) -> bool:
    """`KOVALENKO D.`: in lists the capitals stand for the comma."""
    surname = words.text[words.start(first) : words.end(position - 1)]
    return len(surname) > 2 and surname.isupper()


def _number(words: Words, at: int, known: Known) -> Iterator[Found]:
    digits, best = words.folded[at], None
    position = at
    while True:
        if digits in known.numbers:
            best = (words.end(position), digits)
        if digits not in known.beginnings or position + 1 >= len(words):
            break
        position += 1
        if not NUMBER_GAP.fullmatch(words.gap(position)):
            break
        digits += words.folded[position]
    if best is not None:
        kind, party = known.numbers[best[1]]
        yield Found(words.start(at), best[0], kind, party)
