"""What changed between two texts: paragraphs first, then words inside the paragraphs that changed. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from rapidfuzz.distance import Indel

PARAGRAPH = re.compile(r"[^\n]*\n+|[^\n]+$")
WORD = re.compile(r"\s+|\w+|[^\w\s]")


class Change(StrEnum):
    SAME = "same"
    REMOVED = "removed"
    INSERTED = "inserted"


@dataclass(frozen=True)
class Segment:
    """A run of text that stayed, went or came: same and removed joined are the text before, same and inserted after."""

    change: Change
    text: str = field(repr=False)


def redline(before: str, after: str) -> list[Segment]:
    """The segments from one text to the other, neighbours of one kind joined."""
    return list(_joined(_paragraphs(before, after)))


def _paragraphs(before: str, after: str) -> Iterator[Segment]:
    old, new = PARAGRAPH.findall(before), PARAGRAPH.findall(after)
    for tag, a, b, c, d in _regions(old, new):
        if tag == "equal":
            yield Segment(Change.SAME, "".join(old[a:b]))
        else:
            yield from _words("".join(old[a:b]), "".join(new[c:d]))


def _words(before: str, after: str) -> Iterator[Segment]:
    old, new = WORD.findall(before), WORD.findall(after)
    for tag, a, b, c, d in _regions(old, new):
        if tag == "equal":
            yield Segment(Change.SAME, "".join(old[a:b]))
            continue
        if b > a:
            yield Segment(Change.REMOVED, "".join(old[a:b]))
        if d > c:
            yield Segment(Change.INSERTED, "".join(new[c:d]))


def _regions(old: Sequence[str], new: Sequence[str]) -> list[tuple[str, int, int, int, int]]:
    """Equal and changed runs in order. A removal and an insertion at one place are one changed run."""
    regions: list[tuple[str, int, int, int, int]] = []
    for code in Indel.opcodes(old, new):
        tag = "equal" if code.tag == "equal" else "changed"
        last = regions[-1] if regions else None
        if tag == "changed" and last is not None and last[0] == "changed":
            regions[-1] = ("changed", last[1], code.src_end, last[3], code.dest_end)
        else:
            regions.append((tag, code.src_start, code.src_end, code.dest_start, code.dest_end))
    return regions


def _joined(segments: Iterator[Segment]) -> Iterator[Segment]:
    held: Segment | None = None
    for each in segments:
        if held is not None and held.change == each.change:
            held = Segment(held.change, held.text + each.text)
            continue
        if held is not None:
            yield held
        held = each
    if held is not None:
        yield held
