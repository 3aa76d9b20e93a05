"""Real files for tests, made by the libraries that make them elsewhere, and the bad ones that people send."""

import io
import zipfile
from email.message import EmailMessage

import typst
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject, NumberObject

CANARY = "Zanzibarquill"
"""A word that no code, library or sentence of ours contains."""

VTT = """WEBVTT

1
00:00:02.000 --> 00:00:05.500
Judith Okafor: Good morning, Ms. Adeyemi.

2
00:00:05.700 --> 00:00:09.000
Folake Adeyemi: Good morning. It is about my father's will.

3
00:00:09.200 --> 00:01:12.000
He died on 14 August 2026.
"""


def pdf(*pages):
    """A PDF with a text layer, a page for each text."""
    body = "\n#pagebreak()\n".join(pages)
    return bytes(typst.compile(f"#set page(width: 12cm, height: 12cm)\n{body}".encode()))


def pdf_of_pictures(pages=2, *, with_text=()):
    """Scanned pages: each is one picture and nothing else, before pages that have text."""
    writer = PdfWriter()
    for _number in range(pages):
        page = writer.add_blank_page(200, 200)
        picture = DecodedStreamObject()
        picture.set_data(b"\x00\xff\x00")
        picture.update(
            {
                NameObject("/Type"): NameObject("/XObject"),
                NameObject("/Subtype"): NameObject("/Image"),
                NameObject("/Width"): NumberObject(1),
                NameObject("/Height"): NumberObject(1),
                NameObject("/ColorSpace"): NameObject("/DeviceRGB"),
                NameObject("/BitsPerComponent"): NumberObject(8),
            }
        )
        drawn = DictionaryObject({NameObject("/Im0"): writer._add_object(picture)})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): drawn})
    if with_text:
        writer.append(io.BytesIO(pdf(*with_text)))
    return _written(writer)


def pdf_with_password(text, *, user, owner="owner"):
    """A protected PDF. With an empty ``user`` password it opens and only forbids printing."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(text))))
    writer.encrypt(user_password=user, owner_password=owner, algorithm="AES-256")
    return _written(writer)


def pdf_without_pages():
    return _written(PdfWriter())


def blank_pdf():
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    return _written(writer)


def _written(writer):
    kept = io.BytesIO()
    writer.write(kept)
    return kept.getvalue()


def docx(build=None, *, paragraphs=("One.", "Two.")):
    """A Word document: of paragraphs, or as ``build(document)`` makes it."""
    document = Document()
    if build:
        build(document)
    else:
        for text in paragraphs:
            document.add_paragraph(text)
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def insert(document, xml):
    """Put raw WordprocessingML at the end of the body."""
    tag, _end, rest = xml.partition(">")
    element = parse_xml(f"{tag} {nsdecls('w')}>{rest}")
    document.element.body.insert_element_before(element, "w:sectPr")


def a_full_document(document):
    """Headings, a table with another in it, a header, a footer, and a change that nobody accepted yet."""
    document.add_heading("Memorandum", level=1)
    document.add_paragraph("The house was sold.").runs[0].font.size = Pt(11)
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(
        [*table.rows[0].cells, *table.rows[1].cells], ("Item", "Value", "House", "1,180,000"), strict=True
    ):
        cell.text = text
    document.sections[0].header.paragraphs[0].text = "Privileged"
    document.sections[0].footer.paragraphs[0].text = "File 2026-0001"
    insert(
        document,
        '<w:p><w:r><w:t xml:space="preserve">The will is </w:t></w:r>'
        '<w:del w:id="1" w:author="A"><w:r><w:delText>void</w:delText></w:r></w:del>'
        '<w:ins w:id="2" w:author="A"><w:r><w:t>valid</w:t></w:r></w:ins><w:r><w:t>.</w:t></w:r></w:p>',
    )


def changed(data, part, *replacements, added=()):
    """The package with some bytes of one part replaced and other parts added."""
    kept = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            content = source.read(name)
            for old, new in replacements if name == part else ():
                content = content.replace(old, new, 1)
            target.writestr(name, content)
        for name, content in added:
            target.writestr(name, content)
    return kept.getvalue()


def with_part(data, name, content):
    """The document with a part beside it (`comments`), as Word relates and names one."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    related = f'<Relationship Id="rId98" Target="{name}.xml" Type="{office}/{name}"/></Relationships>'
    kind = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{name}+xml"
    named = f'<Override PartName="/word/{name}.xml" ContentType="{kind}"/></Types>'
    data = changed(data, "word/_rels/document.xml.rels", (b"</Relationships>", related.encode()))
    return changed(
        data, "[Content_Types].xml", (b"</Types>", named.encode()), added=[(f"word/{name}.xml", content)]
    )


def with_footnote(data, text):
    """The document with a part of footnotes, as Word writes one."""
    notes = (
        f"<w:footnotes {nsdecls('w')}>"
        '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:t>----</w:t></w:r></w:p></w:footnote>'
        f'<w:footnote w:id="2"><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    related = (
        b'<Relationship Id="rId99" Target="footnotes.xml" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"/></Relationships>'
    )
    kind = (
        b'<Override PartName="/word/footnotes.xml" '
        b'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"/></Types>'
    )
    data = changed(data, "word/_rels/document.xml.rels", (b"</Relationships>", related))
    return changed(data, "[Content_Types].xml", (b"</Types>", kind), added=[("word/footnotes.xml", notes)])


def zip_bomb():
    """A small package with a document that unpacks to more than anybody writes."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        with package.open("word/document.xml", "w", force_zip64=True) as part:
            for _megabyte in range(301):
                part.write(b"\0" * 1024 * 1024)
    return kept.getvalue()


def zipped(**parts):
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return kept.getvalue()


def email(
    body="Please find the letter.\n\nRegards", *, html="", attachments=(), subject="The will", headers=()
):
    """A message. ``attachments`` are names with bytes, or messages."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = (
        "Folake <folake@mail.example>",
        "judith@firm.example",
        subject,
    )
    message["Date"], message["Message-ID"] = "Mon, 02 Nov 2026 09:00:00 -0500", "<1@mail.example>"
    for name, value in headers:
        message[name] = value
    if body:
        message.set_content(body)
    if html:
        (message.add_alternative if body else message.set_content)(html, subtype="html")
    for each in attachments:
        if isinstance(each, EmailMessage):
            message.add_attachment(each)
        else:
            name, data = each
            message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message


def joined(*documents):
    """One PDF of the pages of several."""
    writer = PdfWriter()
    for each in documents:
        writer.append(io.BytesIO(each))
    return _written(writer)


def stamped(document, text):
    """A PDF with a few words of text over each page."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(document)))
    stamp = PdfReader(io.BytesIO(pdf(text))).pages[0]
    for page in writer.pages:
        page.merge_page(stamp)
    return _written(writer)
