"""Everything that has to be done to a database before the application runs on it, in one process.

Run by the installed environment's interpreter, as `python -m scripts.prepare`, with the owner's address in its
environment: starting Django takes longer than most of these commands do.
"""

from __future__ import annotations

import gc

import django
from django.core.management import call_command

OBJECTS = 50_000
"""How many new objects there are between two looks for garbage. Migrating makes each model anew some fifty times."""


def main() -> None:
    gc.set_threshold(OBJECTS, 20, 100)
    django.setup()
    gc.freeze()
    call_command("check")
    call_command("migrate", database="owner", interactive=False, verbosity=0, skip_checks=True)
    call_command("grants")
    call_command("collectstatic", interactive=False, verbosity=0)


if __name__ == "__main__":
    main()
