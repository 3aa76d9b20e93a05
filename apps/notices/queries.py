"""Reads of notifications."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import BooleanField, Case, Q, QuerySet, Value, When

from apps.core.prepared import Asked, Prepared
from apps.matters.models import Matter, MatterQuerySet
from apps.matters.within import Within
from apps.notices.filters import MOST as MOST_FILTERS
from apps.notices.filters import asked_for
from apps.notices.models import CHOSEN, Choice, NoticeKind, Notification, Page, SavedFilter, Subject, Way
from apps.people.models import User


def unread(user: User) -> QuerySet[Notification]:
    """A person's unread notifications, newest first, of matters they may still see."""
    return Notification.objects.visible_to(user).unread().select_related("matter").order_by("-at")


MOST = 100
"""What a count stops at."""


def unread_within(matters: MatterQuerySet, user: UUID) -> QuerySet[Notification, int]:
    """Something for each that is unread, up to ``MOST``, of those matters or of none: for the rail of every page."""
    return Notification.objects.of(user, matters).unread().values_list(Value(1), flat=True)[:MOST]


def _of_the_queue(matters: MatterQuerySet, user: UUID) -> QuerySet[SavedFilter]:
    kept = SavedFilter.objects.of(user, matters).filter(page=Page.QUEUE).select_related("owner", "matter")
    is_others = Case(When(owner=user, then=False), default=True, output_field=BooleanField())
    return kept.order_by(is_others, "-made_at")[: 2 * MOST_FILTERS]


_FILTERS = Within(_of_the_queue)
_FILTERS_OF_NO_MATTER = Prepared(lambda user: _of_the_queue(Matter.objects.none(), user))


def filters_of_the_queue(user: User) -> Asked[SavedFilter]:
    """All that this person saved, and the newest that colleagues share, of matters that this person may still see."""
    if user.is_active and user.works_on_matters:
        return _FILTERS.of(user)
    return _FILTERS_OF_NO_MATTER.of(user=user.pk)


@dataclass(frozen=True)
class Kept:
    """One of the queue as its page lists it: by its owner's name for it, to others by what it asks for, as to its owner
    where the name went with the content of its matter."""

    saved: SavedFilter
    name: str
    is_own: bool


def named(filters: Iterable[SavedFilter], user: User) -> list[Kept]:
    """In the order of the names."""
    kept = [
        Kept(saved, (is_own and saved.called) or asked_for(saved), is_own)
        for saved in filters
        if not (is_own := saved.owner_id == user.pk) or saved.is_legible
    ]
    return sorted(kept, key=lambda each: each.name.casefold())


def ways(user: User) -> list[tuple[Subject, list[tuple[NoticeKind, str]]]]:
    """Each kind of thing that may be chosen, by what it is about, with the way this person chose to be told of it."""
    chosen = dict(Choice.objects.filter(user=user).values_list("kind", "way"))
    return [
        (
            subject,
            [(kind, chosen.get(kind.value, Way.HERE.value)) for kind in CHOSEN if CHOSEN[kind] == subject],
        )
        for subject in Subject
    ]


PAGE = 50


def latest(user: User, before: Notification | None = None) -> tuple[list[Notification], bool]:
    """Read and unread, newest first, or those before one; and whether there are more before these."""
    said = Notification.objects.visible_to(user).select_related("matter").order_by("-at", "-pk")
    if before is not None:
        said = said.filter(Q(at__lt=before.at) | Q(at=before.at, pk__lt=before.pk))
    found = list(said[: PAGE + 1])
    return found[:PAGE], len(found) > PAGE
