"""A vendor's lists: page after page to the end, and record by record, so that an odd one takes no others with it."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, is_dataclass
from typing import Any, Protocol, TypeVar

from apps.core.sensitive import Sensitive
from apps.integrations.errors import Fault
from apps.integrations.http import fault

T = TypeVar("T")
UNREADABLE = (KeyError, TypeError, ValueError, AttributeError, IndexError)
"""What reading raises where a field vanished or changed its kind."""


@dataclass(frozen=True)
class Unread:
    """A record that makes no sense: its id, the matter that it is of, where that is said, and all that came of it."""

    id: str
    matter_id: str
    received: Sensitive[bytes] = field(repr=False)


def as_received(*of: object) -> Sensitive[bytes]:
    """Records, or what was read of them, as bytes that are the same while they are. The vendor's own mark of a version
    is among them, where it was asked for."""
    return Sensitive(json.dumps(of, sort_keys=True, default=_plain).encode())


def _plain(value: object) -> Any:
    if isinstance(value, Sensitive):
        return value.reveal().decode()
    return vars(value) if is_dataclass(value) else str(value)


def one_by_one(
    items: Iterable[dict],
    read: Callable[[dict], T],
    *,
    of: Callable[[dict], str],
    within: Callable[[dict], str],
    however_many: bool = False,
) -> tuple[list[T], tuple[Unread, ...]]:
    """What can be read, and what cannot.

    Raises ValueError for something without an id, and where of several none can be read: then it is the answer that
    makes no sense, and not one record in it. ``however_many`` of a list that may well be of such records alone.
    """
    found: list[T] = []
    unread: list[Unread] = []
    for item in items:
        try:
            found.append(read(item))
        except UNREADABLE:
            unread.append(Unread(of(item), _within(item, within), as_received(item)))
    if len(unread) > 1 and not found and not however_many:
        raise ValueError("none of the records can be read")
    return found, tuple(unread)


def _within(item: dict, within: Callable[[dict], str]) -> str:
    try:
        return within(item)
    except UNREADABLE:
        return ""


class Page(Protocol):
    @property
    def next(self) -> str: ...


P = TypeVar("P", bound=Page)


@dataclass
class Turns:
    """The pages of one reading of a list. A vendor that names one of them again as the next would be read for ever."""

    _turned: set[str] = field(default_factory=set)

    def on(self, page: str, following: str) -> str:
        """The page after ``page``, or an empty text. Raises Transient ``garbled`` for one that was read already."""
        self._turned.add(page)
        if following and following in self._turned:
            raise fault(Fault.GARBLED)
        return following


def pages(read: Callable[..., P]) -> Iterator[P]:
    """Each page of a list, the first one asked for with an empty text. Raises RemoteError."""
    page, turns = "", Turns()
    while True:
        found = read(page=page)
        yield found
        if not (page := turns.on(page, found.next)):
            return
