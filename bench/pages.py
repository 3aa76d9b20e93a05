"""Pages beside the list that Django's admin would show of the same table: the measure of every list of ours."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from django.contrib.admin import AdminSite, ModelAdmin
from django.db.models import Model
from django.test import Client, RequestFactory

from apps.people.models import User

ROWS = 100
"""Of the admin's first page."""


class _Default(ModelAdmin):
    """The admin as it comes, for whoever asks."""

    def has_view_permission(self, request, obj=None):
        return True

    has_change_permission = has_delete_permission = has_view_permission


def admin_list(model: type[Model], user: User) -> None:
    """The rows and counts of the admin's first page, without its template."""
    request = RequestFactory().get("/")
    request.user = user
    found = _Default(model, AdminSite()).get_changelist_instance(request)
    assert len(list(found.result_list)) == ROWS


def page(client: Client, address: str) -> None:
    """The whole answer, template and all."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code


def timed(work: Callable[[], None]) -> float:
    """Milliseconds."""
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


def p95(samples: list[float]) -> float:
    return statistics.quantiles(samples, n=20, method="inclusive")[-1]
