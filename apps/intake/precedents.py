"""The firm's precedents: approved by a partner in a training matter, copied from there into any matter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ParamSpec, TypeVar

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core.errors import Conflict, FirmaiError, NotAllowed, WrongState
from apps.intake import rules
from apps.intake.models import Origin, Precedent, Source, State
from apps.intake.rules import Attempt, PrecedentRefusal
from apps.intake.sources import receive
from apps.matters import keys
from apps.matters.models import Matter
from apps.people.models import User
from apps.people.refusals import recording

P = ParamSpec("P")
R = TypeVar("R")


def _on_record(attempt: Attempt) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Runs a service about precedents in one transaction and writes down, outside it, when it was refused."""
    return recording(Event.MATTERS_REFUSED, attempt, _codes, _about)


def _codes(refused: FirmaiError) -> list[PrecedentRefusal]:
    if not isinstance(refused, NotAllowed):
        conflict = isinstance(refused, Conflict)
        return [PrecedentRefusal.CONFLICT if conflict else PrecedentRefusal.WRONG_STATE]
    known = {each.value for each in PrecedentRefusal}
    codes = [PrecedentRefusal(code) for code in refused.codes if code in known]
    return codes or [PrecedentRefusal.NOT_ON_MATTER]


def _about(given: Mapping[str, Any]) -> Matter:
    if "matter" in given:
        found = given["matter"]
    else:
        found = given["source"].matter if "source" in given else given["precedent"].source.matter
    assert isinstance(found, Matter)
    return found


@_on_record(Attempt.APPROVE_PRECEDENT)
def approve_precedent(*, source: Source, by: User) -> Precedent:
    """A partner says that a document of a training matter may be a source of any matter.

    Raises NotAllowed for others, and for a document of a client's matter; WrongState where it was not read or is one.
    """
    source = Source.objects.select_for_update(of=("self",)).select_related("matter").get(pk=source.pk)
    rules.check_can_approve_precedent(by, source)
    if source.state != State.READY:
        raise WrongState(_("This document was not read yet, or could not be."))
    known = Precedent.objects.filter(source=source).first()
    if known is not None and known.retired_at is None:
        raise WrongState(_("This is a precedent of the firm already."))
    if known is None:
        known = Precedent(source=source)
    known.approved_by, known.approved_at = by, timezone.now()
    known.retired_by = known.retired_at = None
    known.save()
    audit.record(event=Event.INTAKE_PRECEDENT_APPROVED, by=by, on=source, source=source.pk)
    return known


@_on_record(Attempt.RETIRE_PRECEDENT)
def retire_precedent(*, precedent: Precedent, by: User) -> Precedent:
    """Offer it no more. Copies that matters took stay theirs. Raises NotAllowed, or WrongState once retired."""
    row = Precedent.objects.select_for_update(of=("self",)).select_related("source").get(pk=precedent.pk)
    rules.check_can_approve_precedent(by, row.source)
    if row.retired_at is not None:
        raise WrongState(_("This precedent was retired already."))
    row.retired_by, row.retired_at = by, timezone.now()
    row.save(update_fields=["retired_by", "retired_at"])
    audit.record(event=Event.INTAKE_PRECEDENT_RETIRED, by=by, on=row.source, source=row.source_id)
    return row


@_on_record(Attempt.USE_PRECEDENT)
def use_precedent(*, precedent: Precedent, matter: Matter, by: User) -> Source:
    """A copy of a precedent as a source of a matter, sealed under that matter's key. It is read like an upload.

    Raises NotAllowed for who does not work on the matter or where it is offered no more; Known where the matter has it.
    """
    offered = Precedent.objects.in_force().select_related("source").filter(pk=precedent.pk).first()
    if offered is None or not by.works_on_matters:
        raise NotAllowed(
            _("This precedent is not offered any more. Choose another."), codes=(PrecedentRefusal.RETIRED,)
        )
    data = keys.reveal_bytes(offered.source, "original").reveal()
    copy = receive(
        matter=matter,
        by=by,
        origin=Origin.PRECEDENT,
        filename=keys.reveal(offered.source, "filename").reveal(),
        title=keys.reveal(offered.source, "title").reveal(),
        data=data,
    )
    audit.record(event=Event.INTAKE_PRECEDENT_USED, by=by, on=copy, precedent=offered.source_id)
    return copy
