"""The life of a matter: its client and office, opening, closing, who answers for it, where it may go."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.audit.facts import RemoteId
from apps.core.days import check_day
from apps.core.errors import BadInput, Conflict, WrongState
from apps.core.shown import Seen, check_as_seen, meant
from apps.core.text import canonical
from apps.integrations.models import Connection
from apps.matters import deadlines, keys, loosening, namesakes, rules, sharing
from apps.matters.models import (
    Client,
    Forum,
    Handover,
    Matter,
    MatterKey,
    Notice,
    NoticeKind,
    Office,
    PracticeArea,
    Province,
    Residency,
    Status,
)
from apps.matters.refusals import on_record
from apps.matters.rules import Attempt
from apps.matters.teams import put_on_team
from apps.people.models import User

MORE = frozenset(
    {"health_information", "may_trip_classifiers", "is_training", "next_deadline", "budget_cents", "status"}
)
"""What else can be said of a matter when it is opened: columns of ``Matter``."""

MOST_CENTS = 10_000_000
"""Of a matter's budget for a month."""

# Not whether a matter is the training matter: that is said once, and no file of a client's becomes one.
DETAILS = {
    "practice_area": rules.Field.PRACTICE_AREA,
    "province": rules.Field.PROVINCE,
    "forum": rules.Field.FORUM,
    "health_information": rules.Field.HEALTH_INFORMATION,
    "may_trip_classifiers": rules.Field.MAY_TRIP_CLASSIFIERS,
    "next_deadline": rules.Field.NEXT_DEADLINE,
}
"""Columns that a person sets on a matter whatever it came from, and the code of each in the log."""

SAID: dict[str, tuple[str, Callable[[Any], object]]] = {
    "practice_area": ("area", PracticeArea),
    "province": ("province", lambda province: rules.InProvince[province]),
    "forum": ("forum", Forum),
    "health_information": ("health_information", bool),
    "may_trip_classifiers": ("may_trip_classifiers", bool),
}
"""Of these, what the log says of the new value: the name of the fact, and the value as a code or a flag."""


@on_record(Attempt.ADD_OFFICE)
def add_office(*, name: str, province: str, time_zone: str, by: User) -> Office:
    """A place the firm works from. Raises NotAllowed, BadInput, or Conflict for a known name."""
    rules.check_can_add_office(by)
    name = _line(name, 80)
    try:
        ZoneInfo(time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise BadInput(_("This is not a time zone.")) from None
    if Office.objects.filter(name=name).exists():
        raise Conflict(_("The firm has an office of this name."))
    office = Office.objects.create(name=name, province=Province(province), time_zone=time_zone)
    audit.record(event=Event.MATTERS_OFFICE_ADDED, by=by, on=office, province=rules.InProvince[province])
    return office


@transaction.atomic
def add_client(
    *,
    name: str,
    by: User,
    is_organization: bool = False,
    connection: Connection | None = None,
    remote: RemoteId | None = None,
) -> Client:
    """Somebody the firm acts for. ``connection`` and ``remote`` say where a client was brought in from.

    Whoever else is called the same may be the same: what keeps people and information apart is taken over.
    """
    rules.check_can_open_matter(by)
    client = Client.objects.create(name=_line(name, 200), is_organization=is_organization)
    audit.record(
        event=Event.MATTERS_CLIENT_ADDED,
        by=by,
        on=client,
        connection=connection.pk if connection else None,
        remote=remote,
    )
    sharing.take_over(client)
    return client


def _opened(
    *,
    number: str,
    title: str,
    client: Client | str,
    office: Office,
    responsible: User,
    practice_area: str,
    province: str,
    opened_on: date,
    by: User,
    forum: str = Forum.NONE,
    residency: str = Residency.NEVER_LEAVES,
    unlike_others: bool = False,
    from_others: bool = False,
    connection: Connection | None = None,
    remote: RemoteId | None = None,
    **more: Any,
) -> Matter:
    """A matter with its keys, and on its team the lawyer responsible and whoever opened it.

    ``client`` may be the name of a new one, who is added in the same act. ``unlike_others`` is a partner's word that
    it may be looser than the client's other matters; ``from_others``, that other counsel acted in it before. ``more``
    are the columns named in ``MORE``. Raises NotAllowed, BadInput, or Conflict for a known number.
    """
    rules.check_can_open_matter(by)
    rules.check_can_be_responsible(responsible)
    if isinstance(client, str):
        client = add_client(name=client, by=by)
    loosening.check_may_open_under(by, client, residency, unlike_others=unlike_others)
    if more.get("is_training"):
        loosening.check_may_train(by, client)
    else:
        loosening.check_is_no_training(client)
    if not by.is_robot:
        rules.check_can_answer_for(responsible, client, by=by)
    if unknown := set(more) - MORE:
        raise TypeError(f"A matter is not opened with {sorted(unknown)}.")
    _check_deadline(more)
    number = _line(number, 30)
    if Matter.objects.filter(number=number).exists():
        raise Conflict(_("A matter with this number exists."))
    matter = Matter.objects.create(
        number=number,
        title=_line(title, 200),
        client=client,
        office=office,
        responsible=responsible,
        practice_area=PracticeArea(practice_area),
        province=Province(province),
        forum=Forum(forum),
        residency=Residency(residency),
        opened_on=opened_on,
        falls_due=deadlines.upcoming(more.get("next_deadline")),
        **more,
    )
    keys.make(matter=matter, by=by)
    if from_others:
        Handover.objects.create(matter=matter, before=None, after=responsible, by=by)
    # What a practice system brings is taken in whoever it names; a screen holds all the same.
    if not rules.is_screened_from(responsible, client):
        put_on_team(matter=matter, user=responsible, by=by)
    # A clerk who opens a matter goes on working on it; a partner sees it anyway, and a robot has no team.
    if (
        by.pk != responsible.pk
        and not by.is_robot
        and not by.is_partner
        and not rules.is_screened_from(by, client)
    ):
        put_on_team(matter=matter, user=by, by=by)
    audit.record(
        event=Event.MATTERS_MATTER_OPENED,
        by=by,
        on=matter,
        client=client.pk,
        area=PracticeArea(practice_area),
        province=rules.InProvince[province],
        residency=Residency(residency),
        is_training=matter.is_training or None,
        from_others=from_others or None,
        connection=connection.pk if connection else None,
        remote=remote,
    )
    return matter


open_matter = on_record(Attempt.OPEN_MATTER)(_opened)
# A part of taking in what a practice system has, where whatever stops it is listed with the record that it is about.
bring_matter = transaction.atomic(_opened)


@on_record(Attempt.CLOSE)
def close_matter(*, matter: Matter, on: date, by: User) -> Matter:
    """Close a matter. It stays readable; nothing in it changes any more.

    Raises NotAllowed, WrongState for a closed one, or BadInput for a day before it was opened, or was last opened
    again, or still to come: how long its content is kept counts from that day, which is in the log.
    """
    matter = _locked(matter)
    rules.check_can_close(by, matter)
    if matter.is_closed:
        raise WrongState(_("This matter is closed already."))
    today = timezone.localdate()
    if not min(matter.opened_on, today) <= on <= today:  # the first day may have been entered as one to come
        raise BadInput(_("A matter closes between the day it was opened and today."))
    if matter.reopened_at is not None and on < timezone.localdate(matter.reopened_at):
        raise BadInput(_("A matter that was opened again closes between that day and today."))
    matter.status, matter.closed_on = Status.CLOSED, on
    matter.save(update_fields=["status", "closed_on"])
    closed_on = datetime.combine(on, time(), UTC)
    _changed(matter, by, rules.Field.STATUS, state=Status.CLOSED, closed_on=closed_on)
    sharing.catch_up(matter.responsible, matter.client)
    return matter


@on_record(Attempt.REOPEN)
def reopen_matter(*, matter: Matter, by: User) -> Matter:
    """Open a closed matter again. Raises NotAllowed or WrongState."""
    matter = _locked(matter)
    rules.check_can_close(by, matter)
    if not matter.is_closed:
        raise WrongState(_("This matter is not closed."))
    if MatterKey.objects.filter(matter=matter, destroyed_at__isnull=False).exists():
        raise WrongState(_("The content of this matter was destroyed already."))
    matter.status, matter.closed_on, matter.reopened_at = Status.OPEN, None, timezone.now()
    matter.save(update_fields=["status", "closed_on", "reopened_at"])
    _changed(matter, by, rules.Field.STATUS, state=Status.OPEN)
    return matter


@on_record(Attempt.CHANGE_RESIDENCY)
def change_residency(*, matter: Matter, residency: str, by: User, seen: Seen = None) -> Matter:
    """The client's rule on where information may go; ``seen`` is what their page showed of it.

    Raises NotAllowed, WrongState for a closed matter, or Conflict where it is neither what they saw nor what they
    choose: whoever keeps what their page showed does not loosen a rule that became stricter meanwhile.
    """
    matter, to = _locked(matter), Residency(residency)
    rules.check_can_change(by, matter)
    check_as_seen(matter, {"residency": to}, seen)
    rules.check_can_change_residency(by, matter, to)
    if to == matter.residency:
        return matter
    matter.residency = to
    matter.save(update_fields=["residency"])
    _changed(matter, by, rules.Field.RESIDENCY, residency=to)
    return matter


@on_record(Attempt.CHANGE_DETAILS)
def change_details(
    *, matter: Matter, by: User, from_others: bool = False, seen: Seen = None, **to: Any
) -> Matter:
    """Set columns named in ``DETAILS``: what a practice system does not say, or says otherwise. ``from_others`` says,
    once and for all, that other counsel acted in it before. ``seen`` is what their page showed.

    Raises NotAllowed, WrongState for a closed matter, BadInput, or Conflict where somebody else changed the same
    meanwhile; TypeError for any other column.
    """
    if unknown := set(to) - DETAILS.keys():
        raise TypeError(f"These are not details of a matter: {sorted(unknown)}.")
    matter, to = _locked(matter), meant(to, seen)
    rules.check_can_change_details(by, matter, to)
    check_as_seen(matter, to, seen)
    _check_deadline(to)
    changed = [name for name, value in to.items() if getattr(matter, name) != value]
    taken_over = from_others and not came_from_others(matter)
    if not changed and not taken_over:
        return matter
    for name in changed:
        setattr(matter, name, to[name])
    matter.full_clean(
        exclude=set(_columns()) - set(changed), validate_unique=False, validate_constraints=False
    )
    matter.save(update_fields=changed)
    said: dict[str, Any] = {fact: code(to[name]) for name, (fact, code) in SAID.items() if name in changed}
    if "next_deadline" in changed:
        deadlines.settle([matter.pk])
        matter.refresh_from_db(fields=["falls_due"])
    fields = [DETAILS[name] for name in changed]
    if taken_over:
        Handover.objects.create(matter=matter, before=None, after=matter.responsible, by=by)
        fields.append(rules.Field.FROM_OTHERS)
    audit.record(event=Event.MATTERS_MATTER_CHANGED, by=by, on=matter, fields=fields, **said)
    return matter


def came_from_others(matter: Matter) -> bool:
    """Whether other counsel acted in it before the firm did, as somebody said."""
    return matter.handovers.filter(before=None).exists()


def _check_deadline(columns: dict[str, Any]) -> None:
    if (day := columns.get("next_deadline")) is not None:
        check_day(day)


def _columns() -> list[str]:
    return [column.name for column in Matter._meta.concrete_fields]


@on_record(Attempt.CHANGE_RESPONSIBLE)
def change_responsible(*, matter: Matter, responsible: User, by: User) -> Matter:
    """Name another lawyer who answers for the matter; they join its team. Raises NotAllowed or WrongState."""
    matter = _locked(matter)
    rules.check_can_change(by, matter)
    rules.check_can_close(by, matter)
    rules.check_can_be_responsible(responsible)
    rules.check_can_join(responsible, matter)
    if not matter.team.current().filter(user=responsible).exists():
        put_on_team(matter=matter, user=responsible, by=by)
    before, matter.responsible = matter.responsible, responsible
    matter.save(update_fields=["responsible"])
    if before.pk != responsible.pk:
        Handover.objects.create(matter=matter, before=before, after=responsible, by=by)
    _changed(matter, by, rules.Field.RESPONSIBLE)
    sharing.catch_up(before, matter.client)
    sharing.keep_from_all_listed(matter)
    return matter


@on_record(Attempt.SET_BUDGET)
def set_budget(*, matter: Matter, cents: int | None, by: User) -> Matter:
    """What drafting for the matter may cost in a month, in US cents; None is the firm's usual.

    Raises NotAllowed, WrongState for a closed matter, or BadInput.
    """
    matter = _locked(matter)
    rules.check_can_set_budget(by, matter)
    if cents is not None and not 0 <= cents <= MOST_CENTS:
        raise BadInput(_("Choose an amount between 0 and 100,000 US dollars."))
    if cents == matter.budget_cents:
        return matter
    matter.budget_cents = cents
    matter.save(update_fields=["budget_cents"])
    _changed(matter, by, rules.Field.BUDGET)
    return matter


@on_record(Attempt.RECORD_NOTICE)
def record_notice(*, client: Client, kind: str, given_on: date, wording: str, by: User) -> Notice:
    """What a client was told or agreed to, on which day, in which wording (a reference, not the text).

    Raises NotAllowed, or BadInput for a day still to come, or that cannot be meant.
    """
    rules.check_can_record_notice(by, client)
    check_day(given_on)
    if given_on > timezone.localdate():
        raise BadInput(_("The day the client was told is still to come."))
    sharing.locked({client.pk, *namesakes.kin(client)})  # a namesake that is added meanwhile takes this over
    notice = Notice.objects.create(
        client=client, kind=NoticeKind(kind), given_on=given_on, wording=_line(wording, 40), recorded_by=by
    )
    audit.record(
        event=Event.MATTERS_NOTICE_RECORDED,
        by=by,
        on=notice,
        kind_of_notice=NoticeKind(kind),
        given_at=datetime.combine(given_on, time(), UTC),
    )
    if notice.kind == NoticeKind.REFUSAL:
        sharing.spread_refusal(notice)
    return notice


def _changed(matter: Matter, by: User, field: rules.Field, **facts: Any) -> None:
    audit.record(event=Event.MATTERS_MATTER_CHANGED, by=by, on=matter, fields=[field], **facts)


def _line(text: str, longest: int) -> str:
    """One line, not empty. Raises BadInput."""
    line = canonical(" ".join(text.split()))
    if not line or len(line) > longest:
        raise BadInput(_("This needs between 1 and %(longest)s characters.") % {"longest": longest})
    return line


def _locked(matter: Matter) -> Matter:
    return Matter.objects.select_for_update().get(pk=matter.pk)
