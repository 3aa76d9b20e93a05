"""What is owed for an item found wrong stands on the desk of whoever owes it, until somebody says it was done."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from apps.audit.models import Entry
from apps.core.errors import WrongState
from apps.core.sensitive import Sensitive
from apps.desk import queries
from apps.matters.models import MatterKey
from apps.people.models import User
from apps.review import rules, services
from apps.review.aftermath import pages as duty_pages
from apps.review.models import Correction, ReviewTask
from apps.review.models.firm import Cover, CoverReason
from apps.review.standing import leaving
from tests.drafting import factories as f
from tests.review import factories as r
from tests.review.test_cases import REAL, approve_twice, factum
from tests.review.test_certificates import delegate, sign

pytestmark = pytest.mark.django_db


def found_wrong(*, responsible, matter):
    task = r.task(matter=matter, responsible=responsible, by=responsible)
    r.answer_all(task, responsible)
    r.approve(task, responsible)
    return r.report_wrong(task=r.fresh(task), faults=["wrong_facts"], by=responsible)


def duties_on(user):
    return sorted(item.title for item in queries.needs_you(user) if item.code == "owed")


OWED = ["Put a corrected text in its place", "Tell the client", "Tell the insurer"]


def test_what_is_owed_needs_who_owes_it_who_covers_for_them_and_the_matters_lawyer(client):
    partner, lawyer, covering, colleague = (
        f.person(role) for role in ("partner", "lawyer", "lawyer", "lawyer")
    )
    matter = f.matter(responsible=partner, team=[lawyer, covering, colleague])
    today = timezone.localdate()
    Cover.objects.create(
        away=lawyer,
        by_whom=covering,
        reason=CoverReason.COURT,
        first_day=today,
        last_day=today,
        recorded_by=lawyer,
    )
    correction = found_wrong(responsible=lawyer, matter=matter)

    assert duties_on(lawyer) == duties_on(covering) == duties_on(partner) == OWED
    assert duties_on(colleague) == duties_on(f.person("partner")) == []
    (first, *_rest) = [item for item in queries.needs_you(lawyer) if item.code == "owed"]
    assert first.needed_by == min(correction.duties.values_list("needed_by", flat=True))
    client.force_login(lawyer)
    page = client.get(reverse("desk:home")).content.decode()
    duty = correction.duties.get(duty="client")
    assert f"{reverse('review:detail', args=[correction.task_id])}#duty-{duty.pk}" in page


def test_what_was_done_needs_nobody_and_a_screen_holds():
    partner, lawyer = f.person("partner"), f.person("lawyer")
    matter = f.matter(responsible=partner, team=[lawyer])
    correction = found_wrong(responsible=lawyer, matter=matter)

    services.discharge(
        duty=correction.duties.get(duty="client"), note=Sensitive("Called, then wrote."), by=lawyer
    )
    assert duties_on(lawyer) == ["Put a corrected text in its place", "Tell the insurer"]

    matter.screens.create(user=lawyer, reason="personal", raised_by=partner)
    assert duties_on(lawyer) == []


def test_what_is_owed_in_a_matter_that_was_destroyed_is_on_no_list_and_nothing_more_comes_to_be():
    partner = f.person("partner")
    matter = f.matter(responsible=partner)
    correction = found_wrong(responsible=partner, matter=matter)
    assert duties_on(partner) == OWED
    gone = {"data_key": None, "digest_key": None, "destroyed_at": timezone.now(), "destroyed_by": partner}
    MatterKey.objects.filter(matter=matter).update(**gone)

    assert duties_on(partner) == []
    assert duty_pages.open_duties(partner) == []
    with pytest.raises(WrongState, match="destroyed"):
        r.report_wrong(task=correction.task, faults=["misquoted"], by=partner)
    assert list(Correction.objects.all()) == [correction]
    assert Entry.objects.filter(event="review.refused").last().facts["attempted"] == "correct"


def left_the_firm(user, matter):
    type(user).objects.filter(pk=user.pk).update(is_active=False)


def left_the_matter(user, matter):
    matter.team.filter(user=user).update(until=timezone.now())


def lost_the_licence(user, matter):
    user.licences.update(until="2020-01-01")


def lost_the_role(user, matter):
    user.grants.update(until=timezone.now())
    user.grants.create(role_id="clerk", granted_by=user)


each_way = pytest.mark.parametrize(
    "leaves", [left_the_firm, left_the_matter, lost_the_licence, lost_the_role]
)


@each_way
def test_a_draft_of_who_left_needs_the_matters_lawyer(leaves):
    partner, lawyer = f.person("partner"), f.person("lawyer")
    task = r.task(matter=f.matter(responsible=partner, team=[lawyer]), responsible=lawyer, by=lawyer)
    assert reviews_on(partner) == []

    leaves(lawyer, task.matter)

    (item,) = queries.needs_you(partner)
    assert (item.url, "nobody answers" in item.about) == (reverse("review:detail", args=[task.pk]), True)
    assert queries.needs_you(f.person("partner")) == []


@pytest.mark.parametrize("leaves", [left_the_firm, left_the_matter])
def test_what_is_of_a_matter_whose_own_lawyer_left_needs_every_partner_who_sees_it(leaves):
    partner, screened, lawyer, clerk = (f.person(role) for role in ("partner", "partner", "lawyer", "clerk"))
    matter = f.matter(responsible=lawyer, team=[clerk])
    task, request = r.task(matter=matter, by=clerk), f.stopped(matter, clerk)
    matter.screens.create(user=screened, reason="personal", raised_by=partner)
    assert queries.needs_you(partner) == []

    for each in (lawyer, clerk):
        leaves(each, matter)

    assert {item.url for item in queries.needs_you(partner)} == {
        reverse("review:detail", args=[task.pk]),
        reverse("drafting:detail", args=[request.pk]),
    }
    assert queries.needs_you(screened) == []


@pytest.fixture(scope="module")
def unsigned(beforehand):
    """A factum of a partner's matter that a lawyer answers for, approved twice and not signed; and the second."""
    with beforehand():
        partner, lawyer, second = f.person("partner"), f.person("lawyer"), f.person("lawyer")
        matter = f.matter(responsible=partner, team=[lawyer, second], forum="on_superior")
        task = r.task(REAL, code="factum_section", matter=matter, responsible=lawyer, by=lawyer)
        approve_twice(task, lawyer, second)
    return task.pk, second.pk


@each_way
def test_what_nobody_may_sign_any_more_needs_the_matters_lawyer(unsigned, leaves, db):
    task, second = ReviewTask.objects.get(pk=unsigned[0]), User.objects.get(pk=unsigned[1])
    partner = task.matter.responsible
    assert queries.needs_you(partner) == []

    leaves(task.responsible, task.matter)

    assert reviews_on(partner) == [("approved", "Nobody may sign it")]
    assert queries.needs_you(second) == []


def reviews_on(user):
    return [(item.about.split(":")[0], item.state) for item in queries.needs_you(user) if item.code != "owed"]


def test_a_review_needs_who_was_asked_to_look_and_who_covers_as_the_queue_says():
    partner, lawyer, covering, asked, colleague = (
        f.person(role) for role in ("partner", "lawyer", "lawyer", "clerk", "lawyer")
    )
    matter = f.matter(responsible=partner, team=[lawyer, covering, asked, colleague])
    today = timezone.localdate()
    Cover.objects.create(
        away=lawyer, by_whom=covering, reason=CoverReason.COURT, first_day=today, last_day=today,
        recorded_by=lawyer,
    )  # fmt: skip
    task = r.task(matter=matter, responsible=lawyer, by=lawyer)
    services.assign(task=task, to=asked, by=lawyer)

    assert [about for about, _state in reviews_on(covering)] == ["in your cover"]
    assert [about for about, _state in reviews_on(asked)] == ["you were asked to look"]
    assert reviews_on(colleague) == []
    matter.screens.create(user=asked, reason="personal", raised_by=partner)
    assert reviews_on(asked) == []


def test_what_waits_for_a_signature_needs_the_lawyer_and_who_signs_for_them_until_it_is_signed():
    task, lawyer, second = factum()
    clerk = f.person("clerk")
    f.join(task.matter, clerk)
    approve_twice(task, lawyer, second)
    assert reviews_on(lawyer) == [("approved", "Waits for your signature")]
    assert reviews_on(second) == reviews_on(clerk) == []

    delegate(task, clerk)
    assert reviews_on(clerk) == [("approved", "Waits for your signature")]
    screen = task.matter.screens.create(user=clerk, reason="personal", raised_by=lawyer)
    assert reviews_on(clerk) == []

    screen.delete()
    statement = sign(task, clerk)
    assert reviews_on(lawyer) == reviews_on(clerk) == []

    services.withdraw_statement(statement=statement, reason="authority_wrong", by=lawyer)
    assert reviews_on(lawyer) == reviews_on(clerk) == [("approved", "Take its approval back")]
    leaving.has_left(task.pk)
    assert reviews_on(lawyer) == reviews_on(clerk) == [("approved", "Say what is wrong with it")]


def test_what_the_matter_needs_today_needs_its_lawyer_today_though_it_was_asked_for_by_a_later_day():
    first, task = (r.task(responsible=f.person("lawyer")) for _ in range(2))
    lawyer = task.responsible
    sooner = r.task(responsible=lawyer)
    later = timezone.localdate() + dt.timedelta(days=5)
    ReviewTask.objects.update(needed_by=later, due_on=later)
    ReviewTask.objects.filter(pk=sooner.pk).update(due_on=timezone.localdate())

    items = queries.needs_you(lawyer)

    assert [item.url for item in items] == [
        reverse("review:detail", args=[each.pk]) for each in (sooner, task)
    ]
    assert items[0].needed_by == timezone.localdate()
    assert queries.headline(items) == "1 item needs you today"
    assert queries.headline(queries.needs_you(first.responsible)) == "1 item needs you"


def waits_on(user):
    return [item.about for item in queries.waiting_on_others(user)]


def test_who_waits_is_told_who_has_it_and_nobody_whose_time_is_up():
    with time_machine.travel(dt.datetime(2026, 11, 25, 15, 0, tzinfo=dt.UTC), tick=False) as clock:
        lawyer, clerk, partner = (f.person(role) for role in ("lawyer", "clerk", "partner"))
        task = r.task(by=clerk, matter=f.matter(responsible=lawyer, team=[clerk]))
        assert waits_on(clerk) == [f"with {lawyer.short_name}"]

        services.reserve(task=task, by=partner)
        assert waits_on(clerk) == [f"with {partner.short_name}"]
        clock.shift(rules.RESERVED_FOR + dt.timedelta(seconds=1))

        assert waits_on(clerk) == [f"with {lawyer.short_name}"]


def test_what_one_decided_first_of_ones_own_waits_for_the_second_person_on_the_desk_too():
    task, lawyer, second = factum()
    r.answer_all(task, lawyer)
    r.approve(task, lawyer)

    assert waits_on(lawyer) == ["your request"]
    services.reserve(task=r.fresh(task), by=second)
    assert waits_on(lawyer) == [f"with {second.short_name}"]
    task.matter.screens.create(user=lawyer, reason="personal", raised_by=second)
    assert waits_on(lawyer) == []


def test_what_was_handed_on_stands_on_the_desk_once_and_what_was_set_aside_stays_there():
    lawyer, colleague = f.person("lawyer"), f.person("lawyer")
    matter = f.matter(responsible=lawyer, team=[colleague])
    note, other = (r.task(code="summary", matter=matter) for _ in range(2))
    services.assign(task=note, to=colleague, by=lawyer)
    ReviewTask.objects.filter(pk=other.pk).update(act_by=timezone.localdate() + dt.timedelta(days=3))
    services.set_aside(task=other, until=timezone.localdate() + dt.timedelta(days=2), by=lawyer)

    assert waits_on(lawyer) == [f"with {colleague.short_name}"]
    assert [item.url for item in queries.needs_you(lawyer)] == [reverse("review:detail", args=[other.pk])]


@pytest.mark.parametrize("leaves", [left_the_firm, left_the_matter])
def test_what_stopped_after_whoever_asked_left_needs_the_licensee_it_was_for_and_the_matters_lawyer(leaves):
    partner, lawyer, colleague, clerk = (f.person(role) for role in ("partner", "lawyer", "lawyer", "clerk"))
    matter = f.matter(responsible=partner, team=[lawyer, colleague, clerk])
    request = f.stopped(matter, clerk, responsible=lawyer)
    assert [len(queries.needs_you(each)) for each in (clerk, lawyer, partner)] == [1, 0, 0]

    leaves(clerk, matter)

    for each in (lawyer, partner):
        (item,) = queries.needs_you(each)
        assert item.url == reverse("drafting:detail", args=[request.pk])
        assert item.about == f"requested by {clerk.short_name}"
    assert queries.needs_you(colleague) == queries.needs_you(f.person("partner")) == []


def test_a_desk_that_leaves_some_out_says_so_and_counts_no_fewer(client, monkeypatch):
    monkeypatch.setattr(queries, "MOST", 2)
    lawyer = f.person("lawyer")
    matter = f.matter(responsible=lawyer)
    client.force_login(lawyer)
    for _ in range(2):
        r.task(matter=matter, responsible=lawyer)
    whole = client.get("/").content.decode()
    r.task(matter=matter, responsible=lawyer)

    page = client.get("/").content.decode()

    assert "2 items need you" in whole
    assert "There are more." not in whole
    assert "more than 2 items need you" in page
    assert "There are more." in page


def test_what_is_of_any_matter_of_who_left_needs_the_partners_however_many_they_had(monkeypatch):
    monkeypatch.setattr(queries, "MOST", 1)
    partner, lawyer, clerk = (f.person(role) for role in ("partner", "lawyer", "clerk"))
    several = [f.matter(responsible=lawyer, team=[clerk]) for _ in range(4)]
    task = r.task(matter=several[-1], by=clerk)

    left_the_firm(lawyer, several[-1])

    assert [item.url for item in queries.needs_you(partner)] == [reverse("review:detail", args=[task.pk])]
