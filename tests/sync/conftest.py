"""The requests of these tests, and the answers to them, are held to our description of each vendor. Time stands still
unless a test moves it."""

import pytest
import time_machine

from tests.recordings import requests_are_as_described
from tests.sync.factories import NOW

__all__ = ["requests_are_as_described"]


@pytest.fixture
def clock(db):
    with time_machine.travel(NOW, tick=False) as moving:
        yield moving
