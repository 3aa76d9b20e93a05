from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.core.errors import FirmaiError
from apps.keeping import backups, folders, restoring


class Command(BaseCommand):
    help = (
        "Bring a backup back into an empty database, verify the log, and destroy again what was destroyed since; exit "
        "status 1 if the log has a fault. With --keys, only write the key files again."
    )
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("backup", type=Path, help="the file")
        parser.add_argument(
            "--lists",
            type=Path,
            help=f"folder of {folders.DESTROYED.name} and {folders.BACKUPS.name} (BACKUP_DIR, else the backup's)",
        )
        parser.add_argument(
            "--witnesses",
            type=Path,
            default=settings.LOG_WITNESS_DIR or None,
            help="a directory of checkpoints",
        )
        parser.add_argument("--keys-to", type=Path, help="the file is one of keys: write them in this folder")
        parser.add_argument("--json", action="store_true", help="print for machines")

    def handle(self, *args: Any, **options: Any) -> None:
        backup: Path = options["backup"]
        try:
            if options["keys_to"]:
                for place in backups.read_keys(backup, options["keys_to"]):
                    self.stdout.write(f"{place}")
                return
            done = restoring.restore(
                backup=backup,
                lists_in=options["lists"] or Path(settings.BACKUP_DIR or backup.parent),
                witnesses=Path(options["witnesses"]) if options["witnesses"] else None,
            )
        except (FirmaiError, OSError, ImproperlyConfigured) as error:
            raise CommandError(str(error) or type(error).__name__) from None
        self._say(done, for_machines=options["json"])
        if not done.report.sound:
            sys.exit(1)

    def _say(self, done: restoring.Restored, *, for_machines: bool) -> None:
        if for_machines:
            said = done.report.as_json() | {
                "destroyed_again": done.destroyed_again,
                "set_aside": done.aside.copies,
                "not_set_aside": done.aside.trouble,
            }
            self.stdout.write(json.dumps(said, sort_keys=True))
            return
        self.stdout.write(
            f"Restored: {done.entries} entries of the log, {done.report.witnesses} witnesses' copies; "
            f"{done.destroyed_again} matters destroyed again."
        )
        if done.aside.copies:
            self.stdout.write(
                f"{done.aside.copies} witnesses' copies are of a longer log than this. "
                f"They are in {done.aside.folder} now."
            )
        if done.aside.trouble:
            self.stdout.write(
                "Witnesses' copies of a longer log than this could not be moved: every verification will find them. "
                f"Move them out of their folder ({done.aside.trouble})."
            )
        self.stdout.write("The log is sound." if done.report.sound else f"FAULT: {done.report.fault}")
