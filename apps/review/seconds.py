"""Whether a second person has to look, as the firm's rule is and as the text came about."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from apps.core.prepared import Prepared
from apps.drafting.models import Draft
from apps.people.models import Licence, LicenceClass, RoleGrant, User
from apps.people.role_rules import DECIDES_UNDER
from apps.review import hands
from apps.review.models import ItemRule, ReviewTask, SecondPerson, TaskState
from apps.review.rules import can_decide, is_lawyer

IF_NON_LAWYER = frozenset({SecondPerson.IF_PREPARED_BY_NON_LAWYER, SecondPerson.IF_NON_LAWYER_OR_FIRST_USE})


def needs_second(rule: ItemRule, draft: Draft) -> bool:
    """Whether a second person has to look, as things stand when the draft arrives: who had a part in any of its rounds
    has prepared it."""
    if rule.second_person in IF_NON_LAWYER and not all(
        _prepares_as_lawyer(each) for each in hands.everybody(draft)
    ):
        return True
    if rule.second_person == SecondPerson.IF_NON_LAWYER_OR_FIRST_USE:
        return is_first_use(draft)
    return rule.second_person == SecondPerson.ALWAYS


def is_first_use(draft: Draft) -> bool:
    """Whether nothing made with this version of the instructions was ever approved, outside the training matter."""
    return not _USED(instructions=draft.request.workflow_version_id)


_USED = Prepared(
    lambda instructions: ReviewTask.objects.filter(
        draft__request__workflow_version=instructions, state=TaskState.APPROVED, matter__is_training=False
    ).values_list("pk", flat=True)[:1]
)


def needs_second_now(task: ReviewTask, rule: ItemRule) -> bool:
    """Whether a second person has to look under the rule as it is: an approval is given under that one and names it, so
    a rule that asks for more since the review was opened counts. One that asks for less takes nobody away."""
    return task.needs_second or needs_second(rule, task.draft)


def who_may(task: ReviewTask) -> list[User]:
    """Lawyers who may take the second step of a review that waits for it, as things are: on the matter, not screened
    from it, and with no part in the text."""
    return [user for user in lawyers() if can_decide(user, task)]


def lawyers() -> QuerySet[User]:
    """Everybody of the firm who has a lawyer's licence today and decides under it."""
    of_them = {"user": OuterRef("pk")}
    licence = Licence.objects.in_force(timezone.localdate()).filter(
        licence_class=LicenceClass.LAWYER, **of_them
    )
    role = RoleGrant.objects.current().filter(role__in=DECIDES_UNDER[LicenceClass.LAWYER], **of_them)
    return User.objects.people().filter(Exists(licence), Exists(role), is_active=True)


def raises_second(rule: ItemRule, editor: User) -> bool:
    """Whether an edit by this person makes a second person necessary: who changes a text has prepared it."""
    return rule.second_person in IF_NON_LAWYER and not _prepares_as_lawyer(editor)


def _prepares_as_lawyer(user: User) -> bool:
    """A lawyer by licence, who has or had a role that goes with it: whoever left the firm was one."""
    return is_lawyer(user) and bool(_WAS_ONE(user=user.pk, now=timezone.now()))


_WAS_ONE = Prepared(
    lambda user, now: RoleGrant.objects.filter(
        user=user, since__lte=now, role__in=sorted(DECIDES_UNDER[LicenceClass.LAWYER])
    ).values_list("pk", flat=True)[:1]
)
