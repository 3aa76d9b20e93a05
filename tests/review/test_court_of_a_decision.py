"""An approval is judged by the court that it was given for, whichever court its matter is before later."""

from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from apps.audit.models import Entry
from apps.core.errors import NotAllowed
from apps.matters import services as matters
from apps.matters.models import Forum, PracticeArea
from apps.review import queries
from apps.review.models import Decision
from apps.review.standing import leaving, licensed
from tests import factories
from tests.drafting import factories as f
from tests.review import factories as r
from tests.review.test_cases import approve_twice
from tests.review.test_rulebook import set_letters
from tests.review.test_under_licence import read, read_review, withdrawn

pytestmark = pytest.mark.django_db

DOUBTED = "under which this was approved does not stand"
MOVES = {
    "to another court": ({"forum": Forum.ON_SMALL_CLAIMS}, {"forum": Forum.ON_SUPERIOR}),
    "to a court, of none": (
        {"forum": Forum.NONE, "area": PracticeArea.SMALL_CLAIMS},
        {"forum": Forum.ON_SUPERIOR, "practice_area": PracticeArea.LITIGATION},
    ),
}


def of_a_paralegal(**where):
    """A letter that a paralegal approved and a lawyer after them, the paralegal, and a partner."""
    paralegal = f.person("paralegal", licence="paralegal", scope=["small_claims"])
    lawyer = f.person("lawyer")
    task = r.task(matter=f.matter(responsible=paralegal, team=[lawyer], **where))
    approve_twice(task, paralegal, lawyer)
    return r.fresh(task), paralegal, f.person("partner")


def moved(task, by, **to):
    matters.change_details(matter=task.matter, by=by, **to)
    return r.fresh(task)


@pytest.mark.parametrize(("where", "to"), MOVES.values(), ids=MOVES)
def test_what_had_left_before_its_matter_moved_beyond_the_licence_was_covered_by_it(where, to):
    task, paralegal, partner = of_a_paralegal(**where)
    leaving.has_left(task.pk)

    task = moved(task, partner, **to)

    assert queries.final_manifest(task) is not None
    page = read_review(partner, task)
    assert DOUBTED not in page
    assert f"Court at that time: {where['forum'].label}" in page
    listed = read(partner, paralegal.licences.get()).content.decode()
    assert reverse("review:detail", args=[task.pk]) in listed
    assert "not covered by it" not in listed
    assert "state attention" not in listed


@pytest.mark.parametrize(("where", "to"), MOVES.values(), ids=MOVES)
def test_what_has_not_left_when_its_matter_moves_beyond_the_licence_is_held_back(where, to):
    task, paralegal, partner = of_a_paralegal(**where)
    here = {"forum": task.matter.forum, "practice_area": task.matter.practice_area}

    task = moved(task, partner, **to)

    assert queries.final_manifest(task) is None
    assert DOUBTED in read_review(partner, task)
    assert "not covered by it" in read(partner, paralegal.licences.get()).content.decode()
    task = moved(task, partner, **here)
    assert queries.final_manifest(task) is not None
    assert "Court at that time" not in read_review(partner, task)


@pytest.mark.parametrize("has_left", [True, False])
def test_a_court_to_which_a_matter_moved_later_makes_no_licence_cover_what_was_approved_before(has_left):
    lawyer, partner = f.person("lawyer"), f.person("partner")
    task = r.task(matter=f.matter(responsible=lawyer, forum=Forum.ON_SUPERIOR))
    r.answer_all(task, lawyer)
    r.approve(task, lawyer)
    if has_left:
        leaving.has_left(task.pk)
    task = moved(task, partner, forum=Forum.ON_SMALL_CLAIMS)
    mistaken = withdrawn(lawyer)

    factories.licensed(lawyer, "paralegal", scope=["small_claims"])

    assert queries.final_manifest(task) is None
    assert DOUBTED in read_review(partner, task)
    assert reverse("review:detail", args=[task.pk]) in read(partner, mistaken).content.decode()


def test_a_first_approval_of_a_paralegal_is_not_completed_once_the_matter_moved_beyond_the_licence():
    partner, second = f.person("partner"), f.person("lawyer")
    set_letters(partner, second_person="always")
    paralegal = f.person("paralegal", licence="paralegal", scope=["small_claims"])
    matter = f.matter(responsible=paralegal, team=[second], forum=Forum.ON_SMALL_CLAIMS)
    task = r.task(matter=matter)
    r.answer_all(task, paralegal)
    r.approve(task, paralegal)
    task = moved(task, partner, forum=Forum.ON_SUPERIOR)
    r.answer_all(task, second)

    with pytest.raises(NotAllowed, match="does not cover it any more") as refused:
        r.approve(task, second)

    assert refused.value.codes == ("not_licensed",)


def test_an_approval_keeps_its_court_on_its_row_and_in_the_log():
    task, _paralegal, partner = of_a_paralegal(forum=Forum.ON_SMALL_CLAIMS)

    moved(task, partner, forum=Forum.ON_SUPERIOR)

    for decision in Decision.objects.filter(task=task):
        assert (decision.forum, decision.practice_area) == ("on_small_claims", "litigation")
    approved = Entry.objects.filter(event="review.approved", subject=task.pk)
    assert [entry.facts["forum"] for entry in approved] == ["on_small_claims"] * 2
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Decision.objects.filter(task=task).update(forum="on_superior")


def test_an_approval_whose_court_nobody_knows_any_more_is_judged_by_that_of_today():
    task, paralegal, partner = of_a_paralegal(forum=Forum.ON_SMALL_CLAIMS)
    leaving.has_left(task.pk)
    licences = licensed.LICENCES_OF(user=paralegal.pk)

    def is_covered(**known):
        approval = Decision.objects.select_related("task__matter").get(task=task, step="first")
        for name, value in known.items():
            setattr(approval, name, value)
        return licensed.was_given_under(approval, approval.at, licences)

    assert is_covered(forum="", practice_area="")

    moved(task, partner, forum=Forum.ON_SUPERIOR)

    assert not is_covered(forum="", practice_area="")
    assert is_covered()


def test_the_database_keeps_the_court_of_an_approval_that_does_not_say_it_and_takes_no_other():
    task, _paralegal, _partner = of_a_paralegal(forum=Forum.ON_SMALL_CLAIMS)
    first = Decision.objects.get(task=task, step="first")
    again = {each.attname: getattr(first, each.attname) for each in Decision._meta.concrete_fields}
    again |= {"id": uuid4(), "voided_at": first.at}

    kept = Decision.objects.create(**again | {"forum": "", "practice_area": ""})

    kept.refresh_from_db()
    assert (kept.forum, kept.practice_area) == ("on_small_claims", "litigation")
    with pytest.raises(DatabaseError, match="court that its matter is before"), transaction.atomic():
        Decision.objects.create(**again | {"id": uuid4(), "forum": "on_superior"})
