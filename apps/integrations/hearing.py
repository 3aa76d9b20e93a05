"""What vendors post of their own accord: checked, remembered as a hint, and looked into afterwards by who needs it.

An answer has to be back within three seconds, so nothing here speaks to anybody. A post is taken only with the
vendor's own signature over its very bytes, made just now and not taken before. Of what it says only ids are kept: no
topic, no address, and not the token to download with, because the account's own does that.
"""

import hashlib
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core.errors import NotAllowed
from apps.integrations import credentials
from apps.integrations.models import (
    Connection,
    ConnectionState,
    Hint,
    HintKind,
    Knock,
    SignedPost,
    Unheard,
    Vendor,
)
from apps.integrations.zoom import reading, webhooks
from apps.integrations.zoom.types import Announcement
from apps.people.models import Robot, User

LARGEST = 256 * 1024
"""Bytes of a post. An event about a meeting has a few kilobytes."""
KEPT = timedelta(days=30)
"""How long hints that were taken and counts of refused posts are kept."""


class NotHeard(NotAllowed):
    """The post was refused and that is on record. ``reason`` is why."""

    def __init__(self, reason: Unheard) -> None:
        super().__init__("This was not taken.", codes=(reason,))
        self.reason = reason


def hear_zoom(*, signature: str, timestamp: str, body: bytes, now: datetime) -> dict[str, str] | None:
    """Take one post. What to answer where Zoom checks the address, else None: 204 says enough.

    Raises NotHeard for what is refused, and Permanent ``not_configured`` where this server has no Zoom application.
    """
    secret = credentials.zoom().webhook_secret
    refusal: Unheard | None = None
    answer: dict[str, str] | None = None
    try:
        if len(body) > LARGEST:
            raise NotHeard(Unheard.TOO_LARGE)
        webhooks.check(signature=signature, timestamp=timestamp, body=body, secret=secret, now=now)
        answer = _take(webhooks.event(body), signature, secret)
    except NotAllowed as error:
        refusal = Unheard(error.codes[0])
    except reading.Unreadable:
        refusal = Unheard.UNREADABLE
    if refusal is not None:
        refuse(Vendor.ZOOM, refusal, now=now)
        raise NotHeard(refusal)
    return answer


@transaction.atomic
def _take(event: dict[str, Any], signature: str, secret: str) -> dict[str, str] | None:
    """One transaction with the memory of the signature: what is refused afterwards was not heard."""
    post = SignedPost(digest=hashlib.sha256(signature.encode()).hexdigest())
    SignedPost.objects.bulk_create([post], ignore_conflicts=True)
    if not SignedPost.objects.filter(pk=post.pk).exists():
        raise NotHeard(Unheard.REPLAYED)
    if event["event"] == webhooks.VALIDATION:
        return webhooks.validation_answer(event, secret=secret)
    if event["event"] == webhooks.TRANSCRIPT:
        _remember(reading.announcement(event))
    return None


def _remember(told: Announcement) -> None:
    connection = (
        Connection.objects.filter(vendor=Vendor.ZOOM, account_id=told.account_id)
        .exclude(state=ConnectionState.ENDED)
        .first()
    )
    if connection is None:
        raise NotHeard(Unheard.OTHER_ACCOUNT)
    if any(len(each.meeting) > 80 or len(each.file_id) > 80 for each in told.transcripts):
        raise NotHeard(Unheard.UNREADABLE)
    told_of = {each.host_email for each in told.transcripts}
    hosts = {user.email: user for user in User.objects.people().filter(email__in=told_of)}
    Hint.objects.bulk_create(
        Hint(
            connection=connection,
            kind=HintKind.TRANSCRIPT,
            remote_id=each.meeting,
            part=each.file_id,
            host=hosts.get(each.host_email),
        )
        for each in told.transcripts
    )


@transaction.atomic
def refuse(vendor: Vendor, reason: Unheard, *, now: datetime) -> None:
    """Count a refused post; the first of its kind in a minute is a line in the log."""
    minute = now.replace(second=0, microsecond=0)
    knock = Knock(vendor=vendor, reason=reason, minute=minute)
    Knock.objects.bulk_create([knock], ignore_conflicts=True)
    if not Knock.objects.filter(pk=knock.pk).exists():
        Knock.objects.filter(vendor=vendor, reason=reason, minute=minute).update(count=F("count") + 1)
        return
    audit.record(
        event=Event.INTEGRATIONS_POST_REFUSED,
        by=User.for_robot(Robot.INTAKE),
        on=knock,
        vendor=vendor,
        reason=reason,
    )


def forget_posts(_limit: int) -> list[UUID]:
    """Let go of signatures that are no longer good, and of old hints and counts. For the scheduler."""
    now = timezone.now()
    # Twice the window: one clock may be ahead by it and the other behind.
    SignedPost.objects.filter(subscription=None, heard_at__lt=now - 3 * webhooks.OLDEST).delete()
    SignedPost.objects.filter(heard_at__lt=now - KEPT - timedelta(days=1)).delete()
    Hint.objects.filter(taken_at__lt=now - KEPT).delete()
    Knock.objects.filter(minute__lt=now - KEPT).delete()
    return []
