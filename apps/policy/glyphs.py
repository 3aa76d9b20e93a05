"""A text as it is searched: every blank a blank, every dash a dash, every digit a digit of ours.

What people paste has no-break and thin blanks, dashes of ten kinds, full-width digits, soft hyphens, accents apart from
their letters and words parted at the end of a line. They are made alike once, here, so that a pattern says what it
looks for and not how it may be set. A place in the plain text leads back to the place in the text as it was given.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

ODD = re.compile(r"[\t\x0b\x0c`]")
ZERO_WIDTH = (
    "\r\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff"
)
"""Nothing is seen of these: soft hyphens, joiners, marks of direction."""
UNSEEN = re.compile(f"[{ZERO_WIDTH}]")
PARTED = re.compile(r"(?:(?<=[a-zà-ÿ])-\n[ ]{0,20}(?=[a-zà-ÿ])|(?<=[A-ZÀ-Þ])-\n[ ]{0,20}(?=[A-ZÀ-Þ]))")
"""A word parted at the end of a line."""
SPACED_OUT = re.compile(r"(?<![^\s\x00\x01])(?:[A-ZÀ-Þ] ){3,}[A-ZÀ-Þ](?![^\s\x00\x01.,:;])")
"""`S M I T H`."""
THREE_APART = re.compile(r"[A-ZÀ-Þ] [A-ZÀ-Þ] [A-ZÀ-Þ] ")
OURS = {
    "\u2212": "-", "\u00b7": ".", "\u2024": ".", "\u00ba": "\u00b0", "\u02da": "\u00b0", "\u2018": "'",
    "\u2019": "'", "\u201b": "'", "\u02bc": "'",
    "\u02b9": "'", "\u2032": "'", "\u00b4": "'", "`": "'", "\u2028": "\n", "\u2029": "\n", "\x85": "\n",
    "\x0b": "\n", "\x0c": "\n", "\t": " ", "\u2800": " ",
    "\u2044": "/", "\u2215": "/", "\u00a6": "|", "\u2502": "|", "\u00ab": '"', "\u00bb": '"', "\u201c": '"',
    "\u201d": '"', "\u201e": '"',
}  # fmt: skip


class _Alike(dict[int, str]):
    """What each character is searched as, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        alike = self[code] = _alike(letter)
        return alike


def _alike(letter: str) -> str:
    if letter in OURS:
        return OURS[letter]
    category = unicodedata.category(letter)
    if category == "Zs":
        return " "
    if category == "Pd":
        return "-"
    if category == "Nd":
        return str(unicodedata.digit(letter))
    if "\uff01" <= letter <= "\uff5e":
        return unicodedata.normalize("NFKC", letter)
    return letter


ALIKE = _Alike()


@dataclass(frozen=True)
class Plain:
    """A text as it is searched. `begins` and `ends` say where each character stood, where any was left out."""

    text: str = field(repr=False)
    begins: list[int] | None = field(repr=False, default=None)
    ends: list[int] = field(repr=False, default_factory=list)

    @classmethod
    def of(cls, text: str) -> Plain:
        alike = text if text.isascii() and not ODD.search(text) else text.translate(ALIKE)
        if not _has_more(alike):
            return cls(alike)
        kept = list(_kept(alike))
        return cls("".join(each[0] for each in kept), [each[1] for each in kept], [each[2] for each in kept])

    def back(self, start: int, end: int) -> tuple[int, int]:
        """A stretch of the plain text as a stretch of the text as it was given."""
        if self.begins is None:
            return start, end
        return self.begins[start], self.ends[end - 1]


def _has_more(text: str) -> bool:
    """Whether characters have to be left out, and not only replaced."""
    if not text.isascii() and (UNSEEN.search(text) is not None or not unicodedata.is_normalized("NFC", text)):
        return True
    return (
        "\r" in text
        or ("-\n" in text and PARTED.search(text) is not None)
        or (THREE_APART.search(text) is not None and SPACED_OUT.search(text) is not None)
    )


def _kept(text: str) -> Iterator[tuple[str, int, int]]:
    """The characters that are searched, and where each began and ended."""
    left_out = bytearray(len(text))
    for pattern in (UNSEEN, PARTED):
        for match in pattern.finditer(text):
            left_out[match.start() : match.end()] = b"\x01" * (match.end() - match.start())
    for match in SPACED_OUT.finditer(text):
        for at in range(match.start() + 1, match.end(), 2):
            left_out[at] = 1
    pending: tuple[str, int, int] | None = None
    for at, letter in enumerate(text):
        if left_out[at]:
            continue
        if pending is not None:
            if unicodedata.combining(letter):
                joined = unicodedata.normalize("NFC", pending[0] + letter)
                pending = (joined if len(joined) == 1 else pending[0], pending[1], at + 1)
                continue
            yield pending
        pending = (letter, at, at + 1)
    if pending is not None:
        yield pending
