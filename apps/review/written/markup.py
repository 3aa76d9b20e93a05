"""A draft's Markdown as HTML for the review page, with what was found in it marked. Pure.

The tokens are those that the approved files are written from, so that what is read is what is approved. Marks are
offsets into the canonical text: each run of words is split where a mark begins or ends and wrapped on its own, so that
marks may cross emphasis and one another. Words are escaped when written and the whole passes an allow-list afterwards.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from html import escape

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it.token import Token

from apps.core.text import printable
from apps.review.written.tokens import PARSER, Cursor, address_in_sight, lines_of_code


class Kind(StrEnum):
    """What is marked; the value is the class of the element. Those named first lie outside of those named later."""

    COMMENTED = "commented"
    UNSUPPORTED = "unsupported"
    NEAR = "near"
    ABSENT = "absent"
    CITED = "cited"
    CONFIRMED = "authority-ref"
    UNCONFIRMED = "unconfirmed"
    DISMISSED = "dismissed"
    GAP = "gap"
    PLACEHOLDER = "placeholder"


ORDER = {kind: order for order, kind in enumerate(Kind)}
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*\Z")
ADDRESS = re.compile(r"\]\(\S*\)\Z")
"""What stands behind the words of a link, where a mark ends with it."""


@dataclass(frozen=True)
class Mark:
    """The characters ``[start, end)`` of a text and what they are. ``id`` names the first element of the mark,
    ``to`` the element it links to, ``lights`` the passages to light. Raises ValueError for names unfit for a page."""

    start: int
    end: int
    kind: Kind
    id: str = ""
    to: str = ""
    lights: tuple[str, ...] = ()
    number: int = 0
    """As it stands behind the words, for whoever comes from a passage that names it."""
    says: str = field(default="", repr=False)
    """What a reader is told on hover: a sentence of the house, never content."""

    def __post_init__(self) -> None:
        if not all(NAME.match(name) for name in (self.id, self.to, *self.lights) if name):
            raise ValueError("A mark's names are letters, digits, hyphens and underscores.")


def render(text: str, marks: Sequence[Mark] = ()) -> SafeString:
    """The text as sanitised HTML with every mark in its place."""
    html = "".join(_Writer(text, marks).pieces(PARSER.parse(text)))
    return mark_safe(clean(html))  # noqa: S308  # nosec: through the allow-list


LOWER = {f"h{level}": f"h{min(level + 1, 6)}" for level in range(1, 7)}
"""The first heading of a page is the page's own; a draft's begin one level below it."""
TAGS = {
    "p", "h2", "h3", "h4", "h5", "h6", "em", "strong", "ul", "ol", "li", "blockquote", "hr", "br", "pre", "code",
    "table", "thead", "tbody", "tr", "th", "td", "a", "span",
}  # fmt: skip
OURS = {"class", "id", "title", "data-passage", "data-n"}
ATTRIBUTES = {"a": OURS | {"href"}, "span": OURS, "li": {"value"}}
CLASSES = {tag: {*map(str, Kind), "last", "address"} for tag in ("a", "span")}


def clean(html: str) -> str:
    """Only what the page of a draft may hold."""
    allowed = {tag: names - {"class"} for tag, names in ATTRIBUTES.items()}
    return nh3.clean(
        html, tags=TAGS, attributes=allowed, attribute_filter=_within, allowed_classes=CLASSES, link_rel=None
    )


def _within(_tag: str, name: str, value: str) -> str | None:
    """Links lead to places on the page and nowhere else."""
    return value if name != "href" or value.startswith("#") else None


def _stretches(marks: Sequence[Mark]) -> tuple[list[int], list[tuple[Mark, ...]]]:
    """Where marks begin or end, and which are active before the first such edge, after it, after the next."""
    edges = sorted({edge for mark in marks if mark.start < mark.end for edge in (mark.start, mark.end)})
    inside: list[list[Mark]] = [[] for _ in range(len(edges) + 1)]
    for mark in sorted(marks, key=lambda mark: ORDER[mark.kind]):
        for index in range(bisect_right(edges, mark.start), bisect_right(edges, mark.end - 1) + 1):
            if mark.start < mark.end:
                inside[index].append(mark)
    return edges, [tuple(each) for each in inside]


def _written(words: str) -> str:
    """A control character, which a browser shows as nothing, is a space as in the files: 1500 is not 1 500."""
    return escape(printable(words))


class _Writer:
    """Writes tokens as HTML, and knows at every word how far the text has been written."""

    def __init__(self, text: str, marks: Sequence[Mark]) -> None:
        self.text = text
        self.edges, self.active = _stretches(marks)
        self.cursor = Cursor(text)
        self.named: set[str] = set()

    def pieces(self, tokens: Sequence[Token]) -> Iterator[str]:
        for token in tokens:
            self.cursor.enter(token)
            if token.type == "inline":
                yield from self._inline(token.children or [])
            elif token.type in ("fence", "code_block"):
                yield f"<pre><code>{''.join(map(self._words, lines_of_code(token)))}</code></pre>"
            elif not token.hidden:
                yield self._block(token)

    def _block(self, token: Token) -> str:
        tag = LOWER.get(token.tag, token.tag)
        if token.nesting < 0:
            return f"</{tag}>\n"
        number = f' value="{int(token.info)}"' if tag == "li" and token.info else ""
        return f"<{tag}{number}>"

    def _inline(self, tokens: Sequence[Token]) -> Iterator[str]:
        addresses: list[str] = []
        for token in tokens:
            if token.type == "link_open":
                addresses.append(address_in_sight(token))
            elif token.type == "link_close":
                yield self._address(addresses.pop())
            elif token.type == "softbreak":
                yield "\n"
            elif token.type == "hardbreak":
                yield "<br>\n"
            elif token.type == "code_inline":
                yield f"<code>{self._words(token.content)}</code>"
            elif token.nesting:
                yield f"</{token.tag}>" if token.nesting < 0 else f"<{token.tag}>"
            else:
                yield self._words(token.content)

    def _address(self, address: str) -> str:
        """Where a link leads, in sight: a reader approves that too."""
        if not address:
            return ""
        self.cursor.pass_address()
        return f'<span class="address"> ({_written(address)})</span>'

    def _words(self, words: str) -> str:
        """A run of words, cut where a mark begins or ends."""
        start = self.cursor.found(words)
        if start < 0:
            return self._scattered(words)
        stop = start + len(words)
        out, begin = [], start
        while begin < stop:
            here = bisect_right(self.edges, begin)
            end = min(self.edges[here], stop) if here < len(self.edges) else stop
            out.append(self._wrapped(_written(self.text[begin:end]), self.active[here], end - 1))
            begin = end
        return "".join(out)

    def _scattered(self, words: str) -> str:
        """A run that does not stand in the text as it is."""
        places = self.cursor.scattered(words)
        out, begin = [], 0
        while begin < len(words):
            here = bisect_right(self.edges, places[begin])
            end = begin + 1
            while end < len(words) and bisect_right(self.edges, places[end]) == here:
                end += 1
            out.append(self._wrapped(_written(words[begin:end]), self.active[here], places[end - 1]))
            begin = end
        return "".join(out)

    def _wrapped(self, html: str, active: tuple[Mark, ...], last: int) -> str:
        """One element for each mark, of which one at most is a link: the innermost that leads anywhere."""
        link = next((mark for mark in reversed(active) if mark.to), None)
        for mark in reversed(active):
            tag = "a" if mark is link else "span"
            html = f"<{tag}{self._attributes(mark, mark is link, last)}>{html}</{tag}>"
        return html

    def _attributes(self, mark: Mark, links: bool, last: int) -> str:
        """Kinds and names hold nothing that has to be escaped; see ``NAME``."""
        rest = self.text[last + 1 : mark.end].strip("*_`| \n")
        ends = not rest or ADDRESS.match(rest) is not None
        written = f' class="{mark.kind.value}{" last" if ends else ""}"'
        if mark.number and ends:
            written += f' data-n="{mark.number}"'
        if mark.says:
            written += f' title="{escape(mark.says)}"'
        if mark.lights:
            written += f' data-passage="{" ".join(mark.lights)}"'
        if mark.id and mark.id not in self.named:
            self.named.add(mark.id)
            written += f' id="{mark.id}"'
        return f'{written} href="#{mark.to}"' if links else written
