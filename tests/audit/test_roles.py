import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from psycopg import errors

from apps.audit import roles
from apps.audit.models import Entry
from apps.audit.triggers import TABLES

from .rows import record

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")

INSERTS = {
    "audit_entry": "INSERT INTO audit_entry (body) SELECT body FROM audit_entry LIMIT 1",
    "audit_leaf": "INSERT INTO audit_leaf (index, entry, hash, batch)"
    " VALUES (7, 7, decode(repeat('00', 32), 'hex'), 7)",
    "audit_node": "INSERT INTO audit_node (level, index, hash) VALUES (8, 7, decode(repeat('00', 32), 'hex'))",
    "audit_checkpoint": "INSERT INTO audit_checkpoint (size, root, note, key)"
    " VALUES (7, decode(repeat('00', 32), 'hex'), '', '')",
    "audit_stamp": "INSERT INTO audit_stamp (size, digest, answer, at)"
    " VALUES (7, decode(repeat('00', 32), 'hex'), '', now())",
}
MAY_INSERT = {
    "default": {"audit_entry", "audit_stamp"},
    "log": set(TABLES) - {"audit_entry", "audit_stamp"},
    "owner": set(TABLES),
    "admin": set(TABLES),
}
CHANGES = {
    "update": "UPDATE {table} SET {column} = {column}",
    "update of no row": "UPDATE {table} SET {column} = {column} WHERE false",
    "delete": "DELETE FROM {table}",
    "truncate": "TRUNCATE {table}",
}
COLUMN = {
    "audit_entry": "body",
    "audit_leaf": "hash",
    "audit_node": "hash",
    "audit_checkpoint": "note",
    "audit_stamp": "answer",
}
ALIASES = ["default", "log", "owner", "admin"]


@pytest.fixture
def filled(connect_as):
    """One row in each table of the log."""
    record()
    with connect_as("owner") as owner:
        for table in TABLES[1:]:
            owner.execute(INSERTS[table])


def needs(alias):
    if alias not in settings.DATABASES:
        pytest.skip(f"No database role for {alias} is configured.")


def everything(connection):
    return [connection.execute(f"TABLE {table}").fetchall() for table in TABLES]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("alias", ALIASES)
def test_no_role_can_change_or_remove_what_is_in_the_log(filled, connect_as, alias, change, table):
    needs(alias)
    before = everything(connect_as("owner", autocommit=True))
    statement = CHANGES[change].format(table=table, column=COLUMN[table])
    has_right = alias in {"owner", "admin"}

    if has_right and change == "update of no row":
        connect_as(alias, autocommit=True).execute(statement)
    else:
        with pytest.raises(errors.RestrictViolation if has_right else errors.InsufficientPrivilege):
            connect_as(alias, autocommit=True).execute(statement)

    assert everything(connect_as("owner", autocommit=True)) == before


@pytest.mark.parametrize("table", TABLES)
def test_pretending_to_be_a_replica_does_not_switch_the_guard_off(filled, connect_as, table):
    needs("admin")
    session = connect_as("admin", autocommit=True)
    session.execute("SET session_replication_role = replica")

    with pytest.raises(errors.RestrictViolation):
        session.execute(f"DELETE FROM {table}")


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("alias", ALIASES)
def test_each_role_adds_to_its_own_part_of_the_log_only(connect_as, alias, table):
    needs(alias)
    record()
    session = connect_as(alias, autocommit=True)

    if table in MAY_INSERT[alias]:
        session.execute(INSERTS[table])
    else:
        with pytest.raises(errors.InsufficientPrivilege):
            session.execute(INSERTS[table])


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO audit_entry (body, xact) SELECT body, '1'::xid8 FROM audit_entry",
        "INSERT INTO audit_entry (body, id) SELECT body, 1000000 FROM audit_entry",
        "ALTER TABLE audit_entry DISABLE TRIGGER ALL",
        "DROP TRIGGER audit_refuse_row_change ON audit_entry",
        "CREATE OR REPLACE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE sql AS ''",
        "SET session_replication_role = replica",
        "CREATE TABLE beside (id int)",
    ],
)
@pytest.mark.parametrize("alias", ["default", "log"])
def test_neither_the_application_nor_the_log_can_go_round_the_guard(connect_as, alias, statement):
    needs(alias)
    record()

    with pytest.raises(psycopg.Error) as refusal:
        connect_as(alias, autocommit=True).execute(statement)

    assert refusal.value.sqlstate == "42501" or isinstance(refusal.value, errors.SyntaxError)
    assert Entry.objects.count() == 1


@pytest.mark.parametrize("table", ["people_user", "matters_matter", "django_session"])
def test_the_logs_role_sees_nothing_outside_the_log(connect_as, table):
    needs("log")

    with pytest.raises(errors.InsufficientPrivilege):
        connect_as("log").execute(f"SELECT FROM {table}")


def test_granting_twice_changes_nothing(connect_as, capsys):
    question = (
        "SELECT relname, relacl::text FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY 1"
    )
    before = connect_as("owner", autocommit=True).execute(question).fetchall()

    call_command("grants")

    assert connect_as("owner", autocommit=True).execute(question).fetchall() == before
    assert roles.configured().apart
    assert "granted" in capsys.readouterr().out


def test_one_role_for_everything_is_said_and_loses_no_rights(connect_as):
    owner = settings.DATABASES["owner"]["USER"]

    sentences = roles.grant(roles.Roles(owner, owner, owner))

    assert len(sentences) == 3
    assert connect_as("owner").execute("SELECT count(*) FROM audit_entry").fetchone() == (0,)


def test_the_application_has_no_right_over_the_log_that_it_should_not_have():
    assert roles.excess() == []


def test_a_right_too_many_is_named(connect_as):
    user = settings.DATABASES["default"]["USER"]
    with connect_as("owner") as owner:
        owner.execute(f"GRANT DELETE ON audit_leaf TO {user}; GRANT UPDATE (body) ON audit_entry TO {user}")

    try:
        found = roles.excess()
    finally:
        roles.grant(roles.configured())

    assert found == ["audit_entry: UPDATE", "audit_leaf: DELETE"]
    assert roles.excess() == []


def test_a_table_that_the_application_owns_is_named(connect_as):
    needs("admin")
    user, owner = settings.DATABASES["default"]["USER"], settings.DATABASES["owner"]["USER"]
    session = connect_as("admin", autocommit=True)
    session.execute(f"ALTER TABLE audit_leaf OWNER TO {user}")

    try:
        found = roles.excess()
    finally:
        session.execute(f"ALTER TABLE audit_leaf OWNER TO {owner}")
        roles.grant(roles.configured())

    assert "audit_leaf: OWNER" in found
    assert roles.excess() == []
