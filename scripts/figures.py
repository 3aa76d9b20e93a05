"""`make bench` and `make soak`."""

from __future__ import annotations

import os
from typing import List

from scripts.quality import place
from scripts.supervise import Stopped


def bench(arguments: List[str]) -> int:
    """The benchmarks on servers that keep their promises (nothing is switched off for speed)."""
    chosen = ["--json", os.environ["JSON"]] if os.environ.get("JSON") else []
    return _run("bench", "make bench", ["bench", *chosen, *arguments])


def soak(arguments: List[str]) -> int:
    return _run("soak", "make soak", ["bench", "--soak", *arguments])


def _run(purpose: str, command: str, module: List[str]) -> int:
    try:
        with place(purpose, command, "firmai.settings.testing", throwaway=False) as bench:
            return bench.run("-m", *module)
    except Stopped as stopped:
        return 128 + stopped.signum
