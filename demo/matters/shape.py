"""What is said of a sample matter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any


class Stage(StrEnum):
    """How far the seeding takes a matter's request."""

    NOTHING = "nothing"
    PREVIEW = "preview"
    REFUSED = "refused"
    IN_REVIEW = "in_review"
    SECOND = "second"
    RETURNED = "returned"
    DELIVERED = "delivered"


@dataclass(frozen=True)
class SampleParty:
    name: str
    role: str
    aliases: tuple[str, ...] = ()
    identifiers: dict[str, Any] = field(default_factory=dict)
    is_organization: bool = False


@dataclass(frozen=True)
class SampleFile:
    """A source as a real file. ``in_clio``: it lies in the practice system and is fetched from there.

    ``later``: it comes when the drafts are made, and a worker reads it.
    """

    filename: str
    make: Callable[[], bytes]
    title: str = ""
    tag: str = ""
    in_clio: bool = False
    later: bool = False


@dataclass(frozen=True)
class Ask:
    """A request of the sample, and how far it gets."""

    workflow: str
    assignment: str
    by: str
    stage: Stage
    days: int = 3
    """Needed by, in days from today."""
    language: str = "en"


@dataclass(frozen=True)
class Sample:
    """A matter of the sample firm."""

    number: str
    title: str
    client: str
    responsible: str
    office: str
    area: str
    province: str
    forum: str
    opened: date
    team: tuple[str, ...]
    parties: tuple[SampleParty, ...] = ()
    files: tuple[SampleFile, ...] = ()
    asks: tuple[Ask, ...] = ()
    residency: str = "no_storage_abroad"
    told: bool = True
    client_is_organization: bool = False
    health: bool = False
    in_clio: bool = True
    screened: tuple[str, ...] = ()
    closed: date | None = None
    training: bool = False
    deadline_in: int | None = None
    """Days from today to the next deadline."""
