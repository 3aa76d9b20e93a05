"""A worker's death at each moment of a round.

What a process leaves behind changes with each commit and with each request that reaches a vendor, and with nothing
else: the database undoes what was not committed. So a worker dies before the first of these and after each: right
before the next one it would leave what it leaves right after this one. ``make soak`` has it die before every single
statement too. The tests' own transaction is around it all, so that each death begins from the same state, and a commit
is the release of the outermost savepoint of the round. Where no transaction is around (in ``bench_deliveries``) it
dies on each side of whatever is written.
"""

import contextlib
import os

import pytest
import time_machine
from django.db import connection, transaction

from apps.integrations import http
from apps.sync.models import Delivery, DeliveryKind
from tests.database import held
from tests.integrations import accounts
from tests.recordings import hold_to_the_description
from tests.sync import factories as f
from tests.sync.factories import NOW

EVERY_STATEMENT = bool(os.environ.get("EVERY_STATEMENT"))
CHANGES_NOTHING = ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK")


class Killed(BaseException):
    """The end of a process: nothing of ours catches it."""


class Life:
    """Counts the moments of a round, with the commits and requests they lie around, and ends at the chosen one."""

    def __init__(self, end=None):
        self.end, self.moments, self.commits, self.requests = end, 0, 0, 0
        self._depth = len(connection.savepoint_ids)
        self._on_each_side = EVERY_STATEMENT or not connection.in_atomic_block

    @contextlib.contextmanager
    def lived(self):
        send = http._send

        def request(*args, **more):
            self._before()
            outcome = send(*args, **more)
            self.requests += 1
            self._moment()
            return outcome

        with pytest.MonkeyPatch.context() as patch, connection.execute_wrapper(self._statement):
            patch.setattr(http, "_send", request)
            yield

    def _statement(self, execute, sql, params, many, context):
        outermost = len(connection.savepoint_ids) == self._depth
        commits = outermost and (sql.startswith("RELEASE") or not sql.startswith(CHANGES_NOTHING))
        if commits or EVERY_STATEMENT:
            self._before(lambda: self._undo(execute, sql, context))
        done = execute(sql, params, many, context)
        if commits:
            self.commits += 1
            self._moment()
        return done

    @staticmethod
    def _undo(execute, sql, context):
        """What was not committed is gone with its process."""
        if sql.startswith("RELEASE"):
            execute(sql.replace("RELEASE", "ROLLBACK TO"), None, False, context)

    def _before(self, undo=lambda: None):
        if self._on_each_side or not self.moments:
            self._moment(undo)

    def _moment(self, undo=lambda: None):
        self.moments += 1
        if self.moments == self.end:
            undo()
            raise Killed


def one_round(life):
    """The scheduler claims and a worker works, until it is killed. Whether it was."""
    try:
        with life.lived():
            f.work()
    except Killed:
        return True
    return False


def verdict(box, delivery):
    """What became of a delivery, and how often it is there."""
    found = Delivery.objects.get(pk=delivery.pk)
    there = (f.notes_at if found.kind == DeliveryKind.NOTE else f.documents_at)(box, found)
    return found.state, found.trouble, len(there)


@contextlib.contextmanager
def begun_anew():
    """A fresh sandbox, the first moment again, and rows that are undone afterwards: gives the sandbox and the clock."""
    with time_machine.travel(NOW, tick=False) as clock, held():
        box = accounts.fresh()
        accounts.clio_again(box)
        yield box, clock
        hold_to_the_description()
        transaction.set_rollback(True)
