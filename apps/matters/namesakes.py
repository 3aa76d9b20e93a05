"""Clients of one name. Until a partner has said whether they are one client, what keeps people and information apart
holds for all of them (``sharing``)."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from apps.core.prepared import Prepared
from apps.matters.models import Client, NamesakeAnswer
from apps.matters.names import FoldedName, folded


def called(name: str) -> list[UUID]:
    """Clients of this name, whatever its case, spaces and accents."""
    wanted = folded(name)
    found = _FOLDED(to=wanted[: FoldedName.LONGEST])
    return [pk for pk, known in found if folded(known) == wanted]


_FOLDED = Prepared(lambda to: Client.objects.filter(folded=to).values_list("pk", "name"))


def answers(clients: Iterable[UUID]) -> QuerySet[NamesakeAnswer]:
    """What stands of these clients."""
    among = list(clients)
    return NamesakeAnswer.objects.filter(Q(one__in=among) | Q(other__in=among), taken_back_at=None)


def unanswered(client: Client, *, name: str = "") -> set[UUID]:
    """Those of its name, or of another that it has elsewhere, of whom nobody has said whether they are the same."""
    others = set(called(name or client.name)) - {client.pk}
    return others - _said(client.pk) if others else others


def same_as(client: Client) -> set[UUID]:
    """Those who were said to be the same client, by way of others too."""
    found, look = {client.pk}, {client.pk}
    while look:
        ends = answers(look).filter(same=True).values_list("one", "other")
        look = {pk for pair in ends for pk in pair} - found
        found |= look
    return found - {client.pk}


def kin(client: Client) -> set[UUID]:
    """Those for whom holds what keeps people or information from this one: the same client, or perhaps the same."""
    return same_as(client) | unanswered(client)


def _said(client: UUID) -> set[UUID]:
    return {pk for pair in answers([client]).values_list("one", "other") for pk in pair} - {client}
