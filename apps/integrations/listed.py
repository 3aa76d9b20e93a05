"""The records of a list read one by one: an odd one among them does not take the others with it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")
UNREADABLE = (KeyError, TypeError, ValueError, AttributeError, IndexError)
"""What reading raises where a field vanished or changed its kind."""


@dataclass(frozen=True)
class Unread:
    """A record that makes no sense: its id, and the matter that it is of, where that is said."""

    id: str
    matter_id: str = ""


def one_by_one(
    items: Iterable[dict],
    read: Callable[[dict], T],
    *,
    of: Callable[[dict], str],
    within: Callable[[dict], str],
) -> tuple[list[T], tuple[Unread, ...]]:
    """What can be read, and what cannot.

    Raises ValueError for something without an id, and where of several none can be read: then it is the answer that
    makes no sense, and not one record in it.
    """
    found: list[T] = []
    unread: list[Unread] = []
    for item in items:
        try:
            found.append(read(item))
        except UNREADABLE:
            unread.append(Unread(of(item), _within(item, within)))
    if len(unread) > 1 and not found:
        raise ValueError("none of the records can be read")
    return found, tuple(unread)


def _within(item: dict, within: Callable[[dict], str]) -> str:
    try:
        return within(item)
    except UNREADABLE:
        return ""
