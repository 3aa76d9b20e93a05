"""PDF: a passage for each page, with what was typed into it and noted beside it, and the files inside.

The text of a page that is a picture is recognised where this machine can do that. Pages of which nothing could be had
are counted, not passed over.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.conf import settings
from pypdf import PageObject, PasswordType, PdfReader
from pypdf.errors import FileNotDecryptedError, LimitReachedError

from apps.intake.models import Trouble
from apps.intake.readers import recognition
from apps.intake.readers.filled import Filled, is_made_by_reader
from apps.intake.readers.reading import Collected, Deadline, Reading, Unreadable, clean
from apps.intake.readers.unseen import Pages

SPARSE = 64
"""Characters: a page with less text than that and a picture of any size may be a scan with a stamp over it."""
MOST_RECOGNISED = 200
"""Scanned pages of one file. At some seconds each, more would keep a worker for the better part of an hour."""


def read(data: bytes, deadline: Deadline) -> Reading:
    """Raises Unreadable: protected by a password, scanned, without text or pages, made as it opens."""
    try:
        return _read(data, deadline)
    except FileNotDecryptedError:
        raise Unreadable(Trouble.ENCRYPTED) from None
    except LimitReachedError:
        raise Unreadable(Trouble.UNPACKS_TOO_LARGE) from None


def _read(data: bytes, deadline: Deadline) -> Reading:
    document = PdfReader(BytesIO(data), strict=False)
    # Most "protected" files only forbid printing, and open with no password at all.
    if document.is_encrypted and document.decrypt("") == PasswordType.NOT_DECRYPTED:
        raise Unreadable(Trouble.ENCRYPTED)
    pages = list(document.pages)
    if not pages:
        raise Unreadable(Trouble.DAMAGED)
    drawn = Pages(document, deadline)
    filled = Filled(deadline, drawn.layers)
    inside = filled.enclosed(document, pages)
    try:
        found, unread, unseen = _pages(data, document, pages, drawn, filled, deadline)
    except Unreadable as error:
        raise inside.unread(error.trouble) from None
    found.add("inside", inside.inside())
    return Reading(
        found.passages,
        pages=len(pages),
        blank_pages=unread,
        unseen=unseen,
        attachments=inside.attachments,
    )


def _pages(
    data: bytes,
    document: PdfReader,
    pages: list[PageObject],
    drawn: Pages,
    filled: Filled,
    deadline: Deadline,
) -> tuple[Collected, int, int]:
    """What the pages say, how many of them could not be read, and on how many there are words that nobody sees. Raises
    Unreadable."""
    found, scanned = Collected(deadline), _Scanned(data, deadline)
    unread = unseen = 0
    for number, page in enumerate(pages, start=1):
        shown = drawn.read(page)
        text, typed = shown.text, filled.page(page)
        unseen += shown.leaves_out
        is_sparse = len(clean(text)) < SPARSE and _has_picture(page)
        seen = scanned.page(page, number, is_sparse=is_sparse) if is_sparse or shown.is_scan else None
        if seen is not None and len(clean(seen.text)) >= 2 * len(clean(text)):
            place = {"page": number, "confidence": seen.confidence, "doubtful": seen.doubtful}
            found.add(f"p{number}", _with(seen.text, typed), **place)
        elif found.add(f"p{number}", _with(text, typed), page=number):
            unread += shown.is_scan and not scanned.was_looked_at
    if is_made_by_reader(document, filled):
        raise Unreadable(Trouble.XFA_FORM)
    if not found.passages:
        raise Unreadable(scanned.trouble)
    return found, unread + len(pages) - len(found.passages), unseen


def _with(text: str, typed: str) -> str:
    """The page's text, and after it what was typed into it: where in the lines that belongs, nobody can say."""
    return f"{text.rstrip()}\n\n{typed}" if typed else text


class _Scanned:
    """The pages of one document that are pictures, and the engine for them, looked for at the first."""

    def __init__(self, data: bytes, deadline: Deadline) -> None:
        self._data, self._deadline = data, deadline
        self._count = 0
        self._engine: recognition.Engine | None = None
        self.was_looked_at = False
        """Whether the engine could do its work on the last page, whatever it found there."""

    def page(self, page: PageObject, number: int, *, is_sparse: bool) -> recognition.Recognised | None:
        """Its text, or None. Raises Unreadable where there are too many that have next to no text of their own."""
        self._count += 1
        self.was_looked_at = False
        if self._count == 1:
            self._engine = recognition.find()
        if self._engine is None:
            return None
        if self._count > MOST_RECOGNISED:
            if is_sparse:
                raise Unreadable(Trouble.MANY_SCANNED)
            return None
        self._deadline.allow(settings.RECOGNITION_SECONDS)
        width, height = float(page.mediabox.width), float(page.mediabox.height)
        try:
            seen = recognition.page(self._engine, self._data, number, width=width, height=height)
        except recognition.Failed:
            return None  # counted as a page that was not read
        self.was_looked_at = True
        return seen

    @property
    def trouble(self) -> Trouble:
        """Why there is nothing to read in the document."""
        if not self._count:
            return Trouble.NO_TEXT
        return Trouble.NO_RECOGNITION if self._engine is None else Trouble.SCANNED


def _has_picture(page: PageObject) -> bool:
    return any(each.get("/Subtype") in ("/Image", "/Form") for each in _drawn_on(page).values())


def _drawn_on(page: PageObject) -> dict[str, Any]:
    """The pictures and forms that a page may draw, by name."""
    resources = page.get("/Resources")
    drawn = resources.get_object().get("/XObject") if resources is not None else None
    return {} if drawn is None else {name: each.get_object() for name, each in drawn.get_object().items()}
