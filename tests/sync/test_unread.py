"""A record that says who is in a matter and of which no sense can be made: nothing is sent before it is known whom it
names."""

import datetime as dt
import json

import pytest
import time_machine
from django.utils import timezone

from apps.audit.models import Entry
from apps.core.errors import NotAllowed
from apps.integrations.clio import reading
from apps.integrations.models import Connection, UnreadRecord
from apps.matters import services as matters
from apps.matters.models import Matter, Party
from apps.policy import queries as gate
from apps.sync import matters_in, services
from apps.sync.models import Pull, PullKind, PullState
from tests import factories
from tests.integrations import accounts
from tests.sync.factories import NOW

AGNES = {"id": 51, "description": "Witness", "matter": {"id": 40}, "contact": {"id": 32}}


@pytest.fixture(scope="module")
def read_through(beforehand):
    """Clio, from which everything was brought in."""
    with beforehand(), time_machine.travel(NOW, tick=False):
        factories.office()
        factories.person("partner", name="Jane Okafor", email="jane@firm.example")
        factories.person("lawyer", name="Luc Roy", email="luc@firm.example")
        factories.administrator()
        accounts.clio(accounts.fresh())
        walk(PullKind.WHOLE)


@pytest.fixture
def box(read_through, clock):
    box = accounts.fresh()
    accounts.clio_again(box)
    return box


@pytest.fixture
def spoil(monkeypatch):
    """What the vendor answers of one record, spoilt on its way: the stand-in's own records are always whole."""

    def spoilt(name, remote_id, **to):
        whole = getattr(reading, name)
        monkeypatch.setattr(reading, name, lambda data: whole(data | (to if data["id"] == remote_id else {})))

    return spoilt


@pytest.fixture
def of_no_matter(monkeypatch):
    """That a record does not say of which matter it is."""

    def spoilt(remote_id):
        whole = reading._matter_id
        monkeypatch.setattr(
            reading, "_matter_id", lambda data: "" if data["id"] == remote_id else whole(data)
        )

    return spoilt


def walk(kind):
    Pull.objects.all().delete()
    row = Pull.objects.create(
        connection=Connection.objects.get(),
        kind=kind,
        asked_by=factories.administrator(),
        opened_at=timezone.now(),
    )
    services.pull(row.pk)
    assert Pull.objects.get(pk=row.pk).state == PullState.DONE


def change(box, kind, remote_id, **to):
    store = box.clio.stores["ca"]
    store.change(store.rows[kind][remote_id], to)


def estate():
    return Matter.objects.get(number="00001-Tremblay")


def may_be_sent(*of):
    """Of each, as the gate is told."""
    found = [
        gate.known(
            matter_id=each.pk,
            request_id=each.pk,
            askers=[each.responsible_id],
            responsible=each.responsible,
            model="m",
            now=timezone.now(),
        )
        for each in of or (estate(),)
    ]
    return [each.parties_readable for each in found]


def of_boreal():
    return Matter.objects.get(number="00002-Boreal")


def test_a_part_that_makes_no_sense_holds_up_its_matter_until_it_is_read(box, monkeypatch, spoil):
    spoil("relationship", 51, contact=None)
    box.clio.load({"relationships": [AGNES]})
    walk(PullKind.CHANGES)
    assert may_be_sent(estate(), of_boreal()) == [False, True]
    walk(PullKind.WHOLE)
    assert may_be_sent() == [False]
    monkeypatch.undo()

    walk(PullKind.WHOLE)

    assert may_be_sent() == [True]
    assert not UnreadRecord.objects.exists()
    assert Party.objects.filter(matter=estate(), name="Boreal Holdings Ltd.").exists()


def test_one_that_is_there_no_more_holds_up_nothing_after_the_night(box, spoil):
    spoil("relationship", 51, contact=None)
    box.clio.load({"relationships": [AGNES]})
    walk(PullKind.CHANGES)
    assert may_be_sent() == [False]
    del box.clio.stores["ca"].rows["relationship"][51]

    walk(PullKind.WHOLE)

    assert may_be_sent() == [True]


def test_one_that_does_not_say_of_which_matter_it_is_holds_up_all_that_came_from_there(
    box, spoil, of_no_matter
):
    spoil("relationship", 51, matter=7)
    of_no_matter(51)
    box.clio.load({"relationships": [AGNES]})

    walk(PullKind.CHANGES)

    assert may_be_sent(estate(), of_boreal(), factories.matter()) == [False, False, True]


def test_one_that_was_read_before_is_of_the_matter_that_it_was_of(box, spoil, of_no_matter):
    spoil("relationship", 50, matter=7)
    of_no_matter(50)
    change(box, "relationship", 50, description="Witness")

    walk(PullKind.CHANGES)

    assert may_be_sent(estate(), of_boreal()) == [False, True]


def test_one_that_can_be_read_and_not_be_taken_in_holds_up_its_matter(box, monkeypatch):
    def fails(_connection, part):
        raise OverflowError(part.remote_id)

    monkeypatch.setattr(matters_in, "bring_part", fails)
    box.clio.load({"relationships": [AGNES]})

    walk(PullKind.CHANGES)

    assert may_be_sent(estate(), of_boreal()) == [False, True]


def test_somebody_who_was_changed_and_makes_no_sense_holds_up_the_matters_that_they_are_in(
    box, monkeypatch, spoil
):
    spoil("contact", 31, phone_numbers=7)
    change(box, "contact", 31, last_name="Vandelay")
    walk(PullKind.CHANGES)
    assert may_be_sent(estate(), of_boreal()) == [False, True]
    walk(PullKind.WHOLE)
    assert may_be_sent() == [False]
    monkeypatch.undo()

    walk(PullKind.WHOLE)

    assert may_be_sent() == [True]


@pytest.mark.parametrize("spoilt", [("matter", 40, {"status": None}), ("contact", 30, {"phone_numbers": 7})])
def test_a_matter_that_makes_no_sense_or_whose_client_does_not_is_held_up(box, monkeypatch, spoil, spoilt):
    kind, remote_id, to = spoilt
    spoil(kind, remote_id, **to)
    change(box, "matter", 40, description="Estate")
    walk(PullKind.CHANGES)
    assert may_be_sent(estate(), of_boreal()) == [False, True]
    monkeypatch.undo()

    walk(PullKind.CHANGES)

    assert may_be_sent() == [True]


def say_all():
    """A partner says it of everything that holds the matter up."""
    for row in UnreadRecord.objects.filter(settled_at=None):
        services.settle_unread(matter=estate(), record=row.pk, seen=row.version, by=estate().responsible)


class TestAPersonsWord:
    @pytest.fixture
    def held(self, box, spoil):
        spoil("relationship", 51, contact=None)
        box.clio.load({"relationships": [AGNES]})
        walk(PullKind.CHANGES)
        return UnreadRecord.objects.get()

    def test_a_partner_says_that_everybody_in_it_is_listed_and_it_stands_by_night(self, held, client):
        partner = estate().responsible
        client.force_login(partner)
        page = f"/deliveries/there/{estate().pk}/"
        shown = client.get(page).text
        assert "Everybody in it is listed" in shown
        assert "UnreadRecord" not in shown

        client.post(f"{page}{held.pk}/listed/", {"seen": held.version})

        assert "Everybody in it is listed" not in client.get(page).text
        assert may_be_sent() == [True]
        said = json.loads(Entry.objects.get(event="sync.unread_settled").body)
        assert said["facts"]["everywhere"] is False
        assert UnreadRecord.objects.get().settled_by == partner
        walk(PullKind.WHOLE)
        assert may_be_sent() == [True]

    def test_nobody_else_says_it_and_that_they_tried_is_on_record(self, held, client):
        clerk = factories.person("clerk")
        matters.join_team(matter=estate(), user=clerk, by=estate().responsible)
        client.force_login(clerk)
        page = client.get(f"/deliveries/there/{estate().pk}/").text
        assert "Nothing of this matter is sent now" in page
        assert "Everybody in it is listed" not in page

        with pytest.raises(NotAllowed, match="Only a partner"):
            services.settle_unread(matter=estate(), record=held.pk, seen=held.version, by=clerk)

        assert may_be_sent() == [False]
        assert Entry.objects.filter(event="matters.refused", body__contains="settle_unread").count() == 1

    def test_it_is_said_of_a_record_that_holds_up_that_matter(self, held):
        other = of_boreal()

        services.settle_unread(matter=other, record=held.pk, seen="", by=factories.person("partner"))

        assert may_be_sent() == [False]
        assert not Entry.objects.filter(event="sync.unread_settled").exists()

    def say(self, held):
        held.refresh_from_db()
        services.settle_unread(matter=estate(), record=held.pk, seen=held.version, by=estate().responsible)
        assert may_be_sent() == [True]

    @pytest.mark.parametrize("kind", [PullKind.CHANGES, PullKind.WHOLE], ids=["by_day", "by_night"])
    def test_it_stands_for_the_record_that_it_was_said_of_and_no_other(self, box, held, client, kind):
        self.say(held)
        change(box, "relationship", 51, description="Witness, and her sister Ann Roy")

        walk(kind)

        assert may_be_sent(estate(), of_boreal()) == [False, True]
        [line] = Entry.objects.filter(event="sync.unread_changed")
        assert (line.matter, line.subject) == (estate().pk, estate().pk)
        assert line.facts["settled_by"] == str(estate().responsible_id)
        assert line.facts["digest"]["hmac"] == UnreadRecord.objects.get().version.partition(":")[2]
        client.force_login(estate().responsible)
        assert "changed there after" in client.get(f"/deliveries/there/{estate().pk}/").text
        self.say(held)
        walk(PullKind.WHOLE)
        assert may_be_sent() == [True]
        assert Entry.objects.filter(event="sync.unread_changed").count() == 1

    def test_nor_does_it_stand_where_the_vendors_own_mark_alone_says_that_the_record_is_another(
        self, box, held
    ):
        self.say(held)
        change(box, "relationship", 51)

        walk(PullKind.CHANGES)

        assert may_be_sent() == [False]

    def test_it_is_not_taken_of_a_record_that_is_another_than_the_page_showed(self, box, held, client):
        partner = estate().responsible
        client.force_login(partner)
        page = f"/deliveries/there/{estate().pk}/"
        shown = {"seen": held.version}
        change(box, "relationship", 51, description="Two witnesses")
        walk(PullKind.CHANGES)

        answer = client.post(f"{page}{held.pk}/listed/", shown, follow=True)

        assert "changed there since" in answer.text
        assert may_be_sent() == [False]
        assert Entry.objects.filter(event="matters.refused", body__contains="settle_unread").count() == 1

    def test_one_that_may_be_of_any_matter_holds_them_all_up_again(self, box, spoil, of_no_matter):
        spoil("relationship", 52, contact=None, matter=7)
        of_no_matter(52)
        box.clio.load({"relationships": [AGNES | {"id": 52}]})
        walk(PullKind.CHANGES)
        row = UnreadRecord.objects.get()
        services.settle_unread(matter=estate(), record=row.pk, seen=row.version, by=estate().responsible)
        assert may_be_sent(estate(), of_boreal()) == [True, True]
        change(box, "relationship", 52, description="Two witnesses")

        walk(PullKind.CHANGES)

        assert may_be_sent(estate(), of_boreal()) == [False, False]
        line = Entry.objects.get(event="sync.unread_changed")
        assert (line.matter, line.subject) == (None, row.connection_id)

    def test_a_client_who_is_changed_again_is_another_though_their_matter_is_the_same(self, box, spoil):
        spoil("contact", 30, phone_numbers=7)
        change(box, "matter", 40, description="Estate")
        walk(PullKind.CHANGES)
        say_all()
        assert may_be_sent() == [True]
        walk(PullKind.CHANGES)
        assert may_be_sent() == [True]
        change(box, "contact", 30, last_name="Vandelay")

        walk(PullKind.CHANGES)

        assert set(UnreadRecord.objects.filter(settled_at=None).values_list("kind", flat=True)) == {
            "matter",
            "contact",
        }

    def test_of_what_was_read_and_not_taken_in_it_stands_for_what_was_read(self, box, monkeypatch):
        def fails(_connection, part):
            raise OverflowError(part.remote_id)

        monkeypatch.setattr(matters_in, "bring_part", fails)
        box.clio.load({"relationships": [AGNES]})
        walk(PullKind.CHANGES)
        say_all()
        walk(PullKind.CHANGES)
        assert may_be_sent() == [True]
        change(box, "relationship", 51, description="Applicant")

        walk(PullKind.CHANGES)

        assert may_be_sent() == [False]


class TestSeveral:
    """However many of a matter's make no sense: the pull goes on, and that matter alone is held up."""

    @pytest.fixture(autouse=True)
    def an_hour_later(self, box, clock):
        """Nothing else is among what changed."""
        clock.shift(dt.timedelta(hours=1))
        walk(PullKind.CHANGES)
        clock.shift(dt.timedelta(hours=1))

    @pytest.fixture
    def two(self, box, spoil):
        spoil("relationship", 51, contact=None)
        spoil("relationship", 52, contact=None)
        box.clio.load({"relationships": [AGNES, AGNES | {"id": 52}]})

    def test_parts_of_one_matter_that_were_changed(self, box, two):
        walk(PullKind.CHANGES)

        assert may_be_sent(estate(), of_boreal()) == [False, True]
        assert set(UnreadRecord.objects.values_list("remote_id", flat=True)) == {"51", "52"}

    def test_parts_of_a_matter_that_is_opened_now(self, box, spoil):
        opened = {"id": 43, "number": 3, "display_number": "00003-Roy", "description": "Sale", "status": "Open",
                  "client": {"id": 32}, "responsible_attorney": {"id": 10}}  # fmt: skip
        spoil("relationship", 53, contact=None)
        spoil("relationship", 54, contact=None)
        box.clio.load(
            {
                "matters": [opened],
                "relationships": [AGNES | {"id": each, "matter": {"id": 43}} for each in (53, 54)],
            }
        )

        walk(PullKind.CHANGES)

        sale = Matter.objects.get(number="00003-Roy")
        assert may_be_sent(estate(), of_boreal(), sale) == [True, True, False]
        assert UnreadRecord.objects.filter(matter_id=sale.pk).count() == 2

    def test_people_in_one_matter_of_whom_several_make_no_sense(self, box, spoil):
        spoil("contact", 30, phone_numbers=7)
        spoil("contact", 31, phone_numbers=7)
        change(box, "contact", 30, last_name="Vandelay")
        change(box, "contact", 31, last_name="Vandelay")
        change(box, "matter", 40, description="Estate")
        change(box, "relationship", 50, description="Witness")

        walk(PullKind.CHANGES)

        assert may_be_sent(estate(), of_boreal()) == [False, True]

    def test_matters_that_are_asked_for_again_because_they_made_none(self, box, monkeypatch, spoil):
        spoil("matter", 40, status=None)
        spoil("matter", 41, status=None)
        change(box, "matter", 40, description="Estate")
        change(box, "matter", 41, description="Lease")
        walk(PullKind.CHANGES)
        assert may_be_sent(estate(), of_boreal()) == [False, False]
        walk(PullKind.CHANGES)
        monkeypatch.undo()

        walk(PullKind.CHANGES)

        assert may_be_sent(estate(), of_boreal()) == [True, True]

    def test_what_falls_due_ends_no_reading_of_who_is_in_a_matter(self, box, spoil):
        spoil("task", 80, due_at=7)
        spoil("task", 81, due_at=7)
        task = {"name": "File", "due_at": "2026-12-15T17:00:00Z", "matter": {"id": 40}}
        box.clio.load(
            {"tasks": [task | {"id": each, "assignee": {"id": 10, "type": "User"}} for each in (80, 81)]}
        )

        walk(PullKind.CHANGES)

        assert may_be_sent() == [True]
