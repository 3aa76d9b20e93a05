"""The sheets of styles in a page of HTML, as far as they say that words are not seen. Pure.

Followed are rules by the name, class, id and attributes of an element, and of those that it stands in. A rule by
anything else, or for some width of screen, may hold or not: it hides nothing, and what it says of colours makes them
unknown. One for paper, or for when somebody points at a place, does not hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

MOST_RULES = 5000
LONGEST = 500_000
"""Characters of a sheet, all of them together. What goes beyond either is followed no further."""
REMARK = re.compile(r"/\*(?:(?!\*/).)*\*/|<!--|-->", re.DOTALL)
PIECE = re.compile(
    r"([a-z][a-z0-9-]*|\*)|\.(-?[_a-z][\w-]*)|#([\w-]+)|(\[[^\]]*\]|::?[\w-]+(?:\([^)]*\))?)", re.I
)
ATTRIBUTE = re.compile(
    r"\[\s*([\w:-]+)\s*(?:([~|^$*]?=)\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\]]+))\s*([is]\s*)?)?\]", re.I
)
DRAWN = re.compile(r"::|:(?:before|after|first-line|first-letter)\b", re.I)
"""Of what the sheet draws beside the words of an element."""
POINTED_AT = frozenset({":hover", ":focus", ":active", ":focus-within", ":focus-visible", ":target"})
FEATURE = re.compile(r"\(\s*([\w-]+)\s*(?::\s*([^()]*?))?\s*\)")
LENGTH = re.compile(r"(\d+(?:\.\d+)?)(px|em|rem)?")
NARROW, BROAD = 600, 1600
"""Dots that a window has for sure, and that none may be taken to have."""
MEDIA = {
    "all": True,
    "screen": True,
    "print": False,
    "speech": False,
    "tty": False,
    "tv": False,
    "handheld": False,
}
DEEPEST = 4
"""Sheets within sheets."""
LONGEST_SELECTOR = 300
"""Characters of one. A longer one is followed no further."""
MOST_PARTS = 8
"""Of one selector: elements within elements."""
FIRM = "!important"


class Element(NamedTuple):
    tag: str
    name: str
    classes: frozenset[str]
    given: Mapping[str, str | None]
    """Its attributes."""


class _Wanted(NamedTuple):
    """What an attribute has to say."""

    name: str
    how: str
    value: str
    is_any_case: bool

    def holds(self, element: Element) -> bool:
        if self.name not in element.given:
            return False
        said, value = element.given[self.name] or "", self.value
        if self.is_any_case:
            said, value = said.lower(), value.lower()
        match self.how:
            case "":
                return True
            case "=":
                return said == value
            case "~=":
                return value in said.split()
            case "|=":
                return said == value or said.startswith(f"{value}-")
        tries = {"^=": said.startswith, "$=": said.endswith, "*=": said.__contains__}
        return bool(value) and bool(tries[self.how](value))


class _Part(NamedTuple):
    """What one element has to be."""

    tag: str
    name: str
    classes: frozenset[str]
    wanted: tuple[_Wanted, ...] = ()
    is_child: bool = False
    """Whether it stands in what the part before it is, with nothing between."""

    def holds(self, element: Element) -> bool:
        return (
            (not self.tag or self.tag == element.tag)
            and (not self.name or self.name == element.name)
            and self.classes <= element.classes
            and all(each.holds(element) for each in self.wanted)
        )


class _Rule(NamedTuple):
    weight: tuple[int, int, int]
    order: int
    parts: tuple[_Part, ...]
    """The innermost last."""
    said: Mapping[str, tuple[str, bool]]
    may_hold: bool
    """Whether it is not known whether it holds."""


def said_in(style: str) -> dict[str, tuple[str, bool]]:
    """What a list of sayings says of each thing, and whether it counts before others. Of several the last counts, but
    for one that counts before others."""
    found: dict[str, tuple[str, bool]] = {}
    for each in REMARK.sub("", style.lower()).split(";"):
        name, _colon, value = each.partition(":")
        name, is_firm = name.strip(), FIRM in value
        if name and (is_firm or not found.get(name, ("", False))[1]):
            found[name] = (value.replace(FIRM, "").strip(), is_firm)
    return found


class Sheets:
    """Those of one page, in their order."""

    def __init__(self) -> None:
        self._by_key: dict[str, list[_Rule]] = {}
        self._count = self._length = 0

    def add(self, sheet: str, *, is_known: bool = True) -> None:
        room = LONGEST - self._length
        self._length += len(sheet)
        for selectors, style, is_sure in _rules(REMARK.sub(" ", sheet[: max(room, 0)]), is_known=is_known):
            said = said_in(style)
            for each in selectors.split(","):
                if self._count < MOST_RULES and (rule := self._rule(each, said, is_known=is_sure)):
                    self._count += 1
                    last = rule.parts[-1]
                    key = (
                        f"#{last.name}"
                        if last.name
                        else f".{min(last.classes)}"
                        if last.classes
                        else last.tag
                    )
                    self._by_key.setdefault(key, []).append(rule)

    def _rule(self, selector: str, said: Mapping[str, tuple[str, bool]], *, is_known: bool) -> _Rule | None:
        if len(selector) > LONGEST_SELECTOR or DRAWN.search(selector):
            return None
        held, names = _held_apart(selector)
        steps = names.replace(">", " > ").replace("+", " + ").replace("~", " ~ ").split()
        if not steps or len(steps) > 2 * MOST_PARTS:
            return None
        may_hold, is_child = not is_known, False
        parts: list[_Part] = []
        weight = [0, 0, 0]
        for step in steps:
            if step in (">", "+", "~"):
                is_child, may_hold = step == ">", may_hold or step != ">"
                continue
            found = _part(step, held, is_child=is_child)
            if found is None:
                return None
            part, count, is_sure = found
            may_hold, is_child = may_hold or not is_sure, False
            weight = [mine + its for mine, its in zip(weight, count, strict=True)]
            parts.append(part)
        if not parts or len(parts) > MOST_PARTS:
            return None
        return _Rule((weight[0], weight[1], weight[2]), self._count, tuple(parts), said, may_hold)

    def of(self, element: Element, around: Sequence[Element]) -> tuple[dict[str, tuple[str, bool]], set[str]]:
        """What the sheets say of an element that stands in others, the outermost first, and of which things it is not
        known what they say."""
        keys = [f"#{element.name}", *(f".{each}" for each in element.classes), element.tag, ""]
        rules = [
            rule
            for key in keys
            for rule in self._by_key.get(key, ())
            if rule.parts[-1].holds(element) and _stands_in(rule.parts, around)
        ]
        found: dict[str, tuple[str, bool]] = {}
        unknown: set[str] = set()
        for rule in sorted(rules, key=lambda each: (each.weight, each.order)):
            if rule.may_hold:
                unknown |= rule.said.keys()
                continue
            for name, (value, is_firm) in rule.said.items():
                if is_firm or not found.get(name, ("", False))[1]:
                    found[name] = (value, is_firm)
        return found, unknown

    @property
    def is_empty(self) -> bool:
        return not self._by_key


def _held_apart(selector: str) -> tuple[list[str], str]:
    """What stands in brackets, where any sign may be, and the selector with a number in the place of each."""
    held: list[str] = []

    def keep(found: re.Match[str]) -> str:
        held.append(found[0])
        return f"[{len(held) - 1}]"

    return held, re.sub(r"\[(?:\"[^\"]*\"|'[^']*'|[^\]\"'])*\]", keep, selector)


def _part(
    step: str, held: Sequence[str], *, is_child: bool
) -> tuple[_Part, tuple[int, int, int], bool] | None:
    """What one element has to be, its weight, and whether that is all; None where it is never so, or makes no sense."""
    tag, name, classes, wanted = "", "", set(), []
    at, others, is_sure = 0, 0, True
    for found in PIECE.finditer(step):
        if found.start() != at:
            return None
        at = found.end()
        if found[1] and found[1] != "*":
            tag = found[1].lower()
        elif found[2]:
            classes.add(found[2])
        elif found[3]:
            name = found[3]
        elif found[4]:
            others += 1
            if found[4].lower() in POINTED_AT:
                return None
            attribute = _attribute(found[4], held)
            is_sure = is_sure and attribute is not None
            wanted += [] if attribute is None else [attribute]
    if at != len(step):
        return None
    weight = (bool(name), len(classes) + others, bool(tag))
    return _Part(tag, name, frozenset(classes), tuple(wanted), is_child), weight, is_sure


def _attribute(piece: str, held: Sequence[str]) -> _Wanted | None:
    found = ATTRIBUTE.fullmatch(held[int(piece[1:-1])]) if piece.startswith("[") else None
    if found is None:
        return None
    value = next((each for each in found.group(3, 4, 5) if each is not None), "")
    return _Wanted(found[1].lower(), found[2] or "", value, (found[6] or "").strip().lower() == "i")


def _stands_in(parts: Sequence[_Part], around: Sequence[Element]) -> bool:
    """Whether elements around one that is the last part are, in their order, what a rule asks for before it."""
    if any(each.is_child for each in parts):
        return _stands_beneath(parts, around)
    wanted = len(parts) - 2
    for element in reversed(around):
        if wanted < 0:
            return True
        wanted -= parts[wanted].holds(element)
    return wanted < 0


def _stands_beneath(parts: Sequence[_Part], around: Sequence[Element]) -> bool:
    """The same where some have to stand directly in one another: how many parts each element may be the last of."""
    before: set[int] = set()
    last: set[int] = set()
    for element in around:
        last = {
            at + 1
            for at, part in enumerate(parts[:-1])
            if (at == 0 or at in (last if part.is_child else before)) and part.holds(element)
        }
        before |= last
    wanted = len(parts) - 1
    return wanted == 0 or wanted in (last if parts[-1].is_child else before)


def holds(media: str) -> bool | None:
    """Whether a sheet for these media is for a window on a screen; None where it depends on the window."""
    found = [_holds(each) for each in media.lower().split(",")]
    return True if True in found else None if None in found else False


def _holds(query: str) -> bool | None:
    words = FEATURE.sub(" ", query).split()
    is_not = "not" in words
    said: list[bool | None] = [MEDIA.get(each, False) for each in words if each not in ("not", "only", "and")]
    said += [_has(*found.groups()) for found in FEATURE.finditer(query)]
    whole = False if False in said else None if None in said else True
    return whole if whole is None or not is_not else not whole


def _has(name: str, value: str | None) -> bool | None:
    found = LENGTH.fullmatch(value or "")
    if found and name in ("min-width", "max-width", "min-device-width", "max-device-width"):
        dots = float(found[1]) * (16 if found[2] in ("em", "rem") else 1)
        is_least = name.startswith("min")
        return is_least if dots <= NARROW else not is_least if dots >= BROAD else None
    return {"light": True, "dark": False}.get(value or "") if name == "prefers-color-scheme" else None


def _rules(sheet: str, *, is_known: bool, depth: int = 0) -> Iterator[tuple[str, str, bool]]:
    """Selectors with what they say, and whether they hold on a screen for sure."""
    at = 0
    while (opened := sheet.find("{", at)) >= 0:
        head = sheet[at:opened].rpartition(";")[2].rpartition("}")[2].strip()
        if head.startswith("@"):
            end = _closing(sheet, opened)
            kind, _space, of = head[1:].partition(" ")
            held = (
                holds(of)
                if kind.lower() == "media"
                else {"supports": None, "layer": True}.get(kind.lower(), False)
            )
            if held is not False and depth < DEEPEST:
                inside = sheet[opened + 1 : end]
                yield from _rules(inside, is_known=is_known and held is True, depth=depth + 1)
        else:
            closed = sheet.find("}", opened)
            end = len(sheet) if closed < 0 else closed
            yield head, sheet[opened + 1 : end], is_known
        at = end + 1


def _closing(sheet: str, opened: int) -> int:
    depth = 0
    for found in re.compile(r"[{}]").finditer(sheet, opened):
        depth += 1 if found.group() == "{" else -1
        if not depth:
            return found.start()
    return len(sheet)
