"""Pages beside the page that Django's admin would show of the same table: the measure of every list of ours.

Both are whole answers through the test client: middleware, statements, template. The process collects its memory as
the web process does (`firmai.wsgi`), for whichever page it serves.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from functools import cache

from django.db.models import Model
from django.test import Client
from django.test.utils import override_settings

from apps.core import loaded, memory
from apps.people.models import User

ROWS = 100
"""Of the admin's first page."""
WARM = 6
"""Pages of a kind before any is measured: PostgreSQL plans a prepared statement anew for its first five uses."""
_collecting = cache(memory.after_each_page)


def as_the_web() -> None:
    """Loaded and put aside, and collected after each page from now on, as in the web process before its first page."""
    loaded.load_pages()
    _collecting()
    memory.put_aside()


def admin_pages(model: type[Model], user: User, times: int) -> list[float]:
    """Milliseconds of the first page of the admin's default list, each time anew."""
    from bench import admin  # the admin is an application of its own, loaded for this alone

    with override_settings(**admin.settings_of_a_new_project()):
        client, address = Client(), admin.offer(model)
        client.force_login(user)
        assert client.get(address).content.count(b'name="_selected_action"') == ROWS
        return [timed(lambda: page(client, address)) for _ in range(times)]


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
