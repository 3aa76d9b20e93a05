"""`make demo` as a person meets it: it opens, says where it is, and gives each process what it needs."""

import os
from pathlib import Path

import pytest

from .checkout import HOUSE, alive_in, answers, programs
from .conftest import OF_A_FIRM

pytestmark = pytest.mark.crash


def test_once_ends_with_the_status_of_the_journey_and_leaves_nothing_running(installed):
    held = installed.run("make", "demo", "ONCE=1")
    broken = installed.run("make", "demo", "ONCE=1", JOURNEY_STATUS="3")

    assert held.returncode == 0, held.stdout + held.stderr
    assert "step by step at http://127.0.0.1:9" in held.stdout
    assert broken.returncode != 0
    assert "did not hold (exit status 3)" in broken.stdout
    assert installed.children() == {}
    assert alive_in(installed) == []


def test_home_and_path_are_all_that_it_needs_of_the_environment(checkout):
    checkout.install()
    given = {"HOME": str(checkout.folder), "PATH": os.environ["PATH"], **programs()}

    done = checkout.run(
        "env", "-i", *(f"{name}={value}" for name, value in given.items()), "make", "demo", "ONCE=1"
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert checkout.children() == {}
    assert alive_in(checkout) == []


def test_each_process_is_given_the_roles_it_needs_and_no_other(open_house):
    logs = open_house.state / "logs"
    assert (logs / "scheduler.log").read_text().split() == ["schedule", "DATABASE_URL"]
    assert (logs / "sequencer.log").read_text().split() == ["sequence", "DATABASE_LOG_URL", "DATABASE_URL"]
    for name in ("web", "worker"):
        names = (_environment_of(open_house.children()[name])).keys()
        assert [one for one in sorted(names) if one.startswith("DATABASE_") and one.endswith("_URL")] == [
            "DATABASE_URL"
        ]


def test_a_key_reaches_the_one_process_that_works_with_it_and_all_know_the_log_s_public_keys(open_house):
    """The worker alone calls Claude, and the sequencer alone signs the log."""
    given = {name: _environment_of(pid) for name, pid in open_house.children().items()}
    assert {name for name, of in given.items() if "CLAUDE_KEY_FILE" in of} == {"worker"}
    keys = open_house.state / "keys"

    assert {name for name, of in given.items() if "FIRMAI_LOG_KEY_FILE" in of} == {"sequencer"}
    assert given["sequencer"]["FIRMAI_LOG_KEY_FILE"] == str(keys / "firmai_log_key_file")
    told = {name for name, of in given.items() if "FIRMAI_LOG_PUBLIC_FILE" in of}
    assert told - {"sandbox"} == {"web", "worker", "scheduler", "sequencer"}
    assert Path(given["web"]["FIRMAI_LOG_PUBLIC_FILE"]).read_text().startswith("firmai.local/log+")


def test_what_a_firm_sets_for_its_house_reaches_no_process_of_a_demonstration(open_house):
    """Or the scheduler would write into the firm's list of destructions, which then no restore reads."""
    given = {name: _environment_of(pid) for name, pid in open_house.children().items()}

    assert {"worker", "scheduler"} <= given.keys()
    assert [name for name, of in given.items() if of.keys() & OF_A_FIRM.keys()] == []


def test_web_worker_and_scheduler_start_with_freed_memory_overwritten(open_house):
    clean = {
        "PYTHONMALLOC": "malloc",
        "GLIBC_TUNABLES": "glibc.malloc.perturb=165:glibc.malloc.tcache_count=0",
    }
    for name in ("web", "worker", "scheduler"):
        given = _environment_of(open_house.children()[name])
        # glibc reads its tunables where they stand and may cut them apart there.
        cut = [f"{key}={value}" for key, value in given.items() if key.startswith("glibc.")]
        whole = ":".join([given["GLIBC_TUNABLES"], *cut])
        assert {**given, "GLIBC_TUNABLES": whole}.items() >= clean.items(), name


def test_a_second_demo_in_the_same_checkout_says_in_one_line_where_the_first_is(open_house):
    address = open_house.address().removesuffix("readyz")

    second = open_house.run("make", "demo")

    first_line, *rest = second.stderr.splitlines()
    assert second.returncode != 0
    assert first_line.startswith(f"make demo is already running in this checkout: {address} (process ")
    assert all(line.startswith("make: ") for line in rest)
    assert answers(open_house.address())


def test_a_later_start_prepares_and_seeds_again_only_what_is_not_there_or_would_be_made_otherwise(
    checkout, made
):
    checkout.install(made)
    (checkout.folder / "scripts" / "prepare.py").write_text("open('prepared', 'a').write('once ')")
    (checkout.folder / "staticfiles").mkdir()
    manifest = checkout.folder / "staticfiles" / "staticfiles.json"
    manifest.write_text("{}")

    def a_start():
        """How often anything was prepared by the end of it, and whether it seeded the firm."""
        done = checkout.run("make", "demo", "ONCE=1")
        assert done.returncode == 0, done.stdout + done.stderr
        prepared = (checkout.folder / "prepared").read_text().split().count("once")
        return prepared, "Seeding" in done.stdout

    assert a_start() == (1, True)
    with (checkout.folder / "firmai" / "wsgi.py").open("a") as code:
        code.write("# other code\n")
    assert [a_start(), a_start()] == [(2, False), (2, False)]
    manifest.unlink()
    assert a_start() == (3, False)
    (checkout.state / "data").rename(checkout.state / "taken away")
    assert a_start() == (4, True)


def test_a_database_that_is_named_is_seeded_again_where_it_is_another_behind_the_same_address(
    open_house, installed
):
    notes = open_house.notes()
    secret, port = notes["database_passwords"]["firmai_app"], notes["database_port"]
    named = {"DATABASE_URL": f"postgres://firmai_app:{secret}@127.0.0.1:{port}/firmai"}
    before = set(installed.state.glob("witness-*"))

    done = [
        installed.run("make", "demo", "ONCE=1", **named, BEGUN=begun)
        for begun in ("on Monday", "on Monday", "on Tuesday", "on Monday")
    ]

    assert [each.returncode for each in done] == [0, 0, 0, 0], done[-1].stderr
    assert ["Seeding" in each.stdout for each in done] == [True, False, True, True]
    witnesses = set(installed.state.glob("witness-*")) - before
    assert len(witnesses) == 2  # what one was given bears no witness against the other


def test_two_checkouts_run_side_by_side(open_house, installed):
    installed.open()

    assert answers(open_house.address())
    assert answers(installed.address())
    mine, theirs = open_house.notes(), installed.notes()
    assert all(mine[name] != theirs[name] for name in ("web_port", "database_port", "queue_port"))


def test_a_port_that_is_asked_for_and_taken_is_refused_in_a_line(open_house, installed):
    port = open_house.notes()["web_port"]

    refused = installed.run("make", "demo", f"PORT={port}")

    assert refused.returncode != 0
    assert refused.stderr.splitlines()[0].startswith(f"Port {port} is taken")
    assert alive_in(installed) == []


def test_servers_named_in_the_environment_are_used_and_none_is_started(open_house, installed):
    notes = open_house.notes()
    database = "postgres://firmai_app:{}@127.0.0.1:{}/firmai"
    queue = "redis://:{}@127.0.0.1:{}/0"

    installed.open(
        DATABASE_URL=database.format(notes["database_passwords"]["firmai_app"], notes["database_port"]),
        REDIS_URL=queue.format(notes["queue_password"], notes["queue_port"]),
    )

    assert sorted(installed.children()) == sorted(set(HOUSE) - {"postgres", "valkey"})


def _environment_of(pid):
    with open(f"/proc/{pid}/environ", "rb") as file:
        return dict(line.decode().split("=", 1) for line in file.read().split(b"\0") if b"=" in line)
