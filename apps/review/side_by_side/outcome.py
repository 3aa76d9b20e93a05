"""How a review ended, as its page prints it: decision, files, signatures, what was found wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from apps.core import prepared
from apps.core.prepared import together
from apps.people.models import User
from apps.review import rules
from apps.review.aftermath import services as aftermath
from apps.review.attendance import in_charge
from apps.review.decisions import rounds
from apps.review.filing import queries as filings
from apps.review.models import Decision, Format, Manifest, Rendering, ReviewTask, TaskState
from apps.review.models.aftermath import Correction, CorrectiveTask, Fault
from apps.review.models.filing import SignedStatement, Withdrawal
from apps.review.models.firm import SecondPersonException
from apps.review.reading.shown import note_of
from apps.review.rulebook import reasons
from apps.review.signing import certificates
from apps.review.standing import coming_back, doubts
from apps.review.standing.coming_back import back
from apps.review.standing.queries import approved_manifest


def outcome(task: ReviewTask, user: User) -> dict[str, Any] | None:
    """How a review ended: the last decision, and for an approval its files and where they are going."""
    if task.state in (TaskState.OPEN, TaskState.SECOND):
        return None
    manifest = approved_manifest(task)
    decided = [_LAST.of(task=task.pk), _STANDING.of(task=task.pk)]
    files = [] if manifest is None else [_FILES.of(manifest=manifest.pk)]
    lasts, approvals, *renderings = together(*decided, *files)
    last = next(iter(lasts), None)
    written = next(iter(renderings), [])
    returned = task.state == TaskState.RETURNED
    newest = task.draft.revisions.order_by("-made_at").first() if returned else None
    return {
        "decision": last,
        "reasons": reasons.said(last.reasons) if last else "",
        "note": note_of(last),
        "revision": newest or rounds.carried_on_by(task.draft),
        "may_ask_again": returned and rounds.can_ask_again(user, task),
        "may_give_up": returned and rounds.can_give_up(user, task),
        "manifest": manifest,
        **signing(task, user),
        "renderings": written,
        "has_pdf": any(each.format == Format.PDF for each in written),
        "approvals": approvals if manifest else [],
        # The stage that follows keeps its own rows; they are reached from the manifest without knowing them.
        "deliveries": list(manifest.deliveries.select_related("connection")) if manifest else [],
    }


_LAST = prepared.Prepared(
    lambda task: Decision.objects.filter(task=task).select_related("by", "version").order_by("-at")[:1]
)
_STANDING = prepared.Prepared(
    lambda task: rules.standing(task).select_related("by", "version").order_by("at")
)
_FILES = prepared.Prepared(lambda manifest: Rendering.objects.filter(manifest=manifest).order_by("format"))


def signing(task: ReviewTask, user: User) -> dict[str, Any]:
    """What an approved item's outcome says of signatures and corrections."""
    manifest = approved_manifest(task)
    due = manifest is not None and bool(manifest.signature_due)
    statements, exceptions, final = together(
        _STATEMENTS.of(task=task.pk), _EXCEPTION.of(task=task.pk), _FINAL.of(task=task.pk)
    )
    is_signed = any(each.withdrawn_at is None for each in statements)
    filing = filings.of(task) if due and not is_signed else None
    corrections = [] if manifest is None else _corrections(task)
    doubt = doubts.of(manifest.pk) if manifest is not None and (is_signed or not due) else None
    changed = certificates.what_changed(task, manifest, filing) if manifest and filing else ""
    is_withdrawn = due and manifest is not None and certificates.was_withdrawn_as_wrong(manifest)
    is_in_vain = bool(doubt or changed or is_withdrawn)
    taken_back = back(task, user) if manifest is not None else None
    return {
        "signature_due": due,
        "what_changed": changed,
        "away": in_charge.away(task, filing),
        "is_withdrawn": is_withdrawn,
        "next_step": certificates.way_on(task) if is_withdrawn else "",
        "back": taken_back,
        "is_in_vain": is_in_vain,
        "is_others_to_take_back": is_in_vain and not taken_back and coming_back.may_come_back(task),
        "is_signed": is_signed,
        "is_final": doubt is None and bool(final),
        "statements": statements,
        "doubt": _doubted(task, doubt) if doubt and not corrections else "",
        "corrections": corrections,
        **_since([each.row for each in corrections], task),
        "exception": next(iter(exceptions), None),
        "withdrawals": Withdrawal.choices,
    }


_STATEMENTS = prepared.Prepared(
    lambda task: SignedStatement.objects.filter(task=task).select_related("by", "lawyer", "withdrawn_by")
)
_EXCEPTION = prepared.Prepared(
    lambda task: (
        SecondPersonException.objects.filter(task=task, decision__voided_at=None)
        .select_related("by")
        .order_by("pk")[:1]
    )
)
_FINAL = prepared.Prepared(lambda task: Manifest.objects.final().filter(task=task).values_list("pk")[:1])


def _doubted(task: ReviewTask, doubt: doubts.Doubt) -> str:
    """What speaks against an approval, and what the way on is."""
    in_vain = doubt == doubts.Doubt.SIGNED_UNLICENSED
    way = _("Withdraw the signature first.") if in_vain else certificates.way_on(task)
    stays = _("Nothing more of it leaves.")
    return f"{doubts.said(doubt)} {stays} {way}"


@dataclass(frozen=True)
class CorrectionShown:
    """What somebody found wrong with an approved item, and what is owed for it."""

    row: Correction
    faults: list[str]
    note: str = field(repr=False)
    duties: list[CorrectiveTask]


def _corrections(task: ReviewTask) -> list[CorrectionShown]:
    duties = Prefetch("duties", CorrectiveTask.objects.select_related("assigned_to", "done_by"))
    return [
        CorrectionShown(
            row,
            [str(Fault(each).label) for each in row.faults],
            note_of(row),
            list(row.duties.all()),
        )
        for row in task.corrections.select_related("by").prefetch_related(duties)
    ]


def _since(found: list[Correction], task: ReviewTask) -> dict[str, bool]:
    """Whether more was found wrong than the request for a corrected text says, and whether that is asked anew."""
    made = rounds.carried_on_by(task.draft) if found else None
    late = made is not None and found[-1].at > made.made_at
    return {"found_since": late, "may_ask_anew": made is not None and aftermath.says_too_little(made, found)}
