"""`python -m bench.audited EACH`: the tables first, then, for each line on standard input, one round.

Prints a line when it is ready, and for each round how many milliseconds django-auditlog adds to a save. Databases come
as JSON in BENCH_DATABASES: `default`, and `owner`, who makes the tables.
"""

from __future__ import annotations

import json
import os
import sys

import django
from django.conf import settings

EACH = int(sys.argv[1])


def prepared() -> None:
    settings.configure(
        DATABASES=json.loads(os.environ["BENCH_DATABASES"]),
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "auditlog", "bench.audited"],
        MIGRATION_MODULES={"auth": None, "contenttypes": None, "auditlog": None},
        USE_TZ=True,
    )
    django.setup()


def main() -> None:
    from auditlog.registry import auditlog
    from django.core.management import call_command

    from bench.audited import models, saving

    def save() -> None:
        models.RecordedPaper().save()

    call_command("migrate", database="owner", run_syncdb=True, interactive=False, verbosity=0)
    auditlog.register(models.RecordedPaper)
    saving.added(EACH, save)
    _say("ready")
    for _line in sys.stdin:
        _say(str(saving.added(EACH, save)))


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    prepared()
    main()
