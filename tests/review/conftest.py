"""What the tests of a file begin with, made once for all of them."""

import pytest

from apps.people.models import User
from sandbox import wsgi
from tests.review import factories as r
from tests.review.test_cases import approve_twice, factum


@pytest.fixture(autouse=True)
def canlii_was_not_asked_before():
    """Its stand-in answers a few questions a second, whichever tests they come from."""
    wsgi.application.canlii.reset()


@pytest.fixture(scope="module")
def filed(beforehand):
    with beforehand():
        task, lawyer, second = factum()
        approve_twice(task, lawyer, second)
    return task, lawyer, second


@pytest.fixture
def approved(filed):
    """A factum that was approved twice and waits for its certificate, its lawyer, and the second person."""
    task, *people = filed
    return r.fresh(task), *(User.objects.get(pk=person.pk) for person in people)
