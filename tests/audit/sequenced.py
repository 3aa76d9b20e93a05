"""A sequencer as the process has it, driven by hand."""

from threading import Event as Flag

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
