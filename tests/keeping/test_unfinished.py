"""A restore that ended before it was done serves nobody, and goes on."""

import shutil
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError
from django.db import DatabaseError, connections
from django.test import override_settings

from apps.audit import roles
from apps.audit.models import Entry
from apps.desk import posture, readiness
from apps.desk.seen import Status
from apps.keeping import postgres, services, unfinished
from apps.keeping.models import Backup
from apps.matters.models import Matter
from tests import database, factories
from tests.keeping.backing import Killed, destroy, kept, ran, sign, tables

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")


@pytest.fixture(scope="module")
def backed_up(tmp_path_factory, django_db_setup, django_db_blocker):
    """A folder with a backup of a matter that was destroyed after it and with another backup, made once: what a restore
    begins from is this folder and an empty database. Gives its place, the backup's name and the matter's id."""
    folder = tmp_path_factory.mktemp("backed-up")
    with django_db_blocker.unblock(), override_settings(BACKUP_DIR=str(folder)):
        partner, other = factories.person("partner"), factories.person("partner")
        matter = kept(partner, other)
        sign()
        made, _status = ran("backup")
        destroy(matter, partner, other)
        services.list_destroyed(10)
        ran("backup")
        database.restore()
    return folder, made["name"], matter.pk


@pytest.fixture
def destroyed_since(backed_up, folder, empty):
    """That backup in a folder of the test's own, and the empty database that it is to be brought back into."""
    whole, name, _matter = backed_up
    shutil.copytree(whole, folder)
    empty()
    return folder / name


@pytest.fixture
def destroyed_matter(backed_up):
    """The id of the matter that was destroyed."""
    return backed_up[2]


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


def end_at(monkeypatch, place, backup, ends=None):
    """A restore that ends where this is called."""

    def ended(*_given, **_named):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(place, ends or ended)
        with pytest.raises(Killed):
            call_command("restore", str(backup), stdout=StringIO())


def in_the_middle(parts, put_in=postgres.restore):
    """The first half of the data is read, and nobody knows what comes of it."""
    data = b"".join(parts)

    def half():
        yield data[: len(data) // 2]
        raise Killed

    put_in(half())


# Where a restore may end, in its order, and whether the data is in by then: every call after it is, and the one that
# puts it there.
STEPS = {
    "before the data": ("apps.keeping.postgres.restore", None, False),
    "in the middle of the data": ("apps.keeping.postgres.restore", in_the_middle, False),
    "after the data": ("apps.keeping.restoring._destroy_again", None, True),
    "in the middle of destroying": ("apps.keeping.erasing.erase", None, True),
    "before entering backups": ("apps.keeping.register.enter_missing", None, True),
    "before the rights": ("apps.audit.roles.grant", None, True),
    "before verifying": ("apps.audit.verify.verify", None, True),
    "before the record": ("apps.keeping.restoring._finish", None, True),
    "in the record": ("apps.keeping.unfinished.end", None, True),
}
STEPS_WITH_RIGHTS = ("before verifying", "before the record", "in the record")


@pytest.mark.crash
def test_a_restore_that_ended_anywhere_serves_nobody_and_goes_on(
    destroyed_since, destroyed_matter, folder, monkeypatch
):
    """It ends at each place, one after the other, and goes on from there each time."""
    other = next(each for each in folder.glob("*.backup") if each != destroyed_since)
    for step, (place, ends, filled) in STEPS.items():
        end_at(monkeypatch, place, destroyed_since, ends)
        assert (tables() > 0) == filled, step
        may_read = step in STEPS_WITH_RIGHTS
        serves_nobody(step, may_read)
        is_kept_apart(folder, other, filled)

    said, status = ran("restore", destroyed_since)

    assert (status, said["sound"]) == (0, True)
    again = Matter.objects.select_related("key").get(pk=destroyed_matter)
    assert (again.key.data_key, again.title, again.parties.count()) == (None, "—", 0)
    assert Entry.objects.filter(event="matters.keys_destroyed", matter=destroyed_matter).count() == 1
    assert Entry.objects.filter(event="keeping.backup_restored").count() == 1
    assert Backup.objects.count() == 2
    assert (readiness.parts()["restore"], roles.excess()) == (True, [])
    with pytest.raises(CommandError, match="not empty"):
        call_command("restore", str(destroyed_since))


def serves_nobody(step, may_read):
    assert not readiness.parts()["restore"], step
    assert posture.look("backup")[0].status is not Status.OK, step
    for command in (("migrate", "--database", "owner"), ("grants",)):
        with pytest.raises(SystemCheckError, match="was not finished"):
            call_command(*command, skip_checks=False)
    if not may_read:
        with pytest.raises(DatabaseError):
            Matter.objects.count()  # the house has no right to what may not be destroyed again yet


def is_kept_apart(folder, other, filled):
    """No backup is made of it, and none but its own is mixed into it."""
    there = sorted(folder.iterdir())
    with pytest.raises(CommandError, match="not finished"):
        call_command("backup")
    assert sorted(folder.iterdir()) == there
    if filled:
        with pytest.raises(CommandError, match="restore of another backup"):
            call_command("restore", str(other))


def test_what_was_promised_of_tables_to_come_is_taken_back_before_a_restore(destroyed_since, monkeypatch):
    with connections["owner"].cursor() as cursor:
        user = connections["default"].settings_dict["USER"]
        cursor.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO {user}")

    end_at(monkeypatch, "apps.keeping.restoring._destroy_again", destroyed_since)

    with pytest.raises(DatabaseError, match="permission denied"):
        Matter.objects.count()
