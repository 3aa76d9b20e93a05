"""Who answers for an item: whether they still may, and who could in their place.

Whoever left the firm or the matter, or whose licence ended or does not cover the item, checks nothing themselves and
signs nothing. Cover lets another decide in their place; nobody signs in it but whom they let while they could. So what
is to be signed may be given to somebody else while whoever answers for it is away, too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.db.models.expressions import NegatedExpression
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core.errors import NotAllowed, holds
from apps.core.prepared import Prepared
from apps.drafting.rules import check_can_answer_for
from apps.matters.models import Forum, PracticeArea
from apps.matters.queries import people_to_whom, people_who_see
from apps.people.models import DECIDING_ROLES, Licence, LicenceClass, RoleGrant, Scope, User
from apps.people.role_rules import DECIDES_UNDER, decides_as_lawyer
from apps.review import rules
from apps.review.models import Cover, ReviewTask
from apps.review.rules import Refusal

if TYPE_CHECKING:
    from apps.review.filing.queries import Filing


def may_answer(user: User, task: ReviewTask, filing: Filing | None) -> bool:
    """Whether somebody may answer for this item: a licensee of the matter whose licence covers it, and a lawyer where
    it is signed by whoever answers for it or for them."""
    return holds(_check_may_answer, user, task) and (not _is_signed(filing) or decides_as_lawyer(user))


def _check_may_answer(user: User, task: ReviewTask) -> None:
    check_can_answer_for(user, task.matter)
    rules.check_licence(user.current_licence, task.matter, task.kind)


def _is_signed(filing: Filing | None) -> bool:
    return filing is not None and filing.is_signed


def may_no_more(of: str = "", *, sign: bool = False, at: datetime, today: date) -> Q:
    """Of reviews, or of rows that name one as ``of``: whether whoever answers for it may not any more, as
    ``may_answer`` says of one; with ``sign``, whether they may not sign it. For a list: no filing is opened for it."""
    who = OuterRef(f"{of}responsible")
    held = Licence.objects.in_force(today).filter(user=who)

    def decides(kind: LicenceClass, *covers: Q) -> Q:
        roles = RoleGrant.objects.current(at).filter(user=who, role__in=DECIDES_UNDER[kind])
        return Q(Exists(held.filter(*covers, licence_class=kind))) & Q(Exists(roles))

    may = decides(LicenceClass.LAWYER)
    if not sign:
        covers = Q(scope=[]) | Q(scope__contains=[Scope.SMALL_CLAIMS])
        small = Q(matter__forum=Forum.ON_SMALL_CLAIMS)
        small |= Q(matter__forum=Forum.NONE, matter__practice_area=PracticeArea.SMALL_CLAIMS)
        may |= decides(LicenceClass.PARALEGAL, covers) & small
        may |= decides(LicenceClass.NOTARY) & ~Q(**{f"{of}kind__in": rules.CONTENTIOUS})
    return Q(is_gone(f"{of}responsible", at)) | ~may


def is_away(task: ReviewTask, filing: Filing | None) -> bool:
    """Whether it is to be signed, and somebody covers today for whoever answers for it."""
    return _is_signed(filing) and bool(_COVERED(away=task.responsible_id, today=timezone.localdate()))


def away(task: ReviewTask, filing: Filing | None) -> str:
    """The same as a sentence; empty where they are here."""
    if not is_away(task, filing):
        return ""
    sentence = _("%(name)s answers for this and is away: nobody signs it for them without a delegation.")
    return sentence % {"name": task.responsible.full_name}


_COVERED = Prepared(
    lambda away, today: Cover.objects.current(today).filter(away=away).values_list("pk", flat=True)[:1]
)


def check_can_name(user: User, task: ReviewTask) -> None:
    """A partner, or the lawyer responsible for the matter, while it is undecided. Raises NotAllowed or WrongState."""
    rules.check_can_prepare(user, task)
    rules.check_matter_open(task)
    if not user.is_partner and user.pk != task.matter.responsible_id:
        raise NotAllowed(
            _("A partner, or the lawyer responsible for the matter, names who answers for a draft."),
            codes=(Refusal.NOT_PARTNER,),
        )


def check_can_be_named(user: User, task: ReviewTask, filing: Filing | None) -> None:
    if not may_answer(user, task, filing):
        raise NotAllowed(
            _("%(name)s may not answer for this. Name a licensee of the matter whose licence covers it.")
            % {"name": user.full_name},
            codes=(Refusal.RESPONSIBLE_MAY_NOT,),
        )


def lacking(task: ReviewTask, filing: Filing | None, reader: User | None = None) -> str:
    """That whoever answers for it may not, as a sentence; empty while they may. Of ``reader`` a page has asked most of
    it already."""
    who = reader if reader is not None and reader.pk == task.responsible_id else task.responsible
    if may_answer(who, task, filing):
        return ""
    sentence = (
        _("%(name)s answers for this and may not sign it. Somebody else has to answer for it first.")
        if _is_signed(filing)
        else _("%(name)s answers for this and may not decide it.")
    )
    return sentence % {"name": task.responsible.full_name}


@dataclass(frozen=True)
class Lacking:
    """What a page says where whoever answers for an item may not, and whom this reader may name instead."""

    sentence: str
    may_name: bool
    people: list[User]


def shown(task: ReviewTask, filing: Filing | None, user: User, unsigned: str) -> Lacking | None:
    """``unsigned`` is what ``lacking`` says of what is to be signed, which stands in the way of its approval."""
    sentence = unsigned if _is_signed(filing) else lacking(task, filing, user)
    sentence = sentence or away(task, filing)
    if not sentence:
        return None
    may_name = holds(check_can_name, user, task)
    return Lacking(sentence, may_name, _who_could(task, filing) if may_name else [])


def _who_could(task: ReviewTask, filing: Filing | None) -> list[User]:
    role = RoleGrant.objects.current().filter(user=OuterRef("pk"), role__in=DECIDING_ROLES)
    others = people_who_see(task.matter).filter(Exists(role)).exclude(pk=task.responsible_id)
    return [each for each in others if may_answer(each, task, filing)]


def is_gone(who: str, at: datetime | None = None) -> NegatedExpression:
    """Whether whoever a review, or what is of one, names there does not work on its matter now: they left it or the
    firm, hold no role for it, or a screen keeps them from it."""
    matter, client = OuterRef(OuterRef("matter")), OuterRef(OuterRef("matter__client"))
    return ~Exists(people_to_whom(matter, client, at or timezone.now()).filter(pk=OuterRef(who)))
