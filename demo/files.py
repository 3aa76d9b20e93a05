"""Making real files: PDFs of several pages, Word documents with tables, an e-mail with an attachment, a transcript."""

from __future__ import annotations

import io
import json
import zlib
from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

import typst
from docx import Document

PAGES = """
#let data = json(bytes(sys.inputs.data))
#set document(title: data.title, date: none)
#set page(paper: "us-letter", margin: 1in, numbering: "1")
#set text(size: 11.5pt, lang: data.lang)
#set par(justify: true, leading: 0.72em)
#align(center)[#text(size: 14pt, weight: "bold")[#data.title] \\ #v(2pt) #text(size: 10pt)[#data.subtitle]]
#v(14pt)
#for (index, page) in data.pages.enumerate() {
  if index > 0 { pagebreak() }
  for part in page {
    if part.kind == "heading" { v(6pt); text(weight: "bold")[#part.text]; v(2pt) }
    else { par[#part.text] }
  }
}
"""


def pdf(title: str, subtitle: str, pages: Sequence[Sequence[str]], *, lang: str = "en") -> bytes:
    """A PDF with a text layer. A paragraph that starts with ``# `` is a heading."""
    data = {
        "title": title,
        "subtitle": subtitle,
        "lang": lang,
        "pages": [[_part(text) for text in page] for page in pages],
    }
    made = typst.compile(PAGES.encode(), sys_inputs={"data": json.dumps(data, ensure_ascii=False)})
    return bytes(made)


def _part(text: str) -> dict[str, str]:
    heading = text.startswith("# ")
    return {"kind": "heading" if heading else "paragraph", "text": text[2:] if heading else text}


def docx(title: str, blocks: Sequence[str | Sequence[Sequence[str]]]) -> bytes:
    """A Word document: ``# `` and ``## `` are headings, a sequence of rows is a table, anything else a paragraph."""
    document = Document()
    document.add_heading(title, level=0)
    for block in blocks:
        if not isinstance(block, str):
            _table(document, block)
        elif block.startswith("## "):
            document.add_heading(block[3:], level=2)
        elif block.startswith("# "):
            document.add_heading(block[2:], level=1)
        else:
            document.add_paragraph(block)
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def _table(document, rows: Sequence[Sequence[str]]) -> None:
    table = document.add_table(rows=0, cols=len(rows[0]))
    table.style = "Table Grid"
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text


def email(
    *,
    sender: str,
    to: str,
    subject: str,
    sent: datetime,
    body: str,
    attachment: tuple[str, bytes, str] | None = None,
) -> bytes:
    """An RFC 5322 message. ``attachment`` is a name, bytes and a media type."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Date"] = format_datetime(sent)
    message["Message-ID"] = f"<{zlib.crc32((sender + subject).encode()):010d}@mail.example>"
    message.set_content(body)
    if attachment:
        name, content, media = attachment
        main, _slash, sub = media.partition("/")
        message.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return message.as_bytes()


def vtt(turns: Sequence[tuple[str, str]], *, minutes: int, note: str = "") -> bytes:
    """A WebVTT transcript of a whole number of minutes: speaker and words, timed by how long the words are."""
    total = sum(len(words) for _speaker, words in turns)
    at, lines = 2.0, ["WEBVTT", ""]
    if note:
        lines += [f"NOTE {note}", ""]
    scale = (minutes * 60 - 4) / total
    for number, (speaker, words) in enumerate(turns, 1):
        until = at + len(words) * scale
        lines += [str(number), f"{_stamp(at)} --> {_stamp(until - 0.2)}", f"{speaker}: {words}", ""]
        at = until
    return "\n".join(lines).encode()


def _stamp(seconds: float) -> str:
    whole, thousandths = divmod(round(seconds * 1000), 1000)
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours:02}:{minutes:02}:{left:02}.{thousandths:03}"
