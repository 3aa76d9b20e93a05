"""One record of the practice system's taken in apart from the others: what goes wrong with it holds up none of them.

What could not be taken in is listed among what disagrees, where people look, until it was.
"""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import transaction

from apps.core.aside import NOT_OF_ONE_ROW
from apps.core.sensitive import Sensitive
from apps.integrations.errors import Fault, RemoteError
from apps.integrations.listed import as_received
from apps.integrations.models import Connection
from apps.matters.models import Matter
from apps.sync import differences, unread
from apps.sync.models import Oddity, RecordKind
from apps.sync.shapes import Odd

logger = logging.getLogger(__name__)
HERE = frozenset({Oddity.NOT_TAKEN_IN})


class Apart:
    """The records of one kind on a page. ``left_out`` has the ids of those that could not be taken in."""

    def __init__(
        self,
        connection: Connection,
        kind: RecordKind,
        *,
        of_all: tuple[type[Exception], ...] = (),
        of_one: frozenset[Fault] = frozenset(),
    ) -> None:
        """``of_all``: further errors that are no fault of one record, and raised. ``of_one``: what a vendor may say of
        one record alone."""
        self._connection, self._kind, self._of_one = connection, kind, of_one
        self._of_all: tuple[type[Exception], ...] = (*NOT_OF_ONE_ROW, RemoteError, *of_all)
        self._taken: list[str] = []
        self.left_out: set[str] = set()

    @contextmanager
    def each(
        self,
        remote_id: str,
        *,
        label: str = "",
        matter: Matter | None = None,
        within: str = "",
        read: object = None,
    ) -> Iterator[None]:
        """Around the taking in of one, of a ``matter`` that is here or not, or one that is ``within`` a matter there.
        ``read`` is what was read of it. What is the vendor's fault, or the database's, is raised."""
        try:
            yield
        except self._of_all as error:
            if not (isinstance(error, RemoteError) and error.code in self._of_one):
                raise
            self._failed(remote_id, label, error.code, as_received(read), matter, within)
        except Exception as error:  # noqa: BLE001  # a vendor's record holds anything
            self._failed(remote_id, label, type(error).__name__, as_received(read), matter, within)
        else:
            self._taken.append(remote_id)

    def odd(self, found: Odd) -> None:
        """One that could not even be read."""
        self._failed(found.remote_id, found.label, "unreadable", found.received, within=found.matter_id)

    def read(self, remote_ids: Iterable[str]) -> None:
        """Those that can be read, and are compared and not taken in."""
        self._taken += remote_ids

    @transaction.atomic
    def _failed(
        self,
        remote_id: str,
        label: str,
        why: str,
        received: Sensitive[bytes] | None,
        matter: Matter | None = None,
        within: str = "",
    ) -> None:
        self.left_out.add(remote_id)
        logger.error(
            "a %s of connection %s was not taken in: %s",
            self._kind.value,
            self._connection.pk,
            why,
        )
        differences.note(
            connection=self._connection,
            kind=self._kind,
            remote_id=remote_id,
            found=HERE,
            among=HERE,
            matter=matter or self._here(remote_id),
            label=label,
        )
        unread.hold(self._connection, self._kind, remote_id, received, within=within)

    def _here(self, remote_id: str) -> Matter | None:
        """The matter that a matter's record is here: whoever is kept from it is not told of it by this list either."""
        if self._kind != RecordKind.MATTER:
            return None
        record = self._connection.records.filter(kind=self._kind, remote_id=remote_id).first()
        return Matter(pk=record.local_id) if record else None

    def done(self) -> None:
        """Take off the list what could be taken in now."""
        differences.end(self._connection, self._kind, self._taken, HERE)


class Alone:
    """The same of what is compared, or hangs on matters, such as their papers: left out, and read again in the night.

    ``left_out`` has the vendor's ids, mostly of matters, of which something could not be taken in.
    """

    def __init__(self, connection: Connection, what: str) -> None:
        self._connection, self._what = connection, what
        self.left_out: set[str] = set()

    @contextmanager
    def each(self, remote_id: str) -> Iterator[None]:
        try:
            yield
        except (*NOT_OF_ONE_ROW, RemoteError):
            raise
        except Exception as error:  # noqa: BLE001  # one matter is one of many
            self.left_out.add(remote_id)
            logger.error(
                "%s of connection %s left out: %s", self._what, self._connection.pk, type(error).__name__
            )
