"""A sequencer as the process has it, driven by hand, and logs that are written once for many tests."""

from threading import Event as Flag

from django.db import connections
from django.utils import timezone

from apps.audit import notes, roles, sequencer, verify


def opened():
    """A sequencer that holds the lock and has read the tree."""
    made = sequencer.Sequencer(roles.log_alias(), notes.Signer.load(), notes.verifiers())
    assert made.open(Flag())
    return made


def drain(made):
    """Sequence until nothing is left, then sign. Returns how many entries that were."""
    total = 0
    while count := made.step():
        total += count
    made.checkpoint()
    return total


def sequence_all():
    """Everything there is gets its place and a checkpoint."""
    return drain(opened())


def check(**options):
    """The report of a verification with the log's own keys."""
    return verify.verify(**{"known": notes.verifiers(), "now": timezone.now()} | options)


class Written:
    """A log that one test writes and every later one finds as it was, row by row, without anybody writing it again.

    Calling it gives what writing it gave.
    """

    COLUMNS = {
        "audit_entry": {"id": "bigint", "body": "text"},
        "audit_leaf": {"index": "bigint", "entry": "bigint", "hash": "bytea", "batch": "bigint"},
        "audit_node": {"level": "smallint", "index": "bigint", "hash": "bytea"},
        "audit_checkpoint": {
            "size": "bigint", "root": "bytea", "note": "text", "key": "text", "at": "timestamptz",
        },
    }  # fmt: skip

    def __init__(self, write):
        self.write = write
        self.again = None

    def __call__(self):
        with connections[roles.owner_alias()].cursor() as cursor:
            if self.again is None:
                self.gave = self.write()
                self.again = "; ".join(self._statements(cursor))
            else:
                cursor.execute(self.again)
        return self.gave

    def _statements(self, cursor):
        """What puts every row back that is there."""
        for table, columns in self.COLUMNS.items():
            cursor.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY 1, 2")
            arrays = ", ".join(f"%s::{kind}[]" for kind in columns.values())
            if rows := cursor.fetchall():
                yield cursor.mogrify(
                    f"INSERT INTO {table} ({', '.join(columns)}) OVERRIDING SYSTEM VALUE"
                    f" SELECT * FROM unnest({arrays})",
                    [list(column) for column in zip(*rows, strict=True)],
                )
