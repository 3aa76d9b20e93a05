"""The words of a text as names are looked up by: without case or accents, and where each stands."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from apps.policy.glyphs import Plain

BARRIER = "\x00"
"""Stands for a stretch that was replaced. No find crosses one, so what is found does not depend on its length."""
END = "\x01"
BETWEEN = f"{BARRIER}{END}{BARRIER}"
"""Stands between texts that are searched in one go: nothing found in one depends on another."""

WORD = re.compile(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*")
ASCII_WORD = re.compile(r"[a-z0-9]+")
LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l"})


def fold(word: str) -> str:
    """A word without case or accents, as it is looked up."""
    if word.isascii():
        return word.lower()
    folded = word.casefold()
    decomposed = unicodedata.normalize("NFKD", folded.translate(LIGATURES))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def words_of(text: str) -> tuple[str, ...]:
    """Its folded words."""
    return tuple(folded_words(Plain.of(text).text))


def folded_words(text: str) -> list[str]:
    """All words of a text, folded. For most texts this is all that is done with them."""
    if text.isascii():
        return ASCII_WORD.findall(text.lower())
    return [fold(word) for word in WORD.findall(text)]


@dataclass(frozen=True)
class Words:
    """The words of a text: how each is looked up, and where it stands."""

    text: str = field(repr=False)
    folded: list[str] = field(repr=False)
    places: list[re.Match[str]] = field(repr=False)

    @classmethod
    def of(cls, text: str, folded: list[str]) -> Words:
        if text.isascii():
            return cls(text, folded, list(ASCII_WORD.finditer(text.lower())))
        return cls(text, folded, list(WORD.finditer(text)))

    def __len__(self) -> int:
        return len(self.places)

    def start(self, at: int) -> int:
        return self.places[at].start()

    def end(self, at: int) -> int:
        return self.places[at].end()

    def capital(self, at: int) -> bool:
        return self.text[self.places[at].start()].isupper()

    def initial(self, at: int) -> bool:
        return len(self.folded[at]) == 1 and self.capital(at)

    def gap(self, at: int) -> str:
        """What stands between the word before and this one."""
        return self.text[self.places[at - 1].end() : self.places[at].start()]
