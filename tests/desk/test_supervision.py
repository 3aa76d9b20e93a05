"""What a partner sees of how items were reviewed: by person, kind of work and period, and only of their matters."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.desk.supervision import Scope, look
from apps.drafting import services as drafting
from apps.drafting.models import Request
from apps.intake import services as intake
from apps.matters.models import MatterKey
from apps.people import services as people
from apps.people.models import RoleException
from apps.review import services
from apps.review.decisions import sampling
from apps.review.models import Decision, ItemRule, ReviewTask, SecondLook, Sitting
from apps.review.queue import piles
from tests.drafting import factories as f
from tests.review import factories as r

pytestmark = pytest.mark.django_db


def scope(reader, **given):
    today = timezone.localdate()
    return Scope(reader=reader, since=today - dt.timedelta(days=30), until=today, **given)


def approved(lawyer, *, text=None, **given):
    task = r.task(code="summary", responsible=lawyer, **given)
    if text:
        r.edit(task, lawyer, text)
    services.open_draft(task=r.fresh(task), by=lawyer)
    r.answer_all(task, lawyer)
    r.approve(task, lawyer)
    return r.fresh(task)


def returned(lawyer, reason="wrong_facts", **given):
    task = r.task(responsible=lawyer, **given)
    services.return_with_reasons(task=task, version=r.version(task), reasons=[reason], note=None, by=lawyer)
    return task


def figures(page, user):
    return next(each for each in page.people if each.user == user)


def test_the_figures_of_a_person():
    lawyer, partner = f.person("lawyer"), f.person("partner")
    approved(lawyer)
    late = approved(lawyer, text="The lease ends on 3 March 2027, twice renewed.")
    ReviewTask.objects.update(due_on=timezone.localdate())
    ReviewTask.objects.filter(pk=late.pk).update(due_on=timezone.localdate() - dt.timedelta(days=3))
    back = returned(lawyer)
    ReviewTask.objects.filter(pk=back.pk).update(due_on=timezone.localdate() - dt.timedelta(days=1))
    Sitting.objects.create(
        task=late, user=lawyer, seconds=900, offered_seconds=600, offered_at=timezone.now()
    )

    page = look(scope(partner))

    row = figures(page, lawyer)
    assert (row.asked, row.decided, row.returned, row.unchanged, row.share_unchanged) == (3, 2, 1, 1, 50)
    assert (row.late, row.drafts_opened, row.minutes) == (2, 2, 10)
    assert row.words == late.draft.versions.get(number=1).words
    assert [(label, count) for label, count, _width in page.reasons] == [("Wrong facts", 1)]
    assert sum(bar.count for bar in page.weeks) == 3


def test_time_that_was_not_offered_is_nobodys_to_see():
    lawyer, partner = f.person("lawyer"), f.person("partner")
    task = approved(lawyer)
    Sitting.objects.create(task=task, user=lawyer, seconds=900)

    assert figures(look(scope(partner)), lawyer).minutes == 0


def test_time_that_was_offered_counts_for_its_person_whoever_answers_for_the_item():
    lawyer, second, partner = f.person("lawyer"), f.person("lawyer"), f.person("partner")
    task = approved(lawyer)
    Sitting.objects.create(
        task=task, user=second, seconds=900, offered_seconds=600, offered_at=timezone.now()
    )

    everybody, theirs = look(scope(partner)), look(scope(partner, person=second))

    assert figures(everybody, second).minutes == figures(theirs, second).minutes == 10
    assert figures(theirs, second).words == figures(everybody, second).words > 0


def test_what_was_opened_is_counted_by_kind_of_work_and_sources_where_that_was_before_the_approval():
    lawyer, partner = f.person("lawyer"), f.person("partner")
    tasks = [r.task(code="summary", responsible=lawyer) for _ in range(3)]
    before, after, _never = [task.draft.request.chosen.get().source for task in tasks]
    for _ in range(2):
        intake.open_source(source=before, by=lawyer)
    intake.open_source(source=after, by=partner)
    for task in tasks:
        r.answer_all(task, lawyer)
        r.approve(task, lawyer)
    intake.open_source(source=after, by=lawyer)
    services.open_draft(task=tasks[0], by=lawyer)
    other = r.task(responsible=lawyer)
    intake.open_source(source=other.draft.request.chosen.get().source, by=lawyer)
    services.open_draft(task=other, by=lawyer)
    summary = tasks[0].draft.request.workflow_version.workflow_id

    whole, row = (
        figures(look(scope(partner)), lawyer),
        figures(look(scope(partner, workflow=summary)), lawyer),
    )

    assert (whole.sources, whole.sources_opened) == (row.sources, row.sources_opened) == (3, 1)
    assert whole.drafts_opened == row.drafts_opened + 1
    assert "/ 1 of 3<" in page_for(partner).content.decode()
    none = f.workflow("chronology").workflow_id
    assert look(scope(partner, workflow=none)).people == []


def test_a_draft_that_somebody_opened_again_and_again_is_one_draft():
    lawyer, partner = f.person("lawyer"), f.person("partner")
    for task, often in ((r.task(responsible=lawyer), 3), (r.task(responsible=lawyer), 1)):
        for _ in range(often):
            services.open_draft(task=task, by=lawyer)

    assert figures(look(scope(partner)), lawyer).drafts_opened == 2


def test_a_persons_figures_stay_within_what_was_looked_at():
    lawyer, partner = f.person("lawyer"), f.person("partner")
    task = approved(lawyer, matter=f.matter(responsible=lawyer, is_training=True))
    summary = task.draft.request.workflow_version.workflow_id

    html = page_for(partner, training="1", workflow=summary).content.decode()

    (leads,) = re.findall(r'href="(\?person=[^"]*)"', html)
    assert f"&amp;workflow={summary}" in leads
    assert leads.endswith("&amp;training=1")


def test_a_screen_holds_here_too():
    lawyer, partner = f.person("lawyer"), f.person("partner")
    task = approved(lawyer)
    task.matter.screens.create(user=partner, reason="personal", raised_by=lawyer)

    page = look(scope(partner))

    assert page.people == []
    assert page.reasons == []
    assert sum(bar.count for bar in page.weeks) == 0


def test_narrowed_by_person_kind_period_and_the_training_matter():
    lawyer, other, partner = f.person("lawyer"), f.person("lawyer"), f.person("partner")
    approved(lawyer)
    returned(other)
    approved(lawyer, matter=f.matter(responsible=lawyer, is_training=True))
    summary = Decision.objects.filter(by=lawyer).first().task.draft.request.workflow_version.workflow_id

    assert {each.user for each in look(scope(partner, person=other)).people} == {other}
    assert figures(look(scope(partner, workflow=summary)), lawyer).decided == 1
    assert figures(look(scope(partner, training=True)), lawyer).decided == 1
    before = Scope(reader=partner, since=dt.date(2020, 1, 1), until=dt.date(2020, 2, 1))
    assert look(before).people == []


def test_what_was_returned_and_given_up_later_is_one_item():
    lawyer, partner = f.person("lawyer"), f.person("partner")
    task = returned(lawyer)
    drafting.withdraw(request=Request.objects.get(revises=task.draft), by=lawyer)
    services.give_up(task=r.fresh(task), note=f.Sensitive("Settled."), by=lawyer)
    r.withdraw(r.task(responsible=lawyer), lawyer)

    assert sum(bar.count for bar in look(scope(partner)).weeks) == 2


def test_a_week_before_the_period_is_not_drawn_as_one_in_which_nothing_was_decided():
    lawyer, partner = f.person("lawyer"), f.person("partner")
    approved(lawyer)
    monday = timezone.localdate() - dt.timedelta(days=timezone.localdate().weekday())
    ago = [monday - dt.timedelta(days=days) for days in (0, 1, 7, 8)]
    drawn = [look(Scope(partner, since, timezone.localdate())).weeks for since in ago]

    assert [len(each) for each in drawn] == [1, 2, 2, 3]
    assert len(look(Scope(partner, monday - dt.timedelta(days=365), timezone.localdate())).weeks) == 12
    assert {each[-1].x for each in drawn} == {557}
    assert [each[-1].count for each in drawn] == [1] * 4


def test_second_looks_and_what_they_overturned(monkeypatch):
    monkeypatch.setattr(sampling, "is_drawn", lambda _decision, _one_in: True)
    lawyer, partner = f.person("lawyer"), f.person("partner")
    task = approved(lawyer)
    r.look_again(task, partner, "overturned", f.Sensitive("Wrong date."))
    approved(lawyer)

    page = look(scope(partner))

    assert (page.drawn, page.looked, page.overturned) == (2, 1, 1)
    assert (figures(page, lawyer).looks, figures(page, lawyer).overturned) == (2, 1)
    assert SecondLook.objects.filter(outcome="waiting").count() == 1


def approved_alone(lawyer, **given):
    """A letter that a clerk asked for and a second person should have read, while nobody else could."""
    clerk = f.person("clerk")
    task = r.task(matter=f.matter(responsible=lawyer, team=[clerk], **given), by=clerk)
    r.answer_all(task, lawyer)
    r.approve(task, lawyer)
    newest = r.version(task)
    services.approve_alone(
        task=r.fresh(task),
        version=newest,
        text_hmac=newest.text_hmac,
        reason="others_barred",
        note=f.Sensitive("Read it again a day later."),
        by=lawyer,
    )
    return r.fresh(task)


def kept_from(matter, partner):
    matter.screens.create(user=partner, reason="personal", raised_by=matter.responsible)


def test_both_kinds_of_exception_are_counted_and_an_approval_alone_is_an_item_decided():
    lawyer = f.person("lawyer")
    task = approved_alone(lawyer)
    partner, other = f.person("partner"), f.person("partner")
    kept_from(task.matter, other)
    RoleException.objects.create(
        user=lawyer, reason="small_firm", until=timezone.now() + dt.timedelta(days=30), recorded_by=partner
    )

    page = look(scope(partner))

    assert figures(page, lawyer).exceptions == 2
    workflow = task.draft.request.workflow_version.workflow_id
    assert figures(look(scope(partner, workflow=workflow)), lawyer).exceptions == 1
    assert look(scope(partner, training=True)).people == []
    assert sum(bar.count for bar in page.weeks) == 1
    assert [(each.task, each.by, each.reason) for each in page.alone] == [(task, lawyer, "others_barred")]
    shown = page_for(partner).content.decode()
    assert reverse("review:detail", args=[task.pk]) in shown
    assert "Every other lawyer had a part in the text" in shown
    hidden = look(scope(other))
    assert hidden.alone == []
    assert reverse("review:detail", args=[task.pk]) not in page_for(other).content.decode()


def test_a_list_of_exceptions_that_goes_on_says_so(monkeypatch):
    monkeypatch.setattr("apps.desk.supervision.MOST_ALONE", 1)
    lawyer, said = f.person("lawyer"), "Only the newest are listed: 1."
    first, second = approved_alone(lawyer), approved_alone(lawyer)
    partner, hidden = f.person("partner"), f.person("partner")
    kept_from(first.matter, hidden)

    page = look(scope(partner))

    assert ([each.task for each in page.alone], page.more_alone) == ([second], True)
    assert said in page_for(partner).content.decode()
    assert said not in page_for(hidden).content.decode()


def test_exceptions_are_narrowed_as_everything_is():
    lawyer, partner_since = f.person("lawyer"), timezone.localdate()
    task = approved_alone(lawyer)
    partner = f.person("partner")
    workflow = task.draft.request.workflow_version.workflow_id
    other = f.workflow("summary").workflow_id

    assert len(look(scope(partner, person=lawyer, workflow=workflow)).alone) == 1
    assert look(scope(partner, workflow=other)).alone == []
    assert look(scope(partner, person=partner)).alone == []
    assert look(scope(partner, training=True)).alone == []
    before = partner_since - dt.timedelta(days=10)
    assert look(Scope(reader=partner, since=before, until=before)).alone == []


@pytest.mark.parametrize("rate", [0, 1, 100])
def test_an_approval_alone_is_always_drawn_whatever_the_rate_of_its_kind(rate, monkeypatch):
    # Of one in more than one, by chance none would be drawn.
    monkeypatch.setattr(sampling, "is_drawn", lambda _decision, one_in: one_in == 1)
    ItemRule.objects.filter(kind="client_letter").update(sample_one_in=rate)
    task = approved_alone(f.person("lawyer"))
    other = f.person("lawyer")
    f.join(task.matter, other)

    row = SecondLook.objects.get(task=task)
    assert (row.outcome, row.one_in, row.decision.step) == ("waiting", 1, "first")
    assert piles.listed(other, piles.Pile.SAMPLED) == [task]
    r.look_again(task, other)
    assert SecondLook.objects.get(task=task).looked_by == other


def test_an_approval_with_its_second_person_is_not_drawn_and_is_one_item_and_one_of_each_of_the_two():
    ItemRule.objects.update(sample_one_in=1)
    lawyer, clerk, second = f.person("lawyer"), f.person("clerk"), f.person("lawyer")
    task = r.task(matter=f.matter(responsible=lawyer, team=[clerk, second]), by=clerk)
    for each in (lawyer, second):
        r.answer_all(task, each)
        r.approve(task, each)

    assert r.fresh(task).state == "approved"
    assert not SecondLook.objects.exists()
    partner = f.person("partner")
    pages = [look(scope(partner, person=each)) for each in (None, lawyer, second, clerk)]
    assert [sum(bar.count for bar in page.weeks) for page in pages] == [1, 1, 1, 0]


def page_for(user, **given):
    client = Client()
    client.force_login(user)
    return client.get(reverse("desk:supervision"), given)


def test_when_each_was_trained_last_stands_beside_the_policy_they_accepted():
    lawyer, other, partner = f.person("lawyer"), f.person("lawyer"), f.person("partner")
    approved(lawyer)
    approved(other)
    days = [dt.date(2026, 3, 4), dt.date(2025, 1, 2), dt.date(2026, 10, 1)]
    *_earlier, mistaken = [people.record_training(user=lawyer, completed_on=day, by=partner) for day in days]
    people.withdraw_training(training=mistaken, by=partner)

    page = look(scope(partner))

    assert figures(page, lawyer).trained_on == dt.date(2026, 3, 4)
    assert figures(page, other).trained_on is None
    shown = page_for(partner).content.decode()
    assert shown.count("2026-03-04") == 1
    assert 'data-label="Trained on"><span class="state attention">none' in shown


@pytest.mark.parametrize("role", ["lawyer", "paralegal", "clerk"])
def test_it_is_a_partners(role):
    assert page_for(f.person(role)).status_code == 404


def test_the_page_asks_as_many_questions_for_three_people_as_for_one():
    partner = f.person("partner")
    approved(f.person("lawyer"))
    page_for(partner)
    with CaptureQueriesContext(connection) as one:
        page_for(partner)
    for _each in range(2):
        approved(f.person("lawyer"))
    with CaptureQueriesContext(connection) as three:
        response = page_for(partner)

    assert response.status_code == 200
    assert len(three) == len(one)


def test_what_is_past_due_is_what_nobody_decided_by_now_and_stands_apart_from_second_looks():
    lawyer, partner = f.person("lawyer"), f.person("partner")
    _late, gone, soon = (r.task(responsible=lawyer) for _ in range(3))
    returned(lawyer)
    today = timezone.localdate()
    ReviewTask.objects.update(due_on=today - dt.timedelta(days=1))
    ReviewTask.objects.filter(pk=soon.pk).update(due_on=today)
    destroyed = {
        "data_key": None,
        "digest_key": None,
        "destroyed_at": timezone.now(),
        "destroyed_by": partner,
    }
    MatterKey.objects.filter(matter=gone.matter_id).update(**destroyed)

    page = look(scope(partner))

    assert page.past_due == 1
    weeks, looks = (
        page_for(partner).content.decode().partition(f'id="{name}">')[2].partition("</section>")[0]
        for name in ("weeks", "looks")
    )
    assert "Undecided and past due today</dt><dd>1</dd>" in weeks
    assert "past due" not in looks
