"""Processes die between any two commits, and every request still comes to one draft, one review and its deliveries.

The queue holds ids only: it may be emptied or be gone for a while. A vendor's reply may never be read to its end, and a
thread may never get past the call that it is about to make. One house goes through all of it.
"""

import os
import time

import pytest
import redis

from apps.core import hung
from apps.drafting.models import RequestState
from apps.policy.models import Crossing, CrossingState
from bench import firm as people
from bench.rig import wait_until
from tests.crash import plan
from tests.crash.crew import HANDS, Order
from tests.crash.journey import Journey, Vendors, check, finish, travel

pytestmark = [pytest.mark.crash, pytest.mark.timeout(240)]
ROUNDS = 2
"""Rounds in the normal run; `make soak` goes through every point."""
GONE_SECONDS = 10


def test_a_journey_survives_deaths_at_points_chosen_by_seed(house, firm, nothing_got_out, log_is_sound):
    counts = plan.points(house, firm)

    journeys = [
        travel(house, firm, *orders, number=number)
        for number, orders in enumerate(plan.some(counts, seed=plan.SEED, rounds=ROUNDS))
    ]

    assert min(counts.values()) > 0
    for journey in journeys:
        check(journey)
    assert {order.hand for journey in journeys for order in journey.carried_out} == set(HANDS)
    log_is_sound()
    nothing_got_out()


def test_an_emptied_queue_is_filled_again_from_the_database(house, firm, log_is_sound):
    before = Vendors.of(house)
    house.hands["worker"].kill()
    request = people.ask(firm)
    with redis.Redis.from_url(house.rig.shared["REDIS_URL"]) as queue:
        wait_until(lambda: queue.llen("claude"), "The message")
        queue.flushall()

    finish(house, firm, request)

    check(Journey(request, [], Vendors.of(house).since(before)))
    log_is_sound()


def test_a_queue_that_is_gone_for_a_while_costs_a_while(house, firm, log_is_sound):
    before = Vendors.of(house)
    request = people.ask(firm)
    house.rig.parts["valkey"].kill()
    time.sleep(GONE_SECONDS)
    house.rig.open_queue()

    finish(house, firm, request)

    check(Journey(request, [], Vendors.of(house).since(before)))
    log_is_sound()


def test_a_reply_whose_reader_dies_is_asked_for_once_more_and_both_attempts_are_on_record(
    house, firm, log_is_sound, nothing_got_out
):
    before = Vendors.of(house)
    house.rig.control("settings/claude", {"pause": 0.2})
    request = people.ask(firm)
    asked = Crossing.objects.filter(request_id=request.pk)
    house.wait(lambda: Vendors.of(house).since(before).asked, "The call")
    house.hands["worker"].kill()
    house.rig.control("settings/claude", {"pause": 0})

    finish(house, firm, request)

    assert list(asked.order_by("attempt").values_list("state", "reason")) == [
        (CrossingState.UNKNOWN, "worker_lost"),
        (CrossingState.ANSWERED, ""),
    ]
    assert request.state == RequestState.DRAFTED
    vendors = Vendors.of(house).since(before)
    assert (vendors.asked, vendors.notes, vendors.words, vendors.pdfs) == (2, 1, 1, 1)
    log_is_sound()
    nothing_got_out()


def test_a_worker_with_a_thread_that_never_goes_on_gives_way_to_another(
    house, firm, log_is_sound, monkeypatch
):
    monkeypatch.setattr(house, "may_end_with", hung.STATUS)
    before, starts = Vendors.of(house), house.hands["worker"].starts
    house.order(Order("worker", 1, "never"))
    request = people.ask(firm)

    finish(house, firm, request)

    assert house.died("worker")
    assert house.hands["worker"].starts == starts + 1
    check(Journey(request, [], Vendors.of(house).since(before)))
    log_is_sound()


def test_the_worker_keeps_to_one_processor(house):
    assert len(os.sched_getaffinity(house.rig.parts["worker"].pid)) == 1
