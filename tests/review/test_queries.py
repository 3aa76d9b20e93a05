import datetime as dt

import pytest

from apps.review import piles, queries, services
from apps.review.models import ReviewTask
from apps.review.piles import Pile
from tests.drafting import factories as f
from tests.review import factories as r

pytestmark = pytest.mark.django_db


def seen_by(user):
    return {pile.value: piles.listed(user, pile) for pile in Pile}


def test_an_open_review_needs_the_responsible_lawyer_and_keeps_the_asker_waiting():
    responsible, student = f.person("lawyer"), f.person("student")
    task = r.task(matter=f.matter(responsible=responsible, team=[student]), by=student)

    assert seen_by(responsible) == {
        "needs_you": [task], "waiting": [], "team": [task], "sampled": [], "all": [task]
    }  # fmt: skip
    assert seen_by(student) == {
        "needs_you": [],
        "waiting": [task],
        "team": [task],
        "sampled": [],
        "all": [task],
    }


def test_the_second_step_needs_another_lawyer_and_not_the_first():
    responsible, partner = f.person("lawyer"), f.person("partner")
    task = r.task(code="factum_section", matter=f.matter(responsible=responsible))
    assert piles.listed(partner) == []
    r.answer_all(task, responsible)
    r.approve(task, responsible)

    assert piles.listed(partner) == [task]
    assert piles.listed(responsible) == []
    assert piles.listed(responsible, Pile.WAITING) == [task]


def test_who_wrote_or_asked_is_not_asked_to_be_the_second_person():
    responsible, asker, writer = f.person("lawyer"), f.person("lawyer"), f.person("partner")
    task = r.task(code="factum_section", matter=f.matter(responsible=responsible, team=[asker]), by=asker)
    r.edit(task, writer)
    r.answer_all(task, responsible)
    r.approve(task, responsible)

    assert piles.listed(asker) == piles.listed(writer) == []


def test_a_note_that_any_licensee_may_decide_needs_whoever_took_it():
    lawyer = f.person("lawyer")
    task = r.task(code="summary", matter=f.matter(team=[lawyer]))
    assert piles.listed(lawyer) == []

    services.reserve(task=task, by=lawyer)

    assert piles.listed(lawyer) == [task]


def test_a_decided_review_leaves_the_queue_and_a_screen_empties_it():
    responsible, partner = f.person("lawyer"), f.person("partner")
    task, decided = r.task(matter=f.matter(responsible=responsible)), r.task()
    services.withdraw(task=decided, by=decided.responsible)
    assert piles.listed(partner, Pile.ALL) == [task]

    task.matter.screens.create(user=partner, reason="personal", raised_by=responsible)

    assert piles.listed(partner, Pile.ALL) == []


def test_pages_follow_each_other_by_the_day_they_begin_without_gaps():
    partner = f.person("partner")
    for days in (3, 1, 2, 1):
        task = r.task()
        ReviewTask.objects.filter(pk=task.pk).update(act_by=f.TODAY + dt.timedelta(days=days))
    everything = piles.listed(partner, Pile.ALL)

    paged, after = [], None
    while page := piles.listed(partner, Pile.ALL, after=after, limit=1):
        paged += page
        after = (page[-1].act_by, page[-1].pk)

    assert paged == everything
    assert [task.act_by.day - f.TODAY.day for task in everything] == [1, 1, 2, 3]


class TestTheLedger:
    TEXT = "We rely on *Ko v Li*, 2025 ONSC 2766 at para 3.\n\nAnd on *Hryniak v Mauldin*, 2014 SCC 7."

    def checks(self, task):
        reading = queries.read(r.fresh(task), r.version(task))
        return {line.citation: [check.value for check in line.open_checks] for line in reading.ledger}

    def test_lists_each_authority_with_six_checks(self):
        task = r.task(self.TEXT)

        assert {citation: len(checks) for citation, checks in self.checks(task).items()} == {
            "2025 ONSC 2766": 6,
            "2014 SCC 7": 6,
        }

    def test_keeps_what_was_found_where_an_edit_left_the_paragraph_alone(self):
        task = r.task(self.TEXT)
        r.answer_all(task, task.responsible)

        r.edit(task, task.responsible, self.TEXT.replace("And on", "And, further, on"))

        assert self.checks(task) == {"2025 ONSC 2766": [], "2014 SCC 7": ["quotation", "proposition"]}

    def test_asks_all_again_for_another_style_or_citation(self):
        task = r.task(self.TEXT)
        r.answer_all(task, task.responsible)

        r.edit(task, task.responsible, self.TEXT.replace("Ko v Li", "Koh v Li"))

        assert len(self.checks(task)["2025 ONSC 2766"]) == 6

    def test_marks_what_is_no_longer_cited(self):
        task = r.task(self.TEXT)

        r.edit(task, task.responsible, "We rely on *Ko v Li*, 2025 ONSC 2766 at para 3.")

        assert sorted(task.authorities.values_list("present", flat=True)) == [False, True]
        assert list(self.checks(task)) == ["2025 ONSC 2766"]

    def test_a_later_finding_replaces_an_earlier_one(self):
        task = r.task(self.TEXT)
        authority = task.authorities.order_by("order").first()
        for outcome in ("wrong", "confirmed", "could_not", "confirmed"):
            services.find(
                authority=authority,
                version=r.version(task),
                check="opened",
                outcome=outcome,
                by=task.responsible,
            )

        assert "opened" not in self.checks(task)["2025 ONSC 2766"]
