"""Where what was cited for a text stands once a person changed the text. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from apps.drafting import wording
from apps.drafting.anchors import FEWEST_WORDS, STOP, Stretch


def carry(before: str, stretches: Iterable[Stretch], after: str) -> list[Stretch]:
    """The stretches whose words an edit left as they were, at their new places; the others lose their support.

    Ahead of its first change and behind its last the places are known. In between the same words may stand for
    something else as well (a sum, a date in another row): there a stretch goes with its line, or with its words where
    they are a sentence of their own, and only where one is there of them before and after.
    """
    edit = _Edit.between(before, after)
    carried, reached = [], 0
    for stretch in sorted(stretches, key=lambda each: each.start):
        length, found = stretch.end - stretch.start, edit.place_of(stretch.start, stretch.end)
        if found >= reached:
            carried.append(Stretch(found, found + length, stretch.supports))
            reached = found + length
    return carried


@dataclass(frozen=True)
class _Edit:
    """Two texts, and how many characters both have alike at their beginning and at their end."""

    before: str = field(repr=False)
    after: str = field(repr=False)
    head: int
    tail: int

    @classmethod
    def between(cls, before: str, after: str) -> _Edit:
        head = _alike(before, after)
        return cls(before, after, head, _alike(before[head:][::-1], after[head:][::-1]))

    def place_of(self, start: int, end: int) -> int:
        """Where what stood at ``[start, end)`` stands now, or -1."""
        found = self._found(start, end)
        if found < 0 or not self.before[start:end].strip():
            return -1
        was_whole = wording.is_whole(self.before, start, end)
        return -1 if was_whole and not wording.is_whole(self.after, found, found + end - start) else found

    def _found(self, start: int, end: int) -> int:
        if end <= self.head:
            return start
        if start >= len(self.before) - self.tail:
            return start + len(self.after) - len(self.before)
        line = self.before.rfind("\n", 0, start) + 1
        line_end = self.before.find("\n", end)
        whole = self._alone(line, line_end if line_end >= 0 else len(self.before))
        if whole >= 0:
            return whole + start - line
        return self._alone(start, end) if _stands_alone(self.before[start:end]) else -1

    def _alone(self, start: int, end: int) -> int:
        """Where words of the changed part stand, where that is once in it before and after; else -1."""
        words = self.before[start:end]
        there, here = (self._all(text, words) for text in (self.before, self.after))
        return here[0] if len(there) == len(here) == 1 else -1

    def _all(self, text: str, words: str) -> list[int]:
        """Every place of the words that is not wholly in what both texts have alike."""
        found, at = [], text.find(words, max(0, self.head - len(words) + 1))
        while 0 <= at < len(text) - self.tail:
            found.append(at)
            at = text.find(words, at + 1)
        return found


def _alike(one: str, other: str) -> int:
    """How many characters both have alike at their beginning."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (first, second) in pairs if first != second), min(len(one), len(other)))


def _stands_alone(words: str) -> bool:
    """Whether words say the same wherever they stand: a few that end no sentence are part of what is around them."""
    count = len(words.split())
    return count >= FEWEST_WORDS or (count > 2 and STOP.search(words.rstrip()) is not None)
