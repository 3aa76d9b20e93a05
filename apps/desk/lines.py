"""Entries of the log as lines of a page: sentences, with their facts in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from apps.audit.events import Event
from apps.audit.facts import EPOCH, Kind
from apps.audit.models import Entry
from apps.desk import codes, facts
from apps.review.rulebook import reasons

NO_MATTER = ("", "")
COST = "cost_micro_usd"
"""The fact that is kept in millionths of a dollar and said in dollars."""
OF_THE_FIRM = frozenset(
    {Event.REVIEW_RETURNED.value, Event.REVIEW_WITHDRAWN.value, Event.REVIEW_REASON_SET.value}
)
"""Those whose codes are the firm's own reasons, as the firm words them."""
BY_CODE = {event.value: event for event in Event}


@dataclass(frozen=True)
class Line:
    """One entry as a sentence, with its facts."""

    id: int
    url: str
    at: datetime
    """In the reader's zone."""
    actor: str
    asked_by: str
    what: str
    code: str
    matter_id: UUID | None
    matter: str
    matter_url: str
    """Empty where the reader may not see the matter."""
    subject: UUID
    facts: list[tuple[str, str, str]]
    """Each with its name, how it is said, and a person or a time once more exactly."""

    @property
    def html(self) -> SafeString:
        """The line as an item of a list. A page has fifty, and a template would take longer for each than all the rest
        that is done for it."""
        iso, asked, where = self.at.isoformat(timespec="seconds"), "", ""
        if self.asked_by:
            asked = format_html(", {}", _("asked by %(name)s") % {"name": self.asked_by})
        if self.matter:
            where = format_html(' · <a href="{}">{}</a>', self.matter_url, self.matter)
        elif self.matter_id:
            where = format_html(' · <span class="id">{}</span>', self.matter_id)
        said = [words for name, value, _exact in self.facts for words in (name, value)]
        told = format_html(FACTS[0] + FACTS[1] * len(self.facts) + FACTS[2], *said) if said else ""
        return format_html(
            LINE, iso, iso, f"{self.at:%H:%M:%S}", self.url, self.actor, self.what, asked, where, told
        )


LINE = (
    '<li><time datetime="{}" title="{}">{}</time>'
    '<div><a href="{}"><strong>{}</strong></a> {}{}{}{}</div></li>'
)
FACTS = ('<div class="facts">', "<span>{} <b>{}</b></span>", "</div>")


def ids(entry: Entry) -> list[UUID]:
    """Those that an entry's facts name, of people and of whatever else."""
    event = BY_CODE.get(entry.event)
    kinds = event.facts if event else {}
    return [UUID(value) for name, value in entry.facts.items() if kinds.get(name) is Kind.ID]


def by_day(lines: Iterable[Line]) -> list[tuple[date, list[Line]]]:
    """Lines under the days on which they happened, in the order they come in."""
    return [(day, list(each)) for day, each in groupby(lines, key=lambda line: line.at.date())]


@dataclass(frozen=True)
class Known:
    """What the lines of one page have in common: what those are called whom and what the reader may see."""

    people: Mapping[UUID, str]
    matters: Mapping[UUID, tuple[str, str]]
    """Each with its page."""

    def lines(self, entries: Iterable[Entry], home: str) -> list[Line]:
        """The entries as lines. ``home`` is the address of the log, below which every entry has its own."""
        zone, somebody = timezone.get_current_timezone(), _("somebody")
        language = get_language() or ""
        happened, called = _happened(language), facts.names(language)
        entries, found = list(entries), []
        worded = reasons.names() if any(entry.event in OF_THE_FIRM for entry in entries) else {}
        for entry in entries:
            event = BY_CODE.get(entry.event)  # none for an entry written by a later version of the program
            kinds = event.facts if event else {}
            told = _Told(
                event.stage if event else "", worded if entry.event in OF_THE_FIRM else {}, self.people
            )
            matter, matter_url = self.matters.get(entry.matter, NO_MATTER) if entry.matter else NO_MATTER
            found.append(
                Line(
                    id=entry.pk,
                    url=f"{home}{entry.pk}/",
                    at=datetime.fromtimestamp(entry.at_us / 1_000_000, UTC).astimezone(zone),
                    actor=self.people.get(entry.actor, somebody),
                    asked_by=self.people.get(entry.asked_by, "") if entry.asked_by else "",
                    what=happened[entry.event] if event else entry.event,
                    code=entry.event,
                    matter_id=entry.matter,
                    matter=matter,
                    matter_url=matter_url,
                    subject=entry.subject,
                    facts=[
                        (
                            str(facts.OTHERWISE.get((entry.event, name)) or called.get(name, ""))
                            or name.replace("_", " "),
                            *_said(
                                name, value, kinds.get(name), told, is_day=(entry.event, name) in facts.DAYS
                            ),
                        )
                        for name, value in entry.facts.items()
                    ],
                )
            )
        return found


@cache
def _happened(_language: str) -> dict[str, str]:
    """What each event is called, in the language that is in use."""
    return {event.value: str(event.description) for event in Event}


class _Told(NamedTuple):
    """Where an entry's codes come from: the app of its event, and the firm's own reasons where it has one of them; and
    whose ids its ids may be."""

    stage: str
    worded: Mapping[str, str]
    people: Mapping[UUID, str]

    def code(self, name: str, code: str) -> str:
        return self.worded.get(code) or codes.said(name, code, self.stage)


def _said(name: str, value: Any, kind: Any, told: _Told, *, is_day: bool = False) -> tuple[str, str]:
    """A fact in words, and exactly besides: a person by id, a time to the microsecond."""
    if kind in (Kind.CODE, [Kind.CODE]):
        given = value if isinstance(value, list) else [value]
        return ", ".join(told.code(name, each) for each in given) or "—", ""
    if kind is Kind.ID and (called := told.people.get(UUID(value))):
        return called, value
    if name == COST and isinstance(value, int):
        return _("US$ %(amount)s") % {"amount": formats.number_format(value / 1_000_000, 4)}, ""
    if kind is not Kind.TIME or not isinstance(value, int):
        return _fact(value), ""
    at = EPOCH + timedelta(microseconds=value)
    said = formats.date_format(_day(at), "DATE_FORMAT") if is_day else _moment(at)
    return said, at.isoformat(timespec="microseconds")


def _day(at: datetime) -> date:
    """The day of which this is the midnight: where it is none by UTC, it is the firm's."""
    return at.date() if at.time() == time.min else timezone.localdate(at)


def _moment(at: datetime) -> str:
    return formats.date_format(timezone.localtime(at), "DATETIME_FORMAT")


def _fact(value: Any) -> str:
    if isinstance(value, dict):
        return f"{value['hmac'][:12]}… ({value['key']})"
    if isinstance(value, list):
        return ", ".join(_fact(part) for part in value) or "—"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    text = str(value)
    return text[:8] + "…" if len(text) == 36 and text.count("-") == 4 else text.replace("_", " ")
