"""The triggers that hold approvals, as the migrations made them and as the database has them.

The list is read from the migrations themselves, so that one which is added there is looked for from then on; a test
holds that it is what a migrated database has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunSQL

HELD = ("review_", "drafting_", "sync_", "people_")
"""What the names of the tables begin with whose rows make up an approval, what comes of it, and who may give one."""

_SAID = re.compile(
    r"CREATE (?:OR REPLACE )?FUNCTION (?P<function>\w+)\(\) RETURNS trigger LANGUAGE plpgsql"
    r" AS (?P<quote>\$\w*\$)(?P<source>.*?)(?P=quote)"
    r"|CREATE TRIGGER (?P<made>\w+)\s+(?P<when>BEFORE|AFTER)\s+(?P<events>[\w ,]+?)\s+ON\s+(?P<on>\w+)"
    r"\s+FOR EACH (?P<each>ROW|STATEMENT)\s+(?:WHEN\s+\((?P<if>.*?)\)\s+)?EXECUTE FUNCTION (?P<calls>\w+)\(\)"
    r"|DROP TRIGGER (?P<gone>\w+) ON (?P<off>\w+)",
    re.DOTALL,
)
_BITS = {"INSERT": 4, "DELETE": 8, "UPDATE": 16, "TRUNCATE": 32}  # pg_trigger.tgtype

_STANDING = r"""
    SELECT c.relname, t.tgname, p.proname, p.prosrc, t.tgtype, pg_catalog.pg_get_triggerdef(t.oid), t.tgenabled::text,
        (SELECT coalesce(array_agg(a.attname ORDER BY a.attname), '{}') FROM pg_catalog.pg_attribute a
         WHERE a.attrelid = c.oid AND a.attnum = ANY (t.tgattr::int2[]))
    FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
    JOIN pg_catalog.pg_proc p ON p.oid = t.tgfoid
    WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace"""


@dataclass(frozen=True)
class Guard:
    """What a trigger does: which function of which source it calls, at what, and whatever the row."""

    function: str
    source: str = field(repr=False)
    kind: int
    """When, at which statements and for each what: `pg_trigger.tgtype`."""
    columns: tuple[str, ...]
    """The columns whose update it is called at; none where it is called at that of any."""
    condition: str
    """What stands before the function, without what PostgreSQL adds to it; nothing where it is called at every row."""


@cache
def meant() -> dict[tuple[str, str], Guard]:
    """Every trigger that the migrations leave on these tables, by table and name."""
    sources: dict[str, str] = {}
    made: dict[tuple[str, str], re.Match[str]] = {}
    for said in _said():
        if said["function"]:
            sources[said["function"]] = said["source"]
        elif said["made"]:
            made[said["on"], said["made"]] = said
        else:
            made.pop((said["off"], said["gone"]), None)
    return {
        place: _guard(said, sources[said["calls"]])
        for place, said in made.items()
        if place[0].startswith(HELD)
    }


def standing(using: str = DEFAULT_DB_ALIAS) -> dict[tuple[str, str], tuple[Guard, bool]]:
    """Every trigger that the database has on these tables, and whether it fires."""
    with connections[using].cursor() as cursor:
        cursor.execute("SHOW session_replication_role")
        fires = {"A"} if cursor.fetchone()[0] == "replica" else {"A", "O"}
        cursor.execute(_STANDING)
        return {
            (table, name): (Guard(function, source, kind, tuple(columns), _condition(made)), enabled in fires)
            for table, name, function, source, kind, made, enabled, columns in cursor
            if table.startswith(HELD)
        }


def wrong(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """The triggers that are missing, switched off, or call something else than they were made to; best none."""
    there = standing(using)
    return sorted(
        f"{name} ({table})"
        for (table, name), guard in meant().items()
        if there.get((table, name)) != (guard, True)
    )


def _said() -> Iterator[re.Match[str]]:
    """What migrations say of functions and triggers, in the order in which they are applied."""
    graph = MigrationLoader(None, ignore_no_migrations=True).graph
    plan = dict.fromkeys(node for leaf in graph.leaf_nodes() for node in graph.forwards_plan(leaf))
    for node in plan:
        for operation in graph.nodes[node].operations:
            if isinstance(operation, RunSQL) and isinstance(operation.sql, str):
                yield from _SAID.finditer(operation.sql)


def _guard(said: re.Match[str], source: str) -> Guard:
    events, _of, columns = said["events"].partition(" OF ")
    kind = sum(_BITS[event] for event in events.split(" OR "))
    kind += 2 * (said["when"] == "BEFORE") + (said["each"] == "ROW")
    of = tuple(sorted(filter(None, re.split(r"[\s,]+", columns))))
    return Guard(said["calls"], source, kind, of, _bare(said["if"] or ""))


def _condition(made: str) -> str:
    found = re.search(r" WHEN \((.*)\) EXECUTE ", made, re.DOTALL)
    return _bare(found[1]) if found else ""


def _bare(condition: str) -> str:
    """PostgreSQL gives a condition back with brackets, small letters, the type of everything, and all of a row."""
    return re.sub(r"::(?:character varying|\w+)|\.\*|[\s()]", "", condition).lower()
