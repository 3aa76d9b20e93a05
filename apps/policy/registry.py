"""Changes to the registers: a surface the contract covers, a hop of the data path, a source that was read again."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.audit.facts import RemoteId, firm_digest
from apps.core.errors import BadInput, NotAllowed
from apps.people.models import User
from apps.policy import rules
from apps.policy.attempts import Act, on_record
from apps.policy.models import Confirmation, Hop, ModelTerm, Price, Surface
from apps.policy.registers import Rests, Standing, Where


class Register(enum.StrEnum):
    """Codes for the record."""

    SURFACES = "surfaces"
    PATH = "path"
    MODELS = "models"


@on_record(Act.CONFIRM_SURFACE)
def confirm_surface(*, surface: Surface, reference: str, until: date, by: User) -> Confirmation:
    """Put on record that the firm's contract covers a surface that waits for that, by which clause, until when.

    Raises NotAllowed for a surface that is blocked, whoever asks, and BadInput.
    """
    rules.check_may_confirm(by)
    held = Surface.objects.select_for_update().get(pk=surface.pk)
    if held.standing != Standing.UNLESS_CONFIRMED:
        raise NotAllowed(
            _(
                "Only a surface that waits for the contract's word can be confirmed. Nobody can open a blocked one."
            ),
            codes=("surface_blocked",),
        )
    if not reference.strip():
        raise BadInput(_("Name the clause of the contract by its reference."))
    if until <= timezone.localdate():
        raise BadInput(_("Choose a day to come until which this may be relied on."))
    Confirmation.objects.filter(surface=held, ended_at=None).update(ended_at=timezone.now())
    made = Confirmation.objects.create(
        surface=held, reference=reference.strip(), until=until, confirmed_by=by
    )
    audit.record(
        event=Event.POLICY_SURFACE_CONFIRMED,
        by=by,
        on=made,
        surface=RemoteId(held.code),
        digest=firm_digest(b"surface", made.reference.encode(), until.isoformat().encode()),
    )
    return made


@on_record(Act.WITHDRAW_CONFIRMATION)
def withdraw_confirmation(*, surface: Surface, by: User) -> None:
    """End it, whatever its day. Raises NotAllowed. Where there is none, nothing changes."""
    rules.check_may_confirm(by)
    held = Confirmation.objects.select_for_update().filter(surface=surface, ended_at=None).first()
    if held is None:
        return
    held.ended_at = timezone.now()
    held.save(update_fields=["ended_at"])
    audit.record(event=Event.POLICY_SURFACE_WITHDRAWN, by=by, on=held, surface=RemoteId(surface.code))


@on_record(Act.RECHECK)
def recheck(*, row: Surface | Hop | ModelTerm, by: User) -> None:
    """A person read the row's source again today, found it as it stands, and answers for it; for a model, for its
    prices too. Raises NotAllowed."""
    rules.check_may_confirm(by)
    today = timezone.localdate()
    type(row).objects.filter(pk=row.pk).update(checked_on=today, owner=by)
    if isinstance(row, ModelTerm):
        Price.objects.filter(model=row).update(checked_on=today, owner=by)
    audit.record(
        event=Event.POLICY_REGISTER_CHECKED,
        by=by,
        on=by,
        register={Surface: Register.SURFACES, Hop: Register.PATH, ModelTerm: Register.MODELS}[type(row)],
        row=RemoteId(row.pk),
    )


@on_record(Act.RECORD_HOP)
def record_hop(
    *,
    code: str,
    region: Where,
    in_use: bool,
    by: User,
    kept: str = "",
    terms: str = "",
    disputed: str | None = None,
    rests: Sequence[Rests] | None = None,
) -> Hop:
    """Say where a place on the data path is, whether the firm uses it, under what terms, and who says otherwise (None
    leaves that as it was). Raises NotAllowed, or BadInput for a place that is not on the path or an answer that says
    nothing."""
    rules.check_may_confirm(by)
    hop = Hop.objects.select_for_update().filter(code=code).first()
    if hop is None:
        raise BadInput(_("Choose a place on the path."))
    if in_use and region == Where.UNKNOWN:
        raise BadInput(_("Say where it is, or that it is not used."))
    hop.region, hop.in_use, hop.kept, hop.terms = Where(region), in_use, kept.strip(), terms.strip()
    if disputed is not None:
        hop.disputed = disputed.strip()
    if rests is not None:
        hop.rests = [Rests(each) for each in rests]
    hop.checked_on, hop.owner = timezone.localdate(), by
    hop.save()
    audit.record(
        event=Event.POLICY_HOP_RECORDED,
        by=by,
        on=by,
        hop=RemoteId(hop.code),
        where=Where(hop.region),
        in_use=in_use,
        digest=firm_digest(b"hop", hop.kept.encode(), hop.terms.encode(), hop.disputed.encode()),
    )
    return hop
