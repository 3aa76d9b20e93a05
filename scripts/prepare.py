"""Everything that has to be done to a database before the application runs on it, in one process.

Run by the installed environment's interpreter, as `python -m scripts.prepare FILE`, with the owner's address in its
environment: starting Django takes longer than most of these commands do. What tells this database from another at the
same address is written to FILE.
"""

from __future__ import annotations

import contextlib
import gc
import sys
from pathlib import Path

import django
from django.core.management import call_command
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Min

from scripts.places import write_private


def main(said: Path) -> None:
    gc.disable()  # migrating makes models anew at every step; that much memory is there, the time is not
    django.setup()
    call_command("check", databases=["owner"])  # also what is to be seen in the database
    with _in_less_time():
        call_command("migrate", database="owner", interactive=False, verbosity=0, skip_checks=True)
    call_command("grants")
    call_command("collectstatic", interactive=False, verbosity=0)
    write_private(said, begun())
    gc.freeze()  # the process ends now: looking through all that is loaded once more would take half a second


def _in_less_time() -> contextlib.AbstractContextManager[None]:
    """An empty database is migrated from the beginning, and one with a firm's work in it as Django does it."""
    from apps.core.migrating import drawn_when_asked

    empty = not MigrationRecorder(connections["owner"]).has_table()
    return drawn_when_asked() if empty else contextlib.nullcontext()


def begun() -> str:
    """When the first migration ran: what tells this database from another at the same address."""
    first = MigrationRecorder.Migration.objects.using("owner").aggregate(Min("applied"))["applied__min"]
    return str(first.isoformat())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
