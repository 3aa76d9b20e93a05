"""The client for a connection."""

from apps.integrations import tokens
from apps.integrations.clio.client import Clio
from apps.integrations.models import Connection, Region


def connect(connection: Connection) -> Clio:
    """Clio in the connection's own region, with its stored tokens, renewed when they have to be."""
    return Clio(region=Region(connection.region), access=tokens.Stored(connection.pk))
