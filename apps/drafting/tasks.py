"""Doorways for the queue."""

from celery import shared_task


@shared_task
def draft(*, request_id: str) -> None:
    from uuid import UUID

    from apps.drafting import services

    services.draft(UUID(request_id))
