"""What is stored cannot be opened: nothing goes round for ever, and a person is told what is the case."""

import contextlib
import datetime as dt

import pytest
from django.conf import settings

from apps.audit.models import Entry
from apps.integrations import services as integrations
from apps.integrations import tokens
from apps.integrations.errors import RemoteError
from apps.integrations.models import Connection, ConnectionState
from apps.integrations.models import Trouble as ConnectionTrouble
from apps.matters.models import MatterKey
from apps.review.models import ItemRule
from apps.sync import leases, outcomes, sending, services
from apps.sync.models import Delivery, DeliveryKind, DeliveryState, Trouble
from tests import factories
from tests.integrations import accounts
from tests.sync import factories as f

pytestmark = pytest.mark.django_db
each_kind = pytest.mark.parametrize("kind", [DeliveryKind.NOTE, DeliveryKind.DOCUMENT, DeliveryKind.PDF])
UNREADABLE = (DeliveryState.STOPPED, Trouble.CANNOT_BE_READ)


@pytest.fixture
def box(clock):
    return accounts.fresh()


@pytest.fixture
def clio(box):
    return accounts.clio(box)


def lose_key(delivery):
    """The version of the firm's key that the matter's are wrapped under is not in the file any more."""
    held = MatterKey.objects.get(matter=delivery.matter_id)
    before = bytes(held.data_key)
    MatterKey.objects.filter(pk=held.pk).update(data_key=bytes([250]) + before[1:])
    return before


def give_key_back(delivery, before):
    MatterKey.objects.filter(matter=delivery.matter_id).update(data_key=before)


def spoil_tokens(connection):
    held = bytes(Connection.objects.get(pk=connection.pk).tokens)
    Connection.objects.filter(pk=connection.pk).update(tokens=held[:-1] + bytes([held[-1] ^ 1]))
    return held


def states(delivery):
    return Delivery.objects.values_list("state", "trouble").get(pk=delivery.pk)


def reasons(delivery):
    lines = Entry.objects.filter(subject=delivery.pk, event="sync.delivery_failed").order_by("id")
    return [line.facts["reason"] for line in lines]


@each_kind
def test_what_cannot_be_opened_is_not_sent_and_ends_with_a_person(box, letter, kind, client):
    delivery = letter(kind)
    before = lose_key(delivery)
    asked = len(box.clio.requests)

    f.work()

    assert states(delivery) == UNREADABLE
    assert reasons(delivery) == ["cannot_be_read"]
    assert len(box.clio.requests) == asked
    assert services.claim(10) == []
    client.force_login(delivery.asked_by)
    page = client.get(f"/deliveries/{delivery.pk}/").content.decode()
    assert "cannot be read" in page
    assert f"/deliveries/{delivery.pk}/retry/" in page
    give_key_back(delivery, before)
    services.retry(delivery=Delivery.objects.get(pk=delivery.pk), by=delivery.asked_by)
    f.work()
    assert states(delivery) == (DeliveryState.VERIFIED, "")


def test_bytes_that_were_altered_stop_it_as_well(letter):
    delivery = letter(DeliveryKind.NOTE)
    held = bytes(delivery.matter.key.digest_key)
    MatterKey.objects.filter(matter=delivery.matter_id).update(digest_key=held[:-1] + bytes([held[-1] ^ 1]))

    f.work()

    assert states(delivery) == UNREADABLE


@f.each_way
def test_what_was_sent_and_cannot_be_compared_stops_and_keeps_where_it_is(letter, kind):
    delivery = letter(kind)
    for each in services.claim(10):
        services.send(each)
    sent = Delivery.objects.get(pk=delivery.pk)
    lose_key(delivery)

    for each in services.claim_read_back(10):
        services.read_back(each)

    assert sent.state == DeliveryState.SENT
    assert states(delivery) == UNREADABLE
    assert Delivery.objects.get(pk=delivery.pk).remote_id == sent.remote_id != ""
    assert services.claim_read_back(10) == []


def test_what_arrives_in_the_very_moment_stops_and_keeps_where_it_is(letter):
    delivery = letter(DeliveryKind.NOTE)
    taken = leases.take_to_send(delivery.pk)
    lose_key(delivery)

    sending._settle_send(taken, "77", None)

    assert states(delivery) == UNREADABLE
    assert Delivery.objects.get(pk=delivery.pk).remote_id == "77"


class TestTokens:
    def test_a_connection_whose_tokens_cannot_be_opened_breaks_and_deliveries_wait_for_it(
        self, box, clio, clock
    ):
        delivery = f.only(clio, DeliveryKind.NOTE)
        held, asked = spoil_tokens(clio), len(box.clio.requests)

        f.work()

        clio.refresh_from_db()
        assert (clio.state, clio.trouble) == (ConnectionState.BROKEN, ConnectionTrouble.TOKENS_UNREADABLE)
        assert states(delivery) == (DeliveryState.WAITING, Trouble.CONNECTION_BROKEN)
        assert len(box.clio.requests) == asked
        [line] = Entry.objects.filter(event="integrations.connection_failed")
        assert line.facts["reason"] == "tokens_unreadable"
        Connection.objects.filter(pk=clio.pk).update(tokens=held)
        integrations.check(connection=clio, by=factories.administrator())
        f.carry(clock)
        assert states(delivery) == (DeliveryState.VERIFIED, "")

    def test_reading_back_waits_for_it_too(self, clio):
        delivery = f.only(clio, DeliveryKind.NOTE)
        for each in services.claim(10):
            services.send(each)
        spoil_tokens(clio)

        for each in services.claim_read_back(10):
            services.read_back(each)

        assert states(delivery) == (DeliveryState.SENT, Trouble.CONNECTION_BROKEN)

    def test_its_page_says_what_is_the_case_and_it_can_be_ended(self, clio, client):
        spoil_tokens(clio)
        administrator = factories.administrator()
        with pytest.raises(RemoteError):
            tokens.Stored(clio.pk).token()
        client.force_login(administrator)

        page = client.get(f"/connections/{clio.pk}/").content.decode()

        assert "cannot be read here" in page
        assert "FIRMAI_KEY_FILE" in page
        assert integrations.end(connection=clio, by=administrator) is False
        clio.refresh_from_db()
        assert clio.state == ConnectionState.ENDED

    @pytest.mark.parametrize("ask", ["token", "host", "renewed", "refresh"])
    def test_however_they_are_asked_for(self, clio, ask):
        stale = tokens.opened(clio).access
        spoil_tokens(clio)

        with pytest.raises(RemoteError) as raised:
            {
                "token": lambda: tokens.Stored(clio.pk).token(),
                "host": lambda: tokens.Stored(clio.pk).host(),
                "renewed": lambda: tokens.renewed(clio.pk, stale=stale),
                "refresh": lambda: integrations.refresh(clio.pk),
            }[ask]()

        assert raised.value.code == "not_connected"
        clio.refresh_from_db()
        assert clio.trouble == ConnectionTrouble.TOKENS_UNREADABLE

    def test_a_check_of_one_that_is_broken_says_so_and_changes_nothing(self, clio):
        spoil_tokens(clio)
        with pytest.raises(RemoteError):
            tokens.Stored(clio.pk).token()

        with pytest.raises(RemoteError):
            integrations.check(connection=clio, by=factories.administrator())

        clio.refresh_from_db()
        assert (clio.state, clio.trouble) == (ConnectionState.BROKEN, ConnectionTrouble.TOKENS_UNREADABLE)

    def test_pulling_matters_ends_in_its_settled_way(self, clio):
        spoil_tokens(clio)
        services.ask_pull(connection=clio, by=factories.administrator())

        [pull_id] = services.claim_pulls(10)
        services.pull(pull_id)

        assert clio.pulls.get(pk=pull_id).state == "waiting"


class TestUnknownErrors:
    """An error that nobody foresaw ends with its worker; the lease runs out, and another begins."""

    def fail_at(self, delivery, action, clock):
        """Work until nothing is left to do; how often it was tried."""
        tried = 0
        for _ in range(3 * outcomes.MOST_TRIES):
            for each in action["claim"](10):
                tried += 1
                with contextlib.suppress(ZeroDivisionError):
                    action["do"](each)
            clock.shift(dt.timedelta(seconds=settings.VENDOR_SECONDS + settings.LEASE_GRACE_SECONDS + 300))
        return tried

    def test_of_sending_end_with_a_person(self, letter, clock, monkeypatch):
        delivery = letter(DeliveryKind.NOTE)
        monkeypatch.setattr(sending.rules, "obstacle", lambda _delivery: 1 / 0)

        tried = self.fail_at(delivery, {"claim": services.claim, "do": services.send}, clock)

        assert states(delivery) == (DeliveryState.STOPPED, Trouble.TRIED_TOO_OFTEN)
        assert tried == outcomes.MOST_TRIES + 1
        assert reasons(delivery) == ["tried_too_often"]

    def test_of_reading_back_end_with_a_person(self, letter, clock, monkeypatch):
        delivery = letter(DeliveryKind.NOTE)
        for each in services.claim(10):
            services.send(each)
        monkeypatch.setattr("apps.sync.reading_back._read", lambda _delivery: 1 / 0)

        tried = self.fail_at(delivery, {"claim": services.claim_read_back, "do": services.read_back}, clock)

        assert states(delivery) == (DeliveryState.STOPPED, Trouble.TRIED_TOO_OFTEN)
        assert tried == outcomes.MOST_TRIES + 1


def test_an_approved_item_that_cannot_be_queued_holds_up_no_other(clio, caplog):
    bad = f.approved(f.linked(clio, remote_id="40"), code="summary")
    good = f.approved(f.linked(clio, remote_id="41"))
    ItemRule.objects.filter(kind=bad.kind).delete()

    services.collect(1)
    services.collect(1)
    services.collect(1)

    assert set(Delivery.objects.values_list("manifest__task", flat=True)) == {good.pk}
    assert [each.getMessage() for each in caplog.records if each.name == "apps.sync.deliveries"] == [
        f"delivery_of_review {bad.pk} failed: DoesNotExist"
    ]
