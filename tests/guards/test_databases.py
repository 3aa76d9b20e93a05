"""What the tests' own databases leave on the server."""

from uuid import uuid4

import pytest
from django.db import IntegrityError
from django.test import TestCase

from apps.notices.models import Choice, NoticeKind, Way
from tests import database


@pytest.mark.django_db(transaction=True)
def test_what_is_dropped_goes_at_the_end_and_what_a_killed_process_left_when_the_next_begins():
    with database.connect(database._maker(), autocommit=True, dbname="postgres") as server:
        wanted = f"{database._base()}_killed"
        left = f"{wanted}{database.EMPTY}left"
        database._make(server, left, "template1")

        home, made = database.create("killed")
        held = database.empty()
        database.drop(*held)
        database.drop(home, made)

        assert made == wanted
        assert left not in database._names(server)
        assert {made, held[1]} <= database._names(server)
        assert database._in_use() == home


def test_what_a_commit_would_refuse_fails_a_test_that_is_undone_and_leaves_nothing(db):
    test = type("Test", (TestCase,), {"databases": {"default"}})("__init__")
    test.atomics = test._enter_atomics()
    Choice.objects.create(user_id=uuid4(), kind=NoticeKind.values[0], way=Way.values[0])

    with pytest.raises(IntegrityError, match="is not present"):
        test._fixture_teardown()

    assert not Choice.objects.exists()
