"""The command on a house of real processes: it finds nothing in ours, and every leak in one that leaks."""

import json
import os
from io import StringIO

import pytest
from django.core.management import call_command

from bench.rig import Rig
from proof import memory, run, stage
from proof.custody import Place
from proof.inside import listening
from proof.management.commands import prove_retention
from proof.ways import WAYS, Way, plan
from tests import database
from tests.proof import leaky

# The processes are asked to search themselves on a socket that is a file.
pytestmark = [pytest.mark.crash, pytest.mark.timeout(400), pytest.mark.enable_socket]
BY_NAME = {way.name: way for way in WAYS}
FEW = [
    BY_NAME["worker killed during the call"],
    BY_NAME["400 that repeats what was sent, with every logger open"],
]
LEAKED = {
    Place.QUEUE_DURING,
    Place.QUEUE_AFTER,
    Place.RESULTS,
    Place.ROWS,
    Place.LOGS,
    Place.TEMPORARY,
    Place.CORES,
    Place.WORKER,
}


@pytest.fixture(scope="module")
def proofs(django_db_setup, django_db_blocker):
    """Of one house, on a copy of the test database: what is found in it, and what once its worker leaks.

    Every logger is open in it from the start, and its worker has the leak with it and is told when to begin, so that
    nobody need start it anew for either.
    """
    with (
        django_db_blocker.unblock(),
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setitem(stage.SEARCHABLE, "firmai", "tests.proof.leaky")
        with run.opened(lambda line: None, database.copy, debugging=True) as house:
            worker, said = house.stage.parts["worker"], house.rig.folder / leaky.BEGUN
            sound = house.prove(FEW)
            assert not said.exists()
            assert "\nDEBUG " in worker.log.read_text("utf-8", "replace")
            words = [memory.mask(b"look at %s failed")]
            seen = listening.ask(house.rig.folder, "scheduler", words, enough=True)
            os.kill(worker.pid, leaky.BEGIN)
            house.stage.wait(said.exists, "The leak")
            yield sound, house.prove([BY_NAME["429"]]), seen


@pytest.fixture
def command(monkeypatch):
    """What the command prints of such a proof, and its exit status."""

    def command(proof: run.Proof, *arguments: str):
        monkeypatch.setattr(prove_retention, "prove", lambda chosen, say: proof)
        said, status = StringIO(), 0
        try:
            call_command("prove_retention", *arguments, stdout=said)
        except SystemExit as ended:
            status = ended.code
        return said.getvalue(), status

    return command


def test_nothing_is_found_in_our_house_and_each_place_is_named(proofs, command):
    printed, status = command(proofs[0])

    lines = [line for line in printed.splitlines() if line.startswith(tuple(Place))]
    assert status == 0, printed
    assert len({line[:44].strip() for line in lines if "  " in line}) >= len(Place) - 1
    assert "None found outside the places that may hold it." in printed


def test_the_scheduler_is_searched_and_the_search_sees_what_it_holds(proofs):
    sound, _leaky, seen = proofs
    [finding] = [each for each in sound.findings if each.place == Place.SCHEDULER]

    assert finding.searched > 1_000_000
    assert not finding.hits
    assert seen.counts


def test_a_leak_in_any_place_is_found_named_and_ends_with_1(proofs, command):
    printed, status = command(proofs[1], "--json")

    found = {place["name"] for place in json.loads(printed)["places"] if place["hits"]}
    assert status == 1
    assert {str(place) for place in LEAKED} <= found


def test_what_ran_before_every_logger_was_opened_is_searched_and_they_are_opened_once(monkeypatch):
    house, done = run.House(Rig(), lambda line: None), []
    monkeypatch.setattr(house, "_memory", lambda: done.append("searched"))
    monkeypatch.setattr(house.stage, "anew", lambda *names: done.append(names))
    monkeypatch.setattr(house.stage, "sign_in", lambda: done.append("signed in"))

    def way(name, *, debug):
        return Way(name, lambda on, _draft: done.append((name, on.debugging)), debug)

    house._ways([way("plain", debug=False), way("open", debug=True), way("open too", debug=True)])

    restarted = ["searched", ("worker", "web"), "signed in"]
    assert done == [("plain", False), *restarted, ("open", True), ("open too", True)]


def test_each_way_to_end_is_gone_once_and_more_drafts_are_plain():
    asked = plan(len(WAYS) + 5)

    assert [way.name for way in asked].count("drafted") == 5
    assert set(WAYS) <= set(asked)
    assert plan(1) == list(WAYS)
    assert [way.debug for way in asked] == sorted(way.debug for way in asked)
