"""Canaries through the house in every way a draft can end, many plain ones besides, and then a search everywhere."""

from __future__ import annotations

import os
import sys

from bench.figure import Figure
from proof import report
from proof.run import prove
from proof.ways import plan

DRAFTS = int(os.environ.get("SOAK_DRAFTS", "60"))


def run() -> list[Figure]:
    """What was found where none may rest (a promise: nothing), and how many places could not be searched."""
    proof = prove(plan(DRAFTS), say)
    say(report.as_text(proof))
    return [
        Figure("canaries found where none may rest", "", [float(proof.leaks)], limit=0),
        Figure("drafts with canaries", "drafts", [float(proof.drafts)], limit=DRAFTS, at_least=True),
    ]


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
