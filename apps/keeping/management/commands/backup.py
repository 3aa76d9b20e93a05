from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.core.errors import FirmaiError
from apps.keeping import backups, folders, services, unfinished
from apps.people.models import Robot, User


class Command(BaseCommand):
    help = (
        "Make an encrypted backup of the database in the folder BACKUP_DIR, enter it in the register, and remove those "
        "that have expired."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=int, default=settings.BACKUP_DAYS, help="how long it is kept")
        parser.add_argument(
            "--keys-to", type=Path, help="a file elsewhere for the firm's key and the log's, encrypted"
        )
        parser.add_argument(
            "--new-folder",
            action="store_true",
            help="BACKUP_DIR is another folder than it was, on purpose: begin the lists there anew",
        )
        parser.add_argument("--json", action="store_true", help="print for machines")

    def handle(self, *args: Any, **options: Any) -> None:
        keys_to: Path | None = options["keys_to"]
        try:
            unfinished.check_none()  # before any table is read: this account may have no right to one yet
            operator = User.for_robot(Robot.OPERATOR)
            if keys_to is not None and keys_to.resolve().parent == folders.folder().resolve():
                raise CommandError("Keys do not lie beside the backup: together they are the content.")
            if keys_to is not None:
                backups.write_keys(keys_to)
            made = services.make_backup(days=options["days"], new_folder=options["new_folder"], by=operator)
            removed, missing = services.remove_expired(by=operator)
        except (FirmaiError, OSError, ImproperlyConfigured) as error:
            raise CommandError(str(error)) from None
        if options["json"]:
            said = {
                "name": made.name,
                "sha256": made.sha256,
                "bytes": made.octets,
                "entries": made.entries,
                "matters": made.matters,
                "expires_on": made.expires_on.isoformat(),
                "removed": [each.name for each in removed],
                "missing": [each.name for each in missing],
            }
            self.stdout.write(json.dumps(said, sort_keys=True))
            return
        self.stdout.write(
            f"{made.name}: {made.octets} bytes, {made.entries} entries of the log, keys of {made.matters} matters, "
            f"kept until {made.expires_on}. SHA-256 {made.sha256}"
        )
        for each in removed:
            self.stdout.write(f"{each.name} had expired and is removed.")
        for each in missing:
            self.stdout.write(
                f"{each.name} has expired and is not in this folder: remove it where it is, or say on the page "
                "Retention that it is gone."
            )
