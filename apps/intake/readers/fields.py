"""The fields of a Word document while its words are read: what stands in the code of one, nobody sees. Pure.

A field is its code and, behind a sign that parts them, what it shows (ECMA-376 part 1, 17.16.18). The code of one can
hold others with their own words, as a condition does that looks at another field, and either may go on over many
paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn

from apps.intake.readers import signs

FIELD, CODE, SIMPLE, KIND = qn("w:fldChar"), qn("w:instrText"), qn("w:fldSimple"), qn("w:fldCharType")
WORKED_OUT = re.compile(r"\s*(EQ|SYMBOL|LISTNUM|AUTONUM\w*|MACROBUTTON|GOTOBUTTON)\b", re.IGNORECASE)
"""Fields that show what is in their code: no words of theirs stand in the document (17.16.5)."""
BUTTON = re.compile(r"\s*\w+\s+\S+\s+(.*\S)", re.DOTALL)
SIGN, FONT = (
    re.compile(r"\s*\w+\s+(0x[0-9a-f]{1,5}|\d{1,6})\b", re.IGNORECASE),
    re.compile(r'\\f\s+"?([^"\\]+)'),
)
UNREAD = "[field that was not read]"


@dataclass
class _Field:
    code: str = ""
    shows: bool = False
    """Whether what follows is what it shows; before that it is code."""
    has_words: bool = False


class Fields:
    """Those of one part of a document that are open where it is being read. A field that ends nowhere in it is none:
    it would take all that follows."""

    def __init__(self, root: Any, gone: Collection[str]) -> None:
        """``gone`` is what is not read, and no sign within it."""
        self._begins: dict[Any, Any] = {}
        """The sign that a field begins with, by each of its signs."""
        self._open: dict[Any, _Field] = {}
        unclosed: list[list[Any]] = []
        for sign in root.iter(FIELD):
            kind = sign.get(KIND)
            if any(each.tag in gone for each in sign.iterancestors()):
                continue
            if kind == "begin":
                unclosed.append([])
            if unclosed:
                unclosed[-1].append(sign)
            if kind == "end" and unclosed:
                whole = unclosed.pop()
                self._begins |= dict.fromkeys(whole, whole[0])

    @property
    def is_in_code(self) -> bool:
        return not all(each.shows for each in self._open.values())

    def enter(self, sign: Any) -> str:
        """Passes a sign of a field. What is to be said of one that ends here, and has shown no words."""
        begin, kind = self._begins.get(sign), sign.get(KIND)
        if begin is None:
            return ""
        if kind == "begin":
            self._open[begin] = _Field()
        elif begin in self._open and kind == "separate":
            self._open[begin].shows = True
        elif begin in self._open and kind == "end":
            ended = self._open.pop(begin)
            return "" if ended.has_words else drawn(ended.code)
        return ""

    def add(self, code: str) -> None:
        """Of the innermost field, whose code is read."""
        if self._open:
            next(reversed(self._open.values())).code += code

    def saw(self, words: str) -> None:
        for each in self._open.values():
            each.has_words |= bool(words.strip())


def drawn(code: str) -> str:
    """What a field shows that Word draws from its code: the words of a button, a sign, or that it is there. Nothing for
    any other."""
    found = WORKED_OUT.match(code)
    if found is None:
        return ""
    name = found.group(1).upper()
    if name.endswith("BUTTON"):
        words = BUTTON.match(code)
        return words.group(1) if words else UNREAD
    place, font = SIGN.match(code), FONT.search(code)
    if name == "SYMBOL" and place:
        return signs.shown(font.group(1).strip() if font else "", int(place.group(1), 0))
    return UNREAD


def is_worked_out(code: str) -> bool:
    return WORKED_OUT.match(code) is not None
