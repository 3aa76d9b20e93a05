from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.core.errors import FirmaiError
from apps.people.models import Robot, User
from apps.sync import services


class Command(BaseCommand):
    help = "Begin the folder of the witness on another disk (LOG_WITNESS_DIR) anew, where it is another on purpose."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--new-folder",
            action="store_true",
            required=True,
            help="LOG_WITNESS_DIR is another folder than it was, on purpose: leave the newest checkpoint there",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            begun = services.begin_witness_folder(by=User.for_robot(Robot.OPERATOR))
        except FirmaiError as error:
            raise CommandError(str(error)) from None
        if begun:
            self.stdout.write(
                f"{settings.LOG_WITNESS_DIR} has the newest checkpoint; that it was begun is on record."
            )
        else:
            self.stdout.write(f"{settings.LOG_WITNESS_DIR} is the folder that it was. Nothing is begun.")
