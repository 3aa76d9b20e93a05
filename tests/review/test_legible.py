import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from apps.review.citing import legible
from apps.review.citing.authorities import find
from apps.review.written import markup
from apps.review.written.tokens import PARSER
from tests.review.test_authorities import FOUND, MORE

GAPS = {
    "a line's end": "\n",
    "a line's end with spaces": "  \n ",
    "a line's end with a backslash": "\\\n",
    "two spaces": "  ",
    "a tab": "\t",
    "an entity": "&nbsp;",
    "a number of one": "&#8239;",
    "a space that does not break": "\u00a0",
    "a narrow one": "\u202f",
    "one as wide as a figure": "\u2007",
    "a space and one without width": " \u200b",
    "one without width and a line's end": "\u200b\n",
    "the next line of a quotation": "\n> ",
}
ROWS = [(row[0], row[-2]) for row in FOUND + MORE]


@pytest.mark.parametrize("gap", GAPS.values(), ids=GAPS.keys())
@pytest.mark.parametrize(("text", "citation"), ROWS, ids=[citation for _text, citation in ROWS])
def test_an_authority_is_found_wherever_its_words_are_apart(text, citation, gap):
    [plain] = find(text)
    for space in [match.start() for match in re.finditer(r"[ \u00a0\u202f]", text)]:
        start = "> " if gap.endswith("> ") else ""
        apart = f"{start}{text[:space]}{gap}{text[space + 1 :]}"

        [found] = find(apart)

        assert found == plain
        assert _words(apart, found.places[0]) == _words(text, plain.places[0])


def _words(text, place):
    words = re.sub(r"\\\n|&\S+?;|\n>|\u200b", " ", text[slice(*place)])
    return " ".join(words.split()).replace("\u2011", "-")


DRESSED = [
    "2019 *ONSC* 1234",
    "**2019** ONSC 1234",
    "2019 ***ONSC 1234***",
    "_2019 ONSC_ 1234",
    "2019 `ONSC` 1234",
    "2019 ON\u00adSC 1234",
    "20\u200b19 ONSC 1234",
    "2019 ONSC&shy; 1234",
    "2019 ONS&#67; 1234",
    "2019 [ONSC 1234](https://example.com)",
    "- so in 2019\n  ONSC 1234",
    "1. so in 2019\n   ONSC\n   1234",
    "> - so in 2019\n>   ONSC 1234",
    "> so in 2019\nONSC 1234",
    "- so in 2019 ONSC\n  1234. Then",
    "so in 2019 ONSC\n1234. Then",
]


@pytest.mark.parametrize("text", DRESSED)
def test_a_citation_is_found_whatever_is_set_within_it(text):
    [found] = find(text)

    assert found.citation == "2019 ONSC 1234"
    assert "2019" in re.sub("[*_\u200b]", "", text[slice(*found.places[0])])


@pytest.mark.parametrize(
    "sign",
    ["\U000e0020", "\U000e0155", "\ufe00", "\u206a", "\ufff9", "\u115f", "\u17b4", "\u180b", "\U0001d173"],
)
def test_no_character_without_width_hides_a_citation(sign):
    for text in (f"20{sign}19 ON{sign}SC 12{sign}34", f"2019{sign} {sign}ONSC 1234"):
        assert [each.citation for each in find(text)] == ["2019 ONSC 1234"]


@pytest.mark.parametrize("sign", ["\x01", "\x0b", "\x1c", "\x85", "\u2028", "\u2800", "\u3164"])
def test_what_a_file_or_a_page_shows_as_a_space_hides_none_either(sign):
    text = f"See 2019{sign}ONSC{sign}1234."

    assert [each.citation for each in find(text)] == ["2019 ONSC 1234"]


@pytest.mark.parametrize("text", [*DRESSED, "so in 2019&nbsp;ONSC&nbsp;1234 it"])
def test_the_page_marks_all_of_a_citation_and_nothing_else(text):
    [found] = find(text)

    html = markup.render(text, [markup.Mark(*found.places[0], markup.Kind.UNCONFIRMED)])

    marked = "".join(re.findall(r'class="unconfirmed[^>]*>([^<]*)<', html))
    assert re.sub(r"&nbsp;|&amp;shy;|[\s\u00ad\u200b]", "", marked) == "2019ONSC1234"


@pytest.mark.parametrize(
    "text",
    [
        "in 2019\n\nONSC 1234",
        "in 2019\n- ONSC 1234",
        "# In 2019\nONSC 1234",
        "in 2019\n> ONSC 1234",
        "> in 2019\n>\n> ONSC 1234",
        "| in 2019 |\n|---|\n| ONSC 1234 |",
        "1. in 2019\n2. ONSC 1234",
        "in 2019\n1. ONSC 1234",
        "in 2019\n***\nONSC 1234",
    ],
)
def test_words_of_two_blocks_are_no_citation(text):
    assert find(text) == []


def _pieces(most):
    pieces = ["\n", " ", "  ", "> ", "- ", "1. ", "12. ", "# ", "*", "**", "_", "`", "\\", "|", ".", "word", "&nbsp;",
              "\u00ad", "\u200b", "\u2007"]  # fmt: skip
    return st.lists(st.sampled_from(pieces), max_size=most).map("".join)


@given(_pieces(5), _pieces(3), _pieces(3), _pieces(4))
@example("> ", "\n", "\n> ", "")
@example("", "\n", "\n\\\n", "")
@example("> ", "\n> ", "\n> \\\n> ", "")
@example("*", "\n", "&nbsp;*\n", "")
@example("word*", " ", " ", "")
def test_a_citation_that_the_page_shows_is_listed(before, one, other, after):
    text = f"{before}2019{one}ONSC{other}1234{after}"
    shown = [_shown(token) for token in PARSER.parse(text) if token.type == "inline"]
    expected = any(re.search(r"(?<!\w)2019 ONSC 1234(?!\w)", each) for each in shown)

    listed = "2019 ONSC 1234" in {each.citation for each in find(text)}

    assert listed or not expected


def _shown(token):
    words = "".join(
        " " if child.type in ("softbreak", "hardbreak") else child.content for child in token.children or []
    )
    return " ".join(re.sub("[\u00ad\u200b]", "", words).split())


@given(st.text(st.sampled_from("ab \n>*_-.v&;#13\u00ad\u00a0\\[](A"), max_size=60))
def test_every_character_of_a_view_has_its_place_in_order(text):
    read = legible.legible(text)
    bare = legible.unmarked(read.text)

    places = [read.before(bare.before((at, at + 1))) for at in range(len(bare.text))]

    assert all(0 <= start < end <= len(text) for start, end in places)
    assert places == sorted(places)


@pytest.mark.parametrize(
    "written",
    [
        "２０２１ ＳＣＣ ２４", "𝟐𝟎𝟐𝟏 𝐒𝐂𝐂 𝟐𝟒", "2021 SCC ２４", "2021 ЅСС 24", "2021 S\u0332C\u0332C\u0332 24",
        "20**21** SCC 24", "20**2**1 SCC 24", "20`21` SCC 24",
    ],
)  # fmt: skip
def test_a_citation_in_letters_of_another_set_is_one(written):
    text = f"Roe v Doe, {written} at para 3."

    [found] = find(text)

    assert (found.style, found.citation) == ("Roe v Doe", "2021 SCC 24")
    assert [text[slice(*place)] for place in found.places] == [written]


@pytest.mark.parametrize("text", ["2019 ONSC 12*3 and so on", "2019 ONSC 12\\*3 or 4\\*5"])
def test_a_sign_that_is_shown_ends_a_number(text):
    assert "2019 ONSC 123" not in {each.citation for each in find(text)}


def test_a_raised_number_behind_a_citation_is_no_part_of_it():
    [found] = find("Roe v Doe, 2021 SCC 24².")

    assert found.citation == "2021 SCC 24"
