"""What the pages about kinds of work print."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from apps.core.text import canonical
from apps.desk.forms import EFFORTS
from apps.drafting import rules
from apps.drafting.models import Request, Workflow, WorkflowState, WorkflowVersion
from apps.matters import loosening
from apps.matters.models import Matter
from apps.people.models import User
from apps.review.written import redline


def row(workflow: Workflow) -> dict[str, Any]:
    """A line of the list; the versions were fetched with it."""
    versions = sorted(workflow.versions.all(), key=lambda each: -each.number)
    return {
        "workflow": workflow,
        "in_force": next((each for each in versions if each.state == WorkflowState.APPROVED), None),
        "proposed": next((each for each in versions if each.state == WorkflowState.PROPOSED), None),
        "count": len(versions),
    }


def version(
    workflow: Workflow, shown: WorkflowVersion, versions: Sequence[WorkflowVersion], user: User
) -> dict[str, Any]:
    """One version with what it changes, who tried it, and what this person may do about it."""
    base = _before(shown, versions)
    trials = (
        Request.objects.visible_to(user)
        .filter(workflow_version=shown, matter__is_training=True)
        .select_related("matter", "requested_by", "draft__task")
        .order_by("-made_at")[:10]
    )
    return {
        "workflow": workflow,
        "version": shown,
        "versions": versions,
        "base": base,
        "changes": _changes(base, shown) if base else [],
        "effort": EFFORTS.get(shown.effort, shown.effort),
        "settings_changed": base is not None and _settings(base) != _settings(shown),
        "trials": list(trials),
        "training": Matter.objects.visible_to(user).open().filter(is_training=True).first(),
        "may_open_training": loosening.may_loosen(user),
        "is_proposed": shown.state == WorkflowState.PROPOSED,
        "may_propose": rules.can_propose(user),
        "may_decide": shown.state == WorkflowState.PROPOSED and rules.can_approve_workflow(user),
    }


def _before(shown: WorkflowVersion, versions: Sequence[WorkflowVersion]) -> WorkflowVersion | None:
    """The version in whose place it came, or would come: of those that were put in force, the newest before it was
    decided. Versions are not always approved in the order of their numbers."""
    found = [
        (each.approved_at, each)
        for each in versions
        if each.state in (WorkflowState.APPROVED, WorkflowState.RETIRED)
        and each.approved_at is not None
        and (shown.approved_at is None or each.approved_at < shown.approved_at)
    ]
    return max(found, key=lambda pair: pair[0], default=(None, None))[1]


def _changes(base: WorkflowVersion, shown: WorkflowVersion) -> list[tuple[str, list[redline.Block]]]:
    """The instructions of each language as a redline, where they changed. Line ends of another kind change nothing."""
    pairs = [
        ("en", canonical(base.instructions), canonical(shown.instructions)),
        ("fr", canonical(base.instructions_fr), canonical(shown.instructions_fr)),
    ]
    return [
        (language, redline.blocks(redline.redline(before, after)))
        for language, before, after in pairs
        if before != after
    ]


def _settings(version: WorkflowVersion) -> tuple[object, ...]:
    return version.model, version.effort, version.max_tokens
