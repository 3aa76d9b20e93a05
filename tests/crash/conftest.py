"""A house of real processes for each file of tests, on a database, a queue and stand-ins of its own."""

import pytest

from bench import firm as people
from bench.rig import Rig, database_of_its_own
from tests import database
from tests.crash.crew import Crew, Ear, bodies
from tests.crash.journey import check_log


@pytest.fixture(scope="module")
def crew(request, django_db_setup, django_db_blocker):
    """Worker, scheduler and sequencer at work; at the end, the log is sound and nothing privileged got out."""
    name = request.module.__name__.rpartition(".")[2].removeprefix("test_")
    with django_db_blocker.unblock(), database_of_its_own(name, database.copy), Rig() as rig:
        rig.shared["LOG_WITNESS_DIR"] = str(rig.folder / "witness")
        (rig.folder / "witness").mkdir(mode=0o700)
        rig.open_queue()
        rig.open_sandbox("--seed", "8", "--forget-bodies")
        yield Crew(rig)


@pytest.fixture(scope="module")
def firm(crew):
    """A firm whose matter is in Clio's stand-in, which takes as many calls as there are: nobody has to wait for the
    next minute."""
    firm = people.found(rig=crew.rig)
    crew.rig.control("settings/clio", {"limit": 10_000})
    return firm


@pytest.fixture(scope="module")
def house(crew, firm):
    """The crew, started."""
    crew.start()
    return crew


@pytest.fixture
def ear(house):
    """What passes through the queue while a test runs."""
    ear = Ear(house.rig.queue_port)
    yield ear
    ear.close()


@pytest.fixture
def nothing_got_out(house, ear):
    """A look through the queue and all log lines for the client's words."""

    def look():
        heard, lines = bodies(ear.text), house.rig.lines()
        assert "request_id" in heard  # messages did pass, and were opened
        for word in people.CANARIES:
            assert word not in heard
            assert word not in lines

    return look


@pytest.fixture
def log_is_sound(house):
    return lambda: check_log(house.rig.folder / "witness")
