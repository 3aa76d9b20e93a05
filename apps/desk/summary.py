"""The entries of a bundle in words: names, a page for the browser and a page for paper. None of it is proved."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.audit.bundles.selection import Scope
from apps.audit.events import Event
from apps.audit.models import Entry
from apps.core.languages import spoken
from apps.core.paper import pdf
from apps.desk import paper, timeline
from apps.matters.models import Matter
from apps.people.models import User

LISTED = 1000
"""Entries that the pages list; the bundle itself holds all of them."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Summary:
    """Sees the entries pass by, and then says in the reader's words what they were."""

    def __init__(
        self, reader: User, *, named: bool, matters_named: bool, scope: Scope, is_whole: bool
    ) -> None:
        """``is_whole``: whoever makes it may take any entry away that no screen keeps from them."""
        self._reader, self._named, self._matters_named = reader, named, named and matters_named
        self._scope, self._is_whole = scope, is_whole
        self._ids: set[UUID] = {reader.pk}
        self._counts: Counter[str] = Counter()
        self._first: list[Entry] = []

    def sees(self, index: int, entry: Entry) -> None:
        """The next entry, in the order of the log."""
        self._counts[entry.event] += 1
        self._ids |= set(_ids_in(entry.content))
        if len(self._first) < LISTED:
            self._first.append(entry)

    def files(self, manifest: Mapping[str, Any]) -> Iterator[tuple[str, bytes]]:
        """The files of the bundle that are words."""
        with spoken(self._reader.language):
            people, matters = self._people(), self._matters()
            data = self._data(manifest, people, matters)
            names = {"matters": matters, "people": people}
            yield (
                "names.json",
                json.dumps(names, ensure_ascii=False, sort_keys=True, indent=1).encode() + b"\n",
            )
            yield "summary.html", render_to_string("desk/export/summary.html", data).encode()
            yield "summary.css", paper.style().encode()
            made_at = EPOCH + timedelta(microseconds=manifest["made_at"])
            yield "summary.pdf", pdf(paper.SUMMARY, data, at=made_at)

    def _people(self) -> dict[str, str]:
        found = User.objects.filter(pk__in=self._ids) if self._named else User.objects.none()
        return {str(user.pk): user.called for user in found}

    def _matters(self) -> dict[str, str]:
        if not self._matters_named:
            return {}
        visible = Matter.objects.visible_to(self._reader).filter(pk__in=self._ids)
        return {str(matter.pk): str(matter) for matter in visible}

    def _data(
        self, manifest: Mapping[str, Any], people: dict[str, str], matters: dict[str, str]
    ) -> dict[str, Any]:
        total = manifest["entries"]
        hidden = total - len(self._first)
        return {
            "lang": self._reader.language,
            "firm": settings.FIRM_NAME,
            "title": _("Entries of the firm's log"),
            "intro": [
                _(
                    "This page is for reading. What is proved are the exact bytes in entries.txt; README.md says how "
                    "to check them. The names here are the firm's word."
                ),
            ],
            "facts": [*self._about(people, matters), *_of_the_log(manifest)],
            "counted": _("What happened, how often"),
            "counts": [(_said(code), count) for code, count in self._counts.most_common()],
            "listed": _("Entry by entry"),
            "heads": [_("When (UTC)"), _("Who"), _("What")],
            "rows": self._rows(people, matters),
            "more": ngettext(
                "%(n)d more entry is in entries.txt.", "%(n)d more entries are in entries.txt.", hidden
            )
            % {"n": hidden}
            if hidden
            else "",
        }

    def _about(self, people: dict[str, str], matters: dict[str, str]) -> list[tuple[str, str]]:
        scope, rows = self._scope, []
        if scope.matter:
            rows.append((_("Matter"), matters.get(str(scope.matter), str(scope.matter))))
        if scope.person:
            rows.append((_("Person"), people.get(str(scope.person), str(scope.person))))
        if scope.since:
            rows.append((_("From"), _day(scope.since)))
        if scope.until:
            rows.append((_("Until"), _day(scope.until - timedelta(microseconds=1))))
        rows.append((_("Made by"), people.get(str(self._reader.pk), str(self._reader.pk))))
        left = self._left_out()
        return [*rows, (_("Left out"), left)] if left else rows

    def _left_out(self) -> str:
        if not self._is_whole:
            if self._scope.matter is not None:
                return ""
            return _(
                "Entries about matters that whoever made this does not answer for or work on, and entries about none"
            )
        # Said whether or not there are any: what a screen keeps from somebody is not told.
        left = [_("Entries about a screen around whoever made this, if there are any")]
        if self._scope.matter is None and self._reader.works_on_matters:
            left.insert(0, _("Entries about matters that are kept from whoever made this, if there are any"))
        return "; ".join(left)

    def _rows(self, people: dict[str, str], matters: dict[str, str]) -> list[dict[str, str]]:
        called = {UUID(pk): name for pk, name in people.items()}
        with timezone.override(UTC):  # as the column says
            lines = timeline.as_lines(self._first, self._reader, called)
        return [
            _row(entry, line, people, matters if self._scope.matter is None else {})
            for entry, line in zip(self._first, lines, strict=True)
        ]


def _row(
    entry: Entry, line: timeline.Line, people: dict[str, str], matters: dict[str, str]
) -> dict[str, str]:
    who = people.get(str(entry.actor), str(entry.actor)[:8])
    if entry.asked_by:
        asked_by = people.get(str(entry.asked_by), str(entry.asked_by)[:8])
        who = _("%(robot)s, asked by %(person)s") % {"robot": who, "person": asked_by}
    facts = [f"{name} {value}" for name, value, _exact in line.facts]
    if entry.matter and str(entry.matter) in matters:
        facts.insert(0, matters[str(entry.matter)])
    when = (EPOCH + timedelta(microseconds=entry.at_us)).strftime("%Y-%m-%d %H:%M:%S")
    return {"when": when, "who": who, "what": line.what, "facts": " · ".join(facts)}


def _of_the_log(manifest: Mapping[str, Any]) -> list[tuple[str, str]]:
    made_at = EPOCH + timedelta(microseconds=manifest["made_at"])
    rows = [
        (_("Made"), f"{made_at:%Y-%m-%d %H:%M} UTC"),
        (_("Entries"), str(manifest["entries"])),
        (_("Log"), manifest["origin"]),
        (
            _("Signed over"),
            ngettext("%(n)d entry", "%(n)d entries", manifest["size"]) % {"n": manifest["size"]},
        ),
    ]
    if manifest["waiting"]:
        rows.append((_("Left out, not signed yet"), str(manifest["waiting"])))
    return rows


def _said(code: str) -> str:
    known = {event.value: str(event.description) for event in Event}
    return f"{known.get(code, code)} ({code})"


def _day(moment: datetime) -> str:
    return formats.date_format(timezone.localtime(moment), "DATE_FORMAT")


def _ids_in(value: Any) -> Iterator[UUID]:
    """Every id that an entry names, whatever it is of."""
    if isinstance(value, dict):
        for each in value.values():
            yield from _ids_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from _ids_in(each)
    elif isinstance(value, str) and len(value) == 36 and value.count("-") == 4:
        yield UUID(value)
