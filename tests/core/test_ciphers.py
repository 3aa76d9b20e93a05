import hashlib
import hmac
import os

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from apps.core import ciphers, keyfile
from apps.core.ciphers import CannotOpen, FirmKey

key_bytes = st.binary(min_size=32, max_size=32)


@pytest.fixture
def key_file(tmp_path, settings):
    path = tmp_path / "firm.key"
    keyfile.create(path)
    settings.FIRMAI_KEY_FILE = path
    return path


@given(key_bytes, st.binary(max_size=2000), st.binary(max_size=80))
def test_what_was_sealed_opens_again_in_its_place(key, plaintext, aad):
    sealed = ciphers.seal(key, plaintext, aad)

    assert ciphers.open_sealed(key, sealed, aad) == plaintext
    assert sealed[0] == 1
    assert len(sealed) == 1 + 12 + len(plaintext) + 16


@given(key_bytes, st.binary(max_size=200), st.data())
def test_one_changed_bit_and_it_does_not_open(key, plaintext, data):
    sealed = bytearray(ciphers.seal(key, plaintext, b"place"))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= 1 << data.draw(st.integers(0, 7))

    with pytest.raises(CannotOpen):
        ciphers.open_sealed(key, bytes(sealed), b"place")


@given(key_bytes, st.binary(max_size=60))
def test_bytes_that_were_never_sealed_do_not_open(key, noise):
    with pytest.raises(CannotOpen):
        ciphers.open_sealed(key, noise, b"")


def test_sealed_content_opens_under_no_other_key_and_in_no_other_place():
    key = os.urandom(32)
    sealed = ciphers.seal(key, b"text", b"draft.body:1")

    with pytest.raises(CannotOpen):
        ciphers.open_sealed(os.urandom(32), sealed, b"draft.body:1")
    with pytest.raises(CannotOpen):
        ciphers.open_sealed(key, sealed, b"draft.body:2")


def test_the_same_text_is_sealed_differently_each_time():
    key = os.urandom(32)

    assert len({ciphers.seal(key, b"text", b"") for _ in range(100)}) == 100


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_a_key_of_another_length_is_refused(length):
    with pytest.raises(ValueError, match="32 bytes"):
        ciphers.seal(bytes(length), b"text", b"")


def test_a_wrapped_key_still_opens_after_the_firm_key_was_renewed(key_file):
    data_key = os.urandom(32)
    wrapped = FirmKey.load().wrap(data_key)
    keyfile.create(key_file.with_name("second"), version=2)
    with key_file.open("a") as file:
        file.write(key_file.with_name("second").read_text())

    renewed = FirmKey.load()

    assert (wrapped[0], renewed.version, renewed.wrap(data_key)[0]) == (1, 2, 2)
    assert renewed.unwrap(wrapped) == data_key


@pytest.mark.parametrize(
    "change", [lambda w: b"", lambda w: b"\x09" + w[1:], lambda w: w[:-1], lambda w: w[:9]]
)
def test_a_damaged_wrapping_is_refused(key_file, change):
    wrapped = FirmKey.load().wrap(os.urandom(32))

    with pytest.raises(CannotOpen):
        FirmKey.load().unwrap(change(wrapped))


def test_a_token_of_the_firm_opens_for_its_own_purpose_only(key_file):
    sealed = ciphers.firm_seal("clio", b"token")

    assert ciphers.firm_open("clio", sealed) == b"token"
    for purpose, bytes_ in [("zoom", sealed), ("clio", b""), ("clio", b"\x07" + sealed[1:])]:
        with pytest.raises(CannotOpen):
            ciphers.firm_open(purpose, bytes_)


@given(key_bytes, st.lists(st.binary(max_size=40)), st.lists(st.binary(max_size=40)))
def test_digests_are_equal_exactly_when_the_parts_are(key, parts, others):
    assert (ciphers.hmac_hex(key, *parts) == ciphers.hmac_hex(key, *others)) == (parts == others)


def test_a_digest_can_be_made_again_with_the_standard_library():
    key = bytes(range(32))

    expected = hmac.new(key, b"\0\0\0\0\0\0\0\x02ab\0\0\0\0\0\0\0\x01c", hashlib.sha256).hexdigest()

    assert ciphers.hmac_hex(key, b"ab", b"c") == expected


def test_showing_the_firm_key_shows_no_key(key_file):
    secret = key_file.read_text().strip().partition(":")[2]

    assert repr(FirmKey.load()) == "FirmKey(keys=<Keys [1]>)"
    assert secret not in repr(FirmKey.load())


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o610, 0o604, 0o602, 0o620])
def test_a_key_file_open_to_other_accounts_is_refused(key_file, mode):
    key_file.chmod(mode)

    with pytest.raises(ImproperlyConfigured, match="chmod 600"):
        FirmKey.load()


@pytest.mark.parametrize("setting", ["FIRMAI_KEY_FILE", "FIRMAI_LOG_KEY_FILE", "BACKUP_KEY_FILE"])
def test_a_key_file_open_to_the_group_is_said_before_anything_is_started(key_file, settings, setting):
    key_file.chmod(0o640)
    settings.FIRMAI_LOG_KEY_FILE, settings.BACKUP_KEY_FILE = "", ""  # where a process does without them
    settings.FIRMAI_KEY_FILE = key_file.with_name("sound")
    keyfile.create(settings.FIRMAI_KEY_FILE)
    assert run_checks(tags=["keys"], include_deployment_checks=True) == []
    setattr(settings, setting, str(key_file))

    (found,) = run_checks(tags=["keys"], include_deployment_checks=True)

    assert (found.id, found.msg) == (
        "firmai.E001",
        f"The key file {key_file} is open to other accounts on this machine. Close it with: chmod 600 {key_file}",
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "1:short",
        "x:" + "A" * 43 + "=",
        "0:" + "A" * 43 + "=",
        "256:" + "A" * 43 + "=",
        "1" + "A" * 43,
        "é",
    ],
)
def test_a_key_file_with_anything_else_in_it_is_refused_without_quoting_it(key_file, text):
    key_file.write_text(text, "utf-8")

    with pytest.raises(ImproperlyConfigured) as refusal:
        FirmKey.load()
    assert "AAAA" not in str(refusal.value)


def test_two_keys_of_one_version_are_refused(key_file):
    key_file.write_text(key_file.read_text() * 2)

    with pytest.raises(ImproperlyConfigured, match="twice"):
        FirmKey.load()


def test_a_missing_key_file_is_refused_and_an_existing_one_is_never_replaced(key_file, settings):
    before = key_file.read_bytes()

    with pytest.raises(FileExistsError):
        keyfile.create(key_file)
    settings.FIRMAI_KEY_FILE = key_file.with_name("absent")
    with pytest.raises(ImproperlyConfigured, match="cannot be read"):
        FirmKey.load()
    assert key_file.read_bytes() == before
    assert key_file.stat().st_mode & 0o777 == 0o600
