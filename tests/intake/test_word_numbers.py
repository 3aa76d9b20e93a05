"""The numbers of clauses that Word computes: what a lease calls 7.2 is called so in its passages."""

import io

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from apps.intake.readers import docx
from apps.intake.readers.numbering import MOST_LETTERS, figures
from apps.intake.readers.reading import Deadline
from tests.intake import files


def element(xml):
    tag, _end, rest = xml.partition(">")
    return parse_xml(
        f"{tag} {nsdecls('w')}>{rest}" if not tag.endswith("/") else f"{tag[:-1]} {nsdecls('w')}/>{rest}"
    )


def level(at, text, figures="decimal", start=1, more=""):
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{figures}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


LEASE = (
    level(0, "%1.", more='<w:pStyle w:val="Clause"/>')
    + level(1, "%1.%2", more='<w:pStyle w:val="Subclause"/>')
    + level(2, "(%3)", "lowerLetter")
    + level(3, "(%4)", "lowerRoman")
)


def abstract(name, levels):
    return f'<w:abstractNum w:abstractNumId="{name}">{levels}</w:abstractNum>'


def num(name, of, over=""):
    return f'<w:num w:numId="{name}"><w:abstractNumId w:val="{of}"/>{over}</w:num>'


def style(name, inside, *, based="", kind="paragraph"):
    on = f'<w:basedOn w:val="{based}"/>' if based else ""
    return f'<w:style w:type="{kind}" w:styleId="{name}"><w:name w:val="{name}"/>{on}{inside}</w:style>'


def numbered(name, at=None):
    place = "" if at is None else f'<w:ilvl w:val="{at}"/>'
    return f'<w:numPr>{place}<w:numId w:val="{name}"/></w:numPr>'


def par(words, properties=""):
    run = f"<w:r><w:t>{words}</w:t></w:r>" if words else ""
    return f"<w:p><w:pPr>{properties}</w:pPr>{run}</w:p>"


def styled(words, name, more=""):
    return par(words, f'<w:pStyle w:val="{name}"/>{more}')


def document(body, *, numbering=(), styles=()):
    made = Document()
    for xml in numbering:
        made.part.numbering_part.element.append(element(xml))
    for xml in styles:
        made.styles.element.append(element(xml))
    for xml in body:
        made.element.body.insert_element_before(element(xml), "w:sectPr")
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


def read(data):
    return [(passage.anchor, passage.text) for passage in docx.read(data, Deadline(60)).passages]


def said(body, **parts):
    return [text for _anchor, text in read(document(body, **parts))]


@pytest.fixture
def lease():
    return {
        "numbering": [abstract(90, LEASE), num(90, 90)],
        "styles": [
            style("Clause", f"<w:pPr>{numbered(90)}</w:pPr>"),
            style("Subclause", "<w:pPr><w:numPr><w:ilvl w:val='1'/></w:numPr></w:pPr>", based="Clause"),
        ],
    }


def test_clauses_that_are_numbered_by_themselves_have_their_numbers(lease):
    body = [par("Term", numbered(90, 0)), par("Rent", numbered(90, 0)), par("Base rent", numbered(90, 1)),
            par("taxes", numbered(90, 2)), par("insurance", numbered(90, 2)), par("Use", numbered(90, 0)),
            par("Office", numbered(90, 1)), par("Signed.")]  # fmt: skip

    assert said(body, **lease) == [
        "1. Term", "2. Rent", "2.1 Base rent", "(a) taxes", "(b) insurance", "3. Use", "3.1 Office", "Signed.",
    ]  # fmt: skip


def test_clauses_that_their_styles_number_have_their_numbers(lease):
    body = [styled("Term", "Clause"), styled("Rent", "Clause"), styled("Base rent", "Subclause"),
            styled("Notice", "Clause", numbered(0)), styled("More", "Subclause")]  # fmt: skip

    assert said(body, **lease) == ["1. Term", "2. Rent", "2.1 Base rent", "Notice", "2.2 More"]


def test_a_style_made_from_a_numbered_one_counts_with_it(lease):
    lease["styles"] += [
        style("Own", "", based="Clause"),
        style("None", f"<w:pPr>{numbered(0)}</w:pPr>", based="Clause"),
    ]

    body = [
        styled("Term", "Clause"),
        styled("Rent", "Own"),
        styled("Between", "None"),
        styled("Use", "Clause"),
    ]

    assert said(body, **lease) == ["1. Term", "2. Rent", "Between", "3. Use"]


def test_the_plain_style_numbers_what_names_no_style():
    parts = {"numbering": [abstract(90, level(0, "§ %1")), num(90, 90)]}
    data = document([par("Term"), par("Rent")], **parts)
    made = Document(io.BytesIO(data))
    plain = next(each for each in made.styles.element if each.get(docx.qn("w:styleId")) == "Normal")
    plain.append(element(f"<w:pPr>{numbered(90)}</w:pPr>"))
    kept = io.BytesIO()
    made.save(kept)

    assert [text for _, text in read(kept.getvalue())] == ["§ 1 Term", "§ 2 Rent"]


def test_a_style_that_is_made_from_itself_ends():
    styles = [style("A", "", based="B"), style("B", "", based="A")]

    assert said([styled("Term", "A")], styles=styles) == ["Term"]


def test_a_list_begins_again_where_it_says_so_and_another_name_counts_on(lease):
    again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    lease["numbering"] += [num(91, 90), num(92, 90, again)]

    body = [
        par("a", numbered(90, 0)),
        par("b", numbered(91, 0)),
        par("c", numbered(92, 0)),
        par("d", numbered(92, 0)),
    ]

    assert said(body, **lease) == ["1. a", "2. b", "1. c", "2. d"]


def test_a_level_that_begins_elsewhere_does_so_each_time(lease):
    third = '<w:lvlOverride w:ilvl="1"><w:startOverride w:val="3"/></w:lvlOverride>'
    lease["numbering"] += [num(91, 90, third)]

    body = [
        par("a", numbered(91, 0)),
        par("b", numbered(91, 1)),
        par("c", numbered(91, 0)),
        par("d", numbered(91, 1)),
    ]

    assert said(body, **lease) == ["1. a", "1.3 b", "2. c", "2.3 d"]


def test_a_level_that_is_written_anew_for_one_name_looks_as_it_says(lease):
    anew = f'<w:lvlOverride w:ilvl="0">{level(0, "Article %1 –", "upperRoman", 4)}</w:lvlOverride>'
    lease["numbering"] += [num(91, 90, anew)]

    body = [par("Term", numbered(91, 0)), par("Rent", numbered(91, 0)), par("Base rent", numbered(91, 1))]

    assert said(body, **lease) == ["Article IV – Term", "Article V – Rent", "V.1 Base rent"]


@pytest.mark.parametrize(
    ("restart", "numbers"),
    [("", "1 1 1"), ('<w:lvlRestart w:val="0"/>', "1 2 3"), ('<w:lvlRestart w:val="1"/>', "1 2 1")],
)
def test_after_which_level_a_level_begins_again(restart, numbers):
    levels = level(0, "A%1") + level(1, "B%2") + level(2, "%3", more=restart)
    body = [par("x", numbered(90, at)) for at in (0, 1, 2, 1, 2, 0, 1, 2)]

    found = said(body, numbering=[abstract(90, levels), num(90, 90)])

    assert " ".join(text.split()[0] for text in found if text[0] not in "AB") == numbers


def test_legal_numbers_are_plain_figures():
    levels = level(0, "Article %1", "upperRoman") + level(1, "%1.%2", more="<w:isLgl/>") + level(2, "%1-%3")
    body = [
        par("a", numbered(90, 0)),
        par("b", numbered(90, 0)),
        par("c", numbered(90, 1)),
        par("d", numbered(90, 2)),
    ]

    assert said(body, numbering=[abstract(90, levels), num(90, 90)]) == [
        "Article I a", "Article II b", "2.1 c", "II-1 d",
    ]  # fmt: skip


def test_a_list_may_stand_for_the_list_of_a_style():
    parts = {
        "numbering": [
            abstract(90, level(0, "%1)")), num(90, 90),
            '<w:abstractNum w:abstractNumId="91"><w:numStyleLink w:val="House"/></w:abstractNum>', num(91, 91),
        ],
        "styles": [style("House", f"<w:pPr>{numbered(90)}</w:pPr>", kind="numbering")],
    }  # fmt: skip

    assert said([par("a", numbered(91, 0)), par("b", numbered(90, 0))], **parts) == ["1) a", "2) b"]


def test_clauses_in_a_table_are_counted_with_the_others(lease):
    cells = "".join(f"<w:tc>{par(words, numbered(90, 0))}</w:tc>" for words in ("Premises", "Deposit"))
    body = [par("Term", numbered(90, 0)), f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>", par("Use", numbered(90, 0))]

    assert said(body, **lease) == ["1. Term", "2. Premises | 3. Deposit", "4. Use"]


GONE = {
    "deleted": '<w:rPr><w:del w:id="1" w:author="A"/></w:rPr>',
    "moved away": '<w:rPr><w:moveFrom w:id="1" w:author="A"/></w:rPr>',
    "hidden": "<w:rPr><w:vanish/></w:rPr>",
}


@pytest.mark.parametrize("how", GONE)
def test_a_clause_that_is_gone_is_not_counted(lease, how):
    body = [par("Term", numbered(90, 0)), par("", numbered(90, 0) + GONE[how]), par("Use", numbered(90, 0))]

    assert said(body, **lease) == ["1. Term", "2. Use"]


def test_an_empty_clause_is_counted_and_says_nothing(lease):
    body = [par("Term", numbered(90, 0)), par("", numbered(90, 0)), par("Use", numbered(90, 0))]

    assert said(body, **lease) == ["1. Term", "3. Use"]


def test_bullets_and_lists_that_are_not_there_add_nothing():
    numbering = [abstract(90, level(0, "", "bullet") + level(1, "", "none")), num(90, 90), num(91, 77)]
    body = [par("a", numbered(90, 0)), par("b", numbered(90, 1)), par("c", numbered(99, 0))]

    assert said(body, numbering=numbering) == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("number", "how", "text"),
    [(1, "lowerLetter", "a"), (27, "upperLetter", "AA"), (1_999, "lowerRoman", "mcmxcix"), (7, "decimalZero", "07"),
     (12, "decimalZero", "12"), (MOST_LETTERS + 1, "lowerLetter", "781"), (3, "ordinal", "3"), (0, "upperRoman", "0")],
)  # fmt: skip
def test_figures(number, how, text):
    assert figures(number, how) == text


def test_a_list_that_would_count_without_end_stays_small():
    huge = "9" * 400
    levels = level(0, "%1" * 2_000, "lowerLetter", huge) + level(1, "%2", "upperRoman", huge)

    first, second = said(
        [par("a", numbered(90, 0)), par("b", numbered(90, 1))],
        numbering=[abstract(90, levels), num(90, 90)],
    )

    assert max(len(first), len(second)) < 2_000


def test_a_document_without_lists_is_read_as_before():
    assert read(files.docx()) == [("par1", "One."), ("par2", "Two.")]
