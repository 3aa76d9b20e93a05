"""Matters of several clients, as their practice system knows them: whoever is kept from one of them is kept from the
matter, whatever that one is called in it."""

import logging
from uuid import UUID

from apps.core.aside import Aside
from apps.integrations.models import RemoteRecord
from apps.matters import services as matters
from apps.matters.models import Client, Matter, PartyRole, Screen, Status
from apps.people.models import Robot, User
from apps.sync.copies import PEOPLE
from apps.sync.models import PartyRecord

_aside: Aside[UUID] = Aside("joint_matters_of_client", logging.getLogger(__name__))


def keep_joint_apart(limit: int) -> int:
    """Put the screens around a client around the open matters that it is a client of there too, as its record says. By
    their name such matters are found as the screen is raised (``matters.sharing``); names differ.

    For the scheduler. One by one: where something fails, that client is left out for a while. Returns how many clients
    are screened.
    """
    screened = Screen.objects.standing().exclude(client=None).exclude(client__in=_aside.out())
    clients = screened.order_by("client").values_list("client", flat=True).distinct()
    return len(_aside.each(list(clients[:limit]), _keep_apart))


def _keep_apart(client_id: UUID) -> None:
    client, robot = Client.objects.get(pk=client_id), User.for_robot(Robot.SYNC)
    for record in RemoteRecord.objects.filter(kind__in=PEOPLE, local_id=client_id):
        parties = PartyRecord.objects.filter(
            connection=record.connection_id,
            kind=record.kind,
            remote_id=record.remote_id,
            party__role=PartyRole.CLIENT,
        )
        joint = Matter.objects.filter(pk__in=parties.values("party__matter")).exclude(client=client)
        for matter in joint.exclude(status=Status.CLOSED):
            matters.keep_apart(matter=matter, client=client, by=robot)
