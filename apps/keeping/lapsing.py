"""A destruction that was proposed or approved and is not carried out."""

from __future__ import annotations

from django.utils import timezone

from apps.audit import services as audit
from apps.audit.events import Event
from apps.keeping import states
from apps.keeping.models import Destruction, State
from apps.keeping.rules import Lapse
from apps.people.models import User


def lapse(destruction: Destruction, why: Lapse, *, by: User) -> None:
    """End one that is open, and locked. In a transaction."""
    states.move(destruction, State.LAPSED, settled_by=by, settled_at=timezone.now())
    audit.record(
        event=Event.KEEPING_DESTRUCTION_LAPSED, by=by, on=destruction, rule=destruction.rule_id, reason=why
    )
