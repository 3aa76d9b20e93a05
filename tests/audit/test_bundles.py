"""A bundle is checked in two ways without the house, shows nothing else of it, and cannot be changed unseen."""

import ast
import datetime as dt
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import uuid
import zipfile
from types import SimpleNamespace

import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import call_command
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.audit import notes, proofs, stored, tree
from apps.audit.bundles import archive, selection, verifier, writing
from apps.audit.bundles.selection import NothingToProve, Scope
from apps.audit.events import Event
from apps.audit.models import Checkpoint, Entry, Leaf
from tests import database

from . import stamping
from .rows import record, row
from .sequenced import Written, sequence_all

AT = dt.datetime(2026, 11, 27, 9, 0, tzinfo=dt.UTC)

# RFC 8032, 7.1: public key, message, signature.
VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
        "d25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
        "387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
        "4a7c15e9716ed28dc027beceea1ec40a",
    ),
]


@pytest.mark.parametrize("vector", VECTORS)
def test_published_signatures_are_verified(vector):
    public, message, signature = map(bytes.fromhex, vector)

    assert verifier.ed25519_verifies(public, message, signature)
    assert not verifier.ed25519_verifies(public, message + b"\n", signature)


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=200), st.integers(0, 96 * 8 - 1))
@settings(max_examples=60, deadline=None)
def test_signatures_are_judged_as_the_library_judges_them(seed, message, bit):
    key = Ed25519PrivateKey.from_private_bytes(seed)
    whole = bytearray(key.public_key().public_bytes_raw() + key.sign(message))

    assert verifier.ed25519_verifies(bytes(whole[:32]), message, bytes(whole[32:]))
    whole[bit // 8] ^= 1 << bit % 8
    assert verifier.ed25519_verifies(bytes(whole[:32]), message, bytes(whole[32:])) is notes.Verifier(
        "n", bytes(whole[:32])
    ).verifies(message.decode("latin-1"), bytes(whole[32:]))


def test_a_signature_with_a_number_past_the_order_is_no_other_signature():
    public, message, signature = map(bytes.fromhex, VECTORS[1])
    larger = int.from_bytes(signature[32:], "little") + verifier.ORDER

    assert not verifier.ed25519_verifies(public, message, signature[:32] + larger.to_bytes(32, "little"))


@given(st.integers(1, 200), st.data())
@settings(max_examples=60, deadline=None)
def test_proofs_lead_where_the_house_says_they_lead(size, data):
    leaves = [tree.leaf_hash(bytes([n])) for n in range(size)]
    first, index = data.draw(st.integers(1, size)), data.draw(st.integers(0, size - 1))

    def subtree(level, place):
        under = leaves[place << level : (place + 1) << level]
        return tree.range_hash((0, len(under)), lambda _level, at: under[at]) if level == 0 else _over(under)

    def _over(hashes):
        return (
            hashes[0]
            if len(hashes) == 1
            else tree.node_hash(*map(_over, (hashes[: len(hashes) // 2], hashes[len(hashes) // 2 :])))
        )

    def root(count):
        return tree.range_hash((0, count), subtree)

    path = [tree.range_hash(each, subtree) for each in tree.inclusion_ranges(index, size)]
    between = [tree.range_hash(each, subtree) for each in tree.consistency_ranges(first, size)]

    assert verifier.root_from(leaves[index], index, size, path) == root(size)
    assert verifier.begins_with(first, size, root(first), root(size), between)
    assert not verifier.begins_with(first, size, root(size)[::-1], root(size), between)


def test_the_verifier_is_one_file_of_the_standard_library_for_old_interpreters_too():
    source = (writing.HERE / "verifier.py").read_text("utf-8")

    parsed = ast.parse(source, feature_version=(3, 8))

    imported = {each.names[0].name for each in ast.walk(parsed) if isinstance(each, ast.Import)}
    imported |= {each.module for each in ast.walk(parsed) if isinstance(each, ast.ImportFrom)}
    assert imported <= sys.stdlib_module_names
    assert not imported & {"socket", "urllib", "http", "subprocess", "ssl"}


def test_an_archive_of_the_same_files_is_the_same_bytes():
    def made():
        return b"".join(archive.pieces([("a.txt", [b"one", b"two"]), ("b.txt", [b"x" * 300_000])]))

    assert made() == made()
    with zipfile.ZipFile(io.BytesIO(made())) as opened:
        assert opened.testzip() is None
        assert opened.read("a.txt") == b"onetwo"
        assert (
            opened.read("SHA256SUMS").decode().splitlines()[0]
            == f"{hashlib.sha256(b'onetwo').hexdigest()}  a.txt"
        )


# A log with the acts of two matters in it ---------------------------------------------------------------------

logged = pytest.mark.django_db(transaction=True, databases="__all__")


class Silent:
    """A companion that knows nobody's name."""

    def __init__(self):
        self.seen = []

    def sees(self, index, entry):
        self.seen.append((index, entry.body))

    def files(self, manifest):
        yield "names.json", b'{"matters":{},"people":{}}\n'


class Firm:
    """Two matters and two people with acts in a signed log."""

    def __init__(self):
        self.mine, self.other = row("matters.matter"), row("matters.matter")
        self.ada, self.ben = row("people.user"), row("people.user")

    def act(self, times, **named):
        for n in range(times):
            by = self.ada if n % 2 else self.ben
            record(by=by, on=row(), **{"matter": self.mine if n % 3 == 0 else self.other} | named)


@Written
def two_batches():
    firm = Firm()
    firm.act(20)
    sequence_all()
    firm.act(7, matter=firm.other)
    sequence_all()
    return firm


@pytest.fixture
def firm():
    return two_batches()


def bundle(scope, companion=None, at=AT):
    chosen = selection.select(scope, Entry.objects.all())
    about = writing.About(by=uuid.UUID(int=7), recipient="regulator", made_at=at)
    return b"".join(writing.pieces(chosen, about, companion or Silent()))


def unpacked(data):
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def laid_out(folder, files):
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def relisted(files):
    """The files with a list of them that fits, as whoever changes one would make it."""
    rest = {name: content for name, content in files.items() if name != "SHA256SUMS"}
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in rest.items())
    return rest | {"SHA256SUMS": sums.encode()}


@logged
def test_a_bundle_of_a_matter_is_sound_by_itself(firm, tmp_path):
    (tmp_path / "bundle.zip").write_bytes(bundle(Scope(matter=firm.mine.pk)))

    found = verifier.check(tmp_path / "bundle.zip")

    assert found == {
        "entries": 7,
        "fingerprint": hashlib.sha256(
            unpacked((tmp_path / "bundle.zip").read_bytes())["SHA256SUMS"]
        ).hexdigest(),
        "key": str(notes.verifiers()[0]),
        "key_given": False,
        "later": 27,
        "origin": notes.verifiers()[0].name,
        "root": bytes(Checkpoint.objects.get(size=20).root).hex(),
        "scope": {"matter": str(firm.mine.pk)},
        "size": 20,
        "sound": True,
        "stamped": False,
        "turned_back": 0,
        "turned_back_at": None,
        "waiting": 0,
    }


@logged
def test_the_verifier_runs_where_nothing_of_ours_is(firm, tmp_path):
    data = bundle(Scope(matter=firm.mine.pk))
    folder = laid_out(tmp_path / "there", unpacked(data))

    def run(*arguments):
        command = [sys.executable, "-I", "-S", folder / "verify.py", *arguments]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert run().returncode == 0, run().stdout
    assert "7 entries" in run("--key", str(notes.verifiers()[0])).stdout
    assert len(re.findall(r"^\d+ 20\d\d-", run("--show").stdout, re.MULTILINE)) == 7
    stranger = notes.Signer(notes.verifiers()[0].name, os.urandom(32)).verifier
    refused = run("--key", str(stranger), "--json")
    assert (refused.returncode, json.loads(refused.stdout)["fault"]["code"]) == (1, "key")


@logged
def test_exactly_the_entries_of_the_scope_are_in_it_in_the_order_of_the_log(firm):
    companion = Silent()

    files = unpacked(bundle(Scope(person=firm.ada.pk), companion))

    expected = [
        (leaf.index, body)
        for leaf in Leaf.objects.order_by("index")
        if f'"by":"{firm.ada.pk}"' in (body := Entry.objects.get(pk=leaf.entry).body)
    ]
    assert companion.seen == expected
    assert files["entries.txt"].decode() == "".join(f"{body}\n" for _, body in expected)
    assert [int(line.split()[0]) for line in files["proofs.txt"].splitlines()] == [
        index for index, _ in expected
    ]


@logged
def test_each_proof_is_the_one_the_house_gives(firm):
    files = unpacked(bundle(Scope(matter=firm.other.pk)))

    newest = Checkpoint.objects.get(size=27)
    for line in files["proofs.txt"].decode().splitlines():
        index, *hashes = line.split()
        entry = Entry.objects.get(pk=Leaf.objects.get(index=int(index)).entry)
        assert [bytes.fromhex(each) for each in hashes] == list(proofs.inclusion(entry, at=newest).hashes)


@logged
def test_a_period_takes_what_was_done_in_it_and_no_more(firm):
    times = sorted(Entry.objects.values_list("at_us", flat=True))
    since, until = (
        dt.datetime.fromtimestamp(0, dt.UTC) + dt.timedelta(microseconds=times[n]) for n in (5, 15)
    )

    files = unpacked(bundle(Scope(since=since, until=until)))

    assert [json.loads(line)["at"] for line in files["entries.txt"].splitlines()] == times[5:15]
    assert json.loads(files["manifest.json"])["scope"] == {"since": times[5], "until": times[15]}


@logged
def test_acts_that_were_given_an_earlier_time_are_told(firm, tmp_path, capsys):
    with time_machine.travel(timezone.now() - dt.timedelta(days=3), tick=True):
        firm.act(2, matter=firm.mine)
    sequence_all()
    (tmp_path / "bundle.zip").write_bytes(bundle(Scope(matter=firm.mine.pk)))

    status, said = run(capsys, tmp_path / "bundle.zip")

    assert status == 0
    assert (
        "2 entries say a time that is more than 5 minutes before one that stands earlier, the first at index 27."
        in said
    )
    found = verifier.check(tmp_path / "bundle.zip")
    assert (found["turned_back"], found["turned_back_at"]) == (2, 27)


@logged
def test_the_same_bundle_is_the_same_bytes(firm):
    assert bundle(Scope(matter=firm.mine.pk)) == bundle(Scope(matter=firm.mine.pk))


@logged
def test_what_is_not_signed_yet_is_left_out_and_said_to_be(firm, tmp_path):
    firm.act(2, matter=firm.mine)

    files = unpacked(bundle(Scope(matter=firm.mine.pk)))

    assert json.loads(files["manifest.json"])["waiting"] == 2
    assert verifier.check(laid_out(tmp_path / "b", files))["waiting"] == 2
    assert "not signed yet when it was made: 2." in verifier.in_words(verifier.check(tmp_path / "b"))


@logged
def test_nothing_to_prove_is_said(firm):
    unsigned = row("matters.matter")
    record(matter=unsigned)

    for matter in (unsigned.pk, uuid.uuid4()):
        with pytest.raises(NothingToProve):
            selection.select(Scope(matter=matter), Entry.objects.all())


@logged
def test_a_bundle_of_one_matter_shows_nothing_of_another_but_how_many_entries_there_are(firm):
    files = unpacked(bundle(Scope(matter=firm.mine.pk)))

    shown = b"\n".join(files.values())
    assert str(firm.mine.pk).encode() in shown
    assert str(firm.other.pk).encode() not in shown
    for entry in Entry.objects.exclude(matter=firm.mine.pk):
        content = entry.content
        assert str(entry.subject).encode() not in shown
        assert content["nonce"].encode() not in shown
        # The hash beside an entry is of bytes that nobody can guess: whoever knows all of an act but its nonce
        # finds no trace of it.
        for guess in ("0" * 32, "f" * 32):
            guessed = entry.body.replace(content["nonce"], guess)
            assert tree.leaf_hash(guessed.encode()).hex().encode() not in shown


@logged
def test_equal_acts_have_hashes_that_do_not_tell(firm):
    same = {"by": firm.ada, "on": row(), "matter": firm.mine}
    for _ in range(2):
        record(**same)

    one, two = Entry.objects.order_by("-pk")[:2]

    assert one.content | {"nonce": "", "at": 0} == two.content | {"nonce": "", "at": 0}
    assert tree.leaf_hash(one.body.encode()) != tree.leaf_hash(two.body.encode())


# The second way -----------------------------------------------------------------------------------------------


def follow(folder, readme, line):
    """Run a page's commands in the order it gives them. Returns exit status and what was printed."""
    blocks = re.findall(r"```bash\n(.*?)```", (folder / readme).read_text("utf-8"), re.DOTALL)
    script = "\n".join(["set -euo pipefail", *blocks]).replace("\nn=1\n", f"\nn={line}\n")
    done = subprocess.run(["bash", "-c", script], cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


@logged
@pytest.mark.parametrize("readme", ["README.md", "LISEZMOI.md"])
def test_the_second_way_works_as_it_is_written(firm, tmp_path, readme):
    folder = laid_out(tmp_path / "b", unpacked(bundle(Scope(matter=firm.mine.pk))))

    for line in (1, 4, 7):
        status, said = follow(folder, readme, line)

        assert status == 0
        assert said.count("Signature Verified Successfully") == 2
        assert f"Line {line} is in the signed log." in said
        assert "The later log begins with it." in said
    assert verifier.check(folder)["sound"]


@logged
@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("entries.txt", b"withdrawn", b"approved_"),
        ("proofs.txt", b" ", b" 0"),
        ("checkpoint.txt", b"\n20\n", b"\n21\n"),
        ("later.txt", b"\n27\n", b"\n28\n"),
        ("consistency.txt", b"a", b"b"),
    ],
)
def test_the_second_way_finds_what_was_changed_even_where_the_list_of_files_was_mended(
    firm, tmp_path, name, old, new
):
    files = unpacked(bundle(Scope(matter=firm.mine.pk)))
    changed = relisted(files | {name: files[name].replace(old, new)})
    assert changed[name] != files[name]

    status, said = follow(laid_out(tmp_path / "b", changed), "README.md", 1)

    assert status != 0
    assert said.count("is in the signed log.") + said.count("begins with it.") < 2


@pytest.fixture
def stamped(firm, settings, tmp_path):
    """The first of the two checkpoints with an authority's timestamp, and one between that nobody stamped."""
    stamping.trust(settings, tmp_path)
    return stamping.stamped(Checkpoint.objects.get(size=20))


@logged
@pytest.mark.parametrize("readme", ["README.md", "LISEZMOI.md"])
def test_an_authoritys_timestamp_is_in_it_and_the_second_way_reads_it(stamped, firm, tmp_path, readme):
    folder = laid_out(tmp_path / "b", unpacked(bundle(Scope(matter=firm.mine.pk))))

    status, said = follow(folder, readme, 1)

    assert status == 0
    assert "Verification: OK" in said
    assert str(stamped.at.year) in said
    assert verifier.check(folder)["stamped"] is True
    call_command("audit_verify", bundle=folder)


@logged
def test_a_checkpoint_with_a_timestamp_is_chosen_before_an_earlier_without(firm, settings, tmp_path):
    stamping.trust(settings, tmp_path)
    stamping.stamped(Checkpoint.objects.get(size=27))

    chosen = selection.select(Scope(matter=firm.mine.pk), Entry.objects.all())

    assert (chosen.checkpoint.size, chosen.later, chosen.stamp.size) == (27, None, 27)


@logged
@pytest.mark.parametrize("fault", ["forged", "other_authority", "expired", "wrong_digest"])
def test_a_timestamp_that_does_not_hold_is_found_by_the_second_way_and_by_the_command(
    stamped, firm, tmp_path, capsys, fault
):
    files = unpacked(bundle(Scope(matter=firm.mine.pk)))
    _asked, body = stamping.answer(files["checkpoint.txt"].decode(), fault=fault)
    folder = laid_out(tmp_path / "b", relisted(files | {"checkpoint.tsr": body}))

    status, said = follow(folder, "README.md", 1)
    with pytest.raises(SystemExit):
        call_command("audit_verify", bundle=folder)

    assert status != 0
    assert "Verification: OK" not in said
    assert "FAULT" in capsys.readouterr().out


# Alterations --------------------------------------------------------------------------------------------------


def fault(folder, **given):
    with pytest.raises(verifier.Fault) as found:
        verifier.check(folder, **given)
    return found.value


@pytest.fixture(scope="module")
def files(django_db_setup, django_db_blocker):
    """A bundle from the log of the two after three more acts, which is taken out again: the files are read alone."""
    with django_db_blocker.unblock():
        firm = two_batches()
        firm.act(3, matter=firm.mine)
        sequence_all()
        made = unpacked(bundle(Scope(matter=firm.other.pk), Named(firm)))
        database.restore()
    return made


@pytest.fixture
def folder(tmp_path, files):
    return laid_out(tmp_path / "b", files)


def fault_of(folder, files, changes, *, mended):
    """What is found in the folder where only these files are others. Afterwards it is as it was."""
    if mended:
        changes = changes | {"SHA256SUMS": relisted(files | changes)["SHA256SUMS"]}
    try:
        return fault(laid_out(folder, changes))
    finally:
        laid_out(folder, {name: files[name] for name in changes})


class Named(Silent):
    def __init__(self, firm):
        super().__init__()
        self.firm = firm

    def files(self, manifest):
        names = {"matters": {str(self.firm.other.pk): "2026-0001"}, "people": {str(self.firm.ada.pk): "Ada"}}
        yield "names.json", json.dumps(names, sort_keys=True).encode()


@given(st.data())
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_byte_of_any_file_can_be_changed_unseen(folder, files, data):
    name = data.draw(st.sampled_from(sorted(files)))
    at = data.draw(st.integers(0, len(files[name]) - 1))
    flipped = bytearray(files[name])
    flipped[at] ^= data.draw(st.integers(1, 255))

    assert str(fault_of(folder, files, {name: bytes(flipped)}, mended=False))


OF_THE_PROOF = {
    "entries.txt": {"entry", "proof", "file_changed"},
    "proofs.txt": {"entry", "index", "proof", "file_changed"},
    "checkpoint.txt": {"checkpoint", "file_changed"},
    "later.txt": {"checkpoint", "file_changed"},
    "consistency.txt": {"consistency", "file_changed"},
    "keys.txt": {"key", "checkpoint", "file_changed"},
}


@given(st.data())
@settings(max_examples=45, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_proved_cannot_be_changed_even_by_who_mends_the_list_of_files(folder, files, data):
    name = data.draw(st.sampled_from(sorted(OF_THE_PROOF)))
    at = data.draw(st.integers(0, len(files[name]) - 1))
    flipped = bytearray(files[name])
    flipped[at] ^= data.draw(st.integers(1, 255))

    assert fault_of(folder, files, {name: bytes(flipped)}, mended=True).code in OF_THE_PROOF[name]


def without_a_line(number):
    return lambda content: b"".join(line for n, line in enumerate(content.splitlines(True)) if n != number)


def swapped(content):
    one, two, *rest = content.splitlines(True)
    return b"".join([two, one, *rest])


def at_another_place(content):
    index, _, rest = content.partition(b" ")
    return str(int(index) + 1).encode() + b" " + rest


ALTERATIONS = {
    "an entry that was changed": ({"entries.txt": lambda c: c.replace(b"withdrawn", b"approved_", 1)}, "entry"),
    "an entry at another place": ({"proofs.txt": at_another_place}, "entry"),
    "an entry that was taken out": ({"entries.txt": without_a_line(1), "proofs.txt": without_a_line(1)}, "count"),
    "an entry without its proof": ({"proofs.txt": without_a_line(-1 + 5)}, "entry"),
    "a proof too few": ({"proofs.txt": lambda c: b"".join(c.splitlines(True)[:-1])}, "proof"),
    "entries in another order": ({"entries.txt": swapped, "proofs.txt": swapped}, "index"),
    "an entry twice": (
        {"entries.txt": lambda c: c.splitlines(True)[0] + c, "proofs.txt": lambda c: c.splitlines(True)[0] + c},
        "index",
    ),
    "a line without its end": ({"entries.txt": lambda c: c[:-1]}, "file_changed"),
    "a proof that is longer": ({"proofs.txt": lambda c: c.replace(b"\n", b" " + b"0" * 64 + b"\n", 1)}, "entry"),
    "a larger size": ({"checkpoint.txt": lambda c: c.replace(b"\n27\n", b"\n28\n")}, "checkpoint"),
    "no key": ({"keys.txt": lambda c: b""}, "key"),
    "a consistency that proves nothing": ({"consistency.txt": lambda c: b""}, "consistency"),
    "a matter that it is not about": (
        {"manifest.json": lambda c: re.sub(rb'"matter": "[^"]*"', b'"matter": "%s"' % str(uuid.uuid4()).encode(), c)},
        "scope",
    ),
    "a scope of another form": ({"manifest.json": lambda c: c.replace(b'"matter"', b'"matters"')}, "scope"),
    "a form that is not known": ({"manifest.json": lambda c: c.replace(b"bundle/1", b"bundle/2")}, "manifest"),
    "another log": ({"manifest.json": lambda c: re.sub(rb'"origin": "[^"]*"', b'"origin": "x"', c)}, "manifest"),
    "another number": ({"manifest.json": lambda c: c.replace(b'"entries": 20', b'"entries": 21')}, "count"),
    "another size": ({"manifest.json": lambda c: c.replace(b'"size": 27', b'"size": 270')}, "manifest"),
    "a name for nobody": (
        {"names.json": lambda c: c.replace(b'"people": {', b'"people": {"%s": "Eve", ' % str(uuid.uuid4()).encode())},
        "names",
    ),
    "a name that is no text": (
        {"names.json": lambda c: re.sub(rb'("people": {"[^"]*": )"Ada"', rb'\1["Ada"]', c)},
        "names",
    ),
    "a number that is a sentence": (
        {"manifest.json": lambda c: c.replace(b'"waiting": 0', b'"waiting": "0.\\nThe key is the published one"')},
        "manifest",
    ),
    "a key with which nothing was signed, beside the other": (
        {"keys.txt": lambda c: f"{notes.Signer('firm.example/log', bytes(32)).verifier}\n".encode() + c},
        "key",
    ),
    "names that are none": ({"names.json": lambda c: b'{"matters": [1], "people": 2}'}, "form"),
}  # fmt: skip


@pytest.mark.parametrize("which", ALTERATIONS)
def test_an_alteration_is_named_even_where_the_list_of_files_was_mended(folder, files, which):
    changes, code = ALTERATIONS[which]
    changed = {name: change(files[name]) for name, change in changes.items()}
    assert all(content != files[name] for name, content in changed.items())

    assert fault_of(folder, files, changed, mended=True).code == code


TWICE = {
    "another scope before the one that is read": (
        "manifest.json",
        lambda c: c.replace(
            b'"scope"', b'"scope": {"matter": "%s"},\n "scope"' % str(uuid.UUID(int=9)).encode(), 1
        ),
    ),
    "another name before the one that is read": (
        "names.json",
        lambda c: re.sub(rb'("[0-9a-f-]{36}": )"Ada"', rb'\1"Eve", \1"Ada"', c),
    ),
}


@pytest.mark.parametrize("which", TWICE)
def test_what_one_program_would_read_otherwise_than_another_is_named(folder, files, which):
    """Of two values under one name the first or the last counts, as the reader has it."""
    name, change = TWICE[which]
    changed = change(files[name])
    assert json.loads(changed) == json.loads(files[name])
    assert changed != files[name]

    assert fault_of(folder, files, {name: changed}, mended=True).code == "file_changed"


def test_a_key_of_another_name_signs_nothing_in_the_name_of_the_log(tmp_path, files):
    """Beside the log's own key, whose id it may have as well: four bytes are found within hours."""
    origin = notes.verifiers()[0].name
    forger = notes.Signer(origin.replace("l", "I"), os.urandom(32))
    signed = {
        name: forger.sign(files[name].decode().partition("\n\n")[0] + "\n").encode()
        for name in ("checkpoint.txt", "later.txt")
        if name in files
    }

    forged = files | signed | {"keys.txt": f"{forger.verifier}\n".encode()}

    assert forger.verifier.name != origin
    assert fault(laid_out(tmp_path / "b", relisted(forged))).code == "checkpoint"


def test_the_key_is_said_whole_so_that_it_can_be_compared(folder, files, capsys):
    """Its id is four bytes: a key that has the same is found within hours."""
    status, said = run(capsys, folder)

    (key,) = files["keys.txt"].decode().split()
    assert status == 0
    assert f"Signed with the key {key}." in said.splitlines()


def run(capsys, *arguments):
    """Exit status and output of the bundle's own program."""
    status = verifier.main([str(each) for each in arguments])
    return status, capsys.readouterr().out


FORGED = "Ada\n21 2026-11-27 09:00:00Z Eve review.approved \u202e\x1b[2K"


def test_a_name_forges_no_line_beside_those_that_are_proved(folder, files, capsys):
    names = json.loads(files["names.json"])
    names["people"] = dict.fromkeys(names["people"], FORGED)
    laid_out(folder, relisted(files | {"names.json": json.dumps(names).encode()}))

    status, said = run(capsys, folder, "--show")

    lines = said.splitlines()
    assert status == 0
    assert sum(bool(re.match(r"\d+ 20\d\d-", line)) for line in lines) == 20
    assert r'"Ada\n21 2026-11-27 09:00:00Z Eve review.approved \u202e\u001b[2K"' in said
    assert all(line.isprintable() for line in lines)


def test_the_name_of_a_file_that_was_added_forges_no_line(tmp_path, files, capsys):
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as made:
        for name, content in {**files, "x)\nSound: 20 entries": b""}.items():
            made.writestr(name, content)

    status, said = run(capsys, tmp_path / "b.zip")

    assert (status, len(said.splitlines())) == (1, 1)
    assert said.startswith("FAULT: ")


def archived(place, files):
    with zipfile.ZipFile(place, "w") as made:
        for name, content in files.items():
            made.writestr(name, content)
    return place.read_bytes()


def of_another_version(data):
    at = data.index(b"PK\x01\x02") + 6  # what a program has to know to unpack the first file
    return data[:at] + b"\xff" + data[at + 1 :]


def with_a_name_that_is_no_text(data):
    at = data.index(b"PK\x01\x02")
    flagged = data[: at + 9] + b"\x08" + data[at + 10 :]  # names are UTF-8, it says
    return flagged[: at + 46] + b"\xff" + flagged[at + 47 :]


@pytest.mark.parametrize("change", [of_another_version, with_a_name_that_is_no_text])
@pytest.mark.parametrize("show", [[], ["--show"]], ids=["check", "show"])
def test_an_archive_that_cannot_be_opened_is_named(tmp_path, files, capsys, change, show):
    place = tmp_path / "b.zip"
    place.write_bytes(change(archived(place, files)))

    status, said = run(capsys, place, *show)

    assert (status, said) == (1, "FAULT: This is neither a folder nor a ZIP archive. (b.zip)\n")


def test_names_without_end_are_named_before_anything_is_shown(folder, files, capsys):
    laid_out(folder, relisted(files | {"names.json": b"[" * 100_000}))

    status, said = run(capsys, folder, "--show")

    assert (status, said) == (1, "FAULT: A file is not the one that was listed. (names.json)\n")


def test_what_is_missing_is_named_and_ends_nothing_in_the_middle(tmp_path, folder, files, capsys):
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as made:
        for name in files.keys() - {"names.json"}:
            made.writestr(name, files[name])

    assert run(capsys, tmp_path / "b.zip", "--show") == (
        1,
        "FAULT: A file that belongs to the bundle is missing. (names.json)\n",
    )
    status, said = run(capsys, folder, "--checkpoint", tmp_path / "not-there")
    assert (status, said) == (1, "FAULT: The checkpoint that was kept cannot be read. (--checkpoint)\n")


def test_a_letter_that_a_terminal_lacks_is_no_fault(folder, files):
    names = json.loads(files["names.json"])
    names["people"] = dict.fromkeys(names["people"], "Łukasz Żak")
    laid_out(folder, relisted(files | {"names.json": json.dumps(names).encode()}))
    command = [sys.executable, "-S", folder / "verify.py", "--show"]
    environment = os.environ | {"PYTHONIOENCODING": "ascii"}

    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout
    assert r"\u0141ukasz" in done.stdout


def test_a_file_with_the_digest_in_it_is_not_called_an_authoritys_word(folder, files, capsys):
    """Anybody can write the digest of the checkpoint into a file: the program does not read whose signature it is."""
    digest = hashlib.sha256(files["checkpoint.txt"]).digest()
    laid_out(folder, relisted(files | {"checkpoint.tsr": digest, "authority.pem": b""}))

    status, said = run(capsys, folder)

    assert status == 0
    assert "An authority put" not in said
    assert "Whether an authority signed it is not read here" in said


def test_a_file_too_many_too_few_or_twice_is_named(tmp_path, files):
    def found(name, changed):
        return fault(laid_out(tmp_path / name, changed)).code

    assert found("more", files | {"extra.txt": b"x"}) == "file_added"
    assert (
        found(
            "fewer", {name: files[name] for name in files if name != "summary.html" and name != "names.json"}
        )
        == "file_missing"
    )
    assert (
        found("unlisted", relisted({name: files[name] for name in files if name != "proofs.txt"}))
        == "file_missing"
    )
    assert (
        found("half", relisted({name: files[name] for name in files if name != "later.txt"}))
        == "file_missing"
    )
    with zipfile.ZipFile(tmp_path / "twice.zip", "w") as twice:
        for name, content in files.items():
            twice.writestr(name, content)
        with pytest.warns(UserWarning, match="Duplicate name"):
            twice.writestr("entries.txt", b"")
    assert fault(tmp_path / "twice.zip").code == "file_added"
    (tmp_path / "none.zip").write_bytes(b"not an archive")
    assert fault(tmp_path / "none.zip").code == "archive"


def test_who_signs_everything_again_is_found_by_the_published_key(tmp_path, files):
    forger = notes.Signer(notes.verifiers()[0].name, os.urandom(32))

    def signed_again(note):
        return forger.sign(note.decode().partition("\n\n")[0] + "\n").encode()

    forged = files | {name: signed_again(files[name]) for name in ("checkpoint.txt", "later.txt")}
    folder = laid_out(tmp_path / "b", relisted(forged | {"keys.txt": f"{forger.verifier}\n".encode()}))

    assert verifier.check(folder)["key_given"] is False
    assert fault(folder, given=[str(notes.verifiers()[0])]).code == "key"


@logged
def test_a_checkpoint_kept_elsewhere_is_held_against_it(firm, tmp_path, files):
    folder = laid_out(tmp_path / "b", files)
    signer = notes.Signer.load()

    def kept(size, root):
        return signer.sign(notes.Statement(signer.verifier.name, size, root).text)

    same = Checkpoint.objects.get(size=27)
    assert verifier.check(folder, held=same.note)["sound"]
    assert fault(folder, held=kept(27, bytes(32))).sentence.endswith("for another log than this.")
    assert fault(folder, held=kept(5, bytes(32))).code == "held"
    assert fault(folder, held="nothing").code == "held"


@logged
def test_a_key_that_was_replaced_signs_beside_its_successor(firm, tmp_path, settings):
    with open(settings.FIRMAI_LOG_KEY_FILE) as old:
        both = old.read() + "2:" + "A" * 43 + "=\n"
    path = tmp_path / "keys"
    path.write_text(both)
    path.chmod(0o600)
    settings.FIRMAI_LOG_KEY_FILE = str(path)
    firm.act(1, matter=firm.other)
    sequence_all()

    files = unpacked(bundle(Scope(matter=firm.mine.pk)))

    assert files["keys.txt"].decode() == "".join(f"{key}\n" for key in reversed(notes.verifiers()))
    folder = laid_out(tmp_path / "b", files)
    assert verifier.check(folder, given=[str(key) for key in notes.verifiers()])["later"] == 28
    assert follow(folder, "README.md", 1)[0] == 0


@logged
def test_many_entries_are_read_in_few_queries(firm, django_assert_num_queries, monkeypatch):
    monkeypatch.setattr(stored, "MOST_KEPT", 8)  # forgets again and again, and proves the same
    remembering = unpacked(bundle(Scope(person=firm.ben.pk)))
    monkeypatch.undo()

    assert unpacked(bundle(Scope(person=firm.ben.pk))) == remembering
    chosen = selection.select(Scope(person=firm.ben.pk), Entry.objects.all())
    with django_assert_num_queries(2):  # the entries, and the leaves for their proofs
        b"".join(
            writing.pieces(chosen, SimpleNamespace(by=uuid.uuid4(), recipient="firm", made_at=AT), Silent())
        )


@logged
def test_a_bundle_is_sent_while_it_is_made(firm, monkeypatch):
    monkeypatch.setattr(archive, "PIECE", 1)
    monkeypatch.setattr(writing, "ROWS_AT_A_TIME", 2)
    companion = Silent()
    chosen = selection.select(Scope(matter=firm.other.pk), Entry.objects.all())
    about = writing.About(by=uuid.uuid4(), recipient="firm", made_at=AT)

    sent = writing.pieces(chosen, about, companion)
    while not companion.seen:
        assert next(sent)

    assert len(companion.seen) < len(chosen.ids)
    rest = b"".join(sent)
    assert len(companion.seen) == len(chosen.ids)
    assert rest.endswith(b"\x00\x00")


def test_the_event_of_an_export_takes_what_is_recorded_with_it():
    assert {"entries", "size", "scope", "scope_id", "recipient"} <= set(Event.LOG_EXPORTED.facts)
