"""What a practice system has of documents and notes, by name: what is ours, or not finished, is passed over."""

import re
from collections.abc import Iterable
from datetime import datetime

from apps.integrations.clio.types import Document as ClioDocument
from apps.integrations.clio.types import Note
from apps.integrations.mycase.types import Document
from apps.integrations.mycase.types import Note as MyCaseNote
from apps.sync.models import RecordKind
from apps.sync.ours import is_marked
from apps.sync.shapes import Listed


def listed_documents(found: Iterable[ClioDocument], *, of: str = "") -> list[Listed]:
    """Finished documents that somebody else put there. ``of`` names the matter where the list is of one."""
    return [
        Listed(
            RecordKind.DOCUMENT,
            each.id,
            of or each.matter_id,
            _version(version_of_clio(each)),
            each.filename,
            each.size,
            each.updated_at,
        )
        for each in found
        if each.latest and each.latest.complete and not each.marker and (of or each.matter_id)
    ]


def listed_notes(found: Iterable[Note], *, of: str = "") -> list[Listed]:
    return [
        Listed(
            RecordKind.NOTE,
            each.id,
            of or each.matter_id,
            plain(each.etag) or stamp(each.updated_at),
            each.subject,
            None,
            each.updated_at,
        )
        for each in found
        if of or each.matter_id
    ]


def listed_in_mycase(found: Iterable[Document], *, of: str = "") -> list[Listed]:
    return [
        Listed(
            RecordKind.DOCUMENT,
            each.id,
            of or each.case_id,
            _version(version_of_mycase(each)),
            each.filename,
            None,
            each.updated_at,
        )
        for each in found
        if (of or each.case_id) and not is_marked(each.description)
    ]


def listed_mycase_notes(found: Iterable[MyCaseNote], *, of: str) -> list[Listed]:
    """MyCase lists notes case by case."""
    return [
        Listed(RecordKind.NOTE, each.id, of, stamp(each.updated_at), each.subject, None, each.updated_at)
        for each in found
        if not is_marked(each.text)
    ]


def _version(remote_id: str) -> str:
    return remote_id.partition(".")[2]


def plain(etag: str) -> str:
    """An etag without its quotation marks, as part of an id."""
    return re.sub(r"[^A-Za-z0-9]", "", etag)[:40]


def version_of_clio(document: ClioDocument) -> str:
    """What the newest version of a document is remembered by."""
    return f"{document.id}.{document.latest.id if document.latest else 0}"


def version_of_mycase(document: Document) -> str:
    """MyCase dates a document's last change; its versions have no size and no digest."""
    return f"{document.id}.{stamp(document.updated_at)}"


def stamp(moment: datetime | None) -> str:
    """A moment as part of an id."""
    return moment.strftime("%Y%m%dT%H%M%S") if moment is not None else "0"
