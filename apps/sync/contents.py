"""Exactly what a delivery sends: the renderings that were approved, checked byte for byte when they are read."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apps.audit.events import Event
from apps.audit.models import Entry
from apps.core.languages import spoken
from apps.core.prepared import Prepared
from apps.core.sensitive import Sensitive
from apps.core.text import canonical
from apps.matters import keys
from apps.review import rules as review
from apps.review.models import Format, GoesAs, Manifest, Rendering, ReviewTask
from apps.sync.destinations import Time
from apps.sync.models import Delivery, DeliveryKind


@dataclass(frozen=True)
class File:
    """What an approved file is called, and what it is, for whoever keeps it."""

    format: Format
    suffix: str
    media_type: str


FILES = {
    DeliveryKind.DOCUMENT: File(
        Format.DOCX, ".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    ),
    DeliveryKind.PDF: File(Format.PDF, ".pdf", "application/pdf"),
}
"""The kinds of delivery that are a file."""
SENT_AS: dict[GoesAs, tuple[DeliveryKind, ...]] = {
    GoesAs.WORD: (DeliveryKind.DOCUMENT,),
    GoesAs.PDF: (DeliveryKind.PDF,),
    GoesAs.BOTH: (DeliveryKind.DOCUMENT, DeliveryKind.PDF),
    GoesAs.NONE: (),
}


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
    """A note is the approved note, the AI file note and the marker it is found by; a file is what was stored."""
    if delivery.kind in FILES:
        data = _rendering(delivery.manifest, FILES[DeliveryKind(delivery.kind)].format)
        return Content(Sensitive(data), hashlib.sha256(data).hexdigest())
    if delivery.kind == DeliveryKind.TIME:
        held, words = delivery.time, narrative(delivery).reveal()
        whose = held.whose_there or held.whose.email
        data = time_as_compared(whose, held.day, held.minutes, held.billable, words)
        return Content(Sensitive(data), hashlib.sha256(data).hexdigest())
    parts = [
        _rendering(delivery.manifest, each).decode().strip("\n") for each in (Format.NOTE, Format.FILE_NOTE)
    ]
    text = note_text("\n\n".join([*parts, delivery.marker]))
    return Content(Sensitive(text), hashlib.sha256(text).hexdigest())


def time(delivery: Delivery) -> Time:
    """A time entry as it is put there and looked for."""
    with spoken(delivery.manifest.task.draft.request.language):
        activity = _("Legal services")
    return Time(
        email=delivery.time.whose.email,
        whose_there=delivery.time.whose_there,
        day=delivery.time.day,
        minutes=delivery.time.minutes,
        billable=delivery.time.billable,
        text=narrative(delivery),
        activity=activity,
        marker=delivery.marker,
        wanted_since=delivery.manifest.made_at,
        others=frozenset(others(delivery)),
    )


def others(delivery: Delivery) -> QuerySet[Delivery, str]:
    """The records there that are other deliveries' of the matter: two may be of the same words, the same day and the
    same length."""
    rows = Delivery.objects.filter(
        connection=delivery.connection_id, matter=delivery.matter_id, kind=delivery.kind
    )
    return rows.exclude(pk=delivery.pk).exclude(remote_id="").values_list("remote_id", flat=True)


def is_older_than_a_restore(delivery: Delivery) -> bool:
    """Whether a backup was brought back since its words were approved: what left in between is not known here."""
    approved = int(delivery.manifest.made_at.timestamp() * 1_000_000)
    restored = Entry.objects.filter(event=Event.KEEPING_BACKUP_RESTORED.value, at_us__gt=approved)
    return restored.exists()


def narrative(delivery: Delivery) -> Sensitive[str]:
    """The approved words of a time entry."""
    return Sensitive(note_text(_rendering(delivery.manifest, Format.NOTE).decode()).decode())


def time_as_compared(whose: str, day: date, minutes: int, billable: bool, text: str) -> bytes:
    """A time entry as it is compared: whose it is there, its day and minutes, whether a client pays for it, and its
    words, whichever system holds it. What a vendor does not know to take it leaves out, and says nothing."""
    held = {
        "whose": whose.lower(),
        "day": day.isoformat(),
        "minutes": minutes,
        "billable": billable,
        "text": note_text(text).decode(),
    }
    return json.dumps(held, ensure_ascii=False, separators=(",", ":")).encode()


def note_text(text: str) -> bytes:
    """A note's text as it is compared: line ends alike, nothing at the end that a vendor might trim."""
    return canonical(text).strip().encode()


def kinds(manifest: Manifest) -> list[DeliveryKind]:
    """What of an approved item is delivered by itself: its note, and the files that the firm's rule for its kind names.

    What was approved without a PDF, because none could be read, goes as the Word document in its place. Time waits for
    its person.
    """
    files = SENT_AS[GoesAs(review.rule_for(manifest.task.kind).goes_as)]
    if DeliveryKind.PDF in files and not _RENDERING(manifest=manifest.pk, form=Format.PDF.value):
        files = (DeliveryKind.DOCUMENT,)
    return [DeliveryKind.NOTE, *files]


def _rendering(manifest: Manifest, form: Format) -> bytes:
    found = _RENDERING(manifest=manifest.pk, form=form.value)
    if not found:
        raise NothingOfThisKind
    (rendering,) = found
    data = keys.reveal_bytes(rendering, "content").reveal()
    if len(data) != rendering.size or hashlib.sha256(data).hexdigest() != rendering.sha256:
        raise NotWhatWasApproved
    return data


_RENDERING = Prepared(lambda manifest, form: Rendering.objects.filter(manifest=manifest, format=form))


def title(delivery: Delivery) -> str:
    """What lists in the practice system show: the kind of item, in the draft's language. Nothing it says."""
    task = delivery.manifest.task
    (language,) = _LANGUAGE(task=task.pk)
    with spoken(language):
        return f"{task.get_kind_display()} (firmai)"


_LANGUAGE = Prepared(
    lambda task: ReviewTask.objects.filter(pk=task).values_list("draft__request__language", flat=True)
)
