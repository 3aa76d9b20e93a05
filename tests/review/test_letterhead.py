import io

import pytest
from docx import Document
from docx.enum.style import WD_STYLE_TYPE

from apps.review.written import letterhead, renderings

TEXT = "# Facts\n\nThe lease ends.\n\n- rent\n\n1. First.\n\n> said\n\n| a | b |\n| --- | --- |\n| c | d |\n"


@pytest.fixture
def template(tmp_path, settings):
    """A letterhead with a head, a foot and a body of its own."""
    document = Document()
    document.sections[0].header.paragraphs[0].text = "Okafor LLP, Barristers and Solicitors"
    document.sections[0].footer.paragraphs[0].text = "1 King Street West, Toronto"
    document.styles["Normal"].font.name = "Garamond"
    document.add_paragraph("Left over from the template")
    path = tmp_path / "letterhead.docx"
    document.save(path)
    settings.LETTERHEAD_FILE = str(path)
    return path


def test_an_approved_document_is_on_the_firms_letterhead(template):
    document = Document(io.BytesIO(renderings.docx(TEXT, firm="Firm", matter="Matter")))

    assert document.sections[0].header.paragraphs[0].text == "Okafor LLP, Barristers and Solicitors"
    assert document.sections[0].footer.paragraphs[0].text == "1 King Street West, Toronto"
    assert document.styles["Normal"].font.name == "Garamond"
    assert [paragraph.text for paragraph in document.paragraphs][:2] == ["Facts", "The lease ends."]
    assert len(document.tables) == 1
    assert letterhead.the_letterhead_can_be_written_on() == []


def test_a_template_without_the_styles_that_are_written_with_is_named_before_anything_is_approved(template):
    document = Document(str(template))
    document.styles["Quote"].delete()
    document.save(str(template))

    (error,) = letterhead.the_letterhead_can_be_written_on()

    assert (error.id, "Quote" in error.msg) == ("firmai.E302", True)


@pytest.mark.parametrize("content", [None, b"no document"])
def test_a_letterhead_that_cannot_be_read_is_said_so(tmp_path, settings, content):
    path = tmp_path / "letterhead.docx"
    if content is not None:
        path.write_bytes(content)
    settings.LETTERHEAD_FILE = str(path)

    (error,) = letterhead.the_letterhead_can_be_written_on()

    assert error.id == "firmai.E301"


def test_a_firm_without_a_letterhead_has_its_name_in_the_head(settings):
    settings.LETTERHEAD_FILE = ""

    document = Document(io.BytesIO(renderings.docx(TEXT, firm="Firm", matter="Matter")))

    assert document.sections[0].header.paragraphs[0].text == "Firm"


def test_without_a_letterhead_every_style_that_is_written_with_is_there_and_no_other_design_of_a_table(
    settings,
):
    settings.LETTERHEAD_FILE = ""

    document, is_the_firms = letterhead.start()

    assert not is_the_firms
    assert letterhead.lacking(document) == []
    tables = {style.name for style in document.styles if style.type == WD_STYLE_TYPE.TABLE}
    assert tables == {"Normal Table", "Table Grid"}
