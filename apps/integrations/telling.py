"""What practice systems post of their own accord: a hint that something changed, and where.

As with Zoom's posts nothing here speaks to anybody, and of what a post says only ids are kept: the record is read anew.
Clio signs without a time, so a post is known again by its signature, and one about an old state of a record is refused.
How MyCase signs is not known, so of its posts nothing at all is believed but that it is worth a look.
"""

import hashlib
from datetime import datetime

from django.db import transaction

from apps.integrations import states, subscriptions
from apps.integrations.clio import webhooks
from apps.integrations.hearing import KEPT, LARGEST, NotHeard, refuse
from apps.integrations.models import (
    Hint,
    HintKind,
    SignedPost,
    Subscription,
    SubscriptionState,
    Unheard,
    Vendor,
)


def hear_clio(*, token: str, handshake: str, signature: str, body: bytes, now: datetime) -> str:
    """Take one post. What to answer in ``X-Hook-Secret`` where Clio checks the address, else an empty text.

    ``handshake`` and ``signature`` are the headers ``X-Hook-Secret`` and ``X-Hook-Signature``. Raises NotHeard.
    """
    refusal: Unheard | None = None
    try:
        return _clio(token, handshake, signature, body, now)
    except NotHeard as error:
        refusal = error.reason
    refuse(Vendor.CLIO, refusal, now=now)
    raise NotHeard(refusal)


def hear_mycase(*, token: str, size: int, now: datetime) -> None:
    """Take one post. What it says is not read: anybody who came by the address could have written it."""
    refusal: Unheard | None = None
    try:
        _mycase(token, size, now)
    except NotHeard as error:
        refusal = error.reason
    if refusal is not None:
        refuse(Vendor.MYCASE, refusal, now=now)
        raise NotHeard(refusal)


@transaction.atomic
def _clio(token: str, handshake: str, signature: str, body: bytes, now: datetime) -> str:
    row = _addressed(token, Vendor.CLIO)
    if len(body) > LARGEST:
        raise NotHeard(Unheard.TOO_LARGE)
    if handshake and not signature:
        return _shake(row, handshake, now)
    if not signature:
        raise NotHeard(Unheard.UNSIGNED)
    if not row.secret:
        raise NotHeard(Unheard.NOT_EXPECTED)
    if not webhooks.is_signed(signature=signature, body=body, secret=subscriptions.secret_of(row)):
        raise NotHeard(Unheard.FORGED)
    _take(row, signature, body, now)
    return ""


def _take(row: Subscription, signature: str, body: bytes, now: datetime) -> None:
    """One transaction with the memory of the signature: what is refused afterwards was not heard."""
    post = SignedPost(digest=_digest(row, signature), subscription=row, heard_at=now)
    SignedPost.objects.bulk_create([post], ignore_conflicts=True)
    if not SignedPost.objects.filter(pk=post.pk).exists():
        raise NotHeard(Unheard.REPLAYED)
    try:
        told = webhooks.told(body)
    except webhooks.Unreadable:
        told = None
    if told is None:
        raise NotHeard(Unheard.UNREADABLE)
    if told.webhook != row.remote_id:
        raise NotHeard(Unheard.OTHER_ACCOUNT)
    if told.event != "deleted" and told.updated_at is not None and told.updated_at < now - KEPT:
        raise NotHeard(
            Unheard.STALE
        )  # its signature may have been forgotten; a record deleted now may be old
    _hint(row, now, remote_id=told.record, part=told.event)


def _shake(row: Subscription, handshake: str, now: datetime) -> str:
    """Clio checks an address right after it was asked to post there, and never again while it stays the same."""
    if row.state != SubscriptionState.ASKED or not webhooks.HANDSHAKE.fullmatch(handshake):
        raise NotHeard(Unheard.NOT_EXPECTED)
    row.shaken_at = now
    row.save(update_fields=["shaken_at"])
    return handshake


@transaction.atomic
def _mycase(token: str, size: int, now: datetime) -> None:
    row = _addressed(token, Vendor.MYCASE)
    if size > LARGEST:
        raise NotHeard(Unheard.TOO_LARGE)
    if not Hint.objects.filter(connection=row.connection_id, kind=row.kind, taken_at=None).exists():
        _hint(row, now)


def _addressed(token: str, vendor: Vendor) -> Subscription:
    rows = Subscription.objects.select_for_update(of=("self",)).select_related("connection")
    row = rows.filter(address_digest=subscriptions.digest_of(token), connection__vendor=vendor).first()
    if row is None:
        raise NotHeard(Unheard.UNKNOWN_ADDRESS)
    if row.state == SubscriptionState.ENDED:
        raise NotHeard(Unheard.ENDED)
    return row


def _hint(row: Subscription, now: datetime, *, remote_id: str = "", part: str = "") -> None:
    Hint.objects.create(
        connection=row.connection, kind=HintKind(row.kind), remote_id=remote_id, part=part, heard_at=now
    )
    row.heard_at = now
    row.save(update_fields=["heard_at"])
    if row.remote_id:
        states.move_subscription(row, SubscriptionState.STANDING)


def _digest(row: Subscription, signature: str) -> str:
    return hashlib.sha256(f"{row.pk}:{signature}".encode()).hexdigest()
