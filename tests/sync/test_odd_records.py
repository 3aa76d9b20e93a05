"""One record of the practice system's that is gone, not shown or odd holds up none of the others."""

import datetime as dt

import pytest
from django.utils import timezone

from apps.integrations.clio import reading
from apps.integrations.models import Connection
from apps.matters import services as matters
from apps.matters.models import Client, Matter, Party
from apps.policy import queries as gate
from apps.sync import matters_in, queries, services
from apps.sync.models import Difference, Oddity, Pull, PullKind, PullState, RecordKind
from tests import factories
from tests.integrations import accounts


@pytest.fixture
def box(clock):
    factories.office()
    factories.person("partner", name="Jane Okafor", email="jane@firm.example")
    factories.person("lawyer", name="Luc Roy", email="luc@firm.example")
    return accounts.fresh()


def walk(connection, kind):
    """One pull of that kind, by the scheduler's and a worker's hand. The row it left."""
    Pull.objects.filter(connection=connection).delete()
    row = Pull.objects.create(
        connection=connection, kind=kind, asked_by=factories.administrator(), opened_at=timezone.now()
    )
    services.pull(row.pk)
    return Pull.objects.get(pk=row.pk)


def standing():
    rows = Difference.objects.filter(gone_at=None).order_by("kind", "remote_id")
    return list(rows.values_list("kind", "remote_id", "oddity"))


class TestMyCase:
    def add(self, box, **case):
        box.mycase.load(
            {
                "cases": [
                    {"id": 41, "name": "Second", "case_number": "E-2", "status": "open",
                     "opened_date": "2026-02-03", "practice_area": "Estates", "clients": [{"id": 30}],
                     "staff": [{"id": 10, "lead_lawyer": True}]} | case
                ]
            }
        )  # fmt: skip

    def test_a_case_that_was_listed_and_is_gone_is_wanted_no_longer(self, box):
        connection = accounts.mycase(box)
        self.add(box, staff=[])
        walk(connection, PullKind.WHOLE)
        assert ("matter", "41", Oddity.RESPONSIBLE_UNKNOWN) in standing()
        del box.mycase.rows["case"][41]

        row = walk(connection, PullKind.CHANGES)

        assert (row.state, row.failure) == (PullState.DONE, "")
        assert "41" not in {remote_id for _kind, remote_id, _oddity in standing()}

    def test_a_client_who_is_not_shown_costs_no_other_case(self, box):
        connection = accounts.mycase(box)
        box.mycase.load({"clients": [{"id": 31, "first_name": "Second", "last_name": "Person"}]})
        self.add(box, clients=[{"id": 31}])
        box.faults.set("mycase", "clients.read", 404)

        row = walk(connection, PullKind.WHOLE)

        assert (row.state, row.seen, row.refused) == (PullState.DONE, 2, 1)
        assert Matter.objects.get().number == "E-2"
        assert ("matter", "40", Oddity.NOT_TAKEN_IN) in standing()


class TestClio:
    def spoil(self, monkeypatch, name, changed):
        """What the vendor answers, spoilt on its way: the stand-in's own records are always whole."""
        whole = getattr(reading, name)
        monkeypatch.setattr(reading, name, lambda data: whole(changed(data)))

    def test_a_part_without_anybody_costs_no_other(self, box, monkeypatch):
        connection = accounts.clio(box)
        box.clio.load(
            {
                "relationships": [
                    {"id": 51, "description": "Witness", "matter": {"id": 40}, "contact": {"id": 32}}
                ]
            }
        )
        self.spoil(
            monkeypatch, "relationship", lambda data: data | ({"contact": None} if data["id"] == 50 else {})
        )

        row = walk(connection, PullKind.WHOLE)

        assert row.state == PullState.DONE
        assert Party.objects.filter(matter__number="00001-Tremblay", name="Boreal Holdings Ltd.").exists()
        assert standing() == [("relationship", "50", Oddity.NOT_TAKEN_IN)]

    def test_a_matter_that_is_here_and_cannot_be_compared_is_told_to_nobody_who_is_kept_from_it(
        self, box, monkeypatch
    ):
        connection = accounts.clio(box)
        walk(connection, PullKind.WHOLE)
        matter = Matter.objects.get(number="00001-Tremblay")
        kept = factories.person("partner")
        matters.raise_screen(matter=matter, user=kept, reason="personal", by=matter.responsible)
        compare = matters_in._compare

        def stumbles(connection, record, found):
            if found.remote_id == "40":
                raise OverflowError
            return compare(connection, record, found)

        monkeypatch.setattr(matters_in, "_compare", stumbles)

        walk(connection, PullKind.WHOLE)

        assert standing() == [("matter", "40", Oddity.NOT_TAKEN_IN)]
        assert Difference.objects.get(gone_at=None).matter_id == matter.pk
        assert queries.differences(kept) == []

    def test_nobody_is_called_none(self, box, monkeypatch):
        connection = accounts.clio(box)
        self.spoil(monkeypatch, "contact", lambda data: data | ({"name": None} if data["id"] == 30 else {}))

        row = walk(connection, PullKind.WHOLE)

        assert row.state == PullState.DONE
        assert not Client.objects.filter(name__iexact="none").exists()
        assert Matter.objects.get().number == "00002-Boreal"
        assert standing() == [("matter", "40", Oddity.NOT_TAKEN_IN)]

    @pytest.mark.parametrize("part", ["\ud83d", "\x00"], ids=["half", "nothing"])
    def test_half_a_character_is_a_mark_in_its_place_and_costs_no_other_record(self, box, part):
        """As a vendor leaves it that cuts a text at a number of bytes."""
        connection = accounts.clio(box)
        name, of = f"Roy {part}", {"id": 33}
        box.clio.load(
            {
                "contacts": [{**of, "type": "Company", "name": name}],
                "matters": [
                    {"id": 39, "number": 9, "display_number": f"00009-{part}", "description": f"Sale {part}",
                     "status": "Open", "client": of, "responsible_attorney": {"id": 10}}
                ],
                "notes": [{"type": "Matter", "matter": {"id": 39}, "subject": name, "detail": name}],
            }
        )  # fmt: skip

        row = walk(connection, PullKind.WHOLE)

        assert (row.state, row.failure) == (PullState.DONE, "")
        assert set(Matter.objects.values_list("number", flat=True)) == {
            "00001-Tremblay",
            "00002-Boreal",
            "00009-\ufffd",
        }
        assert Matter.objects.get(number__startswith="00009").client.name == "Roy \ufffd"

    def test_who_cannot_be_read_whole_is_taken_in_by_name_alone_nowhere(self, box, monkeypatch):
        connection = accounts.clio(box)
        box.clio.load({"contacts": [{"id": 33, "type": "Person", "first_name": "Ann", "last_name": "Roy"}],
                       "relationships": [{"id": 51, "description": "Witness", "matter": {"id": 41},
                                          "contact": {"id": 33}}]})  # fmt: skip
        with monkeypatch.context() as patch:
            odd = {30, 31}
            self.spoil(
                patch,
                "contact",
                lambda data: (
                    data | ({"phone_numbers": 7} if data["id"] in odd and "phone_numbers" in data else {})
                ),
            )
            assert walk(connection, PullKind.WHOLE).state == PullState.DONE

        assert [matter.number for matter in Matter.objects.all()] == ["00002-Boreal"]
        assert standing() == [
            ("matter", "40", Oddity.NOT_TAKEN_IN),
            ("relationship", "50", Oddity.NOT_TAKEN_IN),
        ]
        assert Party.objects.filter(name="Ann Roy").exists()
        walk(Connection.objects.get(pk=connection.pk), PullKind.WHOLE)
        assert standing() == []
        assert Party.objects.filter(matter__number="00001-Tremblay").count() == 2

    def test_an_odd_record_alone_on_its_page_is_listed_and_taken_in_once_it_is_whole(self, box, monkeypatch):
        connection = accounts.clio(box)
        walk(connection, PullKind.WHOLE)
        store = box.clio.stores["ca"]
        with monkeypatch.context() as patch:
            self.spoil(patch, "relationship", lambda data: data | {"contact": None})
            store.change(store.rows["relationship"][50], {"description": "Witness"})
            assert walk(connection, PullKind.CHANGES).state == PullState.DONE
        assert standing() == [("relationship", "50", Oddity.NOT_TAKEN_IN)]

        walk(connection, PullKind.WHOLE)

        assert standing() == []

    @pytest.mark.parametrize(
        ("kind", "list_of", "remote_id"), [("relationship", "relationship", 50), ("document", "document", 60)]
    )
    def test_an_odd_record_that_is_there_no_more_leaves_the_list_by_night(
        self, box, monkeypatch, kind, list_of, remote_id
    ):
        connection = accounts.clio(box)
        spoilt = {"contact": None} if kind == "relationship" else {"latest_document_version": 7}
        with monkeypatch.context() as patch:
            self.spoil(patch, list_of, lambda data: data | (spoilt if data["id"] == remote_id else {}))
            walk(connection, PullKind.WHOLE)
            connection.refresh_from_db()
            walk(connection, PullKind.WHOLE)
            assert standing() == [(kind, str(remote_id), Oddity.NOT_TAKEN_IN)]
            del box.clio.stores["ca"].rows[kind][remote_id]

            walk(Connection.objects.get(pk=connection.pk), PullKind.WHOLE)

        assert standing() == []

    def test_answers_of_which_nothing_can_be_read_are_the_vendors_trouble(self, box, monkeypatch):
        connection = accounts.clio(box)
        self.spoil(monkeypatch, "matter", lambda data: data | {"display_number": None})

        row = walk(connection, PullKind.WHOLE)

        assert (row.state, row.failure) == (PullState.WAITING, "garbled")
        assert standing() == []

    def test_a_task_that_cannot_be_read_keeps_its_matters_deadlines(self, box, monkeypatch):
        connection, due = accounts.clio(box), "2026-12-15T17:00:00Z"
        boss = {"id": 10, "type": "User"}
        box.clio.load(
            {
                "tasks": [
                    {"id": 80, "name": "File", "due_at": due, "matter": {"id": 40}, "assignee": boss},
                    {"id": 81, "name": "Call", "due_at": due, "matter": {"id": 41}, "assignee": boss},
                ]
            }
        )  # fmt: skip
        walk(connection, PullKind.WHOLE)
        held = Matter.objects.get(number="00001-Tremblay").deadlines.count()
        self.spoil(monkeypatch, "task", lambda data: data | ({"due_at": 7} if data["id"] == 80 else {}))

        walk(connection, PullKind.WHOLE)

        assert held == 1
        assert Matter.objects.get(number="00001-Tremblay").deadlines.count() == 1
        assert standing() == [(RecordKind.TASK, "80", Oddity.NOT_TAKEN_IN)]


class TestPartsAtOpening:
    def test_a_matter_is_not_here_without_its_parties(self, box, clock):
        connection = accounts.clio(box)
        store = box.clio.stores["ca"]
        kept = {number: store.rows["matter"][number] for number in (40,)}
        del store.rows["matter"][40]
        walk(connection, PullKind.WHOLE)
        clock.shift(dt.timedelta(hours=1))
        store.rows["matter"].update(kept)
        store.change(store.rows["matter"][40], {"description": "Estate"})
        box.faults.set("clio", "relationships.list", 500)

        row = walk(Connection.objects.get(pk=connection.pk), PullKind.CHANGES)

        assert row.state == PullState.WAITING
        assert not Matter.objects.filter(number="00001-Tremblay").exists()
        clock.shift(dt.timedelta(hours=1))
        services.pull(row.pk)
        assert Party.objects.filter(matter__number="00001-Tremblay", name="Peter Tremblay").exists()

    def test_nor_is_one_that_the_nightly_reading_comes_across_first(self, box, clock):
        connection = accounts.clio(box)
        store = box.clio.stores["ca"]
        kept = {40: store.rows["matter"].pop(40)}
        walk(connection, PullKind.WHOLE)
        clock.shift(dt.timedelta(days=1))
        store.rows["matter"].update(kept)
        box.faults.set("clio", "relationships.list", 500)

        row = walk(Connection.objects.get(pk=connection.pk), PullKind.WHOLE)

        assert row.state == PullState.WAITING
        assert not Matter.objects.filter(number="00001-Tremblay").exists()
        clock.shift(dt.timedelta(hours=1))
        services.pull(row.pk)
        assert Party.objects.filter(matter__number="00001-Tremblay", name="Peter Tremblay").exists()

    @pytest.mark.parametrize("vendor", ["clio", "mycase"])
    def test_while_the_first_reading_goes_on_nothing_of_its_matters_may_be_sent(self, box, clock, vendor):
        connection = getattr(accounts, vendor)(box)
        box.faults.set(vendor, "relationships.list" if vendor == "clio" else "tasks.list", 500)
        row = walk(connection, PullKind.WHOLE)
        matter, by_hand = Matter.objects.first(), factories.matter()
        assert row.state == PullState.WAITING
        assert [parties_read(each) for each in (matter, by_hand)] == [False, True]

        clock.shift(dt.timedelta(hours=1))
        services.pull(row.pk)

        assert Pull.objects.get(pk=row.pk).state == PullState.DONE
        assert [parties_read(each) for each in (matter, by_hand)] == [True, True]


def parties_read(matter):
    """As the gate is told."""
    by = matter.responsible
    found = gate.known(
        matter_id=matter.pk, request_id=by.pk, askers=[by.pk], responsible=by, model="m", now=timezone.now()
    )
    return found.parties_read


def test_a_failing_pull_of_what_changed_gives_way_to_a_reading_of_everything_that_is_due(box, clock):
    connection = accounts.clio(box)
    walk(connection, PullKind.WHOLE)
    clock.shift(dt.timedelta(days=1))
    box.faults.set("clio", "matters.list", 500)
    row = walk(Connection.objects.get(pk=connection.pk), PullKind.CHANGES)
    assert (row.state, row.kind) == (PullState.WAITING, PullKind.CHANGES)
    clock.shift(dt.timedelta(hours=1))

    services.pull(row.pk)

    row.refresh_from_db()
    assert (row.state, row.kind) == (PullState.DONE, PullKind.WHOLE)
    assert services.open_pulls(10) == []
