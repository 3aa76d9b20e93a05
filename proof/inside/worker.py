"""The house's worker, which can be asked to search its own memory."""

from __future__ import annotations

from typing import Any

from celery.signals import worker_ready

from firmai.celery import app
from proof.inside import listening

__all__ = ["app"]


@worker_ready.connect
def _listen(**_kwargs: Any) -> None:
    """Not before: Celery takes its own hold of the loggers as it starts, and closes what was opened until then."""
    listening.begin("worker")
