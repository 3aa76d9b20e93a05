"""The request of somebody who is signed in, as views take it."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from apps.core.prepared import Beside
from apps.people.models import User
from apps.people.sessions import SessionStore

View = TypeVar("View", bound=Callable[..., Any])


class Visit(HttpRequest):
    """Every page but the few that a test lists as public is behind the sign-in, so its request has a person."""

    user: User
    htmx: HtmxDetails
    session: SessionStore
    beside: Beside
    """What every page asks of the database for what it shows around its own content."""


def by_itself(view: View) -> View:
    """Marks a view that an open page asks for by itself: that is no sign of anybody at it and keeps no session open."""
    view.by_itself = True  # type: ignore[attr-defined]
    return view
