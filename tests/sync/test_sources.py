"""Documents and notes in from the practice system."""

import pytest

from apps.audit.models import Entry
from apps.core.errors import NotAllowed, WrongState
from apps.intake.models import Origin, Source
from apps.integrations.errors import RemoteError
from apps.integrations.models import Connection, ConnectionState
from apps.matters import keys
from apps.matters.models import Matter
from apps.sync import services, sources
from apps.sync.models import Difference, Oddity
from tests import factories
from tests.integrations import accounts


@pytest.fixture
def box(db):
    factories.office()
    factories.person("partner", email="jane@firm.example")
    factories.person("lawyer", email="luc@firm.example")
    return accounts.fresh()


@pytest.fixture
def matter(box):
    """The matter that Clio has one document and one note of."""
    connection = accounts.clio(box)
    services.pull_matters(connection=connection, by=factories.administrator())
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
