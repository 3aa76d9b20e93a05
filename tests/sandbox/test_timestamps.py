"""The timestamp authority's stand-in signs what it is asked as RFC 3161 has it, and refuses the rest."""

import datetime as dt
import shutil
import subprocess

import pytest

import sandbox
from sandbox.timestamps import certificates, der, tokens
from sandbox.timestamps.app import ANSWERED, FAULTS
from tests.audit.stamping import ask

DIGEST = bytes(range(32))
SHA1 = "1.3.14.3.2.26"


def question(*more, version=1, algorithm=tokens.SHA256, digest=DIGEST, parameters=b""):
    imprint = der.sequence(der.sequence(der.oid(algorithm), parameters), der.octets(digest))
    return der.sequence(der.integer(version), imprint, *more)


def reason(answer):
    """The refusal's number; None where it was granted."""
    status = der.Reader(answer).inside(der.SEQUENCE).inside(der.SEQUENCE)
    if status.integer() == tokens.GRANTED:
        return None
    status.take(der.SEQUENCE)
    unused, *bits = status.take(der.BITS)
    return len(bits) * 8 - unused - 1


def test_a_question_is_answered_in_its_media_type():
    answer = ask(sandbox.build(), question(der.integer(7), der.value(der.BOOLEAN, b"\xff")))

    assert (answer.status_code, answer.headers["content-type"]) == (200, ANSWERED)
    assert reason(answer.content) is None


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", tokens.BAD_FORM),
        (b"no question", tokens.BAD_FORM),
        (question() + b"\x00", tokens.BAD_FORM),
        (question()[:-1], tokens.BAD_FORM),
        (b"\x30\x81\x39" + question()[2:], tokens.BAD_FORM),
        (question(version=2), tokens.BAD_REQUEST),
        (question(algorithm=SHA1, digest=bytes(20)), tokens.BAD_ALGORITHM),
        (question(digest=bytes(31)), tokens.BAD_FORM),
        (question(parameters=der.octets(b"")), tokens.BAD_FORM),
        (question(der.oid(tokens.POLICY)), tokens.NO_POLICY),
        (question(der.explicit(0, b"")), tokens.NO_EXTENSION),
        (question(der.value(der.BOOLEAN, b"\x01")), tokens.BAD_FORM),
        (question(der.value(der.INTEGER, b"\x00\x01")), tokens.BAD_FORM),
        (question(der.integer(7), der.integer(8)), tokens.BAD_FORM),
    ],
)
def test_what_is_not_a_proper_question_is_refused_with_its_reason(body, expected):
    assert reason(ask(sandbox.build(), body).content) == expected


def test_another_media_type_or_method_is_not_taken():
    assert ask(sandbox.build(), question(), kind="application/json").status_code == 415
    assert ask(sandbox.build(), question(), kind="application/timestamp-reply").status_code == 415


def test_a_refusal_is_answered_with_status_200_and_no_token():
    answer = ask(sandbox.build(), b"")

    assert answer.status_code == 200
    assert certificates.signer().der not in answer.content


@pytest.mark.parametrize("wanted", [True, False])
def test_the_certificate_comes_where_it_is_asked_for(wanted):
    body = question(der.value(der.BOOLEAN, b"\xff")) if wanted else question()

    assert (certificates.signer().der in ask(sandbox.build(), body).content) is wanted


def test_serial_numbers_differ_and_the_clock_is_the_sandboxs():
    box = sandbox.build()
    box.clock.stop(dt.datetime(2026, 3, 4, 5, 6, 7, tzinfo=dt.UTC))

    one, two = (ask(box, question()).content for _ in range(2))

    assert b"20260304050607Z" in one
    assert one != two


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
@pytest.mark.parametrize("fault", [None, *FAULTS])
def test_openssl_judges_as_the_fault_says(tmp_path, fault):
    """What openssl finds by itself; a nonce and a plausible time are for whoever asked to look at."""
    box = sandbox.build()
    (tmp_path / "note").write_text("a note")
    (tmp_path / "root.pem").write_text(certificates.trusted())
    subprocess.run(
        ["openssl", "ts", "-query", "-data", "note", "-sha256", "-cert", "-out", "q.tsq"],
        cwd=tmp_path, check=True, capture_output=True,
    )  # fmt: skip
    if fault:
        box.faults.set("timestamps", "stamp", fault)
    (tmp_path / "a.tsr").write_bytes(ask(box, (tmp_path / "q.tsq").read_bytes()).content)

    done = subprocess.run(
        ["openssl", "ts", "-verify", "-queryfile", "q.tsq", "-in", "a.tsr", "-CAfile", "root.pem"],
        cwd=tmp_path, check=False, capture_output=True, text=True,
    )  # fmt: skip

    assert (done.returncode == 0) is (fault in (None, "yesterday")), done.stderr
