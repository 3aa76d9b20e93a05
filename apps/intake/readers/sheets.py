"""The sheets of styles in a page of HTML, as far as they say that words are not seen. Pure.

Followed are rules by the name, class and id of an element, and of those that it stands in. A rule by anything else, or
for another width of screen, may hold or not: it hides nothing, and what it says of colours makes them unknown.
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
SCREEN = re.compile(r"(?:only\s+)?(?:screen|all)\s*$", re.I)
MOST_PARTS = 8
"""Of one selector: elements within elements."""
FIRM = "!important"


class Element(NamedTuple):
    tag: str
    name: str
    classes: frozenset[str]


class _Part(NamedTuple):
    """What one element has to be."""

    tag: str
    name: str
    classes: frozenset[str]

    def holds(self, element: Element) -> bool:
        return (
            (not self.tag or self.tag == element.tag)
            and (not self.name or self.name == element.name)
            and self.classes <= element.classes
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
    for each in style.lower().split(";"):
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

    def add(self, sheet: str) -> None:
        room = LONGEST - self._length
        self._length += len(sheet)
        for selectors, style, is_known in _rules(REMARK.sub(" ", sheet[: max(room, 0)]), is_known=True):
            said = said_in(style)
            for each in selectors.split(","):
                if self._count < MOST_RULES and (rule := self._rule(each, said, is_known=is_known)):
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
        steps = selector.replace(">", " ").replace("+", " ").replace("~", " ").split()
        if not steps or len(steps) > MOST_PARTS:
            return None
        may_hold = not is_known or any(each in selector for each in ">+~")
        parts = []
        weight = [0, 0, 0]
        for step in steps:
            tag, name, classes = "", "", set()
            at = 0
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
                may_hold = may_hold or bool(found[4])
            if at != len(step):
                return None
            weight[0] += bool(name)
            weight[1] += len(classes)
            weight[2] += bool(tag)
            parts.append(_Part(tag, name, frozenset(classes)))
        return _Rule((weight[0], weight[1], weight[2]), self._count, tuple(parts), said, may_hold)

    def of(self, element: Element, around: Sequence[Element]) -> tuple[dict[str, tuple[str, bool]], set[str]]:
        """What the sheets say of an element that stands in others, the outermost first, and of which things it is not
        known what they say."""
        keys = [f"#{element.name}", *(f".{each}" for each in element.classes), element.tag, ""]
        rules = [
            rule
            for key in keys
            for rule in self._by_key.get(key, ())
            if rule.parts[-1].holds(element) and _stands_in(rule.parts[:-1], around)
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


def _stands_in(parts: Sequence[_Part], around: Sequence[Element]) -> bool:
    """Whether elements around one are, in their order, what a rule asks for."""
    wanted = len(parts) - 1
    for element in reversed(around):
        if wanted < 0:
            return True
        wanted -= parts[wanted].holds(element)
    return wanted < 0


def _rules(sheet: str, *, is_known: bool) -> Iterator[tuple[str, str, bool]]:
    """Selectors with what they say, and whether they hold on a screen. Without recursion but for one level: a sheet
    within a sheet."""
    at = 0
    while (opened := sheet.find("{", at)) >= 0:
        head = sheet[at:opened].rpartition(";")[2].rpartition("}")[2].strip()
        if head.startswith("@"):
            end = _closing(sheet, opened)
            kind, _space, of = head[1:].partition(" ")
            if kind.lower() in ("media", "supports", "layer"):
                holds = kind.lower() == "media" and all(SCREEN.match(each.strip()) for each in of.split(","))
                if is_known:
                    inside = sheet[opened + 1 : end]
                    yield from ((*rule[:2], rule[2] and holds) for rule in _rules(inside, is_known=False))
        else:
            closed = sheet.find("}", opened)
            end = len(sheet) if closed < 0 else closed
            yield head, sheet[opened + 1 : end], True
        at = end + 1


def _closing(sheet: str, opened: int) -> int:
    depth = 0
    for found in re.compile(r"[{}]").finditer(sheet, opened):
        depth += 1 if found.group() == "{" else -1
        if not depth:
            return found.start()
    return len(sheet)
