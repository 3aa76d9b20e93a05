"""Reads of notifications."""

from django.db.models import QuerySet

from apps.notices.models import Notification
from apps.people.models import User


def unread(user: User) -> QuerySet[Notification]:
    """A person's unread notifications, newest first, of matters they may still see."""
    return Notification.objects.visible_to(user).unread().select_related("matter").order_by("-at")


def latest(user: User, limit: int = 50) -> list[Notification]:
    """Read and unread, newest first."""
    return list(Notification.objects.visible_to(user).select_related("matter").order_by("-at")[:limit])
