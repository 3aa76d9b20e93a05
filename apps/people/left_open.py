"""Sessions that ended because nobody used them, or because the day was over."""

from __future__ import annotations

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from apps.audit import services as audit
from apps.audit.events import Event
from apps.people.door import SignedOut
from apps.people.models import Robot, User


@transaction.atomic
def end_unused(limit: int) -> None:
    """Take out sessions whose time is over, and put on record who was signed out by it.

    Nothing opens such a session already. One that had ended otherwise (a closed account, another password, all of a
    person's sessions at once) is on record for that.
    """
    over = Session.objects.select_for_update(skip_locked=True).filter(expire_date__lte=timezone.now())
    rows = list(over.order_by("expire_date")[:limit])
    for row in rows:
        user = _whose(row)
        if user is not None:
            door = User.for_robot(Robot.DOOR)
            audit.record(event=Event.PEOPLE_SIGNED_OUT, by=door, on=user, reason=SignedOut.BY_TIME)
    Session.objects.filter(pk__in=[row.pk for row in rows]).delete()


def _whose(row: Session) -> User | None:
    """The person whom it would have let in up to its end."""
    said = row.get_decoded()
    if SESSION_KEY not in said:
        return None
    user = User.objects.filter(pk=said[SESSION_KEY], is_active=True).first()
    if user is None:
        return None
    hashes = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
    held = said.get(HASH_SESSION_KEY, "")
    return user if any(constant_time_compare(held, each) for each in hashes) else None
