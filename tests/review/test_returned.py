"""What a person did in Word: carried into the text to the letter, or refused in words. Nothing disappears unsaid."""

import functools
import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.core.errors import BadInput
from apps.core.text import canonical
from apps.review.written import escaped, markup, renderings, returned, word
from apps.review.written.pieces import Link, Piece
from tests.review import factories as r
from tests.review.test_markup import ANY, MARKDOWN
from tests.review.test_printed import PICTURE
from tests.review.test_renderings import Page, squeezed
from tests.review.test_views import signed_in

SPACES = " ".join(
    f'xmlns:{name}="{where}"'
    for name, where in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "v": "urn:schemas-microsoft-com:vml",
        "o": "urn:schemas-microsoft-com:office:office",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    }.items()
)


def saved(document):
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def element(xml):
    """What this says, in the vocabularies of a Word document."""
    tag = re.match(r"<[\w:]+", xml).group()
    return parse_xml(f"{tag} {SPACES}{xml.removeprefix(tag)}")


def with_body(*elements):
    """A document of our own with these elements as its body."""
    document = renderings.document("", firm="", matter="")
    for xml in elements:
        document.element.body.insert(-1, element(xml))
    return document


def taken(*elements, base=""):
    return word.text_of(word.opened(saved(with_body(*elements))), base)


def par(inner, style=""):
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}{inner}</w:p>"


def run(words):
    return f'<w:r><w:t xml:space="preserve">{words}</w:t></w:r>'


def looking(words, properties):
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


BOX = "<w:txbxContent><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:txbxContent>"
BEYOND = {
    "1 footnote or endnote": '<w:r><w:footnoteReference w:id="2"/></w:r>',
    "2 footnotes or endnotes": '<w:r><w:endnoteReference w:id="2"/></w:r><w:r><w:footnoteReference w:id="2"/></w:r>',
    "1 comment": '<w:r><w:commentReference w:id="0"/></w:r>',
    "1 text box": (
        "<w:r><mc:AlternateContent><mc:Choice><w:drawing>" + BOX.format("Boxed") + "</w:drawing></mc:Choice>"
        "<mc:Fallback><w:pict>" + BOX.format("Boxed") + "</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    ),
    "1 picture": "<w:r><w:drawing/></w:r>",
    "1 formula": "<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>",
    "1 choice in a form field": (
        '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="Mr."/>'
        '<w:listEntry w:val="Ms."/></w:ddList></w:ffData></w:fldChar></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    ),
    "1 passage struck through": "<w:r><w:rPr><w:strike/></w:rPr><w:t>not</w:t></w:r>",
    "2 passages struck through": '<w:r><w:rPr><w:dstrike w:val="true"/></w:rPr><w:t>a</w:t></w:r>'
    + ("<w:r><w:rPr><w:strike/></w:rPr><w:t>b</w:t></w:r>"),
    "1 passage of hidden text": "<w:r><w:rPr><w:vanish/></w:rPr><w:t>not</w:t></w:r>",
    "3 passages of hidden text": "".join(
        f"<w:r><w:rPr>{look}</w:rPr><w:t>not</w:t></w:r>"
        for look in ('<w:color w:val="FFFFFF"/>', '<w:sz w:val="2"/>', '<w:highlight w:val="black"/>')
    ),
    "1 passage raised or lowered": '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>6</w:t></w:r>',
    "1 passage that only its look puts into capitals": "<w:r><w:rPr><w:smallCaps/></w:rPr><w:t>shall</w:t></w:r>",
    "2 passages that only their look puts into capitals": "<w:r><w:rPr><w:caps/></w:rPr><w:t>no</w:t></w:r>"
    * 2,
    "1 character of a symbol font": '<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>',
    "2 characters of symbol fonts": '<w:r><w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr><w:t>x</w:t></w:r>'
    * 2,
}


@pytest.mark.parametrize("what", BEYOND)
def test_what_a_text_cannot_hold_is_refused_with_its_count(what):
    with pytest.raises(BadInput, match=re.escape(f"cannot: {what}. Write into the text")):
        taken(par(run("Held in Ko.") + BEYOND[what]))


def test_everything_that_cannot_be_held_is_named_at_once():
    with pytest.raises(
        BadInput, match="cannot: 1 footnote or endnote, 1 comment, 1 picture, 1 embedded document"
    ):
        taken(
            par("".join(BEYOND[f"1 {each}"] for each in ("comment", "picture", "footnote or endnote"))),
            "<w:altChunk/>",
        )


@pytest.mark.parametrize(
    ("look", "named"),
    [
        ("strike", "1 passage struck through"),
        ("dstrike", "1 passage struck through"),
        ("vanish", "1 passage of hidden"),
    ],
)
@pytest.mark.parametrize("kind", ["paragraph", "character"])
def test_what_a_style_does_to_words_is_named_as_what_is_set_in_the_text(look, named, kind):
    words = '<w:r><w:rPr><w:rStyle w:val="Own"/></w:rPr><w:t>not</w:t></w:r>'
    document = with_body(par(run("Held.")), par(words) if kind == "character" else par(run("not"), "Own"))
    own = (
        f'<w:style w:type="{kind}" w:styleId="Own"><w:name w:val="Own"/><w:rPr><w:{look}/></w:rPr></w:style>'
    )
    document.styles.element.append(element(own))

    with pytest.raises(BadInput, match=named):
        word.text_of(word.opened(saved(document)), "")


@pytest.mark.parametrize(
    "look",
    [
        '<w:caps w:val="0"/>',
        '<w:smallCaps w:val="false"/>',
        '<w:highlight w:val="none"/>',
        "<w:caps/>",
        '<w:highlight w:val="yellow"/>',
    ],
)
def test_a_look_that_changes_no_letter_is_no_reason_to_refuse(look):
    assert taken(par(f"<w:r><w:rPr>{look}</w:rPr><w:t>SCC 24</w:t></w:r>")) == "SCC 24\n"


def test_clauses_that_a_style_numbers_keep_their_numbers():
    document = with_body(par(run("Term"), "ListNumber"), par(run("Rent"), "ListNumber"))

    assert word.text_of(word.opened(saved(document)), "") == "1. Term\n2. Rent\n"


def test_a_note_that_a_tracked_change_removed_is_gone_and_a_comment_on_it_is_not():
    gone = "<w:del>" + run("x") + BEYOND["1 footnote or endnote"] + "</w:del>"
    assert taken(par(run("Held.") + gone)) == "Held.\n"
    with pytest.raises(BadInput, match="1 comment"):
        taken(par(run("Held.") + "<w:del>" + BEYOND["1 comment"] + "</w:del>"))


# Heads and feet -------------------------------------------------------------------------------------------

SAYS = "that the letterhead does not have"


def of_the_firm(change=lambda document: None):
    """A document as it was taken away, and changed in Word; what comes of it."""
    document = renderings.document("Held.", firm="Firm LLP", matter="2026-001")
    change(document)
    return word.text_of(word.opened(saved(document)), "Held.", firm="Firm LLP", matter="2026-001")


def in_the_head(*elements):
    def change(document):
        for xml in elements:
            document.sections[0].header._element.append(element(xml))

    return change


def first_page(document):
    document.sections[0].different_first_page_header_footer = True
    document.sections[0].first_page_footer.paragraphs[0].text = "Subject to contract"


def another_section(document):
    document.add_section().footer.is_linked_to_previous = False
    document.sections[1].footer.paragraphs[0].text = "Subject to contract"


def rewritten(document):
    document.sections[0].header.paragraphs[0].text = "Firm LLP, without prejudice"


def _field(code, result):
    kinds = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end"))
    begin, separate, end = kinds
    return f"{begin}<w:r><w:instrText>{code}</w:instrText></w:r>{separate}{run(result)}{end}"


IN_MARGINS = {
    "words after the letterhead's": in_the_head(par(run("Without prejudice"))),
    "the letterhead's own words changed": rewritten,
    "a foot of the first page": first_page,
    "a foot of another section": another_section,
    "words that a tracked change put in": in_the_head(par("<w:ins>" + run("Without prejudice") + "</w:ins>")),
    "a text box": in_the_head(
        par("<w:r><w:drawing>" + BOX.format("Without prejudice") + "</w:drawing></w:r>")
    ),
    "a watermark": in_the_head(
        par('<w:r><w:pict><v:shape><v:textpath string="DRAFT"/></v:shape></w:pict></w:r>')
    ),
    "words that lead somewhere": in_the_head(par(_field('HYPERLINK "https://e.com/"', "our site"))),
}


@pytest.mark.parametrize("change", IN_MARGINS.values(), ids=IN_MARGINS)
def test_words_in_a_head_or_foot_are_not_lost_unsaid(change):
    with pytest.raises(BadInput, match=f"1 paragraph in a header or footer {SAYS}"):
        of_the_firm(change)


def test_a_picture_in_a_head_is_not_lost_unsaid_and_those_of_the_letterhead_are_its_own(tmp_path, settings):
    def stamped(document, picture=PICTURE):
        for part in (document.sections[0].header, document.sections[0].footer):
            part.paragraphs[0].add_run().add_picture(io.BytesIO(picture))

    template = Document()
    stamped(template, picture=PICTURE + b" ")
    template.save(tmp_path / "letterhead.docx")
    settings.LETTERHEAD_FILE = str(tmp_path / "letterhead.docx")

    assert of_the_firm() == "Held.\n"
    with pytest.raises(BadInput, match="1 picture"):
        of_the_firm(stamped)


def test_each_paragraph_of_heads_and_feet_is_counted_once():
    with pytest.raises(BadInput, match=f"2 paragraphs in headers or footers {SAYS}"):
        of_the_firm(lambda document: (first_page(document), another_section(document), rewritten(document)))


NOT_IN_MARGINS = {
    "nothing": lambda document: None,
    "the letterhead's words taken out": lambda document: document.sections[0].header.paragraphs[0].clear(),
    "numbers of pages": in_the_head(
        par(_field(" PAGE ", "7") + '<w:fldSimple w:instr=" NUMPAGES ">' + run("12") + "</w:fldSimple>")
    ),
    "words that a tracked change took out": in_the_head(par("<w:del>" + run("Draft") + "</w:del>")),
}


@pytest.mark.parametrize("change", NOT_IN_MARGINS.values(), ids=NOT_IN_MARGINS)
def test_what_is_the_letterheads_or_no_words_is_no_reason_to_refuse(change):
    assert of_the_firm(change) == "Held.\n"


def test_the_letterhead_of_the_firm_is_known_for_its_own(tmp_path, settings):
    template = Document()
    template.sections[0].header.paragraphs[0].text = "Okafor LLP"
    template.sections[0].different_first_page_header_footer = True
    template.sections[0].first_page_header.paragraphs[0].text = "Okafor LLP, Toronto"
    template.save(tmp_path / "letterhead.docx")
    settings.LETTERHEAD_FILE = str(tmp_path / "letterhead.docx")

    assert of_the_firm() == "Held.\n"
    with pytest.raises(BadInput, match=f"1 paragraph in a header or footer {SAYS}"):
        of_the_firm(rewritten)


@pytest.mark.django_db
def test_words_in_a_head_make_no_version_and_the_page_says_what_would_be_lost():
    task = r.task()
    client = signed_in(task.responsible)
    document = Document(io.BytesIO(client.get(reverse("review:word", args=[task.pk, 1])).content))
    document.paragraphs[-1].runs[0].text = "Yours sincerely"
    document.sections[0].footer.add_paragraph("Without prejudice")
    file = SimpleUploadedFile("x.docx", saved(document))

    page = client.post(reverse("review:take_back", args=[task.pk, 1]), {"document": file}, follow=True)

    assert f"1 paragraph in a header or footer {SAYS}" in page.content.decode()
    assert "Without prejudice" not in page.content.decode()
    assert r.version(task).number == 1


GREEN, YELLOW = ('<w:highlight w:val="green"/>', '<w:highlight w:val="yellow"/>')


def test_highlighting_is_counted_where_words_stand_that_are_highlighted():
    elements = [
        par(
            looking("To check", GREEN) + looking(" ", GREEN) + looking("plain", '<w:highlight w:val="none"/>')
        ),
        par(f"<w:ins>{looking('in', YELLOW)}</w:ins><w:del>{looking('out', YELLOW)}</w:del>"),
    ]

    assert returned.highlighted(with_body(*elements)) == 2


@pytest.mark.django_db
@pytest.mark.parametrize("is_too_late", [False, True])
def test_what_was_highlighted_while_checking_is_taken_and_the_page_says_what_was_left_out(is_too_late):
    task = r.task()
    client = signed_in(task.responsible)
    document = Document(io.BytesIO(client.get(reverse("review:word", args=[task.pk, 1])).content))
    run = document.paragraphs[-1].runs[0]
    run.text = "Yours sincerely"
    run.font.highlight_color = 7
    if is_too_late:
        r.edit(task, task.responsible)
    file = SimpleUploadedFile("x.docx", saved(document))

    page = client.post(reverse("review:take_back", args=[task.pk, 1]), {"document": file}, follow=True)

    said = "1 passage was highlighted. Its words were taken, its highlighting was left out."
    assert said in page.content.decode()
    assert r.version(task).number == 2


def _tc(words, properties=""):
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{par(run(words))}</w:tc>"


def test_a_cell_that_is_merged_with_the_one_above_is_refused():
    rows = "".join(
        f"<w:tr>{_tc(words, merge)}{_tc('x')}</w:tr>"
        for words, merge in (
            ("Rent", '<w:vMerge w:val="restart"/>'),
            ("", "<w:vMerge/>"),
            ("", "<w:vMerge/>"),
        )
    )
    with pytest.raises(BadInput, match="2 cells of tables that are merged with the ones above them"):
        taken(f"<w:tbl>{rows}</w:tbl>")


CARRIED = {
    "looks that were switched off": (
        [
            par(
                '<w:r><w:rPr><w:strike w:val="0"/><w:vanish w:val="false"/><w:vertAlign w:val="baseline"/></w:rPr>'
                "<w:t>a</w:t></w:r>"
            )
        ],
        "a",
    ),
    "a space that is struck through": (
        [par(run("a") + '<w:r><w:rPr><w:strike/></w:rPr><w:t xml:space="preserve"> </w:t></w:r>' + run("b"))],
        "a b",
    ),
    "a cell over two columns": (
        [
            "<w:tbl><w:tr>" + _tc("Item", '<w:gridSpan w:val="2"/>') + _tc("Sum") + "</w:tr>"
            "<w:tr>" + _tc("Rent") + _tc("May") + _tc("$100") + "</w:tr></w:tbl>"
        ],
        "| Item |  | Sum |\n| --- | --- | --- |\n| Rent | May | $100 |",
    ),
    "a row that begins under the second column": (
        [
            "<w:tbl><w:tr>" + _tc("Item") + _tc("Sum") + "</w:tr>"
            '<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>' + _tc("$100") + "</w:tr></w:tbl>"
        ],
        "| Item | Sum |\n| --- | --- |\n|  | $100 |",
    ),
    "a content control around paragraphs": (
        ["<w:sdt><w:sdtContent>" + par(run("One.")) + par(run("Two.")) + "</w:sdtContent></w:sdt>"],
        "One.\n\nTwo.",
    ),
    "a content control within one": (
        [par(run("One ") + "<w:sdt><w:sdtContent>" + run("two") + "</w:sdtContent></w:sdt>")],
        "One two",
    ),
    "hyphens that do not break": (
        [par("<w:r><w:t>c C</w:t><w:noBreakHyphen/><w:t>46</w:t><w:softHyphen/></w:r>")],
        "c C\u201146\u00ad",
    ),
    "a line break": (
        [par("<w:r><w:t>One</w:t><w:br/><w:t># two</w:t><w:cr/><w:t>- three</w:t></w:r>")],
        "One\\\n\\# two\\\n\\- three",
    ),
    "a paragraph whose end was removed": (
        [
            "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>" + run("One ") + "</w:p>",
            par(run("and two.")),
            par(run("Three.")),
        ],
        "One and two.\n\nThree.",
    ),
    "a table in a table": (
        [
            "<w:tbl><w:tr><w:tc>"
            + par(run("a"))
            + "<w:tbl><w:tr><w:tc>"
            + par(run("b"))
            + "</w:tc></w:tr></w:tbl>"
            + par("")
            + "</w:tc><w:tc>"
            + par(run("c"))
            + "</w:tc></w:tr></w:tbl>"
        ],
        "| a b | c |\n| --- | --- |",
    ),
    "a line that Word drew": (
        [par(run("a")), par('<w:r><w:pict><v:rect o:hr="t"/></w:pict></w:r>'), par(run("b"))],
        "a\n\n---\n\nb",
    ),
    "a link as a field": (
        [
            par(
                '<w:r><w:t xml:space="preserve">See </w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
                '<w:r><w:instrText> HYPERLINK "https://e.com/o" </w:instrText></w:r>'
                '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
                + run("the order")
                + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
                + run(".")
            )
        ],
        "See [the order](https://e.com/o).",
    ),
    "what would be marks": (
        [par(run("7. [x](y) &amp;copy; *a* &lt;b&gt;"))],
        "7\\. [x\\](y) \\&copy; \\*a\\* \\<b>",
    ),
    "underlined words, which somebody emphasised": (
        [
            par(
                '<w:r><w:rPr><w:u w:val="single"/></w:rPr><w:t>shall</w:t></w:r>'
                '<w:r><w:rPr><w:u w:val="none"/></w:rPr><w:t xml:space="preserve"> not</w:t></w:r>'
            )
        ],
        "*shall* not",
    ),
    "looks that meet within a word": (
        [par(looking("Oka", "<w:i/>") + looking("for", "<w:b/>") + run(" and ") + looking("Roe", "<w:b/>"))],
        "*Oka***for** and **Roe**",
    ),
    "a point that is bold before a letter": (
        [par(looking("Rent.", "<w:b/>") + run("It is ") + looking("due", "<w:i/>") + run("."))],
        "**Rent**.It is *due*.",
    ),
    "a bold bracket within a word": (
        [par(run("party") + looking("(ies)", "<w:b/>") + run("x ") + looking("shall", "<w:i/>"))],
        "party(**ies**)x *shall*",
    ),
    "three looks in a word, which has that of most of it": (
        [
            par(
                looking("un", "<w:b/>")
                + looking("do", "<w:b/><w:i/>")
                + looking("ings", "<w:i/>")
                + run(" are ")
                + looking("void", "<w:b/>")
            )
        ],
        "*undoings* are **void**",
    ),
    "emphasis by style": (
        [par('<w:r><w:rPr><w:rStyle w:val="Strong"/></w:rPr><w:t>so</w:t></w:r>')],
        "**so**",
    ),
}


@pytest.mark.parametrize("what", CARRIED)
def test_what_a_text_can_hold_is_carried(what):
    elements, text = CARRIED[what]

    assert taken(*elements) == f"{text}\n"


def test_styles_are_known_by_what_word_calls_them_whatever_the_language():
    base = "# Faits\n\n- un\n\n> dit\n"
    document = Document(io.BytesIO(renderings.docx(base, firm="", matter="")))
    names = {"Heading1": "Titre1", "ListBullet": "Listepuces", "Quote": "Citation"}
    for style in document.styles.element.iter(qn("w:style")):
        style.set(qn("w:styleId"), names.get(style.get(qn("w:styleId")), style.get(qn("w:styleId"))))
    for used in document.element.body.iter(qn("w:pStyle")):
        used.set(qn("w:val"), names.get(used.get(qn("w:val")), used.get(qn("w:val"))))
    for paragraph in document.paragraphs:
        paragraph.add_run(" aussi")

    assert word.text_of(word.opened(saved(document)), base) == "# Faits aussi\n\n- un aussi\n\n> dit aussi\n"


def test_a_style_of_the_firms_own_is_what_it_is_made_from():
    document = renderings.document("", firm="", matter="")
    own = document.styles.add_style("Okafor Heading", 1)
    own.base_style = document.styles["Heading 2"]
    document.add_paragraph("Facts", style=own)

    assert word.text_of(word.opened(saved(document)), "") == "## Facts\n"


WITHIN = "1. The court said:\n\n   > So held.\n\n   It binds.\n\n2. Next.\n\n- a\n\n  b\n"


def test_what_goes_on_under_an_item_is_given_no_number_and_no_bullet_that_nobody_wrote():
    document = Document(io.BytesIO(renderings.docx(WITHIN, firm="", matter="")))
    for at in (3, 4):
        document.paragraphs[at].add_run(" Or not.")

    text = word.text_of(word.opened(saved(document)), WITHIN)

    assert text == ("1. The court said:\n\n> So held.\n\nIt binds.\n\n2. Next. Or not.\n\n- a Or not.\n\nb\n")


def test_a_numbered_section_that_is_quoted_stays_a_quotation_when_it_comes_back():
    base = "> 12. No person shall.\n>\n> 13. No dog shall.\n"
    document = Document(io.BytesIO(renderings.docx(base, firm="", matter="")))
    document.paragraphs[1].add_run(" So.")

    text = word.text_of(word.opened(saved(document)), base)

    assert text == "> 12. No person shall.\n\n> 13. No dog shall. So.\n"


def nested(items):
    """A list of items, each so deep within the one before and numbered or not, as Markdown, with its numbers."""
    lines, signs, counts = [], [], []
    for deep, is_numbered in items:
        depth = min(deep, len(signs))
        signs, counts = signs[:depth], counts[: depth + 1]
        beside = counts[depth] if len(counts) > depth else 0
        counts[depth:] = [(beside or 0) + 1 if is_numbered else None]
        sign = f"{counts[depth]}. " if is_numbered else "- "
        lines.append(" " * sum(map(len, signs)) + f"{sign}item {len(lines)}")
        signs.append(sign)
    return "\n".join(lines) + "\n"


@functools.cache
def items_in(text):
    document = renderings.document(text, firm="", matter="")
    found = returned.read(document, document.element.body).blocks
    return [(each.text, each.depth) for each in found]


ITEMS = st.lists(st.tuples(st.integers(0, 3), st.booleans()), min_size=1, max_size=9)


@settings(max_examples=settings.default.max_examples // 5)
@given(ITEMS, st.integers(0, 8))
def test_lists_within_lists_come_back_as_they_were_though_something_was_changed(items, at):
    text, words = nested(items), f"item {at % len(items)}\n"
    document = Document(io.BytesIO(renderings.docx(text, firm="", matter="")))
    document.paragraphs[at % len(items)].add_run(" so")

    back, anew = (word.text_of(word.opened(saved(document)), base) for base in (text, ""))

    assert items_in(back) == items_in(anew) == items_in(text.replace(words, f"{words[:-1]} so\n"))


def test_an_item_that_was_set_in_stands_within_the_one_before_it():
    base = "- a\n- b\n- c\n\nx\n"
    document = Document(io.BytesIO(renderings.docx(base, firm="", matter="")))
    document.paragraphs[1].paragraph_format.left_indent = renderings.DEEPER * 2
    document.paragraphs[3].add_run(":")
    for words, style in (("d", "List Bullet"), ("e", "List Bullet 2"), ("f", "List Bullet 3")):
        document.add_paragraph(words, style=style)

    text = word.text_of(word.opened(saved(document)), base)

    assert text == "- a\n  - b\n- c\n\nx:\n\n- d\n  - e\n    - f\n"


LEVEL = '<w:lvl w:ilvl="{}"><w:start w:val="{}"/><w:numFmt w:val="{}"/><w:lvlText w:val="{}"/></w:lvl>'
LISTS = {
    90: [(0, 4, "decimal", "%1."), (1, 1, "lowerLetter", "(%2)"), (2, 1, "upperRoman", "%1.%3")],
    91: [(0, 1, "bullet", "x")],
}
NUMBERING = [
    *(
        f'<w:abstractNum w:abstractNumId="{name}">{"".join(LEVEL.format(*each) for each in levels)}</w:abstractNum>'
        for name, levels in LISTS.items()
    ),
    *(f'<w:num w:numId="{name}"><w:abstractNumId w:val="{name}"/></w:num>' for name in LISTS),
    '<w:num w:numId="92"><w:abstractNumId w:val="90"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/>'
    "</w:lvlOverride></w:num>",
]


def numbered(words, name, level=0):
    place = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{name}"/></w:numPr>'
    return f"<w:p><w:pPr>{place}</w:pPr>{run(words)}</w:p>"


def test_numbers_that_word_sets_itself_are_written_out():
    document = with_body(
        numbered("a", 90), numbered("b", 90), numbered("c", 90, 1), numbered("d", 90, 1), numbered("e", 90, 2),
        numbered("f", 90), par(run("between")), numbered("g", 90), numbered("h", 92), numbered("i", 91),
    )  # fmt: skip
    for xml in NUMBERING:
        document.part.numbering_part.element.append(element(xml))

    text = word.text_of(word.opened(saved(document)), "")

    assert text == ("4. a\n5. b\n\n(a) c\n\n(b) d\n\n5.I e\n\n6. f\n\nbetween\n\n7. g\n\n1\\. h\n\n- i\n")
    assert Page(markup.render(text)).words.count("7.") == 1


def test_numbers_that_word_sets_in_a_table_are_written_out_and_counted():
    def row(*cells):
        return "<w:tr>" + "".join(f"<w:tc>{each}</w:tc>" for each in cells) + "</w:tr>"

    table = (
        f"<w:tbl>{row(numbered('', 90), par(run('Rent')))}{row(numbered('', 90), numbered('x', 91))}</w:tbl>"
    )
    document = with_body(table, numbered("after", 90))
    for xml in NUMBERING:
        document.part.numbering_part.element.append(element(xml))

    text = word.text_of(word.opened(saved(document)), "")

    assert text == "| 4. | Rent |\n| --- | --- |\n| 5. | x |\n\n6. after\n"


@pytest.mark.parametrize(
    ("base", "change", "text"),
    [
        ("5. a\n6. b\n", {1: "9. b"}, "5. a\n\n9\\. b\n"),
        ("1. a\n2. b\n", {0: "1. new"}, "1. new\n2. b\n"),
        ("1. a\n", {0: "01. b"}, "01\\. b\n"),
        ("1. a\n\nx\n\n2. b\n", {1: "3. y"}, "1. a\n\n3\\. y\n\n2. b\n"),
    ],
)
def test_a_number_that_a_list_would_not_count_to_is_written_as_words(base, change, text):
    document = Document(io.BytesIO(renderings.docx(base, firm="", matter="")))
    for at, words in change.items():
        document.paragraphs[at].runs[0].text = words
        for each in document.paragraphs[at].runs[1:]:
            each.text = ""

    assert word.text_of(word.opened(saved(document)), base) == text


DAMAGED = {
    "no XML": {"word/document.xml": b"<w:document"},
    "a level that is no number": {
        "word/numbering.xml": (
            b'<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
            b'<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="x"/></w:abstractNum></w:numbering>'
        )
    },
    "a style whose name is none": {
        "word/styles.xml": (
            b'<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
            b'<w:style w:type="paragraph" w:styleId="a"><w:name/></w:style></w:styles>'
        )
    },
}


def repacked(data, written):
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as whole,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package,
    ):
        for name in whole.namelist():
            package.writestr(name, written.get(name, whole.read(name)))
    return made.getvalue()


@pytest.mark.parametrize("written", DAMAGED.values(), ids=DAMAGED)
def test_a_document_that_is_broken_inside_is_refused_in_words(written):
    with pytest.raises(BadInput, match="not a Word document that can be read"):
        word.text_of(word.opened(repacked(renderings.docx("a", firm="", matter=""), written)), "a")


def _squeezed_badly(data):
    """The packed bytes of one part changed: zlib cannot make anything of them."""
    data = repacked(data, {})
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        at = package.getinfo("word/document.xml").header_offset + 30 + len("word/document.xml")
    return data[:at] + b"\xff" * 40 + data[at + 40 :]


def _flagged(data, at_local, at_central, value):
    """A value in both headings of every part: with a password (flag 1), or packed in a way that nobody knows."""
    out = bytearray(data)
    for sign, at in ((b"PK\x03\x04", at_local), (b"PK\x01\x02", at_central)):
        place = out.find(sign)
        while place >= 0:
            out[place + at] = value
            place = out.find(sign, place + 4)
    return bytes(out)


UNPACKABLE = {
    "damaged": _squeezed_badly,
    "with a password": lambda data: _flagged(data, 6, 8, 1),
    "packed in a way of its own": lambda data: _flagged(data, 8, 10, 97),
}


@pytest.mark.parametrize("make", UNPACKABLE.values(), ids=UNPACKABLE)
def test_a_file_that_cannot_be_unpacked_is_refused_in_words_and_only_its_error_is_named(make, caplog):
    with pytest.raises(BadInput, match="not a Word document that can be read") as caught:
        word.text_of(word.opened(make(renderings.docx("Zanzibarquill", firm="", matter=""))), "a")

    assert caught.value.__cause__ is None
    assert [each.levelname for each in caplog.records if each.name == "apps.review.written.word"] == [
        "WARNING"
    ]
    assert "Zanzibarquill" not in caplog.text


# Whatever is written ----------------------------------------------------------------------------------------


def seen(text):
    return squeezed(Page(markup.render(text)).words)


@settings(max_examples=settings.default.max_examples // 5)
@given(MARKDOWN | ANY)
def test_a_document_of_our_own_comes_back_with_every_word_whether_touched_or_not(text):
    data = renderings.docx(text, firm="", matter="")

    assert seen(word.text_of(word.opened(data), text)) == seen(text)
    assert seen(word.text_of(word.opened(data), "")) == seen(text)


LETTERS = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn"))
TYPED = st.lists(
    st.tuples(
        st.text(LETTERS, min_size=1, max_size=12)
        | st.sampled_from(["*", "_a_", "](", "1. ", "# ", "- ", "|", "---", "<x>", "&lt;"]),
        st.booleans(),
        st.booleans(),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=settings.default.max_examples // 4)
@given(
    st.lists(
        st.tuples(TYPED, st.sampled_from([None, "Heading 2", "List Bullet", "Quote"])), min_size=1, max_size=4
    )
)
def test_whatever_is_typed_in_word_is_on_the_page_to_the_letter(paragraphs):
    document = renderings.document("", firm="", matter="")
    for pieces, style in paragraphs:
        paragraph = document.add_paragraph(style=style)
        for words, bold, italic in pieces:
            made = paragraph.add_run(words)
            made.bold, made.italic = bold, italic
    typed = "".join(words for pieces, _style in paragraphs for words, *_look in pieces)

    assert seen(word.text_of(word.opened(saved(document)), "")) == squeezed(canonical(typed))


@pytest.mark.django_db
def test_what_cannot_be_carried_is_said_on_the_page_and_makes_no_version():
    task = r.task()
    client = signed_in(task.responsible)
    document = Document(io.BytesIO(client.get(reverse("review:word", args=[task.pk, 1])).content))
    document.paragraphs[0]._p.append(element(BEYOND["1 footnote or endnote"]))
    document.paragraphs[0].add_run("A change.")

    response = client.post(
        reverse("review:take_back", args=[task.pk, 1]),
        {"document": SimpleUploadedFile("x.docx", saved(document))},
        follow=True,
    )

    assert "what a draft cannot: 1 footnote or endnote." in response.content.decode()
    assert r.version(task).number == 1


FIELD = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'


@pytest.mark.parametrize(
    "code", ["EQ \\o(a,b)", " SYMBOL 167", "LISTNUM", "AUTONUMLGL", " MACROBUTTON NoMacro [Name]", "eq x"]
)
@pytest.mark.parametrize("form", ["in parts", "simple"])
def test_a_field_whose_words_stand_only_in_its_code_is_named(code, form):
    told = f'<w:r><w:instrText xml:space="preserve">{code}</w:instrText></w:r>'
    field = {
        "in parts": FIELD.format("begin") + told + FIELD.format("end"),
        "simple": f'<w:fldSimple w:instr="{code}"/>',
    }[form]

    with pytest.raises(BadInput, match="1 field that Word draws by itself"):
        taken(par(run("By section ") + field + run(" of it.")))


def test_a_field_that_holds_its_words_is_read_as_those():
    field = (
        f"{FIELD.format('begin')}<w:r><w:instrText> REF a </w:instrText></w:r>{FIELD.format('separate')}"
        f"{run('12')}{FIELD.format('end')}"
    )

    assert taken(par(run("See ") + field + run("."))) == "See 12.\n"


def test_words_in_the_code_of_a_field_which_nobody_sees_are_named_once():
    def told(code):
        return f'<w:r><w:instrText xml:space="preserve">{code}</w:instrText></w:r>'

    merged = f"{FIELD.format('begin')}{told('MERGEFIELD x')}{FIELD.format('separate')}{run('a')}{run('b')}"
    field = f"{FIELD.format('begin')}{told('IF ')}{merged}{FIELD.format('end')}{told('=1 yes no')}"

    with pytest.raises(BadInput, match="1 field that Word draws by itself"):
        taken(par(run("It is ") + field + FIELD.format("separate") + run("no") + FIELD.format("end")))


def test_what_stands_behind_the_sign_of_an_address_is_found_in_the_code_of_a_field_too():
    code = '<w:r><w:instrText> HYPERLINK "https://e.com/a" \\l "par32" </w:instrText></w:r>'
    field = FIELD.format("begin") + code + FIELD.format("separate")

    text = taken(par(field + run("the order (https://e.com/a#par32)") + FIELD.format("end")))

    assert text == "[the order](https://e.com/a#par32)\n"


GONE_END = '<w:pPr><w:rPr><w:del w:id="1" w:author="x"/></w:rPr></w:pPr>'
GONE_ROW = f'<w:tr><w:trPr><w:del w:id="2" w:author="x"/></w:trPr><w:tc>{par(run("gone"))}</w:tc></w:tr>'


def test_paragraphs_whose_end_was_removed_go_on_in_the_next_within_a_cell_and_over_a_table_that_went():
    begun, ended = f"<w:p>{GONE_END}{run('$1')}</w:p>", par(run("0,000"))

    assert taken(f"<w:tbl><w:tr><w:tc>{begun}{ended}</w:tc></w:tr></w:tbl>") == "| $10,000 |\n| --- |\n"
    assert taken(f"<w:tbl><w:tr><w:tc>{begun}</w:tc></w:tr></w:tbl>") == "| $1 |\n| --- |\n"
    assert taken(begun, f"<w:tbl>{GONE_ROW}</w:tbl>", ended) == "$10,000\n"


def test_a_row_that_was_removed_from_a_table_within_a_table_is_gone():
    inner = f"<w:tbl>{GONE_ROW}<w:tr><w:tc>{par(run('kept'))}</w:tc></w:tr></w:tbl>"

    assert taken(f"<w:tbl><w:tr><w:tc>{inner}{par('')}</w:tc></w:tr></w:tbl>") == "| kept |\n| --- |\n"


def test_words_behind_a_remark_in_the_xml_are_words_and_an_entity_among_them_is_refused():
    assert taken(par("<w:r><w:t>foo<!-- c -->bar</w:t></w:r>")) == "foobar\n"

    doctype = b'<!DOCTYPE a [<!ENTITY no "not ">]>'
    data = renderings.docx("It shall say.", firm="", matter="")
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        head, body = package.read("word/document.xml").split(b"<w:document", 1)
    hidden = head + doctype + b"<w:document" + body.replace(b"shall ", b"shall &no;")
    with pytest.raises(BadInput, match="not a Word document that can be read"):
        word.text_of(word.opened(repacked(data, {"word/document.xml": hidden})), "It shall say.")


def test_a_list_that_is_set_in_further_than_any_is_read_does_not_grow_with_its_depth():
    items = (
        f'<w:p><w:pPr><w:pStyle w:val="ListBullet"/><w:ind w:left="{360 * at}"/></w:pPr>{run("a")}</w:p>'
        for at in range(1, 60)
    )

    text = taken(*items)

    assert text.count("- a") == 59
    assert max(map(len, text.splitlines())) == len("- a") + 2 * returned.DEEPEST_ITEM
    assert seen(text) == "a" * 59


def test_a_table_that_is_wider_than_word_makes_any_is_refused_before_it_is_written_out():
    wide = '<w:tc><w:tcPr><w:gridSpan w:val="63"/></w:tcPr><w:p/></w:tc>'

    with pytest.raises(BadInput, match="not a Word document that can be read"):
        taken(f"<w:tbl><w:tr>{wide}{wide}</w:tr></w:tbl>")


def test_what_a_cell_holds_besides_paragraphs_is_named():
    cell = f"<w:tc>{par(run('a'))}<w:altChunk/></w:tc>"
    inner = f"<w:tc><w:tbl><w:tr>{cell}</w:tr></w:tbl>{par('')}</w:tc>"

    with pytest.raises(BadInput, match="cannot: 2 embedded documents"):
        taken(f"<w:tbl><w:tr>{cell}{inner}</w:tr></w:tbl>")


def test_what_is_drawn_by_hand_is_named():
    ink = '<w:r><mc:AlternateContent><mc:Choice><w:contentPart r:id="rId9"/></mc:Choice></mc:AlternateContent></w:r>'

    with pytest.raises(BadInput, match="cannot: 1 picture"):
        taken(par(run("No.") + ink))


def test_a_column_that_a_tracked_change_removed_is_gone():
    kept = f"<w:tc>{par(run('a'))}</w:tc>"
    gone = f'<w:tc><w:tcPr><w:cellDel w:id="1" w:author="x"/></w:tcPr>{par(run("b"))}</w:tc>'

    assert taken(f"<w:tbl><w:tr>{kept}{gone}</w:tr></w:tbl>") == "| a |\n| --- |\n"
    rows = f"<w:tr>{gone}{gone}</w:tr><w:tr>{kept}{gone}</w:tr>"
    assert taken(f"<w:tbl>{rows}</w:tbl>") == "| a |\n| --- |\n"
    assert taken(par(run("Left.")), f"<w:tbl><w:tr>{gone}</w:tr></w:tbl>") == "Left.\n"


LINKS = RELATIONSHIP_TYPE.HYPERLINK
ADDRESS, PLACE = "https://www.canlii.org/en/ca/scc/doc/2014/2014scc53/2014scc53.html", "par32"


def word_saves(document):
    """As Word saves a link: what stands behind the # of its address is kept apart from that (17.16.22)."""
    for link in document.element.body.iter(qn("w:hyperlink")):
        name = link.get(qn("r:id"))
        address, _sign, place = document.part.rels[name].target_ref.partition("#")
        link.set(qn("r:id"), document.part.relate_to(address, LINKS, is_external=True))
        if place:
            link.set(qn("w:anchor"), place)
    return word.opened(saved(document))


def test_an_address_keeps_its_place_on_the_page_through_word():
    text = f"See [*Sattva*]({ADDRESS}#{PLACE}) and <{ADDRESS}#{PLACE}>.\n"
    document = renderings.document(text, firm="", matter="")

    assert word.text_of(word_saves(document), text) == text


@pytest.mark.parametrize("title", ["", ' "On CanLII"', ' "The \\"Sattva\\" case"'])
def test_a_link_of_the_text_to_what_an_authority_leads_to_as_well_stays_one(title):
    text = f"See [Sattva]({ADDRESS}{title}), 2014 SCC 53, and <{ADDRESS}>.\n\nSo 2014 SCC 53.\n"
    links = [Link(found.start(), found.end(), ADDRESS) for found in re.finditer("Sattva|2014 SCC 53", text)]
    document = renderings.document(text, firm="", matter="", links=links)

    assert word.text_of(word_saves(document), text, ours={ADDRESS}) == text
    document.paragraphs[0].add_run(" Or not.")
    assert word.text_of(word_saves(document), text, ours={ADDRESS}) == text.replace(">.\n", ">. Or not.\n")


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Sattva (a:b)", (7, None)),
        ('Sattva (a:b "")', (7, "")),
        ('Sattva (a:b "So")', (7, "So")),
        ('See (a:b "one") and more (a:b "two")', (25, "two")),
        ('Sattva (a:b ")', None),
        ("Sattva (a:b) so", None),
        ('(a:b "' * 100_000, None),
    ],
)
@pytest.mark.timeout(20)
def test_the_address_of_a_link_is_found_behind_its_words_in_no_time(said, found):
    assert escaped.in_sight(said, "a:b") == found


@pytest.mark.parametrize("title", ["", ' "On CanLII"'])
def test_words_typed_behind_the_printed_address_of_a_link_show_it_once(title):
    """In Word they stand within the link."""
    text = f"See [Sattva]({ADDRESS}{title}).\n"
    document = renderings.document(text, firm="", matter="")
    link = next(document.element.body.iter(qn("w:hyperlink")))
    link.append(element(looking(" and *more*", "<w:b/>")))

    back = word.text_of(word.opened(saved(document)), text)

    assert back == f"See [Sattva]({ADDRESS}{title}) **and \\*more\\***.\n"
    assert word.text_of(word.opened(renderings.docx(back, firm="", matter="")), "") == back


def test_a_heading_stays_as_deep_as_it_was_written():
    text = "##### Facts\n\n###### Dates\n"
    document = renderings.document(text, firm="", matter="")
    document.paragraphs[0].add_run(" so far")

    assert [each.style.name for each in document.paragraphs] == ["Heading 5", "Heading 6"]
    assert word.text_of(word.opened(saved(document)), text) == text.replace("Facts", "Facts so far")


def test_a_template_without_deeper_headings_has_its_deepest(tmp_path, settings):
    template = Document()
    for deep in (5, 6):
        template.styles[f"Heading {deep}"].delete()
    template.save(tmp_path / "letterhead.docx")
    settings.LETTERHEAD_FILE = str(tmp_path / "letterhead.docx")

    document = renderings.document("###### Dates", firm="", matter="")

    assert document.paragraphs[0].style.name == "Heading 4"


def test_what_looks_like_an_entity_in_a_title_stays_as_it_was_read():
    written = escaped.marked([Piece('Sattva (https://e.ca "A &amp; \\B")', to="https://e.ca")])

    assert written == r'[Sattva](https://e.ca "A \&amp; \\B")'


@pytest.mark.parametrize("named_since", [ADDRESS, "https://canlii.ca/t/gb5d3"])
def test_a_link_of_the_text_to_another_page_than_its_authority_leads_to_stays_where_nothing_changed(
    named_since,
):
    text = "See [2014 SCC 53](https://e.com/sattva).\n"
    document = renderings.document(text, firm="", matter="", links=[Link(5, 16, ADDRESS)])

    again = word.text_of(
        word_saves(document), text, ours={ADDRESS, named_since}, links=[Link(5, 16, named_since)]
    )

    assert again == text


def test_where_an_authority_leads_does_not_come_into_the_text_through_word():
    text, to = "See Sattva, 2014 SCC 53.\n", f"{ADDRESS}#{PLACE}"
    document = renderings.document(text, firm="", matter="", links=[Link(12, 23, to)])

    assert word.text_of(word_saves(document), text, ours={to}) == text
