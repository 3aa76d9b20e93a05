"""A page of a PDF with its words: where each run of them stands, and how it is drawn (ISO 32000-2, 9).

Where some words stand may not be known, as in a font that is damaged: they count as covered by whatever is drawn after
them that could cover words, wherever on the page it lies.
"""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple

from apps.intake.readers import boxes
from apps.intake.readers.boxes import SAME, Box, Matrix
from apps.intake.readers.canvas import Canvas
from apps.intake.readers.glyphs import Fonts, Letters
from apps.intake.readers.inks import Ink
from apps.intake.readers.layers import Layers, entry, many
from apps.intake.readers.reading import Deadline

UNSEEN = (3, 7)
"""The ways to draw text (9.3.6) that leave no mark: what a program recognised lies so over its scan."""
STROKED, TWICE = (1, 5), (2, 6)
CUTS = 4
"""Ways from here on cut what is drawn after it to the shapes of its letters."""


class Run(NamedTuple):
    """Words that are shown at once."""

    number: int
    """Among all on the page."""
    order: int
    pieces: tuple[bytes | float, ...]
    """As the operator has them, with steps between them in thousandths of the font's size."""
    letters: Letters | None
    """None where it is not known where they stand."""
    at: Matrix
    """From the font's size, taken as one, to the page."""
    spacing: float
    words: float
    """What is added to each letter and to each space, as shares of the size."""
    length: float
    room: Box
    """Where it may leave a mark at all."""
    inks: tuple[Ink, ...]
    is_gone: bool
    """On a layer that is switched off."""
    is_unseen: bool
    """Drawn so that it leaves no mark."""


class Painting(Canvas):
    DOING: ClassVar[dict[str, str]] = Canvas.DOING | {
        "BT": "begin_text", "ET": "end_text", "Tf": "font", "Td": "step", "TD": "step_led", "T*": "new_line",
        "Tm": "stand", "Tc": "spacing", "Tw": "word_spacing", "Tz": "scale", "TL": "leading", "Ts": "rise",
        "Tr": "way", "Tj": "show", "'": "show_below", '"': "show_spaced", "TJ": "show_pieces",
    }  # fmt: skip

    def __init__(self, resources: Any, room: Box, layers: Layers, fonts: Fonts, deadline: Deadline) -> None:
        super().__init__(resources, room, layers, deadline)
        self.runs: list[Run] = []
        self._fonts = fonts
        self._shown = 0
        self._text = self._line = SAME
        self._cuts_after = False

    def before(self, operator: bytes, operands: Any, *ignored: Any) -> None:
        self._shown += operator in SHOWS
        super().before(operator, operands, *ignored)

    def _set_state(self, operands: Any) -> None:
        super()._set_state(operands)
        given = entry(entry(self._resources[-1], "/ExtGState"), operands[0])
        if font := many(entry(given, "/Font")):
            self._state.letters = self._fonts.letters(entry({"/F": font[0]}, "/F"))
            self._state.size = float(font[1])

    def _begin_text(self, _operands: Any) -> None:
        self._text = self._line = SAME

    def _end_text(self, _operands: Any) -> None:
        if self._cuts_after:
            self._state.is_square, self._cuts_after = False, False

    def _font(self, operands: Any) -> None:
        self._state.letters = None
        self._state.size = float(operands[1])
        font = entry(entry(self._resources[-1], "/Font"), operands[0])
        self._state.letters = None if font is None else self._fonts.letters(font)

    def _step(self, operands: Any) -> None:
        self._line = boxes.over((1.0, 0.0, 0.0, 1.0, float(operands[0]), float(operands[1])), self._line)
        self._text = self._line

    def _step_led(self, operands: Any) -> None:
        self._state.leading = -float(operands[1])
        self._step(operands)

    def _new_line(self, _operands: Any) -> None:
        self._step([0.0, -self._state.leading])

    def _stand(self, operands: Any) -> None:
        self._text = self._line = boxes.matrix(operands[:6])

    def _spacing(self, operands: Any) -> None:
        self._state.spacing = float(operands[0])

    def _word_spacing(self, operands: Any) -> None:
        self._state.words = float(operands[0])

    def _scale(self, operands: Any) -> None:
        self._state.scale = float(operands[0]) / 100

    def _leading(self, operands: Any) -> None:
        self._state.leading = float(operands[0])

    def _rise(self, operands: Any) -> None:
        self._state.rise = float(operands[0])

    def _way(self, operands: Any) -> None:
        self._state.way = int(operands[0])

    def _show(self, operands: Any) -> None:
        self._run(operands[:1])

    def _show_below(self, operands: Any) -> None:
        self._new_line([])
        self._run(operands[:1])

    def _show_spaced(self, operands: Any) -> None:
        self._word_spacing(operands[:1])
        self._spacing(operands[1:2])
        self._new_line([])
        self._run(operands[2:3])

    def _show_pieces(self, operands: Any) -> None:
        self._run(many(operands[0]))

    def _run(self, given: list[Any]) -> None:
        state, letters = self._state, self._state.letters
        if letters is not None and letters.is_upright:
            letters = None
        size = state.size or 1.0
        pieces = tuple(each if isinstance(each, bytes) else _number(each) for each in given)
        spacing, words = state.spacing / size, state.words / size
        length = 0.0 if letters is None else _length(pieces, letters, spacing, words)
        is_drawn = letters is not None and letters.is_drawn
        self._cuts_after |= state.way >= CUTS and not is_drawn
        turned = boxes.over((state.size * state.scale, 0.0, 0.0, state.size, 0.0, state.rise), self._text)
        self.runs.append(
            Run(
                number=self._shown,
                order=self._next_in_order(),
                pieces=pieces,
                letters=letters,
                at=boxes.over(turned, state.matrix),
                spacing=spacing,
                words=words,
                length=length,
                room=state.room,
                inks=() if is_drawn else self._inks(),
                is_gone=self._gone > 0,
                is_unseen=self._is_unseen(is_drawn=is_drawn),
            )
        )
        moved = length * size * state.scale
        self._text = boxes.over((1.0, 0.0, 0.0, 1.0, moved, 0.0), self._text)

    def _inks(self) -> tuple[Ink, ...]:
        state = self._state
        if state.way in TWICE:
            return (state.fill, state.stroke)
        return (state.stroke,) if state.way in STROKED else (state.fill,)

    def _is_unseen(self, *, is_drawn: bool) -> bool:
        state = self._state
        if is_drawn:
            return state.is_faint(state.fill_alpha)
        if state.way in TWICE:
            return state.is_faint(max(state.fill_alpha, state.stroke_alpha))
        alpha = state.stroke_alpha if state.way in STROKED else state.fill_alpha
        return state.way in UNSEEN or state.is_faint(alpha)


SHOWS = frozenset({b"Tj", b"TJ", b"'", b'"'})


def _length(pieces: tuple[bytes | float, ...], letters: Letters, spacing: float, words: float) -> float:
    """How far a run goes on, in sizes of its font."""
    total = 0.0
    for each in pieces:
        if isinstance(each, bytes):
            for glyph in letters.of(each):
                total += glyph.width + spacing + (words if glyph.is_space else 0.0)
        else:
            total -= each / 1000
    return total


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
