"""Several reviews at once, in the safe direction only: taken, handed on, set aside or sent back. Never approved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from apps.core.errors import FirmaiError
from apps.review.models import ReviewTask

MOST = 50
"""Reviews in one act: more than a page of the queue shows."""


class Act(StrEnum):
    """What can be done to several reviews at once. Approval is not here, and is not to be."""

    RESERVE = "reserve"
    ASSIGN = "assign"
    SET_ASIDE = "set_aside"
    RETURN = "return"


ACTS = {
    Act.RESERVE: _("Reserve"),
    Act.ASSIGN: _("Ask somebody"),
    Act.SET_ASIDE: _("Set aside"),
    Act.RETURN: _("Return with reasons"),
}


@dataclass
class Done:
    """How many were done, and the sentence for each that was not."""

    count: int = 0
    refused: list[tuple[ReviewTask, str]] = field(default_factory=list)


def each(tasks: Sequence[ReviewTask], act: Callable[[ReviewTask], object]) -> Done:
    """Do it to one after the other, each in a transaction of its own: one refusal undoes nothing else."""
    done = Done()
    for task in tasks[:MOST]:
        try:
            act(task)
        except FirmaiError as refused:
            done.refused.append((task, str(refused)))
        else:
            done.count += 1
    return done
