"""Elements of a document's XML by their names. Pure."""

from __future__ import annotations

from typing import Any


def first(element: Any, name: str, *further: str) -> Any:
    """The first child of that name, or the first along further names below it; None where there is none. As the
    library's own `find`, in a fourth of its time: it is asked for at every word of a document."""
    for child in element.iterchildren(name):
        if not further:
            return child
        if (found := first(child, *further)) is not None:
            return found
    return None
