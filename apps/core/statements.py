"""Statements whose text never changes, sent as the database's own prepared statements over a cursor that is kept.

Django makes a cursor for each statement and writes the values into its text, so the database parses and plans it anew
every time. On the way of a draft that is half of what a statement costs on both sides.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.db.backends.postgresql.base import Cursor, ServerBindingCursor
from django.db.backends.utils import CursorWrapper
from psycopg import RawCursor
from psycopg._preparing import PrepareManager
from psycopg.pq import TransactionStatus

_KEPT = "_firmai_statements"
_MOST = 500
"""More than the house has such statements: past psycopg's own limit of 100, a web process that serves one kind of page
after another would have each parsed and planned anew."""


class _Statements(PrepareManager):
    """What is prepared on a connection, kept past a rollback.

    psycopg lets go of all of it there: what was undone may have made a table anew. The house makes none, and undoes
    what it began wherever it refuses something; each refusal would have every statement parsed and planned again.
    """

    def clear(self) -> bool:
        return False

    def let_go(self) -> None:
        """Once the database refused one: it may be for a table that was altered since, under a process that runs."""
        super().clear()


def execute(
    sql: str, values: Sequence[Any] | Mapping[str, Any], *, planned_anew: bool = False
) -> CursorWrapper:
    """Send a statement whose text is a constant, with its values beside it.

    ``planned_anew`` is for one whose best way depends on its values, as on how many an array has. They are written into
    its text: beside it they would count for nothing, as the settings have each plan made for all values.

    Gives a cursor: take the rows from it before the next statement, for all of a connection's share it. Raises what
    Django's own cursors raise.
    """
    connection: Any = connections[DEFAULT_DB_ALIAS]
    connection.ensure_connection()
    # Whoever watches the statements wants to read them whole, which only Django's own cursors allow.
    cursor: CursorWrapper = (
        connection.cursor()
        if connection.queries_logged
        else connection.make_cursor(_kept(connection, planned_anew))
    )
    try:
        cursor.execute(sql, values)
    except Error:
        _let_go(connection)
        raise
    return cursor


class Statement(NamedTuple):
    """A text that is a constant, and the values that go beside it."""

    sql: str
    values: Sequence[Any] | Mapping[str, Any]
    planned_anew: bool = False


def together(asked: Sequence[Statement]) -> list[list[Any]]:
    """The rows of several statements that read, sent in one go: the way to the database and back is made once.

    None of them changes anything. Raises what `execute` does.
    """
    connection: Any = connections[DEFAULT_DB_ALIAS]
    connection.ensure_connection()
    if connection.queries_logged or connection.execute_wrappers:
        return [execute(each.sql, each.values, planned_anew=each.planned_anew).fetchall() for each in asked]
    connection.validate_no_broken_transaction()
    _kept(connection, False)
    held = connection.connection
    try:
        with connection.wrap_database_errors:
            if len(asked) < 2:  # no cursor of Django's own around it, either
                return [_sent(held, each).fetchall() for each in asked]
            with held.pipeline():
                sent = [_sent(held, each) for each in asked]
            return [cursor.fetchall() for cursor in sent]
    except Error:
        _let_go(connection)
        raise


def _sent(held: Any, asked: Statement) -> Any:
    """A cursor of its own that has the answer, or will have it when the pipeline ends."""
    if asked.planned_anew or not isinstance(asked.values, Mapping):
        return _made(held, asked.planned_anew).execute(asked.sql, asked.values)
    text, names = _numbered(asked.sql)
    return RawCursor(held).execute(text, [asked.values[name] for name in names])


@lru_cache(maxsize=_MOST)
def _numbered(sql: str) -> tuple[bytes, tuple[str, ...]]:
    """The text as the database takes it, with numbers in the places of names, and the names in that order.

    psycopg does this as well, and anew at each use where a text is long or the house has many.
    """
    numbers: dict[str, int] = {}

    def place(found: re.Match[str]) -> str:
        return "%" if found[0] == "%%" else f"${numbers.setdefault(found[1], len(numbers) + 1)}"

    return re.sub(r"%%|%\((\w+)\)s", place, sql).encode(), tuple(numbers)


def _kept(connection: Any, planned_anew: bool) -> Any:
    held, kept = connection.__dict__.get(_KEPT, (None, ()))
    if held is not connection.connection:
        held = connection.connection
        if not isinstance(held._prepared, _Statements):  # a pool gives a line again as it was
            held._prepared = _Statements()
            held.prepare_threshold = 0  # at the first use; cursors of Django's own never prepare
            held.prepared_max = _MOST
        kept = _made(held, False), _made(held, True)
        connection.__dict__[_KEPT] = (held, kept)
    return kept[planned_anew]


def _let_go(connection: Any) -> None:
    held = connection.connection
    prepared = getattr(held, "_prepared", None)
    if isinstance(prepared, _Statements):
        prepared.let_go()
        if held.info.transaction_status in (TransactionStatus.IDLE, TransactionStatus.INTRANS):
            # Where nothing is to be undone first: what is prepared next would go too, and be thought kept.
            held.wait(prepared.maintain_gen(held))


def _made(held: Any, planned_anew: bool) -> Any:
    return (Cursor if planned_anew else ServerBindingCursor)(held)  # type: ignore[call-arg]  # the stubs know none
