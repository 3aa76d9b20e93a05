"""A link on a matter in the practice system leads to the new request of that matter, for whoever may see it."""

import pytest
from django.urls import reverse

from apps.drafting.models import Request
from apps.integrations.models import Region, RemoteRecord
from tests import factories
from tests.drafting import factories as drafts
from tests.integrations import accounts


@pytest.fixture
def matter(db):
    connection = accounts.clio(accounts.fresh())
    matter = factories.matter(residency="documented_transfer")
    RemoteRecord.objects.create(connection=connection, kind="matter", remote_id="40", local_id=matter.pk)
    return matter


def follow(client, user, remote_id="40", vendor="clio", **more):
    client.force_login(user)
    return client.get(reverse("drafting:new_from", args=[vendor, remote_id]), more)


def test_it_leads_to_the_new_request_with_the_kind_of_work_chosen(client, matter):
    version = drafts.workflow("client_letter")

    answer = follow(client, matter.responsible, work="client_letter")

    assert answer.url == f"{reverse('drafting:new')}?matter={matter.pk}&work=client_letter"
    form = client.get(answer.url).context["form"]
    assert form["workflow"].value() == version.pk
    assert not Request.objects.exists()


@pytest.mark.parametrize("work", ["nothing_of_ours", "' OR 1=1", "x" * 500])
def test_a_kind_of_work_that_there_is_not_chooses_none(client, matter, work):
    answer = follow(client, matter.responsible, work=work)
    assert client.get(answer.url).context["form"]["workflow"].value() is None


@pytest.mark.parametrize(
    ("vendor", "remote_id"), [("clio", "41"), ("mycase", "40"), ("zoom", "40"), ("x", "y")]
)
def test_a_matter_that_is_not_known_is_not_found(client, matter, vendor, remote_id):
    assert follow(client, matter.responsible, remote_id, vendor).status_code == 404


def test_a_stranger_and_a_closed_matter_are_not_found(client, matter):
    assert follow(client, factories.person("lawyer")).status_code == 404
    type(matter).objects.filter(pk=matter.pk).update(status="closed", closed_on=matter.opened_on)
    assert follow(client, matter.responsible).status_code == 404


def test_where_two_accounts_number_alike_a_person_chooses(client, matter):
    box = accounts.wsgi.application
    other = accounts.clio(box, region=Region.UNITED_STATES, load=False)
    second = factories.matter(responsible=matter.responsible)
    RemoteRecord.objects.create(connection=other, kind="matter", remote_id="40", local_id=second.pk)

    answer = follow(client, matter.responsible)

    assert set(answer.context["matters"]) == {matter, second}
