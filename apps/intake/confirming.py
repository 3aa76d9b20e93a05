"""What a person settles before a source can be used: doubtful pages, held recordings; and reading once more."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core.errors import BadInput, WrongState
from apps.core.sensitive import Sensitive
from apps.intake import passages, rereading, rules
from apps.intake.models import READ, Source, State, Trouble
from apps.intake.passages import Passage
from apps.intake.readers import recognition
from apps.intake.readers.reading import clean
from apps.intake.refusals import on_record
from apps.intake.rules import Attempt, Outcome
from apps.matters import keys
from apps.people.models import User


@on_record(Attempt.CONFIRM_PAGE)
def confirm_page(*, source: Source, page: int, text: Sensitive[str], by: User) -> Source:
    """A person compared a doubtful page with its picture: this is what it says, as recognised or corrected.

    With the last one the source is ready. Raises NotAllowed, WrongState where nobody waits for this page (somebody else
    was faster), BadInput for no text.
    """
    said = clean(text.reveal())
    if not said:
        raise BadInput(_("Write what the page says, or leave the page out."))
    source, held, passage = _doubtful(source, page, by)
    outcome = Outcome.AS_RECOGNISED if said == passage.text else Outcome.CORRECTED
    settled = replace(passage, text=said, doubtful=False)
    return _keep(source, [settled if each is passage else each for each in held], page, outcome, by)


@on_record(Attempt.CONFIRM_PAGE)
def leave_page_out(*, source: Source, page: int, by: User) -> Source:
    """A person could not make the page out either: nothing of it is used. Raises NotAllowed or WrongState."""
    source, held, passage = _doubtful(source, page, by)
    return _keep(source, [each for each in held if each is not passage], page, Outcome.LEFT_OUT, by)


def _doubtful(source: Source, page: int, by: User) -> tuple[Source, list[Passage], Passage]:
    rows = Source.objects.select_for_update(no_key=True, of=("self",)).select_related("matter")
    source = rows.defer("original").get(pk=source.pk)
    rules.check_can_confirm(by, source)
    held = passages.of(source)
    passage = next((each for each in held if each.page == page and each.doubtful), None)
    if passage is None:
        raise WrongState(_("This page does not wait for anybody."))
    return source, held, passage


def _keep(source: Source, held: list[Passage], page: int, outcome: Outcome, by: User) -> Source:
    """The reading with that page settled, sealed again under its new digest."""
    held = [replace(each, ordinal=number) for number, each in enumerate(held)]
    content = passages.dump(held)
    with keys.opened(source.matter_id) as seal:
        seal.seal(source, "reading", content)
        digest = seal.digest(content.reveal())
    source.reading_hmac, source.passage_count = digest.hmac, len(held)
    source.doubtful_pages = sum(each.doubtful for each in held)
    if outcome == Outcome.LEFT_OUT:
        source.blank_pages += 1
        source.recognised_pages -= 1
    # The names of files that came inside are no text.
    if all(each.anchor == passages.INSIDE for each in held):
        source.state, source.trouble = State.UNREADABLE, Trouble.SCANNED
    elif not source.doubtful_pages:
        source.state = State.READY
    source.save(
        update_fields=[
            "reading",
            "reading_hmac",
            "passage_count",
            "blank_pages",
            "recognised_pages",
            "doubtful_pages",
            "state",
            "trouble",
        ]
    )
    audit.record(
        event=Event.INTAKE_PAGE_CONFIRMED,
        by=by,
        on=source,
        page=page,
        outcome=outcome,
        doubtful=source.doubtful_pages,
        digest=digest,
    )
    return source


@on_record(Attempt.READ_AGAIN)
def read_again(*, source: Source, by: User) -> Source:
    """Read a file once more that could not be read, or not again by a newer reader, for what may have changed since:
    text recognition was installed, or has more time. Raises NotAllowed or WrongState."""
    rows = Source.objects.select_for_update(no_key=True, of=("self",)).select_related("matter")
    source = rows.defer("original", "reading").get(pk=source.pk)
    rules.check_can_read_again(by, source)
    if source.state in READ:
        trouble = Trouble(source.reread_trouble)
        source.tried_with, source.reread_trouble = source.read_with, ""
        source.save(update_fields=["tried_with", "reread_trouble"])
        rereading.hasten([source.pk])
    else:
        trouble = Trouble(source.trouble)
        source.state, source.trouble, source.fence, source.leased_until = State.RECEIVED, "", 0, None
        source.save(update_fields=["state", "trouble", "fence", "leased_until"])
    audit.record(event=Event.INTAKE_SOURCE_TO_READ_AGAIN, by=by, on=source, reason=trouble)
    return source


@on_record(Attempt.CLEAR)
def clear(*, source: Source, told: bool, no_conflict: bool, by: User) -> Source:
    """Record that whoever was recorded had been told, and that the conflict check found nothing: now it is read.

    Raises NotAllowed, WrongState where it is not held, or BadInput where one of the two is wanting.
    """
    rows = Source.objects.select_for_update(no_key=True, of=("self",)).select_related("matter")
    source = rows.defer("original", "reading").get(pk=source.pk)
    rules.check_can_clear(by, source)
    if not (told and no_conflict):
        raise BadInput(_("Both have to be so before anybody reads it. Until then it stays sealed."))
    source.state, source.cleared_by, source.cleared_at = State.RECEIVED, by, timezone.now()
    source.save(update_fields=["state", "cleared_by", "cleared_at"])
    audit.record(event=Event.INTAKE_SOURCE_CLEARED, by=by, on=source, told=told, no_conflict=no_conflict)
    return source


def open_picture(*, source: Source, page: int, by: User) -> Sensitive[bytes]:
    """A recognised page as a picture (PNG), to compare. That it was opened is on record.

    Raises NotAllowed; WrongState where the page was not recognised, or cannot be drawn on this machine.
    """
    _check_can_open(source=source, by=by)
    if not any(each.page == page and each.confidence is not None for each in passages.of(source)):
        raise WrongState(_("This page was not recognized."))
    drawn = _drawn(keys.reveal_bytes(source, "original").reveal(), page)
    if drawn is None:
        raise WrongState(_("The picture of this page cannot be drawn on this machine."))
    with transaction.atomic():
        audit.record(event=Event.INTAKE_SOURCE_OPENED, by=by, on=source, page=page)
    return Sensitive(drawn)


@on_record(Attempt.OPEN_PICTURE)
def _check_can_open(*, source: Source, by: User) -> None:
    """Apart from the drawing, which takes its time."""
    rules.check_can_open(by, source)


def _drawn(document: bytes, page: int) -> bytes | None:
    engine = recognition.find()
    if engine is None:
        return None
    try:
        return recognition.picture(engine, document, page)
    except (recognition.Failed, ValueError):
        return None
