"""Whether the house can work now, and counts of what is where."""

from collections.abc import Callable
from datetime import timedelta

import redis
from django.db import DatabaseError, connection
from django.db.models import Count, Model
from django.utils import timezone

from apps.audit.queries import state
from apps.desk import alive
from apps.drafting.models import Request
from apps.intake.models import Source
from apps.policy.models import Breaker, Crossing
from apps.review.models import ReviewTask
from apps.sync.models import Delivery

LOG_FRESH = timedelta(seconds=15)


def parts() -> dict[str, bool]:
    """Each part and whether it can work. A part that cannot be asked cannot work."""
    return {
        "database": _holds(_database),
        "redis": _holds(_redis),
        "workers": _holds(lambda: any(process.kind == "worker" for process in alive.everyone())),
        "scheduler": _holds(lambda: any(process.kind == "scheduler" for process in alive.everyone())),
        "breaker": _holds(lambda: not Breaker.objects.filter(is_open=True).exists()),
        "log": _holds(_log),
    }


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


def _log() -> bool:
    """Fresh: nothing has waited long for its place, and what is placed is signed or will be in a moment."""
    log = state()
    return log.fresh(timezone.now(), within=LOG_FRESH) and (log.size == 0 or log.signed_at is not None)


COUNTED: tuple[tuple[str, type[Model]], ...] = (
    ("sources", Source),
    ("requests", Request),
    ("crossings", Crossing),
    ("review_tasks", ReviewTask),
    ("deliveries", Delivery),
)


def metrics() -> str:
    """Prometheus text: rows by state, and each part of readiness as 0 or 1."""
    lines = []
    for name, model in COUNTED:
        lines.append(f"# TYPE firmai_{name} gauge")
        counts = (
            model._default_manager.order_by().values_list("state").annotate(Count("pk")).order_by("state")
        )
        lines += [f'firmai_{name}{{state="{state}"}} {count}' for state, count in counts]
    lines.append("# TYPE firmai_ready gauge")
    lines += [f'firmai_ready{{part="{part}"}} {int(holds)}' for part, holds in parts().items()]
    return "\n".join(lines) + "\n"
