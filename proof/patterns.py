"""What a canary may look like by the time it is found: text of every width, base64, hexadecimal, packed.

Everything is compared in lower case and without bytes of zero. So a copy that was folded is found as well, and text
that is two or four bytes wide (UTF-16, UTF-32, Python's own strings) reads like text of one.
"""

from __future__ import annotations

import base64
import gzip
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

LITERALS = 8
"""Bytes that PostgreSQL's own compression (pglz) writes as they stand between two bytes of control."""
LARGEST_UNPACKED = 64 * 1024 * 1024
TEXT, HEXADECIMAL, BASE64, COMPRESSED = "text", "hexadecimal", "base64", "compressed by PostgreSQL"
FOLDED = bytes(range(256)).lower()


@dataclass(frozen=True)
class Needle:
    """A word that stands nowhere else. `kind` says where it may rest (`custody.ALLOWED`)."""

    kind: str
    word: str


@dataclass(frozen=True)
class Pattern:
    """One form of a needle. `skipped` is how much of the word comes before it, where it is a part of one."""

    needle: Needle
    form: str
    data: bytes
    skipped: int = 0


def patterns(needles: Iterable[Needle], *, compressed: bool = False) -> tuple[Pattern, ...]:
    """All forms of all needles; with `compressed`, those inside PostgreSQL's files as well."""
    forms = [form for needle in needles for form in _forms(needle)]
    if compressed:
        forms += [form for needle in needles for form in _literals(needle)]
    return tuple(forms)


def _forms(needle: Needle) -> Iterator[Pattern]:
    word = needle.word.lower().encode("ascii")
    yield Pattern(needle, TEXT, word)
    yield Pattern(needle, HEXADECIMAL, word.hex().encode())
    for before in range(3):
        yield Pattern(needle, BASE64, _base64(needle.word.encode("ascii"), before).lower())


def _base64(word: bytes, before: int) -> bytes:
    """The characters that do not depend on what stands before and after the word, when so many bytes come before it."""
    whole = base64.b64encode(bytes(before) + word + bytes(3))
    return whole[-(-before * 8 // 6) : (before + len(word)) * 8 // 6]


def _literals(needle: Needle) -> Iterator[Pattern]:
    """The parts of a word of which pglz leaves one whole: of 15 letters, 8 stand together wherever its bytes fall."""
    word = needle.word.lower().encode("ascii")
    for start in range(LITERALS if len(word) >= 2 * LITERALS - 1 else 0):
        yield Pattern(needle, COMPRESSED, word[start : start + LITERALS], skipped=start)


Hits = Counter[tuple[str, str]]
"""How often, by the needle's kind and the form it was found in."""


def search(data: bytes, sought: Iterable[Pattern]) -> Hits:
    """Every occurrence in these bytes, and in what they are when unpacked (gzip, zlib)."""
    hits = _find(data, sought)
    for unpacked in _unpacked(data):
        packed = _find(unpacked, sought)
        hits.update({(kind, f"{form}, packed"): number for (kind, form), number in packed.items()})
    return hits


def _find(data: bytes, sought: Iterable[Pattern]) -> Hits:
    hits: Hits = Counter()
    folded = data.translate(FOLDED, b"\0")
    for pattern in sought:
        at = folded.find(pattern.data)
        while at >= 0:
            if not _is_in_a_whole(folded, at, pattern):
                hits[pattern.needle.kind, pattern.form] += 1
            at = folded.find(pattern.data, at + 1)
    return hits


def _is_in_a_whole(folded: bytes, at: int, pattern: Pattern) -> bool:
    """Whether a part of a word is there because the whole word is, which is counted as such."""
    if pattern.form != COMPRESSED:
        return False
    word = pattern.needle.word.lower().encode("ascii")
    return at >= pattern.skipped and folded.startswith(word, at - pattern.skipped)


def _unpacked(data: bytes) -> Iterator[bytes]:
    try:
        if data[:2] == b"\x1f\x8b":
            yield gzip.decompress(data)[:LARGEST_UNPACKED]
        elif data[:1] == b"\x78":
            yield zlib.decompressobj().decompress(data, LARGEST_UNPACKED)
    except (OSError, EOFError, zlib.error):
        return
