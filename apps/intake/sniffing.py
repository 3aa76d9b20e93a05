"""What a file is, by what is in it. Its name only says what it was meant to be."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import PurePosixPath

from apps.intake.models import Kind, Trouble
from apps.intake.readers.plain import MARKS, decode
from apps.intake.readers.reading import Unreadable

SAMPLE = 64 * 1024
SIGN = 128
PDF = re.compile(rb"%PDF-\d")
TRANSCRIPT = re.compile(r"\s*WEBVTT(?:\s|$)")
ENTRY, MOST_ENTRIES = b"PK\x01\x02", 20_000
"""How a package says that a file is in it, and how often: a list of a million files takes gigabytes once it is read."""
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PROTECTED_OFFICE = "EncryptedPackage".encode("utf-16-le")
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"BM", b"\0\0\0\x0cjP", b"RIFF")
WEB_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype html|html|head|body)\b", re.I | re.S
)
"""A comment ends where it first can: with many of them, there is one way to read them and not one for each choice."""
HEADER = re.compile(r"[!-9;-~]+:|[ \t]")
SENT = frozenset({"message-id", "mime-version", "received", "return-path", "delivered-to", "x-mailer"})
"""Headers that somebody's own note with ``From:`` and ``To:`` at its top does not have."""


def sniff(data: bytes, filename: str) -> Kind:
    """The kind of a file. Raises Unreadable with the trouble that its own reader would not find."""
    if TRANSCRIPT.match(decode(data[:SIGN])):
        return Kind.TRANSCRIPT  # whatever it says after that: its reader makes the best of it
    suffix = PurePosixPath(filename.replace("\\", "/")).suffix.lower()
    kind = _binary(data, suffix) or _textual(data, suffix)
    if suffix == ".docx" and kind not in (Kind.DOCX, Kind.PDF):
        raise Unreadable(Trouble.DAMAGED)
    if suffix == ".pdf" and kind not in (Kind.DOCX, Kind.PDF):
        raise Unreadable(Trouble.DAMAGED)
    if suffix == ".vtt" and kind != Kind.TRANSCRIPT:
        raise Unreadable(Trouble.NOT_A_TRANSCRIPT)
    return kind


def _binary(data: bytes, suffix: str) -> Kind | None:
    if not data.strip(b"\0 \t\r\n"):
        raise Unreadable(Trouble.EMPTY)
    if PDF.search(data[:1024]):
        return Kind.PDF
    if data.startswith(b"PK"):
        return _package(data, suffix)
    if data.startswith(OLD_OFFICE):
        raise Unreadable(Trouble.ENCRYPTED if PROTECTED_OFFICE in data else Trouble.OLD_OFFICE)
    if data.startswith(b"{\\rtf"):
        raise Unreadable(Trouble.RICH_TEXT)
    if data.startswith(PICTURES) and b"\0" in data[:SAMPLE]:
        raise Unreadable(Trouble.PICTURE)
    return None


def _package(data: bytes, suffix: str) -> Kind:
    if data.count(ENTRY) > MOST_ENTRIES:
        raise Unreadable(Trouble.UNPACKS_TOO_LARGE)
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            names = set(package.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        names = set()
    if "word/document.xml" in names or ("[Content_Types].xml" in names and suffix == ".docx"):
        return Kind.DOCX
    raise Unreadable(Trouble.DAMAGED if suffix == ".docx" else Trouble.NOT_SUPPORTED)


def _textual(data: bytes, suffix: str) -> Kind:
    marked = any(data.startswith(mark) for mark, _encoding in MARKS)
    sample = data[:SAMPLE]
    if not marked and b"\0" in sample:
        raise Unreadable(Trouble.NOT_SUPPORTED)
    text = decode(sample)
    if _control(text) > len(text) // 100:
        raise Unreadable(Trouble.NOT_SUPPORTED)
    if TRANSCRIPT.match(text):
        return Kind.TRANSCRIPT
    if WEB_PAGE.match(text):
        raise Unreadable(Trouble.NOT_A_TRANSCRIPT if suffix == ".vtt" else Trouble.WEB_PAGE)
    return Kind.EMAIL if _is_email(text, named=suffix == ".eml") else Kind.TEXT


def _control(text: str) -> int:
    return sum(
        (character < " " and character not in "\t\n\r\f\x1b") or character == "\ufffd" for character in text
    )


def _is_email(text: str, *, named: bool) -> bool:
    """Headers down to the first empty line, a sender among them, and one that only mail has unless it is so named."""
    names: set[str] = set()
    for number, line in enumerate(text.lstrip().replace("\r\n", "\n").split("\n")):
        if not line.strip():
            break
        if number == 0 and line.startswith("From "):
            continue
        if not HEADER.match(line):
            return False
        names.add(line.partition(":")[0].lower())
    return "from" in names and (named or not names.isdisjoint(SENT))
