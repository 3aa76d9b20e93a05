"""Approved work out to the practice system: exactly these bytes, exactly once, or a person is asked."""

import datetime as dt

import pytest
import time_machine
from django.conf import settings
from django.db import IntegrityError, connection, transaction

from apps.audit.models import Entry
from apps.core.errors import NotAllowed, WrongState
from apps.integrations import services as integrations
from apps.integrations.models import Connection, ConnectionState, RemoteRecord
from apps.matters.models import Residency
from apps.people.models import RoleGrant
from apps.policy.models import Departure
from apps.review import services as reviews
from apps.review.models import Decision, ItemRule
from apps.sync import destinations, leases, services
from apps.sync.models import Delivery, DeliveryKind, DeliveryState, Trouble
from tests import factories
from tests.integrations import accounts
from tests.sync import factories as f

NOTE, DOCUMENT, PDF = DeliveryKind.NOTE, DeliveryKind.DOCUMENT, DeliveryKind.PDF
NOW = dt.datetime(2026, 11, 25, 15, 0, tzinfo=dt.UTC)
CREATES = {NOTE: "notes.create", DOCUMENT: "documents.create", PDF: "documents.create"}
RECORDS = {NOTE: "note", DOCUMENT: "document", PDF: "document"}
"""What each is in a practice system."""
each_kind = pytest.mark.parametrize("kind", [NOTE, DOCUMENT, PDF])


@pytest.fixture
def clock(db):
    with time_machine.travel(NOW, tick=False) as moving:
        yield moving


@pytest.fixture
def box(clock):
    return accounts.fresh()


@pytest.fixture
def clio(box):
    return accounts.clio(box)


def now(delivery):
    return Delivery.objects.get(pk=delivery.pk)


def at(box, delivery):
    return (f.notes_at if delivery.kind == NOTE else f.documents_at)(box, delivery)


def states(delivery):
    found = now(delivery)
    return found.state, found.trouble


def events(delivery):
    return list(Entry.objects.filter(subject=delivery.pk).order_by("id").values_list("event", flat=True))


def asked(box, operation):
    return [each for each in box.clio.requests if each.operation == operation]


# --- from review -------------------------------------------------------------------------------------------


def test_a_letter_that_a_person_reviewed_and_approved_is_delivered(box, clio, clock):
    f.reviewed(f.linked(clio))

    services.collect(10)
    f.carry(clock)

    assert sorted(Delivery.objects.values_list("kind", "state")) == [
        ("document", "verified"),
        ("note", "verified"),
        ("pdf", "verified"),
    ]


def test_an_approved_item_gets_a_delivery_of_each_kind_once(clio):
    task = f.approved(f.linked(clio))

    made = services.collect(10)
    again = services.collect(10)

    assert sorted(Delivery.objects.values_list("kind", "state")) == [
        ("document", "queued"),
        ("note", "queued"),
        ("pdf", "queued"),
    ]
    assert (len(made), again) == (3, [])
    decision = Decision.objects.get(task=task)
    entry = Entry.objects.filter(event="sync.delivery_queued").first()
    assert entry.asked_by == decision.by_id
    assert entry.facts["decision"] == str(decision.pk)


@pytest.mark.django_db
def test_letters_to_clients_and_filings_go_as_two_files_at_first_and_other_documents_as_word():
    start = dict(ItemRule.objects.values_list("kind", "goes_as"))

    assert start == {
        "internal_note": "word",
        "chronology": "word",
        "client_letter": "both",
        "demand_letter": "word",
        "agreement": "word",
        "court_filing": "both",
        "sworn": "word",
        "undertaking": "word",
        "opinion": "word",
        "time_entry": "none",
    }


@pytest.mark.parametrize(
    ("goes_as", "files"), [("word", ["document"]), ("pdf", ["pdf"]), ("both", ["document", "pdf"])]
)
def test_the_firms_rule_says_as_which_files_the_next_item_goes(clio, goes_as, files):
    before = f.approved(f.linked(clio))
    services.collect(10)
    rule = ItemRule.objects.get(kind="client_letter")
    reviews.set_item_rule(
        rule=rule,
        was=rule.version,
        decider=rule.decider,
        second_person=rule.second_person,
        checklist=rule.checklist,
        goes_as=goes_as,
        by=factories.person("partner"),
    )

    task = f.approved(f.linked(clio, remote_id="41"))
    services.collect(10)

    assert (files_of(task), files_of(before)) == (files, ["document", "pdf"])


def files_of(task):
    found = Delivery.objects.filter(manifest__task=task).exclude(kind=NOTE)
    return sorted(found.values_list("kind", flat=True))


def test_a_matter_that_no_practice_system_knows_gets_none(clio):
    matter = f.linked(clio)
    RemoteRecord.objects.all().delete()
    f.approved(matter)

    assert services.collect(10) == []


def test_a_task_that_is_not_decided_gets_none(clio):
    f.people.task(matter=f.linked(clio))

    assert services.collect(10) == []


# --- the way out ---------------------------------------------------------------------------------------------


@each_kind
def test_what_was_approved_arrives_byte_for_byte_and_is_read_back(box, clio, clock, kind):
    delivery = f.only(clio, kind)

    f.carry(clock)

    found, (there,) = now(delivery), at(box, delivery)
    sent = f.expected(delivery)
    held = there["detail"].encode() if kind == NOTE else box.clio.content(there["id"])
    assert held == sent
    assert (found.state, found.remote_id, found.read_back_sha256) == (
        DeliveryState.VERIFIED,
        str(there["id"]),
        f.sha256(sent),
    )
    assert events(delivery) == ["sync.delivery_queued", "sync.delivery_sent", "sync.delivery_verified"]


def test_a_note_carries_its_file_note_and_the_marker_it_is_found_by(box, clio, clock):
    delivery = f.only(clio, NOTE)

    f.carry(clock)

    (there,) = f.notes_at(box, delivery)
    assert there["detail"].splitlines()[-1] == delivery.marker
    assert "claude-opus" in there["detail"]
    assert there["matter"] == {"id": 40}


def test_what_lists_show_there_says_nothing_of_the_content(box, clio, clock):
    delivery = f.queued(clio, NOTE)

    f.carry(clock)

    document = Delivery.objects.get(kind=DOCUMENT, manifest=delivery.manifest)
    printed = Delivery.objects.get(kind=PDF, manifest=delivery.manifest)
    (word,), (pdf,) = f.documents_at(box, document), f.documents_at(box, printed)
    name = f"Client letter (firmai) {delivery.manifest_id.hex[:8]}"
    assert f.notes_at(box, delivery)[0]["subject"] == "Client letter (firmai)"
    assert (word["name"], pdf["name"]) == (f"{name}.docx", f"{name}.pdf")
    assert pdf["content_type"] == "application/pdf"


def test_mycase_takes_all_where_the_clients_rule_documents_transfers(box, clock):
    mycase = accounts.mycase(box)
    delivery = f.queued(mycase, NOTE, residency=Residency.DOCUMENTED_TRANSFER)

    f.carry(clock)

    document, printed = Delivery.objects.get(kind=DOCUMENT), Delivery.objects.get(kind=PDF)
    (note,) = box.mycase.created("note")
    made = {each["description"]: each for each in box.mycase.created("document")}
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.VERIFIED}
    assert note["note"].encode() == f.expected(delivery)
    assert len(made) == 2
    for each, suffix in ((document, ".docx"), (printed, ".pdf")):
        assert box.mycase.content(made[each.marker]["id"]) == f.expected(each)
        assert made[each.marker]["filename"].endswith(suffix)
    crossed = {row.delivery_id: (row.what, row.arrived_at is not None) for row in Departure.objects.all()}
    assert crossed == {
        document.pk: ("document", True),
        printed.pk: ("pdf", True),
        delivery.pk: ("note", True),
    }


# --- faults ------------------------------------------------------------------------------------------------


LOST = {
    "dropped after the work": ("dropped", {}),
    "dropped before it": ("dropped_before", {}),
    "500": (500, {}),
    "502": (502, {}),
    "503": (503, {}),
    "429 in seconds": ("retry_after", {"value": 20}),
    "429 with a date": ("limited_date", {"seconds": 30}),
    "429 in a 200": ("limited_200", {}),
    "garbage": ("garbage", {}),
    "a page": ("html", {}),
    "nothing": ("empty", {}),
    "half an answer": ("truncated", {}),
    "no answer": ("never", {"cap": 0.01}),
    "an expired token": (401, {}),
    "committed late": ("late_commit", {"seconds": 40}),
    "busy": (409, {}),
}
READING = ["500", "429 with a date", "dropped before it", "garbage", "no answer", "an expired token"]
STEPS = {
    (NOTE, "notes.list"): READING,
    (NOTE, "notes.create"): LOST,
    (NOTE, "notes.read"): READING,
    (DOCUMENT, "documents.list"): READING,
    (DOCUMENT, "documents.create"): LOST,
    (DOCUMENT, "documents.update"): [*READING, "dropped after the work", "503", "half an answer"],
    (DOCUMENT, "documents.download"): READING,
    (PDF, "documents.list"): READING,
    (PDF, "documents.create"): LOST,
    (PDF, "documents.update"): [*READING, "dropped after the work", "503", "half an answer"],
    (PDF, "documents.download"): READING,
}


@pytest.mark.parametrize(
    ("kind", "operation", "fault"), [(*step, fault) for step, faults in STEPS.items() for fault in faults]
)
def test_whatever_fails_once_it_is_there_once_or_a_person_is_asked(box, clio, clock, kind, operation, fault):
    delivery = f.only(clio, kind)
    name, options = LOST[fault]
    box.faults.set("clio", operation, name, **options)

    f.carry(clock)

    state, trouble = states(delivery)
    if state == DeliveryState.STOPPED:
        assert (kind, operation, trouble) == (NOTE, "notes.create", Trouble.OUTCOME_UNKNOWN)
        assert at(box, delivery) == []
        services.retry(delivery=delivery, by=delivery.asked_by)
        f.carry(clock)
    assert states(delivery) == (DeliveryState.VERIFIED, "")
    assert len(at(box, delivery)) == 1


@pytest.mark.parametrize("status", [500, 503, 403, "dropped", "dropped_before", "never"])
@pytest.mark.parametrize("operation", ["object.put", "object.get"])
@pytest.mark.parametrize("kind", [DOCUMENT, PDF])
def test_whatever_storage_does_once_the_document_is_there_once(box, clio, clock, kind, operation, status):
    delivery = f.only(clio, kind)
    box.faults.set("s3", operation, status, **({"cap": 0.01} if status == "never" else {}))

    f.carry(clock)

    if operation == "object.get" and status == 403:
        assert states(delivery) == (DeliveryState.STOPPED, Trouble.NOT_PERMITTED)
        services.retry(delivery=delivery, by=delivery.asked_by)
        f.carry(clock)
    assert states(delivery) == (DeliveryState.VERIFIED, "")
    assert len(f.documents_at(box, delivery)) == 1


@pytest.mark.parametrize("operation", ["documents.list", "documents.create", "documents.update"])
@pytest.mark.parametrize("fault", ["dropped after the work", "dropped before it", "committed late", "503"])
def test_two_files_of_one_approval_are_each_there_once_whatever_fails(box, clio, clock, operation, fault):
    """The fault meets whichever goes first; neither is taken for the other when it is looked for again."""
    delivery = f.queued(clio, NOTE)
    word, pdf = (Delivery.objects.get(kind=kind, manifest=delivery.manifest) for kind in (DOCUMENT, PDF))
    name, options = LOST[fault]
    box.faults.set("clio", operation, name, **options)

    f.carry(clock)

    for each in (word, pdf):
        (there,) = f.documents_at(box, each)
        assert box.clio.content(there["id"]) == f.expected(each)
        assert states(each) == (DeliveryState.VERIFIED, "")
    assert now(word).remote_id != now(pdf).remote_id


def test_a_file_that_stops_does_not_hold_the_other(box, clio, clock):
    delivery = f.queued(clio, NOTE)
    box.faults.set("clio", "documents.create", 403)

    f.carry(clock)

    ends = sorted(Delivery.objects.exclude(kind=NOTE).values_list("state", "trouble"))
    assert ends == [("stopped", Trouble.NOT_PERMITTED), ("verified", "")]
    assert states(delivery) == (DeliveryState.VERIFIED, "")


def test_an_address_that_expired_is_asked_for_again_and_no_second_document_is_begun(box, clio, clock):
    delivery = f.only(clio, DOCUMENT)
    box.faults.set("clio", "documents.create", "expired_put_url")

    f.carry(clock)

    assert states(delivery) == (DeliveryState.VERIFIED, "")
    assert len(box.clio.created("document")) == 1


@each_kind
def test_a_search_that_lags_behind_makes_nothing_twice(box, clio, clock, kind):
    box.clio.configure(search_lag=60)
    delivery = f.only(clio, kind)
    box.faults.set("clio", CREATES[kind], "dropped")

    f.carry(clock)

    assert states(delivery) == (DeliveryState.VERIFIED, "")
    assert len(at(box, delivery)) == 1


@each_kind
def test_a_search_that_lags_for_longer_than_we_wait_still_makes_nothing_twice(box, clio, clock, kind):
    box.clio.configure(search_lag=3600)
    delivery = f.only(clio, kind)
    box.faults.set("clio", CREATES[kind], "dropped")

    f.carry(clock)

    if kind == NOTE:
        assert states(delivery) == (DeliveryState.STOPPED, Trouble.OUTCOME_UNKNOWN)
        clock.shift(3600)
        services.retry(delivery=delivery, by=delivery.asked_by)
        f.carry(clock)
    assert states(delivery) == (DeliveryState.VERIFIED, "")
    assert len(at(box, delivery)) == 1


def test_a_lost_answer_is_not_followed_by_a_second_note_before_lists_can_be_believed(box, clio, clock):
    delivery = f.only(clio, NOTE)
    box.faults.set("clio", "notes.create", "dropped")

    f.work()
    waiting = states(delivery)
    clock.shift(30)
    f.work()

    assert waiting == (DeliveryState.WAITING, Trouble.SETTLING)
    assert len(asked(box, "notes.create")) == 1


@each_kind
def test_a_mycase_answer_that_is_lost_is_there_once_or_a_person_is_asked(box, clock, kind):
    mycase = accounts.mycase(box)
    delivery = f.only(mycase, kind, residency=Residency.DOCUMENTED_TRANSFER)
    box.faults.set("mycase", "cases.create_note" if kind == NOTE else "cases.create_document", "dropped")

    f.carry(clock)

    assert states(delivery) == (DeliveryState.VERIFIED, "")
    assert len(box.mycase.created(RECORDS[kind])) == 1


@each_kind
def test_what_went_abroad_without_an_answer_has_its_row_already(box, clock, kind):
    mycase = accounts.mycase(box)
    delivery = f.only(mycase, kind, residency=Residency.DOCUMENTED_TRANSFER)
    box.faults.set("mycase", "cases.create_note" if kind == NOTE else "cases.create_document", "dropped")

    f.work()

    assert now(delivery).state == DeliveryState.WAITING
    row = Departure.objects.get(delivery_id=delivery.pk)
    assert (row.what, row.arrived_at) == (kind.value, None)


def test_a_mycase_upload_that_failed_gets_a_new_versions_address(box, clock):
    mycase = accounts.mycase(box)
    delivery = f.only(mycase, DOCUMENT, residency=Residency.DOCUMENTED_TRANSFER)
    box.faults.set("mycase", "cases.create_document", "expired_put_url")

    f.carry(clock)

    assert states(delivery) == (DeliveryState.VERIFIED, "")
    assert len(box.mycase.created("document")) == 1


@each_kind
def test_a_vendor_that_never_recovers_ends_with_a_person(box, clio, clock, kind):
    delivery = f.only(clio, kind)
    box.faults.set("clio", "*", 503, times=None)

    f.carry(clock)

    assert states(delivery) == (DeliveryState.STOPPED, Trouble.TRIED_TOO_OFTEN)
    assert at(box, delivery) == []


def test_a_vendor_that_asks_us_to_slow_down_is_asked_again_no_sooner(box, clio, clock):
    delivery = f.only(clio, NOTE)
    box.faults.set("clio", "notes.list", "retry_after", value=600)

    f.work()
    found = now(delivery)

    assert (found.state, found.trouble, found.tries) == (DeliveryState.WAITING, Trouble.RATE_LIMITED, 0)
    assert found.try_after >= NOW + dt.timedelta(seconds=600)


@pytest.mark.parametrize("status", [403, 404, 410, 412, 422])
def test_a_refusal_goes_to_a_person_at_once_and_nothing_is_there(box, clio, clock, status):
    delivery = f.only(clio, NOTE)
    box.faults.set("clio", "notes.create", status)

    f.work()

    assert states(delivery)[0] == DeliveryState.STOPPED
    assert now(delivery).unsure_since is None
    assert f.notes_at(box, delivery) == []


def test_a_connection_that_is_refused_holds_deliveries_until_it_is_mended(box, clio, clock):
    delivery = f.only(clio, NOTE)
    box.clio.tokens.clear()
    box.clio.refreshes.clear()

    f.work()
    held = states(delivery)
    broken = Connection.objects.get().state
    accounts.clio(box, load=False)
    f.carry(clock)

    assert (held, broken) == ((DeliveryState.WAITING, Trouble.CONNECTION_BROKEN), ConnectionState.BROKEN)
    assert states(delivery) == (DeliveryState.VERIFIED, "")


# --- checked again at the moment of sending --------------------------------------------------------------------


def _closed(delivery):
    f.close(delivery.matter)


def _voided(delivery):
    Decision.objects.update(voided_at=NOW)


def _screened(delivery):
    factories.screen(delivery.matter, _replaced(delivery))


def _replaced(delivery):
    """The approver, no longer the one responsible, so that a screen can be raised."""
    other = factories.member(delivery.matter)
    type(delivery.matter).objects.filter(pk=delivery.matter_id).update(responsible=other)
    return delivery.asked_by


def _lost_role(delivery):
    RoleGrant.objects.filter(user=delivery.asked_by).update(until=NOW)


def _lost_licence(delivery):
    delivery.asked_by.licences.update(until=dt.date(2026, 1, 1))


def _left_the_firm(delivery):
    type(delivery.asked_by).objects.filter(pk=delivery.asked_by_id).update(is_active=False)


def _unlinked(delivery):
    RemoteRecord.objects.all().delete()


CHANGES = [
    (_closed, Trouble.MATTER_CLOSED),
    (_voided, Trouble.APPROVAL_GONE),
    (_screened, Trouble.APPROVER_MAY_NOT),
    (_lost_role, Trouble.APPROVER_MAY_NOT),
    (_lost_licence, Trouble.APPROVER_MAY_NOT),
    (_left_the_firm, Trouble.APPROVER_MAY_NOT),
    (_unlinked, Trouble.MATTER_MOVED),
]


@each_kind
@pytest.mark.parametrize(("change", "trouble"), CHANGES, ids=[each.__name__ for each, _ in CHANGES])
def test_what_changed_since_the_approval_stops_it_before_anything_is_asked_of_the_vendor(
    box, clio, clock, kind, change, trouble
):
    delivery = f.only(clio, kind)
    change(delivery)

    f.work()

    assert states(delivery) == (DeliveryState.STOPPED, trouble)
    assert box.clio.requests == []
    assert events(delivery)[-1] == "sync.delivery_failed"


@pytest.mark.parametrize("kind", [DOCUMENT, PDF])
def test_a_document_that_somebody_moves_before_it_is_finished_stops_and_asks(
    box, clio, clock, kind, monkeypatch
):
    delivery, put = f.only(clio, kind), destinations.ClioMatter.put

    def moved(self, begun, data):
        put(self, begun, data)
        store = box.clio.stores["ca"]
        elsewhere = {"matter": {"id": 41}, "parent": {"id": 41, "type": "Matter"}}
        store.change(store.rows["document"][int(begun.remote_id)], elsewhere)

    monkeypatch.setattr(destinations.ClioMatter, "put", moved)
    f.work()

    assert states(delivery) == (DeliveryState.STOPPED, Trouble.CHANGED_THERE)
    assert events(delivery)[-1] == "sync.delivery_failed"
    delivery.refresh_from_db()
    assert not f.appears(box, int(delivery.remote_id))


@pytest.mark.parametrize("residency", [Residency.NEVER_LEAVES, Residency.NO_STORAGE_ABROAD])
def test_a_system_not_shown_to_be_in_canada_gets_nothing_unless_the_clients_rule_permits(
    box, clock, residency
):
    mycase = accounts.mycase(box)
    delivery = f.only(mycase, NOTE, residency=residency)

    f.work()

    assert states(delivery) == (DeliveryState.STOPPED, Trouble.NOT_SHOWN_IN_CANADA)
    assert box.mycase.requests == []


@pytest.mark.parametrize("residency", Residency)
def test_an_upload_address_outside_canada_gets_no_bytes_unless_the_clients_rule_permits(
    box, clio, clock, residency
):
    delivery = f.only(clio, DOCUMENT, residency=residency)
    box.faults.set("clio", "documents.create", "us_upload_host")

    f.work()

    if residency == Residency.DOCUMENTED_TRANSFER:
        assert states(delivery) == (DeliveryState.VERIFIED, "")
    else:
        assert states(delivery) == (DeliveryState.STOPPED, Trouble.UPLOAD_NOT_IN_CANADA)
        assert box.s3.requests == []
        assert f.documents_at(box, delivery) == []


# --- read back -------------------------------------------------------------------------------------------------


@each_kind
def test_what_was_changed_there_before_it_is_read_back_stops(box, clio, clock, kind):
    delivery = f.only(clio, kind)
    services.send(services.claim(1)[0])
    store = box.clio.stores["ca"]
    row = store.rows[RECORDS[kind]][int(now(delivery).remote_id)]
    if kind == NOTE:
        store.change(row, {"detail": "Somebody else's words"})
    else:
        box.clio._plant(store_row=row, region="ca", content=b"Somebody else's bytes")

    f.work()

    found = now(delivery)
    assert (found.state, found.trouble) == (DeliveryState.STOPPED, Trouble.READ_BACK_DIFFERS)
    assert (found.read_back_sha256, found.verified_at) == ("", None)


def test_what_was_removed_there_stops_after_some_looks(box, clio, clock):
    delivery = f.only(clio, NOTE)
    services.send(services.claim(1)[0])
    box.clio.stores["ca"].rows["note"][int(now(delivery).remote_id)].kept["gone"] = True

    f.carry(clock)

    assert states(delivery) == (DeliveryState.STOPPED, Trouble.NOT_THERE)


# --- by hand ---------------------------------------------------------------------------------------------------


def stopped(clio, box, kind=NOTE):
    delivery = f.only(clio, kind)
    box.faults.set("clio", CREATES[kind], 403)
    f.work()
    return delivery


def test_a_person_lets_it_be_tried_again(box, clio, clock):
    delivery = stopped(clio, box)

    services.retry(delivery=delivery, by=delivery.asked_by)
    f.carry(clock)

    assert states(delivery) == (DeliveryState.VERIFIED, "")
    assert "sync.delivery_retried" in events(delivery)


def test_a_person_gives_it_up_and_nothing_is_sent(box, clio, clock):
    delivery = f.only(clio, NOTE)

    services.cancel(delivery=delivery, by=delivery.asked_by)
    f.work()

    assert states(delivery) == (DeliveryState.CANCELLED, "")
    assert box.clio.requests == []
    assert events(delivery)[-1] == "sync.delivery_cancelled"


@pytest.mark.parametrize("act", [services.retry, services.cancel])
def test_a_stranger_and_a_robot_steer_nothing(box, clio, clock, act):
    delivery = stopped(clio, box)

    for by in (factories.person("lawyer"), factories.person("administrator"), f.services_robot()):
        with pytest.raises(NotAllowed):
            act(delivery=delivery, by=by)

    assert states(delivery)[0] == DeliveryState.STOPPED


def test_what_is_delivered_is_neither_tried_again_nor_given_up(box, clio, clock):
    delivery = f.only(clio, NOTE)
    f.carry(clock)

    for act in (services.retry, services.cancel):
        with pytest.raises(WrongState):
            act(delivery=delivery, by=delivery.asked_by)

    assert len(f.notes_at(box, delivery)) == 1


# --- states and leases ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("to", ["verified", "sent", "stopped", "waiting"])
def test_the_database_refuses_a_move_that_is_not_in_the_table(clio, to):
    delivery = f.only(clio, NOTE)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE sync_delivery SET state = %s, trouble = 'busy', remote_id = '1', verified_at = now(),"
            " read_back_sha256 = 'x' WHERE id = %s",
            [to, delivery.pk],
        )

    assert states(delivery) == (DeliveryState.QUEUED, "")


def test_a_claimed_delivery_is_not_claimed_again_at_once(clio, clock):
    delivery = f.only(clio, NOTE)

    first, second = services.claim(10), services.claim(10)
    clock.shift(dt.timedelta(seconds=settings.HANDED_OUT_SECONDS + 1))

    assert (first, second, services.claim(10)) == ([delivery.pk], [], [delivery.pk])


def test_a_delivery_that_somebody_works_on_is_left_alone(box, clio, clock):
    delivery = f.only(clio, NOTE)
    leases.take_to_send(delivery.pk)

    services.send(delivery.pk)

    assert (services.claim(10), box.clio.requests) == ([], [])


def test_a_worker_that_was_thought_dead_settles_nothing(box, clio, clock):
    delivery = f.only(clio, NOTE)
    sleeper = leases.take_to_send(delivery.pk)
    clock.shift(dt.timedelta(minutes=10))
    f.carry(clock)

    with pytest.raises(leases.LeaseLost):
        leases.keep(sleeper, remote_id="999")

    assert states(delivery) == (DeliveryState.VERIFIED, "")
    assert now(delivery).remote_id != "999"


def test_ending_the_connection_leaves_the_delivery_waiting_with_its_reason(box, clio, clock):
    delivery = f.only(clio, NOTE)
    integrations.end(connection=clio, by=factories.administrator())

    f.work()

    assert states(delivery) == (DeliveryState.WAITING, Trouble.CONNECTION_BROKEN)
