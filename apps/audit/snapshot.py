"""One snapshot of the log, read through two connections, so that the database works on one part while another is
hashed; never more than a few thousand entries are in memory, here or there.
"""

import sys
from array import array
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any

from django.db import connections
from psycopg import sql

WIDTH = 1024  # leaves that are read together
READERS = 2
ROWS_AT_A_TIME = 2000

# What stands at the beginning of a body as the columns would have it, and a pattern for what follows the facts. Only
# UUIDs are put into the pattern: they hold none of its wildcards. The nonce is 32 of any character.
_ROWS = """
    SELECT l.index, l.entry, l.hash, l.batch, e.body,
        coalesce(
            starts_with(e.body, concat(
                '{', CASE WHEN e.asked_by IS NOT NULL THEN '"asked_by":"' || e.asked_by || '",' END,
                '"at":', e.at_us, ',"by":"', e.actor, '","event":"', e.event, '","facts":{'))
            AND e.body LIKE '%},"matter":' || coalesce('"' || e.matter || '"', 'null')
                || ',"nonce":"________________________________","on":{"id":"' || e.subject || '","kind":"%',
            false) AS agrees
    FROM public.audit_leaf l LEFT JOIN public.audit_entry e ON e.id = l.entry"""
# Every so many parts: a COPY, which sends as fast as it is read.
_PARTS = """
    COPY (SELECT c.* FROM generate_series({first}::bigint, {last}, {step}) f(first), LATERAL (
        SELECT string_agg(int8send(index), ''), string_agg(int8send(entry), ''), string_agg(int8send(batch), ''),
            string_agg(hash, ''), '\\x00'::bytea || string_agg(textsend(body), '\\x0a00'::bytea), bool_and(agrees)
        FROM ({rows} WHERE l.index >= f.first AND l.index < f.first + {width} ORDER BY l.index OFFSET 0) part) c)
    TO STDOUT (FORMAT BINARY)"""
_ONE_BY_ONE = (
    sql.SQL("{} WHERE l.index >= %s AND l.index < %s ORDER BY l.index")
    .format(sql.SQL(_ROWS.replace("%", "%%")))
    .as_string(None)
)
# Lookups one after another keep their order and need no memory, which sorting or hashing the whole log would.
_PLAN = (
    "SET LOCAL search_path TO pg_catalog",
    "SET LOCAL enable_hashjoin TO off",
    "SET LOCAL enable_mergejoin TO off",
    "SET LOCAL jit TO off",
)


@dataclass(frozen=True)
class Part:
    """Up to WIDTH leaves that follow one another, with the bytes of their entries and whether columns agree."""

    first: int
    indexes: array
    entries: array
    batches: array
    hashes: bytes
    """One after the other."""
    bodies: list[bytes]
    """Each after the zero byte that a leaf is hashed with."""
    agrees: bool


class Snapshot:
    """Rows as they were at one moment. Leave it to close what it opened."""

    def __init__(self, using: str) -> None:
        self._connection = connections[using]
        self._stack = ExitStack()

    def __enter__(self) -> "Snapshot":
        with self._connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    def rows(self, query: str, *parameters: int) -> Iterator[tuple]:
        """Rows from a cursor that the server holds."""
        cursor = self._stack.enter_context(self._connection.chunked_cursor())
        cursor.execute(query, parameters)
        return chain.from_iterable(iter(partial(cursor.fetchmany, ROWS_AT_A_TIME), []))

    def parts(self, first: int, last: int) -> Iterator[Part]:
        """The leaves between two indexes with their entries, a part at a time."""
        readers = [self._reader(first + at * WIDTH, last) for at in range(READERS)]
        for start, reader in zip(range(first, last + 1, WIDTH), _in_turn(readers), strict=False):
            indexes, entries, batches, hashes, bodies, agrees = reader
            yield Part(
                first=start,
                indexes=_numbers(indexes),
                entries=_numbers(entries),
                batches=_numbers(batches),
                hashes=hashes or b"",
                bodies=[] if bodies is None else bodies.split(b"\n"),
                agrees=bool(agrees),
            )

    def one_by_one(self, first: int, last: int) -> Iterator[tuple[int, int, bytes, int, str | None, bool]]:
        """The same, row by row: index, entry, hash, batch, body, whether the columns agree."""
        yield from self.rows(_ONE_BY_ONE, first, last)

    def _reader(self, first: int, last: int) -> Iterator[tuple[Any, ...]]:
        """Rows of a COPY over a connection of its own, which works ahead while others are read."""
        other = self._connection.copy()
        other.settings_dict.get("OPTIONS", {}).pop("pool", None)  # nobody else's turn is taken
        self._stack.callback(other.close)
        with self._connection.cursor() as cursor:
            cursor.execute("SELECT pg_export_snapshot()")
            (name,) = cursor.fetchone()
        other.set_autocommit(False)
        cursor = self._stack.enter_context(other.cursor())
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute(f"SET TRANSACTION SNAPSHOT '{name}'")
        for statement in _PLAN:
            cursor.execute(statement)
        copy = self._stack.enter_context(cursor.cursor.copy(_parts(first, last)))
        copy.set_types([*["bytea"] * 5, "bool"])
        return copy.rows()


def _numbers(sent: bytes | None) -> array:
    found = array("q", sent or b"")
    if sys.byteorder == "little":
        found.byteswap()
    return found


def _parts(first: int, last: int) -> sql.Composed:
    return sql.SQL(_PARTS).format(
        first=sql.Literal(first),
        last=sql.Literal(last),
        step=sql.Literal(WIDTH * READERS),
        width=sql.Literal(WIDTH),
        rows=sql.SQL(_ROWS),
    )


def _in_turn(readers: list[Iterator[tuple[Any, ...]]]) -> Iterator[tuple[Any, ...]]:
    while True:
        for reader in readers:
            row = next(reader, None)
            if row is None:
                return
            yield row
