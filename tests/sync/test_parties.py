"""Parties that are changed in the practice system: what is new reaches the minimiser, and nothing is taken away."""

import datetime as dt
import json

import pytest
import time_machine

from apps.audit.models import Entry
from apps.integrations.models import Connection, RemoteRecord
from apps.matters import keys
from apps.matters import services as matters
from apps.matters.models import Matter, MatterKey, Party, PartyRole, Status
from apps.people.models import Robot, User
from apps.policy import minimise
from apps.sync import parties, services
from apps.sync.models import Difference, Oddity, PartyRecord, Pull, PullState
from tests import factories
from tests.integrations import accounts
from tests.sync.factories import NOW

MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)


@pytest.fixture
def box(db):
    return accounts.fresh()


@pytest.fixture
def clock(box):
    with time_machine.travel(NOW, tick=False) as travelled:
        box.clock.stop(NOW)

        def shift(by):
            travelled.shift(by)
            box.clock.move(seconds=by.total_seconds())

        yield shift


def staff():
    factories.office()
    factories.person("partner", name="Jane Okafor", email="jane@firm.example")
    factories.person("lawyer", name="Luc Roy", email="luc@firm.example")


@pytest.fixture
def firm(clock):
    staff()


@pytest.fixture(scope="module")
def read(beforehand):
    with beforehand(), time_machine.travel(NOW, tick=False):
        box = accounts.fresh()
        box.clock.stop(NOW)
        staff()
        accounts.clio(box, seconds=60 * 24 * 3600)
        work()


@pytest.fixture
def connection(read, box, clock):
    """Clio, from which everything was brought in a while ago."""
    accounts.clio_again(box)
    return Connection.objects.get()


def work():
    services.open_pulls(10)
    for pull_id in services.claim_pulls(10):
        services.pull(pull_id)


def change(box, contact, **to):
    store = box.clio.stores["ca"]
    store.change(store.rows["contact"][contact], to)


def party(role=PartyRole.OPPOSING, number="00001-Tremblay"):
    return Party.objects.get(matter__number=number, role=role)


def known(row):
    aliases, identifiers = (
        json.loads(keys.reveal(row, name).reveal()) for name in ("aliases", "identifiers")
    )
    return aliases, identifiers


def standing():
    return sorted(Difference.objects.filter(gone_at=None).values_list("kind", "remote_id", "oddity"))


MARRIED = {
    "last_name": "Vandelay-Roy",
    "email_addresses": [{"name": "Home", "address": "pv@example.ca"}],
    "addresses": [{"name": "Home", "street": "9 Elm Road", "city": "Ottawa", "province": "ON"}],
}


def test_an_opposing_party_who_is_renamed_there_is_replaced_under_both_names(box, connection, clock):
    clock(11 * MINUTE)
    change(box, 31, **MARRIED)

    work()

    assert party().name == "Peter Tremblay"
    assert known(party()) == (
        ["Peter Vandelay-Roy"],
        {"emails": ["pv@example.ca"], "addresses": ["9 Elm Road, Ottawa, ON"]},
    )
    with minimise.opened(party().matter) as minimiser:
        (crossing,) = minimiser.minimise_all(
            ["Peter Tremblay, now Vandelay-Roy, is at pv@example.ca, 9 Elm Road."]
        )
    told = ("Tremblay", "Vandelay", "pv@example.ca", "Elm Road")
    assert [each for each in told if each in crossing.text] == []
    entry = Entry.objects.filter(event="matters.matter_changed").latest("id")
    assert (entry.actor, entry.facts) == (
        User.for_robot(Robot.SYNC).pk,
        {"fields": ["parties"], "added": 3, "removed": 0},
    )


def test_their_other_name_is_listed_with_the_matter_until_it_is_the_same_again(box, connection, clock):
    clock(11 * MINUTE)
    change(box, 31, last_name="Vandelay")
    work()
    assert standing() == [("relationship", "50", Oddity.PARTY_NAME_DIFFERS)]
    assert Difference.objects.get().matter.number == "00001-Tremblay"
    clock(21 * MINUTE)
    change(box, 31, last_name="Tremblay")

    work()

    assert standing() == []
    assert known(party())[0] == ["Peter Vandelay"]


def test_a_clients_other_addresses_reach_its_party_and_none_is_taken_away(box, connection, clock):
    client = party(PartyRole.CLIENT)
    before = known(client)[1]
    clock(11 * MINUTE)
    change(box, 30, phone_numbers=[], email_addresses=[{"name": "Work", "address": "mt@work.example"}])

    work()

    client.refresh_from_db()
    assert known(client)[1] == before | {"emails": [*before["emails"], "mt@work.example"]}
    assert standing() == []


def test_another_birth_date_is_listed_and_ours_stays(box, connection, clock):
    change(box, 31, date_of_birth="1980-01-02")
    clock(11 * MINUTE)
    work()
    clock(11 * MINUTE)
    change(box, 31, date_of_birth="1980-02-01")
    change(box, 30, date_of_birth="1951-02-04")

    work()

    assert known(party())[1] == {"born": "1980-01-02"}
    assert known(party(PartyRole.CLIENT))[1]["born"] == "1951-04-02"
    assert standing() == [
        ("matter", "40", Oddity.BIRTH_DIFFERS),
        ("relationship", "50", Oddity.BIRTH_DIFFERS),
    ]
    change(box, 31, date_of_birth="1980-01-02")
    change(box, 30, date_of_birth="1951-04-02")
    clock(DAY)
    work()
    assert standing() == []


def test_somebody_who_cannot_be_taken_in_holds_up_nobody_else_and_is_listed_until_they_can(
    box, connection, clock, monkeypatch, caplog
):
    learn = parties._learn

    def fails(row, who):
        if who.remote_id == "31":
            raise ValueError("Vandelay")
        return learn(row, who)

    clock(11 * MINUTE)
    change(box, 31, last_name="Vandelay")
    change(box, 30, email_addresses=[{"name": "Work", "address": "mt@work.example"}])
    with monkeypatch.context() as patched:
        patched.setattr(parties, "_learn", fails)
        work()

    assert "mt@work.example" in known(party(PartyRole.CLIENT))[1]["emails"]
    assert ("contact", "31", Oddity.NOT_TAKEN_IN) in standing()
    assert set(Pull.objects.values_list("state", flat=True)) == {PullState.DONE}
    assert "Vandelay" not in caplog.text
    clock(21 * MINUTE)
    change(box, 31, last_name="Vandelay")
    work()
    assert ("contact", "31", Oddity.NOT_TAKEN_IN) not in standing()
    assert "Peter Vandelay" in known(party())[0]


def test_a_second_look_at_the_same_says_nothing(box, connection, clock):
    clock(11 * MINUTE)
    change(box, 31, **MARRIED)
    work()
    before = Entry.objects.filter(event="matters.matter_changed").count()
    clock(DAY)

    work()

    assert Entry.objects.filter(event="matters.matter_changed").count() == before
    assert PartyRecord.objects.count() == Party.objects.count() == 3


def test_who_has_no_part_in_a_matter_is_passed_over(box, connection, clock):
    box.clio.load({"contacts": [{"id": 33, "type": "Person", "first_name": "Noah", "last_name": "Bell"}]})
    before = list(Party.objects.order_by("pk").values())
    clock(11 * MINUTE)
    change(box, 33, last_name="Bello")

    work()

    assert list(Party.objects.order_by("pk").values()) == before
    assert standing() == []


ENDED = {
    "closed": lambda: Matter.objects.update(status=Status.CLOSED, closed_on=NOW.date()),
    "destroyed": lambda: MatterKey.objects.update(
        data_key=None, digest_key=None, destroyed_at=NOW, destroyed_by=User.for_robot(Robot.SWEEPER)
    ),
}


@pytest.mark.parametrize("ended", ENDED)
def test_a_matter_that_has_ended_stays_as_it_is(box, connection, clock, ended):
    ENDED[ended]()
    before = list(Party.objects.order_by("pk").values())
    for days in (11 * MINUTE, DAY):
        clock(days)
        change(box, 31, **MARRIED)
        work()

    assert list(Party.objects.order_by("pk").values()) == before
    assert not Pull.objects.exclude(state=PullState.DONE).exists()


def test_parties_from_before_it_was_remembered_whom_they_are_follow_from_the_next_night_on(
    box, connection, clock
):
    PartyRecord.objects.all().delete()
    change(box, 31, last_name="Vandelay")
    clock(DAY)

    work()

    assert known(party())[0] == ["Peter Vandelay"]
    assert Party.objects.count() == PartyRecord.objects.count() == 3


def test_somebody_else_who_takes_over_a_part_is_another_party(box, connection, clock):
    box.clio.load({"contacts": [{"id": 33, "type": "Person", "first_name": "Noah", "last_name": "Bell"}]})
    store = box.clio.stores["ca"]
    clock(11 * MINUTE)
    store.change(store.rows["relationship"][50], {"contact": {"id": 33}})

    work()

    opposing = Party.objects.filter(role=PartyRole.OPPOSING).order_by("name")
    assert [(each.name, known(each)[0]) for each in opposing] == [("Noah Bell", []), ("Peter Tremblay", [])]
    assert RemoteRecord.objects.get(kind="relationship").local_id == opposing[0].pk
    assert standing() == []


def test_a_party_that_somebody_listed_by_hand_gets_what_the_practice_system_knows(box, firm):
    made = accounts.clio(box)
    box.clio.stores["ca"].rows["relationship"].pop(50)
    work()
    matter = Matter.objects.get(number="00001-Tremblay")
    matters.add_party(
        matter=matter, name="Peter Tremblay", role="opposing", aliases=["Pete"], by=matter.responsible
    )
    change(box, 31, email_addresses=[{"name": "Home", "address": "pete@example.ca"}])
    box.clio.load(
        {
            "relationships": [
                {"id": 51, "description": "Opposing party", "matter": {"id": 40}, "contact": {"id": 31}}
            ]
        }
    )

    services.pull_matters(connection=made, by=factories.administrator())

    assert known(party()) == (["Pete"], {"emails": ["pete@example.ca"]})


def test_the_clients_of_mycase_follow_too(box, firm, clock):
    accounts.mycase(box)
    work()
    clock(11 * MINUTE)
    client = box.mycase.rows["client"][30]
    client.data |= {"last_name": "Vandelay", "email": "mv@example.ca"}
    box.mycase.touch(client)

    work()

    assert known(Party.objects.get()) == (
        ["Margaret Vandelay"],
        {"emails": ["margaret@example.ca", "mv@example.ca"]},
    )
    assert ("contact", "30", Oddity.CLIENT_NAME_DIFFERS) in standing()


def test_a_pull_that_stopped_in_a_list_that_is_not_read_any_more_begins_again(box, connection, clock):
    clock(11 * MINUTE)
    change(box, 31, last_name="Vandelay")
    cursor = {
        "since": "",
        "changed": NOW.isoformat(),
        "began": NOW.isoformat(),
        "list": "clients",
        "next": "",
    }
    type(connection).objects.update(cursor=cursor)

    work()

    connection.refresh_from_db()
    assert (connection.cursor, known(party())[0]) == ({}, ["Peter Vandelay"])


def test_a_title_or_a_name_that_is_only_written_otherwise_there_is_no_difference(box, connection, clock):
    """One keyboard composes é of two characters, and somebody types two blanks."""
    store = box.clio.stores["ca"]
    store.change(store.rows["matter"][41], {"description": "Bail  e\u0301tude"})
    store.change(store.rows["contact"][32], {"name": "Boreal  Re\u0301gie Ltd."})
    Matter.objects.filter(number="00002-Boreal").update(title="Bail \u00e9tude")
    matter = Matter.objects.get(number="00002-Boreal")
    matter.client.name = "Boreal R\u00e9gie Ltd."
    matter.client.save()
    clock(11 * MINUTE)

    work()

    odd = {"title_differs", "client_name_differs"}
    assert [each for _kind, _id, each in standing() if each in odd] == []


def test_every_name_that_mycase_has_of_a_client_is_replaced(box, firm):
    accounts.mycase(box)
    box.mycase.rows["client"][30].data |= {"middle_name": "Quincy", "fax_phone_number": "604-555-0143"}
    work()

    with minimise.opened(Matter.objects.get()) as minimiser:
        (crossing,) = minimiser.minimise_all(
            ["Margaret Quincy Tremblay, and Quincy to her friends: 604-555-0143."]
        )

    assert [each for each in ("Margaret", "Quincy", "Tremblay", "0143") if each in crossing.text] == []
