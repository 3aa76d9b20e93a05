"""The firm's own PostgreSQL tools, run as the owner: a dump as it is written, and a restore from one that is read."""

from __future__ import annotations

import os
import shutil
import subprocess  # nosec: the firm's own tools, by their full path, without a shell
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from psycopg.pq import Conninfo

from apps.audit import roles
from apps.core.errors import FirmaiError

PART = 1 << 20
# Clear columns and ciphertext pass through a pipe and no file; what a tool complains of may quote a row, so of its
# lines the first words alone are kept.
DUMP = ("--format=custom", "--compress=6", "--no-owner", "--no-privileges", "--no-password")
RESTORE = ("--no-owner", "--no-privileges", "--no-password", "--exit-on-error", "--single-transaction")


class ToolFailed(FirmaiError):
    """A tool of PostgreSQL's is not there, or ended with an error."""


def dump(*, snapshot: str) -> Iterator[bytes]:
    """The database as that snapshot shows it. Raises ToolFailed after the last part if it is not whole."""
    with _run("pg_dump", *DUMP, f"--snapshot={snapshot}") as process:
        assert process.stdout is not None
        while part := process.stdout.read(PART):
            yield part


def restore(parts: Iterable[bytes]) -> None:
    """A dump into the empty database, whole or not at all. Raises ToolFailed."""
    with _run("pg_restore", *RESTORE) as process:
        assert process.stdin is not None
        try:
            for part in parts:
                process.stdin.write(part)
            process.stdin.close()
        except BrokenPipeError:
            pass  # it ended before it had read everything: its exit status says why


@contextmanager
def _run(tool: str, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    config = settings.DATABASES[roles.owner_alias()]
    given = {
        "PGHOST": config["HOST"],
        "PGPORT": str(config["PORT"]),
        "PGUSER": config["USER"],
        "PGPASSWORD": config["PASSWORD"],
        "PATH": settings.POSTGRES_BIN,
        "LC_ALL": "C",
        **_as_addressed(config.get("OPTIONS", {})),
    }
    name = config["NAME"]
    command = [_program(tool), *arguments, f"--dbname={name}" if tool == "pg_restore" else name]
    with os.fdopen(os.memfd_create("said"), "w+b") as said:
        process = subprocess.Popen(  # noqa: S603  # nosec: see above
            command,
            stdin=subprocess.PIPE if tool == "pg_restore" else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=said,
            env={each: value for each, value in given.items() if value},
        )
        try:
            yield process
        except BaseException:
            process.kill()
            process.wait()
            raise
        finally:
            for pipe in filter(None, (process.stdin, process.stdout)):
                with suppress(BrokenPipeError):
                    pipe.close()
        if process.wait() != 0:
            said.seek(0)
            raise ToolFailed(
                _("%(tool)s ended with an error: %(said)s")
                % {"tool": tool, "said": _first_words(said.read(4096))}
            )


def _as_addressed(options: Mapping[str, Any]) -> dict[str, str]:
    """What the address says of the line, TLS above all, under the names by which the tools know it: they take nothing
    else from it, and would be content with a line that the house is not."""
    known = {each.keyword.decode(): each.envvar for each in Conninfo.get_defaults() if each.envvar}
    return {
        known[name].decode(): str(value)
        for name, value in options.items()
        if name in known and name != "options"  # how the house's own questions are planned
    }


def _first_words(said: bytes) -> str:
    """Up to the first quotation: what stands there may be a value."""
    line = said.decode("utf-8", "replace").strip().partition("\n")[0]
    return line.partition('"')[0][:200]


def _program(tool: str) -> str:
    found = shutil.which(tool, path=settings.POSTGRES_BIN or None)
    if found is None:
        raise ToolFailed(
            _("%(tool)s is not here. Install PostgreSQL's programs, or name their folder in POSTGRES_BIN.")
            % {"tool": tool}
        )
    return str(Path(found).absolute())
