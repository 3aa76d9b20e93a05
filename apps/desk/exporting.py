"""Who may take which entries of the log away, for whom, and the bundle they take.

DESIGN 3: a partner exports their own matters; an administrator or auditor exports anything, content-free; nobody else
exports. A screen holds as everywhere. Each export is an entry itself, written before the first byte is sent.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.audit import services as audit
from apps.audit.bundles import writing
from apps.audit.bundles.selection import NothingToProve, Scope, Selection, select
from apps.audit.events import Event
from apps.audit.models import Entry
from apps.core.errors import FirmaiError, NotAllowed
from apps.core.identity import as_uuid
from apps.desk import timeline
from apps.desk.summary import Summary
from apps.matters.models import Matter
from apps.people.models import User


class Recipient(models.TextChoices):
    """Whom an export is for."""

    CLIENT = "client", gettext_lazy("The client")
    REGULATOR = "regulator", gettext_lazy("A regulator")
    COURT = "court", gettext_lazy("A court, or counsel")
    AUDITOR = "auditor", gettext_lazy("An auditor")
    FIRM = "firm", gettext_lazy("The firm's own file")


SEE_NO_MATTER = frozenset({Recipient.AUDITOR})
"""Recipients for whom matters stay ids."""


class ScopeKind(enum.StrEnum):
    MATTER = "matter"
    PERSON = "person"
    PERIOD = "period"


class Reason(enum.StrEnum):
    """Why an export was refused."""

    ROLE_DOES_NOT_EXPORT = "role_does_not_export"
    NOT_OWN_MATTER = "not_own_matter"
    NOT_ONE_MATTER = "not_one_matter"
    OPEN_PERIOD = "open_period"


class NothingThere(FirmaiError):
    """No entry that was asked for has been signed."""

    def __init__(self) -> None:
        super().__init__(
            _("There is no signed entry of that kind. What was just done is signed within a minute.")
        )


@dataclass(frozen=True)
class Export:
    """A bundle on its way: the archive's name, how many entries it holds, and its bytes piece by piece."""

    name: str
    entries: int
    pieces: Iterator[bytes]


def own_matters(user: User) -> QuerySet[Matter]:
    """The matters that this person answers for or works on now, without those they are screened from."""
    return Matter.objects.visible_to(user).worked_on_by(user)


def sees_all(user: User) -> bool:
    """Whether this person may take any entry away, content-free."""
    return user.is_active and (user.is_administrator or user.is_auditor)


def can_export(user: User) -> bool:
    """Whether there is anything for this person to export."""
    return sees_all(user) or (user.is_active and user.is_partner)


def exportable_by(user: User) -> QuerySet[Entry]:
    """Every entry that this person may take away."""
    if sees_all(user):
        return timeline.whole(user)
    if not can_export(user):
        return Entry.objects.none()
    return Entry.objects.filter(matter__in=own_matters(user).values("pk"))


def check_can_export(user: User, scope: Scope, recipient: Recipient) -> None:
    """Raises NotAllowed with the reason."""
    if not can_export(user):
        raise NotAllowed(_("Your role does not export the log."), codes=(Reason.ROLE_DOES_NOT_EXPORT,))
    if scope.matter and not sees_all(user) and not own_matters(user).filter(pk=scope.matter).exists():
        raise NotAllowed(_("This is not one of your own matters."), codes=(Reason.NOT_OWN_MATTER,))
    if recipient == Recipient.CLIENT and not scope.matter:
        raise NotAllowed(_("A client is given one matter's entries, theirs."), codes=(Reason.NOT_ONE_MATTER,))
    if not scope.matter and not scope.person and (scope.since is None or scope.until is None):
        raise NotAllowed(_("A period has a first and a last day."), codes=(Reason.OPEN_PERIOD,))


def export(
    *, scope: Scope, recipient: Recipient, named: bool = True, by: User, asked_by: User | None = None
) -> Export:
    """The bundle of a scope, recorded and ready to be sent.

    Where a robot does it, `asked_by` is the person whose rights decide. `named` puts names to the ids, as far as that
    person and the recipient may see. Raises NotAllowed, which is on record, and NothingThere.
    """
    person = asked_by or by
    try:
        check_can_export(person, scope, recipient)
    except NotAllowed as refused:
        with transaction.atomic():
            _record_refusal(refused, scope, by=by, asked_by=asked_by)
        raise
    try:
        selection = select(scope, exportable_by(person))
    except NothingToProve:
        raise NothingThere from None
    with transaction.atomic():
        _record(selection, recipient, named, by=by, asked_by=asked_by)
    summary = Summary(
        person,
        named=named,
        matters_named=recipient not in SEE_NO_MATTER,
        scope=scope,
        is_whole=sees_all(person),
    )
    about = writing.About(by=person.pk, recipient=recipient.value, made_at=timezone.now())
    return Export(
        name=f"log-{timezone.localdate():%Y-%m-%d}.zip",
        entries=len(selection.ids),
        pieces=writing.pieces(selection, about, summary),
    )


def matter_named(named: str, user: User) -> UUID | None:
    """The id of a matter by its id or, for whoever may see it, its number. None where they know of no such matter."""
    found = Matter.objects.visible_to(user).filter(Q(number=named) | Q(pk=as_uuid(named))).first()
    if found is not None:
        return found.pk
    key = as_uuid(named) if sees_all(user) else None
    return key if key and exportable_by(user).filter(matter=key).exists() else None


def beginning_of(day: date) -> datetime:
    """The first instant of a day where the firm is."""
    return datetime.combine(day, time.min, timezone.get_default_timezone())


def kind_of(scope: Scope) -> ScopeKind:
    """What a bundle is about first of all."""
    if scope.matter:
        return ScopeKind.MATTER
    return ScopeKind.PERSON if scope.person else ScopeKind.PERIOD


def _record(
    selection: Selection, recipient: Recipient, named: bool, *, by: User, asked_by: User | None
) -> None:
    scope, kind = selection.scope, kind_of(selection.scope)
    matter = Matter.objects.filter(pk=scope.matter).first() if scope.matter else None
    audit.record(
        event=Event.LOG_EXPORTED,
        by=by,
        asked_by=asked_by,
        on=matter or asked_by or by,
        entries=len(selection.ids),
        size=selection.checkpoint.size,
        scope=kind,
        scope_id=scope.matter or scope.person,
        since=scope.since,
        until=scope.until,
        recipient=recipient,
        named=named,
    )


def _record_refusal(refused: NotAllowed, scope: Scope, *, by: User, asked_by: User | None) -> None:
    audit.record(
        event=Event.LOG_EXPORT_REFUSED,
        by=by,
        asked_by=asked_by,
        on=asked_by or by,
        reasons=[Reason(code) for code in refused.codes],
        scope=kind_of(scope),
        scope_id=scope.matter or scope.person,
    )
