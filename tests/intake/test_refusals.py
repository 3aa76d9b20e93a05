"""What was tried with a source and not allowed is on record with its matter, and changed nothing."""

import pytest
from django.utils import timezone

from apps.audit.models import Entry
from apps.core.errors import BadInput, NotAllowed, WrongState
from apps.intake import services
from apps.intake.models import ArrivalState, Origin, Source
from apps.matters import services as matters
from apps.people.models import Robot, User
from tests import factories
from tests.integrations import accounts

from .test_unfiled import waiting

pytestmark = pytest.mark.django_db


def refused():
    """Who tried what, with which matter, and why not, newest last."""
    rows = Entry.objects.filter(event="matters.refused").order_by("id")
    return [(row.actor, row.matter, row.facts["attempted"], row.facts["reasons"]) for row in rows]


def adding(matter, by, data=b"Some words.", **more):
    return services.receive(matter=matter, by=by, origin=Origin.UPLOAD, filename="a.txt", data=data, **more)


def test_adding_to_a_matter_of_others_or_to_a_closed_one_is_on_record():
    matter, stranger = factories.matter(), factories.person("lawyer")
    partner = factories.person("partner")
    with pytest.raises(NotAllowed):
        adding(matter, stranger)
    matters.close_matter(matter=matter, on=timezone.localdate(), by=partner)
    with pytest.raises(WrongState):
        adding(matter, partner)

    assert refused() == [
        (stranger.pk, matter.pk, "add_source", ["not_on_matter"]),
        (partner.pk, matter.pk, "add_source", ["wrong_state"]),
    ]
    assert Source.objects.count() == 0


def test_a_robot_that_brings_one_for_a_person_names_them_and_its_own_rounds_are_no_attempts():
    matter, stranger = factories.matter(), factories.person("lawyer")
    robot = User.for_robot(Robot.SYNC)
    with pytest.raises(NotAllowed):
        adding(matter, robot, asked_by=stranger)
    matters.close_matter(matter=matter, on=timezone.localdate(), by=factories.person("partner"))
    with pytest.raises(WrongState):
        adding(matter, robot)

    entry = Entry.objects.get(event="matters.refused")
    assert (entry.actor, entry.asked_by, entry.facts["attempted"]) == (robot.pk, stranger.pk, "add_source")


def test_opening_a_source_of_others_is_on_record():
    source, stranger = factories.source(factories.matter()), factories.person("lawyer")

    with pytest.raises(NotAllowed):
        services.open_source(source=source, by=stranger)
    with pytest.raises(NotAllowed):
        services.open_picture(source=source, page=1, by=stranger)

    assert refused() == [
        (stranger.pk, source.matter_id, act, ["not_on_matter"]) for act in ("open_source", "open_picture")
    ]
    assert not Entry.objects.filter(event="intake.source_opened").exists()


def test_giving_a_transcript_a_matter_that_is_not_ones_own_to_give_is_on_record():
    accounts.fresh()
    arrival = waiting(accounts.zoom(), "Initial consult")
    matter, lawyer = factories.matter(), factories.person("lawyer")
    partner = factories.person("partner")
    factories.member(matter, lawyer)
    theirs = factories.matter()
    factories.screen(theirs, partner)

    with pytest.raises(NotAllowed):
        services.match(arrival=arrival, matter=matter, by=lawyer)
    with pytest.raises(NotAllowed):
        services.match(arrival=arrival, matter=theirs, by=partner)

    assert [(who, where, why) for who, where, _what, why in refused()] == [
        (lawyer.pk, matter.pk, ["not_the_host"]),
        (partner.pk, theirs.pk, ["not_the_host"]),
    ]
    arrival.refresh_from_db()
    assert arrival.state == ArrivalState.STORED


def test_a_file_that_cannot_be_taken_is_on_record_as_that_and_as_nothing_else():
    matter = factories.matter()

    with pytest.raises(BadInput):
        adding(matter, matter.responsible, data=b"")

    assert refused() == []
    assert Entry.objects.filter(event="intake.source_unreadable", matter=matter.pk).count() == 1
