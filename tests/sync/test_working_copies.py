"""Papers of the practice system: listed by name, fetched when needed, kept until a chosen day, and let go."""

import datetime as dt
from importlib import import_module

import pytest
import time_machine
from django.db import connection as database
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from apps.audit.models import Entry
from apps.core.errors import BadInput, NotAllowed, WrongState
from apps.core.sensitive import Sensitive
from apps.drafting import services as drafting
from apps.intake import passages
from apps.intake import services as intake
from apps.intake.models import Source, State, WithdrawalReason
from apps.intake.queries import precedents as shown_precedents
from apps.integrations.models import Connection, RemoteRecord
from apps.keeping.models import Hold, HoldReason
from apps.matters.models import Matter, MatterKey
from apps.people.models import Robot, User
from apps.sync import papers, services, working_copies
from apps.sync.models import CopyChoice, Delivery, DeliveryState, Paper, RecordKind
from tests import factories
from tests.drafting import factories as drafts
from tests.integrations import accounts
from tests.review import factories as r
from tests.review.test_cases import approve_twice, factum
from tests.review.test_certificates import sign
from tests.sync import factories as f

NOON = dt.datetime(2026, 11, 20, 17, 0, tzinfo=dt.UTC)


@pytest.fixture(scope="module", autouse=True)
def firm(beforehand):
    """A firm into which everything of its account at Clio was brought at noon."""
    with beforehand(), time_machine.travel(NOON, tick=False):
        box = accounts.fresh()
        box.clock.stop(NOON)
        factories.office()
        factories.person("partner", name="Jane Okafor", email="jane@firm.example")
        factories.person("lawyer", name="Luc Roy", email="luc@firm.example")
        pull(accounts.clio(box, seconds=400 * 24 * 3600))


@pytest.fixture
def box(db):
    box = accounts.fresh()
    box.clock.stop(NOON)
    accounts.clio_again(box)
    return box


@pytest.fixture
def clock(box):
    with time_machine.travel(NOON, tick=False) as travelled:

        def shift(**by):
            travelled.shift(dt.timedelta(**by))
            box.clock.move(seconds=dt.timedelta(**by).total_seconds())

        yield shift


@pytest.fixture
def connection(clock):
    return Connection.objects.get()


@pytest.fixture
def matter(connection):
    return Matter.objects.get(number="00001-Tremblay")


def pull(connection, whole=False):
    connection.refresh_from_db()
    services.ask_pull(connection=connection, by=factories.administrator(), whole=whole)
    for pull_id in services.claim_pulls(10):
        services.pull(pull_id)


def work():
    """What the scheduler and workers do about copies, and about reading what came."""
    for choice_id in services.claim_copies(10):
        services.fetch_copies(choice_id)
    for source_id in intake.claim_unread(10):
        intake.read(source_id)
    services.sweep_copies(50)


def bring(matter, kind=RecordKind.DOCUMENT):
    paper = Paper.objects.get(matter=matter, kind=kind)
    return services.fetch_paper(paper=paper, by=matter.responsible)


def replaced(box, content=b"I, Margaret, leave everything to Luc."):
    """A newer version of the will, as the firm puts one there."""
    store, row = box.clio.stores["ca"], box.clio.stores["ca"].rows["document"][60]
    with box.clio.lock:
        box.clio._plant(store_row=row, region="ca", content=content)
        store.change(row, {})


def listed(matter):
    return [
        (each.title, each.is_here, each.is_older_here) for each in papers.shown(matter, matter.responsible)
    ]


def test_documents_and_notes_are_listed_by_name_and_nothing_is_fetched(box, matter):
    assert sorted(listed(matter)) == [("First call", False, False), ("Will.txt", False, False)]
    assert not Source.objects.exists()
    assert [each for each in box.clio.requests if each.operation == "documents.download"] == []
    assert b"Will" not in bytes(Paper.objects.get(kind=RecordKind.DOCUMENT).title)


def test_what_a_note_says_is_not_asked_for_to_list_it(box, connection):
    pull(connection, whole=True)

    asked = [each.query["fields"][0] for each in box.clio.requests if each.operation == "notes.list"]
    assert asked
    assert not any("detail" in fields for fields in asked)


def test_a_paper_is_brought_in_when_somebody_needs_it(matter):
    brought = bring(matter)

    assert (brought.added, Source.objects.count()) == (1, 1)
    assert ("Will.txt", True, False) in listed(matter)
    assert Entry.objects.filter(event="sync.document_pulled").count() == 1


def moved(box, kind=RecordKind.DOCUMENT, to=41):
    """Somebody moves the will, or the note, to another matter in Clio."""
    store = box.clio.stores["ca"]
    parent = {"parent": {"id": to, "type": "Matter"}} if kind == RecordKind.DOCUMENT else {}
    store.change(store.rows[kind][60 if parent else 70], {"matter": {"id": to}} | parent)


def the_other():
    return Matter.objects.get(number="00002-Boreal")


each_kind = pytest.mark.parametrize("kind", [RecordKind.DOCUMENT, RecordKind.NOTE])


@each_kind
def test_what_was_moved_to_another_matter_since_it_was_listed_is_not_brought_into_this_one(box, matter, kind):
    moved(box, kind)

    with pytest.raises(WrongState, match="in another matter there by now"):
        bring(matter, kind)

    assert not Source.objects.exists()
    assert [each for each in box.clio.requests if each.operation == "documents.download"] == []


@each_kind
def test_what_was_moved_to_another_case_in_mycase_is_not_brought_into_this_one(box, clock, kind):
    connection = accounts.mycase(box, seconds=400 * 24 * 3600)
    pull(connection)
    case = Matter.objects.get(number="E-1")
    services.look(matter=case, by=case.responsible)
    there = box.mycase.rows[kind]
    there[60 if kind == RecordKind.DOCUMENT else 70].data["case"] = {"id": 41}

    with pytest.raises(WrongState, match="in another matter there by now"):
        bring(case, kind)

    assert not Source.objects.exists()


@pytest.mark.parametrize("withdrawn", [False, True])
def test_what_was_moved_after_it_came_in_comes_in_where_it_belongs_now(
    box, connection, matter, clock, withdrawn
):
    bring(matter)
    if withdrawn:
        drafting.withdraw_source(
            source=Source.objects.get(), reason=WithdrawalReason.WRONG_MATTER, by=matter.responsible
        )
    clock(minutes=20)
    moved(box)
    pull(connection)

    brought = bring(the_other())

    assert brought.added == 1
    assert sorted(Source.objects.values_list("matter__number", flat=True)) == [
        "00001-Tremblay",
        "00002-Boreal",
    ]
    assert listed(the_other()) == [("Will.txt", True, False)]
    assert bring(the_other()).known == 1


def test_a_paper_that_was_taken_for_another_matters_copy_is_offered_again_after_the_update(
    box, connection, matter, clock
):
    bring(matter)
    source = Source.objects.get()
    clock(minutes=20)
    moved(box)
    pull(connection)
    Paper.objects.filter(matter=the_other()).update(source=source, taken_version=F("version"))
    update = import_module("apps.sync.migrations.0018_delivered_and_gone")

    with database.cursor() as cursor:
        cursor.execute(update.ANOTHERS_COPY)

    assert listed(the_other()) == [("Will.txt", False, False)]
    assert bring(the_other()).added == 1
    with database.cursor() as cursor:
        cursor.execute(update.ANOTHERS_COPY)
    assert listed(the_other()) == [("Will.txt", True, False)]


def test_whoever_does_not_work_on_the_matter_is_shown_and_fetches_nothing(matter):
    stranger = factories.person("lawyer")
    with pytest.raises(NotAllowed):
        services.fetch_paper(paper=Paper.objects.filter(matter=matter).first(), by=stranger)
    assert (papers.shown(matter, stranger), Source.objects.count()) == ([], 0)


def test_a_newer_version_there_is_offered_and_not_taken_by_itself(box, connection, matter, clock):
    bring(matter)
    clock(minutes=20)
    replaced(box)

    pull(connection)

    assert ("Will.txt", False, True) in listed(matter)
    assert Source.objects.count() == 1


def test_a_document_that_was_deleted_there_leaves_the_list_and_its_copy_stays(box, connection, matter, clock):
    bring(matter)
    box.clio.stores["ca"].rows["document"][60].data["deleted_at"] = NOON.isoformat()
    clock(minutes=20)

    pull(connection, whole=True)

    assert [title for title, *_ in listed(matter)] == ["First call"]
    assert Source.objects.filter(state=State.RECEIVED).count() == 1


def test_what_firmai_delivered_is_not_listed_as_a_paper(box, connection, matter, clock):
    box.clio.load(
        {"documents": [{"id": 61, "name": "Ours.docx", "parent": {"id": 40, "type": "Matter"}, "content": b"x",
                        "external_properties": [{"name": "firmai", "value": "m"}]}]}
    )  # fmt: skip
    clock(minutes=20)
    pull(connection)
    assert not Paper.objects.filter(remote_id="61").exists()


@pytest.mark.parametrize(("kind", "other"), [("note", "document"), ("document", "note")])
def test_a_record_with_the_number_of_something_else_that_was_delivered_is_listed_and_comes_in(
    box, connection, matter, kind, other
):
    """The vendor counts each kind of record for itself."""
    Matter.objects.filter(pk=matter.pk).update(residency="documented_transfer")
    delivered = f.approved(Matter.objects.get(pk=matter.pk))
    services.collect(10)
    number = Paper.objects.get(matter=matter, kind=other).remote_id
    Paper.objects.all().delete()
    Delivery.objects.filter(manifest__task=delivered, kind=kind).update(remote_id=number)

    services.look(matter=matter, by=matter.responsible)

    assert Paper.objects.filter(kind=other, remote_id=number).exists()
    keep(matter)
    work()
    assert Source.objects.count() == 2


def test_a_note_of_ours_whose_answer_was_lost_does_not_come_in_as_a_source(box, connection, matter, clock):
    f.approved(Matter.objects.get(pk=matter.pk))
    Matter.objects.filter(pk=matter.pk).update(residency="no_storage_abroad")
    services.collect(10)
    box.faults.set("clio", "notes.create", "dropped")
    f.work()
    assert Delivery.objects.get(kind="note").remote_id == ""
    keep(matter)
    services.look(matter=matter, by=matter.responsible)

    work()

    assert sorted(Source.objects.values_list("origin", flat=True)) == ["clio_document", "clio_note"]


def test_looking_again_lists_what_came_since(box, matter):
    box.clio.load(
        {
            "documents": [
                {"id": 61, "name": "New.txt", "parent": {"id": 40, "type": "Matter"}, "content": b"new"}
            ]
        }
    )
    services.look(matter=matter, by=matter.responsible)
    assert ("New.txt", False, False) in listed(matter)


# --- kept until a day ------------------------------------------------------------------------------------------------


def keep(matter, days=60, by=None):
    until = timezone.localdate() + dt.timedelta(days=days)
    return services.keep_copies(matter=matter, until=until, by=by or matter.responsible)


@pytest.mark.parametrize("status", ["open", "pending"])
def test_a_matter_that_keeps_copies_has_everything_fetched_by_itself(matter, status):
    Matter.objects.filter(pk=matter.pk).update(status=status)
    keep(matter)
    work()
    assert sorted(listed(matter)) == [("First call", True, False), ("Will.txt", True, False)]


def test_and_what_changes_there_as_well(box, connection, matter, clock):
    keep(matter)
    work()
    clock(minutes=20)
    replaced(box)
    pull(connection)

    work()

    assert ("Will.txt", True, False) in listed(matter)
    assert Source.objects.count() == 3


def test_the_day_after_the_chosen_one_every_copy_goes(matter, clock):
    keep(matter, days=3)
    work()
    work()
    clock(days=3)
    work()
    assert not Source.objects.filter(state=State.ENDED).exists()

    clock(days=1)
    work()

    rows = Source.objects.all()
    assert {(row.state, bytes(row.original), row.reading) for row in rows} == {(State.ENDED, b"", None)}
    assert sorted(listed(matter)) == [("First call", False, False), ("Will.txt", False, False)]
    assert not RemoteRecord.objects.filter(kind__in=[RecordKind.DOCUMENT, RecordKind.NOTE]).exists()
    events = set(Entry.objects.values_list("event", flat=True))
    assert {"sync.copies_kept", "sync.copies_ended", "intake.source_destroyed"} <= events


def test_a_copy_that_a_draft_under_way_rests_on_is_held_until_that_was_withdrawn(matter, clock):
    Matter.objects.filter(pk=matter.pk).update(residency="documented_transfer")
    keep(matter, days=3)
    work()
    work()
    source = Source.objects.get(origin="clio_document")
    request = asked(matter, source)
    clock(days=40)

    work()

    source.refresh_from_db()
    assert source.state == State.READY
    assert passages.of(source)
    drafting.withdraw(request=request, by=matter.responsible)

    work()

    source.refresh_from_db()
    assert source.state == State.ENDED


def rested_on(matter):
    """A working copy, and an approved draft that rests on it."""
    Matter.objects.filter(pk=matter.pk).update(residency="documented_transfer")
    bring(matter)
    work()
    source = Source.objects.get()
    return source, f.approved(Matter.objects.get(pk=matter.pk), sources=[source])


def carry(clock):
    services.collect(10)
    while Delivery.objects.filter(state__in=f.OPEN).exists():
        f.work()
        clock(minutes=3)


def test_what_an_approved_draft_rests_on_goes_thirty_days_after_it_was_read_back(matter, clock):
    source, _task = rested_on(matter)
    clock(days=40)  # the copy itself is old: the draft alone keeps it
    carry(clock)
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.VERIFIED}
    clock(days=29)
    work()
    source.refresh_from_db()
    assert source.state == State.READY

    clock(days=2)
    work()

    source.refresh_from_db()
    assert (source.state, bytes(source.original)) == (State.ENDED, b"")


def test_what_a_draft_rests_on_stays_while_it_is_open_again_unsigned_or_not_queued_yet(db):
    signed, open_again, unsigned, queued = factum(), factum(), factum(), factum()
    for task, lawyer, second in (signed, open_again, unsigned, queued):
        Source.objects.filter(matter=task.matter).update(origin="clio_document")
        approve_twice(task, lawyer, second)
    sign(*signed[:2])
    sign(*queued[:2])
    RemoteRecord.objects.filter(kind=RecordKind.MATTER, remote_id="40").update(local_id=queued[0].matter_id)
    r.cancel_approval(task=open_again[0], by=open_again[1])

    with time_machine.travel(timezone.now() + dt.timedelta(days=31)):
        services.sweep_copies(50)

    assert Source.objects.get(matter=signed[0].matter).state == State.ENDED
    for kept in (open_again, unsigned, queued):
        assert Source.objects.get(matter=kept[0].matter).state == State.READY

    r.report_wrong(task=r.fresh(unsigned[0]), faults=["misquoted"], by=unsigned[1])
    with time_machine.travel(timezone.now() + dt.timedelta(days=31)):
        services.sweep_copies(50)
    assert Source.objects.get(matter=unsigned[0].matter).state == State.ENDED


def asked(matter, source):
    """A request in preview that rests on the source."""
    by = matter.responsible
    return drafting.make_request(
        matter=Matter.objects.get(pk=matter.pk),
        workflow=drafts.workflow(),
        language="en",
        needed_by=timezone.localdate() + dt.timedelta(days=2),
        responsible=by,
        assignment=Sensitive("Write to the client."),
        sources=[source],
        by=by,
    )


def test_nothing_of_a_matter_that_is_held_goes(matter, clock):
    bring(matter)
    work()
    Hold.objects.create(matter=matter, reason=HoldReason.values[0], placed_by=matter.responsible)
    clock(days=400)

    work()

    assert Source.objects.get().state == State.READY


def test_a_matter_whose_content_was_destroyed_is_passed_over_when_papers_are_listed(
    connection, matter, clock
):
    MatterKey.objects.filter(matter=matter).update(
        data_key=None, digest_key=None, destroyed_at=timezone.now(), destroyed_by=matter.responsible
    )
    clock(minutes=20)

    pull(connection, whole=True)

    connection.refresh_from_db()
    assert connection.cursor == {}
    assert papers.shown(matter, matter.responsible) == []


def test_without_a_choice_a_copy_goes_thirty_days_after_it_came(matter, clock):
    bring(matter)
    work()
    clock(days=29)
    work()
    assert Source.objects.get().state == State.READY

    clock(days=2)
    work()

    assert Source.objects.get().state == State.ENDED


def test_a_copy_at_which_the_sweep_fails_holds_up_no_other(matter, clock, monkeypatch):
    bring(matter)
    bring(matter, RecordKind.NOTE)
    work()
    first, second = Source.objects.filter(parent=None)
    end = working_copies._let_go

    def fails(source_id):
        if source_id == first.pk:
            raise ValueError("what a row says")
        end(source_id)

    monkeypatch.setattr(working_copies, "_let_go", fails)
    clock(days=31)

    work()

    assert dict(Source.objects.values_list("pk", "state")) == {
        first.pk: State.READY,
        second.pk: State.ENDED,
    }


def test_a_precedent_of_the_firm_stays_as_long_as_it_is_offered(matter, clock):
    bring(matter)
    work()
    source, partner = Source.objects.get(), factories.person("partner")
    Matter.objects.filter(pk=matter.pk).update(is_training=True)
    precedent = intake.approve_precedent(source=source, by=partner)

    clock(days=31)
    work()
    copy = intake.use_precedent(precedent=precedent, matter=factories.matter(responsible=partner), by=partner)
    assert copy.original_hmac
    intake.retire_precedent(precedent=precedent, by=partner)
    work()

    source.refresh_from_db()
    assert source.state == State.ENDED


def test_a_precedent_whose_copy_was_let_go_of_is_offered_again_once_that_is_here_again(matter):
    bring(matter)
    work()
    source, partner = Source.objects.get(), factories.person("partner")
    Matter.objects.filter(pk=matter.pk).update(is_training=True)
    precedent = intake.approve_precedent(source=source, by=partner)
    working_copies.RemoteRecord.objects.filter(local_id=source.pk).delete()
    Paper.objects.filter(source=source).update(taken_version="")
    intake.end_copy(source=source, by=User.for_robot(Robot.SYNC))
    other = factories.matter(responsible=partner)

    assert shown_precedents(partner) == []
    with pytest.raises(NotAllowed, match="not offered"):
        intake.use_precedent(precedent=precedent, matter=other, by=partner)
    assert not Source.objects.filter(matter=other).exists()
    bring(matter)
    work()

    assert [each.row for each in shown_precedents(partner)] == [precedent]
    assert intake.use_precedent(precedent=precedent, matter=other, by=partner).original_hmac


def test_what_somebody_uploaded_is_never_let_go_of(matter, clock):
    intake.receive(
        matter=matter, by=matter.responsible, origin="upload", filename="a.txt", data=b"Our own note."
    )
    work()
    clock(days=400)
    work()
    assert Source.objects.get().state == State.READY


def test_an_ended_copy_is_fetched_again_under_the_same_row(matter, clock):
    bring(matter)
    work()
    before = Source.objects.get()
    clock(days=31)
    work()

    bring(matter)
    work()

    after = Source.objects.get()
    assert (after.pk, after.state, after.reading_hmac) == (before.pk, State.READY, before.reading_hmac)


def test_only_the_sweep_ends_a_copy_and_only_a_copy(matter):
    own = intake.receive(
        matter=matter, by=matter.responsible, origin="upload", filename="a.txt", data=b"Our own note."
    )
    intake.read(own.pk)
    with pytest.raises(NotAllowed):
        intake.end_copy(source=own, by=matter.responsible)
    with pytest.raises(WrongState):
        intake.end_copy(source=own, by=User.for_robot(Robot.SYNC))
    own.refresh_from_db()
    assert own.state == State.READY


@pytest.mark.parametrize("days", [-1, 366])
def test_a_day_that_passed_or_is_over_a_year_away_is_refused(matter, days):
    with pytest.raises(BadInput):
        keep(matter, days=days)
    assert not CopyChoice.objects.exists()


def test_nobody_outside_the_matter_chooses_for_it(matter):
    with pytest.raises(NotAllowed):
        keep(matter, by=factories.person("lawyer"))
    with pytest.raises(WrongState):
        services.stop_copies(matter=matter, by=matter.responsible)
    assert not CopyChoice.objects.exists()


def test_a_choice_can_be_taken_back(matter):
    keep(matter)
    work()
    work()

    services.stop_copies(matter=matter, by=matter.responsible)
    work()

    assert set(Source.objects.values_list("state", flat=True)) == {State.ENDED}


def test_a_file_that_cannot_be_taken_is_not_fetched_again_and_again(box, matter, clock):
    box.clio.load(
        {
            "documents": [
                {"id": 61, "name": "a.rtf", "parent": {"id": 40, "type": "Matter"}, "content": b"{\\rtf1 x}"}
            ]
        }
    )
    services.look(matter=matter, by=matter.responsible)
    keep(matter)
    work()
    clock(minutes=30)
    assert services.claim_copies(10) == []


# --- the page ------------------------------------------------------------------------------------------------------


def test_the_page_lists_fetches_and_keeps(client, matter):
    client.force_login(matter.responsible)
    page = reverse("sync:there", args=[matter.pk])
    assert "Will.txt" in client.get(page).content.decode()
    paper = Paper.objects.get(kind=RecordKind.DOCUMENT)

    client.post(reverse("sync:bring", args=[matter.pk, paper.pk]))
    client.post(reverse("sync:copies", args=[matter.pk]), {"until": "2026-12-31"})

    shown = client.get(page).content.decode()
    assert "Working copy" in shown
    assert CopyChoice.objects.get().until == dt.date(2026, 12, 31)


def test_a_stranger_gets_404_and_changes_nothing(client, matter):
    client.force_login(factories.person("lawyer"))
    paper = Paper.objects.first()
    assert client.get(reverse("sync:there", args=[matter.pk])).status_code == 404
    for name, more in (("look", []), ("copies", []), ("bring", [paper.pk])):
        assert client.post(reverse(f"sync:{name}", args=[matter.pk, *more])).status_code == 404
    assert not Source.objects.exists()
    assert not CopyChoice.objects.exists()


def test_what_was_withdrawn_is_not_brought_in_again_in_any_version(box, clock, connection, matter):
    bring(matter)
    work()
    source = Source.objects.get()
    drafting.withdraw_source(source=source, reason="wrong_matter", by=matter.responsible)
    services.keep_copies(matter=matter, until=timezone.localdate(), by=matter.responsible)

    def again():
        clock(hours=1)
        pull(connection, whole=True)
        work()
        services.pull_documents(matter=matter, by=matter.responsible)
        source.refresh_from_db()
        return source.state, bytes(source.original), Source.objects.filter(origin=source.origin).count()

    assert again() == (State.WITHDRAWN, b"", 1)
    replaced(box)
    assert again() == (State.WITHDRAWN, b"", 1)
    (shown,) = [each for each in papers.shown(matter, matter.responsible) if each.is_withdrawn]
    assert shown.is_here
    with pytest.raises(WrongState, match="withdrawn"):
        bring(matter)


def test_what_was_let_go_and_then_withdrawn_is_not_brought_in_again(box, clock, connection, matter):
    bring(matter)
    work()
    source = Source.objects.get()
    working_copies.RemoteRecord.objects.filter(local_id=source.pk).delete()
    Paper.objects.filter(source=source).update(taken_version="")
    intake.end_copy(source=source, by=User.for_robot(Robot.SYNC))
    drafting.withdraw_source(source=Source.objects.get(), reason="wrong_matter", by=matter.responsible)
    replaced(box)
    clock(hours=1)

    services.pull_documents(matter=matter, by=matter.responsible)

    assert Source.objects.filter(origin=source.origin).count() == 1
    assert Source.objects.get(pk=source.pk).state == State.WITHDRAWN
