"""What Word shows as text and keeps otherwise: signs, boxes and lists of forms, formulas, comments, endnotes."""

import pytest
from docx.oxml.ns import nsdecls

from apps.intake.readers import docx
from apps.intake.readers.reading import Deadline

from . import files

M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


def read(xml):
    data = files.docx(lambda document: files.insert(document, f"<w:p>{xml}</w:p>"), paragraphs=())
    return [passage.text for passage in docx.read(data, Deadline(60)).passages]


def run(inside):
    return f"<w:r>{inside}</w:r>"


def said(words):
    return run(f'<w:t xml:space="preserve">{words}</w:t>')


def sign(font, char):
    return run(f'<w:sym w:font="{font}" w:char="{char}"/>')


def box(state):
    begins = (
        f'<w:fldChar w:fldCharType="begin"><w:ffData><w:name w:val="C1"/><w:checkBox>{state}</w:checkBox>'
    )
    return run(f"{begins}</w:ffData></w:fldChar>") + run("<w:instrText> FORMCHECKBOX </w:instrText>")


def chosen(at):
    entries = "".join(f'<w:listEntry w:val="{each}"/>' for each in ("Choose", "Owner", "Tenant"))
    begins = f'<w:fldChar w:fldCharType="begin"><w:ffData><w:ddList>{at}{entries}</w:ddList>'
    return run(f"{begins}</w:ffData></w:fldChar>") + run("<w:instrText> FORMDROPDOWN </w:instrText>")


def math(name, **parts):
    inside = "".join(f"<m:{part}>{said}</m:{part}>" for part, said in parts.items())
    return f"<m:{name}>{inside}</m:{name}>"


def letter(words):
    return f"<m:r><m:t>{words}</m:t></m:r>"


@pytest.mark.parametrize(
    ("font", "char", "shown"),
    [
        ("Wingdings", "F0FE", "☑"), ("Wingdings", "F0A8", "☐"), ("Wingdings", "F0FC", "✓"),
        ("Wingdings 2", "F054", "☒"), ("Symbol", "F0B1", "±"), ("Times New Roman", "00A7", "§"),
        ("Webdings", "F0FF", "[sign]"), ("Wingdings", "F021", "[sign]"),
    ],
)  # fmt: skip
def test_a_sign_of_a_font_is_read(font, char, shown):
    assert read(f"{said('Owner ')}{sign(font, char)}{said(' tenant')}") == [f"Owner {shown} tenant"]


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        ('<w:default w:val="0"/><w:checked/>', "☒"), ('<w:default w:val="1"/><w:checked w:val="0"/>', "☐"),
        ('<w:default w:val="1"/>', "☒"), ('<w:default w:val="0"/>', "☐"), ("", "☐"),
    ],
)  # fmt: skip
def test_a_box_of_a_form_is_ticked_or_not(state, shown):
    assert read(f"{box(state)}{said(' married')}") == [f"{shown} married"]


@pytest.mark.parametrize(
    ("at", "shown"),
    [('<w:result w:val="2"/>', "Tenant"), ('<w:default w:val="1"/>', "Owner"), ("", "Choose")],
)
def test_what_was_chosen_of_a_list_is_read(at, shown):
    assert read(f"{said('Role: ')}{chosen(at)}") == [f"Role: {shown}"]


FORMULAS = {
    "1/2": math("f", num=letter("1"), den=letter("2")),
    "(a+b)/12": math("f", num=letter("a+b"), den=letter("12")),
    "10^6": math("sSup", e=letter("10"), sup=letter("6")),
    "x_1": math("sSub", e=letter("x"), sub=letter("1")),
    "x_1^2": math("sSubSup", e=letter("x"), sub=letter("1"), sup=letter("2")),
    "√(a+b)": math("rad", e=letter("a+b")),
    "2(3+4)": letter("2") + math("d", e=letter("3+4")),
    "[3]": f'<m:d><m:dPr><m:begChr m:val="["/><m:endChr m:val="]"/></m:dPr><m:e>{letter("3")}</m:e></m:d>',
    "(1/2)/3": math("f", num=math("f", num=letter("1"), den=letter("2")), den=letter("3")),
}


@pytest.mark.parametrize(("shown", "xml"), FORMULAS.items(), ids=FORMULAS)
def test_a_formula_says_what_it_says(shown, xml):
    inside = f"<m:oMath {M}>{xml}</m:oMath>"

    assert read(f"{said('Share: ')}{inside}") == [f"Share: {shown}"]


def test_a_place_has_a_name_of_its_own_that_a_page_can_bear_however_a_file_numbers_its_notes():
    notes = "".join(
        f'<w:footnote w:id="{name}"><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:footnote>'
        for name, words in (("2", "One."), ("2", "Two."), ("a&quot; b", "Three."))
    )
    part = f"<w:footnotes {nsdecls('w')}>{notes}</w:footnotes>"
    data = files.with_part(files.docx(paragraphs=("Due.",)), "footnotes", part)

    found = docx.read(data, Deadline(60)).passages

    assert [(each.anchor, each.text) for each in found] == [
        ("par1", "Due."), ("note2", "One."), ("note2-3", "Two."), ("noteab", "Three."),
    ]  # fmt: skip


def test_a_comment_is_read_with_who_wrote_it():
    comments = (
        f"<w:comments {nsdecls('w')}>"
        '<w:comment w:id="4" w:author="Dana Roe"><w:p><w:r><w:t>Not agreed.</w:t></w:r></w:p></w:comment>'
        '<w:comment w:id="5"><w:p><w:r><w:t>See tab 3.</w:t></w:r></w:p></w:comment></w:comments>'
    )
    data = files.with_part(files.docx(paragraphs=("Rent is due.",)), "comments", comments)

    found = docx.read(data, Deadline(60)).passages

    assert [(each.anchor, each.text, each.where) for each in found] == [
        ("par1", "Rent is due.", "¶ 1"),
        ("comment4", "Dana Roe: Not agreed.", "comment 4"),
        ("comment5", "See tab 3.", "comment 5"),
    ]


def test_files_inside_a_document_come_out():
    data = files.docx(paragraphs=("Rent is due.",))
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    related = (
        f'<Relationship Id="rId97" Target="embeddings/lease.docx" Type="{office}/package"/>'
        f'<Relationship Id="rId96" Target="afchunk.txt" Type="{office}/aFChunk"/>'
        f'<Relationship Id="rId95" Target="embeddings/object.bin" Type="{office}/oleObject"/></Relationships>'
    )
    kind = '<Default Extension="{}" ContentType="application/x"/>'
    kinds = f"{kind.format('docx')}{kind.format('txt')}{kind.format('bin')}</Types>"
    data = files.changed(
        data, "word/_rels/document.xml.rels", (b"</Relationships>", related.encode()), added=[]
    )
    data = files.changed(
        data,
        "[Content_Types].xml",
        (b"</Types>", kinds.encode()),
        added=[
            ("word/embeddings/lease.docx", b"PK-lease"),
            ("word/afchunk.txt", b"Chunk"),
            ("word/embeddings/object.bin", b"wrapped"),
        ],
    )

    found = docx.read(data, Deadline(60))

    assert {each.filename: each.data for each in found.attachments} == {
        "lease.docx": b"PK-lease",
        "afchunk.txt": b"Chunk",
    }
    assert [(each.where, each.text) for each in found.passages] == [
        ("¶ 1", "Rent is due."),
        ("files inside", "Files inside: lease.docx, afchunk.txt\nLeft in the document: object.bin"),
    ]
