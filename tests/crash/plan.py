"""Which points there are to die at, and which of them are tried."""

import random
from collections.abc import Iterator

from tests.crash.crew import HANDS, Crew, Order
from tests.crash.journey import check, travel

SEED = 20261125


def points(crew: Crew, firm) -> dict[str, int]:
    """How many commits an undisturbed journey takes in each process."""
    check(travel(crew, firm, *(Order(hand) for hand in HANDS)))
    return {hand: len(crew.points(hand)) for hand in HANDS}


def every(counts: dict[str, int]) -> Iterator[list[Order]]:
    """Rounds in which each process dies once, until each has died before and after each of its commits."""
    queues = {
        hand: [Order(hand, number, side) for number in range(1, count + 1) for side in ("before", "after")]
        for hand, count in counts.items()
    }
    for hand in sorted(queues):
        random.Random(f"{SEED} {hand}").shuffle(queues[hand])
    while any(queues.values()):
        yield [queue.pop() for queue in queues.values() if queue]


def some(counts: dict[str, int], *, seed: int, rounds: int) -> list[list[Order]]:
    """That many rounds chosen by seed."""
    chance = random.Random(seed)
    return [
        [
            Order(hand, chance.randint(1, count), chance.choice(("before", "after")))
            for hand, count in counts.items()
        ]
        for _ in range(rounds)
    ]
