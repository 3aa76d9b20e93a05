"""Whether the database server keeps the texts of statements: in memory, which a role of its own may read later, or in
its log."""

from __future__ import annotations

from django.db import DEFAULT_DB_ALIAS, connections
from django.utils.translation import gettext as _

from apps.desk.seen import Seen, Status

LOADED = "SELECT current_setting('pg_stat_statements.max', true) IS NOT NULL"
"""A setting that every role may see, and that is there only where the server loads the library."""

QUIET = {
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_min_duration_sample": "-1",
    "log_transaction_sample_rate": "0",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length_on_error": "0",
    "auto_explain.log_min_duration": "-1",
}
"""What each has to be, so that no text of a statement and no value of a row is in the server's log. As it is delivered,
PostgreSQL writes both there of whatever it refuses."""
SET = "SELECT name, current_setting(name, true) FROM unnest(%s::text[]) name"


def statements(using: str = DEFAULT_DB_ALIAS) -> Seen:
    """A warning where it does: values are taken out of most texts by the server, and not of all."""
    if loud := logged(using):
        return Seen(
            Status.WARN,
            _("texts logged"),
            _(
                "The database server may write texts of statements and values of rows into its own log. Set there: %s."
            )
            % ", ".join(loud),
        )
    with connections[using].cursor() as cursor:
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
        Status.OK,
        _("none kept"),
        _("The database server keeps none: pg_stat_statements is not loaded, and its log takes none in."),
    )


def logged(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """The server's settings that let texts or values into its log, each as it has to be; best none. What the server
    does not know is not loaded."""
    with connections[using].cursor() as cursor:
        cursor.execute(SET, [list(QUIET)])
        return [f"{name}={QUIET[name]}" for name, value in cursor if value not in (None, "", QUIET[name])]
