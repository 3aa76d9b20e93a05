"""The mark of a restore that was begun and not finished: a schema without tables, whose comment says of which backup.

It is in the database before the first row is, so that it outlives whatever ends the restore. Whoever may connect can
see it. While it is there the house is not made ready.
"""

from __future__ import annotations

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.utils.translation import gettext as _
from psycopg import sql

from apps.audit import roles
from apps.core.errors import Conflict

SCHEMA = "firmai_restoring"
_WHICH = "SELECT obj_description(to_regnamespace(%s)::oid, 'pg_namespace'), to_regnamespace(%s) IS NOT NULL"


def stands(using: str = DEFAULT_DB_ALIAS) -> bool:
    """Whether a restore of this database was not finished."""
    return _look(using)[1]


def which() -> str | None:
    """The SHA-256 of the backup of which a restore was begun, or None where none was."""
    return _look(roles.owner_alias())[0]


def check_none() -> None:
    """Raises Conflict while a restore is not finished."""
    if stands():
        raise Conflict(
            _(
                "A restore of this database was not finished. Run the same restore again; it goes on where it ended."
            )
        )


def begin(sha256: str) -> None:
    """Mark the empty database, as the owner."""
    with transaction.atomic(using=roles.owner_alias()):
        _execute("CREATE SCHEMA IF NOT EXISTS {schema}", roles.owner_alias())
        _execute("COMMENT ON SCHEMA {schema} IS {sha256}", roles.owner_alias(), sha256=sql.Literal(sha256))


def end(using: str) -> None:
    """Take the mark away. Call inside the transaction that records the restore, by a connection of the owner's."""
    _execute("DROP SCHEMA {schema}", using)


def _look(using: str) -> tuple[str | None, bool]:
    with connections[using].cursor() as cursor:
        cursor.execute(_WHICH, [SCHEMA, SCHEMA])
        found: tuple[str | None, bool] = cursor.fetchone()
        return found


def _execute(statement: str, using: str, **parts: sql.Composable) -> None:
    with connections[using].cursor() as cursor:
        cursor.execute(
            sql.SQL(statement).format(schema=sql.Identifier(SCHEMA), **parts).as_string(cursor.connection)
        )
