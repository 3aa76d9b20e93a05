"""Role by licence by act by state, as one table."""

import itertools

import pytest
from django.db import connection

from apps.audit.models import Entry
from apps.core.errors import BadInput, NotAllowed, WrongState
from apps.drafting.models import ItemKind
from apps.matters.models import Forum, PracticeArea
from apps.people.models import Scope
from apps.review import rules, states
from apps.review.decisions import alone
from apps.review.models import ItemRule, TaskState
from apps.review.queue import piles
from tests.drafting import factories as f
from tests.review import factories as r
from tests.review.test_rulebook import cover

pytestmark = pytest.mark.django_db

PEOPLE = {
    "partner": {"roles": ["partner"]},
    "lawyer": {"roles": ["lawyer"]},
    "paralegal, small claims": {
        "roles": ["paralegal"],
        "licence": "paralegal",
        "scope": [Scope.SMALL_CLAIMS],
    },
    "paralegal, tribunals": {"roles": ["paralegal"], "licence": "paralegal", "scope": [Scope.TRIBUNALS]},
    "student": {"roles": ["student"]},
    "clerk": {"roles": ["clerk"]},
    "staff": {"roles": ["staff"]},
    "clerk with a licence": {"roles": ["clerk"], "licence": "lawyer"},
    "paralegal, lawyer's licence": {"roles": ["paralegal"], "licence": "lawyer"},
    "administrator": {"roles": ["administrator"]},
    "auditor's replacement": {"roles": ["administrator"], "licence": "lawyer"},
}
SMALL = {"forum": Forum.ON_SMALL_CLAIMS, "area": PracticeArea.SMALL_CLAIMS}

# who, on what matter, kind of work: may decide first, refused with
TABLE = [
    ("partner", {}, "summary", None),
    ("lawyer", {}, "summary", None),
    ("paralegal, small claims", {}, "summary", "out_of_scope"),
    ("paralegal, small claims", SMALL, "summary", None),
    ("paralegal, tribunals", SMALL, "summary", "out_of_scope"),
    ("student", {}, "summary", "not_licensed"),
    ("clerk", {}, "summary", "not_licensed"),
    ("staff", {}, "summary", "not_licensed"),
    ("clerk with a licence", {}, "summary", "role_does_not_decide"),
    ("clerk with a licence", {}, "factum_section", "role_does_not_decide"),
    ("paralegal, lawyer's licence", SMALL, "summary", "role_does_not_decide"),
    ("administrator", {}, "summary", "role_does_not_work"),
    ("auditor's replacement", {}, "summary", "role_does_not_work"),
    ("partner", {}, "client_letter", "not_responsible"),
    ("lawyer", {}, "client_letter", "not_responsible"),
    ("paralegal, small claims", SMALL, "client_letter", "not_responsible"),
    ("partner", {}, "factum_section", "not_responsible"),
    ("student", {}, "factum_section", "not_licensed"),
]


def someone(who, matter):
    given = PEOPLE[who]
    user = f.person(*given["roles"], licence=given.get("licence"), scope=given.get("scope", ()))
    f.join(matter, user)
    return user


@pytest.mark.parametrize(
    ("who", "where", "code", "refusal"), TABLE, ids=[f"{row[0]}-{row[2]}-{bool(row[1])}" for row in TABLE]
)
def test_who_may_take_the_first_step(who, where, code, refusal):
    matter = f.matter(**where)
    task = r.task(code=code, matter=matter)
    user = someone(who, matter)

    if refusal is None:
        rules.check_can_decide(user, task)
    else:
        with pytest.raises(NotAllowed) as refused:
            rules.check_can_decide(user, task)
        assert refused.value.codes == (refusal,)
    assert rules.can_decide(user, task) is (refusal is None)


SECOND = [
    ("partner", None),
    ("lawyer", None),
    ("paralegal, small claims", "not_a_lawyer"),
    ("student", "not_licensed"),
    ("clerk with a licence", "role_does_not_decide"),
    ("paralegal, lawyer's licence", "role_does_not_decide"),
    ("administrator", "role_does_not_work"),
]


@pytest.mark.parametrize(("who", "refusal"), SECOND)
def test_who_may_be_the_second_person(who, refusal):
    responsible = f.person("lawyer")
    matter = f.matter(responsible=responsible, **SMALL)
    task = r.task(code="factum_section", matter=matter)
    r.answer_all(task, responsible)
    r.approve(task, responsible)
    user = someone(who, matter)

    if refusal is None:
        rules.check_can_decide(user, r.fresh(task))
    else:
        with pytest.raises(NotAllowed) as refused:
            rules.check_can_decide(user, r.fresh(task))
        assert refused.value.codes == (refusal,)


@pytest.mark.parametrize("who", ["clerk with a licence", "paralegal, lawyer's licence"])
def test_a_licence_without_a_role_that_decides_is_nobodys_second_person_and_the_attempt_is_on_record(who):
    lawyer, matter = f.person("lawyer"), f.matter()
    f.join(matter, lawyer)
    task = r.task(code="factum_section", matter=matter, responsible=lawyer, by=lawyer)
    r.answer_all(task, lawyer)
    r.approve(task, lawyer)
    clerk = someone(who, matter)
    r.answer_all(task, clerk)

    with pytest.raises(NotAllowed, match="Your role does not decide under your licence"):
        r.approve(task, clerk)

    assert (r.fresh(task).state, task.decisions.count()) == (TaskState.SECOND, 1)
    assert Entry.objects.filter(event="review.refused").get().facts["reasons"] == ["role_does_not_decide"]
    assert clerk not in alone.could_be_second(r.fresh(task))
    assert piles.listed(clerk) == []
    with pytest.raises(BadInput, match="another licensee"):
        cover(lawyer, clerk)


@pytest.mark.parametrize("who", PEOPLE)
def test_everyone_who_works_on_the_matter_prepares_and_nobody_else(who):
    matter = f.matter()
    task = r.task(matter=matter)
    user = someone(who, matter)

    assert rules.can_prepare(user, task) is user.works_on_matters


def test_someone_screened_may_do_nothing_whatever_their_rank():
    matter = f.matter()
    task = r.task(matter=matter)
    partner = f.person("partner")
    matter.screens.create(user=partner, reason="personal", raised_by=matter.responsible)

    assert not rules.can_prepare(partner, task)
    assert not rules.can_decide(partner, task)
    assert not rules.can_withdraw(partner, task)


def test_a_licence_that_ended_decides_nothing():
    task = r.task()
    task.responsible.licences.update(until="2020-01-01")

    with pytest.raises(NotAllowed) as refused:
        rules.check_can_decide(task.responsible, task)

    assert refused.value.codes == ("not_licensed",)


WAYS_ON = {
    TaskState.APPROVED: {TaskState.OPEN},
    TaskState.RETURNED: {TaskState.WITHDRAWN},
    TaskState.WITHDRAWN: set(),
}


@pytest.mark.parametrize("state", WAYS_ON)
def test_nobody_does_anything_in_a_state_that_is_an_end(state):
    task = r.task()
    task.state = state

    for check in (rules.check_can_prepare, rules.check_can_decide, rules.check_can_withdraw):
        with pytest.raises(WrongState):
            check(task.responsible, task)
    # An approval may be taken back where nothing of it can have left; tests/review/test_cancelling.py has when.
    # What was returned may be given up once nothing carries it on; tests/review/test_carrying_on.py.
    assert states.MOVES[state] == WAYS_ON[state]


def test_every_state_has_its_row_and_every_kind_its_rule():
    assert set(states.MOVES) == set(TaskState)
    assert set(ItemRule.objects.values_list("kind", flat=True)) == set(ItemKind.values)


@pytest.mark.parametrize(("before", "after"), list(itertools.product(TaskState, repeat=2)))
def test_the_database_knows_the_same_moves(before, after):

    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'review_reviewtask_moves'")
        [source] = cursor.fetchone()

    assert (f"'{before}>{after}'" in source) is (after in states.MOVES[before])
