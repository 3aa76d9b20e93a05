"""Doorways for the queue."""

from uuid import UUID

from celery import shared_task


@shared_task
def send_letter(*, user_id: str) -> None:
    """One try at a person's e-mail. Whatever was not sent is still due."""
    from apps.notices import services

    services.send_letter(UUID(user_id))
