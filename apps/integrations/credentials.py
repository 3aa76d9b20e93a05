"""What the vendors gave the firm's own application to identify itself with: one small file for each vendor.

Files, so that no secret is in an environment dump; closed to other accounts, as every key file is.
"""

import os
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from apps.core.keyfile import OTHERS_MAY
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


def _lines(path: str, count: int) -> list[str]:
    found: list[str] = []
    try:
        if path and not os.stat(path).st_mode & OTHERS_MAY:
            found = [line.strip() for line in Path(path).read_text("utf-8").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError):
        found = []
    if len(found) != count:
        raise fault(Fault.NOT_CONFIGURED)
    return found
