"""A text as it is searched: every blank a blank, every dash a dash, every digit a digit of ours.

What people paste has no-break and thin blanks, dashes of ten kinds, full-width digits, soft hyphens, accents apart from
their letters and words parted at the end of a line, and a mark of emphasis or of what is struck out in the middle of a
word. They are made alike once, here, so that a pattern says what it
looks for and not how it may be set. A place in the plain text leads back to the place in the text as it was given.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from apps.core import text as texts

ODD = "\t\x0b\x0c`"
"""Characters of ours that are searched as others."""
UNSEEN = re.compile(f"[\r{texts.UNSEEN}]")
"""Nothing is seen of these: soft hyphens, joiners, marks of direction."""
PARTED = re.compile(r"-(?<=[^\W\d_]-)\n[ ]{0,20}(?=[^\W\d_])")
"""A word parted at the end of a line, where what is ahead and behind are both small letters, or both capitals."""
CAPITAL = r"[^\W\d_a-zß-ÿ]"
SPACED_OUT = re.compile(rf"(?<![^\s\x00\x01])(?:{CAPITAL} ){{3,}}{CAPITAL}(?![^\s\x00\x01.,:;])")
"""`S M I T H`."""
THREE_APART = re.compile(rf" (?=(?<={CAPITAL} ){CAPITAL} {CAPITAL} )")
STRUCK = re.compile(r"\[struck out: [^\[\]\n]{1,400}\]")
OPENS, SHUTS = "[struck out: ", "]"
"""As the reader of Word documents sets them."""
OPENED = re.compile(
    r"(?<=[\w'-])\[struck out: (?=['-]?[\w\]])|(?:(?<=[\d\])][ .])|(?<=\())\[struck out: (?=\d)"
)
SHUT = re.compile(
    r"(?<=[\w'-])\](?=['-]?(?:\w|\[struck out: ))|(?<=\d)\](?=(?:\)[ .-]?|[ .])(?:\[struck out: )?\d)"
)
STRESSED = re.compile(
    r"\*(?:(?<=\w\*)\*{1,2}(?=\w)|(?<=\d\*)\*{1,2}(?=[ .-]\d)|(?<=\d\*)\*{0,2}(?=(?:\)[ .-]?|[ .-])\*{0,3}\d\d)"
    r"|(?:(?<=[\d*)][ .-]\*)|(?<=\(\*))\*{0,2}(?=\d))"
)
"""`**S**mith`, `613 **555** 0188`, `(*613*) *555*-*0188*`."""
LIFTED = re.compile(r"\^(?<=[^\W_]\^)(?=[^\W\d_])")
"""`M^cDonald`, `M^me`, `May 1^st`: a letter that is raised."""
NOTE = "\u00b9\u00b2\u00b3\u2070\u2074-\u2089"
RAISED = re.compile(rf"[{NOTE}](?:(?<=[^\W\d_][^\W\d_][^\W\d_].)|(?<=\d.))[{NOTE}]{{0,3}}")
"""The number of a note behind a word or a number. Behind one or two letters it is a measure's: `km²`."""
OURS = {
    "\u2212": "-", "\u00b7": ".", "\u2024": ".", "\u00ba": "\u00b0", "\u02da": "\u00b0", "\u2018": "'",
    "\u2019": "'", "\u201b": "'", "\u02bc": "'",
    "\u02b9": "'", "\u2032": "'", "\u00b4": "'", "`": "'", "\u2028": "\n", "\u2029": "\n", "\x85": "\n",
    "\x0b": "\n", "\x0c": "\n", "\t": " ", "\u2800": " ",
    "\u2044": "/", "\u2215": "/", "\u00a6": "|", "\u2502": "|", "\u00ab": '"', "\u00bb": '"', "\u201c": '"',
    "\u201d": '"', "\u201e": '"', "ı": "i", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "ħ": "h", "Ħ": "H", "ŧ": "t",
    "Ŧ": "T",
}  # fmt: skip
SMALL_TWINS = dict(
    zip(
        "авеѕіјкмнорстухһԛԝүԁпигьѵαβεζηικμνορτυχϲϳωγσςօսɑɡᴀʙᴄᴅᴇɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ",
        "abesijkmhopctyxhqwydnurbvabezhikmnoptyxcjwyooouagabcdeghijklmnoprstuvwyz",
        strict=True,
    )
)
"""Letters of Cyrillic, Greek and other scripts that look like ours, at least as capitals. A name is found as well where
one of them stands in it, and a name in such a script is searched and listed alike: so each goes with its capital."""
TWINS = SMALL_TWINS | {
    other.upper(): ours.upper() for other, ours in SMALL_TWINS.items() if len(other.upper()) == 1
}

JAMO = "\u1161\u11c2"
"""Vowels and last letters of Korean, which a syllable is taken apart into as an accent is from its letter."""
SMALL_LOOKS = str.maketrans("νηυμ", "vnuu")
"""Small letters that look like another of ours than their capital does. They stand for that one in a word that has
letters of ours as well, where nobody writes in their script."""
MIXED = re.compile(r"(?<![^\W\d_])(?=[^\W\d_]*[A-Za-z])(?=[^\W\d_]*[νηυμ])[^\W\d_]{2,60}(?![^\W\d_])")


FAR_OUT = re.compile("[^\x00-\u02ff]")
"""Every mark that combines is one of these."""


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
    if (
        "\uff01" <= letter <= "\uff5e"
        or "\u24b6" <= letter <= "\u24e9"
        or "\U0001d400" <= letter <= "\U0001d7ff"
    ):
        return unicodedata.normalize("NFKC", letter)
    return _twin(letter) if letter > "\u0250" and category[0] == "L" else letter


def _twin(letter: str) -> str:
    """Ours that looks like it, with its accent where ours has that one too."""
    base, marks = unicodedata.normalize("NFD", letter)[0], unicodedata.normalize("NFD", letter)[1:]
    if base not in TWINS:
        return letter
    whole = unicodedata.normalize("NFC", TWINS[base] + marks)
    return whole if len(whole) == 1 else TWINS[base]


ALIKE = _Alike()
FEW = 20


@dataclass(frozen=True)
class Plain:
    """A text as it is searched. Where any character was left out, its piece that begins at one of `begins` stood at the
    one of `places`, and `longer` says up to where a character stood that had a mark of its own."""

    text: str = field(repr=False)
    begins: list[int] | None = field(repr=False, default=None)
    places: list[int] = field(repr=False, default_factory=list)
    longer: dict[int, int] = field(repr=False, default_factory=dict)

    @classmethod
    def of(cls, text: str) -> Plain:
        is_ours = text.isascii() and not any(odd in text for odd in ODD)
        alike = text if is_ours else _alike_all(_looked(text))
        if not _has_more(alike):
            return cls(alike)
        return _kept(alike)

    def back(self, start: int, end: int) -> tuple[int, int]:
        """A stretch of the plain text as a stretch of the text as it was given."""
        if self.begins is None:
            return start, end
        last = end - 1
        return self._place(start), self.longer.get(last) or self._place(last) + 1

    def _place(self, at: int) -> int:
        piece = bisect_right(self.begins or (), at) - 1
        return self.places[piece] + at - (self.begins or ())[piece]


def _alike_all(text: str) -> str:
    """Each character as it is searched: one after the other where there are few, which is far sooner done."""
    others = {letter: alike for letter in set(text) if (alike := ALIKE[ord(letter)]) != letter}
    if len(others) > FEW or not others.keys().isdisjoint("".join(others.values())):
        return text.translate(ALIKE)
    for letter, alike in others.items():
        text = text.replace(letter, alike)
    return text


def _looked(text: str) -> str:
    """The text with each word of two scripts as it looks."""
    if text.isascii() or not any(letter in text for letter in "νηυμ"):
        return text
    return MIXED.sub(lambda word: word.group().translate(SMALL_LOOKS), text)


def _has_more(text: str) -> bool:
    """Whether characters have to be left out, and not only replaced."""
    if not text.isascii() and (
        UNSEEN.search(text) is not None
        or RAISED.search(text) is not None
        or not unicodedata.is_normalized("NFC", text)
    ):
        return True
    return (
        "\r" in text
        or ("-\n" in text and next(_parted(text), None) is not None)
        or next(_spaced_out(text), None) is not None
        or ("*" in text and STRESSED.search(text) is not None)
        or ("^" in text and LIFTED.search(text) is not None)
        or (OPENS in text and next(_struck(text), None) is not None)
    )


def _parted(text: str) -> Iterator[tuple[int, int]]:
    for match in PARTED.finditer(text):
        ahead, behind = text[match.start() - 1], text[match.end()]
        if (ahead.islower(), ahead.isupper()) == (behind.islower(), behind.isupper()):
            yield match.span()


def _spaced_out(text: str) -> Iterator[re.Match[str]]:
    if THREE_APART.search(text) is not None:
        yield from SPACED_OUT.finditer(text)


def _struck(text: str) -> Iterator[tuple[int, int]]:
    """Where a mark of what is struck out stands within a word or a number."""
    for match in STRUCK.finditer(text):
        if not any(map(str.isalnum, match.group()[len(OPENS) : -len(SHUTS)])):
            # A blank or a point by itself, as between the groups of a number.
            yield match.start(), match.start() + len(OPENS)
            yield match.end() - len(SHUTS), match.end()
            continue
        if OPENED.match(text, match.start()):
            yield match.start(), match.start() + len(OPENS)
        if SHUT.match(text, match.end() - len(SHUTS)):
            yield match.end() - len(SHUTS), match.end()


def _left_out(text: str) -> Iterator[tuple[int, int]]:
    for pattern in (UNSEEN, RAISED, STRESSED, LIFTED):
        for match in pattern.finditer(text):
            yield match.span()
    yield from _parted(text)
    yield from _struck(text)
    for match in _spaced_out(text):
        if match.group().isupper():
            yield from ((at, at + 1) for at in range(match.start() + 1, match.end(), 2))


def _marks(text: str) -> Iterator[tuple[int, int]]:
    """Where an accent, or a part of a Korean syllable, stands apart from what is ahead of it: stretches of nothing."""
    for match in FAR_OUT.finditer(text):
        letter = match.group()
        if unicodedata.combining(letter) or JAMO[0] <= letter <= JAMO[1]:
            yield match.start(), match.start()


def _kept(text: str) -> Plain:
    """The text without what is left out of it."""
    pieces: list[str] = []
    begins, places, longer = [0], [0], {}
    long = at = 0
    # Where both begin at one place, what is left out goes ahead of the mark, which is then left out as well.
    for start, end in sorted((*_left_out(text), *_marks(text)), key=lambda each: (each[0], -each[1])):
        if start > at:
            pieces.append(text[at:start])
            long += start - at
            at = start
        if end > start:
            at = max(at, end)
        elif start == at and long:
            joined = unicodedata.normalize("NFC", pieces[-1][-1] + text[at])
            if len(joined) == 1:
                pieces[-1] = pieces[-1][:-1] + joined
            at = longer[long - 1] = at + 1
        begins.append(long)
        places.append(at)
    return Plain("".join((*pieces, text[at:])), begins, places, longer)
