"""Moves between states: one table in Python, repeated by a trigger so that no other road exists."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import DatabaseError, models
from django.utils.translation import gettext as _

from . import prepared
from .errors import WrongState


def move(row: models.Model, to: Any, *, moves: Mapping[Any, frozenset[Any]], **changes: Any) -> None:
    """Put a locked row in another state and set what changes with it. Saves those columns only.

    Raises WrongState where the table has no such move.
    """
    if to not in moves[type(to)(row.state)]:  # type: ignore[attr-defined]
        raise WrongState(
            _("This is “%(state)s” now, so that cannot be done.") % {"state": type(to)(row.state).label}  # type: ignore[attr-defined]
        )
    if not prepared.update(row, {"state": to, **changes}):
        raise DatabaseError("A row that is moved is there and locked.")


def trigger(table: str, *, start: str, moves: Iterable[tuple[str, str]]) -> str:
    """Statements for a trigger that lets a row begin in one state and change only by the moves listed.

    A refused change raises a check violation, which Django gives as IntegrityError.
    """
    listed = ", ".join(f"'{before}>{after}'" for before, after in moves)
    return f"""
CREATE FUNCTION {table}_moves() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> '{start}' THEN
            RAISE EXCEPTION '% does not begin as %', TG_TABLE_NAME, NEW.state USING ERRCODE = 'check_violation';
        END IF;
    ELSIF NEW.state <> OLD.state AND NOT (OLD.state || '>' || NEW.state = ANY (ARRAY[{listed}])) THEN
        RAISE EXCEPTION '% does not move from % to %', TG_TABLE_NAME, OLD.state, NEW.state
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER {table}_moves BEFORE INSERT OR UPDATE OF state ON {table}
    FOR EACH ROW EXECUTE FUNCTION {table}_moves();
"""


def drop_trigger(table: str) -> str:
    """The way back."""
    return f"DROP TRIGGER {table}_moves ON {table};\nDROP FUNCTION {table}_moves();"
