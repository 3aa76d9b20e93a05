"""``manage.py seed_demo``: the sample firm, or who may sign in to it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from apps.people.models import RoleCode
from demo import seeding
from demo.people import PASSWORD, PEOPLE


class Command(BaseCommand):
    help = "Makes the sample firm, or says with --list who may sign in. Safe to run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--list", action="store_true", help="who may sign in")

    def handle(self, *args: Any, list: bool = False, **options: Any) -> None:
        if not list:
            seeding.seed(lambda line: self.stdout.write(line))
            return
        for one in PEOPLE:
            roles = ", ".join(str(RoleCode(role).label) for role in one.roles)
            self.stdout.write(f"  {one.email:28} {one.full_name:22} {roles}")
        self.stdout.write(f"  password of all of them: {PASSWORD}")
