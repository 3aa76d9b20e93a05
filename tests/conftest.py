"""What every test stands on: a clean environment, and a database with the roles that production has."""

import contextlib
import gc
import importlib
import itertools
import os
import warnings
from pathlib import Path
from types import SimpleNamespace

import hypothesis
import pytest
from django.test import Client

from scripts.places import CHECKOUT
from tests import database

# How long an example takes depends on what else the machine does.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.register_profile("deep", deadline=None, max_examples=2000)  # for `make soak`
hypothesis.settings.load_profile("house")

gc.disable()  # until all is collected: everything that is imported and collected until then stays

for _name in [*os.environ]:
    if _name.upper().startswith(("ANTHROPIC_", "AWS_")) or _name.upper().endswith("_PROXY"):
        del os.environ[_name]

SLOW = ("browser", "office", "crash", "live")
MANY = 15  # tests on the database in one file


def pytest_sessionstart(session):
    """Each process of a run begins with a part of its own of what all will collect.

    Where nothing was compiled yet, they would otherwise all compile every module at the same time. What cannot be
    imported says so when it is collected.
    """
    worker = getattr(session.config, "workerinput", None)
    if worker is None:
        return
    chosen = [path for name in session.config.args for path in sorted(Path(name).rglob("test_*.py"))]
    number, of = int(worker["workerid"].removeprefix("gw")), worker["workercount"]
    for path in chosen[len(chosen) * number // of : len(chosen) * (number + 1) // of]:
        module = path.absolute().relative_to(CHECKOUT).with_suffix("")
        with warnings.catch_warnings(), contextlib.suppress(Exception, pytest.skip.Exception):
            warnings.simplefilter("error")
            importlib.import_module(".".join(module.parts))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items):
    """What drives a browser, starts LibreOffice or kills processes is `slow` before any is chosen, and first once they
    were shuffled; what needs neither that nor a database is `unit`.

    Of the files with such tests, one that works on the test database and one that has servers of its own come by
    turns: those of the second kind mostly wait, and go on while somebody makes the database for all. Of the first,
    those with a browser come before the others: one of them takes longest of all. Of the rest, files of many tests on
    the database come before the others, so that at the end no process is left alone with one.

    Within a file, those that start from rows which were written beforehand come last: the others see none of these.
    """
    uses = set()
    for item in items:
        names = {mark.name for mark in item.iter_markers()}
        if "django_db" in names or "django_db_setup" in item.fixturenames:
            uses.add(item)
        if not names.isdisjoint(SLOW):
            item.add_marker("slow")
        elif item not in uses:
            item.add_marker("unit")
    yield
    files = {}
    for item in items:
        files.setdefault(item.path, []).append(item)
    slow = [each for each in files.values() if any(item.get_closest_marker("slow") for item in each)]
    works = [each for each in slow if not uses.isdisjoint(each)]
    waits = [each for each in slow if each not in works]
    works.sort(key=lambda each: each[0].get_closest_marker("browser") is None)
    by_turns = [each for pair in itertools.zip_longest(works, waits, fillvalue=[]) for each in pair]
    rest = [each for each in files.values() if each not in slow]
    rest.sort(key=lambda each: len(uses.intersection(each)) < MANY)
    for each in files.values():
        each.sort(key=lambda item: "beforehand" in item.fixturenames)
    items[:] = [item for each in (*by_turns, *rest) for item in each]


@pytest.hookimpl(trylast=True)
def pytest_collection_finish():
    """What was imported and collected stays to the end, so nobody need look through it for garbage, now or later.

    What tests make and leave in cycles is looked for less often than by default, which took a tenth of their time.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    gc.enable()


@pytest.fixture(scope="session")
def django_db_setup(request, django_db_blocker):
    """The test database: made and migrated by the owner, used by the application's role."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "")
    with django_db_blocker.unblock(), database.removed_at_the_end():
        home, made = database.create(worker)
        yield
        database.drop(home, made)


@pytest.fixture(scope="module")
def beforehand(django_db_setup, django_db_blocker):
    """`with beforehand():` writes rows that tests of the module start from, whatever others did to them.

    Around all tests that ask for this is one transaction, and each of them is undone to where it began. None of them
    commits. The module's other tests come before them, and may.
    """
    with database.undone(django_db_blocker) as write:
        yield write


@pytest.fixture
def connect_as(django_db_setup):
    """A plain psycopg connection as `default`, `log`, `owner` or `admin`, closed with the test."""
    opened = []

    def connect(alias, **options):
        opened.append(database.connect(alias, **options))
        return opened[-1]

    yield connect
    for connection in opened:
        connection.close()


@pytest.fixture(autouse=True)
def no_database_unasked(request, django_db_blocker):
    """A unit test stays without the database, whatever ran before it: the house of the browser tests keeps it open."""
    if request.node.get_closest_marker("unit") is None:
        yield
        return
    with django_db_blocker.block():
        yield


@pytest.fixture(scope="session", autouse=True)
def nothing_by_chance():
    """An approval is drawn for a second look where its kind draws every one, and never by the chance of its id; and
    instructions were used before, whichever test comes first."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("apps.review.decisions.sampling.is_drawn", lambda _decision, one_in: one_in == 1)
        patch.setattr("apps.review.seconds.is_first_use", lambda _draft: False)
        yield


@pytest.fixture(scope="session", autouse=True)
def signed_in_by_one_row():
    """`force_login` writes the session of a new client once, as it is in the end: Django's way is to make an empty one,
    another in its place, and to fill that, and tests sign in thousands of times.

    tests/people/test_factories.py holds it to what that writes.
    """
    from django.conf import settings
    from django.contrib import auth
    from django.contrib.sessions.backends.base import VALID_KEY_CHARS
    from django.utils import timezone
    from django.utils.crypto import get_random_string

    from apps.core.prepared import insert, update
    from apps.people.sessions import BEGUN, SessionStore

    signs_in = Client._login

    def login(client, user, backend=None):
        if settings.SESSION_COOKIE_NAME in client.cookies:
            return signs_in(client, user, backend)
        session = SessionStore()
        session[auth.SESSION_KEY] = user._meta.pk.value_to_string(user)
        session[auth.BACKEND_SESSION_KEY] = backend or user.backend
        session[auth.HASH_SESSION_KEY] = user.get_session_auth_hash()
        session[BEGUN] = int(timezone.now().timestamp())
        session._session_key = get_random_string(32, VALID_KEY_CHARS)
        insert(session.create_model_instance(dict(session.items())))
        update(user, {"last_login": timezone.now()})
        client._set_login_cookies(SimpleNamespace(session=session))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Client, "_login", login)
        yield
