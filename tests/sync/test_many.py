"""Looks that are taken often, in a firm that has approved and delivered for years: they go by what is new."""

import datetime as dt

import pytest
import time_machine
from django.db import connection as database
from django.utils import timezone

from apps.sync import deliveries, services
from apps.sync.models import Delivery
from tests.integrations import accounts
from tests.sync import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def connection():
    return accounts.clio(accounts.fresh())


def plan(rows):
    """How the database would find them, where it goes through no table from end to end that it need not."""
    with database.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    return rows.explain()


def test_what_was_approved_lately_is_queued_often_and_all_else_now_and_then(connection):
    before = f.approved(f.linked(connection))
    with time_machine.travel(timezone.now() + dt.timedelta(days=1), tick=False):
        lately = f.approved(f.linked(connection, remote_id="41"))

        services.collect_lately(10)

        assert set(Delivery.objects.values_list("manifest__task", flat=True)) == {lately.pk}

        services.collect(10)

    assert set(Delivery.objects.values_list("manifest__task", flat=True)) == {lately.pk, before.pk}


def test_what_was_approved_lately_is_found_by_when_it_was(connection):
    lately = deliveries.undelivered().filter(decided_at__gte=timezone.now() - deliveries.LATELY)

    assert "tasks_approved" in plan(lately)


def test_what_is_listed_there_is_known_for_ours_by_its_id(connection):
    page = Delivery.objects.filter(connection=connection, remote_id__in=[str(each) for each in range(200)])

    assert "deliveries_there" in plan(page)
