"""What the tests of a file begin with, made once for all of them."""

import pytest

from sandbox import wsgi
from tests.review import factories as r
from tests.review.test_cancelling import letter_approved_first
from tests.review.test_cases import approve_twice, factum
from tests.review.test_rulebook import first_approved


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
    return r.anew(filed)


@pytest.fixture(scope="module")
def first_of_two(beforehand):
    with beforehand():
        return first_approved()


@pytest.fixture
def awaited(first_of_two):
    """A factum that its lawyer approved, its lawyer, and the second person, who is waited for."""
    return r.anew(first_of_two)


@pytest.fixture(scope="module")
def letter_of_two(beforehand):
    with beforehand():
        return letter_approved_first()


@pytest.fixture
def letter(letter_of_two):
    """A letter that the first of two approved, its lawyer, and the second person, who is waited for."""
    return r.anew(letter_of_two)


@pytest.fixture(scope="module")
def at_first(beforehand):
    with beforehand():
        return factum()


@pytest.fixture
def begun(at_first):
    """A factum at which nothing was done, its lawyer, and a second person."""
    return r.anew(at_first)


@pytest.fixture(scope="module")
def opened_once(beforehand):
    with beforehand():
        return r.task()


@pytest.fixture
def task(opened_once):
    """A letter at whose review nothing was done."""
    return r.fresh(opened_once)
