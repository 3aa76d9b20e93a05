"""Words of a Word document that may lie under a box which is drawn over them are not read, and all others are."""

import io

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from apps.intake.readers import docx
from apps.intake.readers.reading import Deadline
from tests.intake.test_word_numbers import document
from tests.intake.test_word_seen import COVERED, VML, cell, par, passages, run, said

SPACES = (
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:s="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
BLACK = '<a:solidFill><a:srgbClr val="000000"/></a:solidFill>'
PAPER = '<a:solidFill><a:schemeClr val="bg1"/></a:solidFill>'
EMU = 12_700


def place(name, given):
    of, at = given
    inside = (
        f"<wp:align>{at}</wp:align>" if isinstance(at, str) else f"<wp:posOffset>{at * EMU}</wp:posOffset>"
    )
    return f'<wp:{name} relativeFrom="{of}">{inside}</wp:{name}>'


def anchor(
    looks=BLACK, *, down=("paragraph", 1), across=("column", 0), high=15, wide=300, behind=0, wrap="wrapNone",
    form="rect", inside="",
):  # fmt: skip
    """A shape as Word draws one, its places in points."""
    drawn = f'<s:wsp><s:spPr><a:prstGeom prst="{form}"/>{looks}</s:spPr>{inside}</s:wsp>'
    return run(
        f'<w:drawing><wp:anchor behindDoc="{behind}" {SPACES}>{place("positionH", across)}{place("positionV", down)}'
        f'<wp:extent cx="{wide * EMU}" cy="{high * EMU}"/><wp:{wrap}/>{drawn}</wp:anchor></w:drawing>'
    )


def vml(attributes='fillcolor="black"', *, style="", inside="", tag="rect"):
    placed = f"position:absolute;margin-left:0;margin-top:1pt;width:300pt;height:15pt;z-index:5{style}"
    return run(f'<w:pict><v:{tag} {VML} {attributes} style="{placed}">{inside}</v:{tag}></w:pict>')


def words(text):
    return f"<s:txbx><w:txbxContent>{par(said(text))}</w:txbxContent></s:txbx>"


BREAK = par(run('<w:br w:type="page"/>'))
NAME = "The witness JOHN SMITH came in."


def texts(*body):
    found = docx.read(document(body), Deadline(60))
    return [each.text for each in found.passages], found.unseen


def letter(drawing, text=NAME):
    return texts(par(said("Before.")), par(said(text), drawing), par(said("After.")))


COVERING = {
    "black": anchor(),
    "the colour of paper": anchor(PAPER),
    "filled by its style": anchor("", inside='<s:style><a:fillRef idx="1"/></s:style>'),
    "shaded from one colour to another": anchor("<a:gradFill/>"),
    "a round one": anchor(form="ellipse"),
    "one that says so": anchor(PAPER, inside=words("REDACTED")),
    "a black one with a word": anchor(inside=words("Privileged")),
    "a line as thick as letters are high": anchor(
        '<a:ln w="152400"><a:solidFill/></a:ln>', form="line", high=0, down=("paragraph", 8)
    ),
    "at the left of its column": anchor(across=("column", "left")),
    "beside a character": anchor(across=("character", 0)),
    "of the old kind": vml(),
    "of the old kind, of paper": vml(""),
    "of the old kind, by its type": vml('type="#_x0000_t109" fillcolor="#000000"', tag="shape"),
}
CLEAR = {
    "without a filling": anchor("<a:noFill/>"),
    "behind the text": anchor(behind=1),
    "beside the text": anchor(wrap="wrapSquare"),
    "a thin line": anchor(high=0, form="line", looks='<a:ln w="9525"><a:solidFill/></a:ln>'),
    "a thin bar": anchor(high=2),
    "a star": anchor(form="star5"),
    "that lets through": anchor(
        '<a:solidFill><a:srgbClr val="FFFF00"><a:alpha val="40000"/></a:srgbClr></a:solidFill>'
    ),
    "with words of its own": anchor(PAPER, inside=words("Fold here and return")),
    "right of a short line": anchor(across=("column", 300), wide=100),
    "in the margin at the left": anchor(across=("page", 0), wide=60),
    "in the margin at the top": anchor(down=("page", 0), high=60, wide=600),
    "in the margin at the foot": anchor(down=("page", 730), high=60, wide=600),
    "a picture": run(
        f'<w:drawing><wp:anchor behindDoc="0" {SPACES}><wp:extent cx="900000" cy="900000"/><wp:wrapNone/>'
        "<pic:pic><pic:spPr><a:solidFill/></pic:spPr></pic:pic></wp:anchor></w:drawing>"
    ),
    "that a tracked change removed": f'<w:del w:id="1" w:author="A">{anchor()}</w:del>',
    "of the old kind, without a filling": vml('filled="f"'),
    "of the old kind, behind the text": vml(style=";z-index:-5"),
    "of the old kind, half seen through": vml(inside='<v:fill opacity=".5"/>'),
    "of the old kind, a shape that is no box": vml('fillcolor="black"', tag="shape"),
    "of the old kind, a rule across the page": vml(
        'xmlns:o="urn:schemas-microsoft-com:office:office" o:hr="t" fillcolor="black"'
    ),
    "of the old kind, beside the text": vml(
        inside='<w10:wrap xmlns:w10="urn:schemas-microsoft-com:office:word" type="square"/>'
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", COVERING)
def test_a_paragraph_under_a_box_is_not_read(case):
    found, unseen = letter(COVERING[case])

    assert ([each.split("\n")[0] for each in found], unseen) == (["Before.", COVERED, "After."], 1)


@pytest.mark.parametrize("case", CLEAR)
def test_a_paragraph_that_no_box_hides_is_read(case):
    found, unseen = letter(CLEAR[case])

    assert (found[1].split("\n")[0], found[0], found[2], unseen) == (NAME, "Before.", "After.", 0)


def test_a_drawing_that_is_kept_for_older_programs_too_covers_once():
    twice = run(
        f"<mc:AlternateContent {SPACES}><mc:Choice Requires='wps'>{anchor()}</mc:Choice>"
        f"<mc:Fallback>{vml()}</mc:Fallback></mc:AlternateContent>"
    )

    assert letter(twice) == (["Before.", COVERED, "After."], 1)


@pytest.mark.parametrize(
    ("hung_on", "down", "high", "read"),
    [
        (0, 24, 14, ["One.", COVERED, "Three.", "Four."]),
        (3, -26, 14, ["One.", "Two.", COVERED, "Four."]),
        (1, 0, 40, ["One.", COVERED, COVERED, "Four."]),
        (0, 0, 300, [COVERED, COVERED, COVERED, COVERED]),
        (3, 40, 20, ["One.", "Two.", "Three.", "Four."]),
    ],
    ids=["below", "above", "two", "all", "below all"],
)
def test_a_box_covers_what_is_above_and_below_its_own_paragraph(hung_on, down, high, read):
    drawing = anchor(down=("paragraph", down), high=high)
    body = [
        par(said(each), drawing if at == hung_on else "")
        for at, each in enumerate(["One.", "Two.", "Three.", "Four."])
    ]

    assert texts(*body)[0] == read


def test_of_a_long_paragraph_with_a_box_none_is_read():
    """Which of its lines is under the box, only Word knows."""
    assert letter(anchor(down=("paragraph", 30)), f"{NAME} " * 12) == (["Before.", COVERED, "After."], 1)


def test_a_box_that_is_set_by_its_page_covers_what_may_stand_there():
    """The first page begins with the first paragraph; a line takes some 24 points of it here."""
    lines = [par(said(f"Line {number}.")) for number in range(1, 11)]
    lines[9] = par(said("Line 10."), anchor(down=("page", 100), high=14))

    found, unseen = texts(*lines)

    assert (found[0], found[1], found[4:]) == ("Line 1.", COVERED, [f"Line {at}." for at in range(5, 11)])
    assert unseen == found.count(COVERED)


def test_a_box_on_a_page_of_which_the_beginning_is_not_known_covers_all_that_may_be_on_it():
    before = [par(said(f"{NAME} {number} " * 9)) for number in range(30)]
    drawing = anchor(down=("page", 300), high=14)

    found, _unseen = texts(*before, par(said("Here."), drawing), BREAK, par(said("Next.")))

    assert (found[0], found[-2:]) == (f"{NAME} 0 " * 8 + f"{NAME} 0", [COVERED, "Next."])
    assert 2 < found.count(COVERED) < 25


def test_a_small_box_to_tick_beside_a_line_that_is_set_in_covers_nothing():
    line = par(said("I was there."), anchor(PAPER, wide=11, high=11), properties='<w:ind w:left="720"/>')

    assert texts(line)[0] == ["I was there."]


def test_a_box_in_a_cell_covers_that_cell():
    row = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="4000" w:type="dxa"/></w:tcPr>{par(said(each), drawing)}</w:tc>'
        for each, drawing in [("Item", ""), (NAME, anchor(wide=150)), ("Value", "")]
    )

    assert texts(f"<w:tbl><w:tr>{row}</w:tr></w:tbl>", par(said("After.")))[0] == [
        f"Item | {COVERED} | Value", "After."
    ]  # fmt: skip


def test_a_box_that_is_wider_than_its_cell_covers_the_row():
    row = cell(par(said(NAME), anchor(wide=400))).replace(
        "</w:tc>", f"</w:tc><w:tc>{par(said('Okafor'))}</w:tc>"
    )

    assert texts(row, par(said("After.")))[0] == [f"{COVERED} | {COVERED}", "After."]


def test_a_box_in_the_head_of_a_page_covers_words_of_the_head_alone():
    made = Document()
    made.add_paragraph(NAME)
    head = made.sections[0].header
    head.paragraphs[0].text = "Okafor LLP"
    drawn = anchor(down=("page", 30), high=200, wide=600)
    head.paragraphs[0]._p.append(parse_xml(drawn.replace("<w:r>", f"<w:r {nsdecls('w')}>", 1)))
    kept = io.BytesIO()
    made.save(kept)

    assert passages(kept.getvalue()) == [("par1", NAME), ("header1", COVERED)]


def test_a_band_above_the_words_of_a_head_covers_none():
    made = Document()
    made.add_paragraph(NAME)
    head = made.sections[0].header
    head.paragraphs[0].text = "Okafor LLP"
    drawn = anchor(down=("page", 0), high=30, wide=600)
    head.paragraphs[0]._p.append(parse_xml(drawn.replace("<w:r>", f"<w:r {nsdecls('w')}>", 1)))
    kept = io.BytesIO()
    made.save(kept)

    assert passages(kept.getvalue()) == [("par1", NAME), ("header1", "Okafor LLP")]


def test_many_boxes_over_many_paragraphs_end_with_the_time_there_is():
    body = [par(said("x", '<w:sz w:val="4"/>'), anchor(down=("page", "inside"))) for _each in range(1500)]
    data = document(body)

    with pytest.raises(docx.Unreadable):
        docx.read(data, Deadline(0))
