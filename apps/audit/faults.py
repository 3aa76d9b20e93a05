"""What can be wrong with the log, and how a verification says so."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Flaw(models.TextChoices):
    """What can be wrong with the log."""

    GUARD_OFF = "guard_off", _("The database no longer refuses changes to the log.")
    TABLE_VEILED = "table_veiled", _("A table of the log is not read as it is stored.")
    FUNCTION_REPLACED = (
        "function_replaced",
        _("What the columns are checked with is not the database's own."),
    )
    COLUMN_LOOSE = "column_loose", _("A column is no longer made from the entry's bytes by the database.")
    INDEX_GAP = "index_gap", _("The leaves do not follow one another.")
    ORDER = "order", _("The entries of a batch are out of order.")
    PLACED_TWICE = "placed_twice", _("An entry has two places.")
    ENTRY_MISSING = "entry_missing", _("A leaf has no entry.")
    ENTRY_CHANGED = "entry_changed", _("An entry is not the one that was hashed.")
    COLUMN_CHANGED = "column_changed", _("A column says something else than the entry's bytes.")
    NODE_WRONG = "node_wrong", _("The stored hash of a subtree is not that of its leaves.")
    CHECKPOINT_FORGED = "checkpoint_forged", _("A checkpoint was not signed with a key of this log.")
    CHECKPOINT_CHANGED = "checkpoint_changed", _("A checkpoint's columns say something else than its note.")
    ROOT_DIFFERS = "root_differs", _("The log does not have the root that a checkpoint was signed for.")
    ROLLED_BACK = "rolled_back", _("The log is shorter than a checkpoint over it.")
    WITNESS_MISSING = (
        "witness_missing",
        _("The witness's folder is not there, or has none of the copies that it was given."),
    )
    WITNESS_UNREADABLE = (
        "witness_unreadable",
        _("A witness's copy cannot be read, or was not signed with a key of this log."),
    )
    WITNESS_DIFFERS = "witness_differs", _("A witness holds a checkpoint for another log than this.")
    WITNESS_AHEAD = "witness_ahead", _("A witness holds a checkpoint over more entries than the log has.")
    STAMP_FORGED = "stamp_forged", _("A timestamp was not signed by an authority that is trusted.")
    STAMP_CHANGED = "stamp_changed", _("A timestamp's columns say something else than the authority did.")
    STAMP_DIFFERS = "stamp_differs", _("A timestamp is over a checkpoint that the log does not have.")
    STAMP_EARLY = "stamp_early", _("A timestamp is older than the checkpoint it is over.")
    UNSIGNED = "unsigned", _("An entry has waited too long for a checkpoint over it.")
    PENDING_TOO_LONG = "pending_too_long", _("An entry has waited too long for its place.")
    SETTINGS_UNREADABLE = (
        "settings_unreadable",
        _("Nothing was verified: this server cannot read what the log is verified with."),
    )


LONGEST = 200
"""Characters of where a fault is."""


@dataclass(frozen=True)
class Fault:
    """The first thing found wrong, and where: at a leaf's index, an entry's id, a table, a checkpoint or a file."""

    flaw: Flaw
    where: str

    def __str__(self) -> str:
        return f"{self.flaw.label} ({self.where})"


NUMBERS = (
    "size",
    "root",
    "checkpoints",
    "witnesses",
    "stamps",
    "unread_stamps",
    "pending",
    "turned_back",
    "turned_back_at",
)


@dataclass
class Report:
    """What was held against what. `fault` is the first that did not hold, and None is the only sound log."""

    size: int = 0
    root: str = ""
    checkpoints: int = 0
    witnesses: int = 0
    stamps: int = 0
    unread_stamps: int = 0
    """Timestamps that were not read, because no authority's certificates were given."""
    pending: int = 0
    turned_back: int = 0
    """Entries that say a time well before one that stands earlier. No fault, for a clock that went ahead and was put
    right leaves some for ever; but who has an act look older than it is leaves them too."""
    turned_back_at: int | None = None
    """The index of the first of them."""
    fault: Fault | None = None

    @property
    def sound(self) -> bool:
        return self.fault is None

    def as_json(self) -> dict[str, Any]:
        """The report in plain values."""
        fault = None
        if self.fault is not None:
            fault = {"code": self.fault.flaw.value, "where": self.fault.where, "sentence": str(self.fault)}
        numbers = {name: getattr(self, name) for name in NUMBERS}
        return {"sound": self.sound, **numbers, "fault": fault}


class Found(Exception):
    """Ends a verification with its first fault."""

    def __init__(self, flaw: Flaw, where: object) -> None:
        super().__init__(flaw.value)
        self.fault = Fault(flaw, _in_one_line(str(where))[:LONGEST])


def _in_one_line(said: str) -> str:
    """Whoever can put a file beside the witness's copies chooses its name: it makes no line of its own here."""
    return "".join(each if each.isascii() and each.isprintable() else ascii(each)[1:-1] for each in said)
