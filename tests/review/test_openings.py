"""From a stored draft to its review: one draft that cannot be reviewed holds up no other, and somebody is told."""

import datetime as dt
import logging
import threading
import time

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.db.backends.signals import connection_created
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.audit.models import Entry
from apps.desk import queries as desk
from apps.drafting import tasks as drafting_tasks
from apps.matters.models import Forum, Matter, MatterKey
from apps.review import services
from apps.review.models import ItemRule, ReviewTask, Unopened, WhyUnopened
from apps.review.openings import due, slot
from apps.review.openings import services as openings
from tests.drafting import factories as f
from tests.review import factories as r

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 25, 15, 0, tzinfo=dt.UTC)


def stored(**given):
    """A draft that waits for its review, in a matter of its own."""
    matter = f.matter(responsible=f.person("lawyer"))
    return f.draft(matter, matter.responsible, r.LETTER, sources=[f.source(matter, r.SOURCE)], **given)


def lose_key(draft):
    """The version of the firm's key that wrapped this matter's is not in the file any more. Gives the wrapped key."""
    held = MatterKey.objects.get(matter=draft.matter_id)
    before = bytes(held.data_key)
    MatterKey.objects.filter(pk=held.pk).update(data_key=bytes([250]) + before[1:])
    return before


def give_key_back(draft, before):
    MatterKey.objects.filter(matter=draft.matter_id).update(data_key=before)


def reviewed():
    return list(ReviewTask.objects.values_list("draft", flat=True))


def events():
    return [
        (entry.event, entry.subject, entry.facts.get("reason"))
        for entry in Entry.objects.filter(event__startswith="review.task_").order_by("id")
    ]


def drafted(draft):
    """The worker's own call for a request, as it ends."""
    return drafting_tasks.draft.apply(kwargs={"request_id": str(draft.request_id)}).state


@pytest.fixture
def beside():
    """The slot that only opens reviews, as a worker has it; waits until what it was given is done with."""
    stopping = threading.Event()
    thread = slot.begin(stopping)

    def done():
        for _ in range(200):
            if slot._drafted.empty():
                break
            time.sleep(0.05)
        stopping.set()
        thread.join()

    yield done
    done()


@pytest.mark.django_db(transaction=True)
def test_what_a_worker_drafted_is_opened_beside_its_slots_and_not_through_the_queue(beside):
    draft, other = stored(), stored()

    assert drafted(draft) == drafted(draft) == "SUCCESS"
    beside()

    assert ReviewTask.objects.get().draft == draft
    assert services.claim_unopened(10) == [other.pk]


@pytest.mark.django_db(transaction=True)
def test_what_cannot_be_opened_there_is_put_off_and_the_next_one_is_opened(beside):
    bad, good = stored(), stored()
    lose_key(bad)

    assert drafted(bad) == drafted(good) == "SUCCESS"
    beside()

    assert Unopened.objects.get().draft == bad
    assert ReviewTask.objects.get().draft == good


@pytest.fixture
def lines():
    """The connections to the database that the slot opens."""
    opened = []

    def note(connection, **_given):
        if threading.current_thread().name == "openings":
            opened.append(connection.connection.info.backend_pid)

    connection_created.connect(note)
    yield opened
    connection_created.disconnect(note)


@pytest.mark.django_db(transaction=True)
def test_what_waits_there_is_opened_over_one_connection(lines, request):
    for each in (stored(), stored(), stored()):
        slot._drafted.put(each.request_id)

    request.getfixturevalue("beside")()

    assert len(lines) == 1
    assert ReviewTask.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_broke_there_is_not_used_for_the_next(lines, request):
    first, second = stored(), stored()
    for each in (first, second):
        slot._drafted.put(each.request_id)

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE review_unopened")
        done = request.getfixturevalue("beside")
        while not lines:
            time.sleep(0.05)
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [lines[0]])
    done()

    assert ReviewTask.objects.get().draft == second
    assert services.claim_unopened(10) == [first.pk]


def test_whatever_is_in_the_way_the_draft_is_left_to_the_next_look(settings, caplog):
    draft = stored()
    settings.FIRMAI_KEY_FILE = "/nowhere"

    with caplog.at_level(logging.WARNING):
        services.open_drafted(draft.request_id)

    assert not ReviewTask.objects.exists()
    assert "is left to the next look" in caplog.text
    assert "/nowhere" not in caplog.text
    assert services.claim_unopened(10) == [draft.pk]


def test_without_that_slot_nothing_is_kept_in_memory():
    draft = stored()

    assert drafted(draft) == "SUCCESS"

    assert slot._drafted.empty()


def test_a_draft_that_cannot_be_read_holds_up_no_other_and_is_put_off_on_record():
    bad, good = stored(), stored()
    lose_key(bad)

    with time_machine.travel(NOW, tick=False):
        assert len(services.collect(10)) == 1

    assert reviewed() == [good.pk]
    row = Unopened.objects.get()
    assert (row.draft, row.reason, row.tries) == (bad, WhyUnopened.CANNOT_BE_READ, 1)
    assert row.try_after == NOW + openings.FIRST_PAUSE
    assert ("review.task_not_opened", bad.pk, "cannot_be_read") in events()


def test_a_draft_whose_review_meets_an_error_is_put_off_and_logged_by_class(caplog):
    caplog.set_level(logging.DEBUG)
    bad, good = stored(code="summary"), stored(code="factum_section")
    ItemRule.objects.filter(kind=bad.request.workflow_version.workflow.item_kind).delete()

    services.collect(10)

    assert reviewed() == [good.pk]
    assert Unopened.objects.get().reason == WhyUnopened.ERROR
    [record] = [each for each in caplog.records if each.name == "apps.review.openings.services"]
    assert record.getMessage() == f"the review of draft {bad.pk} could not be opened: DoesNotExist"


def test_what_was_put_off_is_tried_with_growing_pauses_and_said_once():
    bad = stored()
    lose_key(bad)
    pauses = []
    with time_machine.travel(NOW, tick=False) as clock:
        for _ in range(9):
            services.collect(10)
            assert services.collect(10) == []
            row = Unopened.objects.get()
            pauses.append((row.try_after - timezone.now()) // dt.timedelta(minutes=1))
            clock.move_to(row.try_after)

    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert row.tries == 9
    assert [event for event, *_rest in events()] == ["review.task_not_opened"]


def test_it_goes_to_review_by_itself_once_it_can_be_read():
    bad = stored()
    before = lose_key(bad)
    with time_machine.travel(NOW, tick=False) as clock:
        services.collect(10)
        give_key_back(bad, before)
        clock.shift(openings.FIRST_PAUSE)

        assert len(services.collect(10)) == 1

    assert reviewed() == [bad.pk]
    assert not Unopened.objects.exists()
    assert [event for event, *_rest in events()] == ["review.task_not_opened", "review.task_opened"]


def test_more_bad_drafts_than_a_look_takes_do_not_starve_the_others():
    bad, good = [stored(), stored(), stored()], stored()
    for each in bad:
        lose_key(each)

    found = [services.collect(2), services.collect(2)]

    assert [len(each) for each in found] == [0, 1]
    assert reviewed() == [good.pk]


def test_drafts_of_a_destroyed_matter_are_left_alone():
    gone, good = stored(), stored()
    MatterKey.objects.filter(matter=gone.matter_id).update(
        data_key=None, digest_key=None, destroyed_at=timezone.now(), destroyed_by=gone.matter.responsible
    )

    services.collect(10)

    assert reviewed() == [good.pk]
    assert not Unopened.objects.exists()


def test_a_key_file_that_cannot_be_used_is_held_against_no_draft(settings):
    stored()
    settings.FIRMAI_KEY_FILE = "/nonexistent"

    with pytest.raises(ImproperlyConfigured):
        services.collect(10)

    assert not Unopened.objects.exists()


def test_those_concerned_are_told_where_they_look_and_a_stranger_is_not():
    bad = stored()
    before = lose_key(bad)
    services.collect(10)
    give_key_back(bad, before)
    person, client = bad.request.requested_by, Client()
    client.force_login(person)

    page = client.get(reverse("drafting:detail", args=[bad.request_id])).content.decode()

    assert "its review cannot begin" in page
    assert "hx-get" not in page.partition('id="progress"')[2].partition(">")[0]
    [item] = desk.needs_you(person)
    assert item.url == reverse("drafting:detail", args=[bad.request_id])
    assert desk.needs_you(f.person("lawyer")) == []
    assert client.get("/").status_code == 200


def test_nobody_is_asked_to_act_for_a_draft_whose_content_was_destroyed():
    bad = stored()
    lose_key(bad)
    services.collect(10)
    person, client = bad.request.requested_by, Client()
    client.force_login(person)
    assert len(desk.needs_you(person)) == 1
    MatterKey.objects.filter(matter=bad.matter_id).update(
        data_key=None, digest_key=None, destroyed_at=timezone.now(), destroyed_by=person
    )

    page = client.get(reverse("drafting:detail", args=[bad.request_id])).content.decode()

    assert desk.needs_you(person) == []
    assert "its review cannot begin" not in page
    assert "hx-get" not in page.partition('id="progress"')[2].partition(">")[0]
    services.collect(10)
    assert not Unopened.objects.exists()


def test_a_page_of_a_request_whose_assignment_cannot_be_read_still_opens():
    bad = stored()
    lose_key(bad)
    services.collect(10)
    client = Client()
    client.force_login(bad.request.requested_by)

    page = client.get(reverse("drafting:detail", args=[bad.request_id]))

    assert page.status_code == 200
    assert "This cannot be opened" in page.content.decode()


class TestDeadlines:
    @pytest.mark.parametrize("day", [dt.date.min, dt.date(1, 1, 5), dt.date.max])
    def test_a_deadline_at_the_end_of_time_stops_nothing(self, day):
        lawyer, soon = f.person("lawyer"), timezone.localdate() + dt.timedelta(days=2)
        task = r.task(code="factum_section", matter=f.matter(responsible=lawyer, forum=Forum.ON_SUPERIOR))
        other = r.task(code="factum_section", matter=f.matter(responsible=lawyer, forum=Forum.ON_SUPERIOR))
        for each, falls_due in ((task, day), (other, soon)):
            Matter.objects.filter(pk=each.matter_id).update(falls_due=falls_due)
        ReviewTask.objects.filter(pk__in=[task.pk, other.pk]).update(needed_by=dt.date.max)

        assert services.follow_deadlines(10) == 2

        assert r.fresh(task).due_on == dt.date.max
        assert r.fresh(other).due_on == soon
        assert services.follow_deadlines(10) == 0

    def test_a_review_that_cannot_be_put_in_order_leaves_the_others_to_be(self, caplog):
        task, other = r.task(code="summary"), r.task(code="factum_section")
        ReviewTask.objects.update(needed_by=dt.date(2026, 12, 9))
        ItemRule.objects.filter(kind=task.kind).delete()

        assert services.follow_deadlines(10) == 1

        assert r.fresh(other).due_on == dt.date(2026, 12, 9)
        assert r.fresh(task).due_on == task.due_on
        assert services.follow_deadlines(10) == 0
        assert [each.getMessage() for each in caplog.records if each.name == due.__name__] == [
            f"order_of_review {task.pk} failed: DoesNotExist"
        ]


def test_a_draft_that_cannot_even_be_put_off_holds_up_no_other(monkeypatch):
    bad, good = stored(), stored()
    lose_key(bad)

    def stumbles(draft_id, reason):
        raise OverflowError

    monkeypatch.setattr(openings, "_put_off", stumbles)

    services.collect(10)

    assert reviewed() == [good.pk]
    assert bad.pk in openings._aside.out()
