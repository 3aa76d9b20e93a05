"""Time goes out once the person whose time it is has confirmed it: exactly so, exactly once, or a person is asked."""

import datetime as dt
from functools import partial

import pytest
import time_machine
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from apps.audit import services as audit
from apps.audit.events import Event
from apps.audit.models import Entry
from apps.core.errors import BadInput, Conflict, NotAllowed, WrongState
from apps.integrations.clio import reading as clio_reading
from apps.integrations.models import RemoteRecord
from apps.matters.models import Residency
from apps.people.models import Robot, User
from apps.policy.models import Departure
from apps.review.models import ReviewTask, Sitting
from apps.sync import destinations, services
from apps.sync.models import ConfirmedTime, Delivery, DeliveryState, Trouble
from tests import factories
from tests.integrations import accounts
from tests.sync import factories as f
from tests.sync.test_meanwhile import right_after

NOW = dt.datetime(2026, 11, 25, 15, 0, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 25)
WORDS = "Reviewed lease and three letters from landlord's counsel; prepared chronology for motion."
pytestmark = pytest.mark.django_db


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as moving:
        yield moving


@pytest.fixture
def box(clock):
    return accounts.fresh()


@pytest.fixture
def clio(box):
    return accounts.clio(box)


@pytest.fixture
def mycase(box):
    return mycase_with_rates(box)


def mycase_with_rates(box):
    made = accounts.mycase(box)
    next(iter(box.mycase.rows["staff"].values())).data["default_hourly_rate"] = 350
    return made


def narrative(connection, **more):
    """An approved narrative of a matter that the practice system knows; its lawyer is Jane there too."""
    matter = f.linked(connection, **more)
    User.objects.filter(pk=matter.responsible_id).update(email="jane@firm.example")
    matter.responsible.refresh_from_db()
    return f.approved(matter, WORDS, code="time_entry")


def confirmed(connection, *, units=12, **more):
    return confirm(narrative(connection, **more), units=units)


def confirm(task, *, units=12):
    return services.confirm_time(task=task, day=TODAY, units=units, billable=True, by=task.matter.responsible)


@pytest.fixture(scope="module")
def written(beforehand):
    with beforehand(), time_machine.travel(NOW, tick=False):
        narrative(accounts.clio(accounts.fresh()))


@pytest.fixture
def task(written, box):
    """An approved narrative of a matter of the firm's account at Clio."""
    accounts.clio_again(box)
    return ReviewTask.objects.get()


def states(delivery):
    return Delivery.objects.values_list("state", "trouble").get(pk=delivery.pk)


def in_clio(box):
    return box.clio.created("activity")


def in_mycase(box):
    return [row for row in box.mycase.rows["time_entry"].values() if row.made_by_api]


def events(delivery):
    return list(Entry.objects.filter(subject=delivery.pk).order_by("id").values_list("event", flat=True))


# --- only after a person


def test_an_approved_narrative_becomes_a_note_and_no_time(box, task, clock):
    services.collect(10)
    f.carry(clock)

    assert list(Delivery.objects.values_list("kind", "state")) == [("note", "verified")]
    assert in_clio(box) == []


def test_confirmed_time_arrives_as_it_was_confirmed_and_is_read_back(box, task, clock):
    delivery = confirm(task)

    f.carry(clock)

    assert states(delivery) == (DeliveryState.VERIFIED, "")
    (entry,) = in_clio(box)
    assert (entry["type"], entry["date"], entry["quantity"]) == ("TimeEntry", "2026-11-25", 72 * 60)
    assert (entry["note"], entry["reference"], entry["non_billable"]) == (WORDS, delivery.marker, False)
    assert (entry["matter"], entry["user"]) == ({"id": 40}, {"id": 10})
    assert events(delivery) == [
        "sync.delivery_queued",
        "sync.time_confirmed",
        "sync.delivery_sent",
        "sync.delivery_verified",
    ]
    told = Entry.objects.get(event="sync.time_confirmed")
    assert (told.actor, told.facts["minutes"], told.facts["billable"]) == (delivery.asked_by_id, 72, True)
    assert Delivery.objects.get(pk=delivery.pk).place == "ca"


def test_in_mycase_too_where_the_rule_permits_it_and_that_it_left_canada_is_on_record(box, mycase, clock):
    delivery = confirmed(mycase, residency=Residency.DOCUMENTED_TRANSFER, units=3)

    f.carry(clock)

    assert states(delivery) == (DeliveryState.VERIFIED, "")
    (row,) = in_mycase(box)
    assert (row.data["hours"], row.data["rate"], row.data["entry_date"]) == (0.3, 350, "2026-11-25")
    assert (row.data["description"], row.data["case"], row.data["staff"]) == (WORDS, {"id": 40}, {"id": 10})
    left = Entry.objects.get(event="sync.delivery_left_canada")
    assert (left.subject, left.facts["permitted_by"], left.facts["what"]) == (
        delivery.pk,
        "documented_transfer",
        "time_entry",
    )
    assert Delivery.objects.get(pk=delivery.pk).place != "ca"
    row = Departure.objects.get(delivery_id=delivery.pk)
    assert (row.system, row.what, row.place, row.permitted_by) == (
        "mycase",
        "time_entry",
        "unknown",
        "documented_transfer",
    )
    assert row.arrived_at is not None
    started = Entry.objects.get(event="policy.departure_started")
    assert (started.subject, started.facts["delivery"]) == (row.pk, str(delivery.pk))


def test_mycase_gets_none_where_the_rule_does_not_permit_it(box, mycase, clock):
    delivery = confirmed(mycase)

    f.carry(clock)

    assert states(delivery) == (DeliveryState.STOPPED, Trouble.NOT_SHOWN_IN_CANADA)
    assert in_mycase(box) == []
    assert not Entry.objects.filter(event="sync.delivery_left_canada").exists()
    assert not Departure.objects.exists()


# --- once


@pytest.mark.parametrize("fault", [{"fault": "late_commit", "seconds": 20}, {"fault": 500}, {"fault": 429}])
def test_after_an_answer_that_was_lost_or_refused_it_is_there_once(box, task, clock, fault):
    box.faults.set("clio", "activities.create", fault.pop("fault"), **fault)
    delivery = confirm(task)

    f.carry(_Both(clock, box))

    state, trouble = states(delivery)
    there = len(in_clio(box))
    assert (state, there) == (DeliveryState.VERIFIED, 1) or (state, trouble, there) == (
        DeliveryState.STOPPED,
        Trouble.OUTCOME_UNKNOWN,
        0,
    )


def test_in_mycase_an_entry_that_is_the_same_in_everything_is_the_one(box, mycase, clock):
    box.faults.set("mycase", "time_entries.create", "late_commit", seconds=20)
    delivery = confirmed(mycase, residency=Residency.DOCUMENTED_TRANSFER)

    f.carry(_Both(clock, box))

    assert states(delivery) == (DeliveryState.VERIFIED, "")
    assert len(in_mycase(box)) == 1


def test_in_mycase_two_of_the_same_words_day_and_length_are_two_entries(box, mycase, clock):
    first = confirmed(mycase, residency=Residency.DOCUMENTED_TRANSFER)
    task = f.approved(first.matter, WORDS, code="time_entry")
    by = task.matter.responsible
    second = services.confirm_time(task=task, day=TODAY, units=12, billable=True, by=by)

    f.carry(clock)

    assert [states(each) for each in (first, second)] == [(DeliveryState.VERIFIED, "")] * 2
    assert len(in_mycase(box)) == 2


def test_in_mycase_one_whose_answer_was_lost_is_not_taken_for_another_that_is_the_same(box, mycase, clock):
    first = confirmed(mycase, residency=Residency.DOCUMENTED_TRANSFER)
    box.faults.set("mycase", "time_entries.create", "dropped")
    f.work()
    assert Delivery.objects.get(pk=first.pk).remote_id == ""
    task = f.approved(first.matter, WORDS, code="time_entry")
    by = task.matter.responsible
    second = services.confirm_time(task=task, day=TODAY, units=12, billable=True, by=by)

    f.carry(clock)

    assert [states(each) for each in (first, second)] == [(DeliveryState.VERIFIED, "")] * 2
    assert len(in_mycase(box)) == 2


def test_in_mycase_one_entry_never_stands_for_two_deliveries_of_the_same(box, mycase, clock, monkeypatch):
    """The first never arrived. While the answer to the second is on its way, the first is looked for and taken to be
    what the second just put there."""
    first = confirmed(mycase, residency=Residency.DOCUMENTED_TRANSFER)
    box.faults.set("mycase", "time_entries.create", "dropped_before")
    f.work()
    task = f.approved(first.matter, WORDS, code="time_entry")
    by = task.matter.responsible
    second = services.confirm_time(task=task, day=TODAY, units=12, billable=True, by=by)
    clock.shift(100)
    services.claim(10)
    with monkeypatch.context() as patch:
        right_after(patch, destinations.MyCaseCase, "add_time", lambda: services.send(first.pk))
        services.send(second.pk)
    assert len(in_mycase(box)) == 1

    f.carry(clock)

    assert states(first) == (DeliveryState.VERIFIED, "")
    assert states(second) == (DeliveryState.STOPPED, Trouble.OUTCOME_UNKNOWN)
    assert (len(in_mycase(box)), Delivery.objects.get(pk=second.pk).remote_id) == (1, "")

    services.retry(delivery=Delivery.objects.get(pk=second.pk), by=by)
    f.carry(clock)

    assert states(second) == (DeliveryState.VERIFIED, "")
    assert len({row.id for row in in_mycase(box)}) == 2


def test_in_mycase_an_entry_is_found_whose_clock_is_behind(box, mycase, clock):
    box.faults.set("mycase", "time_entries.create", "dropped")
    delivery = confirmed(mycase, residency=Residency.DOCUMENTED_TRANSFER)
    f.work()
    (row,) = in_mycase(box)
    row.updated_at = NOW - dt.timedelta(minutes=4)

    f.carry(clock)

    assert states(delivery) == (DeliveryState.VERIFIED, "")
    assert len(in_mycase(box)) == 1


def test_what_was_changed_there_before_it_was_read_back_asks_a_person(box, task, clock):
    delivery = confirm(task)
    for each in services.claim(10):
        services.send(each)
    (entry,) = box.clio.stores["ca"].rows["activity"].values()
    box.clio.stores["ca"].change(entry, {"quantity": 9000})

    f.carry(clock)

    assert states(delivery) == (DeliveryState.STOPPED, Trouble.READ_BACK_DIFFERS)


@pytest.mark.parametrize("system", [accounts.clio, mycase_with_rates], ids=["clio", "mycase"])
def test_whose_time_it_is_stays_so_where_their_address_became_another_before_it_was_read_back(
    box, clock, system
):
    delivery = confirmed(system(box), residency=Residency.DOCUMENTED_TRANSFER)
    for each in services.claim(10):
        services.send(each)
    User.objects.filter(pk=delivery.asked_by_id).update(email="jane.roy@firm.example")

    f.carry(clock)

    assert states(delivery) == (DeliveryState.VERIFIED, "")
    told = Entry.objects.filter(
        subject=delivery.pk, event__in=["sync.delivery_sent", "sync.delivery_verified"]
    )
    assert len({entry.facts["digest"]["hmac"] for entry in told}) == 1


def test_in_mycase_it_is_found_as_whose_it_was_entered(box, mycase, clock):
    delivery = confirmed(mycase, residency=Residency.DOCUMENTED_TRANSFER)
    box.faults.set("mycase", "time_entries.create", "dropped")
    f.work()
    User.objects.filter(pk=delivery.asked_by_id).update(email="jane.roy@firm.example")

    f.carry(clock)

    assert states(delivery) == (DeliveryState.VERIFIED, "")
    assert len(in_mycase(box)) == 1


def test_time_sent_before_it_was_kept_as_whose_is_compared_by_their_address(box, task, clock):
    delivery = confirm(task)
    for each in services.claim(10):
        services.send(each)
    ConfirmedTime.objects.update(whose_there="")

    f.carry(clock)

    assert states(delivery) == (DeliveryState.VERIFIED, "")


def test_an_entry_that_bears_the_marker_is_found_though_nothing_here_says_that_it_left(box, task, clock):
    """As where a backup was brought back that is older than what was sent."""
    delivery = confirm(task)
    there = {
        "id": 5000, "type": "TimeEntry", "date": "2026-11-25", "quantity": 72 * 60, "note": WORDS,
        "matter": {"id": 40}, "user": {"id": 10}, "reference": delivery.marker,
    }  # fmt: skip
    box.clio.load({"activities": [there]})

    f.carry(clock)

    assert states(delivery) == (DeliveryState.VERIFIED, "")
    found = Delivery.objects.get(pk=delivery.pk)
    assert (found.remote_id, found.manifest.task.left_at is not None) == ("5000", True)
    assert in_clio(box) == []


@pytest.mark.parametrize("anew", [False, True], ids=["confirmed before the backup", "confirmed again"])
def test_in_mycase_time_that_left_before_a_backup_was_restored_is_found(box, mycase, clock, anew):
    task = narrative(mycase, residency=Residency.DOCUMENTED_TRANSFER)
    by, robot = task.matter.responsible, User.for_robot(Robot.OPERATOR)
    confirm = partial(services.confirm_time, task=task, day=TODAY, units=12, billable=True, by=by)
    there = {
        "id": 500, "activity_name": "Legal services", "entry_date": "2026-11-25", "rate": 350, "hours": 1.2,
        "billable": True, "description": WORDS, "case": {"id": 40}, "staff": {"id": 10},
    }  # fmt: skip
    box.mycase.load({"time_entries": [there]})
    delivery = None if anew else confirm()
    clock.shift(dt.timedelta(hours=2))
    with transaction.atomic():
        audit.record(event=Event.KEEPING_BACKUP_RESTORED, by=robot, on=robot, entries=1, destroyed_again=0)
    delivery = delivery or confirm()

    f.carry(clock)

    assert states(delivery) == (DeliveryState.VERIFIED, "")
    assert (Delivery.objects.get(pk=delivery.pk).remote_id, in_mycase(box)) == ("500", [])


class _Both:
    """Moves the house's clock and the stand-in's together."""

    def __init__(self, clock, box):
        self.clock, self.box = clock, box

    def shift(self, by):
        self.clock.shift(by)
        self.box.clock.move(seconds=by.total_seconds())


# --- what stands in the way


def test_a_person_nobody_there_knows_stops_it(box, task, clock):
    delivery = confirm(task)
    User.objects.filter(pk=delivery.asked_by_id).update(email="nobody@firm.example")

    f.carry(clock)

    assert states(delivery) == (DeliveryState.STOPPED, Trouble.PERSON_UNKNOWN)
    assert in_clio(box) == []


def test_mycase_without_a_rate_on_file_stops_it(box, mycase, clock):
    next(iter(box.mycase.rows["staff"].values())).data["default_hourly_rate"] = None
    delivery = confirmed(mycase, residency=Residency.DOCUMENTED_TRANSFER)

    f.carry(clock)

    assert states(delivery) == (DeliveryState.STOPPED, Trouble.NO_RATE)
    assert in_mycase(box) == []


def test_nothing_had_left_for_a_person_nobody_there_knew_and_it_goes_once_they_do(box, task, clock):
    delivery = confirm(task)
    User.objects.filter(pk=delivery.asked_by_id).update(email="nobody@firm.example")
    f.carry(clock)
    stopped = Delivery.objects.get(pk=delivery.pk)
    assert (stopped.may_be_there, stopped.place, stopped.manifest.task.left_at) == (False, "", None)
    User.objects.filter(pk=delivery.asked_by_id).update(email="jane@firm.example")

    services.retry(delivery=stopped, by=delivery.asked_by)
    f.carry(clock)

    assert states(delivery) == (DeliveryState.VERIFIED, "")
    assert len(in_clio(box)) == 1


def test_time_that_no_rate_let_go_is_no_crossing_and_makes_way_for_other_time(box, mycase, clock):
    staff = next(iter(box.mycase.rows["staff"].values()))
    staff.data["default_hourly_rate"] = None
    delivery = confirmed(mycase, residency=Residency.DOCUMENTED_TRANSFER)
    task, by = delivery.manifest.task, delivery.asked_by
    f.carry(clock)
    assert not Departure.objects.exists()
    services.cancel(delivery=Delivery.objects.get(), reason="wrong", by=by)
    staff.data["default_hourly_rate"] = 350

    services.confirm_time(task=task, day=TODAY, units=5, billable=True, by=by)
    f.carry(clock)

    assert states(delivery) == (DeliveryState.VERIFIED, "")
    (row,) = in_mycase(box)
    assert row.data["hours"] == 0.5


def test_somebody_who_has_no_name_there_yet_keeps_nobody_s_time(box, task, clock, monkeypatch):
    """Such as a person who was invited to Clio and has not come."""
    delivery = confirm(task)
    read = clio_reading.user
    monkeypatch.setattr(
        clio_reading, "user", lambda data: read(data | ({"name": None} if data["id"] == 11 else {}))
    )

    f.carry(clock)

    assert states(delivery) == (DeliveryState.VERIFIED, "")


def test_a_list_of_people_that_makes_no_sense_is_asked_for_again_and_nothing_is_in_doubt(box, task, clock):
    delivery = confirm(task)
    box.faults.set("clio", "users.list", "garbage")

    f.work()

    assert states(delivery) == (DeliveryState.WAITING, Trouble.GARBLED)
    assert not Delivery.objects.get(pk=delivery.pk).may_be_there
    f.carry(clock)
    assert states(delivery) == (DeliveryState.VERIFIED, "")


@pytest.mark.parametrize(
    ("change", "trouble"),
    [
        ({"user": {"id": 11}}, Trouble.READ_BACK_DIFFERS),
        ({"non_billable": True}, Trouble.READ_BACK_DIFFERS),
        ({"matter": {"id": 41}}, Trouble.CHANGED_THERE),
    ],
)
def test_time_that_is_held_as_anothers_unbilled_or_of_another_matter_asks_a_person(
    box, task, clock, change, trouble
):
    """A vendor leaves out what it does not know to take, and says nothing."""
    delivery = confirm(task)
    for each in services.claim(10):
        services.send(each)
    (entry,) = box.clio.stores["ca"].rows["activity"].values()
    box.clio.stores["ca"].change(entry, change)

    f.carry(clock)

    assert states(delivery) == (DeliveryState.STOPPED, trouble)


@pytest.mark.parametrize(
    ("change", "trouble"),
    [
        ({"staff": {"id": 11}}, Trouble.READ_BACK_DIFFERS),
        ({"billable": False}, Trouble.READ_BACK_DIFFERS),
        ({"case": {"id": 41}}, Trouble.CHANGED_THERE),
    ],
)
def test_so_does_time_in_mycase(box, mycase, clock, change, trouble):
    delivery = confirmed(mycase, residency=Residency.DOCUMENTED_TRANSFER)
    for each in services.claim(10):
        services.send(each)
    (row,) = in_mycase(box)
    row.data.update(change)

    f.carry(clock)

    assert states(delivery) == (DeliveryState.STOPPED, trouble)


def test_whoever_confirmed_it_has_to_work_on_the_matter_still(box, task, clock):
    clerk = factories.person("lawyer")
    User.objects.filter(pk=clerk.pk).update(email="luc@firm.example")
    f.drafts.join(task.matter, clerk)
    clerk.refresh_from_db()
    delivery = services.confirm_time(task=task, day=TODAY, units=5, billable=False, by=clerk)
    User.objects.filter(pk=clerk.pk).update(is_active=False)

    f.carry(clock)

    assert states(delivery) == (DeliveryState.STOPPED, Trouble.CONFIRMER_MAY_NOT)
    assert in_clio(box) == []


def refused(task, error, reason, **changes):
    given = {
        "task": task,
        "day": TODAY,
        "units": 5,
        "billable": True,
        "by": task.matter.responsible,
    } | changes
    before = (Delivery.objects.count(), ConfirmedTime.objects.count())

    with pytest.raises(error):
        services.confirm_time(**given)

    assert (Delivery.objects.count(), ConfirmedTime.objects.count()) == before
    entry = Entry.objects.filter(event="review.refused").last()
    assert (entry.subject, entry.facts["attempted"], entry.facts["reasons"]) == (
        task.pk,
        "confirm_time",
        [reason],
    )


def test_only_a_person_on_the_matter_confirms(task):
    refused(task, NotAllowed, "not_on_matter", by=factories.person("lawyer"))
    refused(task, NotAllowed, "not_a_person", by=User.for_robot(Robot.SYNC))


def test_what_is_not_an_approved_narrative_of_an_open_linked_matter_has_no_time(clio):
    letter = f.approved(f.linked(clio, remote_id="41"))
    refused(letter, WrongState, "wrong_state")
    task = narrative(clio)
    RemoteRecord.objects.all().delete()
    refused(task, WrongState, "wrong_state")
    f.close(task.matter)
    refused(task, WrongState, "wrong_state")


def test_time_is_confirmed_once(task):
    delivery = confirm(task)

    refused(delivery.manifest.task, Conflict, "conflict")


@pytest.mark.parametrize(
    "bad",
    [{"day": TODAY + dt.timedelta(days=1)}, {"units": 0}, {"units": 241}],
    ids=["tomorrow", "none", "too long"],
)
def test_time_that_cannot_be_is_not_confirmed(task, bad):
    with pytest.raises(BadInput):
        services.confirm_time(
            **{"task": task, "day": TODAY, "units": 5, "billable": True, "by": task.matter.responsible} | bad
        )

    assert not ConfirmedTime.objects.exists()


# --- pages


def test_a_person_confirms_on_a_page_that_shows_the_words_and_what_was_offered(task, client):
    client.force_login(task.matter.responsible)
    Sitting.objects.create(
        task=task, user=task.matter.responsible, seconds=700, offered_seconds=700, offered_at=timezone.now()
    )
    where = reverse("sync:confirm_time", args=[task.pk])
    assert where in client.get(reverse("sync:list")).content.decode()
    page = client.get(where).content.decode()
    assert "three letters from landlord" in page
    assert "you offered at reviews" in page

    response = client.post(where, {"day": "2026-11-25", "hours": "1.2", "billable": "on"})

    made = ConfirmedTime.objects.get()
    assert response["Location"] == reverse("sync:detail", args=[made.delivery_id])
    assert (made.units, made.hours, made.day, made.billable) == (12, "1.2", TODAY, True)
    assert "1.2 h of" in client.get(response["Location"]).content.decode()
    assert client.get(where).status_code == 404
    assert where not in client.get(reverse("sync:list")).content.decode()


def test_what_somebody_offered_of_their_own_time_is_shown_to_no_colleague(task, client):
    other = factories.person("lawyer", name="Anne Roy")
    f.drafts.join(task.matter, other)
    Sitting.objects.create(
        task=task, user=task.matter.responsible, seconds=700, offered_seconds=700, offered_at=timezone.now()
    )
    client.force_login(other)

    page = client.get(reverse("sync:confirm_time", args=[task.pk])).content.decode()

    assert "three letters from landlord" in page
    assert "you offered at reviews" not in page
    assert "12 min" not in page


@pytest.mark.parametrize("bad", [{"hours": "0"}, {"hours": "1.25"}, {"hours": ""}, {"day": "2026-11-26"}])
def test_a_form_that_cannot_be_meant_says_so(task, client, bad):
    client.force_login(task.matter.responsible)

    response = client.post(
        reverse("sync:confirm_time", args=[task.pk]), {"day": "2026-11-25", "hours": "1.2"} | bad
    )

    assert response.status_code == 400
    assert not ConfirmedTime.objects.exists()


def test_a_stranger_finds_no_such_page(task, client):
    client.force_login(factories.person("lawyer"))

    assert client.get(reverse("sync:confirm_time", args=[task.pk])).status_code == 404


def test_deliveries_that_left_canada_have_a_list_of_their_own(task, client):
    delivery = confirm(task)
    client.force_login(delivery.asked_by)
    where = reverse("sync:detail", args=[delivery.pk])
    assert where not in client.get(reverse("sync:list"), {"show": "abroad"}).content.decode()
    Delivery.objects.filter(pk=delivery.pk).update(place="us")

    assert where in client.get(reverse("sync:list"), {"show": "abroad"}).content.decode()
