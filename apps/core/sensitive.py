"""Privileged text in memory, wrapped so that it does not leak by accident."""

import hmac
from typing import Any, Generic, NoReturn, TypeVar

T = TypeVar("T", str, bytes)

SHOWN_AS = "<sensitive>"


class Sensitive(Generic[T]):
    """A privileged `str` or `bytes`: printing, formatting, logging or pickling it never shows the value.

    `reveal()` gives the value, so that a search for that word finds every place where content is used.
    It cannot be pickled, written as JSON or put in a set; two are compared in constant time.
    Raises TypeError when made from anything but `str` or `bytes`.
    """

    __slots__ = ("__value",)

    def __init__(self, value: T) -> None:
        if not isinstance(value, str | bytes):
            raise TypeError("Only str or bytes can be sensitive.")
        self.__value: T = value

    def reveal(self) -> T:
        """The privileged value itself."""
        return self.__value

    def __repr__(self) -> str:
        return SHOWN_AS

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return SHOWN_AS

    def __len__(self) -> int:
        return len(self.__value)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sensitive):
            return NotImplemented
        mine, theirs = self.__value, other.__value
        return type(mine) is type(theirs) and hmac.compare_digest(_as_bytes(mine), _as_bytes(theirs))

    __hash__ = None  # type: ignore[assignment]

    def __copy__(self) -> "Sensitive[T]":
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> "Sensitive[T]":
        return self

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("Sensitive content cannot be pickled.")

    __reduce__ = __getstate__ = __reduce_ex__  # type: ignore[assignment]


def _as_bytes(value: str | bytes) -> bytes:
    return value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value
