"""What was read back and is removed, or moved, in the practice system afterwards: the nightly reading says so."""

import datetime as dt
import uuid
from importlib import import_module

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.db import connection as database
from django.utils import timezone

from apps.integrations.models import Connection
from apps.sync import ours, queries, services
from apps.sync.models import Delivery, DeliveryKind, DeliveryState, Difference, Oddity
from tests import factories
from tests.integrations import accounts
from tests.sync import factories as f
from tests.sync.removals import RECORDS, now, removed
from tests.sync.test_gone import abroad, moved, page

NOTE, DOCUMENT, PDF = DeliveryKind.NOTE, DeliveryKind.DOCUMENT, DeliveryKind.PDF
each_kind = pytest.mark.parametrize("kind", [NOTE, DOCUMENT, PDF])
SAID = "no longer in its matter in the practice system"


@pytest.fixture
def box(clock):
    factories.office()
    return accounts.fresh()


@pytest.fixture(scope="module")
def written(beforehand):
    """A letter as in the other files, at an account that is read for weeks."""
    with beforehand(), time_machine.travel(f.NOW, tick=False):
        f.queued(accounts.clio(accounts.fresh(), seconds=60 * 24 * 3600), NOTE)


@pytest.fixture
def clio(written, box):
    accounts.clio_again(box)
    return Connection.objects.get()


def only(kind):
    return f.alone(Delivery.objects.get(kind=kind))


def delivered(kind, clock):
    delivery = only(kind)
    f.carry(clock)
    assert now(delivery).state == DeliveryState.VERIFIED
    return now(delivery)


def night(connection, clock):
    """Everything is read and compared."""
    clock.shift(dt.timedelta(hours=8))
    connection.refresh_from_db()
    services.ask_pull(connection=connection, by=factories.administrator(), whole=True)
    for pull_id in services.claim_pulls(10):
        services.pull(pull_id)


def listed():
    rows = Difference.objects.filter(oddity=Oddity.DELIVERED_GONE, gone_at=None)
    return list(rows.values_list("kind", "remote_id", "matter"))


@each_kind
def test_what_is_removed_after_it_was_read_back_is_listed_and_its_page_says_so(
    box, clio, clock, kind, client
):
    delivery = delivered(kind, clock)
    night(clio, clock)
    assert listed() == []
    assert SAID not in page(client, delivery)
    made = len(box.clio.created(RECORDS[kind]))
    removed(box, delivery)

    night(clio, clock)

    assert listed() == [(RECORDS[kind], delivery.remote_id, delivery.matter_id)]
    assert SAID in page(client, delivery)
    f.work()
    assert now(delivery).state == DeliveryState.VERIFIED
    assert len(box.clio.created(RECORDS[kind])) == made


def test_so_is_what_is_moved_to_another_matter_until_it_is_back(box, clio, clock, client):
    delivery = delivered(PDF, clock)
    moved(box, delivery, 41)
    night(clio, clock)
    assert listed() == [("document", delivery.remote_id, delivery.matter_id)]

    moved(box, delivery, 40)
    night(clio, clock)

    assert listed() == []
    assert SAID not in page(client, delivery)


def test_what_is_gone_from_mycase_is_listed_but_for_notes_which_it_does_not_list(box, clock):
    mycase = accounts.mycase(box, seconds=60 * 24 * 3600)
    document = abroad(mycase, DOCUMENT)
    note = Delivery.objects.get(manifest=document.manifest_id, kind=NOTE)
    Delivery.objects.filter(pk=note.pk).update(state="queued", given_up="")
    f.carry(clock)
    for kind, each in (("document", document), ("note", note)):
        box.mycase.rows[kind][int(now(each).remote_id)].gone = True

    night(mycase, clock)

    assert listed() == [("document", now(document).remote_id, document.matter_id)]


def test_of_a_matter_that_is_gone_itself_that_alone_is_said(box, clio, clock):
    delivery = delivered(NOTE, clock)
    removed(box, delivery)
    box.clio.stores["ca"].rows["matter"][40].kept["gone"] = True

    night(clio, clock)

    assert listed() == []
    assert Difference.objects.filter(oddity=Oddity.GONE_THERE, gone_at=None, matter=delivery.matter).exists()


def test_what_was_read_back_while_the_lists_were_read_is_not_missed(box, clock):
    clio = accounts.clio(box, seconds=60 * 24 * 3600)
    night(clio, clock)
    delivery = f.only(clio, NOTE)
    f.carry(clock)
    assert now(delivery).state == DeliveryState.VERIFIED
    removed(box, delivery)
    Difference.objects.all().delete()

    ours.missing(clio, since=now(delivery).verified_at, left_out=())

    assert listed() == []


def test_a_reading_that_was_under_way_during_the_update_takes_nothing_for_gone_and_the_next_does(
    box, clio, clock
):
    delivery = delivered(NOTE, clock)
    began = timezone.now() + dt.timedelta(minutes=1)
    clock.shift(dt.timedelta(hours=1))
    clio.records.filter(kind="matter").update(seen_at=timezone.now())
    update = import_module("apps.sync.migrations.0018_delivered_and_gone")
    with database.cursor() as cursor:
        cursor.execute(update.AS_IF_SEEN.replace("now()", "%s"), [timezone.now()])

    ours.missing(clio, since=began, left_out=())

    assert listed() == []
    clock.shift(dt.timedelta(hours=1))
    clio.records.filter(kind="matter").update(seen_at=timezone.now())
    ours.missing(clio, since=timezone.now() - dt.timedelta(minutes=1), left_out=())
    assert listed() == [("note", delivery.remote_id, delivery.matter_id)]


def test_whoever_does_not_see_the_matter_is_not_told(box, clio, clock):
    delivery = delivered(NOTE, clock)
    removed(box, delivery)
    night(clio, clock)
    told = str(Oddity.DELIVERED_GONE.label)

    partner, stranger = factories.person("partner"), factories.person("lawyer")

    assert told in [each.oddity for each in queries.differences(partner)]
    assert told not in [each.oddity for each in queries.differences(stranger)]


# --- a delivery stays what it is, whoever writes the row -------------------------------------------------------------


def refused(**changes):
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.update(**changes)
    return True


def test_what_was_read_back_is_never_changed(box, clio, clock):
    delivery = delivered(NOTE, clock)
    Delivery.objects.exclude(pk=delivery.pk).delete()

    assert refused(remote_id="99")
    assert refused(read_back_sha256="0" * 64)
    assert refused(verified_at=timezone.now() - dt.timedelta(days=1))

    assert Delivery.objects.get() == now(delivery)


def test_a_delivery_is_of_one_item_to_its_own_matter(box, clio, clock):
    delivery = only(NOTE)
    other = factories.matter()
    Delivery.objects.exclude(pk=delivery.pk).delete()

    assert refused(matter=other)
    assert refused(kind=PDF)
    assert refused(marker="firmai0")
    copy = now(delivery)
    copy.pk, copy.marker, copy.kind, copy.matter = uuid.uuid4(), "firmai1", DeliveryKind.TIME, other
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save(force_insert=True)


def test_what_may_have_arrived_goes_over_no_other_connection(box, clio, clock):
    mycase = accounts.mycase(box)
    delivery = only(NOTE)
    Delivery.objects.exclude(pk=delivery.pk).delete()
    Delivery.objects.update(connection=mycase)
    Delivery.objects.update(unsure_since=timezone.now())

    assert refused(connection=clio)
