"""The requests of these tests, and the answers to them, are held to our description of each vendor. Time stands still
unless a test moves it."""

import pytest
import time_machine

from apps.sync.models import Delivery, DeliveryKind
from tests.integrations import accounts
from tests.recordings import requests_are_as_described
from tests.sync import factories as f
from tests.sync.factories import NOW

__all__ = ["requests_are_as_described"]


@pytest.fixture
def clock(db):
    with time_machine.travel(NOW, tick=False) as moving:
        yield moving


@pytest.fixture(scope="module")
def written(beforehand):
    """A matter of the firm's account at Clio, and an approved letter of it with a delivery of each kind."""
    with beforehand(), time_machine.travel(NOW, tick=False):
        f.queued(accounts.clio(accounts.fresh()), DeliveryKind.NOTE)


@pytest.fixture
def letter(written, box):
    """The letter's delivery of a kind, with the others given up, so that only this one is carried."""
    accounts.clio_again(box)
    return lambda kind: f.alone(Delivery.objects.get(kind=kind))
