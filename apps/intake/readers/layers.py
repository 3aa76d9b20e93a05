"""Layers of a PDF that are switched off as it opens (ISO 32000-2, 8.11): what lies on one of them, nobody sees."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError

DEEPEST = 16
"""Expressions within expressions that are worked out. One that goes deeper hides nothing."""
MOST_ASKED = 500
"""Expressions that one is made of. One of more hides nothing."""


class Layers:
    """Those of one document. What is said of layers that are not there hides nothing."""

    def __init__(self, document: PdfReader) -> None:
        said = entry(entry(document.trailer, "/Root"), "/OCProperties")
        usual = entry(said, "/D")
        self._off: set[Any] = set()
        if entry(usual, "/BaseState") == "/OFF":
            self._off.update(map(_name, many(raw(said, "/OCGs"))))
            self._off.difference_update(map(_name, many(raw(usual, "/ON"))))
        self._off.update(map(_name, many(raw(usual, "/OFF"))))
        for event in many(raw(usual, "/AS")):
            if entry(event, "/Event") == "/View" and "/View" in many(raw(event, "/Category")):
                self._by_use(many(raw(event, "/OCGs")))

    def _by_use(self, layers: Iterable[Any]) -> None:
        """Those that say themselves whether they are for the screen."""
        for layer in layers:
            state = entry(entry(entry(layer, "/Usage"), "/View"), "/ViewState")
            if state == "/OFF":
                self._off.add(_name(layer))
            elif state == "/ON":
                self._off.discard(_name(layer))

    def hide(self, owner: Any) -> bool:
        """What lies on this layer, or on those that it names."""
        if owner is None or not self._off:
            return False
        if entry(owner, "/Type") != "/OCMD":
            return _name(owner) in self._off
        if (expression := entry(owner, "/VE")) is not None:
            return not self._holds(expression, 0, [])
        shown = [_name(each) not in self._off for each in many(raw(owner, "/OCGs"))]
        policy = entry(owner, "/P")
        if not shown:
            return False
        if policy == "/AllOn":
            return not all(shown)
        if policy == "/AnyOff":
            return all(shown)
        return any(shown) if policy == "/AllOff" else not any(shown)

    def _holds(self, expression: Any, depth: int, asked: list[None]) -> bool:
        """``asked`` grows with each part of it: one can name the same part over and over."""
        parts = many(expression)
        asked.append(None)
        if depth > DEEPEST or len(asked) > MOST_ASKED or len(parts) < 2:
            return True
        if (sign := parts[0]) not in ("/And", "/Or", "/Not"):
            return True
        held = (
            self._holds(each, depth + 1, asked)
            if isinstance(resolved(each), list)
            else _name(each) not in self._off
            for each in parts[1:]
        )
        if sign == "/Not":
            return not next(held)
        return all(held) if sign == "/And" else any(held)


def _name(layer: Any) -> Any:
    """What tells a layer from others: where it is kept."""
    number = getattr(layer, "idnum", None)
    return id(layer) if number is None else number


def raw(holder: Any, key: str) -> Any:
    """An entry as it stands, be it only the place where it is kept."""
    holder = resolved(holder)
    return dict.get(holder, key) if isinstance(holder, dict) else None


def entry(holder: Any, key: str) -> Any:
    return resolved(raw(holder, key))


def many(value: Any) -> list[Any]:
    """The members of a list, of one thing that stands alone, or none."""
    found = resolved(value)
    if isinstance(found, list):
        return list(list.__iter__(found))
    return [] if found is None else [value]


def resolved(value: Any) -> Any:
    """What is kept in a place. None where nothing can be had of it."""
    try:
        found = value.get_object() if hasattr(value, "get_object") else value
    except (PyPdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    return None if type(found).__name__ == "NullObject" else found
