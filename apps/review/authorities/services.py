"""What a person says of an authority: a finding of one check, every check that is open in one act, or that it is no
authority at all.

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
from apps.review import rules
from apps.review.acts import changed, check_newest, locked, said
from apps.review.authorities import ledger, lookups
from apps.review.models import (
    Authority,
    AuthorityCheck,
    AuthorityFinding,
    AuthorityOpening,
    Dismissal,
    Outcome,
    ReviewTask,
    SourceClass,
    TaskState,
)
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


@on_record(Attempt.FIND)
def find(
    *,
    authority: Authority,
    version: Version,
    check: str,
    outcome: str,
    by: User,
    source_class: str = "",
    note: Sensitive | None = None,
    link: Sensitive | None = None,
) -> AuthorityFinding:
    """What a person found in one check of one authority. The newest finding counts.

    That it exists names where it was seen; a source of another class than those presumed authentic (Ontario
    r. 4.06.1(2.2)) needs a note. That it was opened may name the page, which then has to be that decision's. What
    CanLII said otherwise is not confirmed in passing: it takes another source and a note. While a second person is
    awaited, whatever is found cancels the first approval, and what counts as confirmed is not confirmed again.
    Raises BadInput, NotAllowed with a code, WrongState, or Conflict for an older version.
    """
    task = locked(authority.task)
    rules.check_can_prepare(by, task)
    check_newest(task, version)
    return found(
        task=task,
        authority=authority,
        version=version,
        check=check,
        outcome=outcome,
        source_class=source_class,
        note=note,
        link=link,
        by=by,
    )


def found(
    *,
    task: ReviewTask,
    authority: Authority,
    version: Version,
    check: str,
    outcome: str,
    source_class: str,
    note: Sensitive | None,
    link: Sensitive | None,
    by: User,
) -> AuthorityFinding:
    """One finding and its record, for a service that has locked the task and looked whether this person may."""
    _check_finding(check, outcome, source_class, note)
    page = link.reveal().strip() if link is not None else ""
    if page:
        lookups.check_link(authority, page)
    if outcome == Outcome.CONFIRMED:
        lookups.check_not_contradicted(authority, check, source_class, has_note=said(note))
    if task.state == TaskState.SECOND and outcome == Outcome.CONFIRMED:
        _check_open(task, version, authority, check)
    changed(task, by, Voided.FOUND)
    row = AuthorityFinding(
        authority=authority,
        version=version,
        matter_id=task.matter_id,
        check_code=check,
        outcome=outcome,
        source_class=source_class,
        by=by,
    )
    if note is not None and said(note):
        keys.seal(row, "note", Sensitive(canonical(note.reveal().strip())))
    if page and check == AuthorityCheck.OPENED:
        keys.seal(row, "link", Sensitive(page))
    row.save(force_insert=True)
    audit.record(
        event=Event.REVIEW_AUTHORITY_CHECKED,
        by=by,
        on=task,
        authority=authority.pk,
        outcome=Outcome(outcome),
        method=AuthorityCheck(check),
        version=version.pk,
        source=SourceClass(source_class) if source_class else None,
        linked=row.link is not None,
    )
    return row


def _check_open(task: ReviewTask, version: Version, authority: Authority, check: str) -> None:
    """What counts as confirmed is not confirmed again; what CanLII contradicts since, or is newly listed, does not."""
    listed = ledger.lines(task, version, keys.reveal(version, "text").reveal())
    line = next((each for each in listed if each.authority.pk == authority.pk), None)
    if line is None or check not in line.open_checks:
        raise WrongState(
            _("This check stands confirmed in what was approved first. Say only what is not right.")
        )


def _check_finding(check: str, outcome: str, source_class: str, note: Sensitive | None) -> None:
    if check not in AuthorityCheck.values or outcome not in Outcome.values:
        raise BadInput(_("That is not one of the checks or outcomes."))
    if source_class and source_class not in SourceClass.values:
        raise BadInput(_("That is not one of the kinds of source."))
    if check == AuthorityCheck.EXISTS and outcome == Outcome.CONFIRMED and not source_class:
        raise BadInput(_("Say where you saw it."))
    if source_class == SourceClass.OTHER and not said(note):
        raise BadInput(_("Say which source it was, in a note."))
