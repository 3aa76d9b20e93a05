"""Connecting from the pages, through the vendors' own: what is seen, what is saved, and what is refused."""

import datetime as dt
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from apps.audit.models import Entry
from apps.core.errors import NotAllowed, WrongState
from apps.core.sensitive import Sensitive
from apps.integrations import pairings, services, tokens
from apps.integrations.errors import Fault, RemoteError
from apps.integrations.models import (
    Connection,
    ConnectionState,
    Pairing,
    PairingState,
    Region,
    Trouble,
    Vendor,
)
from apps.people import services as people
from tests import factories
from tests.integrations import accounts

LIST, NEW, LEAVE, ARRIVE = (reverse(f"integrations:{name}") for name in ("list", "new", "leave", "arrive"))
OTHER_FIRM = {
    "account": {"id": 2, "name": "Somebody Else LLP"},
    "users": [
        {"id": 90, "name": "Not Us", "email": "x@else.example", "enabled": True, "account_owner": True}
    ],
}


@pytest.fixture
def box(db):
    box = accounts.fresh()
    box.clio.load(accounts.CLIO_FIRM)
    box.mycase.load(accounts.MYCASE_FIRM)
    return box


@pytest.fixture
def administrator(client, db):
    client.defaults["SERVER_NAME"] = "127.0.0.1"  # the stand-ins send a browser back to loopback only
    client.force_login(factories.administrator())
    return client


def events(*more):
    found = Entry.objects.filter(event__startswith="integrations.").order_by("id")
    return [
        (entry.event.removeprefix("integrations."), *(entry.facts.get(name) for name in more))
        for entry in found
    ]


def reasons():
    found = Entry.objects.filter(event="integrations.connection_refused").order_by("id")
    return [entry.facts["reason"] for entry in found]


def begin(client, vendor="clio", region="ca"):
    """Up to the page that leads to the vendor's. Gives the address that it leads to."""
    told = client.post(NEW, {"vendor": vendor, "region": region})
    assert told["Location"] == LEAVE
    return client.get(LEAVE).context["url"]


def press(box, url):
    """What the vendor's page sends the browser back with."""
    with httpx.Client(transport=httpx.WSGITransport(box)) as browser:
        answer = browser.get(url)
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}


def come_back(box, client, vendor="clio", region="ca"):
    return client.get(ARRIVE, press(box, begin(client, vendor, region)))


def said(response):
    return [str(message) for message in response.context["messages"]]


@pytest.mark.parametrize(
    ("vendor", "account", "person"),
    [("clio", "1", "Jane Okafor"), ("mycase", "6f1f3b8e-6e7a-4d0f-9d43-1f6a3a9a0001", "Jane Okafor")],
)
def test_a_connection_is_saved_once_its_firm_and_person_were_seen_and_confirmed(
    box, administrator, vendor, account, person
):
    seen = administrator.get(come_back(box, administrator, vendor)["Location"])
    assert (person in seen.text, "Adeyemi Roy LLP" in seen.text) == (True, True)
    assert not Connection.objects.exists()

    saved = administrator.post(seen.request["PATH_INFO"])

    connection = Connection.objects.get()
    assert saved["Location"] == reverse("integrations:detail", args=[connection.pk])
    assert (connection.account_id, connection.account_name) == (account, "Adeyemi Roy LLP")
    assert Pairing.objects.get().tokens is None
    assert events() == [("connection_begun",), ("connection_made",)]


def test_zoom_shows_the_account_of_its_file_before_anything_is_saved(box, administrator):
    told = administrator.post(NEW, {"vendor": "zoom"})

    seen = administrator.get(told["Location"])
    assert "sandbox-zoom-account" in seen.text
    assert not Connection.objects.exists()
    administrator.post(told["Location"])

    assert Connection.objects.get().vendor == Vendor.ZOOM


def test_the_address_to_come_back_to_is_named_to_the_vendor_letter_by_letter(box, administrator):
    url = begin(administrator)

    asked = parse_qs(urlsplit(url).query)
    assert asked["redirect_uri"] == [Pairing.objects.get().redirect_uri] == [f"http://127.0.0.1{ARRIVE}"]


def test_what_was_confirmed_is_in_no_page_and_no_address(box, administrator):
    url = begin(administrator)
    back = press(box, url)
    arrived = administrator.get(ARRIVE, back)
    held = tokens.opened(Pairing.objects.get())
    pages = [administrator.get(arrived["Location"]).text, arrived["Location"]]
    administrator.post(arrived["Location"])
    connection = Connection.objects.get()
    pages += [
        administrator.get(LIST).text,
        administrator.get(reverse("integrations:detail", args=[connection.pk])).text,
    ]

    for secret in (held.access.reveal(), held.refresh.reveal(), back["code"]):
        assert not [page for page in pages if secret in page]


@pytest.mark.parametrize("role", ["partner", "lawyer", "clerk", "auditor", None])
@pytest.mark.parametrize("page", ["list", "leave", "arrive"])
def test_nobody_but_an_administrator_finds_a_page_here(box, client, role, page):
    client.force_login(factories.person(role))

    assert client.get(reverse(f"integrations:{page}")).status_code == 404


@pytest.mark.parametrize("role", ["partner", "lawyer", "clerk", "auditor", None])
def test_nobody_but_an_administrator_can_do_anything_here(box, client, role):
    connection = accounts.clio(box, load=False)
    client.force_login(factories.person(role))
    before = Entry.objects.latest("pk").pk

    told = [client.post(NEW, {"vendor": "clio", "region": "ca"}).status_code]
    told += [
        client.post(reverse(f"integrations:{act}", args=[connection.pk])).status_code
        for act in ("check", "again", "end", "confirm", "drop")
    ]

    connection.refresh_from_db()
    assert set(told) == {404}
    assert (connection.state, Pairing.objects.count()) == (ConnectionState.WORKING, 0)
    refused = Entry.objects.filter(pk__gt=before).order_by("pk")
    assert {each.event for each in refused} == {"people.act_refused"}
    assert [each.facts["where"] for each in refused] == [
        f"integrations.{act}" for act in ("new", "check", "again", "end", "confirm", "drop")
    ]


def test_another_administrator_does_not_see_what_one_is_connecting(box, administrator, client):
    arrived = come_back(box, administrator)
    other = factories.person(None)
    people.grant_role(user=other, role="administrator", by=factories.administrator())
    client.force_login(other)

    assert client.get(arrived["Location"]).status_code == 404
    assert client.post(arrived["Location"]).status_code == 404
    assert not Connection.objects.exists()


@pytest.mark.parametrize("region", ["", "eu", "unknown"])
def test_clios_region_is_chosen_and_never_assumed(box, administrator, region):
    told = administrator.post(NEW, {"vendor": "clio", "region": region}, follow=True)

    assert said(told) == ["Choose the region of the firm's Clio account."]
    assert (Pairing.objects.count(), events()) == (0, [])


def test_declining_on_the_vendors_page_saves_nothing_and_is_on_record(box, administrator):
    box.faults.set("clio", "oauth.authorize", "declined")

    told = administrator.get(ARRIVE, press(box, begin(administrator)), follow=True)

    assert said(told) == ["Clio says that the connection was not allowed there. Nothing was saved."]
    assert Pairing.objects.get().state == PairingState.REFUSED
    assert reasons() == ["declined"]
    assert not Connection.objects.exists()


@pytest.mark.parametrize("state", ["", "another", "é"])
def test_an_answer_with_another_state_is_refused_and_its_code_is_not_used(box, administrator, state):
    back = press(box, begin(administrator)) | {"state": state}

    told = administrator.get(ARRIVE, back, follow=True)

    assert len(said(told)) == 1
    assert [each.operation for each in box.clio.requests if each.operation == "oauth.token"] == []
    assert (reasons(), Pairing.objects.get().state) == (["state"], PairingState.BEGUN)


def test_an_answer_that_nobody_here_asked_for_is_refused(box, administrator):
    told = administrator.get(ARRIVE, {"code": "a", "state": ""}, follow=True)

    assert len(said(told)) == 1
    assert (reasons(), Pairing.objects.count()) == (["state"], 0)


def test_an_answer_brought_twice_is_taken_once(box, administrator):
    back = press(box, begin(administrator))
    session = administrator.session["leaving"]
    administrator.get(ARRIVE, back)
    held = administrator.session
    held["leaving"] = session
    held.save()

    administrator.get(ARRIVE, back)

    assert reasons() == ["used"]
    assert Pairing.objects.get().state == PairingState.REACHED
    assert len([each for each in box.clio.requests if each.operation == "oauth.token"]) == 1


def test_an_answer_for_another_administrators_connection_is_refused(box):
    first = factories.administrator()
    leaving = services.depart(
        vendor=Vendor.CLIO, region=Region.CANADA, redirect_uri="http://127.0.0.1/a", by=first
    )
    other = factories.person(None)
    people.grant_role(user=other, role="administrator", by=first)
    other = type(other).objects.get(pk=other.pk)

    with pytest.raises(NotAllowed) as refused:
        services.arrive(
            pairing_id=leaving.pairing,
            state=leaving.state,
            expected_state=leaving.state,
            code=Sensitive("code"),
            by=other,
        )

    assert refused.value.codes == ("state",)
    assert (reasons(), Pairing.objects.get().state) == (["state"], PairingState.BEGUN)


def test_an_answer_after_a_quarter_of_an_hour_is_refused(box, administrator):
    back = press(box, begin(administrator))
    Pairing.objects.update(begun_at=timezone.now() - dt.timedelta(minutes=16))

    administrator.get(ARRIVE, back)

    assert (reasons(), Pairing.objects.get().state) == (["lapsed"], PairingState.LAPSED)


def test_what_nobody_confirms_in_time_is_wiped(box, administrator):
    arrived = come_back(box, administrator)
    held = tokens.opened(Pairing.objects.get()).access.reveal()
    Pairing.objects.update(begun_at=timezone.now() - dt.timedelta(minutes=16))

    for pairing_id in services.let_lapse(10):
        services.lapse(pairing_id)

    pairing = Pairing.objects.get()
    assert (pairing.state, pairing.tokens) == (PairingState.LAPSED, None)
    assert box.clio.tokens[held].revoked
    assert services.let_lapse(10) == []
    assert administrator.post(arrived["Location"]).status_code == 404
    assert reasons() == ["lapsed"]
    with pytest.raises(WrongState):
        services.confirm(pairing=pairing, by=factories.administrator())
    assert not Connection.objects.exists()


@pytest.mark.parametrize("fault", [500, "dropped_before", "unreadable"])
def test_what_the_vendor_cannot_be_told_of_is_wiped_here_all_the_same(box, administrator, fault):
    come_back(box, administrator)
    Pairing.objects.update(begun_at=timezone.now() - dt.timedelta(minutes=16))
    if fault == "unreadable":
        Pairing.objects.update(tokens=b"no tokens")
    else:
        box.faults.set("clio", "oauth.deauthorize", fault)

    (pairing_id,) = services.let_lapse(10)
    for _twice in range(2):
        services.lapse(pairing_id)

    assert Pairing.objects.values_list("state", "tokens").get() == (PairingState.LAPSED, None)
    assert reasons() == ["lapsed"]


def test_what_no_worker_came_to_is_wiped_by_the_scheduler(box, administrator):
    come_back(box, administrator)
    Pairing.objects.update(begun_at=timezone.now() - dt.timedelta(minutes=31))

    assert services.let_lapse(10) == []

    assert Pairing.objects.values_list("state", "tokens").get() == (PairingState.LAPSED, None)
    assert reasons() == ["lapsed"]


def test_what_was_reached_is_not_saved_after_its_time_though_nobody_wiped_it_yet(box, administrator):
    arrived = come_back(box, administrator)
    held = tokens.opened(Pairing.objects.get()).access.reveal()
    Pairing.objects.update(begun_at=timezone.now() - dt.timedelta(minutes=16))

    told = administrator.post(arrived["Location"], follow=True)

    assert said(told) == ["That took longer than a quarter of an hour. Nothing was saved. Begin again."]
    assert (Connection.objects.count(), reasons()) == (0, ["lapsed"])
    assert box.clio.tokens[held].revoked
    pairing = Pairing.objects.get()
    assert (pairing.state, pairing.tokens) == (PairingState.LAPSED, None)


def test_another_regions_application_is_told_from_other_trouble(box, administrator, settings, tmp_path):
    ours = tmp_path / "clio"
    ours.write_text("sandbox-clio-client\nsecret-of-another-region\n")
    ours.chmod(0o600)
    settings.CLIO_CLIENT_FILE = str(ours)

    told = come_back(box, administrator)
    shown = administrator.get(told["Location"])

    assert "does not know the firm's application there" in shown.text.replace("&#x27;", "'")
    assert (reasons(), Connection.objects.count()) == (["wrong_region"], 0)


def test_a_vendor_in_trouble_saves_nothing_and_says_so(box, administrator):
    back = press(box, begin(administrator))
    box.faults.set("clio", "users.who_am_i", 500)

    administrator.get(ARRIVE, back)

    assert reasons() == [Fault.VENDOR_TROUBLE]
    assert (Pairing.objects.get().state, Pairing.objects.get().tokens) == (PairingState.REFUSED, None)
    assert {each.revoked for each in box.clio.tokens.values()} == {True}


def reached(box, administrator, firm, region="ca"):
    """A pairing that reaches a firm other than the one that was connected before."""
    box.clio.reset()
    box.clio.load(firm)
    return come_back(box, administrator)["Location"]


def test_another_firm_than_before_is_shown_and_saved_only_if_it_is_meant(box, administrator):
    accounts.clio(box, load=False)
    page = reached(box, administrator, OTHER_FIRM)

    assert "Adeyemi Roy LLP" in administrator.get(page).text
    administrator.post(page)
    assert (Connection.objects.count(), reasons()) == (1, ["other_firm"])
    administrator.post(page, {"another_firm": "yes"})

    assert sorted(Connection.objects.values_list("account_name", flat=True)) == [
        "Adeyemi Roy LLP",
        "Somebody Else LLP",
    ]


def test_connecting_again_takes_no_other_firm_and_forgets_what_it_gave(box, administrator):
    connection = accounts.clio(box, load=False)
    services.mark_broken(connection.pk)
    box.clio.reset()
    box.clio.load(OTHER_FIRM)

    administrator.post(reverse("integrations:again", args=[connection.pk]))
    administrator.get(ARRIVE, press(box, administrator.get(LEAVE).context["url"]))

    connection.refresh_from_db()
    assert (connection.state, connection.account_id) == (ConnectionState.BROKEN, "1")
    assert (reasons(), Pairing.objects.get().tokens) == (["other_firm"], None)
    assert [each.operation for each in box.clio.requests][-1] == "oauth.deauthorize"


def test_connecting_again_mends_the_same_connection(box, administrator):
    connection = accounts.clio(box, load=False)
    services.mark_broken(connection.pk)

    administrator.post(reverse("integrations:again", args=[connection.pk]))
    arrived = administrator.get(ARRIVE, press(box, administrator.get(LEAVE).context["url"]))
    administrator.post(arrived["Location"])

    assert [(each.pk, each.state) for each in Connection.objects.all()] == [
        (connection.pk, ConnectionState.WORKING)
    ]


def test_not_this_one_forgets_what_the_vendor_gave_and_tells_it(box, administrator):
    arrived = come_back(box, administrator)
    held = tokens.opened(Pairing.objects.get()).access.reveal()

    administrator.post(arrived["Location"] + "drop/")

    pairing = Pairing.objects.get()
    assert (pairing.state, pairing.tokens) == (PairingState.DROPPED, None)
    assert box.clio.tokens[held].revoked
    assert events()[-1] == ("connection_dropped",)


def test_ending_wipes_the_tokens_here_and_has_clio_forget_them(box, administrator):
    connection = accounts.clio(box, load=False)
    held = tokens.opened(connection).access.reveal()

    administrator.post(reverse("integrations:end", args=[connection.pk]))

    connection.refresh_from_db()
    assert (connection.state, bytes(connection.tokens)) == (ConnectionState.ENDED, b"")
    assert box.clio.tokens[held].revoked


@pytest.mark.parametrize("fault", [500, "dropped_before", "garbage"])
def test_a_vendor_that_cannot_be_told_does_not_keep_a_connection_alive_here(box, administrator, fault):
    connection = accounts.clio(box, load=False)
    box.faults.set("clio", "oauth.deauthorize", fault)

    told = administrator.post(reverse("integrations:end", args=[connection.pk]), follow=True)

    connection.refresh_from_db()
    assert connection.state == ConnectionState.ENDED
    assert len(said(told)) == 1


# --- how a connection is ---------------------------------------------------------------------------------------------


def health(client, connection):
    return client.get(reverse("integrations:detail", args=[connection.pk]))


def check(client, connection):
    return client.post(reverse("integrations:check", args=[connection.pk]), follow=True)


def test_a_check_that_holds_says_when(box, administrator):
    connection = accounts.clio(box, load=False)
    Connection.objects.update(answered_at=None)

    check(administrator, connection)

    connection.refresh_from_db()
    assert connection.answered_at is not None
    assert events("works")[-1] == ("connection_checked", True)


@pytest.mark.parametrize(
    ("break_it", "trouble", "sentence"),
    [
        (lambda box: box.clio.refreshes.clear(), Trouble.REVOKED, "no longer accepts this connection"),
        (
            lambda box: box.faults.set("clio", "oauth.token", 401),
            Trouble.UNKNOWN_APPLICATION,
            "of another region",
        ),
    ],
)
def test_a_connection_that_is_refused_says_what_is_wrong_and_how_to_mend_it(
    box, administrator, break_it, trouble, sentence
):
    connection = accounts.clio(box, load=False, seconds=30)
    break_it(box)

    page = check(administrator, connection)

    connection.refresh_from_db()
    assert (connection.state, connection.trouble) == (ConnectionState.BROKEN, trouble)
    assert sentence in page.text
    assert page.context["mending"] in page.text.replace("&#x27;", "'")


def test_a_client_file_that_is_put_right_mends_the_connection_at_the_next_check(box, administrator, settings):
    connection = accounts.clio(box, load=False, seconds=30)
    right, settings.CLIO_CLIENT_FILE = settings.CLIO_CLIENT_FILE, "/nowhere/clio"
    check(administrator, connection)
    connection.refresh_from_db()
    assert (connection.state, connection.trouble) == (ConnectionState.BROKEN, Trouble.NOT_CONFIGURED)

    settings.CLIO_CLIENT_FILE = right
    check(administrator, connection)

    connection.refresh_from_db()
    assert (connection.state, connection.trouble) == (ConnectionState.WORKING, "")


def test_mycase_unreached_for_two_weeks_is_said_to_be_expired(box, administrator):
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        connection = accounts.mycase(box, load=False)
        clock.shift(dt.timedelta(days=15))
        with pytest.raises(RemoteError):
            services.refresh(connection.pk)

    connection.refresh_from_db()
    assert connection.trouble == Trouble.EXPIRED
    assert "two weeks" in health(administrator, connection).text


def test_tokens_that_reach_another_firm_stop_the_connection(box, administrator):
    connection = accounts.clio(box, load=False)
    Connection.objects.update(account_id="77")

    check(administrator, connection)

    connection.refresh_from_db()
    assert (connection.state, connection.trouble) == (ConnectionState.BROKEN, Trouble.OTHER_FIRM)
    assert events("works")[-1] == ("connection_checked", False)


def broken(box, **account):
    connection = accounts.clio(box, load=False)
    services.mark_broken(connection.pk)
    Connection.objects.update(**account)
    return connection


@pytest.mark.parametrize(
    ("fault", "reason"),
    [(500, "vendor_trouble"), ("dropped", "no_answer"), ("garbage", "garbled"), (403, "not_permitted")],
)
def test_a_broken_connection_works_again_only_once_clio_said_whose_account_it_is(
    box, administrator, fault, reason
):
    connection = broken(box)
    held = tokens.opened(connection).access
    box.faults.set("clio", "users.who_am_i", fault)

    check(administrator, connection)

    connection.refresh_from_db()
    assert (connection.state, connection.trouble) == (ConnectionState.BROKEN, Trouble.REVOKED)
    assert tokens.opened(connection).access != held
    assert events("works", "reason")[-1] == ("connection_checked", False, reason)
    check(administrator, connection)
    connection.refresh_from_db()
    assert (connection.state, connection.trouble) == (ConnectionState.WORKING, "")
    assert events("works", "reason")[-1] == ("connection_checked", True, None)


def test_a_broken_connection_that_reaches_another_firm_stays_broken_and_each_refusal_is_on_record(
    box, administrator
):
    connection = broken(box, account_id="77")
    before = len(events())

    for _ in range(2):
        check(administrator, connection)
        connection.refresh_from_db()
        assert (connection.state, connection.trouble) == (ConnectionState.BROKEN, Trouble.OTHER_FIRM)

    assert events("works", "reason")[before:] == [
        ("connection_refreshed", None, None),
        ("connection_failed", None, "other_firm"),
        ("connection_checked", False, None),
        ("connection_refreshed", None, None),
        ("connection_checked", False, None),
    ]


def test_a_check_that_is_refused_at_the_renewal_is_on_record_as_well(box, administrator):
    connection = broken(box)
    box.clio.refreshes.clear()

    check(administrator, connection)

    connection.refresh_from_db()
    assert (connection.state, connection.trouble) == (ConnectionState.BROKEN, Trouble.REVOKED)
    assert events("works", "reason")[-1] == ("connection_checked", False, "not_connected")


def test_a_connection_ended_while_it_is_checked_stays_ended(box, administrator, monkeypatch):
    connection = broken(box)
    ask = box.clio.answer

    def ends(request):
        if request.path.endswith("who_am_i.json"):
            Connection.objects.update(state=ConnectionState.ENDED, trouble="")
        return ask(request)

    monkeypatch.setattr(box.clio, "answer", ends)

    check(administrator, connection)

    assert Connection.objects.get().state == ConnectionState.ENDED


def test_a_broken_mycase_connection_works_again_once_it_answers(box, administrator):
    connection = accounts.mycase(box, load=False)
    services.mark_broken(connection.pk)
    box.faults.set("mycase", "firm.read", 500)

    check(administrator, connection)
    connection.refresh_from_db()
    assert connection.state == ConnectionState.BROKEN
    check(administrator, connection)

    connection.refresh_from_db()
    assert (connection.state, connection.trouble) == (ConnectionState.WORKING, "")


def test_a_zoom_file_of_another_account_stops_the_connection(box, administrator):
    connection = accounts.zoom()
    Connection.objects.update(account_id="another-account")
    stale = tokens.opened(connection).access

    with pytest.raises(RemoteError):
        tokens.renewed(connection.pk, stale=stale)

    connection.refresh_from_db()
    assert connection.trouble == Trouble.OTHER_FIRM


def test_a_check_of_zoom_asks_zoom(box, administrator):
    connection = accounts.zoom()
    asked = len(box.zoom.requests)

    check(administrator, connection)
    Connection.objects.update(account_id="another-account")
    check(administrator, connection)

    connection.refresh_from_db()
    assert len(box.zoom.requests) == asked + 2
    assert (connection.state, connection.trouble) == (ConnectionState.BROKEN, Trouble.OTHER_FIRM)


def test_trouble_that_passes_is_shown_and_breaks_nothing(box, administrator):
    connection = accounts.clio(box, load=False)
    box.faults.set("clio", "users.who_am_i", 500)

    page = check(administrator, connection)

    connection.refresh_from_db()
    assert (connection.state, connection.failure) == (ConnectionState.WORKING, Fault.VENDOR_TROUBLE)
    assert Fault.VENDOR_TROUBLE in page.text


def test_a_person_whom_clio_does_not_tell_who_they_are_can_still_work(box, administrator):
    connection = accounts.clio(box, load=False)
    box.faults.set("clio", "users.who_am_i", 403)

    check(administrator, connection)

    connection.refresh_from_db()
    assert connection.state == ConnectionState.WORKING
    assert events("works")[-1] == ("connection_checked", True)


def test_every_trouble_has_a_sentence_and_a_way_to_mend_it(box, administrator):
    connection = accounts.clio(box, load=False)

    for trouble in Trouble:
        Connection.objects.update(state=ConnectionState.BROKEN, trouble=trouble)
        context = health(administrator, connection).context
        assert context["sentence"]
        assert context["mending"]


def test_a_pairing_at_which_something_fails_keeps_no_other_from_being_wiped(administrator, monkeypatch):
    begin(administrator)
    bad = Pairing.objects.get()
    begin(administrator)
    Pairing.objects.update(begun_at=timezone.now() - dt.timedelta(minutes=16))
    Pairing.objects.filter(pk=bad.pk).update(begun_at=timezone.now() - dt.timedelta(minutes=17))
    refuse = pairings._refuse

    def stumbles(row, *given):
        if row.pk == bad.pk:
            raise OverflowError
        refuse(row, *given)

    monkeypatch.setattr(pairings, "_refuse", stumbles)

    for _each in range(2):
        assert services.let_lapse(1) == []
    states = dict(Pairing.objects.values_list("pk", "state"))
    assert states.pop(bad.pk) == PairingState.BEGUN
    assert list(states.values()) == [PairingState.LAPSED]
