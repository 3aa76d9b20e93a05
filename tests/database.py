"""The test database, as production has it: the owner makes and migrates it, the application's role uses it.

It is migrated once for one state of the sources and kept as a template; each process of tests has a copy of that.

After a test that commits, every table is put back to what the migrations left in it. The log refuses that, so it
is done with the triggers switched off around it, which is what nobody can do in production unseen.
"""

import contextlib
import gc
import hashlib
import itertools
import os
from pathlib import Path

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections, transaction
from django.test import TestCase, TransactionTestCase
from psycopg import sql

from apps.audit import roles
from apps.core.migrating import drawn_when_asked
from tests.undoing import undo

KEPT = "kept"  # the schema with a copy of what the migrations put in
CANNOT_WAIT = "-c lock_timeout=20s"
TEMPLATES = 3_204_511  # the advisory lock under which a template is made and copied
FILLED = 3_204_512  # the same of a database that is filled once for all processes of a run
CONFIGURED = settings.DATABASES["default"]["NAME"]
EMPTY = "_empty_"  # in the name of a database that `empty` made
_numbers = itertools.count(1)
_dropped: list[str] | None = None


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
    home = _in_use()
    made = f"{home}_{name}"
    _let_go()
    with connect(_maker(), autocommit=True, dbname="postgres") as maker:
        _make(maker, made, home)
    point_at(made)
    return home, made


def held():
    """A transaction of the test's own, in which an act that has to be outermost may begin."""
    around = transaction.atomic()
    around._from_testcase = True  # type: ignore[attr-defined]
    return around


@contextlib.contextmanager
def undone(blocker):
    """A transaction that ends with what was written in it being undone, and room in it for tests of their own.

    Gives what to write in, before the tests begin.
    """
    around = held()
    with blocker.unblock():
        around.__enter__()

    @contextlib.contextmanager
    def write():
        with blocker.unblock():
            yield
            transaction.get_connection().check_constraints()  # here, and not after every test again

    try:
        yield write
    finally:
        with blocker.unblock():
            transaction.set_rollback(True)
            around.__exit__(None, None, None)


def copy_of_filled(name, run, fill):
    """A copy as `copy` makes one, of a database that `fill` has filled; every alias points at it from here on.

    The first process of the run fills it, and the others wait for that. It stays on the server until the next run
    fills another.
    """
    home = _in_use()
    with connect(_maker(), autocommit=True, dbname="postgres") as maker:
        maker.execute("SELECT pg_advisory_lock(%s)", [FILLED])
        filled = f"{_base()}_{name}_{run}"
        kept = _names(maker)
        if filled not in kept:
            for each in kept:
                if each.startswith(f"{_base()}_{name}_"):
                    _remove(maker, each)
            unfinished = f"{_base()}_{name}_new"
            _let_go()
            _make(maker, unfinished, home)
            with _pointed_at(unfinished):
                fill()
            _rename(maker, unfinished, filled)
        made = f"{home}_{name}"
        _make(maker, made, filled)
    point_at(made)
    return home, made


def create(worker):
    """Make, migrate and open the database that this worker's tests use; every alias points at it from here on.

    Returns the name of the database that was configured and that of the new one.
    """
    home = _in_use()
    base = _base()
    made = f"{base}_{worker}" if worker else base
    with connect(_maker(), autocommit=True) as maker:
        maker.execute("SELECT pg_advisory_lock(%s)", [TEMPLATES])
        template = _template(maker, base)
        for each in _names(maker):
            if each.startswith(made + EMPTY):  # a process that was killed removed none of its own
                _remove(maker, each)
        _make(maker, made, template)
    point_at(made)
    # Private methods of Django's, which its type stubs do not list.
    TransactionTestCase._fixture_teardown = lambda test: restore()  # type: ignore[attr-defined]
    TestCase._fixture_teardown = undo  # type: ignore[attr-defined]
    return home, made


def _template(maker, base):
    """The name of a migrated database that no test has touched: made where these sources have none yet.

    It stays on the server for the next run. One that other sources left is removed.
    """
    name = f"{base}_of_{_sources()}"
    kept = _names(maker)
    if name in kept:
        return name
    for each in kept:
        if each.startswith(f"{base}_of_"):
            _remove(maker, each)
    unfinished = f"{base}_new"
    _make(maker, unfinished, "template1")
    with _pointed_at(unfinished):
        with _garbage_left_lying(), drawn_when_asked():
            call_command("migrate", database=roles.owner_alias(), verbosity=0, interactive=False)
        roles.grant(roles.configured())
        _keep()
    _rename(maker, unfinished, name)
    return name


@contextlib.contextmanager
def _garbage_left_lying():
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _sources():
    """A digest of all that a migrated database depends on."""
    files = [settings.BASE_DIR / "requirements.lock", Path(__file__)]
    for folder in ("apps", "firmai", "demo", "proof"):
        files += sorted((settings.BASE_DIR / folder).rglob("*.py"))
    digest = hashlib.sha256(repr(roles.configured()).encode())
    for path in files:
        digest.update(f"{path.relative_to(settings.BASE_DIR)}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _base():
    """What the name of every database begins with that tests make."""
    return f"test_{os.environ.get('FIRMAI_TEST_DB') or CONFIGURED}"


def _names(maker):
    return {name for (name,) in maker.execute("SELECT datname FROM pg_database").fetchall()}


def _rename(maker, name, wanted):
    maker.execute(
        sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(name), sql.Identifier(wanted))
    )


@contextlib.contextmanager
def _pointed_at(name):
    home = _in_use()
    point_at(name)
    try:
        yield
    finally:
        point_at(home)


def _make(maker, name, template):
    """That database anew, as the owner's copy of the template."""
    _remove(maker, name)
    maker.execute(
        sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}").format(
            sql.Identifier(name), sql.Identifier(template), sql.Identifier(roles.configured().owner)
        )
    )


def _remove(maker, name):
    maker.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def empty():
    """A new database with nothing in it; every alias points at it from here on. Returns what `create` returns."""
    home = _in_use()
    made = f"{home}{EMPTY}{next(_numbers)}"
    _let_go()
    with connect(_maker(), autocommit=True, dbname="postgres") as maker:
        _make(maker, made, "template1")
    point_at(made)
    return home, made


def drop(home, made):
    """Point every alias back home and remove the test database, or have it removed with others at the end."""
    point_at(home)
    if _dropped is None:
        _remove_all([made])
    else:
        _dropped.append(made)


@contextlib.contextmanager
def removed_at_the_end():
    """What is dropped in this block stays on the server until its end.

    Where a file system keeps no journal, the search for a free place for each new file goes past every one that was
    freed in the last minutes: to make a database after another was removed took half of the time of such tests.
    """
    global _dropped
    _dropped = []
    try:
        yield
    finally:
        done, _dropped = _dropped, None
        _remove_all(done)


def _remove_all(names):
    with connect(_maker(), autocommit=True) as maker:
        for name in names:
            _remove(maker, name)


def _maker():
    return "admin" if "admin" in settings.DATABASES else roles.owner_alias()


def point_at(name):
    """Every alias uses the database of that name from here on."""
    _let_go()
    for connection in connections.all():
        settings.DATABASES[connection.alias]["NAME"] = connection.settings_dict["NAME"] = name


def _let_go():
    """Close this thread's connections: a database that somebody is connected to is not copied."""
    _Keeper.dismiss()
    for connection in connections.all():
        connection.close()


def _keep():
    with connect(roles.owner_alias()) as owner:
        owner.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(KEPT)))
        for (table,) in owner.execute(_filled(owner)).fetchall():
            owner.execute(
                sql.SQL("CREATE TABLE {} AS TABLE {}").format(
                    sql.Identifier(KEPT, table), sql.Identifier(table)
                )
            )


def restore():
    """Take out every row and put back those that the migrations had left.

    The rows are deleted: there are few, and a table that is truncated is given new files with each of its indexes.
    """
    with _Keeper.at_hand() as keeper:
        line = keeper.line
        filled = [name for (name,) in line.execute(keeper.filled, prepare=True)]
        emptied = {*filled, *(table for table, _ in keeper.kept)}
        triggers = [each for each in keeper.triggers if each[0] in emptied]
        acts: list[sql.Composable] = [
            sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(sql.Identifier(table))
            for table in sorted({table for table, _, _ in triggers})
        ]
        acts.append(sql.SQL("SET CONSTRAINTS ALL DEFERRED"))
        # In one statement, so that no table has to come before those that it refers to.
        parts = [
            sql.SQL("{} AS (DELETE FROM {})").format(sql.Identifier(f"from_{table}"), sql.Identifier(table))
            for table in filled
        ]
        if parts:
            acts.append(sql.SQL("WITH {} SELECT").format(sql.SQL(", ").join(parts)))
        for table, columns in keeper.kept:
            names = sql.SQL(", ").join(map(sql.Identifier, columns))
            acts.append(
                sql.SQL("INSERT INTO {table} ({names}) SELECT {names} FROM {kept}").format(
                    table=sql.Identifier(table), names=names, kept=sql.Identifier(KEPT, table)
                )
            )
        acts.append(sql.SQL("SET CONSTRAINTS ALL IMMEDIATE"))
        acts += [
            sql.SQL("ALTER TABLE {} {} TRIGGER {}").format(
                sql.Identifier(table), sql.SQL(ENABLED[enabled]), sql.Identifier(trigger)
            )
            for table, trigger, enabled in triggers
        ]
        line.execute(sql.SQL("; ").join(acts))


ENABLED = {"O": "ENABLE", "A": "ENABLE ALWAYS", "R": "ENABLE REPLICA", "D": "DISABLE"}


class _Keeper:
    """A connection that stays open from one restoring to the next, and what it knows of the database.

    Where there is a superuser it is theirs: in a session that says it replicates, only triggers that are always
    enabled run, so that no other has to be switched off and on, which every connection would have to read again.
    """

    current = None

    def __init__(self):
        self.name = _in_use()
        self.line = connect(_maker(), options=CANNOT_WAIT)
        replicates = "admin" in settings.DATABASES
        if replicates:
            self.line.execute("SET session_replication_role = replica")
        self.filled = _filled(self.line)
        self.kept = _kept(self.line)
        self.triggers = [each for each in _triggers(self.line) if each[2] == "A" or not replicates]
        self.line.commit()

    @classmethod
    @contextlib.contextmanager
    def at_hand(cls):
        """The one for the database in use, in a transaction."""
        if cls.current is None or cls.current.line.closed or cls.current.name != _in_use():
            cls.dismiss()
            cls.current = cls()
        with cls.current.line.transaction():
            yield cls.current

    @classmethod
    def dismiss(cls):
        if cls.current is not None:
            cls.current.line.close()
            cls.current = None


def _in_use():
    return settings.DATABASES["default"]["NAME"]


def _filled(line):
    """The question which tables hold at least one row, the list of migrations left out."""
    names = line.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'django_migrations'"
    ).fetchall()
    return sql.SQL(" UNION ALL ").join(
        sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(sql.Literal(name), sql.Identifier(name))
        for (name,) in names
    )


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
