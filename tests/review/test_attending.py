"""Who has a review in hand, whose time is whose, and what may be done to several at once."""

import datetime as dt
import re
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.audit.models import Entry
from apps.core.errors import BadInput, Conflict, FirmaiError, NotAllowed, WrongState
from apps.core.sensitive import Sensitive
from apps.drafting.models import Request
from apps.matters import services as matters
from apps.matters.models import MatterKey, ScreenReason
from apps.people import services as people
from apps.people.models import Robot, RoleGrant, User
from apps.review import services
from apps.review.attendance import presence
from apps.review.attendance import services as attendance
from apps.review.attendance.colleagues import colleagues, everyone
from apps.review.decisions import sampling
from apps.review.models import (
    Decision,
    ItemRule,
    LookOutcome,
    ReviewTask,
    SecondLook,
    Sitting,
    Snooze,
    VersionOpening,
)
from apps.review.queue import bulk, piles
from apps.review.queue.piles import Pile
from tests import factories
from tests.drafting import factories as f
from tests.review import factories as r
from tests.review.test_cases import factum

the_method = sampling.is_drawn  # as it is, before any test puts another in its place
pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 25, 15, 0, tzinfo=dt.UTC)


def events(code):
    return [entry.facts for entry in Entry.objects.filter(event=code).order_by("id")]


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def held_by_a_partner():
    task, partner = r.task(), f.person("partner")
    services.reserve(task=task, by=partner)
    return r.fresh(task), partner


def test_taking_over_is_on_record_with_whose_it_was_and_whether_they_were_there():
    task, partner = held_by_a_partner()
    services.attend(task=task, active=True, by=partner)

    services.take_over(task=task, by=task.responsible)

    assert r.fresh(task).reserved_by == task.responsible
    (facts,) = events("review.reservation_taken")
    assert (facts["reviewer"], facts["there"]) == (str(partner.pk), True)


def test_there_is_nothing_to_take_over_where_nobody_has_it(task):
    with pytest.raises(Conflict, match="Nobody else has this review"):
        services.take_over(task=task, by=task.responsible)

    assert r.fresh(task).reserved_by is None
    assert [facts["attempted"] for facts in events("review.refused")] == ["take_over"]


def test_a_reservation_ends_by_itself_and_lives_while_its_holder_is_at_the_page():
    with time_machine.travel(NOW, tick=False) as clock:
        task, partner = held_by_a_partner()
        clock.shift(dt.timedelta(minutes=29))
        services.attend(task=task, active=True, by=partner)
        clock.shift(dt.timedelta(minutes=29))
        assert presence.shown(r.fresh(task), task.responsible)["holder"] == partner
        services.attend(task=task, active=False, by=partner)
        clock.shift(dt.timedelta(minutes=2))

        assert presence.shown(r.fresh(task), task.responsible)["holder"] is None


def test_the_timer_is_ones_own_and_stands_still_while_away():
    with time_machine.travel(NOW, tick=False) as clock:
        task = r.task()
        for active in (True, True, False, True):
            services.attend(task=task, active=active, by=task.responsible)
            clock.shift(dt.timedelta(seconds=30))
        clock.shift(dt.timedelta(hours=8))
        services.attend(task=task, active=True, by=task.responsible)

        assert Sitting.objects.get(task=task).seconds == 30 + 30 + attendance.LONGEST_STEP
        other = f.person("partner")
        assert presence.shown(r.fresh(task), other)["own_minutes"] == 0
        assert [each.pk for each in presence.shown(r.fresh(task), other)["others"]] == [task.responsible.pk]


def test_a_page_that_lies_behind_another_takes_nothing_of_its_time():
    front, behind = uuid4(), uuid4()
    with time_machine.travel(NOW, tick=False) as clock:
        task = r.task()
        lawyer = task.responsible
        client, address = signed_in(lawyer), reverse("review:attend", args=[task.pk])
        for _ in range(4):
            client.post(address, {"active": "1", "page": front})
            clock.shift(dt.timedelta(seconds=15))
            client.post(address, {"active": "0", "page": behind})
            clock.shift(dt.timedelta(seconds=15))
        assert Sitting.objects.get(task=task).seconds == 3 * 30

        client.post(address, {"active": "0", "page": front})  # away now
        clock.shift(dt.timedelta(seconds=30))
        client.post(address, {"active": "1", "page": behind})
        assert Sitting.objects.get(task=task).seconds == 4 * 30

        clock.shift(dt.timedelta(minutes=10))
        client.post(address, {"active": "0", "page": front})
        assert [each.pk for each in presence.shown(r.fresh(task), f.person("partner"))["others"]] == [
            lawyer.pk
        ]


def test_time_is_offered_by_its_person_and_only_then(task):
    with pytest.raises(BadInput, match="no time of yours"):
        services.offer_time(task=task, by=task.responsible)
    Sitting.objects.create(task=task, user=task.responsible, seconds=61)

    where = reverse("review:detail", args=[task.pk])
    assert "Nobody else is shown it." in signed_in(task.responsible).get(where).content.decode()

    services.offer_time(task=task, by=task.responsible)

    assert events("review.time_offered") == [{"minutes": 2}]
    page = signed_in(task.responsible).get(where).content.decode()
    assert "partners see that" in page
    assert "Nobody else is shown it." not in page


def test_whoever_is_asked_finds_it_in_their_queue_and_a_stranger_is_not_asked():
    task, clerk = r.task(), f.person("clerk")
    with pytest.raises(NotAllowed, match="does not work on the matter"):
        services.assign(task=task, to=clerk, by=task.responsible)
    assert r.fresh(task).assigned is None
    f.join(task.matter, clerk)

    services.assign(task=r.fresh(task), to=clerk, by=task.responsible)

    assert piles.listed(clerk) == [task]
    assert piles.listed(task.responsible) == [task]
    assert events("review.assigned") == [{"reviewer": str(clerk.pk)}]


def leaves_the_team(task, who):
    task.matter.team.filter(user=who).update(until=timezone.now())


def is_screened(task, who):
    factories.screen(task.matter, who)


def leaves_the_firm(_task, who):
    people.end_person(user=who, reason="left", by=factories.administrator())


@pytest.mark.parametrize("goes", [leaves_the_team, is_screened, leaves_the_firm])
def test_what_somebody_was_asked_who_does_not_work_on_the_matter_any_more_needs_its_lawyer_again(goes):
    note, other = (r.task(code="summary") for _ in range(2))
    asked = f.person("lawyer")
    for task in (note, other):
        f.join(task.matter, asked)
        services.assign(task=task, to=asked, by=task.responsible)
    assert piles.listed(note.responsible) == []
    assert services.hand_back(10) == 0

    goes(note, asked)

    assert services.hand_back(10) == 2 - piles.listed(asked).count(other)
    assert services.hand_back(10) == 0
    assert r.fresh(note).assigned is None
    assert piles.listed(note.responsible) == [note]
    assert events("review.assigned")[-1] == {}


def test_a_review_set_aside_comes_back_on_its_day_and_never_too_late():
    with time_machine.travel(NOW, tick=False) as clock:
        task = r.task()
        ReviewTask.objects.filter(pk=task.pk).update(act_by=dt.date(2026, 12, 2))
        with pytest.raises(BadInput, match="too late"):
            services.set_aside(task=task, until=dt.date(2026, 12, 3), by=task.responsible)
        assert not Snooze.objects.exists()

        services.set_aside(task=task, until=dt.date(2026, 12, 1), by=task.responsible)

        assert piles.listed(task.responsible) == []
        assert piles.listed(task.responsible, Pile.ALL) == [task]
        clock.shift(dt.timedelta(days=6))
        assert piles.listed(task.responsible) == [task]


def test_a_review_set_aside_comes_back_when_a_deadline_makes_it_begin_sooner():
    with time_machine.travel(NOW, tick=False) as clock:
        task = r.task()
        day = {
            "needed_by": dt.date(2026, 12, 10),
            "due_on": dt.date(2026, 12, 10),
            "act_by": dt.date(2026, 12, 9),
        }
        ReviewTask.objects.filter(pk=task.pk).update(**day)
        services.set_aside(task=task, until=dt.date(2026, 12, 8), by=task.responsible)
        matters.change_details(matter=task.matter, next_deadline=dt.date(2026, 12, 1), by=task.responsible)

        assert services.follow_deadlines(10) == 1

        begins = r.fresh(task).act_by
        assert Snooze.objects.get().until == begins == dt.date(2026, 11, 30)
        clock.move_to(dt.datetime(2026, 11, 30, 15, 0, tzinfo=dt.UTC))
        assert piles.listed(task.responsible) == [task]


@time_machine.travel(NOW, tick=False)
def test_a_court_filing_begins_before_a_note_that_is_due_earlier():
    lawyer = f.person("lawyer")
    matter = f.matter(responsible=lawyer)
    note, filing = r.task(code="summary", matter=matter), r.task(code="factum_section", matter=matter)
    for task, day in ((note, dt.date(2026, 12, 9)), (filing, dt.date(2026, 12, 10))):
        ReviewTask.objects.filter(pk=task.pk).update(needed_by=day)

    assert services.follow_deadlines(10) == 2

    assert [task.pk for task in piles.listed(lawyer)] == [filing.pk, note.pk]
    matters.change_details(matter=matter, next_deadline=dt.date(2026, 12, 1), by=lawyer)
    assert services.follow_deadlines(10) == 2
    assert r.fresh(note).due_on == dt.date(2026, 12, 1)
    assert services.follow_deadlines(10) == 0


def test_nothing_that_approves_can_be_done_to_several():
    assert {act.value for act in bulk.Act} == {"reserve", "assign", "set_aside", "return"}


def test_several_are_done_one_by_one_and_a_refusal_undoes_nothing_else(task):
    other, partner = r.task(responsible=task.responsible), f.person("partner")
    services.reserve(task=other, by=partner)

    response = signed_in(task.responsible).post(
        reverse("review:several"),
        {"act": "reserve", "task": [task.pk, other.pk], "queue": "show=all"},
        follow=True,
    )

    html = response.content.decode()
    assert "1 review done." in html
    assert f"{other.matter.number}: {partner.full_name} has this review until" in html
    assert (r.fresh(task).reserved_by, r.fresh(other).reserved_by) == (task.responsible, partner)


@pytest.mark.parametrize("act", ["reserve", "return"])
def test_where_one_of_several_is_not_there_for_a_person_nothing_is_done_and_it_is_on_record(act):
    task, hidden = r.task(), r.task()
    versions = {f"version-{each.pk}": r.version(each).pk for each in (task, hidden)}
    given = {"act": act, "task": [task.pk, hidden.pk], "asked": "1", "reasons": ["tone"], **versions}

    response = signed_in(task.responsible).post(reverse("review:several"), given)

    assert response.status_code == 404
    assert (r.fresh(task).reserved_by, r.fresh(task).state, r.fresh(hidden).state) == (None, "open", "open")
    tried = Entry.objects.filter(event="people.act_refused").last()
    assert (tried.actor, tried.facts["where"]) == (task.responsible.pk, "review.several")


def test_several_are_returned_with_reasons_at_the_version_the_page_showed(task):
    other = r.task(responsible=task.responsible)
    client = signed_in(task.responsible)
    chosen = {"act": "return", "task": [task.pk, other.pk]}
    asked = client.post(reverse("review:several"), chosen).content.decode()
    assert "Return 2 drafts with reasons" in asked
    versions = {f"version-{each.pk}": r.version(each).pk for each in (task, other)}
    r.edit(other, task.responsible)

    client.post(reverse("review:several"), chosen | versions | {"asked": "1", "reasons": ["tone"]})

    assert (r.fresh(task).state, r.fresh(other).state) == ("returned", "open")
    assert Request.objects.filter(revises=task.draft, state="preview").count() == 1


@pytest.mark.parametrize("named", ["another's", "no key", "none"])
def test_where_one_version_was_never_on_the_page_none_of_several_is_returned(named):
    lawyer = f.person("lawyer")
    tasks = sorted((r.task(responsible=lawyer) for _n in range(3)), key=lambda each: (each.act_by, each.pk))
    versions = {f"version-{each.pk}": r.version(each).pk for each in tasks}
    forged = f"version-{tasks[1].pk}"
    versions |= {forged: {"another's": r.version(tasks[0]).pk, "no key": "x", "none": ""}[named]}
    given = {"act": "return", "task": [each.pk for each in tasks], "asked": "1", "reasons": ["tone"]}

    response = signed_in(lawyer).post(reverse("review:several"), given | versions)

    assert response.status_code == 404
    assert {r.fresh(each).state for each in tasks} == {"open"}
    assert not Decision.objects.exists()


@pytest.mark.parametrize("given", [{"act": "approve"}, {"act": "assign"}, {"act": "set_aside"}, {}])
def test_an_act_that_is_not_there_or_lacks_something_does_nothing(task, given):
    signed_in(task.responsible).post(reverse("review:several"), {"task": [task.pk], **given})

    assert not Decision.objects.exists()
    assert r.fresh(task).assigned is None


def drawn_note(monkeypatch):
    monkeypatch.setattr(sampling, "is_drawn", lambda _decision, _one_in: True)
    lawyer, other = f.person("lawyer"), f.person("lawyer")
    task = r.task(code="summary", matter=f.matter(responsible=lawyer, team=[other]))
    r.answer_all(task, lawyer)
    r.approve(task, lawyer)
    return r.fresh(task), lawyer, other


def test_an_approval_that_was_drawn_waits_for_a_lawyer_who_had_no_part_in_it(monkeypatch):
    task, lawyer, other = drawn_note(monkeypatch)

    assert piles.listed(other, Pile.SAMPLED) == [task]
    assert piles.listed(lawyer, Pile.SAMPLED) == []
    with pytest.raises(NotAllowed, match="You had a part"):
        r.look_again(task, lawyer)
    with pytest.raises(BadInput, match="what was wrong"):
        r.look_again(task, other, "overturned")
    assert SecondLook.objects.get().outcome == LookOutcome.WAITING

    r.look_again(task, other, "overturned", Sensitive("The date is wrong."))

    assert SecondLook.objects.get().looked_by == other
    assert piles.listed(other, Pile.SAMPLED) == []
    assert [facts["outcome"] for facts in events("review.looked_again")] == ["overturned"]
    with pytest.raises(WrongState):
        r.look_again(task, other)


def look_at(user, task, decision, outcome="upheld"):
    return signed_in(user).post(
        reverse("review:look_again", args=[task.pk]), {"outcome": outcome, "decision": decision.pk}
    )


def test_nobody_says_of_an_approval_that_it_was_right_whose_text_was_never_before_them(monkeypatch):
    task, _lawyer, other = drawn_note(monkeypatch)
    decision = Decision.objects.get(task=task)

    look_at(other, task, decision)

    assert SecondLook.objects.get().outcome == LookOutcome.WAITING
    (refused,) = events("review.refused")
    assert (refused["attempted"], refused["reasons"]) == ("look_again", ["not_shown"])
    page = signed_in(other).get(reverse("review:detail", args=[task.pk])).content.decode()
    assert f'name="decision" value="{decision.pk}"' in page
    look_at(other, task, decision)
    assert SecondLook.objects.get().outcome == LookOutcome.UPHELD


def test_a_second_look_says_nothing_of_an_approval_that_took_the_place_of_the_one_shown(monkeypatch):
    monkeypatch.setattr(sampling, "is_drawn", lambda _decision, _one_in: True)
    ItemRule.objects.filter(kind="court_filing").update(second_person="never")
    task, lawyer, other = factum()
    r.answer_all(task, lawyer)
    shown = r.approve(task, lawyer)
    r.seen(task, other)
    r.cancel_approval(task=r.fresh(task), by=lawyer)
    r.edit(task, lawyer, r.text(task) + "\nThe order is final.\n")
    r.answer_all(task, lawyer)
    later = r.approve(task, lawyer)
    r.seen(task, other)

    look_at(other, task, shown)

    look = SecondLook.objects.get()
    assert (look.decision, look.outcome) == (later, LookOutcome.WAITING)
    assert [each["reasons"] for each in events("review.refused")] == [["stale"]]


@pytest.mark.parametrize(("who", "says"), [("decider", "somebody else"), ("stranger", "not opened")])
def test_the_database_keeps_a_second_look_from_who_decided_and_from_who_saw_no_text(monkeypatch, who, says):
    _task, lawyer, other = drawn_note(monkeypatch)
    looked_by = lawyer if who == "decider" else other

    with pytest.raises(IntegrityError, match=says), transaction.atomic():
        SecondLook.objects.update(outcome="upheld", looked_by=looked_by, looked_at=timezone.now())

    assert SecondLook.objects.get().outcome == LookOutcome.WAITING


HANDS = {
    "who asked for it": lambda task, who: Request.objects.filter(draft__task=task).update(requested_by=who),
    "who let it cross": lambda task, who: Request.objects.filter(draft__task=task).update(confirmed_by=who),
    "an earlier round": lambda task, who: ReviewTask.objects.filter(pk=task.pk).update(
        earlier_people=[who.pk]
    ),
}


def looked_at_by(user):
    with transaction.atomic():
        SecondLook.objects.update(outcome="upheld", looked_by=user, looked_at=timezone.now())


@pytest.mark.parametrize("had_part", HANDS.values(), ids=HANDS)
def test_the_database_keeps_a_second_look_from_whoever_had_a_part(monkeypatch, had_part):
    task, _lawyer, other = drawn_note(monkeypatch)
    r.seen(task, other)
    had_part(task, other)

    with pytest.raises(IntegrityError, match="somebody else"):
        looked_at_by(other)

    assert SecondLook.objects.get().outcome == LookOutcome.WAITING


@pytest.mark.parametrize("act", ["answers for it", "wrote", "answered"])
def test_the_database_keeps_a_second_look_from_whoever_worked_at_it(monkeypatch, act):
    monkeypatch.setattr(sampling, "is_drawn", lambda _decision, _one_in: True)
    lawyer, other = f.person("lawyer"), f.person("lawyer")
    answers = other if act == "answers for it" else lawyer
    task = r.task(
        code="summary", matter=f.matter(responsible=lawyer, team=[other]), responsible=answers, by=lawyer
    )
    if act == "wrote":
        r.edit(task, other)
    elif act == "answered":
        r.answer_all(task, other)
    r.answer_all(task, lawyer)
    r.approve(task, lawyer)
    r.seen(task, other)

    with pytest.raises(IntegrityError, match="somebody else"):
        looked_at_by(other)


def test_the_database_keeps_a_second_look_for_a_lawyer_and_from_every_robot(monkeypatch):
    task, _lawyer, other = drawn_note(monkeypatch)
    paralegal, robot = f.person("paralegal", licence="paralegal"), User.for_robot(Robot.REVIEW)
    for each in (paralegal, robot):
        VersionOpening.objects.create(version=r.version(task), matter=task.matter, by=each)

    with pytest.raises(IntegrityError, match="a lawyer's"):
        looked_at_by(paralegal)
    with pytest.raises(IntegrityError, match="a robot looks at nothing"):
        looked_at_by(robot)
    assert SecondLook.objects.get().outcome == LookOutcome.WAITING
    r.seen(task, other)
    looked_at_by(other)


def test_a_look_that_was_drawn_stays_owed_and_none_is_taken_undrawn(monkeypatch):
    task, _lawyer, other = drawn_note(monkeypatch)
    note = r.task(code="summary")
    r.answer_all(note, note.responsible)
    with monkeypatch.context() as undrawn:
        undrawn.setattr(sampling, "is_drawn", lambda _decision, _one_in: False)
        undrawn_decision = r.approve(note, note.responsible)
    taken = {"outcome": "upheld", "looked_by": other, "looked_at": timezone.now()}

    with pytest.raises(IntegrityError, match="drawn before it is taken"), transaction.atomic():
        SecondLook.objects.create(task=note, matter=note.matter, decision=undrawn_decision, one_in=1, **taken)
    with pytest.raises(IntegrityError, match="never taken out"), transaction.atomic():
        SecondLook.objects.all().delete()

    assert SecondLook.objects.get().task == task


def test_what_a_second_look_found_is_never_changed(monkeypatch):
    task, _lawyer, other = drawn_note(monkeypatch)
    r.look_again(task, other, "overturned", Sensitive("The date is wrong."))

    for change in ({"outcome": "upheld"}, {"note": b"x"}, {"looked_at": timezone.now()}):
        with pytest.raises(IntegrityError, match="taken once"), transaction.atomic():
            SecondLook.objects.update(**change)

    assert SecondLook.objects.get().outcome == LookOutcome.OVERTURNED
    gone = {"data_key": None, "digest_key": None, "destroyed_at": timezone.now(), "destroyed_by": other}
    MatterKey.objects.filter(matter=task.matter).update(**gone)
    SecondLook.objects.update(note=b"")
    assert bytes(SecondLook.objects.get().note) == b""


def test_there_is_nothing_to_look_at_again_once_the_text_was_destroyed(monkeypatch):
    task, _lawyer, other = drawn_note(monkeypatch)
    assert piles.listed(other, Pile.SAMPLED) == [task]
    gone = {"data_key": None, "digest_key": None, "destroyed_at": timezone.now(), "destroyed_by": other}
    MatterKey.objects.filter(matter=task.matter).update(**gone)

    assert piles.listed(other, Pile.SAMPLED) == []


@pytest.mark.parametrize("part", ["answers for it", "answered a question", "checked an authority"])
def test_a_second_look_is_nobodys_who_had_a_part_in_the_review(monkeypatch, part):
    monkeypatch.setattr(sampling, "is_drawn", lambda _decision, _one_in: True)
    lawyer, approver, colleague, other = (f.person("lawyer") for _ in range(4))
    matter = f.matter(responsible=lawyer, team=[approver, colleague, other])
    task = r.task("We rely on *Ko v Li*, 2025 ONSC 2766 at para 3.", code="summary", matter=matter)
    if part == "answered a question":
        services.answer(task=task, version=r.version(task), item="facts", answer="done", by=colleague)
    if part == "checked an authority":
        (authority,) = task.authorities.all()
        given = {"check": "good_law", "outcome": "confirmed"}
        services.find(authority=authority, version=r.version(task), by=colleague, **given)
    r.answer_all(task, approver)
    r.approve(task, approver)
    had_part = lawyer if part == "answers for it" else colleague

    assert piles.listed(other, Pile.SAMPLED) == [task]
    assert piles.listed(had_part, Pile.SAMPLED) == []
    with pytest.raises(NotAllowed, match="You had a part"):
        r.look_again(task, had_part)
    assert SecondLook.objects.get().outcome == LookOutcome.WAITING


def test_whoever_confirmed_the_request_is_not_offered_the_second_look(monkeypatch):
    task, _lawyer, other = drawn_note(monkeypatch)
    Request.objects.filter(pk=task.draft.request_id).update(confirmed_by=other)

    assert piles.listed(other, Pile.SAMPLED) == []
    with pytest.raises(NotAllowed, match="You had a part"):
        r.look_again(task, other)


def test_an_approval_that_is_taken_back_is_not_looked_at_until_it_is_given_again(monkeypatch):
    monkeypatch.setattr(sampling, "is_drawn", lambda _decision, _one_in: True)
    ItemRule.objects.filter(kind="court_filing").update(second_person="never")
    task, lawyer, other = factum()
    r.answer_all(task, lawyer)
    r.approve(task, lawyer)
    assert piles.listed(other, Pile.SAMPLED) == [task]

    r.cancel_approval(task=r.fresh(task), by=lawyer)

    assert piles.listed(other, Pile.SAMPLED) == []
    with pytest.raises(WrongState, match="no second look"):
        r.look_again(task, other)
    again = r.approve(task, lawyer)
    assert piles.listed(other, Pile.SAMPLED) == [task]
    assert SecondLook.objects.get().decision == again
    assert [facts["decision"] for facts in events("review.sampled")][-1] == str(again.pk)


def test_a_look_that_was_taken_says_nothing_of_what_is_approved_later(monkeypatch):
    monkeypatch.setattr(sampling, "is_drawn", lambda _decision, _one_in: True)
    ItemRule.objects.filter(kind="court_filing").update(second_person="never")
    task, lawyer, other = factum()
    r.answer_all(task, lawyer)
    first = r.approve(task, lawyer)
    r.look_again(task, other)
    r.cancel_approval(task=r.fresh(task), by=lawyer)
    r.edit(task, lawyer, r.text(task) + "\nThe order is final.\n")
    r.answer_all(task, lawyer)

    later = r.approve(task, lawyer)

    assert piles.listed(other, Pile.SAMPLED) == [task]
    page = signed_in(other).get(reverse("review:detail", args=[task.pk])).content.decode()
    assert reverse("review:look_again", args=[task.pk]) in page
    r.look_again(task, other, "overturned", Sensitive("Not final."))
    looks = SecondLook.objects.order_by("drawn_at").values_list("decision", "outcome")
    assert list(looks) == [(first.pk, "upheld"), (later.pk, "overturned")]


def test_what_is_approved_later_and_not_drawn_is_not_shown_as_looked_at(monkeypatch):
    monkeypatch.setattr(sampling, "is_drawn", lambda _decision, _one_in: True)
    ItemRule.objects.filter(kind="court_filing").update(second_person="never")
    task, lawyer, other = factum()
    r.answer_all(task, lawyer)
    r.approve(task, lawyer)
    r.look_again(task, other)
    r.cancel_approval(task=r.fresh(task), by=lawyer)
    monkeypatch.setattr(sampling, "is_drawn", lambda _decision, _one_in: False)

    r.approve(task, lawyer)

    page = signed_in(lawyer).get(reverse("review:detail", args=[task.pk])).content.decode()
    assert 'id="second-look"' not in page
    assert SecondLook.objects.get().outcome == LookOutcome.UPHELD


def test_the_draw_can_be_repeated_and_takes_about_its_share():
    drawn = [the_method(Decision(), 5) for _each in range(2000)]

    assert 280 < sum(drawn) < 540
    one = Decision()
    assert the_method(one, 1)
    assert the_method(one, 7) is the_method(one, 7)
    assert not the_method(one, 0)


def test_a_look_that_was_owed_in_any_case_is_not_called_chance(monkeypatch):
    task, _lawyer, other = drawn_note(monkeypatch)
    client, address = signed_in(other), reverse("review:detail", args=[task.pk])
    assert "Drawn by chance" in client.get(address).content.decode()

    SecondLook.objects.update(one_in=1)

    page = client.get(address).content.decode()
    assert "Drawn by chance" not in page
    assert "Each approval like this one is looked at again." in page


def test_what_is_said_of_a_persons_own_time_is_true_once_they_offered_it(task):
    client, address = signed_in(task.responsible), reverse("review:detail", args=[task.pk])
    Sitting.objects.create(task=task, user=task.responsible, seconds=170)
    assert "You spent 3 minutes here. Nobody else is shown it." in client.get(address).content.decode()

    services.offer_time(task=task, by=task.responsible)
    Sitting.objects.update(seconds=290)

    page = client.get(address).content.decode()
    assert "You spent 5 minutes here." in page
    assert "Nobody else is shown it." not in page
    assert "3 minutes of it were offered for a time entry" in page


def test_the_queue_names_keys_where_they_press_something(monkeypatch):
    _task, lawyer, other = drawn_note(monkeypatch)
    r.task(responsible=lawyer)

    def keys(user, pile):
        page = signed_in(user).get(reverse("review:queue"), {"show": pile}).content.decode()
        return re.findall(r"<kbd>(.)</kbd>", page.partition('class="keys')[2].partition("</p>")[0])

    assert keys(lawyer, "needs_you") == ["j", "k", "x", "e", "r", "?"]
    assert keys(other, "sampled") == ["j", "k", "?"]
    assert keys(other, "needs_you") == ["?"]


def test_what_needed_a_second_person_is_not_drawn_again(monkeypatch):
    monkeypatch.setattr(sampling, "is_drawn", lambda _decision, _one_in: True)
    ItemRule.objects.update(sample_one_in=1)
    lawyer, partner = f.person("lawyer"), f.person("partner")
    task = r.task(code="factum_section", matter=f.matter(responsible=lawyer))
    for each in (lawyer, partner):
        r.answer_all(task, each)
        r.approve(task, each)

    assert r.fresh(task).state == "approved"
    assert not SecondLook.objects.exists()


def test_a_page_that_speaks_after_the_end_is_told_to_load_again(task):
    client = signed_in(task.responsible)
    spoken = client.post(reverse("review:attend", args=[task.pk]), {"active": "1"})
    r.withdraw(task, task.responsible)

    late = client.post(reverse("review:attend", args=[task.pk]), {"active": "1"})

    assert "Reserve" in spoken.content.decode()
    assert (late.status_code, late["HX-Refresh"]) == (204, "true")


def test_a_page_that_was_left_open_tried_nothing():
    task, screened = r.task(), f.person("partner")
    client, colleague = signed_in(task.responsible), signed_in(screened)
    address = reverse("review:attend", args=[task.pk])
    matters.raise_screen(
        user=screened, matter=task.matter, reason=ScreenReason.FORMER_CLIENT, by=f.person("partner")
    )
    r.withdraw(task, task.responsible)
    before = Entry.objects.count()

    late, shut_out = client.post(address, {"active": "1"}), colleague.post(address, {"active": "1"})

    assert [(each.status_code, each["HX-Refresh"], each.content) for each in (late, shut_out)] == [
        (204, "true", b""),
        (404, "true", b""),
    ]
    assert Entry.objects.count() == before
    assert not Sitting.objects.exists()


def test_whoever_writes_or_compares_is_at_the_review_and_nothing_they_wrote_is_loaded_away(task):
    client, attend = signed_in(task.responsible), reverse("review:attend", args=[task.pk])
    r.edit(task, task.responsible, r.LETTER.replace("once", "twice"))
    pages = [
        client.get(reverse(f"review:{name}", args=[task.pk, *given])).content.decode()
        for name, given in (("edit", [2]), ("changes", []))
    ]

    for page in pages:
        assert f'data-attend hx-post="{attend}" hx-vals=\'{{"stays": "1", "page": "' in page
        assert "firmai/here" in page
        assert reverse("review:reserve", args=[task.pk]) not in page
    services.reserve(task=task, by=task.responsible)
    spoken = client.post(attend, {"active": "1", "stays": "1"}).content.decode()
    assert "yours until" in spoken
    assert reverse("review:release", args=[task.pk]) not in spoken
    r.withdraw(task, task.responsible)
    late = client.post(attend, {"active": "1", "stays": "1"})
    assert (late.status_code, "HX-Refresh" in late, late.content) == (204, False, b"")
    after = client.get(reverse("review:changes", args=[task.pk])).content.decode()
    assert "data-attend" not in after
    task.matter.screens.create(user=task.responsible, reason="personal", raised_by=f.person("partner"))
    before = Entry.objects.count()
    shut_out = client.post(attend, {"active": "1", "stays": "1"})
    assert (shut_out.status_code, shut_out["HX-Refresh"]) == (404, "true")
    assert Entry.objects.count() == before


def test_each_round_shows_what_it_changed_and_why(task):
    lawyer = task.responsible
    r.edit(task, lawyer, r.LETTER.replace("once", "twice"))
    revision = services.return_with_reasons(
        task=r.fresh(task),
        version=r.version(task),
        reasons=["tone"],
        note=Sensitive("Warmer, please."),
        by=lawyer,
    )
    draft = f.draft(task.matter, lawyer, r.LETTER.replace("Dear client", "Dear Ada"), responsible=lawyer)
    Request.objects.filter(pk=draft.request_id).update(revises=task.draft)
    services.collect(10)
    again = ReviewTask.objects.get(draft=draft)

    page = signed_in(lawyer).get(reverse("review:round", args=[again.pk, 1]))
    none = signed_in(lawyer).get(reverse("review:round", args=[task.pk, 1]))

    html = page.content.decode()
    assert revision.revises == task.draft
    assert "<del>twice</del><ins>once</ins>" in html
    assert "Warmer, please." in html
    assert none.status_code == 404


def test_a_look_at_an_earlier_round_is_on_record_as_one_at_its_own_draft(task):
    lawyer, tasks = task.responsible, [task]
    for _round in range(2):
        services.return_with_reasons(
            task=r.fresh(tasks[-1]), version=r.version(tasks[-1]), reasons=["tone"], note=None, by=lawyer
        )
        source = f.source(task.matter, r.SOURCE)
        draft = f.draft(task.matter, lawyer, r.LETTER, responsible=lawyer, sources=[source])
        Request.objects.filter(pk=draft.request_id).update(revises=tasks[-1].draft)
        services.collect(10)
        tasks.append(ReviewTask.objects.get(draft=draft))

    signed_in(lawyer).get(reverse("review:round", args=[tasks[2].pk, 1]))

    opened = Entry.objects.filter(event="review.draft_opened").last()
    shown = tasks[1].draft
    assert (opened.facts["draft"], opened.facts["version"]) == (str(shown.pk), str(shown.latest.pk))


@pytest.mark.parametrize("name", ["attend", "take_over", "assign", "set_aside", "offer_time", "look_again"])
def test_a_stranger_meets_404(task, name):
    response = signed_in(f.person("lawyer")).post(reverse(f"review:{name}", args=[task.pk]))

    assert response.status_code == 404
    assert not Sitting.objects.exists()


def test_a_reservation_is_never_made_of_a_decided_review(task):
    r.withdraw(task, task.responsible)
    for act in (
        lambda: services.assign(task=task, to=None, by=task.responsible),
        lambda: services.set_aside(task=task, until=timezone.localdate(), by=task.responsible),
        lambda: services.take_over(task=task, by=task.responsible),
        lambda: services.attend(task=task, active=True, by=task.responsible),
    ):
        with pytest.raises(FirmaiError):
            act()

    assert r.fresh(task).reserved_by is None


@pytest.mark.parametrize("to", ["ended", "nonsense"])
def test_who_cannot_be_asked_by_now_takes_nobodys_place(to):
    task, asked, ended = r.task(), f.person("lawyer"), f.person("lawyer")
    for each in (asked, ended):
        factories.member(task.matter, each)
    services.assign(task=task, to=asked, by=task.responsible)
    ended.grants.update(until=timezone.now())

    response = signed_in(task.responsible).post(
        reverse("review:assign", args=[task.pk]), {"to": ended.pk if to == "ended" else to}, follow=True
    )

    assert "Choose whom to ask." in response.content.decode()
    assert r.fresh(task).assigned == asked
    signed_in(task.responsible).post(reverse("review:assign", args=[task.pk]), {"to": ""})
    assert r.fresh(task).assigned is None


def test_whoever_holds_no_role_now_is_not_among_those_to_be_asked():
    with time_machine.travel(NOW, tick=False):
        held, ended, waits = f.person("lawyer"), f.person("lawyer"), factories.person(role="")
        ended.grants.update(until=NOW)
        RoleGrant.objects.create(
            user=waits, role_id="lawyer", granted_by=factories.administrator(), since=None, asked_at=NOW
        )

        assert {held, ended, waits} & set(colleagues()) == {held}
        assert {held.pk, ended.pk, waits.pk} & {pk for pk, _name in everyone().rows()} == {held.pk}
