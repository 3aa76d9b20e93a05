"""Connections: which outside systems the firm reaches, making one, and what is wrong with one that is broken.

All of it is for administrators; anybody else is told that there is nothing here.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.core.errors import FirmaiError
from apps.core.sensitive import Sensitive
from apps.integrations import queries, rules, services
from apps.integrations.forms import ClioRegion
from apps.integrations.models import (
    PRACTICE_SYSTEMS,
    Connection,
    ConnectionState,
    Pairing,
    PairingState,
    Region,
    Vendor,
)
from apps.people.visit import Visit

LEAVING = "leaving"
"""In the session: the connection that is being made, the state it has to come back with, and where to go for it."""
View = Callable[..., HttpResponse]


def for_administrators(view: View) -> View:
    """People who work on matters see deliveries, not credentials."""

    @wraps(view)
    def looked_at(request: Visit, *args: Any, **given: Any) -> HttpResponse:
        if not rules.can_connect(request.user):
            raise Http404
        return view(request, *args, **given)

    return looked_at


@for_administrators
def connections(request: Visit) -> HttpResponse:
    connections = list(queries.standing())
    context = {
        "connections": connections,
        "connected": {connection.vendor for connection in connections},
        "form": ClioRegion(),
        "offers": queries.offers(),
        "come_back_to": _come_back_to(request),
    }
    return render(request, "integrations/list.html", context)


@require_POST
@for_administrators
def new(request: Visit) -> HttpResponse:
    """Begin to connect a vendor. What its page needs is kept in the session; the browser goes there from ``leave``."""
    vendor = request.POST.get("vendor", "")
    if vendor == Vendor.ZOOM:
        return _zoom(request, None)
    if vendor not in PRACTICE_SYSTEMS:
        raise Http404
    region: Region | None = None
    if vendor == Vendor.CLIO:
        form = ClioRegion(request.POST)
        if not form.is_valid():
            messages.error(request, _("Choose the region of the firm's Clio account."))
            return redirect("integrations:list")
        region = form.place()
    return _depart(request, Vendor(vendor), region, None)


@require_POST
@for_administrators
def again(request: Visit, pk: Any) -> HttpResponse:
    """Connect the same firm again."""
    connection = get_object_or_404(_live(), pk=pk)
    if connection.vendor == Vendor.ZOOM:
        return _zoom(request, connection)
    return _depart(request, Vendor(connection.vendor), Region(connection.region), connection)


@require_GET
@for_administrators
def leave(request: Visit) -> HttpResponse:
    """The last page before the vendor's. A link and not a redirect: no form of ours leads to another host."""
    leaving = request.session.get(LEAVING) or {}
    begun = Pairing.objects.filter(begun_by=request.user, state=PairingState.BEGUN)
    pairing = begun.filter(pk=leaving["pairing"]).first() if leaving else None
    if pairing is None:
        return redirect("integrations:list")
    return render(request, "integrations/leave.html", {"pairing": pairing, "url": leaving["url"]})


@require_GET
@for_administrators
def arrive(request: Visit) -> HttpResponse:
    """Where the vendor sends the browser back to. What came in the address is used up here and leads on without it."""
    leaving = request.session.pop(LEAVING, None) or {}
    code = request.GET.get("code", "")
    try:
        pairing = services.arrive(
            pairing_id=UUID(leaving["pairing"]) if leaving else None,
            state=request.GET.get("state", ""),
            expected_state=leaving.get("state", ""),
            code=Sensitive(code) if code and "error" not in request.GET else None,
            by=request.user,
        )
    except FirmaiError as error:
        messages.error(request, str(error))
        return redirect("integrations:list")
    return redirect("integrations:confirm", pk=pairing.pk)


@for_administrators
def confirm(request: Visit, pk: Any) -> HttpResponse:
    """Whom the vendor's answer reaches, and the question whether that is meant."""
    pairing = get_object_or_404(Pairing, pk=pk, begun_by=request.user, state=PairingState.REACHED)
    if request.method == "POST":
        try:
            connection = services.confirm(
                pairing=pairing, by=request.user, another_firm="another_firm" in request.POST
            )
        except FirmaiError as error:
            messages.error(request, str(error))
            again = Pairing.objects.filter(pk=pk, state=PairingState.REACHED).exists()
            return redirect("integrations:confirm", pk=pk) if again else redirect("integrations:list")
        messages.success(request, _("Connected."))
        return redirect("integrations:detail", pk=connection.pk)
    return render(request, "integrations/confirm.html", queries.to_confirm(pairing))


@require_POST
@for_administrators
def drop(request: Visit, pk: Any) -> HttpResponse:
    pairing = get_object_or_404(Pairing, pk=pk, begun_by=request.user)
    return _say(request, lambda: services.drop(pairing=pairing, by=request.user), _("Nothing was saved."))


@require_GET
@for_administrators
def detail(request: Visit, pk: Any) -> HttpResponse:
    """How a connection is, and what would mend it."""
    connection = get_object_or_404(Connection.objects.select_related("connected_by"), pk=pk)
    here = {
        "posts_to": request.build_absolute_uri(reverse("integrations:zoom_posts")),
        "this_house": request.build_absolute_uri("/").rstrip("/"),
    }
    return render(request, "integrations/detail.html", queries.health(connection) | here)


@require_POST
@for_administrators
def check(request: Visit, pk: Any) -> HttpResponse:
    connection = get_object_or_404(_live(), pk=pk)
    return _say(
        request,
        lambda: services.check(connection=connection, by=request.user),
        "",
        to=reverse("integrations:detail", args=[pk]),
    )


@require_POST
@for_administrators
def listen(request: Visit, pk: Any) -> HttpResponse:
    """Let a practice system post changes to this house, or no longer."""
    connection = get_object_or_404(_live(), pk=pk)
    base = request.build_absolute_uri("/")
    here = reverse("integrations:detail", args=[pk])
    if "stop" in request.POST:
        return _say(
            request, lambda: services.stop_listening(connection=connection, by=request.user), "", to=here
        )
    return _say(
        request, lambda: services.listen(connection=connection, base=base, by=request.user), "", to=here
    )


@require_POST
@for_administrators
def end(request: Visit, pk: Any) -> HttpResponse:
    connection = get_object_or_404(_live(), pk=pk)
    try:
        withdrawn = services.end(connection=connection, by=request.user)
    except FirmaiError as error:
        messages.error(request, str(error))
        return redirect("integrations:detail", pk=pk)
    told = _("The connection is ended, and its tokens are wiped here.")
    if not withdrawn:
        told += " " + _("Take firmai off the list of connected applications in %(vendor)s as well.") % {
            "vendor": connection.get_vendor_display()
        }
    messages.success(request, told)
    return redirect("integrations:list")


def _depart(request: Visit, vendor: Vendor, region: Region | None, mends: Connection | None) -> HttpResponse:
    try:
        leaving = services.depart(
            vendor=vendor, region=region, redirect_uri=_come_back_to(request), by=request.user, mends=mends
        )
    except FirmaiError as error:
        messages.error(request, str(error))
        return redirect("integrations:list")
    request.session[LEAVING] = {
        "pairing": str(leaving.pairing),
        "state": leaving.state,
        "url": leaving.url,
    }
    return redirect("integrations:leave")


def _zoom(request: Visit, mends: Connection | None) -> HttpResponse:
    try:
        pairing = services.reach_zoom(by=request.user, mends=mends)
    except FirmaiError as error:
        messages.error(request, str(error))
        return redirect("integrations:list")
    return redirect("integrations:confirm", pk=pairing.pk)


def _say(
    request: Visit, act: Callable[[], object], done: str, *, to: str = "integrations:list"
) -> HttpResponse:
    try:
        act()
    except FirmaiError as error:
        messages.error(request, str(error))
    else:
        if done:
            messages.success(request, done)
    return redirect(to)


def _come_back_to(request: Visit) -> str:
    return request.build_absolute_uri(reverse("integrations:arrive"))


def _live() -> Any:
    return Connection.objects.exclude(state=ConnectionState.ENDED)
