"""The two questions that every page begins with: whose session it is, and who that person is.

Both are Django's own, asked as prepared questions: compiling them took as long as the rest of the sign-in of a page.
What that person may do comes with them, and whether they have a second factor, as every page asks for both.

A session ends when nobody has used it for a while, so that a desk that somebody left is nobody's, and at the end of a
day's work. Its row says when: each page that its person asks for puts that off (`middleware.InUse`), and what an open
page asks for by itself does not.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef
from django.utils import timezone

from apps.core.prepared import Prepared
from apps.people.models import RoleGrant, User

_SESSION = Prepared(lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now))
_USER = Prepared(
    lambda user, now: User.objects.filter(pk=user).annotate(
        held=ArraySubquery(RoleGrant.objects.current(now).filter(user=OuterRef("pk")).values("role_id")),
        has_factor=Exists(Authenticator.objects.filter(user=OuterRef("pk"))),
    )
)
BEGUN = "begun"
PUT_OFF_ONCE_IN = timedelta(minutes=1)
"""Or every page would write a row."""


class SessionStore(db.SessionStore):
    """Sessions in the database (SESSION_ENGINE)."""

    ends_at: datetime | None = None
    """When its row says that it ends; None for one that is new."""

    def used(self) -> None:
        """Somebody is at it: its end is put off. One that has ended stays so."""
        if self.session_key is None or self.ends_at is None:
            return
        now = timezone.now()
        ends_at = self._end(now)
        if ends_at - self.ends_at >= PUT_OFF_ONCE_IN:
            row = Session.objects.filter(session_key=self.session_key, expire_date__gt=now)
            row.update(expire_date=ends_at)
            self.ends_at = ends_at

    @property
    def seconds_left(self) -> int:
        """Whole seconds until it ends, if nobody uses it."""
        return int((self.get_expiry_date() - timezone.now()).total_seconds())

    def get_expiry_date(self, **given: Any) -> datetime:
        """What its row says already; what is saved in a session by itself is no use of it."""
        return self.ends_at or self._end(timezone.now())

    def create(self) -> None:
        """A row of its own, as at the door, has an end of its own."""
        self.ends_at = None
        super().create()

    def save(self, must_create: bool = False) -> None:
        """With the moment when its person signed in."""
        if not must_create and SESSION_KEY in self:
            self.setdefault(BEGUN, int(timezone.now().timestamp()))
        super().save(must_create=must_create)

    def _end(self, now: datetime) -> datetime:
        begun = datetime.fromtimestamp(self.get(BEGUN, now.timestamp()), UTC)
        idle = timedelta(minutes=settings.SESSION_IDLE_MINUTES)
        return min(now + idle, begun + timedelta(seconds=settings.SESSION_COOKIE_AGE))

    def _get_session_from_db(self) -> Session | None:
        """None for one that is unknown or over, whose key is then not taken over."""
        for found in _SESSION(key=self.session_key or "", now=timezone.now()):
            self.ends_at = found.expire_date
            return found
        self._session_key = None
        return None


class Backend(AuthenticationBackend):
    """allauth's way to sign in; who is signed in is looked up by it at each page."""

    def get_user(self, user_id: UUID) -> Any:
        """None for an account that is closed."""
        for found in _USER(user=user_id, now=timezone.now()):
            found.holds(found.held)
            found.has_second_factor = found.has_factor
            return found if self.user_can_authenticate(found) else None
        return None
