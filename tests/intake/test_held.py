"""A recording is sealed until it is on record that people were told of it and that no conflict was found."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from apps.audit.models import Entry
from apps.core.errors import BadInput, NotAllowed, WrongState
from apps.intake import services, sources
from apps.intake.models import Origin, Source, State
from apps.people.models import Robot, User
from tests import factories

from . import files

pytestmark = pytest.mark.django_db


@pytest.fixture
def held():
    """A transcript as a match leaves it."""
    matter = factories.matter()
    return sources.take(
        matter=matter,
        by=User.for_robot(Robot.INTAKE),
        origin=Origin.ZOOM,
        filename="consult.vtt",
        data=files.VTT.encode(),
        held=True,
    )


def state(source):
    return Source.objects.values_list("state", "cleared_by").get(pk=source.pk)


def test_no_worker_and_no_person_reads_it_before_it_is_cleared(held):
    assert services.claim_unread(10) == []
    services.read(held.pk)

    with pytest.raises(WrongState, match="told of it"):
        services.open_source(source=held, by=held.matter.responsible)

    assert state(held) == (State.HELD, None)
    assert Source.objects.get(pk=held.pk).reading is None


def test_once_both_are_on_record_it_is_read(held):
    by = held.matter.responsible

    services.clear(source=held, told=True, no_conflict=True, by=by)
    for each in services.claim_unread(10):
        services.read(each)

    assert state(held) == (State.READY, by.pk)
    entry = Entry.objects.get(event="intake.source_cleared")
    assert (entry.actor, entry.subject) == (by.pk, held.pk)
    assert entry.facts == {"told": True, "no_conflict": True}


@pytest.mark.parametrize(("told", "no_conflict"), [(True, False), (False, True), (False, False)])
def test_one_of_the_two_is_not_enough(held, told, no_conflict):
    with pytest.raises(BadInput, match="stays sealed"):
        services.clear(source=held, told=told, no_conflict=no_conflict, by=held.matter.responsible)

    assert state(held) == (State.HELD, None)


def test_only_a_person_on_the_matter_clears_and_only_once(held):
    for by, error, reason in (
        (factories.person("lawyer"), NotAllowed, "not_on_matter"),
        (User.for_robot(Robot.INTAKE), NotAllowed, "not_on_matter"),
    ):
        with pytest.raises(error):
            services.clear(source=held, told=True, no_conflict=True, by=by)
        assert state(held) == (State.HELD, None)
        assert Entry.objects.filter(event="matters.refused").last().facts["reasons"] == [reason]
    services.clear(source=held, told=True, no_conflict=True, by=held.matter.responsible)

    with pytest.raises(WrongState):
        services.clear(source=held, told=True, no_conflict=True, by=held.matter.responsible)

    assert Entry.objects.filter(event="matters.refused").last().facts["reasons"] == ["wrong_state"]
    assert Entry.objects.filter(event="intake.source_cleared").count() == 1


def test_the_database_keeps_what_is_held_unread_and_uncleared(held):
    for change, name in (
        ({"reading": b"x"}, "a_held_source_was_not_read"),
        ({"cleared_by": held.matter.responsible}, "a_held_source_is_not_cleared"),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Source.objects.filter(pk=held.pk).update(**change)


def test_the_page_asks_for_both(held, client):
    where = reverse("intake:clear", args=[held.pk])
    client.force_login(factories.person("lawyer"))
    assert client.get(where).status_code == 404
    client.force_login(held.matter.responsible)
    assert where in client.get(reverse("desk:matter", args=[held.matter_id])).content.decode()

    half = client.post(where, {"told": "on"})
    assert (half.status_code, state(held)) == (400, (State.HELD, None))
    assert client.post(where, {"told": "on", "no_conflict": "on"}).status_code == 302

    assert state(held) == (State.RECEIVED, held.matter.responsible_id)
    assert client.get(where).status_code == 404
