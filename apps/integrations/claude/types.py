"""What goes to Claude and what comes back, as this house speaks of it.

Text is `Sensitive` throughout: none of these can be printed, pickled or written as JSON with content in it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from apps.core.sensitive import Sensitive

OPAQUE_ID = re.compile(r"[A-Za-z0-9._:-]{1,80}")
"""An id of the vendor's: a request, an organization, a workspace."""

HALF = re.compile(r"[\ud800-\udfff]")
"""Half of a character: a surrogate without the other."""

GEO = "us"
"""The only inference geography that is ever asked for or accepted."""


@dataclass(frozen=True)
class SourceText:
    """One source as Claude sees it: a title and its passages in order. A citation points at their indexes."""

    title: Sensitive[str]
    passages: tuple[Sensitive[str], ...]


@dataclass(frozen=True)
class Call:
    """One Messages call, complete: nothing is added to it on the way but `stream`.

    `effort` is low, medium, high, xhigh or max. `max_tokens` bounds the reply, thinking included. Sources become
    `search_result` blocks with citations, in this order, before the instruction.
    """

    model: str
    max_tokens: int
    effort: str
    system: Sensitive[str]
    sources: tuple[SourceText, ...]
    instruction: Sensitive[str]

    @property
    def geo(self) -> str:
        """Where it asks to be run: no call can be made that asks for anything else."""
        return GEO

    def body(self) -> dict[str, Any]:
        """The request as it goes over the wire, `stream` aside. Holds the text in the clear: do not keep it."""
        return {
            "model": self.model,
            "max_tokens": self.max_tokens,
            "inference_geo": GEO,
            "service_tier": "standard_only",
            "system": [{"type": "text", "text": self.system.reveal()}],
            "thinking": {"type": "adaptive", "display": "omitted"},
            "output_config": {"effort": self.effort},
            "messages": [
                {
                    "role": "user",
                    "content": [
                        *(_search_result(number, source) for number, source in enumerate(self.sources, 1)),
                        {"type": "text", "text": self.instruction.reveal()},
                    ],
                }
            ],
        }

    def canonical(self) -> Sensitive[bytes]:
        """The exact bytes that a digest of this call is made over. They have a name even where they cannot be sent."""
        text = json.dumps(self.body(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return Sensitive(text.encode("utf-8", "surrogatepass"))

    @property
    def is_sendable(self) -> bool:
        """Whether its text is Unicode: half of a character, as broken files hold, has no bytes on the wire."""
        texts = (text.reveal() for text in self.texts())
        return not any(not text.isascii() and HALF.search(text) for text in texts)

    def texts(self) -> tuple[Sensitive[str], ...]:
        """Every piece of text in it, in order: system, each source's title and passages, instruction."""
        inside = (text for source in self.sources for text in (source.title, *source.passages))
        return (self.system, *inside, self.instruction)


def _search_result(number: int, source: SourceText) -> dict[str, Any]:
    return {
        "type": "search_result",
        "source": f"source:{number}",
        "title": source.title.reveal(),
        "content": [{"type": "text", "text": passage.reveal()} for passage in source.passages],
        "citations": {"enabled": True},
    }


@dataclass(frozen=True)
class Citation:
    """What supports a stretch of the reply: passages `start` up to but not including `end` of a source.

    `source`, `start` and `end` count from 0, in the order in which sources and passages were sent. `cited` is the
    text as the vendor repeats it; check it against the stored passage before relying on it.
    """

    source: int
    start: int
    end: int
    cited: Sensitive[str]


@dataclass(frozen=True)
class Segment:
    """A stretch of the reply with its citations. Joined in order without anything between, segments are the text."""

    text: Sensitive[str]
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True)
class Usage:
    """Tokens by category, as the vendor counts them. `input` is the uncached part only."""

    input: int = 0
    output: int = 0
    cache_write_5m: int = 0
    cache_write_1h: int = 0
    cache_read: int = 0

    @property
    def prompt(self) -> int:
        """Everything that was read: what budgets and price bands go by."""
        return self.input + self.cache_write_5m + self.cache_write_1h + self.cache_read


@dataclass(frozen=True)
class Limits:
    """What the response headers say of the rate limit: seconds until calls may go on, or None if there is room."""

    pause: float | None = None


@dataclass(frozen=True)
class Seen:
    """What is known of a call without any of its text: kept whatever becomes of the reply.

    `faults` names what in the shape of the answer was not as documented (codes). `ended` says that the vendor
    sent the reply to its end.
    """

    status: int | None = None
    vendor_request: str = ""
    message: str = ""
    organization: str = ""
    workspace: str = ""
    model: str = ""
    geo: str = ""
    stop_reason: str = ""
    usage: Usage = field(default_factory=Usage)
    limits: Limits = field(default_factory=Limits)
    faults: tuple[str, ...] = ()
    ended: bool = False
    milliseconds: int = 0


@dataclass(frozen=True)
class Reply:
    """A whole reply. It is not a draft until the gate has checked `seen` on every count."""

    segments: tuple[Segment, ...]
    seen: Seen

    @property
    def text(self) -> Sensitive[str]:
        """All of it."""
        return Sensitive("".join(segment.text.reveal() for segment in self.segments))
