"""Persons stay apart through every round of a text: who asked for it, let it cross or wrote any of it."""

from importlib import import_module

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from apps.audit.models import Entry
from apps.core.errors import NotAllowed
from apps.core.sensitive import Sensitive
from apps.drafting import services as drafting
from apps.review import queries, rules, services
from apps.review.aftermath import items
from apps.review.decisions import manifests
from apps.review.models import Decision, ItemRule, ReviewTask, SecondLook, Step, TaskState, Verdict
from apps.review.queue import piles
from apps.review.queue.piles import Pile
from apps.review.reading import dock
from tests.drafting import factories as f
from tests.review import factories as r
from tests.review.test_cases import REAL, approve_twice, factum
from tests.review.test_certificates import sign
from tests.review.test_views import signed_in

pytestmark = pytest.mark.django_db


def next_round(task, by, *, confirmed_by=None, text=r.LETTER):
    """The review of what came of it after that person returned it and somebody confirmed the revision."""
    revision = services.return_with_reasons(
        task=r.fresh(task), version=r.version(task), reasons=["tone"], note=None, by=by
    )
    return opened(f.answered(revision, confirmed_by or by, text))


def opened(draft):
    services.collect(10)
    return ReviewTask.objects.get(draft=draft)


def with_a_clerk():
    """A letter that a clerk asked for, its responsible lawyer, and the clerk."""
    lawyer, clerk = f.person("lawyer"), f.person("clerk")
    task = r.task(matter=f.matter(responsible=lawyer, team=[clerk]), by=clerk)
    return task, lawyer, clerk


def test_a_clerks_letter_needs_a_second_person_whoever_returned_it_and_confirmed_the_revision():
    task, lawyer, _clerk = with_a_clerk()
    assert task.needs_second

    again = next_round(task, lawyer)
    third = next_round(again, lawyer)

    assert (again.needs_second, third.needs_second) == (True, True)
    r.answer_all(third, lawyer)
    r.approve(third, lawyer)
    assert r.fresh(third).state == TaskState.SECOND


def test_an_item_is_of_whoever_had_a_part_in_an_earlier_round_of_it_too():
    task, lawyer, clerk = with_a_clerk()
    again = next_round(task, lawyer)
    third = next_round(again, lawyer)

    found = items.found(lawyer, items.Asked(person=clerk.pk))

    assert list(found) == [third, again, task]


def test_what_a_clerk_wrote_in_an_earlier_round_needs_a_second_person_in_the_next():
    lawyer, clerk = f.person("lawyer"), f.person("clerk")
    task = r.task(matter=f.matter(responsible=lawyer, team=[clerk]), by=lawyer)
    assert not task.needs_second
    r.edit(task, clerk)

    assert next_round(task, lawyer).needs_second


def test_what_a_clerk_let_cross_needs_a_second_person():
    lawyer, clerk = f.person("lawyer"), f.person("clerk")
    task = r.task(matter=f.matter(responsible=lawyer, team=[clerk]), by=lawyer)

    assert next_round(task, lawyer, confirmed_by=clerk).needs_second


def test_whoever_has_a_lawyers_licence_and_no_such_role_prepares_as_any_clerk_does():
    lawyer, clerk = f.person("lawyer"), f.person("clerk", licence="lawyer")
    matter = f.matter(responsible=lawyer, team=[clerk])

    asked, edited = r.task(matter=matter, by=clerk), r.task(matter=matter, by=lawyer)
    assert (asked.needs_second, edited.needs_second) == (True, False)
    r.edit(edited, clerk)

    assert r.fresh(edited).needs_second


def test_what_a_lawyer_prepared_who_left_since_was_prepared_by_a_lawyer():
    lawyer, left = f.person("lawyer"), f.person("lawyer")
    task = r.task(matter=f.matter(responsible=lawyer, team=[left]), by=left)
    left.grants.update(until=timezone.now())

    assert not next_round(task, lawyer).needs_second


def test_lawyers_alone_need_no_second_person_for_a_letter_in_any_round():
    lawyer, other = f.person("lawyer"), f.person("lawyer")
    task = r.task(matter=f.matter(responsible=lawyer, team=[other]), by=other)
    r.edit(task, other)

    assert not next_round(task, lawyer).needs_second


def waiting_for_a_second():
    """A factum in its second round that its responsible lawyer approved, and everybody who had a part in the first.

    An associate asked for it, another confirmed it, a third changed it; the responsible lawyer returned it.
    """
    lawyer, asked, confirmed, wrote = (f.person("lawyer") for _ in range(4))
    matter = f.matter(responsible=lawyer, team=[asked, confirmed, wrote])
    task = r.task(r.LETTER, code="factum_section", matter=matter, by=asked)
    type(task.draft.request).objects.filter(pk=task.draft.request_id).update(confirmed_by=confirmed)
    r.edit(task, wrote)
    task = next_round(task, lawyer)
    r.answer_all(task, lawyer)
    r.approve(task, lawyer)
    return r.fresh(task), {"asked": asked, "confirmed": confirmed, "wrote": wrote}


def test_nobody_who_had_a_part_in_an_earlier_round_is_the_second_person():
    task, earlier = waiting_for_a_second()

    for person in earlier.values():
        with pytest.raises(NotAllowed, match="earlier round") as refused:
            r.approve(task, person)
        assert refused.value.codes == ("had_part",)
        told = dock.between(queries.standing_between(r.fresh(task), r.version(task), person))
        assert "earlier round" in told.strong
        assert piles.listed(person, Pile.NEEDS_YOU) == []
    assert r.fresh(task).state == TaskState.SECOND
    assert Decision.objects.filter(task=task).count() == 1
    refusals = Entry.objects.filter(event="review.refused", subject=task.pk)
    assert [entry.facts["reasons"] for entry in refusals] == [["had_part"]] * 3
    other = f.person("lawyer")
    f.join(task.matter, other)
    assert piles.listed(other, Pile.NEEDS_YOU) == [task]
    r.answer_all(task, other)
    r.approve(task, other)
    assert r.fresh(task).state == TaskState.APPROVED


@pytest.mark.parametrize("part", ["asked", "confirmed", "wrote"])
def test_the_database_refuses_a_second_person_who_had_a_part_in_an_earlier_round(part):
    task, earlier = waiting_for_a_second()
    by = earlier[part]
    version = r.seen(task, by)
    with transaction.atomic():
        manifest = manifests.make(
            task=task,
            version=version,
            text=r.text(task),
            ledger=[],
            filing=None,
            rule=rules.rule_for(task.kind),
            by=by,
            at=task.opened_at,
        )

    with pytest.raises(DatabaseError, match="earlier round"), transaction.atomic():
        Decision.objects.create(
            task=task,
            version=version,
            matter_id=task.matter_id,
            text_hmac=version.text_hmac,
            manifest=manifest,
            manifest_digest=manifest.digest,
            step=Step.SECOND,
            verdict=Verdict.APPROVED,
            by=by,
        )


def test_what_takes_the_place_of_a_text_found_wrong_keeps_persons_apart_as_well():
    task, lawyer, second = factum()
    writer = f.person("lawyer")
    f.join(task.matter, writer)
    r.edit(task, writer, REAL + "\nAnd so it is.\n")
    approve_twice(task, lawyer, second)
    sign(task, lawyer)
    r.report_wrong(task=r.fresh(task), faults=["misquoted"], by=lawyer)
    replacing = opened(f.answered(services.supersede(task=r.fresh(task), by=lawyer), lawyer, REAL))
    r.answer_all(replacing, lawyer)
    r.approve(replacing, lawyer)

    with pytest.raises(NotAllowed) as refused:
        rules.check_can_decide(writer, r.fresh(replacing))

    assert refused.value.codes == ("had_part",)
    assert rules.can_decide(second, r.fresh(replacing))


def test_a_second_look_is_nobodys_who_had_a_part_in_an_earlier_round():
    ItemRule.objects.filter(kind="client_letter").update(sample_one_in=1)
    lawyer, wrote, other = (f.person("lawyer") for _ in range(3))
    task = r.task(matter=f.matter(responsible=lawyer, team=[wrote, other]), by=lawyer)
    r.edit(task, wrote)
    task = next_round(task, lawyer)
    r.answer_all(task, lawyer)
    r.approve(task, lawyer)

    assert SecondLook.objects.filter(task=task).exists()
    assert piles.listed(wrote, Pile.SAMPLED) == []
    assert piles.listed(other, Pile.SAMPLED) == [r.fresh(task)]
    with pytest.raises(NotAllowed, match="had a part"):
        r.look_again(task, wrote, "upheld", Sensitive("Fine."))
    assert SecondLook.objects.get(task=task).outcome == "waiting"


def test_reviews_that_were_open_before_are_told_who_had_a_part():
    filling = import_module("apps.review.migrations.0016_earlier_rounds")
    task, earlier = waiting_for_a_second()
    letter, lawyer, clerk = with_a_clerk()
    ItemRule.objects.update(second_person="never")
    open_letter = next_round(letter, lawyer)
    ItemRule.objects.filter(kind="client_letter").update(second_person="if_prepared_by_non_lawyer")
    ReviewTask.objects.update(earlier_people=[])
    assert not open_letter.needs_second

    with connection.cursor() as cursor:
        cursor.execute(filling.FILL)
        cursor.execute(filling.NEED)

    assert set(r.fresh(task).earlier_people) == {person.pk for person in earlier.values()}
    found = r.fresh(open_letter)
    assert (found.earlier_people, found.needs_second) == ([clerk.pk], True)


def carried_on_without_its_source():
    """The review of what came of a returned letter whose source the revision left out, its lawyer, and that source."""
    task = r.task()
    lawyer, source = task.responsible, task.draft.request.chosen.get().source
    revision = services.return_with_reasons(
        task=task, version=r.version(task), reasons=["tone"], note=None, by=lawyer
    )
    revision.chosen.update(source=f.source(task.matter, r.SOURCE))
    return opened(f.answered(revision, lawyer, r.LETTER)), lawyer, source


def withdraw(source):
    drafting.withdraw_source(source=source, reason="wrong_matter", by=f.person("partner"))


def test_what_was_answered_of_a_text_is_asked_again_once_a_source_of_an_earlier_round_was_withdrawn():
    task, lawyer, source = carried_on_without_its_source()
    r.answer_all(task, lawyer)
    withdraw(source)

    with pytest.raises(NotAllowed) as refused:
        r.approve(task, lawyer)

    assert refused.value.codes == ("question",)
    assert not task.decisions.exists()
    asked = reverse("review:approve", args=[task.pk, r.version(task).number])
    r.answer_one_by_one(task, lawyer)
    assert "rests on a source that was withdrawn" in signed_in(lawyer).get(asked).content.decode()
    r.approve(task, lawyer)
    assert queries.final_manifest(r.fresh(task)) is not None


def test_nothing_is_final_whose_earlier_round_rests_on_a_source_that_was_withdrawn_since():
    task, lawyer, source = carried_on_without_its_source()
    r.answer_all(task, lawyer)
    r.approve(task, lawyer)
    assert queries.final_manifest(r.fresh(task)) is not None

    withdraw(source)

    assert queries.final_manifest(r.fresh(task)) is None
