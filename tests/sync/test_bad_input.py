"""What vendors and strangers may bring: each ends in a clear state, with nothing lost and nothing sent twice."""

import datetime as dt

import pytest
import time_machine

from apps.audit.models import Entry
from apps.core.ciphers import CannotOpen
from apps.core.errors import NotAllowed
from apps.integrations import services as integrations
from apps.integrations import tokens
from apps.integrations.errors import Fault, Permanent
from apps.integrations.models import Connection, ConnectionState, Hint, Region, Trouble
from apps.matters.models import Matter, Residency
from apps.sync import services
from apps.sync.models import Delivery, DeliveryKind, DeliveryState, Difference, Oddity
from apps.sync.models import Trouble as Why
from sandbox.clio import render
from tests import factories
from tests.integrations import accounts
from tests.sync import factories as made

NOON = dt.datetime(2026, 11, 20, 17, 0, tzinfo=dt.UTC)


@pytest.fixture
def box(db):
    return accounts.fresh()


@pytest.fixture
def clock(box):
    with time_machine.travel(NOON, tick=False) as travelled:
        box.clock.stop(NOON)

        class Both:
            def shift(self, by):
                travelled.shift(by)
                box.clock.move(seconds=by.total_seconds())

        yield Both()


@pytest.fixture
def connection(box, clock):
    factories.office()
    factories.person("partner", name="Jane Okafor", email="jane@firm.example")
    factories.person("lawyer", name="Luc Roy", email="luc@firm.example")
    return accounts.clio(box, seconds=400 * 24 * 3600)


def pull(connection, whole=False):
    """What a worker makes of one pull: its state and the code it waits with."""
    connection.refresh_from_db()
    row = services.ask_pull(connection=connection, by=factories.administrator(), whole=whole)
    for pull_id in services.claim_pulls(10):
        services.pull(pull_id)
    row.refresh_from_db()
    return row.state, row.failure


def matters():
    return sorted(Matter.objects.values_list("number", "title", "status"))


def standing():
    return sorted(Difference.objects.filter(gone_at=None).values_list("remote_id", "oddity"))


def reasons(event):
    """Why, of every entry of that kind."""
    return [entry.facts.get("reason") for entry in Entry.objects.filter(event=event).order_by("id")]


def test_wrong_regions_credentials(box, clock):
    """Tokens of the United States at the Canadian host: the connection says so, nothing was brought or sent."""
    connection = accounts.clio(box, seconds=400 * 24 * 3600)
    abroad, refresh = box.clio.grant("us", None)
    tokens.seal(connection, accounts.tokens(abroad, refresh, seconds=10**7))
    connection.save()

    pull(connection)

    connection.refresh_from_db()
    assert (connection.state, connection.trouble) == (ConnectionState.BROKEN, Trouble.REVOKED)
    assert reasons("integrations.connection_failed") == ["revoked"]
    assert matters() == []


def test_a_refresh_token_used_twice(box, clock):
    """MyCase kills a token with its first use: the second use breaks the connection once, and says how to mend it."""
    connection = accounts.mycase(box, seconds=-60)
    held = tokens.opened(connection)
    integrations.refresh(connection.pk)
    tokens.seal(connection, held)
    connection.save()

    with pytest.raises(Permanent) as refused:
        integrations.refresh(connection.pk)

    connection.refresh_from_db()
    assert refused.value.code == Fault.NOT_CONNECTED
    assert connection.state == ConnectionState.BROKEN
    assert Entry.objects.filter(event="integrations.connection_failed").count() == 1


@pytest.mark.parametrize("how", ["bad", "missing", "replayed"])
def test_a_webhook_with_a_bad_missing_or_replayed_signature(box, connection, client, how):
    integrations.listen(connection=connection, base="https://house.example", by=factories.administrator())
    for connection_id in integrations.claim_subscriptions(10):
        integrations.keep_subscriptions(connection_id)
    webhook = int(connection.subscriptions.get(kind="matter").remote_id)
    box.clio.stores["ca"].rows["webhook"][webhook].data["status"] = "enabled"
    sent = box.clio.delivery(webhook, "updated", 40)
    path = sent["url"].removeprefix("https://house.example")
    headers = {"bad": {"x-hook-signature": "0" * 64}, "missing": {}, "replayed": sent["headers"]}[how]
    if how == "replayed":
        client.post(path, sent["body"], content_type="application/json", headers=headers)

    client.post(path, sent["body"], content_type="application/json", headers=headers)

    assert reasons("integrations.post_refused") == [
        {"bad": "forged", "missing": "unsigned", "replayed": "replayed"}[how]
    ]
    assert Hint.objects.count() == (how == "replayed")
    assert matters() == []


def test_clock_skew(box, connection, clock):
    """A vendor whose clock is eight minutes behind: what changed is still found, by looking ten minutes back."""
    pull(connection)
    clock.shift(dt.timedelta(minutes=30))
    box.clock.move(minutes=-8)
    store = box.clio.stores["ca"]
    pull(connection)
    store.change(store.rows["matter"][40], {"description": "Renamed there"})
    clock.shift(dt.timedelta(minutes=1))

    pull(connection)

    assert standing() == [("40", Oddity.TITLE_DIFFERS)]


@pytest.mark.parametrize(
    ("fault", "code"),
    [("html", Fault.GARBLED), ("limited_200", Fault.RATE_LIMITED)],
    ids=["a_200_that_is_an_html_page", "a_200_with_a_base64_rate_limit_message"],
)
def test_a_200_that_is_something_else(box, connection, clock, fault, code):
    """Nothing is taken for a list without matters: the pull waits, and brings everything the next time."""
    box.faults.set("clio", "matters.list", fault)

    assert pull(connection) == ("waiting", code)
    assert (matters(), standing()) == ([], [])
    assert reasons("sync.matters_pulled") == [code]

    assert pull(connection) == ("done", "")
    assert len(matters()) == 2
    assert reasons("sync.matters_pulled") == [code, None]


def test_a_200_that_is_something_else_after_a_note_was_made(box, clock):
    """It may have been made: looked for before it is made again, and there once."""
    clio = accounts.clio(box, seconds=10**7)
    delivery = made.only(clio, DeliveryKind.NOTE)
    box.faults.set("clio", "notes.create", "dropped")

    made.carry(clock)

    delivery.refresh_from_db()
    assert (delivery.state, len(made.notes_at(box, delivery))) == (DeliveryState.VERIFIED, 1)
    assert reasons("sync.delivery_waiting") == ["settling"]


@pytest.mark.parametrize("field", ["display_number", "status"])
def test_fields_that_vanish(box, connection, monkeypatch, field):
    """An answer without what it has to have makes no sense: the pull waits, and no matter is opened from half of it."""
    whole = render.shown
    monkeypatch.setattr(
        render,
        "shown",
        lambda store, row, chosen: {
            name: value for name, value in whole(store, row, chosen).items() if name != field
        },
    )

    state, failure = pull(connection)

    assert (state, failure, matters()) == ("waiting", Fault.GARBLED, [])
    assert reasons("sync.matters_pulled") == [Fault.GARBLED]
    box.record.reset()  # these answers are not as the vendor's are, on purpose


def test_a_matter_deleted_or_merged_at_the_vendor(box, connection, clock):
    """It is listed as gone; ours stays as it is, and what waits to be delivered there asks a person."""
    pull(connection)
    before = matters()
    delivery = waiting(connection, "40")
    box.clio.stores["ca"].rows["matter"][40].kept["gone"] = True
    clock.shift(dt.timedelta(minutes=20))

    pull(connection, whole=True)
    made.work()

    assert (matters(), standing()) == (before, [("40", Oddity.GONE_THERE)])
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.STOPPED
    assert reasons("sync.delivery_failed") == [delivery.trouble]
    assert box.clio.created("note") == []


def waiting(connection, remote_id):
    """A note of that matter, approved by its lawyer, on its way."""
    record = connection.records.get(kind="matter", remote_id=remote_id)
    matter = Matter.objects.get(pk=record.local_id)
    task = made.approved(matter)
    services.collect(10)
    for other in Delivery.objects.filter(manifest__task=task).exclude(kind=DeliveryKind.NOTE):
        services.cancel(delivery=other, reason="not_wanted", by=other.asked_by)
    return Delivery.objects.get(manifest__task=task, kind=DeliveryKind.NOTE)


def test_two_firms_tokens_mixed_up(box, connection):
    """Tokens that reach another firm: seen when the connection is checked, and nothing more is read or sent."""
    box.clio.stores["ca"].rows["account"].clear()
    box.clio.load({"account": {"id": 99, "name": "Another firm"}, "users": [
        {"id": 910, "name": "X", "email": "x@other.example", "enabled": True, "account_owner": True}]})  # fmt: skip
    access, refresh = box.clio.grant("ca", 910)
    tokens.seal(connection, accounts.tokens(access, refresh, seconds=10**7))
    connection.save()

    integrations.check(connection=connection, by=factories.administrator())

    connection.refresh_from_db()
    assert (connection.state, connection.trouble) == (ConnectionState.BROKEN, Trouble.OTHER_FIRM)
    assert reasons("integrations.connection_failed") == ["other_firm"]
    assert services.claim_pulls(10) == []


def test_another_connections_tokens_do_not_open(box, connection):
    other = accounts.clio(box, region=Region.UNITED_STATES, seconds=10**7)
    Connection.objects.filter(pk=other.pk).update(tokens=connection.tokens)
    other.refresh_from_db()
    with pytest.raises(CannotOpen):
        tokens.opened(other)


def test_a_document_replaced_between_approval_and_delivery(box, clock):
    """What was put in its place there is not taken for ours: reading back finds other bytes and a person looks."""
    clio = accounts.clio(box, seconds=10**7)
    delivery = made.only(clio, DeliveryKind.DOCUMENT)
    for delivery_id in services.claim(10):
        services.send(delivery_id)
    delivery.refresh_from_db()
    row = box.clio.stores["ca"].rows["document"][int(delivery.remote_id)]
    with box.clio.lock:
        box.clio._plant(store_row=row, region="ca", content=b"somebody's own words")
    clock.shift(dt.timedelta(minutes=5))

    for _ in range(5):
        made.work()
        clock.shift(dt.timedelta(minutes=5))

    delivery.refresh_from_db()
    assert (delivery.state, delivery.trouble) == (DeliveryState.STOPPED, Why.READ_BACK_DIFFERS)
    assert reasons("sync.delivery_failed") == ["read_back_differs"]
    assert len(made.documents_at(box, delivery)) == 1


def test_an_upload_address_outside_canada(box, clock):
    """No byte is sent there while the client's rule forbids storage abroad, and a person is asked."""
    clio = accounts.clio(box, seconds=10**7)
    delivery = made.only(clio, DeliveryKind.DOCUMENT, residency=Residency.NO_STORAGE_ABROAD)
    box.faults.set("clio", "documents.create", "us_upload_host")

    for delivery_id in services.claim(10):
        services.send(delivery_id)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.trouble) == (DeliveryState.STOPPED, Why.UPLOAD_NOT_IN_CANADA)
    assert reasons("sync.delivery_failed") == ["upload_not_in_canada"]
    assert [each for each in box.record.of("s3") if each.method == "PUT"] == []


def test_a_stranger_who_asks_for_a_pull(connection):
    with pytest.raises(NotAllowed):
        services.ask_pull(connection=connection, by=factories.person("clerk"))
    assert matters() == []
