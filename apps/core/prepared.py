"""Questions to the database that are asked at every draft, turned into SQL once for each process.

Django compiles a queryset at every use, which costs several times what the database then takes. Where sixteen drafts
share one interpreter that is most of what the house adds to a call, so the few questions on that way are prepared: the
queryset stays the one place where the question is written, and only its SQL is kept.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from operator import itemgetter
from typing import Any, Generic, TypeVar
from uuid import UUID, uuid4

from django.contrib.postgres.expressions import ArraySubquery
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, Func, IntegerField, Model, QuerySet
from django.db.models import Value as Constant
from django.db.models.query import (
    FlatValuesListIterable,
    ModelIterable,
    ValuesListIterable,
    get_related_populators,
)
from django.db.transaction import TransactionManagementError
from psycopg import sql

from apps.core import statements
from apps.core.statements import Statement

R = TypeVar("R")
Value = UUID | datetime | date | int | str | list[UUID] | list[str]

_FAR = datetime(2200, 1, 1, tzinfo=UTC)
_MANY = 2_100_000_000


class Among(Func):
    """Whether a column is one of some ids, however many: they are one value of the statement, an array.

    Those that a queryset of ids gives are as well, so that an index of the column answers for all of them.
    """

    arg_joiner, template = " = ANY(", "%(expressions)s)"
    output_field = BooleanField()

    def __init__(self, column: str, ids: list[UUID] | list[str] | QuerySet[Any, Any] | ArraySubquery) -> None:
        if isinstance(ids, list):
            super().__init__(F(column), Constant(ids))
        else:
            super().__init__(F(column), ids if isinstance(ids, ArraySubquery) else ArraySubquery(ids))


class HowMany(Func):
    """How many rows a queryset has, which says itself at how many to stop."""

    function, output_field = "CARDINALITY", IntegerField()

    def __init__(self, rows: QuerySet[Any, Any]) -> None:
        super().__init__(ArraySubquery(rows))


class Prepared(Generic[R]):
    """A queryset of one shape, asked again and again with other values.

    `make` is given the values by keyword and builds the queryset, each value in it at least once and as it is. Calling
    the result gives what that queryset would give for others of the same kinds: UUID, aware datetime, date, int, str,
    or a list of UUIDs or strs (see ``Among``).

    No value is kept: the SQL is compiled for made-up ones, and they are the places into which the real ones go. A
    moment is always given, for one that the queryset takes from the clock would stand still.
    """

    def __init__(self, make: Callable[..., QuerySet[Any, R]], *, planned_anew: bool = False) -> None:
        """``planned_anew``: its best way depends on the values, so the database looks for it at each use."""
        self._make = make
        self._planned_anew = planned_anew
        self._making = threading.Lock()
        self._question: _Question[R] | None = None

    def __call__(self, **values: Value) -> list[R]:
        """The rows. Raises TypeError where a value has no place in the SQL, or a moment in it is not given."""
        return self.of(**values).rows()

    def of(self, **values: Value) -> Asked[R]:
        """The question with its values, for ``together``. Raises what calling it does."""
        question = self._question
        if question is None:
            with self._making:
                question = self._question = self._question or _Question(self._make, values)
        return Asked(question, values, self._planned_anew)


@dataclass(frozen=True)
class Asked(Generic[R]):
    """A prepared question with its values."""

    question: _Question[R]
    values: dict[str, Value] = field(repr=False)
    planned_anew: bool

    def rows(self) -> list[R]:
        """What the database answers."""
        (rows,) = statements.together([self.statement()])
        return self.question.read(rows)

    def statement(self) -> Statement:
        return self.question.statement(self.values, self.planned_anew)


def together(*asked: Asked[Any]) -> list[list[Any]]:
    """The rows of each of several questions, of which none waits for another's answer or locks a row."""
    answers = statements.together([each.statement() for each in asked])
    return [each.question.read(rows) for each, rows in zip(asked, answers, strict=True)]


class Beside:
    """Questions whose answers are wanted some time: they go with the first that somebody has to wait for."""

    def __init__(self, asked: Callable[[], Sequence[Asked[Any]]]) -> None:
        """``asked`` gives them, once they are sent."""
        self._asked = asked
        self._rows: list[list[Any]] | None = None

    def together(self, *others: Asked[Any]) -> list[list[Any]]:
        """The rows of the others, as `together` gives them."""
        if self._rows is not None:
            return together(*others)
        answers = together(*others, *self._asked())
        self._rows = answers[len(others) :]
        return answers[: len(others)]

    def rows(self) -> list[list[Any]]:
        """The rows of its own, sent by themselves where nothing was asked before."""
        if self._rows is None:
            self.together()
        return self._rows or []


class _Question(Generic[R]):
    """The SQL of a queryset, its parameters, and which of those are places for values."""

    def __init__(self, make: Callable[..., QuerySet[Any, R]], values: dict[str, Value]) -> None:
        made_up = {name: _made_up(value, nth) for nth, (name, value) in enumerate(values.items())}
        queryset = make(**made_up)
        compiler: Any = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        text, parameters = compiler.as_sql()
        names = [
            next((name for name, value in made_up.items() if held == value), None) for held in parameters
        ]
        if set(values) != {name for name in names if name is not None}:
            raise TypeError("Every value of a prepared query has a place in its SQL.")
        standing = [held for held, name in zip(parameters, names, strict=True) if name is None]
        if any(isinstance(held, date) for held in standing):
            raise TypeError("A prepared query is given its moments: one of its own would stand still.")
        self._sql = _written(text, names, standing)
        fields = [column[0] for column in compiler.select[: compiler.col_count]]
        self._converters = compiler.get_converters(fields).items()
        self._locks = queryset.query.select_for_update
        self._read = _reader(queryset, compiler)

    def statement(self, values: dict[str, Value], planned_anew: bool) -> Statement:
        if self._locks and connections[DEFAULT_DB_ALIAS].get_autocommit():
            raise TransactionManagementError("Rows are locked inside a transaction.")
        return Statement(self._sql, values, planned_anew)

    def read(self, rows: list[Any]) -> list[R]:
        if not self._converters:
            return [self._read(row) for row in rows]
        connection = connections[DEFAULT_DB_ALIAS]
        return [self._read(self._converted(row, connection)) for row in rows]

    def _converted(self, row: Sequence[Any], connection: BaseDatabaseWrapper) -> Sequence[Any]:
        values = list(row)
        for at, (converters, expression) in self._converters:
            for convert in converters:
                values[at] = convert(values[at], expression, connection)
        return values


def _written(text: str, names: Sequence[str | None], standing: Sequence[Any]) -> str:
    """The SQL with a name at the place of each value, so that each is sent once, and with all else written into it.

    Of a place for a value the database knows nothing when it plans once for all uses: neither that an index of the
    undecided alone answers a question about them, nor how many rows there are of a kind.
    """
    places, rest = iter(names), iter(standing)

    def place(found: re.Match[str]) -> str:
        if found[0] != "%s":
            return found[0]
        if name := next(places):
            return f"%({name})s"
        return sql.Literal(next(rest)).as_string().replace("%", "%%")

    return re.sub("%[%s]", place, text)


def _reader(queryset: Any, compiler: Any) -> Callable[[Sequence[Any]], Any]:
    """How a row becomes what the queryset gives: what its own iteration prepares at each use, prepared once.

    Raises TypeError for a queryset that does more than follow relations and give columns.
    """
    if compiler.has_extra_select or queryset._known_related_objects or queryset._prefetch_related_lookups:
        raise TypeError("A prepared query gives what one statement gives.")
    shape = queryset._iterable_class
    if shape is FlatValuesListIterable:
        return itemgetter(0)
    if shape is ValuesListIterable:
        return tuple
    if shape is not ModelIterable:
        raise TypeError("A prepared query gives rows, or their values as tuples or alone.")
    model, columns = compiler.klass_info["model"], compiler.klass_info["select_fields"]
    own = slice(columns[0], columns[-1] + 1)
    names = [column[0].target.attname for column in compiler.select[own]]
    # The stubs are those of a later Django.
    related = get_related_populators(compiler.klass_info, compiler.select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]
    annotations = tuple((compiler.annotation_col_map or {}).items())

    def read(row: Sequence[Any]) -> Any:
        made = model.from_db(DEFAULT_DB_ALIAS, names, row[own])
        for each in related:
            each.populate(row, made)
        for name, at in annotations:
            setattr(made, name, row[at])
        return made

    return read


def insert(row: Model) -> None:
    """Write a new row as `save(force_insert=True)` would, for a model that no signal listens to."""
    connection = connections[DEFAULT_DB_ALIAS]
    fields = row._meta.local_concrete_fields
    given = [field.get_db_prep_save(field.pre_save(row, add=True), connection=connection) for field in fields]
    statements.execute(insertion(type(row)), given)
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def update(row: Model, values: Mapping[str, Any], **still: Any) -> bool:
    """Write values into a row as `save(update_fields=...)` would, for a model that no signal listens to.

    `still` says what the row in the database has to be for that. Whether it was; if not, nothing is changed.
    """
    own: Any = row._meta.pk
    kept = {own.name: row.pk, **still}
    given = [*_for_columns(row, values), *_for_columns(row, kept)]
    if statements.execute(_change(type(row), tuple(values), tuple(kept)), given).rowcount != 1:
        return False
    for name, value in values.items():
        setattr(row, name, value)
    return True


def _for_columns(row: Model, values: Mapping[str, Any]) -> Iterator[Any]:
    connection = connections[DEFAULT_DB_ALIAS]
    for name, value in values.items():
        field: Any = row._meta.get_field(name)
        plain = value.pk if isinstance(value, Model) else value
        yield field.get_db_prep_save(plain, connection=connection)


@cache
def _change(model: type[Model], changed: tuple[str, ...], kept: tuple[str, ...]) -> str:
    def equal(names: tuple[str, ...]) -> list[sql.Composed]:
        fields: list[Any] = [model._meta.get_field(name) for name in names]
        return [sql.SQL("{} = {}").format(sql.Identifier(f.column), sql.Placeholder()) for f in fields]

    statement = sql.SQL("UPDATE {table} SET {changes} WHERE {kept}").format(
        table=sql.Identifier(model._meta.db_table),
        changes=sql.SQL(", ").join(equal(changed)),
        kept=sql.SQL(" AND ").join(equal(kept)),
    )
    return statement.as_string()


@cache
def insertion(model: type[Model]) -> str:
    """The statement by which a row is written, with a place for each of its columns in their order."""
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
    if isinstance(value, list):
        return [uuid4()]
    if isinstance(value, datetime):
        return _FAR + timedelta(microseconds=nth)
    if isinstance(value, date):
        return _FAR.date() + timedelta(days=nth)
    if isinstance(value, int):
        return _MANY - nth
    return f"made up {uuid4()}"
