"""The whole proof: a house is started, canaries are led through it, and then everything is searched."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bench.rig import CHECKOUT, Rig, database_of_its_own
from proof import files, memory, postgres, watch
from proof.canaries import Canaries
from proof.custody import Finding, Place
from proof.inside import listening
from proof.patterns import TEXT, Hits, patterns, search
from proof.stage import Stage
from proof.ways import Way
from sandbox.claude.app import API_KEY
from tests import database

DATABASE = "retention"
MEMORY = {"worker": Place.WORKER, "web": Place.WEB, "scheduler": Place.SCHEDULER}
STAND_INS = ("sandbox.log",)
Make = Callable[[str], tuple[str, str]]


class NotProved(Exception):
    """Something did not happen that had to, so that finding nothing would mean nothing."""


@dataclass
class Proof:
    """What was done and what was found."""

    drafts: int = 0
    canaries: int = 0
    seconds: float = 0.0
    during: int = 0
    """How often canaries were found in a worker's memory while it was at a call: that the search can see."""
    findings: list[Finding] = field(default_factory=list)

    @property
    def leaks(self) -> int:
        return sum(finding.leaks for finding in self.findings)

    @property
    def held(self) -> bool:
        """Nothing where none may rest, and nothing that is kept was withheld from the search."""
        return not self.leaks and not any(finding.withheld for finding in self.findings)

    @property
    def unsearched(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.unsearched]


def prove(chosen: list[Way], say: Callable[[str], None], make: Make = database.create) -> Proof:
    """Lead a draft each of these ways, and search. `make` makes the database that it happens in.

    Raises NotProved, or AssertionError or DidNotHappen where a way did not end as it has to.
    """
    begun = time.time()
    with opened(say, make) as house:
        proof = house.prove(chosen)
    proof.seconds = time.time() - begun
    return proof


@contextlib.contextmanager
def opened(
    say: Callable[[str], None], make: Make = database.create, *, debugging: bool = False
) -> Iterator[House]:
    """A house to prove things of, with everything in it started. `make` makes its database."""
    with database_of_its_own(DATABASE, make), Rig() as rig:
        house = House(rig, say)
        house.stage.debugging = debugging
        house.stage.open()
        yield house


class House:
    """A house on a stage, searched as often as drafts were led through it."""

    def __init__(self, rig: Rig, say: Callable[[str], None]) -> None:
        self.rig, self.say, self.begun, self.drafts = rig, say, time.time() - 1, 0
        self._steady = time.monotonic()
        self.canaries = Canaries(key=API_KEY)
        self.sought = patterns([*self.canaries.needles(), *self.canaries.key_needles()])
        self.compressed = (
            *patterns(self.canaries.needles(), compressed=True),
            *patterns(self.canaries.key_needles()),
        )
        self.in_memory = patterns(self.canaries.needles())
        self.asked_during, self.during = False, 0
        self.stage = Stage(self.rig, self.canaries, during=self._during)

    def prove(self, chosen: list[Way]) -> Proof:
        """Lead a draft each of these ways, and search for the canaries of these and of all that were led before."""
        self.memory = {place: Finding(place, forms=len(self.in_memory)) for place in MEMORY.values()}
        self.watch = watch.Watch(
            self.sought, port=self.rig.queue_port, temporary=self.stage.temporary, pids=self._pids
        )
        self.stage.heard = self.watch.listen_again
        try:
            self._ways(chosen)
            self._memory()
        finally:
            self.watch.close()
        if self.watch.gave_up:
            raise NotProved(f"The watch over what comes and goes ended early: {self.watch.gave_up}.")
        if time.time() - self.begun < time.monotonic() - self._steady:  # it was begun a second early
            raise NotProved("The clock was set back: files written since would pass for older ones.")
        findings = sorted(self._findings(), key=lambda finding: list(Place).index(finding.place))
        if self.asked_during and not self.during:
            raise NotProved("A worker at a call held nothing that was searched for: the search does not see.")
        return Proof(len(chosen), self.canaries.count, during=self.during, findings=findings)

    def _ways(self, chosen: list[Way]) -> None:
        for way in chosen:
            self.drafts += 1
            if way.debug and not self.stage.debugging:
                self._memory()
                self.stage.debug()
            self.say(f"  {self.drafts:3} {way.name}")
            way.go(self.stage, self.drafts)

    def _pids(self) -> list[int]:
        # A copy, made at once: the watch asks from a thread of its own, while parts come and go.
        return [part.pid for name, part in list(self.rig.parts.items()) if name != "sandbox"]

    # Places -----------------------------------------------------------------------------------------------------

    def _masked(self) -> list[bytes]:
        return [memory.mask(pattern.data) for pattern in self.in_memory]

    def _memory(self) -> None:
        """Worker, web and scheduler search themselves, between two jobs."""
        self.stage.settle()
        for name, place in MEMORY.items():
            found = self.stage.search(name, self._masked())
            self.memory[place].searched += found.searched
            for number, times in found.counts.items():
                pattern = self.in_memory[number]
                self.memory[place].hits[pattern.needle.kind, pattern.form] += times
            self.memory[place].where += [mapping for _, mapping, _ in found.samples][:1]

    def _during(self) -> None:
        """That a worker at a call is seen to hold the call."""
        self.asked_during = True
        self.during += sum(
            listening.ask(self.rig.folder, "worker", self._masked(), enough=True).counts.values()
        )

    def _findings(self) -> Iterator[Finding]:
        yield from self.memory.values()
        yield from (self.watch.queries, self.watch.queue, self.watch.temporary)
        yield self._swapped()
        yield from watch.keys(self.rig.shared["REDIS_URL"], self.sought)
        yield from postgres.look(self.sought, self.compressed, since=self.begun)
        yield files.look(Place.LOGS, self._logs(), self.sought)
        yield files.look(Place.SHARED, self._shared(), self.sought, since=self.begun)
        yield files.look(Place.CORES, files.cores(self._folders()), self.sought, since=self.begun)
        yield self._sent()

    def _logs(self) -> Iterator[Path]:
        """Of every process but the stand-ins'."""
        return (path for path in sorted(self.rig.folder.glob("*.log")) if path.name not in STAND_INS)

    def _shared(self) -> Iterator[Path]:
        own = {self.rig.folder}
        for folder in files.SYSTEM_WIDE:
            yield from files.below(Path(folder), without=own)

    def _folders(self) -> list[Path]:
        return [CHECKOUT, self.rig.folder, self.stage.temporary, Path.cwd()]

    def _swapped(self) -> Finding:
        """Swapped memory cannot be searched from here: any of it counts as found."""
        finding = Finding(Place.SWAP)
        finding.searched = self.watch.swapped
        if self.watch.swapped:
            finding.hits["swapped", "bytes"] = self.watch.swapped
        return finding

    def _sent(self) -> Finding:
        """Names and numbers never cross, and what was asked does: otherwise nothing was proved."""
        calls = [
            repr(call["body"]).encode()
            for call in self.rig.control("requests/claude", method="GET")["requests"]
            if call["operation"] == "messages.create"
        ]
        finding = Finding(Place.SENT, forms=len(self.in_memory))
        alias = self.canaries.alias.split()[0].lower().encode()
        for call in calls:
            finding.add("a call", len(call), search(call, self.in_memory))
            finding.add("a call", 0, Hits({("alias", TEXT): call.lower().count(alias)}))
        if not finding.allowed:
            raise NotProved("The vendor was sent nothing that was searched for: nothing was proved.")
        return finding
