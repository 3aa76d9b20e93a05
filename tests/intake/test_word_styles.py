"""Words that a style strikes out, hides or raises."""

import io

import pytest
from docx import Document

from apps.intake.readers import docx
from tests.intake.test_word_numbers import document, element, read, style

STRUCK, HIDDEN = "<w:rPr><w:strike/></w:rPr>", "<w:rPr><w:vanish/></w:rPr>"


def run(words, name="", more=""):
    of = f'<w:rStyle w:val="{name}"/>' if name else ""
    return f'<w:r><w:rPr>{of}{more}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def par(*runs, of=""):
    named = f'<w:pPr><w:pStyle w:val="{of}"/></w:pPr>' if of else ""
    return f"<w:p>{named}{''.join(runs)}</w:p>"


STYLES = [
    style("Struck", STRUCK, kind="character"),
    style("AlsoStruck", "", based="Struck", kind="character"),
    style("Again", '<w:rPr><w:strike w:val="0"/></w:rPr>', based="Struck", kind="character"),
    style("Double", "<w:rPr><w:dstrike/></w:rPr>", kind="character"),
    style("Hidden", HIDDEN, kind="character"),
    style("Power", '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>', kind="character"),
    style("Repealed", STRUCK),
    style("AlsoRepealed", "", based="Repealed"),
    style("Drafting", HIDDEN),
]
CASES = {
    "a style of words": (
        par(run("It is "), run("not", "Struck"), run(" so.")),
        ["It is [struck out: not] so."],
    ),
    "one made from it": (par(run("It is "), run("not", "AlsoStruck")), ["It is [struck out: not]"]),
    "one that takes it back": (par(run("It is "), run("not", "Again")), ["It is not"]),
    "twice": (par(run("It is "), run("not", "Double")), ["It is [struck out: not]"]),
    "a style of paragraphs": (par(run("Repealed."), of="Repealed"), ["[struck out: Repealed.]"]),
    "one made from that": (par(run("Repealed."), of="AlsoRepealed"), ["[struck out: Repealed.]"]),
    "taken back in the text": (par(run("Stands.", more='<w:strike w:val="0"/>'), of="Repealed"), ["Stands."]),
    "both, which undo each other": (par(run("Stands.", "Struck"), of="Repealed"), ["Stands."]),
    "in several runs": (
        par(run("It is "), run("n", "Struck"), run("ot ", "Double"), run("so", more="<w:strike/>"), run(".")),
        ["It is [struck out: not so]."],
    ),
    "hidden words": (par(run("It is so"), run(" secretly", "Hidden"), run(".")), ["It is so."]),
    "a hidden paragraph": (par(run("Note to draft."), of="Drafting"), []),
    "shown in the text": (par(run("Shown.", more='<w:vanish w:val="false"/>'), of="Drafting"), ["Shown."]),
    "raised": (par(run("Of 10"), run("6", "Power")), ["Of 10^6"]),
}


@pytest.mark.parametrize("case", CASES)
def test_what_a_style_says_of_words_counts(case):
    body, texts = CASES[case]

    found = read(document([body, par(run("End."))], styles=STYLES))

    assert [text for _anchor, text in found] == [*texts, "End."]


def test_what_the_whole_document_begins_with_counts():
    made = Document(io.BytesIO(document([par(run("Old.")), par(run("New.", more='<w:strike w:val="0"/>'))])))
    properties = made.styles.element.find(
        f"{docx.qn('w:docDefaults')}/{docx.qn('w:rPrDefault')}/{docx.qn('w:rPr')}"
    )
    properties.append(element("<w:strike/>"))
    kept = io.BytesIO()
    made.save(kept)

    assert [text for _, text in read(kept.getvalue())] == ["[struck out: Old.]", "New."]


def test_the_sign_of_a_note_is_not_a_power():
    sign = '<w:r><w:rPr><w:rStyle w:val="Power"/></w:rPr><w:footnoteReference w:id="2"/></w:r>'

    found = read(document([par(run("Sworn"), sign)], styles=STYLES))

    assert found[0] == ("par1", "Sworn[1]")


def test_words_that_a_head_sets_left_and_right_are_two():
    """Heads are set with these tabs: what they part would be read, and looked for, as one word."""
    made = Document()
    made.add_paragraph("Body.")
    head = made.sections[0].header.paragraphs[0]
    for xml in (
        run("Okafor"),
        '<w:r><w:ptab w:alignment="right" w:relativeTo="margin" w:leader="none"/></w:r>',
        run("File 1"),
    ):
        head._p.append(element(xml))
    kept = io.BytesIO()
    made.save(kept)

    assert read(kept.getvalue())[-1] == ("header1", "Okafor\tFile 1")


BOX = (
    '<w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox><w:txbxContent>'
    "<w:p><w:r><w:t>Boxed</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
)


def test_what_stands_in_a_box_in_a_cell_is_said_once():
    table = f"<w:tbl><w:tr><w:tc>{par(run('Cell'), BOX)}</w:tc></w:tr></w:tbl>"

    assert read(document([table])) == [("tab1row1", "Cell Boxed")]


def test_what_stands_in_a_box_in_a_head_is_said_once():
    made = Document()
    made.add_paragraph("Body.")
    made.sections[0].header.paragraphs[0]._p.append(element(BOX))
    kept = io.BytesIO()
    made.save(kept)

    assert read(kept.getvalue())[-1] == ("header1", "Boxed")
