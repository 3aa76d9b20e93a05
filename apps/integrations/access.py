"""Tokens in memory, and how a client comes by one."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from apps.core.sensitive import Sensitive


@dataclass(frozen=True)
class Tokens:
    """What a vendor's token endpoint gave. ``refresh`` is None where the vendor has no such thing (Zoom); ``host`` is
    empty where it does not say at which of its hosts the account is served (all but Zoom)."""

    access: Sensitive[str] = field(repr=False)
    refresh: Sensitive[str] | None = field(repr=False)
    expires_at: datetime
    host: str = ""


class Access(Protocol):
    """Where a client gets its access token. Neither call is made inside a transaction of the caller's."""

    def token(self) -> Sensitive[str]:
        """A token that is good now, as far as is known."""

    def instead_of(self, stale: Sensitive[str]) -> Sensitive[str]:
        """Another one, after the vendor refused ``stale``. Raises RemoteError if there is none to be had."""

    def host(self) -> str:
        """The host that the newest token is for, as the vendor said with it; empty where it did not."""


@dataclass(frozen=True)
class Given:
    """Access with tokens that are not stored yet: used once, to see whom a new connection reaches."""

    tokens: Tokens

    def token(self) -> Sensitive[str]:
        return self.tokens.access

    def instead_of(self, stale: Sensitive[str]) -> Sensitive[str]:
        return stale

    def host(self) -> str:
        return self.tokens.host
