"""How a canonical text is read, for the page, for Word and for paper alike, and where in it the words of a token stand.

There is one parser, so that what is read is what is filed, and nothing that is written is out of sight. Definitions of
links and images are left to be read as written: each would take words or an address out of sight. Cells of a row beyond
those of its head are cells too, the title of a link stands behind its address, and what follows the opening of a fence
is its first line; of all these Markdown shows nothing by itself. Nor does the library of what stands very deep within
lists and quotations, and of all after it: here that is read as words. A character that nobody sees, or that turns the
order round in which others are seen, stands in no stored text (``core.text.visible``); one that is written as an
entity, or in the address of a link, is read as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from html import unescape

from markdown_it import MarkdownIt
from markdown_it.common.utils import mdTrim
from markdown_it.rules_block import StateBlock, blockquote, list_block
from markdown_it.rules_block.table import escapedSplit, getLine, table
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.entity import entity
from markdown_it.token import Token

from apps.core.text import UNSEEN, visible


class _Parser(MarkdownIt):
    def normalizeLinkText(self, link: str) -> str:
        """What stands between the signs of an address is read as it is written: decoded it can hold what nobody sees,
        and words, such as a citation, that stand so in no text."""
        return link


PARSER = _Parser("commonmark", {"html": False}).enable("table").disable(["reference", "image"])


def _whole_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """The library's own reading of a table, and the cells that it leaves out: those beyond the width of the head."""
    before = len(state.tokens)
    if not table(state, start, end, silent):
        return False
    read = state.tokens[before:]
    width, row, whole = sum(token.type == "th_open" for token in read), start, list[Token]()
    for token in read:
        if token.type == "tr_open" and token.map is not None:
            row = token.map[0]
        elif token.type == "tr_close":
            whole += _beyond(_cells(mdTrim(getLine(state, row)))[width:], row, token.level + 1)
        whole.append(token)
    state.tokens[before:] = whole
    return True


def _cells(line: str) -> list[str]:
    """As the library splits a row."""
    cells = escapedSplit(line)
    if cells and not cells[0]:
        cells.pop(0)
    if cells and not cells[-1]:
        cells.pop()
    return cells


def _beyond(cells: Sequence[str], row: int, level: int) -> Iterator[Token]:
    for cell in cells:
        yield Token("td_open", "td", 1, level=level)
        yield Token(
            "inline",
            "",
            0,
            level=level + 1,
            map=[row, row + 1],
            content=mdTrim(cell),
            children=[],
            block=True,
        )
        yield Token("td_close", "td", -1, level=level)


PARSER.block.ruler.at("table", _whole_table, {"alt": ["paragraph", "reference"]})

DEEPEST = 16
"""Of what stands within one another. The library leaves out what comes to stand deeper than 20; a list adds two."""


def _not_too_deep(
    rule: Callable[[StateBlock, int, int, bool], bool],
) -> Callable[[StateBlock, int, int, bool], bool]:
    """The library's own reading of a quotation or a list, where there is room in it. Else its sign is the first of the
    words."""

    def read(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        return state.level < DEEPEST and rule(state, start, end, silent)

    return read


PARSER.block.ruler.at(
    "blockquote", _not_too_deep(blockquote), {"alt": ["paragraph", "reference", "blockquote", "list"]}
)
PARSER.block.ruler.at("list", _not_too_deep(list_block), {"alt": ["paragraph", "reference", "blockquote"]})

ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
UNSEEN_ONE = re.compile(f"[{UNSEEN}]")


def _entity_in_sight(state: StateInline, silent: bool) -> bool:
    """The library's own reading of an entity, but for one of a character that nobody sees."""
    found = ENTITY.match(state.src, state.pos)
    if found is not None and UNSEEN_ONE.search(unescape(found.group())):
        return False
    return entity(state, silent)


PARSER.inline.ruler.at("entity", _entity_in_sight)

FURTHEST = 12
"""Characters of syntax, escapes or entities that may lie between two characters of one run of words."""


class Cursor:
    """How far a text has been read, while its tokens are gone through in order."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.end = len(text)
        """Where what is being read ends: the same words may stand again after it, and in another way."""
        self.lines = [0]
        for line in text.split("\n"):
            self.lines.append(self.lines[-1] + len(line) + 1)

    def enter(self, token: Token) -> None:
        """What comes next stands on this token's lines."""
        if token.map is not None:
            self.at, self.end = max(self.at, self.lines[token.map[0]]), self.lines[token.map[1]]

    def found(self, words: str) -> int:
        """Where a run of words stands as it is, which is then passed; -1 where it does not."""
        start = self.text.find(words, self.at, self.end)
        if start >= 0:
            self.at = start + len(words)
        return start

    def scattered(self, words: str) -> list[int]:
        """Where each character of a run stands that does not stand in the text as it is: marks of syntax, escapes and
        entities lie between."""
        places = []
        for n in range(len(words)):
            found, self.at = self._next(words, n)
            places.append(found if found >= 0 else max(0, self.at - 1))
        return places

    def _next(self, words: str, n: int) -> tuple[int, int]:
        """Where a character of them stands next, as itself, as an entity or as the end of a line within code, and where
        what comes after it begins; -1 where it does not."""
        char = words[n]
        for at in range(self.at, min(self.at + FURTHEST, self.end, len(self.text))):
            there = self.text[at]
            entity = ENTITY.match(self.text, at) if there == "&" else None
            if entity and unescape(entity.group()) == char and not words.startswith(entity.group(), n):
                return at, entity.end()
            if there == char or (char == " " and there == "\n"):
                return at, at + 1
        return -1, self.at

    def places(self, words: str) -> Sequence[int]:
        """Where each character of a run of words stands."""
        start = self.found(words)
        return range(start, start + len(words)) if start >= 0 else self.scattered(words)

    def pass_address(self) -> None:
        """Words that follow a link are looked for behind its address."""
        closed = self.text.find(")", self.at)
        if self.text.startswith("](", self.at) and closed >= 0:
            self.at = closed + 1


def address_in_sight(link: Token) -> str:
    """What is said of where a link leads: its address, unless that is what its words are, and its title."""
    if link.info == "auto":
        return ""
    title = visible(str(link.attrs.get("title", "")))
    return f'{link.attrs.get("href", "")} "{title}"' if title else str(link.attrs.get("href", ""))


def lines_of_code(block: Token) -> list[str]:
    """What stands in a block of code: first what follows the opening of its fence, if anything does."""
    opening = visible(block.info.strip())
    return [f"{opening}\n", block.content] if opening else [block.content]
