"""However `make demo` is ended, nothing is left running or locked, and the next start comes back from it."""

import os
import re
import signal

import pytest

from scripts import places, processes

from .checkout import HOUSE, alive_in, answers, wait_until

pytestmark = pytest.mark.crash


def supervisor_of(checkout):
    """As the lock says, which names the address before a person is told of it."""
    holder = (checkout.state / "lock").read_text()
    return int(re.fullmatch(r"http://\S+ \(process (\d+)\); .*", holder)[1])


def everything_is_gone(checkout):
    wait_until(lambda: not alive_in(checkout), what=lambda: f"left running: {alive_in(checkout)}")


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda s: s.name)
def test_a_signal_stops_all_of_it_in_order(installed, signum):
    """The processes hear of the end from their supervisor, whichever signal it was given; Celery's own once."""
    installed.have_celery(signum == signal.SIGINT)
    process = installed.open()
    assert sorted(installed.children()) == sorted(HOUSE)

    os.killpg(process.pid, signum)
    process.wait(30)

    assert installed.children() == {}
    assert alive_in(installed) == []
    assert "Stopping." in installed.said()


def test_all_of_it_stops_when_only_make_is_killed(installed):
    process = installed.open()

    process.kill()
    process.wait()

    everything_is_gone(installed)


@pytest.mark.parametrize("name", ["postgres", "web", "worker"])
def test_the_crash_of_any_child_stops_the_rest_and_says_which(installed, name):
    process = installed.open()

    os.kill(installed.children()[name], signal.SIGKILL)
    status = process.wait(30)

    assert status != 0
    assert f"{name} ended (killed by SIGKILL)" in installed.said()
    everything_is_gone(installed)


def test_a_killed_supervisor_leaves_nothing_running_or_locked_and_neither_does_all_killed_at_once(installed):
    installed.open()

    os.kill(supervisor_of(installed), signal.SIGKILL)

    everything_is_gone(installed)
    process = installed.open()
    assert answers(installed.address())
    everybody = [supervisor_of(installed), *installed.children().values(), process.pid]

    for pid in everybody:
        os.kill(pid, signal.SIGKILL)

    installed.open()
    assert answers(installed.address())
    assert sorted(installed.children()) == sorted(HOUSE)


def test_the_next_start_ends_what_outlived_its_supervisor_and_spares_a_reused_number(installed):
    bystander = installed.start("sleep", "300")
    leftover = installed.start("sleep", "301")
    notes = places.Notes(installed.state / "state.json")
    rows = [
        ["web", bystander.pid, f"{bystander.pid} 1 of-another-time", signal.SIGTERM],
        ["worker", leftover.pid, processes.identity(leftover.pid), signal.SIGTERM],
    ]
    notes.set("children", rows)

    installed.open()

    assert bystander.poll() is None
    assert leftover.wait(5) == -signal.SIGTERM
    assert "Ended worker, left running by a command that was killed." in installed.said()
    bystander.kill()
    bystander.wait()
