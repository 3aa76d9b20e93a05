"""``manage.py seed_demo``: the sample firm."""

import gc
from typing import Any

from django.core.management.base import BaseCommand

from demo import seeding


class Command(BaseCommand):
    help = "Makes the sample firm. Safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        seeding.seed(lambda line: self.stdout.write(line))
        gc.freeze()  # the process ends now: looking through all that is loaded once more would take half a second
