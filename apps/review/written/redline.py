"""What changed between two texts: paragraphs first, then words inside the paragraphs that changed. Pure."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby

from rapidfuzz.distance import Indel, Levenshtein

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
    for tag, a, b, c, d in regions(old, new):
        if tag == "equal":
            yield Segment(Change.SAME, "".join(old[a:b]))
        else:
            yield from _words("".join(old[a:b]), "".join(new[c:d]))


def _words(before: str, after: str) -> Iterator[Segment]:
    old, new = WORD.findall(before), WORD.findall(after)
    for tag, a, b, c, d in bridged(regions(old, new), old, new):
        if tag == "equal":
            yield Segment(Change.SAME, "".join(old[a:b]))
            continue
        if b > a:
            yield Segment(Change.REMOVED, "".join(old[a:b]))
        if d > c:
            yield Segment(Change.INSERTED, "".join(new[c:d]))


Region = tuple[str, int, int, int, int]


@dataclass(frozen=True)
class _Run:
    """A region with how many characters of it a person sees go, and come."""

    region: Region
    removed: int
    inserted: int
    is_within_a_paragraph: bool = True

    @property
    def weight(self) -> int:
        return max(self.removed, self.inserted)


def bridged(runs: Sequence[Region], old: Sequence[str], new: Sequence[str]) -> list[Region]:
    """Changed runs read as one where what stayed between them is nothing beside what changed.

    That is a space, or words that two texts of one language happen to share: where a passage was written anew, a person
    reads the old one and the new one, and not every other word. A paragraph's end always stays one.
    """
    found: list[_Run] = []
    for region in runs:
        found.append(_weighed(region, old, new))
        while len(found) > 2 and _is_nothing(*found[-3:]):
            last, between, first = found.pop(), found.pop(), found.pop()
            found.append(_over(first, between, last))
    return [run.region for run in found]


def _weighed(region: Region, old: Sequence[str], new: Sequence[str]) -> _Run:
    _tag, a, b, c, d = region
    before, after = "".join(old[a:b]), "".join(new[c:d])
    return _Run(region, len(before.strip()), len(after.strip()), "\n" not in before)


def _is_nothing(first: _Run, between: _Run, last: _Run) -> bool:
    """Whether what stayed is at most half of what changed on either side of it.

    Words are replaced there: where they only came, or only went, what stood between them is never shown as gone.
    """
    if "equal" in (first.region[0], last.region[0]) or not between.is_within_a_paragraph:
        return False
    if between.weight == 0:
        return True
    replaced = (first.removed or last.removed) and (first.inserted or last.inserted)
    return bool(replaced) and 2 * between.weight <= min(first.weight, last.weight)


def _over(first: _Run, between: _Run, last: _Run) -> _Run:
    region = ("changed", first.region[1], last.region[2], first.region[3], last.region[4])
    stayed = between.weight
    return _Run(region, first.removed + stayed + last.removed, first.inserted + stayed + last.inserted)


MOST_PAIRS = 2**28
"""Of what is compared with what. One takes a bit of memory for each pair, the other next to none for any number."""


def regions(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Region]:
    """Equal and changed runs in order. A removal and an insertion at one place are one changed run."""
    found: list[Region] = []
    way = Indel if len(old) * len(new) <= MOST_PAIRS else Levenshtein
    for code in way.opcodes(old, new):
        tag = "equal" if code.tag == "equal" else "changed"
        last = found[-1] if found else None
        if tag == "changed" and last is not None and last[0] == "changed":
            found[-1] = ("changed", last[1], code.src_end, last[3], code.dest_end)
        else:
            found.append((tag, code.src_start, code.src_end, code.dest_start, code.dest_end))
    return found


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


BREAK = re.compile(r"(\n{2,})")
END = "¶"
"""The end of a paragraph, where that alone came or went."""
FEWEST = 3
"""Unchanged paragraphs in a row that are worth folding."""
Paragraph = tuple[Segment, ...]


@dataclass(frozen=True)
class Block:
    """Paragraphs of a redline that stand together. ``is_quiet``: nothing changed in them or beside them, and there are
    enough of them to be folded."""

    paragraphs: tuple[Paragraph, ...] = field(repr=False)
    is_quiet: bool


def blocks(segments: Sequence[Segment]) -> list[Block]:
    """The segments as paragraphs, for a page that a person reads. A break is dropped, unless it alone changed."""
    rows = _by_paragraph(segments)
    changed = [any(segment.change != Change.SAME for segment in row) for row in rows]
    quiet = [not any(changed[max(0, at - 1) : at + 2]) for at in range(len(rows))]
    found = []
    for is_quiet, group in groupby(range(len(rows)), key=lambda at: quiet[at]):
        stretch = tuple(rows[at] for at in group)
        found.append(Block(stretch, is_quiet and len(stretch) >= FEWEST))
    return found


def _by_paragraph(segments: Sequence[Segment]) -> list[Paragraph]:
    rows: list[list[Segment]] = [[]]
    for segment in segments:
        is_bare = segment.change != Change.SAME and not segment.text.strip()
        for piece in BREAK.split(segment.text):
            if BREAK.fullmatch(piece):
                if is_bare:  # nothing else would say that paragraphs were parted or put together
                    rows[-1].append(Segment(segment.change, END))
                rows.append([])
            elif piece:
                rows[-1].append(Segment(segment.change, piece))
    return [tuple(row) for row in rows if row]
