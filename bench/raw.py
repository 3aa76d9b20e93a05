"""The peers of the pipeline: a Celery application with the house's tasks and two more that call the SDK themselves.

`celery -A bench.raw worker ...` starts the house's own worker with the extra tasks in the same queue. `draft` is the
same job as ours, from a request's row to a draft's, without what the house adds; `call` is a call and nothing else, its
body read once from the file that BENCH_BODY names.
"""

from __future__ import annotations

import json
import os
import threading
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import anthropic
import httpx2
from django.conf import settings

from firmai.celery import app

__all__ = ["app"]
_making = threading.Lock()


@app.task(name="bench.raw.draft", queue="claude")
def draft(*, request_id: str) -> None:
    """The request's row, its sources, one streamed call, the draft's row."""
    from bench import plain  # once Django is set up

    request = plain.take(UUID(request_id))
    text, usage = _streamed(plain.body_of(request))
    plain.store(request, text, usage)


@app.task(name="bench.raw.call", queue="claude")
def call(*, request_id: str) -> None:
    """One streamed call, read to its end. The id is there because every task of the house has one."""
    text, _usage = _streamed(_body())
    assert text


def _streamed(body: dict[str, Any]) -> tuple[str, Any]:
    pieces: list[str] = []
    usage = None
    with _client().messages.create(**body, stream=True) as stream:
        for event in stream:
            if event.type == "content_block_delta" and event.delta.type == "text_delta":
                pieces.append(event.delta.text)
            elif event.type == "message_delta":
                usage = event.usage
    return "".join(pieces), usage


def _client() -> anthropic.Anthropic:
    with _making:
        return _made()


@cache
def _made() -> anthropic.Anthropic:
    key = Path(settings.CLAUDE_KEY_FILE).read_text("ascii").strip()
    limits = httpx2.Limits(max_connections=32, max_keepalive_connections=16)
    http = httpx2.Client(transport=httpx2.HTTPTransport(trust_env=False, limits=limits), trust_env=False)
    return anthropic.Anthropic(api_key=key, base_url=settings.CLAUDE_ORIGIN, max_retries=0, http_client=http)


@cache
def _body() -> dict[str, Any]:
    body: dict[str, Any] = json.loads(Path(os.environ["BENCH_BODY"]).read_text("utf-8"))
    return body
