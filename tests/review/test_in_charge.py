"""Whoever answers for a draft left, decides no more or may not see the matter: somebody else is named, on record, and
the item goes on."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.audit.models import Entry
from apps.core.errors import NotAllowed, WrongState
from apps.matters.models import Certificate
from apps.matters.rules import works_on
from apps.people.models import User
from apps.people.role_rules import decides_as_lawyer
from apps.review import queries, services
from apps.review.aftermath import items
from apps.review.attendance import in_charge
from apps.review.models import Manifest, ReviewTask, SignedStatement
from apps.review.queue import piles
from apps.review.queue.piles import Pile
from apps.review.reading import dock
from apps.review.rules import Refusal
from apps.review.signing import certificates
from tests.drafting import factories as f
from tests.review import factories as r
from tests.review.test_cases import REAL, approve_twice
from tests.review.test_certificates import delegate, sign
from tests.review.test_closed import close, refusals
from tests.review.test_rulebook import cover
from tests.review.test_views import signed_in

pytestmark = pytest.mark.django_db


def leaves(task):
    User.objects.filter(pk=task.responsible_id).update(is_active=False)
    task.responsible.grants.all().update(until=task.opened_at)
    task.matter.team.filter(user=task.responsible).update(until=task.opened_at)


def no_role(task):
    task.responsible.grants.all().update(until=task.opened_at)
    task.responsible.grants.create(role_id="clerk", granted_by=task.responsible)


def off_the_team(task):
    task.matter.team.filter(user=task.responsible).update(until=task.opened_at)


WAYS = {"left the firm": leaves, "role ended": no_role, "left the matter": off_the_team}


def orphaned(how=leaves):
    """A filing whose lawyer may answer for it no more, a lawyer who covers for them and another, and a partner."""
    partner, lawyer, covering, other = (f.person(each) for each in ("partner", "lawyer", "lawyer", "lawyer"))
    matter = f.matter(responsible=partner, team=[lawyer, covering, other], forum="on_superior")
    task = r.task(REAL, code="factum_section", matter=matter, responsible=lawyer, by=partner)
    r.file(task, partner)
    cover(lawyer, covering, by=partner)
    how(r.fresh(task))
    return r.fresh(task), covering, other, partner


@pytest.fixture(scope="module")
def left_behind(beforehand):
    with beforehand():
        return orphaned()


@pytest.fixture
def orphan(left_behind):
    return r.anew(left_behind)


def page_of(task, user):
    return signed_in(user).get(reverse("review:detail", args=[task.pk])).content.decode()


def name(task, to, by):
    return services.name_who_answers(task=r.fresh(task), to=to, by=by)


@pytest.mark.parametrize("how", WAYS)
def test_a_filing_that_nobody_could_sign_is_not_approved_in_cover_and_goes_on_with_whoever_is_named(how):
    task, covering, other, partner = orphaned(WAYS[how])
    left = task.responsible
    r.answer_all(task, covering)

    with pytest.raises(NotAllowed, match="may not sign it") as refused:
        r.approve(task, covering)

    assert refused.value.codes == ("responsible_may_not",)
    assert (r.fresh(task).state, task.decisions.count()) == ("open", 0)
    assert refusals(task) == [("approve", ["responsible_may_not"])]
    assert "names who answers for it now" in page_of(task, covering)
    assert reverse("review:answers_for", args=[task.pk]) not in page_of(task, covering)
    offered = page_of(task, partner).partition('id="answers-for"')[2].partition("</select>")[0]
    assert all(str(each.pk) in offered for each in (covering, other, partner))
    assert str(left.pk) not in offered

    answer = signed_in(partner).post(reverse("review:answers_for", args=[task.pk]), {"to": covering.pk})

    assert answer.status_code == 302
    entry = Entry.objects.get(event="review.responsible_named")
    assert (entry.actor, entry.facts) == (
        partner.pk,
        {"responsible": str(covering.pk), "instead_of": str(left.pk)},
    )
    assert "in-charge" not in page_of(task, covering)
    approve_twice(task, covering, other)
    assert sign(task, covering).lawyer == covering
    assert Manifest.objects.final().filter(task=task).exists()


@pytest.mark.parametrize("how", WAYS)
def test_who_leaves_between_approval_and_signature_is_said_with_the_way_on(begun, how):
    task, lawyer, second = begun
    partner = f.person("partner")
    type(task.matter).objects.filter(pk=task.matter_id).update(responsible=partner)
    approve_twice(task, lawyer, second)
    shown = certificates.prepare(r.fresh(task), lawyer).sha256
    WAYS[how](r.fresh(task))

    with pytest.raises(NotAllowed, match="may not sign it") as refused:
        services.sign(task=r.fresh(task), shown=shown, satisfied=[], by=second)

    assert refused.value.codes == ("responsible_may_not",)
    assert not SignedStatement.objects.exists()
    page = page_of(task, second)
    assert f"{lawyer.full_name} answers for this and may not sign it" in page
    assert "Take the approval back" in page
    assert reverse("review:sign", args=[task.pk]) not in page
    r.cancel_approval(task=r.fresh(task), by=second)
    name(task, partner, partner)
    approve_twice(task, partner, second)
    assert sign(task, partner).lawyer == partner


def test_nobody_but_a_partner_or_the_matters_lawyer_names_who_answers(orphan):
    task, covering, other, _partner = orphan
    clerk = f.person("clerk")
    f.join(task.matter, clerk)

    for by in (covering, clerk):
        with pytest.raises(NotAllowed, match="names who answers"):
            name(task, other, by)

    assert r.fresh(task).responsible == task.responsible
    assert refusals(task) == [("name_who_answers", ["not_partner"])] * 2
    stranger = signed_in(f.person("lawyer"))
    answer = stranger.post(reverse("review:answers_for", args=[task.pk]), {"to": other.pk})
    assert (answer.status_code, r.fresh(task).responsible) == (404, task.responsible)
    type(task.matter).objects.filter(pk=task.matter_id).update(responsible=covering)
    assert name(task, other, covering).responsible == other


def test_only_a_lawyer_of_the_matter_is_named_for_what_is_signed(orphan):
    task, _covering, _other, partner = orphan
    paralegal = f.person("paralegal", licence="paralegal", scope=["small_claims"])
    notary, clerk, stranger = f.person("lawyer", licence="notary"), f.person("clerk"), f.person("lawyer")
    for each in (paralegal, notary, clerk):
        f.join(task.matter, each)

    for to in (paralegal, notary, clerk, stranger, task.responsible):
        with pytest.raises(NotAllowed, match="may not answer for this"):
            name(task, to, partner)

    assert r.fresh(task).responsible == task.responsible
    assert set(map(str, refusals(task))) == {str(("name_who_answers", ["responsible_may_not"]))}


def test_who_answers_and_may_is_not_replaced_and_nothing_is_once_it_was_decided_or_the_matter_closed(
    orphan, begun
):
    task, lawyer, second = begun
    partner = f.person("partner")
    with pytest.raises(WrongState, match="may decide it"):
        name(task, second, partner)
    assert "in-charge" not in page_of(task, partner)
    approve_twice(task, lawyer, second)
    no_role(r.fresh(task))
    with pytest.raises(WrongState):
        name(task, second, partner)
    other, covering, _other, partner = orphan
    close(other)
    with pytest.raises(NotAllowed, match="closed"):
        name(other, covering, partner)

    assert (r.fresh(task).responsible, r.fresh(other).responsible) == (lawyer, other.responsible)
    assert refusals(task) == [("name_who_answers", ["decided"])] * 2


def test_an_approval_that_was_given_first_goes_with_whoever_answered_for_it(begun):
    partner, second = f.person("partner"), f.person("lawyer")
    task, lawyer, _second = begun
    f.join(task.matter, second)
    r.answer_all(task, lawyer)
    r.approve(task, lawyer)
    leaves(task)
    r.answer_all(task, second)
    with pytest.raises(NotAllowed, match="may not sign it"):
        r.approve(task, second)
    assert "cancels the approval that was given first" in page_of(task, partner)

    name(task, partner, partner)

    assert (r.fresh(task).state, r.fresh(task).responsible) == ("open", partner)
    cancelled = Entry.objects.get(event="review.approval_cancelled")
    assert (cancelled.facts["reason"], cancelled.actor) == ("handed_on", partner.pk)
    r.answer_all(task, partner)
    r.approve(task, partner)
    assert r.approve(task, second).step == "second"


def test_a_letter_of_who_left_is_named_too_and_a_revision_of_it_is_of_whoever_was():
    task = r.task()
    other, partner = f.person("lawyer"), f.person("partner")
    f.join(task.matter, other)
    leaves(task)
    assert "account is closed" in queries.standing_between(r.fresh(task), r.version(task), other)[0].sentence

    name(task, other, partner)
    revision = services.return_with_reasons(
        task=r.fresh(task), version=r.version(task), reasons=["tone"], note=None, by=other
    )

    assert revision.responsible == other


def test_what_somebody_set_aside_before_they_answered_for_it_needs_them_now():
    task = r.task()
    other, partner = f.person("lawyer"), f.person("partner")
    f.join(task.matter, other)
    day = timezone.localdate() + dt.timedelta(days=30)
    type(task).objects.filter(pk=task.pk).update(needed_by=day, due_on=day, act_by=day)
    services.set_aside(task=r.fresh(task), until=day - dt.timedelta(days=20), by=other)
    leaves(task)

    name(task, other, partner)

    assert [pk for _day, pk in piles.places(piles.reader(other, Pile.NEEDS_YOU), limit=5)] == [task.pk]


def test_an_item_of_who_left_is_found_by_their_name_whoever_answers_for_it_now(orphan):
    task, covering, _other, partner = orphan
    left = task.responsible

    name(task, covering, partner)

    for each in (left, covering):
        assert list(items.found(partner, items.Asked(person=each.pk))) == [task]


@pytest.mark.parametrize("code", [Refusal.RESPONSIBLE_MAY_NOT, Refusal.EMPTY_LEDGER])
def test_the_foot_of_the_page_says_what_stands_in_the_way(code):
    said = dock.between([queries.Obstacle(code, "Sentence.", "filing")])

    assert said.strong.endswith("approval:")
    assert said.rest


def test_a_delegate_signs_for_nobody_who_may_not_sign_themselves(begun):
    task, lawyer, second = begun
    clerk = f.person("clerk")
    f.join(task.matter, clerk)
    delegate(task, clerk, Certificate.AUTHORITIES)
    approve_twice(task, lawyer, second)
    r.seen(task, clerk)
    shown = certificates.prepare(r.fresh(task), clerk).sha256
    no_role(task)

    with pytest.raises(NotAllowed, match="may not sign it"):
        services.sign(task=r.fresh(task), shown=shown, satisfied=[], by=clerk)

    assert refusals(task)[-1] == ("sign", ["responsible_may_not"])
    assert not SignedStatement.objects.exists()


MAY = {
    "lawyer": ("lawyer", {}, "client_letter", {}),
    "partner": ("partner", {}, "factum_section", {}),
    "lawyer without a licence": ("lawyer", {"licence": ""}, "client_letter", {}),
    "clerk with a licence": ("clerk", {"licence": "lawyer"}, "client_letter", {}),
    "notary, of a letter": ("lawyer", {"licence": "notary"}, "client_letter", {}),
    "notary, of a filing": ("lawyer", {"licence": "notary"}, "factum_section", {}),
    "paralegal, small claims": (
        "paralegal", {"licence": "paralegal", "scope": ["small_claims"]}, "summary", {"forum": "on_small_claims"},
    ),
    "paralegal, small claims in no court": (
        "paralegal", {"licence": "paralegal", "scope": ["small_claims"]}, "summary", {"area": "small_claims"},
    ),
    "paralegal, another scope": (
        "paralegal", {"licence": "paralegal", "scope": ["tribunals"]}, "summary", {"forum": "on_small_claims"},
    ),
    "paralegal, another court": (
        "paralegal", {"licence": "paralegal", "scope": ["small_claims"]}, "summary", {"forum": "on_superior"},
    ),
    "paralegal in a lawyer's role": ("lawyer", {"licence": "paralegal", "scope": ["tribunals"]}, "summary", {}),
}  # fmt: skip


@pytest.fixture(scope="module")
def answering(beforehand):
    """A review for each of them, and who answers for it."""
    with beforehand():
        found = {}
        for who, (role, given, code, place) in MAY.items():
            person, lawyer = f.person(role, **given), f.person("lawyer")
            matter = f.matter(responsible=lawyer, team=[person], **place)
            task = r.task(code=code, matter=matter, responsible=person, by=lawyer, cites=False)
            found[who] = task, person
    return found


@pytest.mark.parametrize("how", [None, *WAYS])
@pytest.mark.parametrize("who", MAY)
def test_a_list_says_of_who_answers_what_is_said_of_one(answering, who, how):
    task, person = r.anew(answering[who])
    matter = task.matter
    if how:
        WAYS[how](task)
    now = User.objects.get(pk=person.pk)

    at, today = timezone.now(), timezone.localdate()
    listed, signs = (
        ReviewTask.objects.filter(in_charge.may_no_more(sign=sign, at=at, today=today), pk=task.pk).exists()
        for sign in (False, True)
    )

    assert listed == (not in_charge.may_answer(now, r.fresh(task), None))
    assert signs == (not works_on(now, matter) or not decides_as_lawyer(now))


def test_a_page_asks_once_whether_whoever_answers_for_a_filing_may(begun, monkeypatch):
    task, lawyer, _second = begun
    asked, may_answer = [], in_charge.may_answer
    monkeypatch.setattr(in_charge, "may_answer", lambda *given: asked.append(given) or may_answer(*given))

    page_of(task, lawyer)

    assert len(asked) == 1


def test_who_is_away_is_replaced_for_what_is_to_be_signed_and_for_nothing_else():
    away, other, partner = f.person("partner"), f.person("lawyer"), f.person("partner")
    matter = f.matter(responsible=away, team=[other], forum="on_superior")
    task, letter = r.task(REAL, code="factum_section", matter=matter), r.task(matter=matter)
    r.file(task, away)
    with pytest.raises(WrongState, match="may decide it"):
        name(task, other, partner)

    cover(away, other, by=partner)

    assert "is away: nobody signs it for them without a delegation" in page_of(task, other)
    assert reverse("review:answers_for", args=[task.pk]) not in page_of(task, other)
    offered = page_of(task, partner).partition('id="answers-for"')[2].partition("</select>")[0]
    assert [str(each.pk) in offered for each in (other, partner, away)] == [True, True, False]
    for item, to in ((task, away), (letter, other)):
        with pytest.raises(WrongState, match="may decide it"):
            name(item, to, partner)
    assert (r.fresh(task).responsible, r.fresh(letter).responsible) == (away, away)
    assert refusals(task) == [("name_who_answers", ["decided"])] * 2
    name(task, other, partner)
    approve_twice(task, other, partner)
    assert sign(task, other).lawyer == other


def test_what_was_approved_while_its_lawyer_is_away_says_how_it_comes_to_be_signed(begun):
    task, lawyer, second = begun
    partner = f.person("partner")
    cover(lawyer, second, by=partner)
    approve_twice(task, second, partner)

    page = page_of(task, second)

    assert f"{lawyer.full_name} answers for this and is away" in page
    assert "can name who answers for it now" in page
    r.cancel_approval(task=r.fresh(task), by=second)
    name(task, second, partner)
    approve_twice(task, second, partner)
    assert "can name who answers for it now" not in page_of(task, second)
    assert sign(task, second).lawyer == second
