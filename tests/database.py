"""The test database, as production has it: the owner makes and migrates it, the application's role uses it.

After a test that commits, every table is put back to what the migrations left in it. The log refuses that, so it
is done by the owner with the triggers switched off around it, which is what nobody can do in production unseen.
"""

import os

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.test import TransactionTestCase
from psycopg import sql

from apps.audit import roles

KEPT = "kept"  # the schema with a copy of what the migrations put in
CANNOT_WAIT = "-c lock_timeout=20s"


def connect(alias, **options):
    """A connection outside Django as the role of that alias, to the same database unless told otherwise."""
    config = settings.DATABASES[alias]
    given = {"host": config["HOST"], "port": config["PORT"], "dbname": config["NAME"], "user": config["USER"]}
    given |= {"password": config["PASSWORD"]}
    return psycopg.connect(**{name: value for name, value in (given | options).items() if value})


def copy(name):
    """A copy of the test database in use, with what is in it; every alias points at it from here on.

    For tests whose own processes or threads write to it. Returns what `create` returns, for `drop`.
    """
    home = settings.DATABASES["default"]["NAME"]
    made, owner = f"{home}_{name}", sql.Identifier(roles.configured().owner)
    for connection in connections.all():
        connection.close()
    with connect(_maker(), autocommit=True, dbname="postgres") as maker:
        maker.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(made)))
        maker.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}").format(
                sql.Identifier(made), sql.Identifier(home), owner
            )
        )
    point_at(made)
    return home, made


def create(worker):
    """Make, migrate and open the database that this worker's tests use; every alias points at it from here on.

    Returns the name of the database that was configured and that of the new one.
    """
    home = settings.DATABASES["default"]["NAME"]
    made = "_".join(filter(None, ["test", os.environ.get("FIRMAI_TEST_DB") or home, worker]))
    owner = sql.Identifier(roles.configured().owner)
    with connect(_maker(), autocommit=True) as maker:
        maker.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(made)))
        maker.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(made), owner))
    point_at(made)
    call_command("migrate", database=roles.owner_alias(), verbosity=0, interactive=False)
    roles.grant(roles.configured())
    _keep()
    connections[roles.owner_alias()].close()
    # A private method of Django's, which its type stubs do not list.
    TransactionTestCase._fixture_teardown = lambda test: restore()  # type: ignore[attr-defined]
    return home, made


def drop(home, made):
    """Point every alias back home and remove the test database."""
    point_at(home)
    with connect(_maker(), autocommit=True) as maker:
        maker.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(made)))


def _maker():
    return "admin" if "admin" in settings.DATABASES else roles.owner_alias()


def point_at(name):
    """Every alias uses the database of that name from here on."""
    for connection in connections.all():
        connection.close()
        settings.DATABASES[connection.alias]["NAME"] = connection.settings_dict["NAME"] = name


def _keep():
    with connect(roles.owner_alias()) as owner:
        owner.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(KEPT)))
        for table in _filled(owner):
            owner.execute(
                sql.SQL("CREATE TABLE {} AS TABLE {}").format(
                    sql.Identifier(KEPT, table), sql.Identifier(table)
                )
            )


def restore():
    """Empty every table that holds something and put back what the migrations had left."""
    with connect(roles.owner_alias(), options=CANNOT_WAIT) as owner:
        filled = _filled(owner)
        if not filled:
            return
        triggers = _triggers(owner)
        for table in {table for table, _, _ in triggers}:
            owner.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(sql.Identifier(table)))
        owner.execute(sql.SQL("TRUNCATE {} CASCADE").format(sql.SQL(", ").join(map(sql.Identifier, filled))))
        for table, columns in _kept(owner):
            names = sql.SQL(", ").join(map(sql.Identifier, columns))
            owner.execute(
                sql.SQL("INSERT INTO {table} ({names}) SELECT {names} FROM {kept}").format(
                    table=sql.Identifier(table), names=names, kept=sql.Identifier(KEPT, table)
                )
            )
        owner.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table, trigger, enabled in triggers:
            owner.execute(
                sql.SQL("ALTER TABLE {} {} TRIGGER {}").format(
                    sql.Identifier(table), sql.SQL(ENABLED[enabled]), sql.Identifier(trigger)
                )
            )


ENABLED = {"O": "ENABLE", "A": "ENABLE ALWAYS", "R": "ENABLE REPLICA", "D": "DISABLE"}


def _filled(owner):
    """The tables that hold at least one row, but for the list of migrations."""
    names = owner.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'django_migrations'"
    ).fetchall()
    probe = sql.SQL(" UNION ALL ").join(
        sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(sql.Literal(name), sql.Identifier(name))
        for (name,) in names
    )
    return [name for (name,) in owner.execute(probe)]


def _triggers(owner):
    return owner.execute(
        "SELECT c.relname, t.tgname, t.tgenabled::text FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
        " WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace"
    ).fetchall()


def _kept(owner):
    """Each kept table with the columns that can be written, those generated by the database left out."""
    return owner.execute(
        "SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum) FROM pg_class k"
        " JOIN pg_class c ON c.relname = k.relname AND c.relnamespace = 'public'::regnamespace"
        " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''"
        " WHERE k.relnamespace = %s::regnamespace AND k.relkind = 'r' GROUP BY c.relname",
        [KEPT],
    ).fetchall()
