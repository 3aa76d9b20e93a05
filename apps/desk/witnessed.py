"""Whether copies of the log's checkpoints are kept elsewhere, by whoever was set up to keep them."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit.models import Checkpoint
from apps.desk.seen import Seen, Status
from apps.sync import witnesses
from apps.sync.models import Witness, WitnessReceipt, WitnessTrouble


def witness() -> Seen:
    """The worst that any of those that are set up has to say."""
    used = witnesses.in_use()
    if not used:
        return Seen(
            Status.WARN,
            _("none set"),
            _("No witness is set: LOG_WITNESS_DIR names a folder on another disk."),
        )
    receipts = WitnessReceipt.objects
    missed = receipts.missed_by(Witness.FILE) if Witness.FILE in used else None
    if missed is not None and missed.trouble == WitnessTrouble.ANOTHER_FOLDER:
        return Seen(
            Status.FAIL,
            _("another folder"),
            _(
                "The newest copy of the log's state is not in LOG_WITNESS_DIR: its disk is not mounted, or it is "
                "another folder. Nothing is left there until it is; for another folder on purpose, run manage.py "
                "witness --new-folder."
            ),
        )
    missing = [str(witness.label) for witness in used if receipts.missed_by(witness)]
    if missing:
        return Seen(
            Status.FAIL,
            _("not reached"),
            _("A witness could not be given the newest checkpoint: %s.") % ", ".join(missing),
        )
    kept = [receipts.kept_by(witness) for witness in used]
    if None in kept:
        return Seen(Status.UNKNOWN, _("nothing kept yet"), _("A witness has been given no checkpoint yet."))
    if any(receipt is not None and _overdue(receipt) for receipt in kept):
        return Seen(
            Status.FAIL, _("overdue"), _("A witness has been given nothing for longer than it should.")
        )
    signed = Checkpoint.objects.order_by("-size").values_list("size", flat=True).first() or 0
    return Seen(
        Status.OK,
        _("agrees"),
        _("Kept elsewhere for the first %(kept)d entries; %(signed)d are signed.")
        % {"kept": max(receipt.size for receipt in kept if receipt), "signed": signed},
    )


def _overdue(receipt: WitnessReceipt) -> bool:
    """Whether a witness over a network has missed a day, and there was something to keep."""
    late = receipt.witness != Witness.FILE and timezone.now() - receipt.at > 2 * witnesses.SENT_EVERY
    return late and Checkpoint.objects.filter(at__gt=receipt.at + witnesses.SENT_EVERY).exists()
