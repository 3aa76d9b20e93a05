"""The words of a text with HTML's marks in it: of an e-mail, and of what was typed into a PDF with its looks."""

from __future__ import annotations

from html.parser import HTMLParser

from apps.intake.readers.reading import Deadline


def shown_in(page: str, deadline: Deadline) -> str:
    """The text of a page as a reader sees it: paragraphs apart, nothing of scripts and styles. Raises Unreadable."""
    shown = _Shown(deadline)
    shown.feed(page)
    shown.close()
    return "".join(shown.parts)


class _Shown(HTMLParser):
    HIDDEN = frozenset({"script", "style", "title", "template"})
    IN_HEAD = HIDDEN | {"html", "head", "meta", "link", "base", "basefont", "bgsound", "noframes", "noscript"}
    """Any other tag, and any word, ends a head that nobody closed (HTML Living Standard, 13.2.6.4.4)."""
    APART = frozenset(
        {"p", "div", "table", "ul", "ol", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "hr"}
    )
    LINES = frozenset({"br", "tr", "li"})

    def __init__(self, deadline: Deadline) -> None:
        super().__init__(convert_charrefs=True)
        self._deadline = deadline
        self.parts: list[str] = []
        self._hidden = 0
        self._in_head = False

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
        self._break(tag)
        if tag in ("td", "th"):
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.HIDDEN and self._hidden:
            self._hidden -= 1
        if tag == "head":
            self._in_head = False
        if tag in self.APART:
            self._break(tag)

    def handle_data(self, data: str) -> None:
        self._in_head = self._in_head and (bool(self._hidden) or not data.strip())
        if not self._hidden and not self._in_head:
            self.parts.append(" ".join(data.split(" ")).replace("\n", " "))

    def _break(self, tag: str) -> None:
        if tag in self.APART:
            self.parts.append("\n\n")
        elif tag in self.LINES:
            self.parts.append("\n")
