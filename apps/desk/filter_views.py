"""Filters of the log that are kept: shown by what they ask for, to whoever may see what they name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.audit.events import Event
from apps.core.errors import FirmaiError
from apps.core.prepared import Prepared
from apps.desk.forms import LogFilters
from apps.desk.timeline import DONE, KINDS, OUTCOMES
from apps.matters.models import Matter, MatterQuerySet
from apps.matters.within import Within
from apps.notices import services
from apps.notices.models import Page, SavedFilter
from apps.people.models import User
from apps.people.visit import Visit


@dataclass(frozen=True)
class Kept:
    """A filter as the log's page shows it."""

    saved: SavedFilter
    words: str
    url: str
    own: bool


def kept(user: User) -> list[Kept]:
    """A person's own filters, then those that others share."""
    sees_matters = user.is_active and user.works_on_matters
    rows = _KEPT(user) if sees_matters else _KEPT_OF_NO_MATTER(user=user.pk)
    ordered = sorted(rows, key=lambda row: (row.owner_id != user.pk, row.made_at))
    return [Kept(row, _words(row), _url(row), row.owner_id == user.pk) for row in ordered]


def _of_the_log(matters: MatterQuerySet, user: UUID) -> QuerySet[SavedFilter]:
    found = SavedFilter.objects.of(user, matters).filter(page=Page.LOG)
    return found.select_related("actor", "matter", "owner")


_KEPT = Within(_of_the_log)
_KEPT_OF_NO_MATTER = Prepared(lambda user: _of_the_log(Matter.objects.none(), user))


@require_POST
def keep(request: Visit) -> HttpResponse:
    form = LogFilters(request.POST, user=request.user)
    asked = {name: value for name, value in form.cleaned_data.items() if value} if form.is_valid() else {}
    try:
        saved = services.save_filter(asked=asked, by=request.user)  # type: ignore[arg-type]
    except FirmaiError as error:
        messages.error(request, str(error))
        return redirect("desk:log")
    return redirect(_url(saved))


@require_POST
def share(request: Visit, pk: Any) -> HttpResponse:
    saved = _shown(request, pk)
    return _do(request, lambda: services.share_filter(saved=saved, shared=not saved.shared, by=request.user))


@require_POST
def remove(request: Visit, pk: Any) -> HttpResponse:
    saved = _shown(request, pk)
    return _do(request, lambda: services.remove_filter(saved=saved, by=request.user))


def _do(request: Visit, act: Any) -> HttpResponse:
    try:
        act()
    except FirmaiError as error:
        messages.error(request, str(error))
    return redirect("desk:log")


def _shown(request: Visit, pk: Any) -> SavedFilter:
    return get_object_or_404(SavedFilter.objects.visible_to(request.user).filter(page=Page.LOG), pk=pk)


def _words(row: SavedFilter) -> str:
    events = {event.value: str(event.description) for event in Event}
    outcomes = {DONE: _("Done"), **{name: str(label) for name, (label, _parts) in OUTCOMES.items()}}
    said = [
        events.get(row.event, row.event),
        str(KINDS[row.kind][0]) if row.kind in KINDS else "",
        outcomes.get(row.outcome, row.outcome),
        row.actor.called if row.actor else "",
        row.matter.number if row.matter else "",
        _("from %(day)s") % {"day": formats.date_format(row.since, "DATE_FORMAT")} if row.since else "",
        _("until %(day)s") % {"day": formats.date_format(row.until, "DATE_FORMAT")} if row.until else "",
    ]
    return " · ".join(filter(None, said))


def _url(row: SavedFilter) -> str:
    return f"{reverse('desk:log')}?{row.query}"
