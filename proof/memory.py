"""A process searches its own memory for words that it must not know.

The words come masked (each byte XOR one constant), and memory is masked the same way, piece by piece, before it is
searched: no search plants what it looks for. As in `patterns`, bytes of zero are left out and capitals are made small.
Standard library only, so that a process can load it beside anything.
"""

from __future__ import annotations

import ctypes
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

MASK = 0xA5
PIECE = 1024 * 1024
CONTEXT = 24
MOST_SAMPLES = 60
MAPPING = re.compile(r"([0-9a-f]+)-([0-9a-f]+) (\S{4}) \S+ \S+ \S+ *(.*)")
_TABLE = bytes((each | 0x20 if 0x41 <= each <= 0x5A else each) ^ MASK for each in range(256))


def mask(pattern: bytes) -> bytes:
    """A pattern in lower case as it is handed to a process that searches itself; twice gives it back."""
    return bytes(each ^ MASK for each in pattern)


@dataclass
class Found:
    """How much was searched, how often each pattern was found (by its place in the list), and where."""

    searched: int = 0
    counts: dict[int, int] = field(default_factory=dict)
    samples: list[tuple[int, str, str]] = field(default_factory=list)
    """Of the first hits: the pattern, the name of the mapping, and the masked bytes around it in hexadecimal."""


def search(masked: list[bytes], *, enough: bool = False) -> Found:
    """Search all that this process can write to: heaps, stacks, anonymous memory, private copies of files.

    `enough`: anything found will do, and the rest is not looked at.
    """
    found = Found()
    buffer = bytearray(PIECE)
    own = ctypes.addressof((ctypes.c_char * PIECE).from_buffer(buffer))
    memory = os.open("/proc/self/mem", os.O_RDONLY)
    try:
        for start, end, name in list(_mappings()):
            for first, last in _without(start, end, own):
                _search(memory, buffer, first, last, name, masked, found)
            if enough and found.counts:
                break
    finally:
        os.close(memory)
        buffer[:] = bytes(PIECE)
    return found


def _mappings() -> Iterator[tuple[int, int, str]]:
    with open("/proc/self/maps", encoding="utf-8", errors="replace") as lines:
        for line in lines:
            match = MAPPING.match(line)
            if match and match[3].startswith("rw"):
                yield int(match[1], 16), int(match[2], 16), match[4] or "anonymous"


def _without(start: int, end: int, own: int) -> Iterator[tuple[int, int]]:
    """The mapping, but for the buffer that it is read into."""
    if start < own + PIECE and own < end:
        yield start, max(own, start)
        yield min(own + PIECE, end), end
    else:
        yield start, end


def _search(
    memory: int, buffer: bytearray, start: int, end: int, name: str, masked: list[bytes], found: Found
) -> None:
    longest = max(map(len, masked))
    before = b""
    for at in range(start, end, PIECE):
        read = _read(memory, buffer, at, min(at + PIECE, end))
        found.searched += read
        hidden = before + buffer[:read].translate(_TABLE, b"\0")
        for number, pattern in enumerate(masked):
            # What lies wholly in the end of the last piece was counted there.
            _count(hidden, len(before) - len(pattern) + 1, number, pattern, name, found)
        before = bytes(hidden[-(longest - 1) :])


def _read(memory: int, buffer: bytearray, start: int, end: int) -> int:
    """How many bytes could be read. A page may be gone by now, and some cannot be read at all."""
    try:
        return os.preadv(memory, [memoryview(buffer)[: end - start]], start)
    except OSError:
        return 0


def _count(
    hidden: bytes | bytearray, begin: int, number: int, pattern: bytes, name: str, found: Found
) -> None:
    at = hidden.find(pattern, max(begin, 0))
    while at >= 0:
        found.counts[number] = found.counts.get(number, 0) + 1
        if len(found.samples) < MOST_SAMPLES:
            around = hidden[max(at - CONTEXT, 0) : at + len(pattern) + CONTEXT]
            found.samples.append((number, name, bytes(around).hex()))
        at = hidden.find(pattern, at + 1)
