"""Under which versions of the firm's key the house's values are, and what an operator has to do about it."""

from __future__ import annotations

from datetime import timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.audit.events import Event
from apps.audit.facts import EPOCH
from apps.audit.models import Entry
from apps.core.ciphers import FirmKey
from apps.desk.seen import Seen, Status
from apps.keeping import places
from apps.keeping.models import Backup

A_BATCH = timedelta(minutes=1)
"""From the time in an entry to the end of its transaction, with room to spare."""


def keys() -> Seen:
    """Rows under each version. An older one may go from the file when neither a row nor a backup needs it."""
    firm = FirmKey.load()
    counted = places.versions()
    lost = {version for version in counted if version not in firm.keys.versions}
    if lost:
        return Seen(
            Status.FAIL,
            _("a version is missing"),
            _("Nobody can open what is under a version that is not in the key file: %s. Put it back.")
            % _rows({version: counted[version] for version in lost}),
        )
    older = {version: rows for version, rows in counted.items() if version != firm.version}
    if older:
        return Seen(
            Status.WARN,
            _("to be wrapped again"),
            _(
                "The newest version of the firm's key is %(newest)d; not under it: %(rows)s. Run manage.py rewrap."
            )
            % {"newest": firm.version, "rows": _rows(older)},
        )
    said = _("In a file that others cannot read. Under it: %s.") % _rows(
        {firm.version: counted[firm.version]}
    )
    if kept := sorted(set(firm.keys.versions) - {firm.version}):
        said = f"{said} {_still_kept(kept)}"
    return Seen(Status.OK, _("readable by us only"), said)


def _rows(counted: dict[int, int]) -> str:
    said = [
        ngettext("version %(version)d, %(rows)d row", "version %(version)d, %(rows)d rows", rows)
        % {"version": version, "rows": rows}
        for version, rows in sorted(counted.items())
    ]
    return "; ".join(said)


def _still_kept(kept: list[int]) -> str:
    """What older versions in the file are good for: backups from before hold keys under them."""
    last = Entry.objects.filter(event__in=[Event.MATTERS_KEYS_REWRAPPED, Event.KEEPING_RESEALED])
    entry = last.order_by("-id").first()
    there = Backup.objects.there()
    if entry is not None:
        there = there.filter(made_at__lte=EPOCH + timedelta(microseconds=entry.at_us) + A_BATCH)
    named = ", ".join(map(str, kept))
    until = there.order_by("-expires_on").values_list("expires_on", flat=True).first()
    if until is None:
        return (
            _(
                "No row and no backup needs an older one (%s). Once manage.py rewrap says that it is done, take it "
                "out of the file."
            )
            % named
        )
    return _("Backups from before need an older one (%(versions)s), the last of them until %(day)s.") % {
        "versions": named,
        "day": date_format(until, "DATE_FORMAT"),
    }
