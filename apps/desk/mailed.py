"""Whether e-mail goes out: what waits because the mail server takes nothing, or refuses an address."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core.alphabet import alphabetical
from apps.desk.seen import Seen, Status
from apps.notices.mailing import can_mail
from apps.notices.models import Letter, Notification, NotTaken
from apps.people.models import User

LONG = timedelta(minutes=15)
"""A server that is away for less is being started again."""
NAMED = 5


def mail() -> Seen:
    """Nobody is promised an e-mail: everything stands in firmai in any case."""
    if not can_mail():
        return Seen(
            Status.UNKNOWN,
            _("not set"),
            _("No mail server is set (EMAIL_URL): people are told in firmai only."),
        )
    away = Letter.objects.filter(trouble=NotTaken.SERVER).order_by("since")
    first = away.first()
    if first is not None and first.since is not None:
        late = timezone.now() - first.since > LONG
        return Seen(
            Status.FAIL if late else Status.WARN,
            _("not going out"),
            ngettext(
                "The mail server has taken nothing since %(at)s: %(n)d person waits for an e-mail. "
                "Tried again by itself.",
                "The mail server has taken nothing since %(at)s: %(n)d people wait for an e-mail. "
                "Tried again by itself.",
                away.count(),
            )
            % {"n": away.count(), "at": date_format(timezone.localtime(first.since), "DATETIME_FORMAT")},
        )
    refused = Letter.objects.filter(trouble=NotTaken.ADDRESS).values("user")
    names = _names(refused)
    if names:
        return Seen(
            Status.WARN,
            _("an address is refused"),
            _("The mail server refuses the address of: %s. Look at it on their page.") % ", ".join(names),
        )
    cut_off = Notification.objects.unread().mail_cut_off(timezone.now()).values("user")
    names = _names(cut_off)
    if names:
        return Seen(
            Status.WARN,
            _("one may not have gone"),
            _(
                "An e-mail was cut off while it was sent, and is not sent again. It may not have reached: %s. "
                "What it was about stands in firmai."
            )
            % ", ".join(names),
        )
    return Seen(Status.OK, _("goes out"), _("No e-mail waits that the mail server did not take."))


def _names(users: QuerySet[Any, Any]) -> list[str]:
    found = User.objects.filter(pk__in=users, is_active=True).order_by(alphabetical("full_name"))
    return [user.full_name for user in found[:NAMED]]


def waiting() -> list[tuple[str, int]]:
    """How many people's e-mail was not taken, by why."""
    counted = dict(Letter.objects.exclude(trouble="").order_by().values_list("trouble").annotate(Count("pk")))
    return [(trouble.value, counted.get(trouble.value, 0)) for trouble in NotTaken]


def oldest_seconds() -> int:
    """For how long the oldest has not been taken; nought where none waits."""
    since = Letter.objects.exclude(trouble="").order_by("since").values_list("since", flat=True).first()
    return int((timezone.now() - since).total_seconds()) if since else 0
