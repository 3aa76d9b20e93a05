"""A PDF is read as it is seen: what a box covers, and what nobody sees, does not cross and is said to be there."""

import html
import io

import pytest
from django.urls import reverse
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from apps.audit.models import Entry
from apps.intake.models import Kind
from apps.intake.readers import choose, covered
from apps.intake.readers.reading import Deadline
from apps.intake.readers.unseen import BROKEN, LEFT_OUT, UNKNOWN
from tests import factories

from . import files

COVERED, MARKED = covered.NAMES.values()
WITNESS = "BT /F1 12 Tf 20 100 Td (The witness JOHN SMITH said no.) Tj ET"
NAME = "85 97 80 14"
"""Where the name is in that line, as a rectangle."""
SEEN = f"The witness {COVERED} said no."


def made(value):
    """A value as PDF has it: names begin with a slash."""
    if isinstance(value, dict) and not isinstance(value, DictionaryObject):
        return DictionaryObject({NameObject(f"/{name}"): made(each) for name, each in value.items()})
    if isinstance(value, list):
        return ArrayObject([made(each) for each in value])
    if isinstance(value, str):
        return NameObject(value) if value.startswith("/") else TextStringObject(value)
    return NumberObject(value) if isinstance(value, int) else value


class Drawn:
    """A page as its operators draw it."""

    def __init__(self, content, *, size=(300, 200)):
        self.writer = PdfWriter()
        self.page = self.writer.add_blank_page(*size)
        self.resources = made(
            {"Font": {"F1": {"Type": "/Font", "Subtype": "/Type1", "BaseFont": "/Helvetica"}}}
        )
        self.page[NameObject("/Resources")] = self.resources
        self.page[NameObject("/Contents")] = self.stream(content)

    def stream(self, content, **entries):
        kept = DecodedStreamObject()
        kept.set_data(content.encode("latin-1"))
        kept.update(made(entries))
        return self.writer._add_object(kept)

    def form(self, content, **entries):
        box = {"BBox": [0, 0, 300, 200], "Resources": self.resources, "Type": "/XObject", "Subtype": "/Form"}
        return self.stream(content, **(box | entries))

    def picture(self, **entries):
        shape = {"Width": 1, "Height": 1, "ColorSpace": "/DeviceRGB", "BitsPerComponent": 8}
        return self.stream("\x00\xff\x00", Type="/XObject", Subtype="/Image", **(shape | entries))

    def named(self, kind, **held):
        """What the page's operators call by name."""
        self.resources.setdefault(NameObject(f"/{kind}"), DictionaryObject()).update(made(held))
        return self

    def mark(self, rect, **entries):
        mark = self.writer._add_object(made({"Type": "/Annot", "Rect": rect, **entries}))
        self.page.setdefault(NameObject("/Annots"), ArrayObject()).append(mark)
        return self

    def data(self):
        kept = io.BytesIO()
        self.writer.write(kept)
        return kept.getvalue()

    def read(self):
        return choose.read(Kind.PDF, self.data(), Deadline(60))

    def text(self):
        return "\n".join(each.text for each in self.read().passages)


def text(content):
    return Drawn(content).text()


COVERS = {
    "a black box": f"0 g {NAME} re f",
    "a white box": f"1 1 1 rg {NAME} re f",
    "a box of four lines": "0 0 1 rg 85 97 m 165 97 l 165 111 l 85 111 l h f*",
    "a box with round corners": "85 99 m 85 98 86 97 87 97 c 163 97 l 164 97 165 98 165 99 c 165 109 l "
    "165 110 164 111 163 111 c 87 111 l 86 111 85 110 85 109 c h B",
    "a box of named ink": f"/Sep cs 0.8 scn {NAME} re f",
    "a thick line": "14 w 85 104 m 165 104 l S",
    "a box elsewhere on a turned page": "q 0 1 -1 0 165 97 cm 0 0 14 80 re f Q",
    "a box in a form": "q 1 0 0 1 5 7 cm /Box Do Q",
    "a black marker": f"/Dark gs 0 g {NAME} re f",
    "a picture": "q 80 0 0 14 85 97 cm /Im Do Q",
    "a picture in the page": "q 80 0 0 14 85 97 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x00 EI Q",
    "a dot drawn large": "q 80 0 0 14 85 97 cm /Dot Do Q",
    "several boxes": f"{NAME} re 10 10 20 20 re f",
}
ON_ITS_OWN = {"black on black": "0 g", "grey on grey": "0.5 g 0.51 G", "red on red": "1 0 0 rg"}


@pytest.mark.parametrize("ink", ON_ITS_OWN.values(), ids=ON_ITS_OWN)
def test_a_name_in_the_colour_of_a_box_behind_it_is_covered_as_by_one_over_it(ink):
    """As word processors print what somebody went over with a black marker."""
    name = "BT /F1 12 Tf 90 100 Td [(JOHN) -300 (SMITH)] TJ ET"
    words = "0 g BT /F1 12 Tf 20 100 Td (The witness) Tj ET"

    assert text(f"{words} {ink} {NAME} re f {name} 0 g BT /F1 12 Tf 170 100 Td (said no.) Tj ET") == SEEN


@pytest.mark.parametrize("cover", COVERS.values(), ids=COVERS)
def test_a_name_under_a_box_is_not_read_and_the_place_says_so(cover):
    drawn = Drawn(f"{WITNESS}\n{cover}")
    drawn.named("ColorSpace", Sep=["/Separation", "/Spot", "/DeviceCMYK", {}])
    drawn.named("ExtGState", Dark={"BM": "/Multiply"})
    drawn.named("XObject", Box=drawn.form("80 90 80 14 re f"), Im=drawn.picture())
    drawn.named("XObject", Dot=drawn.picture(ImageMask=True, BitsPerComponent=1))

    found = drawn.read()

    assert [each.text for each in found.passages] == [SEEN]
    assert found.unseen == 1


OPEN = {
    "drawn before it": f"0.9 g {NAME} re f 0 g {WITNESS}",
    "seen through": f"{WITNESS} /Half gs 1 1 0 rg {NAME} re f",
    "a bright marker": f"{WITNESS} /Dark gs 1 1 0 rg {NAME} re f",
    "a frame": f"{WITNESS} {NAME} re S",
    "a frame with a hole": f"{WITNESS} 80 90 90 25 re {NAME} re f*",
    "a line below it": f"{WITNESS} 85 97 80 1.5 re f",
    "cut away": f"{WITNESS} q 0 0 5 5 re W n {NAME} re f Q",
    "cut to a shape": f"{WITNESS} q 85 97 m 165 97 l 125 150 l h W n {NAME} re f Q",
    "a slanting shape": f"{WITNESS} 85 97 m 165 111 l 165 112 l 85 98 l h f",
    "a picture with gaps": f"{WITNESS} q 80 0 0 14 85 97 cm /Im Do Q",
    "a pattern": f"{WITNESS} /Pattern cs /P1 scn {NAME} re f",
    "on a layer that is off": f"{WITNESS} /OC /Off BDC {NAME} re f EMC",
    "white on a dark box": f"0 g 10 90 280 30 re f 1 g {WITNESS}",
    "white on a picture": f"q 280 0 0 30 10 90 cm /Im Do Q 1 g {WITNESS}",
    "pale": f"0.85 g {WITNESS}",
    "small by its font, large by its place": "q 12 0 0 12 0 0 cm BT /F1 1 Tf 1 8 Td "
    "(The witness JOHN SMITH said no.) Tj ET Q",
    "within what is shown": f"q 0 0 300 200 re W n {WITNESS} Q",
    "what is written wrong": f"(x) cm [] w /None gs /None cs (y) scn 1 Td re f /None Do {WITNESS} Q Q EMC",
}


@pytest.mark.parametrize("content", OPEN.values(), ids=OPEN)
def test_a_name_that_is_seen_is_read(content):
    drawn = Drawn(content)
    drawn.named("ExtGState", Half={"ca": FloatObject(0.5)}, Dark={"BM": "/Multiply"})
    drawn.named("XObject", Im=drawn.picture(SMask=drawn.picture()))
    _with_layer(drawn)

    found = drawn.read()

    assert [each.text for each in found.passages] == ["The witness JOHN SMITH said no."]
    assert found.unseen == 0


def _with_layer(drawn, **settings):
    layer = drawn.writer._add_object(made({"Type": "/OCG", "Name": "Notes"}))
    usual = settings or {"OFF": [layer]}
    drawn.writer.root_object[NameObject("/OCProperties")] = made({"OCGs": [layer], "D": usual})
    drawn.named("Properties", Off=layer, Any={"Type": "/OCMD", "OCGs": [layer]})
    return layer


GONE = {
    "white on a white box": "1 g 10 40 200 30 re f BT /F1 12 Tf 20 50 Td (JOHN SMITH) Tj ET",
    "white on paper": "1 g BT /F1 12 Tf 20 50 Td (JOHN SMITH) Tj ET",
    "nearly white": "0.98 0.97 0.99 rg BT /F1 12 Tf 20 50 Td (JOHN SMITH) Tj ET",
    "no ink": "0 0 0 0 k BT /F1 12 Tf 20 50 Td (JOHN SMITH) Tj ET",
    "no named ink": "/Sep cs 0 scn BT /F1 12 Tf 20 50 Td (JOHN SMITH) Tj ET",
    "of no size": "BT /F1 0.01 Tf 20 50 Td (JOHN SMITH) Tj ET",
    "small by its place": "q 0.05 0 0 0.05 0 0 cm BT /F1 12 Tf 400 900 Td (JOHN SMITH) Tj ET Q",
    "pressed flat": "BT /F1 12 Tf 0.1 Tz 20 50 Td (JOHN SMITH) Tj ET",
    "left of the page": "BT /F1 12 Tf -200 50 Td (JOHN SMITH) Tj ET",
    "above the page": "BT /F1 12 Tf 20 900 Td (JOHN SMITH) Tj ET",
    "cut away": "q 0 0 10 10 re W n BT /F1 12 Tf 20 50 Td (JOHN SMITH) Tj ET Q",
    "drawn without a mark": "BT 3 Tr /F1 12 Tf 20 50 Td (JOHN SMITH) Tj ET",
    "drawn as an edge": "BT 7 Tr /F1 12 Tf 20 50 Td (JOHN SMITH) Tj ET",
    "seen through": "/Faint gs BT /F1 12 Tf 20 50 Td (JOHN SMITH) Tj ET",
    "on a layer that is off": "/OC /Off BDC BT /F1 12 Tf 20 50 Td (JOHN SMITH) Tj ET EMC",
    "on layers that are off": "/OC /Any BDC /Span BMC EMC BT /F1 12 Tf 20 50 Td [(JOHN) -300 (SMITH)] TJ ET EMC",
    "on the next line": "1 g BT /F1 12 Tf 14 TL 20 64 Td (JOHN) ' 0 1 (SMITH) \" ET",
}


@pytest.mark.parametrize("content", GONE.values(), ids=GONE)
def test_words_that_nobody_sees_are_not_read_and_the_page_says_so(content):
    drawn = Drawn(f"BT /F1 12 Tf 20 100 Td (No comment.) Tj ET {content}")
    drawn.named("ColorSpace", Sep=["/Separation", "/Spot", "/DeviceCMYK", {}])
    drawn.named("ExtGState", Faint={"ca": 0})
    _with_layer(drawn)

    found = drawn.read()

    assert [each.text for each in found.passages] == [f"No comment.\n\n{LEFT_OUT}"]
    assert found.unseen == 1


def test_a_page_that_is_cut_to_a_part_of_it_shows_no_more():
    drawn = Drawn("BT /F1 12 Tf 20 100 Td (Shown.) Tj 0 -80 Td (Trimmed.) Tj ET")
    drawn.page[NameObject("/CropBox")] = made([0, 60, 300, 200])

    assert drawn.text() == f"Shown.\n\n{LEFT_OUT}"


def test_what_a_scan_was_recognised_as_is_read_and_what_a_box_over_the_scan_hides_is_not():
    scan, unseen = "q 300 0 0 200 0 0 cm /Im Do Q", f"3 Tr {WITNESS}"
    for content, read in (
        (f"{scan} {unseen}", "The witness JOHN SMITH said no."),
        (f"{unseen} {scan}", "The witness JOHN SMITH said no."),
        (f"{WITNESS} {scan}", "The witness JOHN SMITH said no."),
        (f"{scan} {unseen} 0 g {NAME} re f", SEEN),
        (f"{scan} 0 g {NAME} re f {unseen}", SEEN),
        (f"1 g 0 0 300 200 re f {scan} {unseen}", "The witness JOHN SMITH said no."),
        (f"{WITNESS} {scan} 0 g {NAME} re f", SEEN),
    ):
        drawn = Drawn(content)
        drawn.named("XObject", Im=drawn.picture())

        assert drawn.text() == read, content


MARKS = {
    "a black square": ({"Subtype": "/Square", "IC": [0, 0, 0]}, COVERED),
    "a white box of text": ({"Subtype": "/FreeText", "C": [1]}, COVERED),
    "a black highlight": ({"Subtype": "/Highlight", "C": [0, 0, 0]}, COVERED),
    "marked to be redacted": (
        {"Subtype": "/Redact", "QuadPoints": [85, 111, 165, 111, 85, 97, 165, 97]},
        MARKED,
    ),
}
NO_COVER = {
    "a square without a filling": {"Subtype": "/Square"},
    "a square that is seen through": {"Subtype": "/Square", "IC": [0, 0, 0], "CA": 0},
    "a hidden square": {"Subtype": "/Square", "IC": [0, 0, 0], "F": 2},
    "a square for paper alone": {"Subtype": "/Square", "IC": [0, 0, 0], "F": 32},
    "a yellow highlight": {"Subtype": "/Highlight", "C": [1, 1, 0]},
    "a link": {"Subtype": "/Link", "C": [0, 0, 0]},
    "a square in no colour": {"Subtype": "/Square", "IC": ["x"]},
}


@pytest.mark.parametrize(("entries", "sign"), MARKS.values(), ids=MARKS)
def test_a_mark_over_a_name_covers_it_as_a_box_does(entries, sign):
    drawn = Drawn(WITNESS).mark([85, 97, 165, 111], **entries)

    assert drawn.text() == f"The witness {sign} said no."


@pytest.mark.parametrize("entries", NO_COVER.values(), ids=NO_COVER)
def test_a_mark_that_hides_nothing_leaves_the_words(entries):
    assert Drawn(WITNESS).mark([85, 97, 165, 111], **entries).text() == "The witness JOHN SMITH said no."


def test_a_mark_covers_what_its_own_drawing_does():
    drawn = Drawn(WITNESS)
    inner = drawn.form("0 0 10 10 re f", BBox=[0, 0, 10, 10], Resources={})
    look = drawn.form("q /In Do Q", BBox=[0, 0, 10, 10], Resources={"XObject": {"In": inner}})
    drawn.mark([85, 97, 165, 111], Subtype="/Stamp", AP={"N": look})

    assert drawn.text() == SEEN


def test_a_mark_whose_own_drawing_cannot_be_gone_through_is_said_to_be_there():
    drawn = Drawn(WITNESS)
    look = drawn.form("0 0 10 10 re f", BBox=[0, 0, 10, 10], Resources={}, Filter="/NoSuchDecode")
    drawn.mark([85, 97, 165, 111], Subtype="/Square", AP={"N": look})

    assert drawn.text() == f"The witness JOHN SMITH said no.\n\n{BROKEN}"


def test_a_mark_without_any_size_is_nothing_to_tell_of():
    drawn = Drawn(WITNESS)
    drawn.mark([0, 0, 0, 0], Subtype="/Widget", AP={"N": drawn.form("", BBox=[0, 0, 0, 0], Resources={})})

    assert drawn.text() == "The witness JOHN SMITH said no."


def test_a_box_over_a_form_and_over_pieces_of_a_line_covers_them_where_they_stand():
    drawn = Drawn(f"q 1 0 0 1 0 20 cm /Words Do Q {NAME.replace('97', '117')} re f")
    words = "BT /F1 12 Tf 20 100 Td [(The wit) 0 (ness JOHN) -278 (SMITH said) -278 (no.)] TJ ET"
    drawn.named("XObject", Words=drawn.form(words))

    assert drawn.text() == SEEN


def test_a_form_that_cannot_be_gone_through_is_said_to_be_there():
    for form, resources in (("BT /F1 12 Tf (JOHN) Tj ET", {}), ("BT /F1 12 Tf (JOHN) Tj ET", None)):
        drawn = Drawn("BT /F1 12 Tf 20 100 Td (No comment.) Tj ET /Form Do BT 20 50 Td (After.) Tj ET")
        box = {"BBox": [0, 0, 300, 200], "Type": "/XObject", "Subtype": "/Form"}
        made_so = drawn.stream(form, **box)
        if resources is None:
            made_so.get_object()[NameObject("/Filter")] = NameObject("/NoSuchDecode")
            made_so.get_object()[NameObject("/Resources")] = drawn.resources
        drawn.named("XObject", Form=made_so)

        assert drawn.text() == f"No comment.\nAfter.\n\n{BROKEN}"


def test_a_form_that_draws_no_words_is_no_loss():
    drawn = Drawn("/Form Do BT /F1 12 Tf 20 100 Td (No comment.) Tj ET")
    drawn.named(
        "XObject", Form=drawn.form("/Inner Do 0 0 5 5 re f", Resources={"XObject": {"Inner": drawn.form("")}})
    )

    assert drawn.text() == "No comment."


def test_words_in_letters_that_nothing_names_are_not_read_as_others():
    """Of a font with numbers of its own, and without what they stand for, other letters would come out."""
    drawn = Drawn("BT /F2 12 Tf 20 100 Td <002400250026> Tj /F1 12 Tf 20 -20 Td (No comment.) Tj ET")
    inner = {"Type": "/Font", "Subtype": "/CIDFontType2", "CIDSystemInfo": {"Ordering": "Identity"}}
    font = {"Type": "/Font", "Subtype": "/Type0", "Encoding": "/Identity-H", "DescendantFonts": [inner]}
    drawn.named("Font", F2=font)

    assert drawn.text() == f"No comment.\n\n{UNKNOWN}"


def test_the_words_of_a_stamp_and_of_a_signature_are_read_as_they_are_drawn():
    drawn = Drawn("BT /F1 12 Tf 20 100 Td (No comment.) Tj ET")
    stamp, signed = (
        drawn.form(f"BT /F1 12 Tf 5 5 Td ({words}) Tj ET")
        for words in ("RECEIVED 3 June", "Signed by A. Roe")
    )
    drawn.mark([20, 60, 120, 80], Subtype="/Stamp", Contents="Bates", AP={"N": stamp})
    drawn.mark([20, 20, 120, 40], Subtype="/Widget", FT="/Sig", T="Signature1", AP={"N": signed})

    assert drawn.text() == "No comment.\n\n[stamp] RECEIVED 3 June\n[signature] Signed by A. Roe"


def test_several_lines_under_one_box_are_said_once():
    lines = "BT /F1 12 Tf 14 TL 20 100 Td (Before.) Tj T* (JOHN) Tj T* (SMITH) Tj T* (After.) Tj ET"

    assert text(f"{lines} 0 g 10 66 200 30 re f") == f"Before.\n{COVERED}\nAfter."


def test_a_document_that_a_program_made_is_read_as_before():
    typed = files.pdf(
        "#table(columns: 2, fill: black, text(fill: white)[Name], text(fill: white)[Age])\nBelow."
    )

    found = choose.read(Kind.PDF, typed, Deadline(60))

    assert [each.text.split() for each in found.passages] == [["Name", "Age", "Below."]]
    assert found.unseen == 0


def in_a_damaged_font(content):
    drawn = Drawn(content)
    font = {"Type": "/Font", "Subtype": "/Type0", "Encoding": "/Identity-V", "DescendantFonts": []}
    drawn.resources["/Font"][NameObject("/F2")] = made(font)
    return drawn


PLAIN = "BT /F2 12 Tf 20 100 Td (Plain) Tj ET"


@pytest.mark.parametrize("also", ["", "0 g 0 90 300 1 re f"], ids=["alone", "above a thin line"])
def test_words_in_a_font_that_is_damaged_are_read_as_the_library_reads_them(also):
    drawn = in_a_damaged_font(f"{PLAIN} {also}")
    (page,) = PdfReader(io.BytesIO(drawn.data())).pages

    assert drawn.text() == page.extract_text()


def test_words_of_which_nobody_knows_where_they_stand_may_be_under_a_box_that_was_drawn_after_them():
    assert in_a_damaged_font(f"{PLAIN} 0 g 0 90 300 30 re f").text() == COVERED
    assert in_a_damaged_font(PLAIN).mark([0, 90, 300, 120], Subtype="/Redact").text() == COVERED


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "On 1 page, words are covered"), ("fr", "Sur 1 page, des mots sont recouverts")],
)
def test_a_source_says_where_it_is_listed_opened_and_chosen_that_words_were_left_out(client, language, said):
    matter = factories.matter(responsible=factories.person("lawyer", language=language))
    source = factories.source(matter, Drawn(f"{WITNESS} 0 g {NAME} re f").data(), filename="a.pdf")
    client.force_login(matter.responsible)

    for page in (
        reverse("intake:source", args=[source.pk]),
        reverse("desk:matter", args=[matter.pk]),
        f"{reverse('drafting:new')}?matter={matter.pk}",
    ):
        shown = client.get(page).content.decode()
        assert said in html.unescape(shown), page
        assert "SMITH" not in shown
    read = Entry.objects.get(event="intake.source_read")
    assert read.facts["unseen"] == 1


@pytest.mark.django_db
def test_a_source_says_where_it_is_listed_that_pages_of_it_were_not_read(client, settings):
    settings.RECOGNITION_PATH = ""
    matter = factories.matter()
    factories.source(matter, files.pdf_of_pictures(2, with_text=["Typed page."]), filename="a.pdf")
    client.force_login(matter.responsible)

    shown = client.get(reverse("desk:matter", args=[matter.pk])).content.decode()

    assert "2 of its pages are pictures that were not read, or empty." in shown


STRUCK = {
    "a line": "0.6 w 85 103.5 m 165 103.5 l S",
    "a thin box": "85 103 80 0.7 re f",
    "a line in red": "1 0 0 RG 0.6 w 85 103.5 m 165 103.5 l S",
    "two lines": "85 102.6 80 0.5 re 85 104.4 80 0.5 re f",
}
NOT_STRUCK = {
    "underlined": "85 98.4 80 0.7 re f",
    "a rule above": "20 108.5 160 0.7 re f",
    "a line in the colour of paper": "1 g 85 103 80 0.7 re f",
    "a line beside": "230 103 60 0.7 re f",
    "a line that is no line across": "85 95 0.7 20 re f",
}


@pytest.mark.parametrize("line", STRUCK.values(), ids=STRUCK)
@pytest.mark.parametrize("order", ["over", "under"])
def test_words_with_a_line_through_them_are_said_to_be_struck_out(line, order):
    """A comparison of two versions prints what was taken back so."""
    content = f"{WITNESS} {line}" if order == "over" else f"q {line} Q {WITNESS}"

    assert text(content) == "The witness [struck out: JOHN SMITH] said no."


@pytest.mark.parametrize("line", NOT_STRUCK.values(), ids=NOT_STRUCK)
def test_words_with_a_line_elsewhere_are_read_as_they_are(line):
    assert text(f"{WITNESS} {line}") == "The witness JOHN SMITH said no."


def test_a_line_through_several_pieces_strikes_all_of_them():
    words = "BT /F1 12 Tf 20 100 Td [(Pay 1,0) 20 (00 and) -300 (more)] TJ 120 0 Td (, or less.) Tj ET"

    assert text(f"{words} 43 103 96 0.7 re f") == "Pay [struck out: 1,000 and more], or less."


def test_a_line_that_a_box_hides_strikes_nothing():
    line = "20 103 200 0.7 re f"

    assert (
        text(f"q {line} 1 g 83 95 137 16 re f Q {WITNESS}") == "[struck out: The witness] JOHN SMITH said no."
    )


def test_words_that_a_mark_strikes_out_are_said_to_be():
    marked = Drawn(WITNESS)
    marked.mark([85, 97, 165, 111], Subtype="/StrikeOut", QuadPoints=[85, 111, 165, 111, 85, 97, 165, 97])

    assert marked.text().startswith("The witness [struck out: JOHN SMITH] said no.")
