"""What the tests' own databases leave on the server."""

import pytest

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
