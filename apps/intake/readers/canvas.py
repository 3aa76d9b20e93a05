"""A page of a PDF as it is painted: what is drawn on it that is not words, and in which order (ISO 32000-2, 8).

Told of every operator of a page. What is written wrong is passed over, as a viewer does.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from math import hypot
from typing import Any, ClassVar, NamedTuple

from pypdf.errors import PyPdfError

from apps.intake.models import Trouble
from apps.intake.readers import boxes, inks
from apps.intake.readers.boxes import SAME, Box, Matrix, Path
from apps.intake.readers.glyphs import Letters
from apps.intake.readers.inks import BLACK, FAINT, Ink
from apps.intake.readers.layers import Layers, entry, many, raw
from apps.intake.readers.reading import Deadline, Unreadable

MOST = 1_000_000
"""Things painted on one page. More are no page that anybody reads."""
DARKENS = ("/Multiply", "/Darken", "/ColorBurn")
NORMAL = ("/Normal", "/Compatible", None)
WRONG = (TypeError, ValueError, LookupError, AttributeError, ArithmeticError, RecursionError, PyPdfError)
SHOWN = re.compile(rb"T[jJ]|['\"]")
SPACES = {1: "/DeviceGray", 3: "/DeviceRGB", 4: "/DeviceCMYK"}


class Paint(NamedTuple):
    """Something that is not words."""

    order: int
    box: Box
    ink: Ink
    hides: bool
    """Whether it is a box that nothing behind it is seen through."""
    is_picture: bool = False


class State:
    """What the operators so far have set."""

    def __init__(self, room: Box) -> None:
        self.matrix: Matrix = SAME
        self.room, self.is_square = room, True
        """Where something may leave a mark, or the box around that, and whether it is a box."""
        self.fill = self.stroke = BLACK
        self.fill_space: Any = SPACES[1]
        self.stroke_space: Any = SPACES[1]
        self.fill_alpha = self.stroke_alpha = self.faded = 1.0
        self.mode: Any = None
        self.is_masked = self.is_mixed = False
        self.line = 1.0
        self.letters: Letters | None = None
        self.size = self.scale = 1.0
        self.spacing = self.words = self.leading = 0.0
        self.rise = 0.0
        self.way = 0
        """How text is drawn."""

    @property
    def is_solid(self) -> bool:
        """Whether what is filled now lets nothing through where it is painted. What darkens does so where it is dark: a
        black marker."""
        is_plain = self.mode in NORMAL or (self.mode in DARKENS and inks.is_dark(self.fill))
        return (
            is_plain and not self.is_masked and not self.is_mixed and self.fill_alpha * self.faded > 1 - FAINT
        )

    def is_faint(self, alpha: float) -> bool:
        return alpha * self.faded <= FAINT


class _Frame(NamedTuple):
    """What comes back once a form has been gone through."""

    state: State
    saved: int
    marked: int
    told: int
    """Of how many operators this had been told."""
    open: int
    """How many of those were not done."""


class Canvas:
    """One page. ``before`` and ``after`` are told of every operator, those of forms between the two of their own."""

    DOING: ClassVar[dict[str, str]] = {
        "q": "save", "Q": "restore", "cm": "turn", "w": "set_line", "gs": "set_state",
        "cs": "fill_space", "CS": "stroke_space", "sc": "fill_ink", "scn": "fill_ink", "SC": "stroke_ink",
        "SCN": "stroke_ink", "g": "fill_plain", "rg": "fill_plain", "k": "fill_plain", "G": "stroke_plain",
        "RG": "stroke_plain", "K": "stroke_plain",
        "m": "move", "l": "to", "c": "to", "v": "to", "y": "to", "h": "close", "re": "rectangle",
        "W": "cuts", "W*": "cuts", "f": "filled", "F": "filled", "f*": "filled", "S": "stroked", "s": "stroked",
        "B": "both", "B*": "both", "b": "both", "b*": "both", "n": "done",
        "sh": "shade", "INLINE IMAGE": "inline", "Do": "draw", "BDC": "begin", "BMC": "begin", "EMC": "end",
    }  # fmt: skip

    def __init__(self, resources: Any, room: Box, layers: Layers, deadline: Deadline) -> None:
        self.paints: list[Paint] = []
        self.pictures = 0.0
        """How much of the page they cover, one over the other."""
        self.is_broken = False
        """Whether something drawn elsewhere could not be gone through: what it says is not known."""
        self._room, self._layers, self._deadline = room, layers, deadline
        self._count = self._told = self._open = 0
        self._resources = [resources]
        self.clear()
        self._do: dict[bytes, Callable[[Any], None]] = {
            name.encode(): getattr(self, f"_{doing}") for name, doing in self.DOING.items()
        }

    def clear(self) -> None:
        """For what is painted over the page by itself."""
        self._state = State(self._room)
        self._saved: list[State] = []
        self._frames: list[_Frame] = []
        self._marked: list[bool] = []
        self._gone = 0
        """How many of the layers that it lies on are switched off."""
        self._path, self._is_cut = Path(), False
        del self._resources[1:]

    def before(self, operator: bytes, operands: Any, *_ignored: Any) -> None:
        """Raises Unreadable, and nothing else."""
        self._deadline.check()
        self._told += 1
        self._open += 1
        if operator == b"Do":
            self.enter()
        doing = self._do.get(operator)
        if doing is not None:
            try:
                doing(operands)
            except WRONG:
                return

    def after(self, operator: bytes, operands: Any, *_ignored: Any) -> None:
        if operator == b"Do":
            form = self.drawn_form(operands)
            frame = self.leave()
            is_passed_over = form is not None and frame.told == self._told and _has_words(form)
            self.is_broken |= self._open != frame.open or is_passed_over
            self._open = frame.open
        self._open -= 1

    def enter(self) -> None:
        self._frames.append(_Frame(self._state, len(self._saved), len(self._marked), self._told, self._open))
        self._resources.append(self._resources[-1])

    def leave(self) -> _Frame:
        frame = self._frames.pop()
        self._resources.pop()
        del self._saved[frame.saved :]
        while len(self._marked) > frame.marked:
            self._end([])
        self._state = frame.state
        return frame

    def form(self, form: Any, at: Matrix) -> None:
        """All that comes is of a form that is drawn with this matrix, until it is left."""
        outer = self._state
        self._resources[-1] = entry(form, "/Resources") or self._resources[-1]
        self._mark(self._layers.hide(raw(form, "/OC")))
        state = self._state = copy.copy(outer)
        state.matrix = at
        if numbers := many(entry(form, "/Matrix")):
            state.matrix = boxes.over(boxes.matrix(numbers), at)
        if numbers := many(entry(form, "/BBox")):
            state.room = state.room.within(boxes.around(state.matrix, *boxes.given(numbers)))
            state.is_square = state.is_square and boxes.is_level(state.matrix)
        if entry(form, "/Group") is not None:
            state.faded *= state.fill_alpha
            state.is_mixed = state.is_mixed or state.is_masked or state.mode not in NORMAL
            state.fill_alpha = state.stroke_alpha = 1.0
            state.mode, state.is_masked = None, False

    def _next_in_order(self) -> int:
        self._count += 1
        if self._count > MOST:
            raise Unreadable(Trouble.UNPACKS_TOO_LARGE)
        return self._count

    # --- the state

    def _save(self, _operands: Any) -> None:
        self._next_in_order()
        self._saved.append(copy.copy(self._state))

    def _restore(self, _operands: Any) -> None:
        if len(self._saved) > (self._frames[-1].saved if self._frames else 0):
            self._state = self._saved.pop()

    def _turn(self, operands: Any) -> None:
        self._state.matrix = boxes.over(boxes.matrix(operands[:6]), self._state.matrix)

    def _set_line(self, operands: Any) -> None:
        self._state.line = float(operands[0])

    def _set_state(self, operands: Any) -> None:
        given, state = entry(entry(self._resources[-1], "/ExtGState"), operands[0]), self._state
        if (alpha := entry(given, "/ca")) is not None:
            state.fill_alpha = float(alpha)
        if (alpha := entry(given, "/CA")) is not None:
            state.stroke_alpha = float(alpha)
        if (width := entry(given, "/LW")) is not None:
            state.line = float(width)
        if (mode := entry(given, "/BM")) is not None:
            state.mode = many(mode)[0]
        if (mask := entry(given, "/SMask")) is not None:
            state.is_masked = isinstance(mask, dict)

    # --- colours

    def _fill_space(self, operands: Any) -> None:
        self._state.fill_space = inks.space_of(operands[0], self._resources[-1])
        self._state.fill = inks.begun(self._state.fill_space)

    def _stroke_space(self, operands: Any) -> None:
        self._state.stroke_space = inks.space_of(operands[0], self._resources[-1])
        self._state.stroke = inks.begun(self._state.stroke_space)

    def _fill_ink(self, operands: Any) -> None:
        self._state.fill = inks.UNKNOWN
        self._state.fill = inks.of(self._state.fill_space, operands)

    def _stroke_ink(self, operands: Any) -> None:
        self._state.stroke = inks.UNKNOWN
        self._state.stroke = inks.of(self._state.stroke_space, operands)

    def _fill_plain(self, operands: Any) -> None:
        self._state.fill = inks.plain([float(each) for each in operands])
        self._state.fill_space = SPACES.get(len(operands))

    def _stroke_plain(self, operands: Any) -> None:
        self._state.stroke = inks.plain([float(each) for each in operands])
        self._state.stroke_space = SPACES.get(len(operands))

    # --- paths

    def _place(self, x: Any, y: Any) -> tuple[float, float]:
        return boxes.point(self._state.matrix, float(x), float(y))

    def _move(self, operands: Any) -> None:
        self._next_in_order()
        self._path.begin(*self._place(*operands[:2]))

    def _to(self, operands: Any) -> None:
        for at in range(0, len(operands) - 2, 2):
            self._path.reach(*self._place(*operands[at : at + 2]))
        self._path.line(*self._place(*operands[-2:]))

    def _close(self, _operands: Any) -> None:
        self._path.close()

    def _rectangle(self, operands: Any) -> None:
        x, y, across, up = (float(each) for each in operands[:4])
        self._move([x, y])
        for corner in ((x + across, y), (x + across, y + up), (x, y + up), (x, y)):
            self._path.line(*self._place(*corner))

    def _cuts(self, _operands: Any) -> None:
        self._is_cut = True

    def _filled(self, _operands: Any) -> None:
        self._fill_path()
        self._done([])

    def _stroked(self, _operands: Any) -> None:
        self._stroke_path()
        self._done([])

    def _both(self, _operands: Any) -> None:
        self._fill_path()
        self._stroke_path()
        self._done([])

    def _fill_path(self) -> None:
        state = self._state
        if not state.is_faint(state.fill_alpha):
            for box, is_box in self._path.filled():
                self._paint(box, state.fill, hides=is_box)

    def _stroke_path(self) -> None:
        state, at = self._state, self._state.matrix
        if not state.is_faint(state.stroke_alpha):
            width = state.line * max(hypot(at[0], at[1]), hypot(at[2], at[3]))
            is_solid = state.stroke_alpha > 1 - FAINT
            for box, is_box in self._path.stroked(width):
                self._paint(box, state.stroke, hides=is_box and is_solid)

    def _done(self, _operands: Any) -> None:
        if self._is_cut:
            state = self._state
            state.is_square = state.is_square and self._path.is_box
            state.room = state.room.within(self._path.box)
        self._path, self._is_cut = Path(), False

    def _paint(self, box: Box, ink: Ink, *, hides: bool, is_picture: bool = False) -> None:
        state = self._state
        seen = box.within(state.room)
        if not self._gone and seen.area > 0:
            hides = hides and ink.is_solid and state.is_solid and state.is_square
            self.paints.append(Paint(self._next_in_order(), seen, ink, hides, is_picture))

    def _shade(self, _operands: Any) -> None:
        self._paint(self._state.room, inks.PATTERN, hides=False)

    # --- what is drawn elsewhere

    def _inline(self, operands: Any) -> None:
        said = operands["settings"]
        long = {"/IM": "/ImageMask", "/W": "/Width", "/H": "/Height"}
        self._picture({long.get(str(name), str(name)): value for name, value in said.items()})

    def drawn_form(self, operands: Any) -> Any:
        """The form that an operator draws, which has been entered; None for a picture."""
        outer = self._resources[-2]
        drawn = entry(entry(outer, "/XObject"), operands[0]) if operands else None
        return drawn if entry(drawn, "/Subtype") == "/Form" else None

    def _draw(self, operands: Any) -> None:
        drawn = entry(entry(self._resources[-1], "/XObject"), operands[0])
        if entry(drawn, "/Subtype") == "/Form":
            self.form(drawn, self._state.matrix)
        elif drawn is not None:
            self._mark(self._layers.hide(raw(drawn, "/OC")))
            self._picture(drawn)

    def _picture(self, drawn: Any) -> None:
        state = self._state
        across, up, back, down = state.matrix[:4]
        if self._gone or state.is_faint(state.fill_alpha):
            return
        self.pictures += abs(across * down - up * back)  # a picture is one unit wide and high
        box, is_level = boxes.around(state.matrix, 0.0, 0.0, 1.0, 1.0), boxes.is_level(state.matrix)
        if entry(drawn, "/ImageMask"):
            is_dot = entry(drawn, "/Width") == entry(drawn, "/Height") == 1
            self._paint(box, state.fill, hides=is_dot and is_level, is_picture=not is_dot)
            return
        has_gaps = any(entry(drawn, key) is not None for key in ("/SMask", "/Mask"))
        self._paint(box, inks.UNKNOWN, hides=not has_gaps and is_level, is_picture=True)

    # --- layers

    def _mark(self, is_gone: bool) -> None:
        self._marked.append(is_gone)
        self._gone += is_gone

    def _begin(self, operands: Any) -> None:
        owner: Any = None
        if len(operands) > 1 and operands[0] == "/OC":
            named = operands[1]
            owner = (
                named if isinstance(named, dict) else raw(entry(self._resources[-1], "/Properties"), named)
            )
        self._mark(self._layers.hide(owner))

    def _end(self, _operands: Any) -> None:
        if self._marked:
            self._gone -= self._marked.pop()


def _has_words(form: Any) -> bool:
    """Whether a form shows any, or cannot be told."""
    try:
        return SHOWN.search(form.get_data()) is not None
    except Exception:  # noqa: BLE001 - what it is packed in can be wrong in any way
        return True
