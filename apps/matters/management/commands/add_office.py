"""A place the firm works from: a matter belongs to one, so a firm has one before its first matter."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.core.errors import FirmaiError
from apps.matters import services
from apps.matters.models import Province
from apps.people.models import Robot, User


class Command(BaseCommand):
    help = "Adds an office of the firm. No matter is opened before there is one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="as lists show it, such as Toronto")
        parser.add_argument("province", choices=Province.values)
        parser.add_argument("time_zone", help="such as America/Toronto")

    def handle(self, *args: Any, name: str, province: str, time_zone: str, **options: Any) -> None:
        try:
            office = services.add_office(
                name=name, province=province, time_zone=time_zone, by=User.for_robot(Robot.OPERATOR)
            )
        except FirmaiError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{office.name} is an office of the firm.")
