"""Going to an authority's page, and saying in one act what was found there.

The one act stands for a finding of each check that was open, and leaves each on record by itself. It is only open to
whoever went to the page from this text's ledger: nobody confirms in passing what they did not look at.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core.errors import BadInput, NotAllowed
from apps.core.sensitive import Sensitive
from apps.drafting.models import Version
from apps.matters import keys
from apps.people.models import User
from apps.review import ledger, rules
from apps.review.models import Authority, AuthorityCheck, AuthorityFinding, AuthorityOpening, Outcome
from apps.review.openings import locked
from apps.review.preparation import check_newest, found
from apps.review.refusals import on_record
from apps.review.rules import Attempt, Refusal


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
    if not AuthorityOpening.objects.filter(authority=authority, version=version, by=by).exists():
        raise NotAllowed(
            _("Open its page first: nobody confirms what they did not look at."), codes=(Refusal.NOT_OPENED,)
        )
    lines = ledger.lines(task, version, keys.reveal(version, "text").reveal())
    line = next((each for each in lines if each.authority.pk == authority.pk), None)
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
