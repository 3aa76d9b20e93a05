"""The two questions that every page begins with: whose session it is, and who that person is.

Both are Django's own, asked as prepared questions: compiling them took as long as the rest of the sign-in of a page.
What that person may do comes with them, as every page asks for it.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import OuterRef
from django.utils import timezone

from apps.core.prepared import Prepared
from apps.people.models import RoleGrant, User

_SESSION = Prepared(lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now))
_USER = Prepared(
    lambda user, now: User.objects.filter(pk=user).annotate(
        held=ArraySubquery(RoleGrant.objects.current(now).filter(user=OuterRef("pk")).values("role_id"))
    )
)


class SessionStore(db.SessionStore):
    """Sessions in the database (SESSION_ENGINE)."""

    def _get_session_from_db(self) -> Session | None:
        """None for one that is unknown or over, whose key is then not taken over."""
        for found in _SESSION(key=self.session_key or "", now=timezone.now()):
            return found
        self._session_key = None
        return None


class Backend(AuthenticationBackend):
    """allauth's way to sign in; who is signed in is looked up by it at each page."""

    def get_user(self, user_id: UUID) -> Any:
        """None for an account that is closed."""
        for found in _USER(user=user_id, now=timezone.now()):
            found.holds(found.held)
            return found if self.user_can_authenticate(found) else None
        return None
