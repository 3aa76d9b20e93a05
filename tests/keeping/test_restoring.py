"""A backup is brought back into an empty database, and what was destroyed since is destroyed again."""

import datetime as dt
import itertools
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
from apps.people import services as people
from apps.people.models import Invitation, Recovery
from tests import factories
from tests.keeping.backing import closed, destroy, kept, ran, sign
from tests.keeping.conftest import CLOSED, rule

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")


WEEK = dt.timedelta(days=7)


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


def test_what_stood_open_at_the_backup_goes_on_for_nobody(folder, partner, other, empty):
    """A hold was placed after it, a link was used, a way back in was stopped: the database that comes back knows of
    none of that, and its first sweep would destroy what the hold was to keep."""
    rule(partner, other, by_itself=True)
    held, approved = closed(partner), closed(partner)
    with time_machine.travel(timezone.now() - dt.timedelta(days=40), tick=False):
        proposed = services.propose(matter=held, by=partner)
    services.approve(destruction=services.propose(matter=approved, by=partner), by=partner)
    admin, invited = factories.administrator(), factories.person("lawyer")
    link, _key = people.invite(user=invited, by=admin)
    recovery = Recovery.objects.create(
        user=partner, kind="second_factor", reason="lost", asked_by=admin, ends_at=timezone.now() + WEEK
    )
    browser = Browser()
    browser.force_login(partner)
    sign()
    made, _status = ran("backup")
    services.place_hold(matter=held, reason=HoldReason.CLAIM, by=partner)
    people.use_invitation(invitation=link, password="harbour-lantern-quill", by=invited)
    empty()

    ran("restore", folder / made["name"])

    assert not Hold.objects.exists()
    assert set(Destruction.objects.values_list("state", "settled_by__robot")) == {("lapsed", "operator")}
    lapsed = Entry.objects.filter(event="keeping.destruction_lapsed")
    assert [entry.facts["reason"] for entry in lapsed] == ["restored", "restored"]
    assert not Invitation.objects.get(pk=link.pk).is_open
    assert Recovery.objects.get(pk=recovery.pk).state == "lapsed"
    assert browser.get(reverse("desk:home")).status_code == 302
    assert sweeping.sweep(10) == 2
    anew = Destruction.objects.open().get(matter=held)
    assert (anew.state, anew.pk != proposed.pk, anew.proposed_at.date()) == (
        "proposed", True, timezone.now().date(),
    )  # fmt: skip
    assert sweeping.sweep(10) == 0


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
    said, status = ran("restore", folder / made["name"], "--witnesses", tmp_path / "witness")

    assert (status, said["sound"], said["fault"]["code"]) == (1, False, "witness_ahead")
    assert (said["set_aside"], said["not_set_aside"]) == (0, "PermissionError")
    assert not unfinished.stands()


AT_BACKUP = ("absent", "proposed", "approved", "another proposed")
LINES = ("of today", "of before")  # those of before said nothing of the rule and of persons


def test_what_a_restore_destroys_again_has_its_certificate(folder, partner, other, empty, monkeypatch):
    rule(partner, other)
    kinds = {kind: closed(partner) for kind in itertools.product(AT_BACKUP, LINES)}
    opened = {kind: opened_before(kind[0], matter, partner) for kind, matter in kinds.items()}
    sign()
    made, _status = ran("backup")
    done = {
        kind: destroyed_after(kind[0], matter, opened[kind], partner, other) for kind, matter in kinds.items()
    }
    say_less_of(monkeypatch, {each.pk for (_, line), each in done.items() if line == "of before"})
    assert services.list_destroyed(100) == len(kinds)
    empty()

    _said, status = ran("restore", folder / made["name"])

    assert status == 0
    assert Destruction.objects.filter(state="destroyed").count() == len(kinds)
    assert not Destruction.objects.open().exists()
    for kind, each in done.items():
        is_settled_as_it_was(each, kind)
        assert Backup.objects.holding(Destruction.objects.get(pk=each.pk)).exists(), kind
    assert sweeping.sweep(10) == 0
    assert services.list_destroyed(10) == 0


def opened_before(at_backup, matter, partner):
    """The destruction that the backup knows of."""
    if at_backup == "absent":
        return None
    proposed = services.propose(matter=matter, by=partner)
    return services.approve(destruction=proposed, by=partner) if at_backup == "approved" else proposed


def destroyed_after(at_backup, matter, opened, partner, other):
    """The destruction that came to pass once the backup was made."""
    if at_backup == "another proposed":
        services.decline(destruction=opened, by=partner)
    if at_backup in ("absent", "another proposed"):
        opened = services.propose(matter=matter, by=partner)
    if at_backup != "approved":
        opened = services.approve(destruction=opened, by=partner)
    return services.destroy(destruction=opened, by=other)


def say_less_of(monkeypatch, those):
    """Of those the list says no more than it once did."""
    real = lists._said

    def said(destruction):
        line = real(destruction)
        return {name: line[name] for name in SHORT} if destruction.pk in those else line

    monkeypatch.setattr(lists, "_said", said)


SHORT = ("matter", "destruction", "at")


def is_settled_as_it_was(done, kind):
    again = Destruction.objects.get(pk=done.pk)
    assert (again.state, again.settled_at, again.again) == ("destroyed", done.settled_at, True), kind
    assert (again.what, again.octets) == (done.what, done.octets), kind
    assert again.listed_at is not None, kind
    if "of today" in kind:
        people = ("rule", "proposed_by", "approved_by", "settled_by")
        for name in (*people, "due_on", "proposed_at", "approved_at"):
            assert getattr(again, name) is not None, (kind, name)
            assert getattr(again, name) == getattr(done, name), (kind, name)
        assert again.ordinal == done.ordinal is not None, kind
    assert Entry.objects.filter(event="keeping.destroyed_again", subject=done.pk).count() == 1, kind
    said = str(certificates.data(again, factories.administrator(), timezone.now()))
    assert "destroyed again before anybody could read it" in said, kind


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


@pytest.mark.parametrize("release", ["later", "earlier"])
def test_a_backup_of_another_release_is_not_gone_on_with(folder, matter, empty, release):
    """Tables that this release does not know could hold what is to be destroyed again."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT name FROM django_migrations WHERE app = 'keeping' ORDER BY name DESC LIMIT 1")
        (newest,) = cursor.fetchone()
        if release == "later":
            change, undo = (
                "INSERT INTO django_migrations (app, name, applied) VALUES ('keeping', '9999', now())",
                ("DELETE FROM django_migrations WHERE name = '9999'"),
            )
        else:
            change, undo = (
                f"UPDATE django_migrations SET app = 'gone' WHERE app = 'keeping' AND name = '{newest}'",
                "UPDATE django_migrations SET app = 'keeping' WHERE app = 'gone'",
            )
        cursor.execute(change)
        try:
            made, _status = ran("backup")
        finally:
            cursor.execute(undo)
    empty()

    with pytest.raises(CommandError, match="another release of firmai"):
        call_command("restore", str(folder / made["name"]))

    assert unfinished.stands("owner")
    assert not Entry.objects.using("owner").filter(event="keeping.backup_restored").exists()
    with connections["owner"].cursor() as cursor:
        cursor.execute(undo)  # as the release that made it knows them
    assert ran("restore", folder / made["name"])[1] == 0


def test_what_had_no_place_in_the_log_when_it_was_copied_is_no_fault_a_day_later(folder, matter, empty):
    made, _status = ran("backup")
    empty()

    with time_machine.travel(timezone.now() + dt.timedelta(days=1), tick=False):
        said, status = ran("restore", folder / made["name"])

    assert (status, said["sound"]) == (0, True)
    assert said["pending"] > 0
