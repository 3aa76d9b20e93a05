"""Fields of a vendor's record, read the same of every vendor. What they raise is in ``listed.UNREADABLE``."""

from typing import Any


def identity(data: dict) -> str:
    """A record's id. Raises KeyError, or ValueError for what is none."""
    value = data["id"]
    if isinstance(value, bool) or not isinstance(value, int | str) or value == "":
        raise ValueError("an id is a number")
    return str(value)


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
