import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.audit.models import Entry
from apps.core.errors import NotAllowed
from apps.desk import queries as desk
from apps.matters.models import Client, Matter, Party, Screen
from apps.people.models import User
from apps.review import queries, services
from apps.review.authorities import outside
from apps.review.models import AuthorityCheck, Cover, ReviewTask
from apps.review.queue import branches, piles
from apps.review.queue.piles import Pile
from apps.review.reading import shown
from apps.review.signing import certificates
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


def test_what_was_handed_on_is_what_whoever_answers_for_it_waits_for():
    lawyer, colleague = f.person("lawyer"), f.person("lawyer")
    task = r.task(code="summary", matter=f.matter(responsible=lawyer, team=[colleague]))

    services.assign(task=task, to=colleague, by=lawyer)

    assert piles.listed(colleague) == [task]
    assert piles.listed(lawyer) == []
    assert piles.listed(lawyer, Pile.WAITING) == [task]


def test_what_somebody_was_asked_to_look_at_who_is_away_needs_who_covers_for_them(client):
    lawyer, away, covering = (f.person("lawyer") for _ in range(3))
    task = r.task(code="summary", matter=f.matter(responsible=lawyer, team=[away, covering]))
    services.assign(task=task, to=away, by=lawyer)
    assert piles.listed(covering) == []

    cover(away, by_whom=covering)

    assert piles.listed(covering) == piles.listed(away) == [task]
    client.force_login(covering)
    assert f"you cover for {away.short_name}" in client.get(reverse("review:queue")).content.decode()
    assert [item.about for item in desk.needs_you(covering)] == [
        f"in your cover: requested by {lawyer.short_name}"
    ]


def test_what_somebody_without_a_licence_took_in_hand_still_waits_for_a_licensee():
    lawyer, clerk = f.person("lawyer"), f.person("clerk")
    task = r.task(code="summary", by=clerk, matter=f.matter(responsible=lawyer, team=[clerk]))

    services.reserve(task=task, by=clerk)

    assert piles.listed(clerk, Pile.WAITING) == [task]


def test_what_somebody_answers_for_needs_them_though_their_licence_has_ended():
    task = r.task()
    task.responsible.licences.update(until="2020-01-01")

    assert piles.listed(task.responsible) == [task]
    assert piles.listed(task.responsible, Pile.WAITING) == []


def test_a_decided_review_leaves_the_queue_and_a_screen_empties_it():
    responsible, partner = f.person("lawyer"), f.person("partner")
    task, decided = r.task(matter=f.matter(responsible=responsible)), r.task()
    r.withdraw(decided, decided.responsible)
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


def test_each_is_shown_the_reviews_of_their_own_teams_however_many_there_are(monkeypatch):
    colleague = f.person("lawyer")
    for teams in (1, 2, 3, 5, 4, 1):
        clerk = f.person("clerk")
        own = {r.task(matter=f.matter(team=[clerk])) for _ in range(teams)}
        r.task(matter=f.matter(team=[colleague]))
        screened = r.task(matter=f.matter(team=[clerk])).matter
        screened.screens.create(user=clerk, reason="personal", raised_by=colleague)

        for many in (1, 3, 1000):
            monkeypatch.setattr(piles, "MANY", many)
            assert set(piles.listed(clerk, Pile.ALL)) == set(piles.listed(clerk, Pile.TEAM)) == own
    assert len(piles.listed(colleague, Pile.ALL)) == 6


def test_a_partners_teams_are_fewer_than_what_they_see_and_screens_hold_in_both():
    partner = f.person("partner")
    mine, screened, other = r.task(matter=f.matter(team=[partner])), r.task(), r.task()
    screened.matter.screens.create(user=partner, reason="personal", raised_by=f.person("partner"))

    assert piles.listed(partner, Pile.TEAM) == [mine]
    assert set(piles.listed(partner, Pile.ALL)) == {mine, other}


def test_who_was_asked_and_approved_first_waits_for_the_second_person():
    lawyer, asks = f.person("lawyer"), f.person("clerk")
    task = r.task(matter=f.matter(responsible=lawyer, team=[asks]), by=asks)
    services.assign(task=task, to=lawyer, by=asks)
    assert piles.listed(lawyer, Pile.NEEDS_YOU) == [task]
    r.answer_all(task, lawyer)

    r.approve(task, lawyer)

    assert r.fresh(task).state == "second"
    assert piles.listed(lawyer, Pile.NEEDS_YOU) == []
    assert piles.listed(lawyer, Pile.WAITING) == [r.fresh(task)]
    r.cancel_approval(task=r.fresh(task), by=lawyer)
    assert piles.listed(lawyer, Pile.NEEDS_YOU) == [r.fresh(task)]


def test_a_pile_holds_what_is_its_readers_among_what_the_one_rule_lets_them_see(monkeypatch):
    partner, lawyer, other, away = (f.person(role) for role in ("partner", "lawyer", "lawyer", "lawyer"))
    paralegal = f.person("paralegal", licence="paralegal", scope=["small_claims"])
    readers = [partner, lawyer, other, away, paralegal, f.person("clerk"), f.person("administrator")]
    cover(away, by_whom=lawyer)
    tasks = [
        r.task(code=code, cites=False, by=by, matter=f.matter(responsible=responsible, team=team))
        for code in ("summary", "factum_section")
        for responsible, by, team in (
            (lawyer, lawyer, [paralegal]), (away, other, [other]), (away, away, [lawyer, partner]),
            (other, partner, [partner, paralegal]), (partner, other, [lawyer, away]),
        )
    ]  # fmt: skip
    tasks[2].matter.team.filter(user=lawyer).update(until=timezone.now())
    for task, who in ((tasks[0], other), (tasks[5], paralegal), (tasks[6], lawyer)):
        ReviewTask.objects.filter(pk=task.pk).update(assigned=who)
    for task in tasks[6:]:
        ReviewTask.objects.filter(pk=task.pk).update(state="second")

    def check():
        for user in readers:
            visible = set(ReviewTask.objects.visible_to(user))
            for pile, fits in theirs(user, {away.pk} if user == lawyer else set()).items():
                for many in (1, 1000):
                    monkeypatch.setattr(piles, "MANY", many)
                    assert set(piles.listed(user, pile)) == fits & visible, (user, pile, many)
            assert not visible or user.works_on_matters

    check()
    for user in (partner, lawyer, other):
        tasks[4].matter.screens.create(user=user, reason="personal", raised_by=away)
        Screen.objects.create(client=tasks[7].matter.client, user=user, reason="personal", raised_by=away)
    check()


def cover(away, *, by_whom):
    day = timezone.localdate()
    Cover.objects.create(
        away=away, by_whom=by_whom, reason="leave", first_day=day, last_day=day, recorded_by=away
    )


def theirs(user, covers):
    """What each pile would hold for somebody who saw everything."""
    day, all_tasks, who = timezone.localdate(), ReviewTask.objects.all(), user.pk
    asked = branches.asked(all_tasks, who, who, day)
    needs = {*asked, *branches.first(all_tasks, who, who, day)}
    if user.current_licence:
        for branch in (branches.first, branches.asked):
            needs |= {task for each in covers for task in branch(all_tasks, who, each, day)}
        needs |= {*branches.taken(all_tasks, who, day)}
        if user.current_licence.licence_class == "lawyer":
            needs |= {*branches.as_second(all_tasks, who, day)}
    on_team = Matter.objects.of_a_team(who)
    waits = {
        task for each in (branches.answered_for, branches.decided_first) for task in each(all_tasks, who, day)
    }
    waits |= {*branches.handed_on(all_tasks, who)}
    waits |= (
        {*branches.asked_for(all_tasks, who, day)}
        if user.current_licence
        else {*branches.asked_for_by_staff(all_tasks, who)}
    )
    return {
        Pile.NEEDS_YOU: needs,
        Pile.WAITING: waits,
        Pile.TEAM: {*all_tasks.undecided().filter(matter__in=on_team)},
        Pile.ALL: {*all_tasks.undecided()},
    }


@pytest.fixture(scope="module")
def eight_reviews(beforehand):
    """Of every kind, over four days, for and of each of two lawyers; the first of the two."""
    with beforehand():
        lawyer, asker = f.person("lawyer"), f.person("lawyer")
        for days, code in enumerate(("client_letter", "summary", "client_letter", "factum_section"), 1):
            for responsible, by in ((lawyer, asker), (asker, lawyer)):
                task = r.task(code=code, by=by, matter=f.matter(responsible=responsible, team=[by]))
                ReviewTask.objects.filter(pk=task.pk).update(act_by=f.TODAY + dt.timedelta(days=days))
    return lawyer


@pytest.mark.parametrize("many", [1, 1000])
@pytest.mark.parametrize("pile", Pile)
def test_a_pile_is_narrowed_to_what_fits_at_any_place_in_it(eight_reviews, pile, many, monkeypatch):
    monkeypatch.setattr(piles, "MANY", many)
    lawyer = User.objects.get(pk=eight_reviews.pk)
    whole = piles.listed(lawyer, pile)
    day, matter = f.TODAY + dt.timedelta(days=2), whole[0].matter_id if whole else None
    wanted = {
        "kind": ("client_letter", lambda task: task.kind == "client_letter"),
        "begins_by": (day, lambda task: task.act_by <= day),
        "matter": (matter, lambda task: task.matter_id == matter),
    }
    chosen = [
        {},
        {"kind"},
        {"begins_by"},
        {"kind", "begins_by"},
        *([{"matter"}, {*wanted}] if matter else []),
    ]

    for names in chosen:
        fits = [task for task in whole if all(wanted[name][1](task) for name in names)]
        values = {name: wanted[name][0] for name in names}
        found, after = [], None
        while page := piles.places(piles.reader(lawyer, pile), narrowed=values, after=after, limit=2):
            found += page
            after = page[-1]
        assert found == [(task.act_by, task.pk) for task in fits]
    assert bool(whole) == (pile != Pile.SAMPLED)


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

    @pytest.mark.parametrize(
        ("text", "citation"),
        [
            ("So it was held in 2019\nONSC 1234.", "2019 ONSC 1234"),
            ("> So it was held in 2019 ONSC\n> 1234.", "2019 ONSC 1234"),
            ("So it was held in 2019 *ONSC*&nbsp;12\u00ad34.", "2019 ONSC 1234"),
            ("So it was held in 2019ONSC1234.", "2019 ONSC 1234"),
            ("In *Hartwell*, the Court of Appeal for Ontario held so in 2019.", ""),
            ("Waddams, *The Law of Contracts*, 7th ed", "7th ed"),
        ],
        ids=[
            "over a line's end",
            "in a quotation",
            "with what nobody sees",
            "without spaces",
            "by name",
            "a book",
        ],
    )
    def test_nothing_is_approved_over_an_authority_however_it_is_written(self, text, citation):
        task = r.task(text)

        assert {cited: len(checks) for cited, checks in self.checks(task).items()} == {citation: 6}
        assert "authority" in r.obstacles(task, task.responsible)

    def test_a_book_is_looked_for_by_its_title(self):
        task = r.task("Waddams, *The Law of Contracts*, 7th ed")

        [line] = queries.read(r.fresh(task), r.version(task)).ledger

        assert outside.look_up(line).endswith("/#search/text=The%20Law%20of%20Contracts")

    def test_keeps_what_was_found_where_an_edit_left_the_paragraph_alone(self):
        task = r.task(self.TEXT)
        r.answer_all(task, task.responsible)

        r.edit(task, task.responsible, self.TEXT.replace("And on", "And, further, on"))

        assert self.checks(task) == {"2025 ONSC 2766": [], "2014 SCC 7": ["quotation", "proposition"]}

    @pytest.mark.parametrize(
        ("text", "before", "after"),
        [
            (
                "As held in *Ko v Li*, 2025 ONSC 2766 at para 3:\n\n> Counsel must verify each case.\n",
                "must verify",
                "need not verify",
            ),
            (
                "Counsel must verify\neach case: *Ko v Li*, 2025 ONSC 2766 at para 3.\n",
                "must verify",
                "need not verify",
            ),
            (
                "Counsel must verify each case.\n\n*Ko v Li*, 2025 ONSC 2766 at para 3.\n",
                "must verify",
                "need not verify",
            ),
            ("We rely on *Ko v Li*, 2025 ONSC 2766 at para 3.\n", "para 3", "para 30"),
            (
                "The rule is that notice is required.\n\nThis was settled in *Ko v Li*, 2025 ONSC 2766 at para 3.\n",
                "is required",
                "is not required",
            ),
            (
                "This was settled in *Ko v Li*, 2025 ONSC 2766 at para 3.\n\nSo notice is required.\n",
                "is required",
                "is not required",
            ),
            (
                "## Notice is required\n\nWe set out why.\n\nSee what *Ko v Li*, 2025 ONSC 2766 says at length.\n",
                "is required",
                "is not required",
            ),
        ],
        ids=[
            "a block quotation",
            "another line of its paragraph",
            "the paragraph before a citation alone",
            "the pinpoint",
            "the paragraph before",
            "the paragraph after",
            "the heading above",
        ],
    )
    def test_asks_again_about_quotation_and_proposition_once_their_words_changed(self, text, before, after):
        task = r.task(text)
        r.answer_all(task, task.responsible)
        assert self.checks(task) == {"2025 ONSC 2766": []}

        r.edit(task, task.responsible, text.replace(before, after))

        assert self.checks(task) == {"2025 ONSC 2766": ["quotation", "proposition"]}
        assert "authority" in r.obstacles(task, task.responsible)

    def test_keeps_what_was_found_where_only_the_line_breaks_moved(self):
        text = "Counsel must verify\neach case: *Ko v Li*, 2025 ONSC 2766 at para 3.\n"
        task = r.task(text)
        r.answer_all(task, task.responsible)

        r.edit(task, task.responsible, text.replace("verify\neach", "verify each"))

        assert self.checks(task) == {"2025 ONSC 2766": []}

    PARALLEL = "So in *Hryniak v Mauldin*, 2014 SCC 7, [2014] 1 SCR 87 at para 49."

    @pytest.mark.parametrize(
        ("after", "details"),
        [
            (PARALLEL.replace("SCR 87", "SCR 78"), ["details"]),
            (PARALLEL.replace(" at", ", 366 DLR (4th) 641 at"), ["details"]),
            (PARALLEL.replace(", [2014] 1 SCR 87", ""), []),
            (PARALLEL.replace("SCR 87", "S.C.R. 87"), []),
        ],
        ids=["another", "one more", "one less", "the same with points"],
    )
    def test_asks_again_about_the_details_for_another_parallel_citation(self, after, details):
        task = r.task(self.PARALLEL)
        r.answer_all(task, task.responsible)

        r.edit(task, task.responsible, after)

        assert self.checks(task) == {"2014 SCC 7": [*details, "quotation", "proposition"]}

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

    def test_the_matters_own_style_of_cause_is_not_listed(self):
        matter = f.matter(responsible=f.person("lawyer"))
        Client.objects.filter(pk=matter.client_id).update(name="Anne Marlow")
        Party.objects.create(matter=matter, name="Constructions Boréales inc.", role="opposing")

        task = r.task("# Marlow v. Constructions Boréales\n\nInvented v. Nobody is the law.", matter=matter)

        reading = queries.read(r.fresh(task), r.version(task))
        assert [line.style for line in reading.ledger] == ["Invented v. Nobody"]

    def test_a_matter_named_after_its_case_tells_its_own_style_of_cause(self):
        matter = f.matter(responsible=f.person("lawyer"))
        Matter.objects.filter(pk=matter.pk).update(title="Marlow c. Boréales inc.")

        task = r.task(
            "**MARLOW c. BORÉALES INC.**\n\nAs to the facts.", matter=Matter.objects.get(pk=matter.pk)
        )

        assert queries.read(r.fresh(task), r.version(task)).ledger == []

    def parties(self, matter, *names):
        Client.objects.filter(pk=matter.client_id).update(name=names[0])
        matter.parties.all().delete()
        for name in names[1:]:
            Party.objects.create(matter=matter, name=name, role="opposing")

    def listed(self, task):
        return [line.style for line in queries.read(r.fresh(task), r.version(task)).ledger]

    def test_words_of_several_parties_do_not_make_a_case_of_the_matters_own(self):
        matter = f.matter(responsible=f.person("lawyer"))
        self.parties(matter, "Anne Marlow", "Luc Roy")

        task = r.task("Luc Marlow v. Anne Roy is the law.", matter=matter)

        assert self.listed(task) == ["Luc Marlow v. Anne Roy"]

    def test_what_somebody_answered_about_stays_listed_whoever_the_parties_are_then(self):
        matter = f.matter(responsible=f.person("lawyer"))
        self.parties(matter, "Somebody Else")
        task = r.task("Marlow v. Roy is the law. So is Doe v. Poe.", matter=matter)
        answered = next(line for line in queries.read(task, r.version(task)).ledger if "Marlow" in line.style)
        services.find(
            authority=answered.authority,
            version=r.version(task),
            check="opened",
            outcome="wrong",
            by=task.responsible,
        )

        self.parties(matter, "Anne Marlow", "Luc Roy", "Jane Doe", "Paul Poe")

        assert self.listed(task) == ["Marlow v. Roy"]
        r.edit(task, task.responsible, "Marlow v. Roy is the law. So is Doe v. Poe. And more.")
        assert self.listed(task) == ["Marlow v. Roy"]
        self.parties(matter, "Anne Marlow", "Luc Roy")
        assert self.listed(task) == ["Marlow v. Roy", "Doe v. Poe"]

    @pytest.mark.parametrize(
        "then", [("Anne Marlow", "Luc Roy"), ("Jane Doe", "Paul Poe"), ("Nobody",)], ids=str
    )
    def test_changed_parties_change_nothing_of_what_is_approved(self, then):
        lawyer, second = f.person("lawyer"), f.person("lawyer")
        matter = f.matter(responsible=lawyer, team=[second], forum="on_superior")
        self.parties(matter, "Jane Doe", "Paul Poe")
        text = "# Doe v. Poe\n\nMarlow v. Roy is the law.\n"
        task = r.task(text, code="factum_section", matter=matter)
        for each in (lawyer, second):
            r.answer_all(task, each)
            r.approve(task, each)
        before = certificates.prepare(r.fresh(task), lawyer).text

        self.parties(matter, *then)

        assert self.listed(task) == ["Marlow v. Roy"]
        assert certificates.prepare(r.fresh(task), lawyer).text == before

    def test_a_second_person_is_told_of_a_case_that_is_no_longer_the_matters_own(self):
        lawyer, second = f.person("lawyer"), f.person("lawyer")
        matter = f.matter(responsible=lawyer, team=[second], forum="ab_kings_bench")
        self.parties(matter, "Jane Doe", "Paul Poe")
        task = r.task("# Doe v. Poe\n\nThe facts.\n", code="factum_section", matter=matter)
        r.answer_all(task, lawyer)
        r.approve(task, lawyer)

        self.parties(matter, "Jane Doe")

        assert self.listed(task) == ["Doe v. Poe"]
        assert {"authority", "stale"} & set(r.obstacles(task, second))

    def unlisted(self, task):
        """As it was stored by a firmai that did not know to find them."""
        task.authorities.all().delete()
        return r.fresh(task)

    def test_what_was_stored_without_its_authorities_is_not_approved(self):
        task = self.unlisted(r.task(self.TEXT))

        assert self.checks(task) == {
            "2025 ONSC 2766": list(AuthorityCheck),
            "2014 SCC 7": list(AuthorityCheck),
        }
        with pytest.raises(NotAllowed) as refused:
            r.approve(task, task.responsible)
        assert "authority" in refused.value.codes
        assert Entry.objects.filter(event="review.refused").last().facts["reasons"] == list(
            refused.value.codes
        )
        assert not task.authorities.exists()

    def test_what_was_stored_without_its_authorities_is_listed_when_it_is_opened(self):
        task = self.unlisted(r.task(self.TEXT))

        reading = services.open_draft(task=task, by=task.responsible)

        assert [line.is_listed for line in reading.ledger] == [True, True]
        assert task.authorities.filter(present=True).count() == 2
        r.answer_all(task, task.responsible)
        assert r.obstacles(task, task.responsible) == []

    def test_what_was_decided_is_shown_with_what_is_found_now_and_keeps_its_rows(self):
        task = r.task(self.TEXT)
        r.withdraw(task, task.responsible)
        self.unlisted(task)

        reading = services.open_draft(task=r.fresh(task), by=task.responsible)

        assert [line.is_listed for line in reading.ledger] == [False, False]
        assert not task.authorities.exists()
        assert all(each.is_full for each in shown.authorities(reading, task.responsible))
