"""Whether there is a fresh backup, and a list beside it of what was destroyed."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import redis
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.desk import failing
from apps.desk.seen import Seen, Status
from apps.keeping import folders, lines, unfinished
from apps.keeping.models import Backup, Destruction, State

FRESH = timedelta(hours=36)
LISTED = timedelta(minutes=10)
LOOK = "destroyed_not_listed"
"""The scheduler's look that writes the list: it alone reaches the folder."""
NOT_THE_FOLDER = {folders.AnotherFolder.__name__, lines.NotThere.__name__}


def backup() -> Seen:
    """No destruction may stay off the list: a restore would bring it back."""
    if unfinished.stands():
        return Seen(
            Status.FAIL,
            _("restore unfinished"),
            _("A restore of this database was not finished. Run the same manage.py restore again."),
        )
    if _is_elsewhere():
        return Seen(
            Status.FAIL,
            _("another folder"),
            _(
                "What the newest backup lies beside is not in BACKUP_DIR: its disk is not mounted, or it is another "
                "folder. Nothing is put on the list of destructions until it is there again; for another folder on "
                "purpose, run manage.py backup --new-folder."
            ),
        )
    now = timezone.now()
    unlisted = Destruction.objects.filter(state=State.DESTROYED, listed_at=None, settled_at__lt=now - LISTED)
    if count := unlisted.count():
        said = ngettext(
            "%(n)d destruction is not on the list beside the backups: a restore would bring it back.",
            "%(n)d destructions are not on the list beside the backups: a restore would bring them back.",
            count,
        )
        return Seen(Status.FAIL, _("list is behind"), said % {"n": count})
    there = Backup.objects.there().order_by("-made_at")
    # One of a clock that went ahead would be the newest for long.
    newest = there.filter(made_at__lte=now).first() or there.first()
    if newest is None:
        where = settings.BACKUP_DIR or "BACKUP_DIR"
        return Seen(
            Status.WARN, _("no backup"), _("No backup is in the register (%(where)s).") % {"where": where}
        )
    made = date_format(timezone.localtime(newest.made_at), "DATETIME_FORMAT")
    said = _("The newest is %(made)s, kept until %(day)s.") % {
        "made": made,
        "day": date_format(newest.expires_on, "DATE_FORMAT"),
    }
    if abs(now - newest.made_at) >= FRESH:
        return Seen(Status.WARN, _("old"), said)
    return Seen(Status.OK, _("fresh"), said)


def _is_elsewhere() -> bool:
    """As the scheduler says. Where Redis cannot be asked, how far the list is behind is seen from the rows."""
    with suppress(redis.RedisError):
        return any(each.look == LOOK and each.error in NOT_THE_FOLDER for each in failing.everyone())
    return False
