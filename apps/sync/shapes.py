"""The shapes that what a practice system has is read into, whichever it is."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from apps.core.sensitive import Sensitive
from apps.matters.deadlines import Due
from apps.matters.models import PartyRole
from apps.sync.models import RecordKind


@dataclass(frozen=True)
class Who:
    """A client or party with what identifies it."""

    kind: RecordKind
    remote_id: str
    name: str = field(repr=False)
    is_organization: bool
    aliases: tuple[str, ...] = field(repr=False)
    identifiers: dict[str, Any] = field(repr=False)


@dataclass(frozen=True)
class Incoming:
    """A matter as the practice system has it. ``status`` is open, pending or closed."""

    remote_id: str
    etag: str
    number: str
    title: str = field(repr=False)
    status: str
    area: str
    place: str = field(repr=False)
    client: Who | None
    others: tuple[Who, ...]
    responsible_email: str = field(repr=False)
    opened_on: date | None

    @property
    def clients(self) -> tuple[Who, ...]:
        """All whose matter it is there; which of several is named first means nothing."""
        return tuple(who for who in (self.client, *self.others) if who is not None)


@dataclass(frozen=True)
class Part:
    """Somebody's part in a matter."""

    remote_id: str
    matter_id: str
    role: PartyRole
    who: Who


@dataclass(frozen=True)
class Listed:
    """A document or note of a matter that is there. ``version`` is what its newest version is known by."""

    kind: RecordKind
    remote_id: str
    matter_id: str
    version: str
    title: str = field(repr=False)
    size: int | None
    changed_at: datetime | None


@dataclass(frozen=True)
class DueThere:
    """Something that falls due in a matter."""

    matter_id: str
    due: Due


@dataclass(frozen=True)
class Odd:
    """A record that cannot be made sense of, or whose people cannot be read. ``matter_id`` where that is said;
    ``received`` is all that came of it and of those people, or None where it is not known what that was."""

    remote_id: str
    matter_id: str
    received: Sensitive[bytes] | None = field(repr=False)
    label: str = field(default="", repr=False)
    clients: tuple[tuple[RecordKind, str], ...] = ()
    """Of a matter: the records of those whose it is, as far as that can be told."""


@dataclass(frozen=True)
class Batch:
    """A page of records of one ``kind``. ``next`` is where the one after it is, or empty; ``read`` has the ids of what
    could be read, ``odd`` what could not."""

    kind: RecordKind
    read: tuple[str, ...] = ()
    odd: tuple[Odd, ...] = ()

    matters: list[Incoming] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    people: list[Who] = field(default_factory=list)
    papers: list[Listed] = field(default_factory=list)
    within: dict[str, str] = field(default_factory=dict)
    """Of documents and notes, whoever put them there: the matter there that each is in."""
    due: list[DueThere] = field(default_factory=list)
    next: str = ""
