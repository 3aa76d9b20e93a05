"""Lines for the person at the terminal. A terminal that has gone away is noticed and is no error."""

from __future__ import annotations

import contextlib
import os
import sys

_gone = False


def say(line: str = "", *, end: str = "\n") -> None:
    """Print a line at once. When nobody can read it any more, remember that and print nothing further."""
    global _gone
    if _gone:
        return
    try:
        sys.stdout.write(line + end)
        sys.stdout.flush()
    except (OSError, ValueError):
        _gone = True
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.close(silence)


def is_gone() -> bool:
    return _gone


def complain(line: str) -> None:
    """What went wrong, on standard error."""
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.write(line + "\n")
        sys.stderr.flush()
