"""The one way to write to the log."""

import uuid
from typing import Any, Protocol

from django.db import models, transaction
from django.utils import timezone

from apps.core import statements

from .body import compose
from .events import Event
from .facts import microseconds

MATTER = "matters.matter"


class Person(Protocol):
    """Whoever acts: a row of people.User, robots included."""

    pk: Any


def record(
    *,
    event: Event,
    by: Person,
    on: models.Model,
    matter: models.Model | None = None,
    asked_by: Person | None = None,
    **facts: object,
) -> None:
    """Append what was done to the log, inside the transaction that does it.

    `by` is who did it, `asked_by` the person for whom a robot did it, `on` the row it was done to. The matter
    is `matter`, else the one `on` is or belongs to. A fact given as None is left out.

    Raises TransactionManagementError outside a transaction, and TypeError for a fact that the event does not
    take, lacks, or takes in another kind.
    """
    check_in_transaction()
    body = written(event=event, by=by, on=on, matter=matter, asked_by=asked_by, **facts)
    statements.execute(_APPEND, [body])


# The application's role may write this column and no other; the rest follow from it.
_APPEND = "INSERT INTO audit_entry (body) VALUES (%s)"


def check_in_transaction() -> None:
    """Raises TransactionManagementError outside a transaction."""
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(
            "The record is part of the act: write it in its transaction."
        )


def written(
    *,
    event: Event,
    by: Person,
    on: models.Model,
    matter: models.Model | None = None,
    asked_by: Person | None = None,
    **facts: object,
) -> str:
    """The bytes of the entry. Raises TypeError as `record` does."""
    return compose(
        event=event,
        at=microseconds(timezone.now()),
        by=_key(by),
        asked_by=None if asked_by is None else _key(asked_by),
        kind=on._meta.label_lower,
        subject=_key(on),
        matter=_matter(matter, on),
        facts=facts,
    )


def _key(row: Any) -> uuid.UUID:
    if not isinstance(row.pk, uuid.UUID):
        raise TypeError(f"An entry names rows by their UUID; {type(row).__name__} has none.")
    return row.pk


def _matter(matter: models.Model | None, on: models.Model) -> uuid.UUID | None:
    if matter is not None:
        return _key(matter)
    if on._meta.label_lower == MATTER:
        return _key(on)
    return getattr(on, "matter_id", None)
