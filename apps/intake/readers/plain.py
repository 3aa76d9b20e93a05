"""Text of any of the encodings that files from clients, courts and old systems come in."""

from __future__ import annotations

import codecs
import re

from apps.intake.models import Trouble
from apps.intake.readers import reading
from apps.intake.readers.reading import Collected, Deadline, Reading, Unreadable

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def read(data: bytes, deadline: Deadline) -> Reading:
    """A passage for each paragraph: a stretch between empty lines. Raises Unreadable where there is no text."""
    found = Collected(deadline)
    number = 0
    for paragraph in paragraphs(decode(data)):
        if found.add(f"par{number + 1}", paragraph, paragraph=number + 1):
            number += 1
    if not found.passages:
        raise Unreadable(Trouble.NO_TEXT)
    return Reading(found.passages)


def paragraphs(text: str) -> list[str]:
    """The stretches of a text between empty lines. Raises Unreadable for more text than is read of one source: so much
    in one piece, letter by letter, fills the memory."""
    if len(text) > 2 * reading.MOST_CHARACTERS:
        raise Unreadable(Trouble.UNPACKS_TOO_LARGE)
    return [part for part in re.split(r"\n[ \t]*(?:\n[ \t]*)+", _lines(text)) if part.strip()]


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def decode(data: bytes) -> str:
    """The text of some bytes: by its byte-order mark, as UTF-8, else as Windows-1252, else as Latin-1.

    Never fails: every byte means something in Latin-1, which Windows-1252 extends by all but five.
    """
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace")
    for encoding in ("utf-8", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")
