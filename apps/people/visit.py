"""The request of somebody who is signed in, as views take it."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from apps.people.models import User


class Visit(HttpRequest):
    """Every page but the few that a test lists as public is behind the sign-in, so its request has a person."""

    user: User
    htmx: HtmxDetails
