"""Who may say what a filing is, as each answer frees it from what another would ask for."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core.errors import NotAllowed, holds
from apps.people.licence_models import LICENCE_OF
from apps.people.models import Licence, LicenceClass, User
from apps.people.role_rules import decides
from apps.review.models import ReviewTask
from apps.review.rules import Refusal, check_licence


def check_may_free(user: User, task: ReviewTask) -> None:
    """A lawyer, or the licensee who answers for the item, says what a filing is. Raises NotAllowed."""
    if not may_free_now(user, task):
        raise NotAllowed(
            _("What this is for the court is said by a lawyer, or by the licensee who answers for it."),
            codes=(Refusal.NOT_A_LAWYER,),
        )


def may_free_now(user: User, task: ReviewTask) -> bool:
    return decides(user) and may_free(user, task, timezone.localdate())


def may_free(user: User, task: ReviewTask, day: date) -> bool:
    """The same under the licence that was in force on a day."""
    licence = next(iter(LICENCE_OF(user=user.pk, today=day)), None)
    if licence is not None and licence.licence_class == LicenceClass.LAWYER:
        return True
    return user.pk == task.responsible_id and _covers(licence, task)


def _covers(licence: Licence | None, task: ReviewTask) -> bool:
    return holds(check_licence, licence, task.matter, task.kind)
