"""A real browser at the real application, which is served on loopback and holds the sample firm.

The firm is seeded once in a run, by the process of tests that needs it first; each file of tests has a copy of its
database, so that what one file changes is not seen by another. Within a file, tests change nothing that another one
reads.
"""

import os
from uuid import uuid4

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.test import override_settings

from apps.integrations.claude import connect
from sandbox.app import Sandbox
from sandbox.server import Server
from scripts import binaries
from tests import database
from tests.browser.house import House, reopen, seed

RUN = (os.environ.get("PYTEST_XDIST_TESTRUNUID") or uuid4().hex)[:12]
NO_CHROMIUM = (
    "No Chromium was found: install one (Debian: apt-get install chromium-headless-shell), or name it in "
    "FIRMAI_CHROMIUM."
)


@pytest.fixture(scope="session")
def sample_firm(django_db_setup, django_db_blocker):
    """The name of a database with the sample firm in it, and the settings under which it meets its vendors."""
    if binaries.chromium() is None:
        pytest.skip(NO_CHROMIUM)
    with Server(Sandbox(seed=7)) as vendors, django_db_blocker.unblock():
        met = {
            "SANDBOX_URL": vendors.address,
            "VENDOR_WSGI": "",
            "CLAUDE_ORIGIN": vendors.address + "/claude",
            "VENDOR_SECONDS": 20,
        }
        with override_settings(**met):
            home, made = database.copy_of_filled("firm", RUN, seed)
        try:
            with override_settings(**met):
                reopen()
            connect.forget()  # its line leads to this server, and to nobody once that is gone
            database.point_at(home)
            yield made, met
        finally:
            database.drop(home, made)


@pytest.fixture(scope="module")
def house(request, sample_firm, django_db_blocker):
    """The application at a free port on a copy of the sample firm, and a browser that stands before it.

    A file of tests may say in BROWSER what its browser is told besides.
    """
    from playwright.sync_api import sync_playwright

    name, met = sample_firm
    home = connections["default"].settings_dict["NAME"]
    copied = request.module.__name__.rpartition(".")[2].removeprefix("test_")
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, override_settings(**met):
        # Playwright keeps an event loop in this thread, which makes Django think that its calls are made from one.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        database.point_at(name)
        _, made = database.copy(copied)
        try:
            # Not `firmai.wsgi`, which would have this process, full of tests, look for garbage after each page.
            with Server(get_wsgi_application()) as server, sync_playwright() as playwright:
                database.point_at(
                    made
                )  # Django keeps other connections in a thread while it has an event loop
                told = getattr(request.module, "BROWSER", [])
                browser = playwright.chromium.launch(executable_path=binaries.chromium(), args=told)
                yield House(browser, server.address)
                browser.close()
                database.point_at(home)
        finally:
            connect.forget()
            database.drop(home, made)


@pytest.fixture
def visit(house):
    """Opens windows of people at the house. When the test is over, no page of theirs may have done what none may."""
    yield house.open
    house.close_windows()
