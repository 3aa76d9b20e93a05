"""The lists beside the backups: what was destroyed and which backups there are, for whoever brings one back."""

import datetime as dt
import shutil

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from apps.core.ciphers import CannotOpen
from apps.keeping import lines, lists, register, services
from apps.matters import services as matters
from apps.matters.models import MatterKey
from tests import factories
from tests.keeping.backing import destroy, kept, ran, sign, tables
from tests.keeping.conftest import CLOSED

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")


@pytest.fixture
def matter(partner, other):
    return kept(partner, other)


@given(at=st.integers(0, 400), byte=st.integers(0, 255))
def test_a_list_says_what_was_written_or_is_not_read(tmp_path_factory, at, byte):
    folder = tmp_path_factory.mktemp("lists")
    register.BACKUPS.begin(folder)
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


@pytest.mark.parametrize("part", [1, 40, -2])
def test_a_line_that_was_cut_off_as_it_was_written_spoils_none_before_or_after_it(tmp_path, part):
    """The disk was full, or the power went: it was not said to be written, and is written again."""
    register.BACKUPS.begin(tmp_path)
    register.BACKUPS.add(tmp_path, {"at": "2026-11-27", "n": 1})
    place = tmp_path / register.BACKUPS.name
    whole = place.read_bytes()
    place.write_bytes(whole + whole[:part])

    assert [each["n"] for each in register.BACKUPS.read(tmp_path)] == [1]
    register.BACKUPS.add(tmp_path, {"at": "2026-11-28", "n": 2})

    assert [each["n"] for each in register.BACKUPS.read(tmp_path)] == [1, 2]
    assert place.read_bytes().startswith(whole)


def test_a_line_that_lacks_nothing_but_its_end_is_one(tmp_path):
    register.BACKUPS.begin(tmp_path)
    register.BACKUPS.add(tmp_path, {"n": 1})
    place = tmp_path / register.BACKUPS.name
    place.write_bytes(place.read_bytes()[:-1])

    register.BACKUPS.add(tmp_path, {"n": 2})

    assert [each["n"] for each in register.BACKUPS.read(tmp_path)] == [1, 2]


def test_a_list_of_nothing_but_a_line_that_was_cut_off_is_empty(tmp_path):
    register.BACKUPS.begin(tmp_path).write_bytes(b'{"at": "2026')

    assert list(register.BACKUPS.read(tmp_path)) == []
    register.BACKUPS.add(tmp_path, {"n": 1})
    assert [each["n"] for each in register.BACKUPS.read(tmp_path)] == [1]


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


def test_without_a_folder_nothing_is_listed(settings, matter, partner, other):
    settings.BACKUP_DIR = ""
    done = destroy(matter, partner, other)

    assert services.list_destroyed(10) == 0
    done.refresh_from_db()
    assert done.listed_at is None
    assert done.settled_at <= timezone.now()


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
