"""The reader for each kind, and one answer for whatever a parser may throw."""

from __future__ import annotations

import logging
from collections.abc import Callable
from importlib import import_module

from apps.intake.models import Kind, Trouble
from apps.intake.readers.reading import Deadline, Reading, Unreadable

logger = logging.getLogger(__name__)

MODULES = {
    Kind.PDF: "pdf",
    Kind.DOCX: "docx",
    Kind.TEXT: "plain",
    Kind.EMAIL: "email",
    Kind.TRANSCRIPT: "transcript",
}


def read(kind: Kind, data: bytes, deadline: Deadline) -> Reading:
    """Read a source of a kind. Raises Unreadable and nothing else.

    Parsers of other people's files fail in ways nobody lists. Their errors quote what they choked on, so that
    only the name of the error goes into the log and none is chained.
    """
    unread = Unreadable(Trouble.DAMAGED)
    try:
        return _reader(kind)(data, deadline)
    except Unreadable as error:
        unread = Unreadable(error.trouble, attachments=error.attachments, inside=error.inside)
    except Exception as error:  # noqa: BLE001 - see above: anything a parser throws means that it cannot be read
        logger.warning("a %s could not be parsed: %s", kind.value, type(error).__name__)
    raise unread


def _reader(kind: Kind) -> Callable[[bytes, Deadline], Reading]:
    """Imported when first needed: web processes never read, and should not carry every parser."""
    reader: Callable[[bytes, Deadline], Reading] = import_module(f"apps.intake.readers.{MODULES[kind]}").read
    return reader
