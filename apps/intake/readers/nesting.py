"""Which elements of a page of HTML are open, as a browser closes them where their own marks do not say so (HTML Living
Standard, 13.2.6). Pure.

What hides words hides them as far as its element goes: to where it is closed, or something around it is, or the next of
its kind begins, and to the end of the page where nothing of that is so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from itertools import islice
from typing import NamedTuple

from apps.intake.readers.looks import PLAIN, Look, within
from apps.intake.readers.sheets import Element

EMPTY = frozenset(
    {
        "br", "hr", "img", "input", "meta", "link", "base", "col", "wbr", "area", "embed", "source", "param", "track",
        "frame", "keygen", "bgsound", "basefont",
    }
)  # fmt: skip
LETTERS = frozenset(
    {"a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"}
)
"""What goes on in the next block where it is left open in one."""
CELLS = frozenset({"td", "th", "caption"})
IN_TABLES = frozenset({"table", "thead", "tbody", "tfoot", "tr", *CELLS})
BOUNDS = frozenset({"table", "html", "object", "template", "svg", "math", *CELLS})
"""What closes nothing of that which it stands in, however it is closed inside."""
BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "center", "details", "dialog", "dir", "div", "dl", "fieldset",
        "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "listing",
        "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table", "ul", "dd", "dt", "xmp", "plaintext",
    }
)  # fmt: skip
SPECIAL = (
    BLOCKS
    | IN_TABLES
    | {"body", "html", "head", "button", "select", "iframe", "object", "textarea", "template"}
)
ENDS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "li": (frozenset({"li"}), frozenset({"ul", "ol", "menu", "dir"}) | BOUNDS),
    "dt": (frozenset({"dt", "dd"}), frozenset({"dl"}) | BOUNDS),
    "dd": (frozenset({"dt", "dd"}), frozenset({"dl"}) | BOUNDS),
    "option": (frozenset({"option"}), frozenset({"select", "datalist"}) | BOUNDS),
    "a": (frozenset({"a"}), BOUNDS),
    "td": (CELLS, frozenset({"tr", "table"})),
    "th": (CELLS, frozenset({"tr", "table"})),
    "tr": (frozenset({"tr", "caption"}), frozenset({"table"})),
    **dict.fromkeys(
        ("thead", "tbody", "tfoot"), (frozenset({"thead", "tbody", "tfoot", "caption"}), frozenset({"table"}))
    ),
}
"""Of elements that end the last of some others where they begin, which those are, and what they do not reach out of."""
PARAGRAPH = (frozenset({"p"}), BOUNDS | {"button"})


class Nested(NamedTuple):
    """An open element: its own looks, and those of words in what it stands in."""

    tag: str
    own: Look
    outer: Look
    whole: Look
    element: Element | None


class Nesting:
    """The elements that are open, the outermost first."""

    def __init__(self) -> None:
        self._open: list[Nested] = []
        self._count: Counter[str] = Counter()

    @property
    def whole(self) -> Look:
        """How words look here."""
        return self._open[-1].whole if self._open else PLAIN

    def has(self, tag: str) -> bool:
        return self._count[tag] > 0

    def around(self, most: int) -> Sequence[Element]:
        """The innermost of them, the outermost of those first."""
        found = [each.element for each in islice(reversed(self._open), most) if each.element is not None]
        return found[::-1]

    def enter(self, tag: str, own: Look, element: Element | None) -> None:
        if tag not in EMPTY and not (tag in ("html", "body") and self.has(tag)):
            self._push(tag, own, element)

    def ended_by(self, tag: str) -> list[Nested]:
        """Those that end where one begins."""
        left = self._end(*PARAGRAPH) if tag in BLOCKS else []
        return left + self._end(*ENDS[tag]) if tag in ENDS else left

    def leave(self, tag: str) -> list[Nested]:
        """Those that end where one is closed."""
        if tag in IN_TABLES:
            return self._end({tag}, {"table"})
        if tag in LETTERS:
            return self._take_out(tag)
        return self._end({tag}, BOUNDS if tag in SPECIAL else SPECIAL)

    def _end(self, tags: Collection[str], bounds: Collection[str]) -> list[Nested]:
        """The last one of these, with all in it, unless it stands outside of something that bounds it."""
        at = self._last(tags, bounds)
        if at is None:
            return []
        left = self._open[at:]
        goes_on = [] if left[0].tag in IN_TABLES else [each for each in left[1:] if each.tag in LETTERS]
        self._cut(at)
        for each in goes_on:
            self._push(each.tag, each.own, each.element)
        return [each for each in left if each not in goes_on] if goes_on else left

    def _take_out(self, tag: str) -> list[Nested]:
        """One of the letters' looks, out of what was begun in it."""
        at = self._last({tag}, BOUNDS)
        if at is None:
            return []
        left = self._open[at:]
        self._cut(at)
        for each in left[1:]:
            self._push(each.tag, each.own, each.element)
        return left[:1]

    def _last(self, tags: Collection[str], bounds: Collection[str]) -> int | None:
        if not any(self._count[each] for each in tags):
            return None
        for at in range(len(self._open) - 1, -1, -1):
            if self._open[at].tag in tags:
                return at
            if self._open[at].tag in bounds:
                return None
        return None

    def _push(self, tag: str, own: Look, element: Element | None) -> None:
        outer = self.whole
        self._open.append(Nested(tag, own, outer, within(outer, own), element))
        self._count[tag] += 1

    def _cut(self, at: int) -> None:
        self._count.subtract(each.tag for each in self._open[at:])
        del self._open[at:]
