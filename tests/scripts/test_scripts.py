"""The scripts run before anything is installed, and on a Python that is too old they still say so."""

import ast
import json
import sys
from pathlib import Path

import pytest

from apps.audit.notes import Signer
from scripts import processes, serve, services, supervise
from scripts.problem import Problem

from .checkout import HERE, alive_in

SCRIPTS = sorted((HERE / "scripts").glob("*.py"))
INSIDE = {"prepare.py", "translations.py"}  # run by the installed environment


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_parses_on_python_3_8(path):
    ast.parse(path.read_text(), feature_version=(3, 8))


@pytest.mark.parametrize("path", [p for p in SCRIPTS if p.name not in INSIDE], ids=lambda path: path.name)
def test_a_script_needs_nothing_but_the_standard_library(path):
    imported = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            imported |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            imported.add(node.module.partition(".")[0])

    assert imported - set(sys.stdlib_module_names) <= {"scripts"}


def one_line(done, beginning):
    """What a person is told: a single line of ours, before make's own."""
    lines = [line for line in done.stderr.splitlines() if not line.startswith(("make: ", "make["))]
    assert done.returncode != 0
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith(beginning)


def a_path_with(folder, **programs):
    """A PATH with a shell and these programs, each given as the text of a shell script, and nothing else."""
    folder.mkdir()
    (folder / "sh").symlink_to("/bin/sh")
    for name, text in programs.items():
        (folder / name).write_text(f"#!/bin/sh\n{text}\n")
        (folder / name).chmod(0o755)
    return str(folder)


def make():
    return next(str(path) for path in (Path("/usr/bin/make"), Path("/bin/make")) if path.exists())


def test_without_python_one_line_says_what_to_install(checkout, tmp_path):
    done = checkout.run(make(), "demo", PATH=a_path_with(tmp_path / "bin"))

    one_line(
        done, "Python 3.11 or later is needed and was not found: install it (Debian 12 or later: apt-get"
    )


def test_with_a_python_that_is_too_old_one_line_says_what_to_install(checkout, tmp_path):
    old = 'case "$*" in *"3, 8"*) exit 0;; *scripts.dev*) exec {} "$@";; *) exit 1;; esac'
    pretend = "import sys; sys.version_info = (3, 9, 2)\n"
    (tmp_path / "sitecustomize.py").write_text(pretend)
    path = a_path_with(tmp_path / "bin", python3=old.format(sys.executable))

    done = checkout.run(make(), "demo", PATH=path, PYTHONPATH=str(tmp_path))

    one_line(done, "Python 3.11 or later is needed and was not found")


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_without_venv_or_ensurepip_one_line_says_what_to_install(checkout, tmp_path, module):
    (tmp_path / "missing").mkdir()
    (tmp_path / "missing" / f"{module}.py").write_text("raise ImportError\n")

    done = checkout.run(sys.executable, "-m", "scripts.dev", "demo", PYTHONPATH=str(tmp_path / "missing"))

    one_line(
        done, "Python's venv module is incomplete here: install it (Debian: apt-get install python3-venv)"
    )


def test_make_alone_prints_the_whole_interface(checkout):
    done = checkout.run("make")

    commands = [line.split()[1] for line in done.stdout.splitlines()]
    assert commands == ["demo", "test", "check", "bench", "soak", "serve", "lock"]


def test_make_serve_names_what_is_missing_in_one_line(checkout):
    (checkout.folder / ".env").write_text("ALLOWED_HOSTS=firm.example\n# a comment\n\nSECRET_KEY='x y'\n")

    done = checkout.run("make", "serve")

    one_line(done, "make serve needs DATABASE_URL, DATABASE_OWNER_URL, DATABASE_LOG_URL, REDIS_URL: set them")


SERVED = """ALLOWED_HOSTS=firm.example
SECRET_KEY='x y'
DATABASE_URL=postgres://a@localhost/firmai
DATABASE_OWNER_URL=postgres://o@localhost/firmai
DATABASE_LOG_URL=postgres://l@localhost/firmai
REDIS_URL=redis://localhost:1
CLAUDE_ADMIN_KEY_FILE=/nowhere/admin
CLAUDE_KEY_FILE=/nowhere/claude
FIRMAI_LOG_KEY_FILE=log_key
LOG_ORIGIN=firm.example/log
PORT=8123
"""
SAYS = """
import json, os, sys
kept = ("DATABASE_", "DJANGO_", "REDIS_", "ALLOWED_", "CLAUDE_ADMIN", "CLAUDE_KEY", "PORT", "FIRMAI_LOG")
given = {name: value for name, value in os.environ.items() if name.startswith(kept)}
print(json.dumps([sys.argv[1:], given, sys.stdin.readline(), os.getcwd()]))
sys.exit(3 if "fails" in sys.argv else 0)
"""


@pytest.fixture
def served(checkout):
    """A checkout that serves a firm, and a manage.py that says what it was given."""
    checkout.install()
    (checkout.folder / ".env").write_text(SERVED)
    (checkout.folder / "log_key").write_text("1:" + "QUJD" * 10 + "QUI=\n")
    (checkout.folder / "manage.py").write_text(SAYS)
    return checkout


def test_a_command_on_a_host_that_serves_has_what_dotenv_says_and_productions_settings(served):
    done = served.run("make", "serve", 'ARGS=manage make_administrator ivan@firm.example "Ivan Petrenko"')

    arguments, given, asked, folder = json.loads(done.stdout)
    assert arguments == ["make_administrator", "ivan@firm.example", "Ivan Petrenko"]
    assert given == {
        "DJANGO_SETTINGS_MODULE": "firmai.settings.production",
        "ALLOWED_HOSTS": "firm.example",
        "DATABASE_URL": "postgres://a@localhost/firmai",
        "REDIS_URL": "redis://localhost:1",
        "PORT": "8123",
        "FIRMAI_LOG_PUBLIC_FILE": str(served.root / "serve" / "firmai_log_public"),
    }
    assert (asked, folder) == ("", str(served.folder))


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("posture", set()),
        ("backup", {"DATABASE_OWNER_URL", "DATABASE_LOG_URL", "FIRMAI_LOG_KEY_FILE"}),
        (
            "check",
            {"DATABASE_OWNER_URL", "DATABASE_LOG_URL", "FIRMAI_LOG_KEY_FILE", "CLAUDE_KEY_FILE"},
        ),
        ("sequence", {"DATABASE_LOG_URL", "FIRMAI_LOG_KEY_FILE"}),
        ("restore", {"DATABASE_OWNER_URL", "DATABASE_LOG_URL"}),
        ("workspace_check", {"CLAUDE_ADMIN_KEY_FILE"}),
    ],
)
def test_a_command_is_given_the_roles_and_keys_that_it_needs_and_no_other(served, name, more):
    done = served.run(sys.executable, "-m", "scripts.dev", "serve", "manage", name)

    given = set(json.loads(done.stdout)[1]) - {"FIRMAI_LOG_PUBLIC_FILE"}
    assert given - {"DJANGO_SETTINGS_MODULE", "ALLOWED_HOSTS", "DATABASE_URL", "REDIS_URL", "PORT"} == more


def test_a_host_that_serves_tells_the_log_s_public_keys_and_goes_on_where_the_seeds_cannot_be_read(served):
    def asked():
        done = served.run(sys.executable, "-m", "scripts.dev", "serve", "manage", "posture")
        return done.stderr, json.loads(done.stdout)[1].get("FIRMAI_LOG_PUBLIC_FILE")

    seeds = served.folder / "log_key"
    text = seeds.read_text()
    seeds.unlink()
    before, none = asked()
    seeds.write_text(text)
    silence, path = asked()

    assert (none, silence) == (None, "")
    assert before == (
        "The log's public keys were not brought up to date. The log's key file log_key cannot be read.\n"
    )
    signs = Signer("firm.example/log", b"ABC" * 10 + b"AB").verifier
    assert Path(path).read_text() == f"{signs}\n"

    with (served.folder / ".env").open("a") as more:
        more.write("FIRMAI_LOG_PUBLIC_FILE=/firm/keys\n")
    assert asked() == ("", "/firm/keys")


def test_a_command_ends_with_its_own_status_and_ends_nothing_that_serves(served):
    child = served.start(sys.executable, "-c", "import time; time.sleep(60)")
    notes = served.root / "serve" / "state.json"
    notes.parent.mkdir(parents=True, mode=0o700)
    known = processes.identity(child.pid)
    notes.write_text(json.dumps({"children": [["web", child.pid, known, 15]]}))

    done = served.run(sys.executable, "-m", "scripts.dev", "serve", "manage", "fails")

    assert done.returncode == 3
    assert child.poll() is None


def test_anything_else_after_serve_is_refused_with_how_to_say_it(served):
    done = served.run("make", "serve", "ARGS=posture")

    one_line(done, 'make serve ARGS="manage COMMAND ..." runs one command')


def test_a_line_of_dotenv_that_cannot_be_read_is_named(checkout):
    (checkout.folder / ".env").write_text("ALLOWED_HOSTS=firm.example\nthis is not it\n")

    done = checkout.run("make", "serve")

    one_line(done, f"Line 2 of {checkout.folder}/.env does not read NAME=value.")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("FIRM_NAME=Étude\n".encode("latin-1"), "{}/.env is not in UTF-8"),
        (
            SERVED.replace("PORT=8123", "WORKER_SLOTS=many").encode("utf-8-sig"),
            "WORKER_SLOTS=many is not how many",
        ),
        (SERVED.replace("PORT=8123", "WEB_WORKERS=0").encode(), "WEB_WORKERS=0 is not how many"),
    ],
    ids=["not in UTF-8", "no number", "none"],
)
def test_a_file_that_cannot_be_served_by_is_refused_in_a_line(served, text, told):
    (served.folder / ".env").write_bytes(text)

    one_line(served.run("make", "serve", WORKER_SLOTS=""), told.format(served.folder))


def test_where_nothing_can_be_written_one_line_says_so_and_nothing_is_left_running(checkout, made):
    checkout.install(made)
    (checkout.state / "state.json.new").mkdir()  # fails as a full disk does, whoever runs this

    one_line(checkout.run("make", "demo", "ONCE=1"), "make demo cannot go on: Is a directory: ")

    assert alive_in(checkout) == []


def test_all_are_ended_where_that_cannot_be_written_down(tmp_path):
    supervisor = supervise.Supervisor(tmp_path, services.notes_of(tmp_path))
    sleepers = [
        supervisor.start(
            name, [sys.executable, "-c", "import time; time.sleep(60)"], environment={}, cwd=tmp_path
        ).process
        for name in ("web", "worker")
    ]
    (tmp_path / "state.json.new").mkdir()
    try:
        supervisor.stop()

        assert None not in [process.poll() for process in sleepers]
    finally:
        for process in sleepers:
            process.kill()
            process.wait()


@pytest.mark.parametrize("mode", [0o640, 0o604])
def test_make_serve_reads_no_address_from_a_file_that_others_may_open(tmp_path, monkeypatch, mode):
    file = tmp_path / "database_url"
    file.write_text("postgres://firmai_app:not-shown@localhost/firmai")
    file.chmod(mode)
    monkeypatch.setenv("DATABASE_URL_FILE", str(file))

    with pytest.raises(Problem, match="chmod 600") as refused:
        serve._value("DATABASE_URL")

    assert "not-shown" not in str(refused.value)


def test_an_environment_that_is_a_link_is_refused_and_what_it_leads_to_stays(checkout, tmp_path):
    shared = tmp_path / "shared"
    shared.mkdir()
    for name in ("pyvenv.cfg", "something"):
        (shared / name).write_text("kept")
    (checkout.folder / ".venv").symlink_to(shared)

    done = checkout.run("make", "demo")

    one_line(
        done, f"{checkout.folder}/.venv is a link, and what it leads to would be emptied: remove the link"
    )
    assert sorted(path.name for path in shared.iterdir()) == ["pyvenv.cfg", "something"]
    assert (shared / "something").read_text() == "kept"


@pytest.mark.parametrize(
    ("status", "ran", "replaced"), [(70, 90, True), (1, 90, True), (70, 5, False), (3, 90, False)]
)
def test_a_worker_that_ended_itself_is_replaced_and_no_crash_of_another_kind_is(
    tmp_path, status, ran, replaced
):
    supervisor = supervise.Supervisor(tmp_path, services.notes_of(tmp_path))
    begun = []

    def start(code):
        child = supervisor.start(
            "worker",
            [sys.executable, "-c", code],
            environment={},
            cwd=tmp_path,
            again=lambda: begun.append(start("import time; time.sleep(60)")),
        )
        child.begun -= ran
        return child

    start(f"raise SystemExit({status})").process.wait()
    try:
        if replaced:
            supervisor.look()
            assert [child.process.pid for child in supervisor.children] == [begun[0].process.pid]
        else:
            with pytest.raises(Problem, match="worker ended"):
                supervisor.look()
            assert begun == []
    finally:
        supervisor.stop()
