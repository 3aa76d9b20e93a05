"""The house's worker, which can be asked to search its own memory."""

from __future__ import annotations

from typing import Any

from celery.signals import worker_init

from firmai.celery import app
from proof.inside import listening

__all__ = ["app"]


@worker_init.connect
def _listen(**_kwargs: Any) -> None:
    listening.begin("worker")
