"""Which heads and feet of a Word document are seen. Pure.

Word keeps those of first and of even pages in the file when a person does away with them, and a template may bring some
that no section names (ECMA-376 part 1, 17.10).
"""

from __future__ import annotations

from typing import Any

from docx.document import Document as Doc
from docx.oxml.ns import qn

REFERENCES = (qn("w:headerReference"), qn("w:footerReference"))
SECTION, TITLE, EVEN = qn("w:sectPr"), qn("w:titlePg"), qn("w:evenAndOddHeaders")
OFF = ("0", "false", "off")


def shown(document: Doc) -> set[str]:
    """The relations to heads and feet that a page of some section has. A section that names none of a kind has that of
    the one before it."""
    has_even = _is_on(document.settings.element, EVEN)
    held: dict[tuple[str, str], str] = {}
    seen: set[str] = set()
    for section in document.element.body.iter(SECTION):
        if section.getparent().tag == qn("w:sectPrChange"):
            continue
        held |= {_kind(each): each.get(qn("r:id")) for each in section.iterchildren(*REFERENCES)}
        kinds = {"default", *(["first"] if _is_on(section, TITLE) else []), *(["even"] if has_even else [])}
        seen |= {name for (_tag, kind), name in held.items() if kind in kinds}
    return seen


def _kind(reference: Any) -> tuple[str, str]:
    return reference.tag, reference.get(qn("w:type")) or "default"


def _is_on(holder: Any, name: str) -> bool:
    found = holder.find(name)
    return found is not None and found.get(qn("w:val")) not in OFF
