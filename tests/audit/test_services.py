import datetime as dt
import json
import uuid

import pytest
import rfc8785
from django.db import transaction

from apps.audit import services
from apps.audit.events import Event
from apps.audit.facts import Digest
from apps.audit.models import Entry

from .rows import Reason, record, row


@pytest.mark.django_db
def test_an_entry_says_who_did_what_to_which_row_of_which_matter():
    by, asker, matter = row("people.user"), row("people.user"), row("matters.matter")
    task = row("review.reviewtask", matter_id=matter.pk)
    version, digest = uuid.uuid4(), Digest("ab" * 32, "m1")

    record(Event.REVIEW_APPROVED, by=by, on=task, asked_by=asker, version=version, text=digest)

    entry = Entry.objects.get()
    content = entry.content
    assert len(content.pop("nonce")) == 32
    assert content == {
        "v": 1,
        "at": entry.at_us,
        "event": "review.approved",
        "by": str(by.pk),
        "asked_by": str(asker.pk),
        "on": {"kind": "review.reviewtask", "id": str(task.pk)},
        "matter": str(matter.pk),
        "facts": {"version": str(version), "text": {"hmac": "ab" * 32, "key": "m1"}},
    }
    assert (entry.event, entry.actor, entry.asked_by) == ("review.approved", by.pk, asker.pk)
    assert (entry.subject, entry.matter) == (task.pk, matter.pk)
    assert abs(entry.at_us - dt.datetime.now(dt.UTC).timestamp() * 1e6) < 60e6


@pytest.mark.django_db
def test_the_bytes_are_those_of_another_writer_of_canonical_json():
    record(Event.REVIEW_RETURNED, reason=Reason.ASKED, reasons=[Reason.ASKED])

    body = Entry.objects.get().body

    assert rfc8785.dumps(json.loads(body)) == body.encode()


@pytest.mark.django_db
def test_two_equal_acts_have_unequal_bytes():
    by, on = row("people.user"), row()

    record(by=by, on=on)
    record(by=by, on=on)

    first, second = Entry.objects.order_by("id")
    assert first.content["nonce"] != second.content["nonce"]


@pytest.mark.django_db
@pytest.mark.parametrize("given", [True, False], ids=["named by the caller", "the row itself"])
def test_the_matter_is_the_one_named_or_the_row_itself(given):
    matter = row("matters.matter")

    record(
        Event.MATTERS_MATTER_CHANGED,
        on=row("matters.team") if given else matter,
        matter=matter if given else None,
    )

    assert Entry.objects.get().matter == matter.pk


@pytest.mark.django_db
def test_an_act_of_the_firm_belongs_to_no_matter():
    record(Event.PEOPLE_SIGNED_IN, on=row("people.user"))

    entry = Entry.objects.get()
    assert (entry.matter, entry.asked_by, entry.content["matter"]) == (None, None, None)


@pytest.mark.django_db(transaction=True)
def test_nothing_is_recorded_outside_a_transaction():
    with pytest.raises(transaction.TransactionManagementError):
        services.record(event=Event.REVIEW_WITHDRAWN, by=row("people.user"), on=row())

    assert Entry.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_an_act_that_is_taken_back_takes_its_entry_with_it():
    with transaction.atomic():
        services.record(event=Event.REVIEW_WITHDRAWN, by=row("people.user"), on=row())
        transaction.set_rollback(True)

    assert Entry.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("event", "facts", "message"),
    [
        (Event.REVIEW_APPROVED, {"colour": uuid.uuid4()}, "takes no fact colour"),
        (Event.REVIEW_CHECKED, {}, "needs the fact item"),
        (Event.REVIEW_CHECKED, {"item": None}, "needs the fact item"),
        (Event.REVIEW_APPROVED, {"version": str(uuid.uuid4())}, "fact version takes a id, not str"),
    ],
)
def test_a_fact_the_event_does_not_take_is_refused_and_nothing_is_written(event, facts, message):
    with pytest.raises(TypeError, match=message):
        record(event, **facts)

    assert Entry.objects.count() == 0


@pytest.mark.django_db
def test_a_row_without_a_uuid_cannot_be_spoken_of():
    numbered = row()
    numbered.pk = 7

    with pytest.raises(TypeError, match="UUID"):
        record(on=numbered)

    assert Entry.objects.count() == 0
