"""A drawn page (a binary PGM, as Poppler writes it) as a PNG for a browser, without empty stretches around it."""

from __future__ import annotations

import re
import struct
import zlib

HEAD = re.compile(rb"P5\s+(\d+)\s+(\d+)\s+255\s")
FAINT = 6
"""Levels of gray out of 255 between the lightest and darkest dot of a row. With less, nobody sees anything in it."""
MARGIN = 40
"""Rows that are left above the first and below the last in which something is."""


def png(drawn: bytes) -> bytes:
    """Raises ValueError for anything else than a gray picture of eight bits."""
    head = HEAD.match(drawn)
    if head is None:
        raise ValueError("not a gray picture")
    width, height = int(head[1]), int(head[2])
    body = memoryview(drawn)[head.end() :]
    if not width or not height or len(body) < width * height:
        raise ValueError("a picture that is cut off")
    first, end = _inked(body, width, height)
    rows = b"".join(b"\0" + body[at * width : (at + 1) * width] for at in range(first, end))
    shape = struct.pack(">IIBBBBB", width, end - first, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _chunk(kind, content)
        for kind, content in ((b"IHDR", shape), (b"IDAT", zlib.compress(rows, 6)), (b"IEND", b""))
    )


def _inked(body: memoryview, width: int, height: int) -> tuple[int, int]:
    """The first row to show and the one after the last: all of them where the page is empty."""
    inked = [at for at in range(height) if _has_ink(body[at * width : (at + 1) * width])]
    if not inked:
        return 0, height
    return max(0, inked[0] - MARGIN), min(height, inked[-1] + 1 + MARGIN)


def _has_ink(row: memoryview) -> bool:
    return max(row) - min(row) > FAINT


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
