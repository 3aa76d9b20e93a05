"""The state of the log, and verifying it from the page."""

import datetime as dt

import pytest
import time_machine
from django.test import Client, override_settings
from django.utils import timezone
from django.utils.html import escape

from apps.audit import notes, tallies, verifications
from apps.audit.events import Event
from apps.audit.models import Checkpoint, Entry, Leaf, Verification
from apps.core.errors import NotAllowed
from apps.desk import activity
from tests import factories
from tests.audit import rows, sequenced
from tests.audit.conftest import as_nobody_may
from tests.audit.test_verify import STRANGE

__all__ = ["as_nobody_may"]
pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")

PAGES = ("/log/state/", "/log/state/verification/")
SEES_ALL = {"auditor": True, "partner": False, "lawyer": False, "staff": False}


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def administrator():
    user = factories.administrator()
    sequenced.sequence_all()
    return user


@pytest.mark.parametrize(("role", "sees"), SEES_ALL.items())
def test_the_state_of_the_log_is_for_those_who_see_all_of_it(role, sees):
    client = signed_in(factories.person(role))

    assert [client.get(page).status_code for page in PAGES] == [200 if sees else 404] * 2
    assert client.post("/log/state/verify/").status_code == (302 if sees else 404)
    assert Verification.objects.exists() is sees


def test_verifying_from_the_page_goes_on_without_it_and_is_on_record(administrator):
    client = signed_in(administrator)
    sequenced.sequence_all()
    client.post("/log/state/verify/")
    client.post("/log/state/verify/")
    under_way = client.get("/log/state/verification/").content.decode()

    (claimed,) = verifications.claim(10)
    again = verifications.claim(10)
    verifications.run(claimed)
    verifications.run(claimed)

    done = Verification.objects.get()
    (line,) = Entry.objects.filter(event="log.verified")
    assert again == []
    assert 'hx-trigger="every 1s"' in under_way
    assert (done.fault, done.size, done.percent) == ("", Leaf.objects.count(), 100)
    assert (line.actor, line.subject) == (administrator.pk, done.pk)
    assert line.facts == {"size": done.size, "sound": True}
    assert "everything agrees" in client.get("/log/state/").content.decode()


def test_a_fault_is_named_on_the_page_and_on_record(administrator, as_nobody_may):
    entry = Leaf.objects.get(index=0).entry
    verifications.ask(by=administrator)
    as_nobody_may(f"UPDATE audit_entry SET body = replace(body, 'people', 'persons') WHERE id = {entry}")

    (claimed,) = verifications.claim(10)
    verifications.run(claimed)

    assert Verification.objects.get().fault == "entry_changed"
    assert Entry.objects.get(event="log.verified").facts["fault"] == "entry_changed"
    assert f"index 0, entry {entry}" in signed_in(administrator).get("/log/state/").content.decode()


@pytest.mark.parametrize(
    ("name", "to", "said"),
    [
        ("LOG_WITNESS_AUTHORITY_ROOTS", "/nowhere/roots.pem", "LOG_WITNESS_AUTHORITY_ROOTS is not a file"),
        ("FIRMAI_LOG_KEY_FILE", "/nowhere/log_key", "The key file /nowhere/log_key cannot be read"),
        ("LOG_VERIFIERS", ["firm.example+00000000+AAAA"], "A verifier&#x27;s key is name+id+key"),
    ],
)
def test_what_cannot_be_read_where_it_is_verified_is_said_and_not_tried_for_ever(
    administrator, name, to, said
):
    verifications.ask(by=administrator)
    (claimed,) = verifications.claim(10)
    page = signed_in(administrator)
    with override_settings(**{name: to}):
        verifications.run(claimed)

    shown = page.get("/log/state/verification/").content.decode()
    assert "Nothing was verified" in shown
    assert said in shown
    assert "every 1s" not in shown
    assert Entry.objects.get(event="log.verified").facts == {
        "size": 0,
        "sound": False,
        "fault": "settings_unreadable",
    }


def test_a_file_of_any_name_among_the_copies_ends_no_verification(administrator, settings, tmp_path):
    settings.LOG_WITNESS_DIR = str(tmp_path)
    (tmp_path / STRANGE).write_text("not a note")
    verifications.ask(by=administrator)

    (claimed,) = verifications.claim(10)
    verifications.run(claimed)

    done = Verification.objects.get()
    assert (done.fault, done.finished_at is None) == ("witness_unreadable", False)
    assert done.where.startswith(r"304\nRoot 00\u202e\udcff")


def test_acts_with_an_earlier_time_are_told_on_the_page_and_on_record(administrator):
    with time_machine.travel(timezone.now() - dt.timedelta(days=3), tick=True):
        rows.record(times=2)
    sequenced.sequence_all()
    size = Leaf.objects.count()
    verifications.ask(by=administrator)

    (claimed,) = verifications.claim(10)
    verifications.run(claimed)

    shown = " ".join(signed_in(administrator).get("/log/state/").content.decode().split())
    assert "everything agrees" in shown
    assert f"before one that stands earlier, the first at index {size - 2}." in shown
    assert Entry.objects.get(event="log.verified").facts == {"size": size, "sound": True, "turned_back": 2}


def test_the_page_shows_the_keys_that_verify_or_why_this_server_has_none(administrator):
    page = signed_in(administrator)
    shown = page.get("/log/state/").content.decode()
    assert escape(str(notes.verifiers()[0])) in shown

    with override_settings(FIRMAI_LOG_KEY_FILE=""):
        without = page.get("/log/state/").content.decode()

    assert "No public key of the log is known here: FIRMAI_LOG_PUBLIC_FILE is not set." in without


def test_a_worker_that_died_is_followed_by_another(administrator):
    verifications.ask(by=administrator)
    (first,) = verifications.claim(10)

    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=3), tick=True):
        assert verifications.claim(10) == [first]


def test_only_those_who_see_all_of_it_have_it_verified(administrator):
    with pytest.raises(NotAllowed):
        verifications.ask(by=factories.person("partner"))

    assert not Verification.objects.exists()


def test_a_signed_note_can_be_taken_as_it_is(administrator):
    checkpoint = Checkpoint.objects.first()

    answer = signed_in(administrator).get(f"/log/state/{checkpoint.pk}.note")

    assert answer.content.decode() == checkpoint.note
    assert answer["Content-Type"] == "text/plain; charset=utf-8"


def test_what_happened_most_is_counted_in_its_period():
    with time_machine.travel(timezone.now() - dt.timedelta(days=activity.DAYS + 1)):
        for _ in range(3):
            rows.record(Event.REVIEW_RETURNED, reason=rows.Reason.ASKED)
    for _ in range(2):
        rows.record(Event.REVIEW_WITHDRAWN)
    rows.record(Event.PEOPLE_SIGNED_OUT)
    sequenced.sequence_all()
    tallies.count()

    counted = {each.code: each.count for each in activity.by_event()}
    days = activity.by_day()

    assert counted["review.withdrawn"] == 2
    assert counted["people.signed_out"] == 1
    assert "review.returned" not in counted
    assert days[-1].count == sum(counted.values())
