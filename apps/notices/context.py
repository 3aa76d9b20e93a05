"""What pages of earlier stages print that is kept here: read only where a template asks for it."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from apps.matters.within import Within
from apps.notices.filters import MOST
from apps.notices.models import Page, SavedFilter, SavedFilterQuerySet
from apps.people.models import User


def saved_filters(request: HttpRequest) -> dict[str, Any]:
    """The filters of the queue that this person saved, or that colleagues share."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {"saved_filters": SimpleLazyObject(lambda: _saved(user))}


def _saved(user: User) -> list[SavedFilter]:
    """By name, which is sealed where it rests."""
    if user.is_active and user.works_on_matters:
        found = _SAVED(user)
    else:
        found = list(_of_the_queue(SavedFilter.objects.visible_to(user)))
    return sorted(found, key=lambda saved: saved.called.casefold())


def _of_the_queue(found: SavedFilterQuerySet) -> QuerySet[SavedFilter]:
    return found.filter(page=Page.QUEUE).select_related("owner").order_by("-made_at")[:MOST]


_SAVED = Within(lambda matters, user: _of_the_queue(SavedFilter.objects.of(user, matters)))
