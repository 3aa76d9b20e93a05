"""What a source was read into: passages with anchors, so that every later claim can point at a place.

A reading is one sealed column. A transcript of an hour has hundreds of passages, and opening them one by one would
make the page that shows them wait.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from apps.core.errors import WrongState
from apps.core.sensitive import Sensitive
from apps.matters import keys

if TYPE_CHECKING:
    from apps.intake.models import Source

FORMAT = 1
INSIDE = "inside"
"""The place of what is said of files that came inside."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a source with its place.

    ``anchor`` is unique in the source: ``p4`` (page), ``par12`` (paragraph), ``tab2row3`` (row of a table),
    ``cue214`` (cue of a transcript), ``head`` (an e-mail's heading), ``header1``, ``footer1``, ``note3``,
    ``endnote1``, ``comment2``, ``inside`` (what came inside and stayed there).
    """

    ordinal: int
    anchor: str
    text: str = field(repr=False)
    page: int | None = None
    paragraph: int | None = None
    start_ms: int | None = None
    end_ms: int | None = None
    speaker: str = field(default="", repr=False)
    confidence: int | None = None
    """Of a hundred, how sure the engine was, where the text was recognised in a picture; None where it was read."""
    doubtful: bool = False
    """Recognised, and not sure enough: a person has not looked at it yet."""

    @property
    def where(self) -> str:
        """The place as a list or a margin says it."""
        if self.page is not None:
            return _("p. %(n)s") % {"n": self.page}
        if self.paragraph is not None:
            return _("¶ %(n)s") % {"n": self.paragraph}
        if self.start_ms is not None:
            return clock(self.start_ms)
        return named(self.anchor)


def named(anchor: str) -> str:
    """A place as a list or a margin says it, where only its anchor is at hand."""
    for start, said in (("par", _("¶ %(n)s")), ("cue", _("cue %(n)s")), ("p", _("p. %(n)s"))):
        if anchor.startswith(start):
            return said % {"n": anchor.removeprefix(start)}
    if anchor.startswith("tab"):
        table, _row, row = anchor.removeprefix("tab").partition("row")
        return _("table %(table)s, row %(row)s") % {"table": table, "row": row}
    beside = {
        "header": _("header"),
        "footer": _("footer"),
        "note": _("note"),
        "endnote": _("endnote"),
        "comment": _("comment"),
    }
    for start, name in beside.items():
        if anchor.startswith(start):
            return f"{name} {anchor.removeprefix(start)}"
    return _("files inside") if anchor == INSIDE else _("heading")


def clock(milliseconds: int) -> str:
    """``1:02:09``, or ``2:09`` within the first hour."""
    minutes, seconds = divmod(milliseconds // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"


def of(source: Source) -> list[Passage]:
    """The passages of a source that was read. Raises WrongState before that, KeysDestroyed after destruction."""
    with keys.opened(source.matter_id) as seal:
        return revealed(source, seal)


def kept_of(source: Source) -> list[Passage]:
    """``of``, or nothing where it was withdrawn or the working copy ended: for pages that look back."""
    return [] if source.is_gone else of(source)


def revealed(source: Source, seal: keys.Seal) -> list[Passage]:
    """``of``, with the matter's keys opened once for many of its sources."""
    if source.reading is None:
        raise WrongState(_("This source has not been read."))
    return load(seal.reveal_bytes(source, "reading"))


def dump(passages: Iterable[Passage]) -> Sensitive[bytes]:
    """The bytes that are sealed, and of which the reading's digest is taken."""
    rows = [_row(each) for each in passages]
    content = {"format": FORMAT, "passages": rows}
    return Sensitive(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode())


def _row(p: Passage) -> list[object]:
    """What was read is written as it always was, so that its digest stays what it is."""
    row = [p.ordinal, p.anchor, p.text, p.page, p.paragraph, p.start_ms, p.end_ms, p.speaker]
    return row if p.confidence is None else [*row, p.confidence, p.doubtful]


def load(reading: Sensitive[bytes]) -> list[Passage]:
    """What ``dump`` wrote."""
    return [Passage(*row) for row in json.loads(reading.reveal())["passages"]]
