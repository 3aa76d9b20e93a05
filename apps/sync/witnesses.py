"""Copies of checkpoints kept where the database's own administrator does not reach: here, another disk.

A witness holds one file for each checkpoint, named by the size of the tree, written once and never again. Whoever
rewrites the log has to rewrite these too, and they are not on this machine's database.
"""

import os
from pathlib import Path

from django.conf import settings
from django.db import transaction

from apps.audit import services as audit
from apps.audit.events import Event
from apps.audit.models import Checkpoint, Entry, Leaf
from apps.people.models import Robot, User
from apps.sync.models import Witness, WitnessReceipt, WitnessTrouble


def carry_checkpoints() -> int:
    """Leave the newest checkpoint with the witness on another disk (setting ``LOG_WITNESS_DIR``), if it has news.

    Returns how many were left. A disk that cannot be written to, or that holds another checkpoint of the same size,
    gives a receipt that says so.
    """
    checkpoint = Checkpoint.objects.order_by("-size").first()
    if not settings.LOG_WITNESS_DIR or checkpoint is None or not _is_news(checkpoint):
        return 0
    trouble = _leave(Path(settings.LOG_WITNESS_DIR), checkpoint)
    return _receipt(checkpoint, trouble)


def _is_news(checkpoint: Checkpoint) -> bool:
    """Whether it covers anything but our own lines about having carried one: those alone would go on for ever."""
    kept = WitnessReceipt.objects.filter(witness=Witness.FILE, kept=True).order_by("-size").first()
    if kept is None:
        return True
    since = Leaf.objects.filter(index__gte=kept.size, index__lt=checkpoint.size).values("entry")
    return Entry.objects.filter(pk__in=since).exclude(event=Event.SYNC_WITNESS_KEPT.value).exists()


def _leave(folder: Path, checkpoint: Checkpoint) -> WitnessTrouble | None:
    """Write the note under a temporary name, to the disk, then give it its own name if nothing has it."""
    note = checkpoint.note.encode()
    place = folder / f"{checkpoint.size:020d}-{checkpoint.key}.txt"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not place.exists():
            _write(folder, place, note)
        same = place.read_bytes() == note
    except OSError:
        return WitnessTrouble.CANNOT_WRITE
    return None if same else WitnessTrouble.DIFFERS


def _write(folder: Path, place: Path, note: bytes) -> None:
    making = folder / f".{place.name}.{os.getpid()}"
    try:
        descriptor = os.open(making, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        with open(descriptor, "wb") as file:
            file.write(note)
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
    root = bytes(checkpoint.root).hex()
    if trouble is not None:
        told = {
            "witness": Witness.FILE,
            "size": checkpoint.size,
            "root": root,
            "kept": False,
            "trouble": trouble,
        }
        if not WitnessReceipt.objects.filter(**told).exists():  # said once for each checkpoint
            WitnessReceipt.objects.create(**told)
        return 0
    receipt, new = WitnessReceipt.objects.get_or_create(
        witness=Witness.FILE, size=checkpoint.size, kept=True, defaults={"root": root}
    )
    if not new:
        return 0
    audit.record(
        event=Event.SYNC_WITNESS_KEPT,
        by=User.for_robot(Robot.SYNC),
        on=receipt,
        size=checkpoint.size,
        witness=Witness.FILE,
    )
    return 1
