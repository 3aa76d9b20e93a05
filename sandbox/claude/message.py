"""From a checked request to a complete ``Message``: what is written, why it stopped, what it used."""

import json
from random import Random
from typing import Any

from . import shape
from .models import MODELS
from .tokens import count
from .writing import write

REASONING = "The passages have to be read in order, and each statement tied to one of them. "


def thinks(body: dict) -> bool:
    """Whether a thinking block comes first."""
    mode = (body.get("thinking") or {}).get("type")
    model = MODELS[body["model"]]
    if mode in ("disabled", "between_tools"):
        return False
    return mode in ("adaptive", "enabled") or model.thinks in ("always", "default")


def content(body: dict, random: Random, invent: str | None, says: str = "") -> list[dict]:
    """The blocks of the answer, before any limit cuts them.

    ``invent`` is an authority that does not exist; ``says`` is a paragraph that comes first in an answer of text.
    """
    blocks: list[dict] = []
    if thinks(body):
        shown = (body.get("thinking") or {}).get("display") == "summarized"
        signature = f"{random.getrandbits(320):080x}"
        blocks.append({"type": "thinking", "thinking": REASONING if shown else "", "signature": signature})
    form = (body.get("output_config") or {}).get("format")
    if form:
        text = json.dumps(shape.fill(form["schema"], random), ensure_ascii=False)
        return [*blocks, {"type": "text", "text": text, "citations": None}]
    if says:
        blocks.append({"type": "text", "text": f"{says}\n\n", "citations": None})
    return blocks + write(body, random, invent)


def cut(blocks: list[dict], body: dict) -> tuple[list[dict], str, str | None]:
    """What fits into ``max_tokens`` and ends before a stop sequence, with ``stop_reason`` and ``stop_sequence``."""
    left = int(body["max_tokens"] * 3.5)
    stops = body.get("stop_sequences") or []
    kept: list[dict] = []
    for block in blocks:
        if block["type"] != "text":
            left -= len(block.get("thinking", ""))
            if body["max_tokens"]:
                kept.append(block)
            continue
        text = block["text"]
        found = min(((text.index(stop), stop) for stop in stops if stop in text), default=None)
        if found and found[0] <= left:
            return [*kept, *_part(block, found[0])], "stop_sequence", found[1]
        if len(text) > left:
            return [*kept, *_part(block, max(left, 0))], "max_tokens", None
        left -= len(text)
        kept.append(block)
    return kept, "end_turn", None


def _part(block: dict, length: int) -> list[dict]:
    return [{"type": "text", "text": block["text"][:length], "citations": None}] if length else []


def usage(body: dict, split: dict[str, int], blocks: list[dict], geo: str) -> dict[str, Any]:
    """Every category, and where it ran. ``geo`` is what the vendor reports, which is the routing class."""
    thinking = 48 if any(block["type"] == "thinking" for block in blocks) else 0
    written = thinking + sum(count(block.get("text", "")) for block in blocks)
    return {
        "input_tokens": split["uncached"],
        "cache_creation_input_tokens": split["5m"] + split["1h"],
        "cache_creation": {
            "ephemeral_5m_input_tokens": split["5m"],
            "ephemeral_1h_input_tokens": split["1h"],
        },
        "cache_read_input_tokens": split["read"],
        "output_tokens": max(written, 1) if body["max_tokens"] else 0,
        "output_tokens_details": {"thinking_tokens": thinking},
        "server_tool_use": None,
        "service_tier": "standard",
        "speed": None,
        "inference_geo": geo if MODELS[body["model"]].geo else "not_available",
    }


def message(
    identifier: str, body: dict, blocks: list[dict], stop: tuple[str, str | None], used: dict
) -> dict:
    return {
        "id": identifier,
        "type": "message",
        "role": "assistant",
        "model": body["model"],
        "content": blocks,
        "stop_reason": stop[0],
        "stop_sequence": stop[1],
        "stop_details": None,
        "container": None,
        "diagnostics": None,
        "usage": used,
    }
