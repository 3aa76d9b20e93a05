"""What the rail counts is what its reader may see: the prepared questions give what the rule of visibility gives."""

import re
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from apps.desk import context
from apps.notices import queries as notices
from apps.notices.models import NoticeKind, Notification
from apps.people.models import RoleCode, User
from apps.review import services as reviewing
from apps.review.models import ReviewTask, TaskState
from apps.sync import leases, outcomes, services
from apps.sync.models import Delivery, DeliveryState, Trouble
from tests import factories
from tests.integrations import accounts
from tests.review import factories as reviews
from tests.sync import factories as sending

pytestmark = pytest.mark.django_db


def stopped():
    """Three deliveries of one matter that wait for a person."""
    first = sending.queued(accounts.clio(accounts.fresh()), "note")
    for delivery in Delivery.objects.filter(manifest=first.manifest):
        outcomes.stop(leases.take_to_send(delivery.pk), Trouble.NOT_PERMITTED)
    return first.matter


def told(user, *matters):
    """An unread notification of each of those matters."""
    for entry, matter in enumerate(matters):
        Notification.objects.create(
            user=user, kind=NoticeKind.DRAFT_READY, matter=matter, subject=uuid.uuid4(), entry=entry
        )


@pytest.mark.parametrize(
    ("role", "on_team", "screened", "expected"),
    [
        (RoleCode.PARTNER, False, False, (1, 3, 2)),
        (RoleCode.PARTNER, False, True, (0, 0, 1)),
        (RoleCode.LAWYER, True, False, (1, 3, 2)),
        (RoleCode.LAWYER, True, True, (0, 0, 1)),
        (RoleCode.LAWYER, False, False, (0, 0, 1)),
        (RoleCode.ADMINISTRATOR, False, False, (0, 0, 1)),
    ],
)
def test_the_rail_counts_what_its_reader_may_see_and_nothing_else(role, on_team, screened, expected):
    matter, person = stopped(), factories.person(role)
    task = reviews.task("Another letter.\n", matter=matter, cites=False)
    ReviewTask.objects.filter(pk=task.pk).update(assigned=person)
    told(person, matter, None)
    if on_team:
        factories.member(matter, person)
    if screened:
        factories.screen(matter, person)
    reader = User.objects.get(pk=person.pk)

    counted = context.counted(context.around(reader))

    assert (counted.waiting, counted.stopped, counted.unread) == expected
    assert expected == (
        ReviewTask.objects.visible_to(reader).filter(assigned=reader, state=TaskState.OPEN).count(),
        Delivery.objects.visible_to(reader).filter(state=DeliveryState.STOPPED).count(),
        notices.unread(reader).count(),
    )


def test_what_is_read_decided_or_sent_on_its_way_is_not_counted():
    matter, person = stopped(), factories.person(RoleCode.PARTNER)
    told(person, matter)
    Notification.objects.update(read_at="2026-03-02T12:00Z")
    reader = User.objects.get(pk=person.pk)
    for delivery in Delivery.objects.all():
        services.cancel(delivery=delivery, reason="by_hand", by=reader)

    assert context.counted(context.around(reader)) == context.Counts(unread=0)


def test_what_was_handed_to_a_colleague_falls_to_them_and_not_to_whoever_answers_for_it():
    note, letter = reviews.task(code="summary"), reviews.task()
    colleague = factories.person(RoleCode.LAWYER)
    for task in (note, letter):
        factories.member(task.matter, colleague)
        reviewing.assign(task=task, to=colleague, by=task.responsible)

    counts = [
        context.counted(context.around(User.objects.get(pk=who.pk))).waiting
        for who in (note.responsible, letter.responsible, colleague)
    ]

    assert counts == [0, 1, 2]


def test_a_count_stops_at_its_limit_and_goes_on_asking_once():
    person = factories.person(RoleCode.PARTNER)
    Notification.objects.bulk_create(
        Notification(user=person, kind=NoticeKind.DRAFT_READY, subject=uuid.uuid4(), entry=n)
        for n in range(notices.MOST + 5)
    )
    reader = User.objects.get(pk=person.pk)

    assert context.counted(context.around(reader)).unread == notices.MOST


def at(client, path):
    """Where the rail says that the page is; nothing where it is on none of its pages."""
    found = re.findall(r'aria-current="page">\s*([^<]+?)\s*<', client.get(path).content.decode())
    return found[:1]


BELONGS = {
    "/workflows/": ["Requests"],
    "/workflows/summary/": ["Requests"],
    "/sources/precedents/": ["Requests"],
    "/sources/arrivals/": ["Coming in"],
    "/gate/terms/": ["Security status"],
    "/gate/surfaces/": ["Sent to Claude"],
    "/path/": ["Sent to Claude"],
}


@pytest.mark.parametrize("path", BELONGS)
def test_the_rail_marks_the_place_that_a_page_was_reached_from(client, path):
    client.force_login(factories.person(RoleCode.PARTNER))

    assert at(client, path) == BELONGS[path]


def test_the_rail_marks_matters_on_a_matters_page(client):
    matter = factories.matter()
    client.force_login(matter.responsible)

    assert at(client, f"/matter/{matter.pk}/") == ["Matters"]


@pytest.mark.parametrize(("role", "theirs"), [(RoleCode.ADMINISTRATOR, True), (RoleCode.AUDITOR, False)])
def test_a_desk_calls_nothing_somebodys_that_they_cannot_open(client, role, theirs):
    person = factories.person(role)
    if role == RoleCode.AUDITOR:
        person.grants.update(until=timezone.now() + timedelta(days=30))
    client.force_login(person)

    desk = client.get("/").content.decode()

    assert ("people, connections" in desk) is theirs
    assert (client.get("/people/").status_code == 200) is theirs
    assert (client.get("/connections/").status_code == 200) is theirs
