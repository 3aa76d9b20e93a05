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
from apps.keeping import codes, places
from apps.keeping.models import Backup
from apps.matters.keys import opens_some

A_BATCH = timedelta(minutes=1)
"""From the time in an entry to the end of its transaction, with room to spare."""


def keys() -> Seen:
    """Rows under each version. An older one may go from the file when neither a row nor a backup needs it."""
    firm = FirmKey.load()
    counted = places.versions()
    lost = {version: rows for version, rows in counted.items() if version not in firm.keys.versions}
    if lost:
        return Seen(
            Status.FAIL,
            _("a version is missing"),
            _("Nobody can open %s: the version is not in the key file. Put it back.") % _rows(lost),
        )
    if not opens_some(firm):
        return Seen(
            Status.FAIL,
            _("another key"),
            _(
                "The key file opens none of the newest matters: it is another one under the same version. Put the "
                "right one back. No matter is opened until then."
            ),
        )
    older = {version: rows for version, rows in counted.items() if version != firm.version}
    if older:
        return Seen(
            Status.WARN,
            _("to be wrapped again"),
            _("The newest version is %(newest)d; still in use: %(rows)s. Run manage.py rewrap.")
            % {"newest": firm.version, "rows": _rows(older)},
        )
    if (beside := _beside(firm)) is not None:
        return beside
    said = _("In a file that others cannot read. In use: %s.") % _rows({firm.version: counted[firm.version]})
    if kept := sorted(set(firm.keys.versions) - {firm.version}):
        said = f"{said} {_still_kept(kept)}"
    return Seen(Status.OK, _("readable by us only"), said)


def _beside(firm: FirmKey) -> Seen | None:
    """What is wrong with the lists beside the backups, whose lines a restore and the next backup have to read."""
    lines = codes.older()
    if lost := lines.keys() - set(firm.keys.versions) - {codes.UNKNOWN}:
        return Seen(
            Status.FAIL,
            _("a version is missing"),
            _(
                "Lines beside the backups need version %(versions)s of the key, which is not in the key file. Put it "
                "back: without it no backup can be made or restored."
            )
            % {"versions": ", ".join(map(str, sorted(lost)))},
        )
    if lines:
        return Seen(
            Status.WARN,
            _("to be wrapped again"),
            ngettext(
                "%(n)d line beside the backups is not known to be under the newest version. Run manage.py rewrap where "
                "BACKUP_DIR is reached.",
                "%(n)d lines beside the backups are not known to be under the newest version. Run manage.py rewrap "
                "where BACKUP_DIR is reached.",
                lines.total(),
            )
            % {"n": lines.total()},
        )
    return None


def _rows(counted: dict[int, int]) -> str:
    said = [
        ngettext("%(rows)d row under version %(version)d", "%(rows)d rows under version %(version)d", rows)
        % {"version": version, "rows": rows}
        for version, rows in sorted(counted.items())
    ]
    return ", ".join(said)


def _still_kept(kept: list[int]) -> str:
    """What older versions in the file are good for: backups from before hold keys under them."""
    last = Entry.objects.filter(event__in=[Event.MATTERS_KEYS_REWRAPPED, Event.KEEPING_RESEALED])
    entry = last.order_by("-id").first()
    there = Backup.objects.there()
    if entry is not None:
        there = there.filter(made_at__lte=EPOCH + timedelta(microseconds=entry.at_us) + A_BATCH)
    until = there.order_by("-expires_on").values_list("expires_on", flat=True).first()
    named = ", ".join(map(str, kept))
    if until is None:
        return (
            _(
                "Also in the file, and needed by no row and no backup: %s. Once manage.py rewrap is done, take it out."
            )
            % named
        )
    return _(
        "Also in the file: %(versions)s, for backups from before. The last of them expires on %(day)s."
    ) % {
        "versions": named,
        "day": date_format(until, "DATE_FORMAT"),
    }
