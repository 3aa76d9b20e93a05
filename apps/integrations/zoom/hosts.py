"""Which of Zoom's hosts are spoken to, and which of them is told the bearer token.

Every host of Zoom's may be read from. The token is for two of them: where the API is, and the host at which a download
begins. Where that one sends on to is Zoom's storage, or a page of Zoom's; neither needs the token.
"""

from urllib.parse import urlsplit

from apps.core.sensitive import Sensitive
from apps.integrations import places

SIGN_IN = "zoom.us"
API = "api.zoom.us"
"""Where the API is when a token did not come with another address."""


def is_zoom(host: str) -> bool:
    """Zoom serves its API and downloads from its own site and from regional hosts of it."""
    return host == SIGN_IN or host.endswith(f".{SIGN_IN}")


def may_be_read(host: str) -> bool:
    return is_zoom(host) or places.is_storage(host)


def bearer(token: Sensitive[str], url: str, *, began: str) -> dict[str, str]:
    """The header for an address, or none: ``began`` is the one that was asked for first, and only its host is told."""
    host = _host(url)
    told = is_zoom(host) and host == _host(began)
    return {"Authorization": f"Bearer {token.reveal()}"} if told else {}


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").lower()
