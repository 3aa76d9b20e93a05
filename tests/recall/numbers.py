"""Identifiers that are nobody's, with check digits that hold."""

from __future__ import annotations

import random

from apps.policy.identifying.identifiers import luhn

LETTERS = "ABCDEFGHJKLMNPRSTVWXYZ"


def digits(chance: random.Random, count: int) -> str:
    return "".join(chance.choice("0123456789") for _ in range(count))


def checked(chance: random.Random, count: int, *, first: str = "") -> str:
    """That many digits, the last of which makes Luhn's sum."""
    head = first + digits(chance, count - 1 - len(first))
    return next(head + last for last in "0123456789" if luhn(head + last))


def bc_health(chance: random.Random) -> str:
    """British Columbia's ten digits: 9, eight more, and a remainder of 11."""
    while True:
        head = "9" + digits(chance, 8)
        total = sum(
            int(digit) * weight for digit, weight in zip(head[1:], (2, 4, 8, 5, 10, 9, 7, 3), strict=True)
        )
        check = (11 - total % 11) % 11
        if check < 10:
            return head + str(check)


def area(chance: random.Random) -> str:
    return chance.choice(("416", "604", "514", "403", "902", "613", "438", "506"))


def phone(chance: random.Random) -> tuple[str, str, str]:
    return area(chance), chance.choice(("555", "842", "367", "731")), digits(chance, 4)


def postal(chance: random.Random) -> str:
    letters = "ABCEGHJKLMNPRSTVXY"
    pick = lambda: chance.choice(letters)  # noqa: E731
    return f"{pick()}{chance.randint(1, 9)}{pick()} {chance.randint(1, 9)}{pick()}{chance.randint(1, 9)}"


def grouped(number: str, sizes: tuple[int, ...], by: str) -> str:
    pieces, at = [], 0
    for size in sizes:
        pieces.append(number[at : at + size])
        at += size
    return by.join(pieces)
