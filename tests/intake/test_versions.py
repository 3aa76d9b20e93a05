"""Whoever changes what a reader makes of a file gives it another number: else what was read before stays as it was."""

import hashlib

import pytest

from apps.intake import passages
from apps.intake.models import Kind
from apps.intake.readers import choose, versions
from apps.intake.readers.reading import Deadline
from tests.intake import files

SAMPLES = {
    Kind.PDF: lambda: files.pdf("The lease ends on 3 March 2027.", "Rent is due monthly."),
    Kind.DOCX: lambda: files.docx(paragraphs=("The lease ends on 3 March 2027.", "Rent is due monthly.")),
    Kind.TEXT: lambda: b"The lease ends.\n\nRent is due monthly.",
    Kind.EMAIL: lambda: files.email(
        "", html="<p>The lease ends.</p><p>Rent is due <b>monthly</b>.</p>"
    ).as_bytes(),
    Kind.TRANSCRIPT: lambda: files.VTT.encode(),
}
MADE = {
    Kind.PDF: (2, "f34b1f71a8786557"),
    Kind.DOCX: (2, "83fea605deb52f50"),
    Kind.TEXT: (1, "df3a5428335788b1"),
    Kind.EMAIL: (2, "ead2f7e0d7efba61"),
    Kind.TRANSCRIPT: (1, "29792f8e6d247768"),
}
"""What each reader makes of its sample, and with which number. One that makes something else of it takes the next."""


@pytest.mark.parametrize("kind", sorted(Kind))
def test_a_reader_that_makes_something_else_of_a_file_has_another_number(kind):
    reading = choose.read(kind, SAMPLES[kind](), Deadline(60))

    made = hashlib.sha256(passages.dump(reading.passages).reveal()).hexdigest()[:16]
    assert (versions.VERSIONS[kind], made) == MADE[kind]
