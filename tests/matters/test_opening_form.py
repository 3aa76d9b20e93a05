"""The form for a matter by hand chooses nothing that a person has to know."""

import pytest
from django.urls import reverse

from apps.audit.models import Entry
from apps.matters.forms import NewMatter
from tests import factories

pytestmark = pytest.mark.django_db


def test_area_province_and_office_are_chosen_by_a_person():
    for name in ("Calgary", "Toronto"):
        factories.office(name)
    form = NewMatter(user=factories.person("partner"))

    assert [form[name].value() for name in ("practice_area", "province", "office")] == [None, None, None]
    assert not {"practice_area", "province", "office"} & {
        name for name, field in form.fields.items() if not field.required
    }


def test_the_only_office_is_the_one():
    office = factories.office("Toronto")

    assert NewMatter(user=factories.person("partner"))["office"].value() == office.pk


def test_a_client_whom_they_do_not_see_is_none_that_they_open_a_matter_for(client):
    lawyer, theirs = factories.person("lawyer"), factories.matter()
    client.force_login(lawyer)

    answer = client.post(reverse("matters:new"), {"client": theirs.client_id, "number": "2026-9999"})

    assert answer.status_code == 404
    entry = Entry.objects.latest("id")
    assert (entry.event, entry.facts["where"]) == ("people.act_refused", "matters.new")
