"""The address that Zoom posts to: only what Zoom signed just now is taken, once, and only where to look is kept."""

import datetime as dt
import json

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.audit.models import Entry
from apps.integrations import hearing, services
from apps.integrations.models import Connection, Hint, Knock, SignedPost, Unheard
from tests import factories
from tests.integrations import accounts

POSTS = reverse("integrations:zoom_posts")
MEETING = "ab/cd+e=="


@pytest.fixture
def box(db):
    box = accounts.fresh()
    transcript = {"file_type": "TRANSCRIPT", "content": b"WEBVTT\n\n1\n00:00:00.000 --> 00:00:01.000\nA: b\n"}
    box.zoom.load(
        {
            "users": [{"id": "u1", "email": "judith@firm.example"}],
            "meetings": [
                {
                    "id": 9,
                    "uuid": MEETING,
                    "host_id": "u1",
                    "topic": "Adeyemi",
                    "recording_files": [transcript],
                }
            ],
        }
    )
    return box


@pytest.fixture
def connection(box):
    return accounts.zoom()


def post(client, delivery, **changes):
    told = delivery | changes
    return client.post(POSTS, data=told["body"], content_type="application/json", headers=told["headers"])


def refused():
    found = Entry.objects.filter(event="integrations.post_refused").order_by("id")
    return [entry.facts["reason"] for entry in found]


def nothing_kept():
    return not Hint.objects.exists() and not SignedPost.objects.exists()


def test_zooms_check_of_the_address_is_answered_with_proof_of_the_secret(box, client):
    delivery = box.zoom.url_validation()

    answer = post(client, delivery)

    assert answer.status_code == 200
    assert box.zoom.validated(delivery, answer.json())


def test_a_transcript_event_is_kept_as_a_hint_and_nothing_of_what_it_said_besides(box, client, connection):
    host = factories.person("lawyer", email="judith@firm.example")

    answer = post(client, box.zoom.transcript_completed(MEETING))

    hint = Hint.objects.get()
    assert (answer.status_code, answer.content) == (204, b"")
    assert (hint.connection, hint.remote_id, hint.host) == (connection, MEETING, host)
    assert hint.part == box.zoom.meetings[0].files[0].data["id"]
    kept = {field.name for field in Hint._meta.concrete_fields}
    assert kept == {"id", "connection", "kind", "remote_id", "part", "host", "heard_at", "taken_at"}
    assert refused() == []


def test_other_events_are_taken_and_lead_nowhere(box, client, connection):
    assert post(client, box.zoom.recording_completed(MEETING)).status_code == 204
    assert not Hint.objects.exists()


def test_nothing_is_asked_of_zoom_while_it_waits_for_an_answer(box, client, connection):
    before = len(box.zoom.requests)

    post(client, box.zoom.transcript_completed(MEETING))

    assert len(box.zoom.requests) == before


@pytest.mark.parametrize("missing", ["x-zm-signature", "x-zm-request-timestamp"])
def test_a_post_without_signature_or_time_is_refused(box, client, connection, missing):
    delivery = box.zoom.transcript_completed(MEETING)
    delivery["headers"].pop(missing)

    assert post(client, delivery).status_code == 401
    assert (refused(), nothing_kept()) == ([Unheard.UNSIGNED], True)


def test_a_body_that_was_changed_is_refused(box, client, connection):
    delivery = box.zoom.transcript_completed(MEETING)

    assert post(client, delivery, body=delivery["body"] + " ").status_code == 401
    assert (refused(), nothing_kept()) == ([Unheard.FORGED], True)


def test_a_signature_with_another_secret_is_refused(box, client, connection):
    body = box.zoom.transcript_completed(MEETING)["body"]
    headers = box.zoom.sign(body, int(timezone.now().timestamp()), secret="another")

    assert post(client, {"body": body, "headers": headers}).status_code == 401
    assert (refused(), nothing_kept()) == ([Unheard.FORGED], True)


@pytest.mark.parametrize("away", [dt.timedelta(minutes=5, seconds=5), dt.timedelta(minutes=-5, seconds=-5)])
def test_a_clock_more_than_five_minutes_away_is_refused(box, client, connection, away):
    now = timezone.now()
    body = box.zoom.transcript_completed(MEETING)["body"]
    headers = box.zoom.sign(body, int((now + away).timestamp()))

    with time_machine.travel(now, tick=False):
        assert post(client, {"body": body, "headers": headers}).status_code == 401

    assert (refused(), nothing_kept()) == ([Unheard.STALE], True)


def test_a_post_that_was_taken_is_refused_the_second_time(box, client, connection):
    delivery = box.zoom.transcript_completed(MEETING)

    assert [post(client, delivery).status_code for _ in range(2)] == [204, 401]
    assert (refused(), Hint.objects.count()) == ([Unheard.REPLAYED], 1)


def test_the_check_of_the_address_is_answered_once_for_each_signature(box, client):
    delivery = box.zoom.url_validation()

    assert [post(client, delivery).status_code for _ in range(2)] == [200, 401]


def test_a_post_over_the_limit_is_refused_unread(box, client, connection):
    body = json.dumps({"event": "x", "more": "x" * hearing.LARGEST})

    answer = post(client, {"body": body, "headers": box.zoom.sign(body, int(timezone.now().timestamp()))})

    assert answer.status_code == 413
    assert (refused(), nothing_kept()) == ([Unheard.TOO_LARGE], True)


@pytest.mark.parametrize(
    "body",
    [
        "not json",
        "[]",
        '{"event": 3}',
        '{"event": "recording.transcript_completed"}',
        '{"event": "recording.transcript_completed", "payload": {"account_id": "sandbox-zoom-account", "object": []}}',
        '{"event": "endpoint.url_validation", "payload": {}}',
    ],
)
def test_what_zoom_does_not_describe_is_refused(box, client, connection, body):
    answer = post(client, {"body": body, "headers": box.zoom.sign(body, int(timezone.now().timestamp()))})

    assert answer.status_code == 400
    assert (refused(), nothing_kept()) == ([Unheard.UNREADABLE], True)


@pytest.mark.parametrize("odd", ["\\u0000", "\\ud83d"], ids=["NUL", "half a character"])
def test_what_is_no_character_in_an_event_is_taken_for_a_mark(box, client, connection, odd):
    body = box.zoom.transcript_completed(MEETING)["body"].replace(MEETING, f"ab{odd}cd")
    headers = box.zoom.sign(body, int(timezone.now().timestamp()))

    assert post(client, {"body": body, "headers": headers}).status_code == 204
    assert Hint.objects.get().remote_id == "ab\ufffdcd"


def test_an_event_nested_without_end_is_refused(box, client, connection):
    body = '{"event": "x", "payload": ' + "[" * 100_000 + "]" * 100_000 + "}"

    answer = post(client, {"body": body, "headers": box.zoom.sign(body, int(timezone.now().timestamp()))})

    assert answer.status_code == 400
    assert (refused(), nothing_kept()) == ([Unheard.UNREADABLE], True)


def test_an_event_about_an_account_that_is_not_connected_is_refused(box, client, connection):
    Connection.objects.update(account_id="another")

    assert post(client, box.zoom.transcript_completed(MEETING)).status_code == 404
    assert (refused(), nothing_kept()) == ([Unheard.OTHER_ACCOUNT], True)


def test_an_ended_connection_hears_no_more(box, client, connection):
    services.end(connection=connection, by=factories.administrator())

    assert post(client, box.zoom.transcript_completed(MEETING)).status_code == 404
    assert nothing_kept()


def test_strangers_who_knock_often_are_counted_and_do_not_fill_the_log(box, client, connection):
    with time_machine.travel(dt.datetime(2026, 11, 20, 9, 0, 30, tzinfo=dt.UTC), tick=False) as clock:
        for _ in range(5):
            client.post(POSTS, data="{}", content_type="application/json")
        clock.shift(dt.timedelta(minutes=1))
        client.post(POSTS, data="{}", content_type="application/json")

    assert refused() == [Unheard.UNSIGNED, Unheard.UNSIGNED]
    assert list(Knock.objects.order_by("minute").values_list("count", flat=True)) == [5, 1]


def test_the_connections_page_says_where_to_post_and_what_was_refused(box, client, connection):
    post(client, box.zoom.transcript_completed(MEETING))
    for _ in range(3):
        client.post(POSTS, data="{}", content_type="application/json")
    client.force_login(factories.administrator())

    page = client.get(reverse("integrations:detail", args=[connection.pk]))

    assert f"http://testserver{POSTS}" in page.text
    assert page.context["posts"].refused == [("No signature", 3)]
    assert page.context["posts"].taken_at == Hint.objects.get().heard_at


def test_without_a_zoom_application_there_is_nothing_here(box, client, connection, settings):
    settings.ZOOM_CLIENT_FILE = ""

    assert post(client, box.zoom.transcript_completed(MEETING)).status_code == 404
    assert (refused(), nothing_kept()) == ([], True)


def test_only_posts_are_looked_at(box, client):
    assert client.get(POSTS).status_code == 405


def test_signatures_are_forgotten_once_they_are_no_longer_good(box, client, connection):
    post(client, box.zoom.transcript_completed(MEETING))
    SignedPost.objects.update(heard_at=timezone.now() - dt.timedelta(minutes=16))

    services.forget_posts(10)

    assert (SignedPost.objects.count(), Hint.objects.count()) == (0, 1)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(body=st.binary(max_size=60), signature=st.text(max_size=80), stamp=st.text(max_size=14))
def test_what_is_not_signed_is_never_let_in(body, signature, stamp):
    from apps.integrations.zoom import webhooks

    now = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)
    with pytest.raises(webhooks.NotFromZoom) as said:
        webhooks.check(signature=signature, timestamp=stamp, body=body, secret="s", now=now)

    assert said.value.codes[0] in Unheard.values
