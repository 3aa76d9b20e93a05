"""``manage.py ready``: what ``/readyz`` says, for whoever cannot ask the web process."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.desk import readiness


class Command(BaseCommand):
    help = (
        "Whether the house can work: each part, or those that are named. Exit status 1 if one of them cannot."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("part", nargs="*", help=", ".join(readiness.PARTS))

    def handle(self, *args: Any, **options: Any) -> None:
        if unknown := sorted(set(options["part"]) - set(readiness.PARTS)):
            raise CommandError(
                f"There is no part {', '.join(unknown)}; there are {', '.join(readiness.PARTS)}."
            )
        found = readiness.parts(*options["part"])
        for part, holds in found.items():
            self.stdout.write(f"{part}: {'ready' if holds else 'not ready'}")
        if not readiness.is_ready(found):
            raise SystemExit(1)
