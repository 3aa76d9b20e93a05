"""Approving without the second person that a text needs, because there is nobody: a recorded exception, never a bypass.

Possible only where no other lawyer of the firm could be the second person; firmai looks for one each time. What stands
before an approval stands before this one, at the moment it is given.
"""

from __future__ import annotations

from hmac import compare_digest

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core.errors import BadInput, Conflict, NotAllowed, WrongState
from apps.core.sensitive import Sensitive
from apps.core.text import canonical
from apps.drafting.models import Version
from apps.matters import keys
from apps.people.models import User
from apps.people.queries import held_still
from apps.review import rules, seconds, states
from apps.review.acts import check_newest, locked_with_matter, said
from apps.review.decisions import sampling
from apps.review.decisions.services import check_clear
from apps.review.models import ReviewTask, TaskState
from apps.review.models.firm import AloneReason, Cover, SecondPersonException
from apps.review.reading import queries
from apps.review.reading.obstacles import between_text
from apps.review.refusals import on_record
from apps.review.rules import Attempt, Refusal


def could_be_second(task: ReviewTask) -> list[User]:
    """Lawyers of the firm who are here and could take the second step: those of the team, and who could be put on it.

    Whoever is covered for is away. Who recorded that is on record; in a firm of two nobody else could.
    """
    here = seconds.lawyers().exclude(pk__in=Cover.objects.current().values("away"))
    return [user for user in here if rules.could_be_second(user, task)]


def _has_another_lawyer(user: User) -> bool:
    """Away or not: what is on record of an exception is true."""
    return seconds.lawyers().exclude(pk=user.pk).exists()


@on_record(Attempt.APPROVE_ALONE)
def approve_alone(
    *, task: ReviewTask, version: Version, text_hmac: str, reason: str, note: Sensitive | None, by: User
) -> SecondPersonException:
    """Whoever decided first says why there is no second person, and what was done instead. The item is then approved.

    It completes their own approval, of what still stands as they approved it. Raises NotAllowed while another lawyer
    could look, or with a code for everything that stands between; BadInput without reason and note; Conflict for
    another text.
    """
    task = locked_with_matter(task)
    held_still(by)
    rules.check_can_prepare(by, task)
    rules.check_matter_open(task)
    check_newest(task, version)
    if not compare_digest(text_hmac, Version.objects.get(pk=version.pk).text_hmac):
        raise Conflict(_("The text on the page is not the text of this version. Load the page again."))
    if task.state != TaskState.SECOND:
        raise WrongState(_("This does not wait for a second person."))
    first = rules.standing(task).first()
    if first is None or first.by_id != by.pk:
        raise NotAllowed(
            _("Only whoever decided first says that there is nobody else."), codes=(Refusal.NOT_THEIRS,)
        )
    rules.check_decides(by, task.matter, task.kind)
    check_clear(between_text(task, version, by, queries.read(task, version)))
    if reason not in AloneReason.values or not said(note):
        raise BadInput(_("Say why there is nobody else, and what was done instead."))
    if others := could_be_second(task):
        raise NotAllowed(
            _("%(name)s could be the second person.") % {"name": others[0].full_name},
            codes=(Refusal.OTHERS_COULD,),
        )
    if reason == AloneReason.SOLE_LAWYER and _has_another_lawyer(by):
        raise BadInput(_("The firm has other lawyers. Say why none of them could look at it."))
    assert note is not None
    row = SecondPersonException(
        task=task, version=version, decision=first, matter_id=task.matter_id, reason=reason, by=by
    )
    words = canonical(note.reveal().strip())
    keys.seal(row, "note", Sensitive(words))
    row.save(force_insert=True)
    states.move(task, TaskState.APPROVED, decided_at=timezone.now(), reserved_by=None, reserved_until=None)
    audit.record(
        event=Event.REVIEW_APPROVED_ALONE,
        by=by,
        on=task,
        exception=row.pk,
        reason=AloneReason(reason),
        version=version.pk,
        manifest=first.manifest_id,
        note=keys.digest(task.matter_id, words.encode()),
    )
    sampling.draw(first, rules.rule_for(task.kind))
    return row
