"""What the tests of a file begin with, made once for all of them."""

import pytest
from django.db import transaction

from apps.people.models import User
from tests.review import factories as r
from tests.review.test_cases import approve_twice, factum


@pytest.fixture(scope="module")
def underneath(django_db_setup, django_db_blocker):
    """A transaction around those of a file's tests, ended with the file: what is made in it is there for each of them
    as it was made. A file that has it at all has it for every test, so that none depends on which came first."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def filed(underneath):
    task, lawyer, second = factum()
    approve_twice(task, lawyer, second)
    return task, lawyer, second


@pytest.fixture
def approved(filed):
    """A factum that was approved twice and waits for its certificate, its lawyer, and the second person."""
    task, *people = filed
    return r.fresh(task), *(User.objects.get(pk=person.pk) for person in people)
