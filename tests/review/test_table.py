"""Role by licence by act by state, as one table, held by the services that people's acts come through.

A cell says `yes`, or why not in the code that the log keeps. Where a rule lets somebody go on but the text is not
ready, the rule said yes: what stands before an approval is another table's.
"""

import copy
import datetime as dt
import json
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone

from apps.core.errors import BadInput, Conflict, NotAllowed, WrongState
from apps.core.sensitive import Sensitive
from apps.drafting import services as drafting
from apps.matters import keys
from apps.matters.models import Forum, PracticeArea
from apps.people.models import Scope
from apps.review import services
from apps.review.models import Authority, ItemRule, TaskState
from tests.database import held
from tests.drafting import factories as f
from tests.review import factories as r
from tests.review.test_rulebook import approve_alone

pytestmark = pytest.mark.django_db
TABLE = Path(__file__).with_name("table.txt")
SMALL = {"forum": Forum.ON_SMALL_CLAIMS, "area": PracticeArea.SMALL_CLAIMS}
NOT_READY = {"question", "authority", "filing", "statement", "link", "gap", "placeholder", "empty_ledger"}

# Everybody but the last two is on the matter's team, or is a partner who sees every matter.
PEOPLE = {
    "responsible": {"roles": ["lawyer"]},
    "asker": {"roles": ["lawyer"]},
    "lawyer": {"roles": ["lawyer"]},
    "partner": {"roles": ["partner"], "team": False},
    "paralegal": {"roles": ["paralegal"], "licence": "paralegal", "scope": [Scope.SMALL_CLAIMS]},
    "out of scope": {"roles": ["paralegal"], "licence": "paralegal", "scope": [Scope.TRIBUNALS]},
    "notary": {"roles": ["lawyer"], "licence": "notary"},
    "lapsed": {"roles": ["lawyer"], "lapsed": True},
    "student": {"roles": ["student"]},
    "clerk": {"roles": ["clerk"]},
    "licensed clerk": {"roles": ["clerk"], "licence": "lawyer"},
    "administrator": {"roles": ["administrator"]},
    "auditor": {"roles": ["auditor"], "until": dt.timedelta(days=30)},
    "screened": {"roles": ["partner"], "screened": True},
    "stranger": {"roles": ["lawyer"], "team": False},
}
TEXT = Sensitive("Dear client,\n\nAnother text by hand, which nobody has checked yet.\n")


def later():
    return timezone.localdate() + dt.timedelta(days=1)


def gone(task):
    """An authority that an earlier text of a review named: who may answer for it is asked before what it is."""
    return task.authorities.get(present=False)


def named(task, by):
    """Who answers for it may not any more."""
    other = f.person("lawyer")
    f.join(task.matter, other)
    task.responsible.licences.update(until="2020-01-01")
    return services.name_who_answers(task=task, to=other, by=by)


ACTS = {
    "open": lambda task, by: services.open_draft(task=task, by=by),
    "answer": lambda task, by: services.answer(
        task=task, version=r.version(task), item="facts", answer="done", by=by
    ),
    "find": lambda task, by: services.find(
        authority=gone(task), version=r.version(task), check="exists", outcome="confirmed", by=by
    ),
    "dismiss": lambda task, by: services.dismiss(authority=gone(task), version=r.version(task), by=by),
    "comment": lambda task, by: services.comment(task=task, version=r.version(task), text=TEXT, by=by),
    "edit": lambda task, by: services.edit(task=task, base_version=r.version(task), text=TEXT, by=by),
    "reserve": lambda task, by: services.reserve(task=task, by=by),
    "release": lambda task, by: services.release(task=task, by=by),
    "take over": lambda task, by: services.take_over(task=task, by=by),
    "assign": lambda task, by: services.assign(task=task, to=None, by=by),
    "set aside": lambda task, by: services.set_aside(task=task, until=later(), by=by),
    "attend": lambda task, by: services.attend(task=task, active=True, by=by),
    "return": lambda task, by: services.return_with_reasons(
        task=task, version=r.version(task), reasons=["tone"], note=None, by=by
    ),
    "withdraw": lambda task, by: r.withdraw(task, by),
    "describe": lambda task, by: r.describe(task, by),
    "approve": lambda task, by: r.approve(task, by),
    "alone": lambda task, by: approve_alone(task, by),
    "second look": lambda task, by: r.look_again(task, by),
    "ask again": lambda task, by: services.ask_again(task=task, by=by),
    "give up": lambda task, by: services.give_up(task=task, note=TEXT, by=by),
    "take back": lambda task, by: r.cancel_approval(task=task, by=by),
    "name": named,
    "found wrong": lambda task, by: r.report_wrong(task=task, faults=["misquoted"], by=by),
}

ARRANGED = {"name", "second look"}
"""Before these something is written by hand."""


def rows():
    """(kind, state, act) and what the table says of each person."""
    lines = [line.split() for line in TABLE.read_text("utf-8").splitlines() if line and line[0] not in "#-"]
    head, *rest = lines
    for kind, state, act, *cells in rest:
        yield (
            (kind, state, act.replace("_", " ")),
            dict(zip([name.replace("_", " ") for name in head[3:]], cells, strict=True)),
        )


def someone(who, matter):
    given = PEOPLE[who]
    user = f.person(
        *given["roles"], licence=given.get("licence"), scope=given.get("scope", ()), until=given.get("until")
    )
    if given.get("lapsed"):
        user.licences.update(until="2020-01-01")
    if given.get("team", True):
        f.join(matter, user)
    if given.get("screened"):
        matter.screens.create(user=user, reason="personal", raised_by=matter.responsible)
    return user


def review(kind, state):
    """A review of that kind in that state on a small-claims matter, and everybody of the table. Whatever may be drawn
    for a second look is drawn."""
    ItemRule.objects.update(sample_one_in=1)
    responsible = f.person("lawyer")
    matter = f.matter(responsible=responsible, **SMALL)
    people = {who: responsible if who == "responsible" else someone(who, matter) for who in PEOPLE}
    task = r.task(code=kind, matter=matter, by=people["asker"])
    named = Authority(task=task, matter=matter, kind="case", citation_hmac="a" * 64, order=9, present=False)
    written = {"style": "Ashworth", "citation": "", "pinpoint": "", "parallel": []}
    keys.seal(named, "citation", Sensitive(json.dumps(written)))
    named.save(force_insert=True)
    if state in (TaskState.SECOND, TaskState.APPROVED):
        r.answer_all(task, responsible)
        r.approve(task, responsible)
    if state == TaskState.APPROVED and r.fresh(task).state == TaskState.SECOND:
        second = f.person("partner")
        r.answer_all(task, second)
        r.approve(task, second)
    if state == TaskState.RETURNED:
        drafting.withdraw(request=ACTS["return"](task, responsible), by=responsible)
    if state == TaskState.WITHDRAWN:
        ACTS["withdraw"](task, responsible)
    assert r.fresh(task).state == state
    return task, people


def verdicts(acts, task, by):
    """What comes of each, in a word of the table. Nothing of what was done is kept; what was refused did nothing but
    what was arranged for it."""
    found, left = {}, [*acts]
    while left:
        with held():
            while left:
                act = left.pop()
                found[act] = verdict(act, task, by)
                if found[act] == "yes" or act in ARRANGED:
                    transaction.set_rollback(True)
                    break
    return found


def verdict(act, task, by):
    try:
        ACTS[act](copy.copy(task), by)
    except WrongState:
        return "decided"
    except NotAllowed as refused:
        codes = [str(code) for code in refused.codes]
        return "yes" if set(codes) <= NOT_READY else codes[0]
    except (BadInput, Conflict):
        return "yes"
    return "yes"


SETUPS = sorted({(kind, state) for (kind, state, _act), _cells in rows()})


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("kind", "state"), SETUPS, ids=lambda value: str(value))
def test_who_may_do_what(kind, state):
    task, people = review(kind, state)
    task = r.fresh(task)

    wanted = {
        act: cells for (at_kind, at_state, act), cells in rows() if (at_kind, at_state) == (kind, state)
    }
    found = {who: verdicts(wanted, task, people[who]) for who in PEOPLE}

    assert set(wanted) == set(ACTS)
    assert {act: {who: found[who][act] for who in PEOPLE} for act in wanted} == wanted


def test_the_table_has_every_state_and_everybody():
    assert {state for (_kind, state, _act), _cells in rows()} == set(TaskState.values)
    assert all(list(cells) == list(PEOPLE) for _key, cells in rows())
