"""What begins at the end of one text and ends at the beginning of the next: a name over two pages, a number over two
cues of a transcript. Each text has its own part of it replaced, so that each comes back as it was.

Pure. Looks closer only where the last word of a text and the first of the next may belong together.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

from apps.policy.identifying import fields
from apps.policy.identifying.addresses import SURE
from apps.policy.identifying.known import Found, Known
from apps.policy.identifying.words import words_of

Look = Callable[[Sequence[str]], list[list[Found]]]
REACH, NEAR = 120, 40
"""Characters on either side: more than a name, an address or a number has, and where its last word and the number of a
page are."""
PAGE = r"[-–—. ]*(?:(?i:page|p\.?)[ ]?)?\d{1,4}(?:[ ]?(?i:of|de|sur|/)[ ]?\d{1,4})?[-–—. ]*"
PAGE_BEHIND, PAGE_AHEAD = re.compile(rf"\n[ ]*{PAGE}\Z"), re.compile(rf"\s*{PAGE}\n")
"""The number of a page in a line of its own."""
PAGE_ENDS = "0123456789-–—."
STOPS, INITIAL = '.!?:;"”»)…', re.compile(r"(?<![^\W_])(?:[^\W\d_]{1,3}|\d+)\.\Z")
"""Where a sentence ends nothing goes on, but after an initial, a title or the number of a page."""
LONGEST_INITIAL = 4
SPEAKER = re.compile(r"[^\n:\x00]{1,60}: ")
HOUSE = re.compile(
    r"\d(?<=(?<![\w$.,/-])(?!(?:19|20)\d\d\Z)\d)\d{0,4}[A-Za-z]?,?"
    r"(?:[ \n](?:[A-ZÀ-Þ][\w'’.-]{0,30}|\d{1,3}|rue|avenue|av\.?"
    r"|boulevard|boul\.?|chemin|rang|route|de|du|des|la|le)){0,3}\Z"
)
"""`44 Elm`, `1200, rue`: the number of a house, and some of the name of its street."""
STREETS = frozenset({*SURE, "st", "rue", "boul", "chemin", "rang", "route"})
"""What a street is called, of which texts that only meet have least: no `Court`, and no `Line`."""
FIRST, LOOSE = re.compile(r"[\W_]{0,4}?([^\W_]+)"), " \n,;:.-–—()'\"/|"


class Met(NamedTuple):
    """Where two texts meet, and what is found in the end of the one and the beginning of the other."""

    ends: int
    begins: int
    ahead: int
    """Characters of the one that were looked at."""
    found: list[Found]


_start, _end = attrgetter("start"), attrgetter("end")
Seen = dict[tuple[str, str], Met | None]
"""Every two texts that were looked at already. None where their words do not belong together, as nearly everywhere."""


def _see(seen: Seen, pairs: Iterable[tuple[str, str]], known: Known, look: Look) -> None:
    """Look at every two texts that were not looked at yet, in one go."""
    new: dict[tuple[str, str], tuple[int, int]] = {}
    for two in pairs:
        if two not in seen:
            seen[two] = None
            meeting = _meeting(*two, known)
            if meeting is not None:
                new[two] = meeting
    heads = {two: two[0][max(0, ends - REACH) : ends] for two, (ends, _begins) in new.items()}
    both = [f"{heads[two]}\n{two[1][begins : begins + REACH]}" for two, (_ends, begins) in new.items()]
    for (two, (ends, begins)), found in zip(new.items(), look(both), strict=True):
        seen[two] = Met(ends, begins, len(heads[two]), found)


def across(texts: Sequence[str], known: Known, look: Look, seen: Seen) -> Iterator[tuple[int, Found]]:
    """The parts that stand in each text, with the text's place among these. None overlaps another."""
    _see(seen, pairwise(texts), known, look)
    taken = 0
    for at, (before, after) in enumerate(pairwise(texts)):
        free, taken = taken, 0
        met = seen[before, after]
        if met is None:
            continue
        start, meets = met.ends - met.ahead, met.ahead + 1
        for found in met.found:
            if found.start >= met.ahead or found.end <= meets or start + found.start < free:
                continue
            here = found._replace(start=start + found.start, end=met.ends)
            there = found._replace(start=_text_from(after, met.begins), end=met.begins + found.end - meets)
            taken = there.end
            if not known.lets_stand(here.kind, before[here.start : here.end]):
                yield at, here
            if not known.lets_stand(there.kind, after[there.start : there.end]):
                yield at + 1, there


def together(texts: Sequence[str], known: Known, look: Look, seen: Seen) -> dict[int, list[Found]]:
    """The two parts of whatever begins in one text and ends in the next, and what a text before says of one, by the
    place of each text. ``seen`` keeps what was looked at, for the next time."""
    parts: dict[int, list[Found]] = {}
    for at, part in across(texts, known, look, seen):
        parts.setdefault(at, []).append(part)
    for at, said in fields.over_texts(texts):
        held = parts.get(at, [])
        nth = bisect_left(held, said.start, key=_start)
        free = (not nth or held[nth - 1].end <= said.start) and (
            nth == len(held) or said.end <= held[nth].start
        )
        if free and not known.lets_stand(said.kind, texts[at][said.start : said.end]):
            held.insert(nth, said)
            parts[at] = held
    return parts


def widened(parts: Sequence[Found], alone: Sequence[Found]) -> list[Found]:
    """The parts of one text, each with whatever it has a part of that is found in the text alone: nothing of that is
    left over."""
    wide: list[Found] = []
    for part in parts:
        first = bisect_right(alone, part.start, key=_end)
        met = [part, *alone[first : bisect_left(alone, part.end, key=_start)]]
        start, end = min(each.start for each in met), max(each.end for each in met)
        if wide and start < wide[-1].end:
            wide[-1] = wide[-1]._replace(end=max(end, wide[-1].end))
        else:
            wide.append(part._replace(start=start, end=end))
    return wide


def _meeting(before: str, after: str, known: Known) -> tuple[int, int] | None:
    """Where the one ends and the other begins, without the numbers of their pages or the name of whoever goes on
    speaking; None where their words do not belong together. Asked of every two texts, nearly all of which do not."""
    tail = before[-NEAR:].rstrip()
    if not tail or (tail[-1] in STOPS and not _is_initial(tail)):
        return None
    page = PAGE_BEHIND.search(tail) if tail[-1] in PAGE_ENDS else None
    if page is not None:
        tail = tail[: page.start()].rstrip()
    parted = tail.endswith("-") and tail[-2:-1].isalpha()
    last = tail.rstrip(LOOSE).rsplit(None, 1)
    leads = parted or (bool(last) and _leads(last[-1], known))
    housed = HOUSE.search(tail) is not None
    if not leads and not housed:
        return None
    begins = _begins(before, after)
    first = FIRST.match(after, begins)
    if first is None:
        return None
    if not (leads and (parted or _leads(first.group(1), known))) and not (
        housed and _names_a_street(tail, after[begins : begins + NEAR])
    ):
        return None
    return max(0, len(before) - NEAR) + len(tail), begins


def _is_initial(tail: str) -> bool:
    """Whether what looks like the end of a sentence is that of an initial: no word of four letters is, and most are."""
    if tail[-1] != "." or (len(tail) > LONGEST_INITIAL and tail[-LONGEST_INITIAL - 1 : -1].isalpha()):
        return False
    return INITIAL.search(tail) is not None


def _names_a_street(tail: str, ahead: str) -> bool:
    """Whether a house number that one text ends with may belong to a street that the next goes on with."""
    return not STREETS.isdisjoint((*words_of(tail)[-1:], *words_of(ahead)[:4]))


def _begins(before: str, after: str) -> int:
    speaker = SPEAKER.match(after)
    if speaker is not None and before.startswith(speaker.group()):
        return speaker.end()
    page = PAGE_AHEAD.match(after, 0, REACH)
    return 0 if page is None else page.end()


def _text_from(text: str, at: int) -> int:
    """The first character that is no blank."""
    return at + len(text[at : at + NEAR]) - len(text[at : at + NEAR].lstrip())


def _leads(word: str, known: Known) -> bool:
    """Whether it may be a part of something listed, of a number, or of a postal code."""
    if not word.isalpha() and any(map(str.isdigit, word)):
        return True
    return any(folded in known.words or folded in known.starts for folded in words_of(word))
