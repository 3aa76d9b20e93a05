"""The firm's letterhead: a Word document whose head, foot, page and styles every rendering takes, without its body."""

from __future__ import annotations

import functools
import io
from pathlib import Path
from typing import Any, cast
from zipfile import BadZipFile

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from docx import Document
from docx.document import Document as Doc
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.package import OpcPackage, Unmarshaller
from docx.opc.part import Part, PartFactory
from docx.opc.pkgreader import PackageReader
from docx.oxml.ns import qn
from docx.package import Package
from docx.parts.document import DocumentPart
from docx.shared import Pt

STYLES = (
    "Heading 1", "Heading 2", "Heading 3", "Heading 4", "List Bullet", "List", "Quote", "Table Grid", "Normal",
)  # fmt: skip
"""What a rendering writes with. Word's own names, which a template may restyle and has to have."""

SPARE = ("/stylesWithEffects", "/thumbnail")
"""How relations end to parts of the library's document that nothing needs: its styles again, and a picture of it."""


def start() -> tuple[Doc, bool]:
    """An empty document to write in, and whether it is the firm's own, whose head and foot stay as they are."""
    if not settings.LETTERHEAD_FILE:
        package = Package()
        Unmarshaller.unmarshal(_plain(), package, PartFactory)
        return cast("DocumentPart", package.main_document_part).document, False
    document = Document(io.BytesIO(Path(settings.LETTERHEAD_FILE).read_bytes()))
    body = document.element.body
    for child in [each for each in body if each.tag != qn("w:sectPr")]:
        body.remove(child)
    return document, True


@functools.cache
def _plain() -> PackageReader:
    """The library's empty document without what is most of it and of every file made from it: the hundred designs of
    tables that Word brings itself, and what is ``SPARE``. Its parts are taken out of the file once: that was most of
    what each document began with."""
    document = Document()
    quote = document.styles[
        "Quote"
    ]  # set in from the margin: words in italics are what somebody emphasised in it
    quote.font.italic = quote.font.cs_italic = None
    quote.paragraph_format.left_indent = Pt(36)
    for style in list(document.styles):
        if style.type == WD_STYLE_TYPE.TABLE and not style.element.default and style.name not in STYLES:
            style.delete()
    holders: tuple[Part | OpcPackage, ...] = (document.part, document.part.package)
    for holder in holders:
        for name in [name for name, to in holder.rels.items() if to.reltype.endswith(SPARE)]:
            del holder.rels[name]
    buffer = io.BytesIO()
    document.save(buffer)
    return PackageReader.from_file(buffer)


def lacking(document: Doc) -> list[str]:
    """The styles that a template does not have."""
    present = {style.name for style in document.styles}
    return [name for name in STYLES if name not in present]


@register("review")
def the_letterhead_can_be_written_on(**_given: Any) -> list[CheckMessage]:
    """Said before a lawyer approves on paper that cannot be made."""
    if not settings.LETTERHEAD_FILE:
        return []
    try:
        document, _own = start()
    except (OSError, ValueError, KeyError, BadZipFile):
        return [
            Error(
                "LETTERHEAD_FILE is not a Word document that can be read.",
                hint="Name a .docx file that the application may read, or leave it empty.",
                id="firmai.E301",
            )
        ]
    if missing := lacking(document):
        return [
            Error(
                f"The letterhead has no style {', '.join(missing)}.",
                hint="Use each of these styles once in the template and save it; Word keeps only styles in use.",
                id="firmai.E302",
            )
        ]
    return []
