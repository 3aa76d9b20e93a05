"""Posts of practice systems: what has to be true before one is a hint, and how subscriptions to them are kept."""

import datetime as dt
import json
from copy import deepcopy
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.audit.models import Entry
from apps.core.errors import BadInput, NotAllowed, WrongState
from apps.integrations import hearing, services, subscriptions
from apps.integrations.clio import webhooks
from apps.integrations.errors import Fault
from apps.integrations.models import (
    Connection,
    ConnectionState,
    Hint,
    HintKind,
    Knock,
    SignedPost,
    Subscription,
    SubscriptionState,
    Unheard,
)
from firmai.logs import Lines
from tests import factories
from tests.integrations import accounts

NOON = dt.datetime(2026, 11, 20, 17, 0, tzinfo=dt.UTC)
HOUSE = "https://firmai.firm.example/"


@pytest.fixture
def box(db):
    return accounts.fresh()


@pytest.fixture
def clock(box):
    with time_machine.travel(NOON, tick=False) as travelled:
        box.clock.stop(NOON)

        def shift(**by):
            travelled.shift(dt.timedelta(**by))
            box.clock.move(seconds=dt.timedelta(**by).total_seconds())

        yield shift


@pytest.fixture
def connection(box, clock):
    return accounts.clio(box, seconds=400 * 24 * 3600)


@pytest.fixture(scope="module")
def at_clio(beforehand):
    """What Clio keeps of five subscriptions of a connection, each checked by Clio at its address."""
    with beforehand(), time_machine.travel(NOON, tick=False):
        box = accounts.fresh()
        box.clock.stop(NOON)
        connection = accounts.clio(box, seconds=400 * 24 * 3600)
        services.listen(connection=connection, base=HOUSE, by=factories.administrator())
        keep()
        for row in Subscription.objects.all():
            assert shake(box, Client(), row).status_code == 200
        keep()
        return box.clio.stores["ca"].rows["webhook"]


@pytest.fixture
def told(at_clio, box, clock):
    """That connection."""
    accounts.clio_again(box)
    store = box.clio.stores["ca"]
    store.keep_clear(at_clio)
    for number, row in at_clio.items():
        box.clio.serial("webhook")
        store.rows["webhook"][number] = replace(row, data=deepcopy(row.data), kept=deepcopy(row.kept))
    return Connection.objects.get()


def keep():
    """What the scheduler and a worker do about subscriptions that are due."""
    Connection.objects.update(posts_looked_at=None)
    for connection_id in services.claim_subscriptions(10):
        services.keep_subscriptions(connection_id)


def post(client, delivery, **changes):
    sent = delivery | changes
    path = urlsplit(sent["url"]).path
    return client.post(path, data=sent["body"], content_type="application/json", headers=sent["headers"])


def shake(box, client, row):
    answer = post(client, box.clio.handshake(int(row.remote_id)))
    box.clio.shake(int(row.remote_id), answer.headers.get("X-Hook-Secret", ""))
    return answer


def of(kind, connection):
    return connection.subscriptions.get(kind=kind, state__in=["asked", "standing"])


def about_matter(box, told, event="updated"):
    return box.clio.delivery(int(of(HintKind.MATTER, told).remote_id), event, 40)


def refused():
    found = Entry.objects.filter(event="integrations.post_refused").order_by("id")
    return [entry.facts["reason"] for entry in found]


def nothing_kept():
    return not Hint.objects.exists() and not SignedPost.objects.exists()


# --- subscriptions -------------------------------------------------------------------------------------------------


def test_clio_is_asked_for_every_kind_with_nothing_of_a_record_but_that_it_changed(box, connection):
    services.listen(connection=connection, base=HOUSE, by=factories.administrator())

    keep()

    sent = [each.body["data"] for each in box.clio.requests if each.operation == "webhooks.create"]
    assert sorted(each["model"] for each in sent) == [
        "calendar_entry",
        "contact",
        "document",
        "matter",
        "task",
    ]
    assert {each["fields"] for each in sent} == {"id,etag,updated_at"}
    assert {each["expires_at"] for each in sent} == {(NOON + dt.timedelta(days=30)).isoformat()}
    assert len({each["url"] for each in sent}) == 5


def test_an_address_is_not_kept_and_the_secret_is_sealed(box, connection):
    services.listen(connection=connection, base=HOUSE, by=factories.administrator())
    keep()

    row = of(HintKind.MATTER, connection)
    sent = next(each for each in box.clio.requests if each.operation == "webhooks.create").body["data"]
    assert urlsplit(sent["url"]).path.rstrip("/").rpartition("/")[2] not in str(vars(row))
    assert (
        box.clio.stores["ca"].rows["webhook"][int(row.remote_id)].data["shared_secret"].encode()
        not in row.secret
    )


def test_a_connection_that_nobody_asked_to_be_told_of_is_not_subscribed(box, connection):
    keep()
    assert [each for each in box.clio.requests if each.operation.startswith("webhooks")] == []


def test_looking_again_makes_no_second_subscription(box, told):
    keep()
    assert len(box.clio.created("webhook")) == 5


def test_where_the_answer_to_asking_was_lost_the_subscription_is_found_by_its_address(box, connection, clock):
    services.listen(connection=connection, base=HOUSE, by=factories.administrator())
    box.faults.set("clio", "webhooks.create", "dropped")
    keep()
    clock(minutes=20)
    keep()
    keep()

    assert len(box.clio.created("webhook")) == 5
    assert connection.subscriptions.exclude(remote_id="").count() == 5


def test_a_subscription_is_renewed_before_its_month_is_over(box, told, clock):
    clock(days=21)
    keep()

    assert set(Subscription.objects.values_list("expires_at", flat=True)) == {NOON + dt.timedelta(days=51)}
    renewed = Entry.objects.filter(event="integrations.subscription_renewed")
    assert renewed.count() == 5
    longest = max(each.data["expires_at"] for each in box.clio.stores["ca"].rows["webhook"].values())
    assert longest == (NOON + dt.timedelta(days=51)).isoformat()


def test_with_a_look_every_week_no_subscription_ever_ends(box, told, clock):
    for _ in range(10):
        clock(days=7)
        keep()
    assert len(box.clio.created("webhook")) == 5
    assert Subscription.objects.filter(state=SubscriptionState.STANDING).count() == 5


@pytest.mark.parametrize("how", ["suspended", "expired", "gone"])
def test_a_subscription_that_clio_ended_is_made_anew(box, told, clock, how):
    row = of(HintKind.MATTER, told)
    held = box.clio.stores["ca"].rows["webhook"][int(row.remote_id)]
    if how == "suspended":
        held.data["status"] = "suspended"
    elif how == "expired":
        held.data["expires_at"] = NOON.isoformat()
    else:
        held.kept["gone"] = True
    clock(minutes=30)

    keep()

    row.refresh_from_db()
    assert (row.state, row.secret) == (SubscriptionState.ENDED, None)
    assert of(HintKind.MATTER, told).remote_id != row.remote_id
    assert Entry.objects.filter(event="integrations.subscription_ended").count() == 1


def test_after_a_change_of_the_houses_name_what_is_subscribed_to_follows_it(box, told, client):
    """Clio prolonged for ever what it posted to the old name, and all looked well."""
    before = set(told.subscriptions.values_list("pk", flat=True))

    services.listen(connection=told, base="https://new.example", by=factories.administrator())
    keep()

    standing = told.subscriptions.exclude(state=SubscriptionState.ENDED)
    assert len(standing) == len(before)
    assert before.isdisjoint(standing.values_list("pk", flat=True))
    kept = box.clio.stores["ca"].rows["webhook"]
    urls = {kept[int(row.remote_id)].data["url"] for row in standing}
    assert all(url.startswith("https://new.example/connections/clio/posts/") for url in urls)
    keep()
    assert set(standing.values_list("pk", flat=True)) == set(
        told.subscriptions.exclude(state=SubscriptionState.ENDED).values_list("pk", flat=True)
    )
    assert told.subscriptions.count() == 2 * len(before)


def test_posts_to_a_name_that_the_house_does_not_have_any_more_are_said_to_be_lost(told, client, settings):
    client.force_login(factories.administrator())
    page, lost = reverse("integrations:detail", args=[told.pk]), "no longer answers to that address"
    assert lost not in client.get(page).text
    assert "an address that this house no longer has" not in client.get("/").text

    settings.ALLOWED_HOSTS = ["new.example"]

    shown = client.get(page, headers={"host": "new.example"}).text
    assert lost in shown
    assert "Be told at http://new.example instead" in shown
    assert "an address that this house no longer has" in client.get("/", headers={"host": "new.example"}).text


def test_only_an_administrator_may_have_changes_told(connection):
    with pytest.raises(NotAllowed):
        services.listen(connection=connection, base=HOUSE, by=factories.person("partner"))
    connection.refresh_from_db()
    assert connection.posts_to == ""


def test_an_address_without_https_is_refused(connection):
    with pytest.raises(BadInput, match="https"):
        services.listen(
            connection=connection, base="http://firmai.firm.example", by=factories.administrator()
        )
    connection.refresh_from_db()
    assert connection.posts_to == ""


def test_nobody_stops_what_was_never_asked_for(connection):
    with pytest.raises(WrongState):
        services.stop_listening(connection=connection, by=factories.administrator())


def test_what_a_worker_is_asking_for_while_posts_are_stopped_does_not_stand(box, connection, monkeypatch):
    services.listen(connection=connection, base=HOUSE, by=factories.administrator())
    make = subscriptions._AtClio.make
    made = []

    def meanwhile(*given, **more):
        made.append(make(*given, **more))
        if len(made) == 2:
            services.stop_listening(connection=connection, by=factories.administrator())
        return made[-1]

    monkeypatch.setattr(subscriptions._AtClio, "make", meanwhile)

    keep()

    assert len(made) == 2
    assert not Subscription.objects.exclude(state=SubscriptionState.ENDED).exists()


def test_once_stopped_a_post_is_answered_so_that_clio_ends_it(box, told, client):
    delivery = about_matter(box, told)

    services.stop_listening(connection=told, by=factories.administrator())

    assert post(client, delivery).status_code == 410
    assert (refused(), nothing_kept()) == ([Unheard.ENDED], True)


def test_ending_a_connection_ends_what_it_is_told(box, told, client):
    delivery = about_matter(box, told)
    services.end(connection=told, by=factories.administrator())
    assert post(client, delivery).status_code == 410
    assert not Subscription.objects.exclude(secret=None).exists()


# --- the check of an address -----------------------------------------------------------------------------------------


def test_the_handshake_is_answered_with_the_same_header(box, connection, client):
    services.listen(connection=connection, base=HOUSE, by=factories.administrator())
    keep()
    row = of(HintKind.MATTER, connection)
    delivery = box.clio.handshake(int(row.remote_id))

    answer = post(client, delivery)

    assert answer.status_code == 200
    assert answer.headers["X-Hook-Secret"] == delivery["headers"]["x-hook-secret"]
    assert refused() == []


def test_a_handshake_that_arrives_before_the_answer_to_asking_is_answered(box, connection, client):
    services.listen(connection=connection, base=HOUSE, by=factories.administrator())
    keep()
    row = of(HintKind.MATTER, connection)
    delivery = box.clio.handshake(int(row.remote_id))
    Subscription.objects.filter(pk=row.pk).update(remote_id="", secret=None)

    assert post(client, delivery).status_code == 200


def test_a_handshake_that_nobody_waits_for_is_refused(box, told, client):
    delivery = box.clio.handshake(int(of(HintKind.MATTER, told).remote_id))

    answer = post(client, delivery)

    assert (answer.status_code, "X-Hook-Secret" in answer.headers) == (409, False)
    assert refused() == [Unheard.NOT_EXPECTED]


# --- posts ---------------------------------------------------------------------------------------------------------


def test_a_signed_post_is_kept_as_a_hint_with_ids_alone(box, told, client):
    answer = post(client, about_matter(box, told))

    hint = Hint.objects.get()
    assert (answer.status_code, answer.content) == (204, b"")
    assert (hint.connection, hint.kind, hint.remote_id, hint.part) == (told, HintKind.MATTER, "40", "updated")
    assert refused() == []


def test_nothing_is_asked_of_clio_while_it_waits_for_an_answer(box, told, client):
    delivery, before = about_matter(box, told), len(box.clio.requests)
    post(client, delivery)
    assert len(box.clio.requests) == before


def test_the_same_post_again_is_refused_on_record_and_changes_nothing(box, told, client):
    delivery = about_matter(box, told)
    post(client, delivery)

    answer = post(client, delivery)

    assert (
        answer.status_code == 204
    )  # Clio posts again when an answer was lost, and gives up who keeps refusing
    assert (refused(), Hint.objects.count()) == ([Unheard.REPLAYED], 1)


def test_a_post_replayed_after_its_signature_was_forgotten_is_too_old(box, told, client, clock):
    delivery = about_matter(box, told)
    post(client, delivery)
    clock(days=40)
    hearing.forget_posts(10)
    Hint.objects.all().delete()
    assert not SignedPost.objects.exists()

    assert post(client, delivery).status_code == 401
    assert (refused(), nothing_kept()) == ([Unheard.STALE], True)


def test_a_change_after_that_is_another_post(box, told, client, clock):
    post(client, about_matter(box, told))
    clock(minutes=1)
    store = box.clio.stores["ca"]
    store.change(store.rows["matter"][40], {"description": "Renamed"})

    assert post(client, about_matter(box, told)).status_code == 204
    assert (refused(), Hint.objects.count()) == ([], 2)


def test_a_post_without_a_signature_is_refused(box, told, client):
    delivery = about_matter(box, told)
    assert post(client, delivery, headers={}).status_code == 401
    assert (refused(), nothing_kept()) == ([Unheard.UNSIGNED], True)


def test_no_line_of_the_house_s_own_logs_holds_an_address_that_nobody_can_guess(box, told, client, caplog):
    delivery = about_matter(box, told)
    caplog.clear()

    assert post(client, delivery, headers={}).status_code == 401

    messages = [json.loads(Lines().format(record))["message"] for record in caplog.records]
    assert messages == ["Unauthorized: /connections/clio/posts/…/"]


def test_a_signature_over_other_bytes_is_refused(box, told, client):
    delivery = about_matter(box, told)
    assert post(client, delivery, body=delivery["body"] + " ").status_code == 401
    assert (refused(), nothing_kept()) == ([Unheard.FORGED], True)


@pytest.mark.parametrize(
    "spoil", [str.upper, lambda told: "sha256=" + told, lambda told: told + "0", lambda _: "é"]
)
def test_a_signature_in_another_form_is_refused(box, told, client, spoil):
    delivery = about_matter(box, told)
    right = delivery["headers"]["x-hook-signature"]
    assert post(client, delivery, headers={"x-hook-signature": spoil(right)}).status_code == 401
    assert (refused(), nothing_kept()) == ([Unheard.FORGED], True)


def test_a_post_signed_for_another_subscription_is_refused(box, told, client):
    matter = about_matter(box, told)
    document = box.clio.delivery(int(of(HintKind.DOCUMENT, told).remote_id), "updated", 60)

    assert post(client, document, url=matter["url"]).status_code == 401
    assert (refused(), nothing_kept()) == ([Unheard.FORGED], True)


def test_a_post_to_an_address_that_was_never_given_out_is_refused(box, told, client):
    delivery = about_matter(box, told)
    assert post(client, delivery, url=HOUSE + "connections/clio/posts/guessed/").status_code == 404
    assert (refused(), nothing_kept()) == ([Unheard.UNKNOWN_ADDRESS], True)


def test_a_post_about_another_subscription_is_refused_though_its_signature_is_good(box, told, client):
    row = of(HintKind.MATTER, told)
    body = json.dumps({"data": {"id": 40}, "meta": {"event": "updated", "webhook_id": 999}}).encode()
    secret = subscriptions.secret_of(row)
    headers = {"x-hook-signature": webhooks.sign(body=body, secret=secret)}
    url = about_matter(box, told)["url"]

    assert post(client, {"url": url, "headers": headers, "body": body}).status_code == 404
    assert (refused(), nothing_kept()) == ([Unheard.OTHER_ACCOUNT], True)


@pytest.mark.parametrize(
    "body", [b"[]", b"{}", b"not json", b'{"data": {"id": "../1"}, "meta": {}}', b"<html>"]
)
def test_a_signed_post_that_clio_does_not_describe_is_refused(box, told, client, body):
    row, url = of(HintKind.MATTER, told), about_matter(box, told)["url"]
    headers = {"x-hook-signature": webhooks.sign(body=body, secret=subscriptions.secret_of(row))}

    assert post(client, {"url": url, "headers": headers, "body": body}).status_code == 400
    assert (refused(), nothing_kept()) == ([Unheard.UNREADABLE], True)


def test_a_post_that_is_too_large_is_refused_before_it_is_looked_at(box, told, client):
    delivery = about_matter(box, told)
    assert post(client, delivery, body="x" * (hearing.LARGEST + 1)).status_code == 413
    assert (refused(), nothing_kept()) == ([Unheard.TOO_LARGE], True)


def test_many_refused_posts_are_one_line_and_a_count(box, told, client):
    delivery = about_matter(box, told)
    for _ in range(5):
        post(client, delivery, headers={})
    assert (refused(), Knock.objects.get().count) == ([Unheard.UNSIGNED], 5)


@given(st.binary(max_size=300))
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_body_is_read_or_refused_and_nothing_else(body):
    try:
        found = webhooks.told(body)
    except webhooks.Unreadable:
        return
    assert found.record.isdigit()


# --- MyCase --------------------------------------------------------------------------------------------------------


@pytest.fixture
def mycase(box, clock):
    connection = accounts.mycase(box, seconds=400 * 24 * 3600)
    services.listen(connection=connection, base=HOUSE, by=factories.administrator())
    keep()
    return connection


def test_mycase_is_asked_for_what_it_has_and_its_key_is_not_kept(box, mycase):
    assert sorted(each["model"] for each in box.mycase.subscriptions.values()) == [
        "case", "client", "company", "event",
    ]  # fmt: skip
    assert set(Subscription.objects.values_list("state", "secret")) == {(SubscriptionState.STANDING, None)}


def test_of_a_mycase_post_nothing_is_believed_but_that_it_is_worth_a_look(box, mycase, client):
    delivery = box.mycase.delivery(of(HintKind.MATTER, mycase).remote_id, "updated", 40)

    assert post(client, delivery).status_code == 204
    assert post(client, delivery, body="anything at all").status_code == 204
    assert list(Hint.objects.values_list("kind", "remote_id", "part")) == [(HintKind.MATTER, "", "")]


def test_a_mycase_post_to_another_address_is_refused(box, mycase, client):
    delivery = box.mycase.delivery(of(HintKind.MATTER, mycase).remote_id, "updated", 40)
    assert post(client, delivery, url=HOUSE + "connections/mycase/posts/guessed/").status_code == 404
    assert (refused(), nothing_kept()) == ([Unheard.UNKNOWN_ADDRESS], True)


def test_clios_address_is_not_one_of_mycases(box, told, client):
    delivery = about_matter(box, told)
    elsewhere = delivery["url"].replace("/clio/", "/mycase/")
    assert post(client, delivery, url=elsewhere).status_code == 404
    assert nothing_kept()


def test_a_subscription_that_mycase_lost_is_made_anew(box, mycase, clock):
    box.mycase.subscriptions.clear()
    clock(minutes=30)
    keep()
    assert len(box.mycase.subscriptions) == 4
    assert Subscription.objects.filter(state=SubscriptionState.STANDING).count() == 4


def test_a_kind_that_the_account_may_not_be_told_of_keeps_no_other_from_being_subscribed_to(box, connection):
    services.listen(connection=connection, base=HOUSE, by=factories.administrator())
    box.faults.set("clio", "webhooks.create", 403)

    keep()

    asked_for = Subscription.objects.exclude(remote_id="").values_list("kind", flat=True)
    assert set(asked_for) == {*HintKind.records()} - {HintKind.MATTER, HintKind.COMPANY}
    connection.refresh_from_db()
    assert (connection.state, connection.failure) == (ConnectionState.WORKING, Fault.NOT_PERMITTED)


def test_a_kind_at_which_something_fails_keeps_no_other_from_being_subscribed_to(connection, monkeypatch):
    services.listen(connection=connection, base=HOUSE, by=factories.administrator())
    look_after = subscriptions._keep

    def stumbles(which, kind, *given):
        if kind == HintKind.MATTER:
            raise OverflowError
        look_after(which, kind, *given)

    monkeypatch.setattr(subscriptions, "_keep", stumbles)

    keep()

    assert set(Subscription.objects.values_list("kind", flat=True)) == {
        HintKind.CONTACT,
        HintKind.DOCUMENT,
        HintKind.CALENDAR_ENTRY,
        HintKind.TASK,
    }
