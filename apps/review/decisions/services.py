"""Deciding: a named, permitted person approves exactly this text, returns it with reasons, or withdraws it."""

from __future__ import annotations

from collections.abc import Sequence
from hmac import compare_digest
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.audit.facts import Digest
from apps.core import prepared
from apps.core.errors import Conflict, NotAllowed
from apps.core.sensitive import Sensitive
from apps.core.text import canonical
from apps.drafting import services as drafting
from apps.drafting.models import Request, Version
from apps.matters import keys
from apps.matters.models import Forum
from apps.people.models import User
from apps.people.queries import held_still
from apps.review import rules, seconds, states
from apps.review.acts import check_newest, locked, locked_with_matter, void
from apps.review.decisions import carrying, manifests, sampling
from apps.review.models import Decision, ReviewTask, Step, TaskState, Verdict
from apps.review.reading import queries
from apps.review.reading.obstacles import Obstacle, between_text
from apps.review.reading.opened import check_opened
from apps.review.refusals import on_record
from apps.review.rulebook.reasons import coded, given
from apps.review.rules import Attempt, Voided
from apps.review.standing.coming_back import last_struck


@on_record(Attempt.APPROVE)
def approve(
    *, task: ReviewTask, version: Version, text_hmac: str, by: User, struck: UUID | None = None
) -> Decision:
    """Approve the text that was shown: its version and fingerprint are named and must be the newest. ``struck`` is the
    approval of it that was struck last, where the page showed that one was.

    The first step is the responsible licensee's; where the task needs a second person, as the rule is today, theirs is
    the second. What is approved is a manifest, whose files are the bytes that are delivered. Raises NotAllowed with a
    code for everything that stands between, Conflict for a text that is not the newest or of which an approval was
    struck since the page was opened, WrongState once decided.
    """
    task = locked_with_matter(task)
    held_still(by)
    rules.check_can_decide(by, task)
    version = check_newest(task, version)
    if not compare_digest(text_hmac, version.text_hmac):
        raise Conflict(_("The text on the page is not the text of this version. Load the page again."))
    last = last_struck(version)
    if (last and last.pk) != struck:
        raise Conflict(
            _(
                "An approval of this text was cancelled since this page was opened. Look at why, and decide then."
            )
        )
    with keys.read_once(task.matter_id):  # whoever destroys them waits for this
        return _approved(task, version, by)


def _approved(task: ReviewTask, version: Version, by: User) -> Decision:
    """The approval of the newest text by somebody whose step it is, under the locks."""
    reading = queries.read(task, version, version)
    check_clear(between_text(task, version, by, reading))
    check_opened(version, by)
    step, now, rule = rules.step_due(task), timezone.now(), reading.rule
    needs_second = seconds.needs_second_now(task, rule)
    manifest = manifests.make(
        task=task,
        version=version,
        text=reading.text,
        ledger=reading.ledger,
        filing=reading.filing,
        rule=rule,
        by=by,
        at=now,
    )
    decision = Decision(
        task=task,
        version=version,
        matter_id=task.matter_id,
        text_hmac=version.text_hmac,
        manifest=manifest,
        manifest_digest=manifest.digest,
        step=step,
        verdict=Verdict.APPROVED,
        by=by,
        at=now,
        forum=task.matter.forum,
        practice_area=task.matter.practice_area,
    )
    prepared.insert(decision)
    if step == Step.FIRST and needs_second:
        # Whoever was asked to look has done so: what is left is somebody else's.
        asked = None if task.assigned_id == by.pk else task.assigned
        states.move(
            task, TaskState.SECOND, needs_second=True, assigned=asked, reserved_by=None, reserved_until=None
        )
    else:
        states.move(task, TaskState.APPROVED, decided_at=now, reserved_by=None, reserved_until=None)
    audit.record(
        event=Event.REVIEW_APPROVED,
        by=by,
        on=task,
        manifest=manifest.pk,
        version=version.pk,
        text=keys.named(task.matter_id, version.text_hmac),
        digest=keys.named(task.matter_id, manifest.digest),
        decision=decision.pk,
        forum=Forum(decision.forum),
    )
    if task.state == TaskState.APPROVED:
        sampling.draw(decision, rule)
    return decision


def check_clear(obstacles: list[Obstacle]) -> None:
    """Raises NotAllowed with every code, and the first obstacle's sentence."""
    if obstacles:
        codes = tuple(dict.fromkeys(obstacle.code for obstacle in obstacles))
        sentence = _("This cannot be approved yet: %(first)s") % {"first": obstacles[0].sentence}
        raise NotAllowed(sentence, codes=codes)


@on_record(Attempt.RETURN)
def return_with_reasons(
    *, task: ReviewTask, version: Version, reasons: Sequence[str], note: Sensitive | None, by: User
) -> Request:
    """Send a draft back with reasons. What comes of it is a new request in preview that carries the assignment, the
    draft, its sources and the comments; nothing crosses until a person confirms it.

    Raises BadInput without a reason, or with "other" and no note.
    """
    task = locked(task)
    rules.check_can_prepare(by, task)
    check_newest(task, version)
    codes = [each.code for each in given(reasons, note)]
    void(task, by, Voided.RETURNED)
    decision, said = _ended(task, TaskState.RETURNED, codes, note, by)
    remarks = carrying.remarks_of(task, decision)
    revision = drafting.open_revision(of=task.draft, by=by, remarks=remarks, responsible=task.responsible)
    audit.record(
        event=Event.REVIEW_RETURNED,
        by=by,
        on=task,
        reasons=coded(codes),
        version=version.pk,
        revision=revision.pk,
        decision=decision.pk,
        note=said,
    )
    return revision


@on_record(Attempt.WITHDRAW)
def withdraw(
    *, task: ReviewTask, version: Version, reasons: Sequence[str], note: Sensitive | None, by: User
) -> Decision:
    """Give a draft up, with reasons as a return has them. It stays on file and goes nowhere.

    Raises BadInput without a reason, or with "other" and no note; Conflict for a text that is not the newest.
    """
    task = locked(task)
    rules.check_can_withdraw(by, task)
    check_newest(task, version)
    codes = [each.code for each in given(reasons, note)]
    void(task, by, Voided.WITHDRAWN)
    decision, said = _ended(task, TaskState.WITHDRAWN, codes, note, by)
    audit.record(
        event=Event.REVIEW_WITHDRAWN,
        by=by,
        on=task,
        reasons=coded(codes),
        version=decision.version_id,
        decision=decision.pk,
        note=said,
    )
    return decision


def _ended(
    task: ReviewTask, to: TaskState, codes: list[str], note: Sensitive | None, by: User
) -> tuple[Decision, Digest | None]:
    """The decision by which a locked review ends without an approval, and the name of its note for the record."""
    version, now = task.draft.latest, timezone.now()
    decision = Decision(
        task=task,
        version=version,
        matter_id=task.matter_id,
        text_hmac=version.text_hmac,
        step=rules.step_due(task),
        verdict=Verdict(to),
        reasons=codes,
        by=by,
        at=now,
        forum=task.matter.forum,
        practice_area=task.matter.practice_area,
    )
    said = canonical(note.reveal().strip()) if note is not None else ""
    if said:
        keys.seal(decision, "note", Sensitive(said))
    decision.save(force_insert=True)
    states.move(task, to, decided_at=now, reserved_by=None, reserved_until=None)
    return decision, keys.digest(task.matter_id, said.encode()) if said else None
