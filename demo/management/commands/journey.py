"""``manage.py journey``: one matter through the whole house. Exit status 0 only if every step held."""

import gc
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from apps.core.errors import FirmaiError
from apps.people.models import RoleCode
from demo import journey, seeding
from demo.people import PASSWORD, PEOPLE


class Command(BaseCommand):
    help = "Leads one matter of the sample firm through every stage, printing each step; then says who may sign in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--reopen", action="store_true", help="the stand-ins were started anew since the firm was made"
        )

    def handle(self, *args: Any, reopen: bool = False, **options: Any) -> None:
        if reopen:
            seeding.reopen()
        held = self._lead()
        gc.freeze()  # the process ends now: looking through all that is loaded once more would take half a second
        self._say_who_signs_in()
        if not held:
            raise SystemExit(1)

    def _lead(self) -> bool:
        begun = time.monotonic()
        try:
            journey.run(self.stdout.write)
        except (journey.Broken, FirmaiError) as broken:
            self.stderr.write(f"\nThe journey did not hold: {broken}")
            return False
        self.stdout.write(f"\nEvery step held, in {time.monotonic() - begun:.1f} s.")
        return True

    def _say_who_signs_in(self) -> None:
        self.stdout.write("\nWho may sign in")
        for one in PEOPLE:
            roles = ", ".join(str(RoleCode(role).label) for role in one.roles)
            self.stdout.write(f"  {one.email:28} {one.full_name:22} {roles}")
        self.stdout.write(f"  password of all of them: {PASSWORD}")
