"""Who had a part in a text: asked for it, let it cross or wrote any of it, in its own round or an earlier one. And who
had one in its review.

A revision carries the draft that was returned, so whoever had a part in that has one in what comes of it, and so has
what it was made from.
"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from apps.core.errors import NotAllowed
from apps.core.prepared import Among, Prepared
from apps.drafting.models import Draft, Maker, Version
from apps.people.models import User
from apps.review.models import (
    AuthorityFinding,
    ChecklistAnswer,
    Decision,
    Dismissal,
    FilingAnswer,
    ReviewTask,
    SignedStatement,
)


def earlier(draft: Draft) -> list[UUID]:
    """The people of the rounds before this draft's own: they do not change any more. Empty where it revises nothing."""
    return sorted(set().union(*map(_of_round, rounds_before(draft))))


def rounds_before(draft: Draft) -> list[Draft]:
    """The drafts that this one carries on, the last of them first."""
    found: list[Draft] = []
    while (before := draft.request.revises) is not None:
        found.append(before)
        draft = before
    return found


def everybody(draft: Draft) -> list[User]:
    """The people of every round of a draft."""
    return _PEOPLE(people=sorted(_of_round(draft).union(earlier(draft))))


def check_no_earlier_part(user: User, people: Collection[UUID]) -> None:
    """Raises NotAllowed for somebody who had a part in an earlier round, as the second person."""
    if user.pk in people:
        raise NotAllowed(
            _(
                "You had a part in an earlier round of this text, so the second person has to be someone else."
            ),
            codes=("had_part",),
        )


def had_part(user: User, task: ReviewTask) -> bool:
    """Whether somebody answers for an item, had a part in its text, or acted on it in review."""
    request = task.draft.request
    people = {task.responsible_id, request.requested_by_id, request.confirmed_by_id, *task.earlier_people}
    return user.pk in people or ReviewTask.objects.filter(acted_on(user.pk), pk=task.pk).exists()


def acted_on(person: UUID) -> Q:
    """Of reviews: whether somebody wrote of the text, checked an authority, answered a question about it or for its
    court, decided or signed."""
    wrote = Version.objects.filter(draft=OuterRef("draft"), made_by=person).exclude(maker=Maker.CLAUDE)
    checked = AuthorityFinding.objects.filter(authority__task=OuterRef("pk"), by=person)
    found = Q(Exists(wrote)) | Q(Exists(checked))
    for acts in (ChecklistAnswer, Dismissal, FilingAnswer, Decision, SignedStatement):
        found |= Q(Exists(acts._default_manager.filter(task=OuterRef("pk"), by=person)))
    return found


def _of_round(draft: Draft) -> set[UUID]:
    request = draft.request
    confirmed = {request.confirmed_by_id} if request.confirmed_by_id is not None else set()
    return {request.requested_by_id, *confirmed, *_WROTE(draft=draft.pk)}


_PEOPLE = Prepared(lambda people: User.objects.filter(Among("pk", people)))
_WROTE = Prepared(
    lambda draft: (
        Version.objects.filter(draft=draft).exclude(maker=Maker.CLAUDE).values_list("made_by", flat=True)
    )
)
