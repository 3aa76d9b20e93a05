"""E-mail that says that there is something, and never what: kinds and counts, no name, no matter, no link to one.

What may still be seen is asked again when it is sent, so a screen raised in between holds.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, time, timedelta
from smtplib import SMTPNotSupportedError, SMTPRecipientsRefused
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
from apps.notices.models import ALWAYS_MAILED, Choice, Letter, NoticeKind, Notification, NotTaken, Way
from apps.people.models import Robot, User
from apps.sync.keepers import NO_BACKEND

OLDEST = timedelta(days=2)
"""What is older is not worth an e-mail any more."""
DIGEST_AT = time(8)
"""When the daily e-mail goes out, in the firm's zone."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
"""Between two tries at an e-mail that was not taken, doubling."""
AT_IT = timedelta(minutes=5)
"""How long a worker may be at one: a server that does not answer is waited for much less (EMAIL_TIMEOUT)."""


@transaction.atomic
def choose(*, kind: str, way: str, by: User) -> Choice:
    """How a person wants to be told of a kind of thing. In firmai it stands in any case; what is always mailed is not
    theirs to choose. Raises BadInput."""
    if kind not in NoticeKind.values or kind in ALWAYS_MAILED or way not in Way.values:
        raise BadInput(_("That cannot be chosen."))
    row, _made = Choice.objects.update_or_create(user=by, kind=kind, defaults={"way": way})
    return row


@transaction.atomic
def claim_letters(limit: int) -> list[UUID]:
    """People to whom an e-mail is due now: at once, or their daily one. Nobody where no mail server is set.

    Each is handed out once until the time in the queue is over, and one that was not taken after its pause.
    """
    if not can_mail():
        return []
    now = timezone.now()
    waiting = Notification.objects.unread().filter(mailed_at=None, withheld_at=None, user=OuterRef("user"))
    Letter.objects.filter(~Exists(waiting), try_after__lte=now).delete()
    held = Letter.objects.filter(user=OuterRef("user"), try_after__gt=now)
    due = _due(now).filter(~Exists(held))
    found = list(due.values_list("user", flat=True).distinct()[:limit])
    until = now + timedelta(seconds=settings.HANDED_OUT_SECONDS)
    Letter.objects.bulk_create(
        [Letter(user_id=user_id, try_after=until) for user_id in found],
        update_conflicts=True,
        unique_fields=["user"],
        update_fields=["try_after"],
    )
    return found


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

    They are marked, and it is on record, once the mail server took it: a worker that dies in between may have it sent
    twice. Where the server does not take it, it is tried again after a pause that doubles; that one address is refused
    holds up nobody else.
    """
    user = User.objects.get(pk=user_id)
    rows = _take(user)
    if not rows:
        return 0
    try:
        _letter(user, rows).send()
    except (SMTPRecipientsRefused, SMTPNotSupportedError, ValueError):
        _not_taken(user, NotTaken.ADDRESS)
        return 0
    except OSError:
        _not_taken(user, NotTaken.SERVER)
        return 0
    _taken(user, rows)
    return len(rows)


@transaction.atomic
def _take(user: User) -> list[Notification]:
    """What is due to them, for this worker alone; nothing where another is at it, or nothing is due."""
    now = timezone.now()
    Letter.objects.get_or_create(user=user, defaults={"try_after": now})
    letter = Letter.objects.select_for_update().get(user=user)
    if letter.taken_until is not None and letter.taken_until > now:
        return []
    due = _due(now).filter(user=user).values("pk")
    rows = list(Notification.objects.visible_to(user).filter(pk__in=due))
    if not rows:
        _let_be(user)
        letter.delete()
        return []
    letter.taken_until, letter.tries = now + AT_IT, min(letter.tries + 1, 1_000)
    letter.save(update_fields=["taken_until", "tries"])
    return rows


@transaction.atomic
def _not_taken(user: User, trouble: NotTaken) -> None:
    letter = Letter.objects.select_for_update().filter(user=user).first()
    if letter is None:
        return
    now = timezone.now()
    letter.trouble, letter.since, letter.taken_until = trouble, letter.since or now, None
    letter.try_after = now + min(FIRST_PAUSE * 2 ** min(letter.tries - 1, 10), LONGEST_PAUSE)
    letter.save(update_fields=["trouble", "since", "taken_until", "try_after"])


@transaction.atomic
def _taken(user: User, rows: list[Notification]) -> None:
    """The server took it. Whoever waited only because it took nothing is due again at once."""
    now = timezone.now()
    Notification.objects.filter(pk__in=[row.pk for row in rows]).update(mailed_at=now)
    Letter.objects.filter(user=user).delete()
    Letter.objects.filter(Q(taken_until=None) | Q(taken_until__lt=now), trouble=NotTaken.SERVER).delete()
    for row in rows:
        audit.record(
            event=Event.NOTICES_NOTIFIED,
            by=User.for_robot(Robot.NOTICES),
            on=user,
            user=user.pk,
            about=NoticeKind(row.kind),
            channel=Way.MAIL,
        )


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
