"""Free ports on loopback, remembered so that an address stays the same from one start to the next."""

from __future__ import annotations

import socket

from scripts.places import Notes
from scripts.problem import Problem


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def any_free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def choose(notes: Notes, name: str, *, preferred: int = 0, wanted: str = "") -> int:
    """The port that was asked for, else the one of last time, else the preferred one, else any that is free.

    Raises Problem if a port that was asked for by number is taken.
    """
    if wanted:
        if not wanted.isdigit() or not 0 < int(wanted) < 65536:
            raise Problem(f"PORT={wanted} is not a port: give a number from 1 to 65535.")
        if not is_free(int(wanted)):
            raise Problem(
                f"Port {wanted} is taken: give another with PORT=, or none to have a free one chosen."
            )
        return int(wanted)
    for port in (notes.get(name, 0), preferred):
        if port and is_free(port):
            return int(notes.set(name, port))
    return int(notes.set(name, any_free()))
