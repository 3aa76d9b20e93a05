"""Which processors a process runs on, in a process of its own."""

import json
import os
import subprocess
import sys

import pytest

from apps.core import processors
from scripts.places import CHECKOUT

KEEPING = """
import json, os, subprocess, sys, threading
from apps.core import processors

def of_every_thread():
    return [sorted(os.sched_getaffinity(int(task))) for task in os.listdir("/proc/self/task")]

waits = threading.Event()
threading.Thread(target=waits.wait).start()
processors.keep_to_one()
threading.Thread(target=waits.wait).start()
child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
before = sorted(os.sched_getaffinity(child.pid))
processors.give_all(child.pid)
print(json.dumps([of_every_thread(), before, sorted(os.sched_getaffinity(child.pid))]))
child.communicate(b"\\n")
processors.give_all(child.pid)
waits.set()
"""


def test_every_thread_keeps_to_the_one_and_a_child_is_given_all():
    given = sorted(os.sched_getaffinity(0))

    done = subprocess.run(
        [sys.executable, "-c", KEEPING], cwd=CHECKOUT, capture_output=True, text=True, timeout=60, check=True
    )

    threads, before, after = json.loads(done.stdout)
    assert len(threads) == 3
    assert threads == [before] * 3
    assert len(before) == 1
    assert before[0] in given
    assert after == given


def test_where_the_system_says_no_nothing_changes(monkeypatch):
    def refuse(pid, chosen):
        raise PermissionError

    given = os.sched_getaffinity(0)
    with monkeypatch.context() as patch:
        patch.setattr(os, "sched_setaffinity", refuse)
        processors.keep_to_one()
        processors.give_all(os.getpid())

    assert os.sched_getaffinity(0) == given
    assert not processors._all


@pytest.mark.parametrize("missing", ["sched_getaffinity", "sched_setaffinity"])
def test_where_there_is_no_such_thing_nothing_changes(monkeypatch, missing):
    given = os.sched_getaffinity(0)
    with monkeypatch.context() as patch:
        patch.delattr(os, missing)
        processors.keep_to_one()

    assert os.sched_getaffinity(0) == given


@pytest.fixture
def machine(monkeypatch, tmp_path):
    """One with 64 processors, and a process with the threads whose numbers are put into a folder. Gives the folder and
    what each was told to keep to."""
    told = []

    def keep(number, chosen):
        if number == 404:
            raise ProcessLookupError
        told.append((number, chosen))

    monkeypatch.setattr(processors, "TASKS", tmp_path)
    monkeypatch.setattr(processors, "_all", frozenset())
    monkeypatch.setattr(os, "sched_getaffinity", lambda _number: set(range(64)))
    monkeypatch.setattr(os, "sched_setaffinity", keep)
    return tmp_path, told


def test_workers_that_are_each_the_first_process_of_a_container_do_not_always_meet(machine):
    (machine[0] / "1").touch()

    for _worker in range(20):
        processors.keep_to_one()

    assert len({min(chosen) for _number, chosen in machine[1]}) > 1


def test_a_thread_that_ends_meanwhile_keeps_no_other_where_it_was(machine):
    folder, told = machine
    for number in ("404", "405", "406"):
        (folder / number).touch()

    processors.keep_to_one()

    assert {number for number, _chosen in told} == {0, 405, 406}
    assert processors._all == frozenset(range(64))
