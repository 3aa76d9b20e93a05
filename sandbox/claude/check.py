"""Everything the Messages API refuses with 400 or 404, in the order in which it notices.

``check`` reads the body and returns nothing; the first fault found is raised as ``Refused``.
"""

from collections.abc import Iterator
from typing import Any

from .models import HIGHEST_WITHOUT_THINKING, MODELS, Model

FIELDS = frozenset({
    "model", "max_tokens", "messages", "system", "inference_geo", "output_config", "thinking", "stop_sequences",
    "stream", "service_tier", "cache_control", "container", "diagnostics", "metadata", "speed", "tools",
    "tool_choice", "user_profile_id", "workspace_id",
})  # fmt: skip
SAMPLING = ("temperature", "top_p", "top_k")
EFFORTS = frozenset({"low", "medium", "high", "xhigh", "max"})
GEOS = frozenset({"us", "global"})

BLOCKS: dict[str, frozenset[str]] = {
    "text": frozenset({"type", "text", "cache_control", "citations"}),
    "document": frozenset({"type", "source", "title", "context", "citations", "cache_control"}),
    "search_result": frozenset({"type", "source", "title", "content", "citations", "cache_control"}),
    "image": frozenset({"type", "source", "cache_control"}),
    "thinking": frozenset({"type", "thinking", "signature"}),
    "redacted_thinking": frozenset({"type", "data"}),
    "tool_use": frozenset({"type", "id", "name", "input", "cache_control", "caller"}),
    "tool_result": frozenset({"type", "tool_use_id", "content", "is_error", "cache_control"}),
}
SOURCES = frozenset({"text", "base64", "content", "url", "file"})


class Refused(Exception):
    """The request is refused with ``status``; ``code`` is the vendor's ``error_code`` where it gives one."""

    def __init__(self, told: str, status: int = 400, code: str | None = None) -> None:
        super().__init__(told)
        self.told, self.status, self.code = told, status, code


def check(body: Any, *, zero_retention: bool, allowed_geos: Any) -> None:
    """Raises ``Refused`` for the first thing wrong. ``allowed_geos`` is the workspace's, or "unrestricted"."""
    if not isinstance(body, dict):
        raise Refused("The request body has to be a JSON object.")
    for name in SAMPLING:
        if name in body:
            raise Refused(f"{name}: not supported in this API version.")
    if extra := sorted(body.keys() - FIELDS):
        raise Refused(f"{extra[0]}: Extra inputs are not permitted")
    for name in ("model", "max_tokens", "messages"):
        if name not in body:
            raise Refused(f"{name}: Field required")
    model = _model(body, zero_retention)
    _geo(body, model, allowed_geos)
    _limits(body, model)
    _thinking(body, model)
    _output(body)
    _tools(body, model)
    _messages(body, model)
    _citations(body)


def _model(body: dict, zero_retention: bool) -> Model:
    name = body["model"]
    if not isinstance(name, str) or name not in MODELS:
        raise Refused(f"model: {name}", 404)
    model = MODELS[name]
    if model.covered and zero_retention:
        raise Refused(
            "This model requires data retention, which is not enabled for your organization.",
            code="model_not_available",
        )
    return model


def _geo(body: dict, model: Model, allowed: Any) -> None:
    if "inference_geo" not in body or body["inference_geo"] is None:
        return
    geo = body["inference_geo"]
    if geo not in GEOS:
        raise Refused("inference_geo: Input should be 'us' or 'global'")
    if not model.geo:
        raise Refused(f"inference_geo: not supported by {body['model']}.")
    if allowed != "unrestricted" and geo not in allowed:
        raise Refused(f"inference_geo: '{geo}' is not allowed in this workspace.")


def _limits(body: dict, model: Model) -> None:
    tokens = body["max_tokens"]
    if not isinstance(tokens, int) or isinstance(tokens, bool) or tokens < 0:
        raise Refused("max_tokens: Input should be a whole number, zero or more")
    if tokens > model.longest:
        raise Refused(f"max_tokens: {tokens} is more than the {model.longest} this model can write.")
    if body.get("service_tier", "auto") not in ("auto", "standard_only"):
        raise Refused("service_tier: Input should be 'auto' or 'standard_only'")
    if not isinstance(body.get("stream", False), bool):
        raise Refused("stream: Input should be a boolean")
    stops = body.get("stop_sequences", [])
    if not isinstance(stops, list) or not all(isinstance(stop, str) and stop.strip() for stop in stops):
        raise Refused("stop_sequences: each has to hold more than white space")


def _thinking(body: dict, model: Model) -> None:
    asked = body.get("thinking")
    if asked is None:
        return
    if not isinstance(asked, dict) or asked.get("type") not in (
        "adaptive", "enabled", "disabled", "between_tools"
    ):  # fmt: skip
        raise Refused("thinking.type: unknown")
    mode = asked["type"]
    if asked.keys() - {"type", "display", "budget_tokens"} or ("budget_tokens" in asked) != (
        mode == "enabled"
    ):
        raise Refused("thinking: Extra inputs are not permitted, and budget_tokens belongs to 'enabled'")
    if asked.get("display", "omitted") not in ("summarized", "omitted", None):
        raise Refused("thinking.display: Input should be 'summarized' or 'omitted'")
    if mode not in model.thinking:
        raise Refused(f"thinking.type: '{mode}' is not supported by {body['model']}.")
    effort = (body.get("output_config") or {}).get("effort")
    if (
        mode == "disabled"
        and body["model"] == "claude-opus-5"
        and effort not in HIGHEST_WITHOUT_THINKING | {None}
    ):
        raise Refused("thinking.type: 'disabled' needs an effort of 'high' or lower on this model.")
    if mode == "enabled" and not 1024 <= asked["budget_tokens"] < max(body["max_tokens"], 1025):
        raise Refused("thinking.budget_tokens: from 1024, and less than max_tokens")


def _output(body: dict) -> None:
    config = body.get("output_config")
    if config is None:
        return
    if not isinstance(config, dict) or config.keys() - {"effort", "format"}:
        raise Refused("output_config: Extra inputs are not permitted")
    if config.get("effort") is not None and config["effort"] not in EFFORTS:
        raise Refused("output_config.effort: unknown")
    form = config.get("format")
    if form is not None and (form.get("type") != "json_schema" or not isinstance(form.get("schema"), dict)):
        raise Refused("output_config.format: has to be a json_schema with its schema")


def _tools(body: dict, model: Model) -> None:
    choice = body.get("tool_choice")
    if choice and choice.get("type") in ("any", "tool") and not model.forced_tools:
        raise Refused(f"tool_choice.type: '{choice['type']}' is not supported by {body['model']}.")
    if choice and not body.get("tools"):
        raise Refused("tool_choice: may only be given together with tools")


def _messages(body: dict, model: Model) -> None:
    messages = body["messages"]
    if not isinstance(messages, list) or not messages:
        raise Refused("messages: at least one message is required")
    if messages[0].get("role") != "user":
        raise Refused("messages.0.role: the first message has to be the user's")
    for number, message in enumerate(messages):
        at = f"messages.{number}"
        if message.get("role") not in ("user", "assistant", "system") or message.keys() - {"role", "content"}:
            raise Refused(f"{at}: a message has a role and content and nothing else")
        for block in _blocks(message.get("content"), at):
            _block(block, at, message["role"])
    if messages[-1]["role"] == "assistant" and not model.prefill:
        raise Refused(
            "messages: the last message may not be the assistant's; this model does not take a prefill."
        )
    for block in _blocks(body["system"], "system") if "system" in body else ():
        if block.get("type") != "text":
            raise Refused("system: only text blocks are taken here")
        _block(block, "system", "user")


def _blocks(content: Any, at: str) -> list[dict]:
    if isinstance(content, str):
        return [{"type": "text", "text": content}]
    if not isinstance(content, list) or not all(isinstance(block, dict) for block in content):
        raise Refused(f"{at}.content: has to be a text or a list of blocks")
    return content


def _block(block: dict, at: str, role: str) -> None:
    kind = block.get("type")
    if kind not in BLOCKS:
        raise Refused(f"{at}.content: unknown block type {kind!r}")
    if extra := sorted(block.keys() - BLOCKS[kind]):
        raise Refused(f"{at}.content.{kind}.{extra[0]}: Extra inputs are not permitted")
    if kind == "text":
        if not isinstance(block.get("text"), str) or not block["text"]:
            raise Refused(f"{at}.content.text: text blocks may not be empty")
        if block.get("citations"):
            raise Refused(f"{at}.content.text.citations: may not be sent")
    if kind == "document":
        if role == "assistant":
            raise Refused(f"{at}: a document block may not be in an assistant message")
        _source(block.get("source"), at)
    if kind == "search_result":
        _search_result(block, at)


def _source(source: Any, at: str) -> None:
    if not isinstance(source, dict) or source.get("type") not in SOURCES:
        raise Refused(f"{at}.content.document.source.type: unknown")
    if source["type"] == "url":
        raise Refused(f"{at}.content.document.source.url: could not be fetched")
    if source["type"] == "file":
        raise Refused("File not found.", 404)
    held = source.get("content") if source["type"] == "content" else source.get("data")
    if not held:
        raise Refused(f"{at}.content.document.source: has nothing in it")


def _search_result(block: dict, at: str) -> None:
    for name in ("source", "title"):
        if not isinstance(block.get(name), str):
            raise Refused(f"{at}.content.search_result.{name}: Field required")
    parts = block.get("content")
    if not isinstance(parts, list) or not parts:
        raise Refused(f"{at}.content.search_result.content: at least one text block is required")
    for part in parts:
        if not isinstance(part, dict) or part.get("type") != "text":
            raise Refused(f"{at}.content.search_result.content: only text blocks are taken here")
        _block(part, at, "user")


def _citations(body: dict) -> None:
    enabled = {bool((block.get("citations") or {}).get("enabled")) for block in citable(body)}
    if enabled == {True, False}:
        raise Refused("citations: enable them on all documents and search results of a request, or on none")
    if True in enabled and (body.get("output_config") or {}).get("format"):
        raise Refused("output_config.format: cannot be combined with citations")


def citable(body: dict) -> Iterator[dict]:
    """The documents and search results of a request, in the order in which they are counted."""
    for message in body["messages"]:
        for block in message["content"] if isinstance(message["content"], list) else ():
            if block.get("type") in ("document", "search_result"):
                yield block
            elif block.get("type") == "tool_result" and isinstance(block.get("content"), list):
                yield from (b for b in block["content"] if b.get("type") in ("document", "search_result"))
