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
from apps.intake.readers.numbering import figures
from apps.intake.readers.reading import Deadline
from apps.intake.readers.sheets import SCREEN, Element, Sheets

MOST_COUNTED = 32_767
DEEPEST = 500
"""Elements around one that are known. A page of a mailer has some dozens."""
MEDIA = re.compile(r"media\s*=\s*[\"']?([^\"'>]*)")


def shown_in(page: str, deadline: Deadline) -> str:
    """The text of a page: paragraphs apart, nothing of scripts and styles. Raises Unreadable."""
    return seen_in(page, deadline)[0]


def seen_in(page: str, deadline: Deadline) -> tuple[str, int]:
    """``shown_in``, and in how many places of the page there are words that nobody sees."""
    page = page.translate(struck.NONE)
    sheets = _sheets_of(page, deadline)
    shown = _read(page, deadline, sheets, hides=True)
    if shown.is_hidden:  # nobody closed what was hidden: it would take the rest of the page with it
        shown = _read(page, deadline, sheets, hides=False)
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
        if media is None or SCREEN.match(media[1].strip()):
            sheets.add(page[begins:ends])
        at = ends
    return sheets


def _read(page: str, deadline: Deadline, sheets: Sheets, *, hides: bool) -> _Shown:
    shown = _Shown(deadline, sheets, hides=hides)
    shown.feed(page)
    shown.close()
    return shown


@dataclass
class _Open:
    """An element whose words do not look as those around it."""

    tag: str
    look: Look
    depth: int = 1
    """How many of its name are open from it on."""


@dataclass
class _List:
    """Items that are counted, or have a mark that says nothing."""

    number: int = 1
    figures: str = ""


class _Shown(HTMLParser):
    HIDDEN = frozenset({"script", "style", "title", "template"})
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
    EMPTY = frozenset(
        {"br", "hr", "img", "input", "meta", "link", "base", "col", "wbr", "area", "embed", "source"}
    )
    SIBLINGS = frozenset({"p", "li", "td", "th", "tr", "dt", "dd", "option"})
    TYPES = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}

    def __init__(self, deadline: Deadline, sheets: Sheets, *, hides: bool) -> None:
        super().__init__(convert_charrefs=True)
        self._deadline, self._sheets = deadline, sheets
        self._hides = hides
        self._around: list[Element] = []
        self.unseen = 0
        self._was_seen = True
        self.parts: list[str] = []
        self._hidden = 0
        self._in_head = False
        self._open: list[_Open] = []
        self._lists: list[_List] = []
        self._raised = ""
        self._is_line_due = False
        self._as_written = 0

    @property
    def is_hidden(self) -> bool:
        return any(each.look.hidden for each in self._open)

    def parse_starttag(self, i: int) -> int:
        """The end of a mark that nobody closed is looked for to the end of the page, and so is that of the next."""
        self._deadline.check()
        return super().parse_starttag(i)

    def parse_endtag(self, i: int) -> int:
        self._deadline.check()
        return super().parse_endtag(i)

    def parse_html_declaration(self, i: int) -> int:
        self._deadline.check()
        return super().parse_html_declaration(i)

    def parse_pi(self, i: int) -> int:
        self._deadline.check()
        return super().parse_pi(i)

    def parse_comment(self, i: int, report: bool = True) -> int:
        self._deadline.check()
        return super().parse_comment(i, report)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self._hidden:
            self._in_head = tag == "head" or (self._in_head and tag in self.IN_HEAD)
        self._hidden += tag in self.HIDDEN
        self._as_written += tag == "pre"
        given = dict(attrs)
        own = self._look(tag, given)
        self._enter(tag, own)
        if self.is_hidden:
            return
        self._raised = own.raised or self._raised
        self._break(tag if not own.is_block else "div")
        if tag in self.BESIDE:
            self.parts.append(" ")
        self._count(tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.HIDDEN and self._hidden:
            self._hidden -= 1
        if tag == "head":
            self._in_head = False
        if tag == "pre" and self._as_written:
            self._as_written -= 1
        self._step_out(tag)
        was_hidden = self.is_hidden
        left = self._leave(tag)
        if was_hidden:
            return
        if tag in ("ol", "ul") and self._lists:
            self._lists.pop()
        self._is_line_due |= tag in self.LINES
        if tag in self.APART or (left and left.is_block):
            self._break("div")

    def handle_data(self, data: str) -> None:
        self._in_head = self._in_head and (bool(self._hidden) or not data.strip())
        if self._hidden or self._in_head:
            return
        if not self._is_seen():
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
        self.parts.append(struck.struck(words) if any(each.look.struck for each in self._open) else words)

    def _is_seen(self) -> bool:
        looks = [each.look for each in reversed(self._open)]
        return not any(each.hidden for each in looks) and is_seen(looks)

    def _look(self, tag: str, given: dict[str, str | None]) -> Look:
        """What it says itself, and what the sheets say of it."""
        if self._sheets.is_empty:
            return look(tag, given)
        classes = frozenset((given.get("class") or "")[:LONGEST].split())
        element = Element(tag, given.get("id") or "", classes)
        if tag in self.SIBLINGS and self._around and self._around[-1].tag == tag:
            self._around.pop()  # nobody closed it, and it ends where the next of its kind begins
        said, unknown = self._sheets.of(element, self._around)
        if tag not in self.EMPTY and len(self._around) < DEEPEST:
            self._around.append(element)
        return look(tag, given, said, unknown)

    def _step_out(self, tag: str) -> None:
        for at in range(len(self._around) - 1, -1, -1):
            if self._around[at].tag == tag:
                del self._around[at:]
                return

    def _enter(self, tag: str, own: Look) -> None:
        if tag in self.APART:  # a paragraph that nobody closed ends where another block begins
            self._open = [each for each in self._open if each.tag != "p"]
        if tag in self.EMPTY:
            return
        for each in reversed(self._open):
            if each.tag == tag:
                each.depth += 1
                break
        if own.is_own and not (own.hidden and not self._hides):
            self._open.append(_Open(tag, own))

    def _leave(self, tag: str) -> Look | None:
        for at in range(len(self._open) - 1, -1, -1):
            each = self._open[at]
            if each.tag == tag:
                each.depth -= 1
                if each.depth:
                    return None
                del self._open[at]
                self._raised = ""
                return each.look
        return None

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
