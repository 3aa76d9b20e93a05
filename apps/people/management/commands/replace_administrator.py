"""Another administrator for a firm whose only one is lost, by whoever holds the server."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.core.errors import FirmaiError
from apps.people import services
from apps.people.models import EndReason, Robot, User


class Command(BaseCommand):
    help = (
        "Closes the account of the firm's only administrator and makes somebody else one. It is in the log, and the "
        "successor and every partner are told. Whoever has only lost the way in comes back by let_back_in instead."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("lost", help="the e-mail address of the administrator who is lost")
        parser.add_argument("successor", help="the e-mail address of somebody who has an account")
        parser.add_argument("reason", choices=EndReason.values)
        parser.add_argument(
            "--partner", default="", help="the partner who is the second person; needed where there is one"
        )

    def handle(
        self, *args: Any, lost: str, successor: str, reason: str, partner: str, **options: Any
    ) -> None:
        try:
            made = services.replace_administrator(
                user=_person(lost),
                successor=_person(successor),
                partner=_person(partner) if partner else None,
                reason=reason,
                by=User.for_robot(Robot.OPERATOR),
            )
        except FirmaiError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{made.full_name} is the firm's administrator.")


def _person(email: str) -> User:
    user = User.objects.people().filter(email=email.strip().lower()).first()
    if user is None:
        raise CommandError(f"Nobody at the firm has the e-mail address {email}.")
    return user
