"""From an approval to the deliveries of it: which an item gets, and when it gets none."""

import pytest
import time_machine

from apps.audit.models import Entry
from apps.integrations.models import RemoteRecord
from apps.review import services as reviews
from apps.review.models import Decision, ItemRule
from apps.sync import services
from apps.sync.models import Delivery, DeliveryKind, DeliveryState, Trouble
from tests import factories
from tests.integrations import accounts
from tests.sync import factories as f
from tests.sync.factories import NOW
from tests.sync.test_deliveries import states


@pytest.fixture
def clio(clock):
    return accounts.clio(accounts.fresh())


def test_a_letter_that_a_person_reviewed_and_approved_is_delivered(clio, clock):
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
        sample_one_in=rule.sample_one_in,
        lead_days=rule.lead_days,
        by=factories.person("partner"),
    )

    task = f.approved(f.linked(clio, remote_id="41"))
    services.collect(10)

    assert (files_of(task), files_of(before)) == (files, ["document", "pdf"])


def test_what_was_approved_without_a_pdf_goes_as_the_word_document_alone(clio):
    task = f.approved(
        f.linked(clio),
        text="Dear client \ue000,\n\nThe lease ends on 3 March 2027 and may be renewed once.\n",
    )

    services.collect(10)

    assert files_of(task) == ["document"]


def files_of(task):
    found = Delivery.objects.filter(manifest__task=task).exclude(kind=DeliveryKind.NOTE)
    return sorted(found.values_list("kind", flat=True))


def test_a_matter_that_no_practice_system_knows_gets_none(clio):
    matter = f.linked(clio)
    RemoteRecord.objects.all().delete()
    f.approved(matter)

    assert services.collect(10) == []


def test_a_task_that_is_not_decided_gets_none(clio):
    f.people.task(matter=f.linked(clio))

    assert services.collect(10) == []


@pytest.mark.django_db(transaction=True)
def test_bytes_that_were_changed_behind_our_back_are_not_sent(connect_as):
    with time_machine.travel(NOW, tick=False):
        box = accounts.fresh()
        delivery = f.only(accounts.clio(box), DeliveryKind.NOTE)
        with connect_as("owner") as owner:
            owner.execute("ALTER TABLE review_rendering DISABLE TRIGGER USER")
            owner.execute("UPDATE review_rendering SET sha256 = %s WHERE format = 'note'", ["0" * 64])
            owner.execute("ALTER TABLE review_rendering ENABLE TRIGGER USER")

        f.work()

        assert states(delivery) == (DeliveryState.STOPPED, Trouble.MANIFEST_CHANGED)
        assert f.notes_at(box, delivery) == []
        assert box.clio.requests == []
