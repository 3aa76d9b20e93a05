"""Tracked changes as LibreOffice Writer decides them: accept all is the approved text, reject all is the model's.

Of what may be changed in what, the normal run takes the plain cases and a few by chance; `make soak` takes many more.
"""

import io
import random
import uuid

import pytest
from docx import Document
from hypothesis import settings

from apps.review.written import origin, renderings
from scripts import binaries
from tests.office.writer import decided
from tests.review.test_word import AFTER, BEFORE, LINKED, RELINKED, back, blocks, redlined, rendered

pytestmark = [pytest.mark.office, pytest.mark.timeout(600)]
NO_OFFICE = (
    "No LibreOffice was found: install it (Debian: apt-get install libreoffice-writer-nogui), or name it in "
    "FIRMAI_SOFFICE."
)
PIECES = (
    "# Facts", "# Law and argument", "One two three.", "One *two* four.", "**Bold** words", "Two\\\nlines.",
    "- a\n- b", "- b\n- c", "1. x\n2. y", "1. x\n2. z", "> said", "> said otherwise", "[gap] here",
    "| Day | Sum |\n| --- | --- |\n| 3 March | $100 |", "| Day | Sum |\n| --- | --- |\n| 3 March | $250 |",
    "L’obligation de l’intimé, au para 32.", "Le\u00a0loyer, 1\u202f200\u00a0$ \u00ad« dû ».", "One\t\tTwo\tthree",
    "👩\u200d⚖️ 🇨🇦 e\u0301", "&nbsp;", "\u200b", "| a |  |\n| --- | --- |\n|  | b |", "```\n  code  two\n\tx\n```",
    "שלום (abc) \u202eabc\u202c", "1. \n2. x", "- a\n\n  b", "<b>&amp;</b> & <x", "x\u2028y",
)  # fmt: skip
WITHIN = "1. x\n\n   > said\n\n   so it is\n\n   1. y\n\n   - z\n     - zz\n\n2. x\n"
MARK = uuid.UUID("4b1f0a52-7c3e-4f6d-9a55-0d6c2b1e7f10")
PAIRS, PAIRS_IN_SOAK = 5, 48


def pairs():
    """What was changed in what: the plain case, nothing, everything, and others by chance, the same in every run. Of
    more than two texts those between are other people's."""
    is_soak = settings.get_current_profile_name() == "deep"
    chance = random.Random(31)  # nosec: texts to compare

    def text():
        return "\n\n".join(chance.choice(PIECES) for _ in range(chance.randint(1, 7))) + "\n"

    yield BEFORE, AFTER
    yield AFTER, BEFORE
    yield BEFORE, BEFORE
    yield BEFORE, "Nothing of it.\n"
    yield LINKED, RELINKED
    yield "One two.\n\nFour.\n", "One three\n\n- of them\n\nFour.\n"
    yield "x [d](https://e.com/c) y\n", "[c](https://e.com/c)\n"
    yield "- b\n\nSee [*Ko*](https://e.com/k).\n\nTwo.\n", "Or <https://e.com/p>\n\n- a\n- b\n\nTwo.\n"
    yield "One two.\n", "One three.\n\nNew.\n", "One three four.\n\nNew one.\n"
    yield "See it.\n", "See [it](https://e.com/i), so.\n", "See [it](https://e.com/i), or so.\n\n- a\n"
    yield "- a\n\n---\n\n1. x\n", "One.\n\nTwo.\n"
    yield "One\n\n# F\n\n---\n\n1. x\n2. y\n", "L\n\nTwo\n"
    yield "- a\n- b\n- c\n\nd\n", "- a\n  - b\n    - c\n\nd\n"
    yield WITHIN, WITHIN.replace("said", "said so").replace("so it is", "it is so").replace("   - z\n", "")
    for _ in range(PAIRS_IN_SOAK if is_soak else PAIRS):
        yield text(), text()
        yield text(), text(), text(), text()


def read(data):
    return blocks(Document(io.BytesIO(data)))


@pytest.fixture(scope="module")
def texts():
    return list(pairs())


@pytest.fixture(scope="module")
def documents(texts, tmp_path_factory):
    """Every document as Writer saves it: the changes accepted and rejected, and each of the two texts by itself."""
    if binaries.soffice() is None:
        pytest.skip(NO_OFFICE)
    given = {}
    for number, (before, *between, after) in enumerate(texts):
        redline = redlined(before, *between, after)
        given[f"redline{number}", "accepted"] = given[f"redline{number}", "rejected"] = redline
        for name, text in (("before", before), ("after", after)):
            given[f"{name}{number}", "opened"] = renderings.docx(text, firm="Firm", matter="Matter")
    marked = renderings.document(AFTER, firm="Firm", matter="Matter")
    origin.mark(marked, MARK)
    given["marked", "opened"] = given["marked", "accepted"] = renderings.packed(marked)
    return decided(tmp_path_factory.mktemp("office"), given)


def test_accept_all_is_the_approved_text_and_reject_all_the_models(texts, documents):
    for number in range(len(texts)):
        accepted, rejected = (documents[f"redline{number}", act] for act in ("accepted", "rejected"))

        assert read(accepted) == read(documents[f"after{number}", "opened"]), texts[number]
        assert read(rejected) == read(documents[f"before{number}", "opened"]), texts[number]


def test_writer_reads_what_was_written_word_for_word(texts, documents):
    """What the comparison above rests on: in Writer the approved document says what the text says."""
    for number, (*_before, after) in enumerate(texts):
        assert read(documents[f"after{number}", "opened"]) == rendered(after), after


def test_what_writer_saved_comes_back_as_the_same_text(documents):
    """A document that went through another program unchanged is not a changed text."""
    for name, text in (("after0", AFTER), ("after4", RELINKED)):
        assert back(documents[name, "opened"], text) == text


@pytest.mark.parametrize("act", ["opened", "accepted"])
def test_writer_keeps_what_a_document_was_made_from(act, documents):
    assert origin.of(Document(io.BytesIO(documents["marked", act]))) == MARK
