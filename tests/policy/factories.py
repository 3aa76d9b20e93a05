"""Matters, people and terms as the gate's tests need them. Services of other rooms are tested in their own."""

import json
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from apps.core.sensitive import Sensitive
from apps.matters import keys
from apps.matters.models import Client, Matter, Notice, Office, Party, Residency, TeamMember
from apps.people.models import Licence, Role, RoleGrant, User
from apps.policy.models import Acknowledgement, AiPolicy, Arrangement

_serial = iter(range(1, 10**9))


def person(*roles, licensed=None, **fields):
    """A person with roles; lawyers and partners hold a licence unless told otherwise."""
    number = next(_serial)
    fields = {"email": f"person{number}@firm.example", "full_name": f"Person {number}"} | fields
    user = User.objects.create_user(**fields)
    for role in roles:
        RoleGrant.objects.create(
            user=user,
            role=Role.objects.get(code=role),
            granted_by=user,
            since=timezone.now() - timedelta(days=1),
        )
    if licensed is None:
        licensed = bool({"lawyer", "partner"} & set(roles))
    if licensed:
        Licence.objects.create(
            user=user, licence_class="lawyer", regulator="lso", number=str(number), since=date(2020, 1, 1)
        )
    return user


def matter(*, responsible, told=True, **fields):
    """An open matter of a client who was told, with its keys and its responsible lawyer on the team."""
    number = next(_serial)
    client = fields.pop("client", None) or Client.objects.create(name=f"Client {number}")
    if told:
        Notice.objects.create(
            client=client, kind="notice", given_on=date(2026, 1, 5), wording="v1", recorded_by=responsible
        )
    office, _ = Office.objects.get_or_create(
        name="Toronto", defaults={"province": "ON", "time_zone": "America/Toronto"}
    )
    given = {
        "number": f"2026-{number:04d}",
        "title": "A lease",
        "practice_area": "leasing",
        "province": "ON",
        "residency": Residency.NO_STORAGE_ABROAD,
        "opened_on": date(2026, 1, 2),
    }
    with transaction.atomic():
        made = Matter.objects.create(
            client=client, office=office, responsible=responsible, **(given | fields)
        )
        keys.make(matter=made, by=responsible)
        TeamMember.objects.create(matter=made, user=responsible, added_by=responsible)
    return made


def party(matter, name, *, aliases=(), is_organization=False, role="client", **identifiers):
    """A party with aliases and identifiers sealed as the matter seals them."""
    made = Party(matter=matter, name=name, role=role, is_organization=is_organization)
    if aliases:
        keys.seal(made, "aliases", Sensitive(json.dumps(list(aliases), ensure_ascii=False)))
    if identifiers:
        keys.seal(made, "identifiers", Sensitive(json.dumps(identifiers, ensure_ascii=False)))
    made.save()
    return made


def terms(*, by, acknowledged_by=()):
    """An arrangement in force for the organization in the settings, and a policy on AI that people accepted."""
    arrangement = Arrangement.objects.create(
        organization=settings.CLAUDE_ORGANIZATION,
        workspace=settings.CLAUDE_WORKSPACE,
        agreement="ZDR-2026-1",
        training_off=True,
        confirmed_by=by,
        review_by=timezone.localdate() + timedelta(days=90),
    )
    policy = AiPolicy.objects.create(
        version=1, text="Check every word.", text_fr="Vérifiez tout.", published_by=by
    )
    for user in (by, *acknowledged_by):
        Acknowledgement.objects.create(policy=policy, user=user)
    return arrangement
