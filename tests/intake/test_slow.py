"""Files that are made, or happen, to keep a reader busy: reading takes no longer for them than it may."""

import io
import re
import struct
import time
import zipfile
import zlib

import pytest

from apps.intake import sniffing
from apps.intake.models import Kind, Trouble
from apps.intake.readers import choose, docx, drawings, marked, transcript
from apps.intake.readers.layers import Layers
from apps.intake.readers.reading import Deadline, Unreadable

from . import files
from .test_pdf_seen import Drawn

SOON = 2
"""Seconds of work, many times what each takes. What was wrong with them took years, or hours, or grew with the square
of a length: each is as long as shows that, and no longer."""


class RunsOut(Deadline):
    """One that has passed once it was looked at so often, however fast the machine is."""

    def __init__(self, looks):
        super().__init__(60)
        self._left = looks

    def check(self, *_ignored):
        self._left -= 1
        if self._left < 0:
            raise Unreadable(Trouble.TOOK_TOO_LONG)


def seconds(act):
    """Of the processor's time for it alone, whatever else the machine does."""
    begun = time.thread_time()
    act()
    return time.thread_time() - begun


@pytest.mark.timeout(20)
def test_many_comments_ahead_of_a_text_are_told_from_a_web_page_at_once():
    many = "<!---->" * 40

    assert seconds(lambda: sniffing.sniff((many + "Dear Judith").encode(), "a.txt")) < SOON
    assert sniffing.sniff((many + "Dear Judith").encode(), "a.txt") == Kind.TEXT
    with pytest.raises(Unreadable) as error:
        sniffing.sniff(f"{many}<html>".encode(), "a.txt")
    assert error.value.trouble == Trouble.WEB_PAGE


@pytest.mark.timeout(30)
@pytest.mark.parametrize("name", ["a.zip", "a.docx"])
def test_a_package_of_a_million_files_is_refused_before_they_are_listed(name):
    entry = (
        b"PK\x01\x02"
        + struct.pack("<4B4HL2L5H2L", *[20, 0, 20, 0], *[0, 0, 0, 33], *[0] * 3, 1, *[0] * 6)
        + b"a"
    )
    count = 900_000
    end = b"PK\x05\x06" + struct.pack("<4H2LH", 0, 0, 1, 1, count * len(entry), 0, 0)

    def act():
        with pytest.raises(Unreadable) as error:
            sniffing.sniff(entry * count + end, name)
        assert error.value.trouble == Trouble.UNPACKS_TOO_LARGE

    assert seconds(act) < SOON


@pytest.mark.timeout(20)
@pytest.mark.parametrize("words", ["<v" + ".a" * 40, "<v " * 40_000], ids=["classes", "voices"])
def test_a_voice_that_is_never_closed_is_read_past_at_once(words):
    data = f"{files.VTT}\n00:01:13.000 --> 00:01:14.000\n{words}\n".encode()

    assert seconds(lambda: transcript.read(data, Deadline(60))) < SOON


@pytest.mark.timeout(60)
def test_a_transcript_with_many_empty_lines_between_two_cues_is_read_at_once():
    data = f"{files.VTT}\n{'a' + chr(10) * 2}".encode() + b"a\n\n" * 100_000

    assert seconds(lambda: transcript.read(data, Deadline(60))) < SOON


@pytest.mark.timeout(30)
@pytest.mark.parametrize("unit", ["<a ", "<a b='"])
def test_marks_that_nobody_closed_are_read_past_at_once_and_meet_the_deadline(unit):
    assert seconds(lambda: marked.shown_in(unit * 200_000, Deadline(60))) < SOON
    with pytest.raises(Unreadable) as error:
        marked.shown_in(unit * 200_000, RunsOut(0))
    assert error.value.trouble == Trouble.TOOK_TOO_LONG


@pytest.mark.timeout(30)
@pytest.mark.parametrize("unit", ["</a ", "<!--", "<?", "<!a ", "<![CDATA["])
def test_what_nobody_closed_goes_on_to_the_end_of_the_page_at_once(unit):
    assert seconds(lambda: marked.shown_in(unit * 200_000, Deadline(60))) < SOON
    assert marked.shown_in(f"Seen{unit * 200_000}", Deadline(60)) == "Seen"


@pytest.mark.timeout(60)
@pytest.mark.parametrize("unit", ["<p><b>x", "<li><i>x", "<td>x", "<div><b>x</div>"])
def test_elements_that_nobody_closed_are_read_at_once(unit):
    """Each ends where the next of its kind begins, or goes on in the next block."""
    assert seconds(lambda: marked.shown_in(unit * 3_000, Deadline(60))) < SOON


@pytest.mark.timeout(60)
@pytest.mark.parametrize("unit", ["[a='", "[", "/*", "@media x{", "@media (a:", "a:not(", "a>"])
def test_a_sheet_that_nobody_closed_is_read_past_at_once(unit):
    assert seconds(lambda: marked.shown_in(f"<style>{unit * 50_000}{{}}</style>x", Deadline(60))) < SOON


@pytest.mark.timeout(30)
def test_a_letter_of_such_marks_is_read_at_once_and_meets_its_deadline_meanwhile():
    message = files.email("x")
    message.set_content("<a " * 200_000, subtype="html")
    data = message.as_bytes()

    assert seconds(lambda: choose.read(Kind.EMAIL, data, Deadline(60))) < SOON
    with pytest.raises(Unreadable) as error:
        choose.read(Kind.EMAIL, data, RunsOut(50))
    assert error.value.trouble == Trouble.TOOK_TOO_LONG


@pytest.mark.timeout(30)
def test_a_small_package_of_millions_of_tags_is_told_from_a_document_before_it_is_a_tree():
    data = files.changed(
        files.docx(paragraphs=("x",)),
        "word/document.xml",
        (b"<w:sectPr", b"<w:p/>" * 4_100_000 + b"<w:sectPr"),
    )

    def act():
        with pytest.raises(Unreadable) as error:
            docx.read(data, Deadline(60))
        assert error.value.trouble == Trouble.UNPACKS_TOO_LARGE

    assert len(data) < 100_000
    assert seconds(act) < SOON


RUN = b"<w:r><w:rPr><w:strike/></w:rPr><w:t>a</w:t></w:r><w:r><w:t> </w:t></w:r>"


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "words",
    [
        b"<w:p>%b</w:p>" % (RUN * 10_000),
        b"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>%b</w:t></w:r></w:p>" % (b"a" * 180) * 20_000,
    ],
    ids=["runs", "joined"],
)
def test_a_document_in_thousands_of_pieces_is_read_at_once(words):
    data = files.changed(
        files.docx(paragraphs=("x",)), "word/document.xml", (b"<w:sectPr", words + b"<w:sectPr")
    )

    assert seconds(lambda: choose.read(Kind.DOCX, data, Deadline(60))) < SOON


def under_another_name(content):
    """A document whose page is a part without the ending of XML."""
    kept = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(files.docx(paragraphs=("x",)))) as source,
        zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            data = source.read(name).replace(b"word/document.xml", b"word/document.dat")
            if name == "word/document.xml":
                data = data.replace(b"<w:sectPr", content + b"<w:sectPr", 1)
            target.writestr(name.replace("document.xml", "document.dat"), data)
    return kept.getvalue()


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    "content",
    [b"<w:p/>" * 4_100_000, b"<w:p " + b"a='' " * 4_100_000 + b"/>"],
    ids=["tags", "attributes"],
)
def test_a_part_is_told_by_what_is_in_it_and_not_by_its_name(content):
    data = under_another_name(content)

    def act():
        with pytest.raises(Unreadable) as error:
            docx.read(data, Deadline(60))
        assert error.value.trouble == Trouble.UNPACKS_TOO_LARGE

    assert [each.text for each in docx.read(under_another_name(b""), Deadline(60)).passages] == ["x"]
    assert seconds(act) < SOON


@pytest.mark.parametrize(
    "prolog",
    [b'<?xml version="1.0" encoding="UTF-7"?>', b"<?xml" + b" " * docx.CHUNK + b"encoding='UTF-7'?>"],
)
def test_a_page_in_an_encoding_in_which_its_tags_cannot_be_counted_is_refused(prolog):
    whole = files.docx(paragraphs=("x",))
    with zipfile.ZipFile(io.BytesIO(whole)) as package:
        page = package.read("word/document.xml")
    tagged = page.partition(b"?>")[2].replace(b"<", b"+ADw-").replace(b">", b"+AD4-")

    with pytest.raises(Unreadable) as error:
        docx.read(files.changed(whole, "word/document.xml", (page, prolog + tagged)), Deadline(60))

    assert error.value.trouble == Trouble.DAMAGED


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (Kind.TEXT, b"a\n\n" * 100_001),
        (Kind.TEXT, b"a\n" * 9_000_000),
        (Kind.TRANSCRIPT, b"WEBVTT\n\n" + b"00:01.000 --> 00:02.000\na\n\n" * 100_001),
        (Kind.TRANSCRIPT, b"WEBVTT\n\n00:01.000 --> 00:02.000\n" + b"a\n" * 2_000_001),
    ],
    ids=["passages", "text", "cues", "lines"],
)
def test_more_passages_than_anybody_drafts_from_are_refused(kind, data):
    with pytest.raises(Unreadable) as error:
        choose.read(kind, data, Deadline(60))

    assert error.value.trouble == Trouble.UNPACKS_TOO_LARGE


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "line",
    [
        "Subject: " + "a " * 170_000,
        "Subject: " + "=?utf-8?q?a?=" * 25_000,
        "Subject: " + "=?utf-8?q?a?= " * 25_000,
        "To: " + "a <a@b.example>, " * 25_000,
        "Content-Type: text/plain" + "; a=b" * 200_000,
        "Content-Disposition: inline; filename=" + "a " * 500_000,
        "Content-Transfer-Encoding: " + "8bit " * 200_000,
    ],
    ids=["words", "joined", "encoded", "people", "kind", "name", "coding"],
)
@pytest.mark.parametrize("where", ["whole", "inside"])
def test_a_long_line_of_a_heading_is_read_at_once(line, where):
    data = f"From: a@b.example\n{line}\n\nDear Judith\n".encode()
    if where == "inside":
        data = b"From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nDear Judith\n" + (
            b"--b\nContent-Type: message/rfc822\n\n%b--b--\n" % data
        )

    found = []

    assert seconds(lambda: found.append(choose.read(Kind.EMAIL, data, Deadline(60)))) < SOON
    assert "Dear Judith" in [each.text for each in found[0].passages]
    if where == "inside":
        assert line.split(":")[1].strip()[-60:].encode() in found[0].attachments[0].data


@pytest.mark.timeout(30)
@pytest.mark.parametrize("unit", [b"a\n", b"\n--b\n"], ids=["lines", "parts"])
def test_a_letter_of_millions_of_lines_or_parts_is_refused_before_it_is_taken_apart(unit):
    head = b"From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n"

    with pytest.raises(Unreadable) as error:
        choose.read(Kind.EMAIL, head + unit * 2_000_001, Deadline(60))

    assert error.value.trouble == Trouble.UNPACKS_TOO_LARGE


@pytest.mark.timeout(60)
def test_a_pile_of_marks_in_a_text_is_read_at_once():
    data = ("Dear Judith\n\na" + "\u0301\u0327" * 40_000).encode()

    assert seconds(lambda: choose.read(Kind.TEXT, data, Deadline(60))) < SOON


def repacked(data, **ways):
    """The package with one more part in it, packed and said to be as it should not be."""
    kept = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            target.writestr(name, source.read(name))
        target.writestr("word/media/more.bin", b"\0" * 8_000_000, **ways)
    return kept.getvalue()


def test_a_part_that_unpacks_to_more_than_the_package_says_is_refused_before_it_is_unpacked():
    """Whoever reads it whole unpacks all of it, and cuts it to the size and the sum that were said only then."""
    whole = repacked(files.docx(paragraphs=("x",)))
    said = struct.pack("<L", zlib.crc32(b"\0" * 8_000_000))
    at = whole.rindex(b"PK\x01\x02", 0, whole.rindex(b"word/media/more.bin"))
    assert whole[at + 16 : at + 20] == said
    lying = whole[: at + 16] + struct.pack("<L", zlib.crc32(b"\0" * 10))
    lying += whole[at + 20 : at + 24] + struct.pack("<L", 10) + whole[at + 28 :]

    assert [each.text for each in docx.read(whole, Deadline(60)).passages] == ["x"]
    with pytest.raises(Unreadable) as error:
        docx.read(lying, Deadline(60))
    assert error.value.trouble == Trouble.UNPACKS_TOO_LARGE


@pytest.mark.parametrize("packed", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_part_that_is_packed_as_no_document_is_is_not_unpacked(packed):
    with pytest.raises(Unreadable) as error:
        docx.read(repacked(files.docx(paragraphs=("x",)), compress_type=packed), Deadline(60))

    assert error.value.trouble == Trouble.DAMAGED


@pytest.mark.timeout(20)
def test_a_format_of_a_number_that_nobody_could_have_typed_is_looked_at_at_once():
    assert drawings._shown("0.5", "[" * 300_000 + "%") == "0.5"
    assert drawings._shown("0.5", "[Red]0%") == "50%"


def test_each_paragraph_of_a_cell_meets_the_deadline():
    """A table inside a table is a part of the outermost cell: with one of them in another, all of a document is."""

    class Counted(Deadline):
        checks = 0

        def check(self):
            self.checks += 1

    inner = b"<w:tbl><w:tr><w:tc>" * 20 + b"<w:p/>" * 500 + b"</w:tc></w:tr></w:tbl>" * 20
    data = files.changed(
        files.docx(paragraphs=("x",)), "word/document.xml", (b"<w:sectPr", inner + b"<w:sectPr")
    )
    deadline = Counted(60)

    choose.read(Kind.DOCX, data, deadline)

    assert deadline.checks >= 500


@pytest.mark.timeout(20)
def test_a_head_that_a_document_has_thousands_of_times_is_read_once():
    def build(document):
        document.add_paragraph("x")
        document.sections[0].header.paragraphs[0].text = "Privileged. " * 100_000

    whole = files.docx(build)
    with zipfile.ZipFile(io.BytesIO(whole)) as package:
        rels = package.read("word/_rels/document.xml.rels")
    [one] = re.findall(rb'<Relationship [^>]*relationships/header"[^>]*/>', rels)
    more = b"".join(re.sub(rb'Id="[^"]*"', b'Id="h%d"' % n, one) for n in range(5_000))
    data = files.changed(
        whole, "word/_rels/document.xml.rels", (b"</Relationships>", more + b"</Relationships>")
    )

    found = docx.read(data, Deadline(60)).passages

    assert [each.anchor for each in found] == ["par1", "header1"]


@pytest.mark.timeout(20)
def test_a_message_of_many_lines_deep_within_parts_meets_the_deadline():
    deep = 300
    head = b"From: a@b.example\nMessage-ID: <1@b.example>\n"
    parts = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(deep)
    )

    with pytest.raises(Unreadable) as error:
        choose.read(Kind.EMAIL, head + parts + b"\n" + b"a\n" * 1_500_000, Deadline(0.1))

    assert error.value.trouble == Trouble.TOOK_TOO_LONG


@pytest.mark.timeout(20)
@pytest.mark.parametrize("charset", ["punycode", "idna"])
def test_a_text_in_an_encoding_for_the_names_of_machines_is_read_at_once(charset):
    head = (
        b"From: a@b.example\nMessage-ID: <1@b.example>\nContent-Type: text/plain; charset=%b\n\n"
        % charset.encode()
    )

    found = choose.read(Kind.EMAIL, head + b"xn--" + b"a-" + b"b" * 400_000, Deadline(60)).passages

    assert found[-1].text.startswith("xn--a-b")


@pytest.mark.timeout(60)
def test_a_line_of_many_letters_under_many_boxes_meets_the_deadline():
    data = Drawn(f"BT /F1 12 Tf 20 100 Td ({'a' * 20_000}) Tj ET {'20 101 1 1 re f ' * 10_000}").data()

    def act():
        with pytest.raises(Unreadable) as error:
            choose.read(Kind.PDF, data, Deadline(2))
        assert error.value.trouble == Trouble.TOOK_TOO_LONG

    assert seconds(act) < 5


@pytest.mark.timeout(30)
def test_an_expression_of_layers_that_names_itself_many_times_over_is_worked_out_at_once():
    off = object()
    layers = Layers.__new__(Layers)
    layers._off = {id(off)}
    expression = ["/Not", off]
    for _level in range(12):
        expression = ["/And", *[expression] * 30]

    assert seconds(lambda: layers.hide({"/Type": "/OCMD", "/VE": expression})) < SOON
