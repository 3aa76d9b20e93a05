"""What a restore destroys again has the row that it had, from which its certificate is made; what it finds open lapses.

The list beside the backups says under which rule, by whom and how much. What the database that came back does not know
of that, because it is of a later day than the backup, stays empty: nothing is made up.
"""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from apps.audit import services as audit
from apps.audit.events import Event
from apps.keeping import lapsing, lists, states
from apps.keeping.models import Destruction, RetentionRule, State
from apps.keeping.rules import Lapse
from apps.matters.models import Matter
from apps.people.models import User


def settle(*, matter: Matter, line: lists.Line, rows: dict[str, int], octets: int, by: User) -> None:
    """Settle the destruction that the line names, or make it. Another that is open here ends: it was over by then.

    ``rows`` and ``octets`` are what was emptied now, for a line from before it said what was emptied then. Call inside
    the transaction in which the matter, which is locked, was destroyed.
    """
    for other in _open(matter).exclude(pk=line.destruction):
        lapsing.lapse(other, Lapse.RESTORED, by=by)
    found = _open(matter).first() or _made(matter, line, by)
    if found.state == State.PROPOSED:
        approver = _person(line, "approved_by")
        when = lists.moment(line.said.get("approved_at")) if approver else None
        states.move(found, State.APPROVED, again=True, approved_by=approver, approved_at=when)
    states.move(
        found,
        State.DESTROYED,
        settled_by=_person(line, "settled_by") or by,
        settled_at=line.at,
        rule=_rule(line) or found.rule,
        what=line.said.get("what", rows),
        octets=line.said.get("octets", octets),
        ordinal=line.said.get("ordinal"),
        listed_at=timezone.now(),
        line_version=line.version,
        again=True,
    )
    audit.record(
        event=Event.KEEPING_DESTROYED_AGAIN,
        by=by,
        on=found,
        rule=found.rule_id,
        approved_by=found.approved_by_id,
        destroyed_at=line.at,
        rows=sum(found.what.values()),
        bytes=found.octets,
    )


def let_all_lapse(*, by: User) -> None:
    """Nothing that was proposed or approved at the moment of the backup is carried out on the word of then: a hold that
    was placed since is not known here, nor a partner's no. What is due is proposed anew, with its whole notice. Call
    inside a transaction."""
    for each in Destruction.objects.open().select_for_update():
        lapsing.lapse(each, Lapse.RESTORED, by=by)


def _open(matter: Matter) -> Any:
    return Destruction.objects.open().select_for_update().filter(matter=matter)


def _made(matter: Matter, line: lists.Line, by: User) -> Destruction:
    return Destruction.objects.create(
        **({"pk": line.destruction} if line.destruction else {}),
        matter=matter,
        rule=_rule(line),
        due_on=lists.day(line.said.get("due_on")) or line.at.date(),
        proposed_by=_person(line, "proposed_by") or by,
        proposed_at=lists.moment(line.said.get("proposed_at")) or line.at,
        again=True,
    )


def _rule(line: lists.Line) -> RetentionRule | None:
    pk = line.said.get("rule")
    return RetentionRule.objects.filter(pk=pk).first() if pk else None


def _person(line: lists.Line, name: str) -> User | None:
    pk = line.said.get(name)
    return User.objects.filter(pk=pk).first() if pk else None
