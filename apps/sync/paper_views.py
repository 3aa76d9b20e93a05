"""What a matter has in its practice system: listed, brought in when needed, and kept here for as long as was chosen."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.core.errors import FirmaiError
from apps.intake.rules import can_add
from apps.intake.uploads import LIMIT
from apps.integrations.errors import RemoteError
from apps.integrations.models import PRACTICE_SYSTEMS, RemoteRecord
from apps.matters.models import Matter
from apps.people.visit import Visit
from apps.sync import papers, services, unread
from apps.sync.models import CopyChoice, Paper, RecordKind


@require_GET
def there(request: Visit, matter: Any) -> HttpResponse:
    found = _matter(request, matter)
    context = {
        "matter": found,
        "papers": papers.shown(found, request.user),
        "largest": LIMIT,
        "choice": CopyChoice.objects.filter(matter=found, ended_at=None).select_related("chosen_by").first(),
        "may_bring": can_add(request.user, found),
        "links": [request.build_absolute_uri(path) for path in _links(found)],
        "today": timezone.localdate(),
        "held_up_by": [(row, RecordKind(row.kind).label) for row in unread.of(found)],
        "may_settle": unread.can_settle(request.user, found),
        "suggested": timezone.localdate() + timedelta(days=90),
    }
    return render(request, "sync/there.html", context)


def _links(matter: Matter) -> list[str]:
    """What a firm can put on the matter in its practice system, to ask for a draft from there."""
    records = RemoteRecord.objects.filter(
        kind=RecordKind.MATTER, local_id=matter.pk, connection__vendor__in=PRACTICE_SYSTEMS
    )
    return [
        reverse("drafting:new_from", args=[vendor, remote_id])
        for vendor, remote_id in records.values_list("connection__vendor", "remote_id")
    ]


@require_POST
def look(request: Visit, matter: Any) -> HttpResponse:
    found = _matter(request, matter)
    return _do(request, found, lambda: services.look(matter=found, by=request.user))


@require_POST
def bring(request: Visit, matter: Any, pk: Any) -> HttpResponse:
    found = _matter(request, matter)
    paper = get_object_or_404(
        Paper.objects.visible_to(request.user).select_related("matter", "connection"), pk=pk, matter=found
    )
    return _do(request, found, lambda: _bring(request, paper))


def _bring(request: Visit, paper: Paper) -> None:
    brought = services.fetch_paper(paper=paper, by=request.user)
    if brought.refused or not (brought.added or brought.known):
        messages.error(
            request,
            _("This cannot be taken in: it is empty there, too large, or of a kind that is not read."),
        )


@require_POST
def listed(request: Visit, matter: Any, pk: Any) -> HttpResponse:
    """Everybody whom a record names that cannot be read is among the parties."""
    found = _matter(request, matter)
    seen = request.POST.get("seen", "")
    return _do(
        request, found, lambda: services.settle_unread(matter=found, record=pk, seen=seen, by=request.user)
    )


@require_POST
def over(request: Visit, matter: Any, pk: Any) -> HttpResponse:
    """Something falls due no more that is not shown to whoever connected."""
    found = _matter(request, matter)
    try:
        services.let_deadline_go(matter=found, deadline=pk, by=request.user)
    except FirmaiError as error:
        messages.error(request, str(error))
    return redirect("desk:matter", pk=found.pk)


@require_POST
def copies(request: Visit, matter: Any) -> HttpResponse:
    """Keep working copies until a day, or no longer."""
    found = _matter(request, matter)
    if "stop" in request.POST:
        return _do(request, found, lambda: services.stop_copies(matter=found, by=request.user))
    try:
        until = date.fromisoformat(request.POST.get("until", ""))
    except ValueError:
        messages.error(request, _("Choose a day from today on, within a year."))
        return redirect("sync:there", matter=found.pk)
    return _do(request, found, lambda: services.keep_copies(matter=found, until=until, by=request.user))


def _matter(request: Visit, pk: Any) -> Matter:
    return get_object_or_404(Matter.objects.visible_to(request.user), pk=pk)


def _do(request: Visit, matter: Matter, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except RemoteError as error:
        messages.error(request, error.sentence)
    except FirmaiError as error:
        messages.error(request, str(error))
    return redirect("sync:there", matter=matter.pk)
