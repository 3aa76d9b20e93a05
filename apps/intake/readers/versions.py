"""Which version each kind of reader has: whoever changes what a reader makes of a file gives it the next number, and
what an older one read is read again (ADR 40)."""

from __future__ import annotations

from functools import reduce
from operator import or_

from django.db.models import Q

from apps.intake.models import Kind, State

VERSIONS = {Kind.PDF: 2, Kind.DOCX: 2, Kind.TEXT: 1, Kind.EMAIL: 2, Kind.TRANSCRIPT: 1}
"""From 1. A reading of which nobody wrote down by what it was made has 0."""
AS_SEEN = {Kind.PDF: 1, Kind.DOCX: 2, Kind.EMAIL: 2}
"""Since which version a reader leaves out all that is known to be seen by nobody when a file is opened (ADR 37). Where
it learns to leave out more, this number goes up as well. In the other kinds all of the file is what is seen."""


def is_older(kind: str, version: int) -> bool:
    """Whether a newer reader would be used today."""
    return version < VERSIONS[Kind(kind)]


def is_as_seen(kind: str, version: int) -> bool:
    """Whether a reading made with that version holds nothing but what is seen: no other crosses."""
    return version >= AS_SEEN.get(Kind(kind), 0)


def cannot_be_sent(prefix: str = "") -> Q:
    """Of a source: it cannot be read, or what it was read into is not to cross and could not be read again."""
    kinds = (Q(**{f"{prefix}kind": kind, f"{prefix}read_with__lt": since}) for kind, since in AS_SEEN.items())
    return ~Q(**{f"{prefix}state": State.READY}) | (
        reduce(or_, kinds) & ~Q(**{f"{prefix}reread_trouble": ""})
    )
