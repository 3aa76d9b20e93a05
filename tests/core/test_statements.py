"""A kept statement is the database's own prepared one, and its errors, watchers and transactions are Django's."""

import contextlib
from uuid import uuid4

import pytest
from django.db import (
    DEFAULT_DB_ALIAS,
    DataError,
    IntegrityError,
    NotSupportedError,
    connection,
    connections,
    transaction,
)
from django.test.utils import CaptureQueriesContext

from apps.core import statements
from tests import factories

pytestmark = pytest.mark.django_db

NUMBER = "SELECT number FROM matters_matter WHERE id = %s"


def test_one_statement_is_prepared_for_many_values() -> None:
    first, second = factories.matter(), factories.matter()
    found = [statements.execute(NUMBER, [each.pk]).fetchall() for each in (first, second)]
    assert found == [[(first.number,)], [(second.number,)]]
    assert statements.execute(NUMBER, [uuid4()]).fetchall() == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        prepared = [statement for (statement,) in cursor.fetchall()]
    assert prepared.count("SELECT number FROM matters_matter WHERE id = $1") == 1


def times_planned(sql):
    with connection.cursor() as cursor:
        cursor.execute("SELECT generic_plans FROM pg_prepared_statements WHERE statement = %s", [sql])
        return cursor.fetchall()


@pytest.mark.parametrize("together", [False, True])
def test_what_was_undone_leaves_what_is_prepared_as_it_was(together) -> None:
    sql = f"SELECT %(n)s::int AS undone_{together}"

    def asked():
        statement = statements.Statement(sql, {"n": 7})
        if together:
            assert statements.together([statement, statement]) == [[(7,)], [(7,)]]
        else:
            assert statements.execute(*statement[:2]).fetchall() == [(7,)]

    for _ in range(2):
        with contextlib.suppress(LookupError), transaction.atomic():
            asked()
            raise LookupError
    asked()

    assert times_planned(sql.replace("%(n)s", "$1")) == [(6 if together else 3,)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("together", [False, True])
def test_a_statement_whose_table_was_altered_is_refused_once_and_then_prepared_anew(
    connect_as, together
) -> None:
    owner = connect_as("owner", autocommit=True)
    owner.execute("CREATE TABLE altered AS SELECT 1 AS number")
    owner.execute("GRANT SELECT ON altered TO PUBLIC")

    def asked():
        with transaction.atomic():
            if together:
                return statements.together([statements.Statement("SELECT * FROM altered", {})])
            return [statements.execute("SELECT * FROM altered", []).fetchall()]

    try:
        assert asked() == [[(1,)]]
        owner.execute("ALTER TABLE altered ALTER number TYPE text")
        with pytest.raises(NotSupportedError):
            asked()
        assert asked() == [[("1",)]]
    finally:
        owner.execute("DROP TABLE altered")


@pytest.fixture
def two_of_one_pool():
    """Two threads' own connections, as Django has them, before a pool with one line to the database."""
    usual = connections[DEFAULT_DB_ALIAS]
    made = [usual.copy(), usual.copy()]
    for each in made:
        each.settings_dict["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 1}
        each.inc_thread_sharing()
    yield made
    connections[DEFAULT_DB_ALIAS] = usual
    for each in made:
        each.close()
    made[0].close_pool()


@pytest.mark.django_db(transaction=True)
def test_a_line_that_a_pool_gives_again_has_what_was_prepared_on_it(two_of_one_pool) -> None:
    for each in [*two_of_one_pool, *two_of_one_pool]:
        connections[DEFAULT_DB_ALIAS] = each
        for n in (1, 2):
            statement = statements.Statement(f"SELECT %(n)s::int AS pooled_{n}", {"n": n})
            assert statements.together([statement, statement]) == [[(n,)], [(n,)]]
        each.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("failing", ["the database", "psycopg"])
@pytest.mark.parametrize("together", [False, True])
def test_after_a_failure_outside_a_transaction_what_is_asked_is_answered_each_time(together, failing) -> None:
    sql, given = {
        "the database": ("SELECT 1 / %(n)s::int AS failed", {"n": 0}),
        "psycopg": ("SELECT %(n)s::text AS failed", {"n": "a\0b"}),
    }[failing]

    def asked(values, sql="SELECT %(n)s::text AS asked_outside"):
        if together:
            return statements.together([statements.Statement(sql, values)] * 2)[0]
        return statements.execute(sql, values).fetchall()

    assert asked({"n": "1"}) == [("1",)]
    with pytest.raises((DataError, ValueError)):
        asked(given, sql)

    assert [asked({"n": "1"}) for _ in range(3)] == [[("1",)]] * 3


def test_as_many_stay_prepared_as_the_house_has() -> None:
    for n in range(150):
        assert statements.execute(f"SELECT %s::int + {n}", [1]).fetchall() == [(n + 1,)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT $1::int + %'"
        )
        assert cursor.fetchall() == [(150,)]


def test_values_are_never_part_of_the_text() -> None:
    tricky = "O'Brien'; DROP TABLE matters_matter; --"
    assert statements.execute("SELECT %s::text", [tricky]).fetchall() == [(tricky,)]
    assert statements.execute("SELECT %(a)s::text || %(a)s::text", {"a": "é"}).fetchall() == [("éé",)]


def test_errors_are_those_of_django_and_the_cursor_outlives_them() -> None:
    matter = factories.matter()
    with pytest.raises(IntegrityError), transaction.atomic():
        statements.execute("UPDATE matters_matter SET number = NULL WHERE id = %s", [matter.pk])
    with pytest.raises(DataError), transaction.atomic():
        statements.execute("SELECT %s::int / 0", [1])
    assert statements.execute(NUMBER, [matter.pk]).fetchall() == [(matter.number,)]


def test_what_is_sent_can_be_watched() -> None:
    with CaptureQueriesContext(connection) as seen:
        statements.execute("SELECT %s::int", [7])
    (query,) = seen.captured_queries
    assert query["sql"] == "SELECT 7::int"


@pytest.mark.django_db(transaction=True)
def test_a_new_connection_has_a_cursor_of_its_own() -> None:
    assert statements.execute("SELECT %s::int", [1]).fetchall() == [(1,)]
    before = connection.connection
    connection.close()
    assert statements.execute("SELECT %s::int", [2]).fetchall() == [(2,)]
    assert connection.connection is not before


def asked(*matters):
    return [
        statements.Statement(NUMBER, [each.pk], planned_anew=bool(at % 2)) for at, each in enumerate(matters)
    ]


@pytest.mark.parametrize("watched", [False, True])
def test_several_at_once_give_each_its_own_rows(watched) -> None:
    one, two, three = (factories.matter() for _ in range(3))
    with CaptureQueriesContext(connection) if watched else contextlib.nullcontext():
        for given in ([], [one], [one, two, three], [three, one]):
            assert statements.together(asked(*given)) == [[(each.number,)] for each in given]


def test_several_at_once_are_read_where_a_transaction_is_open_and_leave_it_so() -> None:
    matter = factories.matter()
    with transaction.atomic():
        assert statements.together(asked(matter, matter)) == [[(matter.number,)]] * 2
        assert connection.in_atomic_block


def test_an_error_of_several_is_djangos_and_the_connection_outlives_it() -> None:
    matter = factories.matter()
    broken = statements.Statement("SELECT %s::int / 0", [1])
    with pytest.raises(DataError), transaction.atomic():
        statements.together([*asked(matter), broken, *asked(matter)])
    assert statements.together(asked(matter, matter)) == [[(matter.number,)]] * 2


@pytest.mark.parametrize("together", [False, True])
def test_a_statement_planned_anew_is_planned_for_its_own_values(together) -> None:
    # Whoever plans for every value works out both ends, and finds that one of them is impossible.
    sql = "SELECT CASE WHEN %(n)s::int = 1 THEN 'planned for one' ELSE (1 / 0)::text END"
    asked = statements.Statement(sql, {"n": 1}, planned_anew=True)
    if together:
        assert statements.together([asked, asked]) == [[("planned for one",)]] * 2
    else:
        assert statements.together([asked]) == [[("planned for one",)]]
        assert statements.execute(sql, {"n": 1}, planned_anew=True).fetchall() == [("planned for one",)]


def test_a_name_stands_for_one_value_in_a_text_of_any_length() -> None:
    long = f"SELECT %(a)s::text || %(b)s::text || %(a)s::text || '100 %% of it' /* {'x' * 6_000} */"
    asked = statements.Statement(long, {"b": "é", "a": "%s"})
    for _ in range(2):
        assert statements.together([asked, asked]) == [[("%sé%s100 % of it",)]] * 2
        assert statements.together([asked]) == [[("%sé%s100 % of it",)]]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s", ["SELECT $1::text || $2%"]
        )
        assert cursor.fetchall() == [(1,)]
