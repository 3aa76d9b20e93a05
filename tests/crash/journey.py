"""One request from its source to Clio, with people's part done here and the rest by processes that may die; then what
must hold of it, whatever died."""

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from apps.audit import notes, verify
from apps.audit.events import Event
from apps.audit.models import Entry, Leaf
from apps.drafting.models import Draft, Request, RequestState
from apps.drafting.rules import need
from apps.intake import services as intake
from apps.intake.models import Origin, Source, State
from apps.policy.models import Crossing, CrossingState
from apps.review.models import ReviewTask, TaskState
from apps.sync import sentences
from apps.sync.models import Delivery, DeliveryState, Trouble
from bench import firm as people
from bench.firm import Firm
from bench.rig import wait_until
from tests.crash.crew import Crew, Order

OUTCOMES = {
    CrossingState.ANSWERED: Event.POLICY_CROSSING_ANSWERED,
    CrossingState.UNKNOWN: Event.POLICY_CROSSING_UNKNOWN,
    CrossingState.FAILED: Event.POLICY_CROSSING_FAILED,
    CrossingState.REFUSED: Event.POLICY_REPLY_REFUSED,
}
ENDED = (DeliveryState.VERIFIED, DeliveryState.STOPPED)


@dataclass
class Vendors:
    """The sandbox's own counts."""

    asked: int
    notes: int
    words: int
    """Word documents that can be seen."""
    pdfs: int

    @classmethod
    def of(cls, crew: Crew) -> "Vendors":
        calls = crew.rig.control("requests/claude", method="GET")["requests"]
        versions = crew.rig.do("clio", "created", kind="document_version")
        whole = [version["filename"] for version in versions if version["fully_uploaded"]]
        return cls(
            asked=sum(call["operation"] == "messages.create" for call in calls),
            notes=len(crew.rig.do("clio", "created", kind="note")),
            words=sum(name.endswith(".docx") for name in whole),
            pdfs=sum(name.endswith(".pdf") for name in whole),
        )

    def since(self, before: "Vendors") -> "Vendors":
        return Vendors(
            self.asked - before.asked,
            self.notes - before.notes,
            self.words - before.words,
            self.pdfs - before.pdfs,
        )


@dataclass
class Journey:
    """What was made on the way, and how it ended."""

    request: Request
    carried_out: list[Order]
    vendors: Vendors
    source: Source | None = None


def travel(crew: Crew, firm: Firm, *orders: Order, number: int = 0) -> Journey:
    """Lead a request through the house while processes die as ordered, until nothing more happens by itself."""
    before = Vendors.of(crew)
    for order in orders:
        crew.order(order)
    source = intake.receive(
        matter=firm.matter,
        by=firm.partner,
        origin=Origin.UPLOAD,
        filename="lease.txt",
        data=f"{people.LETTER}\nCopy {number} of {timezone.now().isoformat()}.\n".encode(),
    )
    crew.wait(lambda: Source.objects.filter(pk=source.pk, state=State.READY).exists(), "The reading")
    request = people.ask(firm, sources=[Source.objects.get(pk=source.pk)])
    finish(crew, firm, request)
    carried_out = [order for order in orders if order.number and crew.died(order.hand)]
    crew.stand_down()
    crew.tend()
    return Journey(request, carried_out, Vendors.of(crew).since(before), source)


def finish(crew: Crew, firm: Firm, request: Request) -> None:
    """Wait for the draft, approve it, and wait until it is delivered and in the log; or until it asks for a person."""
    crew.wait(lambda: _is_in_review(request) or _is_stopped(request), "The review")
    if not _is_stopped(request):
        people.approve(ReviewTask.objects.get(draft__request=request), by=firm.partner)
        crew.wait(lambda: _is_delivered(request), "The delivery")
    crew.wait(lambda: not unplaced(), "The log's places")
    request.refresh_from_db()


def _is_in_review(request: Request) -> bool:
    return ReviewTask.objects.filter(draft__request=request).exists()


def _is_stopped(request: Request) -> bool:
    return Request.objects.filter(pk=request.pk, state=RequestState.STOPPED).exists()


def _is_delivered(request: Request) -> bool:
    made = Delivery.objects.filter(manifest__task__draft__request=request)
    return made.count() == 3 and not made.exclude(state__in=ENDED).exists()


def unplaced() -> int:
    return Entry.objects.count() - Leaf.objects.count()


def check(journey: Journey) -> None:
    """Everything that must hold of one request. Raises AssertionError."""
    request, vendors = journey.request, journey.vendors
    crossings = list(Crossing.objects.filter(request_id=request.pk).order_by("attempt"))
    check_crossings(journey, crossings)
    if request.state == RequestState.STOPPED:
        assert need(request).person, request.trouble
        assert need(request).sentence
        assert not Draft.objects.filter(request=request).exists()
        assert (vendors.notes, vendors.words, vendors.pdfs) == (0, 0, 0)
    else:
        check_draft(request, crossings)
        check_deliveries(request, vendors)
    check_entries(journey, crossings)


def check_crossings(journey: Journey, crossings: list[Crossing]) -> None:
    """Every call that the vendor saw has its attempt; an attempt that was lost says so, and the next one repeats it."""
    deaths = sum(order.hand == "worker" for order in journey.carried_out)
    lost = [each for each in crossings if each.state == CrossingState.UNKNOWN]
    assert [each.attempt for each in crossings] == list(range(1, len(crossings) + 1))
    assert len(lost) <= deaths
    assert 0 < journey.vendors.asked <= len(crossings) <= journey.vendors.asked + deaths
    assert {each.state for each in crossings} <= {CrossingState.ANSWERED, CrossingState.UNKNOWN}
    assert [each.repeats_id for each in crossings[1:]] == [each.pk for each in crossings[:-1]]


def check_draft(request: Request, crossings: list[Crossing]) -> None:
    """Exactly one draft, from the one answered crossing, and one review."""
    assert request.state == RequestState.DRAFTED
    assert [each.state for each in crossings].count(CrossingState.ANSWERED) == 1
    draft = Draft.objects.get(request=request)
    assert draft.crossing == crossings[-1]
    task = ReviewTask.objects.get(draft=draft)
    assert task.state == TaskState.APPROVED


def check_deliveries(request: Request, vendors: Vendors) -> None:
    """One note and one of each file, by the vendor's own count; or the delivery says what it needs from a person."""
    made = {each.kind: each for each in Delivery.objects.filter(manifest__task__draft__request=request)}
    arrived = {"note": vendors.notes, "document": vendors.words, "pdf": vendors.pdfs}
    assert set(made) == set(arrived)
    for kind, delivery in made.items():
        if delivery.state == DeliveryState.VERIFIED:
            assert arrived[kind] == 1, kind
        else:
            assert delivery.state == DeliveryState.STOPPED
            assert sentences.of(Trouble(delivery.trouble))
            assert arrived[kind] <= 1, kind


def check_entries(journey: Journey, crossings: list[Crossing]) -> None:
    """A line for each thing that is on a row, and none twice."""
    request = journey.request
    draft = Draft.objects.filter(request=request).first()
    deliveries = Delivery.objects.filter(manifest__task__draft__request=request)
    expected: Counter[tuple[str, UUID]] = Counter()
    if journey.source is not None:
        expected[(Event.INTAKE_SOURCE_RECEIVED, journey.source.pk)] = 1
        expected[(Event.INTAKE_SOURCE_READ, journey.source.pk)] = 1
    expected[(Event.DRAFTING_REQUEST_MADE, request.pk)] = 1
    expected[(Event.DRAFTING_PREVIEW_SHOWN, request.pk)] = 1
    expected[(Event.DRAFTING_REQUEST_CONFIRMED, request.pk)] = 1
    for crossing in crossings:
        expected[(Event.POLICY_CROSSING_STARTED, crossing.pk)] = 1
        expected[(OUTCOMES[CrossingState(crossing.state)], crossing.pk)] = 1
    if request.state == RequestState.STOPPED:
        expected[(Event.DRAFTING_REQUEST_STOPPED, request.pk)] = 1
    if draft is not None:
        expected[(Event.DRAFTING_DRAFT_STORED, draft.pk)] = 1
        expected[(Event.REVIEW_TASK_OPENED, draft.task.pk)] = 1
        expected[(Event.REVIEW_APPROVED, draft.task.pk)] = 1
    for delivery in deliveries:
        expected[(Event.SYNC_DELIVERY_QUEUED, delivery.pk)] = 1
        if delivery.sent_at is not None:
            expected[(Event.SYNC_DELIVERY_SENT, delivery.pk)] = 1
        if delivery.state == DeliveryState.VERIFIED:
            expected[(Event.SYNC_DELIVERY_VERIFIED, delivery.pk)] = 1
        if delivery.state == DeliveryState.STOPPED:
            expected[(Event.SYNC_DELIVERY_FAILED, delivery.pk)] = 1
    events, subjects = zip(*expected, strict=True)
    found = Counter(
        Entry.objects.filter(event__in=events, subject__in=subjects).values_list("event", "subject")
    )
    assert found == expected


def check_log(witnesses) -> None:
    """The whole log, held against itself, its checkpoints and the witnesses' copies.

    What is written while it is read has its place later.
    """
    written = Entry.objects.count()
    wait_until(lambda: not unplaced(), "The log's places")
    report = verify.verify(
        known=notes.verifiers(),
        now=timezone.now(),
        witnesses=witnesses,
    )
    assert report.sound, str(report.fault)
    assert written <= report.size <= Entry.objects.count()
    assert Leaf.objects.values("entry").distinct().count() == Leaf.objects.count()
