"""The reader for each kind, and one answer for whatever a parser may throw."""

from __future__ import annotations

import logging

from apps.intake.models import Kind, Trouble
from apps.intake.readers.reading import Deadline, Reading, Unreadable

logger = logging.getLogger(__name__)


def read(kind: Kind, data: bytes, deadline: Deadline) -> Reading:
    """Read a source of a kind. Raises Unreadable and nothing else.

    Parsers of other people's files fail in ways nobody lists. Their errors quote what they choked on, so that
    only the name of the error goes into the log and none is chained.
    """
    trouble = Trouble.DAMAGED
    try:
        return _reader(kind)(data, deadline)
    except Unreadable as error:
        trouble = error.trouble
    except Exception as error:  # noqa: BLE001 - see above: anything a parser throws means that it cannot be read
        logger.warning("a %s could not be parsed: %s", kind.value, type(error).__name__)
    raise Unreadable(trouble)


def _reader(kind: Kind):  # type: ignore[no-untyped-def]
    """Imported when first needed: web processes never read, and should not carry every parser."""
    if kind == Kind.PDF:
        from apps.intake.readers import pdf as reader
    elif kind == Kind.DOCX:
        from apps.intake.readers import docx as reader
    elif kind == Kind.EMAIL:
        from apps.intake.readers import email as reader
    elif kind == Kind.TRANSCRIPT:
        from apps.intake.readers import transcript as reader
    else:
        from apps.intake.readers import plain as reader
    return reader.read
