"""Exactly what a delivery sends: the renderings that were approved, checked byte for byte when they are read."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date

from apps.core.sensitive import Sensitive
from apps.core.text import canonical
from apps.drafting.models import ItemKind
from apps.matters import keys
from apps.review.models import Format, Manifest, Rendering
from apps.sync.models import Delivery, DeliveryKind


class NotWhatWasApproved(Exception):
    """The stored bytes are not those that the manifest names."""


class NothingOfThisKind(Exception):
    """The manifest has no rendering for this kind of delivery."""


@dataclass(frozen=True)
class Content:
    """The bytes, and the SHA-256 that what is read back has to have."""

    data: Sensitive[bytes] = field(repr=False)
    sha256: str


def of(delivery: Delivery) -> Content:
    """A note is the approved note, the AI file note and the marker it is found by; a document is the Word file."""
    if delivery.kind == DeliveryKind.DOCUMENT:
        data = _rendering(delivery.manifest, Format.DOCX)
        return Content(Sensitive(data), hashlib.sha256(data).hexdigest())
    if delivery.kind == DeliveryKind.TIME:
        data = time_as_compared(delivery.time.day, delivery.time.minutes, narrative(delivery).reveal())
        return Content(Sensitive(data), hashlib.sha256(data).hexdigest())
    parts = [
        _rendering(delivery.manifest, each).decode().strip("\n") for each in (Format.NOTE, Format.FILE_NOTE)
    ]
    text = note_text("\n\n".join([*parts, delivery.marker]))
    return Content(Sensitive(text), hashlib.sha256(text).hexdigest())


def narrative(delivery: Delivery) -> Sensitive[str]:
    """The approved words of a time entry."""
    return Sensitive(note_text(_rendering(delivery.manifest, Format.NOTE).decode()).decode())


def time_as_compared(day: date, minutes: int, text: str) -> bytes:
    """A time entry as it is compared: its day, its minutes and its words, whichever system holds it."""
    held = {"day": day.isoformat(), "minutes": minutes, "text": note_text(text).decode()}
    return json.dumps(held, ensure_ascii=False, separators=(",", ":")).encode()


def note_text(text: str) -> bytes:
    """A note's text as it is compared: line ends alike, nothing at the end that a vendor might trim."""
    return canonical(text).strip().encode()


def has(manifest: Manifest, kind: DeliveryKind) -> bool:
    """Whether the approved item has what this kind of delivery sends by itself."""
    if kind == DeliveryKind.TIME or (
        manifest.task.kind == ItemKind.TIME_ENTRY and kind == DeliveryKind.DOCUMENT
    ):
        return False  # time waits for its person; its narrative is no document of the file
    needed = {Format.DOCX} if kind == DeliveryKind.DOCUMENT else {Format.NOTE, Format.FILE_NOTE}
    return needed <= set(manifest.renderings.values_list("format", flat=True))


def _rendering(manifest: Manifest, form: Format) -> bytes:
    rendering = Rendering.objects.filter(manifest=manifest, format=form).first()
    if rendering is None:
        raise NothingOfThisKind
    data = keys.reveal_bytes(rendering, "content").reveal()
    if len(data) != rendering.size or hashlib.sha256(data).hexdigest() != rendering.sha256:
        raise NotWhatWasApproved
    return data
