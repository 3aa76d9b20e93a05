"""A worker that cannot go on, in a process of its own: its status and what it said are all that is left of it."""

import subprocess
import sys
import threading
from types import SimpleNamespace

import pytest

from apps.core import hung
from scripts.places import CHECKOUT

BEGINNING = """
import logging, re, signal, sys, threading
from types import SimpleNamespace
from apps.core.hung import Watch

logging.basicConfig(stream=sys.stdout, format="%(levelname)s")
watch, draft, pull = Watch(), SimpleNamespace(name="draft"), SimpleNamespace(name="pull")
signal.signal(signal.SIGTERM, lambda *_: print("asked to stop", flush=True))
watch.keep_looking({"draft": SECONDS}, every=0.05)
"""
WAITING = "while True:\n    signal.pause()\n"


def run(then, seconds=0.2):
    program = BEGINNING.replace("SECONDS", str(seconds)) + then
    return subprocess.run(
        [sys.executable, "-c", program], cwd=CHECKOUT, capture_output=True, text=True, timeout=60
    )


def test_it_ends_where_nothing_is_left_but_what_does_not_end():
    done = run("watch.began('a', draft)\n" + WAITING)

    assert (done.returncode, done.stdout.split("\n")[0]) == (hung.STATUS, "CRITICAL")


def test_it_takes_nothing_more_and_lets_the_others_end_first():
    stopping = """
def stop(*_):
    print("asked to stop", flush=True)
    watch.ended("b")

signal.signal(signal.SIGTERM, stop)
"""
    done = run(stopping + "watch.began('a', draft)\nwatch.began('b', pull)\n" + WAITING, seconds=1)

    assert (done.returncode, done.stdout) == (hung.STATUS, "CRITICAL\nasked to stop\n")


@pytest.mark.parametrize(
    "then",
    [
        "watch.began('a', draft)\nwatch.began('b', pull)\n" + WAITING,
        "re.match(r'(a|aa)+$', 'a' * 60 + SECRET)\n",
    ],
    ids=["others do not end either", "nobody can look"],
)
def test_a_timer_ends_it_where_looking_does_not(then):
    done = run("SECRET = 'of the client'\n" + then)

    assert (done.returncode, "Timeout" in done.stderr) == (1, True)
    assert "client" not in done.stderr


def test_what_begins_while_somebody_looks_waits_until_they_have():
    watch, late = hung.Watch(), SimpleNamespace(name="draft")
    other = threading.Thread(target=watch.began, args=("late", late), daemon=True)

    class Begun(dict):
        def items(self):
            for each in super().items():
                if not other.ident:
                    other.start()
                    other.join(0.2)
                yield each

    watch._begun = Begun(a=("draft", 0.0), b=("draft", 0.0))
    watch._deadlines = {"draft": 1.0}

    assert set(watch.hung()) == {"a", "b"}
    other.join()
    assert set(watch._begun) == {"a", "b", "late"}


def test_a_job_is_hung_at_twice_its_deadline_and_one_without_a_deadline_never(monkeypatch):
    now = 100.0
    monkeypatch.setattr(hung.time, "monotonic", lambda: now)
    watch = hung.Watch()
    watch._deadlines = {"draft": 10.0}
    for job, name in (("a", "draft"), ("b", "draft"), ("c", "pull")):
        watch.began(job, SimpleNamespace(name=name))

    assert watch.hung() == {}
    now += 20
    assert watch.hung() == {}
    watch.ended("b")
    now += 1
    assert watch.hung() == {"a": 21.0}
