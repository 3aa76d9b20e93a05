"""Cases and laws that a text names, with a citation or without one, and whatever else it sets in italics or bold.

Pure. What is in italics is as long as the italics, whatever it holds; bold is used for sentences as well, so it is a
name only where it is nothing else. In plain type, ``parties``, ``single``, ``titles`` and ``bare`` tell where a name
begins and ends.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from apps.review.citing import bare, parties, single, styles, titles, treaties
from apps.review.citing.walking import Place, said


class Sort(Enum):
    CASE = "case"
    LAW = "law"
    BARE = "bare"
    """A case by one name, in plain type."""
    OTHER = "other"
    """In italics or bold, and no name of either: it may be short for one."""


@dataclass(frozen=True)
class Name:
    """Words ``[start, end)`` of a text, with spaces as one and without what leads up to them."""

    sort: Sort
    words: str
    start: int
    end: int
    in_italics: bool = False


EMPHASISED = re.compile(r"([*_]{1,3})(?![*_\s])([^*_]{2,160}?)(?<!\s)\1(?![*_\w])")
BREAK = re.compile(r"\n[ \t]*\n")
VERSUS = re.compile(r" (?:v|vs|c)\.? |^(?:Re|Reference re|Renvoi)\b|\(Re\)$")


def names(text: str) -> list[Name]:
    """Every name in order. Those that are emphasised are as long as the emphasis."""
    marked = list(_emphasised(text))
    plain = text.replace("*", " ").replace("_", " ").replace(">", " ")
    taken = _Taken([(each.start, each.end) for each in marked if each.sort != Sort.OTHER])
    found = [(Sort.CASE, each) for each in parties.places(plain, taken.holds)]
    also = _Taken([*taken.places, *(each for _sort, each in found)])
    found += [(Sort.CASE, each) for each in single.places(plain, also.holds)]
    found += [(Sort.LAW, each) for each in titles.places(plain, taken.holds)]
    laws = _Taken([*taken.places, *(each for sort, each in found if sort == Sort.LAW)])
    found += [(Sort.LAW, each) for each in treaties.places(plain, laws.holds)]
    whole = _Taken([*taken.places, *(each for _sort, each in found)])
    found += [(Sort.BARE, each) for each in bare.places(plain, whole.holds)]
    others = [Name(sort, said(plain, each), *each) for sort, each in found if not taken.overlaps(each)]
    return sorted([*marked, *others], key=lambda each: each.start)


class _Taken:
    """Places that are known already."""

    def __init__(self, places: Sequence[Place]) -> None:
        self.places = sorted(places)

    def holds(self, at: int) -> bool:
        return self.overlaps((at, at + 1))

    def overlaps(self, place: Place) -> bool:
        before = bisect_left(self.places, (place[1], 0)) - 1
        return before >= 0 and self.places[before][1] > place[0]


def _emphasised(text: str) -> Iterator[Name]:
    for match in EMPHASISED.finditer(text):
        before = text[match.start() - 1 : match.start()]
        words = styles.cleaned(" ".join(match.group(2).split()))
        if (
            before.isalnum()
            or before in ("*", "_")
            or "[" in words
            or not words
            or BREAK.search(match.group(2))
        ):
            continue
        in_italics = len(match.group(1)) == 1
        if _names_a_case(words) and (in_italics or _is_all_name(words)):
            sort = Sort.CASE
        elif (
            titles.is_title(words)
            and (in_italics or _is_all_name(words) or words.split()[0] in styles.FRENCH)
        ) or treaties.is_title(words):
            sort = Sort.LAW
        else:
            sort = Sort.OTHER
        yield Name(sort, words, match.start(2), match.end(2), in_italics)


def _names_a_case(words: str) -> bool:
    found = VERSUS.search(words)
    return bool(found and re.search(r"\w", words[: found.start()] + words[found.end() :]))


def _is_all_name(words: str) -> bool:
    """Whether bold words are a name by themselves, and not a sentence with one in it."""
    return all(styles.belongs(word) or word in styles.VERSUS for word in words.split())
