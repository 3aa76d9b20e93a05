import io
import re
import zipfile
from html.parser import HTMLParser

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given

from apps.review.written import markup, renderings, word
from apps.review.written.pieces import Link
from tests.review.test_markup import ANY, MARKDOWN

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


WITHIN = {
    "a quotation within an item": (
        "1. The court said:\n\n   > So held.\n\n   It binds.\n\n2. Next.\n",
        [("List", "1. The court said:"), ("Quote", "So held."), ("List", "It binds."), ("List", "2. Next.")],
    ),
    "a list within a quotation": (
        "> 12. a\n>     1. b\n>\n> c\n",
        [("Quote", "12. a"), ("Quote", "1. b", 54), ("Quote", "c")],
    ),
    "what goes on under a bullet within one": ("> - a\n>\n>   b\n", [("List Bullet", "a"), ("Quote", "b")]),
    "what goes on under a bullet": (
        "- a\n\n  b\n- c\n",
        [("List Bullet", "a"), ("List", "b"), ("List Bullet", "c")],
    ),
    "lists within lists": (
        "1. a\n   1. b\n      - c\n        - d\n2. e\n",
        [
            ("List", "1. a"),
            ("List", "1. b", 36),
            ("List Bullet", "c", 54),
            ("List Bullet", "d", 72),
            ("List", "2. e"),
        ],
    ),
}


@pytest.mark.parametrize(("text", "styled"), WITHIN.values(), ids=WITHIN)
def test_what_stands_within_another_is_set_as_what_it_is(text, styled):
    """A quotation set as an item would be whoever files it saying so."""
    for each, (style, words, *indent) in zip(written(text).paragraphs, styled, strict=True):
        left = each.paragraph_format.left_indent
        assert (each.style.name, each.text, [left.pt] if left else []) == (style, words, indent)


def test_emphasis_within_a_quotation_is_seen_as_such():
    quote = written("> It *binds*.").styles["Quote"]

    assert (quote.font.italic, quote.font.cs_italic) == (None, None)
    assert quote.paragraph_format.left_indent


def test_the_firm_stands_in_the_head_and_the_matter_in_the_foot():
    section = Document(io.BytesIO(made())).sections[0]

    assert section.header.paragraphs[0].text == "Moreau Singh LLP"
    assert section.footer.paragraphs[0].text == "2026-0001 Lease"


def test_a_name_with_a_character_that_no_document_can_hold_stops_none():
    section = Document(
        io.BytesIO(renderings.docx("a", firm="Moreau\x01Singh", matter="2026\x0eLease"))
    ).sections[0]

    assert section.header.paragraphs[0].text == "Moreau Singh"
    assert section.footer.paragraphs[0].text == "2026 Lease"


def test_the_document_says_nothing_about_who_or_what_made_it():
    with zipfile.ZipFile(io.BytesIO(made())) as packed:
        core = packed.read("docProps/core.xml").decode()

    assert "python-docx" not in core
    assert "<dc:creator" not in core
    assert "dcterms:created" not in core


def test_the_note_is_the_text_itself():
    assert renderings.note(TEXT) == TEXT.encode()


# What is read is what is filed ------------------------------------------------------------------------------


class Page(HTMLParser):
    """What a reader of the page sees of a text, the numbers of its lists with it."""

    def __init__(self, html):
        super().__init__()
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag == "li" and "value" in dict(attrs):
            self.words += f"{dict(attrs)['value']}."

    def handle_data(self, data):
        self.words += data


def words_of(document):
    """Every word in sight in a document, in order."""
    said = (each.text if each.tag == qn("w:t") else " " for each in document.element.body.iter(*SAID))
    return "".join(said)


SAID = (qn("w:t"), qn("w:br"), qn("w:tab"))


def squeezed(words):
    return re.sub(r"[\s\x00-\x1f\x7f-\x9f]+", "", words)


def links_in(document):
    """The words of each link and where it leads."""
    rels = document.part.rels
    return [
        ("".join(text.text for text in link.iter(qn("w:t"))), rels[link.get(qn("r:id"))].target_ref)
        for link in document.element.body.iter(qn("w:hyperlink"))
    ]


def written(text, **more):
    return Document(io.BytesIO(renderings.docx(text, firm="", matter="", **more)))


@given(MARKDOWN | ANY)
def test_every_word_and_address_on_the_page_is_in_the_file(text):
    on_the_page = squeezed(Page(markup.render(text)).words)

    assert squeezed(words_of(written(text))) == on_the_page


FILED = [
    ("[order](https://e.com/o)", "order (https://e.com/o)", [("order (https://e.com/o)", "https://e.com/o")]),
    ("<https://e.com/o>", "https://e.com/o", [("https://e.com/o", "https://e.com/o")]),
    ("[1]: https://canlii.ca/t/x", "[1]: https://canlii.ca/t/x", []),
    ("see [1]\n\n[1]: https://canlii.ca/t/x", "see [1][1]: https://canlii.ca/t/x", []),
    ("![plan](https://e.com/p)", "!plan (https://e.com/p)", [("plan (https://e.com/p)", "https://e.com/p")]),
    ("[local](/y)", "local (/y)", []),
    ("1. a\n1. b\n7. c", "1. a1. b7. c", []),
    ("3. - a\n4. b", "3. a4. b", []),
    ("a\fb", "a b", []),
    ("a\x7fb\x85c", "a b c", []),
]


@pytest.mark.parametrize(("text", "words", "links"), FILED, ids=[text for text, _words, _links in FILED])
def test_what_a_page_shows_is_what_the_file_says(text, words, links):
    document = written(text)

    assert words_of(document) == words
    assert links_in(document) == links
    assert squeezed(Page(markup.render(text)).words) == squeezed(words)


def test_a_place_that_leads_somewhere_is_linked_and_its_words_stay():
    text = "See *Ko v. Li*, 2025 ONSC 2766 \\* and\n\n| a | 2021 SCC 24 |\n| - | - |\n| b | [x](https://e.com) |\n"
    places = {"2025 ONSC 2766": "https://canlii.ca/t/1", "2021 SCC 24": "https://canlii.ca/t/2"}
    links = [Link(text.index(words), text.index(words) + len(words), to) for words, to in places.items()]

    document = written(text, links=links)

    assert links_in(document) == [*places.items(), ("x (https://e.com)", "https://e.com")]
    assert words_of(document) == words_of(written(text))


def test_where_a_text_links_an_authority_itself_the_page_that_was_opened_counts():
    text = "[2021 SCC 24](https://e.com/wrong)"

    document = written(text, links=[Link(1, 12, "https://canlii.ca/t/2")])

    assert links_in(document) == [
        ("2021 SCC 24", "https://canlii.ca/t/2"),
        (" (https://e.com/wrong)", "https://e.com/wrong"),
    ]


def test_a_place_is_linked_where_it_stands_though_the_same_words_stand_further_on_in_another_way():
    text = "Pay \\$5, 2021 SCC 24.\n\nSo 2021 SCC 24.\n\nPay $5, 2021 SCC 24.\n"
    to = "https://canlii.ca/t/1"
    links = [Link(*each.span(), to) for each in re.finditer("2021 SCC 24", text)]

    assert links_in(written(text, links=links)) == [("2021 SCC 24", to)] * 3


def test_a_line_across_the_page_is_one_in_the_file():
    document = written("above\n\n---\n\nbelow")

    assert [paragraph.text for paragraph in document.paragraphs] == ["above", "", "below"]
    assert len(list(document.element.body.iter(qn("w:pBdr")))) == 1


def test_a_row_that_lacks_cells_has_one_for_all_of_them():
    """A reply of a few lines could ask for so many that they take the memory of the whole process."""
    text = "| h |\n| --- |\n|" + "a|" * 40 + "\n" + "| b |\n" * 40

    document = written(text)

    assert sum(1 for _cell in document.element.body.iter(qn("w:tc"))) == 2 + 40 + 2 * 40
    assert {len(row.cells) for row in document.tables[0].rows} == {40}
    assert word.text_of(document, text) == text


def test_a_table_that_is_wider_than_word_opens_stands_in_lines():
    text = "> | h |\n> | --- |\n> |" + "a|" * 64 + "\n> | b |\n"

    document = written(text)

    assert document.tables == []
    assert [(each.text, each.style.name) for each in document.paragraphs] == [
        (words, "Quote") for words in ("h", "\t".join("a" * 64), "b")
    ]
    assert word.text_of(document, text) == text
