"""Sources in, and what is read of them: every change, by the noun it is about."""

from apps.intake.reading import claim_unread, read
from apps.intake.sources import open_source, receive

__all__ = ["claim_unread", "open_source", "read", "receive"]
