"""Doorways for the queue."""

from uuid import UUID

from celery import shared_task


@shared_task
def verify(*, verification_id: str) -> None:
    """The whole log, because a person asked."""
    from apps.audit import services

    services.run_verification(UUID(verification_id))
