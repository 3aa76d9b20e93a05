"""What an entry may say: ids, counts, codes, flags, times, keyed digests and vendors' opaque ids.

There is no kind for text. A fact is declared by name and kind with its event, and a value that is not exactly
of that kind raises TypeError, whose message names the fact and never quotes the value.
"""

import datetime as dt
import enum
import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from apps.core import ciphers

LARGEST = 2**53 - 1  # RFC 8785: a number every reader of JSON reads alike
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

CODE = re.compile(r"[a-z0-9_.-]{1,64}")
REMOTE_ID = re.compile(r"[A-Za-z0-9._:-]{1,80}")
HMAC = re.compile(r"[0-9a-f]{64}")
KEY_NAME = re.compile(r"[mf][1-9][0-9]{0,4}")
URL_SAFE = str.maketrans({"+": "-", "/": "_", "=": None})


class Kind(enum.Enum):
    """The kinds of fact there are."""

    ID = "id"
    COUNT = "count"
    CODE = "code"
    FLAG = "flag"
    TIME = "time"
    DIGEST = "digest"
    REMOTE_ID = "remote id"


@dataclass(frozen=True)
class Digest:
    """HMAC-SHA256 of content, in hex, with the name of its key: `m1` for a matter's, `f1` for the firm's."""

    hmac: str
    key: str

    def __post_init__(self) -> None:
        if not (isinstance(self.hmac, str) and HMAC.fullmatch(self.hmac)):
            raise TypeError("A digest is 64 hexadecimal digits in lower case.")
        if not (isinstance(self.key, str) and KEY_NAME.fullmatch(self.key)):
            raise TypeError("A digest's key is m or f and its version.")


@dataclass(frozen=True)
class RemoteId:
    """A vendor's own id for something: opaque, at most 80 of `A-Z a-z 0-9 . _ : -`."""

    value: str

    def __post_init__(self) -> None:
        if not (isinstance(self.value, str) and REMOTE_ID.fullmatch(self.value)):
            raise TypeError("A vendor's id is 1 to 80 letters, digits and . _ : - without spaces.")

    @classmethod
    def of(cls, value: str | int) -> "RemoteId":
        """From an id as a vendor gives it: a number, a token, or plain base64 (kept in its URL-safe form).

        Raises TypeError for anything that does not read like an id.
        """
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise TypeError("A vendor's id is a string or a number.")
        return cls(str(value).translate(URL_SAFE))


def firm_digest(*parts: bytes) -> Digest:
    """The digest of something of the firm's own, of no matter, under a key derived from the firm's."""
    firm = ciphers.FirmKey.load()
    return Digest(ciphers.hmac_hex(firm.derive("digest"), *parts), f"f{firm.version}")


def microseconds(instant: dt.datetime) -> int:
    """Whole microseconds since 1970 in UTC. Raises TypeError for a time without a zone."""
    if not isinstance(instant, dt.datetime) or instant.utcoffset() is None:
        raise TypeError("A time is a datetime with a zone.")
    return (instant - EPOCH) // dt.timedelta(microseconds=1)


def plain(name: str, kind: Kind | list[Kind], value: object) -> Any:
    """The value as it stands in the entry's JSON. Raises TypeError, without quoting it, for another kind."""
    if isinstance(kind, list):
        if not isinstance(value, list | tuple):
            raise TypeError(f"The fact {name} takes a list of {kind[0].value} facts.")
        return [plain(name, kind[0], each) for each in value]
    try:
        return _PLAIN[kind](value)
    except TypeError:
        raise TypeError(f"The fact {name} takes a {kind.value}, not {type(value).__name__}.") from None


def _id(value: object) -> str:
    if type(value) is not uuid.UUID:
        raise TypeError
    return str(value)


def _count(value: object) -> int:
    if type(value) is not int or not 0 <= value <= LARGEST:
        raise TypeError
    return value


def _code(value: object) -> str:
    if not (isinstance(value, enum.Enum) and isinstance(value.value, str) and CODE.fullmatch(value.value)):
        raise TypeError
    return str(value.value)


def _flag(value: object) -> bool:
    if type(value) is not bool:
        raise TypeError
    return value


def _time(value: object) -> int:
    return microseconds(value)  # type: ignore[arg-type]


def _digest(value: object) -> Mapping[str, str]:
    if type(value) is not Digest:
        raise TypeError
    return {"hmac": value.hmac, "key": value.key}


def _remote_id(value: object) -> str:
    if type(value) is not RemoteId:
        raise TypeError
    return value.value


_PLAIN: dict[Kind, Callable[[object], Any]] = {
    Kind.ID: _id,
    Kind.COUNT: _count,
    Kind.CODE: _code,
    Kind.FLAG: _flag,
    Kind.TIME: _time,
    Kind.DIGEST: _digest,
    Kind.REMOTE_ID: _remote_id,
}
