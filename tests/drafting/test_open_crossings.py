"""An attempt is open while a worker holds its request, and not for longer: whoever lets the request rest ends it."""

import datetime as dt
import uuid
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone

from apps.audit.models import Entry
from apps.core.errors import WrongState
from apps.drafting import drafts, services
from apps.drafting.models import Draft
from apps.policy.models import Crossing
from sandbox import wsgi
from tests.drafting.test_drafts import confirmed, run, sent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def sandbox():
    yield wsgi.reset()
    wsgi.reset()


class Killed(BaseException):
    """What no handler of a worker catches."""


@pytest.fixture
def left_behind(sandbox, monkeypatch):
    """A request whose worker died with the answer in hand, and whose lease is over."""
    request = confirmed()
    with monkeypatch.context() as patched:

        def die(*given, **more):
            raise Killed

        patched.setattr(drafts.replies, "read", die)
        with pytest.raises(Killed):
            services.draft(request.pk)
    request.refresh_from_db()
    assert (request.state, Crossing.objects.get().state) == ("drafting", "started")
    with time_machine.travel(timezone.now() + dt.timedelta(hours=1)):
        yield request


def is_ended(crossing):
    crossing.refresh_from_db()
    counted = crossing.reserved > 0 if crossing.state == "unknown" else crossing.reserved == Decimal(0)
    return crossing.state != "started" and counted and crossing.ended_at is not None


def events(request):
    return [entry.event for entry in Entry.objects.filter(matter=request.matter_id).order_by("id")]


def test_an_answer_that_cannot_be_made_a_draft_of_leaves_nothing_open(sandbox, monkeypatch):
    def fail(*given, **more):
        raise RuntimeError

    monkeypatch.setattr(drafts.replies, "read", fail)

    request = run(confirmed())

    assert (request.state, request.trouble) == ("stopped", "firmai_error")
    assert len(sent(sandbox)) == 1
    assert is_ended(Crossing.objects.get())
    assert not Draft.objects.exists()


def test_a_worker_that_stops_before_it_asks_ends_what_the_one_before_it_left_open(left_behind):
    type(left_behind).objects.filter(pk=left_behind.pk).update(preview_hmac="0" * 64)

    request = run(left_behind)

    assert (request.state, request.trouble) == ("stopped", "preview_changed")
    assert is_ended(Crossing.objects.get())
    assert events(request)[-2:] == ["policy.crossing_unknown", "drafting.request_stopped"]


def test_what_a_worker_left_open_is_ended_with_the_withdrawal(left_behind):
    assert services.claim(8) == [left_behind.pk]
    assert not is_ended(Crossing.objects.get())
    left_behind.refresh_from_db()

    services.withdraw(request=left_behind, by=left_behind.requested_by)

    assert is_ended(Crossing.objects.get())
    assert events(left_behind)[-2:] == ["policy.crossing_unknown", "drafting.request_withdrawn"]


def test_a_withdrawal_that_is_not_allowed_ends_nothing(left_behind):
    with pytest.raises(WrongState):
        services.withdraw(request=left_behind, by=left_behind.requested_by)

    assert Crossing.objects.get().state == "started"


def test_the_next_attempt_says_which_one_it_repeats(left_behind):
    request = run(left_behind)

    first, second = Crossing.objects.order_by("attempt")
    assert (request.state, second.state) == ("drafted", "answered")
    assert (is_ended(first), second.repeats) == (True, first)


def test_what_another_request_has_open_is_left_alone(left_behind):
    other = Crossing.objects.get()
    Crossing.objects.filter(pk=other.pk).update(request_id=uuid.uuid4())
    services.claim(8)
    left_behind.refresh_from_db()

    services.withdraw(request=left_behind, by=left_behind.requested_by)

    assert not is_ended(other)
