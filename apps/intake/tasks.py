"""Doorways for the worker: an id in, one service call. Safe to run twice, because the row says what is left to do."""

from uuid import UUID

from celery import shared_task


@shared_task
def read(*, source_id: str) -> None:
    """Read a source that was claimed."""
    from apps.intake import services

    services.read(UUID(source_id))


@shared_task
def read_outdated(*, source_id: str) -> None:
    """Read a source again that an older reader read."""
    from apps.intake import services

    services.read_outdated(UUID(source_id))


@shared_task
def fetch(*, arrival_id: str) -> None:
    """Fetch a transcript that was claimed."""
    from apps.intake import services

    services.fetch(UUID(arrival_id))


@shared_task
def sweep(*, connection_id: str) -> None:
    """Look through a Zoom account's recordings. What fails is looked at again at the next sweep."""
    from apps.intake import services
    from apps.integrations.models import Connection

    services.sweep(connection=Connection.objects.get(pk=connection_id))
