"""A backup is brought back into an empty database, and what was destroyed since is destroyed again."""

import datetime as dt
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connections
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from apps.audit import roles
from apps.audit.models import Checkpoint, Entry, Leaf
from apps.desk import certificates
from apps.keeping import lists, register, services, sweeping, unfinished
from apps.keeping.models import Backup, Destruction, Hold, HoldReason, LiftReason
from apps.matters import keys
from apps.matters import services as matters
from apps.matters.models import Matter
from tests import factories
from tests.keeping.backing import destroy, kept, ran, sign
from tests.keeping.conftest import CLOSED, rule

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")


@pytest.fixture
def matter(partner, other):
    return kept(partner, other)


def test_a_restore_destroys_again_what_was_destroyed_since(folder, matter, partner, other, empty):
    hold = services.place_hold(matter=matter, reason=HoldReason.CLAIM, by=partner)
    sign()
    made, _status = ran("backup")
    source = matter.sources.get().pk
    entries = Entry.objects.count()
    services.lift_hold(hold=hold, reason=LiftReason.ENDED, by=partner)
    destroy(matter, partner, other)
    assert services.list_destroyed(10) == 1
    assert services.list_destroyed(10) == 0
    empty()

    said, status = ran("restore", folder / made["name"])

    assert (status, said["sound"], said["destroyed_again"]) == (0, True, 1)
    again = Matter.objects.select_related("key").get(pk=matter.pk)
    assert (again.key.data_key, again.title) == (None, "—")
    with pytest.raises(keys.KeysDestroyed):
        keys.reveal(again.sources.get(pk=source), "title")
    assert bytes(again.sources.get(pk=source).original) == b""
    assert Destruction.objects.get().state == "destroyed"
    assert Hold.objects.get().lift_reason == LiftReason.AGAIN
    assert Entry.objects.count() > entries
    assert roles.excess() == []
    sign()
    call_command("audit_verify", stdout=StringIO())


def test_what_was_brought_back_knows_the_backups_that_its_own_dump_could_not(folder, matter, partner, empty):
    sign()
    first, _status = ran("backup")
    second, _status = ran("backup")
    told = list(Backup.objects.order_by("made_at").values_list(*register.Made.__dataclass_fields__))
    empty()

    ran("restore", folder / first["name"])

    assert list(Backup.objects.order_by("made_at").values_list(*register.Made.__dataclass_fields__)) == told
    assert [each[0] for each in told] == [first["name"], second["name"]]
    assert Entry.objects.filter(event="keeping.backup_made").count() == 2


def test_a_log_that_was_rolled_back_is_found_by_its_witnesses(folder, matter, partner, empty, tmp_path):
    sign()
    made, _status = ran("backup")
    factories.matter()
    sign()
    witness = tmp_path / "witness"
    witness.mkdir()
    (witness / "newest.txt").write_text(Checkpoint.objects.latest("size").note)
    empty()

    said, status = ran("restore", folder / made["name"], "--witnesses", witness)

    assert (status, said["sound"], said["fault"]["code"]) == (1, False, "witness_ahead")


def test_copies_of_a_longer_log_are_set_aside_so_that_the_next_verification_sees_this_one(
    folder, matter, partner, empty, tmp_path
):
    sign()
    made, _status = ran("backup")
    witness = tmp_path / "witness"
    witness.mkdir()
    for _each in range(2):
        (witness / f"{Leaf.objects.count():020d}-key.txt").write_text(Checkpoint.objects.latest("size").note)
        (witness / f"{Leaf.objects.count():020d}-timestamp-1.tsr").write_bytes(b"an answer")
        size = Leaf.objects.count()
        factories.matter()
        sign()
    empty()

    said, status = ran("restore", folder / made["name"], "--witnesses", witness)

    restored = Leaf.objects.count()
    assert (status, said["fault"]["code"], said["set_aside"]) == (1, "witness_ahead", 2)
    assert Entry.objects.get(event="keeping.backup_restored").facts["set_aside"] == 2
    assert restored < size
    assert {path.name for path in (witness / f"past-{restored:020d}").iterdir()} == {
        f"{size:020d}-key.txt",
        f"{size:020d}-timestamp-1.tsr",
    }
    for _each in range(5):
        factories.matter()
    sign()
    assert Leaf.objects.count() > size
    call_command("audit_verify", "--witnesses", str(witness), stdout=StringIO())


def test_a_folder_of_copies_that_cannot_be_changed_keeps_nobody_from_what_was_restored(
    folder, matter, empty, tmp_path, monkeypatch
):
    sign()
    made, _status = ran("backup")
    factories.matter()
    sign()
    (tmp_path / "witness").mkdir()
    (tmp_path / "witness/newest.txt").write_text(Checkpoint.objects.latest("size").note)
    empty()

    def refuses(*_given, **_named):
        raise PermissionError

    monkeypatch.setattr(Path, "rename", refuses)
    said, _status = ran("restore", folder / made["name"], "--witnesses", tmp_path / "witness")

    assert (said["set_aside"], said["not_set_aside"]) == (0, "PermissionError")
    assert not unfinished.stands()


@pytest.mark.parametrize("at_backup", ["absent", "proposed", "approved", "another proposed"])
@pytest.mark.parametrize("line", ["of today", "of before"])
def test_what_a_restore_destroys_again_has_its_certificate(
    folder, matter, partner, other, empty, monkeypatch, at_backup, line
):
    if at_backup != "absent":
        open_one = services.propose(matter=matter, by=partner)
    if at_backup == "approved":
        open_one = services.approve(destruction=open_one, by=partner)
    sign()
    made, _status = ran("backup")
    if at_backup == "another proposed":
        services.decline(destruction=open_one, by=partner)
    if at_backup in ("absent", "another proposed"):
        open_one = services.propose(matter=matter, by=partner)
    if at_backup != "approved":
        open_one = services.approve(destruction=open_one, by=partner)
    done = services.destroy(destruction=open_one, by=other)
    if line == "of before":
        short = {"matter": str(matter.pk), "destruction": str(done.pk), "at": done.settled_at.isoformat()}
        monkeypatch.setattr(lists, "_said", lambda _destruction: short)
    services.list_destroyed(10)
    empty()

    _said, status = ran("restore", folder / made["name"])

    again = Destruction.objects.get(state="destroyed")
    assert (status, again.pk, again.settled_at, again.again) == (0, done.pk, done.settled_at, True)
    assert (again.what, again.octets) == (done.what, done.octets)
    assert again.listed_at is not None
    if line == "of today":
        assert (again.rule, again.proposed_by, again.approved_by, again.settled_by) == (
            done.rule,
            partner,
            partner,
            other,
        )
        assert (again.due_on, again.proposed_at, again.approved_at) == (
            done.due_on,
            done.proposed_at,
            done.approved_at,
        )
    assert not Destruction.objects.open().exists()
    assert Entry.objects.filter(event="keeping.destroyed_again", subject=done.pk).count() == 1
    said = str(certificates.data(again, factories.administrator(), timezone.now()))
    assert "destroyed again before anybody could read it" in said
    assert sweeping.sweep(10) == 0
    assert services.list_destroyed(10) == 0


def test_what_this_database_does_not_know_of_a_destruction_stays_empty(
    folder, partner, other, empty, tmp_path
):
    made_before = factories.matter(responsible=partner, opened_on=CLOSED)
    sign()
    made, _status = ran("backup")
    late, later = factories.person("partner"), factories.person("partner")
    rule(late, later)
    matters.close_matter(matter=made_before, on=CLOSED, by=partner)
    done = destroy(made_before, late, later)
    services.list_destroyed(10)
    empty()

    _said, status = ran("restore", folder / made["name"])

    again = Destruction.objects.get()
    assert (status, again.pk, again.state) == (0, done.pk, "destroyed")
    assert (again.rule, again.approved_by, again.approved_at) == (None, None, None)
    assert again.settled_by.is_robot
    said = str(certificates.data(again, factories.administrator(), timezone.now()))
    assert "Of a later day than the backup that was restored" in said
    page = Browser()
    page.force_login(factories.administrator())
    assert page.get(reverse("keeping:overview")).status_code == 200
    assert page.get(reverse("keeping:destruction", args=[again.pk])).status_code == 200
    assert page.get(reverse("desk:certificate", args=[again.pk])).status_code == 200


@pytest.mark.parametrize(
    "fault", ["not empty", "no list", "no list of backups", "a list of somebody else's", "a changed backup"]
)
def test_a_restore_is_refused_before_anything_is_changed(folder, matter, partner, other, empty, fault):
    sign()
    made, _status = ran("backup")
    backup = folder / made["name"]
    if fault == "no list":
        (folder / lists.DESTROYED.name).unlink()
    if fault == "no list of backups":
        (folder / register.BACKUPS.name).unlink()
    if fault == "a list of somebody else's":
        destroy(matter, partner, other)
        services.list_destroyed(10)
        text = (folder / lists.DESTROYED.name).read_text()
        (folder / lists.DESTROYED.name).write_text(text.replace(str(matter.pk), str(partner.pk)))
    if fault == "a changed backup":
        data = bytearray(backup.read_bytes())
        data[-20] ^= 1
        backup.write_bytes(data)
    before = Entry.objects.count()
    if fault != "not empty":
        empty()

    with pytest.raises(CommandError):
        call_command("restore", str(backup))

    if fault == "not empty":
        assert Entry.objects.count() == before
    else:
        with connections["owner"].cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
            assert cursor.fetchone() == (0,)


def test_what_had_no_place_in_the_log_when_it_was_copied_is_no_fault_a_day_later(folder, matter, empty):
    made, _status = ran("backup")
    empty()

    with time_machine.travel(timezone.now() + dt.timedelta(days=1), tick=False):
        said, status = ran("restore", folder / made["name"])

    assert (status, said["sound"]) == (0, True)
    assert said["pending"] > 0
