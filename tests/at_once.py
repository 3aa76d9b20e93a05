"""Rows that a test starts from, with what is on record of them, in one statement; and all that stands, in one as well.

Each of them is what `insert` and `audit.record` would write. What refers to what is looked at when the test ends, as it
is wherever rows are written one after the other.
"""

from functools import cache

from django.db import DEFAULT_DB_ALIAS, connections

from apps.audit import recording
from apps.core import prepared, statements


def write(*rows, entries=(), besides=()):
    """The rows, and the entries in their order: what `audit.record` takes. `besides` are insertions of other kinds,
    each a text that is a constant with its values. In a transaction, where there are entries."""
    if entries:
        recording.check_in_transaction()
    connection = connections[DEFAULT_DB_ALIAS]
    values = [
        field.get_db_prep_save(field.pre_save(row, add=True), connection=connection)
        for row in rows
        for field in row._meta.local_concrete_fields
    ]
    for _sql, given in besides:
        values += given
    values += [recording.written(**each) for each in entries]
    models, texts = tuple(type(row) for row in rows), tuple(sql for sql, _given in besides)
    statements.execute(_statement(models, texts, len(entries)), values)
    for row in rows:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def standing(*models):
    """Every row of these as the database writes it, to be compared with what stands once something was refused."""
    return statements.execute(_reading(models), []).fetchall()


@cache
def _reading(models):
    tables = [model._meta.db_table for model in models]
    return (
        " UNION ALL ".join(f"SELECT '{each}', {each}::text FROM {each}" for each in tables) + " ORDER BY 1, 2"
    )


@cache
def _statement(models, texts, entries):
    parts = [*map(prepared.insertion, models), *texts]
    if entries:
        parts.append(f"INSERT INTO audit_entry (body) VALUES {', '.join(['(%s)'] * entries)}")
    *first, last = parts
    ahead = ", ".join(f"part_{nth} AS ({each})" for nth, each in enumerate(first))
    return f"WITH {ahead} {last}" if ahead else last
