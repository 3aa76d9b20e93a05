"""What pages of earlier stages print that is kept here: read only where a template asks for it."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from apps.notices.models import Page, SavedFilter
from apps.people.models import User


def saved_filters(request: HttpRequest) -> dict[str, Any]:
    """The filters of the queue that this person saved, or that colleagues share."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {"saved_filters": SimpleLazyObject(lambda: _saved(user))}


def _saved(user: User) -> list[SavedFilter]:
    found = SavedFilter.objects.visible_to(user).filter(page=Page.QUEUE)
    return list(found.select_related("owner").order_by("name")[:30])
