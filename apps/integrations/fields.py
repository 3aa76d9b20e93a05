"""Fields of a vendor's record, read the same of every vendor. What they raise is in ``listed.UNREADABLE``."""

from datetime import UTC, datetime
from typing import Any


def identity(data: dict) -> str:
    """A record's id. Raises KeyError, or ValueError for what is none."""
    value = data["id"]
    if isinstance(value, bool) or not isinstance(value, int | str) or value == "":
        raise ValueError("an id is a number")
    return str(value)


def moment(value: Any) -> datetime | None:
    """A moment, where there is one. Without a zone it is UTC's, as MyCase reads it (its page on time zones), and never
    this machine's. Raises ValueError or TypeError for what is none."""
    if not value:
        return None
    found = datetime.fromisoformat(value)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found


def words(value: Any) -> str:
    """A text, or nothing. Raises TypeError for what is neither."""
    if value is not None and not isinstance(value, str):
        raise TypeError("a text is text")
    return value or ""


def said(data: dict, name: str) -> str:
    """A text that every record has. Raises KeyError, or ValueError where there is nothing, which is no text."""
    value = data[name]
    if value is None:
        raise ValueError("a record says this of itself")
    return str(value)
