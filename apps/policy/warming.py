"""What a worker does before it says that it is ready."""

from apps.integrations.claude import connect


def warm() -> None:
    """Load what a call to Claude needs, so that nobody's draft waits for it."""
    connect.load_sdk()
