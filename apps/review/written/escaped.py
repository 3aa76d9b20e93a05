"""Words as Markdown that says just these: with their emphasis and links; what else would be a mark is escaped. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from apps.review.written.pieces import Piece, can_lead

MARKS = re.compile(r"([*`\\<])|(?<!\w)(_)|(_)(?!\w)|(&)(?=#?\w+;)|(\])(?=\()")
BRACKETS = re.compile(r"(?<!\\)[\[\]]")
UNFIT = re.compile(r"[\s<>\\\x00-\x1f]")
"""What no address can hold as it is."""
AT_START = re.compile(r"(?:#{1,6}(?=\s|$)|>|[+-](?=\s|$)|~~~|[-=|: ]+$)")
NUMBER = re.compile(r"(\d{1,9})([.)])(?=\s|$)")
IN_TITLE = re.compile(r'[\\"]|&(?=#?\w+;)')
PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")


def marked(pieces: Iterable[Piece]) -> str:
    """Pieces in order; ends of lines stay what they are."""
    linked = groupby((piece for piece in pieces if piece.text), key=lambda piece: piece.to)
    return "".join(_linked(list(group), to) for to, group in linked).strip()


def plain(pieces: Iterable[Piece]) -> str:
    """The words alone, with every mark of punctuation escaped: what no reading can take for anything else."""
    return PUNCTUATION.sub(r"\\\g<0>", "".join(piece.text for piece in pieces)).strip()


def in_cell(pieces: Iterable[Piece]) -> str:
    """``marked`` for a cell of a table."""
    return marked(pieces).replace("|", "\\|")


def lines(words: str) -> list[str]:
    """Each line of what was written, so that it begins no list, heading or table."""
    return [begun(line.strip()) for line in words.split("\n")]


def begun(line: str) -> str:
    """A line whose first characters are what they are, and no mark."""
    if AT_START.match(line):
        return f"\\{line}"
    return NUMBER.sub(r"\1\\\2", line, count=1) if NUMBER.match(line) else line


def in_sight(said: str, to: str) -> tuple[int, str | None] | None:
    """Where the address of a link is printed behind its words, and the title that the link has, if any: what was
    written behind the last of such addresses, so that no words fall to a title."""
    alone, begun = f"({to})", f'({to} "'
    if said.endswith(alone):
        return len(said) - len(alone), None
    at = said.rfind(begun) if said.endswith('")') else -1
    begins = at + len(begun)
    return (at, said[begins:-2]) if at >= 0 and begins <= len(said) - 2 else None


def _linked(pieces: Sequence[Piece], to: str) -> str:
    """Words that lead to one address. A link whose address is printed behind it is written as it was."""
    said = "".join(piece.text for piece in pieces)
    alone = in_sight(said.strip(), to)
    if not to or (alone and not alone[0]):
        return _looking(pieces)
    if said == to and can_lead(to) and not UNFIT.search(to):
        return f"<{to}>"
    behind = in_sight(said, to)
    if behind is None or not said[: behind[0]].endswith(" "):
        return f"[{_looking(pieces, in_link=True)}]({_address(to)})"
    at, title = behind
    further = "" if title is None else ' "' + IN_TITLE.sub(r"\\\g<0>", title) + '"'
    words = _looking(_until(pieces, at - 1), in_link=True)
    return f"[{words}]({_address(to)}{further})"


def _until(pieces: Sequence[Piece], left: int) -> list[Piece]:
    """The first characters of pieces."""
    kept = []
    for piece in pieces:
        kept.append(replace(piece, text=piece.text[:left]))
        left = max(0, left - len(piece.text))
    return [piece for piece in kept if piece.text]


def _address(to: str) -> str:
    fit = UNFIT.sub(lambda found: "".join(f"%{byte:02X}" for byte in found.group().encode()), to)
    return f"<{fit}>" if re.search(r"[()]", fit) else fit


def _looking(pieces: Sequence[Piece], *, in_link: bool = False) -> str:
    """Neighbours of one look as one stretch, with its emphasis."""
    look = groupby(pieces, key=lambda piece: (piece.bold, piece.italic))
    return "".join(
        _emphasised("".join(piece.text for piece in group), *each, in_link=in_link) for each, group in look
    )


def _emphasised(text: str, bold: bool, italic: bool, *, in_link: bool) -> str:
    written = MARKS.sub(lambda found: "\\" + found.group(), text)
    if in_link:
        written = BRACKETS.sub(r"\\\g<0>", written)
    words = written.strip()
    if not words or not (bold or italic):
        return written
    marks = "*" * (2 * bold + italic)
    lead, tail = written[: len(written) - len(written.lstrip())], written[len(written.rstrip()) :]
    return f"{lead}{marks}{words}{marks}{tail}"
