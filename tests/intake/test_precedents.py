"""Documents of the training matter that a partner made everybody's, and nothing of a client's."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.audit.models import Entry
from apps.core.errors import Conflict, NotAllowed, WrongState
from apps.intake import queries, services
from apps.intake.models import Precedent, Source
from apps.matters.models import MatterKey
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner():
    return factories.person("partner")


@pytest.fixture
def model(partner):
    training = factories.matter(responsible=partner, is_training=True)
    return factories.source(training, filename="Model retainer.txt")


def refusals():
    return [entry.facts["reasons"] for entry in Entry.objects.filter(event="matters.refused").order_by("id")]


def test_a_copy_of_a_precedent_is_a_source_of_any_matter(model, partner):
    precedent = services.approve_precedent(source=model, by=partner)
    lawyer = factories.person("lawyer")
    matter = factories.matter(responsible=lawyer)

    copy = services.use_precedent(precedent=precedent, matter=matter, by=lawyer)
    services.read(copy.pk)

    copy.refresh_from_db()
    assert (copy.matter, copy.origin, copy.state) == (matter, "precedent", "ready")
    assert queries.shown(copy).title == "Model retainer"
    assert [each.title for each in queries.precedents(lawyer)] == ["Model retainer"]
    with pytest.raises(Conflict):
        services.use_precedent(precedent=precedent, matter=matter, by=lawyer)


def test_nothing_of_a_clients_becomes_a_precedent(partner):
    source = factories.source(factories.matter(responsible=partner))

    with pytest.raises(NotAllowed, match="training matter"):
        services.approve_precedent(source=source, by=partner)

    assert not Precedent.objects.exists()
    assert refusals() == [["not_training"]]


def test_a_training_matter_whose_client_has_a_file_of_their_own_gives_no_precedent(model, partner):
    namesake = factories.client(name=model.matter.client.name)
    factories.matter(responsible=partner, client=namesake)

    with pytest.raises(NotAllowed, match="training matter"):
        services.approve_precedent(source=model, by=partner)

    assert not Precedent.objects.exists()
    assert refusals() == [["not_training"]]


def test_only_a_partner_approves_one(model):
    lawyer = factories.member(model.matter)

    with pytest.raises(NotAllowed, match="Only a partner"):
        services.approve_precedent(source=model, by=lawyer)

    assert refusals() == [["not_a_partner"]]


def test_a_retired_precedent_is_offered_no_more_and_its_copies_stay(model, partner):
    precedent = services.approve_precedent(source=model, by=partner)
    matter = factories.matter(responsible=partner)
    copy = services.use_precedent(precedent=precedent, matter=matter, by=partner)
    services.retire_precedent(precedent=precedent, by=partner)

    with pytest.raises(NotAllowed, match="not offered"):
        services.use_precedent(precedent=precedent, matter=factories.matter(responsible=partner), by=partner)
    with pytest.raises(WrongState):
        services.retire_precedent(precedent=precedent, by=partner)

    assert queries.precedents(partner) == []
    assert Source.objects.filter(pk=copy.pk).exists()
    assert services.approve_precedent(source=model, by=partner).retired_at is None


def test_what_was_destroyed_with_its_matter_is_offered_no_more_and_hides_none_of_the_others(model, partner):
    kept = factories.source(factories.matter(responsible=partner, is_training=True), filename="Kept.txt")
    gone = services.approve_precedent(source=model, by=partner)
    services.approve_precedent(source=kept, by=partner)
    MatterKey.objects.filter(matter=model.matter).update(
        data_key=None, digest_key=None, destroyed_at=timezone.now(), destroyed_by=partner
    )
    matter = factories.matter(responsible=partner)
    client = Client()
    client.force_login(partner)

    page = client.get(reverse("intake:precedents"), {"matter": matter.pk}).content.decode()
    taken = client.post(reverse("intake:use_precedent", args=[gone.pk]), {"matter": matter.pk})

    assert "Kept" in page
    assert "Model retainer" not in page
    assert taken.status_code == 404
    with pytest.raises(NotAllowed):
        services.use_precedent(precedent=gone, matter=matter, by=partner)
    assert not Source.objects.filter(matter=matter).exists()


def test_whoever_is_not_on_the_matter_takes_none_into_it(model, partner):
    precedent = services.approve_precedent(source=model, by=partner)
    matter = factories.matter()
    stranger = Client()
    stranger.force_login(factories.person("lawyer"))

    response = stranger.post(reverse("intake:use_precedent", args=[precedent.pk]), {"matter": matter.pk})

    assert response.status_code == 404
    assert not Source.objects.filter(matter=matter).exists()


def test_administrators_are_shown_no_precedent(model, partner):
    services.approve_precedent(source=model, by=partner)

    assert queries.precedents(factories.administrator()) == []


def test_the_pages_lead_from_approving_to_taking_a_copy(model, partner):
    client = Client()
    client.force_login(partner)
    matter = factories.matter(responsible=partner)

    client.post(reverse("intake:approve_precedent", args=[model.pk]))
    listed = client.get(reverse("intake:precedents"), {"matter": matter.pk}).content.decode()
    client.post(reverse("intake:use_precedent", args=[Precedent.objects.get().pk]), {"matter": matter.pk})

    assert "Model retainer" in listed
    assert Source.objects.filter(matter=matter, origin="precedent").count() == 1
    client.post(reverse("intake:retire_precedent", args=[Precedent.objects.get().pk]))
    assert not Precedent.objects.in_force().exists()
