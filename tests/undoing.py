"""The end of a test that commits nothing."""

from django.db import connections
from psycopg.pq import TransactionStatus


def undo(test):
    """Check what is checked at a commit, and undo what the test wrote.

    As Django does it, without asking first whether the database answers, which the connection knows where something was
    asked in the transaction, and without putting the checks off again that end with it.
    """
    try:
        for name in reversed(test._databases_names()):
            connection = connections[name]
            if not connection.needs_rollback and _is_under_way(connection.connection):
                with connection.cursor() as cursor:
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    finally:
        test._rollback_atomics(test.atomics)


def _is_under_way(line):
    return line is not None and not line.closed and line.info.transaction_status == TransactionStatus.INTRANS
