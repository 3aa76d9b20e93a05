"""An authority's timestamp counts where it is whole, its own, over what was asked, and now; and nowhere else."""

import datetime as dt

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

import sandbox
from apps.audit import stamps
from apps.audit.models import Checkpoint, Stamp
from apps.audit.stamps import BadStamp
from apps.audit.verify import Flaw
from sandbox.timestamps import certificates, tokens
from sandbox.timestamps.app import FAULTS

from . import stamping
from .rows import record
from .sequenced import check, sequence_all

NOTE = "firm.example/log\n3\nAAAA\n\n— firm.example/log AAAA\n"


@pytest.fixture
def authorities(settings, tmp_path):
    return stamping.trust(settings, tmp_path)


def now():
    return dt.datetime.now(dt.UTC)


def test_what_the_authority_signed_is_read(authorities):
    asked, body = stamping.answer(NOTE)

    said = stamps.accept(body, asked, authorities, now())

    assert (said.digest, said.serial) == (stamps.fingerprint(NOTE), 1)
    assert abs(said.at - now()) < dt.timedelta(minutes=1)
    assert asked.nonce.bit_length() > 48


def test_a_question_tells_the_fingerprint_and_nothing_of_the_note():
    asked = stamps.question(NOTE)

    assert stamps.fingerprint(NOTE) in asked.body
    assert b"firm.example" not in asked.body
    assert asked.body != stamps.question(NOTE).body


@pytest.mark.parametrize("fault", FAULTS)
def test_an_answer_that_does_not_hold_is_refused(authorities, fault):
    asked, body = stamping.answer(NOTE, fault=fault)

    with pytest.raises(BadStamp):
        stamps.accept(body, asked, authorities, now())


def test_an_answer_counts_later_than_its_certificate(authorities):
    """What was signed while the certificate was valid stays signed (RFC 3161, 4.1)."""
    question = tokens.read(stamps.question(NOTE).body)
    at = dt.datetime(2024, 5, 1, tzinfo=dt.UTC)
    signer = certificates.signer(end=dt.datetime(2024, 6, 1, tzinfo=dt.UTC))

    body = tokens.answer(question, serial=1, at=at, signer=signer, key=signer.key)

    assert stamps.read(body, authorities).at == at


def test_nobody_is_trusted_by_default(settings):
    settings.LOG_WITNESS_AUTHORITY_ROOTS = ""
    _asked, body = stamping.answer(NOTE)

    assert stamps.trusted() == []
    with pytest.raises(BadStamp):
        stamps.read(body, [])


@pytest.mark.parametrize("content", [None, "", "no certificate"])
def test_a_file_without_certificates_is_said(settings, tmp_path, content):
    settings.LOG_WITNESS_AUTHORITY_ROOTS = str(tmp_path / "authority.pem")
    if content is not None:
        (tmp_path / "authority.pem").write_text(content)

    with pytest.raises(ImproperlyConfigured):
        stamps.trusted()


@given(st.integers(0, 2**16), st.integers(0, 7))
@hypothesis_settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_byte_of_an_answer_can_be_changed_to_say_something_else(authorities, at, bit):
    asked, body = stamping.answer(NOTE)
    said = stamps.read(body, authorities)
    changed = bytearray(body)
    changed[at % len(body)] ^= 1 << bit

    try:
        found = stamps.read(bytes(changed), authorities, nonce=asked.nonce)
    except BadStamp:
        return
    assert found == said  # something that the signature need not cover, such as an unused parameter


@given(st.binary(max_size=300))
@hypothesis_settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_anything_else_is_no_timestamp(authorities, body):
    with pytest.raises(BadStamp):
        stamps.read(body, authorities)


# Held against the log -----------------------------------------------------------------------------------------

logged = pytest.mark.django_db(transaction=True, databases="__all__")


@pytest.fixture
def signed(authorities):
    """A log of two checkpoints, the first with a timestamp."""
    record()
    sequence_all()
    first = Checkpoint.objects.get()
    stamping.stamped(first)
    record()
    sequence_all()
    return first


@logged
def test_timestamps_are_held_against_the_log(signed, authorities):
    report = check(authorities=authorities)

    assert (report.sound, report.stamps, report.unread_stamps, report.checkpoints) == (True, 1, 0, 2)


@logged
def test_without_certificates_they_are_counted_and_said_not_to_be_read(signed):
    report = check()

    assert (report.sound, report.stamps, report.unread_stamps) == (True, 0, 1)


def replaced(column, value):
    return f"UPDATE audit_stamp SET {column} = {value}"


@logged
@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (replaced("answer", "overlay(answer placing '\\x00'::bytea from 200)"), Flaw.STAMP_FORGED),
        (replaced("answer", "''"), Flaw.STAMP_FORGED),
        (replaced("digest", "sha256('x')"), Flaw.STAMP_CHANGED),
        (replaced("at", "at - interval '1 day'"), Flaw.STAMP_CHANGED),
        (replaced("size", "2"), Flaw.STAMP_CHANGED),
        ("DELETE FROM audit_checkpoint WHERE size = 1", Flaw.STAMP_DIFFERS),
    ],
)
def test_a_timestamp_that_was_changed_or_is_over_nothing_is_found(
    signed, authorities, as_nobody_may, statement, expected
):
    as_nobody_may(statement)

    assert check(authorities=authorities).fault.flaw == expected


@logged
def test_one_that_another_authority_signed_is_found(signed, authorities, as_nobody_may):
    _asked, body = stamping.answer(signed.note, fault="other_authority")

    as_nobody_may(replaced("answer", f"decode('{body.hex()}', 'hex')"))

    found = check(authorities=authorities).fault
    assert (found.flaw, found.where) == (Flaw.STAMP_FORGED, f"timestamp {Stamp.objects.get().pk}")


@logged
def test_one_from_before_the_checkpoint_was_signed_is_found(authorities):
    record()
    sequence_all()
    box = sandbox.build()
    box.clock.move(minutes=-6)
    stamping.stamped(Checkpoint.objects.get(), box)

    assert check(authorities=authorities).fault.flaw == Flaw.STAMP_EARLY


@logged
def test_a_log_rewritten_with_a_stolen_key_is_found_by_a_timestamp_kept_elsewhere(
    signed, authorities, as_nobody_may, tmp_path
):
    folder = tmp_path / "witness"
    folder.mkdir()
    (folder / "1.tsr").write_bytes(bytes(Stamp.objects.get().answer))
    assert check(authorities=authorities, witnesses=folder).stamps == 2

    as_nobody_may(
        "UPDATE audit_entry SET body = replace(body, 'withdrawn', 'approved_')",
        "TRUNCATE audit_leaf, audit_node, audit_checkpoint, audit_stamp",
    )
    sequence_all()

    assert check(authorities=authorities).sound
    found = check(authorities=authorities, witnesses=folder).fault
    assert (found.flaw, found.where) == (Flaw.STAMP_DIFFERS, "1.tsr")
