"""Ways to have a checkpoint kept elsewhere over a network. To add one: a class like these, a member of ``Witness``.

What is given away is the note alone: the log's name, how many entries it has, a root and signatures. An authority for
timestamps is told the note's fingerprint and nothing else.
"""

import smtplib
from dataclasses import dataclass
from typing import Protocol

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import stamps
from apps.audit.models import Checkpoint
from apps.core.sensitive import Sensitive
from apps.integrations.errors import RemoteError, Transient
from apps.integrations.models import RemoteRecord
from apps.integrations.timestamps import connect as timestamps
from apps.sync import destinations
from apps.sync.links import link
from apps.sync.models import WitnessTrouble

NO_BACKEND = "django.core.mail.backends.dummy.EmailBackend"


class NotKept(Exception):
    """The witness has it not, or it is not known that it has it."""

    def __init__(self, trouble: WitnessTrouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


@dataclass(frozen=True)
class Kept:
    """The witness's own id for it, where it gives one, and what it gave to be kept with the log."""

    remote_id: str = ""
    answer: bytes = b""
    said: stamps.Said | None = None


class Keeper(Protocol):
    """``in_use`` where this server is set up for it.

    ``keep`` raises NotKept. It may be asked for the same checkpoint again after a lost answer.
    """

    @property
    def in_use(self) -> bool: ...
    def keep(self, checkpoint: Checkpoint) -> Kept: ...


class Mail:
    """To the addresses in ``LOG_WITNESS_MAIL``: in the environment, where the database's owner does not choose them."""

    @property
    def in_use(self) -> bool:
        return bool(settings.LOG_WITNESS_MAIL)

    def keep(self, checkpoint: Checkpoint) -> Kept:
        if settings.EMAIL_BACKEND == NO_BACKEND:
            raise NotKept(WitnessTrouble.NOT_CONFIGURED)
        text = _(
            "This is a signed statement of the firm's log. Keep this message: if the log is ever rewritten, it shows."
        )
        message = EmailMessage(
            subject=_("Statement of the log"),
            body=f"{text}\n\n{checkpoint.note}",
            to=settings.LOG_WITNESS_MAIL,
        )
        taken = 0
        try:
            taken = message.send()
        except (smtplib.SMTPException, OSError):
            taken = 0
        if not taken:
            raise NotKept(WitnessTrouble.NOT_SENT)
        return Kept()


class Note:
    """A note on the firm's own matter in the practice system, ``LOG_WITNESS_MATTER``; looked for before it is made."""

    @property
    def in_use(self) -> bool:
        return bool(settings.LOG_WITNESS_MATTER)

    def keep(self, checkpoint: Checkpoint) -> Kept:
        record = link(settings.LOG_WITNESS_MATTER)
        if record is None:
            raise NotKept(WitnessTrouble.NOT_THERE)
        trouble = None
        try:
            return Kept(self._keep(record, checkpoint))
        except Transient:
            trouble = WitnessTrouble.NOT_REACHED
        except RemoteError:
            trouble = WitnessTrouble.REFUSED
        raise NotKept(trouble)

    def _keep(self, record: RemoteRecord, checkpoint: Checkpoint) -> str:
        marker = f"firmai-log-{checkpoint.size}-{checkpoint.key}"
        with destinations.reach(record.connection, record.remote_id) as matter:
            note_id = matter.find_note(marker)
            if not note_id:
                text = Sensitive(f"{marker}\n\n{checkpoint.note}")
                note_id = matter.add_note(subject=_("Statement of the log"), text=text, at=timezone.now())
            held = matter.read_note(note_id).reveal()
        said = checkpoint.note.partition("\n\n")[0].split("\n")
        if not all(line in held for line in said):
            raise NotKept(WitnessTrouble.DIFFERS)
        return note_id


class Authority:
    """An RFC 3161 authority at ``LOG_WITNESS_AUTHORITY``. It keeps nothing: its answer is kept, here and elsewhere."""

    @property
    def in_use(self) -> bool:
        return bool(settings.LOG_WITNESS_AUTHORITY)

    def keep(self, checkpoint: Checkpoint) -> Kept:
        authorities, asked = self._trusted(), stamps.question(checkpoint.note)
        trouble = WitnessTrouble.REFUSED
        try:
            return self._keep(checkpoint, asked, authorities)
        except Transient:
            trouble = WitnessTrouble.NOT_REACHED
        except RemoteError:
            trouble = WitnessTrouble.REFUSED
        except stamps.BadStamp:
            trouble = WitnessTrouble.NOT_VALID
        raise NotKept(trouble)

    def _trusted(self) -> stamps.Authorities:
        """Nobody is trusted by default: what nobody could check is no witness."""
        found: stamps.Authorities = ()
        try:
            found = stamps.trusted()
        except ImproperlyConfigured:
            found = ()
        if not found:
            raise NotKept(WitnessTrouble.NOT_CONFIGURED)
        return found

    def _keep(self, checkpoint: Checkpoint, asked: stamps.Question, authorities: stamps.Authorities) -> Kept:
        """One that is older than the checkpoint says it is itself, as after a clock that went ahead, would be a fault
        for ever: the next checkpoint is stamped instead."""
        with timestamps.connect() as authority:
            answer = authority.stamp(asked.body, most=stamps.LARGEST)
        said = stamps.accept(answer, asked, authorities, timezone.now())
        if said.at < checkpoint.at - stamps.SLACK:
            raise stamps.BadStamp("The checkpoint says that it was signed later than that.")
        return Kept(f"{said.serial:x}", answer, said)
