"""A backup with the firm's own tools, the register of it, and bringing it back into an empty database."""

import datetime as dt
import json
import shutil
from io import StringIO
from pathlib import Path
from threading import Event as Flag

import pytest
import time_machine
from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError
from django.db import DatabaseError, connections
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from psycopg import sql

from apps.audit import notes, roles, sequencer
from apps.audit.models import Checkpoint, Entry, Leaf
from apps.core.ciphers import CannotOpen
from apps.core.errors import Conflict, NotAllowed, WrongState
from apps.desk import backed_up, certificates, posture, readiness
from apps.desk.seen import Status
from apps.keeping import lines, lists, postgres, register, removing, services, sweeping, unfinished
from apps.keeping.models import Backup, Destruction, Hold, HoldReason, LiftReason
from apps.matters import keys
from apps.matters import services as matters
from apps.matters.models import Matter, MatterKey
from apps.people.models import Robot, User
from tests import database, factories
from tests.keeping.conftest import CLOSED, rule

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")


@pytest.fixture
def folder(tmp_path, settings):
    settings.BACKUP_DIR = str(tmp_path / "backups")
    return tmp_path / "backups"


@pytest.fixture
def matter(partner, other):
    made = factories.matter(responsible=partner, opened_on=CLOSED)
    factories.source(made)
    rule(partner, other)
    return matters.close_matter(matter=made, on=CLOSED, by=partner)


def ran(name, *arguments):
    said = StringIO()
    try:
        call_command(name, *map(str, arguments), json=True, stdout=said)
        status = 0
    except SystemExit as ended:
        status = ended.code
    return json.loads(said.getvalue()), status


def sign():
    """What the log's own process does, until everything has its place and a checkpoint is over it."""
    signer = notes.Signer.load()
    work = sequencer.Sequencer(using=roles.log_alias(), signer=signer, known=notes.verifiers())
    assert work.open(Flag())
    while work.step():
        pass
    work.checkpoint()
    connections[roles.log_alias()].close()


def destroy(matter, partner, other):
    approved = services.approve(destruction=services.propose(matter=matter, by=partner), by=partner)
    return services.destroy(destruction=approved, by=other)


@pytest.fixture
def empty(django_db_blocker):
    """A new empty database that every alias points at, on the same server."""
    home = settings.DATABASES["default"]["NAME"]
    made, owner = f"{home}_restored", sql.Identifier(roles.configured().owner)
    maker = "admin" if "admin" in settings.DATABASES else "owner"

    def begin():
        for connection in connections.all():
            connection.close()
        with database.connect(maker, autocommit=True, dbname="postgres") as server:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(made)))
            server.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(made), owner))
        database.point_at(made)

    yield begin
    if settings.DATABASES["default"]["NAME"] == made:
        database.drop(home, made)


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


def test_a_file_that_is_elsewhere_is_not_called_removed(folder, matter, settings, tmp_path):
    """A run began to remove it where it was, and the next one looks somewhere else."""
    ran("backup")
    Backup.objects.update(expires_on="2020-01-01", removing_since=timezone.now())
    old = Backup.objects.get()
    settings.BACKUP_DIR = str(tmp_path / "new")

    said, _status = ran("backup")

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


def test_the_register_tells_which_backups_hold_the_keys_of_what_was_destroyed(folder, matter, partner, other):
    ran("backup")
    before = Backup.objects.get()
    done = destroy(matter, partner, other)
    ran("backup")

    assert list(Backup.objects.holding(done)) == [before]


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


def test_a_backup_whose_row_was_never_written_is_entered_before_the_next(folder, matter):
    ran("backup")
    lost = Backup.objects.get()
    Backup.objects.all().delete()

    ran("backup")

    assert Backup.objects.get(name=lost.name).sha256 == lost.sha256
    assert Backup.objects.count() == 2


def test_what_expired_and_is_gone_is_not_entered_again(folder, matter):
    ran("backup")
    Backup.objects.update(expires_on="2020-01-01")
    with time_machine.travel(timezone.now() + dt.timedelta(days=36), tick=False):
        ran("backup")
        Backup.objects.filter(removed_at__isnull=False).delete()
        ran("backup")

    assert Backup.objects.count() == 2


@given(at=st.integers(0, 400), byte=st.integers(0, 255))
def test_a_list_says_what_was_written_or_is_not_read(tmp_path_factory, at, byte):
    folder = tmp_path_factory.mktemp("lists")
    for each in ({"at": "2026-11-27", "n": 1}, {"at": "2026-11-28", "n": 22}):
        register.BACKUPS.add(folder, each)
    said, place = list(register.BACKUPS.read(folder)), folder / register.BACKUPS.name
    text = bytearray(place.read_bytes())
    text[at % len(text)] = byte
    place.write_bytes(text)

    try:
        assert list(register.BACKUPS.read(folder)) == said
    except (lines.NotOurs, CannotOpen):
        return


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


@pytest.mark.parametrize("named", ["", "elsewhere"])
def test_a_backup_lies_where_the_list_is_written_and_nowhere_else(folder, matter, tmp_path, settings, named):
    """The list of destructions is written in one folder: beside a backup in another, an empty one would pass for it."""
    settings.BACKUP_DIR = "" if not named else settings.BACKUP_DIR
    given = ["--to", str(tmp_path / named)] if named else []

    with pytest.raises(CommandError):
        call_command("backup", *given)

    assert not Backup.objects.exists()
    assert not (tmp_path / "elsewhere").exists()


def test_a_new_folder_of_backups_has_everything_that_was_destroyed_before_on_its_list(
    folder, matter, partner, other, empty, settings, tmp_path
):
    destroy(matter, partner, other)
    services.list_destroyed(10)
    before = list(lists.destroyed(folder))
    settings.BACKUP_DIR = str(tmp_path / "new")

    ran("backup")

    assert list(lists.destroyed(tmp_path / "new")) == before != []


@pytest.mark.parametrize("fault", ["emptied", "older", "both older", "both emptied"])
def test_lists_that_are_not_those_beside_the_newest_backup_are_refused(
    folder, matter, partner, other, empty, fault
):
    sign()
    first, _status = ran("backup")
    older = {place: place.read_bytes() for place in folder.glob("*.jsonl")}
    destroy(matter, partner, other)
    services.list_destroyed(10)
    second, _status = ran("backup")
    if "emptied" in fault:
        (folder / lists.DESTROYED.name).write_bytes(b"")
    else:
        (folder / lists.DESTROYED.name).write_bytes(older[folder / lists.DESTROYED.name])
    if "both" in fault:
        name = register.BACKUPS.name
        (folder / name).write_bytes(b"" if "emptied" in fault else older[folder / name])
    empty()

    with pytest.raises(CommandError, match="list of"):
        call_command("restore", str(folder / second["name"]))

    assert tables() == 0
    if "both" not in fault:
        with pytest.raises(CommandError, match="list of"):
            call_command("restore", str(folder / first["name"]))


def test_a_copy_of_a_backup_is_brought_back_with_the_list_that_is_written_to(
    folder, matter, partner, other, empty, tmp_path
):
    """Beside the copy lies a list of that day."""
    sign()
    made, _status = ran("backup")
    shutil.copytree(folder, tmp_path / "copies")
    destroy(matter, partner, other)
    services.list_destroyed(10)
    empty()

    said, status = ran("restore", tmp_path / "copies" / made["name"])

    assert (status, said["destroyed_again"]) == (0, 1)
    assert MatterKey.objects.get(matter=matter.pk).data_key is None


def test_lines_from_before_they_said_how_long_the_list_was_are_read(folder, matter, empty, monkeypatch):
    sign()
    with monkeypatch.context() as patch:
        real = lines.Lines.add
        patch.setattr(
            lines.Lines,
            "add",
            lambda self, place, said: real(
                self, place, {name: said[name] for name in said if not name.startswith("destroyed")}
            ),
        )
        made, _status = ran("backup")
    empty()

    said, status = ran("restore", folder / made["name"])

    assert (status, said["sound"]) == (0, True)


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


def tables():
    """How many there are, as the owner sees them."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        return cursor.fetchone()[0]


@pytest.fixture
def destroyed_since(folder, matter, partner, other, empty):
    """A backup of a matter that was destroyed after it, and the empty database that it is to be brought back into."""
    sign()
    made, _status = ran("backup")
    destroy(matter, partner, other)
    services.list_destroyed(10)
    ran("backup")
    empty()
    return folder / made["name"]


@pytest.mark.parametrize(
    "name", ["LOG_WITNESS_AUTHORITY_ROOTS", "FIRMAI_LOG_KEY_FILE", "FIRMAI_KEY_FILE", "BACKUP_KEY_FILE"]
)
def test_what_a_restore_needs_is_read_before_the_database_is_touched(
    destroyed_since, settings, tmp_path, name
):
    setattr(settings, name, str(tmp_path / "not-here"))

    with pytest.raises(CommandError):
        call_command("restore", str(destroyed_since))

    assert tables() == 0
    assert unfinished.which() is None


class Killed(BaseException):
    """The process ends here."""


def end_at(monkeypatch, place, backup):
    """A restore that ends where this is called."""

    def ended(*_given, **_named):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(place, ended)
        with pytest.raises(Killed):
            call_command("restore", str(backup), stdout=StringIO())


# Where a restore may end: every call after the data is in, and the one that puts it there.
STEPS = {
    "before the data": ("apps.keeping.postgres.restore", False),
    "after the data": ("apps.keeping.restoring._destroy_again", True),
    "in the middle of destroying": ("apps.keeping.erasing.erase", True),
    "before entering backups": ("apps.keeping.register.enter_missing", True),
    "before the rights": ("apps.audit.roles.grant", True),
    "before verifying": ("apps.audit.verify.verify", True),
    "before the record": ("apps.keeping.restoring._finish", True),
    "in the record": ("apps.keeping.unfinished.end", True),
}


@pytest.mark.crash
@pytest.mark.parametrize("step", STEPS)
def test_a_restore_that_ended_anywhere_serves_nobody_and_goes_on(destroyed_since, matter, monkeypatch, step):
    place, filled = STEPS[step]
    end_at(monkeypatch, place, destroyed_since)
    assert (tables() > 0) == filled
    assert not readiness.parts()["restore"]
    assert posture.look("backup")[0].status is not Status.OK
    for command in (("migrate", "--database", "owner"), ("grants",)):
        with pytest.raises(SystemCheckError, match="was not finished"):
            call_command(*command, skip_checks=False)
    if "record" not in step and "verifying" not in step:
        with pytest.raises(DatabaseError):
            Matter.objects.count()  # the house has no right to what may not be destroyed again yet

    said, status = ran("restore", destroyed_since)

    assert (status, said["sound"]) == (0, True)
    again = Matter.objects.select_related("key").get(pk=matter.pk)
    assert (again.key.data_key, again.title, again.parties.count()) == (None, "—", 0)
    assert Entry.objects.filter(event="matters.keys_destroyed", matter=matter.pk).count() == 1
    assert Entry.objects.filter(event="keeping.backup_restored").count() == 1
    assert Backup.objects.count() == 2
    assert (readiness.parts()["restore"], roles.excess()) == (True, [])
    with pytest.raises(CommandError, match="not empty"):
        call_command("restore", str(destroyed_since))


def test_a_restore_that_ended_in_the_middle_of_the_data_begins_again(destroyed_since, matter, monkeypatch):
    real = postgres.restore

    def half(parts):
        data = b"".join(parts)

        def some():
            yield data[: len(data) // 2]
            raise Killed

        real(some())

    with monkeypatch.context() as patch:
        patch.setattr(postgres, "restore", half)
        with pytest.raises(Killed):
            call_command("restore", str(destroyed_since), stdout=StringIO())
    assert (tables(), readiness.parts()["restore"]) == (0, False)

    said, status = ran("restore", destroyed_since)

    assert (status, said["destroyed_again"]) == (0, 1)
    assert MatterKey.objects.get(matter=matter.pk).data_key is None


def test_what_was_promised_of_tables_to_come_is_taken_back_before_a_restore(destroyed_since, monkeypatch):
    with connections["owner"].cursor() as cursor:
        user = connections["default"].settings_dict["USER"]
        cursor.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO {user}")

    end_at(monkeypatch, "apps.keeping.restoring._destroy_again", destroyed_since)

    with pytest.raises(DatabaseError, match="permission denied"):
        Matter.objects.count()


def test_another_backup_is_not_mixed_into_an_unfinished_restore(destroyed_since, folder, monkeypatch):
    other = next(each for each in folder.glob("*.backup") if each != destroyed_since)
    end_at(monkeypatch, "apps.audit.roles.grant", destroyed_since)

    with pytest.raises(CommandError, match="restore of another backup"):
        call_command("restore", str(other))

    _said, status = ran("restore", destroyed_since)
    assert status == 0


def test_no_backup_is_made_of_an_unfinished_restore(destroyed_since, folder, monkeypatch):
    end_at(monkeypatch, "apps.audit.verify.verify", destroyed_since)
    there = sorted(folder.iterdir())

    with pytest.raises(CommandError, match="not finished"):
        call_command("backup")

    assert sorted(folder.iterdir()) == there


def test_what_had_no_place_in_the_log_when_it_was_copied_is_no_fault_a_day_later(folder, matter, empty):
    made, _status = ran("backup")
    empty()

    with time_machine.travel(timezone.now() + dt.timedelta(days=1), tick=False):
        said, status = ran("restore", folder / made["name"])

    assert (status, said["sound"]) == (0, True)
    assert said["pending"] > 0


def test_without_a_folder_nothing_is_listed(settings, matter, partner, other):
    settings.BACKUP_DIR = ""
    done = destroy(matter, partner, other)

    assert services.list_destroyed(10) == 0
    done.refresh_from_db()
    assert done.listed_at is None
    assert done.settled_at <= timezone.now()


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
    Backup.objects.update(made_at=backup.made_at - backed_up.FRESH)
    assert seen() == Status.WARN

    destroy(matter, partner, other)
    assert seen() == Status.WARN
    Destruction.objects.update(settled_at=timezone.now() - backed_up.LISTED)
    assert seen() == Status.FAIL
    services.list_destroyed(10)
    assert seen() == Status.WARN


def test_a_destruction_that_cannot_be_listed_holds_up_no_other(folder, matter, partner, other, monkeypatch):
    later = factories.matter(opened_on=dt.date(2008, 1, 2), responsible=partner)
    later = matters.close_matter(matter=later, on=CLOSED, by=partner)
    bad, good = (destroy(each, partner, other) for each in (matter, later))
    said = lists._said

    def stumbles(destruction):
        if destruction.pk == bad.pk:
            raise OverflowError
        return said(destruction)

    monkeypatch.setattr(lists, "_said", stumbles)

    assert services.list_destroyed(1) == 0
    assert services.list_destroyed(1) == 1
    assert [line.matter for line in lists.destroyed(folder)] == [good.matter_id]
