"""One matter through the whole house, on the code paths that people and workers use; each step printed as it happens.

Drafting, opening the review, delivering, reading back and sequencing are done by the processes that are running; this
only does what people do, and waits.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from apps.audit import notes, proofs, stamps, verify
from apps.audit.models import Checkpoint, Entry, Leaf
from apps.core.sensitive import Sensitive
from apps.drafting import services as drafting
from apps.drafting.models import Request, RequestState, WorkflowState, WorkflowVersion
from apps.drafting.rules import need
from apps.intake import rereading
from apps.intake import services as intake
from apps.intake.models import Arrival, ArrivalState, Source, State
from apps.matters.models import Matter
from apps.policy.models import Crossing, CrossingState
from apps.policy.reasons import Reason
from apps.review import services as review
from apps.review.models import ReviewTask, TaskState
from apps.sync import services as sync
from apps.sync.models import Delivery, DeliveryState, Pull, PullState
from demo import reviewing, seeding, vendors
from demo.matters.estates import ADEYEMI

PATIENCE = 120.0
"""Seconds that a step done by a worker may take."""
ASSIGNMENT = (
    "An intake memorandum from the consult of this week, for Ms. Fortin-Shaw: who the parties are, what happened in "
    "order, the two wills, capacity and undue influence, what the estate holds, what is missing and what to do first. "
    "Its purpose is to decide whether to file a notice of objection before a certificate issues."
)
Write = Callable[[str], None]


class Broken(Exception):
    """A step did not hold. The text says which and why, without content."""


@dataclass
class Journey:
    """The steps, their numbers and what later ones need from earlier ones."""

    write: Write
    number: int = 0
    kept: dict[str, Any] = field(default_factory=dict)

    @contextmanager
    def step(self, says: str) -> Iterator[Callable[..., None]]:
        """Print a step when it begins, what it found, and how long it took."""
        self.number += 1
        self.write(f"\n{self.number:2}  {says}")
        begun = time.monotonic()

        def found(**facts: object) -> None:
            for name, value in facts.items():
                self.write(f"      {name.replace('_', ' '):22} {value}")

        yield found
        self.write(f"      {'took':22} {time.monotonic() - begun:.2f} s")

    def wait(self, what: str, look: Callable[[], Any]) -> Any:
        """Look until there is something; raises Broken after ``PATIENCE``."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if answer := look():
                return answer
            time.sleep(0.1)
        raise Broken(f"{what} did not come within {PATIENCE:.0f} seconds")


def run(write: Write) -> None:
    """The journey. Raises Broken where a step does not hold."""
    journey = Journey(write)
    _matters(journey)
    _transcript(journey)
    _request(journey)
    _crossing(journey)
    _review(journey)
    _delivery(journey)
    _record(journey)


def _matters(journey: Journey) -> None:
    boss = seeding.person("amelie")
    with journey.step("Matters and documents come from Clio (Canadian region)") as found:
        clio = seeding.connect_clio(seeding.person("ivan"))
        asked = sync.ask_pull(connection=clio, by=boss)
        journey.wait(
            "the matters from Clio",
            lambda: Pull.objects.filter(pk=asked.pk, state=PullState.DONE).exists(),
        )
        matter = Matter.objects.get(number=ADEYEMI.number)
        sync.pull_documents(matter=matter, by=boss)
        _all_read(journey, matter)
        found(matter=f"{matter.number} {matter.pk}", sources=matter.sources.count(), connection=clio.pk)
    journey.kept["matter"] = matter


def _all_read(journey: Journey, matter: Matter) -> None:
    waiting = Source.objects.filter(matter=matter, state__in=[State.RECEIVED, State.READING])
    journey.wait("the reading of the documents", lambda: not waiting.exists())


def _read_again(journey: Journey, sources: list[Source]) -> None:
    """After an update of which the readers are newer than what read them."""
    older = rereading.outdated().filter(pk__in=[each.pk for each in sources])
    journey.wait("the reading of the sources with the readers of today", lambda: not older.exists())


def _transcript(journey: Journey) -> None:
    matter: Matter = journey.kept["matter"]
    with journey.step("The consult's transcript comes from Zoom, is sealed at once and matched") as found:
        zoom = seeding.connect_zoom(seeding.person("ivan"))
        started = timezone.now().replace(microsecond=0) - timedelta(minutes=70)
        uuid, dataset = vendors.consult_recording(started, number=matter.number)
        vendors.control("zoom/load", dataset)
        journey.wait(  # a worker may be looking through the account just now: then this does nothing
            "Zoom's list of recordings",
            lambda: intake.sweep(connection=zoom) or Arrival.objects.filter(meeting=uuid).exists(),
        )
        arrival = journey.wait(
            "the transcript",
            lambda: (
                Arrival.objects.filter(meeting=uuid, state=ArrivalState.MATCHED)
                .select_related("source")
                .first()
            ),
        )
        judith = seeding.person("judith")
        intake.clear(source=Source.objects.get(pk=arrival.source_id), told=True, no_conflict=True, by=judith)
        _all_read(journey, matter)
        source = Source.objects.get(pk=arrival.source_id)
        if source.state != State.READY:
            raise Broken(f"the transcript could not be read: {source.trouble}")
        found(
            source=source.pk,
            cues=source.passage_count,
            minutes=round((source.seconds or 0) / 60),
            digest=_short(source.reading_hmac),
        )
    journey.kept["transcript"] = source


def _request(journey: Journey) -> None:
    matter, judith = journey.kept["matter"], seeding.person("judith")
    with journey.step("Judith Okafor asks for an intake memorandum and previews what would cross") as found:
        chosen = [
            journey.kept["transcript"],
            *matter.sources.filter(parent=None, origin="clio_document").ready(),
        ]
        request = drafting.make_request(
            matter=matter,
            workflow=WorkflowVersion.objects.get(workflow__code="intake_memo", state=WorkflowState.APPROVED),
            language="en",
            needed_by=timezone.localdate() + timedelta(days=2),
            responsible=seeding.person("amelie"),
            assignment=Sensitive(ASSIGNMENT),
            sources=chosen,
            by=judith,
        )
        shown = drafting.preview(request=request, by=judith)
        if Reason.SOURCE_BEING_READ in [reason.code for reason in shown.gate.reasons]:
            _read_again(journey, chosen)
            shown = drafting.preview(request=request, by=judith)
        if not shown.gate.granted:
            raise Broken("held back: " + ", ".join(str(reason.code) for reason in shown.gate.reasons))
        found(
            request=request.pk,
            sources=len(chosen),
            names_and_numbers=f"{len(shown.placeholders)} replaced by placeholders",
            estimate=f"{shown.tokens} tokens, at most US$ {shown.cost:.4f}",
            gate="allowed",
            digest=_short(shown.digest),
        )
    with journey.step("She confirms; the row waits for a worker"):
        drafting.confirm(request=request, by=judith, preview_hmac=shown.digest)
    journey.kept |= {"request": request, "digest": shown.digest}


def _crossing(journey: Journey) -> None:
    request: Request = journey.kept["request"]
    with journey.step("A worker sends it once through the gate, pinned to the United States") as found:
        done = journey.wait("the draft", lambda: _settled(request))
        if done.state != RequestState.DRAFTED:
            raise Broken(f"the request is {done.state}: {need(done).sentence}")
        crossing = Crossing.objects.get(request_id=request.pk, state=CrossingState.ANSWERED)
        if crossing.prompt_hmac != journey.kept["digest"]:
            raise Broken("what was sent is not what was shown")
        if (crossing.geo_asked, crossing.geo_returned) != ("us", "us"):
            raise Broken("the reply does not report US routing")
        found(
            crossing=crossing.pk,
            vendor_request=crossing.vendor_request,
            model=crossing.model_returned,
            inference=f"asked {crossing.geo_asked}, reported {crossing.geo_returned}",
            tokens=f"{crossing.input_tokens} in, {crossing.output_tokens} out, US$ {crossing.cost:.4f}",
            sent_is_shown=_short(crossing.prompt_hmac),
        )
    with journey.step("The draft is sealed and a review opens") as found:
        task = journey.wait("the review", lambda: ReviewTask.objects.filter(draft__request=request).first())
        version = task.draft.latest
        found(task=task.pk, version=version.number, words=version.words, digest=_short(version.text_hmac))
    journey.kept["task"] = task


def _settled(request: Request) -> Request | None:
    moving = [RequestState.CONFIRMED, RequestState.DRAFTING, RequestState.WAITING]
    return Request.objects.filter(pk=request.pk).exclude(state__in=moving).first()


def _review(journey: Journey) -> None:
    task: ReviewTask = reviewing.find(journey.kept["task"].pk)
    judith, amelie = seeding.person("judith"), seeding.person("amelie")
    with journey.step("Judith Okafor edits the draft") as found:
        reading = review.open_draft(task=task, by=judith)
        text = reviewing.filled(reading).rstrip("\n") + f"\n\n{NEXT_STEP}\n"
        version = review.edit(task=task, base_version=reading.version, text=Sensitive(text), by=judith)
        found(version=version.number, digest=_short(version.text_hmac))
    with journey.step("Amélie Fortin-Shaw checks every item and approves that exact text") as found:
        reviewing.decide(reviewing.find(task.pk), by=amelie)
        task = reviewing.find(task.pk)
        if task.state != TaskState.APPROVED:
            raise Broken(f"the review is {task.state}")
        decision = task.decisions.get(verdict="approved", voided_at=None)
        found(
            decision=decision.pk,
            version=decision.version.number,
            text=_short(decision.text_hmac),
            manifest=_short(decision.manifest_digest),
        )
    journey.kept["manifest"] = decision.manifest


NEXT_STEP = (
    "Next step: file the notice of objection this week, before a certificate of appointment can issue, and diarize the "
    "call to the client for Thursday."
)


def _delivery(journey: Journey) -> None:
    manifest = journey.kept["manifest"]
    with journey.step("It goes to Clio as a note and a document, is read back and compared") as found:
        deliveries = journey.wait("the deliveries", lambda: _delivered(manifest))
        for delivery in deliveries:
            if delivery.state != DeliveryState.VERIFIED:
                raise Broken(f"the {delivery.kind} is {delivery.state}: {delivery.trouble}")
            found(
                **{delivery.kind: f"Clio {delivery.remote_id}, read back {_short(delivery.read_back_sha256)}"}
            )


def _delivered(manifest: Any) -> list[Delivery] | None:
    deliveries = list(Delivery.objects.filter(manifest=manifest).order_by("kind"))
    done = {DeliveryState.VERIFIED, DeliveryState.STOPPED, DeliveryState.CANCELLED}
    return deliveries if len(deliveries) == 2 and all(one.state in done for one in deliveries) else None


def _record(journey: Journey) -> None:
    matter, request = journey.kept["matter"], journey.kept["request"]
    with journey.step("Every step is in the log, and the log verifies") as found:
        begun = request.made_at.timestamp() * 1_000_000
        entries = list(Entry.objects.filter(matter=matter.pk, at_us__gte=begun).order_by("pk"))
        missing = EXPECTED - {entry.event for entry in entries}
        if missing:
            raise Broken("not in the log: " + ", ".join(sorted(missing)))
        last = entries[-1].pk
        journey.wait("the checkpoint", lambda: _signed(last))
        kept = Path(settings.LOG_WITNESS_DIR) if settings.LOG_WITNESS_DIR else None
        report = verify.verify(
            known=notes.verifiers(), now=timezone.now(), witnesses=kept, authorities=stamps.trusted()
        )
        if report.fault:
            raise Broken(f"the log does not verify: {report.fault}")
        newest = Checkpoint.objects.order_by("-size")[0]
        proof = proofs.inclusion(entries[-1], at=newest)
        if not proof.holds(bytes(newest.root)):
            raise Broken("the newest entry's proof does not lead to the signed root")
        found(
            entries_of_this_matter=len(entries),
            log=f"{report.size} entries, {report.checkpoints} checkpoints, {report.witnesses} at the witness",
            signed_root=bytes(newest.root).hex()[:16],
            proof_of_the_last=f"{len(proof.hashes)} steps",
        )


def _signed(entry: int) -> bool:
    leaf = Leaf.objects.filter(entry=entry).first()
    return leaf is not None and Checkpoint.objects.filter(size__gt=leaf.index).exists()


EXPECTED = {
    "drafting.request_made",
    "drafting.preview_shown",
    "drafting.request_confirmed",
    "policy.cleared",
    "policy.crossing_started",
    "policy.crossing_answered",
    "drafting.draft_stored",
    "review.task_opened",
    "review.draft_opened",
    "drafting.version_added",
    "review.checked",
    "review.approved",
    "sync.delivery_queued",
    "sync.delivery_sent",
    "sync.delivery_verified",
}


def _short(digest: str) -> str:
    return " ".join(digest[at : at + 4] for at in range(0, 16, 4))
