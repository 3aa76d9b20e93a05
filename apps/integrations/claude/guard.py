"""The last thing a request passes on its way out, and the first an answer passes on its way in.

A transport sees the final method, address, headers and body, after the SDK has merged defaults, `extra_*` arguments
and the environment. Nothing is fixed here: a request that is not exactly as this house makes them is not sent.
Everything is an allow-list, spelled out down to the keys of each block, so that a feature the vendor adds tomorrow
stays off until someone adds it here.

An answer's identity and contents are judged by the gate, so that a refused answer is still booked. Here it is only
bounded in time and size.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, NoReturn

import anthropic
import httpx2

from .types import GEO

VERSION = "2026-10-21"
"""`anthropic-version`: sent by the SDK this house is pinned to. Another version has other rules for a body."""

MODELS = frozenset(
    {
        "claude-opus-5-5",
        "claude-sonnet-5-5",
        "claude-haiku-5-5",
        "claude-opus-5",
        "claude-sonnet-5",
        "claude-opus-4-8",
        "claude-opus-4-7",
        "claude-opus-4-6",
        "claude-sonnet-4-6",
    }
)
"""Models that take `inference_geo` and keep nothing under zero data retention. Which of them the firm uses is data
of its own (`policy.ModelTerm`); no row there opens a model that is not named here."""

HEADERS = frozenset(
    {
        "host", "accept", "accept-encoding", "connection", "content-type", "content-length", "user-agent",
        "authorization", "anthropic-version",
        "x-stainless-lang", "x-stainless-package-version", "x-stainless-os", "x-stainless-arch",
        "x-stainless-runtime", "x-stainless-runtime-version", "x-stainless-async", "x-stainless-retry-count",
        "x-stainless-timeout", "x-stainless-read-timeout",
    }
)  # fmt: skip
PLAIN = re.compile(r"[A-Za-z0-9 ._:;,/()*+=-]{1,120}")
"""What a header other than the credential may say: product names and versions, nothing of a client's."""

FIELDS = frozenset(
    {"model", "max_tokens", "inference_geo", "service_tier", "system", "thinking", "output_config", "messages",
     "stream"}
)  # fmt: skip
EFFORTS = frozenset({"low", "medium", "high", "xhigh", "max"})
THINKING = frozenset({"adaptive", "between_tools", "disabled"})
LONGEST_REPLY = 128_000  # tokens; the most a current model writes
LARGEST_REQUEST = 32 * 1024 * 1024  # bytes; the vendor answers 413 beyond
LARGEST_ANSWER = 16 * 1024 * 1024  # bytes; many times what LONGEST_REPLY comes to as events
SOURCE = re.compile(r"source:[1-9][0-9]{0,3}")


class EgressBlocked(anthropic.AnthropicError):
    """Not sent. The text names a rule and never a value.

    It derives from the SDK's error because any other is wrapped as a connection error, which reads as worth
    trying again.
    """


class HeldBack(anthropic.AnthropicError):
    """Not sent: what was cleared may not leave any more."""


class AnswerCut(anthropic.AnthropicError):
    """The answer took longer, or was larger, than a call may. What had been received is not used."""


HEAD_BEGINS = "send_request_headers.started"
"""What httpcore calls the moment at which a line stands and nothing was written on it."""


@dataclass(frozen=True)
class Sending:
    """The one request that this thread is sending now, and until when (monotonic seconds)."""

    body: dict[str, Any]
    until: float
    may_leave: Callable[[], bool]

    def last_look(self, event: str = HEAD_BEGINS, _info: Any = None) -> None:
        """Raises HeldBack. Told of every step of the connection, it looks ahead of the first byte of the request."""
        if event.endswith(HEAD_BEGINS) and not self.may_leave():
            raise HeldBack


_now_sending: ContextVar[Sending | None] = ContextVar("now_sending", default=None)


@contextmanager
def sending(
    body: dict[str, Any], seconds: float, may_leave: Callable[[], bool] = lambda: True
) -> Iterator[Sending]:
    """Let exactly this body out, once the rules are met, for as long as the block lasts. `may_leave` is asked again at
    the last moment at which nothing has left."""
    order = Sending(body, time.monotonic() + seconds, may_leave)
    token = _now_sending.set(order)
    try:
        yield order
    finally:
        _now_sending.reset(token)


class Guard(httpx2.BaseTransport):
    """Refuses whatever is not one pinned, streamed Messages call with this key to this origin."""

    def __init__(self, inner: httpx2.BaseTransport, *, origin: str, key: str) -> None:
        self._inner = inner
        self._address = httpx2.URL(origin.rstrip("/") + "/v1/messages")
        self._authorization = f"Bearer {key}"

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        order = _now_sending.get()
        if order is None:
            _block("no call under way")
        self._check_address(request)
        self._check_headers(request)
        check_body(_read(request), order.body)
        order.last_look()  # a transport without a socket tells of no steps
        request.extensions["trace"] = order.last_look  # to reach the vendor may take seconds
        response = self._inner.handle_request(request)
        # Sending anything back (a cookie of the vendor's network, say) would be a header nobody listed.
        response.headers.pop("set-cookie", None)
        return _Unpacked(response, order.until)

    def close(self) -> None:
        self._inner.close()

    def __repr__(self) -> str:
        return f"<Guard of {self._address.host}>"

    def _check_address(self, request: httpx2.Request) -> None:
        url, ours = request.url, self._address
        if request.method != "POST":
            _block("method")
        if (url.scheme, url.host, url.port, url.raw_path) != (
            ours.scheme,
            ours.host,
            ours.port,
            ours.raw_path,
        ):
            _block("endpoint")
        if url.userinfo or url.fragment:
            _block("endpoint")

    def _check_headers(self, request: httpx2.Request) -> None:
        sent = [
            (name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in request.headers.raw
        ]
        names = [name for name, _ in sent]
        if len(set(names)) != len(names) or set(names) - HEADERS:
            _block("header not on the allow-list")
        given = dict(sent)
        if given.get("authorization") != self._authorization:
            _block("credential")
        if given.get("anthropic-version") != VERSION:
            _block("version")
        if given.get("content-type") != "application/json":
            _block("content type")
        if given.get("host") != self._address.netloc.decode("ascii"):
            _block("host")
        if given.get("x-stainless-retry-count", "0") != "0":
            _block("a retry that is not ours")
        if not all(PLAIN.fullmatch(value) for name, value in sent if name != "authorization"):
            _block("header value")


def check_body(raw: bytes, cleared: dict[str, Any]) -> None:
    """Raises EgressBlocked unless the bytes are one body of our own making and the one that was cleared.

    `cleared` is the body as the gate's digest names it, without `stream`.
    """
    body = _parse(raw)
    _keys(body, FIELDS, "body field")
    _one_of(body["inference_geo"], frozenset({GEO}), "inference_geo")
    _one_of(body["model"], MODELS, "model")
    if type(body["max_tokens"]) is not int or not 1 <= body["max_tokens"] <= LONGEST_REPLY:
        _block("max_tokens")
    _one_of(body["service_tier"], frozenset({"standard_only"}), "service_tier")
    if body["stream"] is not True:
        _block("stream")
    _check_thinking(body)
    _check_system(body["system"])
    _check_messages(body["messages"])
    del body["stream"]
    if body != cleared:
        _block("not what was cleared")


def _check_thinking(body: dict[str, Any]) -> None:
    _keys(body["thinking"], frozenset({"type", "display"}), "thinking")
    _one_of(body["thinking"]["type"], THINKING, "thinking")
    _one_of(body["thinking"]["display"], frozenset({"omitted"}), "thinking")
    _keys(body["output_config"], frozenset({"effort"}), "output_config")
    _one_of(body["output_config"]["effort"], EFFORTS, "output_config")


def _check_system(system: Any) -> None:
    for block in _list(system, "system"):
        _text(block, "system")


def _check_messages(messages: Any) -> None:
    """One turn, the user's: no history, no words put into the model's mouth, no system text among the messages."""
    turns = _list(messages, "messages")
    if len(turns) != 1:
        _block("messages")
    _keys(turns[0], frozenset({"role", "content"}), "message")
    if turns[0]["role"] != "user":
        _block("role")
    for block in _list(turns[0]["content"], "content"):
        kind = block.get("type") if isinstance(block, dict) else None
        if kind == "search_result":
            _search_result(block)
        elif kind == "text":
            _text(block, "content block")
        else:
            _block("content block type")


def _search_result(block: dict[str, Any]) -> None:
    _keys(block, frozenset({"type", "source", "title", "content", "citations"}), "search_result")
    if not isinstance(block["source"], str) or not SOURCE.fullmatch(block["source"]):
        _block("content by reference")
    if not isinstance(block["title"], str):
        _block("search_result")
    if block["citations"] != {"enabled": True} or block["citations"]["enabled"] is not True:
        _block("citations")
    for part in _list(block["content"], "search_result"):
        _text(part, "search_result")


def _text(block: Any, rule: str) -> None:
    _keys(block, frozenset({"type", "text"}), rule)
    if block["type"] != "text" or not isinstance(block["text"], str) or not block["text"]:
        _block(rule)


def _keys(node: Any, keys: frozenset[str], rule: str) -> None:
    """The node is an object with exactly these keys."""
    if not isinstance(node, dict):
        _block(rule)
    if node.keys() - keys:
        _block(f"{rule} not on the allow-list")
    if keys - node.keys():
        _block(f"{rule} missing")


def _one_of(value: Any, allowed: frozenset[str], rule: str) -> None:
    if not isinstance(value, str) or value not in allowed:
        _block(rule)


def _list(node: Any, rule: str) -> list[Any]:
    if not isinstance(node, list) or not node:
        _block(rule)
    return node


def _read(request: httpx2.Request) -> bytes:
    raw = request.read()
    if len(raw) > LARGEST_REQUEST:
        _block("size")
    if request.headers.get("content-length") != str(len(raw)):
        _block("length")
    return raw


def _parse(raw: bytes) -> dict[str, Any]:
    """The body as an object. A name given twice is refused: readers differ on which of the two counts."""
    try:
        body = json.loads(raw.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_constant)
    except EgressBlocked:
        raise
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        _block("body is not a JSON object")
    return body


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        _block("a name given twice")
    return found


def _no_constant(_name: str) -> NoReturn:
    _block("a number that is none")


def _block(rule: str) -> NoReturn:
    raise EgressBlocked(rule) from None


class _Bounded(httpx2.SyncByteStream):
    """An answer that ends in time: a vendor that trickles bytes never lets the reader look at the clock."""

    def __init__(self, inner: Any, until: float) -> None:
        self._inner, self._until = inner, until

    def __iter__(self) -> Iterator[bytes]:
        return _bounded(self._inner, self._until)

    def close(self) -> None:
        self._inner.close()


class _Unpacked(httpx2.Response):
    """An answer that is bounded in what it says as well: packed, the whole memory can come over the line in a few
    megabytes. The library unpacks a piece at a time."""

    def __init__(self, came: httpx2.Response, until: float) -> None:
        super().__init__(
            came.status_code,
            headers=came.headers,
            stream=_Bounded(came.stream, until),
            extensions=came.extensions,
        )
        self._until = until

    def iter_bytes(self, chunk_size: int | None = None) -> Iterator[bytes]:
        return _bounded(super().iter_bytes(chunk_size), self._until)


def _bounded(pieces: Iterable[bytes], until: float) -> Iterator[bytes]:
    received = 0
    for piece in pieces:
        received += len(piece)
        if time.monotonic() > until:
            raise AnswerCut("took too long")
        if received > LARGEST_ANSWER:
            raise AnswerCut("too large")
        yield piece
