"""Who is told what, once, and only of what they may see."""

import datetime as dt
import re
from dataclasses import replace

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from apps.audit.events import Event
from apps.audit.models import Entry, Leaf
from apps.core import aside
from apps.core.errors import NotAllowed
from apps.core.sensitive import Sensitive
from apps.integrations import services as integrations
from apps.matters.models import MatterKey
from apps.notices import queries, services
from apps.notices.models import Cursor, NoticeKind, Notification, Untold
from apps.review import services as reviews
from tests import factories
from tests.audit import sequenced
from tests.drafting import factories as drafts
from tests.integrations import accounts
from tests.review import factories as people
from tests.sync import factories as deliveries

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")
NOW = dt.datetime(2026, 11, 25, 15, 0, tzinfo=dt.UTC)


def gather():
    sequenced.sequence_all()
    while services.gather(100):
        pass


def told():
    return sorted(Notification.objects.values_list("kind", "user__full_name"))


@pytest.fixture
def matter(db):
    """A matter with a responsible lawyer and a clerk who asks for drafts."""
    found = factories.matter(responsible=factories.person("lawyer", name="Jane Okafor"))
    factories.member(found, factories.person("clerk", name="Cara Clerk"))
    return found


def clerk(matter):
    return matter.team.get(user__full_name="Cara Clerk").user


def test_the_responsible_lawyer_is_told_of_a_draft_once(matter):
    people.task(matter=matter, by=clerk(matter), responsible=matter.responsible)

    gather()
    gather()

    assert told() == [(NoticeKind.DRAFT_READY, "Jane Okafor")]
    assert queries.unread(matter.responsible).count() == 1


def test_who_asked_and_who_answers_for_a_draft_are_told_that_its_review_could_not_be_opened(matter, client):
    asks = clerk(matter)
    draft = drafts.draft(matter, asks, people.LETTER, responsible=matter.responsible)
    MatterKey.objects.update(data_key=bytes([250]))

    reviews.collect(10)
    gather()

    assert told() == [(NoticeKind.REVIEW_UNOPENED, "Cara Clerk"), (NoticeKind.REVIEW_UNOPENED, "Jane Okafor")]
    client.force_login(asks)
    said = Notification.objects.get(user=asks)
    stopped = Notification.objects.create(
        user=asks, kind="request_stopped", matter=matter, subject=draft.request_id, entry=said.entry + 1
    )
    for each in (said, stopped):
        leads = client.get(reverse("notices:open", args=[each.pk])).url
        assert leads == reverse("drafting:detail", args=[draft.request_id])


def test_an_entry_without_a_place_in_the_log_tells_nobody_yet(matter):
    people.task(matter=matter, by=clerk(matter), responsible=matter.responsible)

    before = services.gather(100)
    gather()

    assert (before, len(told())) == (0, 1)


def test_few_at_a_time_tells_the_same_as_all_at_once(matter):
    people.task(matter=matter, by=clerk(matter), responsible=matter.responsible)
    sequenced.sequence_all()

    made = [services.gather(1) for _ in range(Entry.objects.count() + 2)]

    assert sum(made) == 1
    assert Cursor.objects.get().leaf == Entry.objects.count() - 1


def test_who_asked_is_told_of_a_return_and_of_nothing_they_did_themselves(matter):
    task = people.task(matter=matter, by=clerk(matter), responsible=matter.responsible)
    reviews.return_with_reasons(
        task=task,
        version=people.version(task),
        reasons=["tone"],
        note=Sensitive("Too sharp."),
        by=matter.responsible,
    )

    gather()

    assert (NoticeKind.RETURNED, "Cara Clerk") in told()
    assert (NoticeKind.RETURNED, "Jane Okafor") not in told()


@pytest.mark.parametrize("end", ["returned", "withdrawn"])
def test_who_answers_for_a_draft_is_told_that_somebody_else_ended_its_review(matter, end):
    task = people.task(matter=matter, by=clerk(matter), responsible=matter.responsible)
    if end == "withdrawn":
        people.withdraw(task, clerk(matter))
    else:
        reviews.return_with_reasons(
            task=task, version=people.version(task), reasons=["tone"], note=None, by=clerk(matter)
        )

    gather()

    assert [who for kind, who in told() if kind == NoticeKind.RETURNED] == ["Jane Okafor"]


def test_somebody_who_may_no_longer_see_the_matter_is_not_told(matter):
    task = people.task(matter=matter, by=clerk(matter), responsible=matter.responsible)
    factories.screen(matter, clerk(matter))
    reviews.return_with_reasons(
        task=task, version=people.version(task), reasons=["tone"], note=None, by=matter.responsible
    )

    gather()

    assert [kind for kind, name in told() if name == "Cara Clerk"] == []


def test_a_screen_raised_later_hides_what_was_said_before(matter):
    asked = clerk(matter)
    task = people.task(matter=matter, by=asked, responsible=matter.responsible)
    reviews.return_with_reasons(
        task=task, version=people.version(task), reasons=["tone"], note=None, by=matter.responsible
    )
    gather()
    before = queries.unread(asked).count()

    factories.screen(matter, asked)

    assert (before, queries.unread(asked).count()) == (1, 0)


def test_an_item_that_was_delivered_is_one_thing_however_many_deliveries_it_took(db):
    with time_machine.travel(NOW, tick=False) as clock:
        box = accounts.fresh()
        delivery = deliveries.queued(accounts.clio(box), "note")
        deliveries.carry(clock)
        gather()

    said = Notification.objects.filter(kind=NoticeKind.DELIVERED)
    assert [each.user for each in said] == [delivery.asked_by]


def test_a_delivery_that_stopped_is_told_to_who_approved_it_and_the_notice_leads_there(db, client):
    with time_machine.travel(NOW, tick=False):
        box = accounts.fresh()
        delivery = deliveries.only(accounts.clio(box), "note")
        deliveries.close(delivery.matter)
        deliveries.work()
        gather()

    (said,) = Notification.objects.filter(kind=NoticeKind.DELIVERY_STOPPED)
    assert (said.user, said.subject, said.matter) == (delivery.asked_by, delivery.pk, delivery.matter)
    client.force_login(said.user)
    assert client.get(reverse("notices:open", args=[said.pk])).url == reverse(
        "sync:detail", args=[delivery.pk]
    )


def test_administrators_are_told_of_a_connection_that_broke(db):
    connection = accounts.clio(accounts.fresh())
    integrations.mark_broken(connection.pk)

    gather()

    assert told() == [(NoticeKind.CONNECTION_BROKEN, "Ivan Petrenko")]


def test_a_person_marks_their_own_as_read_and_nobody_elses(matter):
    people.task(matter=matter, by=clerk(matter), responsible=matter.responsible)
    gather()
    said = Notification.objects.get()

    with pytest.raises(NotAllowed):
        services.mark_read(notification=said, by=clerk(matter))
    unread = queries.unread(matter.responsible).count()
    services.mark_read(notification=said, by=matter.responsible)

    assert (unread, queries.unread(matter.responsible).count()) == (1, 0)


def test_all_of_a_persons_are_marked_at_once(matter):
    for _ in range(2):
        people.task(matter=matter, by=clerk(matter), responsible=matter.responsible)
    gather()

    newest = Notification.objects.latest("at")
    assert services.mark_all_read(newest=newest, by=matter.responsible) == 2
    assert services.mark_all_read(newest=newest, by=matter.responsible) == 0


def test_what_was_said_after_the_page_or_is_hidden_stays_unread(matter, client):
    lawyer = matter.responsible
    said = [
        Notification.objects.create(user=lawyer, kind="approved", matter=of, subject=matter.pk, entry=entry)
        for entry, of in enumerate((factories.matter(), matter))
    ]
    client.force_login(lawyer)
    page = client.get(reverse("notices:list")).content.decode()
    later = Notification.objects.create(
        user=lawyer, kind="approved", matter=matter, subject=matter.pk, entry=9
    )

    assert f'name="newest" value="{said[1].pk}"' in page
    client.post(reverse("notices:read_all"), {"newest": said[1].pk})

    assert set(Notification.objects.filter(read_at=None)) == {said[0], later}


def test_what_is_left_is_marked_where_a_screen_hides_the_newest_since_and_nothing_is_said_of_that(
    matter, client
):
    lawyer, other = matter.responsible, factories.matter()
    factories.member(other, lawyer)
    older, newest = (
        Notification.objects.create(user=lawyer, kind="approved", matter=of, subject=of.pk, entry=entry)
        for entry, of in enumerate((matter, other))
    )
    stranger = Notification.objects.create(
        user=clerk(matter), kind="approved", matter=matter, subject=matter.pk, entry=9
    )
    client.force_login(lawyer)
    assert f'name="newest" value="{newest.pk}"' in client.get(reverse("notices:list")).content.decode()
    factories.screen(other, lawyer)

    answers = [client.post(reverse("notices:read_all"), {"newest": pk}) for pk in (newest.pk, older.pk)]
    none = client.post(reverse("notices:read_all"), {"newest": stranger.pk})

    assert [answer.headers["Location"] for answer in answers] == [reverse("notices:list")] * 2
    assert none.status_code == 404
    assert set(Notification.objects.filter(read_at=None)) == {newest, stranger}


def test_every_notice_can_be_read_however_many_there_are(matter, client, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 2)
    lawyer, hidden = matter.responsible, factories.matter()
    factories.member(hidden, lawyer)
    said = [
        Notification.objects.create(
            user=lawyer, kind="approved", matter=of, subject=of.pk, entry=entry, at=NOW
        )
        for entry, of in enumerate([hidden] + [matter] * 5)
    ]
    client.force_login(lawyer)
    where = reverse("notices:list")

    seen, address = [], where
    while address:
        page = client.get(address).content.decode()
        seen += re.findall(rf'href="{where}([0-9a-f-]{{36}})/"', page)
        later = re.search(r'href="(\?before=[^"]*)" rel="next"', page)
        assert ("Mark all as read" in page) is (address == where)
        address = where + later[1] if later else ""
    factories.screen(hidden, lawyer)
    after = client.get(where, {"before": said[0].pk})

    assert sorted(seen) == sorted(str(each.pk) for each in said)
    assert after.status_code == 200


def test_an_entry_that_nobody_can_be_told_of_holds_up_none_after_it_and_is_told_later(
    matter, monkeypatch, caplog
):
    broken = [True]
    (telling,) = services.TABLE[Event.REVIEW_TASK_OPENED]
    bad = people.task(matter=matter, by=clerk(matter), responsible=matter.responsible)

    def stumbles(entry):
        if broken and entry.subject == bad.pk:
            raise OverflowError("quixotic zebra")
        return telling.people(entry)

    monkeypatch.setitem(services.TABLE, Event.REVIEW_TASK_OPENED, [replace(telling, people=stumbles)])
    good = people.task(matter=matter, by=clerk(matter), responsible=matter.responsible)

    with aside.used() as left:
        gather()

    assert list(Notification.objects.values_list("subject", flat=True)) == [good.pk]
    assert Cursor.objects.get().leaf == Leaf.objects.latest("index").index
    assert left() == aside.Left(1, "OverflowError")
    assert Untold.objects.get().tries == 1
    assert "zebra" not in caplog.text

    for tries, minutes in ((2, 2), (3, 5)):
        with time_machine.travel(timezone.now() + dt.timedelta(minutes=minutes)):
            services.gather(100)
        assert Untold.objects.get().tries == tries
    broken.clear()
    with time_machine.travel(timezone.now() + dt.timedelta(hours=2)):
        assert services.gather(100) == 1
        assert services.gather(100) == 0

    assert set(Notification.objects.values_list("subject", flat=True)) == {bad.pk, good.pk}
    assert not Untold.objects.exists()
