"""Asking for a draft: making a request, previewing exactly what would cross, confirming it, taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core.days import check_day
from apps.core.errors import BadInput, Conflict, NotAllowed
from apps.core.prepared import Prepared
from apps.core.sensitive import Sensitive
from apps.core.text import canonical
from apps.drafting import assembly, chosen, prompts, readings, replacements, rules, states
from apps.drafting.models import (
    Draft,
    Language,
    Request,
    RequestSource,
    RequestState,
    WorkflowState,
    WorkflowVersion,
)
from apps.drafting.refusals import Act, on_record
from apps.intake.models import Source
from apps.intake.readers import versions
from apps.matters import calendar, keys
from apps.matters.models import Matter
from apps.matters.rules import check_open
from apps.people.models import User
from apps.policy import minimise
from apps.policy import services as policy
from apps.policy.services import Assessed


@on_record(Act.MAKE)
def make_request(
    *,
    matter: Matter,
    workflow: WorkflowVersion,
    language: str,
    needed_by: date,
    responsible: User,
    assignment: Sensitive,
    sources: Sequence[Source],
    by: User,
) -> Request:
    """A request in preview. Nothing crosses until a person has seen what would, and confirmed it.

    Raises NotAllowed, WrongState (closed matter) or BadInput (no assignment, no source, one not read yet, a day that
    nothing can be due on).
    """
    if Source.objects.filter(versions.cannot_be_sent(), pk__in=[each.pk for each in sources]).exists():
        raise BadInput(_("A source has not been read yet, or could not be. Wait for it or leave it out."))
    return _made(
        matter=matter,
        workflow=workflow,
        language=language,
        needed_by=needed_by,
        responsible=responsible,
        assignment=assignment,
        sources=sources,
        by=by,
    )


def _made(
    *,
    matter: Matter,
    workflow: WorkflowVersion,
    language: str,
    needed_by: date,
    responsible: User,
    assignment: Sensitive,
    sources: Sequence[Source],
    by: User,
    revises: Draft | None = None,
    remarks: Sensitive | None = None,
) -> Request:
    """The request and its record. Its preview asks for each source that cannot be read."""
    matter = Matter.objects.select_for_update(of=("self",), no_key=True).get(pk=matter.pk)
    rules.check_can_request(by, matter)
    rules.check_can_answer_for(responsible, matter)
    rules.check_usable(workflow, matter)
    rules.check_assignment(assignment.reveal())
    check_day(needed_by)
    _check_sources(matter, sources)
    if language not in Language.values:
        raise BadInput(_("A draft is written in English or in French."))
    request = Request(
        matter=matter,
        workflow_version=workflow,
        language=language,
        needed_by=needed_by,
        responsible=responsible,
        requested_by=by,
        revises=revises,
        assembly_version=assembly.VERSION,
    )
    asked = canonical(assignment.reveal().strip())
    keys.seal(request, "assignment", Sensitive(asked))
    if remarks is not None and remarks.reveal().strip():
        keys.seal(request, "remarks", Sensitive(canonical(remarks.reveal().strip())))
    request.save(force_insert=True)
    RequestSource.objects.bulk_create(
        RequestSource(request=request, source=source, order=order, reading_hmac=source.reading_hmac)
        for order, source in enumerate(sources)
    )
    audit.record(
        event=Event.DRAFTING_REQUEST_MADE,
        by=by,
        on=request,
        workflow_version=workflow.pk,
        version=workflow.number,
        language=Language(language),
        sources=[source.pk for source in sources],
        responsible=responsible.pk,
        assignment=keys.digest(matter.pk, asked.encode()),
        revises=revises.pk if revises else None,
    )
    return request


def _check_sources(matter: Matter, sources: Sequence[Source]) -> None:
    if not sources:
        raise BadInput(_("Choose at least one source: a draft is made from documents of the matter."))
    if any(source.matter_id != matter.pk for source in sources):
        raise NotAllowed(_("A source belongs to another matter."), codes=("other_matter",))
    if len({source.pk for source in sources}) != len(sources):
        raise BadInput(_("A source was chosen twice."))


@dataclass(frozen=True)
class Preview:
    """Exactly what would cross, what it would cost, and what the gate says. Shown, never stored."""

    request: Request
    parts: tuple[assembly.Part, ...] = field(repr=False)
    placeholders: tuple[str, ...]
    """Placeholders in the texts that would cross, in order of appearance."""
    gate: Assessed
    """Whether it would be sent, and every reason where not."""
    digest: str
    """Hexadecimal; ``confirm`` wants it back."""
    replaced: replacements.Replaced
    """What is replaced, what a person changed in that, and who may not be listed."""

    @property
    def tokens(self) -> int:
        """Estimated tokens of input."""
        return self.gate.tokens

    @property
    def cost(self) -> Decimal:
        """Estimated USD for input and the longest possible answer, US multiplier included."""
        return self.gate.cost


@on_record(Act.PREVIEW)
def preview(*, request: Request, by: User) -> Preview:
    """Show what would cross and remember its digest. Raises NotAllowed, or WrongState once it was confirmed."""
    request = _locked(request.pk)
    rules.check_can_change(by, request)
    rules.check_in_preview(request)
    with keys.read_once(request.matter_id), minimise.opened(request.matter, request.pk):
        prompt = prompts.assembled(request)
        chosen.keep_readings(request)
        readings.hasten(prompts.sources(request))
        name = prompts.digest(request, prompt)
        request.preview_hmac, request.assembly_version = name.hmac, prompt.version
        gate = policy.assess(request=prompts.call(request, prompt, shown_to=by))
        placeholders = prompts.placeholders(prompt)
        replaced = replacements.of(request, prompt, placeholders, by=by)
    request.save(update_fields=["preview_hmac", "assembly_version"])
    audit.record(
        event=Event.DRAFTING_PREVIEW_SHOWN,
        by=by,
        on=request,
        prompt=name,
        input_tokens=gate.tokens,
        cost_micro_usd=int(gate.cost * 1_000_000),
        replacements=len(placeholders),
        assembly=prompt.version,
    )
    return Preview(
        request=request,
        parts=prompt.parts,
        placeholders=placeholders,
        gate=gate,
        digest=name.hmac,
        replaced=replaced,
    )


@on_record(Act.CONFIRM)
def confirm(*, request: Request, by: User, preview_hmac: str) -> Request:
    """Let what was shown be sent. Raises Conflict when something else was shown since, WrongState in a closed
    matter."""
    request = _locked(request.pk)
    rules.check_can_change(by, request)
    rules.check_in_preview(request)
    check_open(request.matter)
    rules.check_usable(request.workflow_version, request.matter)
    if not preview_hmac or preview_hmac != request.preview_hmac:
        raise Conflict(_("What would be sent changed since this page was opened. Look at the preview again."))
    now = timezone.now()
    states.move(
        request,
        RequestState.CONFIRMED,
        confirmed_by=by,
        confirmed_at=now,
        try_after=now,
        lease=None,
        leased_until=None,
        trouble="",
    )
    audit.record(
        event=Event.DRAFTING_REQUEST_CONFIRMED,
        by=by,
        on=request,
        prompt=keys.named(request.matter_id, preview_hmac),
        assembly=request.assembly_version,
    )
    return request


@on_record(Act.WITHDRAW)
def withdraw(*, request: Request, by: User) -> Request:
    """Take a request back. What has crossed stays in the register; a worker that holds it finishes first, and what one
    left open that is gone is ended."""
    request = _locked(request.pk)
    rules.check_can_change(by, request)
    policy.give_up(request_id=request.pk, by=by, asked_by=request.requested_by)
    states.move(request, RequestState.WITHDRAWN, settled_at=timezone.now(), lease=None, leased_until=None)
    audit.record(event=Event.DRAFTING_REQUEST_WITHDRAWN, by=by, on=request)
    return request


@on_record(Act.RESUME)
def resume(*, request: Request, by: User) -> Request:
    """Put a stopped request back in preview: it is shown and confirmed again before anything is sent."""
    request = _locked(request.pk)
    rules.check_can_change(by, request)
    states.move(
        request,
        RequestState.PREVIEW,
        trouble="",
        preview_hmac="",
        confirmed_by=None,
        confirmed_at=None,
        lease=None,
        leased_until=None,
    )
    audit.record(event=Event.DRAFTING_REQUEST_RESUMED, by=by, on=request)
    return request


def open_revision(
    *,
    of: Draft,
    by: User,
    remarks: Sensitive,
    assignment: Sensitive | None = None,
    sources: Sequence[Source] | None = None,
    needed_by: date | None = None,
    responsible: User | None = None,
) -> Request:
    """A new request in preview that carries the assignment, the draft, its sources and the reviewer's comments.

    Its instructions are those in force; of a trial, those that are tried. A source that is not here any more is carried
    as well: the preview says so, and nothing is shown or sent before it was brought in again or left out. Where whoever
    answered for the draft, or was named since (``responsible``), may not any more, the matter's lawyer does.
    """
    before = of.request
    if sources is None:
        chosen = before.chosen.select_related("source").defer("source__original", "source__reading")
        sources = [each.source for each in chosen]
    return _made(
        matter=before.matter,
        workflow=_goes_on_with(before.workflow_version),
        language=before.language,
        needed_by=needed_by or calendar.nearest(before.needed_by),
        responsible=rules.who_answers(responsible or before.responsible, before.matter),
        assignment=assignment or keys.reveal(before, "assignment"),
        sources=sources,
        by=by,
        revises=of,
        remarks=remarks,
    )


def _goes_on_with(version: WorkflowVersion) -> WorkflowVersion:
    if version.state == WorkflowState.PROPOSED:
        return version
    in_force = WorkflowVersion.objects.filter(workflow=version.workflow_id, state=WorkflowState.APPROVED)
    return in_force.first() or version


@transaction.atomic
def claim(limit: int) -> list[UUID]:
    """Ids of requests for workers, oldest confirmation first; those a lost worker held wait no longer.

    Each is marked as handed out for a short time. The task takes the real lease.
    """
    now = timezone.now()
    rows = _unclaimed(limit)(now=now)
    for request in rows:
        if request.state == RequestState.DRAFTING:
            states.move(
                request, RequestState.WAITING, trouble=rules.Trouble.WORKER_LOST, try_after=now, lease=None
            )
        request.leased_until = now + timedelta(seconds=settings.HANDED_OUT_SECONDS)
        request.save(update_fields=["leased_until"])
    return [request.pk for request in rows]


@cache
def _unclaimed(limit: int) -> Prepared[Request]:
    """Looked for by the scheduler four times a second, mostly in vain."""
    rows = Request.objects.select_for_update(skip_locked=True)
    return Prepared(lambda now: rows.unclaimed(now)[:limit])


def _locked(pk: UUID) -> Request:
    request = Request.objects.select_for_update().get(pk=pk)
    request.matter = Matter.objects.get(pk=request.matter_id)
    return request
