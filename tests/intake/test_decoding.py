from hypothesis import given
from hypothesis import strategies as st

from apps.intake.readers.plain import decode, paragraphs
from apps.intake.readers.reading import clean

text = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"))


@given(text, st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]))
def test_marked_text_and_utf8_come_back_whole(given_text, encoding):
    assert decode(given_text.encode(encoding)).removeprefix("\ufeff") == given_text.removeprefix("\ufeff")


@given(st.binary())
def test_no_bytes_at_all_fail(data):
    assert isinstance(decode(data), str)


@given(st.text(st.sampled_from("éàçÉ abc’“”–…")).filter(lambda given_text: not given_text.isascii()))
def test_windows_text_comes_back_unless_it_happens_to_be_utf8(given_text):
    data = given_text.encode("cp1252")

    assert decode(data) in (given_text, data.decode("utf-8", errors="replace"))


def test_a_byte_that_windows_does_not_define_is_read_as_latin():
    assert decode(b"\x81\xe9") == "\x81é"


@given(text)
def test_cleaning_twice_changes_nothing_more(given_text):
    once = clean(given_text)

    assert clean(once) == once
    assert not any(character < " " and character not in "\n\t" for character in once)


@given(
    st.lists(st.text("ab c").map(str.strip).filter(bool), max_size=6),
    st.sampled_from(["\n\n", "\n \n", "\r\n\r\n\r\n"]),
)
def test_paragraphs_are_what_stands_between_empty_lines(parts, gap):
    assert paragraphs(gap.join(parts)) == parts
