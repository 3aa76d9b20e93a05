"""A worker dies before every statement of a delivery, and on each side of every commit and request."""

from __future__ import annotations

import os
import subprocess
import sys

from bench.figure import Figure

TESTS = ("tests/sync/test_killed_workers.py", "tests/sync/test_killed_timekeeping.py")


def run() -> list[Figure]:
    """Whether what was delivered is there once after each of them (a promise)."""
    environment = {**os.environ, "EVERY_STATEMENT": "1"}
    done = subprocess.run([sys.executable, "-m", "pytest", "-q", *TESTS], env=environment, check=False)
    return [Figure("deaths between two statements not survived", "", [float(done.returncode != 0)], limit=0)]
