"""A client typed by hand whose name the firm knows: shown to the partners who see both, and to nobody else."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.desk import namesakes
from apps.matters import services
from apps.matters.models import Screen
from tests import factories
from tests.matters.test_loosening import opening

pytestmark = pytest.mark.django_db
NAME, TYPED = "Hélène Cœur-Adeyemi", "helene coeur-adeyemi"


def twice(name=NAME, typed=TYPED, number="C-2"):
    """A matter of a known client, and one of a client that was typed under the same name."""
    known = factories.matter(client=factories.client(name))
    return known, services.open_matter(**opening(client=typed, number=number), by=factories.person("clerk"))


def shown(reader):
    day = timezone.timedelta(days=1)
    return namesakes.found(reader, timezone.now() - day, timezone.now() + day)


def page(client, reader, **given):
    client.force_login(reader)
    return client.get(reverse("desk:supervision"), given).content.decode()


def test_a_partner_sees_the_name_and_the_matters_of_both(client):
    known, typed = twice()

    said = page(client, factories.person("partner"))

    assert typed.client.name in said
    for matter in (known, typed):
        assert reverse("desk:matter", args=[matter.pk]) in said


def test_a_pair_of_which_one_side_is_kept_from_a_partner_is_not_there(client):
    known, typed = twice()
    of_client, of_matter = factories.person("partner"), factories.person("partner")
    by = factories.person("partner")
    Screen.objects.create(client=known.client, user=of_client, reason="personal", raised_by=by)
    Screen.objects.create(matter=typed, user=of_matter, reason="personal", raised_by=by)

    for reader in (of_client, of_matter):
        assert shown(reader) == []
        said = page(client, reader)
        assert typed.client.name not in said
        assert typed.number not in said


def test_of_a_client_with_several_matters_only_those_are_named_that_the_partner_sees():
    known, typed = twice()
    other = factories.matter(client=known.client)
    reader = factories.person("partner")
    Screen.objects.create(matter=known, user=reader, reason="personal", raised_by=factories.person("partner"))

    [found] = shown(reader)

    assert set(found.matters) == {other, typed}


@pytest.mark.parametrize("role", ["lawyer", "clerk", "administrator", "auditor"])
def test_nobody_but_a_partner_is_shown_any(role, client):
    twice()
    reader = factories.person(role)

    assert shown(reader) == []
    client.force_login(reader)
    assert client.get(reverse("desk:supervision")).status_code == 404


def test_they_are_of_the_period_and_of_no_one_person(client):
    _known, typed = twice()
    reader = factories.person("partner")

    assert typed.client.name not in page(client, reader, person=str(typed.responsible_id))
    assert typed.client.name not in page(client, reader, until="2026-01-31", since="2026-01-01")


def test_several_cost_as_many_queries_as_one(client):
    reader = factories.person("partner")
    twice()
    shown(reader)  # the reader's own roles are asked for once
    with CaptureQueriesContext(connection) as one:
        assert len(shown(reader)) == 1
    twice("Marlowe Bakeries", "marlowe  bakeries", "C-4")
    twice("Rosalind Ng", "rosalind ng", "C-6")

    with CaptureQueriesContext(connection) as three:
        assert len(shown(reader)) == 3

    assert len(three) == len(one)
