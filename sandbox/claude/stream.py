"""A message as server-sent events, whole or broken at a chosen point."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from sandbox.clock import sleep
from sandbox.faults import Fault
from sandbox.lost import connection_lost, no_answer
from sandbox.misbehave import LONGEST_WAIT

POINTS = ("before_start", "mid_text", "before_stop", "after_stop")


def event(kind: str, **fields: Any) -> bytes:
    data = json.dumps({"type": kind, **fields}, ensure_ascii=False, separators=(",", ":"))
    return f"event: {kind}\ndata: {data}\n\n".encode()


def events(message: dict, piece: int) -> Iterator[tuple[str, bytes]]:
    """Names and bytes of the events. ``piece`` is the number of characters of text in one delta."""
    begun = {**message["usage"], "output_tokens": 1 if message["usage"]["output_tokens"] else 0}
    begun["output_tokens_details"] = {"thinking_tokens": 0}
    opened = {**message, "content": [], "stop_reason": None, "stop_sequence": None, "stop_details": None}
    yield "message_start", event("message_start", message={**opened, "usage": begun})
    yield "ping", event("ping")
    for index, block in enumerate(message["content"]):
        yield from _block(index, block, piece)
    used = {
        name: message["usage"][name]
        for name in (
            "input_tokens",
            "cache_creation_input_tokens",
            "cache_read_input_tokens",
            "output_tokens",
            "output_tokens_details",
            "server_tool_use",
        )
    }
    delta = {name: message[name] for name in ("stop_reason", "stop_sequence", "stop_details", "container")}
    yield "message_delta", event("message_delta", delta=delta, usage=used)
    yield "message_stop", event("message_stop")


def _block(index: int, block: dict, piece: int) -> Iterator[tuple[str, bytes]]:
    if block["type"] == "text":
        cited = block["citations"]
        start: dict = {"type": "text", "text": "", "citations": [] if cited else None}
        text = block["text"]
        deltas: list[dict] = [
            {"type": "text_delta", "text": text[at : at + piece]} for at in range(0, len(text), piece)
        ]
        deltas += [{"type": "citations_delta", "citation": citation} for citation in cited or ()]
    elif block["type"] == "thinking":
        start = {"type": "thinking", "thinking": "", "signature": ""}
        deltas = [{"type": "thinking_delta", "thinking": block["thinking"]}] if block["thinking"] else []
        deltas.append({"type": "signature_delta", "signature": block["signature"]})
    else:
        start, deltas = block, []
    yield "content_block_start", event("content_block_start", index=index, content_block=start)
    for delta in deltas:
        yield "content_block_delta", event("content_block_delta", index=index, delta=delta)
    yield "content_block_stop", event("content_block_stop", index=index)


def body(
    message: dict, fault: Fault | None, piece: int, pause: float, hold: Callable[[float], None]
) -> Iterator[bytes]:
    """The events as they are sent; ``hold`` waits for the switchboard to let go."""
    kind = fault.kind if fault else ""
    if kind == "empty_stream":
        return
    at = _place(message, fault.get("at", "mid_text"), piece) if fault else -1
    for number, data in enumerate([*(data for _, data in events(message, piece)), b""]):
        if number == at and kind == "cut_stream":
            if fault and fault.get("how") == "reset":
                raise connection_lost("the connection was closed in the middle of the stream")
            return
        if number == at and kind == "error_event" and fault:
            yield _error(fault)
            return
        if number == at and kind == "stall" and fault:
            hold(float(fault.get("cap", LONGEST_WAIT)))
            if not fault.get("resume", False):
                raise no_answer("the stream went quiet")
        if number == at and kind == "unknown_event":
            yield event("content_block_mystery", index=0)
        sleep(float(fault.get("seconds", 0.05)) if fault and kind == "trickle" else pause)
        yield data


def broken(whole: bytes, fault: Fault, hold: Callable[[float], None]) -> Iterator[bytes]:
    """A plain answer that stops half-way: the line is lost, or goes quiet first."""
    yield whole[: len(whole) // 2]
    if fault.kind == "stall":
        hold(float(fault.get("cap", LONGEST_WAIT)))
        raise no_answer("the answer went quiet")
    raise connection_lost("the connection was closed in the middle of the answer")


def _error(fault: Fault) -> bytes:
    kind = fault.get("type", "overloaded_error")
    return event("error", error={"type": kind, "message": fault.get("told", "Overloaded")})


def _place(message: dict, point: str, piece: int) -> int:
    """The number of the event before which something happens."""
    if point not in POINTS:
        raise ValueError(f"a stream breaks at one of {', '.join(POINTS)}")
    names = [name for name, _ in events(message, piece)]
    if point == "after_stop":
        return len(names)
    if point == "before_start":
        return 0
    if point == "before_stop":
        return len(names) - 1
    deltas = [number for number, name in enumerate(names) if name == "content_block_delta"]
    return deltas[len(deltas) // 2] if deltas else len(names) - 2
