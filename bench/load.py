"""Work for a worker: requests ready to be drafted, batches of tasks, and how long a batch took."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import redis
from celery import Celery

from apps.drafting import prompts
from apps.drafting.models import Draft, Request
from bench import firm as people
from bench.firm import Firm
from bench.rig import DidNotHappen, Rig

DRAFT, PLAIN, CALL = "apps.drafting.tasks.draft", "bench.raw.draft", "bench.raw.call"
SLOTS = 16
VENDOR_SECONDS = 0.2
NO_LIMITS = dict.fromkeys(("requests_per_minute", "input_tokens_per_minute", "output_tokens_per_minute"))
NO_BUDGET = {"CLAUDE_MATTER_CENTS": "100000000", "CLAUDE_FIRM_CENTS": "100000000"}
PATIENCE, QUIET = 300.0, 0.1
PARAGRAPHS = 40
"""Of the source that each request is about: some eight thousand characters, a letter of three pages."""


def letter() -> str:
    """A source of a usual length, in which every second paragraph names somebody."""
    return "\n\n".join(f"{number}. {each}" for number, each in enumerate(_paragraphs(), 1))


def _paragraphs() -> list[str]:
    given = [each for each in people.LETTER.split("\n\n") if each.strip()]
    return [given[number % len(given)].strip() for number in range(PARAGRAPHS)]


def open_vendor(rig: Rig, *, seconds: float = VENDOR_SECONDS) -> None:
    """The sandbox as a vendor that takes so long and has room for everyone."""
    rig.open_sandbox("--seed", "8", "--delay", str(seconds), "--forget-bodies")
    rig.control("settings/claude", NO_LIMITS)


def body_of(firm: Firm) -> dict[str, Any]:
    """The body of a request of this firm's, for the peers."""
    return prompts.assembled(people.ask(firm)).call.body()


def write_body(rig: Rig, body: dict[str, Any]) -> str:
    """The file's path."""
    path = rig.folder / "body.json"
    path.write_text(json.dumps(body), encoding="utf-8")
    return str(path)


def confirmed(firm: Firm, count: int) -> list[UUID]:
    """That many requests, previewed and confirmed."""
    return [people.ask(firm).pk for _ in range(count)]


class Line:
    """The queue as the bench sees it."""

    def __init__(self, rig: Rig) -> None:
        url = rig.shared["REDIS_URL"]
        self._queue = redis.Redis.from_url(url)
        self._celery = Celery(broker=url)
        self._celery.conf.update(task_serializer="json", task_ignore_result=True)

    def __enter__(self) -> Line:
        return self

    def __exit__(self, *_: object) -> None:
        self._celery.close()
        self._queue.close()

    def run(self, task: str, ids: Sequence[UUID]) -> float:
        """Hand a batch over and wait until the worker has acknowledged all of it. Gives tasks per second.

        The batch is put in the queue in one step, so that handing over is not what is measured.
        """
        with self._celery.producer_pool.acquire(block=True) as producer:
            for each in ids:
                self._celery.send_task(
                    task,
                    kwargs={"request_id": str(each)},
                    queue="waiting",
                    producer=producer,
                    argsrepr="-",
                    kwargsrepr="-",
                )
        begun = time.monotonic()
        self._queue.rename("waiting", "claude")
        return len(ids) / (self._idle_since() - begun)

    def _idle_since(self) -> float:
        """When the last message was acknowledged: seen as idle at every look for a while, and at a look after it.

        Between two lists a message is in neither for a moment, and this process may itself be held up between looks.
        """
        until = time.monotonic() + PATIENCE
        idle: float | None = None
        while True:
            busy, now = self._is_busy(), time.monotonic()
            if busy:
                idle = None
            elif idle is None:
                idle = now
            elif now - idle >= QUIET:
                return idle
            if now > until:
                raise DidNotHappen(f"The batch did not end within {PATIENCE:.0f} seconds")
            time.sleep(0.005)

    def _is_busy(self) -> bool:
        pipe = self._queue.pipeline()
        pipe.llen("claude")
        pipe.hlen("unacked")
        return any(pipe.execute())


def drafts_of(ids: Sequence[UUID]) -> int:
    return Draft.objects.filter(request__in=ids).count()


def states_of(ids: Sequence[UUID]) -> dict[str, int]:
    """How a batch ended, for the sentence about one that did not."""
    found: dict[str, int] = {}
    for state, trouble in Request.objects.filter(pk__in=ids).values_list("state", "trouble"):
        found[f"{state} {trouble}".strip()] = found.get(f"{state} {trouble}".strip(), 0) + 1
    return found


def nobodys(count: int) -> list[UUID]:
    return [uuid.uuid4() for _ in range(count)]
