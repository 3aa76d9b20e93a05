"""The texts of statements that a server may keep (`pg_stat_statements`): searched wherever they are kept.

A server that loads the library keeps them for every database, whether the extension was created in this one or not.
So it is created for the search in a transaction that is taken back: nothing of the search stays.
"""

from __future__ import annotations

from typing import Any, LiteralString

import psycopg
from psycopg import sql

from proof.custody import Finding, Place
from proof.patterns import Pattern, search

NAME = "pg_stat_statements"
HIDDEN = "<insufficient privilege>"
"""What stands in place of another role's text where a role may not read it."""
LOADED: LiteralString = "SELECT current_setting('pg_stat_statements.max', true)"
"""A setting that every role may see, and that is there only where the library is loaded."""
SCHEMA: LiteralString = (
    "SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = %s"
)
NOT_LOADED = "the server does not load it, so there are none"
WITHHELD = "the server keeps them, and this role may not read all of them: name an administrator's address"


def look(connection: psycopg.Connection[Any], sought: tuple[Pattern, ...]) -> Finding:
    """Every text that is kept. Where they are kept and may not be read, the proof does not hold."""
    finding = Finding(Place.STATEMENTS, forms=len(sought))
    if connection.execute(LOADED).fetchone() == (None,):
        finding.unsearched = NOT_LOADED
        return finding
    try:
        texts = _texts(connection)
    except psycopg.Error:
        texts = [HIDDEN]
    for text in texts:
        if text == HIDDEN:
            finding.unsearched, finding.withheld = WITHHELD, True
        else:
            finding.add(NAME, len(text), search(text.encode(), sought))
    return finding


def _texts(connection: psycopg.Connection[Any]) -> list[str]:
    with connection.transaction(force_rollback=True):
        held = connection.execute(SCHEMA, [NAME]).fetchone()
        if held is None:
            connection.execute("CREATE EXTENSION pg_stat_statements")
            held = connection.execute(SCHEMA, [NAME]).fetchone()
        assert held is not None, "an extension that was just created"
        view = sql.Identifier(held[0], NAME)
        rows = connection.execute(sql.SQL("SELECT query FROM {}").format(view)).fetchall()
    return [text for (text,) in rows]
