"""A transcript without a matter: what its words are sealed for, what its meeting was called, and who may see it."""

from __future__ import annotations

from apps.core import ciphers
from apps.intake.models import Arrival
from apps.matters.mentions import Unfiled
from apps.people.models import User


def topic_of(arrival: Arrival) -> str:
    """What the meeting was called."""
    return ciphers.firm_open(topic_purpose(arrival), bytes(arrival.topic)).decode()


def topic_purpose(arrival: Arrival) -> str:
    """What an arrival's topic is sealed for under the firm's key."""
    return f"arrival.topic:{arrival.pk}"


def held_purpose(arrival: Arrival) -> str:
    """What an arrival's bytes are sealed for under the firm's key."""
    return f"arrival.held:{arrival.pk}"


def seen_by(user: User) -> list[Arrival]:
    """Transcripts that wait for a matter, oldest first: all for a partner, their own meetings' for others. Whatever may
    be about a matter they are kept from is not there, not even in a count."""
    unfiled = Unfiled(user)
    rows = Arrival.objects.visible_to(user).unmatched().select_related("host").defer("held")
    return [row for row in rows if _may_see(user, row, unfiled)]


def is_seen_by(user: User, arrival: Arrival) -> bool:
    """The same of one transcript."""
    known = Arrival.objects.visible_to(user).filter(pk=arrival.pk).exists()
    return known and _may_see(user, arrival, Unfiled(user))


def _may_see(user: User, arrival: Arrival, unfiled: Unfiled) -> bool:
    try:
        topic = topic_of(arrival)
    except ciphers.CannotOpen:
        return False
    return unfiled.may_read(topic, was_there=arrival.host_id == user.pk)
