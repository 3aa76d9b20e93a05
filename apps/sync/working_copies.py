"""Working copies: fetched when somebody needs them, kept for a matter until a day that was chosen, and then let go.

The records stay in the practice system. A copy that no draft rests on goes ``WORKING_COPY_DAYS`` after it came; one
that a draft rests on goes that long after the draft's last delivery was read back; none while the matter keeps copies
or is held.
"""

import logging
from datetime import date, datetime, timedelta
from functools import cache
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core.aside import Aside
from apps.core.errors import BadInput, FirmaiError, WrongState
from apps.core.prepared import Among, Prepared
from apps.drafting.models import RequestSource, RequestState
from apps.intake import services as intake
from apps.intake.models import FROM_PRACTICE_SYSTEMS, GONE, UNREAD, Precedent, Source
from apps.integrations.errors import RemoteError
from apps.integrations.models import ConnectionState, RemoteRecord
from apps.keeping.models import Hold
from apps.matters.models import Matter, Status
from apps.matters.rules import check_can_change
from apps.people.models import Robot, User
from apps.review.models import Manifest, ReviewTask
from apps.sync import sources
from apps.sync.deliveries import undelivered
from apps.sync.models import CopyChoice, Delivery, DeliveryState, Paper, RecordKind
from apps.sync.refusals import Attempt, on_record

_aside: Aside[UUID] = Aside("working_copy", logging.getLogger(__name__))
LONGEST = timedelta(days=365)
EVERY = timedelta(minutes=10)
"""Between two looks for what is wanting of a matter whose copies are kept."""


@on_record(Attempt.KEEP_COPIES)
def keep_copies(*, matter: Matter, until: date, by: User) -> CopyChoice:
    """Keep working copies of all that the matter has in its practice system, up to and including a day.

    Raises NotAllowed, WrongState for a closed matter, BadInput for a day that has passed or is over a year away.
    """
    matter = Matter.objects.select_for_update().get(pk=matter.pk)
    check_can_change(by, matter)
    today = timezone.localdate()
    if not today <= until <= today + LONGEST:
        raise BadInput(_("Choose a day from today on, within a year."))
    if not RemoteRecord.objects.filter(kind=RecordKind.MATTER, local_id=matter.pk).exists():
        raise WrongState(_("This matter is not in a practice system that is connected and working."))
    choice = CopyChoice.objects.filter(matter=matter, ended_at=None).first() or CopyChoice(matter=matter)
    choice.until, choice.chosen_by, choice.looked_at = until, by, None
    choice.save()
    audit.record(event=Event.SYNC_COPIES_KEPT, by=by, on=matter, until=timezone.now() + (until - today))
    return choice


@on_record(Attempt.STOP_COPIES)
def stop_copies(*, matter: Matter, by: User) -> None:
    """Keep them no longer: what no draft rests on goes with the next sweep. Raises NotAllowed, WrongState."""
    matter = Matter.objects.select_for_update().get(pk=matter.pk)
    check_can_change(by, matter)
    choice = CopyChoice.objects.filter(matter=matter, ended_at=None).first()
    if choice is None:
        raise WrongState(_("No working copies are kept for this matter."))
    _end(choice, by)


def _end(choice: CopyChoice, by: User) -> None:
    choice.ended_at = timezone.now()
    choice.save(update_fields=["ended_at"])
    audit.record(event=Event.SYNC_COPIES_ENDED, by=by, on=choice.matter)


@transaction.atomic
def claim_copies(limit: int) -> list[UUID]:
    """Choices that stand, of matters where something newer is listed than is here."""
    now = timezone.now()
    found = _wanting(limit)(looked=now - EVERY, today=timezone.localdate())
    if found:
        CopyChoice.objects.filter(pk__in=found).update(looked_at=now)
    return found


@cache
def _wanting(limit: int) -> Prepared[UUID]:
    wanting = Paper.objects.wanting().filter(
        matter=OuterRef("matter"), connection__state=ConnectionState.WORKING
    )
    rows = CopyChoice.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        Exists(wanting), ended_at=None, matter__status__in=[Status.OPEN, Status.PENDING]
    )

    def asked(looked: datetime, today: date) -> QuerySet[CopyChoice, UUID]:
        due = rows.filter(Q(looked_at=None) | Q(looked_at__lt=looked), until__gte=today)
        return due.order_by("chosen_at").values_list("pk", flat=True)[:limit]

    return Prepared(asked)


def fetch_copies(choice_id: UUID) -> None:
    """Bring in what is wanting of one matter. What fails is fetched at the next look."""
    choice = CopyChoice.objects.select_related("matter").get(pk=choice_id)
    if choice.ended_at is None and not choice.matter.is_closed:
        try:
            sources.pull_documents(matter=choice.matter, by=_robot())
        except (RemoteError, FirmaiError):
            return


def sweep_copies(limit: int) -> list[UUID]:
    """End choices whose day is over, and copies that nothing keeps. For the scheduler: nobody is spoken to here.

    One by one: one at which something fails is left out for a while, and the others go on.
    """
    over, to_end = _to_sweep(limit)
    _aside.each(over(today=timezone.localdate(), out=_aside.out()), _end_on_its_day)
    ended = to_end(before=_long_ago(), out=_aside.out())
    _aside.each(ended, _let_go)
    return ended


@cache
def _to_sweep(limit: int) -> tuple[Prepared[UUID], Prepared[UUID]]:
    """Choices whose day is over, and copies that nothing keeps."""

    def over(today: date, out: list[UUID]) -> QuerySet[CopyChoice, UUID]:
        choices = CopyChoice.objects.filter(ended_at=None, until__lt=today)
        return choices.exclude(Among("pk", out)).values_list("pk", flat=True)[:limit]

    def to_end(before: datetime, out: list[UUID]) -> QuerySet[Source, UUID]:
        return due_to_end(before).exclude(Among("pk", out)).values_list("pk", flat=True)[:limit]

    return Prepared(over), Prepared(to_end, planned_anew=True)


@transaction.atomic
def _end_on_its_day(choice_id: UUID) -> None:
    choice = CopyChoice.objects.select_for_update(of=("self",)).select_related("matter").get(pk=choice_id)
    if choice.ended_at is None:
        _end(choice, _robot())


def _long_ago() -> datetime:
    return timezone.now() - timedelta(days=settings.WORKING_COPY_DAYS)


def due_to_end(before: datetime) -> QuerySet[Source]:
    """Working copies that no choice keeps, no draft under way rests on and nobody made a precedent of the firm, none of
    them needed since that moment."""
    chosen = CopyChoice.objects.filter(matter=OuterRef("matter"))
    # Whoever chose an end date meant that day: copies that came while a choice stood go when it ended.
    kept_until_its_end = chosen.filter(ended_at__isnull=False, ended_at__gte=OuterRef("arrived_at"))
    rests = RequestSource.objects.filter(Q(source=OuterRef("pk")) | Q(source__parent=OuterRef("pk")))
    rests = rests.exclude(request__state=RequestState.WITHDRAWN)
    of_it = Q(source=OuterRef("pk")) | Q(source__parent=OuterRef("pk"))
    offered = Precedent.objects.in_force().filter(of_it)
    return (
        Source.objects.filter(parent=None, origin__in=FROM_PRACTICE_SYSTEMS)
        .exclude(state__in=[*UNREAD, *GONE])
        .exclude(Exists(Source.objects.filter(parent=OuterRef("pk"), state__in=UNREAD)))
        .filter(~Exists(chosen.filter(ended_at=None)), ~Exists(rests.filter(_under_way(before))))
        .filter(~Exists(offered))
        .filter(~Exists(Hold.objects.standing().filter(matter=OuterRef("matter"))))
        .filter(Q(arrived_at__lt=before) | Exists(kept_until_its_end))
        .order_by("arrived_at")
    )


def _under_way(before: datetime) -> Q:
    """Of a request that rests on a source: not drafted, not decided, not signed, not delivered, or delivered not long
    ago. What waits for its signature may come back into review, and is checked against its sources then."""
    tasks = ReviewTask.objects.filter(draft__request=OuterRef("request"))
    deliveries = Delivery.objects.filter(manifest__task__draft__request=OuterRef("request"))
    waits = Manifest.objects.unsigned().filter(task__draft__request=OuterRef("request"))
    going = deliveries.exclude(state__in=[DeliveryState.VERIFIED, DeliveryState.CANCELLED])
    return (
        ~Q(request__state=RequestState.DRAFTED)
        | ~Exists(tasks)
        | Exists(tasks.filter(decided_at=None))
        | Exists(tasks.filter(decided_at__gte=before))
        | Exists(waits)
        | Exists(undelivered().filter(draft__request=OuterRef("request")))
        | Exists(going)
        | Q(Exists(deliveries.filter(verified_at__gte=before)))
    )


@transaction.atomic
def _let_go(source_id: UUID) -> None:
    for source in _STILL_DUE(before=_long_ago(), pk=source_id):
        _end_copy(source)  # if nobody began to rest on it meanwhile


_STILL_DUE = Prepared(
    lambda before, pk: (
        due_to_end(before).select_for_update(of=("self",)).defer("original", "reading").filter(pk=pk)
    ),
    planned_anew=True,
)


def _end_copy(source: Source) -> None:
    copies = [source.pk, *Source.objects.filter(parent=source).values_list("pk", flat=True)]
    RemoteRecord.objects.filter(kind__in=[RecordKind.DOCUMENT, RecordKind.NOTE], local_id__in=copies).delete()
    Paper.objects.filter(source=source).update(taken_version="")
    intake.end_copy(source=source, by=_robot())


def _robot() -> User:
    return User.for_robot(Robot.SYNC)
