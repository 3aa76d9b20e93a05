"""Proposing and approving the firm's instructions for a kind of work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.audit.facts import Digest, firm_digest
from apps.core.errors import BadInput, Conflict
from apps.core.text import canonical, visible
from apps.drafting import rules, states
from apps.drafting.models import Workflow, WorkflowState, WorkflowVersion
from apps.drafting.rules import Attempt, WorkflowRefusal
from apps.people.models import User
from apps.people.refusals import coded, recording


def _on_record(attempt: Attempt):
    """Runs a service about workflows in one transaction and writes down, outside it, when it was refused."""
    return recording(Event.DRAFTING_WORKFLOW_REFUSED, attempt, coded(WorkflowRefusal), _about)


def _about(given: Mapping[str, Any]) -> Workflow | WorkflowVersion:
    row = given.get("version") or given["workflow"]
    assert isinstance(row, Workflow | WorkflowVersion)
    return row


@_on_record(Attempt.PROPOSE)
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
    """A new version of a workflow, to be tried on the training matter and approved by a partner.

    Raises NotAllowed, or BadInput where a language is missing or nothing changed.
    """
    workflow = Workflow.objects.select_for_update().get(pk=workflow.pk)
    rules.check_can_propose(by)
    # What a partner reads and approves is all that there is.
    words, words_fr = (_as_read(each) for each in (instructions, instructions_fr))
    if not words or not words_fr:
        raise BadInput(_("A workflow needs its instructions in English and in French."))
    newest, stands = workflow.versions.order_by("-number").first(), workflow.stands
    version = WorkflowVersion(
        workflow=workflow,
        number=newest.number + 1 if newest else 1,
        instructions=words,
        instructions_fr=words_fr,
        model=model,
        effort=effort,
        max_tokens=max_tokens,
        proposed_by=by,
    )
    if stands is not None and _asks(stands) == _asks(version):
        raise BadInput(_("Nothing in it differs from the version before."))
    version.save(force_insert=True)
    audit.record(
        event=Event.DRAFTING_WORKFLOW_PROPOSED,
        by=by,
        on=version,
        version=version.number,
        digest=_digest(version),
    )
    return version


def _asks(version: WorkflowVersion) -> tuple[object, ...]:
    """Everything that a version decides."""
    words = (_as_read(version.instructions), _as_read(version.instructions_fr))
    return (*words, version.model, version.effort, version.max_tokens)


def _as_read(words: str) -> str:
    """Without what nobody sees, and with one kind of line end: a form sends another than what is in force has."""
    return visible(canonical(words)).strip()


@_on_record(Attempt.APPROVE)
def approve_workflow(
    *, version: WorkflowVersion, instead_of: WorkflowVersion | None, by: User
) -> WorkflowVersion:
    """Put a proposed version in force; the one before it is retired. A partner's act.

    ``instead_of`` is the one in force that it was compared with, if any. Raises NotAllowed, also where nobody has tried
    it yet, WrongState once it was decided, and Conflict where another was put in force since.
    """
    version = _locked(version)
    rules.check_can_approve_workflow(by)
    rules.check_tried(version)
    in_force = version.workflow.versions.filter(state=WorkflowState.APPROVED).first()
    if in_force != instead_of:
        raise Conflict(
            _(
                "Another version was put in force since this page was opened. Look at what this one changes in it."
            )
        )
    if in_force is not None:
        states.move_workflow(in_force, WorkflowState.RETIRED)
    states.move_workflow(version, WorkflowState.APPROVED, approved_by=by, approved_at=timezone.now())
    audit.record(
        event=Event.DRAFTING_WORKFLOW_APPROVED,
        by=by,
        on=version,
        version=version.number,
        digest=_digest(version),
    )
    return version


@_on_record(Attempt.DECLINE)
def decline_workflow(*, version: WorkflowVersion, by: User) -> WorkflowVersion:
    """Leave a proposed version unused, for good. A partner's act. Raises NotAllowed or WrongState."""
    version = _locked(version)
    rules.check_can_approve_workflow(by)
    states.move_workflow(version, WorkflowState.DECLINED, approved_by=by, approved_at=timezone.now())
    audit.record(
        event=Event.DRAFTING_WORKFLOW_DECLINED,
        by=by,
        on=version,
        version=version.number,
        digest=_digest(version),
    )
    return version


def _locked(version: WorkflowVersion) -> WorkflowVersion:
    Workflow.objects.select_for_update().get(pk=version.workflow_id)
    return WorkflowVersion.objects.select_for_update().get(pk=version.pk)


def _digest(version: WorkflowVersion) -> Digest:
    """Of all that it decides."""
    said = (version.instructions, version.instructions_fr, version.model, version.effort, version.max_tokens)
    return firm_digest(*(str(each).encode() for each in said))
