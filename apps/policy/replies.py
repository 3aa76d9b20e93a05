"""Which reply is a draft. Pure: what was seen of it in, faults out, and the only yes is an empty list."""

from __future__ import annotations

from dataclasses import dataclass

from apps.integrations.claude.types import GEO, Seen
from apps.policy.reasons import Fault


@dataclass(frozen=True)
class Expected:
    """What an answer has to say of itself."""

    model: str
    organization: str
    workspace: str


OPENS_BREAKER = frozenset(Fault) - {
    Fault.CUT_OFF,
    Fault.DECLINED,
    Fault.EMPTY_REPLY,
    Fault.NOT_STORED,
    Fault.CAME_LATE,
}
"""A reply that was cut off, declined, late or not stored says nothing about where it ran: the next may be sent."""

CUT_OFF = frozenset({"max_tokens", "model_context_window_exceeded", ""})
DONE = frozenset({"end_turn", "stop_sequence"})
SERVER_SIDE = frozenset({"container", "server_tool"})
CONTENT = frozenset({"block_type", "delta_type", "content"})


def reply_faults(seen: Seen, expected: Expected) -> list[Fault]:
    """Everything that keeps a reply from being a draft (reference: the vendor's message object, Nov 2026)."""
    odd = frozenset(seen.faults)
    stop = seen.stop_reason
    whole = seen.status == 200 and seen.ended and not odd - SERVER_SIDE - CONTENT
    found = {
        Fault.OTHER_ORGANIZATION: seen.organization != expected.organization,
        Fault.OTHER_WORKSPACE: seen.workspace != expected.workspace,
        Fault.WRONG_REGION: seen.geo != GEO,
        Fault.WRONG_MODEL: seen.model != expected.model,
        Fault.SERVER_SIDE: bool(odd & SERVER_SIDE) or stop in ("pause_turn", "tool_use"),
        Fault.UNEXPECTED_CONTENT: bool(odd & CONTENT),
        Fault.NOT_A_REPLY: not whole or stop not in DONE | CUT_OFF | {"refusal", "pause_turn", "tool_use"},
        Fault.CUT_OFF: whole and stop in CUT_OFF,
        Fault.DECLINED: whole and stop == "refusal",
    }
    return [fault for fault, is_so in found.items() if is_so]


def identity_faults(seen: Seen, expected: Expected) -> list[Fault]:
    """What an answer without a usable reply already gave away: only what it did say can be wrong."""
    found = {
        Fault.OTHER_ORGANIZATION: seen.organization not in ("", expected.organization),
        Fault.OTHER_WORKSPACE: seen.workspace not in ("", expected.workspace),
        Fault.WRONG_REGION: seen.geo not in ("", GEO),
        Fault.WRONG_MODEL: seen.model not in ("", expected.model),
    }
    return [fault for fault, is_so in found.items() if is_so]
