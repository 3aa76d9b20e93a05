import io
import zipfile

from docx import Document

from apps.review import renderings

TEXT = """\
# Memo

First paragraph with **strong** and *soft* words.

- one
- two

1. first
2. second

> A quotation.

| Date | Event |
|---|---|
| 3 March | Signed |
"""


def made():
    return renderings.docx(TEXT, firm="Moreau Singh LLP", matter="2026-0001 Lease")


def test_the_word_document_has_the_text_in_its_styles():
    document = Document(io.BytesIO(made()))

    paragraphs = [(each.style.name, each.text) for each in document.paragraphs]

    assert paragraphs == [
        ("Heading 1", "Memo"),
        ("Normal", "First paragraph with strong and soft words."),
        ("List Bullet", "one"),
        ("List Bullet", "two"),
        ("List", "1. first"),
        ("List", "2. second"),
        ("Quote", "A quotation."),
    ]
    assert [[cell.text for cell in row.cells] for row in document.tables[0].rows] == [
        ["Date", "Event"],
        ["3 March", "Signed"],
    ]
    runs = {run.text: (run.bold, run.italic) for run in document.paragraphs[1].runs}
    assert (runs["strong"], runs["soft"]) == ((True, None), (None, True))


def test_the_firm_stands_in_the_head_and_the_matter_in_the_foot():
    section = Document(io.BytesIO(made())).sections[0]

    assert section.header.paragraphs[0].text == "Moreau Singh LLP"
    assert section.footer.paragraphs[0].text == "2026-0001 Lease"


def test_the_document_says_nothing_about_who_or_what_made_it():
    with zipfile.ZipFile(io.BytesIO(made())) as packed:
        core = packed.read("docProps/core.xml").decode()

    assert "python-docx" not in core
    assert "<dc:creator" not in core
    assert "dcterms:created" not in core


def test_the_note_is_the_text_itself():
    assert renderings.note(TEXT) == TEXT.encode()
