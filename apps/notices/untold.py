"""Entries of the log that nobody could be told of: tried again with growing pauses, each apart from the others."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from apps.audit.models import Entry
from apps.core import aside
from apps.core.aside import NOT_OF_ONE_ROW, Aside
from apps.core.prepared import Prepared
from apps.notices.models import Notification, Untold

logger = logging.getLogger(__name__)
_aside: Aside[int] = Aside("telling_again_of_entry", logger)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
Tell = Callable[[Entry], Iterable[Notification]]


def apart(tell: Tell) -> Tell:
    """The same, but what an entry fails with is logged by its class, and the entry remembered. In a transaction."""

    def told(entry: Entry) -> Iterable[Notification]:
        try:
            with transaction.atomic():
                return list(tell(entry))
        except NOT_OF_ONE_ROW:
            raise
        except Exception as error:  # noqa: BLE001  # an entry's rows hold anything, and it is one of many
            _remember(entry, error)
            return []

    return told


def _remember(entry: Entry, error: Exception) -> None:
    logger.error("nobody was told of entry %s: %s", entry.pk, type(error).__name__)
    again = timezone.now() + FIRST_PAUSE
    row = Untold(entry=entry.pk, error=type(error).__name__[:60], tries=1, try_after=again)
    Untold.objects.bulk_create([row], ignore_conflicts=True)


def tell_again(limit: int, tell: Tell) -> int:
    """Try those that are due. Returns how many notifications were made."""
    due = Untold.objects.filter(try_after__lte=timezone.now()).exclude(entry__in=_aside.out())
    rows = list(due.order_by("try_after").values_list("entry", flat=True)[:limit])
    return sum(_aside.each(rows, lambda pk: _again(pk, tell)))


def say_left() -> None:
    """Tell whoever looks how many wait."""
    errors = _ERRORS()
    if errors:
        aside.also_left("untold", aside.Left(len(errors), errors[0]))


_ERRORS = Prepared(
    lambda: Untold.objects.order_by("-try_after").values_list("error", flat=True)[: aside.MOST]
)


@transaction.atomic
def _again(entry_id: int, tell: Tell) -> int:
    row = Untold.objects.select_for_update(skip_locked=True).filter(entry=entry_id).first()
    if row is None:
        return 0
    try:
        with transaction.atomic():
            made = list(tell(Entry.objects.get(pk=entry_id)))
            Notification.objects.bulk_create(made, ignore_conflicts=True)
    except NOT_OF_ONE_ROW:
        raise
    except Exception as error:  # noqa: BLE001  # the same again
        pause = min(FIRST_PAUSE * 2 ** min(row.tries, 12), LONGEST_PAUSE)
        row.tries, row.try_after = min(row.tries + 1, 1_000), timezone.now() + pause
        row.error = type(error).__name__[:60]
        row.save(update_fields=["tries", "try_after", "error"])
        logger.error("nobody was told of entry %s: %s", entry_id, row.error)
        return 0
    row.delete()
    return len(made)
