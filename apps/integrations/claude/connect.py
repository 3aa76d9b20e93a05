"""The one Claude client of a process, as the settings name it."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Mapping
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TYPE_CHECKING

import httpx2
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from apps.core import keyfile

if TYPE_CHECKING:
    from .client import Client

VENDOR_ORIGIN = "https://api.anthropic.com"
SLOTS = 16  # calls under way at once in one worker process
CONNECT_SECONDS = 5
QUIET_SECONDS = 60  # the vendor sends a ping well within this while it thinks
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
LOGGERS = ("anthropic", "httpx2", "httpcore2")

_lock = threading.Lock()
_made: tuple[tuple, Client] | None = None


def client() -> Client:
    """The client of this process, made at first use so that no connection is shared across a fork, and anew once
    another key was put into the file.

    Raises ImproperlyConfigured, with a sentence on how to put it right, when the key or the environment forbids.
    """
    global _made
    names = (os.getpid(), settings.CLAUDE_ORIGIN, settings.VENDOR_WSGI, *_file(settings.CLAUDE_KEY_FILE))
    made = _made
    if made is not None and made[0] == names:
        return made[1]
    with _lock:
        if _made is None or _made[0] != names:
            _made = (names, _make())
        return _made[1]


def _file(path: str) -> tuple:
    """A file as it is now. One that is not there is another than it was: without a key nothing is sent."""
    try:
        found = os.stat(path)
    except OSError:
        return (path,)
    return path, found.st_mtime_ns, found.st_size, found.st_ino


def forget() -> None:
    """Close the client: the next call makes a new one. For tests."""
    global _made
    with _lock:
        made, _made = _made, None
    if made is not None and made[0][0] == os.getpid():
        made[1].close()


def strays(environ: Mapping[str, str]) -> list[str]:
    """Variables that the SDK would read behind our back: any could redirect, log or re-sign a call."""
    return sorted(name for name in environ if name.upper().startswith("ANTHROPIC_"))


def read_key(path: str, setting: str = "CLAUDE_KEY_FILE") -> str:
    """The API key from a file of its own. Raises ImproperlyConfigured if others may read it or it holds none."""
    key = keyfile.secret(path, what=f"The file named by {setting}").strip()
    if not key or any(not 0x21 <= ord(letter) <= 0x7E for letter in key):
        raise ImproperlyConfigured(f"The file named by {setting} has to hold one key on one line.")
    return key


def check_origin(origin: str, sandbox: str) -> None:
    """Raises ImproperlyConfigured unless it is the vendor's, or the stand-in's that the settings name on loopback."""
    if origin == VENDOR_ORIGIN:
        return
    try:
        host = httpx2.URL(origin).host
    except httpx2.InvalidURL:
        host = ""
    if not (sandbox and origin.startswith(sandbox + "/") and host in LOOPBACK):
        raise ImproperlyConfigured(
            f"CLAUDE_ORIGIN has to be {VENDOR_ORIGIN}, or the sandbox on this machine in demonstration settings."
        )


def quieten() -> None:
    """Pin the loggers of the SDK and its HTTP client: below WARNING they write whole prompts."""
    for name in LOGGERS:
        logger = logging.getLogger(name)
        logger.setLevel(logging.WARNING)
        logger.propagate = False
        if not logger.handlers:
            logger.addHandler(logging.NullHandler())


def load_sdk() -> None:
    """Load what the first call needs. It takes most of a second, which only a process that calls should spend.

    Raises ImproperlyConfigured where a variable would steer the SDK: importing it is enough to set up its log.
    """
    _refuse_strays()
    from . import client  # noqa: F401

    _transport().close()  # loads the part of the HTTP client that opens lines


def _refuse_strays() -> None:
    if found := strays(os.environ):
        raise ImproperlyConfigured(f"Remove {', '.join(found)} from the environment: the SDK would obey it.")


def _make() -> Client:
    _refuse_strays()
    import anthropic

    from .client import Client
    from .guard import VERSION, Guard

    quieten()
    key, origin = read_key(settings.CLAUDE_KEY_FILE), settings.CLAUDE_ORIGIN
    check_origin(origin, settings.SANDBOX_URL)
    seconds = float(settings.CLAUDE_SECONDS)
    timeout = httpx2.Timeout(min(QUIET_SECONDS, seconds), connect=min(CONNECT_SECONDS, seconds))
    http = httpx2.Client(
        transport=Guard(_transport(), origin=origin, key=key),
        trust_env=False,
        follow_redirects=False,
        timeout=timeout,
        cookies=CookieJar(policy=DefaultCookiePolicy(allowed_domains=[])),
    )
    sdk = anthropic.Anthropic(
        api_key=key,
        base_url=origin,
        max_retries=0,
        timeout=timeout,
        default_headers={"anthropic-version": VERSION},
        open_telemetry=False,
        http_client=http,
    )
    return Client(sdk, seconds=seconds)


def _transport() -> httpx2.BaseTransport:
    if settings.VENDOR_WSGI:
        return httpx2.WSGITransport(app=import_string(settings.VENDOR_WSGI))
    limits = httpx2.Limits(max_connections=SLOTS * 2, max_keepalive_connections=SLOTS, keepalive_expiry=60)
    return httpx2.HTTPTransport(trust_env=False, limits=limits, retries=0)
