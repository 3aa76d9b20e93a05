"""Free ports on loopback, remembered so that an address stays the same from one start to the next."""

from __future__ import annotations

import socket
from typing import Optional

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


def choose(notes: Notes, name: str) -> int:
    """The port of last time if it is free, else any that is. The server that is then started may yet lose it."""
    port = notes.get(name, 0)
    return int(notes.set(name, port if port and is_free(port) else any_free()))


def take(notes: Notes, name: str, *, preferred: int, wanted: str) -> socket.socket:
    """A listening socket, so that nobody else can have the port between choosing it and serving on it.

    On the port that was asked for, else the one of last time, else the preferred one, else any that is free. Raises
    Problem if a port that was asked for by number is taken.
    """
    if wanted:
        listener = _listen(number(wanted))
        if listener is None:
            raise Problem(
                f"Port {wanted} is taken: give another with PORT=, or none to have a free one chosen."
            )
        return listener
    for port in (notes.get(name, 0) or preferred, preferred, 0):
        listener = _listen(port)
        if listener is not None:
            notes.set(name, listener.getsockname()[1])
            return listener
    raise Problem("No port on 127.0.0.1 is free.")


def number(wanted: str) -> int:
    """Raises Problem if it is not the number of a port."""
    if not wanted.isdigit() or not 0 < int(wanted) < 65536:
        raise Problem(f"PORT={wanted} is not a port: give a number from 1 to 65535.")
    return int(wanted)


def _listen(port: int) -> Optional[socket.socket]:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
        listener.listen(128)
    except OSError:
        listener.close()
        return None
    return listener
