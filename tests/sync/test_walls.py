"""A matter with more than one client there, or another than here: screens around each of them hold for it."""

from functools import partial

import pytest

from apps.audit.models import Entry
from apps.core.errors import NotAllowed, WrongState
from apps.intake.models import Source
from apps.integrations.clio import reading
from apps.integrations.models import Connection
from apps.integrations.mycase import reading as mycase_reading
from apps.matters import services as matters
from apps.matters.models import Client, Matter, Residency, Screen
from apps.sync import matters_in, services
from apps.sync.models import Delivery, DeliveryKind, DeliveryState, Difference, Oddity, Paper, Trouble
from tests import factories
from tests.integrations import accounts
from tests.sync import factories as f
from tests.sync.removals import now
from tests.sync.test_deliveries import states

JOINT = {
    "id": 41,
    "name": "Roy and Tremblay",
    "case_number": "E-2",
    "status": "open",
    "staff": [{"id": 10, "lead_lawyer": True}],
}


def staff():
    factories.office()
    factories.person("partner", name="Jane Okafor", email="jane@firm.example")
    factories.person("lawyer", name="Luc Roy", email="luc@firm.example")


@pytest.fixture(scope="module")
def read(beforehand):
    with beforehand():
        staff()
        pull(accounts.clio(accounts.fresh(), seconds=30 * 24 * 3600))


@pytest.fixture
def firm(request, db):
    box = accounts.fresh()
    if "read" in request.fixturenames:
        accounts.clio_again(box)
    else:
        staff()
    return box


@pytest.fixture
def clio(read, firm):
    """Clio, from which everything was brought in."""
    return Connection.objects.get()


def pull(connection):
    """Everything, compared."""
    services.ask_pull(connection=connection, by=factories.administrator(), whole=True)
    for pull_id in services.claim_pulls(10):
        services.pull(pull_id)


def matter(number):
    return Matter.objects.get(number=number)


def walled(client, by=None):
    """A partner who is kept from every matter of a client."""
    user = factories.person("partner")
    by = by or factories.person("partner")
    matters.raise_screen(user=user, reason="former_client", client=client, by=by)
    return user


def sees(user, number):
    return Matter.objects.visible_to(user).filter(number=number).exists()


each_status = pytest.mark.parametrize("is_closed", [False, True], ids=["open", "closed"])


def close(number):
    found = matter(number)
    matters.close_matter(matter=found, on=found.opened_on, by=found.responsible)


def change_client(box, to):
    store = box.clio.stores["ca"]
    store.change(store.rows["matter"][40], {"client": {"id": to}})


@each_status
def test_a_matter_that_became_another_clients_there_is_kept_from_who_is_kept_from_that_one(
    firm, clio, is_closed
):
    user = walled(matter("00002-Boreal").client)
    if is_closed:
        close("00001-Tremblay")
    assert sees(user, "00001-Tremblay")
    change_client(firm, 32)

    pull(clio)

    assert not sees(user, "00001-Tremblay")
    (screen,) = Screen.objects.filter(matter=matter("00001-Tremblay"))
    entry = Entry.objects.get(event="matters.screen_raised", subject=screen.pk)
    assert entry.facts["user"] == str(user.pk)


@pytest.mark.parametrize("kind", [DeliveryKind.NOTE, DeliveryKind.DOCUMENT])
def test_nothing_is_delivered_to_a_matter_that_became_another_clients_there_until_it_is_this_ones_again(
    firm, clio, kind
):
    ours = matter("00001-Tremblay")
    Matter.objects.filter(pk=ours.pk).update(residency=Residency.NO_STORAGE_ABROAD)
    f.approved(ours)
    services.collect(10)
    delivery = f.alone(Delivery.objects.get(kind=kind))
    change_client(firm, 32)
    pull(clio)

    f.work()

    assert states(delivery) == (DeliveryState.STOPPED, Trouble.ANOTHER_CLIENTS)
    assert (firm.clio.created("note"), firm.clio.created("document")) == ([], [])
    assert Entry.objects.filter(subject=delivery.pk).last().facts["reason"] == "another_clients"
    change_client(firm, 30)
    pull(clio)
    services.retry(delivery=now(delivery), by=ours.responsible)
    f.work()
    assert states(delivery) == (DeliveryState.VERIFIED, "")


def raising(*_given):
    raise OverflowError


def no_sense(monkeypatch, what):
    """Of the matter there, or of its new client, or it stumbles here."""
    if what == "stumbles":
        monkeypatch.setattr(matters_in, "_compare", raising)
        return
    whole = getattr(reading, what)
    spoilt = {"status": None} if what == "matter" else {"phone_numbers": 7}

    def read(data):
        is_it = data["id"] in (40, 32) and (what == "matter" or "phone_numbers" in data)
        return whole(data | (spoilt if is_it else {}))

    monkeypatch.setattr(reading, what, read)


@pytest.mark.parametrize("what", ["matter", "contact", "stumbles"])
def test_nor_to_one_that_became_another_clients_and_cannot_be_compared(firm, clio, monkeypatch, what):
    ours = matter("00001-Tremblay")
    Matter.objects.filter(pk=ours.pk).update(residency=Residency.NO_STORAGE_ABROAD)
    f.approved(ours)
    services.collect(10)
    delivery = f.alone(Delivery.objects.get(kind=DeliveryKind.NOTE))
    user = walled(matter("00002-Boreal").client)
    change_client(firm, 32)
    with monkeypatch.context() as patch:
        no_sense(patch, what)
        pull(clio)
    assert not sees(user, "00001-Tremblay")

    f.work()

    assert states(delivery) == (DeliveryState.STOPPED, Trouble.ANOTHER_CLIENTS)
    assert firm.clio.created("note") == []
    change_client(firm, 30)
    pull(clio)
    assert not Difference.objects.filter(gone_at=None, oddity=Oddity.CLIENT_DIFFERS).exists()


@pytest.mark.parametrize("what", ["matter", "contact", "stumbles"])
def test_one_that_is_the_same_clients_and_cannot_be_compared_is_nobody_elses(firm, clio, monkeypatch, what):
    with monkeypatch.context() as patch:
        no_sense(patch, what)
        pull(clio)

    assert not Difference.objects.filter(gone_at=None, oddity=Oddity.CLIENT_DIFFERS).exists()
    assert Difference.objects.filter(gone_at=None, oddity=Oddity.NOT_TAKEN_IN).exists()


def test_a_case_of_which_no_sense_is_made_is_another_clients_by_what_it_names(firm, monkeypatch):
    connection = accounts.mycase(firm, seconds=30 * 24 * 3600)
    firm.mycase.load({"clients": [{"id": 31, "first_name": "Paul", "last_name": "Roy"}]})
    firm.mycase.load({"cases": [JOINT | {"clients": [{"id": 31}]}]})
    pull(connection)
    firm.mycase.rows["case"][41].data["clients"] = [{"id": 30}]
    whole = mycase_reading.case
    monkeypatch.setattr(
        mycase_reading, "case", lambda data: whole(data | ({"status": None} if data["id"] == 41 else {}))
    )

    pull(connection)

    listed = Difference.objects.filter(gone_at=None, oddity=Oddity.CLIENT_DIFFERS)
    assert list(listed.values_list("remote_id", flat=True)) == ["41"]


@pytest.mark.parametrize("what", ["everything", "one of it", "by itself"])
def test_nor_is_anything_brought_in_from_it(firm, clio, what):
    ours = matter("00001-Tremblay")
    change_client(firm, 32)
    pull(clio)

    by = f.services_robot() if what == "by itself" else ours.responsible
    if what == "one of it":
        bring = partial(services.fetch_paper, paper=Paper.objects.filter(matter=ours).first())
    else:
        bring = partial(services.pull_documents, matter=ours)

    with pytest.raises(WrongState, match="another client's"):
        bring(by=by)

    assert not Source.objects.exists()
    refused = Entry.objects.filter(event="matters.refused", subject=ours.pk)
    assert refused.exists() is (what != "by itself")
    change_client(firm, 30)
    pull(clio)
    assert services.pull_documents(matter=ours, by=by).added == 2


@pytest.mark.parametrize("differs", [False, True])
def test_of_a_record_that_was_never_read_the_name_says_whether_it_is_another_client(firm, clio, differs):
    """Two records of one person were merged there, and the one that is left is not known here."""
    name = "Ann Roy" if differs else matter("00001-Tremblay").client.name.upper()
    firm.clio.load({"contacts": [{"id": 133, "type": "Person", "name": name}]})
    change_client(firm, 133)

    pull(clio)

    listed = Difference.objects.filter(gone_at=None, oddity=Oddity.CLIENT_DIFFERS)
    assert listed.exists() is differs


def test_a_matter_of_which_no_client_is_shown_there_is_not_taken_for_anothers(firm, clio):
    store = firm.clio.stores["ca"]
    store.change(store.rows["matter"][40], {"client": None})

    pull(clio)

    assert set(Difference.objects.filter(gone_at=None).values_list("oddity", flat=True)) == {Oddity.NO_CLIENT}


def test_which_client_of_a_joint_matter_is_named_first_there_makes_it_nobody_elses(firm):
    connection = accounts.mycase(firm, seconds=30 * 24 * 3600)
    firm.mycase.load({"clients": [{"id": 31, "first_name": "Paul", "last_name": "Roy"}]})
    firm.mycase.load({"cases": [JOINT | {"clients": [{"id": 31}, {"id": 30}]}]})
    pull(connection)
    firm.mycase.rows["case"][41].data["clients"] = [{"id": 30}, {"id": 31}]

    pull(connection)

    assert not Difference.objects.filter(gone_at=None, oddity=Oddity.CLIENT_DIFFERS).exists()


def test_what_a_partner_lifted_from_it_is_not_raised_again_by_the_next_reading(firm, clio):
    user = walled(matter("00002-Boreal").client)
    change_client(firm, 32)
    pull(clio)
    screen = Screen.objects.get(matter=matter("00001-Tremblay"))
    matters.lift_screen(screen=screen, reason="mistake", by=screen.raised_by)

    pull(clio)

    assert sees(user, "00001-Tremblay")
    assert Screen.objects.filter(matter=matter("00001-Tremblay")).count() == 1


def test_a_contact_merged_into_one_who_is_nobody_s_client_here_changes_nothing(firm, clio):
    user = walled(matter("00002-Boreal").client)
    change_client(firm, 31)

    pull(clio)

    assert sees(user, "00001-Tremblay")


def test_who_answers_for_the_matter_goes_on_seeing_it(firm, clio):
    other = matter("00002-Boreal")
    responsible = matter("00001-Tremblay").responsible
    matters.raise_screen(
        user=responsible, reason="former_client", client=other.client, by=factories.person("partner")
    )
    change_client(firm, 32)

    pull(clio)

    assert sees(responsible, "00001-Tremblay")


@pytest.mark.parametrize("known", ["by record", "by name"])
def test_a_joint_matter_is_kept_from_who_is_kept_from_either_client(firm, known):
    connection = accounts.mycase(firm, seconds=30 * 24 * 3600)
    firm.mycase.load({"clients": [{"id": 31, "first_name": "Paul", "last_name": "Roy"}]})
    if known == "by record":
        pull(connection)
        client = Client.objects.get(name="Margaret Tremblay")
    else:
        client = factories.matter(client=factories.client("Margaret TREMBLAY")).client
    user, other = walled(client), factories.person("partner")

    firm.mycase.load({"cases": [JOINT | {"clients": [{"id": 31}, {"id": 30}]}]})
    pull(connection)

    assert matter("E-2").client.name == "Paul Roy"
    assert not sees(user, "E-2")
    assert sees(other, "E-2")


def test_a_screen_that_is_raised_later_holds_for_the_joint_matter_at_once_whichever_reading_comes_next(firm):
    connection = accounts.mycase(firm, seconds=30 * 24 * 3600)
    pull(connection)
    firm.mycase.load({"clients": [{"id": 31, "first_name": "Paul", "last_name": "Roy"}]})
    firm.mycase.load({"cases": [JOINT | {"clients": [{"id": 31}, {"id": 30}]}]})
    pull(connection)
    user = factories.person("partner")
    assert sees(user, "E-2")

    matters.raise_screen(
        user=user,
        reason="former_client",
        client=Client.objects.get(name="Margaret Tremblay"),
        by=factories.person("partner"),
    )

    assert not sees(user, "E-2")
    pull(connection)
    assert Screen.objects.filter(matter=matter("E-2")).count() == 1


@each_status
def test_it_holds_soon_for_one_in_which_they_are_called_otherwise(firm, is_closed):
    connection = accounts.mycase(firm, seconds=30 * 24 * 3600)
    pull(connection)
    client = Client.objects.get(name="Margaret Tremblay")
    firm.mycase.load({"clients": [{"id": 31, "first_name": "Paul", "last_name": "Roy"}]})
    firm.mycase.rows["client"][30].data["last_name"] = "Roy"
    firm.mycase.load({"cases": [JOINT | {"clients": [{"id": 31}, {"id": 30}]}]})
    pull(connection)
    if is_closed:
        close("E-2")
    user, other = walled(client), factories.person("partner")
    assert sees(user, "E-2")
    ahead = next(each for each in iter(factories.client, None) if each.pk < client.pk)
    walled(ahead)  # a screen around another client makes this one wait for nothing

    services.keep_joint_apart(1)
    services.keep_joint_apart(1)

    assert not sees(user, "E-2")
    assert sees(other, "E-2")
    assert Screen.objects.filter(matter=matter("E-2")).count() == 1


@each_status
@pytest.mark.parametrize(("part", "kept"), [("Co-client", True), ("Opposing party", False)])
def test_so_is_one_in_clio_where_who_is_another_client_has_a_part_in_it(firm, clio, part, kept, is_closed):
    user = walled(matter("00002-Boreal").client)
    if is_closed:
        close("00001-Tremblay")

    firm.clio.load(
        {"relationships": [{"id": 59, "description": part, "matter": {"id": 40}, "contact": {"id": 32}}]}
    )
    pull(clio)

    assert sees(user, "00001-Tremblay") is not kept


def test_nobody_puts_screens_around_a_matter_that_is_not_theirs(firm, clio):
    stranger, client = factories.person("lawyer"), matter("00002-Boreal").client
    walled(client)

    with pytest.raises(NotAllowed):
        matters.keep_apart(matter=matter("00001-Tremblay"), client=client, by=stranger)

    assert not Screen.objects.filter(matter=matter("00001-Tremblay")).exists()
