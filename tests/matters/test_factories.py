"""Matters of tests are, row for row and entry for entry, the matters that the services open."""

import datetime as dt
import json

import pytest
import time_machine

from apps.audit.models import Entry
from apps.core import ciphers
from apps.core.errors import NotAllowed
from apps.matters import services
from apps.matters.models import (
    Client,
    Forum,
    Matter,
    MatterKey,
    PracticeArea,
    Province,
    Residency,
    TeamMember,
)
from apps.people.models import Robot, User
from tests import factories
from tests.drafting import factories as drafting

pytestmark = pytest.mark.django_db
RANDOM = {"id", "data_key", "digest_key"}


@pytest.fixture(autouse=True)
def _no_time_passes():
    with time_machine.travel(dt.datetime(2126, 3, 2, 15, tzinfo=dt.UTC), tick=False):
        yield


def newest():
    return Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def written(matter, after):
    """Every row of this matter and of its client and every entry after that one, but for ids, what they are called by
    and what is random: the keys and the entries' nonces."""
    key, (member,) = MatterKey.objects.get(matter=matter), TeamMember.objects.filter(matter=matter)
    for wrapped in (key.data_key, key.digest_key):
        assert len(ciphers.FirmKey.load().unwrap(bytes(wrapped))) == 32
    rows = [Client.objects.get(pk=matter.client_id), Matter.objects.get(pk=matter.pk), key, member]
    entries = [
        json.loads(body)
        for body in Entry.objects.filter(pk__gt=after).order_by("pk").values_list("body", flat=True)
    ]
    assert len({entry.pop("nonce") for entry in entries}) == len(entries)
    told = json.dumps([entries, [_columns(row) for row in rows]], sort_keys=True, default=str)
    for row in rows:
        told = told.replace(f'"{row.pk}"', f'"{type(row).__name__}"')
    for name in (matter.number, matter.title, matter.client.name, matter.client.name.casefold()):
        told = told.replace(f'"{name}"', '"called"')
    return told


def _columns(row):
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.name not in RANDOM
    }


@pytest.mark.parametrize(
    "given",
    [
        {},
        {
            "title": "Re Adeyemi",
            "practice_area": PracticeArea.LITIGATION,
            "province": Province.QC,
            "forum": Forum.FEDERAL,
            "residency": Residency.NEVER_LEAVES,
            "opened_on": dt.date(2026, 1, 5),
        },
    ],
    ids=["as it comes", "all that may be said"],
)
def test_a_matter_of_a_new_client_is_what_the_services_open(given):
    given = {"responsible": factories.person("lawyer"), "office": factories.office()} | given
    operator, first = User.for_robot(Robot.OPERATOR), newest()
    ours = written(factories.matter(**given), first)
    usual = {
        "practice_area": PracticeArea.ESTATES,
        "province": Province.ON,
        "forum": Forum.ON_SUPERIOR,
        "residency": Residency.DOCUMENTED_TRANSFER,
        "opened_on": factories.OPENED,
    }
    said = {"number": "2026-77", "title": "Re Roy"} | usual | given
    second = newest()
    client = services.add_client(name="Nobody Else", by=operator)

    theirs = written(services.open_matter(client=client, by=operator, **said), second)

    assert ours == theirs
    assert ours.count('"event": "matters.') == 4
    assert set(given) <= factories.PLAIN


def test_an_office_is_what_the_services_add():
    administrator, first = factories.administrator(), newest()
    ours, second = factories.office("Toronto"), newest()
    theirs = services.add_office(
        name="Sudbury", province=ours.province, time_zone=ours.time_zone, by=administrator
    )

    entries = [
        (each.event, each.actor, each.subject, each.facts) for each in Entry.objects.filter(pk__gt=first)
    ]
    assert sorted(entries) == sorted(
        ("matters.office_added", administrator.pk, each.pk, {"province": "on"}) for each in (ours, theirs)
    )
    assert Entry.objects.filter(pk__gt=second).count() == 1
    ours.refresh_from_db()
    assert _columns(ours) | {"name": theirs.name} == _columns(theirs)


def test_nobody_answers_for_one_who_may_not():
    with pytest.raises(NotAllowed):
        factories.matter(responsible=factories.person("clerk"))

    assert not Matter.objects.exists()


def test_the_keys_of_a_matter_of_drafting_are_entered_as_those_of_any():
    made = drafting.matter()

    entry = Entry.objects.get(event="matters.keys_made", matter=made.pk)
    assert (entry.actor, entry.facts["version"]) == (made.responsible_id, made.key.digest_version)
