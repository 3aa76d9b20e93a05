"""The controls of what may cross and under what terms: retention, routing, the workspace, usage, surfaces, the path."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from apps.desk.seen import Seen, Status
from apps.policy import paths, reconciled
from apps.policy.models import (
    Arrangement,
    Crossing,
    CrossingState,
    Hop,
    Reconciliation,
    Surface,
    WorkspaceCheck,
)
from apps.policy.observed import Outcome, Retention, WorkspaceFault
from apps.policy.registers import Standing


def retention() -> Seen:
    held = Arrangement.objects.filter(ended_at=None, organization=settings.CLAUDE_ORGANIZATION).first()
    if held is None:
        return Seen(
            Status.FAIL,
            _("not on record"),
            _("No zero-data-retention arrangement is on record; nothing is sent."),
        )
    if held.review_by < timezone.localdate():
        return Seen(
            Status.FAIL,
            _("review overdue"),
            _("The arrangement was to be reviewed by %s.") % _day(held.review_by),
        )
    agreed = _("Agreement %(ref)s, confirmed %(on)s, next review %(by)s.") % {
        "ref": held.agreement,
        "on": _day(timezone.localdate(held.confirmed_at)),
        "by": _day(held.review_by),
    }
    look = _newest_look(held)
    if look is None or look.retention == Retention.UNWATCHED:
        return Seen(
            Status.WARN,
            _("by agreement"),
            agreed + " " + _("The vendor's own feed is not watched, so it is not observed."),
        )
    read = _("The feed, read %s:") % _minute(look.at)
    if look.watched_since is None:
        read = _("The feed is not on any more. What it showed last:")
    words = f"{agreed} {read} {Retention(look.retention).label}."
    if look.retention == Retention.ON:
        return Seen(Status.FAIL, _("switched on"), words)
    if _is_late(look):
        return Seen(Status.WARN, _("not looked at lately"), words)
    if look.retention == Retention.OFF_SINCE:
        return Seen(
            Status.WARN,
            _("observed since %s") % _day(timezone.localdate(look.watched_since or look.at)),
            words,
        )
    return Seen(Status.OK, _("observed"), words)


def _newest_look(held: Arrangement) -> WorkspaceCheck | None:
    looks = WorkspaceCheck.objects.filter(organization=held.organization, workspace=held.workspace)
    return looks.exclude(outcome=Outcome.NOT_SEEN).order_by("-at").first()


def _is_late(look: WorkspaceCheck) -> bool:
    return look.at < timezone.now() - timedelta(hours=settings.CLAUDE_UNSEEN_WARN_HOURS)


def _day(on: date) -> str:
    return date_format(on, "DATE_FORMAT")


def _minute(at: datetime) -> str:
    return date_format(timezone.localtime(at), "DATETIME_FORMAT")


def workspace() -> Seen:
    last = WorkspaceCheck.objects.order_by("-at").first()
    if last is None:
        return Seen(
            Status.UNKNOWN,
            _("never looked at"),
            _("manage.py workspace_check has not been run: it needs the vendor's admin key."),
        )
    if last.outcome == Outcome.NOT_SEEN:
        return Seen(
            Status.WARN,
            _("could not look"),
            _("Tried %(at)s: %(code)s.") % {"at": _minute(last.at), "code": last.trouble},
        )
    if last.outcome == Outcome.DIFFERS:
        faults = " ".join(str(WorkspaceFault(each).label) for each in last.faults)
        return Seen(
            Status.FAIL,
            _("not as required"),
            _("%(name)s: %(value)s") % {"name": _minute(last.at), "value": faults},
        )
    words = _("Seen %(at)s: inference %(allowed)s, default %(default)s, storage %(geo)s.") % {
        "at": _minute(last.at),
        "allowed": ", ".join(last.allowed_geos).upper(),
        "default": last.default_geo.upper(),
        "geo": last.workspace_geo.upper(),
    }
    if _is_late(last):
        return Seen(Status.WARN, _("not looked at lately"), words)
    if last.destinations is None:
        told = _("The vendor does not tell whether content can be exported to a collector outside.")
        return Seen(Status.WARN, _("exports not seen"), f"{words} {told}")
    return Seen(Status.OK, _("as required"), words)


def usage() -> Seen:
    ours = {"organization": settings.CLAUDE_ORGANIZATION, "workspace": settings.CLAUDE_WORKSPACE}
    last = Reconciliation.objects.filter(**ours).order_by("-at").first()
    if last is None:
        return Seen(Status.UNKNOWN, _("never compared"), _("manage.py reconcile_usage has not been run."))
    days = _days(last.starts, last.ends)
    missing = _missing()
    if last.outcome == Outcome.NOT_SEEN:
        words = _("The report could not be read: %s.") % last.trouble
        return Seen(Status.WARN, _("could not look"), f"{words} {missing}".strip())
    if last.outcome == Outcome.DIFFERS:
        kinds = sorted({str(each.get_kind_display()) for each in last.differences.all()})
        words = _("%(from)s to %(to)s:") % days + " " + " ".join(kinds)
        return Seen(Status.FAIL, _("differs"), f"{words} {missing}".strip())
    if missing:
        return Seen(Status.WARN, _("days missing"), missing)
    return Seen(
        Status.OK,
        _("agrees"),
        _("%(from)s to %(to)s: %(n)d crossings, every token as the vendor counts it.")
        % {**days, "n": last.crossings},
    )


def _missing() -> str:
    """The days that were never put beside the report. Yesterday's may still be under way."""
    until, _ends = reconciled.last_days(1, now=timezone.now())
    gaps = reconciled.missed(until=until)
    return " ".join(_("Never compared: %(from)s to %(to)s.") % _days(*gap) for gap in gaps)


def _days(starts: datetime, ends: datetime) -> dict[str, str]:
    return {"from": _day(starts.date()), "to": _day((ends - timedelta(days=1)).date())}


def path() -> Seen:
    hops = Hop.objects.filter(ours=True).exclude(in_use=False)
    found = [paths.Place(hop.code, hop, hop.region) for hop in hops]
    doubtful = [place for place in found if place.doubt]
    if doubtful:
        words = "; ".join(
            _("%(name)s: %(value)s") % {"name": place.name, "value": place.doubt_words} for place in doubtful
        )
        return Seen(Status.FAIL, _("in doubt"), words)
    return Seen(
        Status.OK,
        _("in Canada"),
        "; ".join(
            _("%(name)s: %(value)s")
            % {"name": place.name, "value": f"{place.where}, {place.hop.terms or '—'}"}
            for place in found
            if place.hop
        ),
    )


def surfaces() -> Seen:
    rows = list(Surface.objects.all())
    old = [row.code for row in rows if row.is_old]
    counted = _("%(n)d ways on record, %(blocked)d blocked.") % {
        "n": len(rows),
        "blocked": sum(row.standing == Standing.BLOCKED for row in rows),
    }
    if old:
        return Seen(Status.WARN, _("read long ago"), counted + " " + _("Read again: %s.") % ", ".join(old))
    return Seen(Status.OK, _("read lately"), counted)


def routing() -> Seen:
    month = timezone.now() - timedelta(days=30)
    counts = Crossing.objects.filter(started_at__gte=month).aggregate(
        answered=Count("pk", filter=Q(state=CrossingState.ANSWERED)),
        us=Count("pk", filter=Q(state=CrossingState.ANSWERED, geo_returned="us")),
        refused=Count("pk", filter=Q(state=CrossingState.REFUSED)),
    )
    if not counts["answered"] and not counts["refused"]:
        return Seen(Status.UNKNOWN, _("nothing sent yet"), _("No call in the last 30 days."))
    word = _("%(us)d of %(all)d replies") % {
        "us": counts["us"],
        "all": counts["answered"] + counts["refused"],
    }
    evidence = _("The vendor reported US-only routing for %(us)d replies of the last 30 days; %(refused)d were refused "
                 "and discarded. It names a routing class, not a data centre.") % counts  # fmt: skip
    return Seen(Status.OK if not counts["refused"] else Status.WARN, word, evidence)
