"""Zoom's records, as far as they are used. Topics and file names are untrusted text."""

from dataclasses import dataclass, field
from datetime import datetime

from apps.core.sensitive import Sensitive


@dataclass(frozen=True)
class Transcript:
    """A finished transcript of one meeting instance. ``meeting`` is its UUID, ``file_id`` the file's id."""

    meeting: str
    file_id: str
    topic: Sensitive[str]
    started_at: datetime | None
    host_email: str = field(repr=False)
    size: int | None
    download_url: str = field(repr=False)


@dataclass(frozen=True)
class Page:
    """The transcripts of a page of recordings. ``next`` is Zoom's token for the page after it, or empty."""

    items: list[Transcript]
    next: str = ""
    has_unread: bool = False
    """Whether a recording in it makes no sense."""


@dataclass(frozen=True)
class Announcement:
    """What a ``recording.transcript_completed`` event says. ``token`` downloads it for a day, where there is one."""

    account_id: str
    transcripts: tuple[Transcript, ...]
    token: Sensitive[str] | None = field(repr=False)
