"""``manage.py journey``: one matter through the whole house. Exit status 0 only if every step held."""

import time
from typing import Any

from django.core.management.base import BaseCommand

from apps.core.errors import FirmaiError
from demo import journey


class Command(BaseCommand):
    help = "Leads one matter of the sample firm through every stage, printing each step."

    def handle(self, *args: Any, **options: Any) -> None:
        begun = time.monotonic()
        try:
            journey.run(self.stdout.write)
        except (journey.Broken, FirmaiError) as broken:
            self.stderr.write(f"\nThe journey did not hold: {broken}")
            raise SystemExit(1) from None
        self.stdout.write(f"\nEvery step held, in {time.monotonic() - begun:.1f} s.")
