import io
import re
from collections import Counter
from html.parser import HTMLParser

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st

from apps.core.text import UNSEEN, canonical
from apps.review.written import markup, renderings
from apps.review.written.markup import Kind, Mark


class Read(HTMLParser):
    """What a browser would make of it: the words in sight, every tag with its attributes, and whether tags nest."""

    def __init__(self, html):
        super().__init__()
        self.words, self.tags, self.open, self.nests = "", [], [], True
        self.feed(html)
        self.close()
        self.nests = self.nests and self.open == []

    def handle_data(self, data):
        self.words += data

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.nests = self.nests and not (tag == "a" and "a" in self.open)
        if tag not in ("br", "hr"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        self.nests = self.nests and bool(self.open) and self.open.pop() == tag


PIECES = [
    *"ab *_`[]()<>&\\#-|!\"'\n1.:/\ue000é",
    "&amp;",
    "<script>",
    "](javascript:x)",
    "](/y)",
    "\n\n",
    "| - |\n",
]
MARKDOWN = st.lists(st.sampled_from(PIECES), max_size=60).map(lambda pieces: canonical("".join(pieces)))
ANY = st.text(max_size=60).map(canonical)


@st.composite
def marked(draw):
    text = draw(MARKDOWN | ANY)
    edge = st.integers(0, len(text))
    rows = draw(st.lists(st.tuples(edge, edge, st.sampled_from(list(Kind)), st.booleans()), max_size=6))
    marks = [
        Mark(min(a, b), max(a, b), kind, id=f"m-{n}", to="there" if links else "", lights=("there",))
        for n, (a, b, kind, links) in enumerate(rows)
    ]
    return text, marks


@given(marked())
def test_marks_change_nothing_of_the_words_in_sight(given):
    text, marks = given

    assert Read(markup.render(text, marks)).words == Read(markup.render(text)).words


@given(marked())
def test_what_comes_out_is_only_what_is_allowed(given):
    read = Read(markup.render(*given))

    assert read.nests
    for tag, attributes in read.tags:
        assert tag in markup.TAGS
        assert set(attributes) <= markup.ATTRIBUTES.get(tag, set())
        assert attributes.get("href", "#there") == "#there"
        assert set(attributes.get("class", "").split()) <= markup.CLASSES.get(tag, set())


@given(marked())
def test_cleaning_again_changes_nothing(given):
    html = markup.render(*given)

    assert markup.clean(html) == html


@given(marked())
def test_a_name_is_on_the_page_once(given):
    names = [attributes["id"] for _tag, attributes in Read(markup.render(*given)).tags if "id" in attributes]

    assert len(names) == len(set(names))


@given(
    st.lists(st.sampled_from(["one", "two", "three [gap]", "*four*", "2020 ONSC 1."]), min_size=1, max_size=8)
)
def test_every_mark_of_plain_prose_is_on_the_page(words):
    text = " ".join(words)
    marks = [
        Mark(m.start(), m.end(), Kind.GAP, id=f"m-{m.start()}") for m in re.finditer(r"\[gap\]|ONSC", text)
    ]

    inside = re.findall(r'<span class="gap last" id="[^"]*">(.*?)</span>', markup.render(text, marks))

    assert inside == [text[mark.start : mark.end] for mark in marks]


def test_the_marked_words_are_the_ones_the_offsets_name():
    text = "## Facts\n\nSee *Ko v Li*, 2020 ONSC 1. [a gap] and\n\n> - a\\*b &amp; c [two](http://e.com/two) two\n"
    for words in ("Facts", "Ko v Li", "2020 ONSC 1", "[a gap]", "a\\*b &amp; c"):
        start = text.index(words)

        html = markup.render(text, [Mark(start, start + len(words), Kind.GAP)])

        [inside] = re.findall(r'<span class="gap last">(.*?)</span>', html)
        assert Read(inside).words == words.replace("\\*", "*").replace("&amp;", "&")


def test_words_after_a_link_are_not_looked_for_in_its_address():
    text = "See [the order](https://e.com/order) and the order."
    start = text.rindex("the order")

    html = markup.render(text, [Mark(start, len(text), Kind.UNSUPPORTED)])

    assert html.endswith('</span> and <span class="unsupported last">the order.</span></p>\n')


def test_a_mark_crosses_emphasis_in_pieces_and_names_itself_once():
    html = markup.render(
        "one *two* three", [Mark(0, 15, Kind.CITED, id="cite-1", to="p1", lights=("p1", "p2"))]
    )

    assert html == (
        '<p><a class="cited" data-passage="p1 p2" id="cite-1" href="#p1">one </a>'
        '<em><a class="cited" data-passage="p1 p2" href="#p1">two</a></em>'
        '<a class="cited last" data-passage="p1 p2" href="#p1"> three</a></p>\n'
    )


@pytest.mark.parametrize("end", ["*two*", "[two](https://e.com/two)", "`two`", "two |", "**two**\n\n"])
def test_a_sentence_has_its_own_number_behind_its_last_words_whatever_it_ends_with(end):
    text = f"| One {end}" if end.endswith("|") else f"One {end}"
    cited = Mark(0, len(text), Kind.CITED, id="cite-7", to="p1", lights=("p1",), number=7)

    pieces = re.findall(r'<a class="cited[^>]*>', markup.render(f"{text}\n|---|\n", [cited]))

    assert ["data-n" in each for each in pieces] == [False] * (len(pieces) - 1) + [True]
    assert 'class="cited last" data-n="7"' in pieces[-1]


def test_a_link_inside_a_link_leaves_one_link():
    marks = [Mark(0, 8, Kind.CITED, to="p1", lights=("p1",)), Mark(4, 8, Kind.UNCONFIRMED, to="a-1")]

    html = markup.render("See 2020", marks)

    assert html == (
        '<p><a class="cited" data-passage="p1" href="#p1">See </a>'
        '<span class="cited last" data-passage="p1"><a class="unconfirmed last" href="#a-1">2020</a></span></p>\n'
    )


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<script>x</script>", "<p>&lt;script&gt;x&lt;/script&gt;</p>\n"),
        ("[x](javascript:alert)", "<p>[x](javascript:alert)</p>\n"),
        ("[x](https://e.com)", '<p>x<span class="address"> (https://e.com)</span></p>\n'),
        ("![x](https://e.com/i.png)", '<p>!x<span class="address"> (https://e.com/i.png)</span></p>\n'),
        ("[x]: https://e.com", "<p>[x]: https://e.com</p>\n"),
        ("<!-- unseen -->", "<p>&lt;!-- unseen --&gt;</p>\n"),
        ('[x](https://e.com "t")', '<p>x<span class="address"> (https://e.com "t")</span></p>\n'),
        ("```unseen words\ncode\n```", "<pre><code>unseen words\ncode\n</code></pre>"),
        ("```\ncode\n```", "<pre><code>code\n</code></pre>"),
        ("2. x\n9. y", '<ol><li value="2">x</li>\n<li value="9">y</li>\n</ol>\n'),
    ],
    ids=[
        "script",
        "javascript",
        "link",
        "image",
        "definition",
        "comment",
        "title",
        "fence",
        "code",
        "numbers",
    ],
)
def test_nothing_in_a_text_is_hidden_or_runs(text, html):
    assert markup.render(text) == html


WHOLE = "| a | b |\n|---|---|\n| 1 | 2 |"
RAGGED = [
    f"{WHOLE} *secret* words |",
    f"{WHOLE} secret | words |\n| 3 | 4 |",
    f"{WHOLE}\n| 3 | 4 | secret | words",
    "> " + f"{WHOLE} secret words".replace("\n", "\n> "),
    "1. " + f"{WHOLE} secret words".replace("\n", "\n   "),
]


@pytest.mark.parametrize("text", RAGGED)
def test_what_stands_in_a_row_beyond_its_head_is_read_in_every_file(text):
    read = Read(markup.render(text, [Mark(text.index("words"), text.index("words") + 5, Kind.CITED)]))

    assert {"secret", "words"} <= set(read.words.split())
    assert ("span", {"class": "cited last"}) in read.tags
    assert {"secret", "words"} <= set(_words_of_word(text).split())


def _words_of_word(text):
    document = Document(io.BytesIO(renderings.docx(text, firm="", matter="")))
    cells = [each.text for table in document.tables for row in table.rows for each in row.cells]
    return "\n".join([each.text for each in document.paragraphs] + cells)


WRITTEN = [
    *"ab *_`[]()<>\\#-|!\"'\n1.:/",
    "\n\n",
    "| - |\n",
    "| a | b |\n|---|---|\n",
    "```",
    "](/b)",
    '](/a "b")',
    "\n2. ",
    "> > > > > > > > ",
    "+ + + + + ",
]


@given(st.lists(st.sampled_from(WRITTEN), max_size=40).map(lambda pieces: canonical("".join(pieces))))
def test_every_letter_and_number_of_a_text_is_in_sight_on_the_page_and_in_word(text):
    read = Read(markup.render(text))
    numbers = "".join(attributes.get("value", "") for tag, attributes in read.tags if tag == "li")

    assert not _signs(text) - _signs(read.words + numbers)
    assert not _signs(text) - _signs(_words_of_word(text))


DEEP = {"quotations": "> " * 30, "bullets": "+ " * 12, "numbers": "1. " * 12, "both": "> + " * 9}


@pytest.mark.parametrize("deep", DEEP.values(), ids=DEEP)
def test_what_stands_very_deep_is_in_sight_and_so_is_all_that_comes_after_it(deep):
    text = f"Before.\n\n{deep}secret words\n\nAfter it, *more*.\n\n# End\n"

    for read in (Read(markup.render(text)).words, _words_of_word(text)):
        assert read.split()[-6:] == ["secret", "words", "After", "it,", "more.", "End"]


@pytest.mark.parametrize(
    "address",
    [
        "https://e.com/%E2%80%AE42%20CCS%201202",
        "https://e.com/2099%20SCC%2099",
        "https://xn--80ak6aa92e.com/",
    ],
)
def test_an_address_in_a_text_is_read_as_it_is_written(address):
    """Decoded it would turn the order of a line round, or show a citation that is in no ledger."""
    for read in (Read(markup.render(f"See <{address}>.")).words, _words_of_word(f"See <{address}>.")):
        assert read.strip() == f"See {address}."


def test_a_mark_stands_at_its_own_words_where_the_same_are_written_otherwise_further_on():
    text = (
        "Pay \\$5 by [day].\n\nThen by [month].\n\n| \\$5 [year] |\n|---|\n\nPay $5 by [day].\n\n$5 [year]\n"
    )
    marks = [Mark(*each.span(), Kind.GAP) for each in re.finditer(r"\[\w+\]", text)]

    inside = re.findall(r'class="gap last">(.*?)</span>', markup.render(text, marks))

    assert inside == ["[day]", "[month]", "[year]", "[day]", "[year]"]


@pytest.mark.parametrize(
    "before",
    ["&laquo;&nbsp;", "&ldquo;&hellip;&nbsp;", "&eacute;t&eacute; ", "`so\nit is` \\$5 ", "\\* &amp; "],
)
def test_a_mark_stands_at_its_own_words_behind_what_is_read_otherwise_than_it_is_written(before):
    text = f"{before}that [gap] is to come."

    html = markup.render(text, [Mark(text.index("[gap"), text.index("gap]") + 4, Kind.GAP)])

    assert re.findall(r'class="gap last">(.*?)</span>', html) == ["[gap]"]


def _signs(words):
    return Counter(re.sub(r"[^a-z0-9]|0+(?=[0-9])", "", words.lower()))


@pytest.mark.parametrize("name", ['x" onclick="y', "a b", "1st", "<i>"])
def test_a_name_that_does_not_belong_on_a_page_is_refused(name):
    with pytest.raises(ValueError, match="names"):
        Mark(0, 1, Kind.GAP, id=name)


TURNED = (
    "See &#x202e;42 CCS 1202 ,eoD v eoR&#x202c; and &#8238;x, &#8203;y, &#xE0041;z, &rlm;a, &zwj;b, &shy;c."
)


@pytest.mark.parametrize(
    "written",
    [TURNED, f"`` ` ``\n\n> {TURNED}", f"| a |\n|---|\n| {TURNED} |", f"[{TURNED}](https://a.example/)"],
)
def test_what_nobody_sees_or_what_turns_the_order_round_is_read_as_it_is_written(written):
    """A citation that is only seen would be on the page and in the files, and in no ledger."""
    page = markup.render(written).replace("&amp;", "&")
    document = renderings.document(written, firm="Firm", matter="Matter")
    paper = "".join(text.text or "" for text in document.element.body.iter(qn("w:t")))

    for each in (page, paper):
        assert not re.search(f"[{UNSEEN}]", each)
        assert "&#x202e;42 CCS 1202 ,eoD v eoR&#x202c;" in each
    assert "Æ" in markup.render("&AElig;&nbsp;")


def test_a_title_and_what_follows_a_fence_turn_no_order_round():
    written = '[a](https://a.example/ "&#x202e;42 CCS 1202")\n\n``` &#x202e;42 CCS 1202\nb\n```\n'

    assert not re.search(f"[{UNSEEN}]", markup.render(written))


@pytest.mark.parametrize("sign", ["\x0b", "\x1f", "\x7f", "\x85"])
def test_a_control_character_parts_words_on_the_page_as_it_does_in_the_file(sign):
    text = f"A fee of $1{sign}500, or *$2{sign}500*, see `a{sign}b`.\n"

    document = renderings.document(text, firm="", matter="")

    assert [each.text for each in document.paragraphs] == ["A fee of $1 500, or $2 500, see a b."]
    assert markup.render(text) == "<p>A fee of $1 500, or <em>$2 500</em>, see <code>a b</code>.</p>\n"
