"""Doorways for the queue."""

from uuid import UUID

from celery import shared_task


@shared_task
def refresh(*, connection_id: str) -> None:
    """Keep a connection alive. What passes by itself is tried again at the scheduler's next look."""
    from apps.integrations import services
    from apps.integrations.errors import RemoteError

    try:
        services.refresh(UUID(connection_id))
    except RemoteError:
        return


@shared_task
def keep_subscriptions(*, connection_id: str) -> None:
    """Look after a connection's subscriptions. What fails is looked at again."""
    from apps.integrations import services

    services.keep_subscriptions(UUID(connection_id))


@shared_task
def lapse(*, pairing_id: str) -> None:
    """End a connection that nobody confirmed in time, and have the vendor forget what it gave for it."""
    from apps.integrations import services

    services.lapse(UUID(pairing_id))
