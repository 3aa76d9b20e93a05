"""The stand-in fresh for each test, and a client that is made anew."""

import pytest

from apps.integrations.claude import connect
from sandbox import wsgi


@pytest.fixture
def sandbox():
    made = wsgi.reset()
    connect.forget()
    yield made
    connect.forget()
    wsgi.reset()
