"""Text of any of the encodings that files from clients, courts and old systems come in."""

from __future__ import annotations

import codecs
import re

from apps.intake.models import Trouble
from apps.intake.readers import reading
from apps.intake.readers.reading import WINDOWS, Collected, Deadline, Reading, Unreadable

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
USUAL = re.compile("[\u00a0-\u00ff\u2000-\u20ff]+")
"""Letters and signs of the languages here. In UTF-8 they begin as no word of Windows goes on; of what another makes of
Windows' letters, as of an É with a dash behind it, none is one."""
ALONE = {0xDC00 + code: WINDOWS.get(code, chr(code)) for code in range(0x80, 0x100)}
"""Bytes that are no UTF-8, as Python keeps them apart."""


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

    Never fails: every byte means something in Latin-1, which Windows-1252 extends by all but five. A text of which
    most is UTF-8 is that, with what is not: programs put a line of another encoding into it, or cut a letter in two.
    """
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        whole = data.decode("utf-8", "surrogateescape")
    read = data.decode("utf-8", "ignore")
    if sum(len(each.group()) for each in USUAL.finditer(read)) > len(whole) - len(read):
        return whole.translate(ALONE)
    return data.decode("latin-1").translate(WINDOWS)
