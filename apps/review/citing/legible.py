"""A text as it reads on the page, in Word and on paper, with where each of its characters stands in the Markdown. Pure.

A line that goes on is a space there, an entity is its character, and a soft hyphen or a character without width is
nothing: what a reader takes for a citation has to be one for whoever looks for it. Marks of emphasis stay in
``legible``, because they tell where a name ends, and fall away in ``unmarked``. Lists, headings, tables and what comes
after a blank line begin anew, as the parser has it (``tokens``); nothing is parsed, since every page reads its text so.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from html import unescape

from apps.core.text import UNSEEN
from apps.review.citing.walking import Place

PLAIN = {
    " ": "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
    "\x01\x02\x03\x04\x05\x06\x07\x08\x0b\x0c\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f"
    "\u00b9\u00b2\u00b3\u2070\u2074\u2075\u2076\u2077\u2078\u2079"
    "\x85\u2028\u2029\u2800\u3164\uffa0\ufffe\uffff",
    "-": "\u2010\u2011",
}
"""Raised numbers, which call a note behind a citation; other spaces, which French printing puts in one, what a file has
a space for (``core.text.CONTROLS``) or shows as one, and the hyphens of Word that do not break (`c C‑46`)."""
OTHER_SET = re.compile("[\uff01-\uff5e\U0001d400-\U0001d7ff]")
"""Wide signs, and those of mathematics: `２０２１ ＳＣＣ ２４` reads as a citation."""
OTHER_LETTERS = re.compile("[\u0370-\u04ff]+")
SEEN_AS = str.maketrans(
    "АВСЕНІЈКМОРЅТХУаеосріјѕхуΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABCEHIJKMOPSTXYaeocpijsxyABEZHIKMNOPTYXo"
)
"""Letters of Cyrillic and Greek that nobody tells from ours: `2021 ЅСС 24` reads as a citation."""
HIDDEN = re.compile(f"[{UNSEEN}]+")
ON_LETTERS = re.compile(f"[{UNSEEN}\u0300-\u036f]+")
"""The same with what is set on the letter before it."""
ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
SYNTAX = frozenset("*_`\\[]<>#|&")
"""What an entity stands for that is no mark of Markdown there."""
HARD = re.compile(r"(?:\n[ \t>]*)?\\(?=\n)")
"""A break that is asked for at the end of a line. Alone on its line it is no blank one."""
LINE = re.compile(r"\n(?<=[^\n]\n)[ \t>]*+(?!\n|\Z)")
"""The end of a line with words on it, and another line behind it."""
SPACES = re.compile(r" {2,}")
VERSUS = re.compile(r"\.(?=[A-ZÀ-Þ][a-zà-ÿ])(?:(?<=[ *_][vc]\.)|(?<=[ *_]vs\.))")
"""*v.* that the next name stands right behind."""
# One set of signs is looked for, which is found fast; what goes for the last of them alone is asked next.
MARK = re.compile(r"[*_`\\\[](?:(?<!\[)[*_`\\]*|(?=[^\[\]\n]*\]\())")
"""Emphasis, code, escapes, and what opens the words of a link."""

ALONE = re.compile(r"[ \t>]*(?:#{1,6}[ \t]|(?:[-=*_][ \t]*){3,}\Z|`{3}|~{3})")
"""A line that nothing goes on from."""
ANEW = re.compile(r"[-*+][ \t]|1[.)][ \t]|#{1,6}[ \t]|(?:[-=*_][ \t]*){3,}(?:\n|\Z)|`{3}|~{3}|\[\^")
"""What begins a line that does not go on from the one before."""
NUMBERED = re.compile(r"\d{1,9}[.)][ \t]")
TABLE = re.compile(r"\|[ \t]*:?-|-:?[ \t]*\|")
QUOTED = re.compile(r"^[ \t]*>", re.MULTILINE)
HAS_NUMBER = re.compile(r"^[ \t>]*\d{1,9}[.)][ \t]", re.MULTILINE)


@dataclass(frozen=True)
class _Edits:
    """What one pass replaced: where in the new text, and where it stood before."""

    new: list[Place]
    old: list[Place]
    starts: list[int] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "starts", [start for start, _end in self.new])

    def before(self, place: Place) -> Place:
        """The characters ``[start, end)`` of the new text in the one that it was made from."""
        start, end = place
        return self._char(start)[0], self._char(end - 1)[1] if end > start else self._char(start)[0]

    def _char(self, at: int) -> Place:
        last = bisect_right(self.starts, at) - 1
        if last < 0:
            return at, at + 1
        if at < self.new[last][1]:
            return self.old[last]
        there = self.old[last][1] + at - self.new[last][1]
        return there, there + 1


@dataclass(frozen=True)
class View:
    """A text made from another one."""

    text: str = field(repr=False)
    edits: tuple[_Edits, ...]

    def before(self, place: Place) -> Place:
        """Where a place of it stands in the text that it was made from."""
        for each in reversed(self.edits):
            place = each.before(place)
        return place

    def with_each(self, plain: Iterable[tuple[re.Pattern[str], str]]) -> View:
        """The same with other words for what each pattern finds, one after the other."""
        text, passes = self.text, list(self.edits)
        for pattern, words in plain:
            text = _pass(text, pattern, partial(_put, words), passes)
        return View(text, tuple(passes))


def legible(text: str) -> View:
    """A canonical text as it reads, with its marks of emphasis and its blocks."""
    passes: list[_Edits] = []
    if "\\\n" in text:
        text = _pass(text, HARD, lambda _match: "", passes)
    text = _pass(text, LINE, _Lines(text).put, passes)
    if "&" in text:
        text = _pass(text, ENTITY, _character, passes)
    text = with_plain_signs(text)
    if not text.isascii():
        text = _pass(text, ON_LETTERS, _left, passes)
    if "  " in text:
        text = _pass(text, SPACES, lambda _match: " ", passes)
    text = _pass(text, VERSUS, lambda match: f"{match.group()} ", passes)
    return View(text, tuple(passes))


def in_characters(text: str) -> View:
    """A text with each entity as the character that the page shows for it."""
    passes: list[_Edits] = []
    return View(_pass(text, ENTITY, _shown, passes) if "&" in text else text, tuple(passes))


def _put(words: str, _match: re.Match[str]) -> str:
    return words


def _shown(match: re.Match[str]) -> str:
    said = unescape(match.group())
    return match.group() if HIDDEN.search(said) else " " if said.isspace() else said


def unmarked(text: str) -> View:
    """A legible text without the marks in it."""
    passes: list[_Edits] = []
    text = _pass(text, MARK, _between, passes)
    if "  " in text:  # a space on either side of a mark
        text = _pass(text, SPACES, lambda _match: " ", passes)
    return View(text, tuple(passes))


def with_plain_signs(text: str) -> str:
    """Each other space and hyphen as the plain one, and letters and digits of another set as ours: places stay what
    they are."""
    for plain, signs in PLAIN.items():
        for sign in signs:
            if sign in text:
                text = text.replace(sign, plain)
    if text.isascii():
        return text
    if OTHER_LETTERS.search(text):
        text = OTHER_LETTERS.sub(lambda match: match.group().translate(SEEN_AS), text)
    return OTHER_SET.sub(_of_ours, text)


def _of_ours(match: re.Match[str]) -> str:
    plain = unicodedata.normalize("NFKC", match.group())
    return plain if plain.isascii() and len(plain) == 1 else match.group()


def _pass(
    text: str, pattern: re.Pattern[str], put: Callable[[re.Match[str]], str], passes: list[_Edits]
) -> str:
    out: list[str] = []
    new: list[Place] = []
    old: list[Place] = []
    at = length = 0
    for match in pattern.finditer(text):
        words = put(match)
        if words == match.group():
            continue
        start, end = match.span()
        out += (text[at:start], words)
        length += start - at + len(words)
        new.append((length - len(words), length))
        old.append((start, end))
        at = end
    if not new:
        return text
    passes.append(_Edits(new, old))
    return "".join((*out, text[at:]))


def _character(match: re.Match[str]) -> str:
    said = unescape(match.group())
    if said == match.group() or SYNTAX & set(said):
        return match.group()
    return " " if said.isspace() else said


def _left(match: re.Match[str]) -> str:
    """Nothing of what is hidden, nor of a line through or under a letter of ours, which stays the same letter: in a
    canonical text our accents are of one piece."""
    letter = match.string[max(match.start() - 1, 0) : match.start()]
    return "" if letter.isascii() and letter.isalnum() else HIDDEN.sub("", match.group())


def _between(match: re.Match[str]) -> str:
    """Marks are nothing; behind a number they end it, for it is one with no word that follows, and behind a word they
    end that where a number follows, for they may be signs that are shown."""
    start, end = match.span()
    before, after = match.string[start - 1 : start], match.string[end : end + 1]
    if before.isdigit() and after.isdigit() and _has_other(match):
        return ""
    ends = after.isalnum() if before.isdigit() else before.isalpha() and after.isdigit()
    return " " if ends else ""


PAIRED = 40
"""Characters on either side in which the other of two marks is looked for."""


def _has_other(match: re.Match[str]) -> bool:
    """Whether the same mark stands near by on its line: both are emphasis then and neither is seen, as in
    `20**21** SCC 24`."""
    mark, (start, end) = match.group(), match.span()
    before = match.string[max(start - PAIRED, 0) : start].rpartition("\n")[2]
    after = match.string[end : end + PAIRED].partition("\n")[0]
    return set(mark) <= {"*", "`"} and (mark in before or mark in after)


class _Lines:
    """The line ends of a text, asked one after the other. What holds for a run of lines is looked at once for it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.end = -1
        """Where the run of lines ends that was looked at last: at a blank line."""

    def put(self, match: re.Match[str]) -> str:
        return " " if self._goes_on(match) else match.group()

    def _goes_on(self, match: re.Match[str]) -> bool:
        """Whether a line end lies within a paragraph."""
        text, start, end = self.text, match.start(), match.end()
        line = text[text.rfind("\n", 0, start) + 1 : start]
        if end >= len(text) or text[end] == "\n" or not line.strip(" \t>"):
            return False
        if ALONE.match(line) or ANEW.match(text, end):
            return False
        if start >= self.end:
            self._look(start)
        if self.has_table and ("|" in line or text[end] == "|"):
            return False
        if ">" in match.group() and self.quoted >= start:
            return False
        return not (self.numbered < start and NUMBERED.match(text, end))

    def _look(self, start: int) -> None:
        begin, end = self.text.rfind("\n\n", 0, start) + 1, self.text.find("\n\n", start)
        self.end = end if end >= 0 else len(self.text)
        self.has_table = bool(TABLE.search(self.text, begin, self.end))
        self.quoted, self.numbered = (
            found.start() if (found := pattern.search(self.text, begin, self.end)) else self.end
            for pattern in (QUOTED, HAS_NUMBER)
        )
