"""Processes by identity: a number together with the moment it started, because numbers are used again."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Callable, Optional

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def identity(pid: int) -> Optional[str]:
    """Something that no other process has had or will have, or None if there is no such process alive."""
    if sys.platform != "linux":
        found = subprocess.run(["ps", "-o", "stat=,lstart=", "-p", str(pid)], capture_output=True, text=True)
        status, _, started = found.stdout.strip().partition(" ")
        return None if not status or status.startswith("Z") else f"{pid} {started.strip()}"
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    if fields[0] in "ZX":  # ended, and only waiting for its parent to notice
        return None
    return f"{pid} {fields[19]} {_boot()}"


def _boot() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return ""


def command_line(pid: int) -> str:
    """How the process was called, words parted by spaces; empty if it is not there or cannot be seen."""
    if sys.platform != "linux":
        found = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True)
        return found.stdout.strip()
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
    except OSError:
        return ""


def follow_parent(death_signal: int) -> Optional[Callable[[], None]]:
    """For `preexec_fn`: ask the kernel for this signal when the parent dies, however it dies (Linux only)."""
    if _libc is None:
        return None
    parent = os.getpid()

    def ask() -> None:
        _libc.prctl(_PR_SET_PDEATHSIG, death_signal, 0, 0, 0)
        if os.getppid() != parent:  # it died before the kernel was asked
            os._exit(1)

    return ask


def end(pid: int, known_as: str, *, gently: int, seconds: float) -> bool:
    """End the process and its group if it is still the one it was; True if there was anything to end."""
    if identity(pid) != known_as:
        return False
    tell(pid, gently)
    if not gone_within(seconds, pid, known_as):
        tell(pid, signal.SIGKILL)
        gone_within(5, pid, known_as)
    return True


def tell(pid: int, signum: int) -> None:
    """Signal a process that leads its own group: a gentle word to it alone, SIGKILL to all of the group."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if signum == signal.SIGKILL:
            os.killpg(pid, signum)
        else:
            os.kill(pid, signum)


def gone_within(seconds: float, pid: int, known_as: str) -> bool:
    deadline = time.monotonic() + seconds
    while identity(pid) == known_as:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
