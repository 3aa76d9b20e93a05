"""What people settled about the recognised pages of a source, carried into a newer reading of it.

They compared a page with its picture, and the picture is the same: what they said it says stands, and what nobody could
make out stays out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from apps.intake.passages import INSIDE, Passage
from apps.intake.readers.reading import Reading
from apps.intake.readers.recognition import SURE


def carried(before: Sequence[Passage], reading: Reading) -> Reading | None:
    """The newer reading with the pages as they were settled; None where nothing is left of it."""
    pages = {each.page: each for each in before if each.page is not None}
    kept = [_settled(pages.get(each.page or 0), each) for each in reading.passages]
    found = [replace(each, ordinal=number) for number, each in enumerate(filter(None, kept))]
    if all(each.anchor == INSIDE for each in found):
        return None
    left_out = len(kept) - len(found)
    return replace(reading, passages=found, blank_pages=reading.blank_pages + left_out)


def _settled(was: Passage | None, now: Passage) -> Passage | None:
    """A page that a person confirmed is one that the engine is not sure of and that waits for nobody."""
    if now.confidence is None or now.page is None:
        return now
    if was is None:
        return None if now.doubtful else now
    if was.confidence is None or was.doubtful:
        return now
    by_a_person = was.confidence < SURE or (now.doubtful and was.confidence == now.confidence)
    return replace(now, text=was.text, confidence=was.confidence, doubtful=False) if by_a_person else now
