"""Which version a Word document was made from: its id, in a property of the file that word processors keep. Pure.

Custom properties are ECMA-376 part 1, 22.3: their numbers begin at 2, and all of them are of one set. Nobody sees them
in the text. Nothing that leaves the firm is marked.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from docx.document import Document as Doc
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from lxml import etree

NAME = "firmai version"
SET = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
EMPTY = f'<Properties xmlns="{PROPERTIES}" xmlns:vt="{TYPES}"/>'.encode()
FIRST = 2


def mark(document: Doc, version: UUID) -> None:
    """Writes into a document, before it is packed, that it was made from that version and no other."""
    part = _part(document)
    properties = parse_xml(EMPTY if part is None else part.blob)
    for each in _marks(properties):
        properties.remove(each)
    taken = [int(each.get("pid")) for each in properties.iter(f"{{{PROPERTIES}}}property")]
    number = max([FIRST - 1, *taken]) + 1
    made = etree.SubElement(properties, f"{{{PROPERTIES}}}property", fmtid=SET, pid=str(number), name=NAME)
    etree.SubElement(made, f"{{{TYPES}}}lpwstr").text = str(version)
    _keep(document, part, etree.tostring(properties, xml_declaration=True, encoding="UTF-8", standalone=True))


def of(document: Doc) -> UUID | None:
    """The version that a document says it was made from. None where it says nothing, or what is no id."""
    part = _part(document)
    found = [] if part is None else _marks(parse_xml(part.blob))
    try:
        return UUID("".join(found[0].itertext()).strip()) if found else None
    except ValueError:
        return None


def _part(document: Doc) -> Part | None:
    related = document.part.package.rels.values()
    named = (each for each in related if each.reltype == RELATIONSHIP_TYPE.CUSTOM_PROPERTIES)
    return next((each.target_part for each in named if not each.is_external), None)


def _keep(document: Doc, before: Part | None, data: bytes) -> None:
    package = document.part.package
    name = PackURI("/docProps/custom.xml") if before is None else before.partname
    part = Part(name, CONTENT_TYPE.OFC_CUSTOM_PROPERTIES, data, package)
    for key in [key for key, each in package.rels.items() if before is not None and _leads_to(each, before)]:
        del package.rels[key]
    package.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_PROPERTIES)


def _leads_to(relation: Any, part: Part) -> bool:
    return not relation.is_external and relation.target_part is part


def _marks(properties: Any) -> list[Any]:
    return [each for each in properties.iter(f"{{{PROPERTIES}}}property") if each.get("name") == NAME]
