"""Verifying the whole log because a person asked for it, in a worker, with progress that outlives the page."""

from datetime import timedelta
from pathlib import Path
from time import monotonic
from typing import Any, Protocol
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core.errors import NotAllowed

from . import notes, stamps, verify
from .events import Event
from .faults import Fault, Flaw, Report
from .models import Verification
from .recording import record

SILENCE = timedelta(minutes=2)
TOLD_EVERY = 0.5  # seconds
WIDEST = Verification._meta.get_field("where").max_length


class Reader(Protocol):
    """A person, with the roles that see the whole log."""

    pk: Any

    @property
    def is_administrator(self) -> bool: ...
    @property
    def is_auditor(self) -> bool: ...


def may_verify(user: Reader) -> bool:
    """Whoever sees how many entries there are."""
    return user.is_administrator or user.is_auditor


@transaction.atomic
def ask(*, by: Reader) -> Verification:
    """Have the whole log verified; one that is under way is given back. Raises NotAllowed.

    The line in the log is written when it is done, because that says what was found.
    """
    if not may_verify(by):
        raise NotAllowed(_("Only an administrator or an auditor has the whole log verified."))
    Verification.objects.bulk_create([Verification(asked_by=by.pk)], ignore_conflicts=True)
    return Verification.objects.get(finished_at=None)


@transaction.atomic
def claim(limit: int) -> list[UUID]:
    """What nobody works on, for ``tasks.verify``."""
    now = timezone.now()
    silent = Q(alive_at=None) | Q(alive_at__lt=now - SILENCE)
    waiting = Verification.objects.select_for_update(skip_locked=True).filter(silent, finished_at=None)
    found = list(waiting.values_list("pk", flat=True)[:limit])
    Verification.objects.filter(pk__in=found).update(alive_at=now)
    return found


def run(verification_id: UUID) -> None:
    """Verify, telling how far it is, and put on record what was found. Safe to call twice."""
    wanted = Verification.objects.filter(pk=verification_id, finished_at=None).first()
    if wanted is None:
        return
    try:
        known, authorities = notes.verifiers(), stamps.trusted()
    except ImproperlyConfigured as error:
        # It is so at every try, and whoever asked is told which file it is. What is held in it is not said by that.
        _finish(wanted.pk, Report(fault=Fault(Flaw.SETTINGS_UNREADABLE, str(error)[:WIDEST])))
        return
    with _Telling(wanted.pk) as telling:
        report = verify.verify(
            known=known,
            now=timezone.now(),
            witnesses=Path(settings.LOG_WITNESS_DIR) if settings.LOG_WITNESS_DIR else None,
            authorities=authorities,
            progress=telling,
        )
    _finish(wanted.pk, report)


@transaction.atomic
def _finish(pk: UUID, report: Report) -> None:
    done = Verification.objects.select_for_update().get(pk=pk)
    if done.finished_at is not None:
        return
    done.finished_at = timezone.now()
    done.size = done.done = done.of = report.size
    done.checkpoints, done.witnesses = report.checkpoints, report.witnesses
    done.turned_back, done.turned_back_at = report.turned_back, report.turned_back_at
    if report.fault is not None:
        done.fault, done.where = report.fault.flaw.value, report.fault.where
    done.save()
    record(
        event=Event.LOG_VERIFIED,
        by=_Asked(done.asked_by),
        on=done,
        size=report.size,
        sound=report.sound,
        fault=report.fault.flaw if report.fault else None,
        turned_back=report.turned_back or None,
    )


class _Asked:
    """Whoever asked, known here by id alone."""

    def __init__(self, pk: UUID) -> None:
        self.pk = pk


class _Telling:
    """Writes how far it is over a connection of its own: the pass itself is one long transaction that only reads."""

    def __init__(self, pk: UUID) -> None:
        self._pk, self._said = pk, 0.0
        self._other = connections[DEFAULT_DB_ALIAS].copy()
        self._other.settings_dict.get("OPTIONS", {}).pop("pool", None)

    def __enter__(self) -> "_Telling":
        return self

    def __exit__(self, *_: object) -> None:
        self._other.close()

    def __call__(self, done: int, of: int) -> None:
        if monotonic() - self._said < TOLD_EVERY:
            return
        self._said = monotonic()
        with self._other.cursor() as cursor:
            cursor.execute(
                'UPDATE audit_verification SET done = %s, "of" = %s, alive_at = now() WHERE id = %s',
                [done, of, self._pk],
            )
