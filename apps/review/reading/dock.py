"""What the foot of a review says: what stands between a draft and approval, and where to go for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.review.reading.obstacles import Obstacle
from apps.review.rules import Refusal

OF_A_PERSON = frozenset(
    {
        Refusal.NOT_ON_MATTER, Refusal.NOT_LICENSED, Refusal.OUT_OF_SCOPE, Refusal.ROLE_DOES_NOT_DECIDE,
        Refusal.NOT_RESPONSIBLE, Refusal.NOT_A_LAWYER, Refusal.SAME_PERSON, Refusal.ASKED_FOR_IT, Refusal.WROTE_IT,
        Refusal.HAD_PART, Refusal.DECIDED, Refusal.MATTER_CLOSED, Refusal.STALE,
    }
)  # fmt: skip
"""Refusals that no work on the page lifts: their own sentence is the one to say."""
OF_THIS_PERSON = OF_A_PERSON - {Refusal.NOT_ON_MATTER, Refusal.MATTER_CLOSED, Refusal.STALE}
"""Those that somebody else is free of."""


@dataclass(frozen=True)
class Between:
    """What stands between a draft and approval, in one sentence and as places to go to in order."""

    strong: str
    rest: str
    targets: tuple[str, ...]
    is_clear: bool
    needs_another: bool = False
    """Whether it is for somebody else to go on."""


def between(obstacles: Sequence[Obstacle]) -> Between:
    """The sentence of the dock."""
    about_person = next((each for each in obstacles if each.code in OF_A_PERSON), None)
    todo = [each for each in obstacles if each.code not in OF_A_PERSON]
    targets = tuple(dict.fromkeys(each.target for each in todo))
    if not obstacles:
        return Between(_("Nothing stands between this draft and approval."), "", (), True)
    if about_person is not None:
        another = about_person.code in OF_THIS_PERSON
        return Between(about_person.sentence, _kinds(todo), targets, False, another)
    strong = ngettext(
        "One thing stands between this draft and approval:",
        "%(n)d things stand between this draft and approval:",
        len(todo),
    ) % {"n": len(todo)}
    return Between(strong, _kinds(todo), targets, False)


def _kinds(obstacles: Sequence[Obstacle]) -> str:
    """Counts by kind: "1 authority, 2 questions"."""
    counts = Counter(each.code for each in obstacles)
    words = {
        Refusal.PLACEHOLDER: ngettext("%(n)d placeholder", "%(n)d placeholders", counts[Refusal.PLACEHOLDER]),
        Refusal.GAP: ngettext("%(n)d gap", "%(n)d gaps", counts[Refusal.GAP]),
        Refusal.AUTHORITY: ngettext("%(n)d authority", "%(n)d authorities", counts[Refusal.AUTHORITY]),
        Refusal.FILING: ngettext(
            "%(n)d answer for the court", "%(n)d answers for the court", counts[Refusal.FILING]
        ),
        Refusal.STATEMENT: ngettext("%(n)d statement", "%(n)d statements", counts[Refusal.STATEMENT]),
        Refusal.LINK: ngettext(
            "%(n)d authority without its page", "%(n)d authorities without their page", counts[Refusal.LINK]
        ),
        Refusal.QUESTION: ngettext("%(n)d question", "%(n)d questions", counts[Refusal.QUESTION]),
        Refusal.EMPTY_LEDGER: _("the authorities that it cites"),
        Refusal.RESPONSIBLE_MAY_NOT: _("somebody who answers for it and may sign it"),
    }
    return ", ".join(word % {"n": counts[code]} for code, word in words.items() if counts[code])
