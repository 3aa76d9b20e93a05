"""``manage.py reconcile_usage``: our crossings against the vendor's usage report, difference by difference."""

import json
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from apps.people.models import Robot, User
from apps.policy import reconciled, watching
from apps.policy.models import Reconciliation
from apps.policy.observed import DifferenceKind, Outcome, Trigger

MOST_DAYS = 366


class Command(BaseCommand):
    help = (
        "Compares the tokens booked here with the vendor's usage report, by day in UTC, model and category, and puts "
        "every difference on record. Exit status 1 if they differ or the report could not be read."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="for machines")
        parser.add_argument("--days", type=int, default=1, help="this many whole days up to yesterday (1)")
        parser.add_argument("--from", dest="first", type=date.fromisoformat, help="first day, in UTC")
        parser.add_argument("--to", dest="last", type=date.fromisoformat, help="last day, included")
        parser.add_argument("--workspace", default="", help="an earlier one than that in use")

    def handle(self, *args: Any, json: bool = False, workspace: str = "", **options: Any) -> None:
        starts, ends = _period(**{name: options[name] for name in ("days", "first", "last")})
        done = watching.reconcile(
            starts=starts,
            ends=ends,
            trigger=Trigger.HAND,
            by=User.for_robot(Robot.OPERATOR),
            workspace=workspace,
        )
        self.stdout.write(_as_json(done) if json else _as_text(done))
        if done.outcome != Outcome.HELD:
            raise SystemExit(1)


def _period(*, days: int, first: date | None, last: date | None) -> tuple[datetime, datetime]:
    if first is None and last is None:
        if not 1 <= days <= MOST_DAYS:
            raise CommandError(f"--days is from 1 to {MOST_DAYS}.")
        return reconciled.last_days(days, now=timezone.now())
    if first is None or last is None or last < first or (last - first).days >= MOST_DAYS:
        raise CommandError(f"Give --from and --to, in this order and at most {MOST_DAYS} days apart.")
    return datetime.combine(first, time(), UTC), datetime.combine(last + timedelta(days=1), time(), UTC)


def _rows(done: Reconciliation) -> list[dict[str, Any]]:
    names = ("kind", "model", "category", "ours", "theirs", "seen")
    return [
        {"day": each.day.isoformat()} | {name: getattr(each, name) for name in names}
        for each in done.differences.order_by("day", "model", "kind", "category")
    ]


def _as_json(done: Reconciliation) -> str:
    told = {
        "id": str(done.pk),
        "from": done.starts.isoformat(),
        "to": done.ends.isoformat(),
        "outcome": done.outcome,
        "trouble": done.trouble,
        "crossings": done.crossings,
        "our_tokens": done.our_tokens,
        "their_tokens": done.their_tokens,
        "differences": _rows(done),
    }
    return json.dumps(told, indent=1)


def _as_text(done: Reconciliation) -> str:
    last = done.ends - timedelta(days=1)
    lines = [f"{done.starts:%Y-%m-%d} to {last:%Y-%m-%d}, {done.crossings} crossings"]
    if done.trouble:
        return "\n".join([*lines, f"NOT SEEN: {done.trouble}"])
    lines.append(f"tokens here {done.our_tokens}, at the vendor {done.their_tokens}")
    for row in _rows(done):
        what = " ".join(filter(None, (row["model"], row["category"], row["seen"])))
        lines.append(
            f"{row['day']}  {what}: here {row['ours']}, there {row['theirs']}. {DifferenceKind(row['kind']).label}"
        )
    return "\n".join([*lines, f"{Outcome(done.outcome).label}"])
