"""Whether the house can work now, and counts of what is where."""

from collections.abc import Callable
from datetime import timedelta

import redis
from django.db import DatabaseError, connection
from django.db.models import Count, Model
from django.utils import timezone

from apps.audit.queries import state
from apps.desk import alive, failing
from apps.drafting.models import Request
from apps.intake.models import Source
from apps.keeping import unfinished
from apps.policy.models import Breaker, Crossing
from apps.review.models import ReviewTask
from apps.sync.models import Delivery

LOG_FRESH = timedelta(seconds=15)
SAID_ONLY = frozenset({"looks"})
"""Parts that are told and do not make the house unready: one stage fails, and the others work."""


def is_ready(parts: dict[str, bool]) -> bool:
    """Whether everything holds that the whole house needs."""
    return all(holds for part, holds in parts.items() if part not in SAID_ONLY)


def _holds(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except (DatabaseError, redis.RedisError, OSError):
        return False


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def _redis() -> bool:
    with alive.connect() as client:
        return bool(client.ping())


def _alive(kind: str) -> bool:
    return any(process.kind == kind for process in alive.everyone())


def _log() -> bool:
    """Fresh: nothing has waited long for its place, and what is placed is signed or will be in a moment."""
    log = state()
    return log.fresh(timezone.now(), within=LOG_FRESH) and (log.size == 0 or log.signed_at is not None)


PARTS: dict[str, Callable[[], bool]] = {
    "database": _database,
    "redis": _redis,
    "workers": lambda: _alive("worker"),
    "scheduler": lambda: _alive("scheduler"),
    "breaker": lambda: not Breaker.objects.filter(is_open=True).exists(),
    "log": _log,
    "restore": lambda: not unfinished.stands(),
    "looks": lambda: not failing.everyone(),
}


def looks_failing() -> list[str]:
    """The looks that fail now, or go round rows that failed; none where Redis cannot be asked."""
    return [each.look for each in _failing()]


def parts(*names: str) -> dict[str, bool]:
    """Each part, or each that is named, and whether it can work. A part that cannot be asked cannot work."""
    return {name: _holds(PARTS[name]) for name in names or PARTS}


COUNTED: tuple[tuple[str, type[Model]], ...] = (
    ("sources", Source),
    ("requests", Request),
    ("crossings", Crossing),
    ("review_tasks", ReviewTask),
    ("deliveries", Delivery),
)


def metrics() -> str:
    """Prometheus text: rows by state, each part of readiness as 0 or 1, how often in a row a look failed, and how many
    rows one leaves out because they failed."""
    lines = []
    for name, model in COUNTED:
        lines.append(f"# TYPE firmai_{name} gauge")
        counts = (
            model._default_manager.order_by().values_list("state").annotate(Count("pk")).order_by("state")
        )
        lines += [f'firmai_{name}{{state="{state}"}} {count}' for state, count in counts]
    lines.append("# TYPE firmai_ready gauge")
    lines += [f'firmai_ready{{part="{part}"}} {int(holds)}' for part, holds in parts().items()]
    failing_now = _failing()
    for name, counted in (("look_failures", "times"), ("look_rows_left_out", "rows")):
        lines.append(f"# TYPE firmai_{name} gauge")
        lines += [
            f'firmai_{name}{{look="{each.look}",error="{each.error}"}} {count}'
            for each in failing_now
            if (count := getattr(each, counted))
        ]
    return "\n".join(lines) + "\n"


def _failing() -> list[failing.Failing]:
    """The looks that fail now; none where Redis cannot be asked, which is said as a part of its own."""
    try:
        return failing.everyone()
    except redis.RedisError:
        return []
