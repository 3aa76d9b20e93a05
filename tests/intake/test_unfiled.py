"""A transcript without a matter is there for nobody who may be kept from what it is about."""

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.core import ciphers
from apps.core.errors import NotAllowed
from apps.core.sensitive import Sensitive
from apps.intake import arrivals, held, queries, services
from apps.intake.models import Arrival, ArrivalState, Source
from apps.matters import services as matters
from apps.matters.models import Matter, Screen, Status
from apps.people.models import Robot, User
from apps.sync import queries as incoming
from tests import factories
from tests.integrations import accounts

from . import files

pytestmark = pytest.mark.django_db


@pytest.fixture
def connection():
    accounts.fresh()
    return accounts.zoom()


@pytest.fixture
def walled():
    """A matter with parties, and a partner who is kept from it; they work on another."""
    partner = factories.person("partner")
    matter = factories.matter(
        number="A-100", title="Shareholders' dispute", client=factories.client("Adeyemi Holdings Inc.")
    )
    matters.add_party(
        matter=matter, name="Rosalind Ng", role="opposing", aliases=["Rosie Tremblay"], by=matter.responsible
    )
    matters.add_party(matter=matter, name="Élodie Côté", role="witness", by=matter.responsible)
    Screen.objects.create(matter=matter, user=partner, reason="former_client", raised_by=matter.responsible)
    factories.matter(number="B-200", client=factories.client("Marlowe Bakeries Ltd."), responsible=partner)
    return matter, partner


def waiting(connection, topic, host=None):
    """A transcript as it waits for its matter once it was fetched."""
    arrival = services.announce(
        connection=connection,
        meeting="abc==",
        file_id="f-1",
        topic=Sensitive(topic),
        host=host,
        by=User.for_robot(Robot.INTAKE),
    )
    sealed = ciphers.firm_seal(held.held_purpose(arrival), files.VTT.encode())
    Arrival.objects.filter(pk=arrival.pk).update(state=ArrivalState.STORED, held=sealed)
    arrival.refresh_from_db()
    return arrival


NAMES = {
    "the number": "Consult A-100",
    "the client": "Call with Adeyemi",
    "a party": "Ms. Ng",
    "another name of a party": "rosie t. (tremblay)",
    "a party without its accents": "Elodie Cote, intake",
    "the title": "About the shareholders",
    "a matter they see besides": "Marlowe Bakeries v. Adeyemi",
}
SAY_NOTHING = {"nothing": "", "nobody": "Initial consult", "somebody unknown": "Consult with Mr. Oyelaran"}


@pytest.mark.parametrize("status", Status.values)
@pytest.mark.parametrize("topic", NAMES.values(), ids=NAMES)
def test_whoever_is_kept_from_what_a_topic_names_sees_nothing_of_it_and_gives_it_no_matter(
    topic, status, walled, connection, client
):
    matter, partner = walled
    _as(matter, status)
    arrival, theirs = waiting(connection, topic), Matter.objects.get(number="B-200")
    client.force_login(partner)

    assert queries.unmatched(partner) == []
    assert incoming.unmatched(partner) == 0
    assert client.post(reverse("intake:match", args=[arrival.pk]), {"matter": theirs.pk}).status_code == 404
    with pytest.raises(NotAllowed):
        services.match(arrival=arrival, matter=theirs, by=partner)

    arrival.refresh_from_db()
    assert (arrival.state, Source.objects.count()) == (ArrivalState.STORED, 0)
    other = factories.person("partner")
    assert [row.topic for row in queries.unmatched(other)] == [topic]


def _as(matter, status):
    closed_on = timezone.localdate() if status == Status.CLOSED else None
    Matter.objects.filter(pk=matter.pk).update(status=status, closed_on=closed_on)


@pytest.mark.parametrize("topic", SAY_NOTHING.values(), ids=SAY_NOTHING)
def test_whoever_is_kept_from_anything_sees_nothing_that_may_be_about_it(topic, walled, connection):
    _matter, partner = walled
    waiting(connection, topic)

    assert queries.unmatched(partner) == []
    assert len(queries.unmatched(factories.person("partner"))) == 1


def test_a_number_that_may_be_said_of_something_else_shows_nobody_what_may_be_about_it(walled, connection):
    _matter, partner = walled
    factories.matter(number="12", responsible=partner)
    waiting(connection, "Initial consult, Nov 12")

    assert queries.unmatched(partner) == []
    assert len(queries.unmatched(factories.person("partner"))) == 1


@pytest.mark.parametrize("names", ["Adeyemi", "Oyelaran"], ids=["somebody they are kept from", "a stranger"])
def test_by_itself_no_topic_goes_to_a_matter_of_somebody_who_is_kept_from_what_it_names(
    names, connection, walled
):
    """What the list of those without a matter does not show them, its matter's page would."""
    _matter, partner = walled
    arrival = waiting(connection, f"B-200 and {names}")

    arrivals._match_by_number(arrival)

    kept = names == "Adeyemi"
    assert Arrival.objects.get().state == (ArrivalState.STORED if kept else ArrivalState.MATCHED)
    assert Source.objects.visible_to(partner).exists() is not kept


@pytest.mark.parametrize("topic", ["B-200 intake", "Marlowe Bakeries, second consult"])
def test_what_names_a_matter_that_they_see_is_theirs_to_file(topic, walled, connection):
    _matter, partner = walled
    arrival = waiting(connection, topic)

    assert [row.topic for row in queries.unmatched(partner)] == [topic]
    assert incoming.unmatched(partner) == 1
    services.match(arrival=arrival, matter=Matter.objects.get(number="B-200"), by=partner)
    assert Source.objects.count() == 1


def test_whoever_held_the_meeting_knows_whom_it_was_with_and_a_screen_holds_against_them_too(
    walled, connection
):
    _matter, partner = walled
    arrival = waiting(connection, "Initial consult", host=partner)

    assert len(queries.unmatched(partner)) == 1
    sealed = ciphers.firm_seal(held.topic_purpose(arrival), b"Consult Adeyemi")
    Arrival.objects.filter(pk=arrival.pk).update(topic=sealed)
    assert queries.unmatched(partner) == []


def test_a_screen_around_a_client_holds_before_the_client_has_a_matter(connection):
    partner, known = factories.person("partner"), factories.client("Adeyemi Holdings Inc.")
    Screen.objects.create(
        client=known, user=partner, reason="personal", raised_by=factories.person("partner")
    )
    waiting(connection, "Adeyemi, first consult", host=partner)

    assert queries.unmatched(partner) == []


def test_a_screen_that_was_lifted_keeps_nobody_from_anything(walled, connection):
    matter, partner = walled
    matters.lift_screen(screen=matter.screens.get(), reason="mistake", by=factories.person("partner"))
    waiting(connection, "Call with Adeyemi")

    assert len(queries.unmatched(partner)) == 1


def test_names_that_cannot_be_read_may_be_the_ones(walled, connection):
    matter, partner = walled
    matter.parties.filter(name="Rosalind Ng").update(aliases=b"changed outside")
    waiting(connection, "B-200 intake")

    assert queries.unmatched(partner) == []
