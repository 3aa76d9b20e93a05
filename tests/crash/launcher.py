"""`python -m tests.crash.launcher ORDERS celery|manage ...`: a process of the house that dies at a chosen commit.

Everything after the program's name is its own command line; what runs is the product as it is. Around it, Django's
commit is counted: a transaction that wrote something, and a statement that writes outside one, is a point. ORDERS is a
file that may hold `token number side`; the count starts when a new token is found there. At that number the process
sends itself SIGKILL, `before` the commit reaches the database or `after` it did. `before` the commit that stores a
vendor's reply is after that reply came. `never` is a thread that hangs: at that number, or at the next commit of a
crossing. Points are written down beside ORDERS, one a line, as `token number tables`.
"""

import os
import re
import signal
import sys
import threading
from pathlib import Path

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

WRITES = re.compile(r"\s*(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+\"?(\w+)", re.IGNORECASE)

CALL = "policy_crossing"


class Points:
    """The count of one process, and the order to die that it may have."""

    def __init__(self, orders: Path) -> None:
        self.orders, self.tally = orders, orders.with_suffix(".points")
        self.lock = threading.Lock()
        self.token, self.number, self.side, self.passed = "-", 0, "", 0

    def before(self, tables: set[str]) -> None:
        """A commit is about to be made."""
        with self.lock:
            self._look()
            is_due = self.passed + 1 >= self.number > 0
            if self.side == "before" and is_due:
                self._die()
            hangs = self.side == "never" and is_due and CALL in tables and self._stands()
            if hangs:
                self._write(f"{self.token} {self.number} killed {self.side}\n")
                self.side = ""
        if hangs:
            threading.Event().wait()

    def after(self, tables: set[str]) -> None:
        """A commit was made."""
        with self.lock:
            self.passed += 1
            self._write(f"{self.token} {self.passed} {','.join(sorted(tables))}\n")
            if self.side == "after" and self.passed == self.number:
                self._die()

    def _look(self) -> None:
        try:
            token, number, side = self.orders.read_text("ascii").split()
        except (OSError, ValueError):
            return
        if token != self.token:
            self.token, self.number, self.side, self.passed = token, int(number), side, 0

    def _stands(self) -> bool:
        """Whether the order was not taken back meanwhile, which leaves none; it is carried out once."""
        try:
            self.orders.unlink()
        except FileNotFoundError:
            self.side = ""
        return bool(self.side)

    def _die(self) -> None:
        if not self._stands():
            return
        self._write(f"{self.token} {self.number} killed {self.side}\n")
        os.kill(os.getpid(), signal.SIGKILL)
        signal.pause()

    def _write(self, line: str) -> None:
        with self.tally.open("a", encoding="ascii") as file:
            file.write(line)


def watch(points: Points) -> None:
    """Count this process's commits from here on."""
    commit, begin = BaseDatabaseWrapper._commit, BaseDatabaseWrapper.set_autocommit
    rollback = BaseDatabaseWrapper._rollback

    def counted_commit(self):
        written, self.written_tables = getattr(self, "written_tables", set()), set()
        if not written:
            return commit(self)
        points.before(written)
        commit(self)
        points.after(written)

    def forgetful_rollback(self):
        self.written_tables = set()
        return rollback(self)

    def forgetful_begin(self, *args, **kwargs):
        self.written_tables = set()
        return begin(self, *args, **kwargs)

    def around(execute):
        def counted(self, sql, params, *rest):
            found = WRITES.match(sql) if isinstance(sql, str) else None
            if found is None:
                return execute(self, sql, params, *rest)
            alone = not self.db.in_atomic_block and self.db.autocommit
            if alone:
                points.before({found.group(1)})
            result = execute(self, sql, params, *rest)
            if alone:
                points.after({found.group(1)})
            elif self.cursor.rowcount:
                self.db.written_tables = getattr(self.db, "written_tables", set()) | {found.group(1)}
            return result

        return counted

    BaseDatabaseWrapper._commit = counted_commit
    BaseDatabaseWrapper._rollback = forgetful_rollback
    BaseDatabaseWrapper.set_autocommit = forgetful_begin
    CursorWrapper._execute = around(CursorWrapper._execute)
    CursorWrapper._executemany = around(CursorWrapper._executemany)


def main() -> None:
    orders, program, *rest = sys.argv[1:]
    watch(Points(Path(orders)))
    sys.argv = [program, *rest]
    if program == "celery":
        from celery.__main__ import main as run
    else:
        from django.core.management import execute_from_command_line as run
    sys.exit(run())


if __name__ == "__main__":
    main()
