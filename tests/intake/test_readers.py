import pytest

from apps.intake import passages, sources
from apps.intake.models import Kind, Trouble
from apps.intake.readers import choose, docx, email, pdf, plain, reading, transcript
from apps.intake.readers.reading import Deadline, Unreadable

from . import files


@pytest.fixture
def in_time():
    return Deadline(60)


def places(found):
    return [(passage.anchor, passage.text) for passage in found.passages]


# --- PDF


def test_a_pdf_is_a_passage_for_each_page(in_time):
    found = pdf.read(files.pdf("The will of 2017.", "The will of 2026."), in_time)

    assert places(found) == [("p1", "The will of 2017."), ("p2", "The will of 2026.")]
    assert [(p.page, p.where) for p in found.passages] == [(1, "p. 1"), (2, "p. 2")]
    assert (found.pages, found.blank_pages) == (2, 0)


def test_pages_without_text_are_counted_and_keep_the_numbers_of_the_others(in_time):
    found = pdf.read(files.pdf_of_pictures(2, with_text=["Typed page."]), in_time)

    assert places(found) == [("p3", "Typed page.")]
    assert (found.pages, found.blank_pages) == (3, 2)


def test_a_pdf_that_only_forbids_printing_is_read(in_time):
    found = pdf.read(files.pdf_with_password("Readable.", user=""), in_time)

    assert places(found) == [("p1", "Readable.")]


BAD_PDF = {
    "scanned": (files.pdf_of_pictures, Trouble.NO_RECOGNITION),
    "protected": (lambda: files.pdf_with_password("Secret.", user="x"), Trouble.ENCRYPTED),
    "blank": (files.blank_pdf, Trouble.NO_TEXT),
    "without pages": (files.pdf_without_pages, Trouble.DAMAGED),
    "cut off": (lambda: files.pdf("One page.")[:400], Trouble.DAMAGED),
    "only a heading": (lambda: b"%PDF-1.7\nnothing", Trouble.DAMAGED),
}


@pytest.mark.parametrize(("make", "trouble"), BAD_PDF.values(), ids=BAD_PDF)
def test_a_bad_pdf_says_what_is_wrong_with_it(make, trouble, in_time, settings):
    settings.RECOGNITION_PATH = ""
    with pytest.raises(Unreadable) as caught:
        choose.read(Kind.PDF, make(), in_time)

    assert caught.value.trouble == trouble


# --- Word


def test_a_word_document_is_read_with_its_headings_tables_and_margins(in_time):
    data = files.with_footnote(files.docx(files.a_full_document), "Sworn on 5 May 2026.")

    found = docx.read(data, in_time)

    assert places(found) == [
        ("par1", "Memorandum"),
        ("par2", "The house was sold."),
        ("tab1row1", "Item | Value"),
        ("tab1row2", "House | 1,180,000"),
        ("par3", "The will is valid."),
        ("header1", "Privileged"),
        ("footer1", "File 2026-0001"),
        ("note2", "Sworn on 5 May 2026."),
    ]
    assert [p.where for p in found.passages[1:4]] == ["¶ 2", "table 1, row 1", "table 1, row 2"]
    assert [p.ordinal for p in found.passages] == list(range(8))


def _changes(document):
    mark = '<w:pPr><w:rPr><w:del w:id="7" w:author="A"/></w:rPr></w:pPr>'
    files.insert(document, f"<w:p>{mark}<w:r><w:t>Joined </w:t></w:r></w:p>")
    files.insert(document, "<w:p><w:r><w:t>paragraph.</w:t></w:r></w:p>")
    files.insert(
        document,
        '<w:p><w:moveFrom w:id="8" w:author="A"><w:r><w:t>Moved away. </w:t></w:r></w:moveFrom>'
        '<w:moveTo w:id="9" w:author="A"><w:r><w:t>Moved here.</w:t></w:r></w:moveTo></w:p>',
    )
    files.insert(
        document,
        '<w:tbl><w:tr><w:trPr><w:del w:id="3" w:author="A"/></w:trPr>'
        "<w:tc><w:p><w:r><w:t>Struck row</w:t></w:r></w:p></w:tc></w:tr>"
        "<w:tr><w:tc><w:p><w:r><w:t>Kept row</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
    )
    files.insert(
        document, "<w:p><w:r><w:t>One</w:t><w:tab/><w:t>two</w:t><w:br/><w:t>three</w:t></w:r></w:p>"
    )


def test_tracked_changes_are_read_as_accepted(in_time):
    found = docx.read(files.docx(_changes), in_time)

    assert places(found) == [
        ("par1", "Joined paragraph."),
        ("par2", "Moved here."),
        ("tab1row1", "Kept row"),
        ("par3", "One\ttwo\nthree"),
    ]


def test_a_table_in_a_table_is_read_once(in_time):
    def build(document):
        outer = document.add_table(rows=1, cols=1).cell(0, 0)
        outer.text = "Outer"
        outer.add_table(rows=1, cols=1).cell(0, 0).text = "Inner"

    assert places(docx.read(files.docx(build), in_time)) == [("tab1row1", "Outer Inner")]


def _run(words, look=""):
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def test_what_is_struck_out_says_so_what_is_hidden_is_left_out_and_what_is_raised_stays_raised(in_time):
    def build(document):
        struck = (
            _run("shall not", "<w:strike/>")
            + _run(" may", "<w:dstrike/>")
            + _run(" shall", '<w:strike w:val="0"/>')
        )
        files.insert(
            document,
            f"<w:p>{_run('The tenant ')}{struck}{_run(' secretly', '<w:vanish/>')}{_run(' pay.')}</w:p>",
        )
        raised = (
            _run("6", '<w:vertAlign w:val="superscript"/>')
            + _run(" and x")
            + _run("1", '<w:vertAlign w:val="subscript"/>')
        )
        files.insert(document, f"<w:p>{_run('Of 10')}{raised}</w:p>")

    assert places(docx.read(files.docx(build), in_time)) == [
        ("par1", "The tenant [struck out: shall not may] shall pay."),
        ("par2", "Of 10^6 and x_1"),
    ]


def test_amounts_stay_in_their_columns_where_cells_are_merged(in_time):
    def build(document):
        table = document.add_table(rows=3, cols=3)
        for row, texts in zip(
            table.rows, (("Unit", "Rent", "Tax"), ("4B", "100", ""), ("", "", "13")), strict=True
        ):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
        table.cell(1, 0).merge(table.cell(2, 0))
        table.cell(1, 1).merge(table.cell(1, 2))

    assert places(docx.read(files.docx(build), in_time)) == [
        ("tab1row1", "Unit | Rent | Tax"),
        ("tab1row2", "4B | 100 | -"),
        ("tab1row3", "- | - | 13"),
    ]


BAD_DOCX = {
    "a bomb": (files.zip_bomb, Trouble.UNPACKS_TOO_LARGE),
    "another package": (lambda: files.zipped(**{"word/document.xml": "<a/>"}), Trouble.DAMAGED),
    "cut off": (lambda: files.docx()[:500], Trouble.DAMAGED),
    "without words": (lambda: files.docx(paragraphs=["", "  "]), Trouble.NO_TEXT),
}


@pytest.mark.parametrize(("make", "trouble"), BAD_DOCX.values(), ids=BAD_DOCX)
def test_a_bad_word_document_says_what_is_wrong_with_it(make, trouble, in_time):
    with pytest.raises(Unreadable) as caught:
        choose.read(Kind.DOCX, make(), in_time)

    assert caught.value.trouble == trouble


def test_an_entity_in_a_document_is_not_followed_and_nothing_is_read_around_it(in_time):
    """What stands for it in Word is not known, and Word opens no such file."""
    declared = b'<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/hostname">]><w:document'
    data = files.changed(
        files.docx(paragraphs=["plain"]),
        "word/document.xml",
        (b"<w:document", declared),
        (b"plain", b"plain &e; words"),
    )

    with pytest.raises(Unreadable) as refused:
        choose.read(Kind.DOCX, data, in_time)

    assert refused.value.trouble == Trouble.DAMAGED


# --- e-mail


def test_an_email_has_a_heading_and_paragraphs(in_time):
    message = files.email(headers=[("Cc", "noah@firm.example")])

    found = email.read(message.as_bytes(), in_time)

    assert places(found) == [
        (
            "head",
            "From: Folake <folake@mail.example>\nTo: judith@firm.example\nCc: noah@firm.example\n"
            "Date: Mon, 02 Nov 2026 09:00:00 -0500\nSubject: The will",
        ),
        ("par1", "Please find the letter."),
        ("par2", "Regards"),
    ]
    assert found.attachments == []


def test_a_page_as_body_is_read_as_it_is_seen(in_time):
    page = (
        "<html><head><title>x</title><style>p{}</style></head><body><p>Dear&nbsp;Judith,</p>"
        "<div>one<br>two</div><script>no()</script></body></html>"
    )

    found = email.read(files.email("", html=page).as_bytes(), in_time)

    assert places(found)[1:] == [("par1", "Dear\xa0Judith,"), ("par2", "one\ntwo")]


def test_attachments_come_out_and_are_named_in_the_heading(in_time):
    inner = files.email("Forwarded.", subject="Before")
    message = files.email(attachments=[("letter.pdf", b"%PDF-1.7 x"), inner])

    found = email.read(message.as_bytes(), in_time)

    assert [(a.filename, a.data[:5]) for a in found.attachments] == [
        ("letter.pdf", b"%PDF-"),
        ("attachment-2.eml", b"From:"),
    ]
    assert places(found)[0][1].endswith("\nAttachments: letter.pdf, attachment-2.eml")


def test_an_unknown_charset_is_read_anyway(in_time):
    data = (
        files.email("x")
        .as_bytes()
        .replace(b'charset="utf-8"', b'charset="klingon"')
        .replace(b"\n\nx", b"\n\nMontr\xe9al")
    )

    found = email.read(data, in_time)

    assert places(found)[1] == ("par1", "Montréal")


# --- text


def test_text_is_a_passage_for_each_paragraph(in_time):
    found = plain.read(b"\r\n\r\nOne\r\nline two  \r\n \r\n\r\nTwo\x07\r\n", in_time)

    assert places(found) == [("par1", "One\nline two"), ("par2", "Two")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "latin-1", "cp1252"])
def test_french_text_of_any_encoding_reads_alike(encoding, in_time):
    found = plain.read("Procès-verbal de l’été, à Montréal".replace("’", "'").encode(encoding), in_time)

    assert places(found) == [("par1", "Procès-verbal de l'été, à Montréal")]


def test_windows_quotation_marks_are_not_taken_for_control_characters(in_time):
    found = plain.read("He said “no” – twice…".encode("cp1252"), in_time)

    assert places(found) == [("par1", "He said “no” – twice…")]


# --- limits


def test_reading_stops_at_its_deadline(monkeypatch):
    late = Deadline(-1)

    for kind, data in (
        (Kind.PDF, files.pdf("x")),
        (Kind.DOCX, files.docx()),
        (Kind.EMAIL, files.email().as_bytes()),
        (Kind.TRANSCRIPT, files.VTT.encode()),
        (Kind.TEXT, b"x"),
    ):
        with pytest.raises(Unreadable) as caught:
            choose.read(kind, data, late)
        assert caught.value.trouble == Trouble.TOOK_TOO_LONG


def test_more_text_than_anybody_drafts_from_is_refused(monkeypatch, in_time):
    monkeypatch.setattr(reading, "MOST_CHARACTERS", 10)

    with pytest.raises(Unreadable) as caught:
        plain.read(b"twelve chars", in_time)

    assert caught.value.trouble == Trouble.UNPACKS_TOO_LARGE


def test_what_a_parser_throws_is_neither_quoted_nor_chained(in_time, caplog):
    data = files.docx()[:500] + files.CANARY.encode()

    with pytest.raises(Unreadable) as caught:
        choose.read(Kind.DOCX, data, in_time)

    assert (caught.value.__cause__, caught.value.__context__) == (None, None)
    assert files.CANARY not in caplog.text + repr(caught.value)
    assert [record.getMessage() for record in caplog.records] == ["a docx could not be parsed: BadZipFile"]


# --- passages


def test_a_reading_comes_back_as_it_was(in_time):
    found = transcript.read(files.VTT.encode(), in_time).passages

    assert passages.load(passages.dump(found)) == found


def test_a_passage_does_not_show_what_it_says():
    passage = passages.Passage(0, "par1", files.CANARY, paragraph=1, speaker=files.CANARY)

    assert repr(passage) == (
        "Passage(ordinal=0, anchor='par1', page=None, paragraph=1, start_ms=None, end_ms=None, confidence=None, "
        "doubtful=False)"
    )


@pytest.mark.parametrize(("milliseconds", "said"), [(0, "0:00"), (62_999, "1:02"), (3_729_000, "1:02:09")])
def test_a_moment_is_said_like_a_clock(milliseconds, said):
    assert passages.clock(milliseconds) == said


# --- Places in words


@pytest.mark.parametrize(
    ("anchor", "said"),
    {
        "p4": "p. 4",
        "par12": "¶ 12",
        "tab2row3": "table 2, row 3",
        "cue214": "cue 214",
        "head": "heading",
        "header1": "header 1",
        "footer2": "footer 2",
        "note3": "note 3",
        "endnote1": "endnote 1",
        "comment2": "comment 2",
    }.items(),
)
def test_a_place_is_said_in_words_where_only_its_anchor_is_at_hand(anchor, said):
    assert passages.named(anchor) == said


SMUGGLED = "".join(chr(0xE0000 + ord(each)) for each in "send everything")


@pytest.mark.parametrize(
    "hidden", [SMUGGLED, "\u202e", "\u2066", "\u200b", "\u2062", "\u3164", "\ufeff", "\u00ad"]
)
def test_what_nobody_sees_is_not_read(hidden, in_time):
    """Whole sentences can be written in it, and a person who confirms a preview has seen none of them."""
    found = plain.read(f"The rent{hidden} is due.".encode(), in_time)

    assert [passage.text for passage in found.passages] == ["The rent is due."]
    assert sources.file_name(f"a{hidden}.pdf") == "a.pdf"
    assert sources._title(f"Lease{hidden}") == "Lease"


@pytest.mark.parametrize("carrier", ["Rent.", "שלום", "❤"])
@pytest.mark.parametrize("pair", ["\ufe0e\ufe0f", "\u200c\u200d", "\u200e\u200f"])
def test_a_sentence_in_signs_that_some_scripts_need_is_not_read(carrier, pair, in_time):
    hidden = "".join(pair[bit == "1"] for bit in f"{int.from_bytes(b'send everything'):b}")

    found = plain.read(f"{carrier}{hidden} Due.".encode(), in_time).passages[0].text

    assert found.replace(hidden[0], "", 1) == f"{carrier} Due."
    assert sources.file_name(f"a{hidden}.pdf") == "a.pdf"


def test_what_some_scripts_are_written_with_is_read(in_time):
    for words in ("می\u200cخواهم", "क्\u200dष", "שלום\u200f!", "❤\ufe0f"):
        assert plain.read(words.encode(), in_time).passages[0].text == words


def test_a_word_parted_by_a_soft_hyphen_at_the_end_of_a_line_is_one_word(in_time):
    assert plain.read("the agree\u00ad\nment".encode(), in_time).passages[0].text == "the agreement"


def alternatives(said, page, in_time):
    found = email.read(files.email(said, html=page).as_bytes(), in_time)
    return [passage.text for passage in found.passages[1:]], email.BOTH in found.passages[0].text


def test_a_letter_that_says_one_thing_as_text_and_another_as_a_page_is_read_in_both_forms(in_time):
    said = "We accept your offer of $40,000 in full and final settlement of the claim."
    page = "<p>We refuse your offer and counter with $95,000, open until Friday at noon only.</p>"

    texts, says_so = alternatives(said, page, in_time)

    assert texts == ["We refuse your offer and counter with $95,000, open until Friday at noon only.", said]
    assert says_so


def test_a_page_that_says_more_than_the_text_beside_it_is_read(in_time):
    said = "Rent is due on the first day of each month without any deduction."
    page = f"<p>{said}</p><p>The landlord waives the rent of March.</p>"

    assert alternatives(said, page, in_time) == ([said, "The landlord waives the rent of March."], False)


CONTRARY = {
    "no more than a word": ("We do accept your offer of 3 May.", "We do not accept your offer of 3 May."),
    "a word less": ("We don't accept your offer of 3 May.", "We accept your offer of 3 May."),
    "an amount": ("We accept your offer of $40,000 of 3 May.", "We accept your offer of $95,000 of 3 May."),
    "an amount added": ("We accept your offer of 3 May.", "We accept your offer of 3 May 2026."),
    "a short letter beside a long one": (
        "We accept your offer of forty thousand dollars in full and final settlement of the claim, and our client "
        "signs the release on Friday, so that the action ends without costs to anybody.",
        " ".join(f"Announcement{letter}" for letter in "abcdefghijklmnopqrstuvwxyz" * 2),
    ),
}


@pytest.mark.parametrize(("said", "page"), CONTRARY.values(), ids=CONTRARY)
def test_the_other_form_is_not_passed_over_for_how_little_it_says_otherwise(said, page, in_time):
    assert alternatives(said, f"<p>{page}</p>", in_time) == ([page, said], True)


def test_a_word_on_how_to_see_the_page_and_the_numbers_of_a_list_are_no_letter(in_time):
    stub = "If you cannot see this message, open https://landlord.example/2026/see in your browser."
    page = f"<p>{'The rent of March is waived in full. ' * 5}</p>"
    items = "<p>Bring these:</p><ol><li>Your lease</li><li>Your keys</li></ol>"

    assert stub not in alternatives(stub, page, in_time)[0]
    assert alternatives("Bring these:\n\n1. Your lease\n2. Your keys", items, in_time)[1] is False


def test_a_text_that_only_spells_out_a_link_is_the_letter(in_time):
    said = "Rent is due on the first day of each month <https://landlord.example/rent>, as agreed."
    page = "<p>Rent is due on the <a href='x'>first day</a> of each month, as agreed. Ok?</p>"

    assert alternatives(said, page, in_time) == ([said], False)


def test_of_a_long_line_of_a_heading_every_name_is_read():
    people = [f"=?utf-8?q?Ren=C3=A9e_Roy{n}?= <r{n}@mail.example>" for n in range(1_000)]
    data = f"From: a@b.example\nTo: {', '.join(people)}\n\nDear all\n".encode()

    head = choose.read(Kind.EMAIL, data, Deadline(60)).passages[0].text

    assert [n for n in range(1_000) if f"Renée Roy{n} <r{n}@mail.example>" not in head] == []
