"""The firm's first administrator. Everybody else is added by one, on the page for it."""

from __future__ import annotations

import getpass
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.core.errors import FirmaiError
from apps.people import services
from apps.people.models import Language, Robot, User


class Command(BaseCommand):
    help = "Adds the firm's first administrator, or makes one of a person who is known. Refuses while there is one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument(
            "full_name", nargs="?", default="", help="needed for a person who is not known yet"
        )
        parser.add_argument("--language", choices=Language.values, default=Language.ENGLISH)

    def handle(self, *args: Any, email: str, full_name: str, language: str, **options: Any) -> None:
        known = User.objects.people().filter(email=email.strip().lower()).first()
        password = None if known else _password()
        try:
            user = services.make_administrator(
                user=known,
                email=email,
                full_name=full_name,
                password=password,
                language=language,
                by=User.for_robot(Robot.OPERATOR),
            )
        except FirmaiError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{user.full_name} is the firm's administrator.")


def _password() -> str:
    """Asked for at a terminal, or one line of standard input: never an argument, which other accounts can see."""
    return getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
