"""Whom an exception, a withdrawal or an item found wrong is told, and who covers for them."""

import datetime as dt

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.audit.models import Entry
from apps.core.errors import WrongState
from apps.core.sensitive import Sensitive
from apps.desk.queries import needs_you
from apps.drafting.models import Request
from apps.keeping import services as keeping
from apps.matters import services as matters
from apps.matters.models import Forum
from apps.notices.models import NoticeKind, Notification
from apps.people import role_rules
from apps.people import services as people
from apps.people.models import Robot, User
from apps.policy import breaker
from apps.policy.observed import DifferenceKind
from apps.review import services as reviews
from apps.review.decisions import sampling
from apps.review.models import EarlierFilings
from apps.review.models.firm import Cover, CoverReason
from apps.sync import unread
from apps.sync.models import DeliveryKind, RecordKind
from tests import factories
from tests.drafting import factories as f
from tests.integrations import accounts
from tests.keeping.conftest import rule
from tests.notices.test_services import gather
from tests.review import factories as r
from tests.review.test_cases import REAL, approve_twice, factum
from tests.review.test_certificates import delegate, sign
from tests.review.test_rulebook import approve_alone
from tests.sync import factories as sync

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")


def told(kind):
    """Who was told of that kind of thing, by id."""
    gather()
    return set(Notification.objects.filter(kind=kind).values_list("user", flat=True))


def covers(by_whom, away):
    today = timezone.localdate()
    return Cover.objects.create(
        away=away,
        by_whom=by_whom,
        reason=CoverReason.LEAVE,
        first_day=today,
        last_day=today + dt.timedelta(days=3),
        recorded_by=away,
    )


def test_what_is_seen_at_the_vendor_is_told_to_partners_and_administrators_and_leads_to_where_it_is_closed():
    partner, administrator = f.person("partner"), factories.administrator()
    f.person("lawyer")
    robot = User.for_robot(Robot.OPERATOR)
    with transaction.atomic():
        breaker.raise_incident(code=DifferenceKind.MORE_THERE, crossing=None, by=robot)
        breaker.trip(code=DifferenceKind.OTHER_GEO, crossing=None, by=robot)

    assert told(NoticeKind.INCIDENT_RAISED) == {partner.pk, administrator.pk}
    assert Notification.objects.filter(user=partner).count() == 2  # that sending was stopped is the other
    browser = Client()
    browser.force_login(partner)
    notice = Notification.objects.get(user=partner, kind=NoticeKind.INCIDENT_RAISED)
    assert browser.get(reverse("notices:open", args=[notice.pk])).url == reverse("policy:terms")


def test_a_draft_is_told_to_who_covers_for_its_lawyer_unless_the_matter_is_kept_from_them():
    lawyer, covering, screened = f.person("lawyer"), f.person("lawyer"), f.person("lawyer")
    matter = f.matter(team=[lawyer, covering, screened])
    covers(covering, lawyer)
    covers(screened, lawyer)
    matter.screens.create(user=screened, reason="personal", raised_by=matter.responsible)

    r.task(matter=matter, responsible=lawyer, by=matter.responsible)

    assert told(NoticeKind.DRAFT_READY) == {lawyer.pk, covering.pk}


def test_who_is_named_to_answer_for_a_draft_hears_of_it_and_the_matters_lawyer_of_one_that_is_nobodys():
    lawyer, other, partner = f.person("lawyer"), f.person("lawyer"), f.person("partner")
    matter = f.matter(responsible=partner, team=[lawyer, other])
    type(lawyer).objects.filter(pk=lawyer.pk).update(is_active=False)
    task = r.task(matter=matter, responsible=lawyer, by=other)
    lawyer.grants.all().update(until=timezone.now())
    assert told(NoticeKind.DRAFT_READY) == {partner.pk}

    reviews.name_who_answers(task=task, to=other, by=partner)

    assert told(NoticeKind.DRAFT_READY) == {partner.pk, other.pk}


def test_who_answered_for_a_draft_until_now_and_who_covers_for_them_hear_that_they_do_no_more():
    task, lawyer, _second = factum()
    covering, other, partner = f.person("lawyer"), f.person("lawyer"), f.person("partner")
    for each in (covering, other):
        f.join(task.matter, each)
    covers(covering, lawyer)
    r.file(task, lawyer)

    reviews.name_who_answers(task=r.fresh(task), to=other, by=partner)

    assert told(NoticeKind.REPLACED) == {lawyer.pk, covering.pk}
    assert other.pk in told(NoticeKind.DRAFT_READY)


def test_a_draft_is_told_to_the_partners_where_nobody_is_left_who_answers_for_its_matter():
    lawyer, clerk, partner, screened = (f.person(role) for role in ("lawyer", "clerk", "partner", "partner"))
    matter = f.matter(responsible=lawyer, team=[clerk])
    matter.screens.create(user=screened, reason="personal", raised_by=partner)
    type(lawyer).objects.filter(pk=lawyer.pk).update(is_active=False)

    r.task(matter=matter, responsible=lawyer, by=clerk)

    assert told(NoticeKind.DRAFT_READY) == {partner.pk}


@pytest.mark.parametrize("is_here", [True, False])
def test_that_content_is_due_to_be_destroyed_is_told_to_the_matters_lawyer_or_to_the_partners(is_here):
    partner, other, screened, lawyer = (
        f.person(role) for role in ("partner", "partner", "partner", "lawyer")
    )
    matter = factories.matter(responsible=lawyer, opened_on=dt.date(2008, 1, 2))
    matters.close_matter(matter=matter, on=dt.date(2009, 5, 4), by=partner)
    matter.screens.create(user=screened, reason="personal", raised_by=partner)
    rule(partner, other)
    if not is_here:
        type(lawyer).objects.filter(pk=lawyer.pk).update(is_active=False)

    keeping.propose(matter=matter, by=partner)

    assert told(NoticeKind.DESTRUCTION_DUE) == ({lawyer.pk} if is_here else {other.pk})


@pytest.mark.parametrize(
    ("gone", "hears"), [((), "clerk"), (("clerk",), "lawyer"), (("clerk", "lawyer"), "partner")]
)
def test_a_request_that_stopped_is_told_to_somebody_who_is_there(gone, hears):
    here = {role: f.person(role) for role in ("clerk", "lawyer", "partner")}
    matter = f.matter(responsible=here["lawyer"], team=[here["clerk"]])
    for role in gone:
        type(here[role]).objects.filter(pk=here[role].pk).update(is_active=False)

    f.stopped(matter, here["clerk"])

    assert told(NoticeKind.REQUEST_STOPPED) == {here[hears].pk}


def test_who_is_put_down_as_away_hears_of_it_from_firmai_and_so_does_who_covers():
    partner, away, covering, stranger = (f.person(role) for role in ("partner", "lawyer", "lawyer", "lawyer"))
    today = timezone.localdate()

    reviews.record_cover(
        away=away, by_whom=covering, reason="leave", first_day=today, last_day=today, by=partner
    )
    reviews.record_cover(
        away=stranger, by_whom=partner, reason="leave", first_day=today, last_day=today, by=partner
    )

    assert told(NoticeKind.COVERED) == {away.pk, covering.pk, stranger.pk}
    client = Client()
    client.force_login(away)
    notice = Notification.objects.get(user=away)
    assert client.get(f"/notices/{notice.pk}/").url == reverse("review:rules") + "#cover"


def test_whose_cover_ended_on_its_day_and_who_covered_hear_of_it_once_and_of_none_of_long_ago():
    away, covering, before = (f.person(role) for role in ("lawyer", "lawyer", "lawyer"))
    cover, old = covers(covering, away), covers(before, away)
    days = {cover.pk: dt.timedelta(days=1), old.pk: dt.timedelta(days=40)}
    assert reviews.follow_covers(10) == 0
    for pk, ago in days.items():
        day = timezone.localdate() - ago
        Cover.objects.filter(pk=pk).update(first_day=day, last_day=day)

    assert reviews.follow_covers(10) == 2
    assert reviews.follow_covers(10) == 0

    assert told(NoticeKind.COVER_ENDED) == {away.pk, covering.pk}
    ended = Entry.objects.filter(event="review.cover_ended")
    assert [entry.facts["reason"] for entry in ended] == ["over", "over"]
    with pytest.raises(WrongState):
        reviews.end_cover(cover=cover, by=away)


def test_whose_cover_ended_early_and_who_covered_hear_of_it():
    partner, away, covering = (f.person(role) for role in ("partner", "lawyer", "lawyer"))
    cover = covers(covering, away)

    reviews.end_cover(cover=cover, by=partner)

    assert told(NoticeKind.COVER_ENDED) == {away.pk, covering.pk}
    client = Client()
    client.force_login(covering)
    notice = Notification.objects.get(user=covering)
    assert client.get(f"/notices/{notice.pk}/").url == reverse("review:rules") + "#cover"


@pytest.mark.parametrize("is_set_up", [True, False])
def test_a_licence_that_is_recorded_is_told_to_every_partner_once_the_firm_is_set_up(is_set_up, monkeypatch):
    partner, other, clerk = (f.person(role) for role in ("partner", "partner", "clerk"))
    admin = factories.administrator()
    if is_set_up:  # the partners of these tests are of yesterday
        monkeypatch.setattr(role_rules, "WAIT", dt.timedelta(hours=1))

    licence = people.record_licence(
        user=clerk, licence_class="lawyer", regulator="lsbc", number="4711", scope=[],
        since=timezone.localdate(), by=admin,
    )  # fmt: skip

    assert told(NoticeKind.LICENCE_RECORDED) == ({partner.pk, other.pk} if is_set_up else set())
    if is_set_up:
        client = Client()
        client.force_login(other)
        notice = Notification.objects.get(user=other, subject=licence.pk)
        assert client.get(f"/notices/{notice.pk}/").url == reverse("people:person", args=[clerk.pk])


def test_a_delivery_that_stopped_because_its_approver_left_is_told_to_the_partners_and_stands_on_their_desks():
    delivery = sync.only(accounts.clio(accounts.fresh()), DeliveryKind.NOTE)
    partner, screened = f.person("partner"), f.person("partner")
    delivery.matter.screens.create(user=screened, reason="personal", raised_by=partner)
    User.objects.filter(pk=delivery.asked_by_id).update(is_active=False)

    sync.work()

    assert told(NoticeKind.DELIVERY_STOPPED) == {partner.pk}
    assert [item.url for item in needs_you(partner)] == [reverse("sync:detail", args=[delivery.pk])]
    assert needs_you(screened) == []


def test_that_a_signature_is_awaited_is_told_to_the_lawyer_and_who_signs_for_them():
    task, lawyer, second = factum()
    clerk, other = f.person("clerk"), f.person("clerk")
    for each in (clerk, other):
        f.join(task.matter, each)
    delegate(task, clerk)

    approve_twice(task, lawyer, second)

    assert told(NoticeKind.SIGNATURE_AWAITED) == {lawyer.pk, clerk.pk}
    note = r.task()
    r.answer_all(note, note.responsible)
    r.approve(note, note.responsible)
    assert told(NoticeKind.SIGNATURE_AWAITED) == {lawyer.pk, clerk.pk}


def test_what_a_clerk_finds_wrong_is_told_to_all_who_owe_something_for_it():
    task, lawyer, second = factum()
    clerk, covering, stranger = f.person("clerk"), f.person("lawyer"), f.person("lawyer")
    for each in (clerk, covering):
        f.join(task.matter, each)
    covers(covering, lawyer)
    approve_twice(task, lawyer, second)
    sign(task, lawyer)

    r.report_wrong(task=r.fresh(task), faults=["invented_authority"], by=clerk)

    assert told(NoticeKind.FOUND_WRONG) == {lawyer.pk, covering.pk, second.pk}
    assert told(NoticeKind.SIGNATURE_WITHDRAWN) == {lawyer.pk, covering.pk}
    assert not Notification.objects.filter(user__in=[clerk, stranger], kind=NoticeKind.FOUND_WRONG).exists()


@pytest.mark.parametrize(("outcome", "hears"), [("overturned", True), ("upheld", False)])
def test_what_a_second_look_finds_wrong_is_told_to_who_approved_and_who_answers_for_it(
    monkeypatch, outcome, hears
):
    monkeypatch.setattr(sampling, "is_drawn", lambda _decision, _one_in: True)
    partner, lawyer, approver, other, covering = (
        f.person(role) for role in ("partner", "lawyer", "lawyer", "lawyer", "lawyer")
    )
    covers(covering, lawyer)
    matter = f.matter(responsible=partner, team=[lawyer, approver, other, covering])
    task = r.task(code="summary", matter=matter, responsible=lawyer, by=lawyer)
    r.answer_all(task, approver)
    r.approve(task, approver)

    r.look_again(task, other, outcome, Sensitive("The date is another."))

    heard = {partner.pk, lawyer.pk, approver.pk, covering.pk} if hears else set()
    assert told(NoticeKind.OVERTURNED) == heard


def test_a_second_person_is_asked_for_only_among_those_who_may_be_one():
    may, partner, asked, screened, wrote, elsewhere, notary = (
        f.person(role, licence=licence)
        for role, licence in [
            ("lawyer", None), ("partner", None), ("lawyer", None), ("partner", None), ("lawyer", None),
            ("lawyer", None), ("lawyer", "notary"),
        ]
    )  # fmt: skip
    lapsed, clerk, lawyer = f.person("lawyer"), f.person("clerk"), f.person("lawyer")
    matter = f.matter(
        responsible=lawyer, team=[may, asked, wrote, notary, lapsed, clerk], forum=Forum.AB_KINGS_BENCH
    )
    task = r.task(REAL, code="factum_section", matter=matter, by=asked, responsible=lawyer)
    matter.screens.create(user=screened, reason="personal", raised_by=lawyer)
    lapsed.licences.update(until="2020-01-01")
    r.edit(task, wrote, r.text(task) + "\nOne more sentence.\n")
    r.answer_all(task, lawyer)

    r.approve(task, lawyer)

    assert told(NoticeKind.SECOND_NEEDED) == {may.pk, partner.pk}
    assert not Notification.objects.filter(kind=NoticeKind.SECOND_NEEDED, user=elsewhere).exists()


def test_an_approval_that_a_change_cancelled_is_told_to_who_gave_it():
    task, lawyer, second = factum()
    r.answer_all(task, lawyer)
    r.approve(task, lawyer)

    r.edit(task, second, r.text(task) + "\nOne more sentence.\n")

    assert told(NoticeKind.APPROVAL_CANCELLED) == {lawyer.pk}


def test_what_is_told_of_a_review_leads_there():
    task = r.task(by=f.person("partner"))
    gather()
    client = Client()
    client.force_login(task.responsible)

    notice = Notification.objects.get(user=task.responsible)

    assert client.get(f"/notices/{notice.pk}/").url == reverse("review:detail", args=[task.pk])


def test_who_is_asked_to_look_is_told_with_who_covers_for_them_and_nobody_once_nobody_is():
    lawyer, colleague, covering = (f.person("lawyer") for _ in range(3))
    covers(covering, colleague)
    task = r.task(matter=f.matter(responsible=lawyer, team=[colleague, covering]))
    reviews.assign(task=task, to=colleague, by=lawyer)
    reviews.assign(task=r.fresh(task), to=None, by=lawyer)

    assert told(NoticeKind.ASKED_TO_LOOK) == {colleague.pk, covering.pk}
    assert Notification.objects.filter(kind=NoticeKind.ASKED_TO_LOOK).count() == 2


def test_an_approval_without_a_second_person_is_told_to_the_partners_and_to_who_asked():
    lawyer, clerk, partner, screened = (f.person(role) for role in ("lawyer", "clerk", "partner", "partner"))
    matter = f.matter(responsible=lawyer, team=[clerk])
    task = r.task(matter=matter, by=clerk, responsible=lawyer)
    matter.screens.create(user=screened, reason="personal", raised_by=lawyer)
    covers(lawyer, partner)
    r.answer_all(task, lawyer)
    r.approve(task, lawyer)

    newest = r.version(task)
    reviews.approve_alone(
        task=r.fresh(task),
        version=newest,
        text_hmac=newest.text_hmac,
        reason="others_away",
        note=Sensitive("Read it again a day later."),
        by=lawyer,
    )

    assert told(NoticeKind.APPROVED_ALONE) == {partner.pk}
    assert told(NoticeKind.APPROVED) == {clerk.pk}


def test_an_approval_that_is_taken_back_is_told_to_who_was_told_of_it():
    task, lawyer, second = factum()
    asked = f.person("clerk")
    f.join(task.matter, asked)
    Request.objects.filter(pk=task.draft.request_id).update(requested_by=asked)
    approve_twice(task, lawyer, second)
    assert told(NoticeKind.APPROVED) == {asked.pk}

    r.cancel_approval(task=r.fresh(task), by=lawyer)

    assert told(NoticeKind.APPROVAL_CANCELLED) == {asked.pk, second.pk}
    assert Notification.objects.filter(kind=NoticeKind.APPROVAL_CANCELLED, user=asked).count() == 1


def test_a_first_approval_that_is_taken_back_is_not_told_to_who_was_told_nothing_of_it():
    task, lawyer, second = factum()
    asked = f.person("clerk")
    f.join(task.matter, asked)
    Request.objects.filter(pk=task.draft.request_id).update(requested_by=asked)
    r.answer_all(task, lawyer)
    r.approve(task, lawyer)

    r.cancel_approval(task=r.fresh(task), by=second)

    assert told(NoticeKind.APPROVAL_CANCELLED) == {lawyer.pk}


def test_an_approval_without_a_second_person_that_is_taken_back_is_told_to_the_partners_too():
    task, lawyer, second = factum()
    asked, partner = f.person("clerk"), f.person("partner")
    f.join(task.matter, asked)
    f.join(task.matter, partner)
    Request.objects.filter(pk=task.draft.request_id).update(requested_by=asked)
    covers(lawyer, second)
    covers(lawyer, partner)
    r.answer_all(task, lawyer)
    r.approve(task, lawyer)
    approve_alone(task, lawyer)
    assert partner.pk in told(NoticeKind.APPROVED_ALONE)

    r.cancel_approval(task=r.fresh(task), by=lawyer)

    assert told(NoticeKind.APPROVAL_CANCELLED) == {asked.pk, *told(NoticeKind.APPROVED_ALONE)}


def test_what_is_taken_back_because_no_licence_covers_it_is_told_to_whoever_names_somebody_who_may():
    paralegal = f.person("paralegal", licence="paralegal", scope=["small_claims"])
    lawyer, asked, partner = f.person("lawyer"), f.person("lawyer"), f.person("partner")
    matter = f.matter(responsible=lawyer, team=[paralegal, asked], forum=Forum.ON_SMALL_CLAIMS)
    task = r.task(matter=matter, responsible=paralegal, by=asked)
    r.answer_all(task, paralegal)
    r.approve(task, paralegal)
    matters.change_details(matter=task.matter, forum=Forum.ON_SUPERIOR, by=lawyer)

    r.cancel_approval(task=r.fresh(task), by=partner)

    assert told(NoticeKind.APPROVAL_CANCELLED) == {paralegal.pk, asked.pk, lawyer.pk}
    assert told(NoticeKind.DELIVERY_STOPPED) == set()


def test_whoever_took_over_a_matter_is_told_what_to_look_through_and_led_there():
    task, lawyer, second = factum(forum=Forum.FEDERAL)
    approve_twice(task, lawyer, second)
    new, colleague = f.person("lawyer"), f.person("lawyer")
    covers(colleague, new)
    f.join(task.matter, colleague)
    matters.change_responsible(matter=task.matter, responsible=new, by=lawyer)
    reviews.follow_handovers(10)

    assert told(NoticeKind.TAKEN_OVER) == {new.pk, colleague.pk}
    duty = EarlierFilings.objects.get()
    client = Client()
    client.force_login(new)
    notice = Notification.objects.get(kind=NoticeKind.TAKEN_OVER, user=new)
    led = client.post(reverse("notices:open", args=[notice.pk]))
    assert led["Location"] == reverse("review:earlier", args=[duty.pk])


@pytest.mark.parametrize("says", [True, False], ids=["of_a_matter", "of_any_matter"])
def test_that_an_unreadable_record_was_changed_is_told_to_who_had_said_all_are_listed_and_who_can_again(
    says, client
):
    connection, partner = accounts.clio(accounts.fresh()), f.person("partner")
    matter = sync.linked(connection)
    lawyer = matter.responsible
    part = (connection, RecordKind.RELATIONSHIP, "51")
    within = "40" if says else ""
    unread.hold(*part, Sensitive(b"before"), within=within)
    row = unread.of(matter).get()
    unread.settle_unread(matter=matter, record=row.pk, seen=row.version, by=partner)
    assert not unread.of(matter).exists()

    unread.hold(*part, Sensitive(b"after"), within=within)

    assert unread.of(matter).exists()
    assert told(NoticeKind.PARTIES_CHANGED) == ({partner.pk, lawyer.pk} if says else {partner.pk})
    client.force_login(partner)
    notice = Notification.objects.get(kind=NoticeKind.PARTIES_CHANGED, user=partner)
    page = client.get(f"/notices/{notice.pk}/").headers["Location"]
    assert page == (f"/deliveries/there/{matter.pk}/" if says else "/deliveries/incoming/")
    assert client.get(page).status_code == 200
