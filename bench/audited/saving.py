"""What is added to a save in its transaction; measured alike for django-auditlog and for the log."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from django.db import transaction

from bench.audited.models import Paper

Save = Callable[[], object]


def plain() -> None:
    """A new row."""
    Paper().save()


def added(count: int, save: Save) -> float:
    """Milliseconds that the median of such a save takes longer than that of a plain one; taken in turns."""
    plainly, more = [], []
    for _ in range(count):
        plainly.append(_timed(plain))
        more.append(_timed(save))
    return statistics.median(more) - statistics.median(plainly)


def _timed(save: Save) -> float:
    begun = time.perf_counter()
    with transaction.atomic():
        save()
    return (time.perf_counter() - begun) * 1000
