"""Doorways for the queue."""

from celery import shared_task


@shared_task
def open_review(*, draft_id: str) -> None:
    from uuid import UUID

    from apps.review import services

    services.open_review(UUID(draft_id))


@shared_task
def look_up(*, authority_id: str) -> None:
    from uuid import UUID

    from apps.review import services

    services.look_up_one(UUID(authority_id))
