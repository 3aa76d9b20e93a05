"""An empty database that is migrated by models drawn when they are asked for, beside one that is migrated as ever."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager, nullcontext

from django.core.management import call_command

from apps.audit import roles
from apps.core.migrating import drawn_when_asked
from bench.figure import Figure
from tests import database

DESCRIBED = """
SELECT 'column', attrelid::regclass::text, format('%s %s %s %s %s', attname, format_type(atttypid, atttypmod),
       attnotnull, attidentity, pg_get_expr(adbin, adrelid))
  FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum WHERE attnum > 0 AND NOT attisdropped
   AND attrelid IN (SELECT oid FROM pg_class WHERE relkind IN ('r', 'v', 'S') AND relnamespace = 'public'::regnamespace)
UNION ALL SELECT 'constraint', conrelid::regclass::text, format('%s %s', conname, pg_get_constraintdef(oid))
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT 'index', tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'trigger', tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'function', proname, pg_get_functiondef(oid) FROM pg_proc
 WHERE pronamespace = 'public'::regnamespace AND prokind = 'f'
UNION ALL SELECT 'view', viewname, definition FROM pg_views WHERE schemaname = 'public'
UNION ALL SELECT 'comment', classoid::regclass::text, description FROM pg_description
  JOIN pg_class ON pg_class.oid = objoid AND relnamespace = 'public'::regnamespace
UNION ALL SELECT 'migration', app, name FROM django_migrations
"""


def run() -> list[Figure]:
    """How many columns, constraints, indexes, triggers and functions are not in both (a promise: none)."""
    drawn, djangos = _migrated(drawn_when_asked()), _migrated(nullcontext())
    found = sorted(drawn ^ djangos)
    for each in found:
        sys.stdout.write(" ".join(each) + "\n")
    return [
        Figure("differences between the two databases", "", [float(len(found))], limit=0),
        Figure("things that were compared", "", [float(len(drawn & djangos))], limit=1000, at_least=True),
    ]


def _migrated(way: AbstractContextManager[None]) -> set[tuple[str, str, str]]:
    home, made = database.empty()
    try:
        with way:
            call_command("migrate", database=roles.owner_alias(), verbosity=0, interactive=False)
        with database.connect(roles.owner_alias()) as connection:
            return set(connection.execute(DESCRIBED).fetchall())
    finally:
        database.drop(home, made)
