"""What every reader gives back, what stops it, and how long it may take."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from apps.core.text import canonical, visible
from apps.intake.models import Trouble
from apps.intake.passages import Passage

MOST_CHARACTERS = 8_000_000
"""Of all passages of one source. A file that says more is not a document that anybody drafts from."""

MOST_PASSAGES = 100_000
"""Of one source: an hour of talk has some hundreds, a book of a thousand pages some ten thousand."""

NO_PLACE = re.compile(r"[^A-Za-z0-9]+")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters but tab and line feed, and halves of characters that no encoding can write."""
WINDOWS = {code: bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(0x80, 0xA0)}
"""What stands in Windows-1252 where Latin-1 has signs that nobody sees: quotation marks, dashes, the euro."""
OLD = WINDOWS | {0x0B: "\n", 0x0C: "\n", 0x2028: "\n", 0x2029: "\n", 0x07: "\t", 0x1E: "-"}
"""Those, and the ends of lines, cells and hyphens of word processors in plain text: left out, two words were one."""


@dataclass(frozen=True)
class Attachment:
    """A file that came inside another."""

    filename: str = field(repr=False)
    data: bytes = field(repr=False)


class Unreadable(Exception):
    """This source cannot be read, for one of the reasons there are. Carries nothing of what it says, but the files that
    came inside it, and what is to be said of them: they can be read all the same."""

    def __init__(self, trouble: Trouble, *, attachments: Sequence[Attachment] = (), inside: str = "") -> None:
        super().__init__(trouble.value)
        self.trouble, self.attachments, self.inside = trouble, list(attachments), inside


@dataclass(frozen=True)
class Reading:
    """A source as it was read. ``blank_pages`` counts pages without text, ``seconds`` a recording's length, ``unseen``
    the places, or in a PDF the pages, with words that were left out because nobody sees them."""

    passages: list[Passage]
    pages: int | None = None
    blank_pages: int = 0
    unseen: int = 0
    seconds: int | None = None
    attachments: list[Attachment] = field(default_factory=list)

    @property
    def recognised(self) -> int:
        """How many passages were recognised in pictures."""
        return sum(passage.confidence is not None for passage in self.passages)

    @property
    def doubtful(self) -> int:
        """How many of those wait for a person."""
        return sum(passage.doubtful for passage in self.passages)

    @property
    def characters(self) -> int:
        return sum(len(passage.text) for passage in self.passages)


class Deadline:
    """A moment after which reading stops. Threads cannot be interrupted, so readers ask between small steps."""

    def __init__(self, seconds: float, *, told: Callable[[float], None] = lambda _seconds: None) -> None:
        """``told`` is told, in seconds from now, whenever it will take longer than that."""
        self._end = time.monotonic() + seconds
        self._told = told

    def allow(self, seconds: float) -> None:
        """Time for one slow step that has a limit of its own, and for what comes after it."""
        self.check()
        self._end += seconds
        self._told(self._end - time.monotonic())

    def check(self, *_ignored: object) -> None:
        """Raises Unreadable (took too long) once the moment has passed. Takes and ignores what a visitor is given."""
        if time.monotonic() > self._end:
            raise Unreadable(Trouble.TOOK_TOO_LONG)


class Collected:
    """Passages as a reader finds them, numbered in their order."""

    def __init__(self, deadline: Deadline) -> None:
        self.passages: list[Passage] = []
        self._anchors: set[str] = set()
        self.deadline = deadline
        self._characters = 0

    def add(self, anchor: str, text: str, **place: int | None) -> bool:
        """Keep a passage unless nothing is left of it once it is cleaned. Says whether it was kept."""
        self.deadline.check()
        text = clean(text)
        if not text:
            return False
        self._characters += len(text)
        if self._characters > MOST_CHARACTERS or len(self.passages) >= MOST_PASSAGES:
            raise Unreadable(Trouble.UNPACKS_TOO_LARGE)
        self.passages.append(Passage(len(self.passages), self._own(anchor), text, **place))  # type: ignore[arg-type]
        return True

    def _own(self, anchor: str) -> str:
        """A place that no other passage has. A file may number its notes as nobody would, or two of them alike: a page
        leads to a place by its name."""
        name = NO_PLACE.sub("", anchor)
        if name in self._anchors:
            name = f"{name}-{len(self.passages) + 1}"
        self._anchors.add(name)
        return name


def clean(text: str) -> str:
    """Canonical text without control characters, what nobody sees, spaces at the ends of lines or empty lines around
    it."""
    kept = canonical(visible(CONTROL.sub("", canonical(text.translate(OLD)))))
    return "\n".join(line.rstrip() for line in kept.split("\n")).strip("\n").strip()
