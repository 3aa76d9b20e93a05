"""The log as a person may read it: which entries, in what order, as sentences.

Who reads what (DESIGN 3): administrators and auditors everything, content-free and with ids for matters; a partner
their own matters in full; everyone else their own acts. A screen holds against all of them who work on matters, nobody
reads of their own, and no number betrays what is left out: pages are keyed by entry, and nothing is counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from apps.audit.events import Event
from apps.audit.models import Entry
from apps.core.prepared import Prepared
from apps.desk.lines import BY_CODE as BY_CODE
from apps.desk.lines import Known, Line, ids
from apps.matters.models import Matter, Screen
from apps.people.models import User, called

PAGE = 50
MOST = PAGE + 1
"""Entries that are read for a page: one more says whether there is another."""


@dataclass(frozen=True)
class Filters:
    """What the reader asked to see; empty values ask for nothing."""

    event: str = ""
    kind: str = ""
    """One of ``KINDS``."""
    outcome: str = ""
    """One of ``OUTCOMES``."""
    actor: UUID | None = None
    matter: UUID | None = None
    since: date | None = None
    until: date | None = None
    before: int | None = None
    """Key of the page: entries older than this one."""


# What an event is a case of, by the end of its code, so that a new event belongs where its name says.
KINDS: dict[str, tuple[Promise, tuple[str, ...]]] = {
    "access": (
        gettext_lazy("Content opened"),
        ("source_opened", "draft_opened", "party_opened", "preview_shown", "file_opened"),
    ),
    "glass": (gettext_lazy("Glass broken"), ("glass_broken", "glass_asked", "glass_closed", "glass_refused")),
    "export": (gettext_lazy("Taken away"), ("exported", "taken_away")),
    "sign_in": (gettext_lazy("Signing in"), ("signed_in", "signed_out", "sign_in_failed")),
    "log": (
        gettext_lazy("The log itself"),
        ("verified", "witness_kept", "witness_missed", "witness_folder_begun"),
    ),
}
OUTCOMES: dict[str, tuple[Promise, tuple[str, ...]]] = {
    "refused": (gettext_lazy("Refused"), ("refused",)),
    "failed": (
        gettext_lazy("Failed"),
        ("failed", "unreadable", "unknown", "missed", "stopped", "incident_raised", "breaker_opened"),
    ),
}
DONE = "done"


@cache
def _ending(parts: tuple[str, ...]) -> list[str]:
    return [event.value for event in Event if event.value.endswith(parts)]


def _codes(table: dict[str, tuple[Promise, tuple[str, ...]]], name: str) -> list[str]:
    return _ending(table[name][1]) if name in table else []


def kinds() -> list[tuple[str, Promise]]:
    """The kinds that something can be of here."""
    return [(name, label) for name, (label, parts) in KINDS.items() if _ending(parts)]


def readable_by(user: User) -> QuerySet[Entry]:
    """Every entry this person may read."""
    if _reads_all(user):
        return whole(user)
    own = Q(actor=user.pk) | Q(asked_by=user.pk)
    if not user.works_on_matters:
        return Entry.objects.filter(own)
    visible = Matter.objects.visible_to(user)
    theirs = visible.worked_on_by(user)
    mine = (own & (Q(matter=None) | Q(matter__in=visible.values("pk")))) | Q(
        matter__in=theirs.values("pk") if user.is_partner else Matter.objects.none().values("pk")
    )
    return Entry.objects.filter(mine)


def whole(user: User) -> QuerySet[Entry]:
    """The log as administrators and auditors read it: all of it but what tells somebody of a screen of their own; and
    for one who works on matters besides, without those that screens keep them from."""
    screens = _OWN_SCREENS(user=user.pk, now=timezone.now())
    if not screens:
        return Entry.objects.all()
    found = Entry.objects.exclude(subject__in=screens)
    if not user.works_on_matters:
        return found
    return found.filter(Q(matter=None) | ~Q(matter__in=Matter.objects.screened(user.pk).values("pk")))


_OWN_SCREENS = Prepared(
    lambda user, now: Screen.objects.standing(now).filter(user=user).values_list("pk", flat=True)
)


def page(
    user: User, filters: Filters, people: Mapping[UUID, str] | None = None
) -> tuple[list[Line], int | None]:
    """The newest entries that match, and the key of the next page if there is one.

    However long the log is, each statement reads a page from one end of an index.
    """
    found = _found(user, filters)
    lines = as_lines(found[:PAGE], user, people)
    return lines, found[PAGE - 1].pk if len(found) > PAGE else None


def _found(user: User, filters: Filters) -> list[Entry]:
    """A page of entries and one more where there are more."""
    if not _reads_all(user):
        return _newest(_ranges(user, filters, Entry.objects.all()))
    everything = whole(user)
    if filters == Filters(before=filters.before) and not everything.query.where:
        return _EVERYTHING(before=filters.before or _LAST)
    by_time = _is_by_time(filters)
    return _of_a_period(filters, everything) if by_time else _newest(_ranges(user, filters, everything))


_LAST = 2**63 - 1
_EVERYTHING = Prepared(
    lambda before: Entry.objects.filter(pk__lt=before).defer("xact").order_by("-id")[:MOST]
)


def _reads_all(user: User) -> bool:
    return user.is_administrator or user.is_auditor


def _is_by_time(filters: Filters) -> bool:
    """Whether nothing is nearer than the period: then its entries come in the order of time."""
    return bool(filters.since or filters.until) and not (filters.actor or filters.matter)


def _of_a_period(filters: Filters, everything: QuerySet[Entry]) -> list[Entry]:
    entries = _filtered(everything, filters)
    last = Entry.objects.filter(pk=filters.before).first() if filters.before else None
    if last is not None:
        entries = entries.filter(at_us__lte=last.at_us).filter(Q(at_us__lt=last.at_us) | Q(pk__lt=last.pk))
    return list(entries.order_by("-at_us", "-id")[: PAGE + 1])


def _ranges(user: User, filters: Filters, everything: QuerySet[Entry]) -> list[QuerySet[Any]]:
    """What may be read and was asked for, in parts with an index each; each gives entries' keys, or arrays of them."""
    entries = _filtered(everything, filters)
    if filters.before:
        entries = entries.filter(pk__lt=filters.before)
    if _reads_all(user):
        whose = filters.actor
        parts = [entries] if whose is None else [entries.filter(actor=whose), entries.filter(asked_by=whose)]
        return [_keys(part) for part in parts]
    visible, own = Matter.objects.visible_to(user), Q()
    if user.works_on_matters:
        own = Q(matter=None) | Q(matter__in=visible.values("pk"))
    found = [_keys(entries.filter(own, actor=user.pk)), _keys(entries.filter(own, asked_by=user.pk))]
    if user.works_on_matters and user.is_partner:
        theirs = visible.worked_on_by(user)
        theirs = theirs.filter(pk=filters.matter) if filters.matter else theirs
        newest = ArraySubquery(_keys(entries.filter(matter=OuterRef("pk"))))
        found.append(theirs.order_by().values_list(newest, flat=True))
    return found


def _keys(entries: QuerySet[Entry]) -> QuerySet[Any]:
    return entries.order_by("-id").values_list("pk", flat=True)[: PAGE + 1]


def _newest(ranges: list[QuerySet[Any]]) -> list[Entry]:
    keys: set[int] = set()
    for found in ranges:
        for each in found:
            keys.update(each if isinstance(each, list) else [each])
    return list(Entry.objects.filter(pk__in=sorted(keys)[-(PAGE + 1) :]).order_by("-id"))


def as_lines(entries: list[Entry], user: User, people: Mapping[UUID, str] | None = None) -> list[Line]:
    """Entries as sentences. Names are resolved only as far as the reader may see; ``people`` is what everybody is
    called, where that is known already."""
    known = Known(_names(entries) if people is None else people, _matters(entries, user))
    return known.lines(entries, reverse("desk:log"))


def entries_of_matter(matter: Matter, user: User, most: int = 20) -> list[Line]:
    """The newest entries of one matter that this person may read, for its own page: no line names it again."""
    lines = as_lines(list(readable_by(user).filter(matter=matter.pk).order_by("-id")[:most]), user)
    return [replace(line, matter_id=None, matter="", matter_url="") for line in lines]


def _filtered(entries: QuerySet[Entry], filters: Filters) -> QuerySet[Entry]:
    if filters.event:
        entries = entries.filter(event=filters.event)
    if filters.kind:
        entries = entries.filter(event__in=_codes(KINDS, filters.kind))
    if filters.outcome == DONE:
        other = [code for _name, parts in OUTCOMES.values() for code in _ending(parts)]
        entries = entries.exclude(event__in=other)
    elif filters.outcome:
        entries = entries.filter(event__in=_codes(OUTCOMES, filters.outcome))
    if filters.actor:
        entries = entries.filter(Q(actor=filters.actor) | Q(asked_by=filters.actor))
    if filters.matter:
        entries = entries.filter(matter=filters.matter)
    if filters.since:
        entries = entries.filter(at_us__gte=_microseconds(filters.since))
    if filters.until:
        entries = entries.filter(at_us__lt=_microseconds(filters.until + timedelta(days=1)))
    return entries


def _microseconds(day: date) -> int:
    midnight = datetime.combine(day, time.min, timezone.get_current_timezone())
    return round(midnight.timestamp() * 1_000_000)


def _names(entries: list[Entry]) -> dict[UUID, str]:
    wanted = {entry.actor for entry in entries} | {entry.asked_by for entry in entries if entry.asked_by}
    wanted.update(each for entry in entries for each in ids(entry))
    found = User.objects.filter(pk__in=wanted).values_list("pk", "full_name", "robot")
    return {pk: called(name, robot) for pk, name, robot in found}


def _matters(entries: list[Entry], user: User) -> dict[UUID, tuple[str, str]]:
    """What those are called that the reader may see, and their pages."""
    wanted = {entry.matter for entry in entries if entry.matter} if user.works_on_matters else set()
    return {
        matter.pk: (str(matter), reverse("desk:matter", args=[matter.pk]))
        for matter in (Matter.objects.visible_to(user).filter(pk__in=wanted) if wanted else ())
    }
