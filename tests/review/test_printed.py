"""The text as PDF: it says what the Word document says, on the firm's letterhead; approved, it is the stored bytes."""

import datetime as dt
import io
import struct
import zlib

import pytest
from django.urls import reverse
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from apps.audit.models import Entry
from apps.matters import keys
from apps.review.decisions import manifests
from apps.review.written import printed, renderings
from apps.review.written.pieces import Link
from tests.review import factories as r
from tests.review.test_views import signed_in
from tests.review.test_word import BEFORE


def part(name, data):
    """A chunk of a PNG."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


PICTURE = b"".join(
    [
        b"\x89PNG\r\n\x1a\n",
        part(b"IHDR", struct.pack(">IIBBBBB", 40, 20, 8, 2, 0, 0, 0)),
        part(b"IDAT", zlib.compress(b"".join(b"\x00" + b"\x10\x20\x60" * 40 for _ in range(20)))),
        part(b"IEND", b""),
    ]
)
AT = dt.datetime(2026, 11, 27, tzinfo=dt.UTC)


def made(text, *, links=(), **more):
    document = renderings.document(text, firm="Okafor LLP", matter="2026-0001 Lease", links=links)
    given = {"firm": "Okafor LLP", "title": "Letter", "foot": "version 3, abcd", "language": "en", "at": AT}
    return printed.of(document, **given | more)


def said(data):
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(data)).pages]


def test_a_text_is_printed_as_its_word_document_has_it():
    (page,) = said(made(BEFORE))

    for words in (
        "Facts", "Colucci v. Colucci, 2021 SCC 24, is not in point.", "• one renewal", "1. First.",
        "The words of the lease.", "3 March", "$100",
    ):  # fmt: skip
        assert words in page
    assert page.startswith("Okafor LLP")
    assert "2026-0001 Lease" in page
    assert "version 3, abcd 1 / 1" in page


def test_words_on_either_side_of_a_tab_stand_apart():
    (page,) = said(made("Rent\t$1\t500 \\\\ther\n\n```\n\tset in\n```\n\n| a\tb |\n| --- |\n"))

    assert "Rent $1 500 \\ther set in a b" in page


def test_a_table_is_as_wide_as_its_widest_row():
    (page,) = said(made("| h |\n| --- |\n| a | b | c |\n| d |\n| e | f |\n"))

    assert "h a b c d e f" in page


def test_lists_and_quotations_within_one_another_are_printed_with_every_word():
    (page,) = said(made("1. One.\n\n   > Quoted.\n\n   - two\n     - three\n\n   Four.\n2. Five.\n"))

    assert page.startswith("Okafor LLP 1. One. Quoted. • two • three Four. 2. Five.")


def led_to(data):
    """Where the links of a PDF lead, each once."""
    notes = [
        note.get_object() for page in PdfReader(io.BytesIO(data)).pages for note in page.get("/Annots", ())
    ]
    return list(dict.fromkeys(note["/A"]["/URI"] for note in notes if "/A" in note))


def test_addresses_are_printed_and_lead_there():
    text = "See [the order](https://e.com/o), 2021 SCC 24.\n\n[1]: https://e.com/d\n\n---\n\n| [x](mailto:a@e.com) |\n"
    text += "| - |\n"
    cited = Link(text.index("2021"), text.index("24.") + 2, "https://canlii.ca/t/jfp04")

    data = made(text, links=[cited])

    (page,) = said(data)
    for words in ("the order (https://e.com/o)", "[1]: https://e.com/d", "x (mailto:a@e.com)"):
        assert words in page
    assert led_to(data) == ["https://e.com/o", "https://canlii.ca/t/jfp04", "mailto:a@e.com"]


def test_the_same_document_and_time_give_the_same_bytes():
    assert made(BEFORE) == made(BEFORE)


@settings(max_examples=25)
@example("\ue000")
@example("\uf0b7")
@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=80))
def test_whatever_a_text_says_is_printed_and_never_read_as_markup(words):
    assert made(f"Before {words}\n\n#panic() $x$ @d <e>")[:5] == b"%PDF-"


def test_words_that_would_be_markup_elsewhere_stand_as_they_are():
    (page,) = said(made("#panic() $x$ @d =y\n"))

    assert "#panic() $x$ @d =y" in page


@pytest.mark.parametrize("columns", [1, 5, 8])
def test_a_word_that_is_longer_than_its_line_goes_on_in_the_next(columns):
    """Beyond the paper, or over the words of the next column, nobody could read it."""
    words = ["o" * 160] * columns
    text = words[0] if columns == 1 else f"|{'|'.join(words)}|\n{'|-' * columns}|\n"

    (page,) = PdfReader(io.BytesIO(made(text, boxes=False))).pages
    lines = [line for line in page.extract_text().split("\n") if line.startswith("oo")]

    assert "".join(lines) == "o" * 160 * columns
    assert max(map(len, lines)) <= 90 / columns


@pytest.mark.parametrize("words", [r"C:\u0085nothing", r'\u0007"so"', r"C:\\u0000\u0001", r"\u0085not"])
def test_words_that_look_like_a_sign_of_what_carries_them_are_printed_as_they_stand(words):
    (page,) = said(made(f"Do `{words}` pay."))

    assert f"Do {words} pay." in page


@pytest.fixture
def template(tmp_path, settings):
    """A letterhead with a picture, a centred line, another first page, and page numbers of its own."""
    document = Document()
    section = document.sections[0]
    section.different_first_page_header_footer = True
    section.first_page_header.paragraphs[0].add_run().add_picture(io.BytesIO(PICTURE))
    line = section.first_page_header.add_paragraph("Okafor LLP, Barristers and Solicitors")
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    section.header.paragraphs[0].text = "Okafor LLP"
    section.first_page_footer.paragraphs[0].text = "1 King Street West, Toronto"
    section.footer.paragraphs[0].text = "continued"
    document.add_paragraph("Left over from the template")
    path = tmp_path / "letterhead.docx"
    document.save(path)
    settings.LETTERHEAD_FILE = str(path)


def test_head_and_foot_are_those_of_the_firms_template(template):
    data = made("\n\n".join(["A paragraph that fills the page. " * 12] * 20))

    first, second, *_more = said(data)
    assert first.startswith("Okafor LLP, Barristers and Solicitors")
    assert "1 King Street West, Toronto" in first
    assert "1 King Street West, Toronto" not in second
    assert "continued" in second
    assert "Left over" not in first
    pictures = [
        "/XObject" in page["/Resources"] and len(page["/Resources"]["/XObject"])
        for page in PdfReader(io.BytesIO(data)).pages[:2]
    ]
    assert pictures == [1, False]


FOOT = """<w:ftr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:p><w:r><w:t>1 King Street West · Page </w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r>
<w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>70</w:t></w:r>
<w:r><w:fldChar w:fldCharType="end"/></w:r>
<w:r><w:tab/><w:t>Tel. 416 555-0100</w:t><w:br/><w:t>Toronto</w:t></w:r></w:p>
<w:p><w:r><w:t>Page </w:t></w:r><w:fldSimple w:instr="PAGE"><w:r><w:t>71</w:t></w:r></w:fldSimple></w:p>
<w:sdt><w:sdtContent><w:p><w:r><w:t>Okafor LLP of the control</w:t></w:r></w:p></w:sdtContent></w:sdt>
<w:p><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>In the box</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>
</w:ftr>"""


def test_words_of_a_foot_are_printed_wherever_they_stand_but_beside_the_number_of_the_page(
    template, settings
):
    document = Document(settings.LETTERHEAD_FILE)
    foot = document.sections[0].first_page_footer._element
    foot[:] = parse_xml(FOOT)[:]
    document.save(settings.LETTERHEAD_FILE)

    (page,) = said(made("A paragraph."))

    foot = page[page.index("A paragraph.") :]
    assert "1 King Street West Tel. 416 555-0100 Toronto Okafor LLP of the control In the box" in foot
    assert "Page" not in foot
    assert "7" not in foot.replace("version 3, abcd 1 / 1", "")


def test_a_page_says_that_signs_are_boxes_only_where_no_typeface_of_the_machine_has_them():
    """Syllabics are in none of the library's own typefaces and in most machines'; nobody has what is private."""
    syllabics, private = "\u1403\u14c4\u1483", "\ue000"

    (shown,), (lacking,) = (
        said(made(f"The witness is {syllabics}.")),
        said(made(f"The witness is {private}.")),
    )

    assert (syllabics in shown) is not ("typefaces lack" in shown)
    assert "typefaces lack" in lacking


@pytest.mark.parametrize(
    "foot", ["draft, version 1", "not signed, not to be filed", "found wrong, not to be used"]
)
def test_what_a_printed_text_is_stands_at_its_foot_whatever_the_typefaces_lack(foot):
    (page,) = said(made("The witness is \ue000.", foot=foot))

    assert foot in page


@pytest.mark.django_db
def test_a_draft_says_that_it_is_one_and_the_approved_pdf_is_the_stored_one():
    task = r.task()
    client = signed_in(task.responsible)
    address = reverse("review:pdf", args=[task.pk, 1])

    draft = client.get(address)
    assert "draft, version 1" in said(draft.content)[0]
    assert Entry.objects.filter(event="review.draft_opened").count() == 1
    r.answer_all(task, task.responsible)
    manifest = r.approve(task, task.responsible).manifest

    answer = client.get(address)
    stored = manifest.renderings.get(format="pdf")
    assert answer.content == keys.reveal_bytes(stored, "content").reveal()
    assert "draft" not in said(answer.content)[0]
    assert answer["Cache-Control"] == "no-store, private"
    assert task.matter.title not in answer["Content-Disposition"]


NOBODYS = "\ue000"
"""A character that no typeface has."""
UNREADABLE = f"Dear client {NOBODYS},\n\nThe lease ends on 3 March 2027 and may be renewed once.\n"


@pytest.mark.django_db
def test_a_text_that_no_typeface_shows_is_approved_without_a_pdf_and_whoever_approves_is_told():
    task = r.task(UNREADABLE)
    client = signed_in(task.responsible)
    r.answer_all(task, task.responsible)
    asked = client.get(reverse("review:approve", args=[task.pk, 1])).content.decode()

    manifest = r.approve(task, task.responsible).manifest

    assert "No typeface on this machine has every character" in asked
    assert set(manifest.renderings.values_list("format", flat=True)) == {"docx", "note", "file_note"}
    assert manifests.holds(manifest)
    page = client.get(reverse("review:detail", args=[task.pk])).content.decode()
    assert "no PDF: no typeface here could show it" in page
    assert client.get(reverse("review:pdf", args=[task.pk, 1])).status_code == 302
    assert client.get(reverse("review:approved", args=[task.pk])).status_code == 200


@pytest.mark.django_db
def test_the_page_that_asks_once_more_says_nothing_of_typefaces_where_they_show_the_text():
    task = r.task(r.LETTER.replace("Dear client", "Cher Émile “Ångström” Ωμέγα"))
    r.answer_all(task, task.responsible)

    asked = signed_in(task.responsible).get(reverse("review:approve", args=[task.pk, 1])).content.decode()

    assert "No typeface" not in asked
