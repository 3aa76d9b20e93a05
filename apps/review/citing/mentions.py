"""Which authority a name, a short form, *ibid* or *supra* stands for, and which cases and laws are only named. Pure."""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from apps.review.citing import initials, named, single, styles
from apps.review.citing.named import Name, Sort
from apps.review.citing.walking import Place


@dataclass
class Known:
    """An authority of a text by what the text calls it. ``again``: where it is named besides its ``places``."""

    is_case: bool
    style: str
    places: tuple[Place, ...]
    is_book: bool = False
    """Whether it is neither: what a book or an article is called is no law's name."""
    again: list[Place] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.words = _words(self.style)
        self.sides = _sides(self.style)
        self.starts = sorted(start for start, _end in self.places)
        """Where each place begins, those where it is named again among them, in order."""

    @property
    def is_law(self) -> bool:
        return not self.is_case and not self.is_book


SMALL = frozenset({"the", "of", "and", "et", "de", "la", "le", "du", "des", "les", "a", "al", "d", "l", "re"})
AGAIN = re.compile(
    r"[IiSsPpCcTt](?<!\w.)(?:bid(?:em)?|upra|récitée?s?|d(?:em)?(?=[*_.,]* (?:at|au|aux|à|paras?|pp?|ss?)\b)"
    r"|e même arrêt|et arrêt|ette même (?:décision|loi)|hat (?:case|decision)|he same (?:case|decision))\b"
)
BEGINS = re.compile(r"(?:\A|[.!?:\n])[\s*_>]*\Z")
"""A sentence begins here: its first word has a capital and may be no part of a name."""
BY_NAME = re.compile(r"(?:[Ss]upra|[Pp]récitée?s?)\Z")
LEADS_UP = re.compile(r"(?:[*_]*,? (?:1[89]|20)\d\d)?[\s*_,(\[”»\"]*\Z")
CAPITALISED = re.compile(r"[A-ZÀ-Þ][\w'’-]+")
VERSUS = re.compile(r" (?:v|vs|c|V|VS)\.? ")
ONE_SIDED = re.compile(r"\A(?:In re|Re|Ex parte)\b|\([Rr]e\)\Z")
LOOKED_AT = 60
"""Characters before *supra* in which the name stands that it goes with."""
ABOVE = re.compile(r"[*_]*,? ?[*_(]{0,4}(?:supra|précitée?s?)\b")
LONGEST_CITED = 200
"""Characters before a book's title, or an article's series, in which its author stands."""
FEW = 6
"""Characters of signs between a law and its pinpoint."""
SENTENCE = re.compile(r"[.!?] +[A-ZÀ-Þ]|[;:]|\n\n")


def of(text: str, cited: Sequence[Known], is_own: Callable[[str], bool]) -> list[Known]:
    """The authorities that are given, with where they are named again; after them those that are only named.

    ``is_own`` is asked of a case in plain type that is only named: whether it is the one that the text is written in.
    """
    reading = _Reading(text, list(cited), is_own)
    listed = [each for each in named.names(text) if not reading.is_style_of_citation(each)]
    for name in sorted((each for each in listed if each.sort in (Sort.CASE, Sort.LAW)), key=_in_order):
        reading.take(name)
    for name in listed:
        if name.sort in (Sort.BARE, Sort.OTHER) and name.words[0].isupper():
            reading.short(name)
    reading.by_initials()
    reading.by_number()
    reading.follow()
    return reading.known


def _in_order(name: Name) -> tuple[bool, int, int]:
    """What is in italics first, for it ends where it ends; then longer names before shorter.

    Where a French title in plain type ends is a guess: the shortest is the most likely."""
    is_guess = not name.in_italics and name.words.split()[0] in styles.FRENCH
    return not name.in_italics, len(name.words) if is_guess else -len(name.words), name.start


class _Reading:
    def __init__(self, text: str, known: list[Known], is_own: Callable[[str], bool]) -> None:
        self.text, self.known, self._is_own = text, known, is_own
        self._citations = sorted(place for each in known for place in each.places)

    def is_style_of_citation(self, name: Name) -> bool:
        """Whether a name leads up to a citation or lies in one: it is listed with that."""
        at = bisect_left(self._citations, (name.end, 0))
        if at < len(self._citations) and LEADS_UP.match(self.text[name.end : self._citations[at][0]]):
            return True
        return at > 0 and self._citations[at - 1][1] > name.start

    def take(self, name: Name) -> None:
        """A case or law by name: one that is known, else one more."""
        words, is_case = _words(name.words), name.sort == Sort.CASE
        known = self._same(name, words, is_case=is_case)
        if known is not None:
            self.again(name.start, name.end, known)
        elif not (is_case and not name.in_italics and self._is_own(name.words)):
            self.known.append(Known(is_case, name.words, ((name.start, name.end),)))

    def _same(self, name: Name, words: list[str], *, is_case: bool) -> Known | None:
        alike = self._same_case if is_case else self._same_law
        fitting = (each for each in self.known if each.is_case == is_case and each.words and not each.is_book)
        return next(
            (each for each in fitting if _within(words, each.words) or alike(name, words, each)), None
        )

    def _same_case(self, name: Name, words: list[str], known: Known) -> bool:
        """Each party in fewer words; or one word more, the first of a sentence."""
        sides = _sides(name.words)
        if sides and known.sides and _shorter(sides, known.sides):
            return True
        less = _sides(name.words.partition(" ")[2]) if BEGINS.search(self.text[: name.start]) else None
        return bool(less and known.sides and _shorter(less, known.sides))

    @staticmethod
    def _same_law(name: Name, words: list[str], known: Known) -> bool:
        """A French title in plain type that goes on for longer than one that is known."""
        return not name.in_italics and words[0] in FRENCH and words[: len(known.words)] == known.words

    def short(self, name: Name) -> None:
        """What is set apart and is no name by itself: short for one that was given, else one if it stands as one."""
        words = _words(name.words)
        known = self.short_for(words, name.start) or self._written_by(name)
        if known is not None:
            self.again(name.start, name.end, known)
        elif (
            (name.sort == Sort.BARE or self._stands(name))
            and not self._is_part(words)
            and not self._is_own(name.words)
        ):
            self.known.append(Known(True, name.words, ((name.start, name.end),)))

    def _written_by(self, name: Name) -> Known | None:
        """The book or article that was cited as this author's: *Waddams, supra* is that again."""
        if not ABOVE.match(self.text, name.end):
            return None
        for each in self.known:
            at = each.places[0][0]
            before = self.text[max(0, at - LONGEST_CITED) : at] if each.is_book and at < name.start else ""
            between = before.rpartition(name.words)[2] if name.words in before else "."
            if between.startswith((",", " and ", " et ")) and not SENTENCE.search(between):
                return each
        return None

    def _stands(self, name: Name) -> bool:
        return name.in_italics and single.stands(self.text, name.start, name.end, name.words)

    def _is_part(self, words: list[str]) -> bool:
        return any(_within(words, each.words) for each in self.known)

    def short_for(self, words: list[str], at: int) -> Known | None:
        """The authority last named before a place that has these words in its style."""
        fitting = [each for each in self.known if words and _within(words, each.words)]
        before = [each for each in fitting if each.places[0][0] < at]
        return max(before, key=lambda each: self._last_before(each, at), default=None)

    @staticmethod
    def _last_before(known: Known, at: int) -> int:
        return known.starts[bisect_left(known.starts, at) - 1]

    def by_initials(self) -> None:
        """Laws by their initials: those of a law that is known, else one more, unless they are said to be of no law."""
        told = initials.defined(self.text)
        laws: dict[str, Known | None] = {}
        for start, end in initials.places(self.text):
            if self._law_around(start):
                continue
            letters = self.text[start:end]
            if letters not in laws:
                laws[letters] = self._law_of(letters, told.get(letters), (start, end))
            known = laws[letters]
            if known is not None and (start, end) not in known.places:
                self.again(start, end, known)

    def _law_of(self, letters: str, at: int | None, place: Place) -> Known | None:
        """The law that initials stand for: the one that the text gives them to, one whose title has them, or one that
        is named by them alone."""
        laws = [each for each in self.known if each.is_law]
        if at is not None:
            ends = [(end, each) for each in laws for _start, end in each.places if 0 <= at - end <= LOOKED_AT]
            near = [each for each in ends if not SENTENCE.search(self.text[each[0] : at])]
            if near:
                return max(near, key=itemgetter(0))[1]
        for each in laws:
            if initials.may_mean(letters, each.style):
                return each
        if at is not None and initials.says_no_law(self.text, letters, at):
            return None
        self.known.append(Known(False, letters, (place,)))
        return self.known[-1]

    def by_number(self) -> None:
        """Rules of court by their numbers: of the rules that are named with them or in the text, else of rules that
        are not named at all."""
        alone: list[Place] = []
        for start, end in initials.rules(self.text):
            if self._law_around(start) or self._pinpoints(start):
                continue
            known = self._rules_named(start, end)
            if known is None:
                alone.append((start, end))
            else:
                self.again(start, end, known)
        if alone:
            style = initials.of_court(self.text[slice(*alone[0])])
            self.known.append(Known(False, style, tuple(alone)))

    def _laws(self) -> Iterator[tuple[Place, Known]]:
        return ((place, each) for each in self.known if each.is_law for place in each.places)

    def _law_around(self, at: int) -> bool:
        return any(start <= at < end for each in self.known for start, end in each.places)

    def _pinpoints(self, at: int) -> bool:
        """Whether a number stands right behind a law, as its pinpoint."""
        near = (end for (_start, end), _law in self._laws() if 0 <= at - end <= FEW)
        return any(initials.DIRECTLY_BEHIND.match(self.text[end:at]) for end in near)

    def _rules_named(self, start: int, end: int) -> Known | None:
        for (begins, _ends), law in self._laws():
            if 0 <= begins - end <= LOOKED_AT and initials.DIRECTLY_BEFORE.match(self.text[end:begins]):
                return law
        named = [(place[0], law) for place, law in self._laws() if initials.RULES.search(law.style)]
        before = [each for each in named if each[0] < start]
        chosen = max(before, key=itemgetter(0)) if before else min(named, key=itemgetter(0), default=None)
        return chosen[1] if chosen else None

    def again(self, start: int, end: int, known: Known | None) -> None:
        if known is not None:
            known.again.append((start, end))
            insort(known.starts, start)

    def follow(self) -> None:
        """*Ibid*, *supra* and their like go with the authority that the words before them name, else with the last."""
        order = sorted(
            (start, at) for at, each in enumerate(self.known) for start, _end in (*each.places, *each.again)
        )
        for match in AGAIN.finditer(self.text):
            last = bisect_left(order, (match.start(), 0)) - 1
            found = self._by_name(match) or (self.known[order[last][1]] if last >= 0 else None)
            self.again(match.start(), match.end(), found)
        for each in self.known:
            each.again.sort()

    def _by_name(self, match: re.Match[str]) -> Known | None:
        if not BY_NAME.match(match.group()):
            return None
        before = self.text[max(0, match.start() - LOOKED_AT) : match.start()].rsplit("\n\n", 1)[-1]
        said = CAPITALISED.findall(before)
        return self.short_for(_words(said[-1]), match.start()) if said else None


FRENCH = frozenset(each.casefold() for each in styles.FRENCH)


def _words(style: str) -> list[str]:
    """The words for comparing, with *v.* and *c.* as one."""
    bare = re.sub(r" (?:vs|c)\.? ", " v ", style.casefold())
    return re.findall(r"\w+", bare.replace(".", ""))


def _within(short: Sequence[str], whole: Sequence[str]) -> bool:
    return any(list(whole[at : at + len(short)]) == list(short) for at in range(len(whole) - len(short) + 1))


def _sides(style: str) -> tuple[set[str], set[str]] | None:
    """The words of either party, None where there are not two."""
    parts = VERSUS.split(style, maxsplit=1)
    if len(parts) < 2:
        return None
    one, other = (set(_words(part)) - SMALL for part in parts)
    return (one, other) if one and other else None


def parties(style: str) -> list[str]:
    """Both sides of a style of cause as it is written; empty where it has not two."""
    return VERSUS.split(style, maxsplit=1) if _sides(style) else []


def is_between(style: str, names: Collection[str]) -> bool:
    """Whether each side of a style of cause is one of these people or companies, and the other side another; of a case
    that has one name, whether that is one of them.

    Words of several never make one side: a decision that shares a name with either is no case of theirs."""
    sides = _sides(style)
    known = {frozenset(_words(name)) - SMALL for name in names}
    if sides is None:
        alone = frozenset(_words(ONE_SIDED.sub(" ", style))) - SMALL
        return bool(alone) and any(alone <= each for each in known)
    pairs = ((one, other) for one in known for other in known if one != other)
    # The same words on both sides, as in a family: two people, and not one by a shorter and a longer name.
    alike = sides[0] == sides[1]
    return any(
        sides[0] <= one and sides[1] <= other and not (alike and (one <= other or other <= one))
        for one, other in pairs
    )


def _shorter(sides: tuple[set[str], set[str]], known: tuple[set[str], set[str]]) -> bool:
    """Whether a name shortens the parties of a known one, each on its own side."""
    return sides[0] <= known[0] and sides[1] <= known[1]
