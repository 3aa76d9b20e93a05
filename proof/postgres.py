"""PostgreSQL as a place: rows as they are stored, files where they can be reached, its log, the texts of statements."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, LiteralString
from urllib.parse import urlsplit

import psycopg
from django.conf import settings
from psycopg import sql

from apps.audit import roles
from proof import files, statements
from proof.custody import Finding, Place
from proof.patterns import Pattern, search

ADDRESS = "DATABASE_ADMIN_URL"
PIECE = 1024 * 1024
TABLES: LiteralString = (
    "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
    " WHERE c.relkind IN ('r', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2"
)
TEXTS: LiteralString = "SELECT query FROM pg_stat_activity WHERE datname = current_database() AND query <> ''"


def connect() -> psycopg.Connection[Any]:
    """The database that the house works on, as the role that sees most: the administrator where one is named, else
    the owner."""
    given = os.environ.get(ADDRESS)
    if given:
        name = settings.DATABASES["default"]["NAME"]
        return psycopg.connect(urlsplit(given)._replace(path=f"/{name}").geturl(), autocommit=True)
    config = settings.DATABASES[roles.owner_alias()]
    return psycopg.connect(
        host=config["HOST"],
        port=config["PORT"] or None,
        dbname=config["NAME"],
        user=config["USER"],
        password=config["PASSWORD"],
        autocommit=True,
    )


def look(sought: tuple[Pattern, ...], compressed: tuple[Pattern, ...], *, since: float) -> list[Finding]:
    """Every place of PostgreSQL's, as it is now."""
    with connect() as connection:
        return [
            statements.look(connection, sought),
            _rows(connection, sought),
            *_files(connection, sought, compressed, since=since),
        ]


def _rows(connection: psycopg.Connection[Any], sought: tuple[Pattern, ...]) -> Finding:
    """Every column of every row in the bytes that it has, JSON and sealed ones included."""
    finding = Finding(Place.ROWS, forms=len(sought))
    for schema, table in connection.execute(TABLES).fetchall():
        copy = sql.SQL("COPY {} TO STDOUT (FORMAT binary)").format(sql.Identifier(schema, table))
        for piece, size in _copied(connection, copy):
            finding.add(f"{schema}.{table}", size, search(piece, sought))
    return finding


def _copied(connection: psycopg.Connection[Any], statement: sql.Composed) -> Iterator[tuple[bytes, int]]:
    """A table in pieces of whole rows."""
    held = bytearray()
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in copy:
            held += row
            if len(held) > PIECE:
                yield bytes(held), len(held)
                held.clear()
    yield bytes(held), len(held)


def _files(
    connection: psycopg.Connection[Any],
    sought: tuple[Pattern, ...],
    compressed: tuple[Pattern, ...],
    *,
    since: float,
) -> Iterator[Finding]:
    """Data files and the write-ahead log after a checkpoint, and the server's log: where this machine has them."""
    data = _data_directory(connection)
    if data is None:
        for place in (Place.DATA, Place.WAL, Place.SERVER_LOG):
            yield Finding(place, unsearched="the server's files cannot be reached from here")
        return
    connection.execute("CHECKPOINT")
    (oid,) = connection.execute("SELECT oid FROM pg_database WHERE datname = current_database()").fetchone()  # type: ignore[misc]
    wal, base = data / "pg_wal", data / "base"
    others = [folder for folder in base.iterdir() if folder.name not in (str(oid), "pgsql_tmp")]
    yield files.look(Place.DATA, files.below(data, without=[wal, *others]), compressed, since=since)
    yield files.look(Place.WAL, files.below(wal.resolve()), compressed, since=since)
    if logs := _logs(data):
        yield files.look(Place.SERVER_LOG, logs, sought, since=since)
    else:
        yield Finding(Place.SERVER_LOG, unsearched="it goes to no file that can be reached from here")


def _data_directory(connection: psycopg.Connection[Any]) -> Path | None:
    try:
        (named,) = connection.execute("SHOW data_directory").fetchone()  # type: ignore[misc]
        (started,) = connection.execute("SELECT pg_postmaster_start_time()").fetchone()  # type: ignore[misc]
        assert started
        folder = Path(named)
        # It is this machine's if the files of this very database are there.
        (oid,) = connection.execute(
            "SELECT oid FROM pg_database WHERE datname = current_database()"
        ).fetchone()  # type: ignore[misc]
        return folder if (folder / "base" / str(oid)).is_dir() else None
    except (psycopg.Error, OSError):
        return None


def _logs(data: Path) -> list[Path]:
    """Where the server writes its lines: what its standard error is, or what the collector writes, in each form that
    it is set to, with the files that it has left for a next one meanwhile."""
    try:
        collected = data / "current_logfiles"
        if collected.exists():
            named = [data / line.partition(" ")[2] for line in collected.read_text("utf-8").splitlines()]
            return sorted({path for each in named for path in each.parent.iterdir()})
        pid = (data / "postmaster.pid").read_text("utf-8").split()[0]
        target = Path(f"/proc/{pid}/fd/2").resolve()
        return [target] if target.is_file() else []
    except (OSError, IndexError):
        return []
