"""Questions to the database that are asked at every draft, turned into SQL once for each process.

Django compiles a queryset at every use, which costs several times what the database then takes. Where sixteen drafts
share one interpreter that is most of what the house adds to a call, so the few questions on that way are prepared: the
queryset stays the one place where the question is written, and only its SQL is kept.
"""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, Generic, TypeVar
from uuid import UUID, uuid4

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet
from django.db.transaction import TransactionManagementError
from psycopg import sql

R = TypeVar("R")
Value = UUID | datetime | int | str

_FAR = datetime(2200, 1, 1, tzinfo=UTC)
_MANY = 2_100_000_000


class Prepared(Generic[R]):
    """A queryset of one shape, asked again and again with other values.

    `make` is given the values by keyword and builds the queryset, each value in it at least once and as it is. Calling
    the result gives what that queryset would give for others of the same kinds: UUID, aware datetime, int or str.

    No value is kept: the SQL is compiled for made-up ones, and they are the places into which the real ones go. A
    moment is always given, for one that the queryset takes from the clock would stand still.
    """

    def __init__(self, make: Callable[..., QuerySet[Any, R]]) -> None:
        self._make = make
        self._making = threading.Lock()
        self._question: _Question[R] | None = None

    def __call__(self, **values: Value) -> list[R]:
        """The rows. Raises TypeError where a value has no place in the SQL, or a moment in it is not given."""
        question = self._question
        if question is None:
            with self._making:
                question = self._question = self._question or _Question(self._make, values)
        return question.ask(values)


class _Question(Generic[R]):
    """The SQL of a queryset, its parameters, and which of those are places for values."""

    def __init__(self, make: Callable[..., QuerySet[Any, R]], values: dict[str, Value]) -> None:
        made_up = {name: _made_up(value, nth) for nth, (name, value) in enumerate(values.items())}
        self._queryset = make(**made_up)
        self._compiler = self._queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        self._sql, parameters = self._compiler.as_sql()
        self._parameters = list(parameters)
        self._places = [
            (at, name)
            for at, held in enumerate(parameters)
            for name, value in made_up.items()
            if held == value
        ]
        if set(values) != {name for _at, name in self._places}:
            raise TypeError("Every value of a prepared query has a place in its SQL.")
        standing = set(range(len(parameters))) - {at for at, _name in self._places}
        if any(isinstance(parameters[at], date) for at in standing):
            raise TypeError("A prepared query is given its moments: one of its own would stand still.")
        fields = [column[0] for column in self._compiler.select[: self._compiler.col_count]]
        self._converters = self._compiler.get_converters(fields)

    def ask(self, values: dict[str, Value]) -> list[R]:
        connection = connections[DEFAULT_DB_ALIAS]
        query: Any = copy.copy(self._queryset.query)
        if query.select_for_update and connection.get_autocommit():
            raise TransactionManagementError("Rows are locked inside a transaction.")
        parameters = self._parameters.copy()
        for at, name in self._places:
            parameters[at] = values[name]
        # What Django keeps of one use goes with copies; they are told what the compiling of the first one gave.
        compiler: Any = copy.copy(self._compiler)
        compiler.connection = connection
        compiler.as_sql = lambda *_given, **_named: (self._sql, tuple(parameters))
        compiler.get_converters = lambda *_given: self._converters
        query.get_compiler = lambda *_given, **_named: compiler
        rows: Any = object.__new__(type(self._queryset))  # a queryset that is copied is asked first
        rows.__dict__ = self._queryset.__dict__ | {"_query": query}
        return list(rows._iterable_class(rows))


def insert(row: Model) -> None:
    """Write a new row as `save(force_insert=True)` would, for a model that no signal listens to."""
    connection = connections[DEFAULT_DB_ALIAS]
    fields = row._meta.local_concrete_fields
    given = [field.get_db_prep_save(field.pre_save(row, add=True), connection=connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(_insertion(type(row)), given)
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


@cache
def _insertion(model: type[Model]) -> str:
    columns = [sql.Identifier(str(field.column)) for field in model._meta.local_concrete_fields]
    statement = sql.SQL("INSERT INTO {table} ({columns}) VALUES ({places})").format(
        table=sql.Identifier(model._meta.db_table),
        columns=sql.SQL(", ").join(columns),
        places=sql.SQL(", ").join([sql.Placeholder()] * len(columns)),
    )
    return statement.as_string()


def _made_up(value: Value, nth: int) -> Value:
    """A value of the same kind that no row and no other parameter is."""
    if isinstance(value, UUID):
        return uuid4()
    if isinstance(value, datetime):
        return _FAR + timedelta(microseconds=nth)
    if isinstance(value, int):
        return _MANY - nth
    return f"made up {uuid4()}"
