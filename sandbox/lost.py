"""What a client sees when the line goes dead.

Over loopback the server closes the socket. Mounted in-process there is no socket, so the loss is raised
through the application and has to be what the client's own transport would have raised. The classes made here
are both a plain ``OSError`` and the read errors of whichever HTTP client libraries the process has loaded;
none is imported for it.
"""

import sys
from functools import lru_cache

CLIENTS = ("httpx", "httpx2")


def connection_lost(told: str = "the connection was closed before an answer") -> Exception:
    return _kind(ConnectionResetError, "ReadError", _loaded())(told)


def no_answer(told: str = "no answer within the time limit") -> Exception:
    return _kind(TimeoutError, "ReadTimeout", _loaded())(told)


def _loaded() -> tuple[str, ...]:
    return tuple(name for name in CLIENTS if hasattr(sys.modules.get(name), "ReadError"))


@lru_cache
def _kind(base: type[Exception], name: str, clients: tuple[str, ...]) -> type[Exception]:
    theirs = tuple(getattr(sys.modules[client], name) for client in clients)
    return type(name, (*theirs, base), {"__init__": _begin, "__module__": __name__})


def _begin(self, told: str) -> None:
    Exception.__init__(self, told)
    for owner in type(self).__mro__:
        if owner.__name__ == "RequestError":
            self._request = None
            break


LOST = (ConnectionResetError, TimeoutError)
