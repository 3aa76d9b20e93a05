"""Copies of checkpoints kept where the database's own administrator does not reach.

Another disk holds one file for each checkpoint, named by the size of the tree, written once and never again, as often
as there is news. One that is not mounted leaves an empty folder of the same name, in which nothing is begun: whatever
was left there would be hidden once the disk is back, and what verifying is held to would be the copies since alone.

What is sent over a network (e-mail, a note in the practice system, a question to a timestamp authority) goes once a
day: the scheduler claims what is due, a worker carries it, and a witness that does not take it is tried again, ever
more seldom. An authority keeps nothing, so its answer is kept with the log and on the other disk. Each witness that is
set up and has kept nothing for too long is shown as missing. Whoever rewrites the log has to rewrite all of these too.
"""

import logging
import os
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit import stamps
from apps.audit.events import Event
from apps.audit.facts import RemoteId
from apps.audit.models import Checkpoint, Entry, Leaf, Stamp
from apps.audit.stamped import SUFFIX
from apps.core.aside import Aside
from apps.core.errors import BadInput, Conflict
from apps.people.models import Robot, User
from apps.sync import keepers
from apps.sync.keepers import Kept, NotKept
from apps.sync.models import Witness, WitnessReceipt, WitnessTrouble

logger = logging.getLogger(__name__)
_aside: Aside[Witness] = Aside("claim_of_witness", logger)
SENT_EVERY = timedelta(days=1)
LEASE = timedelta(minutes=5)
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)
OWN_LINES = (Event.SYNC_WITNESS_KEPT.value, Event.SYNC_WITNESS_MISSED.value)

KEEPERS: Mapping[Witness, keepers.Keeper] = {
    Witness.MAIL: keepers.Mail(),
    Witness.NOTE: keepers.Note(),
    Witness.STAMP: keepers.Authority(),
}


def in_use() -> list[Witness]:
    """The witnesses that this server is set up to have."""
    disk = [Witness.FILE] if settings.LOG_WITNESS_DIR else []
    return disk + [witness for witness, keeper in KEEPERS.items() if keeper.in_use]


def claim_due(limit: int) -> list[UUID]:
    """What is to be sent to witnesses over a network now, for ``tasks.carry``; each claim is a try."""
    checkpoint = Checkpoint.objects.order_by("-size").first()
    if checkpoint is None:
        return []
    now = timezone.now()
    out = _aside.out()
    asked = [witness for witness, keeper in KEEPERS.items() if keeper.in_use and witness not in out]
    claimed = _aside.each(asked, lambda witness: _claim(witness, checkpoint, now))
    return [receipt for receipt in claimed if receipt is not None][:limit]


@transaction.atomic
def _claim(witness: Witness, checkpoint: Checkpoint, now: datetime) -> UUID | None:
    receipts = WitnessReceipt.objects.select_for_update().filter(witness=witness)
    open_one = receipts.filter(kept=False).first()
    if open_one is None:
        sent = receipts.past().filter(kept=True, at__gt=now - SENT_EVERY).exists()
        if sent or not _is_news(checkpoint, witness):
            return None
        open_one = WitnessReceipt(witness=witness, kept=False, size=0, root="")
    elif now < open_one.try_after <= now + LONGEST_WAIT:  # none waits longer, but by a clock that went ahead
        return None
    open_one.size, open_one.root = checkpoint.size, bytes(checkpoint.root).hex()
    open_one.tries, open_one.try_after = open_one.tries + 1, now + LEASE
    open_one.save()
    return open_one.pk


def carry(receipt_id: UUID) -> None:
    """One try to have a witness keep the checkpoint of a receipt. Safe to call twice."""
    receipt = WitnessReceipt.objects.filter(pk=receipt_id, kept=False).first()
    if receipt is None:
        return
    checkpoint = Checkpoint.objects.filter(size=receipt.size).latest("id")
    kept, trouble = Kept(), None
    try:
        kept = KEEPERS[Witness(receipt.witness)].keep(checkpoint)
    except NotKept as reason:
        trouble = reason.trouble
    _settle(receipt, kept, trouble)


@transaction.atomic
def _settle(carried: WitnessReceipt, kept: Kept, trouble: WitnessTrouble | None) -> None:
    """What came of a try. One that was claimed anew meanwhile is of a newer checkpoint, which this witness was not
    given: whoever carries that one settles it."""
    receipt = WitnessReceipt.objects.select_for_update().get(pk=carried.pk)
    if receipt.kept or receipt.tries != carried.tries:
        return
    told_before, now = bool(receipt.trouble), timezone.now()
    receipt.kept, receipt.trouble = trouble is None, trouble or ""
    receipt.remote_id, receipt.at = kept.remote_id[:80], now
    receipt.try_after = now + min(FIRST_WAIT * 2 ** min(receipt.tries - 1, 10), LONGEST_WAIT)
    receipt.save()
    if kept.said is not None:
        stamps.keep(kept.answer, kept.said, receipt.size)
    if trouble is None:
        _record_kept(receipt)
    elif not told_before:
        _record_missed(receipt)


def carry_checkpoints() -> int:
    """Leave the newest checkpoint with the witness on another disk (setting ``LOG_WITNESS_DIR``), if it has news.

    Returns how many were left. A disk that cannot be written to, that lacks the newest copy it was given, or that holds
    another checkpoint of the same size, gives a receipt that says so. The newest timestamp goes there too.
    """
    if not settings.LOG_WITNESS_DIR:
        return 0
    folder, checkpoint = Path(settings.LOG_WITNESS_DIR), Checkpoint.objects.order_by("-size").first()
    trouble = _strange(folder) or _leave_stamp(folder)
    if checkpoint is None or not _is_news(checkpoint, Witness.FILE):
        return 0
    if trouble != WitnessTrouble.ANOTHER_FOLDER:
        trouble = _leave_checkpoint(folder, checkpoint) or trouble
    return _receipt(checkpoint, trouble)


def begin_folder(*, by: User) -> bool:
    """The witness's folder is another than it was, on purpose: leave the newest checkpoint there, which is on record.
    False where it is the same.

    Raises BadInput where no folder is named, Conflict where nothing is signed yet or it takes no copy.
    """
    if not settings.LOG_WITNESS_DIR:
        raise BadInput(_("Name the folder of the witness on another disk in LOG_WITNESS_DIR."))
    folder, checkpoint = Path(settings.LOG_WITNESS_DIR), Checkpoint.objects.order_by("-size").first()
    if checkpoint is None:
        raise Conflict(_("The sequencer has signed nothing yet."))
    if _strange(folder) != WitnessTrouble.ANOTHER_FOLDER:
        return False
    if trouble := _leave_stamp(folder) or _leave_checkpoint(folder, checkpoint):
        raise Conflict(f"{folder}: {trouble.label}.")
    _record_begun(checkpoint, by)
    return True


def _strange(folder: Path) -> WitnessTrouble | None:
    """What is wrong with the folder where the newest copy that it was given is not seen in it."""
    given = WitnessReceipt.objects.filter(witness=Witness.FILE, kept=True).order_by("-size").first()
    if given is None:
        return None
    keys = Checkpoint.objects.filter(size=given.size).values_list("key", flat=True)
    try:
        there = any((folder / _name(given.size, key)).is_file() for key in keys)
    except OSError:
        return WitnessTrouble.CANNOT_WRITE
    return None if there else WitnessTrouble.ANOTHER_FOLDER


def _leave_checkpoint(folder: Path, checkpoint: Checkpoint) -> WitnessTrouble | None:
    return _leave(folder, _name(checkpoint.size, checkpoint.key), checkpoint.note.encode())


def _name(size: int, key: str) -> str:
    return f"{size:020d}-{key}.txt"


def _leave_stamp(folder: Path) -> WitnessTrouble | None:
    """The newest timestamp, which is no news: it goes there whenever it is not there."""
    stamp = Stamp.objects.order_by("-id").first()
    if stamp is None:
        return None
    return _leave(folder, f"{stamp.size:020d}-timestamp-{stamp.pk}{SUFFIX}", bytes(stamp.answer))


def _is_news(checkpoint: Checkpoint, witness: Witness) -> bool:
    """Whether it covers anything but our own lines about having carried one: those alone would go on for ever."""
    kept = WitnessReceipt.objects.filter(witness=witness, kept=True).order_by("-size").first()
    return kept is None or _says_more(checkpoint, kept.size)


def _was_said(checkpoint: Checkpoint, trouble: WitnessTrouble) -> bool:
    """Whether the disk's trouble is on record, and nothing came since: the line about it is in the next checkpoint,
    which is not left either."""
    missed = WitnessReceipt.objects.filter(witness=Witness.FILE, kept=False, trouble=trouble)
    last = missed.filter(size__lt=checkpoint.size).order_by("-size").first()
    return last is not None and not _says_more(checkpoint, last.size)


def _says_more(checkpoint: Checkpoint, size: int) -> bool:
    """Whether anything but our own lines stands in it behind the first ``size`` entries."""
    since = Leaf.objects.filter(index__gte=size, index__lt=checkpoint.size).values("entry")
    return Entry.objects.filter(pk__in=since).exclude(event__in=OWN_LINES).exists()


def _leave(folder: Path, name: str, content: bytes) -> WitnessTrouble | None:
    """Write it under a temporary name, to the disk, then give it its own name if nothing has it."""
    place = folder / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not place.exists():
            _write(folder, place, content)
        same = place.read_bytes() == content
    except OSError:
        return WitnessTrouble.CANNOT_WRITE
    return None if same else WitnessTrouble.DIFFERS


def _write(folder: Path, place: Path, content: bytes) -> None:
    making = folder / f".{place.name}.{os.getpid()}"
    try:
        descriptor = os.open(making, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        with open(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(making, 0o444)
        try:
            os.link(making, place)  # unlike a rename, this refuses a name that is taken
        except FileExistsError:
            return
    finally:
        making.unlink(missing_ok=True)
    listing = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(listing)
    finally:
        os.close(listing)


@transaction.atomic
def _receipt(checkpoint: Checkpoint, trouble: WitnessTrouble | None) -> int:
    if trouble is not None:
        told = {
            "witness": Witness.FILE,
            "size": checkpoint.size,
            "root": bytes(checkpoint.root).hex(),
            "kept": False,
            "trouble": trouble,
        }
        if not WitnessReceipt.objects.filter(**told).exists() and not _was_said(checkpoint, trouble):
            _record_missed(WitnessReceipt.objects.create(**told))
        return 0
    receipt, new = _kept(checkpoint)
    if new:
        _record_kept(receipt)
    return int(new)


def _kept(checkpoint: Checkpoint) -> tuple[WitnessReceipt, bool]:
    root = bytes(checkpoint.root).hex()
    return WitnessReceipt.objects.get_or_create(
        witness=Witness.FILE, size=checkpoint.size, kept=True, defaults={"root": root}
    )


@transaction.atomic
def _record_begun(checkpoint: Checkpoint, by: User) -> None:
    receipt, new = _kept(checkpoint)
    if new:
        _record_kept(receipt)
    else:  # given to the other folder before: from now on the newest that this witness keeps is here
        receipt.at = timezone.now()
        receipt.save(update_fields=["at"])
    audit.record(event=Event.SYNC_WITNESS_FOLDER_BEGUN, by=by, on=receipt, size=checkpoint.size)


def _record_kept(receipt: WitnessReceipt) -> None:
    audit.record(
        event=Event.SYNC_WITNESS_KEPT,
        by=User.for_robot(Robot.SYNC),
        on=receipt,
        size=receipt.size,
        witness=Witness(receipt.witness),
        remote=RemoteId.of(receipt.remote_id) if receipt.remote_id else None,
    )


def _record_missed(receipt: WitnessReceipt) -> None:
    audit.record(
        event=Event.SYNC_WITNESS_MISSED,
        by=User.for_robot(Robot.SYNC),
        on=receipt,
        size=receipt.size,
        witness=Witness(receipt.witness),
        reason=WitnessTrouble(receipt.trouble),
    )
