from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.keeping import services
from apps.keeping.rewrapping import Rewrapped
from apps.people.models import Robot, User


class Command(BaseCommand):
    help = (
        "Wrap and seal again, under the newest version of the firm's key, everything that is under an older one; exit "
        "status 1 while anything still needs that. The house may run meanwhile, and so may this again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--lists",
            type=Path,
            default=settings.BACKUP_DIR or None,
            help="folder of the lists beside the backups (BACKUP_DIR)",
        )
        parser.add_argument("--json", action="store_true", help="print for machines")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = services.rewrap(
                lists_in=Path(options["lists"]) if options["lists"] else None,
                by=User.for_robot(Robot.OPERATOR),
            )
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from None
        if options["json"]:
            self.stdout.write(json.dumps(_for_machines(made), sort_keys=True))
        else:
            self._say(made)
        if not made.done:
            sys.exit(1)

    def _say(self, made: Rewrapped) -> None:
        for what, rows in sorted(made.renewed.items(), key=lambda each: each[0].value):
            if rows:
                self.stdout.write(f"{what.value}: {rows} under version {made.version} now.")
        for version, rows in sorted(made.left.items()):
            self.stdout.write(f"LEFT: {rows} rows under version {version}.")
        for what, pk in made.unreadable:
            self.stdout.write(f"CANNOT BE OPENED by any version in the key file: {what.value} {pk}")
        if made.waiting:
            self.stdout.write(
                "A transaction is still open that was before the newest version was in the file, such as a backup's. "
                "Run this again when it is over."
            )
        if made.lists_trouble:
            self.stdout.write(f"The lists beside the backups are not renewed: {made.lists_trouble}")
        if made.done:
            self.stdout.write(
                f"Done: nothing in the database or beside the backups needs any version but {made.version}."
            )


def _for_machines(made: Rewrapped) -> dict[str, Any]:
    return {
        "version": made.version,
        "renewed": {what.value: rows for what, rows in made.renewed.items() if rows},
        "left": {str(version): rows for version, rows in made.left.items()},
        "unreadable": [[what.value, str(pk)] for what, pk in made.unreadable],
        "waiting": made.waiting,
        "lists": made.lists_trouble,
        "done": made.done,
    }
