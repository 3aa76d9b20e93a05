"""The page of one matter: everything about it that its reader may see, gathered from every stage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from apps.core.alphabet import alphabetical
from apps.core.errors import holds
from apps.desk import exporting, timeline
from apps.desk.lines import by_day
from apps.drafting.models import Request
from apps.intake import queries as intake
from apps.integrations.models import RemoteRecord
from apps.keeping import queries as keeping
from apps.keeping import rules as keeping_rules
from apps.keeping.models import State
from apps.matters import queries as matters
from apps.matters import rules as matter_rules
from apps.matters.models import Delegation, Matter, NoticeKind, Residency, Screen
from apps.people.models import User
from apps.policy.models import CrossingState
from apps.review.models import ReviewTask
from apps.sync.models import Delivery, RecordKind

MOST = 25


@dataclass(frozen=True)
class Work:
    """A request with what came of it."""

    request: Request
    task: ReviewTask | None
    deliveries: list[Delivery]


def gather(matter: Matter, user: User) -> dict[str, Any]:
    """What the matter's page prints."""
    notices = list(matter.client.notices.select_related("recorded_by").order_by("-given_on"))
    may_close = matter_rules.can_close(user, matter)
    return {
        "matter": matter,
        "sources": intake.sources_of(matter, user),
        "work": _work(matter),
        "crossings": matter.crossings.order_by("-started_at")[:MOST],
        "sent": matter.crossings.filter(state=CrossingState.ANSWERED).count(),
        "parties": matter.parties.order_by("role", alphabetical("name")),
        "team": matter.team.current().select_related("user").order_by(alphabetical("user__full_name")),
        "screens": matters.walls(
            Screen.objects.shown_to(user).standing().around(matter).order_by(alphabetical("user__full_name")),
            user,
        )
        if matter_rules.answers_for(user, matter=matter)
        else [],
        "delegations": _delegations(matter, user),
        "may_delegate": matter_rules.can_delegate(user, matter),
        "may_name": may_close and not matter.is_closed,
        "notices": notices,
        "told": any(notice.kind != NoticeKind.REFUSAL for notice in notices),
        "never": matter.residency == Residency.NEVER_LEAVES,
        "days": by_day(timeline.entries_of_matter(matter, user, most=12)),
        "may_export": exporting.own_matters(user).filter(pk=matter.pk).exists()
        and exporting.can_export(user),
        "may_change": matter_rules.can_change(user, matter),
        "may_tighten": holds(matter_rules.check_can_tighten, user, matter),
        "may_close": may_close,
        "may_budget": matter_rules.can_set_budget(user, matter),
        "budget": (matter.budget_cents or 0) / 100,
        "may_screen": matter_rules.answers_for(user, matter=matter),
        "holds": keeping.holds_of(matter, user),
        "may_hold": keeping_rules.can_hold(user, matter),
        "destroyed": matter.destructions.filter(state=State.DESTROYED).first(),
        "may_read_certificate": keeping_rules.sees_keeping(user),
        "kept_until": keeping.due_of(matter),
        "next_deadline": matters.next_deadlines([matter.pk]).get(matter.pk),
        "deadlines": matters.deadlines_of(matter, user),
        "from_practice_system": RemoteRecord.objects.filter(
            kind=RecordKind.MATTER, local_id=matter.pk
        ).exists(),
        "today": timezone.localdate(),
    }


def _delegations(matter: Matter, user: User) -> list[tuple[Delegation, bool]]:
    """Those in force by their dates, each with whether the reader may revoke it."""
    current = matter.delegations.current().select_related("lawyer", "delegate", "matter")
    return [(each, matter_rules.can_revoke(user, each)) for each in current.order_by("last_day")]


def _work(matter: Matter) -> list[Work]:
    requests = list(
        matter.requests.select_related(
            "workflow_version__workflow", "requested_by", "responsible", "draft__task"
        ).order_by("-made_at")[:MOST]
    )
    deliveries: dict[Any, list[Delivery]] = {}
    for delivery in matter.deliveries.select_related("manifest", "connection"):
        deliveries.setdefault(delivery.manifest.task_id, []).append(delivery)
    work = []
    for request in requests:
        task = getattr(getattr(request, "draft", None), "task", None)
        work.append(Work(request, task, deliveries.get(task.pk, []) if task else []))
    return work
