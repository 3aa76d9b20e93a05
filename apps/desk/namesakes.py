"""Clients who were added and are called as others of the firm: for the partners who see them all.

A partner says whether they are one (``matters.sharing``). Who finds that they are can end the double keeping of one
client, or a conflict that nobody saw. A pair of which one side is kept from the reader is not there: even a name would
say that there is another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from apps.audit.events import Event
from apps.audit.facts import microseconds
from apps.audit.models import Entry
from apps.matters import namesakes as of_one_name
from apps.matters.models import Client, Matter, NamesakeAnswer, Screen
from apps.people.models import User

MOST = 20
"""Pairs that are listed, the newest first."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Other:
    """Somebody of the same name, and what was said of the two: None while nobody has."""

    client: Client = field(repr=False)
    number: str = field(repr=False)
    """Of one of their matters, by which the two are told apart."""
    answer: NamesakeAnswer | None


@dataclass(frozen=True)
class Namesakes:
    """A client that was added, and the matters that clients of this name have and the reader sees."""

    client: Client = field(repr=False)
    at: datetime
    matters: list[Matter] = field(repr=False)
    others: list[Other]


def found(reader: User, since: datetime, until: datetime) -> list[Namesakes]:
    """Those of a period, from a fixed number of queries. Empty for whoever is no partner."""
    if not reader.is_active or not reader.is_partner:
        return []
    entries = list(
        Entry.objects.filter(
            event=Event.MATTERS_CLIENT_NAME_TWICE.value,
            at_us__gte=microseconds(since),
            at_us__lt=microseconds(until),
        ).order_by("-at_us", "-id")
    )
    named = {entry.pk: [entry.subject, *map(UUID, entry.facts["others"])] for entry in entries}
    clients = _seen(reader, {pk for each in named.values() for pk in each})
    matters: defaultdict[UUID, list[Matter]] = defaultdict(list)
    for matter in Matter.objects.visible_to(reader).filter(client__in=clients).order_by("number"):
        matters[matter.client_id].append(matter)
    said = _said(clients)
    return [
        Namesakes(
            client=clients[entry.subject],
            at=EPOCH + timedelta(microseconds=entry.at_us),
            matters=sorted(
                (matter for pk in named[entry.pk] for matter in matters[pk]), key=lambda each: each.number
            ),
            others=[
                Other(
                    clients[pk],
                    next((matter.number for matter in matters[pk]), ""),
                    said.get(frozenset({entry.subject, pk})),
                )
                for pk in named[entry.pk][1:]
            ],
        )
        for entry in entries
        if all(pk in clients for pk in named[entry.pk])
    ][:MOST]


def _said(clients: Iterable[UUID]) -> dict[frozenset[UUID], NamesakeAnswer]:
    rows = of_one_name.answers(clients).select_related("said_by")
    return {frozenset({row.one_id, row.other_id}): row for row in rows}


def _seen(reader: User, pks: set[UUID]) -> dict[UUID, Client]:
    """The clients that no screen keeps from the reader, by themselves or with every matter they have."""
    kept = set(Screen.objects.standing().filter(user=reader, client__in=pks).values_list("client", flat=True))
    with_matters = set(Matter.objects.filter(client__in=pks).values_list("client", flat=True))
    seen = set(Matter.objects.visible_to(reader).filter(client__in=pks).values_list("client", flat=True))
    return Client.objects.in_bulk(list(pks - kept - (with_matters - seen)))
