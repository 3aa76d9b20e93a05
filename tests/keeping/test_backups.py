"""A backup with the firm's own tools: what it holds, where it lies, and the register of it."""

import datetime as dt
import errno
import json
import os
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connections
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from apps.audit import notes, roles
from apps.audit.models import Entry, Leaf
from apps.core import keyfile
from apps.core.errors import Conflict, NotAllowed, WrongState
from apps.desk import backed_up, posture
from apps.desk.seen import Status
from apps.keeping import backups, envelope, lists, postgres, register, removing, services
from apps.keeping.models import Backup, Destruction
from apps.matters.models import MatterKey
from apps.people.models import Robot, User
from tests import factories
from tests.keeping.backing import Killed, destroy, kept, ran, sign

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")


@pytest.fixture
def matter(partner, other):
    return kept(partner, other)


def test_a_backup_is_in_the_register_with_what_it_holds(folder, matter):
    sign()
    said, status = ran("backup", "--days", 35)

    backup = Backup.objects.get()
    assert status == 0
    assert (said["entries"], said["matters"]) == (Leaf.objects.count(), MatterKey.objects.count())
    assert (backup.name, backup.sha256, backup.octets) == (said["name"], said["sha256"], said["bytes"])
    assert (folder / backup.name).stat().st_size == backup.octets
    assert (folder / backup.name).stat().st_mode & 0o077 == 0
    assert (folder / lists.DESTROYED.name).read_bytes() == b""
    assert b"PGDMP" not in (folder / backup.name).read_bytes()
    assert Entry.objects.filter(event="keeping.backup_made", subject=backup.pk).count() == 1


def test_what_has_expired_is_removed_and_that_is_on_record(folder, matter):
    ran("backup")
    Backup.objects.update(expires_on="2020-01-01")
    old = Backup.objects.get()

    said, _status = ran("backup")

    assert said["removed"] == [old.name]
    assert not (folder / old.name).exists()
    assert Backup.objects.get(pk=old.pk).removed_at is not None
    assert Entry.objects.filter(event="keeping.backup_removed", subject=old.pk).exists()


@pytest.mark.parametrize("step", ["before the file", "after the file"])
def test_a_removal_that_was_killed_is_finished_by_the_next_run(folder, matter, monkeypatch, step):
    ran("backup")
    Backup.objects.update(expires_on="2020-01-01")
    old = Backup.objects.get()

    def killed(*_given, **_named):
        raise Killed

    place = Path if step == "before the file" else removing
    with monkeypatch.context() as patch:
        patch.setattr(place, "unlink" if step == "before the file" else "_removed", killed)
        with pytest.raises(Killed):
            services.remove_expired(by=User.for_robot(Robot.OPERATOR))
    assert (folder / old.name).exists() == (step == "before the file")
    assert Backup.objects.there().get() == old

    said, _status = ran("backup")

    assert (said["removed"], said["missing"]) == ([old.name], [])
    assert not (folder / old.name).exists()
    assert Entry.objects.filter(event="keeping.backup_removed", subject=old.pk).count() == 1


def test_what_a_run_that_was_killed_had_written_is_removed_by_the_next_but_not_what_another_writes(
    folder, matter
):
    """It opens under the backup key as far as it goes, and no certificate of destruction would name it."""
    folder.mkdir(parents=True)
    left = folder / ".firmai-20260101T000000000000Z.backup.4711"
    left.write_bytes(b"half of a dump")
    with connections["owner"].cursor() as other:
        other.execute("SELECT pg_advisory_lock_shared(%s)", [backups.WRITING])
        ran("backup")
        assert left.exists()
        other.execute("SELECT pg_advisory_unlock_shared(%s)", [backups.WRITING])

    ran("backup")

    assert not left.exists()
    assert Backup.objects.count() == 2


@pytest.mark.parametrize("step", ["entered on the list", "given its name", "entered in the register"])
def test_a_backup_that_was_killed_on_the_way_leaves_no_keys_that_nobody_knows_of(
    folder, matter, monkeypatch, step
):
    """A process that is killed unlinks nothing."""

    def killed(*_given, **_named):
        raise Killed

    place, name = {
        "entered on the list": (register, "note"),
        "given its name": (backups, "_name"),
        "entered in the register": (register, "enter"),
    }[step]
    with monkeypatch.context() as patch:
        patch.setattr(place, name, killed)
        patch.setattr(Path, "unlink", lambda *_given, **_named: None)
        with pytest.raises(Killed):
            ran("backup")
    listed = {made.name for made in register.listed(folder)}
    assert {each.name for each in folder.glob("*.backup")} <= listed

    said, status = ran("backup")

    there = {each.name for each in folder.glob("*.backup")}
    assert status == 0
    assert there == listed | {said["name"]} == set(Backup.objects.values_list("name", flat=True))
    assert list(folder.glob(".firmai-*")) == []


def test_a_backup_without_its_key_says_so_in_a_line(folder, matter, settings):
    settings.BACKUP_KEY_FILE = ""

    with pytest.raises(CommandError, match="key file"):
        call_command("backup")

    assert not Backup.objects.exists()


def test_a_file_that_is_elsewhere_is_not_called_removed(folder, matter, settings, tmp_path):
    """A run began to remove it where it was, and the next one looks somewhere else."""
    ran("backup")
    Backup.objects.update(expires_on="2020-01-01", removing_since=timezone.now())
    old = Backup.objects.get()
    settings.BACKUP_DIR = str(tmp_path / "new")

    said, _status = ran("backup", "--new-folder")

    assert (said["removed"], said["missing"]) == ([], [old.name])
    assert Backup.objects.get(pk=old.pk).removed_at is None


def test_an_administrator_says_that_a_backup_is_gone(folder, matter, partner, other):
    ran("backup")
    backup = Backup.objects.get()
    done = destroy(matter, partner, other)
    for by in (partner, factories.person("auditor"), factories.person("lawyer")):
        with pytest.raises(NotAllowed):
            services.say_gone(backup=backup, by=by)
        last = Entry.objects.latest("id")
        assert (last.subject, last.facts["attempted"]) == (backup.pk, "say_gone")
    with pytest.raises(Conflict, match="still in the folder"):
        services.say_gone(backup=backup, by=factories.administrator())
    assert list(Backup.objects.holding(done)) == [backup]
    (folder / backup.name).unlink()
    page = Browser()
    page.force_login(factories.administrator())
    assert reverse("keeping:gone", args=[backup.pk]) in page.get(reverse("keeping:overview")).content.decode()

    assert page.post(reverse("keeping:gone", args=[backup.pk]), {"name": "another"}).status_code == 400
    assert page.post(reverse("keeping:gone", args=[backup.pk]), {"name": backup.name}).status_code == 302

    gone = Backup.objects.get()
    assert (gone.gone_said_by, gone.removed_at is not None) == (factories.administrator(), True)
    assert list(Backup.objects.holding(done)) == []
    last = Entry.objects.filter(event="keeping.backup_gone").get()
    assert (last.subject, last.actor) == (backup.pk, factories.administrator().pk)
    with pytest.raises(WrongState):
        services.say_gone(backup=gone, by=factories.administrator())
    assert page.get(reverse("keeping:gone", args=[backup.pk])).status_code == 404


def test_a_partner_finds_no_way_to_say_that_a_backup_is_gone(folder, matter, partner):
    ran("backup")
    page = Browser()
    page.force_login(partner)
    where = reverse("keeping:gone", args=[Backup.objects.get().pk])

    assert page.post(where, {"name": Backup.objects.get().name}).status_code == 404
    assert where not in page.get(reverse("keeping:overview")).content.decode()
    assert Backup.objects.get().removed_at is None


def test_keys_do_not_lie_beside_the_backup_and_come_back_from_their_own_file(folder, tmp_path, matter):
    with pytest.raises(CommandError, match="Keys do not lie beside"):
        call_command("backup", "--keys-to", str(folder / "keys"))
    call_command("backup", "--keys-to", str(tmp_path / "keys"), stdout=StringIO())
    (tmp_path / "again").mkdir()

    call_command("restore", str(tmp_path / "keys"), "--keys-to", str(tmp_path / "again"), stdout=StringIO())

    assert (tmp_path / "again/firmai_key_file").read_bytes() == Path(settings.FIRMAI_KEY_FILE).read_bytes()
    assert (tmp_path / "again/firmai_key_file").stat().st_mode & 0o077 == 0


def test_public_keys_of_the_log_whose_seeds_are_gone_come_back_with_the_keys(tmp_path, settings):
    gone = str(notes.Signer("firm.example/log", bytes(32)).verifier)
    settings.LOG_VERIFIERS = [gone]
    own = str(notes.verifiers()[0])
    backups.write_keys(tmp_path / "keys")

    made = backups.read_keys(tmp_path / "keys", tmp_path)

    assert [place.name for place in made] == [
        "firmai_key_file", "firmai_log_key_file", "firmai_log_public_file",
    ]  # fmt: skip
    assert made[2].read_text() == f"{own}\n{gone}\n"
    assert made[2].stat().st_mode & 0o077 == 0


def test_keys_that_were_kept_before_public_ones_were_come_back(tmp_path, settings):
    said = {name: keyfile.secret(getattr(settings, name)) for name in backups.KEYS}
    sealed = envelope.sealed([json.dumps(said).encode()], keyfile.load(settings.BACKUP_KEY_FILE))
    (tmp_path / "keys").write_bytes(b"".join(sealed))

    made = backups.read_keys(tmp_path / "keys", tmp_path)

    assert [place.read_text() for place in made] == list(said.values())


def test_a_process_without_the_seeds_says_that_it_cannot_keep_a_copy_of_the_keys(
    folder, tmp_path, matter, settings
):
    settings.LOG_VERIFIERS, settings.FIRMAI_LOG_KEY_FILE = [str(key) for key in notes.verifiers()], ""

    with pytest.raises(CommandError, match=r"^Not given to this process: FIRMAI_LOG_KEY_FILE"):
        call_command("backup", "--keys-to", str(tmp_path / "keys"))

    assert not (tmp_path / "keys").exists()
    assert not Backup.objects.exists()


def test_keys_that_the_disk_had_no_room_for_leave_no_file_that_looks_like_them(
    folder, tmp_path, matter, monkeypatch
):
    def full(_descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(CommandError, match="No space left"):
        call_command("backup", "--keys-to", str(tmp_path / "keys"))

    assert not (tmp_path / "keys").exists()


def test_the_register_tells_which_backups_hold_the_keys_of_what_was_destroyed(folder, matter, partner, other):
    ran("backup")
    before = Backup.objects.get()
    done = destroy(matter, partner, other)
    ran("backup")

    assert list(Backup.objects.holding(done)) == [before]


@pytest.mark.parametrize("ahead", [-2, 2], ids=["behind", "ahead"])
def test_the_clock_of_the_house_has_no_part_in_which_backups_hold_the_keys(folder, ahead):
    """The database's server may run by another."""
    ours = timezone.now() + dt.timedelta(hours=ahead)
    with time_machine.travel(ours):
        partner, other = factories.person("partner"), factories.person("partner")
        matter = kept(partner, other)
    ran("backup")
    before = Backup.objects.get()
    with time_machine.travel(ours):
        done = destroy(matter, partner, other)
    ran("backup")
    after = Backup.objects.exclude(pk=before.pk).get()

    assert (before.last_destruction, done.ordinal, after.last_destruction) == (0, 1, 1)
    assert list(Backup.objects.holding(done)) == [before]


def test_what_is_destroyed_is_later_than_all_that_any_backup_knows_of(folder, matter, partner, other):
    """As where a restore brought back a day before some of it, of which the list beside the backups has no line."""
    ran("backup")
    Backup.objects.update(last_destruction=5)

    done = destroy(matter, partner, other)

    assert done.ordinal == 6
    assert Backup.objects.holding(done).exists()


def test_between_a_destruction_and_a_backup_from_before_they_had_numbers_the_times_say_which_was_first(
    folder, matter, partner, other
):
    ran("backup")
    before = Backup.objects.get()
    done = destroy(matter, partner, other)
    ran("backup")
    Backup.objects.filter(pk=before.pk).update(last_destruction=None)
    assert list(Backup.objects.holding(done)) == [before]
    Destruction.objects.update(ordinal=None)
    done.refresh_from_db()

    assert list(Backup.objects.holding(done)) == [before]


def test_a_backup_whose_row_was_never_written_is_entered_before_the_next(folder, matter):
    ran("backup")
    lost = Backup.objects.get()
    Backup.objects.all().delete()

    ran("backup")

    again = Backup.objects.get(name=lost.name)
    assert (again.sha256, again.last_destruction) == (lost.sha256, 0)
    assert Backup.objects.count() == 2


def test_what_expired_and_is_gone_is_not_entered_again(folder, matter):
    ran("backup")
    Backup.objects.update(expires_on="2020-01-01")
    with time_machine.travel(timezone.now() + dt.timedelta(days=36), tick=False):
        ran("backup")
        Backup.objects.filter(removed_at__isnull=False).delete()
        ran("backup")

    assert Backup.objects.count() == 2


@pytest.mark.parametrize("named", ["", "elsewhere"])
def test_a_backup_lies_where_the_list_is_written_and_nowhere_else(folder, matter, tmp_path, settings, named):
    """The list of destructions is written in one folder: beside a backup in another, an empty one would pass for it."""
    settings.BACKUP_DIR = "" if not named else settings.BACKUP_DIR
    given = ["--to", str(tmp_path / named)] if named else []

    with pytest.raises(CommandError):
        call_command("backup", *given)

    assert not Backup.objects.exists()
    assert not (tmp_path / "elsewhere").exists()


def test_posture_tells_of_no_backup_an_old_one_and_a_list_that_is_behind(folder, matter, partner, other):
    def seen():
        (control,) = posture.look("backup")
        return control.status

    assert seen() == Status.WARN
    backup = Backup.objects.create(
        name="firmai-1.backup",
        made_at=timezone.now(),
        octets=1,
        sha256="0" * 64,
        entries=1,
        matters=1,
        expires_on="2031-02-03",
    )
    assert seen() == Status.OK
    Backup.objects.update(made_at=backup.made_at + dt.timedelta(days=300))  # by a clock that went ahead
    assert seen() == Status.WARN
    Backup.objects.update(made_at=backup.made_at - backed_up.FRESH)
    assert seen() == Status.WARN

    for each in (lists.DESTROYED, register.BACKUPS):
        each.begin(folder)
    register.BACKUPS.add(folder, {"name": backup.name})
    destroy(matter, partner, other)
    assert seen() == Status.WARN
    Destruction.objects.update(settled_at=timezone.now() - backed_up.LISTED)
    assert seen() == Status.FAIL
    services.list_destroyed(10)
    assert seen() == Status.WARN


def test_a_dump_goes_over_the_line_that_the_owners_address_asks_for(settings, monkeypatch, tmp_path):
    tool = tmp_path / "pg_dump"
    tool.write_text("#!/bin/sh\nexec /usr/bin/env\n")
    tool.chmod(0o700)
    settings.POSTGRES_BIN = str(tmp_path)
    owner = settings.DATABASES[roles.owner_alias()]
    said = {"sslmode": "verify-full", "sslrootcert": "/etc/firm.pem", "options": "-c jit=off", "pool": True}
    monkeypatch.setitem(owner, "OPTIONS", said)

    given = b"".join(postgres.dump(snapshot="1")).decode().splitlines()

    assert {line for line in given if line.startswith(("PGSSL", "PGOPTIONS"))} == {
        "PGSSLMODE=verify-full",
        "PGSSLROOTCERT=/etc/firm.pem",
    }
