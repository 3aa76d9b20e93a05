"""The codes of the checklist, and those that no rule of the firm leaves out. Their words are in
``preparation.checklist``."""

from __future__ import annotations

from enum import StrEnum


class Item(StrEnum):
    """A code of the checklist. The last three are counted, not asked."""

    FACTS = "facts"
    CONSISTENCY = "consistency"
    JURISDICTION = "jurisdiction"
    OTHER_MATTERS = "other_matters"
    JUDGEMENT = "judgement"
    FAIRNESS = "fairness"
    GAPS = "gaps"
    CLIENT_TERMS = "client_terms"
    SUPPORT = "support"
    QUOTATIONS = "quotations"
    FORUM_RULE = "forum_rule"
    SIGNER = "signer"
    DEADLINE = "deadline"
    RECIPIENT = "recipient"
    MINUTES = "minutes"
    NO_PLACEHOLDERS = "no_placeholders"
    NO_GAPS = "no_gaps"
    AUTHORITIES = "authorities"


FLOOR = frozenset(
    {
        Item.FACTS, Item.CONSISTENCY, Item.JURISDICTION, Item.OTHER_MATTERS, Item.JUDGEMENT, Item.FAIRNESS, Item.GAPS,
        Item.CLIENT_TERMS, Item.NO_PLACEHOLDERS, Item.AUTHORITIES,
    }
)  # fmt: skip
"""What is asked of every item, whatever the firm's rule says (professional rules: the responsible licensee's own check;
an authority that is not confirmed blocks in every forum, Specter Aviation v. Laprade, 2025 QCCS 3521)."""
