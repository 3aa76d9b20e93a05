"""Which mark a text has for each style of a Word document. Pure."""

from __future__ import annotations

import re

from docx.document import Document as Doc
from docx.oxml.ns import qn

VALUE = qn("w:val")
STYLE, STYLE_ID, NAME, BASED_ON = qn("w:style"), qn("w:styleId"), qn("w:name"), qn("w:basedOn")
HEADING = re.compile(r"heading([1-9])$")
NUMBERED = frozenset({"list", "listnumber"})
QUOTES = frozenset({"quote", "intensequote"})
KIND = re.compile(r"(list|listnumber|listbullet|quote|intensequote)([2-5]?)$")


class Kinds:
    """Styles by what Word calls them itself, whatever the language of the program that wrote the document."""

    def __init__(self, document: Doc) -> None:
        self.known: dict[str, tuple[str, str]] = {}
        for style in document.styles.element.iter(STYLE):
            name, based = style.find(NAME), style.find(BASED_ON)
            self.known[style.get(STYLE_ID)] = (
                "" if name is None else _squeezed(name.get(VALUE)),
                "" if based is None else based.get(VALUE),
            )

    def name(self, style: str) -> str:
        return self.known.get(style, (_squeezed(style), ""))[0]

    def kind(self, style: str) -> tuple[str, int]:
        """The name of the first style, from this one to what it is made from, that a text has a mark for; and how many
        lists stand around one of that style."""
        seen: set[str] = set()
        while style and style not in seen:
            seen.add(style)
            name, based = self.known.get(style, (_squeezed(style), ""))
            if HEADING.match(name):
                return name, 0
            if found := KIND.match(name):
                return found.group(1), int(found.group(2) or 1) - 1
            style = based
        return "", 0


def _squeezed(name: str) -> str:
    return name.replace(" ", "").lower()
