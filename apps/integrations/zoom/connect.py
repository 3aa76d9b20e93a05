"""The client for a connection."""

from apps.integrations import tokens
from apps.integrations.models import Connection
from apps.integrations.zoom.client import Zoom


def connect(connection: Connection) -> Zoom:
    """Zoom with the connection's stored token, asked for again every hour."""
    return Zoom(access=tokens.Stored(connection.pk))
