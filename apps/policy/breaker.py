"""Stopping all sending, and going on. It opens by itself and is closed by a person, with a reason."""

from __future__ import annotations

import enum
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.audit.facts import RemoteId
from apps.core.errors import Conflict, NotAllowed
from apps.people.models import User
from apps.policy import rules, said
from apps.policy.attempts import Act, on_record
from apps.policy.models import Breaker, Crossing, Incident


class ClosingReason(models.TextChoices):
    """Why it is safe to send again."""

    VENDOR_CONFIRMED = "vendor_confirmed", _("The vendor explained it, and the explanation holds")
    SETTINGS_CORRECTED = "settings_corrected", _("Our settings were wrong and are corrected")
    KEY_REPLACED = "key_replaced", _("The key was replaced")
    ACCOUNT_SETTLED = "account_settled", _("The account with the vendor is settled")
    FALSE_ALARM = "false_alarm", _("Looked into, and nothing was wrong")


def trip(*, code: enum.Enum, crossing: Crossing | None, by: User, asked_by: User | None = None) -> Incident:
    """Open the breaker and raise an incident, in a transaction. Where a call is what was wrong, in one of its own,
    before the call is booked: whatever keeps it from being booked, sending is stopped.

    Without a crossing it is the account that was found wrong, by a look from outside."""
    breaker = Breaker.objects.select_for_update().get()  # first: whoever is closing it is waited for
    incident = _raised(code, crossing=crossing, stops=True, by=by, asked_by=asked_by)
    if not breaker.is_open:
        breaker.is_open, breaker.reason = True, code.value
        breaker.changed_at, breaker.changed_by = timezone.now(), by
        breaker.save(update_fields=["is_open", "reason", "changed_at", "changed_by"])
        audit.record(
            event=Event.POLICY_BREAKER_OPENED,
            by=by,
            asked_by=asked_by,
            on=incident,
            reason=code,
            incident=incident.pk,
            crossing=crossing.pk if crossing else None,
        )
    return incident


def raise_incident(
    *, code: enum.Enum, crossing: Crossing | None, by: User, asked_by: User | None = None
) -> Incident:
    """Something for a person to look at, while sending goes on. Inside the transaction that books what happened."""
    return _raised(code, crossing=crossing, stops=False, by=by, asked_by=asked_by)


def _raised(
    code: enum.Enum, *, crossing: Crossing | None, stops: bool, by: User, asked_by: User | None
) -> Incident:
    incident = Incident.objects.create(code=code.value, crossing=crossing, stops=stops)
    audit.record(
        event=Event.POLICY_INCIDENT_RAISED,
        by=by,
        asked_by=asked_by,
        on=incident,
        matter=crossing.matter if crossing else None,
        reason=code,
        crossing=crossing.pk if crossing else None,
    )
    return incident


@on_record(Act.CLOSE_BREAKER)
def close_breaker(*, reason: ClosingReason, by: User) -> Breaker:
    """Let calls be made again and close what stopped them: the incidents with the breaker's own code, each on record.

    Whatever else was found meanwhile is looked at and closed for itself, before this where it stops sending as well.
    Raises NotAllowed. Closing a closed breaker changes nothing and is not on record.
    """
    rules.check_may_confirm(by)
    breaker = Breaker.objects.select_for_update().get()
    if not breaker.is_open:
        return breaker
    if more := closed_first(breaker):
        raise NotAllowed(_still_stopped(more), codes=("stopped_by_more",))
    now = timezone.now()
    incidents = list(
        Incident.objects.select_for_update()
        .filter(closed_at=None, code=breaker.reason)
        .order_by("-raised_at")
    )
    for incident in incidents:
        _close(incident, reason=reason, by=by, now=now)
    breaker.is_open, breaker.reason, breaker.changed_at, breaker.changed_by = False, "", now, by
    breaker.save(update_fields=["is_open", "reason", "changed_at", "changed_by"])
    subject = incidents[0] if incidents else by
    audit.record(
        event=Event.POLICY_BREAKER_CLOSED,
        by=by,
        on=subject,
        reason=reason,
        incident=incidents[0].pk if incidents else None,
    )
    return breaker


def closed_first(breaker: Breaker) -> list[str]:
    """What else stops all sending, in words: all of it is looked at and closed before the breaker is."""
    more = Incident.objects.filter(stops=True, closed_at=None).exclude(code=breaker.reason)
    codes = more.order_by("raised_at", "pk").values_list("code", flat=True)
    return [said.reason(code) for code in dict.fromkeys(codes)]


def _still_stopped(more: list[str]) -> str:
    return gettext(
        "Sending stays stopped. Something else stops it as well, and is closed first, under Terms and incidents: "
        "%(what)s"
    ) % {"what": " ".join(more)}


@on_record(Act.CLOSE_INCIDENT)
def close_incident(*, incident: Incident, reason: ClosingReason, by: User) -> None:
    """A person looked at one incident. Closing a closed one changes nothing, and none lets anything be sent again: the
    breaker does.

    Raises NotAllowed, or Conflict for the one that opened the breaker: it is closed with the breaker, all at once.
    """
    held = Incident.objects.select_for_update().get(pk=incident.pk)
    rules.check_may_close(by, held.code)
    if held.closed_at is not None:
        return
    if Breaker.objects.filter(is_open=True, reason=held.code).exists():
        raise Conflict(_("This is what stopped all sending. It is closed when sending is allowed again."))
    _close(held, reason=reason, by=by, now=timezone.now())


def _close(incident: Incident, *, reason: ClosingReason, by: User, now: datetime) -> None:
    incident.closed_at, incident.closed_by = now, by
    incident.save(update_fields=["closed_at", "closed_by"])
    audit.record(
        event=Event.POLICY_INCIDENT_CLOSED,
        by=by,
        on=incident,
        reason=reason,
        incident=RemoteId(incident.code),
    )


def pause(seconds: float, *, now: datetime) -> None:
    """Make every worker wait, as the vendor told one of them. A longer wait that stands is not shortened."""
    until = now + timedelta(seconds=seconds)
    Breaker.objects.filter(Q(pause_until=None) | Q(pause_until__lt=until)).update(pause_until=until)
