import base64
import datetime as dt
import hashlib
import os
import shutil
import subprocess

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from apps.audit import notes
from apps.audit.bundles import verifier
from apps.audit.notes import BadNote, Signer, Statement, Verifier

# The worked example in the documentation of Go's golang.org/x/mod/sumdb/note.
PUBLISHED_VERIFIER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PUBLISHED_SEED = base64.b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
PUBLISHED_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)

ORIGIN = "firm.example/log"
ROOT = bytes(range(32))


@pytest.fixture
def signer():
    return Signer(ORIGIN, os.urandom(32))


def test_a_note_is_signed_as_another_implementation_signs_it():
    text = PUBLISHED_NOTE.partition("\n\n")[0] + "\n"
    signer = Signer("PeterNeumann", PUBLISHED_SEED)

    assert str(signer.verifier) == PUBLISHED_VERIFIER
    assert Verifier.parse(PUBLISHED_VERIFIER) == signer.verifier
    assert signer.sign(text) == PUBLISHED_NOTE


@given(st.integers(0, 2**60), st.binary(min_size=32, max_size=32))
def test_a_checkpoint_reads_as_it_was_signed(size, root):
    signer, statement = Signer(ORIGIN, b"s" * 32), Statement(ORIGIN, size, root)

    assert notes.read(signer.sign(statement.text), [signer.verifier]) == (statement, signer.verifier)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_a_checkpoint_verifies_with_openssl_alone(signer, tmp_path):
    text = Statement(ORIGIN, 7, ROOT).text
    line = signer.sign(text).rstrip("\n").rpartition(" ")[2]
    public = Ed25519PublicKey.from_public_bytes(signer.verifier.public)
    (tmp_path / "key.pem").write_bytes(public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    (tmp_path / "text").write_text(text)
    (tmp_path / "signature").write_bytes(base64.b64decode(line)[4:])

    checked = subprocess.run(
        ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "key.pem", "-rawin", "-in", "text",
         "-sigfile", "signature"],
        cwd=tmp_path, capture_output=True, text=True,
    )  # fmt: skip

    assert (checked.returncode, checked.stdout.strip()) == (0, "Signature Verified Successfully")


def test_other_peoples_signatures_beside_ours_are_passed_over(signer):
    text = Statement(ORIGIN, 7, ROOT).text
    note = Signer("witness.example", os.urandom(32)).sign(text) + signer.sign(text).partition("\n\n")[2]

    assert notes.read(note, [signer.verifier])[1] == signer.verifier


@pytest.mark.parametrize(
    "change",
    [
        lambda note: note.replace("\n7\n", "\n8\n"),
        lambda note: note.replace("\n7\n", "\n07\n"),
        lambda note: note.replace("\n\n", "\n"),
        lambda note: note.replace("— ", "- "),
        lambda note: note.rstrip("\n"),
        lambda note: note.replace("=\n\n", "=\nmore\n\n"),
        lambda note: note.replace(ORIGIN, "other.example/log"),
        lambda note: note[:-9] + "AAAAAAA=\n",
        lambda note: "",
        lambda note: "\n\n\n",
    ],
)
def test_a_changed_note_is_refused(signer, change):
    note = change(signer.sign(Statement(ORIGIN, 7, ROOT).text))

    with pytest.raises(BadNote):
        notes.read(note, [signer.verifier])


@pytest.mark.parametrize(
    "text", ["one line\n", "a\n7\nnot base64\n", "a\n7\nAAAA\n", "a\n-7\n" + "A" * 43 + "=\n"]
)
def test_what_is_signed_but_no_checkpoint_is_refused(signer, text):
    with pytest.raises(BadNote):
        notes.read(signer.sign(text), [signer.verifier])


def test_a_note_of_an_unknown_key_is_refused(signer):
    note = Signer(ORIGIN, os.urandom(32)).sign(Statement(ORIGIN, 7, ROOT).text)

    with pytest.raises(BadNote, match="No known key"):
        notes.read(note, [signer.verifier])


@pytest.mark.parametrize("key", ["", "a+b", "PeterNeumann+c74f20a4+" + PUBLISHED_VERIFIER[22:], "a+0+AAAA"])
def test_a_damaged_verifiers_key_is_refused(key):
    with pytest.raises(BadNote):
        Verifier.parse(key)


@pytest.mark.parametrize("name", ["", "two words", "a+b", "a\nb"])
def test_a_log_needs_a_name_that_fits_a_signature(name):
    with pytest.raises(ImproperlyConfigured, match="LOG_ORIGIN"):
        Signer(name, bytes(32))


def test_older_keys_of_the_log_still_verify(tmp_path, settings):
    old, new = Signer(settings.LOG_ORIGIN, b"a" * 32), Signer(settings.LOG_ORIGIN, b"b" * 32)
    path = tmp_path / "log.key"
    path.touch(mode=0o600)
    path.write_text("".join(f"{v}:{base64.b64encode(s * 32).decode()}\n" for v, s in [(1, b"a"), (2, b"b")]))
    settings.FIRMAI_LOG_KEY_FILE = path

    assert Signer.load().verifier == new.verifier
    assert notes.verifiers() == [new.verifier, old.verifier]


def test_a_note_says_when_it_was_signed_in_a_line_that_others_pass_over(signer):
    """As C2SP describes a cosignature, read here from its description with nothing of ours."""
    text, at = Statement(ORIGIN, 7, ROOT).text, dt.datetime(2026, 11, 27, 3, 4, 5, tzinfo=dt.UTC)
    note = signer.sign_at(text, at)
    line = note.splitlines()[-1]
    held = base64.b64decode(line.rpartition(" ")[2])
    public = Ed25519PublicKey.from_public_bytes(signer.verifier.public)

    assert note.startswith(signer.sign(text))
    assert held[:4] == hashlib.sha256(f"{ORIGIN}\n".encode() + b"\x04" + signer.verifier.public).digest()[:4]
    assert held[4:12] == int(at.timestamp()).to_bytes(8, "big")
    public.verify(held[12:], f"cosignature/v1\ntime {int(at.timestamp())}\n{text}".encode())
    assert notes.signed_at(note, [signer.verifier]) == at
    assert notes.read(note, [signer.verifier]) == (Statement(ORIGIN, 7, ROOT), signer.verifier)


def test_the_same_signature_in_other_letters_is_refused_here_and_by_the_bundles_own_verifier(signer):
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    note = signer.sign(Statement(ORIGIN, 7, ROOT).text)
    last = note.rstrip("=\n")[-1]
    spelled = note.replace(f"{last}=\n", f"{letters[letters.index(last) + 1]}=\n")
    keys = [verifier.read_key(str(signer.verifier))]

    assert base64.b64decode(spelled.split()[-1]) == base64.b64decode(note.split()[-1])
    assert verifier.read_note(note, keys)
    assert verifier.read_note(spelled, keys) is None
    with pytest.raises(BadNote):
        notes.read(spelled, [signer.verifier])


def test_a_time_that_was_not_signed_is_refused(signer):
    at = dt.datetime(2026, 11, 27, tzinfo=dt.UTC)
    note = signer.sign_at(Statement(ORIGIN, 7, ROOT).text, at)
    line = note.splitlines()[-1]
    held = bytearray(base64.b64decode(line.rpartition(" ")[2]))
    held[11] ^= 1
    moved = note.replace(line.rpartition(" ")[2], base64.b64encode(held).decode())

    with pytest.raises(BadNote):
        notes.signed_at(moved, [signer.verifier])
    assert notes.signed_at(signer.sign(Statement(ORIGIN, 7, ROOT).text), [signer.verifier]) is None


@pytest.fixture
def public(tmp_path, settings):
    """Name a file of public keys with these lines in it."""

    def name(*keys):
        path = tmp_path / "public"
        path.touch(mode=0o600)
        path.write_text("".join(f"{key}\n" for key in keys))
        settings.FIRMAI_LOG_PUBLIC_FILE = str(path)
        return path

    return name


def known():
    return [str(verifier) for verifier in notes.verifiers()]


def test_a_process_without_the_seeds_verifies_with_public_keys_and_cannot_sign(settings, public):
    own = known()
    settings.FIRMAI_LOG_KEY_FILE = ""
    public(*own)
    settings.LOG_VERIFIERS = [PUBLISHED_VERIFIER]

    assert known() == [*own, PUBLISHED_VERIFIER]
    with pytest.raises(ImproperlyConfigured, match=r"^This process cannot sign the log: FIRMAI_LOG_KEY_FILE"):
        Signer.load()
    with pytest.raises(CommandError, match=r"^This process cannot sign the log: FIRMAI_LOG_KEY_FILE"):
        call_command("sequence")


def test_a_key_whose_seed_is_gone_still_verifies(settings, public):
    own = known()
    settings.LOG_VERIFIERS = [PUBLISHED_VERIFIER, own[0]]

    assert known() == [*own, PUBLISHED_VERIFIER]

    settings.LOG_VERIFIERS = []
    public(*own, PUBLISHED_VERIFIER)
    assert known() == [*own, PUBLISHED_VERIFIER]


def checked():
    return [found.id for found in run_checks(tags=["audit"], include_deployment_checks=True)]


def test_a_process_whose_seed_signs_what_others_would_take_for_a_forgery_says_so(settings, public):
    (own,) = known()
    path = public(PUBLISHED_VERIFIER)

    for refused, does in (
        (ImproperlyConfigured, notes.verifiers),
        (CommandError, lambda: call_command("sequence")),
    ):
        with pytest.raises(refused, match="disagree") as said:
            does()
        assert own in str(said.value)
        assert "\n" not in str(said.value)
    assert checked() == ["firmai.E202"]

    path.write_text(f"{own}\n{PUBLISHED_VERIFIER}\n")
    assert checked() == []


@pytest.mark.parametrize("mode", [0o644, 0o620])
def test_public_keys_that_others_may_open_are_not_believed(settings, public, mode):
    public(*known()).chmod(mode)

    with pytest.raises(ImproperlyConfigured, match="chmod 600"):
        notes.verifiers()


def test_a_public_key_that_is_damaged_is_said_with_where_it_stands(settings, public):
    path = public(PUBLISHED_VERIFIER[:-4])
    settings.FIRMAI_LOG_KEY_FILE = ""

    with pytest.raises(ImproperlyConfigured, match=f"public keys {path}: A verifier's key is name"):
        notes.verifiers()

    settings.FIRMAI_LOG_PUBLIC_FILE, settings.LOG_VERIFIERS = "", ["nothing"]
    with pytest.raises(ImproperlyConfigured, match="LOG_VERIFIERS: A verifier's key is name"):
        notes.verifiers()


def test_what_knows_no_key_of_the_log_or_would_have_nobody_sign_it_starts_nothing(settings, monkeypatch):
    own = known()
    settings.FIRMAI_LOG_KEY_FILE = ""
    assert checked() == ["firmai.E202"]

    settings.LOG_VERIFIERS = own
    assert checked() == ["firmai.E203"]

    monkeypatch.delitem(settings.DATABASES, "log", raising=False)
    assert checked() == []  # one that only verifies
