"""The folder of backups is the one it was, or nothing is written there: an empty mount point is no list."""

import shutil
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from apps.audit.models import Entry
from apps.desk import posture, schedule
from apps.desk.schedule import Look
from apps.desk.seen import Status
from apps.keeping import folders, lines, lists, register, services
from apps.keeping.models import Backup, Destruction
from apps.matters.models import MatterKey
from tests.keeping.backing import closed, destroy, kept, ran, sign, tables

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")


@pytest.fixture
def matter(partner, other):
    return kept(partner, other)


@pytest.fixture
def disk(folder, tmp_path):
    """The disk that the folder is on: unmounted, an empty folder is in its place, as a mount point is."""

    class Disk:
        away = tmp_path / "disk"

        def unmount(self):
            folder.rename(self.away)
            folder.mkdir()

        def mount(self):
            shutil.rmtree(folder)
            self.away.rename(folder)

    return Disk()


def listed(folder):
    return [line.matter for line in lists.destroyed(folder)]


def test_what_is_destroyed_while_the_disk_is_away_comes_back_from_no_backup(
    folder, disk, matter, partner, other, empty
):
    sign()
    made, _status = ran("backup")
    disk.unmount()
    done = destroy(matter, partner, other)
    with pytest.raises(folders.AnotherFolder, match=r"Mount its disk"):
        services.list_destroyed(10)
    assert list(folder.iterdir()) == []
    done.refresh_from_db()
    assert done.listed_at is None

    disk.mount()
    assert services.list_destroyed(10) == 1
    empty()
    said, status = ran("restore", folder / made["name"])

    assert (status, said["destroyed_again"]) == (0, 1)
    assert MatterKey.objects.get(matter=matter.pk).data_key is None


def test_a_folder_that_is_not_there_at_all_is_not_made(folder, disk, matter, partner, other):
    ran("backup")
    folder.rename(disk.away)
    destroy(matter, partner, other)

    with pytest.raises(folders.AnotherFolder):
        services.list_destroyed(10)

    assert not folder.exists()


def test_a_disk_that_goes_between_the_look_and_the_line_has_none_begun(
    folder, disk, matter, partner, other, monkeypatch
):
    ran("backup")
    done = destroy(matter, partner, other)
    said = lists._said

    def unmounted(destruction):
        disk.unmount()
        return said(destruction)

    monkeypatch.setattr(lists, "_said", unmounted)

    with pytest.raises(lines.NotThere):
        services.list_destroyed(10)

    assert list(folder.iterdir()) == []
    done.refresh_from_db()
    assert done.listed_at is None


@pytest.mark.parametrize("there", ["nothing", "a list of destructions", "both lists of an earlier day"])
def test_a_backup_is_not_made_in_a_folder_that_is_another(
    folder, disk, matter, partner, other, tmp_path, there
):
    ran("backup")
    earlier = tmp_path / "earlier"
    shutil.copytree(folder, earlier)
    ran("backup")
    disk.unmount()
    if there == "a list of destructions":
        folders.DESTROYED.begin(folder)
    elif there == "both lists of an earlier day":
        folder.rmdir()
        earlier.rename(folder)
    before = sorted(folder.iterdir())

    with pytest.raises(CommandError, match=r"Mount its disk"):
        call_command("backup")

    assert sorted(folder.iterdir()) == before
    assert Backup.objects.count() == 2


def test_a_new_folder_on_purpose_has_everything_that_was_destroyed_before_and_that_is_on_record(
    folder, disk, matter, partner, other, empty
):
    sign()
    ran("backup")
    destroy(matter, partner, other)
    services.list_destroyed(10)
    another = closed(partner)
    disk.unmount()
    destroy(another, partner, other)

    made, status = ran("backup", "--new-folder")

    assert status == 0
    assert set(listed(folder)) == {matter.pk, another.pk}
    assert services.list_destroyed(10) == 0
    assert Destruction.objects.filter(listed_at=None, state="destroyed").count() == 0
    assert Entry.objects.filter(event="keeping.folder_begun").count() == 1
    ran("backup")
    sign()
    empty()
    said, status = ran("restore", folder / made["name"])
    assert (status, said["sound"]) == (0, True)


def test_a_backup_of_a_lost_folder_that_turns_up_is_brought_back_with_the_new_list_and_not_with_its_own(
    folder, disk, matter, partner, other, empty
):
    """Its own list ends on the day its disk was lost: what was destroyed since would come back."""
    sign()
    old, _status = ran("backup")
    disk.unmount()
    ran("backup", "--new-folder")
    destroy(matter, partner, other)
    assert services.list_destroyed(10) == 1
    empty()

    with pytest.raises(CommandError, match=r"lacks what the one in .* names"):
        call_command("restore", str(disk.away / old["name"]), lists=disk.away)
    assert tables() == 0
    said, status = ran("restore", disk.away / old["name"])

    assert (status, said["destroyed_again"]) == (0, 1)
    assert MatterKey.objects.get(matter=matter.pk).data_key is None


def test_what_was_to_be_removed_from_a_lost_folder_is_not_called_removed_from_the_new_one(
    folder, disk, matter
):
    ran("backup")
    Backup.objects.update(removing_since=timezone.now(), expires_on=timezone.localdate() - timedelta(days=1))
    old = Backup.objects.get()
    disk.unmount()

    made, _status = ran("backup", "--new-folder")

    assert (made["removed"], made["missing"]) == ([], [old.name])
    assert Backup.objects.get(pk=old.pk).removed_at is None
    assert [each.name for each in register.listed(folder)] == [made["name"], old.name]


def test_the_same_folder_is_begun_by_no_option(folder, matter):
    ran("backup", "--new-folder")
    ran("backup", "--new-folder")

    assert Backup.objects.count() == 2
    assert not Entry.objects.filter(event="keeping.folder_begun").exists()


def test_a_new_folder_is_one_only_once_a_backup_is_in_it(folder, disk, matter, partner, other, settings):
    """It fails on the way: the disk that was meant may still be the other."""
    ran("backup")
    disk.unmount()
    tools, settings.POSTGRES_BIN = settings.POSTGRES_BIN, "/nowhere"
    with pytest.raises(CommandError):
        call_command("backup", "--new-folder")
    destroy(matter, partner, other)

    with pytest.raises(folders.AnotherFolder):
        services.list_destroyed(10)

    settings.POSTGRES_BIN = tools
    disk.mount()
    assert services.list_destroyed(10) == 1
    assert listed(folder) == [matter.pk]


def test_a_folder_that_was_moved_has_what_was_listed_in_the_old_one_since(
    folder, matter, partner, other, settings, tmp_path
):
    ran("backup")
    services.list_destroyed(10)
    shutil.copytree(folder, tmp_path / "moved")
    destroy(matter, partner, other)
    assert services.list_destroyed(10) == 1

    settings.BACKUP_DIR = str(tmp_path / "moved")

    assert services.list_destroyed(10) == 1
    assert services.list_destroyed(10) == 0
    assert listed(tmp_path / "moved") == listed(folder) == [matter.pk]


def test_a_list_that_cannot_be_read_keeps_nothing_off_it(folder, matter, partner, other):
    """What cannot be told is whether lines are missing, and that is said each time."""
    ran("backup")
    (folder / folders.DESTROYED.name).write_text("not ours\n")
    done = destroy(matter, partner, other)

    for _each in range(2):
        with pytest.raises(lines.NotOurs):
            services.list_destroyed(10)

    done.refresh_from_db()
    assert done.listed_at is not None
    assert str(matter.pk) in (folder / folders.DESTROYED.name).read_text()


def test_before_the_first_backup_a_list_begins_where_it_is_needed(folder, disk, matter, partner, other):
    """There is no backup that anything could come back from, and the first brings its list with it."""
    destroy(matter, partner, other)
    assert services.list_destroyed(10) == 1
    assert listed(folder) == [matter.pk]
    disk.unmount()

    _made, status = ran("backup")

    assert status == 0
    assert listed(folder) == [matter.pk]


def test_backups_that_are_all_gone_leave_the_folder_free(folder, disk, matter, partner, other):
    ran("backup")
    disk.unmount()
    Backup.objects.update(removed_at=timezone.now())

    destroy(matter, partner, other)

    assert services.list_destroyed(10) == 1
    assert listed(folder) == [matter.pk]


def test_security_status_says_that_the_folder_is_another_until_it_is_there_again(folder, disk, matter):
    def seen():
        schedule.once([Look("destroyed, not listed", services.list_destroyed)])
        (control,) = posture.look("backup")
        return control

    ran("backup")
    assert seen().status == Status.OK

    disk.unmount()
    found = seen()
    assert found.status == Status.FAIL
    assert "not in BACKUP_DIR" in found.evidence

    disk.mount()
    look = Look("destroyed, not listed", services.list_destroyed, failures=1)
    schedule.once([look])
    (control,) = posture.look("backup")
    assert control.status == Status.OK
