"""Signing: a decision of its own about what was approved, withdrawn when it turns out to be wrong."""

from __future__ import annotations

from collections.abc import Collection
from hmac import compare_digest

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core.errors import BadInput, Conflict, WrongState
from apps.core.sensitive import Sensitive
from apps.matters import keys
from apps.matters.models import Certificate, Delegation
from apps.people.models import User
from apps.people.queries import held_still
from apps.review import rules
from apps.review.acts import locked, locked_with_matter
from apps.review.models import ReviewTask
from apps.review.models.filing import SignedStatement, Withdrawal
from apps.review.refusals import on_record
from apps.review.rules import Attempt
from apps.review.signing.certificates import prepare


@on_record(Attempt.SIGN)
def sign(*, task: ReviewTask, shown: str, satisfied: Collection[str], by: User) -> SignedStatement:
    """Sign the statement that was shown, having said of each authority that one is satisfied it is authentic.

    ``shown`` is the SHA-256 of what was shown; Conflict for any other bytes. BadInput while an authority is left out;
    besides what ``prepare`` raises.
    """
    task = locked_with_matter(task)
    for each in sorted((task.responsible, by), key=lambda person: person.pk):
        held_still(each)
    # Whoever revokes one holds its row: then it is gone when this asks for it.
    list(Delegation.objects.select_for_update(no_key=True).filter(matter=task.matter_id, delegate=by))
    made = prepare(task, by)
    if not compare_digest(shown, made.sha256):
        raise Conflict(_("What would be signed is not what was shown. Load the page again."))
    if {str(line.authority.pk) for line in made.lines} - set(satisfied):
        raise BadInput(_("Say of each authority that you are satisfied it is authentic."))
    manifest = made.manifest
    if SignedStatement.objects.filter(manifest=manifest, withdrawn_at=None).exists():
        raise WrongState(_("This is signed already."))
    row = SignedStatement(
        task=task,
        manifest=manifest,
        manifest_digest=manifest.digest,
        matter_id=task.matter_id,
        rule=made.filing.rule,
        what=manifest.signature_due,
        sha256=made.sha256,
        size=len(made.content),
        lawyer=task.responsible,
        by=by,
        delegation=made.delegation,
    )
    keys.seal(row, "content", Sensitive(made.content))
    row.save(force_insert=True)
    audit.record(
        event=Event.REVIEW_STATEMENT_SIGNED,
        by=by,
        on=task,
        statement=row.pk,
        what=Certificate(row.what),
        manifest=manifest.pk,
        version=manifest.version_id,
        digest=keys.digest(task.matter_id, b"statement", row.sha256.encode()),
        lawyer=task.responsible_id,
        delegation=made.delegation.pk if made.delegation else None,
        authorities=len(made.lines),
        rule=made.filing.rule.pk,
    )
    return row


@on_record(Attempt.UNSIGN)
def withdraw_statement(*, statement: SignedStatement, reason: str, by: User) -> SignedStatement:
    """Take a signature back: by whoever signed, the lawyer it counts for, or a partner. It stays on file as signed."""
    task = locked(statement.task)
    statement = SignedStatement.objects.select_for_update(of=("self",)).get(pk=statement.pk)
    rules.check_can_unsign(by, task, statement)
    if reason not in Withdrawal.values:
        raise BadInput(_("Say why it is withdrawn."))
    if statement.withdrawn_at is not None:
        raise WrongState(_("It was withdrawn already."))
    return take_back(statement, Withdrawal(reason), by)


def take_back(statement: SignedStatement, reason: Withdrawal, by: User) -> SignedStatement:
    """Strike a standing signature, in the transaction of the act that does."""
    statement.withdrawn_at, statement.withdrawn_by, statement.withdrawn_reason = timezone.now(), by, reason
    statement.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    audit.record(
        event=Event.REVIEW_STATEMENT_WITHDRAWN,
        by=by,
        on=statement.task,
        statement=statement.pk,
        what=Certificate(statement.what),
        manifest=statement.manifest_id,
        reason=reason,
    )
    return statement
