"""Whether the database server keeps the texts of statements, which a role of its own may read later."""

from __future__ import annotations

from django.db import connection
from django.utils.translation import gettext as _

from apps.desk.seen import Seen, Status

LOADED = "SELECT current_setting('pg_stat_statements.max', true) IS NOT NULL"
"""A setting that every role may see, and that is there only where the server loads the library."""


def statements() -> Seen:
    """A warning where it does: values are taken out of most texts by the server, and not of all."""
    with connection.cursor() as cursor:
        cursor.execute(LOADED)
        kept = cursor.fetchone()[0]
    if kept:
        return Seen(
            Status.WARN,
            _("texts kept"),
            _(
                "The server loads pg_stat_statements, which keeps the texts of statements. prove_retention "
                "searches them, and "
                "does not hold where its role may not read them all: name an administrator in DATABASE_ADMIN_URL."
            ),
        )
    return Seen(
        Status.OK, _("none kept"), _("The database server keeps none (pg_stat_statements is not loaded).")
    )
