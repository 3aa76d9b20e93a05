"""What whoever takes over a matter before the Federal Court owes: best efforts to find content that AI wrote in what
was filed before (its notice of 7 May 2024), by the firm or by other counsel. firmai lists what it knows of; a person
says what was found.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core.aside import Aside
from apps.core.errors import NotAllowed, holds
from apps.core.prepared import Among
from apps.core.sensitive import Sensitive
from apps.matters import calendar
from apps.matters.models import Forum, Handover, Matter
from apps.matters.rules import check_works_on
from apps.people.models import Licence, LicenceClass, Robot, RoleGrant, User
from apps.people.role_rules import DECIDES_UNDER
from apps.review import rules
from apps.review.aftermath.services import settle
from apps.review.filing import queries as filings
from apps.review.models import ReviewTask, TaskState
from apps.review.models.aftermath import EarlierFilings
from apps.review.models.firm import Cover
from apps.review.refusals import on_record
from apps.review.rules import Attempt, Refusal

logger = logging.getLogger(__name__)
_aside: Aside[UUID] = Aside("handovers", logger)

ASKED_BY = frozenset({Forum.FEDERAL})
"""Courts that ask it of new counsel."""
WITHIN = timedelta(days=7)
"""How soon it is asked for; the notice names no number of days. A value of the house to start with."""


def follow_handovers(limit: int) -> int:
    """Ask whoever took over a matter since something was filed in it. Returns how many were asked, one by one."""
    rows = _unasked().exclude(pk__in=_aside.out()).values_list("pk", flat=True)
    return sum(_aside.each(list(rows[:limit]), _ask))


def _unasked() -> QuerySet[Handover]:
    """Handovers of which nobody was asked yet, of matters in which something was filed before, or may have been: what
    other counsel filed is not known here."""
    filed = ReviewTask.objects.filter(
        matter=OuterRef("matter"),
        state=TaskState.APPROVED,
        kind__in=filings.FILED,
        decided_at__lt=OuterRef("at"),
    )
    came = Handover.objects.filter(matter=OuterRef("matter"), before=None, at__lte=OuterRef("at"))
    return Handover.objects.filter(
        Q(Exists(filed)) | Q(Exists(came)),
        earlier_filings=None,
        matter__forum__in=ASKED_BY,
        matter__key__destroyed_at=None,
    )


@transaction.atomic
def _ask(pk: UUID) -> bool:
    rows = (
        _unasked().select_for_update(skip_locked=True, of=("self",)).select_related("matter", "after", "by")
    )
    handover = rows.filter(pk=pk).first()
    if handover is None:
        return False
    day = timezone.localdate(handover.at) + WITHIN
    row = EarlierFilings.objects.create(
        handover=handover,
        matter_id=handover.matter_id,
        assigned_to=handover.after,
        needed_by=calendar.on_or_after(day, handover.matter.province),
    )
    audit.record(
        event=Event.REVIEW_EARLIER_FILINGS_OWED,
        by=User.for_robot(Robot.REVIEW),
        asked_by=handover.by,
        on=row,
        owed_by=row.assigned_to_id,
        handover=handover.pk,
    )
    return True


def may_fall_to(
    user: UUID, covered: list[UUID], matters: QuerySet[Matter], *, at: datetime, today: date
) -> QuerySet[EarlierFilings]:
    """What this person took over in those matters, or somebody they cover for; and what somebody took over who may not
    look through it."""
    theirs = Q(assigned_to=user) | Q(Among("assigned_to", covered))
    return owed(matters).filter(theirs | ~_decides_there(at, today))


def falls_to(user: User, covered: Collection[UUID], row: EarlierFilings) -> bool:
    """Whether such a one does: what somebody else may not look through, to whoever may."""
    return row.assigned_to_id in {user.pk, *covered} or can_look_through(user, row)


def _decides_there(at: datetime, today: date) -> Q:
    """Of what is owed: whether whoever owes it is here, and licensed in a role that decides before a court that asks
    this: no paralegal's licence covers it."""
    roles = RoleGrant.objects.current(at).filter(
        user=OuterRef("assigned_to"), role__in=DECIDES_UNDER[LicenceClass.LAWYER]
    )
    held = Licence.objects.in_force(today).filter(user=OuterRef("assigned_to"))
    licensed = held.exclude(licence_class=LicenceClass.PARALEGAL)
    return Q(Exists(roles), Exists(licensed), assigned_to__is_active=True)


def owed(matters: QuerySet[Matter]) -> QuerySet[EarlierFilings]:
    """What is still to be looked through in those matters, by whoever answers for them now: who handed one on again
    owes it no more."""
    rows = EarlierFilings.objects.filter(
        done_at=None,
        matter__in=matters,
        matter__responsible=F("assigned_to"),
        matter__key__destroyed_at=None,
    )
    later = Handover.objects.filter(matter=OuterRef("matter"), at__gt=OuterRef("handover__at"))
    return rows.filter(~Exists(later)).select_related("matter", "assigned_to", "handover__before")


def filed_before(row: EarlierFilings) -> list[ReviewTask]:
    """What firmai knows to have been filed before the matter was taken over, oldest first."""
    rows = ReviewTask.objects.filter(
        Q(decided_at__lt=row.handover.at),
        matter=row.matter_id,
        state=TaskState.APPROVED,
        kind__in=filings.FILED,
    )
    related = ("draft__request__workflow_version__workflow", "responsible")
    said_of = ("filing_answers", "statements")
    return list(rows.select_related(*related).prefetch_related(*said_of).order_by("decided_at", "id"))


def check_can_look_through(user: User, row: EarlierFilings) -> None:
    """Whoever it is owed by, or who covers for them: a licensee whose licence covers the matter. Where theirs does not,
    anybody's on the matter whose licence does: the court asks it whoever the firm put in charge."""
    _check_may(user, row.matter)
    covers = Cover.objects.current().filter(away=row.assigned_to_id, by_whom=user)
    if (
        user.pk != row.assigned_to_id
        and not covers.exists()
        and holds(_check_may, row.assigned_to, row.matter)
    ):
        raise NotAllowed(
            _("%(name)s took over this matter and looks through it.") % {"name": row.assigned_to.full_name},
            codes=(Refusal.NOT_THEIRS,),
        )


def _check_may(user: User, matter: Matter) -> None:
    check_works_on(user, matter)
    rules.check_decides(user, matter)


def why_not(user: User, row: EarlierFilings) -> str:
    """Why this person may not, as a sentence; empty where they may."""
    try:
        check_can_look_through(user, row)
    except NotAllowed as refused:
        return str(refused)
    return ""


def can_look_through(user: User, row: EarlierFilings) -> bool:
    return not why_not(user, row)


@on_record(Attempt.LOOK_THROUGH)
def look_through(*, duty: EarlierFilings, note: Sensitive | None, by: User) -> EarlierFilings:
    """What was filed before was looked through: what of it AI wrote, and what was done about that, in words."""
    rows = EarlierFilings.objects.select_for_update(of=("self",)).select_related(
        "matter", "assigned_to", "handover"
    )
    duty = rows.get(pk=duty.pk)
    check_can_look_through(by, duty)
    told = settle(duty, note, by, unsaid=_("Say what you found, and what was done about it."))
    audit.record(
        event=Event.REVIEW_EARLIER_FILINGS_LOOKED,
        by=by,
        on=duty,
        items=len(filed_before(duty)),
        note=told,
    )
    return duty
