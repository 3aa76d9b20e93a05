"""A closed matter whose time is over, and the two partners who may say so."""

import datetime as dt

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from apps.audit import services as audit
from apps.audit.events import Event
from apps.keeping import rules, services
from apps.keeping.models import Destruction
from apps.matters import services as matters
from apps.matters.models import PartyRole
from apps.people.models import Robot, User
from tests import database, factories

CLOSED = dt.date(2009, 5, 4)
FIRST_DAY = dt.date(2020, 1, 1)


@pytest.fixture
def partner():
    return factories.person("partner")


@pytest.fixture
def other():
    return factories.person("partner")


@pytest.fixture
def matter(partner):
    made = factories.matter(opened_on=dt.date(2008, 1, 2), responsible=partner)
    matters.add_party(matter=made, name="Siobhan Halloran", role=PartyRole.CLIENT, by=partner)
    factories.source(made)
    return closed_then(made, partner)


def closed_then(matter, by):
    """Closed on that day, and said to be on the same: a rule that acts by itself counts from both."""
    with time_machine.travel(dt.datetime.combine(CLOSED, dt.time(12), dt.UTC), tick=False):
        return matters.close_matter(matter=matter, on=CLOSED, by=by)


def rule(partner, other, *, years=15, area="", by_itself=False, first_day=FIRST_DAY):
    made = services.propose_rule(
        practice_area=area,
        years=years,
        basis="By-Law 9",
        first_day=first_day,
        by_itself=by_itself,
        by=partner,
    )
    return services.approve_rule(rule=made, by=other)


def notice_over(*, days=rules.SEEN):
    """As if all that is proposed had been for the whole notice, with the house at work on so many days of it."""
    now, by = timezone.now(), User.for_robot(Robot.SWEEPER)
    Destruction.objects.update(proposed_at=now - rules.NOTICE)
    for day in range(days):
        with time_machine.travel(now - dt.timedelta(days=day), tick=False), transaction.atomic():
            audit.record(event=Event.PEOPLE_SIGNED_IN, by=by, on=by)


@pytest.fixture
def due(matter, partner, other):
    rule(partner, other)
    return matter


@pytest.fixture
def approved(due, partner):
    return services.approve(destruction=services.propose(matter=due, by=partner), by=partner)


@pytest.fixture
def folder(tmp_path, settings):
    settings.BACKUP_DIR = str(tmp_path / "backups")
    return tmp_path / "backups"


@pytest.fixture
def empty():
    """Makes a new empty database that every alias points at, on the same server."""
    made = []

    def begin():
        made.append(database.empty())

    yield begin
    for home, name in reversed(made):
        database.drop(home, name)
