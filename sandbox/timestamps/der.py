"""The little of DER that a timestamp needs, written and read. What can be written in two ways is read in one."""

from datetime import UTC, datetime

INTEGER, BITS, OCTETS, NULL, OID, TEXT = 0x02, 0x03, 0x04, 0x05, 0x06, 0x0C
TIME, BOOLEAN, SEQUENCE, SET = 0x18, 0x01, 0x30, 0x31
CONTEXT, CONSTRUCTED = 0x80, 0x20


class NotDer(ValueError):
    """The bytes are not what was expected, or not in their one proper form."""


def value(tag: int, *parts: bytes) -> bytes:
    """A tag, a length, and what is in it."""
    content = b"".join(parts)
    return bytes([tag]) + _length(len(content)) + content


def sequence(*parts: bytes) -> bytes:
    return value(SEQUENCE, *parts)


def set_of(*parts: bytes) -> bytes:
    """In the order that DER gives a set."""
    return value(SET, *sorted(parts))


def explicit(number: int, *parts: bytes) -> bytes:
    return value(CONTEXT | CONSTRUCTED | number, *parts)


def integer(number: int) -> bytes:
    return value(INTEGER, number.to_bytes(number.bit_length() // 8 + 1, "big", signed=True))


def octets(content: bytes) -> bytes:
    return value(OCTETS, content)


def text(content: str) -> bytes:
    return value(TEXT, content.encode())


def bit(number: int) -> bytes:
    """A string of bits of which the last alone is set."""
    return value(BITS, bytes([7 - number % 8]), (1 << 7 - number % 8).to_bytes(number // 8 + 1, "big"))


def oid(dotted: str) -> bytes:
    first, second, *rest = map(int, dotted.split("."))
    return value(OID, b"".join(map(_seven_bits, (first * 40 + second, *rest))))


def time(instant: datetime) -> bytes:
    return value(TIME, instant.astimezone(UTC).strftime("%Y%m%d%H%M%SZ").encode())


def _seven_bits(number: int) -> bytes:
    out = [number & 0x7F]
    while number := number >> 7:
        out.append(0x80 | number & 0x7F)
    return bytes(reversed(out))


def _length(size: int) -> bytes:
    if size < 0x80:
        return bytes([size])
    digits = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([0x80 | len(digits)]) + digits


class Reader:
    """Takes values one after the other. Raises NotDer for what is not there."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def has(self, tag: int) -> bool:
        """Whether the next value has that tag."""
        return self._data[self._at : self._at + 1] == bytes([tag])

    def take(self, tag: int) -> bytes:
        """What is in the next value, which has that tag."""
        if not self.has(tag):
            raise NotDer(f"{tag:#x} was expected at {self._at}")
        size, begins = self._size(self._at + 1)
        content = self._data[begins : begins + size]
        if len(content) != size or self._data[self._at + 1 : begins] != _length(size):
            raise NotDer(f"a length at {self._at} is not a proper one")
        self._at = begins + size
        return content

    def inside(self, tag: int) -> "Reader":
        return Reader(self.take(tag))

    def integer(self) -> int:
        content = self.take(INTEGER)
        number = int.from_bytes(content, "big", signed=True)
        if integer(number) != value(INTEGER, content):
            raise NotDer("a number is not in its shortest form")
        return number

    def truth(self) -> bool:
        content = self.take(BOOLEAN)
        if content not in (b"\x00", b"\xff"):
            raise NotDer("neither true nor false")
        return content == b"\xff"

    def end(self) -> None:
        """Raises NotDer where something is left."""
        if self._at != len(self._data):
            raise NotDer("something follows that does not belong here")

    def _size(self, at: int) -> tuple[int, int]:
        first = self._data[at] if at < len(self._data) else 0xFF
        if first < 0x80:
            return first, at + 1
        count = first & 0x7F
        if not 1 <= count <= 4:
            raise NotDer("a length has no end, or too many digits")
        return int.from_bytes(self._data[at + 1 : at + 1 + count], "big"), at + 1 + count
