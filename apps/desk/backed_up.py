"""Whether there is a fresh backup, and a list beside it of what was destroyed."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.desk.seen import Seen, Status
from apps.keeping import unfinished
from apps.keeping.models import Backup, Destruction, State

FRESH = timedelta(hours=36)
LISTED = timedelta(minutes=10)


def backup() -> Seen:
    """No destruction may stay off the list: a restore would bring it back."""
    if unfinished.stands():
        return Seen(
            Status.FAIL,
            _("restore unfinished"),
            _("A restore of this database was not finished. Run the same manage.py restore again."),
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
    newest = Backup.objects.there().order_by("-made_at").first()
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
    if newest.made_at < now - FRESH:
        return Seen(Status.WARN, _("old"), said)
    return Seen(Status.OK, _("fresh"), said)
