"""One snapshot of the log, read through two connections, so that the database works on one part while another is
hashed; never more than a few thousand entries are in memory, here or there.
"""

import sys
from array import array
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any, TypeVar

from django.db import connections
from psycopg import sql

T = TypeVar("T")
WIDTH = 1024  # leaves that are read together
FURTHEST = 4 * WIDTH  # from the first entry of a part to the last that is read with it
ROWS_AT_A_TIME = 2000
_WILD = frozenset("%\\")

# What the columns would have stand in a body before the event's name, after that, and after the facts: in that order a
# pattern of what is known of the body. Of what is put in, only an event can hold a wildcard. The nonce is 32 of any
# character. `own` looks that each function named here, and what writes a value as text, is the server's own.
_BEFORE = """
    '{', CASE WHEN asked_by IS NOT NULL THEN concat('"asked_by":"', asked_by, '",') END,
    '"at":', at_us, ',"by":"', actor, '","event":"'"""
_HEAD = """'","facts":{'"""
_AFTER = """
    '%},"matter":', CASE WHEN matter IS NULL THEN 'null' ELSE concat('"', matter, '"') END,
    ',"nonce":"________________________________","on":{"id":"', subject, '","kind":"%'"""
_ONE_BY_ONE = """
    SELECT l.index, l.entry, l.hash, l.batch, e.body,
        coalesce(starts_with(body, concat({before}, event, {head})) AND textlike(body, concat({after})), false), e.at_us
    FROM public.audit_leaf l LEFT JOIN public.audit_entry e ON e.id = l.entry
    WHERE l.index >= {first} AND l.index < {last} ORDER BY l.index"""
# Part after part: a COPY, which sends as fast as it is read. Entries are read along their own key, between the lowest
# and the highest of the part's leaves: a lookup for each would take three times as long. Columns are held to a body by
# one pattern; whether an event holds another wildcard than the underscore is left to who reads the part.
_PARTS = """
    COPY (SELECT indexes, placed, batches, hashes, ids, times, bodies, events, agrees
        FROM generate_series({first}::bigint, {last}, {width}) f(first),
        LATERAL (SELECT min(entry) AS low, max(entry) AS high, string_agg(int8send(index), '') AS indexes,
                string_agg(int8send(entry), '') AS placed, string_agg(int8send(batch), '') AS batches,
                string_agg(hash, '') AS hashes
            FROM (SELECT * FROM public.audit_leaf WHERE index >= f.first AND index < f.first + {width}
                ORDER BY index OFFSET 0) leaf) l,
        LATERAL (SELECT string_agg(int8send(id), '') AS ids, string_agg(int8send(at_us), '') AS times,
                string_agg(textsend(body), '\\x0a00') AS bodies, string_agg(event, '') AS events,
                bool_and(agrees) AS agrees
            FROM (SELECT id, body, event, at_us,
                    textlike(body, concat({before}, replace(event, '_', '\\_'), {head}, {after})) AS agrees
                FROM public.audit_entry WHERE id >= l.low AND id <= least(l.high, l.low + {furthest})
                ORDER BY id OFFSET 0) entry) e)
    TO STDOUT (FORMAT BINARY)"""
_PIECES = {"before": sql.SQL(_BEFORE), "head": sql.SQL(_HEAD), "after": sql.SQL(_AFTER)}

_BEGIN = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
_PATH = "SET LOCAL search_path TO pg_catalog"
# Along the keys, whatever is known of the tables: that keeps the order and needs no memory.
_PLAN = (
    _PATH,
    "SET LOCAL enable_seqscan TO off",
    "SET LOCAL enable_bitmapscan TO off",
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
    bodies: Sequence[bytes]
    """Each after the zero byte that a leaf is hashed with."""
    times: Sequence[int]
    """When each entry says that it happened, in microseconds, where all of them were read."""
    agrees: bool


class Snapshot:
    """Rows as they were at one moment. Leave it to close what it opened."""

    def __init__(self, using: str) -> None:
        self._connection = connections[using]
        self._stack = ExitStack()

    def __enter__(self) -> "Snapshot":
        with self._connection.cursor() as cursor:
            cursor.execute(_BEGIN)
            cursor.execute(_PATH)
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    def compared(self, query: str) -> list[tuple]:
        """Rows of a question that holds all of one table to all of another. What the server counted may be of a moment
        at which a table was all but empty: it would then go through the one anew for each row of the other."""
        with self._connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_nestloop TO off")
            found = list(self.rows(query))
            cursor.execute("SET LOCAL enable_nestloop TO on")
        return found

    def rows(self, query: str, *parameters: int) -> Iterator[tuple]:
        """Rows from a cursor that the server holds."""
        cursor = self._stack.enter_context(self._connection.chunked_cursor())
        cursor.execute(query, parameters)
        return chain.from_iterable(iter(partial(cursor.fetchmany, ROWS_AT_A_TIME), []))

    def parts(self, first: int, last: int) -> Iterator[Part]:
        """The leaves between two indexes with their entries, a part at a time."""
        rows = self._reader(first, last)
        for start, row in zip(range(first, last + 1, WIDTH), rows, strict=True):
            indexes, placed, batches, hashes, ids, times, bodies, events, agrees = row
            entries, read = _numbers(placed), _numbers(ids)
            yield Part(
                first=start,
                indexes=_numbers(indexes),
                entries=entries,
                batches=_numbers(batches),
                hashes=hashes or b"",
                bodies=_in_place(entries, read, _split(bodies)),
                times=_in_place(entries, read, _numbers(times)),
                agrees=bool(agrees) and not _WILD.intersection(events),
            )

    def one_by_one(
        self, first: int, last: int
    ) -> Iterator[tuple[int, int, bytes, int, str | None, bool, int]]:
        """The same, row by row: index, entry, hash, batch, body, whether the columns agree, when it happened."""
        query = sql.SQL(_ONE_BY_ONE).format(first=sql.Literal(first), last=sql.Literal(last), **_PIECES)
        with self._connection.cursor() as cursor:
            cursor.execute(query)
            yield from cursor

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
        cursor.execute(_BEGIN)
        cursor.execute(f"SET TRANSACTION SNAPSHOT '{name}'")
        for statement in _PLAN:
            cursor.execute(statement)
        copy = self._stack.enter_context(cursor.cursor.copy(_parts(first, last)))
        copy.set_types([*["bytea"] * 7, "text", "bool"])
        return copy.rows()


def _numbers(sent: bytes | None) -> array:
    found = array("q", sent or b"")
    if sys.byteorder == "little":
        found.byteswap()
    return found


def _split(bodies: bytes | None) -> list[bytes]:
    """Each after the zero byte that a leaf is hashed with."""
    return [] if bodies is None else (b"\x00" + bodies).split(b"\n")


def _in_place(entries: array, ids: array, read: Sequence[T]) -> Sequence[T]:
    """What was read in the order of the leaves; none where not all was, or a body has a line break in it."""
    if entries == ids and len(ids) == len(read):
        return read
    found = dict(zip(ids, read, strict=True)) if len(ids) == len(read) else {}
    return [found[entry] for entry in entries] if found.keys() >= set(entries) else []


def _parts(first: int, last: int) -> sql.Composed:
    return sql.SQL(_PARTS).format(
        first=sql.Literal(first),
        last=sql.Literal(last),
        width=sql.Literal(WIDTH),
        furthest=sql.Literal(FURTHEST),
        **_PIECES,
    )
