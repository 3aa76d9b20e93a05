"""Going to an authority's page, saying in one act what was found there, or that it is no authority at all.

The one act stands for a finding of each check that was open, and leaves each on record by itself. It is only open to
whoever went to the page from this text's ledger: nobody confirms in passing what they did not look at.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core.errors import BadInput, NotAllowed, WrongState
from apps.core.sensitive import Sensitive
from apps.core.text import canonical
from apps.drafting.models import Version
from apps.matters import keys
from apps.people.models import User
from apps.review import ledger, rules
from apps.review.cancelling import changed
from apps.review.models import (
    Authority,
    AuthorityCheck,
    AuthorityFinding,
    AuthorityOpening,
    Dismissal,
    Outcome,
    ReviewTask,
)
from apps.review.openings import locked
from apps.review.preparation import check_newest, found, said
from apps.review.refusals import on_record
from apps.review.rules import Attempt, Refusal, Voided


@on_record(Attempt.OPEN_PAGE)
def open_page(*, authority: Authority, version: Version, by: User) -> AuthorityOpening:
    """This person goes to the authority's page from the ledger of that version. Once is enough."""
    task = locked(authority.task)
    rules.check_can_prepare(by, task)
    check_newest(task, version)
    row, made = AuthorityOpening.objects.get_or_create(
        authority=authority, version=version, by=by, defaults={"matter_id": task.matter_id}
    )
    if made:
        audit.record(
            event=Event.REVIEW_AUTHORITY_OPENED, by=by, on=task, authority=authority.pk, version=version.pk
        )
    return row


@on_record(Attempt.FIND)
def confirm_rest(
    *, authority: Authority, version: Version, source_class: str, link: Sensitive | None, by: User
) -> list[AuthorityFinding]:
    """Every check that nobody answered for this text is confirmed, each as a finding of this person's own.

    What was found wrong or could not be confirmed stays. Raises NotAllowed for who did not go to its page from this
    version, BadInput where nothing is open, and what ``find`` raises; then nothing of it is kept.
    """
    task = locked(authority.task)
    rules.check_can_prepare(by, task)
    check_newest(task, version)
    if not _went_to(authority, version, by):
        raise NotAllowed(
            _("Open its page first: nobody confirms what they did not look at."), codes=(Refusal.NOT_OPENED,)
        )
    line = _line(task, authority, version)
    unanswered = [check for check, answer in line.findings.items() if answer is None] if line else []
    if not unanswered:
        raise BadInput(_("Every check of this authority was answered."))
    return [
        found(
            task=task,
            authority=authority,
            version=version,
            check=check,
            outcome=Outcome.CONFIRMED,
            source_class=source_class if check == AuthorityCheck.EXISTS else "",
            note=None,
            link=link if check == AuthorityCheck.OPENED else None,
            by=by,
        )
        for check in unanswered
    ]


@on_record(Attempt.DISMISS)
def dismiss(*, authority: Authority, version: Version, by: User, note: Sensitive | None = None) -> Dismissal:
    """Say that what was found in the text names no authority: a person's name, a house rule. Nothing of it has to be
    confirmed then, no certificate lists it as one, and both people who approve and whoever signs are shown it.

    By whoever may decide now and looked for it outside. Never of what carries a citation: an invented decision goes by
    being taken out of the text. Of what looks like an authority with a note that says what it is. While a second person
    is awaited it cancels the first approval.
    Raises NotAllowed with a code, BadInput, WrongState, or Conflict for an older version.
    """
    task = locked(authority.task)
    rules.check_can_decide(by, task)
    check_newest(task, version)
    line = _line(task, authority, version)
    if line is None:
        raise BadInput(_("This text does not name it."))
    if line.dismissal is not None:
        raise WrongState(_("That was said already."))
    if line.has_citation:
        raise NotAllowed(
            _("It carries a citation, so it is an authority: confirm it, or take it out of the text."),
            codes=(Refusal.AUTHORITY,),
        )
    if not _went_to(authority, version, by):
        raise NotAllowed(
            _("Look for it first: nobody says what something is without having looked."),
            codes=(Refusal.NOT_OPENED,),
        )
    if line.looks_like_one and not said(note):
        raise BadInput(_("It looks like an authority. Say in a note what it is."))
    changed(task, by, Voided.FOUND)
    row = Dismissal(task=task, authority=authority, version=version, matter_id=task.matter_id, by=by)
    words = canonical(note.reveal().strip()) if note is not None else ""
    if words:
        keys.seal(row, "note", Sensitive(words))
    row.save(force_insert=True)
    audit.record(
        event=Event.REVIEW_AUTHORITY_DISMISSED,
        by=by,
        on=task,
        authority=authority.pk,
        version=version.pk,
        note=keys.digest(task.matter_id, words.encode()) if words else None,
    )
    return row


def _went_to(authority: Authority, version: Version, by: User) -> bool:
    return AuthorityOpening.objects.filter(authority=authority, version=version, by=by).exists()


def _line(task: ReviewTask, authority: Authority, version: Version) -> ledger.Line | None:
    """The authority in the ledger of a version; None where its text does not name it."""
    lines = ledger.lines(task, version, keys.reveal(version, "text").reveal())
    return next((each for each in lines if each.authority.pk == authority.pk), None)
