"""What was typed into a PDF is read with the page it was typed on; a form without pages of its own says so."""

import io

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from apps.intake import rules
from apps.intake.models import Kind, Trouble
from apps.intake.readers import choose, filled, marks, pdf, reading
from apps.intake.readers.layers import Layers
from apps.intake.readers.reading import Deadline, Unreadable

from . import files


def name(value):
    return NameObject(value)


def entry(value):
    """A value as PDF has it: names begin with a slash."""
    if isinstance(value, bool):
        return BooleanObject(value)
    if isinstance(value, str):
        return NameObject(value) if value.startswith("/") else TextStringObject(value)
    if isinstance(value, int):
        return NumberObject(value)
    if isinstance(value, list):
        return ArrayObject([entry(each) for each in value])
    return value


class Form:
    """A PDF with annotations over pages that have text already."""

    def __init__(self, *pages):
        self.writer = PdfWriter(clone_from=PdfReader(io.BytesIO(files.pdf(*(pages or ("Application",))))))
        self.form = DictionaryObject({name("/Fields"): ArrayObject()})
        self.writer.root_object[name("/AcroForm")] = self.form

    def annotation(self, *, page=0, at=(10, 10), **entries):
        left, bottom = at
        made = DictionaryObject({name(f"/{key}"): entry(value) for key, value in entries.items()})
        made[name("/Rect")] = ArrayObject(
            FloatObject(each) for each in (left, bottom, left + 50, bottom + 10)
        )
        kept = self.writer._add_object(made)
        self.writer.pages[page].setdefault(name("/Annots"), ArrayObject()).append(kept)
        return kept

    def field(self, **entries):
        """What fields on the page descend from."""
        return self.writer._add_object(
            DictionaryObject({name(f"/{key}"): entry(value) for key, value in entries.items()})
        )

    def typed(self, said, value, **entries):
        return self.annotation(Subtype="/Widget", FT="/Tx", T=said, V=value, **entries)

    def read(self):
        return choose.read(Kind.PDF, self.data(), Deadline(60))

    def data(self):
        kept = io.BytesIO()
        self.writer.write(kept)
        return kept.getvalue()


def texts(found):
    return [passage.text for passage in found.passages]


def refused(form):
    with pytest.raises(Unreadable) as caught:
        form.read()
    return caught.value.trouble


def test_what_was_typed_is_read_after_the_text_of_its_page_from_top_to_bottom():
    form = Form("Application", "Second page")
    form.typed("City", "Toronto", at=(10, 100))
    form.typed("first", "Folake", TU="Given name", at=(10, 200))
    form.typed("Family name", "Adeyemi", at=(90, 202))
    form.typed("Left empty", "", at=(10, 50))
    form.typed("Date", "2 Nov 2026", page=1)

    assert texts(form.read()) == [
        "Application\n\nGiven name: Folake\nFamily name: Adeyemi\nCity: Toronto",
        "Second page\n\nDate: 2 Nov 2026",
    ]


def test_a_page_that_has_nothing_but_what_was_typed_is_no_blank_page():
    form = Form()
    form.writer.add_blank_page(200, 200)
    form.typed("Name", "Folake", page=1)

    found = form.read()

    assert (texts(found)[1], found.blank_pages) == ("Name: Folake", 0)


def test_a_value_and_a_name_come_from_the_field_that_a_widget_descends_from():
    form = Form()
    above = form.field(FT="/Tx", T="Applicant", V="Folake")
    form.annotation(Subtype="/Widget", Parent=form.field(Parent=above))

    assert texts(form.read()) == ["Application\n\nApplicant: Folake"]


def test_choices_are_read_in_the_words_of_the_form():
    form = Form()
    options = [["CA-ON", "Ontario"], ["CA-QC", "Québec"]]
    form.annotation(Subtype="/Widget", FT="/Ch", T="Province", V="CA-QC", Opt=options, at=(10, 90))
    form.annotation(Subtype="/Widget", FT="/Ch", T="Colours", V=["Red", "Blue"], at=(10, 50))

    assert texts(form.read()) == ["Application\n\nProvince: Québec\nColours: Red, Blue"]


def test_only_boxes_that_are_checked_are_read():
    form = Form()
    for height, (said, state) in enumerate([("Single", "/Off"), ("Married", "/Yes")]):
        form.annotation(Subtype="/Widget", FT="/Btn", T=said, V=state, AS=state, at=(10, 90 - 20 * height))
    group = form.field(FT="/Btn", T="Plea", V="/Guilty", Ff=1 << 15)
    form.annotation(Subtype="/Widget", Parent=group, AS="/Off", at=(10, 40))
    form.annotation(Subtype="/Widget", Parent=group, AS="/Guilty", at=(10, 20))
    form.annotation(Subtype="/Widget", FT="/Btn", T="Print", V="/Now", Ff=filled.PUSHED)

    assert texts(form.read()) == ["Application\n\nMarried: [x] Yes\nPlea: [x] Guilty"]


def test_a_text_box_over_the_page_is_read_and_a_link_is_not():
    form = Form()
    form.annotation(Subtype="/FreeText", Contents="Not agreed.\rJ.O.")
    form.annotation(Subtype="/Link", Contents="www.mail.example")

    assert texts(form.read()) == ["Application\n\nNot agreed.\nJ.O."]


def test_what_is_hidden_and_a_password_are_not_read():
    form = Form()
    form.typed("Hidden", files.CANARY, F=marks.HIDDEN)
    form.typed("Password", files.CANARY, Ff=filled.PASSWORD)

    assert texts(form.read()) == ["Application"]


def test_a_long_text_that_is_kept_as_a_stream_is_read():
    form = Form()
    stream = DecodedStreamObject()
    stream.set_data(b"A long story")
    form.typed("Facts", form.writer._add_object(stream))

    assert texts(form.read()) == ["Application\n\nFacts: A long story"]


RICH = (
    '<?xml version="1.0"?><body xmlns="http://www.w3.org/1999/xhtml"><p style="color:#000000">The roof '
    "<b>leaks</b> &amp; the tenant<br/>was told.</p><p>Twice.</p></body>"
)
WORDS = "The roof leaks & the tenant\nwas told.\n\nTwice."


@pytest.mark.parametrize("key", ["RV", "RC"])
@pytest.mark.parametrize("plain", [{}, {"V": ""}], ids=["no plain value", "an empty one"])
def test_a_text_that_is_kept_with_its_looks_alone_is_read(key, plain):
    form = Form()
    form.annotation(Subtype="/Widget", FT="/Tx", T="Facts", **{key: RICH}, **plain)

    assert texts(form.read()) == [f"Application\n\nFacts: {WORDS}"]


def test_a_rich_text_comes_from_the_field_that_a_widget_descends_from_and_may_be_a_stream():
    form = Form()
    stream = DecodedStreamObject()
    stream.set_data(RICH.encode())
    above = form.field(FT="/Tx", T="Facts", RV=form.writer._add_object(stream))
    form.annotation(Subtype="/Widget", Parent=above)

    assert texts(form.read()) == [f"Application\n\nFacts: {WORDS}"]


def test_a_plain_value_is_read_and_not_the_same_with_its_looks_too():
    form = Form()
    form.typed("Facts", "The roof leaks.", RV=RICH)

    assert texts(form.read()) == ["Application\n\nFacts: The roof leaks."]


def test_a_text_box_that_is_kept_with_its_looks_alone_is_read():
    form = Form()
    form.annotation(Subtype="/FreeText", RC=RICH)

    assert texts(form.read()) == [f"Application\n\n{WORDS}"]


def test_a_hidden_rich_text_and_a_rich_password_are_not_read():
    form = Form()
    form.annotation(Subtype="/Widget", FT="/Tx", T="Hidden", RV=files.CANARY, F=marks.HIDDEN)
    form.annotation(Subtype="/Widget", FT="/Tx", T="Password", RV=files.CANARY, Ff=filled.PASSWORD)

    assert texts(form.read()) == ["Application"]


# --- Made to harm


def test_a_huge_rich_text_is_refused_before_it_is_taken_apart(monkeypatch):
    monkeypatch.setattr(reading, "MOST_CHARACTERS", 1000)
    form = Form()
    form.annotation(Subtype="/Widget", FT="/Tx", T="Facts", RV="<p>" * 500)

    assert refused(form) == Trouble.UNPACKS_TOO_LARGE


def test_fields_that_descend_from_themselves_end():
    form = Form()
    first = form.field(FT="/Tx", T="Round")
    second = form.field(Parent=first)
    first.get_object()[name("/Parent")] = second
    form.annotation(Subtype="/Widget", Parent=second, V="and round")
    alone = form.typed("Own", "parent")
    alone.get_object()[name("/Parent")] = alone

    assert texts(form.read()) == ["Application\n\nRound: and round\nOwn: parent"]


def test_thousands_of_fields_are_read():
    form = Form()
    for number in range(3_000):
        form.typed(f"f{number}", "x", at=(number % 10, number // 10))

    assert texts(form.read())[0].count(": x") == 3_000


def test_one_huge_value_on_many_fields_is_refused_before_it_is_joined(monkeypatch):
    monkeypatch.setattr(reading, "MOST_CHARACTERS", 10_000)
    form = Form()
    above = form.field(FT="/Tx", T="Huge", V="x" * 3_000)
    for _number in range(50):
        form.annotation(Subtype="/Widget", Parent=above)

    assert refused(form) == Trouble.UNPACKS_TOO_LARGE


def test_one_huge_choice_made_many_times_is_refused_before_it_is_joined(monkeypatch):
    monkeypatch.setattr(reading, "MOST_CHARACTERS", 10_000)
    form = Form()
    huge = form.writer._add_object(TextStringObject("x" * 3_000))
    form.annotation(Subtype="/Widget", FT="/Ch", T="Huge", V=[huge] * 50)

    assert refused(form) == Trouble.UNPACKS_TOO_LARGE


def test_looking_at_fields_stops_at_the_deadline():
    form = Form()
    form.typed("Name", "Folake")
    document = PdfReader(io.BytesIO(form.data()))
    page = document.pages[0]

    with pytest.raises(Unreadable) as caught:
        filled.Filled(Deadline(-1), Layers(document)).page(page)

    assert caught.value.trouble == Trouble.TOOK_TOO_LONG


def test_annotations_that_make_no_sense_leave_the_page_as_it_was():
    form = Form()
    form.annotation(Subtype="/Widget", FT="/Tx", V=7, Parent="nobody")
    form.annotation(Subtype=["/Widget"])
    form.typed("Odd", DictionaryObject(), Rect=3)
    form.writer.pages[0]["/Annots"].append(NumberObject(3))

    assert texts(form.read()) == ["Application"]


def test_a_list_of_annotations_that_is_none_changes_nothing():
    form = Form()
    form.writer.pages[0][name("/Annots")] = TextStringObject("none")

    assert texts(form.read()) == ["Application"]


# --- Forms without pages of their own


def xfa(form, *, drawn=False):
    form.form[name("/XFA")] = ArrayObject([TextStringObject("template"), DecodedStreamObject()])
    if drawn:
        form.writer.root_object[name("/NeedsRendering")] = BooleanObject(True)
    return form


def test_a_form_that_is_drawn_as_it_opens_is_refused_with_what_to_do():
    assert refused(xfa(Form("Please wait..."))) == Trouble.XFA_FORM
    assert "print it to PDF" in rules.sentence(Trouble.XFA_FORM)


def test_a_form_that_says_it_must_be_drawn_is_refused_whatever_fields_it_has():
    form = xfa(Form("Please wait..."), drawn=True)
    form.typed("Name", "Folake")

    assert refused(form) == Trouble.XFA_FORM


def test_a_form_of_both_kinds_with_fields_on_its_pages_is_read():
    form = xfa(Form())
    form.typed("Name", "Folake")

    assert texts(form.read()) == ["Application\n\nName: Folake"]


def test_a_file_without_fields_reads_as_it_did():
    data = files.pdf("The will of 2017.", "The will of 2026.")

    assert texts(pdf.read(data, Deadline(60))) == ["The will of 2017.", "The will of 2026."]


# Beside the text, and inside the file --------------------------------------------------------------------------


def test_what_was_noted_beside_the_text_is_read_with_who_noted_it():
    form = Form()
    form.annotation(at=(10, 90), Subtype="/Text", T="Dana Roe", Contents="Not agreed.")
    form.annotation(at=(10, 80), Subtype="/Highlight", Contents="See tab 3.")
    form.annotation(at=(10, 70), Subtype="/Underline", Contents=" ")
    form.annotation(at=(10, 60), Subtype="/Popup", Contents="Not agreed.")
    form.annotation(at=(10, 50), Subtype="/Text", F=2, Contents="Hidden.")

    (page,) = pdf.read(form.data(), Deadline(60)).passages

    assert page.text == "Application\n\n[comment] Dana Roe: Not agreed.\n[comment] See tab 3."


def held(form, filename, data, **entries):
    stream = DecodedStreamObject()
    stream.set_data(data)
    kept = DictionaryObject({name("/F"): form.writer._add_object(stream)})
    return DictionaryObject({name("/F"): TextStringObject(filename), name("/EF"): kept})


def test_files_inside_a_document_and_pinned_to_its_pages_come_out():
    form = Form("Cover", "Second")
    form.writer.add_attachment("lease.txt", b"Rent is due.")
    form.annotation(page=1, Subtype="/FileAttachment", FS=held(form, "note.txt", b"Paid."))
    form.annotation(page=1, Subtype="/FileAttachment", FS=held(form, "empty.txt", b""))

    found = pdf.read(form.data(), Deadline(60))

    assert [(each.filename, each.data) for each in found.attachments] == [
        ("lease.txt", b"Rent is due."),
        ("note.txt", b"Paid."),
    ]
    assert [(each.anchor, each.text) for each in found.passages] == [
        ("p1", "Cover"),
        ("p2", "Second"),
        ("inside", "Files inside: lease.txt, note.txt\nLeft in the document: empty.txt"),
    ]
    assert (found.passages[-1].where, found.pages, found.blank_pages) == ("files inside", 2, 0)


def test_files_inside_that_are_too_many_or_too_large_stay_there(monkeypatch):
    monkeypatch.setattr(filled, "MOST_ATTACHMENTS", 2)
    monkeypatch.setattr(filled, "MOST_ENCLOSED", 10)
    form = Form()
    for number, data in enumerate((b"0123456789A", b"01234", b"0123456", b"56789", b"")):
        form.writer.add_attachment(f"{number}.txt", data)

    found = pdf.read(form.data(), Deadline(60))

    assert [each.data for each in found.attachments] == [b"01234", b"56789"]
    assert found.passages[-1].text == "Files inside: 1.txt, 3.txt\nLeft in the document: 0.txt, 2.txt, 4.txt"


NOT_SHOWN = {
    "for paper alone": {"F": marks.NO_VIEW},
    "beside the page": {"at": (4000, 10)},
}


@pytest.mark.parametrize("entries", NOT_SHOWN.values(), ids=NOT_SHOWN)
def test_a_field_that_is_not_shown_is_not_read(entries):
    form = Form()
    form.typed("Hidden", files.CANARY, **entries)

    assert texts(form.read()) == ["Application"]


def test_a_field_of_no_size_or_on_a_layer_that_is_off_is_not_read():
    form = Form()
    form.typed("Flat", files.CANARY).get_object()[name("/Rect")] = entry([10, 10, 10, 10])
    layer = form.field(Type="/OCG", Name="Notes")
    usual = DictionaryObject({name("/OFF"): ArrayObject([layer])})
    form.writer.root_object[name("/OCProperties")] = DictionaryObject({name("/D"): usual})
    form.typed("Layered", files.CANARY, OC=layer)
    form.typed("Name", "Folake")

    assert texts(form.read()) == ["Application\n\nName: Folake"]
