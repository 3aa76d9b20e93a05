"""Filings from before it was kept whether one had left: which of them count as having left."""

from importlib import import_module

import pytest
import time_machine
from django.db import connections, transaction
from django.db.models import F

from apps.matters import services as matters
from apps.matters.models import Forum, Matter
from apps.review import services as reviews
from apps.review.models import ReviewTask
from apps.sync.models import Delivery, DeliveryKind, DeliveryState, Trouble
from tests.integrations import accounts
from tests.sync import factories as f
from tests.sync.test_deliveries import states
from tests.sync.test_meanwhile import unsigned

UPDATE = import_module("apps.sync.migrations.0023_left_only_where_it_began")


def began(_task, _lawyer):
    Delivery.objects.filter(kind=DeliveryKind.NOTE).update(place="ca")


def opened(task, lawyer):
    reviews.open_draft(task=task, by=lawyer, takes_files=True)


def never_queued(_task, _lawyer):
    Delivery.objects.all().delete()


def nothing(_task, _lawyer):
    pass


@pytest.mark.django_db(transaction=True, databases="__all__")
@pytest.mark.parametrize("since", [nothing, began, opened, never_queued])
def test_a_filing_of_which_nothing_can_have_left_is_held_back_once_its_court_is_another(since):
    with time_machine.travel(f.NOW, tick=False) as clock:
        box = accounts.fresh()
        task, lawyer = unsigned(accounts.clio(box), clock)
        ReviewTask.objects.update(left_at=F("decided_at"))
        clock.shift(60)
        since(task, lawyer)

        with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
            for each in (UPDATE.FREE, UPDATE.FILL, UPDATE.HOLD):
                cursor.execute(each)

        task.refresh_from_db()
        assert (task.left_at is None) == (since is nothing)
        if since is nothing:
            matters.change_details(matter=Matter.objects.get(), forum=Forum.FEDERAL, by=lawyer)
            f.work()
            note = Delivery.objects.get(kind=DeliveryKind.NOTE)
            assert states(note) == (DeliveryState.STOPPED, Trouble.COURT_CHANGED)
            assert box.clio.created("note") == []
