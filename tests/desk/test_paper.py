"""Paper prints what it is given, whatever it is given."""

import datetime as dt
import io

from hypothesis import example, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from apps.core.paper import pdf
from apps.desk import paper

AT = dt.datetime(2026, 11, 27, tzinfo=dt.UTC)


def summary(words):
    row = {"when": words, "who": words, "what": "*a* _b_ $c$ @d <e> #panic()", "facts": words}
    return pdf(
        paper.SUMMARY,
        {
            "lang": "en",
            "firm": words,
            "title": words,
            "intro": [words],
            "facts": [[words, words]],
            "counted": "",
            "counts": [],
            "listed": "",
            "heads": ["", "", ""],
            "rows": [row],
            "more": "",
        },
        at=AT,
    )


def text(data):
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


@given(st.text(min_size=1, max_size=60))
@example("0ـ")  # beside words that run from right to left the reader sees a space more
@example("i\xad")  # where a letter may be parted, the reader takes every such letter for one
@settings(max_examples=25, deadline=None)
def test_no_text_is_read_as_markup_or_stops_the_press(words):
    seen = "".join(text(summary(words)).split()).replace("\xad", "")
    assert "*a*_b_$c$@d<e>#panic()" in seen


def test_the_same_data_is_the_same_bytes():
    assert summary("Adeyemi") == summary("Adeyemi")


def test_a_page_is_tagged_titled_and_of_the_kind_that_lasts():
    read = PdfReader(io.BytesIO(summary("L’été à Trois-Rivières")))

    assert read.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert read.metadata.title == "L’été à Trois-Rivières"
    assert "<pdfaid:part>2</pdfaid:part>" in read.trailer["/Root"]["/Metadata"].get_data().decode()
    assert "shown as boxes" not in text(summary("L’été"))


def test_a_character_that_no_typeface_of_the_library_has_is_owned_up_to():
    assert "shown as boxes" in text(summary("遺言"))
