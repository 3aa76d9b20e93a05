"""What somebody put on a page of a PDF after it was made: what was typed and chosen in its fields, typed over it, noted
beside it, and put into it as files of their own.

A page's own text has none of that (ISO 32000-2, 12.5.6.6 and 12.7): a field's value is an entry of the field or of one
it descends from, plain or as rich text alone; a text box is an annotation. What a form hides, and what is typed where a
password goes, is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import EmbeddedFile

from apps.intake.models import Trouble
from apps.intake.readers import boxes, marks, reading, unseen
from apps.intake.readers.boxes import Box
from apps.intake.readers.enclosed import MOST_ATTACHMENTS, Enclosed
from apps.intake.readers.layers import Layers
from apps.intake.readers.marked import shown_in
from apps.intake.readers.reading import Attachment, Deadline, Unreadable, clean

HIGHEST = 32
"""Fields that a field descends from. One with more, or one that descends from itself, is looked at no further."""
ROW = 6
"""Points: fields that lie no further apart in height are of one row."""
PASSWORD, PUSHED = 1 << 13, 1 << 16
COMMENTS = ("/Text", "/Highlight", "/Underline", "/StrikeOut", "/Squiggly", "/Caret")
DRAWN = {"/Stamp": "stamp", "/Watermark": "watermark", "/Sig": "signature"}
LINES, PINNED = (*COMMENTS, "/Widget", "/FreeText", "/Stamp", "/Watermark"), ("/FileAttachment",)
MOST_ENCLOSED = 100 * 1024 * 1024
UNREADABLE = "[a field that could not be read]"


class Filled:
    """The fields and text boxes of one document, page by page."""

    def __init__(self, deadline: Deadline, layers: Layers) -> None:
        self.fields = 0
        """How many fields there were on the pages so far, filled in or not."""
        self._deadline, self._layers = deadline, layers
        self._characters = 0

    def page(self, page: PageObject) -> str:
        """A line for each, from the top of the page to its bottom, or nothing. Raises Unreadable for too much."""
        room = unseen.room_of(page)
        placed = [self._line(page, each, room) for each in self._annotations(page)]
        lines = [
            line for _place, line in sorted((each for each in placed if each[1]), key=lambda each: each[0])
        ]
        return "\n".join(dict.fromkeys(lines))

    def enclosed(self, document: PdfReader, pages: Iterable[PageObject]) -> Enclosed:
        """Files that came inside: the document's own, as a portfolio has them, and those pinned to a page."""
        held: list[Any] = [each.pdf_object for each in _own_files(document)]
        held += [_entry(each, "/FS") for page in pages for each in self._annotations(page, PINNED)]
        found = Enclosed()
        room = MOST_ENCLOSED
        for each in held:
            self._deadline.check()
            name, data = _name(each), _content(each)
            if data and len(found.attachments) < MOST_ATTACHMENTS and len(data) <= room:
                room -= len(data)
                found.attachments.append(Attachment(name, data))
            else:
                found.leave(name)
        return found

    def _annotations(self, page: PageObject, kinds: tuple[str, ...] = LINES) -> Iterator[Any]:
        for each in _list(_entry(page, "/Annots")):
            self._deadline.check()
            annotation = _resolved(each)
            if isinstance(annotation, dict) and _entry(annotation, "/Subtype") in kinds:
                yield annotation

    def _line(self, page: PageObject, annotation: Any, room: Box) -> tuple[tuple[int, float], str]:
        self.fields += _entry(annotation, "/Subtype") == "/Widget"
        try:
            is_seen = marks.is_seen(annotation, self._layers) and _is_within(annotation, room)
            line = self._seen(page, annotation) if is_seen else ""
        except (PyPdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            line = UNREADABLE
        self._characters += len(line)
        if self._characters > reading.MOST_CHARACTERS:
            raise Unreadable(Trouble.UNPACKS_TOO_LARGE)
        return _place(annotation), clean(line)

    def _seen(self, page: PageObject, annotation: Any) -> str:
        """What is drawn of it where it has no words of its own, as a stamp or a signature has its date. Raises
        Unreadable."""
        kind = DRAWN.get(_entry(annotation, "/Subtype")) or DRAWN.get(_entry(annotation, "/FT"))
        drawn = marks.appearance(annotation) if kind else None
        if drawn is None:
            return _said(annotation, self._deadline)
        try:
            found = page.extract_xform_text(drawn, visitor_operand_before=self._deadline.check)
        except Unreadable:
            raise
        except Exception:  # noqa: BLE001 - what it is packed in can be wrong in any way
            return UNREADABLE
        words = " ".join(found.split())
        return f"[{kind}] {words}" if words else ""


def is_made_by_reader(document: PdfReader, filled: Filled) -> bool:
    """Whether the pages are only drawn by the program that opens them (XFA), and say nothing of the form."""
    root = _resolved(document.trailer.get("/Root"))
    form = _entry(root, "/AcroForm")
    if not _entry(form, "/XFA"):
        return False
    return bool(_entry(root, "/NeedsRendering")) or not filled.fields


def _is_within(annotation: Any, room: Box) -> bool:
    """Whether it has a place on what is shown of the page. A comment is read in a list beside it, wherever it lies."""
    if _entry(annotation, "/Subtype") in COMMENTS:
        return True
    corners = [_resolved(each) for each in _list(_entry(annotation, "/Rect"))]
    return len(corners) != 4 or boxes.given(corners).within(room).area > 0


def _said(annotation: Any, deadline: Deadline) -> str:
    if _entry(annotation, "/Subtype") in COMMENTS:
        said, author = _text(_entry(annotation, "/Contents")).strip(), _text(_entry(annotation, "/T")).strip()
        if not said:
            return ""
        return f"[comment] {author}: {said}" if author else f"[comment] {said}"
    if _entry(annotation, "/Subtype") == "/FreeText":
        return _text(_entry(annotation, "/Contents")) or _rich(_entry(annotation, "/RC"), deadline)
    line = _Line(annotation, deadline)
    value = line.value()
    if not value.strip():
        return ""
    return f"{line.name}: {value}" if line.name else value


def _own_files(document: PdfReader) -> list[EmbeddedFile]:
    try:
        return list(document.attachment_list)
    except (PyPdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return []


def _name(specification: Any) -> str:
    return _text(_entry(specification, "/UF")) or _text(_entry(specification, "/F")) or "attachment"


def _content(specification: Any) -> bytes:
    """What a file specification holds (7.11.4), or nothing where nothing can be had of it."""
    held = _entry(specification, "/EF")
    stream = _entry(held, "/UF") or _entry(held, "/F")
    try:
        data = stream.get_data()
    except (PyPdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return b""
    return data if isinstance(data, bytes) else b""


class _Line:
    """One field as it is seen on a page, with what it has from those it descends from."""

    def __init__(self, widget: Any, deadline: Deadline) -> None:
        self._widget, self._deadline = widget, deadline
        self._fields = list(_descent(widget))
        self.name = _text(self._inherited("/TU")) or _text(self._inherited("/T"))

    def value(self) -> str:
        kind, flags = self._inherited("/FT"), self._inherited("/Ff")
        flags = flags if isinstance(flags, int) else 0
        if kind == "/Btn":
            return "" if flags & PUSHED else self._checked()
        if kind == "/Ch":
            return self._chosen()
        return "" if kind != "/Tx" or flags & PASSWORD else self._typed()

    def _typed(self) -> str:
        """The plain value, or where there is none the one with its looks, which some programs keep under the name that
        it has in other annotations. Raises Unreadable for too much."""
        plain = _text(self._inherited("/V"))
        if plain.strip():
            return plain
        return _rich(self._inherited("/RV"), self._deadline) or _rich(self._inherited("/RC"), self._deadline)

    def _checked(self) -> str:
        """A box is on where its own state says so, or the field's value where it has no state of its own."""
        state = _entry(self._widget, "/AS") or self._inherited("/V")
        return "" if state in (None, "/Off") else f"[x] {_text(state).removeprefix('/')}"

    def _chosen(self) -> str:
        """In the words of the form where it keeps a choice under another name. Raises Unreadable for too much."""
        pairs = (_list(_resolved(option)) for option in _list(self._inherited("/Opt")))
        words = {_text(_resolved(pair[0])): _resolved(pair[1]) for pair in pairs if len(pair) == 2}
        shown: list[str] = []
        length = 0
        for each in _many(self._inherited("/V")):
            shown.append(_text(words.get(_text(each), each)))
            length += len(shown[-1])
            # Entries of a list can all be the same long text, kept once in the file.
            if length > reading.MOST_CHARACTERS:
                raise Unreadable(Trouble.UNPACKS_TOO_LARGE)
        return ", ".join(shown)

    def _inherited(self, key: str) -> Any:
        found = (_entry(each, key) for each in self._fields)
        return next((each for each in found if each is not None), None)


def _descent(widget: Any) -> Iterator[Any]:
    each = widget
    for _step in range(HIGHEST):
        if not isinstance(each, dict):
            return
        yield each
        each = _entry(each, "/Parent")


def _place(annotation: Any) -> tuple[int, float]:
    corners = [float(each) for each in map(_resolved, _list(_entry(annotation, "/Rect"))) if _is_number(each)]
    if len(corners) != 4:
        return (1 << 30, 0.0)
    return (-round(max(corners[1], corners[3]) / ROW), min(corners[0], corners[2]))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and -1e9 < value < 1e9


def _many(value: Any) -> list[Any]:
    return [_resolved(each) for each in value] if isinstance(value, list) else [value]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str:
    """A string, a name, or a stream of text."""
    if hasattr(value, "get_data"):
        value = value.get_data()
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else ""


def _rich(value: Any, deadline: Deadline) -> str:
    """The words of a rich text string (ISO 32000-2, 12.7.4.4: XHTML). Raises Unreadable for too much."""
    text = _text(value)
    if len(text) > reading.MOST_CHARACTERS:
        raise Unreadable(Trouble.UNPACKS_TOO_LARGE)
    return re.sub(r"\n{3,}", "\n\n", shown_in(text, deadline)).strip()


def _entry(holder: Any, key: str) -> Any:
    """An entry of a dictionary, looked up where it is kept elsewhere. None where nothing can be had."""
    return _resolved(dict.get(holder, key)) if isinstance(holder, dict) else None


def _resolved(value: Any) -> Any:
    try:
        found = value.get_object() if hasattr(value, "get_object") else value
    except (PyPdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    return None if type(found).__name__ == "NullObject" else found
