"""What the security status says when a control does not stand."""

import json
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.db import connections, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.core import keyfile
from apps.desk import guards, posture, readiness, texts
from apps.desk.seen import Status
from tests import factories
from tests.audit import rows, sequenced

pytestmark = pytest.mark.django_db(databases="__all__")


def seen(code):
    [control] = posture.look(code)
    return control.status, control.evidence


class TestApprovals:
    def test_the_list_is_what_a_migrated_database_has(self):
        assert {place: guard for place, (guard, _fires) in guards.standing().items()} == guards.meant()
        assert ("review_decision", "review_decision_holds") in guards.meant()
        assert ("people_licence", "people_licence_stays") in guards.meant()
        assert len(guards.meant()) > 20

    def test_every_trigger_in_place_is_green(self):
        assert seen("decisions")[0] is Status.OK

    @pytest.mark.parametrize(
        "change",
        [
            "ALTER TABLE review_decision DISABLE TRIGGER review_decision_holds",
            "ALTER TABLE review_decision DISABLE TRIGGER USER",
            "ALTER TABLE review_decision ENABLE REPLICA TRIGGER review_decision_holds",
            "DROP TRIGGER review_decision_holds ON review_decision",
            "CREATE OR REPLACE FUNCTION review_decision_holds() RETURNS trigger LANGUAGE plpgsql AS"
            " 'BEGIN RETURN NEW; END'",
            "DROP TRIGGER review_decision_holds ON review_decision;"
            " CREATE TRIGGER review_decision_holds BEFORE INSERT ON review_decision"
            " FOR EACH ROW EXECUTE FUNCTION review_decision_holds()",
            "DROP TRIGGER review_decision_holds ON review_decision;"
            " CREATE TRIGGER review_decision_holds BEFORE INSERT OR UPDATE ON review_decision"
            " FOR EACH ROW WHEN (false) EXECUTE FUNCTION review_decision_holds()",
            "DROP TRIGGER review_decision_holds ON review_decision;"
            " CREATE TRIGGER review_decision_holds BEFORE INSERT OR UPDATE OF voided_at ON review_decision"
            " FOR EACH ROW EXECUTE FUNCTION review_decision_holds()",
            "DROP TRIGGER review_decision_holds ON review_decision;"
            " CREATE TRIGGER review_decision_holds BEFORE INSERT OR UPDATE ON review_decision"
            " FOR EACH ROW EXECUTE FUNCTION review_is_open()",
        ],
        ids=["off", "all off", "replica", "gone", "emptied", "less", "on a condition", "a column", "another"],
    )
    def test_one_that_is_off_gone_or_other_than_it_was_made_is_named(self, change):
        assert "review_decision_holds (review_decision)" in after(change)

    def test_another_that_somebody_added_changes_nothing(self):
        added = (
            "CREATE TRIGGER another AFTER INSERT ON review_decision"
            " FOR EACH ROW EXECUTE FUNCTION review_is_open()"
        )

        assert after(added) == []

    def test_a_session_in_which_no_trigger_fires_is_not_green(self):
        if "admin" not in connections.settings:
            pytest.skip("No database superuser is configured.")
        with transaction.atomic(using="admin"), connections["admin"].cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")

            assert len(guards.wrong("admin")) == len(guards.meant())


def after(change):
    """What is wrong once the owner did that, which is taken back."""
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute(change)
        found = guards.wrong("owner")
        transaction.set_rollback(True, using="owner")
    return found


@pytest.mark.django_db(transaction=True, databases="__all__")
def test_a_checkpoint_that_was_signed_with_a_key_nobody_knows_is_not_called_signed(settings, tmp_path):
    factories.administrator()
    sequenced.sequence_all()
    assert seen("log")[0] is Status.OK
    settings.FIRMAI_LOG_KEY_FILE = str(tmp_path / "other")
    keyfile.create(settings.FIRMAI_LOG_KEY_FILE)

    status, evidence = seen("log")

    assert status is Status.FAIL
    assert evidence.startswith("No key that is known here signed the newest checkpoint.")


@pytest.mark.django_db(transaction=True, databases="__all__")
@pytest.mark.parametrize("signed_before", [True, False], ids=["signed once", "never signed"])
def test_a_log_that_is_placed_and_no_longer_signed_is_not_called_signed(signed_before):
    """Without a signature over them anybody who can write the tables could have made what stands there."""
    if signed_before:
        rows.record()
        sequenced.sequence_all()
    rows.record()
    sequencer = sequenced.opened()
    assert sequencer.step() == 1
    soon, later = timezone.now() + timedelta(seconds=20), timezone.now() + timedelta(minutes=2)

    if signed_before:
        with time_machine.travel(soon, tick=True):
            assert (seen("log")[0], readiness.parts("log")) == (Status.OK, {"log": True})
    with time_machine.travel(later, tick=True):
        status, evidence = seen("log")
        ready = readiness.parts("log")

    assert (status, ready) == (Status.FAIL, {"log": False})
    assert "signed" in evidence
    sequencer.checkpoint()
    with time_machine.travel(later, tick=True):
        assert (seen("log")[0], readiness.parts("log")) == (Status.OK, {"log": True})


def test_approvals_fail_while_a_trigger_of_theirs_is_off(connect_as):
    owner = connect_as("owner", autocommit=True)
    owner.execute("ALTER TABLE review_decision DISABLE TRIGGER review_decision_holds")
    try:
        status, evidence = seen("decisions")
    finally:
        owner.execute("ALTER TABLE review_decision ENABLE TRIGGER review_decision_holds")

    assert status is Status.FAIL
    assert "review_decision_holds (review_decision)" in evidence
    assert seen("decisions")[0] is Status.OK


class TestTextsOfStatements:
    @pytest.fixture
    def admin(self):
        if "admin" not in connections.settings:
            pytest.skip("No database superuser is configured.")
        with transaction.atomic(using="admin"), connections["admin"].cursor() as cursor:
            yield cursor

    def test_a_server_that_is_set_as_ours_is_logs_none(self):
        assert texts.logged() == []

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("log_statement", "mod"),
            ("log_min_duration_statement", "250"),
            ("log_min_duration_sample", "0"),
            ("log_transaction_sample_rate", "0.1"),
            ("log_min_error_statement", "error"),
            ("log_error_verbosity", "default"),
            ("log_parameter_max_length_on_error", "-1"),
            ("auto_explain.log_min_duration", "0"),
        ],
    )
    def test_one_that_may_write_them_into_its_log_is_told_how_to_be_set(self, admin, name, value):
        admin.execute(f"SET LOCAL {name} = '{value}'")

        found = texts.statements("admin")

        assert (found.status, found.word) == (Status.WARN, "texts logged")
        assert f"{name}={texts.QUIET[name]}." in found.evidence


class TestAKeyFileThatCannotBeUsed:
    @pytest.fixture(autouse=True)
    def lost(self, settings):
        settings.FIRMAI_KEY_FILE = "/nonexistent/firm.key"

    def test_fails_with_its_own_sentence(self):
        status, evidence = seen("keys")

        assert status is Status.FAIL
        assert "/nonexistent/firm.key" in evidence

    def test_leaves_the_page_to_be_read(self):
        client = Client()
        client.force_login(factories.administrator())

        page = client.get(reverse("desk:posture"))

        assert page.status_code == 200
        assert "/nonexistent/firm.key" in page.content.decode()

    def test_ends_the_command_with_1_and_a_line_for_it(self):
        said = StringIO()

        with pytest.raises(SystemExit) as ended:
            call_command("posture", "--json", stdout=said)

        told = {each["code"]: each["status"] for each in json.loads(said.getvalue())}
        assert (ended.value.code, told["keys"]) == (1, "fail")
