"""django-auditlog at its pinned version, in a folder of its own in the state of the checkout, and a process with it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from bench.rig import CHECKOUT
from scripts import places

VERSION = "3.4.1"
PINS = Path(__file__).with_name("auditlog.txt")
INSTALL_SECONDS = 300
CONNECTION = ("ENGINE", "NAME", "HOST", "PORT", "USER", "PASSWORD")


class Unmeasured(Exception):
    """The peer could not be installed, or did not answer."""


class Peer:
    """A process that saves rows with and without django-auditlog, a round each time it is asked."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def added(self) -> float:
        """Milliseconds that it adds to a save."""
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return float(self.said())

    def said(self) -> str:
        """Its next line."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise Unmeasured(f"django-auditlog {VERSION} does not answer")
        return line


@contextmanager
def opened(each: int) -> Iterator[Peer]:
    """Raises Unmeasured where it cannot be installed or does not start."""
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(CHECKOUT), str(_installed())]),
        "BENCH_DATABASES": json.dumps(
            {
                alias: {name: settings.DATABASES[alias][name] for name in CONNECTION}
                for alias in ("default", "owner")
            }
        ),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.audited", str(each)], cwd=CHECKOUT, env=environment, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    try:
        peer = Peer(process)
        peer.said()
        yield peer
    finally:
        process.kill()
        process.wait()


def _installed() -> Path:
    """Its folder, made once. What it needs are packages that the house has as well."""
    home = places.state("bench") / f"auditlog-{VERSION}"
    done = home / "installed.txt"
    if not done.exists() or done.read_bytes() != PINS.read_bytes():
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-input", "--no-deps", "--upgrade"]
        try:
            subprocess.run(
                [*command, "--require-hashes", "--target", str(home), "-r", str(PINS)],
                check=True, timeout=INSTALL_SECONDS, capture_output=True,
            )  # fmt: skip
        except (OSError, subprocess.SubprocessError) as error:
            raise Unmeasured(
                f"django-auditlog {VERSION} could not be installed ({type(error).__name__})"
            ) from None
        done.write_bytes(PINS.read_bytes())
    return home
