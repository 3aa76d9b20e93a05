"""What attempts may have cost of which nobody saw the end, once the vendor's usage report shows that they did not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from apps.audit import services as audit
from apps.audit.events import Event
from apps.people.models import User
from apps.policy.models import Crossing, CrossingState, Reconciliation

DAY = timedelta(days=1)
RUNS_ON = timedelta(hours=1)
"""A call that was given up here may go on at the vendor's. None goes on for so long, and by then it is counted."""


def release(days: Iterable[tuple[date, str]], row: Reconciliation, *, by: User) -> list[Crossing]:
    """Let go of what is still reserved for attempts of days and models of which the report counts what is booked here,
    to the token: whatever more they had used would be in it. In the transaction that stores the reconciliation."""
    found = [crossing for day, model in days for crossing in _held(day, model, row)]
    for crossing in found:
        crossing.reserved = Decimal(0)
        crossing.save(update_fields=["reserved"])
        audit.record(
            event=Event.POLICY_RESERVE_RELEASED,
            by=by,
            on=crossing,
            attempt=crossing.attempt,
            request=crossing.request_id,
            reconciliation=row.pk,
        )
    return found


def _held(day: date, model: str, row: Reconciliation) -> list[Crossing]:
    """Those that began and ended on that day, well before it was over, in the workspace that the report is of. One that
    is under way is nobody's yet."""
    begins = datetime.combine(day, time(), UTC)
    last = begins + DAY - RUNS_ON
    if begins + DAY + RUNS_ON > row.at:
        return []
    rows = (
        Crossing.objects.select_for_update(of=("self",))
        .select_related("matter")
        .filter(
            reserved__gt=0,
            arrangement__organization=row.organization,
            arrangement__workspace=row.workspace,
            model_asked=model,
            model_returned__in=("", model),
            started_at__gte=begins,
            ended_at__lt=last,
        )
    )
    return list(rows.exclude(state=CrossingState.STARTED).order_by("started_at", "pk"))
