"""Processes die between any two commits, and every request still comes to one draft, one review and its deliveries."""

import pytest

from tests.crash import plan
from tests.crash.crew import HANDS
from tests.crash.journey import check, travel

pytestmark = [pytest.mark.crash, pytest.mark.timeout(240)]
ROUNDS = 2
"""Rounds in the normal run; `make soak` goes through every point."""


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
