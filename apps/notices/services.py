"""Making notifications from the log, and marking them read; letters and filters have modules of their own."""

from collections.abc import Callable, Iterable
from functools import cache
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit.models import Entry, Leaf
from apps.core.aside import NOT_OF_ONE_ROW
from apps.core.errors import NotAllowed
from apps.core.prepared import Prepared
from apps.matters.models import Matter
from apps.notices import untold
from apps.notices.filters import remove_filter, save_filter, share_filter
from apps.notices.mailing import choose, claim_letters, send_letter
from apps.notices.models import Cursor, Notification
from apps.notices.refusals import Attempt, Refusal, on_record
from apps.notices.telling import BY_CODE, TABLE, Telling
from apps.people.models import User

__all__ = [
    "choose",
    "claim_letters",
    "gather",
    "mark_all_read",
    "mark_read",
    "remove_filter",
    "save_filter",
    "send_letter",
    "share_filter",
]


def gather(limit: int) -> int:
    """Read up to ``limit`` sequenced entries after the last one read and tell whom they concern, each once.

    Only entries with a place in the tree count: their order is final, so none can slip in behind the cursor. Returns
    how many notifications were made. Two processes at once: the second waits and goes on where the first ended.

    An entry that nobody can be told of is remembered and tried again later, and holds up none after it.
    """
    made = untold.tell_again(limit, _tell)
    try:
        made += _gather(limit, _tell)
    except NOT_OF_ONE_ROW:
        raise
    except Exception:  # noqa: BLE001  # which entry it is, and of what class, is found one by one
        made += _gather(limit, untold.apart(_tell))
    untold.say_left()
    return made


@transaction.atomic
def _gather(limit: int, tell: Callable[[Entry], Iterable[Notification]]) -> int:
    cursor = _cursor()
    leaves = _after(limit)(read=cursor.leaf)
    if not leaves:
        return 0
    entries = Entry.objects.filter(pk__in=[leaf.entry for leaf in leaves], event__in=BY_CODE)
    by_id = {entry.pk: entry for entry in entries}
    made = [each for leaf in leaves if leaf.entry in by_id for each in tell(by_id[leaf.entry])]
    Notification.objects.bulk_create(made, ignore_conflicts=True)
    cursor.leaf = leaves[-1].index
    cursor.save(update_fields=["leaf"])
    return len(made)


def _cursor() -> Cursor:
    """Locked: whoever comes second waits here."""
    for row in _CURSOR():
        return row
    Cursor.objects.get_or_create(only=True)
    return Cursor.objects.select_for_update().get(only=True)


_CURSOR = Prepared(lambda: Cursor.objects.select_for_update().filter(only=True))


@cache
def _after(limit: int) -> Prepared[Leaf]:
    return Prepared(lambda read: Leaf.objects.filter(index__gt=read).order_by("index")[:limit])


def _tell(entry: Entry) -> Iterable[Notification]:
    """One notification for each person concerned who may see the matter, and did not do it themselves."""
    matter = Matter.objects.filter(pk=entry.matter).first() if entry.matter else None
    seen: set[UUID] = {entry.actor}
    for telling in TABLE[BY_CODE[entry.event]]:
        for user in _people(telling, entry, matter):
            if user.pk not in seen:
                seen.add(user.pk)
                yield Notification(
                    user=user, kind=telling.kind, matter=matter, subject=entry.subject, entry=entry.pk
                )


def _people(telling: Telling, entry: Entry, matter: Matter | None) -> Iterable[User]:
    if not telling.applies(entry):
        return
    for user in User.objects.people().filter(pk__in=telling.people(entry), is_active=True):
        if matter is None or Matter.objects.visible_to(user).filter(pk=matter.pk).exists():
            yield user


@on_record(Attempt.MARK_READ)
def mark_read(*, notification: Notification, by: User) -> Notification:
    """A person has seen it: their own tick, and nothing for the log. Raises NotAllowed for somebody else's."""
    if notification.user_id != by.pk:
        raise NotAllowed(_("This was not said to you."), codes=(Refusal.NOT_THEIRS,))
    if notification.read_at is None:
        notification.read_at = timezone.now()
        notification.save(update_fields=["read_at"])
    return notification


@transaction.atomic
def mark_all_read(*, newest: Notification, by: User) -> int:
    """Everything said to this person up to the newest that their page showed, of what they may see: that one as well,
    or not where a screen hides it by now. Returns how many there were. What was said since is new, and e-mail about it
    still goes."""
    shown = Notification.objects.visible_to(by).unread().filter(at__lte=newest.at)
    return shown.update(read_at=timezone.now())
