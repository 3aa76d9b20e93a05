"""Matters of several clients, as their practice system knows them: whoever is kept from one of them is kept from the
matter, whatever that one is called in it."""

import logging
from datetime import datetime
from uuid import UUID

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils import timezone

from apps.core.aside import Aside
from apps.core.prepared import Prepared
from apps.integrations.models import RemoteRecord
from apps.matters import services as matters
from apps.matters.models import Client, Matter, PartyRole, Screen
from apps.people.models import Robot, User
from apps.sync.copies import PEOPLE
from apps.sync.models import PartyRecord

_aside: Aside[tuple[UUID, UUID]] = Aside("joint_matter_and_client", logging.getLogger(__name__))


def keep_joint_apart(_limit: int) -> int:
    """Put the screens around a client around the matters that it is a client of there too, as its record says: closed
    ones as well, which are read still. By their name such matters are found as the screen is raised
    (``matters.sharing``); names differ.

    For the scheduler, and all of them each time: those behind the first would never have their turn. One by one: where
    something fails, that is left out for a while. Returns how many matters are looked at.
    """
    out = set(_aside.out())
    return len(_aside.each([each for each in _JOINT(now=timezone.now()) if each not in out], _keep_apart))


def _joint(now: datetime) -> QuerySet[PartyRecord, tuple[UUID, UUID]]:
    """Matters, each with a client of it there who is not its client here and around whom a screen stands."""
    record = RemoteRecord.objects.filter(
        connection=OuterRef("connection"), kind=OuterRef("kind"), remote_id=OuterRef("remote_id")
    )
    clients = PartyRecord.objects.filter(kind__in=PEOPLE, party__role=PartyRole.CLIENT)
    others = clients.annotate(whose=Subquery(record.values("local_id")[:1]))
    screened = Screen.objects.standing(now).exclude(client=None).values("client")
    found = others.filter(whose__in=screened).exclude(whose=F("party__matter__client"))
    return found.order_by().values_list("party__matter", "whose").distinct()


_JOINT = Prepared(_joint)


def _keep_apart(joint: tuple[UUID, UUID]) -> None:
    matter, client = Matter.objects.get(pk=joint[0]), Client.objects.get(pk=joint[1])
    matters.keep_apart(matter=matter, client=client, by=User.for_robot(Robot.SYNC))
