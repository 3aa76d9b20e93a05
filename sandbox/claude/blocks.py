"""What the Messages API refuses in the content of a message."""

import base64
import binascii
from typing import Any

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


DOCUMENTS = frozenset({"application/pdf"})
PICTURES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})
ONLY_IN = {
    "thinking": "assistant", "redacted_thinking": "assistant", "tool_use": "assistant", "tool_result": "user",
}  # fmt: skip


class Refused(Exception):
    """The request is refused with ``status``; ``code`` is the vendor's ``error_code`` where it gives one."""

    def __init__(self, told: str, status: int = 400, code: str | None = None) -> None:
        super().__init__(told)
        self.told, self.status, self.code = told, status, code


def check_block(block: dict, at: str, role: str) -> None:
    """Raises ``Refused`` for the first thing wrong in it."""
    kind = block.get("type")
    if not isinstance(kind, str) or kind not in BLOCKS:
        raise Refused(f"{at}.content: unknown block type {kind!r}")
    if extra := sorted(block.keys() - BLOCKS[kind]):
        raise Refused(f"{at}.content.{kind}.{extra[0]}: Extra inputs are not permitted")
    if ONLY_IN.get(kind, role) != role:
        raise Refused(f"{at}: {kind} blocks can only be in {ONLY_IN[kind]} messages")
    check_cached(block, f"{at}.content.{kind}")
    if kind == "text":
        _text(block, at)
    if kind == "document":
        if role == "assistant":
            raise Refused(f"{at}: a document block may not be in an assistant message")
        _titled(block, at)
        _cited(block, at)
        _source(block.get("source"), f"{at}.content.document.source", DOCUMENTS)
    if kind == "image":
        _source(block.get("source"), f"{at}.content.image.source", PICTURES)
    if kind == "search_result":
        _cited(block, at)
        _search_result(block, at)


def check_cached(holder: dict, at: str) -> None:
    """How something is kept in the prompt cache. Raises ``Refused``."""
    given = holder.get("cache_control")
    if given is None:
        return
    if (
        not isinstance(given, dict)
        or given.keys() - {"type", "ttl"}
        or given.get("type") != "ephemeral"
        or given.get("ttl", "5m") not in ("5m", "1h")
    ):
        raise Refused(f"{at}.cache_control: has the type 'ephemeral', and a ttl of '5m' or '1h'")


def _text(block: dict, at: str) -> None:
    if not isinstance(block.get("text"), str) or not block["text"]:
        raise Refused(f"{at}.content.text: text blocks may not be empty")
    if not block["text"].strip():
        raise Refused(f"{at}.content.text: text blocks have to hold more than white space")
    if block.get("citations"):
        raise Refused(f"{at}.content.text.citations: may not be sent")


def _titled(block: dict, at: str) -> None:
    for name in ("title", "context"):
        if not isinstance(block.get(name), str | None):
            raise Refused(f"{at}.content.document.{name}: Input should be a valid string")


def _cited(block: dict, at: str) -> None:
    given = block.get("citations")
    if given is not None and (
        not isinstance(given, dict)
        or given.keys() - {"enabled"}
        or not isinstance(given.get("enabled", False), bool)
    ):
        raise Refused(f"{at}.content.{block['type']}.citations: has 'enabled', which is a boolean")


def _source(source: Any, at: str, media: frozenset[str]) -> None:
    if not isinstance(source, dict) or source.get("type") not in SOURCES:
        raise Refused(f"{at}.type: unknown")
    kind = source["type"]
    if kind == "url":
        raise Refused(f"{at}.url: could not be fetched")
    if kind == "file":
        raise Refused("File not found.", 404)
    if media is PICTURES and kind != "base64":
        raise Refused(f"{at}.type: unknown")
    held = source.get("content") if kind == "content" else source.get("data")
    if not held:
        raise Refused(f"{at}: has nothing in it")
    if kind == "content":
        _held(held, at)
    elif not isinstance(held, str):
        raise Refused(f"{at}.data: Input should be a valid string")
    elif source.get("media_type") not in (media if kind == "base64" else {"text/plain"}):
        raise Refused(f"{at}.media_type: not one of those taken here")
    elif kind == "base64" and not _is_base64(held):
        raise Refused(f"{at}.data: is no valid base64")


def _held(content: Any, at: str) -> None:
    """What stands in a document itself: text, or blocks of text and pictures."""
    if isinstance(content, str):
        return
    if not isinstance(content, list) or not all(isinstance(part, dict) for part in content):
        raise Refused(f"{at}.content: has to be a text or a list of blocks")
    for part in content:
        if part.get("type") not in ("text", "image"):
            raise Refused(f"{at}.content: only text and image blocks are taken here")
        check_block(part, at, "user")


def _is_base64(data: str) -> bool:
    try:
        return bool(base64.b64decode(data, validate=True))
    except (binascii.Error, ValueError):
        return False


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
        check_block(part, at, "user")
