"""Connections: which outside systems the firm reaches, and what is wrong with one that is broken."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from apps.integrations.models import Connection, ConnectionState
from apps.people.visit import Visit


def connections(request: Visit) -> HttpResponse:
    """For administrators: people who work on matters see deliveries, not credentials."""
    if not request.user.is_administrator:
        raise Http404
    found = (
        Connection.objects.exclude(state=ConnectionState.ENDED)
        .select_related("connected_by")
        .order_by("vendor")
    )
    return render(request, "integrations/list.html", {"connections": found})
