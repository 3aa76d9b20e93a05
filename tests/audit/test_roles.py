"""What each role of the database can do to the log, and that no role can change what is in it."""

import psycopg
import pytest
from django.conf import settings
from psycopg import errors

from apps.audit.triggers import TABLES
from tests import database

from .rows import record

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


@pytest.fixture(scope="module")
def session(django_db_setup, django_db_blocker):
    """A session of each role, with one row in each table of the log: what these tests try, nobody can do."""
    opened = {}

    def session(alias):
        if alias not in settings.DATABASES:
            pytest.skip(f"No database role for {alias} is configured.")
        if alias not in opened:
            opened[alias] = database.connect(alias, autocommit=True)
        return opened[alias]

    with django_db_blocker.unblock():
        record()
    for table in TABLES[1:]:
        session("owner").execute(INSERTS[table])
    yield session
    for connection in opened.values():
        connection.close()
    database.restore()


def everything(connection):
    return [connection.execute(f"TABLE {table}").fetchall() for table in TABLES]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("alias", ALIASES)
def test_no_role_can_change_or_remove_what_is_in_the_log(session, alias, change, table):
    role, before = session(alias), everything(session("owner"))
    statement = CHANGES[change].format(table=table, column=COLUMN[table])
    has_right = alias in {"owner", "admin"}
    assert all(before)

    if has_right and change == "update of no row":
        role.execute(statement)
    else:
        with pytest.raises(errors.RestrictViolation if has_right else errors.InsufficientPrivilege):
            role.execute(statement)

    assert everything(session("owner")) == before


@pytest.mark.parametrize("table", TABLES)
def test_pretending_to_be_a_replica_does_not_switch_the_guard_off(session, table):
    with session("admin").transaction(force_rollback=True):
        session("admin").execute("SET LOCAL session_replication_role = replica")

        with pytest.raises(errors.RestrictViolation):
            session("admin").execute(f"DELETE FROM {table}")


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("alias", ALIASES)
def test_each_role_adds_to_its_own_part_of_the_log_only(session, alias, table):
    insert = INSERTS[table].replace("7", "8")

    with session(alias).transaction(force_rollback=True):
        if table in MAY_INSERT[alias]:
            assert session(alias).execute(insert).rowcount == 1
        else:
            with pytest.raises(errors.InsufficientPrivilege):
                session(alias).execute(insert)


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
def test_neither_the_application_nor_the_log_can_go_round_the_guard(session, alias, statement):
    before = everything(session("owner"))

    with pytest.raises(psycopg.Error) as refusal:
        session(alias).execute(statement)

    assert refusal.value.sqlstate == "42501" or isinstance(refusal.value, errors.SyntaxError)
    assert everything(session("owner")) == before


@pytest.mark.parametrize("table", ["people_user", "matters_matter", "django_session"])
def test_the_logs_role_sees_nothing_outside_the_log(session, table):
    with pytest.raises(errors.InsufficientPrivilege):
        session("log").execute(f"SELECT FROM {table}")
