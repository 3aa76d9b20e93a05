"""E-mail that says that there is something, and never what: kinds and counts, no name, no matter, no link to one.

What may still be seen is asked again when it is sent, so a screen raised in between holds.

An e-mail goes once at most. That a worker begins with it is written down before the mail server hears of it; where
nothing says how that ended, it may not have gone, which its person and the security status show, and it is not sent
again: everything that it counts stands in firmai.
"""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from datetime import datetime, time, timedelta
from smtplib import SMTPNotSupportedError, SMTPRecipientsRefused, SMTPResponseException
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core.errors import BadInput, NotAllowed
from apps.core.languages import spoken
from apps.notices.letter_models import AT_IT
from apps.notices.models import ALWAYS_MAILED, Choice, Letter, NoticeKind, Notification, NotTaken, Way
from apps.notices.refusals import Attempt, Refusal, on_record
from apps.people.models import Robot, User
from apps.sync.keepers import NO_BACKEND

OLDEST = timedelta(days=2)
"""What is older is not worth an e-mail any more."""
OLDEST_OF_ALL = timedelta(days=30)
"""The same of what is always mailed: it goes once a mail server that was away is back."""
DIGEST_AT = time(8)
"""When the daily e-mail goes out, in the firm's zone."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
"""Between two tries at an e-mail that was not taken, doubling."""


@on_record(Attempt.CHOOSE_WAY)
def choose(*, kind: str, way: str, by: User) -> Choice:
    """How a person wants to be told of a kind of thing. In firmai it stands in any case. Raises BadInput, or NotAllowed
    for what is always mailed, which is nobody's to choose."""
    if kind in ALWAYS_MAILED:
        raise NotAllowed(_("That cannot be chosen."), codes=(Refusal.ALWAYS_MAILED,))
    if kind not in NoticeKind.values or way not in Way.values:
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
    waiting = Notification.objects.unread().not_mailed().filter(user=OuterRef("user"))
    nobody_at_it = Q(taken_until=None) | Q(taken_until__lte=now)
    Letter.objects.filter(nobody_at_it, ~Exists(waiting), try_after__lte=now).delete()
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
    """Unread, no e-mail begun, not old, and of a kind that is always mailed or that its person wants mailed by now."""
    chosen = Choice.objects.filter(user=OuterRef("user"), kind=OuterRef("kind"))
    waiting = (
        Notification.objects.unread()
        .not_mailed()
        .filter(at__gt=now - OLDEST_OF_ALL, user__is_active=True)
        .order_by()
    )
    recent = Q(at__gt=now - OLDEST)
    at_once = waiting.filter(Q(kind__in=ALWAYS_MAILED) | recent & Q(Exists(chosen.filter(way=Way.MAIL))))
    local = timezone.localtime(now)
    if local.time() < DIGEST_AT:
        return at_once
    # What is said later in the day is in tomorrow's: a daily e-mail that followed the first thing of the day would tell
    # of that alone, and when it happened.
    this_morning = datetime.combine(local.date(), DIGEST_AT, local.tzinfo)
    daily = waiting.filter(recent, Exists(chosen.filter(way=Way.DIGEST)), at__lt=this_morning)
    return at_once | daily


def send_letter(user_id: UUID) -> int:
    """Send a person one e-mail about everything that is due to them. Returns how many notices it stands for.

    It is on record once the mail server took it. Where the server says that it takes nothing, it is tried again after
    a pause that doubles; that one address is refused holds up nobody else.
    """
    user = User.objects.get(pk=user_id)
    rows = _take(user)
    if not rows:
        return 0
    connection = get_connection()
    try:
        connection.open()
    except OSError:
        _not_taken(user, rows, NotTaken.SERVER)
        return 0
    try:
        connection.send_messages([_letter(user, rows)])
    except (SMTPRecipientsRefused, SMTPNotSupportedError, ValueError):
        _not_taken(user, rows, NotTaken.ADDRESS)
        return 0
    except SMTPResponseException:
        _not_taken(user, rows, NotTaken.SERVER)
        return 0
    except OSError:  # cut off in the middle: it may have been taken
        Letter.objects.filter(user=user).delete()
        return 0
    _taken(user, rows)
    with suppress(OSError):
        connection.close()
    return len(rows)


@transaction.atomic
def _take(user: User) -> list[Notification]:
    """What is due to them, for this worker alone and once; nothing where another is at it, or nothing is due."""
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
    Notification.objects.filter(pk__in=[row.pk for row in rows]).update(mail_began_at=now)
    letter.taken_until, letter.tries = now + AT_IT, min(letter.tries + 1, 1_000)
    letter.save(update_fields=["taken_until", "tries"])
    return rows


@transaction.atomic
def _not_taken(user: User, rows: list[Notification], trouble: NotTaken) -> None:
    """The server says that it did not take it, so it is as if nobody had begun."""
    now = timezone.now()
    Notification.objects.filter(pk__in=[row.pk for row in rows], mailed_at=None).update(mail_began_at=None)
    letter, _made = Letter.objects.select_for_update().get_or_create(user=user, defaults={"try_after": now})
    letter.trouble, letter.since, letter.taken_until = trouble, letter.since or now, None
    letter.try_after = now + min(FIRST_PAUSE * 2 ** min(max(letter.tries - 1, 0), 10), LONGEST_PAUSE)
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
    waiting = Notification.objects.unread().not_mailed().filter(user=user)
    waiting.exclude(pk__in=seen).update(withheld_at=timezone.now())


def _letter(user: User, rows: list[Notification]) -> EmailMessage:
    """Counts by kind, in the person's own language."""
    counts = Counter(row.kind for row in rows)
    with spoken(user.language):
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
            to=user.addresses(timezone.now()) if ALWAYS_MAILED & counts.keys() else [user.email],
        )
