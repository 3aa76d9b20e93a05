"""Everything the Messages API refuses with 400 or 404, in the order in which it notices.

``check`` reads the body and returns nothing; the first fault found is raised as ``Refused``.
"""

import re
from collections.abc import Iterator
from typing import Any

from .blocks import Refused, check_block, check_cached
from .models import HIGHEST_WITHOUT_THINKING, MODELS, Model

FIELDS = frozenset({
    "model", "max_tokens", "messages", "system", "inference_geo", "output_config", "thinking", "stop_sequences",
    "stream", "service_tier", "cache_control", "container", "diagnostics", "metadata", "speed", "tools",
    "tool_choice", "user_profile_id", "workspace_id",
})  # fmt: skip
SAMPLING = ("temperature", "top_p", "top_k")
EFFORTS = frozenset({"low", "medium", "high", "xhigh", "max"})
GEOS = frozenset({"us", "global"})
CHOICES = frozenset({"auto", "any", "tool", "none"})
NAME = re.compile(r"[a-zA-Z0-9_-]{1,128}")
OWN_TOOL = re.compile(
    r"(?:bash|code_execution|computer|memory|text_editor|web_search|web_fetch|tool_search_tool_\w+|advisor"
    r"|browser_toolset)_\d{8}"
)
"""Tools of the vendor's own, which have no schema in the request."""


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
    _rest(body)
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
    if not isinstance(geo, str) or geo not in GEOS:
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
    config = body.get("output_config")
    effort = config.get("effort") if isinstance(config, dict) else None
    if (
        mode == "disabled"
        and body["model"] == "claude-opus-5"
        and effort not in HIGHEST_WITHOUT_THINKING | {None}
    ):
        raise Refused("thinking.type: 'disabled' needs an effort of 'high' or lower on this model.")
    budget = asked.get("budget_tokens", 1024)
    if mode == "enabled" and (type(budget) is not int or not 1024 <= budget < body["max_tokens"]):
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
    is_schema = isinstance(form, dict) and form.get("type") == "json_schema"
    if form is not None and not (is_schema and isinstance(form.get("schema"), dict)):
        raise Refused("output_config.format: has to be a json_schema with its schema")


def _tools(body: dict, model: Model) -> None:
    choice = body.get("tool_choice")
    if choice is not None and (not isinstance(choice, dict) or choice.get("type") not in CHOICES):
        raise Refused("tool_choice: Input should be 'auto', 'any', 'tool' or 'none', as an object")
    if choice and choice["type"] in ("any", "tool") and not model.forced_tools:
        raise Refused(f"tool_choice.type: '{choice['type']}' is not supported by {body['model']}.")
    if choice and not body.get("tools"):
        raise Refused("tool_choice: may only be given together with tools")
    tools = body.get("tools") or []
    if not isinstance(tools, list) or not all(isinstance(tool, dict) for tool in tools):
        raise Refused("tools: Input should be a list of objects")
    for number, tool in enumerate(tools):
        _tool(tool, f"tools.{number}")


def _tool(tool: dict, at: str) -> None:
    kind = tool.get("type", "custom")
    if not isinstance(kind, str) or (kind != "custom" and not OWN_TOOL.fullmatch(kind)):
        raise Refused(f"{at}.type: unknown")
    if not isinstance(tool.get("name"), str) or not NAME.fullmatch(tool["name"]):
        raise Refused(f"{at}.name: from 1 to 128 letters, digits, hyphens and underscores")
    if kind == "custom" and (
        not isinstance(tool.get("input_schema"), dict) or tool["input_schema"].get("type") != "object"
    ):
        raise Refused(f"{at}.input_schema.type: Input should be 'object'")


def _rest(body: dict) -> None:
    """Fields of which the product sends none."""
    metadata = body.get("metadata")
    if metadata is not None and (not isinstance(metadata, dict) or metadata.keys() - {"user_id"}):
        raise Refused("metadata: has a user_id and nothing else")
    for name in ("container", "user_profile_id", "workspace_id"):
        if not isinstance(body.get(name), str | None):
            raise Refused(f"{name}: Input should be a valid string")
    if body.get("speed") not in (None, "standard", "fast"):
        raise Refused("speed: Input should be 'standard' or 'fast'")
    check_cached(body, "body")


def _messages(body: dict, model: Model) -> None:
    messages = body["messages"]
    if not isinstance(messages, list) or not messages:
        raise Refused("messages: at least one message is required")
    if not all(isinstance(message, dict) for message in messages):
        raise Refused("messages: each has to be an object")
    if messages[0].get("role") != "user":
        raise Refused("messages.0.role: the first message has to be the user's")
    called: list[Any] = []
    for number, message in enumerate(messages):
        at = f"messages.{number}"
        if message.get("role") not in ("user", "assistant", "system") or message.keys() - {"role", "content"}:
            raise Refused(f"{at}: a message has a role and content and nothing else")
        blocks = _blocks(message.get("content"), at)
        if not blocks:
            raise Refused(f"{at}: all messages must have non-empty content")
        for block in blocks:
            check_block(block, at, message["role"])
            if block["type"] == "tool_result" and block.get("tool_use_id") not in called:
                raise Refused(f"{at}: a tool_result block answers a tool_use block of the message before it")
        called = [block.get("id") for block in blocks if block["type"] == "tool_use"]
    if messages[-1]["role"] == "assistant" and not model.prefill:
        raise Refused(
            "messages: the last message may not be the assistant's; this model does not take a prefill."
        )
    for block in _blocks(body["system"], "system") if "system" in body else ():
        if block.get("type") != "text":
            raise Refused("system: only text blocks are taken here")
        check_block(block, "system", "user")


def _blocks(content: Any, at: str) -> list[dict]:
    if isinstance(content, str):
        return [{"type": "text", "text": content}]
    if not isinstance(content, list) or not all(isinstance(block, dict) for block in content):
        raise Refused(f"{at}.content: has to be a text or a list of blocks")
    return content


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
