"""Documents and notes in from the practice system."""

import datetime as dt

import pytest
from django.urls import reverse

from apps.audit.models import Entry
from apps.core.errors import NotAllowed, WrongState
from apps.intake.models import Origin, Source
from apps.integrations.errors import RemoteError
from apps.integrations.models import Connection, ConnectionState
from apps.matters import keys
from apps.matters import services as matters
from apps.matters.models import Matter
from apps.sync import queries, services, sources
from apps.sync.models import Difference, Oddity, Paper
from tests import factories
from tests.integrations import accounts


def staff():
    factories.office()
    factories.person("partner", email="jane@firm.example")
    factories.person("lawyer", email="luc@firm.example")


@pytest.fixture(scope="module")
def read(beforehand):
    """A firm that the matters of its account at Clio were brought in for."""
    with beforehand():
        staff()
        connection = accounts.clio(accounts.fresh())
        services.pull_matters(connection=connection, by=factories.administrator())


@pytest.fixture
def box(request, db):
    box = accounts.fresh()
    if "read" in request.fixturenames:
        accounts.clio_again(box)
    else:
        staff()
    return box


@pytest.fixture
def matter(read, box):
    """The matter that Clio has one document and one note of."""
    return Matter.objects.get(number="00001-Tremblay")


def pull(matter, by=None):
    return services.pull_documents(matter=matter, by=by or matter.responsible)


def texts():
    return sorted(keys.reveal_bytes(each, "original").reveal() for each in Source.objects.all())


def test_documents_and_notes_become_sources_byte_for_byte(matter):
    brought = pull(matter)

    assert brought == services.Brought(added=2)
    assert texts() == [b"First call\n\nShe called at nine.\n", b"I, Margaret, leave all."]
    assert set(Source.objects.values_list("origin", flat=True)) == {Origin.CLIO_DOCUMENT, Origin.CLIO_NOTE}


def test_each_version_is_brought_in_once(box, matter):
    pull(matter)
    fetched = len(box.s3.requests)

    assert pull(matter) == services.Brought(known=2)
    assert (Source.objects.count(), len(box.s3.requests)) == (2, fetched)


def test_a_new_version_there_is_another_source(box, matter):
    pull(matter)
    store = box.clio.stores["ca"]
    box.clio._plant(
        store_row=store.rows["document"][60], region="ca", content=b"I, Margaret, changed my mind."
    )
    store.change(store.rows["note"][70], {"detail": "She called at ten."})

    brought = pull(matter)

    assert (brought.added, Source.objects.count()) == (2, 4)


def test_the_same_bytes_under_another_name_are_not_stored_again(box, matter):
    box.clio.load(
        {
            "documents": [
                {
                    "name": "Copy.txt",
                    "parent": {"id": 40, "type": "Matter"},
                    "content": b"I, Margaret, leave all.",
                }
            ]
        }
    )

    assert pull(matter) == services.Brought(added=2, known=1)


def test_the_record_says_who_asked(matter):
    pull(matter)

    for event in ("intake.source_received", "sync.document_pulled"):
        entry = Entry.objects.filter(event=event).first()
        assert (entry.asked_by, entry.matter) == (matter.responsible_id, matter.pk)


def test_a_file_that_cannot_be_taken_is_listed_and_not_fetched_again(box, matter):
    box.clio.load(
        {"documents": [{"name": "Empty.txt", "parent": {"id": 40, "type": "Matter"}, "content": b""}]}
    )

    first, fetched = pull(matter), len(box.s3.requests)
    second = pull(matter)

    assert (first.added, first.refused, second.refused, len(box.s3.requests)) == (2, 1, 1, fetched)
    assert Difference.objects.get().oddity == Oddity.SOURCE_REFUSED


HUGE = b"a" * (64 * 1024 * 1024 + 1)


def with_a_huge_file(box, vendor):
    """The matter of a practice system with one document that is larger than any that is fetched."""
    connection = getattr(accounts, vendor)(box)
    document = {"id": 61, "path": "Huge.txt", "filename": "Huge.txt", "case": {"id": 40}, "content": HUGE}
    if vendor == "clio":
        document = {"id": 61, "name": "Huge.txt", "parent": {"id": 40, "type": "Matter"}, "content": HUGE}
    getattr(box, vendor).load({"documents": [document]})
    services.pull_matters(connection=connection, by=factories.administrator())
    record = connection.records.get(kind="matter", remote_id="40")
    return Matter.objects.get(pk=record.local_id)


def downloads(box):
    return [each for each in box.s3.requests if each.method == "GET"]


@pytest.mark.parametrize("said", [True, False])
def test_a_file_that_turns_out_too_large_is_refused_once_and_not_fetched_again(box, said, client):
    matter = with_a_huge_file(box, "mycase")
    if not said:
        box.faults.set("s3", "object.get", "headers", times=None, headers={"content-length": None})

    first, fetched = pull(matter), len(downloads(box))
    second = pull(matter)

    assert (first.added, first.refused, second.refused, len(downloads(box))) == (2, 1, 1, fetched)
    found = Difference.objects.get(gone_at=None, matter=matter, kind="document")
    assert found.oddity == Oddity.SOURCE_REFUSED
    [line] = Entry.objects.filter(event="intake.source_unreadable")
    assert (line.facts["reason"], line.facts["bytes"] >= len(HUGE)) == ("too_large", True)
    client.force_login(matter.responsible)
    page = client.get(reverse("sync:there", args=[matter.pk])).content.decode().replace("\xa0", " ")
    assert "Too large: at most 50 MB is taken in" in page


def test_a_file_that_is_said_to_be_too_large_is_not_fetched_at_all(box, client):
    matter = with_a_huge_file(box, "clio")
    fetched = len(downloads(box))

    assert (pull(matter).refused, pull(matter).refused) == (1, 1)

    assert len(downloads(box)) == fetched + 1  # the small one
    client.force_login(matter.responsible)
    page = client.get(reverse("sync:there", args=[matter.pk])).content.decode().replace("\xa0", " ")
    assert "Too large: at most 50 MB is taken in" in page


def test_a_file_that_was_too_large_is_fetched_when_it_changed_there(clock, box):
    matter = with_a_huge_file(box, "mycase")
    pull(matter)
    clock.shift(dt.timedelta(minutes=5))
    shrunk(box)

    brought = pull(matter)

    assert (brought.added, brought.refused) == (1, 0)
    assert not Difference.objects.filter(gone_at=None, kind="document").exists()


def shrunk(box):
    """A newer version, as the firm puts one there."""
    row = box.mycase.rows["document"][61]
    with box.mycase.lock:
        box.mycase.add_version(row, b"It is short now.")
        box.mycase.touch(row)


def test_what_we_delivered_ourselves_does_not_come_back(box, matter):
    box.clio.load(
        {
            "documents": [
                {"name": "Ours.txt", "parent": {"id": 40, "type": "Matter"}, "content": b"approved",
                 "external_properties": [{"name": "firmai", "value": "firmaix"}]}
            ]
        }
    )  # fmt: skip

    assert pull(matter) == services.Brought(added=2)


@pytest.mark.parametrize(
    ("fault", "options"), [(500, {}), (429, {}), ("never", {"cap": 0.01}), ("truncated", {})]
)
@pytest.mark.parametrize("operation", ["documents.list", "documents.download", "notes.list"])
def test_a_vendor_that_fails_loses_nothing_and_the_next_pull_is_whole(box, matter, operation, fault, options):
    box.faults.set("clio", operation, fault, **options)

    with pytest.raises(RemoteError):
        pull(matter)
    pull(matter)

    assert Source.objects.count() == 2


def test_a_stranger_to_the_matter_brings_nothing(box, matter):
    before = len(box.clio.requests)

    with pytest.raises(NotAllowed):
        pull(matter, by=factories.person("lawyer"))

    assert (Source.objects.count(), len(box.clio.requests)) == (0, before)


def test_a_matter_without_a_working_connection_says_so(matter):
    Connection.objects.update(state=ConnectionState.BROKEN)

    with pytest.raises(WrongState):
        pull(matter)


def test_mycase_documents_and_notes_become_sources(box):
    connection = accounts.mycase(box)
    services.pull_matters(connection=connection, by=factories.administrator())
    matter = Matter.objects.get()

    brought = pull(matter)

    assert brought.added == 2
    assert texts() == [b"First call\n\nShe called.\n", b"I leave all."]


def test_a_document_at_which_something_fails_is_listed_and_holds_up_no_other(matter, monkeypatch):
    receive = sources._receive

    def stumbles(matter, found, by):
        if found.origin == Origin.CLIO_DOCUMENT:
            raise OverflowError("quixotic zebra")
        return receive(matter, found, by)

    monkeypatch.setattr(sources, "_receive", stumbles)
    brought = pull(matter)

    assert brought == services.Brought(added=1, refused=1)
    assert Source.objects.get().origin == Origin.CLIO_NOTE
    assert Difference.objects.get(gone_at=None).oddity == Oddity.NOT_TAKEN_IN

    monkeypatch.undo()
    assert pull(matter) == services.Brought(added=1, known=1)
    assert not Difference.objects.filter(gone_at=None).exists()


def test_what_is_true_of_the_whole_matter_is_raised_and_nothing_is_listed(matter, monkeypatch):
    def closed(matter, found, by):
        raise WrongState("closed meanwhile")

    monkeypatch.setattr(sources, "_receive", closed)

    with pytest.raises(WrongState):
        pull(matter)
    assert not Difference.objects.exists()


def test_a_file_that_is_not_there_is_listed_and_holds_up_no_other(box, matter):
    box.faults.set("clio", "documents.download", 404)

    first = pull(matter)

    assert (first.added, first.refused) == (1, 1)
    assert Difference.objects.get(gone_at=None).oddity == Oddity.NOT_TAKEN_IN
    assert pull(matter).added == 1
    assert not Difference.objects.filter(gone_at=None).exists()


def test_what_failed_of_a_document_stays_listed_by_night_and_goes_with_that_version(clock, box):
    """Listed with its matter until it came in or there is a newer version, whatever the walk could read meanwhile."""
    connection = accounts.mycase(box)
    services.pull_matters(connection=connection, by=factories.administrator())
    matter = Matter.objects.get()
    box.faults.set("mycase", "documents.data", 404)
    pull(matter)
    failed = [("60." + Paper.objects.get(remote_id="60").version, Oddity.NOT_TAKEN_IN, matter.pk)]
    assert listed() == failed

    clock.shift(dt.timedelta(days=1))
    walk(connection)
    assert listed() == failed
    with box.mycase.lock:
        box.mycase.touch(box.mycase.rows["document"][60])
    walk(connection)

    assert listed() == []


def test_what_failed_of_a_document_goes_when_it_is_there_no_more(clock, box):
    connection = accounts.mycase(box)
    services.pull_matters(connection=connection, by=factories.administrator())
    box.faults.set("mycase", "documents.data", 404)
    pull(Matter.objects.get())
    clock.shift(dt.timedelta(days=1))
    box.mycase.rows["document"][60].gone = True

    walk(connection)

    assert listed() == []


def test_what_failed_of_a_screened_matter_is_told_to_nobody_who_is_kept_from_it(clock, box, client):
    connection = accounts.mycase(box)
    services.pull_matters(connection=connection, by=factories.administrator())
    matter = Matter.objects.get()
    box.faults.set("mycase", "documents.data", 404)
    pull(matter)
    kept, told = factories.person("partner"), factories.person("partner")
    matters.raise_screen(matter=matter, user=kept, reason="personal", by=matter.responsible)

    shown = {
        person: [(odd.number, odd.matter_id) for odd in queries.differences(person) if odd.kind == "Document"]
        for person in (kept, told)
    }

    assert shown == {kept: [], told: [(matter.number, matter.pk)]}


def walk(connection):
    """The nightly reading of everything."""
    connection.refresh_from_db()
    services.ask_pull(connection=connection, by=factories.administrator(), whole=True)
    for pull_id in services.claim_pulls(10):
        services.pull(pull_id)


def listed():
    rows = Difference.objects.filter(gone_at=None, kind="document")
    return list(rows.values_list("remote_id", "oddity", "matter"))
