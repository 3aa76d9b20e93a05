"""Appending to the log, beside plain inserts of the same columns and indexes without triggers or generation; and what a
line of the log adds to a save, beside what django-auditlog adds to it.

Where django-auditlog cannot be installed at its pinned version, the figure says so and does not hold.
"""

from __future__ import annotations

import statistics
import sys
import threading
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import connection, transaction
from psycopg import sql

from apps.audit import services
from apps.audit.events import Event
from apps.audit.facts import Digest
from apps.audit.models import Entry
from bench import ledger, peer_auditlog
from bench.audited import saving
from bench.figure import Figure
from bench.rig import database_of_its_own
from tests import database

WRITERS, ROUNDS = 8, 7
EACH, ALONE = 150, 300
AT_EIGHT, AT_ONE, BESIDE_AUDITLOG = 0.90, 1.25, 1.0
STANDING = 20_000  # entries there already, so that indexes have a depth
PLAIN = (
    "CREATE TABLE plain_entry (LIKE audit_entry INCLUDING IDENTITY INCLUDING DEFAULTS INCLUDING INDEXES)",
    "INSERT INTO plain_entry (body, event, actor, asked_by, subject, matter, at_us)"
    " SELECT body, event, actor, asked_by, subject, matter, at_us FROM audit_entry ORDER BY id",
    "ANALYZE plain_entry",
)
COLUMNS = ("body", "event", "actor", "asked_by", "subject", "matter", "at_us")
INSERT = f"INSERT INTO plain_entry ({', '.join(COLUMNS)}) VALUES (%s, %s, %s, %s, %s, %s, %s)"

Append = Callable[[], None]


def run() -> list[Figure]:
    """Rows a second of eight writers at a flush of 1 ms, each row a transaction; and one writer's median in ms."""
    with database_of_its_own("bench_audit_append"):
        ledger.fill(STANDING)
        with database.connect("owner", autocommit=True) as owner:
            for statement in PLAIN:
                owner.execute(statement)
        with database.connect("admin", autocommit=True) as admin:
            name = sql.Identifier(settings.DATABASES["default"]["NAME"])
            for setting, value in (("commit_delay", "1000"), ("commit_siblings", "0")):
                admin.execute(
                    sql.SQL("ALTER DATABASE {} SET {} TO {}").format(
                        name, sql.Identifier(setting), sql.Literal(value)
                    )
                )
        connection.close()
        ways = {"log": _recorded(), "plain": _plain()}
        many: dict[str, list[float]] = {"log": [], "plain": []}
        one: dict[str, list[float]] = {"log": [], "plain": []}
        for turn in range(ROUNDS):
            for way in sorted(ways, reverse=bool(turn % 2)):
                many[way].append(_together(ways[way]))
                one[way].append(_alone(ways[way]))
        added = _added()
        connection.close()
    return [
        Figure("appending, 8 writers", "entries/s", many["log"], limit=AT_EIGHT, peer=many["plain"],
               peer_name="plain inserts", at_least=True),
        Figure("appending, one writer, p50", "ms", one["log"], limit=AT_ONE, peer=one["plain"],
               peer_name="a plain insert"),
        added,
    ]  # fmt: skip


def _added() -> Figure:
    """Both add to the same save, in its transaction, of a new row: django-auditlog has nothing to read first then."""
    line, ours, theirs = _line(), list[float](), list[float]()

    def save() -> None:
        saving.plain()
        line()

    try:
        with peer_auditlog.opened(ALONE) as peer:
            for _ in range(ROUNDS):
                theirs.append(peer.added())
                ours.append(saving.added(ALONE, save))
    except peer_auditlog.Unmeasured as why:
        sys.stdout.write(f"What a line adds to a save has no peer: {why}.\n")
        return Figure("django-auditlog was installed and answers", "", [0.0], limit=1, at_least=True)
    return Figure("what a line adds to a save, p50", "ms", ours, limit=BESIDE_AUDITLOG, peer=theirs,
                  peer_name="what django-auditlog adds")  # fmt: skip


def _recorded() -> Append:
    """The act as the house does it: composed, checked and appended in its transaction."""
    line = _line()

    def append() -> None:
        with transaction.atomic():
            line()

    return append


def _line() -> Append:
    by = SimpleNamespace(pk=uuid4())
    on: Any = SimpleNamespace(
        pk=uuid4(), matter_id=uuid4(), _meta=SimpleNamespace(label_lower="drafting.draft")
    )
    digest = Digest("0" * 64, "m1")

    def record() -> None:
        services.record(
            event=Event.DRAFTING_DRAFT_STORED, by=by, asked_by=by, on=on, request=uuid4(), text=digest
        )

    return record


def _plain() -> Append:
    entry = Entry.objects.filter(event=Event.DRAFTING_DRAFT_STORED.value).order_by("id").first()
    values: list[Any] = [getattr(entry, column) for column in COLUMNS]

    def append() -> None:
        values_now = [*values[:2], uuid4(), values[3], uuid4(), *values[5:]]
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(INSERT, values_now)

    return append


def _together(append: Append) -> float:
    """Rows a second, from the moment that all writers are connected."""
    ready = threading.Barrier(WRITERS + 1)

    def write() -> None:
        try:
            connection.ensure_connection()
            ready.wait()
            for _ in range(EACH):
                append()
        finally:
            connection.close()

    writers = [threading.Thread(target=write) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()
    ready.wait()
    begun = time.perf_counter()
    for writer in writers:
        writer.join()
    return WRITERS * EACH / (time.perf_counter() - begun)


def _alone(append: Append) -> float:
    samples = []
    for _ in range(ALONE):
        begun = time.perf_counter()
        append()
        samples.append((time.perf_counter() - begun) * 1000)
    return statistics.median(samples)
