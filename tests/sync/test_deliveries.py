"""Approved work out to the practice system: exactly these bytes, exactly once, or a person is asked."""

import datetime as dt

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction

from apps.audit.models import Entry
from apps.core.errors import NotAllowed, WrongState
from apps.integrations.models import Connection, ConnectionState, RemoteRecord
from apps.matters.models import Matter, Residency
from apps.people import services as people
from apps.people.models import RoleGrant
from apps.review.models import Decision
from apps.sync import destinations, leases, rules, services
from apps.sync.models import Delivery, DeliveryKind, DeliveryState, Trouble
from tests import factories
from tests.drafting import factories as drafting
from tests.integrations import accounts
from tests.sync import factories as f
from tests.sync.factories import NOW
from tests.sync.removals import RECORDS, at, now

NOTE, DOCUMENT, PDF = DeliveryKind.NOTE, DeliveryKind.DOCUMENT, DeliveryKind.PDF
CREATES = {NOTE: "notes.create", DOCUMENT: "documents.create", PDF: "documents.create"}
each_kind = pytest.mark.parametrize("kind", [NOTE, DOCUMENT, PDF])


pytestmark = pytest.mark.usefixtures("written")


@pytest.fixture
def box(clock):
    box = accounts.fresh()
    accounts.clio_again(box)
    return box


def queued(kind):
    """The letter's delivery of that kind."""
    return Delivery.objects.get(kind=kind)


def only(kind):
    """The same with the others given up, so that only this one is carried."""
    return f.alone(queued(kind))


def states(delivery):
    found = now(delivery)
    return found.state, found.trouble


def events(delivery):
    return list(Entry.objects.filter(subject=delivery.pk).order_by("id").values_list("event", flat=True))


def asked(box, operation):
    return [each for each in box.clio.requests if each.operation == operation]


# --- the way out ---------------------------------------------------------------------------------------------


@each_kind
def test_what_was_approved_arrives_byte_for_byte_and_is_read_back(box, clock, kind):
    delivery = only(kind)

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


def test_a_note_carries_its_file_note_and_the_marker_it_is_found_by(box, clock):
    delivery = only(NOTE)

    f.carry(clock)

    (there,) = f.notes_at(box, delivery)
    assert there["detail"].splitlines()[-1] == delivery.marker
    assert "claude-opus" in there["detail"]
    assert there["matter"] == {"id": 40}


def test_what_lists_show_there_says_nothing_of_the_content(box, clock):
    delivery = queued(NOTE)

    f.carry(clock)

    document = Delivery.objects.get(kind=DOCUMENT, manifest=delivery.manifest)
    printed = Delivery.objects.get(kind=PDF, manifest=delivery.manifest)
    (word,), (pdf,) = f.documents_at(box, document), f.documents_at(box, printed)
    name = f"Client letter (firmai) {delivery.manifest_id.hex[:8]}"
    assert f.notes_at(box, delivery)[0]["subject"] == "Client letter (firmai)"
    assert (word["name"], pdf["name"]) == (f"{name}.docx", f"{name}.pdf")
    assert pdf["content_type"] == "application/pdf"


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
}


@pytest.mark.parametrize(
    ("kind", "operation", "fault"), [(*step, fault) for step, faults in STEPS.items() for fault in faults]
)
def test_whatever_fails_once_it_is_there_once_or_a_person_is_asked(box, clock, kind, operation, fault):
    delivery = only(kind)
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
def test_whatever_storage_does_once_the_document_is_there_once(box, clock, operation, status):
    delivery = only(DOCUMENT)
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
def test_two_files_of_one_approval_are_each_there_once_whatever_fails(box, clock, operation, fault):
    """The fault meets whichever goes first; neither is taken for the other when it is looked for again."""
    delivery = queued(NOTE)
    word, pdf = (Delivery.objects.get(kind=kind, manifest=delivery.manifest) for kind in (DOCUMENT, PDF))
    name, options = LOST[fault]
    box.faults.set("clio", operation, name, **options)

    f.carry(clock)

    for each in (word, pdf):
        (there,) = f.documents_at(box, each)
        assert box.clio.content(there["id"]) == f.expected(each)
        assert states(each) == (DeliveryState.VERIFIED, "")
    assert now(word).remote_id != now(pdf).remote_id


def test_a_file_that_stops_does_not_hold_the_other(box, clock):
    delivery = queued(NOTE)
    box.faults.set("clio", "documents.create", 403)

    f.carry(clock)

    ends = sorted(Delivery.objects.exclude(kind=NOTE).values_list("state", "trouble"))
    assert ends == [("stopped", Trouble.NOT_PERMITTED), ("verified", "")]
    assert states(delivery) == (DeliveryState.VERIFIED, "")


def test_an_address_that_expired_is_asked_for_again_and_no_second_document_is_begun(box, clock):
    delivery = only(DOCUMENT)
    box.faults.set("clio", "documents.create", "expired_put_url")

    f.carry(clock)

    assert states(delivery) == (DeliveryState.VERIFIED, "")
    assert len(box.clio.created("document")) == 1


@f.each_way
def test_a_search_that_lags_behind_makes_nothing_twice(box, clock, kind):
    box.clio.configure(search_lag=60)
    delivery = only(kind)
    box.faults.set("clio", CREATES[kind], "dropped")

    f.carry(clock)

    assert states(delivery) == (DeliveryState.VERIFIED, "")
    assert len(at(box, delivery)) == 1


@f.each_way
def test_a_search_that_lags_for_longer_than_we_wait_still_makes_nothing_twice(box, clock, kind):
    box.clio.configure(search_lag=3600)
    delivery = only(kind)
    box.faults.set("clio", CREATES[kind], "dropped")

    f.carry(clock)

    if kind == NOTE:
        assert states(delivery) == (DeliveryState.STOPPED, Trouble.OUTCOME_UNKNOWN)
        clock.shift(3600)
        services.retry(delivery=delivery, by=delivery.asked_by)
        f.carry(clock)
    assert states(delivery) == (DeliveryState.VERIFIED, "")
    assert len(at(box, delivery)) == 1


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_gateway_that_gives_up_on_what_is_made_all_the_same_brings_no_second_note(box, clock, status):
    delivery = only(NOTE)
    box.faults.set("clio", "notes.create", "late_commit", seconds=40, status=status)

    for _ in range(4):
        f.work()
        clock.shift(10)
    f.carry(clock)

    assert states(delivery) == (DeliveryState.VERIFIED, "")
    assert len(f.notes_at(box, delivery)) == 1


def test_a_lost_answer_is_not_followed_by_a_second_note_before_lists_can_be_believed(box, clock):
    delivery = only(NOTE)
    box.faults.set("clio", "notes.create", "dropped")

    f.work()
    waiting = states(delivery)
    clock.shift(30)
    f.work()

    assert waiting == (DeliveryState.WAITING, Trouble.SETTLING)
    assert len(asked(box, "notes.create")) == 1


@f.each_way
def test_a_vendor_that_never_recovers_ends_with_a_person(box, clock, kind):
    delivery = only(kind)
    box.faults.set("clio", "*", 503, times=None)

    f.carry(clock)

    assert states(delivery) == (DeliveryState.STOPPED, Trouble.TRIED_TOO_OFTEN)
    assert at(box, delivery) == []


def test_a_vendor_that_asks_us_to_slow_down_is_asked_again_no_sooner(box, clock):
    delivery = only(NOTE)
    box.faults.set("clio", "notes.list", "retry_after", value=600)

    f.work()
    found = now(delivery)

    assert (found.state, found.trouble, found.tries) == (DeliveryState.WAITING, Trouble.RATE_LIMITED, 0)
    assert found.try_after >= NOW + dt.timedelta(seconds=600)


@pytest.mark.parametrize("status", [403, 404, 410, 412, 422])
def test_a_refusal_goes_to_a_person_at_once_and_nothing_is_there(box, clock, status):
    delivery = only(NOTE)
    box.faults.set("clio", "notes.create", status)

    f.work()

    assert states(delivery)[0] == DeliveryState.STOPPED
    assert now(delivery).unsure_since is None
    assert f.notes_at(box, delivery) == []


@f.each_way
def test_a_token_that_could_not_be_had_makes_nothing_doubtful(box, clock, kind, monkeypatch):
    """Somebody withdraws it once the item was looked for, and the answer to asking for another one is lost."""
    delivery = only(kind)
    looks = "find_note" if kind == NOTE else "find_document"
    find = getattr(destinations.ClioMatter, looks)

    def withdrawn(place, marker):
        found = find(place, marker)
        box.clio.tokens.clear()
        box.faults.set("clio", "oauth.token", "dropped")
        monkeypatch.undo()
        return found

    monkeypatch.setattr(destinations.ClioMatter, looks, withdrawn)

    f.work()
    assert (states(delivery), now(delivery).may_be_there) == (
        (DeliveryState.WAITING, Trouble.NO_ANSWER),
        False,
    )
    f.carry(clock)

    assert states(delivery) == (DeliveryState.VERIFIED, "")
    assert len(at(box, delivery)) == 1


def test_a_connection_that_is_refused_holds_deliveries_until_it_is_mended(box, clock):
    delivery = only(NOTE)
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


def _became_a_clerk(delivery):
    people.grant_role(user=delivery.asked_by, role="clerk", by=factories.administrator())
    deciding = RoleGrant.objects.filter(user=delivery.asked_by).exclude(role="clerk")
    deciding.update(until=NOW)


def _lost_licence(delivery):
    delivery.asked_by.licences.update(until=dt.date(2026, 1, 1))


def _licensed_for_less(delivery):
    _lost_licence(delivery)
    factories.licensed(delivery.asked_by, "paralegal", scope=["small_claims"])


def _left_the_firm(delivery):
    type(delivery.asked_by).objects.filter(pk=delivery.asked_by_id).update(is_active=False)


def _unlinked(delivery):
    RemoteRecord.objects.all().delete()


CHANGES = [
    (_closed, Trouble.MATTER_CLOSED),
    (_voided, Trouble.APPROVAL_GONE),
    (_screened, Trouble.APPROVER_MAY_NOT),
    (_lost_role, Trouble.APPROVER_MAY_NOT),
    (_became_a_clerk, Trouble.APPROVER_MAY_NOT),
    (_lost_licence, Trouble.APPROVER_MAY_NOT),
    (_licensed_for_less, Trouble.APPROVER_MAY_NOT),
    (_left_the_firm, Trouble.APPROVER_MAY_NOT),
    (_unlinked, Trouble.MATTER_MOVED),
]


@f.each_way
@pytest.mark.parametrize(("change", "trouble"), CHANGES, ids=[each.__name__ for each, _ in CHANGES])
def test_what_changed_since_the_approval_stops_it_before_anything_is_asked_of_the_vendor(
    box, clock, kind, change, trouble
):
    delivery = only(kind)
    change(delivery)

    f.work()

    assert states(delivery) == (DeliveryState.STOPPED, trouble)
    assert box.clio.requests == []
    assert events(delivery)[-1] == "sync.delivery_failed"


def test_a_document_that_somebody_moves_before_it_is_finished_stops_and_asks(box, clock, monkeypatch):
    delivery, put = only(DOCUMENT), destinations.ClioMatter.put

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


@pytest.mark.parametrize("residency", Residency)
def test_an_upload_address_outside_canada_gets_no_bytes_unless_the_clients_rule_permits(
    box, clock, residency
):
    delivery = only(DOCUMENT)
    Matter.objects.update(residency=residency)
    box.faults.set("clio", "documents.create", "us_upload_host")

    f.work()

    if residency == Residency.DOCUMENTED_TRANSFER:
        assert states(delivery) == (DeliveryState.VERIFIED, "")
    else:
        assert states(delivery) == (DeliveryState.STOPPED, Trouble.UPLOAD_NOT_IN_CANADA)
        assert box.s3.requests == []
        assert f.documents_at(box, delivery) == []


# --- read back -------------------------------------------------------------------------------------------------


@f.each_way
def test_what_was_changed_there_before_it_is_read_back_stops(box, clock, kind):
    delivery = only(kind)
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


def test_what_was_removed_there_stops_after_some_looks(box, clock):
    delivery = only(NOTE)
    services.send(services.claim(1)[0])
    box.clio.stores["ca"].rows["note"][int(now(delivery).remote_id)].kept["gone"] = True

    f.carry(clock)

    assert states(delivery) == (DeliveryState.STOPPED, Trouble.NOT_THERE)


# --- by hand ---------------------------------------------------------------------------------------------------


def stopped(box, kind=NOTE):
    delivery = only(kind)
    box.faults.set("clio", CREATES[kind], 403)
    f.work()
    return delivery


def test_a_person_lets_it_be_tried_again(box, clock):
    delivery = stopped(box)

    services.retry(delivery=delivery, by=delivery.asked_by)
    f.carry(clock)

    assert states(delivery) == (DeliveryState.VERIFIED, "")
    assert "sync.delivery_retried" in events(delivery)


def test_a_person_gives_it_up_and_nothing_is_sent(box, clock):
    delivery = only(NOTE)

    services.cancel(delivery=delivery, reason="not_wanted", by=delivery.asked_by)
    f.work()

    assert states(delivery) == (DeliveryState.CANCELLED, "")
    assert box.clio.requests == []
    assert events(delivery)[-1] == "sync.delivery_cancelled"


def test_what_was_approved_is_given_up_by_a_licensee_alone(box, clock):
    delivery = stopped(box)
    clerk, lawyer = factories.person("clerk"), factories.person("lawyer")
    factories.licensed(lawyer)
    for each in (clerk, lawyer):
        drafting.join(delivery.matter, each)

    with pytest.raises(NotAllowed) as refused:
        services.cancel(delivery=delivery, reason="not_wanted", by=clerk)

    assert refused.value.codes == ("not_licensed",)
    assert states(delivery)[0] == DeliveryState.STOPPED
    entry = Entry.objects.filter(event="review.refused").get()
    assert (entry.facts["attempted"], entry.facts["reasons"]) == ("cancel", ["not_licensed"])
    assert (rules.can_cancel(clerk, delivery), rules.can_cancel(lawyer, delivery)) == (False, True)
    services.cancel(delivery=delivery, reason="not_wanted", by=lawyer)
    assert states(delivery)[0] == DeliveryState.CANCELLED


STEERING = {
    services.retry: {},
    services.cancel: {"reason": "not_wanted"},
    services.take_up: {},
    services.redirect: {},
}


@pytest.mark.parametrize("act", STEERING, ids=[act.__name__ for act in STEERING])
def test_a_stranger_and_a_robot_steer_nothing(box, clock, act):
    delivery = stopped(box)

    for by in (factories.person("lawyer"), factories.person("administrator"), f.services_robot()):
        with pytest.raises(NotAllowed):
            act(delivery=delivery, by=by, **STEERING[act])

    assert states(delivery)[0] == DeliveryState.STOPPED
    refused = Entry.objects.filter(event="review.refused").order_by("id")
    assert [each.facts["attempted"] for each in refused] == [act.__name__] * 3
    assert [each.facts["reasons"] for each in refused] == [
        ["not_on_matter"],
        ["role_does_not_work"],
        ["robot"],
    ]


def test_what_is_delivered_is_neither_tried_again_nor_given_up(box, clock):
    delivery = only(NOTE)
    f.carry(clock)

    for act, given in STEERING.items():
        with pytest.raises(WrongState):
            act(delivery=delivery, by=delivery.asked_by, **given)

    assert len(f.notes_at(box, delivery)) == 1


# --- states and leases ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("to", ["verified", "sent", "stopped", "waiting"])
def test_the_database_refuses_a_move_that_is_not_in_the_table(box, to):
    delivery = only(NOTE)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE sync_delivery SET state = %s, trouble = 'busy', remote_id = '1', verified_at = now(),"
            " read_back_sha256 = 'x' WHERE id = %s",
            [to, delivery.pk],
        )

    assert states(delivery) == (DeliveryState.QUEUED, "")


def test_a_claimed_delivery_is_not_claimed_again_at_once(box, clock):
    delivery = only(NOTE)

    first, second = services.claim(10), services.claim(10)
    clock.shift(dt.timedelta(seconds=settings.HANDED_OUT_SECONDS + 1))

    assert (first, second, services.claim(10)) == ([delivery.pk], [], [delivery.pk])


def test_a_delivery_that_somebody_works_on_is_left_alone(box, clock):
    delivery = only(NOTE)
    leases.take_to_send(delivery.pk)

    services.send(delivery.pk)

    assert (services.claim(10), box.clio.requests) == ([], [])


def test_a_worker_that_was_thought_dead_settles_nothing(box, clock):
    delivery = only(NOTE)
    sleeper = leases.take_to_send(delivery.pk)
    clock.shift(dt.timedelta(minutes=10))
    f.carry(clock)

    with pytest.raises(leases.LeaseLost):
        leases.keep(sleeper, remote_id="999")

    assert states(delivery) == (DeliveryState.VERIFIED, "")
    assert now(delivery).remote_id != "999"
