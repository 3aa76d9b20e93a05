"""A line on which a call ends in time, however slowly an answer comes.

The HTTP library's limit is for each read and each write: a vendor, or what stands in between, that sends a header a
byte at a time keeps within it for ever, and whoever called waits as long.
"""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from ssl import SSLContext
from typing import Any

import httpcore
import httpx

PIECE = 64 * 1024
"""Bytes that are written between two looks at the clock."""
_until: ContextVar[float | None] = ContextVar("until", default=None)


@contextmanager
def until(moment: float) -> Iterator[None]:
    """Whatever is read or written in the block is over by then (monotonic seconds)."""
    token = _until.set(moment)
    try:
        yield
    finally:
        _until.reset(token)


def transport(certificates: SSLContext) -> httpx.HTTPTransport:
    """One that obeys no environment and keeps to ``until``."""
    made = httpx.HTTPTransport(trust_env=False, verify=certificates)
    # The library takes no network of its caller's. Of the pool that it made nothing is open yet.
    made._pool = httpcore.ConnectionPool(
        ssl_context=certificates,
        max_connections=10,
        max_keepalive_connections=5,
        keepalive_expiry=5.0,
        network_backend=_Network(),
    )
    return made


class _Network(httpcore.NetworkBackend):
    def __init__(self) -> None:
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        left = _left(timeout, httpcore.ConnectTimeout)
        return _Line(self._inner.connect_tcp(host, port, left, local_address, socket_options))


class _Line(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _left(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for at in range(0, len(buffer), PIECE):
            self._inner.write(buffer[at : at + PIECE], _left(timeout, httpcore.WriteTimeout))

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = _left(timeout, httpcore.ConnectTimeout)
        return _Line(self._inner.start_tls(ssl_context, server_hostname, left))

    def close(self) -> None:
        self._inner.close()

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


def _left(timeout: float | None, late: type[Exception]) -> float | None:
    """Seconds that this step may take: the library's, and no more than are left of the call."""
    moment = _until.get()
    if moment is None:
        return timeout
    if (left := moment - time.monotonic()) <= 0:
        raise late
    return left if timeout is None else min(timeout, left)
