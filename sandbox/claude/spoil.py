"""Faults that change a finished message: the vendor answers 200 and something about it is wrong."""

from typing import Any

from sandbox.faults import Fault

REFUSALS = ("cyber", "bio", "frontier_llm", "reasoning_extraction", "general_harms")

# Faults of the message itself, of the stream, of the headers, and refusals with the vendor's own codes.
MESSAGE = frozenset({
    "wrong_model", "wrong_geo", "no_usage", "refusal", "max_tokens", "stop_reason", "thinking_first", "no_text",
    "server_tool_use", "unexpected_block", "container", "junk", "batch_tier",
})  # fmt: skip
STREAM = frozenset({"cut_stream", "error_event", "empty_stream", "stall", "trickle", "unknown_event"})
HEADERS = frozenset({"wrong_organization", "wrong_workspace", "no_identity"})
REFUSED = {
    "geo_forbidden": (400, "inference_geo: this value is not allowed in this workspace.", None),
    "spend_limit": (400, "You have reached your specified API usage limits.", None),
    "enforced_spend_limit": (
        429,
        "The spend limit of this workspace is reached.",
        "enforced_spend_limit_reached",
    ),
    "contract_spend_limit": (
        429,
        "The spend limit of the contract is reached.",
        "contract_spend_limit_reached",
    ),
    "covered_model": (
        400,
        "This model requires data retention, which is not enabled for your organization.",
        "model_not_available",
    ),
    "on_hold": (400, "This organization's access is suspended.", "organization_on_hold"),
    "echo": (400, "messages.0.content: {echo}", None),  # a vendor's message may repeat what it was sent
}
INVENTED = "invented_authority"
OWN = MESSAGE | STREAM | HEADERS | frozenset(REFUSED) | {INVENTED}


def spoil(message: dict, fault: Fault | None) -> Any:
    """The message with the fault in it; the same message if the fault is not one of these."""
    if fault is None or fault.kind not in MESSAGE:
        return message
    usage = message["usage"]
    match fault.kind:
        case "wrong_model":
            message["model"] = fault.get("model", "claude-sonnet-4-6")
        case "wrong_geo":
            usage["inference_geo"] = fault.get("geo", "global")
        case "no_usage":
            del message["usage"]
        case "refusal":
            _refuse(message, fault.get("category", "general_harms"))
        case "max_tokens" | "stop_reason":
            reason = "max_tokens" if fault.kind == "max_tokens" else fault.get("value")
            _stop_early(message, reason)
        case "thinking_first":
            if message["content"][0]["type"] != "thinking":
                block = {"type": "thinking", "thinking": "", "signature": "c2FuZGJveA=="}
                message["content"].insert(0, block)
        case "no_text":
            message["content"] = [block for block in message["content"] if block["type"] != "text"]
        case "server_tool_use":
            usage["server_tool_use"] = {"web_search_requests": fault.get("count", 1), "web_fetch_requests": 0}
        case "unexpected_block":
            message["content"].append(fault.get("block", _search_block()))
        case "container":
            message["container"] = {
                "id": "container_sandbox",
                "expires_at": "2026-12-01T00:00:00Z",
                "skills": None,
            }
        case "batch_tier":
            usage["service_tier"] = "batch"
        case "junk":
            return {"junk": True}
    return message


def _search_block() -> dict:
    return {
        "type": "server_tool_use",
        "id": "srvtoolu_sandbox",
        "name": "web_search",
        "input": {"query": "x"},
    }


def _refuse(message: dict, category: str | None) -> None:
    message["content"] = []
    message["stop_reason"] = "refusal"
    message["stop_details"] = {"type": "refusal", "category": category, "explanation": None}


def _stop_early(message: dict, reason: str | None) -> None:
    """Half of the last text is missing, whatever the reason given for it."""
    texts = [block for block in message["content"] if block["type"] == "text"]
    if texts:
        texts[-1]["text"] = texts[-1]["text"][: max(1, len(texts[-1]["text"]) // 2)]
        texts[-1]["citations"] = None
    message["stop_reason"] = reason
