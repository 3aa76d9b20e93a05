"""Quotations of a draft against the sources it was made from: word for word, with words left out, in another source
than is cited, nearly, or nowhere.

Pure. A quotation of a decision or statute is not in the sources; its authority's own check answers for it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import accumulate, chain, pairwise
from uuid import UUID

from rapidfuzz import fuzz

from apps.drafting import wording
from apps.drafting.anchors import Stretch
from apps.review.citing import legible
from apps.review.citing.quoting import Forms, Place, alike

FEWEST_WORDS = 4
NEAR = 80.0
"""Percent of likeness from which a passage counts as meant."""

MOST_SHOWN = 2000
"""Characters of the source that are shown beside a quotation which leaves some out."""

_LINE = r"\n(?![ \t]*\n)"
"""The end of a line that is not the end of its paragraph: a quotation goes on over it."""
_PARAGRAPH = r"\n[ \t]*\n"
_SPACE = "[ \u00a0\u202f]*"


def _between(opening: str, inner: str, closing: str) -> str:
    """A quotation between marks, closed in its paragraph. One of several paragraphs has its opening mark before each of
    them and its closing one behind the last; where it has not, it goes on to the next mark, and one that nobody closed
    to the end of its paragraph. ``inner`` is what stands in it besides ends of lines."""
    within = rf"(?:{inner}|{_LINE}){{3,20000}}"
    return (
        rf"{opening}(?:({within}?){closing}|({within})(?={_PARAGRAPH}[ \t]*{opening})"
        rf"|((?:{inner}|\n){{3,20000}}?){closing}|({within})(?={_PARAGRAPH}|\s*\Z))"
    )


# A straight mark opens before a word and closes behind one, or has a space on the inside of both, as French typing has
# it: an inch, or a mark that nobody closed, takes no other quotation with it. In French the paragraphs that follow may
# begin with the closing mark.
QUOTED = re.compile(
    "|".join(
        (
            _between("“", "[^“”\n]|“[^“”\n]{0,500}”", "”"),
            _between(rf"(?:«|(?<=\n\n)»){_SPACE}", "[^«»\n]|«[^«»\n]{0,500}»", rf"{_SPACE}»"),
            _between(r"(?<![^\W_])\"(?![ \t\n])", r"[^\"\n]", r"(?<![ \t\n])\"(?![^\W\d_])"),
            rf"(?<=[ \n(])\" ((?:[^\"\n]|{_LINE}){{3,20000}}?) \"(?![^\W\d_])",
            rf"(?<!\w)‘((?:[^‘\n]|{_LINE}){{3,20000}}?)’(?!\w)",
            rf"(?<![\w'])'(?=[^\W\d_]|\[)((?:[^'\n]|{_LINE}|(?<=\w)'(?=\w)){{3,20000}}?)'(?!\w)",
        )
    )
)
PLAIN = (
    (re.compile("[„‟❝]"), "“"),
    (re.compile("❞"), "”"),
    (re.compile("[″＂]|''|’’|``"), '"'),
    (re.compile(r"(?<=[\w.,!?…%)\]])“(?!\w)"), "”"),
    (re.compile(r"(?:(?<=[\s(])|\A)”(?=\w)"), "“"),
)
"""Marks of another kind, two single ones that are typed for a double one, and one that is turned the wrong way, each
with what it is read as."""
_ITEM = r"(?:[ \t]*+(?:[-*+]|\d{1,9}[.)])[ \t]++)*+"
"""What an item of a list begins with, where a quotation is the first that stands in it."""
_ANEW = r"[ \t]*(?:(?:[-*+]|#{1,6}|\d{1,9}[.)])[ \t]|\||[-*_]{3}|`{3}|~{3})"
BLOCK = re.compile(
    rf"^{_ITEM}[ \t]*>[^\n]*(?:\n(?!{_ANEW})[ \t]*[^ \t\n][^\n]*)*(?:\n|$)",
    re.MULTILINE,
)
"""Lines that go on without the mark belong to it, as Markdown has it, unless something else begins with them."""
_SIGNS = re.compile(rf"^{_ITEM}(?:[ \t]*> ?)+", re.MULTILINE)


class Match(StrEnum):
    EXACT = "exact"
    CUT = "cut"
    """Word for word but for what the quotation says that it leaves out, which may be what matters."""
    ELSEWHERE = "elsewhere"
    """Word for word, but in another source than the one that is cited for it."""
    NEAR = "near"
    ABSENT = "absent"


@dataclass(frozen=True)
class Passage:
    """A place in a source and its text."""

    source: UUID
    anchor: str
    text: str = field(repr=False)
    speaker: str = field(default="", repr=False)


@dataclass(frozen=True)
class Quotation:
    """A quotation ``[start, end)`` of the draft and what the sources hold. ``found`` is the source's own words where
    they differ, so that the difference can be shown."""

    start: int
    end: int
    text: str = field(repr=False)
    match: Match
    source: UUID | None = None
    anchor: str = ""
    found: str = field(repr=False, default="")


def check(text: str, passages: Sequence[Passage], stretches: Sequence[Stretch] = ()) -> list[Quotation]:
    """Every quotation of at least four words, in order, compared with the passages. ``stretches`` of the text say which
    source is cited for what."""
    held = [(passage, alike(passage.text)) for passage in passages]
    read = legible.in_characters(text).with_each(PLAIN)
    found = [(*read.before((start, end)), words) for start, end, words in quoted(read.text)]
    return [_compared(start, end, words, held, _cited(stretches, start, end)) for start, end, words in found]


def _cited(stretches: Sequence[Stretch], start: int, end: int) -> set[UUID]:
    """The sources that are cited for a quotation and hold the words cited."""
    return {
        support.source
        for each in stretches
        if each.start < end and each.end > start
        for support in each.supports
        if support.verified
    }


def quoted(text: str) -> Iterator[tuple[int, int, str]]:
    """Where the draft quotes: marks of either language, and block quotations."""
    spans = [(match.start(), match.end(), _inside(match)) for match in QUOTED.finditer(text)]
    spans += [(match.start(), match.end(), _SIGNS.sub("", match.group())) for match in BLOCK.finditer(text)]
    taken = -1
    for start, end, words in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start >= taken and len(words.split()) >= FEWEST_WORDS:
            taken = end
            yield start, end, _unmarked(words.strip())


def _inside(match: re.Match[str]) -> str:
    return next(group for group in match.groups() if group is not None)


_MARKS = (("“", "”"), ("«", "»"), ('"', '"'), ("‘", "’"))


def _unmarked(words: str) -> str:
    """Without the marks around all of it, which a block quotation may have besides."""
    for opening, closing in _MARKS:
        inner = words[1:-1]
        if len(words) > 1 and words[0] == opening and words[-1] == closing and opening not in inner:
            return inner.strip(" \u00a0\u202f")
    return words


Held = list[tuple[Passage, str]]


def _compared(start: int, end: int, words: str, held: Held, cited: set[UUID]) -> Quotation:
    """The words as they stand in one passage, run into the next, or go on over several: in what is cited for them
    before any other source, and whole before with some left out."""
    forms = Forms(words)
    found: dict[tuple[bool, bool], Quotation] = {}
    for passage, plain, place in _places(forms, held):
        is_cited = not cited or passage.source in cited
        if (is_cited, place.with_gaps) in found:
            continue
        match = Match.CUT if place.with_gaps else Match.EXACT if is_cited else Match.ELSEWHERE
        whole = _shortened(plain[place.start : place.end]) if place.with_gaps else ""
        made = Quotation(start, end, words, match, passage.source, passage.anchor, whole)
        if match == Match.EXACT:
            return made
        found[is_cited, place.with_gaps] = made
    order = ((True, True), (False, False), (False, True))
    best = next((found[each] for each in order if each in found), None)
    return best or _nearest(start, end, words, forms.plain, held)


def _places(forms: Forms, held: Held) -> Iterator[tuple[Passage, str, Place]]:
    """Where the words stand: in a passage, in one and the next, and whole over however many."""
    for passage, plain in chain(held, _pairs(held)):
        if place := forms.place_in(plain):
            yield passage, plain, place
    for run in _runs(held):
        plain = " ".join(each for _passage, each in run)
        place = forms.place_in(plain) if len(run) > 2 else None
        if place and not place.with_gaps:
            starts = list(accumulate((len(each) + 1 for _passage, each in run), initial=0))
            yield run[bisect_right(starts, place.start) - 1][0], plain, place


def _pairs(held: Held) -> Iterator[tuple[Passage, str]]:
    for (one, before), (other, after) in pairwise(held):
        if _goes_on(one, other):
            yield one, f"{before} {after}"


def _runs(held: Held) -> Iterator[Held]:
    """What was said by one person, or stands in one source, passage after passage."""
    run: Held = []
    for each in held:
        if run and not _goes_on(run[-1][0], each[0]):
            yield run
            run = []
        run.append(each)
    yield run


def _goes_on(one: Passage, other: Passage) -> bool:
    """Whether words may run from one passage into the next. Nobody said what begins with somebody else's words."""
    same = not one.speaker or not other.speaker or one.speaker == other.speaker
    return one.source == other.source and same


def _shortened(words: str) -> str:
    return words if len(words) <= MOST_SHOWN else f"{words[: MOST_SHOWN // 2]} … {words[-MOST_SHOWN // 2 :]}"


def _nearest(start: int, end: int, words: str, plain: str, held: list[tuple[Passage, str]]) -> Quotation:
    best, at = None, NEAR
    for passage, text in held:
        if len(text) < len(plain) // 2:
            continue
        alignment = fuzz.partial_ratio_alignment(plain, text, score_cutoff=at)
        if alignment is not None and alignment.score >= at:
            begin, finish = wording.widened(text, alignment.dest_start, alignment.dest_end)
            best, at = (passage, text[begin:finish]), alignment.score
    if best is None:
        return Quotation(start, end, words, Match.ABSENT)
    passage, found = best
    return Quotation(start, end, words, Match.NEAR, passage.source, passage.anchor, found)
