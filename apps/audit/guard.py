"""The database's own guard of the log, as its catalogue shows it."""

from django.db import DEFAULT_DB_ALIAS, transaction

from . import own, triggers
from .faults import Fault, Flaw, Found
from .snapshot import Snapshot

COLUMNS = {
    "event": "text",
    "actor": "uuid",
    "asked_by": "uuid",
    "subject": "uuid",
    "matter": "uuid",
    "at_us": "bigint",
}

# What fires them, whether a condition or a list of columns narrows that, and what they then do.
_GUARDS = """
    SELECT c.relname, t.tgname, t.tgenabled::text, t.tgtype::int, t.tgqual IS NULL AND t.tgattr::text = '', p.prosrc
    FROM pg_catalog.pg_trigger t
    JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid JOIN pg_catalog.pg_proc p ON p.oid = t.tgfoid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relname LIKE 'audit\\_%%'"""
_TABLES = """
    SELECT relname, relkind::text, relhasrules, relrowsecurity, relhassubclass FROM pg_catalog.pg_class
    WHERE relnamespace = 'public'::regnamespace AND relname LIKE 'audit\\_%%'"""
_GENERATED = """
    SELECT attname, format_type(atttypid, atttypmod) FROM pg_catalog.pg_attribute
    WHERE attrelid = 'public.audit_entry'::regclass AND attgenerated = 's' AND NOT attisdropped"""

_AS_STORED = [
    "r",
    False,
    False,
    False,
]  # an ordinary table: no rules, no row security, no other one counted with it


def look(using: str = DEFAULT_DB_ALIAS) -> Fault | None:
    """What is wrong with the guard, for a quick look: triggers off, a column cut loose; None when it stands."""
    with transaction.atomic(using=using, durable=True), Snapshot(using) as snapshot:
        try:
            check(snapshot)
        except Found as found:
            return found.fault
    return None


def check(snapshot: Snapshot) -> None:
    """Raises Found for the first thing that does not stand."""
    tables = {table: kind for table, *kind in snapshot.rows(_TABLES)}
    for table in triggers.TABLES:
        if tables.get(table) != _AS_STORED:
            raise Found(Flaw.TABLE_VEILED, table)
    guards = {(table, name): said for table, name, *said in snapshot.rows(_GUARDS)}
    for table in triggers.TABLES:
        for name, fires in triggers.FIRES.items():
            if guards.pop((table, name), None) != ["A", fires, True, triggers.SOURCE]:
                raise Found(Flaw.GUARD_OFF, f"{name} on {table}")
    for table, name in sorted(guards):
        if table in triggers.TABLES:  # it could drop or change what is written
            raise Found(Flaw.GUARD_OFF, f"{name} on {table}")
    own.check(snapshot)
    generated = dict(snapshot.rows(_GENERATED))
    for column, kind in COLUMNS.items():
        if generated.get(column) != kind:
            raise Found(Flaw.COLUMN_LOOSE, column)
