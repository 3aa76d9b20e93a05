"""What stands in a Word document as blocks of Markdown: every tracked change accepted, Word's own styles as marks. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from docx.document import Document as Doc
from docx.oxml.ns import qn

from apps.review.pieces import Piece, can_lead

P, TBL, TR, TC, R, T, BR = (qn(f"w:{name}") for name in ("p", "tbl", "tr", "tc", "r", "t", "br"))
TAB, PPR, RPR, B, I = (qn(f"w:{name}") for name in ("tab", "pPr", "rPr", "b", "i"))  # noqa: E741
LINK = qn("w:hyperlink")
GONE = frozenset({qn("w:del"), qn("w:moveFrom")})
HEADING = re.compile(r"Heading ?(\d)")
MARKS = re.compile(r"([*`\\<])|(?<!\w)(_)|(_)(?!\w)")
AT_START = re.compile(r"^(#{1,6}(?= )|[>+-](?= ))")
BRACKETS = re.compile(r"[\[\]]")
UNFIT = re.compile(r"[\s<>\\\x00-\x1f]")
"""What no address can hold as it is."""


@dataclass(frozen=True)
class Block:
    """A paragraph or table as Markdown. Two blocks that read alike are equal."""

    text: str = field(repr=False)
    in_list: bool = False


def blocks(document: Doc, elements: Iterable[Any], ours: Collection[str] = ()) -> Iterator[Block]:
    """The blocks of a document among ``elements`` of it. What leads to one of ``ours`` is no link of the text."""
    yield from _Reader(document, ours).blocks(elements)


class _Reader:
    def __init__(self, document: Doc, ours: Collection[str]) -> None:
        leads = {name: each.target_ref for name, each in document.part.rels.items() if each.is_external}
        self.leads = {name: to for name, to in leads.items() if to not in ours}

    def blocks(self, elements: Iterable[Any]) -> Iterator[Block]:
        for child in elements:
            if child.tag == TBL:
                if rows := [row for row in child.iter(TR) if not _is_gone(row)]:
                    yield Block(self._table(rows))
            elif child.tag == P:
                words = self._words(child)
                if words.strip():
                    yield _paragraph(_style(child), words)
                elif child.find(f"{PPR}/{qn('w:pBdr')}") is not None:
                    yield Block("---")

    def _table(self, rows: Sequence[Any]) -> str:
        cells = [[self._cell(cell) for cell in row.iter(TC)] for row in rows]
        width = max(map(len, cells))
        head, *rest = ["| " + " | ".join(row + [""] * (width - len(row))) + " |" for row in cells]
        return "\n".join([head, "|" + " --- |" * width, *rest])

    def _cell(self, cell: Any) -> str:
        paragraphs = (self._words(each) for each in cell.iter(P))
        return " ".join(words.replace("\n", " ").replace("|", "\\|") for words in paragraphs).strip()

    def _words(self, paragraph: Any) -> str:
        """The words of a paragraph as they are once every tracked change is accepted, with their emphasis and links."""
        found = [_piece(run, to) for run, to in self._runs(paragraph, "")]
        linked = groupby((piece for piece in found if piece.text), key=lambda piece: piece.to)
        return "".join(_linked(list(group), to) for to, group in linked).strip()

    def _runs(self, element: Any, to: str) -> Iterator[tuple[Any, str]]:
        """Each run with where it leads."""
        for child in element:
            if child.tag == R:
                yield child, to
            elif child.tag == LINK:
                yield from self._runs(child, self.leads.get(child.get(qn("r:id")), to))
            elif child.tag not in GONE:
                yield from self._runs(child, to)


def _piece(run: Any, to: str) -> Piece:
    properties = run.find(RPR)
    bold, italic = (_is_on(properties, name) for name in (B, I))
    text = "".join(
        {BR: "\n", TAB: " "}.get(child.tag, child.text or "" if child.tag == T else "") for child in run
    )
    return Piece(text, bold, italic, to)


def _is_on(properties: Any, name: str) -> bool:
    found = None if properties is None else properties.find(name)
    return found is not None and found.get(qn("w:val")) not in ("0", "false")


def _is_gone(row: Any) -> bool:
    return row.find(f"{qn('w:trPr')}/{qn('w:del')}") is not None


def _style(paragraph: Any) -> str:
    style = paragraph.find(f"{PPR}/{qn('w:pStyle')}")
    return "" if style is None else str(style.get(qn("w:val")))


def _paragraph(style: str, words: str) -> Block:
    if heading := HEADING.match(style):
        return Block(f"{'#' * int(heading.group(1))} {words.replace(chr(10), ' ')}")
    if style.replace(" ", "") == "ListBullet":
        return Block(f"- {words}", in_list=True)
    if style == "List" or re.match(r"List ?Number", style):
        return Block(words if re.match(r"\d+\. ", words) else f"1. {words}", in_list=True)
    if style == "Quote":
        return Block("\n".join(f"> {line}" for line in words.split("\n")))
    return Block(AT_START.sub(r"\\\1", words))


def _linked(pieces: Sequence[Piece], to: str) -> str:
    """Words that lead to one address. A link whose address is printed behind it is written as it was."""
    said = "".join(piece.text for piece in pieces)
    if not to or said.strip() == f"({to})":
        return _marked(pieces)
    if said == to and can_lead(to) and not UNFIT.search(to):
        return f"<{to}>"
    return f"[{_marked(_without(pieces, f' ({to})'), in_link=True)}]({_address(to)})"


def _without(pieces: Sequence[Piece], end: str) -> list[Piece]:
    """The pieces less what stands at their end, where it does."""
    said = "".join(piece.text for piece in pieces)
    left = len(said) - len(end) if said.endswith(end) else len(said)
    kept = []
    for piece in pieces:
        kept.append(Piece(piece.text[:left], piece.bold, piece.italic, piece.to))
        left = max(0, left - len(piece.text))
    return [piece for piece in kept if piece.text]


def _address(to: str) -> str:
    plain = UNFIT.sub(lambda found: "".join(f"%{byte:02X}" for byte in found.group().encode()), to)
    return f"<{plain}>" if re.search(r"[()]", plain) else plain


def _marked(pieces: Sequence[Piece], *, in_link: bool = False) -> str:
    """Neighbours of one look as one stretch, with its emphasis."""
    look = groupby(pieces, key=lambda piece: (piece.bold, piece.italic))
    return "".join(
        _emphasised("".join(piece.text for piece in group), *each, in_link=in_link) for each, group in look
    )


def _emphasised(text: str, bold: bool, italic: bool, *, in_link: bool) -> str:
    plain = MARKS.sub(lambda found: "\\" + found.group(), text)
    if in_link:
        plain = BRACKETS.sub(r"\\\g<0>", plain)
    words = plain.strip()
    if not words or not (bold or italic):
        return plain
    marks = "*" * (2 * bold + italic)
    lead, tail = plain[: len(plain) - len(plain.lstrip())], plain[len(plain.rstrip()) :]
    return f"{lead}{marks}{words}{marks}{tail}"
