"""What pages of earlier stages print that is kept here: read only where a template asks for it."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from apps.notices.models import KeptView


def saved_filters(request: HttpRequest) -> dict[str, Any]:
    """The filters of the queue that this person saved, or that colleagues share."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    found = KeptView.objects.visible_to(user).select_related("user")
    return {"saved_filters": SimpleLazyObject(lambda: list(found[:30]))}
