"""A worker dies at any moment, and the item still arrives once."""

import datetime as dt
import random

import pytest
import time_machine

from apps.sync import services
from apps.sync.models import Delivery, DeliveryKind, DeliveryState, Trouble
from tests.integrations import accounts
from tests.sync import factories as f
from tests.sync.deaths import EVERY_STATEMENT, NOW, Life, begun_anew, one_round, verdict
from tests.sync.removals import removed, sent, standing

NOTE = DeliveryKind.NOTE
A_FEW = 3
"""Moments that are tried where something is made anew: it goes the way of the first time, each of whose is tried."""
pytestmark = [pytest.mark.django_db, pytest.mark.crash]


@pytest.fixture(scope="module", autouse=True)
def letter(beforehand):
    """A matter of the firm's account at Clio, and an approved letter of it with a delivery of each kind."""
    with beforehand(), time_machine.travel(NOW, tick=False):
        f.queued(accounts.clio(accounts.fresh()), NOTE)


def intends(delivery):
    """Whether it is stored that something is about to be made at the vendor's."""
    return Delivery.objects.get(pk=delivery.pk).unsure_since is not None


def only(kind):
    return f.alone(Delivery.objects.get(kind=kind))


def moments(kind):
    """Of a round in which nobody dies."""
    with begun_anew() as (box, _clock):
        delivery, whole = only(kind), Life()
        assert not one_round(whole)
        assert verdict(box, delivery) == (DeliveryState.VERIFIED, "", 1)
    assert whole.commits >= 7
    assert whole.requests >= 3
    assert EVERY_STATEMENT or whole.moments == 1 + whole.commits + whole.requests
    return range(1, whole.moments + 1)


@pytest.mark.timeout(1800 if EVERY_STATEMENT else 120)
@f.each_way
def test_a_worker_killed_at_any_moment_delivers_once_or_asks(kind):
    asked = 0
    for end in moments(kind):
        with begun_anew() as (box, clock):
            delivery, life = only(kind), Life(end)

            killed = one_round(life)
            intended = intends(delivery)
            clock.shift(dt.timedelta(minutes=10))
            f.carry(clock)

            state, trouble, there = verdict(box, delivery)
            assert killed
            if state == DeliveryState.STOPPED:
                assert (kind, trouble, there, intended) == (NOTE, Trouble.OUTCOME_UNKNOWN, 0, True), end
                asked += 1
                services.retry(delivery=delivery, by=delivery.asked_by)
                f.carry(clock)
            assert verdict(box, delivery) == (DeliveryState.VERIFIED, "", 1), end
    # Only the moments between the stored intention and the request leave nothing to be found by.
    assert bool(asked) == (kind == NOTE)


def gone(box, clock, kind):
    """A delivery that arrived and was removed there, which a person lets be made anew."""
    delivery = only(kind)
    sent(delivery)
    removed(box, delivery)
    f.carry(clock)
    services.retry(delivery=Delivery.objects.get(pk=delivery.pk), by=delivery.asked_by)
    return delivery


@pytest.mark.timeout(1800 if EVERY_STATEMENT else 120)
@f.each_way
def test_a_worker_killed_while_it_makes_anew_what_was_removed_makes_it_once_or_asks(kind):
    with begun_anew() as (box, clock):
        delivery, whole = gone(box, clock, kind), Life()
        assert not one_round(whole)
        assert len(standing(box, delivery)) == 1
    every = range(1, whole.moments + 1)
    for end in every if EVERY_STATEMENT else random.Random(5).sample(every, A_FEW):
        with begun_anew() as (box, clock):
            delivery, life = gone(box, clock, kind), Life(end)

            assert one_round(life)
            clock.shift(dt.timedelta(minutes=10))
            f.carry(clock)

            state, trouble, _made = verdict(box, delivery)
            if state == DeliveryState.STOPPED:
                assert (kind, trouble) == (NOTE, Trouble.OUTCOME_UNKNOWN), end
                assert standing(box, delivery) == [], end
                services.retry(delivery=Delivery.objects.get(pk=delivery.pk), by=delivery.asked_by)
                f.carry(clock)
            assert verdict(box, delivery)[:2] == (DeliveryState.VERIFIED, ""), end
            assert len(standing(box, delivery)) == 1, end
