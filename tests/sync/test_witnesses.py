"""Checkpoints left with a witness on another disk."""

import datetime as dt
import os
from io import StringIO

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend as LocmemBackend
from django.core.management import CommandError, call_command
from django.db import transaction

from apps.audit import stamps
from apps.audit.models import Checkpoint, Entry, Stamp
from apps.core.aside import Aside
from apps.desk import posture
from apps.desk.seen import Status
from apps.integrations import services as integrations
from apps.integrations.models import RemoteRecord
from apps.sync import services, witnesses
from apps.sync.models import Witness, WitnessReceipt, WitnessTrouble
from sandbox.timestamps.app import FAULTS
from tests import factories as firm
from tests.audit import rows, sequenced, stamping
from tests.integrations import accounts
from tests.sync import factories

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")


@pytest.fixture
def folder(settings, tmp_path):
    settings.LOG_WITNESS_DIR = str(tmp_path / "witness")
    return tmp_path / "witness"


def names(folder):
    return sorted(each.name for each in folder.iterdir())


def test_the_newest_checkpoint_is_written_once_and_read_back(folder):
    rows.record()
    sequenced.sequence_all()

    left = [services.carry_checkpoints() for _ in range(3)]

    checkpoint = Checkpoint.objects.get()
    (name,) = names(folder)
    assert left == [1, 0, 0]
    assert name == f"{checkpoint.size:020d}-{checkpoint.key}.txt"
    assert (folder / name).read_text() == checkpoint.note
    assert os.stat(folder / name).st_mode & 0o222 == 0
    receipt = WitnessReceipt.objects.get()
    assert (receipt.kept, receipt.size, receipt.root) == (True, checkpoint.size, bytes(checkpoint.root).hex())
    assert Entry.objects.filter(event="sync.witness_kept").count() == 1


def test_carrying_alone_is_no_news(folder):
    rows.record()
    sequenced.sequence_all()
    services.carry_checkpoints()
    sequenced.sequence_all()

    assert services.carry_checkpoints() == 0
    assert Checkpoint.objects.count() == 2
    assert len(names(folder)) == 1


def test_each_checkpoint_with_news_has_a_file_of_its_own(folder):
    for _ in range(3):
        rows.record()
        sequenced.sequence_all()
        services.carry_checkpoints()

    assert len(names(folder)) == 3
    assert WitnessReceipt.objects.filter(kept=True).count() == 3


def test_a_witness_that_holds_another_checkpoint_of_the_same_size_is_told_and_left_alone(folder):
    rows.record()
    sequenced.sequence_all()
    checkpoint = Checkpoint.objects.get()
    folder.mkdir()
    place = folder / f"{checkpoint.size:020d}-{checkpoint.key}.txt"
    place.write_text("another history")

    left = [services.carry_checkpoints() for _ in range(2)]

    assert left == [0, 0]
    assert place.read_text() == "another history"
    assert list(WitnessReceipt.objects.values_list("kept", "trouble")) == [(False, WitnessTrouble.DIFFERS)]


def test_a_disk_that_cannot_be_written_to_is_told_once_and_tried_again(folder, tmp_path):
    rows.record()
    sequenced.sequence_all()
    folder.write_text("not a folder")

    failed = [services.carry_checkpoints() for _ in range(2)]
    folder.unlink()
    mended = services.carry_checkpoints()

    assert (failed, mended) == ([0, 0], 1)
    assert list(WitnessReceipt.objects.order_by("at").values_list("kept", "trouble")) == [
        (False, WitnessTrouble.CANNOT_WRITE),
        (True, ""),
    ]


@pytest.fixture
def given(folder, tmp_path):
    """A folder that was given a copy, whose disk is not mounted any more; where that is. There is news."""
    rows.record()
    sequenced.sequence_all()
    services.carry_checkpoints()
    folder.rename(tmp_path / "disk")
    rows.record()
    sequenced.sequence_all()
    return tmp_path / "disk"


def witness():
    (control,) = posture.look("witness")
    return control


@pytest.mark.parametrize("there", ["empty mount point", "no folder", "an earlier day's copy of it"])
def test_where_the_newest_copy_is_not_nothing_is_begun_and_that_is_said(given, folder, there):
    if there == "empty mount point":
        folder.mkdir()
    elif there != "no folder":
        folder.mkdir()
        (folder / f"{0:020d}-00000000.txt").write_text("earlier")
    before = names(folder) if folder.exists() else None

    left = [services.carry_checkpoints() for _ in range(2)]

    assert left == [0, 0]
    assert (names(folder) if folder.exists() else None) == before
    assert WitnessReceipt.objects.get(kept=False).trouble == WitnessTrouble.ANOTHER_FOLDER
    assert events().count("sync.witness_missed") == 1
    assert (witness().status, witness().word) == (Status.FAIL, "another folder")


@pytest.mark.parametrize("trouble", [WitnessTrouble.ANOTHER_FOLDER, WitnessTrouble.CANNOT_WRITE])
def test_what_is_said_of_a_miss_is_no_news_for_another(given, folder, trouble):
    if trouble == WitnessTrouble.CANNOT_WRITE:
        WitnessReceipt.objects.all().delete()  # it was given nothing yet
        folder.write_text("no folder")

    for _nth in range(4):  # each line about a miss is in the next checkpoint
        services.carry_checkpoints()
        sequenced.sequence_all()
    said = events().count("sync.witness_missed")
    rows.record()
    sequenced.sequence_all()
    services.carry_checkpoints()

    assert (said, events().count("sync.witness_missed")) == (1, 2)
    assert {each.trouble for each in WitnessReceipt.objects.filter(kept=False)} == {trouble}


def test_a_disk_that_is_mounted_again_is_given_the_newest(given, folder):
    services.carry_checkpoints()
    given.rename(folder)

    assert services.carry_checkpoints() == 1
    assert len(names(folder)) == 2
    assert witness().status == Status.OK


def test_no_timestamp_is_left_in_another_folder(given, folder, authority):
    carried()

    services.carry_checkpoints()

    assert Stamp.objects.exists()
    assert not folder.exists()


def test_another_folder_on_purpose_begins_with_the_newest_checkpoint_and_is_on_record(given, folder):
    services.carry_checkpoints()

    call_command("witness", "--new-folder", stdout=StringIO())

    newest = Checkpoint.objects.order_by("-size").first()
    assert names(folder) == [f"{newest.size:020d}-{newest.key}.txt"]
    assert events().count("sync.witness_folder_begun") == 1
    assert witness().status == Status.OK
    rows.record()
    sequenced.sequence_all()
    assert services.carry_checkpoints() == 1
    assert sequenced.check(witnesses=folder).sound


def test_another_folder_on_purpose_is_one_too_where_nothing_happened_since(given, folder):
    given.rename(folder)
    services.carry_checkpoints()
    folder.rename(given)

    call_command("witness", "--new-folder", stdout=StringIO())
    rows.record()
    sequenced.sequence_all()

    assert services.carry_checkpoints() == 1
    assert len(names(folder)) == 2


def test_the_same_folder_is_begun_by_no_option(given, folder):
    given.rename(folder)

    call_command("witness", "--new-folder", stdout=StringIO())

    assert len(names(folder)) == 1
    assert "sync.witness_folder_begun" not in events()


@pytest.mark.parametrize("why", ["no folder is named", "it cannot be written to"])
def test_a_folder_that_cannot_be_begun_is_not_and_it_is_said_why(given, folder, settings, why):
    if why == "no folder is named":
        settings.LOG_WITNESS_DIR = ""
    else:
        folder.write_text("not a folder")

    with pytest.raises(CommandError, match=r"LOG_WITNESS_DIR|Cannot be written to"):
        call_command("witness", "--new-folder")

    assert "sync.witness_folder_begun" not in events()


def test_a_folder_is_not_begun_before_anything_is_signed(folder):
    with pytest.raises(CommandError, match="signed nothing yet"):
        call_command("witness", "--new-folder")

    assert not folder.exists()


def test_without_a_place_nothing_is_carried(settings):
    settings.LOG_WITNESS_DIR = ""
    rows.record()
    sequenced.sequence_all()

    assert services.carry_checkpoints() == 0
    assert not WitnessReceipt.objects.exists()


def test_a_carrier_that_died_before_its_receipt_goes_on(folder):
    rows.record()
    sequenced.sequence_all()
    services.carry_checkpoints()
    with transaction.atomic():
        WitnessReceipt.objects.all().delete()

    assert services.carry_checkpoints() == 1
    assert len(names(folder)) == 1


@pytest.fixture
def signed():
    """A checkpoint over one entry."""
    rows.record()
    sequenced.sequence_all()
    return Checkpoint.objects.get()


@pytest.fixture
def addresses(settings):
    settings.LOG_WITNESS_MAIL = ["partner@firm.example"]
    return settings.LOG_WITNESS_MAIL


def carried():
    """Whatever is due is carried. Returns how many tries that were."""
    due = services.claim_witnesses(10)
    for receipt_id in due:
        services.carry_to_witness(receipt_id)
    return len(due)


def events():
    return list(Entry.objects.order_by("id").values_list("event", flat=True))


def later(**delta):
    return time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(**delta), tick=True)


def test_partners_are_mailed_a_statement_once_a_day_and_nothing_but_the_statement(signed, addresses):
    tries = [carried() for _ in range(3)]
    rows.record()
    sequenced.sequence_all()
    with later(days=1, minutes=1):
        tries.append(carried())

    first, second = mail.outbox
    assert tries == [1, 0, 0, 1]
    assert first.to == addresses
    assert first.body.endswith(signed.note)
    assert second.body.endswith(Checkpoint.objects.order_by("-size").first().note)
    assert list(WitnessReceipt.objects.order_by("at").values_list("witness", "kept", "trouble")) == [
        (Witness.MAIL, True, ""),
        (Witness.MAIL, True, ""),
    ]
    assert events().count("sync.witness_kept") == 2


def test_a_day_without_news_needs_no_statement(signed, addresses):
    carried()
    sequenced.sequence_all()

    with later(days=2):
        assert carried() == 0


def test_a_clock_that_went_ahead_silences_no_witness(signed, addresses):
    with later(days=365):
        assert carried() == 1
    rows.record()
    sequenced.sequence_all()

    assert [carried() for _ in range(2)] == [1, 0]


def test_a_clock_that_went_ahead_keeps_no_witness_waiting_or_its_trouble_hidden(signed, addresses, settings):
    with later(days=365):
        carried()
        settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
        rows.record()
        sequenced.sequence_all()
    with later(days=367):
        assert carried() == 1
        assert WitnessReceipt.objects.missed_by(Witness.MAIL) is not None

    assert [carried() for _ in range(2)] == [1, 0]
    assert WitnessReceipt.objects.missed_by(Witness.MAIL) is not None


def test_a_mail_server_that_does_not_answer_is_told_once_and_asked_again_ever_more_seldom(
    signed, addresses, settings
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    tries = [carried(), carried()]
    with later(minutes=2):
        tries += [carried(), carried()]
    with later(minutes=3, seconds=30):
        tries.append(carried())
    receipt = WitnessReceipt.objects.get()

    assert tries == [1, 0, 1, 0, 0]
    assert (receipt.kept, receipt.trouble, receipt.tries) == (False, WitnessTrouble.NOT_SENT, 2)
    assert WitnessReceipt.objects.missed_by(Witness.MAIL) == receipt
    assert events().count("sync.witness_missed") == 1

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with later(hours=2):
        assert carried() == 1
    assert WitnessReceipt.objects.missed_by(Witness.MAIL) is None
    assert len(mail.outbox) == 1


def test_without_a_mail_server_nothing_counts_as_mailed(signed, addresses, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

    carried()

    assert WitnessReceipt.objects.get().trouble == WitnessTrouble.NOT_CONFIGURED


def test_a_worker_that_died_is_followed_by_another(signed, addresses):
    (left,) = services.claim_witnesses(10)

    assert services.claim_witnesses(10) == []
    with later(minutes=6):
        assert services.claim_witnesses(10) == [left]


class SlowBackend(LocmemBackend):
    """A mail server that takes longer than a claim lasts: the log goes on, and the statement is claimed anew."""

    def send_messages(self, messages):
        rows.record()
        sequenced.sequence_all()
        with later(minutes=6):
            services.claim_witnesses(10)
        return super().send_messages(messages)


def test_what_a_slow_witness_took_is_not_taken_for_the_newer_statement_claimed_meanwhile(
    signed, addresses, settings
):
    settings.EMAIL_BACKEND = f"{__name__}.SlowBackend"
    carried()
    newest = Checkpoint.objects.order_by("-size").first()

    assert mail.outbox[0].body.endswith(signed.note)
    assert WitnessReceipt.objects.values_list("kept", "size", "tries").get() == (False, newest.size, 2)
    assert "sync.witness_kept" not in events()

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with later(minutes=12):
        carried()
    assert mail.outbox[1].body.endswith(newest.note)
    assert WitnessReceipt.objects.values_list("kept", "size").get() == (True, newest.size)


@pytest.fixture
def firms_own(settings):
    """The firm's own matter, known in the practice system; its stand-in."""
    box = accounts.fresh()
    matter = factories.linked(accounts.clio(box))
    settings.LOG_WITNESS_MATTER = str(matter.pk)
    return box


def test_a_note_in_the_practice_system_holds_the_statement_and_is_made_once(firms_own, signed):
    carried()
    WitnessReceipt.objects.update(
        kept=False, trouble="", try_after=dt.datetime.now(dt.UTC)
    )  # an answer that was lost
    carried()

    (note,) = firms_own.clio.created("note")
    assert signed.note.partition("\n\n")[0] in note["detail"]
    assert WitnessReceipt.objects.get().remote_id == str(note["id"])


def test_a_note_goes_over_the_connection_that_stands_where_another_was_ended(firms_own, signed, settings):
    ended = RemoteRecord.objects.get(local_id=settings.LOG_WITNESS_MATTER)
    RemoteRecord.objects.filter(pk=ended.pk).update(id="00000000-0000-4000-8000-000000000001")
    integrations.end(connection=ended.connection, by=firm.administrator())
    mycase = accounts.mycase(firms_own)
    RemoteRecord.objects.create(
        connection=mycase, kind="matter", remote_id="40", local_id=settings.LOG_WITNESS_MATTER
    )

    carried()

    (note,) = firms_own.mycase.created("note")
    assert signed.note.partition("\n\n")[0] in note["note"]
    assert WitnessReceipt.objects.get().kept


def test_a_matter_that_is_not_known_there_is_said(settings, signed):
    settings.LOG_WITNESS_MATTER = "00000000-0000-4000-8000-000000000000"

    carried()

    assert WitnessReceipt.objects.get().trouble == WitnessTrouble.NOT_THERE


@pytest.fixture
def authority(settings, tmp_path):
    """The authority for timestamps, which the firm trusts; its stand-in."""
    box = accounts.fresh()
    settings.LOG_WITNESS_AUTHORITY = stamping.ADDRESS
    stamping.trust(settings, tmp_path)
    return box


def test_an_authoritys_timestamp_is_kept_with_the_log_and_on_the_other_disk(authority, signed, folder):
    carried()
    services.carry_checkpoints()

    stamp = Stamp.objects.get()
    (kept,) = folder.glob("*.tsr")
    receipt = WitnessReceipt.objects.get(witness=Witness.STAMP)
    assert (receipt.kept, receipt.size, receipt.remote_id) == (True, signed.size, "1")
    assert (stamp.size, bytes(stamp.digest)) == (signed.size, stamps.fingerprint(signed.note))
    assert kept.read_bytes() == bytes(stamp.answer)
    assert events().count("sync.witness_kept") == 2
    report = sequenced.check(witnesses=folder, authorities=stamps.trusted())
    assert (report.sound, report.stamps, report.witnesses) == (True, 2, 1)


def test_no_timestamp_is_kept_over_a_checkpoint_of_a_clock_that_went_ahead(authority):
    """It would be older than what it is over, which verifying would find for ever."""
    with later(hours=1):
        rows.record()
        sequenced.sequence_all()

    carried()

    assert WitnessReceipt.objects.get().trouble == WitnessTrouble.NOT_VALID
    assert not Stamp.objects.exists()
    rows.record()
    sequenced.sequence_all()
    authority.clock.move(minutes=2)
    with later(minutes=2):
        carried()
    assert Stamp.objects.count() == 1
    assert sequenced.check(authorities=stamps.trusted()).sound


def test_the_authority_is_told_a_fingerprint_and_nothing_else(authority, signed):
    carried()

    (asked,) = authority.timestamps.requests
    assert stamps.fingerprint(signed.note) in asked.body
    assert len(asked.body) < 100


@pytest.mark.parametrize("fault", FAULTS)
def test_an_answer_that_does_not_hold_is_no_witness_and_the_next_one_is(authority, signed, fault):
    authority.faults.set("timestamps", "stamp", fault)

    tries = [carried()]
    refused = WitnessReceipt.objects.get()
    assert (refused.kept, refused.trouble) == (False, WitnessTrouble.NOT_VALID)
    assert WitnessReceipt.objects.missed_by(Witness.STAMP) == refused
    assert not Stamp.objects.exists()
    with later(minutes=2):
        authority.clock.move(minutes=2)
        tries.append(carried())

    assert tries == [1, 1]
    assert WitnessReceipt.objects.missed_by(Witness.STAMP) is None
    assert Stamp.objects.count() == 1
    assert events().count("sync.witness_missed") == 1


@pytest.mark.parametrize(
    ("fault", "trouble"),
    [
        ("dropped", WitnessTrouble.NOT_REACHED),
        ("html", WitnessTrouble.NOT_REACHED),
        ("redirect", WitnessTrouble.REFUSED),
        (503, WitnessTrouble.NOT_REACHED),
        (403, WitnessTrouble.REFUSED),
    ],
)
def test_an_authority_that_does_not_answer_is_missing(authority, signed, fault, trouble):
    authority.faults.set("timestamps", "stamp", fault)

    carried()

    assert WitnessReceipt.objects.get().trouble == trouble
    assert not Stamp.objects.exists()


@pytest.mark.parametrize("path", ["", "/nowhere/authority.pem"])
def test_an_authority_whose_certificates_nobody_gave_is_not_asked(authority, signed, settings, path):
    settings.LOG_WITNESS_AUTHORITY_ROOTS = path

    carried()

    assert WitnessReceipt.objects.get().trouble == WitnessTrouble.NOT_CONFIGURED
    assert authority.timestamps.requests == []


def test_a_witness_at_which_something_fails_holds_up_no_other(signed, addresses, firms_own, monkeypatch):
    monkeypatch.setattr(witnesses, "_aside", Aside("claim_of_witness", witnesses.logger))
    claim = witnesses._claim

    def stumbles(witness, *given):
        if witness == Witness.MAIL:
            raise OverflowError
        return claim(witness, *given)

    monkeypatch.setattr(witnesses, "_claim", stumbles)

    (claimed,) = services.claim_witnesses(10)
    assert WitnessReceipt.objects.get(pk=claimed).witness == Witness.NOTE
