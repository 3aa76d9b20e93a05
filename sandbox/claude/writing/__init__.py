"""Writes a plausible document from what a request carried: prose, real quotations, citations, authorities."""

from random import Random

from .compose import compose
from .reading import read

__all__ = ["write"]


def write(body: dict, random: Random, invent: str | None) -> list[dict]:
    """Text blocks of the answer. The same body and the same state of ``random`` write the same text.

    ``invent`` names an authority that does not exist: behind "!" it is used, behind "?" only where the kind of
    work is a factum and no reviewer has yet commented.
    """
    return compose(read(body), random, invent)
