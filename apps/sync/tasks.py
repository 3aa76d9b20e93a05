"""Doorways for the queue."""

from uuid import UUID

from celery import shared_task


@shared_task
def send(*, delivery_id: str) -> None:
    """One try at a delivery. Its state says when there is another."""
    from apps.sync import services

    services.send(UUID(delivery_id))


@shared_task
def read_back(*, delivery_id: str) -> None:
    """Fetch what was sent and compare."""
    from apps.sync import services

    services.read_back(UUID(delivery_id))


@shared_task
def carry(*, receipt_id: str) -> None:
    """One try to have a checkpoint kept elsewhere."""
    from apps.sync import services

    services.carry_to_witness(UUID(receipt_id))


@shared_task
def pull(*, pull_id: str) -> None:
    """Go on with one pull from a practice system. Its row says where it stands and when there is another try."""
    from apps.sync import services

    services.pull(UUID(pull_id))


@shared_task
def fetch_copies(*, choice_id: str) -> None:
    """Fetch what is wanting of a matter whose working copies are kept. Listed as wanting until it is here."""
    from apps.sync import services

    services.fetch_copies(UUID(choice_id))
