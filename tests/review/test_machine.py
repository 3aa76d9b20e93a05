"""Several people at one review, in any order and at the same moment, whatever happens around it meanwhile: no approval
ever stands on a text, on answers or by a person that it should not, none was ever given of a text that its person had
not been shown, and nothing is final against which something speaks."""

import contextlib
import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import ClassVar

import pytest
from django.db import connections, transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from apps.audit.models import Entry
from apps.core.errors import FirmaiError
from apps.core.sensitive import Sensitive
from apps.drafting import services as drafting
from apps.matters import keys
from apps.matters import services as matters
from apps.people.models import Licence, LicenceClass
from apps.people.services import change_licence
from apps.review import queries, services
from apps.review.authorities import ledger
from apps.review.filing import queries as filings
from apps.review.models import ChecklistAnswer, Cover, Decision, ReviewTask, SignedStatement, TaskState
from apps.review.preparation import answers
from apps.review.preparation.withdrawn import came_up
from apps.review.signing import certificates
from apps.review.standing import licensed
from tests.drafting import factories as f
from tests.review import factories as r

WHO = st.sampled_from(["responsible", "asker", "partner", "clerk", "stranger"])
CODES = ["factum_section", "client_letter", "summary"]
KINDS = st.sampled_from(CODES)


def beginning(code):
    """A review and its people."""
    roles = {
        "responsible": "lawyer",
        "asker": "lawyer",
        "partner": "partner",
        "clerk": "clerk",
        "stranger": "lawyer",
        "administrator": "administrator",
    }
    people = {name: f.person(role) for name, role in roles.items()}
    team = [people[each] for each in ("responsible", "asker", "clerk")]
    matter = f.matter(responsible=people["partner"], team=team, forum="federal")
    task = r.task(code=code, matter=matter, by=people["asker"], responsible=people["responsible"])
    if filings.is_filed(task):
        r.file(task, people["responsible"])
    return task, people


def approved_first():
    """The same of a filing that its lawyer approved: it waits for the second person."""
    task, people = beginning("factum_section")
    lawyer = people["responsible"]
    services.open_draft(task=task, by=lawyer)
    r.answer_one_by_one(task, lawyer)
    r.approve(task, lawyer)
    assert r.fresh(task).state == TaskState.SECOND
    return task, people


# What happens around a review -----------------------------------------------------------------------------


def source_withdrawn(task, people, _who):
    source = task.draft.request.chosen.get().source
    drafting.withdraw_source(source=source, reason="wrong_matter", by=people["partner"])


def licence_until(until):
    def change(_task, people, who):
        for licence in people[who].licences.all():
            change_licence(
                licence=licence, scope=[], since=licence.since, until=until(), by=people["administrator"]
            )

    return change


def away(_task, people, who):
    today, partner = timezone.localdate(), people["partner"]
    services.record_cover(
        away=people[who], by_whom=people["asker"], reason="ill", first_day=today, last_day=today, by=partner
    )


def alone(task, _people, _who):
    newest = r.version(task)
    services.approve_alone(
        task=task,
        version=newest,
        text_hmac=newest.text_hmac,
        reason="others_away",
        note=Sensitive("Read again."),
        by=task.responsible,
    )


def approve(task, version, by):
    return services.approve(
        task=task, version=version, text_hmac=version.text_hmac, struck=r.struck(version), by=by
    )


def signed(task, _people, _who):
    made = certificates.prepare(task, task.responsible)
    services.sign(task=task, shown=made.sha256, satisfied=[], by=task.responsible)


def signature_withdrawn(task, _people, _who):
    for statement in SignedStatement.objects.filter(task=task, withdrawn_at=None):
        services.withdraw_statement(statement=statement, reason="signed_in_error", by=task.responsible)


def taken_away(task, people, who):
    services.open_draft(task=task, by=people[who], version=r.version(task), takes_files=True)


AROUND = {
    "it is taken away as a file": taken_away,
    "its approval is taken back": lambda task, people, who: r.cancel_approval(task=task, by=people[who]),
    "a source is withdrawn": source_withdrawn,
    "the matter is closed": lambda task, people, _who: matters.close_matter(
        matter=task.matter, on=timezone.localdate(), by=people["partner"]
    ),
    "it is open again": lambda task, people, _who: matters.reopen_matter(
        matter=task.matter, by=people["partner"]
    ),
    "a licence ended": licence_until(lambda: timezone.localdate() - dt.timedelta(days=1)),
    "it did not": licence_until(lambda: None),
    "somebody leaves the matter": lambda task, people, who: matters.leave_team(
        matter=task.matter, user=people[who], by=people["partner"]
    ),
    "somebody comes to it": lambda task, people, who: matters.join_team(
        matter=task.matter, user=people[who], by=people["partner"]
    ),
    "somebody is away": away,
    "somebody else is named": lambda task, people, who: services.name_who_answers(
        task=task, to=people[who], by=people["partner"]
    ),
    "there is nobody else": alone,
    "it is signed": signed,
    "that was an error": signature_withdrawn,
    "it is found wrong": lambda task, people, _who: r.report_wrong(
        task=task, faults=["misquoted"], by=people["clerk"]
    ),
}


class Review(RuleBasedStateMachine):
    """Each example is undone to what was arranged for all of them."""

    arranged: ClassVar = {}

    @classmethod
    def arrange(cls):
        cls.arranged = {code: beginning(code) for code in CODES}

    @initialize(code=KINDS)
    def begin(self, code):
        self.go_on_from(code)

    def go_on_from(self, code):
        self.undone_to = transaction.savepoint()
        task, people = self.arranged[code]
        self.task, *found = r.anew((task, *people.values()))
        self.people = dict(zip(people, found, strict=True))
        self.seen = {name: r.version(self.task) for name in self.people}
        self.edits = 0

    def teardown(self):
        if hasattr(self, "undone_to"):
            transaction.savepoint_rollback(self.undone_to)

    def attempt(self, act):
        with contextlib.suppress(FirmaiError):
            act()

    @rule(who=WHO)
    def look(self, who):
        self.attempt(lambda: services.open_draft(task=r.fresh(self.task), by=self.people[who]))
        self.seen[who] = r.version(self.task)

    @rule(who=WHO)
    def answer(self, who):
        self.attempt(lambda: r.answer_one_by_one(self.task, self.people[who]))

    @rule(who=WHO)
    def edit(self, who):
        self.edits += 1
        before = keys.reveal(self.seen[who], "text").reveal()
        self.attempt(
            lambda: services.edit(
                task=r.fresh(self.task),
                base_version=self.seen[who],
                text=Sensitive(f"{before}\n\nEdit number {self.edits} by hand."),
                by=self.people[who],
            )
        )

    @rule(who=WHO)
    def approve_what_was_seen(self, who):
        version = self.seen[who]
        self.attempt(
            lambda: services.approve(
                task=self.task,
                version=version,
                text_hmac=version.text_hmac,
                struck=r.struck(version),
                by=self.people[who],
            )
        )

    @rule(who=WHO)
    def answer_and_approve_without_a_look(self, who):
        self.answer(who)
        newest = r.version(self.task)
        self.attempt(
            lambda: services.approve(
                task=self.task,
                version=newest,
                text_hmac=newest.text_hmac,
                struck=r.struck(newest),
                by=self.people[who],
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

    @rule()
    def the_second_person_decides(self):
        self.answer_and_approve("partner")

    @rule(who=WHO, document=st.sampled_from(["factum", "motion"]))
    def say_what_it_is_for_the_court(self, who, document):
        self.attempt(lambda: r.describe(self.task, self.people[who], document))

    @rule(who=WHO)
    def take_an_approval_back(self, who):
        self.attempt(lambda: r.cancel_approval(task=r.fresh(self.task), by=self.people[who]))

    @rule(who=WHO)
    def answer_a_question_otherwise(self, who):
        self.attempt(
            lambda: services.answer(
                task=r.fresh(self.task),
                version=self.seen[who],
                item="facts",
                answer="not_applicable",
                note=Sensitive("There are none."),
                by=self.people[who],
            )
        )

    @rule(who=WHO)
    def take_an_answer_back(self, who):
        self.attempt(
            lambda: services.answer(
                task=r.fresh(self.task),
                version=self.seen[who],
                item="facts",
                answer="taken_back",
                by=self.people[who],
            )
        )

    @rule(what=st.sampled_from(sorted(AROUND)), who=WHO)
    def something_happens_around_it(self, what, who):
        self.attempt(lambda: AROUND[what](r.fresh(self.task), self.people, who))

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
        check(self.task, self.people)


class Awaited(Review):
    """The same from where a second person is awaited on, which few ways from the beginning come to."""

    @classmethod
    def arrange(cls):
        cls.arranged = {"awaited": approved_first()}

    @initialize()
    def begin(self):
        self.go_on_from("awaited")


def check(task, people):
    """What is true of a review whatever was done to it."""
    task = ReviewTask.objects.select_related("draft__request", "matter").get(pk=task.pk)
    approvals = list(Decision.objects.filter(task=task, verdict="approved").select_related("by"))
    statements = list(SignedStatement.objects.filter(task=task).select_related("manifest", "by"))
    opened = Entry.objects.filter(event="review.draft_opened", subject=task.pk)
    had = {(str(each.actor), each.facts["version"]) for each in opened}
    assert {(str(each.by_id), str(each.version_id)) for each in approvals} <= had
    assert {(str(each.by_id), str(each.manifest.version_id)) for each in statements} <= had
    check_meanwhile(task, [*approvals, *statements])
    newest = task.draft.latest
    standing = [each for each in approvals if each.voided_at is None]
    assert all(each.version_id == newest.pk and each.text_hmac == newest.text_hmac for each in standing)
    for each in standing:
        was = each.manifest
        assert was.checklist_hmac == answers.digest(task, newest, until=was.made_at)
        assert was.ledger_hmac == ledger.digest(task, ledger.lines(task, newest, r.text(task))).hmac
        if not Licence.objects.filter(
            user__in=[each.pk for each in people.values()], until__isnull=False
        ).exists():
            assert was.filing_hmac == filings.digest(task, filings.of(task))
    by = {each.step: each.by for each in standing}
    for person in by.values():
        assert person.licences.get().licence_class == LicenceClass.LAWYER
    if task.kind in ("court_filing", "client_letter") and "first" in by and by["first"] != task.responsible:
        assert Cover.objects.filter(away=task.responsible, by_whom=by["first"]).exists()
    if "second" in by:
        wrote = set(task.draft.versions.exclude(maker="claude").values_list("made_by", flat=True))
        assert by["second"].pk not in wrote | {task.draft.request.requested_by_id, by["first"].pk}
    if task.state == TaskState.APPROVED:
        is_alone = task.exceptions.filter(decision__in=standing).exists()
        assert set(by) == ({"first", "second"} if task.needs_second and not is_alone else {"first"})
    check_final(task, standing)
    if task.left_at is not None:  # what may have left is never opened again
        assert task.state == TaskState.APPROVED
        assert not any(each.taken_back and each.voided_at > task.left_at for each in approvals)
    if task.state == TaskState.OPEN:
        assert by == {}
    if task.state in (TaskState.RETURNED, TaskState.WITHDRAWN):
        assert by == {}


EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def check_meanwhile(task, given):
    """Of every approval and signature that was ever given: not in a closed matter, by nobody who had left it, nor on
    what was answered of a source before that was withdrawn."""
    changed = Entry.objects.filter(event="matters.matter_changed", subject=task.matter_id).order_by("id")
    closed = [each.at_us for each in changed if each.facts.get("state") == "closed"]
    withdrawn = [each for each in came_up(task) if each is not None]
    for each in given:
        assert not task.matter.is_closed or each.at <= EPOCH + dt.timedelta(microseconds=closed[-1])
        assert each.by.is_partner or task.matter.team.current(each.at).filter(user=each.by_id).exists()
        if isinstance(each, Decision) and any(at < each.at for at in withdrawn):
            told = ChecklistAnswer.objects.filter(version=each.version_id, by=each.by_id)
            asked_again = told.filter(item__in=["facts", "other_matters"]).values_list("at", flat=True)
            assert all(at > max(withdrawn) for at in asked_again)


def check_final(task, standing):
    """What is final may leave: it is approved, signed for where that is due, and nothing speaks against it."""
    final = queries.final_manifest(task)
    if final is None:
        return
    assert (task.state, final.pk) == (TaskState.APPROVED, max(standing, key=lambda each: each.at).manifest_id)
    for each in standing:
        known = licensed.LICENCES_OF(user=each.by_id)
        assert licensed.was_given_under(each, each.at, known, as_lawyer=each.step == "second")
    assert not any(at and at > final.made_at for at in came_up(task))
    assert not task.corrections.exists()
    signed = SignedStatement.objects.filter(manifest=final, withdrawn_at=None, lawyer=task.responsible)
    assert not final.signature_due or signed.filter(what=final.signature_due).exists()


@pytest.mark.hypothesis
@pytest.mark.django_db
@pytest.mark.parametrize("begins", [Review, Awaited])
def test_no_order_of_acts_leads_to_an_approval_of_text_nobody_saw(begins):
    begins.arrange()

    run_state_machine_as_test(
        begins,
        settings=settings(
            max_examples=settings.default.max_examples // 16,  # each is fourteen acts of five people
            stateful_step_count=14,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


# At the same moment ---------------------------------------------------------------------------------------

AT_ONCE = 4
OFTEN = [
    "look", "answer", "edit", "approve", "look, answer and approve", "answer and approve unseen", "reserve", "release",
    "take_over", "take an answer back",
]  # fmt: skip
AT_THAT_MOMENT = sorted(set(AROUND) - {"somebody comes to it"})
ACTS = st.sampled_from([*OFTEN, *OFTEN, *OFTEN, "return", *AT_THAT_MOMENT])


class AtOnce(RuleBasedStateMachine):
    """The same people, each act in a thread and a transaction of its own, several begun at one moment."""

    @initialize(code=KINDS)
    def begin(self, code):
        self.go_on_from(beginning(code))

    def go_on_from(self, begun):
        self.task, self.people = begun
        self.shown = {name: [r.version(self.task)] for name in self.people}
        self.edits = 0
        self.threads = ThreadPoolExecutor(AT_ONCE)

    def teardown(self):
        if hasattr(self, "threads"):
            self.threads.shutdown()

    @rule(acts=st.lists(st.tuples(WHO, ACTS), min_size=2, max_size=AT_ONCE))
    def together(self, acts):
        begun = threading.Barrier(len(acts))
        for done in [self.threads.submit(self.act, who, act, begun) for who, act in acts]:
            done.result()

    @rule()
    def the_first_and_the_second_decide(self):
        for who in ("responsible", "partner"):
            self.together([(who, "look, answer and approve"), ("asker", "look")])

    def act(self, who, act, begun):
        """What somebody does with the version that they were shown last. Refused or not, it ends."""
        begun.wait(timeout=60)
        try:
            with contextlib.suppress(FirmaiError):
                self.do(who, act)
        finally:
            connections.close_all()

    def do(self, who, act):
        by, task = self.people[who], r.fresh(self.task)
        for each in act.replace(" and ", ", ").split(", "):
            version = self.shown[who][-1]
            if each == "look":
                self.shown[who].append(services.open_draft(task=task, by=by).version)
            elif each == "answer":
                r.answer_one_by_one(task, by)
            elif each == "edit":
                self.edits += 1
                before = keys.reveal(version, "text").reveal()
                text = Sensitive(f"{before}\n\nEdit number {self.edits} of {who}.")
                services.edit(task=task, base_version=version, text=text, by=by)
            elif each == "take an answer back":
                services.answer(task=task, version=version, item="facts", answer="taken_back", by=by)
            elif each in AROUND:
                AROUND[each](task, self.people, who)
            elif each == "approve":
                approve(task, version, by)
            elif each == "approve unseen":
                newest = r.version(task)
                approve(task, newest, by)
            elif each == "return":
                services.return_with_reasons(task=task, version=version, reasons=["tone"], note=None, by=by)
            else:
                getattr(services, each)(task=task, by=by)

    @invariant()
    def what_stands_is_about_the_newest_text_and_by_the_right_people(self):
        check(self.task, self.people)

    @invariant()
    def nobody_ever_decided_about_a_text_they_had_not_been_shown(self):
        names = {person.pk: name for name, person in self.people.items()}
        for each in Decision.objects.filter(task=self.task, verdict="approved"):
            shown = {(version.pk, version.text_hmac) for version in self.shown[names[each.by_id]]}
            assert (each.version_id, each.text_hmac) in shown
            assert ChecklistAnswer.objects.filter(version=each.version_id, by=each.by_id).exists()

    @invariant()
    def a_review_is_held_by_one_person_of_the_matter(self):
        holder = r.fresh(self.task).reserved_by
        assert holder is None or holder != self.people["stranger"]


class AwaitedAtOnce(AtOnce):
    """The same from where a second person is awaited on."""

    @initialize()
    def begin(self):
        self.go_on_from(approved_first())


@pytest.mark.hypothesis
@pytest.mark.django_db(transaction=True)
@pytest.mark.timeout(600)
@pytest.mark.parametrize("begins", [AtOnce, AwaitedAtOnce])
def test_no_acts_at_one_moment_lead_to_an_approval_of_text_nobody_saw(begins):
    run_state_machine_as_test(
        begins,
        settings=settings(
            max_examples=max(3, settings.default.max_examples // 32),  # each is some twenty acts in threads
            stateful_step_count=8,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
