"""Reads of requests and drafts that are more than a filter."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from apps.drafting import rules
from apps.drafting.models import Request, RequestState, Workflow, WorkflowState, WorkflowVersion
from apps.people.models import User
from apps.policy.models import Crossing

RUNNING = (RequestState.CONFIRMED, RequestState.DRAFTING, RequestState.WAITING)


def usable_workflows() -> QuerySet[WorkflowVersion]:
    """The approved version of each kind of work, in the firm's order."""
    return (
        WorkflowVersion.objects.filter(state=WorkflowState.APPROVED)
        .select_related("workflow")
        .order_by("workflow__order", "workflow__code")
    )


def workflows() -> QuerySet[Workflow]:
    """Every kind of work with all its versions."""
    return Workflow.objects.prefetch_related("versions")


def needing_a_person(user: User) -> QuerySet[Request]:
    """Requests of this person's that wait for one: in preview, or stopped."""
    return (
        Request.objects.visible_to(user)
        .filter(requested_by=user, state__in=[RequestState.PREVIEW, RequestState.STOPPED])
        .select_related("matter", "workflow_version__workflow", "responsible")
        .order_by("needed_by", "id")
    )


def running(user: User) -> QuerySet[Request]:
    """Requests of this person's that go on by themselves."""
    return (
        Request.objects.visible_to(user)
        .filter(requested_by=user, state__in=RUNNING)
        .select_related("matter", "workflow_version__workflow")
        .order_by("confirmed_at")
    )


@dataclass(frozen=True)
class Progress:
    """How far a request is: its state, what it needs, and how much of the answer has arrived (characters)."""

    state: RequestState
    need: rules.Need
    received: int
    attempt: int


def progress(request: Request) -> Progress:
    """For a page that asks again every second or so: two queries, no content."""
    newest = Crossing.objects.filter(request_id=request.pk).order_by("-attempt").first()
    return Progress(
        state=RequestState(request.state),
        need=rules.need(request),
        received=newest.received if newest else 0,
        attempt=newest.attempt if newest else 0,
    )


def crossings(request: Request) -> QuerySet[Crossing]:
    """Every attempt to send a request, in order."""
    return Crossing.objects.filter(request_id=request.pk).order_by("attempt")
