"""The words of a text with HTML's marks in it: of an e-mail, and of what was typed into a PDF with its looks.

As a person sees them: what a page hides is left out, what it strikes out is said to be, and an item of a list has its
number. Of a sheet of styles is followed what hides words or colours them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser

from apps.intake.readers import covered, struck
from apps.intake.readers.looks import LONGEST, Look, is_seen, look
from apps.intake.readers.nesting import Nested, Nesting
from apps.intake.readers.numbering import figures
from apps.intake.readers.reading import Deadline
from apps.intake.readers.sheets import Element, Sheets, holds

MOST_COUNTED = 32_767
DEEPEST = 500
"""Elements around one that are known. A page of a mailer has some dozens."""
REMARK_ENDS = re.compile("--!?>")
MEDIA = re.compile(r"media\s*=\s*[\"']?([^\"'>]*)")


def shown_in(page: str, deadline: Deadline) -> str:
    """The text of a page: paragraphs apart, nothing of scripts and styles. Raises Unreadable."""
    return seen_in(page, deadline)[0]


def seen_in(page: str, deadline: Deadline) -> tuple[str, int]:
    """``shown_in``, and in how many places of the page there are words that nobody sees."""
    page = page.translate(struck.NONE)
    sheets = _sheets_of(page, deadline)
    shown = _Shown(deadline, sheets)
    shown.feed(page)
    shown.close()
    return struck.told("".join(shown.parts)), shown.unseen


def _sheets_of(page: str, deadline: Deadline) -> Sheets:
    """They hold for all of a page, wherever in it they stand. What stands in a remark is for other programs."""
    sheets, lower, at = Sheets(), page.lower(), 0
    while (opened := lower.find("<style", at)) >= 0:
        deadline.check()
        remark = lower.find("<!--", at, opened)
        if remark >= 0:
            closed = lower.find("-->", remark + 4)
            if closed < 0:
                break
            at = closed + 3
            continue
        begins = lower.find(">", opened) + 1
        ends = lower.find("</style", begins)
        if not begins or ends < 0:
            break
        media = MEDIA.search(lower, opened, begins)
        held = True if media is None else holds(media[1])
        if held is not False:
            sheets.add(page[begins:ends], is_known=held is True)
        at = ends
    return sheets


@dataclass
class _List:
    """Items that are counted, or have a mark that says nothing."""

    number: int = 1
    figures: str = ""


class _Shown(HTMLParser):
    HIDDEN = frozenset(
        {
            "script",
            "style",
            "title",
            "template",
            "iframe",
            "noembed",
            "noframes",
            "datalist",
            "video",
            "audio",
            "canvas",
        }
    )
    """What is no words of a page, and what stands in others for programs that cannot show them."""
    DRAWING = {"desc": "svg", "metadata": "svg", "annotation": "math", "annotation-xml": "math"}
    """What nobody sees where it stands in a drawing or a formula."""
    IN_HEAD = HIDDEN | {"html", "head", "meta", "link", "base", "basefont", "bgsound", "noframes", "noscript"}
    """Any other tag, and any word, ends a head that nobody closed (HTML Living Standard, 13.2.6.4.4)."""
    APART = frozenset(
        {
            "p", "div", "table", "ul", "ol", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "address",
            "article", "aside", "center", "details", "dl", "fieldset", "figure", "footer", "form", "header", "main",
            "nav", "pre", "section",
        }
    )  # fmt: skip
    LINES = frozenset({"tr", "li", "dt", "dd", "option", "caption", "figcaption", "legend", "summary"})
    BESIDE = frozenset({"td", "th", "button", "select", "textarea"})
    TYPES = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}

    def __init__(self, deadline: Deadline, sheets: Sheets) -> None:
        super().__init__(convert_charrefs=True)
        self._deadline, self._sheets = deadline, sheets
        self._nesting = Nesting()
        self.unseen = 0
        self._was_seen = True
        self.parts: list[str] = []
        self._hidden = 0
        self._in_head = False
        self._lists: list[_List] = []
        self._raised = ""
        self._is_line_due = False
        self._as_written = 0

    def parse_starttag(self, i: int) -> int:
        """A mark that nobody closed goes on to the end of the page, and is none of its words."""
        return self._or_the_rest(super().parse_starttag(i))

    def parse_endtag(self, i: int) -> int:
        return self._or_the_rest(super().parse_endtag(i))

    def parse_html_declaration(self, i: int) -> int:
        return self._or_the_rest(self.rawdata.find(">", i) + 1 or -1)

    def parse_pi(self, i: int) -> int:
        return self._or_the_rest(self.rawdata.find(">", i) + 1 or -1)

    def parse_comment(self, i: int, report: bool = True) -> int:
        """As browsers end one, which is otherwise than the library does."""
        found = REMARK_ENDS.search(self.rawdata, i + 4)
        short = next((each for each in ("<!-->", "<!--->") if self.rawdata.startswith(each, i)), "")
        return self._or_the_rest(i + len(short) if short else -1 if found is None else found.end())

    def _or_the_rest(self, end: int) -> int:
        self._deadline.check()
        return len(self.rawdata) if end < 0 else end

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """No element of a page is closed by a stroke in its own mark, but for those of drawings and formulas."""
        self.handle_starttag(tag, attrs)
        if tag in self.HIDDEN or self._nesting.has("svg") or self._nesting.has("math"):
            self.handle_endtag(tag)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self._hidden:
            self._in_head = tag == "head" or (self._in_head and tag in self.IN_HEAD)
        self._hidden += self._is_for_nobody(tag)
        self._as_written += tag == "pre"
        given = dict(attrs)
        for each in self._nesting.ended_by(tag):
            self._left(each)
        own, element = self._look(tag, given)
        self._nesting.enter(tag, own, element)
        if self._nesting.whole.hidden:
            return
        self._raised = own.raised or self._raised
        self._break(tag if not own.is_block else "div")
        if tag in self.BESIDE:
            self.parts.append(" ")
        self._count(tag, given)

    def handle_endtag(self, tag: str) -> None:
        if self._is_for_nobody(tag) and self._hidden:
            self._hidden -= 1
        if tag == "head":
            self._in_head = False
        if tag == "pre" and self._as_written:
            self._as_written -= 1
        was_hidden = self._nesting.whole.hidden
        for each in self._nesting.leave(tag):
            self._left(each)
        if was_hidden:
            return
        if tag in ("ol", "ul") and self._lists:
            self._lists.pop()
        self._is_line_due |= tag in self.LINES
        if tag in self.APART:
            self._break("div")

    def _is_for_nobody(self, tag: str) -> bool:
        return tag in self.HIDDEN or (tag in self.DRAWING and self._nesting.has(self.DRAWING[tag]))

    def _left(self, each: Nested) -> None:
        if each.own.raised:
            self._raised = ""
        if each.own.is_block and not each.outer.hidden and not each.own.hidden:
            self._break("div")

    def handle_data(self, data: str) -> None:
        self._in_head = self._in_head and (bool(self._hidden) or not data.strip())
        if self._hidden or self._in_head:
            return
        if not is_seen(self._nesting.whole):
            if covered.says(data):
                self.unseen += self._was_seen
                self._was_seen = False
            return
        if data.strip():
            self._was_seen = True
            if self._is_line_due and not "".join(self.parts[-2:]).endswith("\n"):
                self.parts.append("\n")
            self._is_line_due = False
            data, self._raised = f"{self._raised}{data}", ""
        words = data if self._as_written else " ".join(data.split(" ")).replace("\n", " ")
        self.parts.append(struck.struck(words) if self._nesting.whole.struck else words)

    def _look(self, tag: str, given: dict[str, str | None]) -> tuple[Look, Element | None]:
        """What it says itself, and what the sheets say of it."""
        if self._sheets.is_empty:
            return look(tag, given), None
        classes = frozenset((given.get("class") or "")[:LONGEST].split())
        element = Element(tag, given.get("id") or "", classes, given)
        said, unknown = self._sheets.of(element, self._nesting.around(DEEPEST))
        return look(tag, given, said, unknown), element

    def _break(self, tag: str) -> None:
        if tag in self.APART:
            self.parts.append("\n\n")
        elif tag in self.LINES or tag == "br":
            self.parts.append("\n")
            self._is_line_due = False

    def _count(self, tag: str, given: dict[str, str | None]) -> None:
        """Counts lists and their items, and writes the number of one."""
        if tag == "ul":
            self._lists.append(_List())
        elif tag == "ol":
            self._lists.append(_List(_whole(given.get("start"), 1), self._figures(given) or "decimal"))
        elif tag == "li" and self._lists and self._lists[-1].figures:
            within = self._lists[-1]
            number = _whole(given.get("value"), within.number)
            said = figures(number, self._figures(given) or within.figures)
            within.number = number + 1
            self.parts.append(f"{said}. " if said else "")

    def _figures(self, given: dict[str, str | None]) -> str:
        return look("", given).figures or self.TYPES.get(given.get("type") or "", "")


def _whole(number: str | None, otherwise: int) -> int:
    said = (number or "").strip()
    return min(int(said), MOST_COUNTED) if said.isdecimal() and len(said) < 8 else otherwise
