"""How the file for a practice auditor says who, when and what: names with their licence, moments, sealed words."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from apps.matters import keys
from apps.people.models import Licence, User

Table = list[list[str]]


class Opener:
    """Opens sealed columns of one matter; where its keys were destroyed, says so in their place."""

    def __init__(self, seal: keys.Seal | None) -> None:
        self.seal = seal

    def text(self, row: Any, column: str) -> str:
        """The words of a sealed column; nothing where it is empty."""
        if getattr(row, column) is None:
            return ""
        return self.seal.reveal(row, column).reveal() if self.seal else _("[destroyed]")


def person(user: User, at: datetime | None = None) -> str:
    """A name with the licence that was in force then, as it is on record; and the one that was on record then by
    mistake, said to be one."""
    licences = user.licences.standing() if at is None else user.licences.in_force(timezone.localdate(at))
    held = [_held(each) for each in licences.order_by("-since")[:1]]
    if at is not None:
        mistaken = user.licences.filter(recorded_at__lte=at, withdrawn_at__gt=at).order_by("-since")
        held += [_("%(licence)s, recorded by mistake") % {"licence": _held(each)} for each in mistaken]
    return f"{user.full_name} ({'; '.join(held)})" if held else user.full_name


def _held(licence: Licence) -> str:
    return f"{licence.get_licence_class_display()}, {licence.get_regulator_display()} {licence.number}"


def moment(at: datetime | None) -> str:
    """To the second, in UTC, as the log has it."""
    return f"{at:%Y-%m-%d %H:%M:%S} UTC" if at else _("not known")


def day(on: date) -> str:
    return formats.date_format(on, "DATE_FORMAT")
