"""The data path: where a client's information passes and rests, drawn for one kind of work.

Pure: hops and what is connected go in, boxes and lines come out. A place that is unknown, stale, or outside the rule
(nothing of a client's rests outside Canada; Claude is passed through and keeps nothing) is shown in red.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.policy.models import Hop
from apps.policy.registers import STALE_DAYS, Rests, Where

NAMES: dict[str, Promise] = {
    "upload": _("Uploads"),
    "clio": _("Clio"),
    "mycase": _("MyCase"),
    "practicepanther": _("PracticePanther"),
    "zoom": _("Zoom"),
    "zoom_ai": _("Zoom's AI summaries"),
    "host": _("This house (firmai)"),
    "backup": _("Backup"),
    "anthropic": _("Claude (Anthropic)"),
    "canlii": _("CanLII"),
    "email": _("E-mail"),
    "sign_in": _("Sign-in provider"),
    "timestamping": _("Timestamping"),
    "it_contractor": _("IT contractor"),
    "n8n": _("n8n"),
    "zapier": _("Zapier"),
}
PRACTICE = ("clio", "mycase", "practicepanther")
CONSULTS = ("zoom", "zoom_ai")
AUTOMATION = ("n8n", "zapier")
BESIDE = ("backup", "sign_in", "email", "canlii", "timestamping", "it_contractor", *AUTOMATION)
ORIGINS: dict[str, tuple[str, ...]] = {"intake_memo": CONSULTS, "consult_summary": CONSULTS}
"""Where the sources of a kind of work come from besides the practice system. Any of them may have uploads."""


class Doubt(enum.StrEnum):
    """What is wrong with a place."""

    UNKNOWN = "unknown"
    STALE = "stale"
    OUTSIDE = "outside"


DOUBTS: dict[Doubt, Promise] = {
    Doubt.UNKNOWN: _("nobody has said where it is, or whether it is used"),
    Doubt.STALE: _("not looked at for a year"),
    Doubt.OUTSIDE: _("rests outside Canada"),
}


@dataclass(frozen=True)
class Place:
    """A hop as it is shown, with the region that a live connection gives it."""

    code: str
    hop: Hop | None
    region: str

    @property
    def name(self) -> str:
        return str(NAMES.get(self.code, self.code))

    @property
    def where(self) -> str:
        label = str(Where(self.region).label)
        if self.hop is not None and self.hop.in_use is None and self.region != Where.UNKNOWN:
            return str(_("%(where)s, if it is used")) % {"where": label}
        return label

    @property
    def doubt(self) -> Doubt | None:
        if self.hop is None:
            return None  # an upload comes from a person's own machine
        if self.region == Where.UNKNOWN or self.hop.in_use is None:
            return Doubt.UNKNOWN
        if self.hop.days > STALE_DAYS:
            return Doubt.STALE
        outside = self.region in (Where.UNITED_STATES, Where.ELSEWHERE) and self.code != "anthropic"
        return Doubt.OUTSIDE if outside else None

    @property
    def rests(self) -> list[str]:
        return [] if self.hop is None else [str(Rests(each).label) for each in self.hop.rests]

    @property
    def doubt_words(self) -> str:
        return str(DOUBTS[self.doubt]) if self.doubt else ""

    @property
    def refuses(self) -> bool:
        """Whether the gate sends nothing while this stands."""
        return self.doubt is not None and self.hop is not None and self.hop.ours

    @property
    def tone(self) -> str:
        return "stop" if self.doubt else ("accent" if self.code == "anthropic" else "")


def places(hops: Sequence[Hop], connected: Mapping[str, str]) -> dict[str, Place]:
    """Every place that is in use or may be; `connected` gives the region of a system that is connected now."""
    found = {"upload": Place("upload", None, Where.NOWHERE)}
    for hop in hops:
        region = connected.get(hop.code, "")
        if hop.code in connected:
            hop.in_use = True
        if hop.in_use is not False:
            found[hop.code] = Place(hop.code, hop, region or hop.region)
    return found


@dataclass(frozen=True)
class Box:
    """One place in the drawing, in the units of its view box."""

    place: Place
    x: int
    y: int
    width: int = 168
    height: int = 52

    @property
    def middle(self) -> int:
        return self.x + self.width // 2

    @property
    def name_y(self) -> int:
        return self.y + 22

    @property
    def where_y(self) -> int:
        return self.y + 40


@dataclass(frozen=True)
class Arrow:
    x1: int
    y1: int
    x2: int
    y2: int


@dataclass(frozen=True)
class Drawing:
    """Boxes, arrows, and the border that only Claude stands beyond."""

    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    border: int
    height: int
    places: tuple[Place, ...]

    @property
    def border_above(self) -> int:
        return self.border - 6

    @property
    def border_below(self) -> int:
        return self.border + 16


WIDTH = 720
LEFT, MIDDLE, RIGHT = 8, 276, 544
ROW = 68


def drawn(workflow: str, found: Mapping[str, Place]) -> Drawing:
    """From where the sources come (left) through this house (middle) to where the draft goes (right); Claude above,
    across the border; below, what stands beside the house."""
    origins = [code for code in (*ORIGINS.get(workflow, ()), *PRACTICE, "upload") if code in found]
    targets = [code for code in PRACTICE if code in found]
    beside = [code for code in BESIDE if code in found]
    border, top = 82, 106
    tall = max(len(origins), len(targets), 1)
    house_y = top + (tall - 1) * ROW // 2
    boxes = [Box(found[code], LEFT, top + at * ROW) for at, code in enumerate(origins)]
    sent = [Box(found[code], RIGHT, top + at * ROW) for at, code in enumerate(targets)]
    house, claude = Box(found["host"], MIDDLE, house_y), Box(found["anthropic"], MIDDLE, 8)
    arrows = [Arrow(box.x + box.width, box.y + 26, house.x, house.y + 26) for box in boxes]
    arrows += [Arrow(house.x + house.width, house.y + 26, box.x, box.y + 26) for box in sent]
    arrows += [
        Arrow(house.middle - 24, house.y, claude.middle - 24, claude.y + claude.height),
        Arrow(claude.middle + 24, claude.y + claude.height, house.middle + 24, house.y),
    ]
    below = top + tall * ROW + 20
    aside = [
        Box(found[code], (LEFT, MIDDLE, RIGHT)[at % 3], below + at // 3 * ROW)
        for at, code in enumerate(beside)
    ]
    height = below + -(-len(beside) // 3) * ROW
    every = [house, claude, *boxes, *sent, *aside]
    seen = tuple(dict.fromkeys(box.place for box in every))
    return Drawing(tuple(every), tuple(arrows), border, height, seen)
