"""What the house puts on paper: PDF set with Typst in memory, from data that is never read as markup.

The pages are tagged and follow PDF/A-2a, so that a file kept for fifteen years still opens and can be read aloud. The
same data gives the same bytes: the typefaces are those that come with the library, and the date is the data's own.
Where a text has a character that they lack, the machine's own typefaces help out; where those lack it too, the page
says so, or is not made.
"""

import functools
import json
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Literal

import typst
from django.utils.translation import gettext as _

HERE = Path(__file__).parent
STANDARD: Final[Literal["a-2a"]] = "a-2a"
LACKING = ("could not be displayed", "the PDF contains the codepoint")
"""How Typst says that PDF/A refuses a character: no typeface has it, or it is one of those for private use."""
NAMED = re.compile(r"the text `\"(.{1,20})\"`")
UNPRINTABLE = re.compile(r"(\\\\)|(\\t)|\\u00(?:[01][0-9a-f]|7f|[89][0-9a-f])")
"""Control characters as JSON writes them; ends of lines and tabs have letters of their own there. A backslash of the
text is two, and what follows it is no sign of JSON's."""
TAB = " " * 4
"""Typst sets nothing for a tab: the words on either side of it would be one."""


class Unreadable(Exception):
    """No typeface has a character of the text. ``words`` is the first of them, where it is named. Privileged."""

    def __init__(self, words: str) -> None:
        super().__init__("no typeface has a character of the text")
        self.words = words


def pdf(page: Path, data: Mapping[str, Any], *, at: datetime, boxes: bool = True) -> bytes:
    """A page, which an app keeps as a `.typ` file of its own, set on the firm's paper.

    `data` is plain values; `lang`, `firm` and `title` are wanted, `head` stands at the head of each page, and `wide`
    turns the paper on its side. `at` is the document's date. Characters that no typeface has are boxes, which the page
    says; Unreadable instead where there may be no `boxes`.
    """
    lacking = ""
    source = "\n".join(each.read_text("utf-8") for each in (HERE / "house.typ", page)).encode()
    date = {"year": at.year, "month": at.month, "day": at.day}
    stamp = int(at.timestamp())
    for fonts in (_ours, _machines):
        try:
            return typst.compile(
                source,
                format="pdf",
                font_paths=fonts(),
                pdf_standards=STANDARD,
                sys_inputs={"data": _plain({**data, "date": date})},
                timestamp=stamp,
            )
        except typst.TypstError as error:
            if not any(reason in str(error) for reason in LACKING):
                raise
            lacking = str(error)
    if not boxes:
        named = NAMED.search(lacking)
        raise Unreadable(named.group(1) if named else "")
    said = _("Characters that the typefaces lack are shown as boxes. The record itself has them.")
    return typst.compile(
        source,
        format="pdf",
        font_paths=_machines(),
        sys_inputs={"data": _plain({**data, "date": date, "boxes": said})},
        timestamp=stamp,
    )


@functools.cache
def _ours() -> typst.Fonts:
    """The typefaces that come with the library, opened once for each process: to open them takes longer than a page."""
    return typst.Fonts(include_system_fonts=False)


def _machines() -> typst.Fonts:
    """Those and the machine's own, looked for at each use: one that is installed for a text is found from then on."""
    return typst.Fonts()


def _plain(data: Mapping[str, Any]) -> str:
    return UNPRINTABLE.sub(lambda sign: sign[1] or (TAB if sign[2] else ""), json.dumps(data))
