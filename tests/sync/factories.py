"""Approved work of a matter that a practice system knows, and a worker that carries it there."""

import datetime as dt
import hashlib

import pytest
from django.db import transaction
from django.utils import timezone

from apps.integrations.models import RemoteRecord
from apps.matters import keys
from apps.matters.models import Matter, Residency
from apps.people.models import Robot, User
from apps.review import rules, states
from apps.review import services as reviews
from apps.review.decisions import manifests
from apps.review.filing import queries as filings
from apps.review.models import Decision, Format, ReviewTask, Step, TaskState, Verdict
from apps.sync import services
from apps.sync.models import Delivery, DeliveryKind, DeliveryState, GivenUp, RecordKind
from tests import factories
from tests.drafting import factories as drafts
from tests.review import factories as people

NOW = dt.datetime(2026, 11, 25, 15, 0, tzinfo=dt.UTC)
LETTER = "Dear client,\n\nThe lease ends on 3 March 2027 and may be renewed once.\n\nYours truly"
FORMATS = {DeliveryKind.DOCUMENT: Format.DOCX, DeliveryKind.PDF: Format.PDF}
each_way = pytest.mark.parametrize("kind", [DeliveryKind.NOTE, DeliveryKind.DOCUMENT])
"""A note and a file: the way of a PDF is that of a Word document."""
OPEN = ("queued", "sending", "waiting", "sent")


def linked(connection, *, remote_id="40", residency=Residency.NO_STORAGE_ABROAD, box=None):
    """A matter here that is the practice system's own of that id; with ``box`` it is put into Clio's stand-in too."""
    if box is not None:
        box.clio.load({"matters": [{"id": int(remote_id), "description": "x", "client": {"id": 30}}]})
    matter = factories.matter(residency=residency)
    RemoteRecord.objects.create(
        connection=connection, kind=RecordKind.MATTER, remote_id=remote_id, local_id=matter.pk
    )
    return matter


@transaction.atomic
def approved(matter, text=LETTER, *, code="client_letter", sources=()):
    """A client letter (or other work) of the matter that its responsible lawyer approved, without the questions before.

    Rows are those that ``review.services.approve`` leaves; what it asks first is tested where it lives.
    """
    by, now = matter.responsible, timezone.now()
    drafts.draft(matter, by, text, responsible=by, code=code, sources=sources)
    reviews.collect(10)
    task = ReviewTask.objects.exclude(state=TaskState.APPROVED).get(matter=matter)
    version = people.seen(task, by)
    people.check_off(task, version, by, at=now)
    manifest = manifests.make(
        task=task,
        version=version,
        text=text,
        ledger=[],
        filing=filings.of(task),
        rule=rules.rule_for(task.kind),
        by=by,
        at=now,
    )
    Decision.objects.create(
        task=task,
        version=version,
        matter=matter,
        text_hmac=version.text_hmac,
        manifest=manifest,
        manifest_digest=manifest.digest,
        step=Step.FIRST,
        verdict=Verdict.APPROVED,
        by=by,
        at=now,
    )
    states.move(task, TaskState.APPROVED, decided_at=now)
    return task


def reviewed(matter, text=LETTER):
    """The same through every question and check, as a person does it."""
    task = people.task(text, matter=matter, responsible=matter.responsible)
    people.answer_all(task, matter.responsible)
    people.approve(task, matter.responsible)
    return people.fresh(task)


def queued(connection, kind, **more):
    """The delivery of that kind of a newly approved letter."""
    task = approved(linked(connection, **more))
    services.collect(10)
    return Delivery.objects.get(manifest__task=task, kind=kind)


def only(connection, kind, **more):
    """The same with the deliveries of the other kinds given up, so that only this one is carried."""
    return alone(queued(connection, kind, **more))


def alone(delivery):
    """That delivery, with the others of its item given up."""
    others = Delivery.objects.filter(manifest_id=delivery.manifest_id).exclude(pk=delivery.pk)
    others.update(state=DeliveryState.CANCELLED, given_up=GivenUp.NOT_WANTED)
    return delivery


def work():
    """What the scheduler and a worker do with everything that is due now."""
    for delivery_id in services.claim(100):
        services.send(delivery_id)
    for delivery_id in services.claim_read_back(100):
        services.read_back(delivery_id)


def carry(clock, *, rounds=40):
    """Work and let time pass until nothing is left that could go on by itself."""
    for _ in range(rounds):
        work()
        if not Delivery.objects.filter(state__in=OPEN).exists():
            return
        clock.shift(dt.timedelta(minutes=3))
    raise AssertionError(f"still open: {list(Delivery.objects.values_list('kind', 'state', 'trouble'))}")


def expected(delivery):
    """The bytes that have to be at the vendor's, made from the renderings here and not by the code under test."""
    files = {
        each.format: keys.reveal_bytes(each, "content").reveal()
        for each in delivery.manifest.renderings.all()
    }
    if delivery.kind in FORMATS:
        return files[FORMATS[delivery.kind]]
    parts = [files[Format.NOTE].decode().strip("\n"), files[Format.FILE_NOTE].decode().strip("\n")]
    return "\n\n".join([*parts, delivery.marker]).strip().encode()


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def notes_at(box, delivery):
    """Every note at the vendor's that carries the delivery's marker, by the stand-in's own count."""
    return [each for each in box.clio.created("note") if delivery.marker in each["detail"]]


def documents_at(box, delivery):
    """Every document that appears at the vendor's with the delivery's marker, by the stand-in's own count."""
    return [
        each
        for each in box.clio.created("document")
        if any(held["value"] == delivery.marker for held in each.get("external_properties") or ())
        and appears(box, each["id"])
    ]


def appears(box, number):
    """Whether a document is finished at Clio, and so shown there."""
    store = box.clio.stores["ca"]
    return any(version.data["fully_uploaded"] for version in store.versions(store.rows["document"][number]))


def services_robot():
    return User.for_robot(Robot.SYNC)


def close(matter):
    """Somebody closed the matter."""
    Matter.objects.filter(pk=matter.pk).update(status="closed", closed_on=timezone.localdate())
