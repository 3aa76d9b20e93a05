"""Proposing and approving the firm's instructions for a kind of work."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.audit.facts import Digest, firm_digest
from apps.core.errors import BadInput, WrongState
from apps.drafting import rules
from apps.drafting.models import Workflow, WorkflowState, WorkflowVersion
from apps.people.models import User


@transaction.atomic
def propose_workflow(
    *,
    workflow: Workflow,
    instructions: str,
    instructions_fr: str,
    model: str,
    by: User,
    effort: str = "medium",
    max_tokens: int = 16000,
) -> WorkflowVersion:
    """A new version of a workflow, to be approved by a partner. Raises BadInput where a language is missing."""
    workflow = Workflow.objects.select_for_update().get(pk=workflow.pk)
    rules.check_can_propose(by)
    if not instructions.strip() or not instructions_fr.strip():
        raise BadInput(_("A workflow needs its instructions in English and in French."))
    newest = workflow.versions.order_by("-number").first()
    version = WorkflowVersion.objects.create(
        workflow=workflow,
        number=newest.number + 1 if newest else 1,
        instructions=instructions.strip(),
        instructions_fr=instructions_fr.strip(),
        model=model,
        effort=effort,
        max_tokens=max_tokens,
        proposed_by=by,
    )
    audit.record(
        event=Event.DRAFTING_WORKFLOW_PROPOSED,
        by=by,
        on=version,
        version=version.number,
        digest=_digest(version),
    )
    return version


@transaction.atomic
def approve_workflow(*, version: WorkflowVersion, by: User) -> WorkflowVersion:
    """Put a proposed version in force; the one before it is retired. A partner's act."""
    Workflow.objects.select_for_update().get(pk=version.workflow_id)
    version = WorkflowVersion.objects.select_for_update().get(pk=version.pk)
    rules.check_can_approve_workflow(by)
    if version.state != WorkflowState.PROPOSED:
        raise WrongState(_("This version was decided already."))
    in_force = version.workflow.versions.filter(state=WorkflowState.APPROVED)
    in_force.update(state=WorkflowState.RETIRED)
    version.state, version.approved_by, version.approved_at = WorkflowState.APPROVED, by, timezone.now()
    version.save(update_fields=["state", "approved_by", "approved_at"])
    audit.record(
        event=Event.DRAFTING_WORKFLOW_APPROVED,
        by=by,
        on=version,
        version=version.number,
        digest=_digest(version),
    )
    return version


def _digest(version: WorkflowVersion) -> Digest:
    return firm_digest(
        version.instructions.encode(), version.instructions_fr.encode(), version.model.encode()
    )
