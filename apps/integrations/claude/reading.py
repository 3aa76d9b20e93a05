"""Reading a streamed answer, event by event, trusting none of it.

The SDK's own models are lenient (junk becomes a message full of `None`), so events are read as plain JSON. What is
not as documented is noted in `faults` and the gate refuses the reply; events of an unknown name are passed over,
because the vendor may add some within a version.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeGuard

from apps.core.sensitive import Sensitive

from .trouble import LONGEST_WAIT, their_now
from .types import GEO, HALF, OPAQUE_ID, Citation, Limits, Seen, Segment, Usage

MODEL = re.compile(r"[A-Za-z0-9._:-]{1,60}")
WORD = re.compile(r"[a-z_]{1,20}")
REASON = re.compile(r"[a-z_]{1,40}")
BREAKS_OFF = frozenset({"refusal", "max_tokens", "model_context_window_exceeded"})
"""Reasons for an end in the middle of a block. None of these is a draft, and it is not said whether the block ends."""
CITED = ("search_result_index", "start_block_index", "end_block_index")
BUDGETS = ("requests", "tokens", "input-tokens", "output-tokens")


class Reader:
    """Gathers text, citations and metadata of one answer."""

    def __init__(self, progress: Callable[[int], None] | None) -> None:
        self.begun = time.monotonic()
        self.segments: list[Segment] = []
        self.ended = False
        self.error_type: str | None = None
        self._progress = progress
        self._received = 0
        self._faults: dict[str, None] = {}
        self._known: dict[str, Any] = {}
        self._usage: dict[str, int] = {}
        self._blocks = 0
        self._is_open = False
        self._kind: str | None = None
        self._texts: list[str] = []
        self._citations: list[Citation] = []

    # What is known

    def answered(self, status: int, headers: Mapping[str, str]) -> None:
        """Status and headers arrived."""
        self._known["status"] = status
        for name, header in (
            ("vendor_request", "request-id"),
            ("organization", "anthropic-organization-id"),
            ("workspace", "anthropic-workspace-id"),
        ):
            self._known[name] = self._matching(OPAQUE_ID, headers.get(header), "header")
        self._known["limits"] = Limits(pause=_pause(headers))
        if status == 200 and not headers.get("content-type", "").startswith("text/event-stream"):
            self.fault("not_a_stream")

    def fault(self, code: str) -> None:
        """Note that something was not as documented."""
        self._faults[code] = None

    @property
    def faulty(self) -> bool:
        return bool(self._faults)

    def seen(self) -> Seen:
        """Everything but the text."""
        return Seen(
            **self._known,
            usage=Usage(**self._usage),
            faults=tuple(self._faults),
            ended=self.ended,
            milliseconds=int((time.monotonic() - self.begun) * 1000),
        )

    # Events

    def event(self, data: Any) -> None:
        """One event, as the JSON that it holds."""
        if not isinstance(data, dict):
            self.fault("event")
            return
        handler = self._HANDLERS.get(str(data.get("type")))
        if handler is None:
            return
        if self.ended:
            self.fault("after_the_end")
        elif (
            handler is not Reader._message_start
            and handler is not Reader._error
            and "model" not in self._known
        ):
            self.fault("order")
        else:
            handler(self, data)

    def _message_start(self, data: dict) -> None:
        message = data.get("message")
        if "model" in self._known or not isinstance(message, dict):
            self.fault("order")
            return
        if message.get("type") != "message" or message.get("role") != "assistant":
            self.fault("message")
        self._known["model"] = self._matching(MODEL, message.get("model"), "model")
        self._known["message"] = self._matching(OPAQUE_ID, message.get("id"), "message")
        if message.get("container") is not None:
            self.fault("container")
        if message.get("content"):
            self.fault("content")
        usage = message.get("usage")
        if not isinstance(usage, dict):
            self.fault("no_usage")
            return
        self._known["geo"] = self._matching(WORD, usage.get("inference_geo"), "geo")
        if usage.get("service_tier") != "standard":
            self.fault("service_tier")
        if usage.get("input_tokens") is None:
            self.fault("no_usage")
        self._count(usage)

    def _message_delta(self, data: dict) -> None:
        delta, usage = data.get("delta"), data.get("usage")
        if not isinstance(delta, dict):
            self.fault("message")
            return
        if delta.get("container") is not None:
            self.fault("container")
        self._stop(self._matching(REASON, delta.get("stop_reason"), "stop_reason"))
        if isinstance(usage, dict):
            if usage.get("output_tokens") is None:
                self.fault("no_usage")
            self._count(usage)
            if usage.get("inference_geo") not in (None, GEO):  # whatever was said at its beginning
                self._known["geo"] = self._matching(WORD, usage["inference_geo"], "geo")
        else:
            self.fault("no_usage")

    def _stop(self, reason: str) -> None:
        """Why it ended is said once: what was declined or cut off is not finished by a second word on it."""
        said = self._known.get("stop_reason")
        if said and reason not in ("", said):
            self.fault("stop_reason")
        self._known["stop_reason"] = said or reason

    def _message_stop(self, _data: dict) -> None:
        if self._is_open and self._known.get("stop_reason") not in BREAKS_OFF:
            self.fault("order")
        self._close_block()
        self.ended = True

    def _block_start(self, data: dict) -> None:
        """Blocks come one after the other, each with its place in the whole: where one is missing, or one begins in
        another, words would be lost or cited for what others say."""
        if self._is_open or not _is(data.get("index"), self._blocks) or self._known.get("stop_reason"):
            self.fault("order")
        self._blocks += 1
        self._close_block()
        self._is_open = True
        block = data.get("content_block")
        kind = block.get("type") if isinstance(block, dict) else None
        if kind not in ("text", "thinking", "redacted_thinking"):
            self.fault("block_type")
            kind = "other"
        self._kind = kind
        if kind == "text" and isinstance(block, dict):
            self._add(block.get("text", ""))
            citations = block.get("citations") or []
            for citation in citations if isinstance(citations, list) else [None]:
                self._cite(citation)

    def _block_delta(self, data: dict) -> None:
        self._check_place(data)
        delta = data.get("delta")
        if not isinstance(delta, dict):
            self.fault("delta_type")
            return
        kind = delta.get("type")
        if self._kind == "text" and kind == "text_delta":
            self._add(delta.get("text"))
        elif self._kind == "text" and kind == "citations_delta":
            self._cite(delta.get("citation"))
        elif not (self._kind == "thinking" and kind in ("thinking_delta", "signature_delta")):
            self.fault("delta_type")

    def _block_stop(self, data: dict) -> None:
        self._check_place(data)
        self._close_block()
        self._is_open = False

    def _check_place(self, data: dict) -> None:
        """Whether it is of the block that is open."""
        if not (self._is_open and _is(data.get("index"), self._blocks - 1)):
            self.fault("order")

    def _error(self, data: dict) -> None:
        error = data.get("error")
        found = error.get("type") if isinstance(error, dict) else None
        self.error_type = found if isinstance(found, str) else "unknown"

    _HANDLERS: dict[str, Callable[[Reader, dict], None]] = {
        "message_start": _message_start,
        "message_delta": _message_delta,
        "message_stop": _message_stop,
        "content_block_start": _block_start,
        "content_block_delta": _block_delta,
        "content_block_stop": _block_stop,
        "error": _error,
    }

    # Parts

    def _add(self, text: Any) -> None:
        if not isinstance(text, str):
            self.fault("text")
            return
        self._texts.append(text)
        self._received += len(text)
        if self._progress is not None and text:
            self._progress(self._received)

    def _cite(self, citation: Any) -> None:
        """Only places in the search results that were sent: nothing else can be cited here."""
        if not isinstance(citation, dict) or citation.get("type") != "search_result_location":
            self.fault("citation")
            return
        source, start, end = (citation.get(name) for name in CITED)
        cited = citation.get("cited_text")
        if not (_is_index(source) and _is_index(start) and _is_index(end) and isinstance(cited, str)):
            self.fault("citation")
            return
        self._citations.append(Citation(source, start, end, Sensitive(whole(cited))))

    def _close_block(self) -> None:
        if self._kind == "text" and (self._texts or self._citations):
            self.segments.append(Segment(Sensitive(whole("".join(self._texts))), tuple(self._citations)))
        self._kind, self._texts, self._citations = None, [], []

    def _count(self, usage: dict) -> None:
        """Tokens are cumulative: a later number replaces an earlier one, and an absent one does not."""
        split = usage.get("cache_creation")
        found = {
            "input": usage.get("input_tokens"),
            "output": usage.get("output_tokens"),
            "cache_read": usage.get("cache_read_input_tokens"),
        }
        if isinstance(split, dict):
            found["cache_write_5m"] = split.get("ephemeral_5m_input_tokens")
            found["cache_write_1h"] = split.get("ephemeral_1h_input_tokens")
        elif not self._usage.get("cache_write_1h"):
            found["cache_write_5m"] = usage.get("cache_creation_input_tokens")
        for name, number in found.items():
            if number is None:
                continue
            if type(number) is not int or not 0 <= number < 2**31:
                self.fault("usage")
                continue
            self._usage[name] = number
        tools = usage.get("server_tool_use")
        if tools is not None and (not isinstance(tools, dict) or any(tools.values())):
            self.fault("server_tool")

    def _matching(self, pattern: re.Pattern[str], value: Any, fault: str) -> str:
        """The value if it reads like what it should be. Absent is empty; anything else is a fault and not kept."""
        if value is None:
            return ""
        if isinstance(value, str) and pattern.fullmatch(value):
            return value
        self.fault(fault)
        return ""


def whole(text: str) -> str:
    """Two halves of a character, which may come in two events, are one; a half without the other is seen to be none,
    for it cannot be stored, and all that was paid for would be lost with it."""
    if not HALF.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _is(value: Any, number: int) -> bool:
    return type(value) is int and value == number


def _is_index(value: Any) -> TypeGuard[int]:
    return type(value) is int and value >= 0


def _pause(headers: Mapping[str, str]) -> float | None:
    """Seconds until a budget that is used up is filled again (the vendor's rate-limit headers)."""
    now = their_now(headers)
    waits = [
        wait
        for budget in BUDGETS
        if headers.get(f"anthropic-ratelimit-{budget}-remaining") == "0"
        and (wait := _until(headers.get(f"anthropic-ratelimit-{budget}-reset"), now)) is not None
    ]
    return max(waits, default=None)


def _until(moment: str | None, now: datetime) -> float | None:
    try:
        at = datetime.fromisoformat(moment or "")
    except ValueError:
        return None
    if at.tzinfo is None:
        return None
    return min(max((at - now).total_seconds(), 0.0), LONGEST_WAIT)
