"""What a review is due by: what its request asked for, or sooner what falls due in its matter, whoever said so."""

import datetime as dt
import re
from types import SimpleNamespace

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from apps.core import nearness
from apps.core.prepared import Beside
from apps.integrations.models import Connection, Vendor
from apps.matters import services as matters
from apps.matters.deadlines import Due
from apps.matters.models import DeadlineKind
from apps.people.models import Robot, User
from apps.review import services
from apps.review.queue import pages as listing
from apps.review.queue.piles import Pile
from tests.drafting import factories as f
from tests.review import factories as r
from tests.review.test_views import signed_in

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 10, 17, 0, tzinfo=dt.UTC)
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as travelled:
        yield travelled


def day(after):
    return TODAY + dt.timedelta(days=after)


@pytest.fixture
def connection():
    return Connection.objects.create(
        vendor=Vendor.CLIO, region="ca", account_id="1", tokens=b"", connected_by=f.person("administrator")
    )


def noted(matter, connection, after, remote_id="80"):
    """What the practice system says falls due, so many days from today; None where it does no more."""
    due = Due(DeadlineKind.TASK, remote_id, "Serve", None, None if after is None else day(after))
    matters.note_deadlines(matter=matter, connection=connection, found=[due], by=User.for_robot(Robot.SYNC))


def entered(matter, after):
    matters.change_details(matter=matter, next_deadline=day(after), by=matter.responsible)


def looked():
    """A minute of the scheduler."""
    return matters.follow_days(10), services.follow_deadlines(10)


def shown(task):
    """What the row of a review in its lawyer's queue says of its matter's deadline, and whether of its own day."""
    visit = SimpleNamespace(user=task.responsible, beside=Beside(list))
    rows = listing.page(visit, Pile.ALL, {}, None).rows.split("</tr>")
    (row,) = [row for row in rows if str(task.pk) in row]
    due = nearness.drawn(r.fresh(task).due_on, timezone.localdate(), get_language())
    return re.search(r" · (deadline [^<]*)<", row)[1], due in row


def test_what_clio_says_falls_due_is_in_the_queue_and_puts_a_review_first(connection):
    later, sooner = r.task(), r.task()
    noted(sooner.matter, connection, 1)

    assert services.follow_deadlines(10) == 1
    assert r.fresh(sooner).due_on == day(1)
    assert shown(sooner) == ("deadline 11 Nov", True)
    assert shown(later) == ("deadline unknown", True)
    noted(sooner.matter, connection, None)
    services.follow_deadlines(10)
    assert r.fresh(sooner).due_on == r.fresh(sooner).needed_by
    assert shown(sooner) == ("deadline unknown", True)


def test_a_review_that_begins_is_due_when_its_matter_is(connection):
    lawyer = f.person("lawyer")
    matter = f.matter(responsible=lawyer)
    noted(matter, connection, 1)
    entered(matter, 2)

    assert r.task(matter=matter).due_on == day(1)


def test_a_day_that_passed_makes_no_new_review_late(connection, clock):
    matter = f.matter(responsible=f.person("lawyer"))
    entered(matter, 1)
    noted(matter, connection, 2)
    clock.shift(dt.timedelta(days=5))

    task = r.task(matter=matter)

    assert task.due_on == task.needed_by
    looked()
    assert shown(task) == ("deadline unknown", True)


def test_days_pass_to_the_next_one_and_then_to_none(connection, clock):
    matter = f.matter(responsible=f.person("lawyer"))
    entered(matter, 1)
    noted(matter, connection, 3)
    assert falls_due(matter) == day(1)

    clock.shift(dt.timedelta(days=2))
    assert matters.follow_days(10) == 1
    assert falls_due(matter) == day(3)
    clock.shift(dt.timedelta(days=2))
    assert matters.follow_days(10) == 1
    assert falls_due(matter) is None
    assert matters.follow_days(10) == 0


def falls_due(matter):
    matter.refresh_from_db()
    return matter.falls_due


@pytest.mark.parametrize("says", ["a person", "Clio"])
def test_a_review_that_missed_its_matters_day_stays_late_until_that_day_is_another(connection, clock, says):
    task = r.task()
    say = entered if says == "a person" else lambda matter, after: noted(matter, connection, after)
    say(task.matter, 1)
    looked()
    clock.shift(dt.timedelta(days=2))

    assert looked() == (1, 0)
    assert r.fresh(task).due_on == day(1)
    say(task.matter, 4)
    assert looked() == (0, 1)
    assert r.fresh(task).due_on == day(4)


def test_a_review_that_was_never_due_on_a_day_that_had_passed_is_put_right(clock):
    task = r.task()
    entered(task.matter, 1)
    looked()
    type(task).objects.filter(pk=task.pk).update(opened_at=NOW + dt.timedelta(days=2))
    clock.shift(dt.timedelta(days=3))

    assert looked() == (1, 1)
    assert r.fresh(task).due_on == task.needed_by


def test_the_list_of_matters_says_what_falls_due_whoever_said_so(connection):
    matter = f.matter(responsible=f.person("lawyer"))
    noted(matter, connection, 1)

    page = signed_in(matter.responsible).get(reverse("matters:list")).content.decode()

    assert "tomorrow" in page
