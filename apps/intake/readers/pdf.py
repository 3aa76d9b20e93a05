"""PDF: a passage for each page that has text. Pages that are only pictures are counted, not passed over."""

from __future__ import annotations

from io import BytesIO

from pypdf import PageObject, PasswordType, PdfReader
from pypdf.errors import FileNotDecryptedError, LimitReachedError

from apps.intake.models import Trouble
from apps.intake.readers.reading import Collected, Deadline, Reading, Unreadable


def read(data: bytes, deadline: Deadline) -> Reading:
    """Raises Unreadable: protected by a password, scanned, without text or pages."""
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
    found = Collected(deadline)
    for number, page in enumerate(pages, start=1):
        # The visitor is called for every operator of the page, so that one endless page meets the deadline too.
        found.add(f"p{number}", page.extract_text(visitor_operand_before=deadline.check), page=number)
    if not found.passages:
        raise Unreadable(Trouble.SCANNED if any(map(_has_picture, pages)) else Trouble.NO_TEXT)
    return Reading(found.passages, pages=len(pages), blank_pages=len(pages) - len(found.passages))


def _has_picture(page: PageObject) -> bool:
    resources = page.get("/Resources")
    drawn = resources.get_object().get("/XObject") if resources is not None else None
    if drawn is None:
        return False
    objects = (each.get_object() for each in drawn.get_object().values())
    return any(each.get("/Subtype") in ("/Image", "/Form") for each in objects)
