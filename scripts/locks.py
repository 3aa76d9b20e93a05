"""One command of a kind at a time in a checkout.

The lock is the kernel's and goes with the process that holds it, however that ends; what the file says is only for
the person who finds it held.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from pathlib import Path
from typing import Iterator

from scripts.problem import Problem


class Lock:
    def __init__(self, path: Path, command: str) -> None:
        self.command = command
        self._file = os.fdopen(os.open(str(path), os.O_RDWR | os.O_CREAT, 0o600), "r+", encoding="utf-8")

    def take(self, *, wait: bool = False) -> None:
        """Raises Problem with where the other one is, unless told to wait for it."""
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except OSError:
            holder = self._file.read().strip() or "it is only just starting"
            raise Problem(f"{self.command} is already running in this checkout: {holder}.") from None
        self.says(f"process {os.getpid()}, still starting")

    def says(self, holder: str) -> None:
        self._file.seek(0)
        self._file.truncate()
        self._file.write(holder)
        self._file.flush()

    def release(self) -> None:
        self._file.seek(0)
        self._file.truncate()
        self._file.close()


@contextlib.contextmanager
def held(path: Path, command: str, *, wait: bool = False) -> Iterator[Lock]:
    lock = Lock(path, command)
    lock.take(wait=wait)
    try:
        yield lock
    finally:
        lock.release()
