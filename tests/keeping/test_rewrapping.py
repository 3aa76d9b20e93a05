"""A new version of the firm's key: everything under an older one is wrapped and sealed again, wherever a run ended."""

import base64
import datetime as dt
import json
import secrets
import uuid
from collections import Counter
from io import StringIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.utils import decrypt, encrypt
from django.conf import settings as configured
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from apps.audit.models import Entry
from apps.core import ciphers, keyfile
from apps.core.ciphers import CannotOpen, FirmKey
from apps.core.sensitive import Sensitive
from apps.desk import posture
from apps.desk.seen import Status
from apps.intake import held
from apps.intake.models import Arrival, ArrivalState
from apps.integrations import subscriptions, tokens
from apps.integrations.access import Tokens
from apps.integrations.models import Connection, HintKind, Pairing, PairingState, Subscription
from apps.keeping import lines, lists, places, register, rewrapping, services
from apps.keeping.models import Backup
from apps.keeping.places import What
from apps.matters import keys
from apps.matters.models import MatterKey
from apps.notices.models import SavedFilter
from apps.people.models import Robot, User
from tests import factories
from tests.at_once import standing
from tests.integrations import accounts

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def key_file(tmp_path, settings):
    path = tmp_path / "firm.key"
    path.write_text(Path(configured.FIRMAI_KEY_FILE).read_text())
    path.chmod(0o600)
    settings.FIRMAI_KEY_FILE = path
    settings.BACKUP_DIR = ""
    return path


def add_version(key_file, version=2):
    with key_file.open("a") as file:
        file.write(f"{version}:{base64.b64encode(secrets.token_bytes(32)).decode()}\n")


def remove_version(key_file, version):
    kept = [line for line in key_file.read_text().splitlines() if not line.startswith(f"{version}:")]
    key_file.write_text("\n".join(kept) + "\n")


@pytest.fixture
def robot():
    return User.for_robot(Robot.OPERATOR)


TOKENS = Tokens(
    access=Sensitive("access"),
    refresh=Sensitive("refresh"),
    expires_at=dt.datetime(2031, 1, 1, tzinfo=dt.UTC),
)


@pytest.fixture
def house(key_file):
    """A row in each place, under version 1, and how its content is read as the house reads it."""
    person, matter = factories.person("partner"), factories.matter()
    source = factories.source(matter)
    accounts.fresh()
    connection = accounts.zoom()
    pairing = Pairing.objects.create(vendor=connection.vendor, region=connection.region, begun_by=person)
    begun = Pairing.objects.filter(pk=pairing.pk)
    begun.update(state=PairingState.ANSWERED)
    tokens.seal(pairing, TOKENS)
    begun.update(state=PairingState.REACHED, account_id="1", tokens=pairing.tokens)
    told = Subscription(connection=connection, kind=HintKind.MATTER, address_digest="a" * 64)
    told.secret = ciphers.firm_seal(subscriptions._purpose(told), b"shared")
    told.save()
    arrival = Arrival(connection=connection, meeting="m", file_id="f", state=ArrivalState.STORED)
    arrival.topic = ciphers.firm_seal(held.topic_purpose(arrival), b"Consult")
    arrival.held = ciphers.firm_seal(held.held_purpose(arrival), b"WEBVTT")
    arrival.save()
    SavedFilter.objects.create(owner=person, page="log", event="review.approved")  # which has no name
    saved = SavedFilter(owner=person, page="queue", show="team")
    saved.call("Mine")
    saved.save()
    TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    codes = RecoveryCodes.activate(person).generate_codes()
    made = SimpleNamespace(
        matter=matter,
        digest=keys.digest(matter.pk, b"content"),
        codes=codes,
        title=keys.reveal(source, "title").reveal(),
        connection=connection,
    )

    def read():
        again = Arrival.objects.get(pk=arrival.pk)
        factor = Authenticator.objects.get(user=person, type=Authenticator.Type.TOTP)
        recovery = Authenticator.objects.get(user=person, type=Authenticator.Type.RECOVERY_CODES)
        return {
            What.MATTER_KEYS: (
                keys.reveal(type(source).objects.get(pk=source.pk), "title").reveal(),
                keys.digest(matter.pk, b"content"),
            ),
            What.CONNECTIONS: bool(tokens.opened(Connection.objects.get(pk=connection.pk)).access.reveal()),
            What.PAIRINGS: tokens.opened(Pairing.objects.get(pk=pairing.pk)).access.reveal(),
            What.SUBSCRIPTIONS: subscriptions.secret_of(Subscription.objects.get(pk=told.pk)),
            What.ARRIVALS: (
                held.topic_of(again),
                ciphers.firm_open(held.held_purpose(again), bytes(again.held)),
            ),
            What.FILTERS: SavedFilter.objects.get(pk=saved.pk).called,
            What.SECOND_FACTORS: (decrypt(factor.data["secret"]), RecoveryCodes(recovery).generate_codes()),
        }

    made.read, made.said = read, read()
    return made


def test_every_place_of_the_list_has_a_row_in_these_tests(house):
    assert {place.what for place in places.PLACES} == set(house.said)
    assert all(place.versions().keys() == {1} for place in places.PLACES)


def ran(**options):
    said = StringIO()
    try:
        call_command("rewrap", json=True, stdout=said, **options)
        status = 0
    except SystemExit as ended:
        status = ended.code
    return json.loads(said.getvalue()), status


def test_everything_is_under_the_newest_version_and_opens_without_the_old_one(house, key_file):
    add_version(key_file)

    said, status = ran()

    assert (status, said["done"], said["version"], said["left"]) == (0, True, 2, {})
    assert set(said["renewed"]) == {what.value for what in house.said}
    assert set(places.versions()) == {2}
    remove_version(key_file, 1)
    assert house.read() == house.said


def test_what_was_done_is_on_record_by_the_operators_robot(house, key_file, robot):
    add_version(key_file)
    before = Entry.objects.latest("id").pk

    ran()

    entries = list(Entry.objects.filter(pk__gt=before).order_by("id"))
    assert {entry.actor for entry in entries} == {robot.pk}
    (wrapped,) = [entry for entry in entries if entry.event == "matters.keys_rewrapped"]
    assert (wrapped.matter, wrapped.facts) == (house.matter.pk, {"version": 1, "firm_version": 2})
    assert Counter(e.facts["what"] for e in entries if e.event == "keeping.resealed") == {
        what.value: 1 for what in house.said if what is not What.MATTER_KEYS
    }


def test_a_second_run_changes_nothing_and_says_that_all_is_done(house, key_file):
    add_version(key_file)
    ran()
    rows, entries = contents(), Entry.objects.count()

    said, status = ran()

    assert (status, said["renewed"]) == (0, {})
    assert (contents(), Entry.objects.count()) == (rows, entries)


def contents():
    """Every row of every place, as it stands in the database."""
    return standing(*dict.fromkeys(place.model for place in places.PLACES))


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.crash
def test_a_run_that_is_killed_leaves_everything_readable_and_the_next_one_finishes(
    house, key_file, robot, monkeypatch
):
    """The first between the lines of its first transaction; each that goes on from there once it has come to a second
    place, so that one ends after every place."""
    factories.matter()
    add_version(key_file)
    real, killed = rewrapping.audit.record, 0

    def is_killed(ends):
        lines = []

        def record(**facts):
            lines.append((facts["event"], facts.get("what")))
            if ends(lines):
                raise Killed
            real(**facts)

        with monkeypatch.context() as patch:
            patch.setattr(rewrapping.audit, "record", record)
            try:
                services.rewrap(by=robot)
            except Killed:
                return True
            return False

    assert is_killed(lambda lines: len(lines) == 2)
    assert house.read() == house.said
    while is_killed(lambda lines: len(set(lines)) == 2):
        killed += 1
        assert house.read() == house.said

    assert killed == len(places.PLACES) - 1
    made = services.rewrap(by=robot)
    assert (made.done, made.renewed.total(), set(places.versions())) == (True, 0, {2})
    assert house.read() == house.said
    assert Entry.objects.filter(event="matters.keys_rewrapped").count() == 2


@given(versions=st.lists(st.integers(1, 6), min_size=1, max_size=6))
def test_any_mixture_of_versions_ends_under_the_newest(tmp_path_factory, versions):
    everything = {version: secrets.token_bytes(32) for version in range(1, 7)}
    upto = [FirmKey(keyfile.Keys({v: key for v, key in everything.items() if v <= n})) for n in range(1, 7)]
    newest = upto[-1]
    held = [upto[version - 1].wrap(b"k" * 32) for version in versions]
    sealed = [upto[version - 1]._seal("purpose", b"text") for version in versions]

    again = [newest.rewrap(each) for each in held]
    over = [newest.reseal("purpose", each) for each in sealed]

    assert {each[0] for each in (*again, *over)} == {6}
    alone = FirmKey(keyfile.Keys({6: everything[6]}))
    assert {alone.unwrap(each) for each in again} == {b"k" * 32}
    assert {alone._opened("purpose", each) for each in over} == {b"text"}


def test_a_row_that_nobody_can_open_is_named_and_the_rest_is_done(house, key_file):
    broken = bytes([1]) + b"x" * 40
    MatterKey.objects.filter(matter=house.matter).update(data_key=broken)
    add_version(key_file)

    said, status = ran()

    key = MatterKey.objects.get(matter=house.matter)
    assert (status, said["done"], said["left"]) == (1, False, {"1": 1})
    assert said["unreadable"] == [["matter_keys", str(key.pk)]]
    assert bytes(key.data_key) == broken
    assert set(places.versions()) == {1, 2}
    assert not Entry.objects.filter(event="matters.keys_rewrapped").exists()


def test_a_destroyed_matter_stays_destroyed(house, key_file):
    MatterKey.objects.filter(matter=house.matter).update(
        data_key=None,
        digest_key=None,
        destroyed_at=timezone.now(),
        destroyed_by=User.for_robot(Robot.SWEEPER),
    )
    add_version(key_file)

    _said, status = ran()

    key = MatterKey.objects.get(matter=house.matter)
    assert (status, key.data_key, key.digest_key) == (0, None, None)


def test_what_is_written_while_a_row_is_looked_for_is_not_lost(house, key_file, robot, monkeypatch):
    """Between finding a row and locking it, somebody else puts new tokens there."""
    add_version(key_file)
    real = rewrapping._renew

    def renew(place, found, firm, *, by):
        if place.what is What.CONNECTIONS:
            row = Connection.objects.get(pk=house.connection.pk)
            tokens.seal(row, TOKENS)
            row.save(update_fields=["tokens"])
        return real(place, found, firm, by=by)

    monkeypatch.setattr(rewrapping, "_renew", renew)
    made = services.rewrap(by=robot)

    assert made.done
    assert tokens.opened(Connection.objects.get(pk=house.connection.pk)) == TOKENS


def test_it_is_not_done_while_a_transaction_from_before_is_open_which_may_bring_an_old_version(
    house, key_file, robot, connect_as
):
    other = connect_as("default")
    with connection.cursor() as cursor:
        cursor.execute("SELECT data_key FROM matters_matterkey")
        old = bytes(cursor.fetchone()[0])
    other.execute("UPDATE matters_matterkey SET made_at = made_at WHERE false")  # it has begun
    add_version(key_file)

    made = services.rewrap(by=robot, patience=0)
    assert (made.waiting, made.done, made.left) == (True, False, Counter())

    other.execute("UPDATE matters_matterkey SET data_key = %s", [old])
    other.commit()
    made = services.rewrap(by=robot)
    assert (made.done, made.renewed[What.MATTER_KEYS]) == (True, 1)
    assert house.read() == house.said


def test_a_version_that_comes_while_it_runs_is_not_called_done(house, key_file, robot, monkeypatch):
    add_version(key_file)
    real = rewrapping._ended

    def ended(*waits):
        add_version(key_file, 3)
        return real(*waits)

    monkeypatch.setattr(rewrapping, "_ended", ended)

    made = services.rewrap(by=robot)

    assert (made.version, made.done, set(made.left)) == (3, False, {2})
    monkeypatch.undo()
    assert services.rewrap(by=robot).done


def test_lists_beside_the_backups_are_renewed_and_read_without_the_old_version(
    house, key_file, tmp_path, settings
):
    settings.BACKUP_DIR = str(tmp_path / "backups")
    for each in (lists.DESTROYED, register.BACKUPS):
        each.begin(tmp_path / "backups")
    register.BACKUPS.add(tmp_path / "backups", {"at": "2026-11-27", "n": 1})
    add_version(key_file)
    register.BACKUPS.add(tmp_path / "backups", {"at": "2026-11-28", "n": 2})

    said, status = ran(lists=tmp_path / "backups")

    assert (status, said["renewed"]["lists"]) == (0, 1)
    remove_version(key_file, 1)
    assert [(each["n"], each["key"]) for each in register.BACKUPS.read(tmp_path / "backups")] == [
        (1, 2),
        (2, 2),
    ]
    assert list(lists.destroyed(tmp_path / "backups")) == []


@pytest.mark.parametrize("step", ["file.write", "replace"])
def test_a_list_is_whole_wherever_its_renewal_is_killed(key_file, tmp_path, monkeypatch, step):
    register.BACKUPS.begin(tmp_path)
    for number in range(3):
        register.BACKUPS.add(tmp_path, {"n": number})
    add_version(key_file)

    def killed(*_given):
        raise Killed

    with monkeypatch.context() as patch:
        if step == "replace":
            patch.setattr(type(tmp_path), "replace", killed)
        else:
            patch.setattr(lines.os, "fsync", killed)
        with pytest.raises(Killed):
            register.BACKUPS.renew(tmp_path)

    assert [each["n"] for each in register.BACKUPS.read(tmp_path)] == [0, 1, 2]
    assert register.BACKUPS.renew(tmp_path) == 3
    assert [each["n"] for each in register.BACKUPS.read(tmp_path)] == [0, 1, 2]
    assert register.BACKUPS.renew(tmp_path) == 0


def test_a_list_that_names_a_matter_which_stands_here_is_not_renewed(house, key_file, tmp_path):
    lists.DESTROYED.begin(tmp_path)
    lists.DESTROYED.add(
        tmp_path,
        {"matter": str(house.matter.pk), "destruction": str(uuid.uuid4()), "at": timezone.now().isoformat()},
    )
    before = (tmp_path / lists.DESTROYED.name).read_bytes()
    add_version(key_file)

    said, status = ran(lists=tmp_path)

    assert (status, said["done"], said["left"]) == (1, False, {})
    assert said["lists"] == "The list of destructions names matters whose content stands here: 1."
    assert (tmp_path / lists.DESTROYED.name).read_bytes() == before


def seen():
    (control,) = posture.look("keys")
    return control.status, control.evidence


def entered(folder):
    """A backup in the register, on the list beside it."""
    for each in (lists.DESTROYED, register.BACKUPS):
        each.begin(folder)
    made = register.Made(
        name="firmai-1.backup",
        made_at=timezone.now(),
        octets=1,
        sha256="0" * 64,
        entries=1,
        matters=1,
        expires_on=dt.date(2031, 2, 3),
    )
    version = register.note(made=made, folder=folder)
    return register.enter(made=made, version=version, by=User.for_robot(Robot.OPERATOR))


@pytest.mark.parametrize("missing", [lists.DESTROYED, register.BACKUPS])
def test_a_folder_that_is_named_and_has_no_lists_is_not_called_done(house, key_file, tmp_path, missing):
    """As in a container that has the name of the folder and not the folder."""
    lists.DESTROYED.begin(tmp_path)
    register.BACKUPS.begin(tmp_path)
    (tmp_path / missing.name).unlink()
    add_version(key_file)

    said, status = ran(lists=tmp_path)

    assert (status, said["done"], said["left"]) == (1, False, {})
    assert said["lists"].startswith(f"There is no {missing.name} in {tmp_path}.")


@pytest.mark.parametrize("folder", ["none", "another"])
def test_lines_that_a_run_did_not_come_to_are_not_called_done(house, key_file, tmp_path, folder):
    entered(tmp_path / "backups")
    for each in (lists.DESTROYED, register.BACKUPS):
        each.begin(tmp_path / "another")
    add_version(key_file)

    said, status = ran(**({"lists": tmp_path / folder} if folder == "another" else {}))

    assert (status, said["done"], said["left"]) == (1, False, {})
    assert said["lists"].startswith("1 line beside the backups is not known to be under the newest version")
    assert seen()[0] == Status.WARN
    assert "Run manage.py rewrap where BACKUP_DIR is reached" in seen()[1]
    remove_version(key_file, 1)
    assert seen()[0] == Status.FAIL
    assert "Lines beside the backups need version 1" in seen()[1]


@pytest.mark.parametrize("gone", [False, True])
def test_the_lists_of_a_disk_that_is_lost_keep_nothing_from_being_done(
    house, key_file, tmp_path, settings, robot, gone
):
    """A backup in the new folder brings lines for what was on the old one, whether or not somebody said it is gone."""
    lost, settings.BACKUP_DIR = tmp_path / "lost", str(tmp_path / "new")
    entered(lost)
    if gone:
        Backup.objects.update(removed_at=timezone.now())
    add_version(key_file)
    assert ran(lists=settings.BACKUP_DIR)[1] == 1

    services.make_backup(days=1, new_folder=True, by=robot)
    said, status = ran(lists=settings.BACKUP_DIR)

    assert (status, said["done"], said["lists"]) == (0, True, "")
    assert seen()[0] == Status.OK


def test_lines_of_which_the_version_is_not_known_are_looked_at_once_there_are_two(house, key_file, tmp_path):
    entered(tmp_path / "backups")
    Backup.objects.update(line_version=None)
    assert seen()[0] == Status.OK
    add_version(key_file)
    ran()
    assert seen()[0] == Status.WARN

    _said, status = ran(lists=tmp_path / "backups")

    assert (status, seen()[0]) == (0, Status.OK)
    assert Backup.objects.get().line_version == 2


def test_posture_counts_rows_by_version_and_says_what_to_do(house, key_file, tmp_path, settings):
    rows = sum(places.versions().values())
    assert seen() == (Status.OK, f"In a file that others cannot read. In use: {rows} rows under version 1.")
    settings.BACKUP_DIR = str(tmp_path / "backups")
    before = entered(tmp_path / "backups")

    add_version(key_file)
    assert seen() == (
        Status.WARN,
        f"The newest version is 2; still in use: {rows} rows under version 1. Run manage.py rewrap.",
    )

    ran(lists=tmp_path / "backups")
    assert seen() == (
        Status.OK,
        f"In a file that others cannot read. In use: {rows} rows under version 2. "
        "Also in the file: 1, for backups from before. The last of them expires on 3 Feb 2031.",
    )
    Backup.objects.filter(pk=before.pk).update(removed_at=timezone.now())
    assert "Also in the file, and needed by no row and no backup: 1." in seen()[1]


def test_posture_fails_where_a_version_that_rows_need_is_gone(house, key_file):
    add_version(key_file)
    ran()
    remove_version(key_file, 2)

    status, evidence = seen()

    assert status == Status.FAIL
    assert "version 2" in evidence
    with pytest.raises(CannotOpen):
        house.read()


def test_posture_fails_where_another_key_stands_in_the_file_under_the_same_version(house, key_file):
    key_file.unlink()
    keyfile.create(key_file)

    status, evidence = seen()

    assert status == Status.FAIL
    assert "opens none" in evidence


def test_what_is_sealed_is_text_of_allauths_own_form(key_file):
    """The names under which allauth seals: a new one would not be found by name."""
    person = factories.person()
    TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(person)
    sealed = set()
    for row in Authenticator.objects.filter(user=person):
        for name, value in row.data.items():
            if isinstance(value, str):
                assert decrypt(value)
                sealed.add(name)

    assert sealed | {"migrated_codes"} == set(places.PLACES[-1].names)
    row = Authenticator.objects.get(user=person, type=Authenticator.Type.RECOVERY_CODES)
    row.data["migrated_codes"] = [encrypt("a"), encrypt("b")]
    row.save()
    add_version(key_file)
    assert services.rewrap(by=User.for_robot(Robot.OPERATOR)).done
    remove_version(key_file, 1)
    row.refresh_from_db()
    assert list(map(decrypt, row.data["migrated_codes"])) == ["a", "b"]
