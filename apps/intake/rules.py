"""Who may add a source, open one or give a transcript its matter; and what each trouble means to a person."""

from __future__ import annotations

import enum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core.errors import BadInput, NotAllowed, WrongState, holds
from apps.intake import held, uploads
from apps.intake.models import (
    FROM_PRACTICE_SYSTEMS,
    READ,
    UNREAD,
    Arrival,
    ArrivalState,
    Source,
    State,
    Trouble,
)
from apps.keeping.rules import is_held
from apps.matters.loosening import is_nobodys
from apps.matters.models import Matter
from apps.matters.rules import check_open, check_works_on
from apps.people.models import Robot, User

BRINGS_SOURCES = frozenset({Robot.INTAKE, Robot.SYNC, Robot.OPERATOR})
MEGABYTE = 1024 * 1024


class Match(enum.StrEnum):
    """How a transcript came to its matter, for the record."""

    BY_NUMBER = "by_number"
    BY_PERSON = "by_person"


class Outcome(enum.StrEnum):
    """How a person settled a recognised page, for the record."""

    AS_RECOGNISED = "as_recognised"
    CORRECTED = "corrected"
    LEFT_OUT = "left_out"


class PageRefusal(enum.StrEnum):
    """Why something with a source was not allowed."""

    NOT_ON_MATTER = "not_on_matter"
    NOT_THE_HOST = "not_the_host"
    WRONG_STATE = "wrong_state"
    CONFLICT = "conflict"


class Attempt(enum.StrEnum):
    """What was tried with a source or a precedent, for the record of what was refused."""

    ADD_SOURCE = "add_source"
    OPEN_SOURCE = "open_source"
    OPEN_PICTURE = "open_picture"
    MATCH = "match"
    DISCARD = "discard_transcript"
    CONFIRM_PAGE = "confirm_page"
    READ_AGAIN = "read_again"
    CLEAR = "clear"
    WITHDRAW_SOURCE = "withdraw_source"

    APPROVE_PRECEDENT = "approve_precedent"
    RETIRE_PRECEDENT = "retire_precedent"
    USE_PRECEDENT = "use_precedent"


class PrecedentRefusal(enum.StrEnum):
    """Why something with a precedent was not allowed."""

    NOT_ON_MATTER = "not_on_matter"
    NOT_A_PARTNER = "not_a_partner"
    NOT_TRAINING = "not_training"
    RETIRED = "retired"
    WRONG_STATE = "wrong_state"
    CONFLICT = "conflict"


class WithdrawalRefusal(enum.StrEnum):
    """Why a source was not withdrawn."""

    NOT_ON_MATTER = "not_on_matter"
    NOT_THEIRS = "not_theirs"
    IN_USE = "in_use"
    WRONG_STATE = "wrong_state"


class Ended(enum.StrEnum):
    """Why a source was destroyed, for the record."""

    COPY_ENDED = "copy_ended"


class Refused(BadInput):
    """A file that was not taken, or could not be read. ``trouble`` says why."""

    def __init__(self, trouble: Trouble, size: int = 0) -> None:
        super().__init__(sentence(trouble, size=size))
        self.trouble, self.size = trouble, size


class LeftOut(Refused):
    """A file that was dropped on its way in, because of all that came with it."""

    def __init__(self) -> None:
        BadInput.__init__(self, left_out(1))
        self.trouble, self.size = Trouble.TOO_LARGE, 0


def check_can_add(user: User, matter: Matter, *, asked_by: User | None = None) -> None:
    """Whoever works on the matter while it is open. A robot brings sources, for somebody who may where one asked."""
    if user.is_robot and user.robot in BRINGS_SOURCES:
        if asked_by is not None:
            check_works_on(asked_by, matter)
    else:
        check_works_on(user, matter)
    check_open(matter)


def check_can_approve_precedent(user: User, source: Source) -> None:
    """A partner, for a document of a training matter: nothing of a client's becomes everybody's."""
    check_works_on(user, source.matter)
    if not user.is_partner:
        raise NotAllowed(
            _("Only a partner approves a precedent of the firm."), codes=(PrecedentRefusal.NOT_A_PARTNER,)
        )
    if not source.matter.is_training or not is_nobodys(source.matter.client):
        raise NotAllowed(
            _(
                "Only a document of the training matter becomes a precedent. Put a copy without the client there."
            ),
            codes=(PrecedentRefusal.NOT_TRAINING,),
        )


def can_approve_precedent(user: User, source: Source) -> bool:
    return holds(check_can_approve_precedent, user, source)


def can_add(user: User, matter: Matter) -> bool:
    return holds(check_can_add, user, matter)


def check_can_end(user: User, source: Source) -> None:
    """The robot of sync, and only copies of what a practice system has: nothing is lost with them."""
    if not (user.is_robot and user.robot == Robot.SYNC):
        raise NotAllowed(
            _("Working copies are ended on their day, by firmai itself."), codes=("not_a_robot",)
        )
    if source.origin not in FROM_PRACTICE_SYSTEMS and source.parent_id is None:
        raise WrongState(_("This source is not a copy of a record of the practice system."))
    if source.state in UNREAD:
        raise WrongState(_("This source is still being read. Try again in a moment."))


def check_size(size: int, *, here: int) -> None:
    """Raises Refused for an empty file or one over the limit, with its size in the sentence, and LeftOut for one of
    which fewer bytes are ``here`` than it has."""
    if size == 0:
        raise Refused(Trouble.EMPTY)
    if size > uploads.LIMIT:
        raise Refused(Trouble.TOO_LARGE, size)
    if here < size:
        raise LeftOut


def left_out(count: int) -> str:
    """What a person is told of files that came with too much else."""
    said = ngettext(
        "%(n)d file was left out: at most %(files)d files and %(limit)d MB are taken at once. Those that were taken "
        "are in the list; add it again by itself.",
        "%(n)d files were left out: at most %(files)d files and %(limit)d MB are taken at once. Those that were "
        "taken are in the list; add the others again, fewer at a time.",
        count,
    )
    return said % {"n": count, "files": uploads.FILES, "limit": uploads.TOGETHER // MEGABYTE}


def check_can_open(user: User, source: Source) -> None:
    """Whoever works on the matter, once the source was read, or the files inside it were found."""
    check_works_on(user, source.matter)
    if source.state == State.UNREADABLE and not source.passage_count:
        raise WrongState(sentence(Trouble(source.trouble), size=source.size))
    if source.state == State.HELD:
        raise WrongState(
            _(
                "Nobody reads this recording yet. Record first that people were told of it, and that conflicts were "
                "checked."
            )
        )
    if source.state == State.WITHDRAWN:
        raise WrongState(_("This source was withdrawn. Nothing of it is here any more."))
    if source.state == State.ENDED:
        raise WrongState(
            _("The working copy was ended. The practice system has this record; it can be brought in again.")
        )
    if source.state not in {State.READY, State.DOUBTFUL, State.UNREADABLE}:
        raise WrongState(_("This source is still being read. Try again in a moment."))


def check_can_confirm(user: User, source: Source) -> None:
    """A person who works on the matter while it is open, and a source that waits for one."""
    if user.is_robot:
        raise NotAllowed(_("Only a person compares a page with its picture."))
    check_works_on(user, source.matter)
    check_open(source.matter)
    if source.state != State.DOUBTFUL:
        raise WrongState(_("No page of this source waits for anybody."))


def can_confirm(user: User, source: Source) -> bool:
    return holds(check_can_confirm, user, source)


def check_can_clear(user: User, source: Source) -> None:
    """A person who works on the matter while it is open, for a recording that is held."""
    if user.is_robot:
        raise NotAllowed(_("Only a person clears a recording."))
    check_works_on(user, source.matter)
    check_open(source.matter)
    if source.state != State.HELD:
        raise WrongState(_("This source is not held."))


def can_clear(user: User, source: Source) -> bool:
    return holds(check_can_clear, user, source)


def check_can_withdraw(user: User, source: Source) -> None:
    """Whoever added it, or a partner; both while they see the matter, open or closed. What rests on it is asked by
    drafting."""
    check_works_on(user, source.matter)
    if source.added_by_id != user.pk and not user.is_partner:
        raise NotAllowed(
            _("Whoever added this source withdraws it, or a partner."), codes=(WithdrawalRefusal.NOT_THEIRS,)
        )
    if source.state == State.WITHDRAWN:
        raise WrongState(_("This source was withdrawn already."))
    if source.matter.key.destroyed_at is not None:
        raise WrongState(_("The content of this matter was destroyed already."))
    if is_held(source.matter):
        raise WrongState(
            _("This matter is on hold: nothing of it is destroyed until a partner has lifted the hold.")
        )


def can_withdraw(user: User, source: Source) -> bool:
    return holds(check_can_withdraw, user, source)


def is_theirs_to_withdraw(user: User, source: Source) -> bool:
    """Of a source that this person sees, for a list: the page behind the link asks the rest."""
    return source.state != State.WITHDRAWN and (user.is_partner or source.added_by_id == user.pk)


READ_AGAIN = frozenset({Trouble.SCANNED, Trouble.NO_RECOGNITION, Trouble.TOOK_TOO_LONG})
"""Troubles that another machine, or the same one with more installed, may not have."""


def check_can_read_again(user: User, source: Source) -> None:
    """Whoever works on the matter, for a file that might be read today."""
    check_works_on(user, source.matter)
    check_open(source.matter)
    trouble = source.trouble if source.state == State.UNREADABLE else source.reread_trouble
    if source.state not in {State.UNREADABLE, *READ} or trouble not in READ_AGAIN:
        raise WrongState(_("Reading this source again would change nothing."))


def check_can_match(user: User, arrival: Arrival, matter: Matter) -> None:
    """Whoever sees the transcript in the list of those without a matter, for a matter they work on."""
    _check_waits(arrival)
    if not user.is_robot and not held.is_seen_by(user, arrival):
        raise NotAllowed(
            _("Only a partner, or the person who held the meeting, gives a transcript its matter."),
            codes=("not_the_host",),
        )
    check_can_add(user, matter)


def check_can_discard(user: User, arrival: Arrival) -> None:
    """Whoever sees the transcript in the list of those without a matter. No rule and no robot lets one go."""
    _check_waits(arrival)
    if user.is_robot or not held.is_seen_by(user, arrival):
        raise NotAllowed(
            _("Only a partner, or the person who held the meeting, discards a transcript."),
            codes=("not_the_host",),
        )


def _check_waits(arrival: Arrival) -> None:
    if arrival.state != ArrivalState.STORED:
        raise WrongState(_("This transcript has its matter already, was discarded, or is not here yet."))


def sentence(trouble: Trouble, *, size: int = 0) -> str:
    """What went wrong with a file, and what would change it."""
    if trouble == Trouble.TOO_LARGE:
        return _(
            "This file has %(size)s MB; the most that is taken is %(limit)s MB. Split it, or save it without pictures."
        ) % {"size": -(-size // MEGABYTE), "limit": uploads.LIMIT // MEGABYTE}
    return {
        Trouble.EMPTY: _("This file is empty. Nothing was stored."),
        Trouble.UNPACKS_TOO_LARGE: _(
            "This file unpacks to far more than its size, as a damaged or hostile one does. It was not read."
        ),
        Trouble.SCANNED: _(
            "These pages are pictures, and no text could be recognized in them. Scan them again, sharper and straight."
        ),
        Trouble.NO_RECOGNITION: _(
            "These pages are pictures, and text recognition is not installed on the firm's machine. Have it installed "
            "and read the file again, or add a copy with recognized text (OCR)."
        ),
        Trouble.MANY_SCANNED: _(
            "This file has more scanned pages than are read at once. Split it and add the parts."
        ),
        Trouble.ENCRYPTED: _("This file is protected by a password. Save it without one and add it again."),
        Trouble.XFA_FORM: _(
            "The pages of this form are only drawn when Adobe Reader opens it (XFA), and nothing filled in is in them. "
            "Open it there, print it to PDF and add that."
        ),
        Trouble.DAMAGED: _(
            "This file is damaged, or is not what its name says. Open it, save it again and add that copy."
        ),
        Trouble.RICH_TEXT: _("Rich text (RTF) is not read. Save it as a Word document (.docx) or PDF."),
        Trouble.OLD_OFFICE: _(
            "This is a file of an older Word or of Outlook. Save it as .docx, or the message as .eml."
        ),
        Trouble.PICTURE: _("A picture is not read. Add a PDF with recognized text (OCR) instead."),
        Trouble.WEB_PAGE: _("This is a web page. Save it as a PDF, or copy its text into a file."),
        Trouble.NOT_SUPPORTED: _(
            "Files of this kind are not read. PDF, Word (.docx), text, e-mail (.eml) and transcripts (.vtt) are."
        ),
        Trouble.NOT_A_TRANSCRIPT: _(
            "This is not a transcript: it does not begin with WEBVTT. A download that was refused can look like this."
        ),
        Trouble.NO_TEXT: _("There is no text in this file."),
        Trouble.TOOK_TOO_LONG: _(
            "Reading this file took too long and was stopped. Split it and add the parts."
        ),
    }[trouble]
