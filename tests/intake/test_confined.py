"""A program over content: pipes in and out, and no way to anything else."""

import errno
import os
import struct
import sys
from pathlib import Path

import pytest

from apps.intake.readers import confined, launch

PYTHON = (sys.executable, "-I", "-S", "-c")


def run(code, given=b"", *, seconds=20, most=10_000):
    return confined.run((*PYTHON, code), given=given, seconds=seconds, most=most)


def test_what_goes_in_comes_out_of_the_last_program():
    upper = "import sys; sys.stdout.buffer.write(sys.stdin.buffer.read().upper())"
    twice = "import sys; sys.stdout.buffer.write(sys.stdin.buffer.read() * 2)"

    said = confined.run((*PYTHON, upper), (*PYTHON, twice), given=b"page", seconds=20, most=100)

    assert said == b"PAGEPAGE"


def test_much_goes_through_although_the_program_reads_before_it_writes():
    copy = "import sys; sys.stdout.buffer.write(sys.stdin.buffer.read())"

    assert run(copy, b"x" * 3_000_000, most=3_000_000) == b"x" * 3_000_000


REFUSED = {
    "a socket": "import socket; socket.socket(socket.AF_INET)",
    "a local socket": "import socket; socket.socket(socket.AF_UNIX)",
}


@pytest.mark.parametrize("code", REFUSED.values(), ids=REFUSED)
def test_it_can_open(code):
    caught = f"try:\n    {code}\nexcept OSError as error:\n    print(error.errno)\nelse:\n    print('opened')"

    assert run(caught).strip() == str(errno.EPERM).encode()


def test_it_cannot_write_into_a_file(tmp_path):
    name = str(tmp_path / "page.txt")
    code = f"import os\nkept = os.open({name!r}, os.O_CREAT | os.O_WRONLY)\nos.write(kept, b'privileged')"

    with pytest.raises(confined.Failed):
        run(code)

    assert Path(name).stat().st_size == 0


def test_it_gets_no_variable_of_ours(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://secret")

    said = run("import os; print(sorted(os.environ))")

    assert b"DATABASE_URL" not in said
    assert b"OMP_THREAD_LIMIT" in said


def test_it_gets_no_more_memory_than_it_may_have():
    with pytest.raises(confined.Failed):
        run(f"print(len(bytearray({2 * confined.MEMORY})))")


def test_it_leaves_no_core_dump_and_may_use_a_processor_only_so_long():
    said = run(
        "import resource as r; print(r.getrlimit(r.RLIMIT_CORE), r.getrlimit(r.RLIMIT_CPU))", seconds=7
    )

    assert said.split(b"\n")[0] == b"(0, 0) (7, 7)"


ENDS_BADLY = {
    "never ends": "import time; time.sleep(600)",
    "fails": "import sys; sys.exit(3)",
    "says too much": "print('x' * 100_000)",
}


@pytest.mark.parametrize("code", ENDS_BADLY.values(), ids=ENDS_BADLY)
def test_one_that(code):
    with pytest.raises(confined.Failed) as caught:
        run(code, seconds=2)

    assert str(caught.value) == ""


def test_one_in_front_that_fails_fails_the_whole():
    with pytest.raises(confined.Failed):
        confined.run(
            (*PYTHON, "import sys; sys.exit(3)"), (*PYTHON, "print(1)"), given=b"", seconds=20, most=100
        )


def test_nothing_is_left_open_or_running():
    before = len(os.listdir("/proc/self/fd"))

    run("print(1)")
    with pytest.raises(confined.Failed):
        run("import sys; sys.exit(3)")

    assert len(os.listdir("/proc/self/fd")) == before
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


@pytest.mark.parametrize("machine", launch.MACHINES)
def test_every_jump_of_the_filter_leads_where_it_should(machine):
    """Each refused number, the other numbering and another machine, walked through as the kernel does."""
    lines = [
        struct.unpack_from("=HBBI", launch.filter_for(machine), at)
        for at in range(0, len(launch.filter_for(machine)), 8)
    ]
    name, refused = launch.MACHINES[machine]

    def walk(arch, number):
        at, held = 0, 0
        while True:
            code, yes, no, value = lines[at]
            if code == launch.RETURN:
                return value
            if code == launch.LOAD:
                held = arch if value == 4 else number
                at += 1
            else:
                holds = held == value if code == launch.EQUAL else held >= value
                at += 1 + (yes if holds else no)

    assert {walk(name, number) for number in refused} == {launch.DENIED}
    assert walk(name, launch.OTHER_ABI + 1) == launch.DENIED
    assert walk(name, 0) == walk(name, 1) == launch.ALLOWED
    assert walk(name + 1, 1) == launch.KILLED


def test_a_machine_whose_numbers_are_not_known_runs_nothing(monkeypatch):
    monkeypatch.setattr(os, "uname", lambda: type("Uname", (), {"machine": "vax"}))

    with pytest.raises(KeyError):
        launch.filter_for(os.uname().machine)
