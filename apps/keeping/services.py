"""How long content is kept, what stops its destruction, and destroying it: every change, by the noun it is about."""

from apps.keeping.backups import make_backup
from apps.keeping.destroying import approve, decline, destroy, destroy_by_rule, let_lapse, propose
from apps.keeping.holds import lift_hold, place_hold
from apps.keeping.lists import list_destroyed
from apps.keeping.removing import remove_expired, say_gone
from apps.keeping.retention import approve_end, approve_rule, end_rule, keep_rule, propose_rule
from apps.keeping.rewrapping import rewrap
from apps.keeping.sweeping import sweep

__all__ = [
    "approve",
    "approve_end",
    "approve_rule",
    "decline",
    "destroy",
    "destroy_by_rule",
    "end_rule",
    "keep_rule",
    "let_lapse",
    "lift_hold",
    "list_destroyed",
    "make_backup",
    "place_hold",
    "propose",
    "propose_rule",
    "remove_expired",
    "rewrap",
    "say_gone",
    "sweep",
]
