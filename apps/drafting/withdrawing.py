"""A source that does not belong in its matter: what rests on it decides who may withdraw it, and hears of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ParamSpec, TypeVar

from django.utils.translation import gettext as _

from apps.audit.events import Event
from apps.core.errors import FirmaiError, NotAllowed
from apps.drafting import drafts
from apps.drafting.models import Request, RequestSource, RequestState
from apps.intake import rules as intake_rules
from apps.intake import services as intake
from apps.intake import withdrawing
from apps.intake.models import Source
from apps.intake.rules import Attempt, WithdrawalRefusal
from apps.matters.models import Matter
from apps.people.models import User
from apps.people.refusals import recording
from apps.policy.models import Crossing

P = ParamSpec("P")
R = TypeVar("R")

NEVER_SENT = frozenset({RequestState.PREVIEW, RequestState.WITHDRAWN})


def _on_record(attempt: Attempt) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Runs the service in one transaction and writes down, outside it, when it was refused."""
    return recording(Event.MATTERS_REFUSED, attempt, _codes, _about)


def _codes(refused: FirmaiError) -> list[WithdrawalRefusal]:
    if not isinstance(refused, NotAllowed):
        return [WithdrawalRefusal.WRONG_STATE]
    known = {each.value for each in WithdrawalRefusal}
    codes = [WithdrawalRefusal(code) for code in refused.codes if code in known]
    return codes or [WithdrawalRefusal.NOT_ON_MATTER]


def _about(given: Mapping[str, Any]) -> Matter:
    source: Source = given["source"]
    return source.matter


@_on_record(Attempt.WITHDRAW_SOURCE)
def withdraw_source(*, source: Source, reason: str, by: User) -> Source:
    """Take a source out of its matter and wipe it, with all that came out of it: whoever added it, or a partner.

    Once a confirmed request names it, only a partner does. Then what crossed stays in the register, and drafts that
    rest on it stay with their texts and are marked where their sources are shown. A request under way ends before its
    next attempt: one in a worker's hands is stopped here, the others when a worker comes to them. A call that has begun
    is not called back, and its answer is not kept. A request in preview has to be previewed again, which says that
    the source is gone. Raises NotAllowed or WrongState (`intake.wipe`).
    """
    family = withdrawing.locked(source)
    intake_rules.check_can_withdraw(by, family[0])
    naming = RequestSource.objects.filter(source__in=family).values("request")
    requests = list(Request.objects.select_for_update(of=("self",)).filter(pk__in=naming).order_by("pk"))
    in_use = rests_on(requests)
    if in_use and not by.is_partner:
        raise NotAllowed(
            _(
                "A request that was confirmed names this source, so a partner withdraws it. What was sent and what "
                "was drafted from it stays."
            ),
            codes=(WithdrawalRefusal.IN_USE,),
        )
    for request in requests:
        if request.state == RequestState.PREVIEW and request.preview_hmac:
            request.preview_hmac = ""
            request.save(update_fields=["preview_hmac"])
        elif request.state == RequestState.DRAFTING:
            drafts.source_gone(request)
    return intake.wipe(source=source, reason=reason, by=by, in_use=in_use)


def rests_on(requests: list[Request]) -> bool:
    """Whether one of these was confirmed, now or before it was put back in preview."""
    return (
        any(each.confirmed_at is not None or each.state not in NEVER_SENT for each in requests)
        or Crossing.objects.filter(request_id__in=[each.pk for each in requests]).exists()
    )


def naming(source: Source) -> list[Request]:
    """Requests that chose it, or something that came out of it, for the page that asks whether to withdraw it."""
    inside = [source.pk]
    found = Source.objects.filter(parent__in=inside).values_list("pk", flat=True)
    while fresh := [pk for pk in found if pk not in inside]:
        inside += fresh
        found = Source.objects.filter(parent__in=fresh).values_list("pk", flat=True)
    rows = RequestSource.objects.filter(source__in=inside).values("request")
    return list(Request.objects.filter(pk__in=rows))
