"""What a stage above hands to the gate, and what it gets back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from apps.audit.facts import Digest
from apps.core.sensitive import Sensitive
from apps.integrations.claude.types import Call, Citation, Seen, Segment, SourceText
from apps.matters import keys
from apps.matters.models import Matter
from apps.people.models import User
from apps.policy.models import Crossing, Price

__all__ = [
    "Answer",
    "Call",
    "CallRequest",
    "Citation",
    "Readings",
    "Segment",
    "SourceText",
    "digest_of",
    "prompt_digest",
]


class Readings(StrEnum):
    """How the sources of a call were read: by readers that leave out what nobody sees when a file is opened, or not."""

    AS_SEEN = "as_seen"
    BEING_READ = "being_read"
    """One was read by an older reader, and is being read again."""
    NOT_READ_AGAIN = "not_read_again"
    """One was, and could not be read again."""


@dataclass(frozen=True)
class CallRequest:
    """One drafting request on its way to the gate.

    `call` is already minimised: the gate sends it as it is, or not at all. `shown_hmac` is the digest
    (`prompt_digest`) of what `confirmed_by` saw and confirmed at `confirmed_at`. `information` names the classes of
    what is sent as codes (`contact`, `transcript`, `health`, `child`...); `purpose` and `workflow` are codes too.
    """

    request_id: UUID
    matter: Matter
    asked_by: User
    confirmed_by: User
    responsible: User
    workflow: str
    purpose: str
    information: tuple[str, ...]
    shown_hmac: str
    confirmed_at: datetime
    call: Call
    readings: Readings
    """Of the very readings that the call was made from."""

    @property
    def askers(self) -> list[UUID]:
        """Whoever asked and whoever confirmed: both use Claude, and often they are one person."""
        return list({self.asked_by.pk, self.confirmed_by.pk})


@dataclass(frozen=True)
class Answer:
    """A reply that passed every check. It counts once `settle` has run in the transaction that stores the draft.

    The text still has its placeholders: `minimise.restore_all` puts the values back, segment by segment.
    """

    crossing: Crossing
    segments: tuple[Segment, ...]
    seen: Seen
    by: User
    asked_by: User
    price: Price | None
    cost: Decimal
    """USD, exact, by the price row."""

    @property
    def text(self) -> Sensitive[str]:
        """The whole reply."""
        return Sensitive("".join(segment.text.reveal() for segment in self.segments))


def prompt_digest(matter_id: UUID, call: Call) -> Digest:
    """The name of exactly this call in the log and on the request, under the matter's digest key."""
    with keys.opened(matter_id) as seal:
        return digest_of(call, seal)


def digest_of(call: Call, seal: keys.Seal) -> Digest:
    """As `prompt_digest`, with keys that are open already."""
    return seal.digest(b"prompt", call.canonical().reveal())
