"""The words of a page of a PDF that somebody sees who opens it, and of the others that they are there.

A page is not what its text says: a black box that somebody drew over a name hides it from the eye and leaves it in the
file, and so do white letters on white paper, letters of no size, beyond the edge of the page, or on a layer that is
switched off. Such words do not cross. Where a box lies, it says so in its place; of the others the page does.

What a program recognised in a scan is drawn unseen over it, or behind it, and is the scan's text: it is read, but for
what a box hides that was drawn over the scan.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from math import hypot
from typing import Any

from pypdf import PageObject
from pypdf.generic import TextStringObject

from apps.intake.readers import boxes, covered, inks, strikes, struck
from apps.intake.readers.boxes import Box
from apps.intake.readers.canvas import Paint
from apps.intake.readers.glyphs import Fonts
from apps.intake.readers.layers import Layers, entry
from apps.intake.readers.marks import Marks
from apps.intake.readers.painting import SHOWS, Painting, Run
from apps.intake.readers.reading import Deadline

MOST = 0.5
"""Share of the page that pictures cover. In a typed page they seldom cover more, in a scan seldom less."""
HIDDEN = 0.6
"""Share of a letter, without what rises or hangs: with so much of it hidden, it is."""
BEHIND = 0.9
"""Share of some words that lies on one box: with less, they stand on what is around it too."""
OTHER = 0.25
"""Share of some words behind which there is something else than paper: so they may be seen on that."""
SMALLEST = 1.5
"""Points that a letter's size has at least."""
BANDS = 64
LEFT_OUT = "[Words on this page that nobody sees were not read.]"
BROKEN = "[Something drawn on this page could not be read.]"
NOTHING = strikes.Through((), ())
UNKNOWN = "[Words in a font that does not say what its letters are were not read.]"
MOST_UNKNOWN = 0.1
"""Share of a page's letters of which it is not known what they are. With fewer, they are signs between its words."""


@dataclass
class Page:
    """What was read of one."""

    text: str
    is_scan: bool
    """Whether it has to be recognised: pictures cover it and no other program has done so yet, or there is more on it
    than its text."""
    leaves_out: bool
    """Whether words were not read because nobody sees them."""


@dataclass
class _Judged:
    """What takes the place of pieces that are not read as they are, by the number of their run."""

    instead: dict[int, dict[int, str]] = field(default_factory=dict)
    is_covered: bool = False
    is_hidden: bool = False
    is_recognised: bool = False
    is_unknown: bool = False


class Pages:
    """The pages of one document."""

    def __init__(self, document: Any, deadline: Deadline) -> None:
        self._library, self._deadline = document, deadline
        self.layers, self._fonts = Layers(document), Fonts()

    def read(self, page: PageObject) -> Page:
        """Raises Unreadable."""
        room, unit = room_of(page), _unit_of(page)
        painting = Painting(page.get("/Resources"), room, self.layers, self._fonts, self._deadline)
        text = page.extract_text(visitor_operand_before=painting.before, visitor_operand_after=painting.after)
        runs = list(painting.runs)
        marks = Marks(self._library, self.layers)
        marks.paint(page, painting)
        judged = _Judge(painting.paints, marks, room, unit, self._deadline).judged(runs)
        if judged.instead:
            text = page.extract_text(visitor_operand_before=_Instead(judged.instead, self._deadline).see)
        said = [covered.told(struck.told(text)).rstrip()]
        notes = {LEFT_OUT: judged.is_hidden, BROKEN: painting.is_broken, UNKNOWN: judged.is_unknown}
        said += [note for note, holds in notes.items() if holds]
        is_scan = painting.pictures > MOST * room.area and not judged.is_recognised
        return Page(
            "\n\n".join(said),
            is_scan=is_scan or painting.is_broken or judged.is_unknown,
            leaves_out=judged.is_hidden or judged.is_covered,
        )


class _Instead:
    """Gives the library other words while it goes through the page a second time."""

    def __init__(self, instead: dict[int, dict[int, str]], deadline: Deadline) -> None:
        self._instead, self._deadline = instead, deadline
        self._shown = 0

    def see(self, operator: bytes, operands: Any, *_ignored: Any) -> None:
        self._deadline.check()
        if operator in SHOWS:
            self._shown += 1
            for at, words in self._instead.get(self._shown, {}).items():
                if operator == b"TJ":
                    list.__setitem__(operands[0], at, TextStringObject(words))
                else:
                    operands[2 if operator == b'"' else 0] = TextStringObject(words)


class _Bands:
    """Paints by how high they stand on the page, in their order."""

    def __init__(self, room: Box, paints: list[Paint]) -> None:
        self._bottom, self._high = room.bottom, max(room.top - room.bottom, 1.0) / BANDS
        self._paints: list[list[Paint]] = [[] for _each in range(BANDS)]
        for each in paints:
            for band in self._of(each.box):
                self._paints[band].append(each)

    def _of(self, box: Box) -> range:
        return range(self._band(box.bottom), self._band(box.top) + 1)

    def _band(self, height: float) -> int:
        return int(min(max((height - self._bottom) / self._high, 0), BANDS - 1))

    def after(self, order: int, box: Box) -> Iterator[Paint]:
        for band in self._of(box):
            paints = self._paints[band]
            for at in range(bisect_right(paints, order, key=_order), len(paints)):
                if paints[at].box.within(box).area > 0:
                    yield paints[at]

    def before(self, order: int, box: Box) -> Iterator[Paint]:
        """The last one first."""
        bands = self._of(box)
        if len(bands) == 1:
            paints = self._paints[bands[0]]
            found = (paints[at] for at in range(bisect_right(paints, order, key=_order) - 1, -1, -1))
        else:
            every = {each.order: each for band in bands for each in self._paints[band] if each.order < order}
            found = (every[each] for each in sorted(every, reverse=True))
        return (each for each in found if each.box.within(box).area > 0)


def _order(paint: Paint) -> int:
    return paint.order


class _Judge:
    """Which words of a page are seen."""

    def __init__(self, paints: list[Paint], marks: Marks, room: Box, unit: float, deadline: Deadline) -> None:
        self._room, self._unit, self._deadline = room, unit, deadline
        self._scans = [each for each in paints if each.is_picture and each.box.area > MOST * room.area]
        scans = {each.order for each in self._scans}
        covers = [each for each in paints if each.hides and each.order not in scans]
        self._covers = _Bands(room, covers)
        self._last_cover = max((each.order for each in covers if self._hides_words(each.box)), default=-1)
        self._behind = _Bands(room, paints)
        self._marked = marks.to_be_redacted
        lines = [each for each in paints if strikes.may_strike(each)]
        self._lines = _Bands(room, lines) if lines else None
        self._struck = marks.struck

    def judged(self, runs: list[Run]) -> _Judged:
        found = _Judged()
        found.is_unknown = _is_unknown(runs)
        for run in runs:
            self._deadline.check()
            if run.is_gone:
                self._drop(run, found)
            elif run.letters is not None and found.is_unknown and run.letters.is_unknown:
                found.instead[run.number] = _nothing(run)
            elif run.letters is not None:
                self._judge(run, found)
            elif run.order < self._last_cover or self._marked:
                self._drop(run, found, sign=covered.COVERED)  # where they stand is not known: it may be there
        return found

    def _hides_words(self, box: Box) -> bool:
        """A line that is thinner than any letter hides none."""
        return min(box.right - box.left, box.top - box.bottom) * self._unit >= SMALLEST

    def _judge(self, run: Run, found: _Judged) -> None:
        assert run.letters is not None
        box = boxes.around(run.at, 0.0, 0.0, run.length, run.letters.height)
        if box.area <= 0 and not self._is_tiny(run):
            return None  # marks on letters have no width of their own
        order = run.order
        scan = self._scan_over(box, order)
        if run.is_unseen:
            picture = scan or self._picture_at(box)
            if picture is None:
                return self._drop(run, found)
            order = picture.order
        elif scan is not None:
            order = scan.order
        elif self._is_tiny(run):
            return self._drop(run, found)
        elif (behind := self._alike(run, box)) is not None:
            is_paper = inks.alike(behind, inks.WHITE)
            return self._drop(run, found, sign="" if is_paper else covered.COVERED)
        covers = [each.box for each in self._covers.after(order, box)]
        marked = [each for each in self._marked if each.within(box).area > 0]
        through = self._through(run, box)
        if covers or marked or through is not None or not run.room.contains(box):
            self._by_letter(run, covers, marked, through or NOTHING, found)
        found.is_recognised |= run.is_unseen
        return None

    def _drop(self, run: Run, found: _Judged, *, sign: str = "") -> None:
        """Takes out all of a run, and says in the place of its words what covers them."""
        letters = run.letters
        pieces = {at: each for at, each in enumerate(run.pieces) if isinstance(each, bytes)}
        lost = {
            at: letters is None or any(covered.says(glyph.said) for glyph in letters.of(each))
            for at, each in pieces.items()
        }
        found.instead[run.number] = {at: sign if lost[at] else "" for at in pieces}
        found.is_covered |= bool(sign) and any(lost.values())
        found.is_hidden |= not sign and any(lost.values())

    def _scan_over(self, box: Box, order: int) -> Paint | None:
        """A picture of the page that was laid over some words: they are what was recognised in it."""
        over = (
            each
            for each in reversed(self._scans)
            if each.order > order and each.hides and each.box.within(box).area >= BEHIND * box.area
        )
        return next(over, None)

    def _picture_at(self, box: Box) -> Paint | None:
        """The last picture that lies where some words do."""
        last = self._behind.before(1 << 60, box)
        return next(
            (each for each in last if each.is_picture and each.box.within(box).area >= BEHIND / 2 * box.area),
            None,
        )

    def _is_tiny(self, run: Run) -> bool:
        letters = run.letters
        if letters is None or letters.is_drawn:
            return False
        a, b, c, d = run.at[:4]
        return min(hypot(a, b), hypot(c, d)) * self._unit < SMALLEST

    def _alike(self, run: Run, box: Box) -> inks.Colour | None:
        """The colour of what is behind a run, where all that it is drawn in has it too; else None."""
        colours = [each.colour for each in run.inks if each.colour is not None]
        if not colours or len(colours) < len(run.inks):
            return None
        on_paper = all(inks.alike(each, inks.WHITE) for each in colours)
        other = 0.0
        for paint in self._behind.before(run.order, box):
            share = paint.box.within(box).area / box.area
            behind = paint.ink.colour
            if behind is not None and all(inks.alike(each, behind) for each in colours):
                if paint.hides and share >= BEHIND:
                    return behind
                continue
            if paint.hides and share >= BEHIND:
                return None
            other += share
            if other >= OTHER:
                return None
        return inks.WHITE if on_paper else None

    def _through(self, run: Run, box: Box) -> strikes.Through | None:
        """What may strike out some of its words; None for nothing. A line that something was drawn over is not seen."""
        if not strikes.is_level(run):
            return None
        over = () if self._lines is None else self._lines.after(-1, box)
        lines = [
            strikes.Line(each.box, self._over(each.order, each.box.within(box)))
            for each in islice(over, strikes.MOST)
        ]
        stretches = [each for each in self._struck if each.within(box).area > 0]
        return strikes.Through(lines, stretches) if lines or stretches else None

    def _over(self, order: int, box: Box) -> list[Box]:
        self._deadline.check()
        return [each.box for each in islice(self._covers.after(order, box), strikes.MOST)]

    def _by_letter(
        self, run: Run, covers: list[Box], marked: list[Box], through: strikes.Through, found: _Judged
    ) -> None:
        """Takes out the letters that are hidden, one by one: a line is shown at once, and a box hides a name in it."""
        assert run.letters is not None
        x, instead = 0.0, {}
        for at, piece in enumerate(run.pieces):
            if not isinstance(piece, bytes):
                x -= piece / 1000
                continue
            said, is_whole = strikes.Struck(), True
            for glyph in run.letters.of(piece):
                self._deadline.check()
                box = boxes.around(run.at, x, 0.0, x + glyph.width, run.letters.height)
                x += glyph.width + run.spacing + (run.words if glyph.is_space else 0.0)
                sign = self._sign(box, run.room, covers, marked)
                if sign is None or glyph.said.isspace():
                    said.add(glyph, is_struck=through.strikes(box))
                    continue
                is_whole = False
                if covered.says(glyph.said):
                    said.sign(sign)
                    found.is_covered |= bool(sign)
                    found.is_hidden |= not sign
            if said.is_any or not is_whole:
                instead[at] = said.told()
        if instead:
            found.instead[run.number] = instead

    def _sign(self, box: Box, room: Box, covers: list[Box], marked: list[Box]) -> str | None:
        """What stands for a letter that is not read; None for one that is."""
        least = HIDDEN * box.area
        if least <= 0:
            return None
        if any(each.within(box).area >= least for each in marked):
            return covered.MARKED
        if any(each.within(box).area >= least for each in covers):
            return covered.COVERED
        return "" if room.within(box).area <= box.area - least else None


def _nothing(run: Run) -> dict[int, str]:
    return {at: "" for at, each in enumerate(run.pieces) if isinstance(each, bytes)}


def _is_unknown(runs: list[Run]) -> bool:
    """Whether of much of a page it is not known what it says."""
    if not any(run.letters is not None and run.letters.is_unknown for run in runs):
        return False
    count = {True: 0, False: 0}
    for run in runs:
        if run.letters is not None:
            count[run.letters.is_unknown] += sum(len(each) for each in run.pieces if isinstance(each, bytes))
    return count[True] > MOST_UNKNOWN * sum(count.values())


def room_of(page: PageObject) -> Box:
    """What of the page is shown."""
    whole = boxes.given(page.mediabox)
    shown = boxes.given(page.cropbox).within(whole)
    return shown if shown.area > 0 else whole


def _unit_of(page: PageObject) -> float:
    said = entry(page, "/UserUnit")
    return float(said) if isinstance(said, int | float) and said > 0 else 1.0
