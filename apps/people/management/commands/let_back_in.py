"""A way back into an account for whoever holds the server, for when nobody at the firm can open one."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from apps.core.errors import FirmaiError
from apps.core.sensitive import Sensitive
from apps.people import services
from apps.people.models import Robot, User
from apps.people.recovery_models import REASONS, RecoveryKind


class Command(BaseCommand):
    help = (
        "Removes a person's second factor, or makes a link for a new password, without asking a partner. It is in the "
        "log, and the person and every partner are told."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        reasons = dict.fromkeys(reason for each in REASONS.values() for reason in each.values)
        parser.add_argument("email")
        parser.add_argument("kind", choices=RecoveryKind.values)
        parser.add_argument("reason", choices=list(reasons))

    def handle(self, *args: Any, email: str, kind: str, reason: str, **options: Any) -> None:
        if reason not in REASONS[RecoveryKind(kind)].values:
            raise CommandError(
                f"For {kind} the reason is one of: {', '.join(REASONS[RecoveryKind(kind)].values)}."
            )
        user = User.objects.people().filter(email=email.strip().lower()).first()
        if user is None:
            raise CommandError("Nobody at the firm has this e-mail address.")
        try:
            key = services.let_back_in(user=user, kind=kind, reason=reason, by=User.for_robot(Robot.OPERATOR))
        except FirmaiError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(_said(user, key))


def _said(user: User, key: Sensitive[str] | None) -> str:
    if key is None:
        return f"{user.full_name} has no second factor any more and sets one up at the next sign-in."
    address = reverse("people:welcome", args=[key.reveal()])
    return f"{user.full_name} chooses a password at this address of the house, once:\n{address}"
