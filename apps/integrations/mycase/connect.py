"""The client for a connection."""

from apps.integrations import tokens
from apps.integrations.models import Connection
from apps.integrations.mycase.client import MyCase


def connect(connection: Connection) -> MyCase:
    """MyCase with the connection's stored tokens, renewed when they have to be."""
    return MyCase(access=tokens.Stored(connection.pk))
