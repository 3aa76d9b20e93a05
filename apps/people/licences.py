"""Licences as the regulators' registers show them: a fact apart from every role."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core.errors import BadInput, Conflict, WrongState
from apps.core.shown import Seen, check_as_seen, meant
from apps.people import rules
from apps.people.licence_models import LICENSES
from apps.people.models import Licence, LicenceClass, Regulator, Scope, User
from apps.people.refusals import on_record
from apps.people.rules import Attempt, LicenceField


@on_record(Attempt.RECORD_LICENCE)
def record_licence(
    *,
    user: User,
    licence_class: str,
    regulator: str,
    number: str,
    scope: Iterable[str],
    since: date,
    by: User,
    until: date | None = None,
) -> Licence:
    """A licence as the regulator's register shows it. Raises NotAllowed, BadInput or Conflict."""
    rules.check_can_record_licence(by, user)
    number, kind, society = number.strip(), LicenceClass(licence_class), Regulator(regulator)
    if not number or len(number) > 20:
        raise BadInput(_("A licence has a number of at most 20 characters."))
    if kind not in LICENSES[society][1]:
        raise BadInput(_("%(regulator)s gives no licence of this class.") % {"regulator": society.label})
    covers = _scope(kind, scope)
    _check_days(since, until)
    if Licence.objects.standing().filter(regulator=society, number=number).exists():
        raise Conflict(_("This licence is on record already."))
    licence = Licence.objects.create(
        user=user,
        licence_class=kind,
        regulator=society,
        number=number,
        scope=covers,
        since=since,
        until=until,
        recorded_by=by,
    )
    audit.record(
        event=Event.PEOPLE_LICENCE_RECORDED,
        by=by,
        on=licence,
        user=user.pk,
        licence_class=kind,
        ends_at=_midnight(until),
    )
    return licence


@on_record(Attempt.CHANGE_LICENCE)
def change_licence(
    *, licence: Licence, scope: Iterable[str], since: date, until: date | None, by: User, seen: Seen = None
) -> Licence:
    """What the register shows now: another scope, other days. Class, regulator and number stay as they are.

    A last day that has passed ends the licence at once. ``seen`` is what their page showed of it. Raises NotAllowed,
    BadInput, WrongState where it was withdrawn, or Conflict where somebody else changed the same meanwhile.
    """
    licence = _standing(licence, by)
    covers = _scope(LicenceClass(licence.licence_class), scope)
    to = meant({"scope": covers, "since": since, "until": until}, seen)
    check_as_seen(licence, to, seen)
    _check_days(to.get("since", licence.since), to.get("until", licence.until))
    changed = [name for name, value in to.items() if getattr(licence, name) != value]
    if not changed:
        return licence
    for name in changed:
        setattr(licence, name, to[name])
    licence.save(update_fields=changed)
    audit.record(
        event=Event.PEOPLE_LICENCE_CHANGED,
        by=by,
        on=licence,
        user=licence.user_id,
        fields=[LicenceField(name) for name in changed],
        ends_at=_midnight(licence.until),
    )
    return licence


@on_record(Attempt.WITHDRAW_LICENCE)
def withdraw_licence(*, licence: Licence, by: User) -> Licence:
    """It was recorded by mistake: for the wrong person, or as what it is not. It counts no more, and its number can be
    recorded anew; the row stays, and what was decided under it. Raises NotAllowed, or WrongState where it was
    withdrawn."""
    licence = _standing(licence, by)
    licence.withdrawn_by, licence.withdrawn_at = by, timezone.now()
    licence.save(update_fields=["withdrawn_by", "withdrawn_at"])
    audit.record(
        event=Event.PEOPLE_LICENCE_WITHDRAWN,
        by=by,
        on=licence,
        user=licence.user_id,
        licence_class=LicenceClass(licence.licence_class),
    )
    return licence


def _standing(licence: Licence, by: User) -> Licence:
    """Locked, for whoever may change it."""
    licence = Licence.objects.select_for_update(of=("self",)).select_related("user").get(pk=licence.pk)
    rules.check_can_record_licence(by, licence.user)
    if licence.withdrawn_at is not None:
        raise WrongState(_("This was withdrawn already."))
    return licence


def _scope(kind: LicenceClass, given: Iterable[str]) -> list[str]:
    """A paralegal's licence names what it covers (Ontario By-Law 4, section 6); the others have no narrower limit."""
    scope = sorted({Scope(each).value for each in given})
    if kind == LicenceClass.PARALEGAL and not scope:
        raise BadInput(_("A paralegal's licence says what it covers."))
    if kind != LicenceClass.PARALEGAL and scope:
        raise BadInput(_("Only a paralegal's licence has a narrower scope."))
    return scope


def _check_days(since: date, until: date | None) -> None:
    if until is not None and until < since:
        raise BadInput(_("A licence cannot end before it begins."))


def _midnight(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), UTC)
