"""A Word document is read as a person sees it: nothing that Word does not show, all that it shows, and no two words as
one."""

import io

import pytest
from docx import Document
from docx.oxml.ns import nsdecls

from apps.intake.readers import docx
from apps.intake.readers.reading import Deadline
from tests.intake import files
from tests.intake.test_word_numbers import abstract, document, element, level, num, numbered

VML = 'xmlns:v="urn:schemas-microsoft-com:vml"'
DRAWN = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
MATHS = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
WINGDINGS = '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>'


def read(*body):
    return passages(document(body))


def passages(data):
    return [(each.anchor, each.text) for each in docx.read(data, Deadline(60)).passages]


def run(inside, properties=""):
    return f"<w:r><w:rPr>{properties}</w:rPr>{inside}</w:r>"


def said(words, properties=""):
    return run(f'<w:t xml:space="preserve">{words}</w:t>', properties)


def par(*runs, properties=""):
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


def field(kind):
    return run(f'<w:fldChar w:fldCharType="{kind}"/>')


def code(words):
    return run(f'<w:instrText xml:space="preserve">{words}</w:instrText>')


def drawn(words, *result):
    shown = [field("separate"), *result] if result else []
    return "".join([field("begin"), code(words), *shown, field("end")])


def box(*paragraphs, properties=""):
    inside = f"<w:txbxContent>{''.join(paragraphs)}</w:txbxContent>"
    return run(f"<w:pict><v:shape {VML}><v:textbox>{inside}</v:textbox></v:shape></w:pict>", properties)


def note(name, mark="", kind="footnote"):
    own = ' w:customMarkFollows="1"' if mark else ""
    return run(f'<w:{kind}Reference w:id="{name}"{own}/><w:t>{mark}</w:t>')


def matrix(*rows):
    cells = "".join(
        f"<m:mr>{''.join(f'<m:e><m:r><m:t>{cell}</m:t></m:r></m:e>' for cell in row)}</m:mr>" for row in rows
    )
    return f"<m:oMath {MATHS}><m:m>{cells}</m:m></m:oMath>"


SUM = (
    f'<m:oMath {MATHS}><m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr><m:sub><m:r><m:t>1</m:t></m:r></m:sub>'
    "<m:sup><m:r><m:t>n</m:t></m:r></m:sup><m:e><m:r><m:t>x</m:t></m:r></m:e></m:nary></m:oMath>"
)
CONDITION = [
    field("begin"), code(" IF "), drawn(" DOCPROPERTY x ", said("Okafor")), code(' = "a" "due" "void" '),
    field("separate"), said("due"), field("end"),
]  # fmt: skip
SEEN = {
    "a remark among words": (par("<!-- x -->", run("<w:t>Pay<!-- x --> nothing.</w:t>")), "Pay nothing."),
    "an instruction among words": (par(run("<w:t>Pay<?x y?> nothing.</w:t>")), "Pay nothing."),
    "words in the code of a field": (par(said("Rent is "), *CONDITION, said(".")), "Rent is due."),
    "what a field shows": (par(said("See "), drawn(" REF a ", said("7.2")), said(".")), "See 7.2."),
    "a field that ends nowhere": (par(field("begin"), code(" IF "), said("Rent is due.")), "Rent is due."),
    "a fraction in a field": (
        par(said("Of "), drawn(r" EQ \f(1,2) "), said(" each.")),
        "Of [field that was not read] each.",
    ),
    "a number that Word counts": (par(drawn(" AUTONUM "), said(" Rent.")), "[field that was not read] Rent."),
    "one that is kept in the file": (par(drawn(" LISTNUM ", said("3.")), said(" Rent.")), "3. Rent."),
    "the words of a button": (par(drawn(" MACROBUTTON NoMacro [Name of tenant]")), "[Name of tenant]"),
    "a sign in a field": (par(drawn(r" SYMBOL 254 \f &quot;Wingdings&quot; "), said(" Owner")), "☑ Owner"),
    "an entry of an index": (par(said("Rent"), drawn(' XE "Okafor" '), said(" is due.")), "Rent is due."),
    "a simple field without words": (
        par(f'<w:fldSimple w:instr=" EQ 2 "/>{said(" each.")}'),
        "[field that was not read] each.",
    ),
    "a letter in a font of signs": (par(said("x", WINGDINGS), said(" Owner")), "☒ Owner"),
    "a place in a font of signs": (par(said("\uf0a8", WINGDINGS), said(" Owner")), "☐ Owner"),
    "a box in front of words": (par(box(par(said("Draft"))), said("Rent is due.")), "Rent is due.\nDraft"),
    "a box within a word": (par(said("Oka"), box(par(said("Draft"))), said("for")), "Okafor\nDraft"),
    "a box of two paragraphs": (
        par(said("Rent"), box(par(said("Not")), par(said("final")))),
        "Rent\nNot\nfinal",
    ),
    "a box in a box": (
        par(said("Rent"), box(par(said("Not"), box(par(said("yet")))), par(said("final")))),
        "Rent\nNot\nfinal\nyet",
    ),
    "a hidden box": (par(said("Rent"), box(par(said("Draft")), properties="<w:vanish/>")), "Rent"),
    "words of a drawing": (
        par(run(f"<w:drawing><x {DRAWN}><a:p><a:r><a:t>One</a:t></a:r><a:br/><a:r><a:t>Two</a:t></a:r></a:p>"
                "<a:p><a:r><a:t>Three</a:t></a:r></a:p></x></w:drawing>"), said("Rent")),
        "Rent\nOne\nTwo\nThree",
    ),
    "lettering": (
        par(run(f'<w:pict><v:shape {VML}><v:textpath string="WITHOUT PREJUDICE"/></v:shape></w:pict>')),
        "WITHOUT PREJUDICE",
    ),
    "signs over words": (
        par(run(f"<w:ruby><w:rt>{said('dong')}</w:rt><w:rubyBase>{said('東')}</w:rubyBase></w:ruby>")),
        "東(dong)",
    ),
    "a sum": (par(SUM), "∑_1^n x"),
    "a table of figures": (par(matrix(("12", "34"), ("5", "6"))), "[12 34; 5 6]"),
}  # fmt: skip


@pytest.mark.parametrize("case", SEEN)
def test_a_paragraph_is_read_as_it_is_seen(case):
    body, words = SEEN[case]

    assert read(body, par(said("End."))) == [("par1", words), ("par2", "End.")]


def test_what_a_field_works_out_over_several_paragraphs_is_not_read():
    body = [
        par(said("Rent. "), field("begin"), code(" IF ")), par(said("Okafor")),
        par(field("separate"), said("Due."), field("end")),
    ]  # fmt: skip

    assert read(*body) == [("par1", "Rent."), ("par2", "Due.")]


@pytest.mark.parametrize(
    ("properties", "runs", "text"),
    [
        ('<w:framePr w:dropCap="drop" w:lines="3"/>', ["J", "udith Okafor."], "Judith Okafor."),
        ("<w:rPr><w:vanish/><w:specVanish/></w:rPr>", ["Rent.", " It is due."], "Rent. It is due."),
    ],
    ids=["a letter set large", "a heading in the line of its text"],
)
def test_what_is_seen_as_one_paragraph_is_one(properties, runs, text):
    assert read(par(said(runs[0]), properties=properties), par(said(runs[1]))) == [("par1", text)]


def test_a_heading_in_the_line_of_its_text_keeps_its_number():
    list_of_clauses = [abstract(90, level(0, "%1.")), num(90, 90)]
    run_in = f"{numbered(90, 0)}<w:rPr><w:vanish/><w:specVanish/></w:rPr>"
    data = document(
        [par(said("Rent."), properties=run_in), par(said(" It is due."))], numbering=list_of_clauses
    )

    assert passages(data) == [("par1", "1. Rent. It is due.")]


def test_words_before_a_table_do_not_go_on_behind_it():
    deleted = '<w:rPr><w:del w:id="1" w:author="A"/></w:rPr>'
    table = f"<w:tbl><w:tr><w:tc>{par(said('Cell'))}</w:tc></w:tr></w:tbl>"

    found = read(par(said("Before"), properties=deleted), table, par(said("After")))

    assert found == [("par1", "Before"), ("tab1row1", "Cell"), ("par2", "After")]


def test_a_cell_that_a_tracked_change_removed_is_gone():
    gone = f'<w:tc><w:tcPr><w:cellDel w:id="1" w:author="A"/></w:tcPr>{par(said("Gone"))}</w:tc>'

    assert read(f"<w:tbl><w:tr>{gone}<w:tc>{par(said('Stays'))}</w:tc></w:tr></w:tbl>") == [
        ("tab1row1", "Stays")
    ]


@pytest.mark.parametrize(
    ("has_first", "has_even", "heads"),
    [(False, False, []), (True, False, ["Okafor"]), (False, True, ["Adeyemi"])],
    ids=["neither", "first pages", "even pages"],
)
def test_a_head_is_read_where_pages_have_it(has_first, has_even, heads):
    """Word keeps the head of first pages in the file when a person does away with it: another client's name, it may
    be."""
    made = Document()
    made.add_paragraph("Body.")
    section = made.sections[0]
    section.header.paragraphs[0].text = "File 1"
    section.first_page_header.paragraphs[0].text = "Okafor"
    section.even_page_header.paragraphs[0].text = "Adeyemi"
    section.different_first_page_header_footer = has_first
    made.settings.odd_and_even_pages_header_footer = has_even
    kept = io.BytesIO()
    made.save(kept)

    found = [text for anchor, text in passages(kept.getvalue()) if anchor.startswith("header")]

    assert sorted(found) == sorted(["File 1", *heads])


def test_a_section_without_heads_of_its_own_has_those_before_it():
    made = Document()
    made.add_paragraph("Body.")
    made.sections[0].first_page_header.paragraphs[0].text = "Okafor"
    made.add_section().different_first_page_header_footer = True
    kept = io.BytesIO()
    made.save(kept)

    assert ("header1", "Okafor") in passages(kept.getvalue())


def notes(kind, *said):
    inside = "".join(
        f'<w:{kind} w:id="{name}"><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:{kind}>' for name, words in said
    )
    return f"<w:{kind}s {nsdecls('w')}>{inside}</w:{kind}s>"


def test_a_note_has_the_number_that_is_seen():
    """In the file the first is often the second, and what was deleted has a number too."""
    deleted = f'<w:del w:id="9" w:author="A">{note(2)}</w:del>'
    body = [par(said("One"), deleted, note(5), said(" two"), note(3), said(" three"), note(4, "*"))]
    part = notes("footnote", ("2", "Gone."), ("3", "Second."), ("4", "* Starred."), ("5", "First."))

    found = passages(files.with_part(document(body), "footnotes", part))

    assert found == [
        ("par1", "One[1] two[2] three*"),
        ("note2", "Second."),
        ("note4", "* Starred."),
        ("note1", "First."),
    ]


def test_an_endnote_is_counted_as_word_counts_it():
    body = [par(said("One"), note(7, kind="endnote"), said(" two"), note(8, kind="endnote"))]
    part = notes("endnote", ("7", "First."), ("8", "Second."))

    assert passages(files.with_part(document(body), "endnotes", part)) == [
        ("par1", "One[i] two[ii]"), ("endnotei", "First."), ("endnoteii", "Second."),
    ]  # fmt: skip


@pytest.mark.parametrize("holder", ["section", "settings"])
def test_notes_are_counted_as_the_document_says(holder):
    made = Document(io.BytesIO(document([par(said("One"), note(2))])))
    held = made.element.body.sectPr if holder == "section" else made.settings.element
    held.append(
        element('<w:footnotePr><w:numFmt w:val="lowerLetter"/><w:numStart w:val="3"/></w:footnotePr>')
    )
    kept = io.BytesIO()
    made.save(kept)

    found = passages(files.with_part(kept.getvalue(), "footnotes", notes("footnote", ("2", "First."))))

    assert found == [("par1", "One[c]"), ("notec", "First.")]


WHITE, BLACK = '<w:color w:val="FFFFFF"/>', '<w:color w:val="000000"/>'


def shade(fill, how="clear"):
    return f'<w:shd w:val="{how}" w:color="auto" w:fill="{fill}"/>'


def marker(name):
    return f'<w:highlight w:val="{name}"/>'


def cell(inside, properties=""):
    return f"<w:tbl><w:tr><w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc></w:tr></w:tbl>"


def filled(inside):
    return f'<w14:textFill xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml">{inside}</w14:textFill>'


def solid(colour):
    return f"<w14:solidFill>{colour}</w14:solidFill>"


def placed(*, hidden=0, at=0):
    """A box of text as newer versions of Word draw one, so far from the left of the page."""
    drawing = 'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    return run(
        f'<w:drawing><wp:anchor {drawing}><wp:positionH relativeFrom="page"><wp:posOffset>{at}</wp:posOffset>'
        f'</wp:positionH><wp:extent cx="900000" cy="900000"/><wp:docPr hidden="{hidden}"/>'
        f"<x><w:txbxContent>{par(said('JOHN'))}</w:txbxContent></x></wp:anchor></w:drawing>"
    )


COVERED = "[covered: not read]"
LOOKS = {
    "white on paper": (par(said("Rent "), said("secretly ", WHITE), said("due.")), "Rent due.", 1),
    "nearly white": (par(said("Rent"), said(" secretly", '<w:color w:val="FDFDFD"/>')), "Rent", 1),
    "of no size": (par(said("Rent"), said(" secretly", '<w:sz w:val="2"/>')), "Rent", 1),
    "small": (par(said("Rent", '<w:sz w:val="8"/>')), "Rent", 0),
    "hidden": (par(said("Rent"), said(" secretly", "<w:vanish/>"), said(" ", "<w:vanish/>")), "Rent", 1),
    "gone over in black": (
        par(
            said("The witness "),
            said("JOHN", marker("black")),
            said(" SMITH", marker("black") + BLACK),
            said("."),
        ),
        f"The witness {COVERED}.",
        2,
    ),
    "gone over in yellow": (par(said("JOHN", marker("yellow"))), "JOHN", 0),
    "white on a black marker": (par(said("JOHN", marker("black") + WHITE)), "JOHN", 0),
    "white on a shade of its own": (par(said("JOHN", WHITE + shade("1F3864"))), "JOHN", 0),
    "black on black": (par(said("A"), said("JOHN", BLACK + shade("000000"))), "A", 1),
    "a shade that turns the letters white": (par(said("JOHN", shade("000000"))), "JOHN", 0),
    "white in a shaded paragraph": (par(said("JOHN", WHITE), properties=shade("1F3864")), "JOHN", 0),
    "white in a shaded cell": (cell(par(said("JOHN", WHITE)), shade("1F3864")), "JOHN", 0),
    "white in a cell": (cell(par(said("JOHN", WHITE), said("A")), shade("auto")), "A", 1),
    "white in a pattern": (par(said("JOHN", WHITE + shade("FFFFFF", "pct50"))), "JOHN", 0),
    "white in a box": (par(said("Rent"), box(par(said("JOHN", WHITE)))), "Rent\nJOHN", 0),
    "white before a picture": (
        par(
            said("JOHN", WHITE), run(f'<w:pict><v:rect {VML} style="position:absolute;z-index:-5"/></w:pict>')
        ),
        "JOHN",
        0,
    ),
    "filled with nothing": (par(said("Rent"), said(" secretly", filled("<w14:noFill/>"))), "Rent", 1),
    "filled with white": (
        par(said("Rent"), said(" secretly", BLACK + filled(solid('<w14:srgbClr w14:val="FFFFFF"/>')))),
        "Rent",
        1,
    ),
    "filled with the colour of paper": (
        par(said("Rent"), said(" secretly", filled(solid('<w14:schemeClr w14:val="bg1"/>')))),
        "Rent",
        1,
    ),
    "filled with what lets all through": (
        par(
            said("Rent"),
            said(
                " secretly",
                filled(solid('<w14:srgbClr w14:val="000000"><w14:alpha w14:val="100000"/></w14:srgbClr>')),
            ),
        ),
        "Rent",
        1,
    ),
    "white, filled with black": (
        par(said("Rent", WHITE + filled(solid('<w14:srgbClr w14:val="000000"/>')))),
        "Rent",
        0,
    ),
    "of the theme's paper": (
        par(said("Rent"), said(" secretly", '<w:color w:val="auto" w:themeColor="background1"/>')),
        "Rent",
        1,
    ),
    "of a shade of the theme's paper": (
        par(said("Rent", '<w:color w:val="808080" w:themeColor="background1" w:themeShade="80"/>')),
        "Rent",
        0,
    ),
    "of no width": (par(said("Rent"), said(" secretly", '<w:w w:val="1"/>')), "Rent", 1),
    "in a line of no height": (
        cell(par(said("JOHN"), properties='<w:spacing w:line="20" w:lineRule="exact"/>') + par(said("Rent"))),
        "Rent",
        1,
    ),
    "in a line of some height": (
        par(said("Rent"), properties='<w:spacing w:line="240" w:lineRule="exact"/>'),
        "Rent",
        0,
    ),
    "in a row of no height": (
        cell(par(said("Rent"))).replace(
            "</w:tbl>",
            '<w:tr><w:trPr><w:trHeight w:val="15" w:hRule="exact"/></w:trPr><w:tc>'
            f"{par(said('JOHN'))}</w:tc></w:tr></w:tbl>",
        ),
        "Rent",
        1,
    ),
    "in a hidden drawing": (par(said("Rent"), placed(hidden=1)), "Rent", 1),
    "in a drawing beyond the page": (par(said("Rent"), placed(at=-9_000_000)), "Rent", 1),
    "in a drawing on the page": (par(said("Rent"), placed()), "Rent\nJOHN", 0),
    "in a box of the old kind that is hidden": (
        par(said("Rent"), box(par(said("JOHN"))).replace("<v:shape", '<v:shape style="visibility:hidden"')),
        "Rent",
        1,
    ),
    "a colour that goes by itself": (par(said("JOHN", '<w:color w:val="auto"/>')), "JOHN", 0),
}


@pytest.mark.parametrize("case", LOOKS)
def test_words_of_the_colour_behind_them_are_not_read_and_are_counted(case):
    xml, text, unseen = LOOKS[case]

    found = docx.read(document([xml]), Deadline(60))

    assert ([each.text for each in found.passages], found.unseen) == ([text], unseen)


def test_a_table_that_a_style_shades_is_read_whatever_its_colours():
    shaded = f'<w:style w:type="table" w:styleId="Dark"><w:tcPr>{shade("1F3864")}</w:tcPr></w:style>'
    table = cell(par(said("JOHN", WHITE))).replace(
        "<w:tbl>", '<w:tbl><w:tblPr><w:tblStyle w:val="Dark"/></w:tblPr>'
    )

    assert passages(document([table], styles=[shaded])) == [("tab1row1", "JOHN")]


def test_hidden_words_of_a_head_are_counted_with_those_of_the_text():
    def build(made):
        made.add_paragraph("Rent").add_run(" secretly").font.hidden = True
        made.sections[0].header.paragraphs[0].add_run("Also").font.hidden = True

    assert docx.read(files.docx(build), Deadline(60)).unseen == 2


def merged(words, how):
    said_so = "" if how is None else f"<w:tcPr><w:vMerge{how}/></w:tcPr>"
    return f"<w:tc>{said_so}{par(said(words))}</w:tc>"


def test_words_in_a_cell_that_goes_on_from_the_one_above_are_not_seen():
    """Word shows those of the first cell alone, and keeps the others in the file."""
    first, more = ' w:val="restart"', ""
    rows = [
        merged("A", more) + merged("Okafor", first), merged("B", None) + merged("JOHN", more),
        merged("C", None) + merged("D", None), merged("E", None) + merged("F", more),
    ]  # fmt: skip

    found = docx.read(
        document([f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"]), Deadline(60)
    )

    assert [each.text for each in found.passages] == ["A | Okafor", "B | -", "C | D", "E | F"]
    assert found.unseen == 1


def test_what_is_kept_in_a_file_of_its_own_is_said_to_be_there():
    related = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="rId77"'

    assert read(
        par(said("A")), f"<w:altChunk {related}/>", par(f"<w:subDoc {related}/>"), par(said("B"))
    ) == [
        ("par1", "A"),
        ("par2", "[file inside, shown here]"),
        ("par3", "[document that is kept elsewhere and was not read]"),
        ("par4", "B"),
    ]
