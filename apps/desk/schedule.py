"""The one table of what is looked for, how often, and which doorway takes the ids.

Every stage keeps its own indexed "unclaimed" query; this process only asks and enqueues. A lost message costs a
moment and not a document, because the row is still unclaimed the next time somebody looks.

Nothing sealed opens here: what needs a text, a name under the firm's key or a token of a vendor's is a worker's.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import redis
from celery import Task
from django.db import close_old_connections

from apps.audit import services as audit
from apps.audit import tasks as audit_tasks
from apps.core import aside, ciphers, memory
from apps.desk import failing
from apps.drafting import services as drafting
from apps.drafting import tasks as drafting_tasks
from apps.intake import services as intake
from apps.intake import tasks as intake_tasks
from apps.integrations import services as integrations
from apps.integrations import tasks as integrations_tasks
from apps.keeping import services as keeping
from apps.matters import services as matters
from apps.notices import services as notices
from apps.notices import tasks as notices_tasks
from apps.people import services as people
from apps.policy import services as policy
from apps.review import services as review
from apps.review import tasks as review_tasks
from apps.sync import services as sync
from apps.sync import tasks as sync_tasks

logger = logging.getLogger("apps.desk.schedule")

EVERY = 0.25
"""Seconds between looks at a stage's rows (DESIGN, hand-off)."""
AT_ONCE = 64
"""Ids taken in one look."""
LONGEST_PAUSE = 5.0
"""Seconds to the next look after one that failed, at most: each failure doubles the pause."""
SAID_AGAIN = failing.SECONDS / 3
"""Seconds after which what has not changed is said once more."""


@dataclass
class Look:
    """Ask ``claim`` every so often; hand each id it gives to ``doorway`` under the name of its argument. Without a
    doorway the call does the work itself, on what is in the clear, and what it gives is not looked at."""

    name: str
    claim: Callable[[int], Any]
    doorway: Task | None = None
    argument: str = ""
    every: float = EVERY
    due: float = field(default=0.0)
    failures: int = field(default=0)
    """In a row, up to now."""
    left: aside.Left | None = field(default=None)
    """Rows that it leaves out because they failed, as was said last."""
    said_at: float = field(default=0.0)

    @property
    def code(self) -> str:
        """Its name as logs and metrics print it."""
        return self.name.replace(",", "").replace(" ", "_")


def looks() -> list[Look]:
    """Every hand-off of the house, in the order work flows."""
    return [
        Look("sources", intake.claim_unread, intake_tasks.read, "source_id"),
        Look("read before", intake.claim_outdated, intake_tasks.read_outdated, "source_id", every=2.0),
        Look("earlier readings", drafting.let_go_readings, every=60),
        Look("arrivals", intake.claim_arrivals, intake_tasks.fetch, "arrival_id", every=1.0),
        Look("pulls due", sync.open_pulls, every=5),
        Look("pulls", sync.claim_pulls, sync_tasks.pull, "pull_id", every=1.0),
        Look("hints", intake.take_hints),
        Look("joint matters", sync.keep_joint_apart, every=5.0),
        Look("copies wanting", sync.claim_copies, sync_tasks.fetch_copies, "choice_id", every=5),
        Look("copies to end", sync.sweep_copies, every=60),
        Look("recordings", intake.claim_sweeps, intake_tasks.sweep, "connection_id", every=10),
        Look("requests", drafting.claim, drafting_tasks.draft, "request_id"),
        Look("calls that nobody ends", policy.end_lost, every=60),
        Look("drafts", review.claim_unopened, review_tasks.open_review, "draft_id"),
        Look("days that passed", matters.follow_days, every=60),
        Look("deadlines", review.follow_deadlines, every=60),
        Look("covers that are over", review.follow_covers, every=60),
        Look("handovers", review.follow_handovers, every=5.0),
        Look("asked in vain", review.hand_back, every=60),
        Look("authorities", review.claim_unasked, review_tasks.look_up, "authority_id", every=1.0),
        Look("approvals taken back", sync.give_up_taken_back, every=1.0),
        Look("approved", sync.collect_lately),
        Look("approved before", sync.collect, every=60),
        Look("deliveries", sync.claim, sync_tasks.send, "delivery_id"),
        Look("sent", sync.claim_read_back, sync_tasks.read_back, "delivery_id"),
        Look(
            "ageing connections",
            integrations.claim_ageing,
            integrations_tasks.refresh,
            "connection_id",
            every=60,
        ),
        Look(
            "subscriptions",
            integrations.claim_subscriptions,
            integrations_tasks.keep_subscriptions,
            "connection_id",
            every=5,
        ),
        Look("pairings", integrations.let_lapse, integrations_tasks.lapse, "pairing_id", every=60),
        Look("posts", integrations.forget_posts, every=600),
        Look("news", notices.gather, every=1.0),
        Look("due to be destroyed", keeping.sweep, every=300.0),
        Look("destroyed, not listed", keeping.list_destroyed, every=5.0),
        Look("letters", notices.claim_letters, notices_tasks.send_letter, "user_id", every=20),
        Look("sessions left open", people.end_unused, every=15.0),
        Look("people who left", matters.release_departed, every=5.0),
        Look("namesakes", matters.level_namesakes, every=5.0),
        Look("checkpoints", lambda _limit: sync.carry_checkpoints(), every=2.0),
        Look("verifications", audit.claim_verifications, audit_tasks.verify, "verification_id", every=1.0),
        Look("activity", lambda _limit: audit.count_activity(), every=5.0),
        Look("witnesses", sync.claim_witnesses, sync_tasks.carry, "receipt_id", every=30.0),
    ]


def run(stop: threading.Event, table: list[Look] | None = None) -> None:
    """Look until told to stop. A database or broker that is away is asked again; nothing is lost meanwhile."""
    table = looks() if table is None else table
    while not stop.is_set():
        once(table)
        stop.wait(EVERY)


def once(table: list[Look]) -> int:
    """One round over what is due. Returns how many ids were handed on.

    Whatever a look fails with, the others are made: some do their work here, on rows that may hold anything.
    """
    handed = 0
    now = time.monotonic()
    for look in table:
        if look.due > now:
            continue
        look.due = now + look.every
        try:
            with aside.used() as left:
                handed += _ask(look)
        except Exception as error:  # noqa: BLE001  # one stage's trouble is not the house's
            _failed(look, type(error).__name__, now)
        else:
            _worked(look, left(), now)
    return handed


def _ask(look: Look) -> int:
    with ciphers.kept_shut():
        found = look.claim(AT_ONCE)
    if found:
        memory.collect_soon()
    if look.doorway is None:
        return 0
    for row_id in found:
        look.doorway.apply_async(kwargs={look.argument: row_id}, retry=False)
    return len(found)


def _failed(look: Look, error: str, now: float) -> None:
    """Say so by the error's class alone: drivers and vendors put rows into the text."""
    look.failures, look.left = look.failures + 1, None
    look.due = now + min(EVERY * 2 ** min(look.failures, 16), LONGEST_PAUSE)
    logger.warning("look at %s failed: %s", look.code, error)
    memory.collect_soon()
    close_old_connections()
    with suppress(redis.RedisError):
        failing.note(look.code, error, times=look.failures)


def _worked(look: Look, left: aside.Left | None, now: float) -> None:
    """Say that it works again; or, where it went round rows that failed, for as long as it does, how many those are."""
    if left is not None and (left != look.left or now >= look.said_at + SAID_AGAIN):
        with suppress(redis.RedisError):
            failing.note(look.code, left.error, rows=left.rows, lasts=failing.SECONDS + look.every)
        look.said_at = now
    elif left is None and (look.failures or look.left):
        with suppress(redis.RedisError):
            failing.made_good(look.code)
    look.failures, look.left = 0, left
