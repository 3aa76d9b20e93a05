"""Whether the house can work now, and counts of what is where."""

from collections.abc import Iterator
from datetime import timedelta

import redis
from django.db import connection
from django.db.models import Count, Model
from django.utils import timezone

from apps.audit.queries import state
from apps.desk import alive, failing, mailed, probing
from apps.desk.probing import Part, Server
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


PARTS: dict[str, Part] = {
    "database": Part(Server.DATABASE, _database),
    "redis": Part(Server.REDIS, _redis),
    "workers": Part(Server.REDIS, lambda: _alive("worker")),
    "scheduler": Part(Server.REDIS, lambda: _alive("scheduler")),
    "breaker": Part(Server.DATABASE, lambda: not Breaker.objects.filter(is_open=True).exists()),
    "log": Part(Server.DATABASE, _log),
    "restore": Part(Server.DATABASE, lambda: not unfinished.stands()),
    "looks": Part(Server.REDIS, lambda: not failing.everyone()),
}


def parts(*names: str) -> dict[str, bool]:
    """Each part, or each that is named, and whether it can work, in about a second. A part that cannot be asked, or
    does not answer by then, cannot work."""
    return probing.ask({name: PARTS[name] for name in names or PARTS})


def looks_failing(found: dict[str, bool]) -> list[failing.Failing]:
    """The looks that fail now, or go round rows that failed; none where Redis cannot be asked, which ``found`` says."""
    try:
        return failing.everyone() if found["redis"] and not found["looks"] else []
    except redis.RedisError:
        return []


COUNTED: tuple[tuple[str, type[Model]], ...] = (
    ("sources", Source),
    ("requests", Request),
    ("crossings", Crossing),
    ("review_tasks", ReviewTask),
    ("deliveries", Delivery),
)


def metrics() -> str:
    """Prometheus text: rows by state, letters that the mail server did not take, each part of readiness as 0 or 1, how
    often in a row a look failed, and how many rows one leaves out because they failed."""
    found = parts()
    lines = [*_counts(), *_letters()] if found["database"] else []
    lines.append("# TYPE firmai_ready gauge")
    lines += [f'firmai_ready{{part="{part}"}} {int(holds)}' for part, holds in found.items()]
    failing_now = looks_failing(found)
    for name, counted in (("look_failures", "times"), ("look_rows_left_out", "rows")):
        lines.append(f"# TYPE firmai_{name} gauge")
        lines += [
            f'firmai_{name}{{look="{each.look}",error="{each.error}"}} {count}'
            for each in failing_now
            if (count := getattr(each, counted))
        ]
    return "\n".join(lines) + "\n"


def _letters() -> Iterator[str]:
    yield "# TYPE firmai_letters_not_taken gauge"
    for why, count in mailed.waiting():
        yield f'firmai_letters_not_taken{{trouble="{why}"}} {count}'
    yield "# TYPE firmai_letters_not_taken_seconds gauge"
    yield f"firmai_letters_not_taken_seconds {mailed.oldest_seconds()}"


def _counts() -> Iterator[str]:
    for name, model in COUNTED:
        yield f"# TYPE firmai_{name} gauge"
        counts = (
            model._default_manager.order_by().values_list("state").annotate(Count("pk")).order_by("state")
        )
        yield from (f'firmai_{name}{{state="{state}"}} {count}' for state, count in counts)
