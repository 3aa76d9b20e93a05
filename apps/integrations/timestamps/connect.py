"""The client the settings name."""

from django.conf import settings

from apps.integrations.errors import Fault
from apps.integrations.http import fault
from apps.integrations.timestamps.client import Timestamps


def connect() -> Timestamps:
    """The authority at LOG_WITNESS_AUTHORITY. Raises Permanent ``not_configured`` where there is none."""
    if not settings.LOG_WITNESS_AUTHORITY:
        raise fault(Fault.NOT_CONFIGURED)
    return Timestamps(url=settings.LOG_WITNESS_AUTHORITY)
