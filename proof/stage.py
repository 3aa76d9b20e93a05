"""A house of its own to run canaries through: real processes, a person at a browser, and the vendors' stand-ins."""

from __future__ import annotations

import datetime as dt
import os
import re
import secrets
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast
from uuid import UUID

import redis
from django.contrib.auth.hashers import ScryptPasswordHasher
from django.utils import timezone

from apps.core import memory as own_memory
from apps.drafting.models import Request, RequestState
from apps.intake.models import Source, State
from apps.matters import keys
from apps.matters.models import Matter, PartyRole
from apps.people.models import User
from apps.policy import services as policy
from apps.policy.models import Crossing, CrossingState
from apps.review.models import ReviewTask
from bench import firm as people
from bench.rig import Part, Rig, wait_until
from proof import memory
from proof.canaries import Canaries
from proof.inside import listening
from proof.visit import SHOWN, Visit
from scripts import ports
from scripts.house import PROCESSES, Process
from tests import factories

BRISK = {
    "CLAUDE_SECONDS": "6",
    "VENDOR_SECONDS": "3",
    "HANDED_OUT_SECONDS": "1",
    "LEASE_GRACE_SECONDS": "1",
    "DELIVERY_SETTLE_SECONDS": "2",
    "WORKER_SLOTS": "4",
}
"""Deadlines that pass within seconds: what is promised does not depend on their length."""
SEARCHABLE = {
    "firmai.wsgi:application": "proof.inside.web:application",
    "firmai": "proof.inside.worker",
    "schedule": "schedule_searched",
}
SEARCHED = ("worker", "web", "scheduler")
DEBUGGED = ("worker", "web")
SECONDS = 60
SETTLED = 2 * own_memory.SECONDS
"""Seconds after the last job or page until nothing of it may be left (`apps.core.memory`)."""


@dataclass
class Stage:
    """The house, the firm in it and the browser of one of its people. Use it from one thread."""

    rig: Rig
    canaries: Canaries
    during: Callable[[], None]
    """What is done while a worker is at a call."""
    heard: Callable[[], None] = lambda: None
    """What is done when the queue was started anew."""
    parts: dict[str, Part] = field(default_factory=dict)
    orphaned: set[bytes] = field(default_factory=set)
    """Messages that a worker held when it was ended."""
    debugging: bool = False
    """Worker and web are started with every logger open that nobody has pinned."""

    def open(self) -> None:
        """Start everything, and have a partner sign in."""
        rig = self.rig
        self.temporary = rig.folder / "tmp"
        self.temporary.mkdir(mode=0o700)
        rig.shared |= {"TMPDIR": str(self.temporary), "PROOF_FOLDER": str(rig.folder), **BRISK}
        rig.open_queue()
        rig.open_sandbox("--seed", "8")
        rig.control("settings/claude", {"says": f"As asked: {self.canaries.word('reply', 0)}."})
        collected = rig.start("collect", "manage.py", "collectstatic", "--no-input", "-v", "0")
        self._found()
        if collected.process.wait(SECONDS):
            raise AssertionError(f"collectstatic ended with {collected.process.returncode}")
        self.port = ports.any_free()
        for process in PROCESSES:
            if not process.is_optional:  # the watch of the account sees no content and has a key of its own
                self.start(process)
        self.wait(lambda: all(map(self._listens, SEARCHED)), "The start of " + ", ".join(SEARCHED))
        self.sign_in()

    def _found(self) -> None:
        """A firm that may send, a client whose names and numbers are canaries, and one who was never told."""
        self.firm = people.found(rig=self.rig)
        self.partner: User = self.firm.partner
        self.password = secrets.token_urlsafe(16)
        hasher = ScryptPasswordHasher()  # one that the house's processes know, whatever this one is set to
        self.partner.password = hasher.encode(self.password, hasher.salt())
        self.partner.save(update_fields=["password"])
        self.untold = factories.matter(responsible=self.partner)
        for matter in (self.firm.matter, self.untold):
            matter.is_training = True
            matter.save(update_fields=["is_training"])
            factories.party(
                matter,
                self.canaries.party,
                role=PartyRole.CLIENT,
                aliases=[self.canaries.alias],
                identifiers={"phones": [self.canaries.phone]},
                by=self.partner,
            )

    def start(self, process: Process) -> Part:
        """One process as `scripts.house` starts it, with the thread inside that lets it be searched."""
        slots = int(BRISK["WORKER_SLOTS"])
        values = {
            "bind": f"127.0.0.1:{self.port}",
            "tmp": str(self.temporary),
            "slots": slots,
            "pool": slots + 2,
            "web_workers": 1,
        }
        arguments = [SEARCHABLE.get(each, each).format(**values) for each in process.command]
        given = {name: value.format(**values) for name, value in process.extra}
        if self.debugging and process.name in DEBUGGED:
            given["PROOF_DEBUG"] = "1"
        self.parts[process.name] = self.rig.start(process.name, *arguments, **given)
        return self.parts[process.name]

    def debug(self) -> None:
        """Worker and web again, with every logger open."""
        self.debugging = True
        self.anew(*DEBUGGED)
        self.sign_in()

    def anew(self, *names: str) -> None:
        """End these processes in order, and start them once more."""
        for process in PROCESSES:
            if process.name in names:
                self.rig.end(process.name)
                self.address(process.name).unlink(missing_ok=True)
                self.start(process)
        self.wait(lambda: all(map(self._listens, names)), "The new start of " + " and ".join(names))

    def address(self, name: str) -> Path:
        return listening.address(self.rig.folder, name)

    def _listens(self, name: str) -> bool:
        return self.address(name).exists() and self.parts[name].is_running

    def wait(self, look, what: str, *, seconds: float = SECONDS):
        """What `look` gives, or DidNotHappen. A process that ended by itself ends the run."""

        def tended():
            for name, part in self.parts.items():
                if not part.is_running:
                    raise AssertionError(f"{name} ended by itself")
            return look()

        return wait_until(tended, what, seconds=seconds, glance=0.05)

    # A person ---------------------------------------------------------------------------------------------------

    def sign_in(self) -> None:
        self.visit = Visit(f"http://127.0.0.1:{self.port}")
        self.wait(self._answers, "The first page")
        self.visit.sign_in(self.partner.email, self.password)

    def _answers(self) -> bool:
        try:
            return bool(self.visit.get("/healthz"))
        except OSError:
            return False

    def source(self, draft: int, matter: Matter) -> Source:
        """A document uploaded through the browser, and read by the worker."""
        name = f"{self.canaries.word('title', draft)}.txt"
        data = self.canaries.source(draft).encode()
        known = set(Source.objects.filter(matter=matter).values_list("pk", flat=True))
        self.visit.upload(f"/sources/of/{matter.pk}/upload/", "files", name, data)
        fresh = Source.objects.filter(matter=matter, state=State.READY).exclude(pk__in=known)
        return self.wait(fresh.first, "The reading of a document")

    def ask(self, draft: int, matter: Matter | None = None) -> Request:
        """A request made, previewed and confirmed in the browser."""
        matter = matter or self.firm.matter
        source = self.source(draft, matter)
        place = self.visit.post(
            f"/requests/new/?matter={matter.pk}",
            {
                "workflow": str(self.firm.workflow.pk),
                "assignment": self.canaries.assignment(draft),
                "sources": [str(source.pk)],
                "language": "en",
                "needed_by": (timezone.localdate() + dt.timedelta(days=3)).isoformat(),
                "responsible": str(self.partner.pk),
            },
        )
        page = self.visit.get(place)
        shown = SHOWN.search(page)
        assert shown, "The preview cannot be confirmed"
        self.visit.post(f"{place}confirm/", {"shown": shown[1]})
        return Request.objects.get(pk=_uuid(place))

    # What comes of it ---------------------------------------------------------------------------------------------

    def comes_to(self, request: Request, *states: RequestState, trouble: str = "") -> str:
        """Wait until the request is in one of these states. Raises AssertionError where it got there otherwise."""
        rows = Request.objects.filter(pk=request.pk, state__in=states)
        self.wait(rows.exists, f"{' or '.join(states)} ({trouble or 'no trouble'})")
        request.refresh_from_db()
        assert not trouble or request.trouble == trouble, f"{request.trouble} and not {trouble}"
        return request.trouble

    def fault(self, fault: int | str, **options: object) -> None:
        """The next call of the vendor's goes wrong."""
        given = {"vendor": "claude", "operation": "messages.create", "fault": fault, **options}
        self.rig.control("faults", given)

    def withdraw(self, request: Request) -> None:
        self.visit.post(f"/requests/{request.pk}/withdraw/", {})

    def close_breaker(self) -> None:
        policy.close_breaker(reason=policy.ClosingReason.FALSE_ALARM, by=self.partner)

    def is_under_way(self, request: Request) -> bool:
        """Whether a call is being made for it at this moment."""
        return Crossing.objects.filter(request_id=request.pk, state=CrossingState.STARTED).exists()

    def kill(self, name: str, number: signal.Signals = signal.SIGKILL) -> None:
        part = self.parts.pop(name)
        os.kill(part.pid, number)
        part.process.wait(SECONDS)
        self.orphaned |= self._unacknowledged()
        self.address(name).unlink(missing_ok=True)
        self.rig.again(part)
        self.parts[name] = part
        self.wait(lambda: self._listens(name), f"The new {name}")

    def look_during_a_call(self) -> None:
        self.during()

    def restart_queue(self) -> None:
        """End the queue with all that is in it, and start an empty one in its place."""
        self.rig.parts["valkey"].kill()
        self.rig.open_queue()
        self.heard()

    def edit(self, task: ReviewTask, draft: int) -> None:
        """A reviewer reads the draft in the browser, adds a sentence and saves it."""
        version = task.draft.latest
        self.visit.get(f"/review/{task.pk}/")
        text = keys.reveal(version, "text").reveal()
        added = f"{text}\n\nPlease note the {self.canaries.word('edit', draft)} as well.\n"
        self.visit.post(f"/review/{task.pk}/versions/{version.number}/edit/", {"text": added})

    def is_idle(self) -> bool:
        """Whether every message is acknowledged, but for those that a dead worker held: no job is under way."""
        with redis.Redis.from_url(self.rig.shared["REDIS_URL"]) as queue:
            waiting = queue.llen("claude") or queue.llen("house")
        return not waiting and self._unacknowledged() <= self.orphaned

    def _unacknowledged(self) -> set[bytes]:
        with redis.Redis.from_url(self.rig.shared["REDIS_URL"]) as queue:
            return {bytes(name) for name in cast(list[bytes], queue.hkeys("unacked"))}

    def settle(self) -> None:
        """Wait until the last job is done and nothing of it may be left."""
        self.wait(self.is_idle, "A moment without work")
        threading.Event().wait(SETTLED)

    def search(self, name: str, masked: list[bytes]) -> memory.Found:
        """Have a process search its own memory; it has settled."""
        return listening.ask(self.rig.folder, name, masked)


def _uuid(place: str) -> UUID:
    found = re.search(r"[0-9a-f-]{36}", place)
    assert found, "The form was not taken"
    return UUID(found[0])
