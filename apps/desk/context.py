"""What every page shows around its own content: the firm's name, the rail, and counts that ask for something."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any, NamedTuple, cast
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from apps.core.prepared import Asked, Beside, HowMany, Prepared
from apps.keeping import queries as keeping
from apps.keeping.rules import sees_keeping
from apps.matters import queries as matters
from apps.matters import rules as screens
from apps.matters.models import Matter, MatterQuerySet
from apps.matters.within import Within
from apps.notices import queries as notices
from apps.notices.models import SavedFilter
from apps.people import rules as people
from apps.people.models import RoleCode, User
from apps.people.visit import Visit
from apps.review.queue import piles
from apps.sync import queries as deliveries
from apps.sync.rules import can_pull

QUEUE = "review:queue"
LOG = frozenset({"desk:log", "desk:entry", "desk:log_state", "desk:export", "desk:dossier"})
OF_MATTERS = frozenset({"drafting:withdraw_source", "desk:matter", "sync:there"})
OF_REQUESTS = frozenset(
    {
        "desk:workflows",
        "desk:workflow",
        "desk:workflow_version",
        "desk:propose_workflow",
        "intake:precedents",
    }
)
OF_INCOMING = frozenset({"sync:incoming", "sync:words", "intake:arrivals"})
OF_DELIVERIES = frozenset({"sync:list", "sync:detail", "sync:confirm_time"})
OF_STATUS = frozenset(
    {"desk:posture", "policy:terms", "policy:arrangement", "policy:assessment", "policy:publish"}
)
OF_ONESELF = "policy:ai_policy"
SCREENS = frozenset({"matters:screens", "matters:new_screen", "matters:lift"})

CERTIFICATE = frozenset({"desk:certificate"})


@dataclass(frozen=True)
class Place:
    """One entry of the rail."""

    name: str
    url: str
    current: bool
    count: int = 0
    counted: str = ""
    """What the count is of, where the page lists more than that."""


def rail(request: HttpRequest) -> dict[str, object]:
    """The rail for whoever is signed in; only the firm's name for a visitor.

    It is put together when a template comes to it: some pages and most fragments have none.
    """
    context: dict[str, object] = {"firm_name": settings.FIRM_NAME}
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return context
    counts = cache(lambda: counted(getattr(request, "beside", None) or around(user)))
    return context | {
        "rail": lambda: _drawn(tuple(_places(cast(Visit, request), counts())), get_language()),
        "roles": [str(RoleCode(code).label) for code in RoleCode.values if code in user.role_codes],
        "unread": lambda: counts().unread,
        "saved_filters": lambda: notices.named(counts().filters, user),
    }


class Counts(NamedTuple):
    """What asks something of a person, wherever in the house they are."""

    unread: int
    waiting: int = 0
    stopped: int = 0
    screens: int = 0
    destructions: int = 0
    filters: Sequence[SavedFilter] = ()
    """Of the queue, whose names are sealed where they rest: on its own page alone."""


def around(user: User, *, is_queue: bool = False) -> Beside:
    """What the rail of a page asks of the database, for ``counted``."""

    def asked() -> list[Asked[Any]]:
        today = timezone.localdate()
        counts: Asked[Any]
        if user.is_active and user.is_partner:
            counts = _COUNTS_OF_A_PARTNER.of(user, today=today, at=timezone.now())
        elif user.is_active and user.works_on_matters:
            counts = _COUNTS.of(user, today=today)
        else:
            counts = _UNREAD.of(user=user.pk)
        return [counts, notices.filters_of_the_queue(user)] if is_queue else [counts]

    return Beside(asked)


def _within(
    seen: MatterQuerySet, user: UUID, today: date, *besides: HowMany
) -> QuerySet[User, tuple[int, ...]]:
    """The counts of somebody who works on matters, in the order that ``Counts`` has."""
    return User.objects.filter(pk=user).values_list(
        HowMany(notices.unread_within(seen, user)),
        HowMany(piles.waiting_within(seen, user, today)),
        HowMany(deliveries.stopped_within(seen)),
        *besides,
    )


def _within_of_a_partner(
    seen: MatterQuerySet, user: UUID, today: date, at: datetime
) -> QuerySet[User, tuple[int, ...]]:
    screens, destructions = matters.waiting_screens(seen, user, at), keeping.for_a_partner(seen, user)
    return _within(seen, user, today, HowMany(screens), HowMany(destructions))


_COUNTS = Within(_within)
_COUNTS_OF_A_PARTNER = Within(_within_of_a_partner)
_UNREAD = Prepared(
    lambda user: User.objects.filter(pk=user).values_list(
        HowMany(notices.unread_within(Matter.objects.none(), user))
    )
)


def counted(beside: Beside) -> Counts:
    """Read with what the page asked first, where it sent them together."""
    (counts,), *filters = beside.rows()
    return Counts(*counts)._replace(filters=tuple(filters[0]) if filters else ())


@lru_cache(maxsize=1000)
def _drawn(places: tuple[Place, ...], _language: str | None) -> SafeString:
    """Drawn once for each choice of places and counts, which say nothing of anybody: every page has it."""
    return render_to_string("components/places.html", {"places": places})


def _places(request: Visit, counts: Counts) -> list[Place]:
    user, match = request.user, request.resolver_match
    here = f"{match.namespace}:{match.url_name}" if match else ""
    section = match.namespace if match else ""
    is_sent = here == "desk:path" or (section == "policy" and here not in OF_STATUS | {OF_ONESELF})
    places = [Place(_("Desk"), _at("desk:home"), here == "desk:home")]
    if user.works_on_matters:
        places += [
            Place(_("Queue"), _at(QUEUE), section == "review", counts.waiting, _("that fall to you")),
            Place(
                _("Matters"),
                _at("matters:list"),
                here in OF_MATTERS
                or (section in {"matters", "intake"} and here not in SCREENS | OF_REQUESTS | OF_INCOMING),
            ),
            Place(
                _("Requests"),
                _at("drafting:list"),
                here in OF_REQUESTS or (section == "drafting" and here not in OF_MATTERS),
            ),
            Place(_("Deliveries"), _at("sync:list"), here in OF_DELIVERIES, counts.stopped),
            Place(_("Sent to Claude"), _at("policy:crossings"), is_sent),
        ]
    elif user.is_administrator or user.is_auditor:
        places.append(Place(_("Sent to Claude"), _at("policy:crossings"), is_sent))
    if user.is_partner:
        places.append(Place(_("Supervision"), _at("desk:supervision"), here == "desk:supervision"))
    if people.can_see_people(user):
        places.append(Place(_("People"), _at("people:list"), section == "people" and here != "people:me"))
    if screens.can_see_screens(user):
        places.append(Place(_("Screens"), _at("matters:screens"), here in SCREENS, counts.screens))
    if can_pull(user):
        places.append(Place(_("Coming in"), _at("sync:incoming"), here in OF_INCOMING))
    if user.is_administrator:
        places.append(Place(_("Connections"), _at("integrations:list"), section == "integrations"))
    if sees_keeping(user):
        kept = section == "keeping" or here in CERTIFICATE
        # An administrator carries some out as well, of matters that they do not see.
        waiting = keeping.waits_for(user) if user.is_administrator else counts.destructions
        places.append(Place(_("Retention"), _at("keeping:overview"), kept, waiting))
    places += [
        Place(_("Log"), _at("desk:log"), here in LOG),
        Place(_("Security status"), _at("desk:posture"), here in OF_STATUS),
    ]
    return places


@cache
def _at(page: str) -> str:
    """Where a page is, looked up once in a process."""
    return reverse(page)
