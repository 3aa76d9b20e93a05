"""From a fresh clone to the address printed, with a warm package cache; and the second start of the same checkout."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from bench.figure import Figure
from bench.rig import CHECKOUT, PASSED_ON, DidNotHappen

FIRST, SECOND = 60.0, 10.0
PATIENCE = 300
ADDRESS = re.compile(r"firmai is at http://")
CACHES = ("UV_", "PIP_", "XDG_CACHE_HOME")
SECOND_STARTS = 3


def run() -> list[Figure]:
    """`make demo` as a person types it. What it leaves outside the clone is taken away again."""
    folder = Path(tempfile.mkdtemp(prefix="firmai-start-"))
    clone = folder / "firmai"
    try:
        subprocess.run(["git", "clone", "--quiet", str(CHECKOUT), str(clone)], check=True)
        first = _start(clone)
        later = [_start(clone) for _ in range(SECOND_STARTS)]
    finally:
        _clear(clone)
        shutil.rmtree(folder, ignore_errors=True)
    return [
        Figure("fresh clone to the address", "s", [first], limit=FIRST),
        Figure("second start to the address", "s", later, limit=SECOND),
    ]


def _start(clone: Path) -> float:
    """Seconds from the command to the line with the address. The house is stopped again, as Ctrl-C does."""
    kept = {name: value for name, value in os.environ.items() if name in PASSED_ON or name.startswith(CACHES)}
    kept.pop("VIRTUAL_ENV", None)
    begun = time.monotonic()
    log = clone.parent / "demo.log"
    with log.open("wb") as lines:
        process = subprocess.Popen(
            ["make", "demo"], cwd=clone, env=kept, stdout=lines, stderr=lines, start_new_session=True
        )
    try:
        while not ADDRESS.search(log.read_text("utf-8", "replace")):
            if process.poll() is not None or time.monotonic() - begun > PATIENCE:
                raise DidNotHappen("make demo did not open:\n" + log.read_text("utf-8", "replace")[-2000:])
            time.sleep(0.02)
        return time.monotonic() - begun
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGINT)
            process.wait(60)


def _clear(clone: Path) -> None:
    """As root, a checkout keeps its state in a folder of its own under /var/lib: the one that names this clone."""
    for owner in Path("/var/lib/firmai-dev").glob("*/checkout"):
        if owner.read_text("utf-8").strip() == str(clone):
            shutil.rmtree(owner.parent, ignore_errors=True)
