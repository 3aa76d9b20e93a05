"""Whether somebody could let an administrator back in who lost the way."""

from __future__ import annotations

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.desk.seen import Seen, Status
from apps.people import rules


def administrators() -> Seen:
    """A firm with one administrator is a lost telephone away from the server's commands."""
    able = rules.administrators().exclude(user__password__startswith=UNUSABLE_PASSWORD_PREFIX)
    count = able.values("user").distinct().count()
    if count < 2:
        return Seen(
            Status.WARN,
            _("fewer than two"),
            _(
                "Fewer than two administrators can sign in. If the only one is lost, whoever holds the server has to "
                "help: give somebody else the role, or a link to whoever holds it and never chose a password."
            ),
        )
    return Seen(
        Status.OK,
        _("more than one"),
        ngettext("%d administrator can sign in.", "%d administrators can sign in.", count) % count,
    )
