"""Delegations: a lawyer lets a person sign one kind of certificate in one matter, until a day, and may revoke it."""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime, time
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core.aside import Aside
from apps.core.errors import BadInput, Conflict, WrongState
from apps.matters import rules
from apps.matters.models import Certificate, Delegation, Matter
from apps.matters.refusals import on_record
from apps.matters.rules import Attempt, DelegationEnd
from apps.people.models import User

_aside: Aside[UUID] = Aside("delegation_of_departed", logging.getLogger(__name__))


@on_record(Attempt.DELEGATE)
def give_delegation(*, matter: Matter, delegate: User, what: str, last_day: date, by: User) -> Delegation:
    """Let somebody on the matter sign for oneself, until the end of a day.

    Raises NotAllowed, WrongState for a closed matter, BadInput for a day that has passed, or Conflict where the
    same is delegated already.
    """
    matter = Matter.objects.select_for_update().get(pk=matter.pk)
    rules.check_can_delegate(by, matter)
    rules.check_can_be_delegate(delegate, matter, by)
    if last_day < timezone.localdate():
        raise BadInput(_("The last day of the delegation has passed."))
    same = Delegation.objects.current().filter(matter=matter, lawyer=by, delegate=delegate, what=what)
    if same.exists():
        raise Conflict(_("%(name)s may sign this for you already.") % {"name": delegate.full_name})
    delegation = Delegation.objects.create(
        matter=matter, lawyer=by, delegate=delegate, what=Certificate(what), last_day=last_day
    )
    audit.record(
        event=Event.MATTERS_DELEGATION_GIVEN,
        by=by,
        on=delegation,
        delegate=delegate.pk,
        what=Certificate(what),
        ends_at=datetime.combine(last_day, time(), UTC),
    )
    return delegation


@on_record(Attempt.REVOKE)
def revoke_delegation(*, delegation: Delegation, by: User) -> Delegation:
    """End a delegation at once: whoever gave it, or a partner of the matter. Raises NotAllowed or WrongState."""
    delegation = Delegation.objects.select_for_update(of=("self",)).get(pk=delegation.pk)
    rules.check_can_revoke(by, delegation)
    if delegation.revoked_at is not None or delegation.last_day < timezone.localdate():
        raise WrongState(_("This delegation has ended."))
    _end(delegation, by=by, reason=DelegationEnd.REVOKED)
    return delegation


def end_delegations_of_departed(*, by: User, limit: int) -> int:
    """Those by or to people whose accounts were closed, one by one. Returns how many."""
    found = _of_departed().exclude(pk__in=_aside.out()).order_by("pk").values_list("pk", flat=True)
    return sum(_aside.each(list(found[:limit]), lambda pk: _ended(pk, by)))


def _of_departed() -> QuerySet[Delegation]:
    gone = Q(lawyer__is_active=False) | Q(delegate__is_active=False)
    gone |= Q(given_at__lt=F("lawyer__back_at")) | Q(given_at__lt=F("delegate__back_at"))
    return Delegation.objects.current().filter(gone)


@transaction.atomic
def _ended(pk: UUID, by: User) -> bool:
    delegation = _of_departed().select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
    if delegation is not None:
        _end(delegation, by=by, reason=DelegationEnd.ACCOUNT_CLOSED)
    return delegation is not None


def _end(delegation: Delegation, *, by: User, reason: DelegationEnd) -> None:
    delegation.revoked_at, delegation.revoked_by = timezone.now(), by
    delegation.save(update_fields=["revoked_at", "revoked_by"])
    audit.record(
        event=Event.MATTERS_DELEGATION_ENDED,
        by=by,
        on=delegation,
        lawyer=delegation.lawyer_id,
        delegate=delegation.delegate_id,
        what=Certificate(delegation.what),
        reason=reason,
    )
