"""The checklist of a review as its page prints it: what a person answers, and what firmai counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.core.prepared import Prepared
from apps.people.models import User
from apps.review.models import ChecklistAnswer, ReviewTask
from apps.review.models.checklist import Item
from apps.review.preparation import checklist
from apps.review.reading.queries import Reading
from apps.review.reading.shown import note_of


@dataclass(frozen=True)
class QuestionShown:
    """A question of the checklist: this person's answer, and who else answered it."""

    item: str
    id: str
    address: str
    """Where it is answered."""
    text: str
    mine: ChecklistAnswer | None
    note: str = field(repr=False)
    others: list[str]


def questions(task: ReviewTask, reading: Reading, user: User) -> list[QuestionShown]:
    """The questions that are asked of this version, with their answers."""
    asked = checklist.asked(reading.rule.checklist, reading.findings)
    given = [
        row
        for row in _ANSWERS(version=reading.version.pk)
        if not checklist.is_asked_again(row.item, row.at, reading.came_up)
    ]
    anywhere = reverse("review:answer", args=[task.pk, reading.version.number, ANY_ITEM])
    return [
        _question(
            item,
            [row for row in given if row.item == item],
            user,
            anywhere.replace(f"/{ANY_ITEM}/", f"/{item.value}/"),
        )
        for item in asked
    ]


ANY_ITEM = "any-item"


_ANSWERS = Prepared(
    lambda version: (
        ChecklistAnswer.objects.standing().filter(version=version).select_related("by").order_by("at")
    )
)


def _question(item: Item, given: Sequence[ChecklistAnswer], user: User, address: str) -> QuestionShown:
    mine = next((row for row in given if row.by_id == user.pk), None)
    return QuestionShown(
        item=item.value,
        id=f"check-{item.value}",
        address=address,
        text=str(checklist.QUESTIONS[item]),
        mine=mine,
        note=note_of(mine),
        others=[row.by.short_name for row in given if row.by_id != user.pk],
    )


@dataclass(frozen=True)
class Counted:
    """Something firmai counts and no person answers."""

    text: str
    left: int


def counted(reading: Reading) -> list[Counted]:
    """What has to be none for this kind of document, with how many are left."""
    wanted, found = set(reading.rule.checklist), reading.findings
    rows = {
        Item.NO_PLACEHOLDERS: Counted(_("No placeholder is left"), found.placeholders),
        Item.NO_GAPS: Counted(_("Nothing is left to fill in"), found.gaps),
        Item.AUTHORITIES: Counted(
            _("Every authority is confirmed"), sum(not line.confirmed for line in reading.ledger)
        ),
    }
    return [row for item, row in rows.items() if item.value in wanted]
