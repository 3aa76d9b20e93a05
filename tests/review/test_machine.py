"""Several people at one review, in any order: no approval ever stands on a text or by a person it should not."""

import contextlib

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from apps.core.errors import FirmaiError
from apps.core.sensitive import Sensitive
from apps.people.models import LicenceClass
from apps.review import services
from apps.review.models import Decision, ReviewTask, TaskState
from tests.drafting import factories as f
from tests.review import factories as r

WHO = st.sampled_from(["responsible", "asker", "partner", "clerk", "stranger"])


class Review(RuleBasedStateMachine):
    @initialize(code=st.sampled_from(["factum_section", "client_letter", "summary"]))
    def begin(self, code):
        self.people = {
            "responsible": f.person("lawyer"),
            "asker": f.person("lawyer"),
            "partner": f.person("partner"),
            "clerk": f.person("clerk"),
            "stranger": f.person("lawyer"),
        }
        team = [self.people["asker"], self.people["clerk"]]
        matter = f.matter(responsible=self.people["responsible"], team=team)
        self.task = r.task(code=code, matter=matter, by=self.people["asker"])
        self.seen = {name: r.version(self.task) for name in self.people}
        self.edits = 0

    def attempt(self, act):
        with contextlib.suppress(FirmaiError):
            act()

    @rule(who=WHO)
    def look(self, who):
        self.seen[who] = r.version(self.task)

    @rule(who=WHO)
    def answer(self, who):
        self.attempt(lambda: r.answer_all(self.task, self.people[who]))

    @rule(who=WHO)
    def edit(self, who):
        self.edits += 1
        text = f"{r.LETTER}\n\nEdit number {self.edits} by hand."
        self.attempt(
            lambda: services.edit(
                task=r.fresh(self.task),
                base_version=self.seen[who],
                text=Sensitive(text),
                by=self.people[who],
            )
        )

    @rule(who=WHO)
    def approve_what_was_seen(self, who):
        version = self.seen[who]
        self.attempt(
            lambda: services.approve(
                task=self.task, version=version, text_hmac=version.text_hmac, by=self.people[who]
            )
        )

    @rule(who=WHO)
    def answer_and_approve(self, who):
        self.look(who)
        self.answer(who)
        self.approve_what_was_seen(who)

    @rule(who=WHO)
    def decide_first_and_second(self, who):
        self.answer_and_approve("responsible")
        self.answer_and_approve(who)

    @rule(who=st.sampled_from(["asker", "clerk", "stranger"]), once_in_a_while=st.integers(0, 7))
    def send_back(self, who, once_in_a_while):
        if once_in_a_while:
            return
        self.attempt(
            lambda: services.return_with_reasons(
                task=r.fresh(self.task),
                version=self.seen[who],
                reasons=["tone"],
                note=None,
                by=self.people[who],
            )
        )

    @invariant()
    def what_stands_is_about_the_newest_text_and_by_the_right_people(self):
        task = ReviewTask.objects.select_related("draft__request").get(pk=self.task.pk)
        newest = task.draft.latest
        standing = list(Decision.objects.filter(task=task, verdict="approved", voided_at=None))
        assert all(each.version_id == newest.pk and each.text_hmac == newest.text_hmac for each in standing)
        by = {each.step: each.by for each in standing}
        for person in by.values():
            assert person.current_licence.licence_class == LicenceClass.LAWYER
            assert person != self.people["stranger"]
        if task.kind in ("court_filing", "client_letter") and "first" in by:
            assert by["first"] == self.people["responsible"]
        if "second" in by:
            wrote = set(task.draft.versions.exclude(maker="claude").values_list("made_by", flat=True))
            assert by["second"].pk not in wrote | {task.draft.request.requested_by_id, by["first"].pk}
        if task.state == TaskState.APPROVED:
            assert set(by) == ({"first", "second"} if task.needs_second else {"first"})
        if task.state == TaskState.OPEN:
            assert by == {}
        if task.state in (TaskState.RETURNED, TaskState.WITHDRAWN):
            assert by == {}


@pytest.mark.hypothesis
@pytest.mark.django_db
def test_no_order_of_acts_leads_to_an_approval_of_text_nobody_saw():
    run_state_machine_as_test(
        Review,
        settings=settings(
            max_examples=settings.default.max_examples // 8,  # each is fourteen acts of five people
            stateful_step_count=14,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
