"""Matters in from the practice system."""

import json

import pytest
import time_machine
from django.utils import timezone

from apps.audit.models import Entry
from apps.core.errors import NotAllowed, WrongState
from apps.integrations import services as integrations
from apps.integrations.clio import calls
from apps.integrations.errors import Fault, RemoteError, Transient
from apps.integrations.models import Connection, ConnectionState, RemoteRecord
from apps.matters import keys
from apps.matters import services as matters
from apps.matters.models import (
    Client,
    Matter,
    NamesakeAnswer,
    NoticeKind,
    Party,
    PartyRole,
    PracticeArea,
    Province,
    Residency,
)
from apps.people.models import Robot, User
from apps.sync import services, walks
from apps.sync.models import Difference, Oddity, Pull, PullState, RecordKind
from tests import factories
from tests.integrations import accounts

EIGHT = range(8)


@pytest.fixture
def box(db):
    return accounts.fresh()


@pytest.fixture
def firm(db):
    """The people and the office that the practice system speaks of."""
    return people()


@pytest.fixture(scope="module")
def read(beforehand):
    with beforehand():
        people()
        pull(accounts.clio(accounts.fresh()))


@pytest.fixture
def connection(read, box):
    """One of which everything was read a moment ago."""
    accounts.clio_again(box)
    return Connection.objects.get()


def people():
    factories.office()
    return {
        "jane": factories.person("partner", name="Jane Okafor", email="jane@firm.example"),
        "luc": factories.person("lawyer", name="Luc Roy", email="luc@firm.example"),
    }


def pull(connection, by=None):
    connection = Connection.objects.get(pk=connection.pk)
    return services.pull_matters(connection=connection, by=by or factories.administrator())


def read_all(connection):
    """Everything compared, as by night."""
    row = services.ask_pull(connection=connection, by=factories.administrator(), whole=True)
    services.pull(row.pk)


def standing():
    return sorted(Difference.objects.filter(gone_at=None).values_list("remote_id", "oddity"))


def pulled():
    return [
        {name: entry.facts[name] for name in ("seen", "added", "changed", "refused")}
        for entry in Entry.objects.filter(event="sync.matters_pulled").order_by("id")
    ]


def test_matters_are_opened_with_their_client_parties_and_responsible_lawyer(box, firm):
    connection = accounts.clio(box)

    counts = pull(connection)

    first, second = Matter.objects.order_by("number")
    assert (counts.seen, counts.added, counts.refused) == (2, 2, 0)
    assert (first.number, first.title, first.client.name) == (
        "00001-Tremblay",
        "Estate of H. Tremblay",
        "Margaret Tremblay",
    )
    assert (first.responsible, second.responsible) == (firm["jane"], firm["luc"])
    assert (first.practice_area, first.province) == (PracticeArea.ESTATES, Province.ON)
    assert (second.practice_area, second.province) == (PracticeArea.FAMILY, Province.QC)
    assert sorted(first.parties.values_list("name", "role")) == [
        ("Margaret Tremblay", PartyRole.CLIENT),
        ("Peter Tremblay", PartyRole.OPPOSING),
    ]
    assert pulled() == [{"seen": 2, "added": 2, "changed": 0, "refused": 0}]


def unnamed(box, number):
    """A contact at Clio whose name is nothing but a space, as data brought over from elsewhere has it."""
    store = box.clio.stores["ca"]
    store.change(store.rows["contact"][number], {"first_name": " ", "middle_name": "", "last_name": " "})


def named(box, number, name):
    store = box.clio.stores["ca"]
    store.change(store.rows["contact"][number], {"first_name": name, "last_name": "Tremblay"})


def test_a_matter_that_cannot_be_taken_in_holds_up_no_other_and_is_listed_until_it_can(box, firm, caplog):
    connection = accounts.clio(box)
    unnamed(box, 30)

    counts = pull(connection)

    assert (counts.seen, counts.added, counts.refused) == (2, 1, 1)
    assert Matter.objects.get().number == "00002-Boreal"
    assert standing() == [("40", Oddity.NOT_TAKEN_IN)]
    assert [each.getMessage() for each in caplog.records if each.name == "apps.sync.apart"] == [
        f"a matter of connection {connection.pk} was not taken in: BadInput"
    ]
    named(box, 30, "Margaret")
    assert pull(connection).added == 1
    assert standing() == []
    assert Party.objects.filter(name="Peter Tremblay").exists()


def test_a_party_that_cannot_be_taken_in_holds_up_no_other_and_is_listed_until_it_can(box, firm):
    connection = accounts.clio(box)
    box.clio.load(
        {"relationships": [{"id": 51, "description": "Witness", "matter": {"id": 40}, "contact": {"id": 32}}]}
    )
    unnamed(box, 31)

    pull(connection)

    assert Matter.objects.count() == 2
    assert Party.objects.filter(matter__number="00001-Tremblay", name="Boreal Holdings Ltd.").exists()
    assert standing() == [("50", Oddity.NOT_TAKEN_IN)]
    named(box, 31, "Peter")
    store = box.clio.stores["ca"]
    store.change(store.rows["relationship"][50], {"description": "Opposing party"})
    pull(connection)
    assert standing() == []
    assert Party.objects.filter(name="Peter Tremblay").exists()


def test_a_new_matter_may_not_leave_canada_until_a_person_says_otherwise(connection):
    assert set(Matter.objects.values_list("residency", flat=True)) == {Residency.NEVER_LEAVES}


def test_what_identifies_a_client_is_sealed_for_minimisation_to_read(connection):
    party = Party.objects.get(name="Margaret Tremblay")
    assert json.loads(keys.reveal(party, "identifiers").reveal()) == {
        "emails": ["margaret@example.ca"],
        "phones": ["416-555-0188"],
        "addresses": ["12 Elm Street, Toronto, ON, M4B 1B3"],
        "born": "1951-04-02",
    }


def test_the_record_says_who_asked_and_that_a_robot_did_it(box, firm):
    connection = accounts.clio(box)

    pull(connection, by=firm["jane"])

    opened = Entry.objects.filter(event="matters.matter_opened").order_by("id").first()
    asked = Entry.objects.get(event="sync.matters_pulled")
    robot = User.for_robot(Robot.SYNC)
    assert (opened.actor, opened.facts["remote"]) == (robot.pk, "40")
    assert (asked.actor, asked.asked_by, asked.subject) == (robot.pk, firm["jane"].pk, connection.pk)


def test_a_second_pull_brings_nothing_twice(box, connection):
    counts = pull(connection)

    assert (counts.added, counts.changed, counts.refused) == (0, 0, 0)
    assert (Matter.objects.count(), Client.objects.count(), Party.objects.count()) == (2, 2, 3)


def test_a_pull_that_is_cut_off_goes_on_where_it_stopped(box, firm, monkeypatch):
    monkeypatch.setattr(calls, "PAGE", 4)
    connection = accounts.clio(box)
    box.clio.load(
        {
            "matters": [
                {
                    "id": 1000 + n,
                    "display_number": f"M{n:03}",
                    "description": "x",
                    "client": {"id": 30},
                    "responsible_attorney": {"id": 10},
                    "location": "Ontario",
                    "status": "Open" if n > 5 else "Closed",
                }
                for n in range(10)
            ]
        }
    )
    box.faults.set("clio", "matters.list", "headers", headers={"x-nothing": "1"})
    box.faults.set("clio", "matters.list", 500)

    with pytest.raises(Transient):
        pull(connection)
    part = Matter.objects.count()
    counts = pull(connection)

    assert (part, Matter.objects.count()) == (2, 6)
    assert (counts.seen, counts.added) == (8, 4)
    assert [each["seen"] for each in pulled()] == [4, 8]
    connection.refresh_from_db()
    assert (connection.cursor, connection.pulled_at is not None) == ({}, True)


@pytest.mark.parametrize("host", ["ca.app.clio.com", "elsewhere.example"])
def test_a_page_that_the_vendor_no_longer_knows_or_that_is_none_of_its_own_starts_the_list_again(
    box, firm, host
):
    connection = accounts.clio(box)
    old = f"https://{host}/api/v4/matters.json?page_token=nonsense&order=id(asc)"
    cursor = {"since": "", "began": "2026-11-01T00:00:00+00:00", "list": "matters", "next": old}
    Connection.objects.update(cursor=cursor)

    assert pull(connection).added == 2


def test_a_responsible_lawyer_who_is_not_here_is_listed_and_nothing_is_guessed(box):
    factories.office()
    factories.person("partner", email="jane@firm.example")
    connection = accounts.clio(box)

    counts = pull(connection)

    assert (counts.added, counts.refused) == (1, 1)
    assert standing() == [("41", Oddity.RESPONSIBLE_UNKNOWN)]
    assert not Client.objects.filter(name="Boreal Holdings Ltd.").exists()


def test_it_is_opened_at_the_next_pull_once_the_lawyer_is_here(box):
    factories.office()
    factories.person("partner", email="jane@firm.example")
    connection = accounts.clio(box)
    pull(connection)
    factories.person("lawyer", email="luc@firm.example")

    counts = pull(connection)

    assert counts.added == 1
    assert standing() == []
    assert Matter.objects.filter(number="00002-Boreal").exists()


def test_nothing_more_is_asked_of_a_matter_that_waits_to_be_opened(box):
    """A firm may have hundreds whose lawyer is not here, and what is asked for each would leave deliveries no turn."""
    factories.office()
    factories.person("lawyer", name="Luc Roy", email="luc@firm.example")
    connection = accounts.clio(box)
    pull(connection)
    assert ("40", Oddity.RESPONSIBLE_UNKNOWN) in standing()
    before = len(box.clio.requests)

    pull(connection)

    asked = box.clio.requests[before:]
    assert [each for each in asked if "matter_id" in each.query] == []
    assert ("40", Oddity.RESPONSIBLE_UNKNOWN) in standing()


@pytest.mark.parametrize("role", ["clerk", "administrator"])
def test_somebody_who_may_not_answer_for_a_matter_is_not_made_responsible(box, role):
    factories.office()
    factories.person(role, email="jane@firm.example")
    factories.person("lawyer", email="luc@firm.example")

    pull(accounts.clio(box))

    assert standing() == [("40", Oddity.RESPONSIBLE_UNKNOWN)]


def test_a_number_that_another_matter_has_is_listed(box, firm):
    factories.matter(number="00001-Tremblay")

    counts = pull(accounts.clio(box))

    assert (counts.added, standing()) == (1, [("40", Oddity.NUMBER_TAKEN)])


def test_a_client_of_the_same_name_is_not_taken_to_be_the_same_person(box, firm):
    factories.client("Margaret Tremblay")

    pull(accounts.clio(box))

    assert Client.objects.filter(name="Margaret Tremblay").count() == 2
    assert standing() == [("40", Oddity.CLIENT_NAME_TWICE)]


def test_a_name_that_is_there_twice_is_listed_until_a_partner_says_whose_it_is(box, firm):
    known, connection = factories.client("Margaret Tremblay"), accounts.clio(box)
    pull(connection)
    brought = Matter.objects.get(number="00001-Tremblay").client

    read_all(connection)
    assert standing() == [("40", Oddity.CLIENT_NAME_TWICE)]
    answer = matters.say_namesakes(client=known, other=brought, same=False, by=factories.person("partner"))
    read_all(connection)

    assert standing() == []
    matters.take_back_namesakes(answer=answer, by=factories.person("partner"))
    read_all(connection)
    assert standing() == [("40", Oddity.CLIENT_NAME_TWICE)]


def test_who_is_kept_from_a_client_typed_by_hand_is_kept_from_one_of_that_name_who_is_brought_in(box, firm):
    known, kept_away = factories.client("Margaret  TREMBLAY"), factories.person("partner")
    partner = factories.matter(client=known, responsible=factories.person("partner")).responsible
    matters.raise_screen(user=kept_away, reason="former_client", client=known, by=partner)
    factories.notice(known, kind=NoticeKind.REFUSAL)

    pull(accounts.clio(box))

    matter = Matter.objects.get(number="00001-Tremblay")
    assert matter.client != known
    assert not Matter.objects.visible_to(kept_away).filter(pk=matter.pk).exists()
    assert [notice.kind for notice in matter.client.notices.all()] == [NoticeKind.REFUSAL]
    assert Entry.objects.get(event="matters.client_name_twice").facts["others"] == [str(known.pk)]
    assert standing() == [("40", Oddity.CLIENT_NAME_TWICE)]


def test_words_that_are_not_understood_are_listed_and_the_matter_is_opened(box, firm):
    connection = accounts.clio(box)
    box.clio.load(
        {
            "practice_areas": [{"id": 22, "name": "Maritime"}],
            "matters": [
                {"id": 42, "display_number": "00003", "description": "Ship", "client": {"id": 30},
                 "responsible_attorney": {"id": 10}, "practice_area": {"id": 22}, "location": "at sea"}
            ],
        }
    )  # fmt: skip

    pull(connection)

    matter = Matter.objects.get(number="00003")
    assert (matter.practice_area, matter.province) == (PracticeArea.OTHER, Province.ON)
    assert standing() == [("42", Oddity.AREA_UNKNOWN), ("42", Oddity.PROVINCE_UNKNOWN)]


def test_what_changed_there_is_listed_and_ours_stays_as_it_is(box, connection):
    store = box.clio.stores["ca"]
    store.change(
        store.rows["matter"][40],
        {"description": "Another title", "status": "Closed", "responsible_attorney": {"id": 11}},
    )

    counts = pull(connection)

    matter = Matter.objects.get(number="00001-Tremblay")
    assert counts.changed == 1
    assert (matter.title, matter.responsible, matter.is_closed) == (
        "Estate of H. Tremblay",
        User.objects.get(email="jane@firm.example"),
        False,
    )
    assert standing() == [
        ("40", Oddity.RESPONSIBLE_DIFFERS),
        ("40", Oddity.STATUS_DIFFERS),
        ("40", Oddity.TITLE_DIFFERS),
    ]


def test_a_difference_that_is_gone_is_no_longer_listed(box, connection):
    store = box.clio.stores["ca"]
    store.change(store.rows["matter"][40], {"description": "Another title"})
    pull(connection)

    store.change(store.rows["matter"][40], {"description": "Estate of H. Tremblay"})
    pull(connection)

    assert standing() == []
    assert Difference.objects.get().gone_at is not None


def test_a_client_who_was_merged_there_is_not_another_once_a_partner_said_that_they_are_one(box, connection):
    """Clio gives a matter the record that is left; here both are clients, of one name."""
    ours = Matter.objects.get(number="00001-Tremblay")
    box.clio.load(
        {
            "contacts": [{"id": 133, "type": "Person", "name": ours.client.name}],
            "matters": [
                {"id": 141, "display_number": "00041", "description": "x", "client": {"id": 133},
                 "responsible_attorney": {"id": 10}, "location": "ON"}
            ],
        }
    )  # fmt: skip
    pull(connection)
    other = Matter.objects.get(number="00041").client
    assert other != ours.client
    store = box.clio.stores["ca"]
    store.change(store.rows["matter"][40], {"client": {"id": 133}})
    pull(connection)
    assert ("40", Oddity.CLIENT_DIFFERS) in standing()

    matters.say_namesakes(client=ours.client, other=other, same=True, by=ours.responsible)
    read_all(connection)

    assert ("40", Oddity.CLIENT_DIFFERS) not in standing()
    matters.take_back_namesakes(answer=NamesakeAnswer.objects.get(), by=ours.responsible)
    read_all(connection)
    assert ("40", Oddity.CLIENT_DIFFERS) in standing()


def test_a_closed_matter_is_not_brought_in(box, firm):
    connection = accounts.clio(box)
    store = box.clio.stores["ca"]
    store.change(store.rows["matter"][40], {"status": "Closed"})

    assert pull(connection).added == 1


def test_mycase_brings_its_cases_with_their_clients(box, firm):
    counts = pull(accounts.mycase(box))

    matter = Matter.objects.get()
    assert counts.added == 1
    assert (matter.number, matter.title, matter.client.name, matter.responsible) == (
        "E-1",
        "Tremblay Estate",
        "Margaret Tremblay",
        firm["jane"],
    )
    assert RemoteRecord.objects.get(kind=RecordKind.MATTER).local_id == matter.pk


@pytest.mark.parametrize(
    ("fault", "options"),
    [
        (429, {"retry_after": "Wed, 25 Nov 2099 12:00:00 GMT"}),
        ("limited_200", {}),
        (500, {}),
        ("garbage", {}),
        ("html", {}),
        ("never", {"cap": 0.01}),
        ("dropped", {}),
    ],
)
def test_a_vendor_that_fails_loses_nothing_and_the_next_pull_is_whole(box, firm, fault, options):
    connection = accounts.clio(box)
    box.faults.set("clio", "relationships.list", fault, **options)

    with pytest.raises(RemoteError):
        pull(connection)
    pull(connection)

    assert (Matter.objects.count(), Party.objects.count()) == (2, 3)
    assert Connection.objects.get().state == ConnectionState.WORKING


def test_an_error_of_ours_ends_the_try_and_says_so(box, connection, caplog):
    """Where it stands, as it is stored, makes no sense. It is not the vendor that failed."""
    cursor = {"since": "Estate of H. Tremblay", "changed": "", "began": "", "list": "matters", "next": ""}
    Connection.objects.update(cursor=cursor)

    with pytest.raises(Transient, match="went wrong in firmai"):
        pull(connection)

    row = Pull.objects.latest("opened_at")
    assert (row.state, row.failure, row.lease, row.leased_until) == (
        PullState.WAITING,
        Fault.FAILED_HERE,
        None,
        None,
    )
    assert row.try_after > timezone.now()
    assert Entry.objects.filter(event="sync.matters_pulled").last().facts["reason"] == Fault.FAILED_HERE
    assert f"pull {row.pk} met ValueError" in caplog.text
    assert "Tremblay" not in caplog.text
    assert Connection.objects.get().failed_at is None


def test_a_connection_that_is_refused_is_marked_and_pulls_no_more(box, firm):
    connection = accounts.clio(box)
    box.clio.tokens.clear()
    box.clio.refreshes.clear()

    with pytest.raises(RemoteError) as refused:
        pull(connection)
    with pytest.raises(WrongState):
        pull(connection)

    assert refused.value.code == Fault.NOT_CONNECTED
    assert Connection.objects.get().state == ConnectionState.BROKEN
    assert not Matter.objects.exists()


@pytest.mark.parametrize("role", ["lawyer", "clerk", "auditor"])
def test_who_may_not_bring_matters_in(box, firm, role):
    connection = accounts.clio(box)

    with pytest.raises(NotAllowed):
        pull(connection, by=factories.person(role))

    assert [each.operation for each in box.clio.requests] == []
    assert not Matter.objects.exists()


def test_an_ended_connection_brings_nothing(box, firm):
    connection = accounts.clio(box)
    integrations.end(connection=connection, by=factories.administrator())

    with pytest.raises(WrongState):
        pull(connection)


@pytest.fixture
def slow(box, monkeypatch):
    """A vendor that answers a few calls a minute and gives two records a page; waiting is not waited for."""
    with time_machine.travel(timezone.now(), tick=True) as clock:
        monkeypatch.setattr(calls, "PAGE", 2)
        monkeypatch.setattr(walks, "sleep", clock.shift)
        yield clock


def many(box, parts):
    box.clio.load(
        {
            "contacts": [{"id": 7000 + n, "type": "Person", "name": f"Ann Num{n}ber"} for n in range(parts)],
            "matters": [
                {"id": 9000, "display_number": "M9000", "description": "x", "client": {"id": 30},
                 "responsible_attorney": {"id": 10}, "location": "ON"}
            ],
            "relationships": [
                {"id": 8000 + n, "description": "Witness", "matter": {"id": 9000}, "contact": {"id": 7000 + n}}
                for n in range(parts)
            ],
        }
    )  # fmt: skip


def test_a_new_matter_with_more_parties_than_a_minute_allows_is_brought_in_and_holds_up_nothing(
    box, firm, slow
):
    connection = accounts.clio(box)
    box.clio.configure(limit=1000)
    pull(connection)
    box.clio.configure(limit=6)
    many(box, 8)

    row = services.ask_pull(connection=connection, by=factories.administrator())
    for _ in range(12):
        services.pull(row.pk)
        slow.shift(3600)

    matter = Matter.objects.get(number="M9000")
    assert matter.parties.count() == 9
    row.refresh_from_db()
    assert row.state == PullState.DONE


@pytest.mark.timeout(20)
def test_a_vendor_that_asks_to_wait_for_ever_is_come_back_to(box, firm, slow):
    connection = accounts.clio(box)
    box.clio.configure(limit=1000)
    pull(connection)
    many(box, 2)
    box.faults.set("clio", "relationships.list", 429, times=None, retry_after="30")
    row = services.ask_pull(connection=connection, by=factories.administrator())

    services.pull(row.pk)

    row.refresh_from_db()
    assert (row.state, row.failure) == (PullState.WAITING, Fault.RATE_LIMITED)
    assert not Matter.objects.filter(number="M9000").exists()
    box.faults.clear()
    slow.shift(60)
    services.pull(row.pk)
    row.refresh_from_db()
    assert row.state == PullState.DONE
    assert Matter.objects.get(number="M9000").parties.count() == 3


def test_somebody_may_stop_a_pull_while_it_waits(box, firm, slow, monkeypatch):
    connection = accounts.clio(box)
    box.clio.configure(limit=1000)
    pull(connection)
    box.clio.configure(limit=6)
    many(box, 8)
    row = services.ask_pull(connection=connection, by=factories.administrator())
    slow.shift(3600)
    asleep = walks.sleep

    def sleep(seconds):
        asleep(seconds)
        if not Pull.objects.get(pk=row.pk).stop_asked:
            services.stop_pull(pull=row, by=factories.administrator())

    monkeypatch.setattr(walks, "sleep", sleep)
    services.pull(row.pk)

    row.refresh_from_db()
    assert row.state == PullState.STOPPED
    assert not Matter.objects.filter(number="M9000").exists()


def test_a_whole_firm_takes_few_calls(box, firm):
    connection = accounts.clio(box)
    box.clio.load(
        {
            "matters": [
                {"id": 1000 + n, "display_number": f"M{n:03}", "description": "x", "client": {"id": 30},
                 "responsible_attorney": {"id": 10}, "location": "ON"}
                for n in EIGHT
            ],
            "relationships": [
                {"id": 5000 + n, "description": "Witness", "matter": {"id": 1000 + n}, "contact": {"id": 31}}
                for n in EIGHT
            ],
        }
    )  # fmt: skip

    pull(connection)

    assert (Matter.objects.count(), len(box.clio.requests)) == (10, 8)
