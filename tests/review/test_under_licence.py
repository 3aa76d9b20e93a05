"""A licence that was recorded by mistake: what it stops, and what partners are shown that was given under it."""

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.audit.models import Entry
from apps.core.errors import Conflict, NotAllowed
from apps.desk import dossier_words
from apps.matters.models import Forum
from apps.notices.models import NoticeKind, Notification
from apps.people import services as people
from apps.people.models import Licence, User
from apps.review import queries, services
from apps.review.aftermath import under_licence
from apps.review.decisions import alone
from apps.review.models import Decision, SignedStatement
from apps.review.signing import certificates
from apps.review.standing import doubts, leaving
from tests import factories
from tests.drafting import factories as f
from tests.notices.test_services import gather
from tests.review import factories as r
from tests.review.test_cancelling import letter_approved_first
from tests.review.test_cases import approve_twice
from tests.review.test_certificates import foot, sign
from tests.review.test_rulebook import approve_alone, cover

pytestmark = pytest.mark.django_db


def withdrawn(user):
    return people.withdraw_licence(licence=user.licences.get(), by=factories.administrator())


def read(user, licence):
    client = Client()
    client.force_login(user)
    return client.get(reverse("review:under_licence", args=[licence.pk]))


def test_whoever_holds_one_by_mistake_is_no_second_person(letter):
    task, _lawyer, second = letter
    assert second in alone.could_be_second(task)

    withdrawn(second)

    assert second not in alone.could_be_second(task)


def test_partners_see_what_was_approved_under_it_and_it_stays_as_it_was(letter):
    task, lawyer, _second = letter
    partner = f.person("partner")
    licence = withdrawn(lawyer)

    page = read(partner, licence).content.decode()

    assert reverse("review:detail", args=[task.pk]) in page
    assert task.matter.title in page
    assert Decision.objects.get(task=task).voided_at is None


def test_what_was_approved_first_under_it_is_not_completed_by_a_second_person(letter):
    task, lawyer, second = letter
    r.answer_all(task, second)
    withdrawn(lawyer)

    with pytest.raises(NotAllowed, match="does not stand") as refused:
        r.approve(task, second)

    assert refused.value.codes == ("not_licensed",)
    assert (r.fresh(task).state, task.decisions.count()) == ("second", 1)
    tried = Entry.objects.filter(event="review.refused", subject=task.pk).last()
    assert (tried.actor, tried.facts["attempted"]) == (second.pk, "approve")
    r.cancel_approval(task=r.fresh(task), by=second)
    assert r.fresh(task).state == "open"


@pytest.mark.parametrize("whose", ["first", "second"])
@pytest.mark.parametrize("how", ["withdrawn", "no lawyer's"])
def test_nothing_is_signed_on_an_approval_whose_licence_was_recorded_by_mistake(begun, whose, how):
    task, lawyer, second = begun
    signer = lawyer
    if whose == "first":
        signer = f.person("lawyer")
        f.join(task.matter, signer)
        type(task).objects.filter(pk=task.pk).update(responsible=signer)
        cover(signer, lawyer)
    r.file(task, signer)
    approve_twice(task, lawyer, second)
    r.seen(task, signer)
    shown = certificates.prepare(r.fresh(task), signer).sha256
    mistaken = lawyer if whose == "first" else second
    withdrawn(mistaken)
    if how == "no lawyer's":
        Licence.objects.create(
            user=mistaken, licence_class="notary", regulator="chambre", number="77", since=dt.date(2015, 1, 1)
        )

    with pytest.raises(Conflict, match="under which this was approved does not stand"):
        services.sign(task=r.fresh(task), shown=shown, satisfied=[], by=signer)

    assert not SignedStatement.objects.exists()
    tried = Entry.objects.filter(event="review.refused", subject=task.pk).last()
    assert (tried.facts["attempted"], tried.facts["reasons"]) == ("sign", ["stale"])
    page = read_review(signer, task)
    assert "does not cover it any more. Take the approval back first." in page
    r.cancel_approval(task=r.fresh(task), by=signer)
    assert r.fresh(task).state == "open"


@pytest.mark.parametrize("whose", ["first", "second"])
@pytest.mark.parametrize("how", ["withdrawn", "no lawyer's", "not of that day"])
def test_nothing_is_given_out_as_final_that_was_approved_under_a_licence_recorded_by_mistake(
    letter, whose, how
):
    task, lawyer, second = letter
    r.answer_all(task, second)
    r.approve(task, second)
    mistaken = lawyer if whose == "first" else second
    if how == "not of that day":
        licence, until = mistaken.licences.get(), timezone.localdate() - dt.timedelta(days=1)
        people.change_licence(
            licence=licence, scope=[], since=licence.since, until=until, by=factories.administrator()
        )
    else:
        withdrawn(mistaken)
    if how == "no lawyer's":
        Licence.objects.create(
            user=mistaken, licence_class="notary", regulator="chambre", number="77", since=dt.date(2015, 1, 1)
        )

    is_final = (whose, how) == (
        "first",
        "no lawyer's",
    )  # a notary may approve a letter, and is no second person
    assert (queries.final_manifest(r.fresh(task)) is not None) == is_final
    page = read_review(lawyer, task)
    assert ("A licence under which this was approved does not stand" in page) != is_final
    assert ("Exactly this is delivered" in page) == is_final
    assert ("doubted since it was approved" in foot(lawyer, task)) != is_final


def test_a_certificate_signed_under_a_licence_recorded_by_mistake_is_not_given_out(begun):
    task, lawyer, second = begun
    signer = f.person("lawyer")
    f.join(task.matter, signer)
    cover(signer, lawyer)
    type(task).objects.filter(pk=task.pk).update(responsible=signer)
    r.file(task, signer)
    approve_twice(task, lawyer, second)
    r.seen(task, signer)
    statement = sign(task, signer)
    withdrawn(signer)

    assert queries.final_manifest(r.fresh(task)) is None
    page = read_review(second, task)
    assert "The licence under which this was signed does not stand." in page
    assert "Withdraw the signature first." in page
    assert "doubted since it was approved" in foot(second, task)
    services.withdraw_statement(statement=statement, reason="signed_in_error", by=f.person("partner"))
    assert "Take the approval back" in read_review(second, task)


def test_all_that_may_speak_against_an_approval_of_what_has_left_is_asked_in_one_go(
    begun, django_assert_num_queries
):
    task, lawyer, second = begun
    approve_twice(task, lawyer, second)
    manifest = sign(task, lawyer).manifest
    leaving.has_left(task.pk)  # until then it is asked what its court wants now, too

    with django_assert_num_queries(4):
        assert doubts.of(manifest.pk) is None


def test_what_was_completed_alone_after_the_licence_had_ended_is_not_given_out_as_final():
    with time_machine.travel(timezone.now() - dt.timedelta(days=3)):
        task, lawyer, _second = letter_approved_first()
    for each in alone.could_be_second(task):
        cover(each, lawyer)
    approve_alone(task, lawyer)
    assert queries.final_manifest(r.fresh(task)) is not None
    licence, ended = lawyer.licences.get(), timezone.localdate() - dt.timedelta(days=1)

    people.change_licence(
        licence=licence, scope=[], since=licence.since, until=ended, by=factories.administrator()
    )

    assert queries.final_manifest(r.fresh(task)) is None
    assert "under which this was approved does not stand" in read_review(lawyer, task)
    assert "not in force that day" in read(f.person("partner"), licence).content.decode()


def read_review(user, task):
    client = Client()
    client.force_login(user)
    return client.get(reverse("review:detail", args=[task.pk])).content.decode()


def test_a_licence_that_ended_since_was_one_on_the_day():
    with time_machine.travel(timezone.now() - dt.timedelta(days=3)):
        task, lawyer, second = letter_approved_first()
    lawyer.licences.update(until=timezone.localdate() - dt.timedelta(days=1))
    r.answer_all(task, second)

    r.approve(task, second)

    assert r.fresh(task).state == "approved"


def test_what_was_given_before_it_was_recorded_was_not_under_it(letter):
    task, lawyer, _second = letter
    licence, partner = withdrawn(lawyer), f.person("partner")
    decision = Decision.objects.get(task=task)

    def listed(**change):
        for name, value in change.items():
            setattr(licence, name, value)
        return under_licence.given(licence, partner, at_once=9).approvals

    assert listed() == [decision]
    assert listed(recorded_at=decision.at + dt.timedelta(seconds=1)) == []
    day = timezone.localdate(decision.at)
    assert listed(recorded_at=None) == [decision]
    assert listed(since=day + dt.timedelta(days=1)) == []


def test_days_that_were_set_back_before_it_was_withdrawn_hide_nothing_that_was_given(letter):
    task, lawyer, _second = letter
    licence, administrator = lawyer.licences.get(), factories.administrator()
    ended = timezone.localdate() - dt.timedelta(days=30)
    people.change_licence(licence=licence, scope=[], since=licence.since, until=ended, by=administrator)
    people.withdraw_licence(licence=licence, by=administrator)

    page = read(f.person("partner"), licence).content.decode()

    assert reverse("review:detail", args=[task.pk]) in page


def test_what_was_approved_after_a_last_day_that_was_learnt_of_late_is_marked_for_partners(letter):
    task, lawyer, second = letter
    licence, partner = lawyer.licences.get(), f.person("partner")
    assert "not in force that day" not in read(partner, licence).content.decode()
    ended = timezone.localdate() - dt.timedelta(days=1)
    people.change_licence(
        licence=licence, scope=[], since=licence.since, until=ended, by=factories.administrator()
    )

    page = read(partner, licence).content.decode()

    assert reverse("review:detail", args=[task.pk]) in page
    assert "not in force that day" in page
    assert "recorded by mistake" not in page
    client = Client()
    client.force_login(partner)
    of_theirs = client.get(reverse("people:person", args=[lawyer.pk])).content.decode()
    assert reverse("review:under_licence", args=[licence.pk]) in of_theirs
    assert read(second, licence).status_code == 404


def test_what_was_approved_and_is_outside_a_scope_that_was_changed_is_marked_for_partners():
    paralegal, partner = (
        f.person("paralegal", licence="paralegal", scope=["small_claims"]),
        f.person("partner"),
    )
    task = r.task(matter=f.matter(responsible=paralegal, forum=Forum.ON_SMALL_CLAIMS))
    r.answer_all(task, paralegal)
    r.approve(task, paralegal)
    licence = paralegal.licences.get()
    before = read(partner, licence).content.decode()
    assert "not covered by it" not in before
    assert "attention" not in before
    people.change_licence(
        licence=licence, scope=["tribunals"], since=licence.since, until=None, by=factories.administrator()
    )

    page = read(partner, licence).content.decode()

    assert reverse("review:detail", args=[task.pk]) in page
    assert page.count("state attention") == 1
    assert "not covered by it" in page
    assert "in force</span>" in page
    client = Client()
    client.force_login(partner)
    of_theirs = client.get(reverse("people:person", args=[paralegal.pk])).content.decode()
    assert reverse("review:under_licence", args=[licence.pk]) in of_theirs


def test_a_screened_partner_sees_nothing_of_it_and_others_no_page(letter):
    task, lawyer, second = letter
    screened = f.person("partner")
    factories.screen(task.matter, screened)
    standing, licence = second.licences.get(), withdrawn(lawyer)

    page = read(screened, licence).content.decode()

    assert str(task.pk) not in page
    assert task.matter.title not in page
    for user in (lawyer, factories.administrator(), factories.person("auditor")):
        assert read(user, licence).status_code == 404
    assert str(task.pk) not in read(screened, standing).content.decode()


def test_the_file_for_a_regulator_says_that_it_was_a_mistake(letter):
    task, lawyer, _second = letter
    at = Decision.objects.get(task=task).at
    number = lawyer.licences.get().number

    withdrawn(lawyer)

    assert dossier_words.person(lawyer) == lawyer.full_name
    told = dossier_words.person(lawyer, at)
    assert number in told
    assert told.endswith("recorded by mistake)")
    assert dossier_words.person(lawyer, at - dt.timedelta(days=1)) == lawyer.full_name


@pytest.mark.django_db(transaction=True, databases="__all__")
def test_every_partner_is_told_and_led_there():
    partner = factories.person("partner")
    licence = withdrawn(factories.person("lawyer"))

    gather()

    notice = Notification.objects.get(kind=NoticeKind.LICENCE_WITHDRAWN)
    assert notice.user == User.objects.get(pk=partner.pk)
    client = Client()
    client.force_login(partner)
    answer = client.get(reverse("notices:open", args=[notice.pk]))
    assert answer["Location"] == reverse("review:under_licence", args=[licence.pk])


@pytest.mark.django_db(transaction=True, databases="__all__")
def test_every_partner_is_told_of_a_licence_that_was_changed_and_led_to_whose_it_is():
    partner, lawyer, admin = (
        factories.person("partner"),
        factories.person("lawyer"),
        factories.administrator(),
    )
    licence = lawyer.licences.get()
    term = {"licence": licence, "scope": [], "by": admin}
    people.change_licence(**term, since=licence.since, until=None)
    gather()
    assert not Notification.objects.exists()

    people.change_licence(**term, since=licence.since, until=timezone.localdate() - dt.timedelta(days=1))
    gather()

    notice = Notification.objects.get()
    assert (notice.kind, notice.user) == ("licence_changed", User.objects.get(pk=partner.pk))
    client = Client()
    client.force_login(partner)
    answer = client.get(reverse("notices:open", args=[notice.pk]))
    assert answer["Location"] == reverse("people:person", args=[lawyer.pk])
    client.force_login(admin)
    page = client.get(reverse("people:licence", args=[lawyer.pk, licence.pk])).content.decode()
    assert "Every partner is told" in page
