"""Connections: made by administrators, sealed, renewed by each vendor's rules, broken once and said so."""

import datetime as dt
import sys
import threading

import pytest
import time_machine
from django.db import connections

from apps.audit.models import Entry
from apps.core.errors import BadInput, NotAllowed
from apps.integrations import services, tokens
from apps.integrations.clio.connect import connect as connect_clio
from apps.integrations.errors import Fault, Permanent, Transient
from apps.integrations.models import Connection, ConnectionState, Region, Trouble, Vendor
from apps.integrations.zoom.connect import connect as connect_zoom
from tests import factories
from tests.integrations import accounts

BACK = "http://127.0.0.1:8000/connections/back"


@pytest.fixture
def box(db):
    return accounts.fresh()


def events(connection):
    return list(Entry.objects.filter(subject=connection.pk).order_by("id").values_list("event", flat=True))


def asked(box, vendor, operation):
    return [each for each in getattr(box, vendor).requests if each.operation == operation]


@pytest.mark.parametrize("region", [None, Region.UNKNOWN])
def test_clios_region_has_no_default(box, region):
    with pytest.raises(BadInput):
        services.depart(vendor=Vendor.CLIO, region=region, redirect_uri=BACK, by=factories.administrator())


@pytest.mark.parametrize("role", ["partner", "lawyer", "clerk", "auditor"])
def test_only_an_administrator_connects_or_ends(box, role):
    connection = accounts.clio(box)
    person = factories.person(role)

    with pytest.raises(NotAllowed):
        services.end(connection=connection, by=person)
    with pytest.raises(NotAllowed):
        services.depart(vendor=Vendor.CLIO, region=Region.CANADA, redirect_uri=BACK, by=person)

    connection.refresh_from_db()
    assert connection.state == ConnectionState.WORKING
    assert events(connection) == ["integrations.connection_made", "integrations.refused"]
    assert [
        (each.subject, each.facts)
        for each in Entry.objects.filter(event="integrations.refused").order_by("pk")
    ] == [
        (connection.pk, {"attempted": "end", "reasons": ["role"]}),
        (person.pk, {"attempted": "connect", "reasons": ["role"]}),
    ]


def test_tokens_are_sealed_for_their_own_connection(box):
    connection = accounts.clio(box)
    held = tokens.opened(connection).access.reveal()

    assert held.encode() not in bytes(connection.tokens)
    assert held not in repr(tokens.opened(connection))


def test_connecting_an_account_again_mends_the_row_that_is_there(box):
    first = accounts.clio(box)
    services.mark_broken(first.pk)

    again = accounts.clio(box, load=False)

    assert again.pk == first.pk
    assert Connection.objects.get().state == ConnectionState.WORKING


def test_connecting_again_after_the_end_gives_the_same_row_so_that_what_came_in_is_still_known(box):
    first = accounts.clio(box)
    services.end(connection=first, by=factories.administrator())

    again = accounts.clio(box, load=False)

    assert again.pk == first.pk
    assert Connection.objects.get().state == ConnectionState.WORKING


def test_the_same_number_in_another_region_is_another_account(box):
    canadian = accounts.clio(box)

    american = accounts.clio(box, region=Region.UNITED_STATES)

    assert american.pk != canadian.pk
    assert set(Connection.objects.values_list("region", flat=True)) == {"ca", "us"}


def test_an_old_token_is_renewed_before_it_is_used_and_clios_refresh_token_is_kept(box):
    connection = accounts.clio(box, seconds=30)
    before = tokens.opened(connection)

    with connect_clio(connection) as clio:
        clio.matters()

    after = tokens.opened(Connection.objects.get())
    assert after.access != before.access
    assert after.refresh == before.refresh
    assert len(asked(box, "clio", "oauth.token")) == 1
    assert events(connection) == ["integrations.connection_made", "integrations.connection_refreshed"]


def test_a_rotated_refresh_token_replaces_the_old_one(box):
    connection = accounts.clio(box, seconds=30)
    before = tokens.opened(connection)
    box.clio.configure(rotate_refresh_tokens=True)

    services.refresh(connection.pk)
    services.refresh(connection.pk)

    assert tokens.opened(Connection.objects.get()).refresh != before.refresh
    assert Connection.objects.get().state == ConnectionState.WORKING


def test_a_token_that_is_refused_is_renewed_once_and_the_call_repeated(box):
    connection = accounts.clio(box)
    held = tokens.opened(connection).access.reveal()
    box.clio.tokens[held].revoked = True

    with connect_clio(connection) as clio:
        found = clio.matters()

    assert len(found.items) == 2
    assert len(asked(box, "clio", "oauth.token")) == 1


def test_a_renewal_that_is_refused_breaks_the_connection_once_and_says_so(box):
    connection = accounts.clio(box, seconds=30)
    box.clio.refreshes.clear()

    for _ in range(2):
        with connect_clio(connection) as clio, pytest.raises(Permanent) as refused:
            clio.matters()
        assert refused.value.code == Fault.NOT_CONNECTED

    connection.refresh_from_db()
    assert (connection.state, connection.trouble) == (ConnectionState.BROKEN, Trouble.REVOKED)
    assert events(connection) == ["integrations.connection_made", "integrations.connection_failed"]
    assert len(asked(box, "clio", "oauth.token")) == 1


@pytest.mark.parametrize("fault", [500, 429, "dropped_before", "garbage", "redirect", 404])
def test_a_renewal_that_fails_for_now_breaks_nothing(box, fault):
    """A page that says that the vendor is being worked on, or one in another's place, refuses no token."""
    connection = accounts.clio(box, seconds=30)
    box.faults.set("clio", "oauth.token", fault)

    with connect_clio(connection) as clio, pytest.raises(Transient):
        clio.matters()
    with connect_clio(connection) as clio:
        clio.matters()

    connection.refresh_from_db()
    assert connection.state == ConnectionState.WORKING


@pytest.mark.django_db(transaction=True)
def test_two_processes_that_renew_at_once_use_mycases_refresh_token_once():
    box = accounts.fresh()
    connection = accounts.mycase(box)
    stale = tokens.opened(connection).access
    found, start = [], threading.Barrier(4)

    def renew():
        try:
            start.wait()
            found.append(tokens.renewed(connection.pk, stale=stale).access.reveal())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=renew) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 4
    assert len(set(found)) == 1
    assert len(asked(box, "mycase", "oauth.token")) == 1
    assert Connection.objects.get().state == ConnectionState.WORKING


def test_a_mycase_connection_is_kept_alive_for_longer_than_its_refresh_token_lives(box):
    start = dt.datetime(2026, 11, 1, 9, 0, tzinfo=dt.UTC)
    with time_machine.travel(start, tick=False) as clock:
        connection = accounts.mycase(box)
        for _ in range(8 * 20):
            clock.shift(dt.timedelta(hours=3))
            for due in services.claim_ageing(10):
                services.refresh(due)

    connection.refresh_from_db()
    assert connection.state == ConnectionState.WORKING
    assert len(asked(box, "mycase", "oauth.token")) <= 25


@pytest.mark.parametrize("lost", ["dropped", "truncated", 503])
def test_a_new_token_of_mycases_that_was_lost_on_its_way_is_not_said_to_be_withdrawn(box, lost):
    """Its refresh token is good once: after an answer that did not arrive there is none that it takes."""
    connection = accounts.mycase(box, load=False)
    box.faults.set("mycase", "oauth.token", lost)
    with pytest.raises(Transient):
        services.refresh(connection.pk)
    box.mycase.refreshes.clear()

    with pytest.raises(Permanent):
        services.refresh(connection.pk)

    connection.refresh_from_db()
    assert (connection.state, connection.trouble) == (ConnectionState.BROKEN, Trouble.ANSWER_LOST)
    with pytest.raises(Permanent):
        services.check(connection=connection, by=factories.administrator())
    assert Connection.objects.get().trouble == Trouble.ANSWER_LOST


def test_a_process_that_ended_before_it_stored_mycases_answer_left_a_note(box, monkeypatch):
    connection = accounts.mycase(box, load=False)
    with monkeypatch.context() as patch:
        patch.setattr(tokens, "_store", lambda *_: sys.exit())
        with pytest.raises(SystemExit):
            services.refresh(connection.pk)

    with pytest.raises(Permanent):
        services.refresh(connection.pk)

    assert Connection.objects.get().trouble == Trouble.ANSWER_LOST


@pytest.mark.parametrize("passing", ["dropped_before", 429, 404, "redirect"])
def test_after_a_renewal_that_came_good_a_refusal_means_that_it_was_withdrawn(box, passing):
    connection = accounts.mycase(box, load=False)
    box.faults.set("mycase", "oauth.token", passing)
    with pytest.raises(Transient):
        services.refresh(connection.pk)
    services.refresh(connection.pk)
    box.mycase.refreshes.clear()

    with pytest.raises(Permanent):
        services.refresh(connection.pk)

    assert Connection.objects.get().trouble == Trouble.REVOKED


def test_a_renewal_that_was_turned_away_loses_no_token(box):
    connection = accounts.mycase(box, load=False)
    box.faults.set("mycase", "oauth.token", 429)
    with pytest.raises(Transient):
        services.refresh(connection.pk)
    box.mycase.refreshes.clear()

    with pytest.raises(Permanent):
        services.refresh(connection.pk)

    assert Connection.objects.get().trouble == Trouble.REVOKED


@pytest.mark.django_db(transaction=True)
def test_an_answer_that_came_while_the_database_went_away_is_stored_all_the_same(monkeypatch):
    box = accounts.fresh()
    connection = accounts.mycase(box, load=False)
    ask = tokens._ask_vendor

    def asked_while_the_line_broke(*given):
        found = ask(*given)
        connections["default"].connection.close()
        return found

    with monkeypatch.context() as patch:
        patch.setattr(tokens, "_ask_vendor", asked_while_the_line_broke)
        services.refresh(connection.pk)
    services.refresh(connection.pk)

    connection.refresh_from_db()
    assert (connection.state, connection.renewal_asked_at) == (ConnectionState.WORKING, None)
    assert events(connection).count("integrations.connection_refreshed") == 2


def test_zoom_asks_for_a_token_when_it_needs_one(box):
    connection = accounts.zoom()
    box.zoom.tokens.clear()
    box.zoom.load({"users": [{"id": "u1", "email": "jane@firm.example"}], "meetings": []})

    with connect_zoom(connection) as zoom:
        page = zoom.recordings("u1", since=dt.date(2026, 11, 1), until=dt.date(2026, 11, 20))

    assert (page.items, page.next) == ([], "")
    assert len(asked(box, "zoom", "oauth.token")) == 2


def test_an_ended_connection_holds_no_tokens_and_reaches_nobody(box):
    connection = accounts.clio(box)

    services.end(connection=connection, by=factories.administrator())

    connection.refresh_from_db()
    assert (connection.state, bytes(connection.tokens)) == (ConnectionState.ENDED, b"")
    with pytest.raises(Permanent):
        services.refresh(connection.pk)


@pytest.mark.parametrize("mode", [0o644, 0o640])
def test_a_credentials_file_open_to_others_is_not_read(box, settings, tmp_path, mode):
    loose = tmp_path / "clio"
    loose.write_text("id\nsecret\n")
    loose.chmod(mode)
    settings.CLIO_CLIENT_FILE = str(loose)

    with pytest.raises(Permanent) as refused:
        services.depart(
            vendor=Vendor.CLIO, region=Region.CANADA, redirect_uri=BACK, by=factories.administrator()
        )

    assert refused.value.code == Fault.NOT_CONFIGURED
