"""What the vendors gave the firm's own application to identify itself with: one small file for each vendor.

Files, so that no secret is in an environment dump; closed to other accounts, as every key file is.
"""

import os
from contextlib import suppress
from dataclasses import dataclass, field

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from apps.core import keyfile
from apps.integrations.errors import Fault
from apps.integrations.http import fault


@dataclass(frozen=True)
class Application:
    """An OAuth application: its id and its secret."""

    client_id: str
    secret: str = field(repr=False)


@dataclass(frozen=True)
class ZoomApplication:
    """A Server-to-Server application inside the firm's own Zoom account."""

    account_id: str
    client_id: str
    secret: str = field(repr=False)
    webhook_secret: str = field(repr=False)


def clio() -> Application:
    """From CLIO_CLIENT_FILE: two lines, client id and secret. Raises Permanent ``not_configured``."""
    return Application(*_lines(settings.CLIO_CLIENT_FILE, 2))


def mycase() -> Application:
    """From MYCASE_CLIENT_FILE: two lines, client id and secret. Raises Permanent ``not_configured``."""
    return Application(*_lines(settings.MYCASE_CLIENT_FILE, 2))


def zoom() -> ZoomApplication:
    """From ZOOM_CLIENT_FILE: four lines, account, client id, secret, webhook secret."""
    return ZoomApplication(*_lines(settings.ZOOM_CLIENT_FILE, 4))


def canlii() -> str:
    """The key in CANLII_KEY_FILE: one line."""
    return _lines(settings.CANLII_KEY_FILE, 1)[0]


def has_canlii() -> bool:
    """Whether the firm has a key for CanLII. A file that is there and empty, as containers are handed it, is none."""
    try:
        return bool(settings.CANLII_KEY_FILE) and os.stat(settings.CANLII_KEY_FILE).st_size > 0
    except OSError:
        return True  # it was named: what is wrong with it is said when it is asked for


def _lines(path: str, count: int) -> list[str]:
    found: list[str] = []
    if path:
        with suppress(ImproperlyConfigured):
            found = [line.strip() for line in keyfile.secret(path).splitlines() if line.strip()]
    if len(found) != count:
        raise fault(Fault.NOT_CONFIGURED)
    return found
