"""Every property of the suite held against twenty times as many examples, the review against more orders of acts, and
LibreOffice given many times more documents."""

from __future__ import annotations

import subprocess
import sys

from bench.figure import Figure

DEEP = ("-q", "-m", "hypothesis or office", "--hypothesis-profile=deep", "--timeout=7200")


def run() -> list[Figure]:
    """Whether all of them held (a promise). An example that did not is printed with the test that found it."""
    done = subprocess.run([sys.executable, "-m", "pytest", *DEEP], check=False)
    return [Figure("runs of the properties that did not hold", "", [float(done.returncode != 0)], limit=0)]
