"""The words of a text as names are looked up by: without case or accents, and where each stands."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate

from apps.core.text import FOLDED
from apps.policy.identifying.glyphs import Plain

BARRIER = "\x00"
"""Stands for a stretch that was replaced. No find crosses one, so what is found does not depend on its length."""
END = "\x01"
BETWEEN = f"{BARRIER}{END}{BARRIER}"
"""Stands between texts that are searched in one go: nothing found in one depends on another."""

WITH_MARKS = (range(0x300, 0x370), range(0x483, 0x488), range(0x591, 0x1100), range(0x1700, 0x1800))
"""Where in Unicode the marks are that letters of ours and of other scripts carry: accents that stand apart, vowels of
Gurmukhi, Devanagari and Tamil, points of Arabic and Hebrew. No letter is one, and no word ends at one."""
MARK = "".join(
    chr(code) for codes in WITH_MARKS for code in codes if unicodedata.category(chr(code)) in ("Mn", "Mc")
)
WORD = re.compile(rf"[^\W_]+(?:[{MARK}]+[^\W_]*)*")
ASCII_WORDS = "".join(chr(code).lower() if chr(code).isalnum() else " " for code in range(128))
"""What each character of ours is looked up as, and a blank for whatever stands between words."""
PLAIN_WORDS, MARKED_WORDS = re.compile(r"([^\W_]+)"), re.compile(f"({WORD.pattern})")
MARKS = re.compile(f"[{MARK}]")


def words_of(text: str) -> tuple[str, ...]:
    """Its folded words."""
    if text.isascii() and text.isalnum():
        return (text.lower(),)
    return tuple(Words.of(Plain.of(text).text).folded)


@dataclass(frozen=True)
class Words:
    """The words of a text: how each is looked up, and where it stands."""

    text: str = field(repr=False)
    folded: list[str] = field(repr=False)
    _pieces: list[str] | None = field(repr=False)
    """The words as they are written and what is between them, in turns. None where each is as long as it is folded."""

    @classmethod
    def of(cls, text: str) -> Words:
        if text.isascii():
            return cls(text, text.translate(ASCII_WORDS).split(), None)
        # One split gives both in turns: no object is made for a word but the word itself.
        pieces = (MARKED_WORDS if MARKS.search(text) else PLAIN_WORDS).split(text)
        return cls(text, _all_folded(pieces[1::2]), pieces)

    @cached_property
    def edges(self) -> list[int]:
        """Where each word begins and ends, in turns, and then the end of the text. Most texts are not asked for it."""
        if self._pieces is not None:
            return list(accumulate(map(len, self._pieces)))
        edges, at = [], 0
        text = self.text.lower()
        for word in self.folded:
            at = text.index(word, at)
            edges.append(at)
            at += len(word)
            edges.append(at)
        return [*edges, len(text)]

    def __len__(self) -> int:
        return len(self.folded)

    def start(self, at: int) -> int:
        return self.edges[2 * at]

    def end(self, at: int) -> int:
        return self.edges[2 * at + 1]

    def capital(self, at: int) -> bool:
        return self.text[self.edges[2 * at]].isupper()

    def initial(self, at: int) -> bool:
        return len(self.folded[at]) == 1 and self.capital(at)

    def gap(self, at: int) -> str:
        """What stands between the word before and this one."""
        return self.text[self.edges[2 * at - 1] : self.edges[2 * at]]


def _all_folded(words: list[str]) -> list[str]:
    """Each word folded: every word of a text is folded once, and all of them in one go."""
    if not words:
        return []
    different = list(dict.fromkeys(words))
    folded = dict(zip(different, "\n".join(different).translate(FOLDED).split("\n"), strict=True))
    return [folded[word] for word in words]
