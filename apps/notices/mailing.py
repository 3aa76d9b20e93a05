"""E-mail that says that there is something, and never what: kinds and counts, no name, no matter, no link to one.

What may still be seen is asked again when it is sent, so a screen raised in between holds.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, time, timedelta
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core.errors import BadInput
from apps.notices.models import ALWAYS_MAILED, Choice, NoticeKind, Notification, Way
from apps.people.models import Robot, User
from apps.sync.keepers import NO_BACKEND

OLDEST = timedelta(days=2)
"""What is older is not worth an e-mail any more."""
DIGEST_AT = time(8)
"""When the daily e-mail goes out, in the firm's zone."""


@transaction.atomic
def choose(*, kind: str, way: str, by: User) -> Choice:
    """How a person wants to be told of a kind of thing. In firmai it stands in any case; what is always mailed is not
    theirs to choose. Raises BadInput."""
    if kind not in NoticeKind.values or kind in ALWAYS_MAILED or way not in Way.values:
        raise BadInput(_("That cannot be chosen."))
    row, _made = Choice.objects.update_or_create(user=by, kind=kind, defaults={"way": way})
    return row


def claim_letters(limit: int) -> list[UUID]:
    """People to whom an e-mail is due now: at once, or their daily one. Nobody where no mail server is set."""
    if not can_mail():
        return []
    return list(_due(timezone.now()).values_list("user", flat=True).distinct()[:limit])


def can_mail() -> bool:
    """Whether the firm set a mail server."""
    return settings.EMAIL_BACKEND != NO_BACKEND


def _due(now: datetime) -> QuerySet[Notification]:
    """Unread, not mailed, not old, and of a kind that is always mailed or that its person wants by e-mail by now."""
    chosen = Choice.objects.filter(user=OuterRef("user"), kind=OuterRef("kind"))
    waiting = (
        Notification.objects.unread()
        .filter(mailed_at=None, withheld_at=None, at__gt=now - OLDEST, user__is_active=True)
        .order_by()
    )
    at_once = waiting.filter(Q(kind__in=ALWAYS_MAILED) | Exists(chosen.filter(way=Way.MAIL)))
    local = timezone.localtime(now)
    if local.time() < DIGEST_AT:
        return at_once
    today = local.replace(hour=0, minute=0, second=0, microsecond=0)
    had_one = Notification.objects.filter(
        Exists(Choice.objects.filter(user=OuterRef("user"), kind=OuterRef("kind"), way=Way.DIGEST)),
        user=OuterRef("user"),
        mailed_at__gte=today,
    )
    daily = waiting.filter(Exists(chosen.filter(way=Way.DIGEST)), ~Exists(had_one))
    return at_once | daily


def send_letter(user_id: UUID) -> int:
    """Send a person one e-mail about everything that is due to them. Returns how many notices it stands for.

    They are marked before it is sent, so that nobody is told twice; where the mail server takes nothing, the marks are
    taken off and it is tried again.
    """
    user = User.objects.get(pk=user_id)
    with transaction.atomic():
        due = _due(timezone.now()).filter(user=user).values("pk")
        rows = list(Notification.objects.visible_to(user).filter(pk__in=due).select_for_update(of=("self",)))
        if not rows:
            _let_be(user)
            return 0
        Notification.objects.filter(pk__in=[row.pk for row in rows]).update(mailed_at=timezone.now())
        for row in rows:
            audit.record(
                event=Event.NOTICES_NOTIFIED,
                by=User.for_robot(Robot.NOTICES),
                on=user,
                user=user.pk,
                about=NoticeKind(row.kind),
                channel=Way.MAIL,
            )
    try:
        _letter(user, rows).send()
    except OSError:
        # The mail server took nothing. What was put on record stays there: it was tried.
        Notification.objects.filter(pk__in=[row.pk for row in rows]).update(mailed_at=None)
        return 0
    return len(rows)


def _let_be(user: User) -> None:
    """Those that their person may not see any more are never mailed."""
    seen = Notification.objects.visible_to(user).values("pk")
    waiting = Notification.objects.filter(user=user, mailed_at=None, withheld_at=None, read_at=None)
    waiting.exclude(pk__in=seen).update(withheld_at=timezone.now())


def _letter(user: User, rows: list[Notification]) -> EmailMessage:
    """Counts by kind, in the person's own language."""
    counts = Counter(row.kind for row in rows)
    with override("fr-ca" if user.language == "fr" else "en-ca"):
        subject = ngettext("firmai: %(n)d thing to see", "firmai: %(n)d things to see", len(rows))
        lines = [f"{counts[kind]} × {NoticeKind(kind).label}" for kind in NoticeKind.values if counts[kind]]
        body = [
            *lines,
            "",
            _("What it is about stands in firmai and is in no e-mail."),
            _("How you are told of what: My account, Notices."),
        ]
        return EmailMessage(
            subject=subject % {"n": len(rows)},
            body="\n".join(body),
            from_email=settings.DEFAULT_FROM_EMAIL,
            to=[user.email],
        )
