"""Rows for the log to speak of, where the tests need no real ones."""

import enum
import uuid
from types import SimpleNamespace

from django.db import transaction

from apps.audit import services
from apps.audit.events import Event


class Reason(enum.StrEnum):
    ASKED = "asked"


def row(kind="review.reviewtask", **columns):
    """Something with a UUID and a kind, as any row outside the log has."""
    return SimpleNamespace(pk=uuid.uuid4(), _meta=SimpleNamespace(label_lower=kind), **columns)


def record(event=Event.REVIEW_WITHDRAWN, *, times=1, by=None, on=None, **facts):
    """Append one entry, or as many as told, in a transaction of its own."""
    with transaction.atomic():
        for _ in range(times):
            services.record(event=event, by=by or row("people.user"), on=on or row(), **facts)
