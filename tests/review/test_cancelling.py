"""Any change after approval cancels it, while a second person is awaited and while a signature is."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from apps.audit.models import Entry
from apps.core.errors import BadInput, NotAllowed, WrongState
from apps.core.sensitive import Sensitive
from apps.drafting import services as drafting
from apps.matters import services as matters
from apps.matters.models import Forum
from apps.review import queries, services
from apps.review.authorities import ledger
from apps.review.citing import authorities
from apps.review.models import (
    Authority,
    AuthorityFinding,
    ChecklistAnswer,
    Decision,
    FilingAnswer,
    ItemRule,
    Manifest,
    SecondPersonException,
)
from tests.drafting import factories as f
from tests.review import factories as r
from tests.review.test_cases import PLANTED, REAL, factum, find, only_authority
from tests.review.test_forum_views import get, post, url
from tests.review.test_rulebook import approve_alone, cover, first_approved, refused, set_letters
from tests.review.test_views import signed_in

pytestmark = pytest.mark.django_db

OPINION = "Dear client,\n\nWe rely on *Colucci v. Colucci*, 2021 SCC 24, at para 32.\n"


def letter_approved_first():
    """A letter that cites an authority and needs two, approved by the first of them."""
    set_letters(f.person("partner"), second_person="always")
    lawyer, second = f.person("lawyer"), f.person("lawyer")
    task = r.task(OPINION, matter=f.matter(responsible=lawyer, team=[second]))
    r.answer_all(task, lawyer)
    r.approve(task, lawyer)
    return r.fresh(task), lawyer, second


def clerk_of(task):
    clerk = f.person("clerk")
    f.join(task.matter, clerk)
    return clerk


def cancelled():
    return [
        entry.facts["reason"]
        for entry in Entry.objects.filter(event="review.approval_cancelled").order_by("id")
    ]


def standing(task):
    return Decision.objects.filter(task=task, verdict="approved", voided_at=None)


# While the second person is awaited -----------------------------------------------------------------------


@pytest.mark.parametrize("check", ["exists", "good_law"])
@pytest.mark.parametrize("outcome", ["wrong", "could_not"])
def test_what_a_clerk_finds_wrong_cancels_the_first_approval_and_nobody_approves_it_alone(
    letter, check, outcome
):
    task, lawyer, second = letter
    cover(second, lawyer)

    find(task, clerk_of(task), check, outcome)

    assert r.fresh(task).state == "open"
    assert not standing(task).exists()
    assert cancelled() == ["found"]
    with pytest.raises(WrongState):
        approve_alone(task, lawyer)
    assert "authority" in r.obstacles(task, lawyer)
    assert not Manifest.objects.approved().exists()


def test_nothing_is_confirmed_again_under_an_approval_and_the_attempt_is_on_record(letter):
    task, _lawyer, second = letter
    before = AuthorityFinding.objects.count()

    with pytest.raises(WrongState, match="stands confirmed"):
        find(task, second, "good_law")

    assert (r.fresh(task).state, AuthorityFinding.objects.count()) == ("second", before)
    assert standing(task).count() == 1
    assert refused()["attempted"] == "find"


def test_what_canlii_contradicts_is_seen_elsewhere_and_the_first_approval_goes():
    task, lawyer, second = factum(PLANTED)
    r.answer_all(task, lawyer)
    r.approve(task, lawyer)
    services.look_up(task=r.fresh(task), by=lawyer)
    page = get(second, url("detail", task)).content.decode()
    check = f"check-{only_authority(task).pk}"
    assert f'id="{check}-exists-confirmed"' in page
    assert f'id="{check}-good_law-confirmed"' not in page
    with pytest.raises(WrongState, match="stands confirmed"):
        find(task, second, "good_law")
    assert cancelled() == []
    note = Sensitive("In the bound reports, volume 12.")

    find(task, second, "exists", source_class="commercial", note=note)

    assert (r.fresh(task).state, cancelled()) == ("open", ["found"])
    find(task, second, "details", note=note)
    for each in (lawyer, second):
        r.answer_all(task, each)
        r.approve(task, each)
    assert r.fresh(task).state == "approved"


def test_what_was_not_listed_when_it_was_approved_first_is_confirmed_and_that_approval_goes(monkeypatch):
    task, lawyer, second = factum(f"{REAL}\nAnd so is R. v. Jordan, 2016 SCC 27, at para 5.\n")
    every = authorities.find
    with monkeypatch.context() as narrower:
        narrower.setattr(authorities, "find", lambda *given: every(*given)[:1])
        ledger.refresh(task, r.text(task))
        r.answer_all(task, lawyer)
        r.approve(task, lawyer)
    ledger.refresh(task, r.text(task))
    older, newer = Authority.objects.filter(task=task).order_by("order")
    given = {"version": r.version(task), "source_class": "canlii", "link": None, "by": second}
    services.open_page(authority=newer, version=r.version(task), by=second)
    with pytest.raises(WrongState, match="stands confirmed"):
        services.find(
            authority=older, version=r.version(task), check="good_law", outcome="confirmed", by=second
        )

    made = services.confirm_rest(authority=newer, **given)

    assert len(made) == 6
    assert (r.fresh(task).state, cancelled()) == ("open", ["found"])


def test_another_answer_for_the_court_cancels_the_first_approval():
    task, lawyer, second = factum(forum=Forum.FEDERAL)
    r.edit(task, lawyer, REAL.replace("bears on it", "counts"))
    r.answer_all(task, lawyer)
    r.approve(task, lawyer)

    r.describe(task, second, ai_part="suggestions", note="Every sentence was written anew.")

    assert r.fresh(task).state == "open"
    assert cancelled() == ["filed"]
    with pytest.raises(NotAllowed):
        r.approve(task, second)


def test_an_answer_that_was_approved_on_cancels_when_it_changes_and_not_when_it_is_given_again(letter):
    task, lawyer, second = letter

    def say(answer, by, note=None):
        return services.answer(
            task=r.fresh(task), version=r.version(task), item="facts", answer=answer, by=by,
            note=Sensitive(note) if note else None,
        )  # fmt: skip

    at = ChecklistAnswer.objects.get(task=task, item="facts", by=lawyer).at
    assert say("done", lawyer).at == at
    say("done", second)
    say("not_applicable", second, "The facts are agreed.")
    assert r.fresh(task).state == "second"

    say("not_applicable", lawyer, "The facts are agreed.")

    assert r.fresh(task).state == "open"
    assert cancelled() == ["answered"]


def take_back(task, by):
    return services.answer(
        task=r.fresh(task), version=r.version(task), item="facts", answer="taken_back", by=by
    )


def test_an_answer_given_in_error_is_taken_back_and_the_question_is_open_again():
    task = r.task()
    lawyer = task.responsible
    r.answer_all(task, lawyer)

    take_back(task, lawyer)

    assert r.obstacles(task, lawyer) == ["question"]
    with pytest.raises(NotAllowed):
        r.approve(task, lawyer)
    page = get(lawyer, url("detail", task)).content.decode()
    assert 'id="check-facts-done"' in page
    assert 'id="check-facts-back"' not in page
    assert 'id="check-gaps-back"' in page
    for nobody_s in (lawyer, clerk_of(task)):
        with pytest.raises(BadInput, match="no answer of yours"):
            take_back(task, nobody_s)
    services.answer(task=task, version=r.version(task), item="facts", answer="done", by=lawyer)
    r.approve(task, lawyer)
    said = Entry.objects.filter(event="review.checked", subject=task.pk).order_by("pk")
    assert [each.facts["answer"] for each in said][-2:] == ["taken_back", "done"]


def test_taking_an_answer_back_that_was_approved_on_cancels_the_approval(letter):
    task, lawyer, _second = letter

    take_back(task, lawyer)

    assert r.fresh(task).state == "open"
    assert cancelled() == ["answered"]


def test_an_answer_taken_back_before_the_approval_is_given_again_after_it_and_cancels_nothing():
    set_letters(f.person("partner"), second_person="always")
    lawyer, second = f.person("lawyer"), f.person("lawyer")
    task = r.task(OPINION, matter=f.matter(responsible=lawyer, team=[second]))
    r.answer_one_by_one(task, second)
    take_back(task, second)
    r.answer_all(task, lawyer)
    r.approve(task, lawyer)

    services.answer(task=r.fresh(task), version=r.version(task), item="facts", answer="done", by=second)

    assert (r.fresh(task).state, cancelled()) == ("second", [])
    r.seen(task, second)
    assert r.approve(task, second).step == "second"


def test_the_second_person_approves_nothing_else_than_the_first_did():
    task, lawyer, second = factum(forum=Forum.AB_KINGS_BENCH)
    r.answer_all(task, lawyer)
    r.approve(task, lawyer)
    r.answer_all(task, second)
    assert r.obstacles(task, second) == []

    matters.change_details(matter=task.matter, forum=Forum.FEDERAL, by=clerk_of(task))

    assert "stale" in r.obstacles(task, second)
    with pytest.raises(NotAllowed):
        r.approve(task, second)
    assert r.fresh(task).state == "second"
    matters.change_details(matter=task.matter, forum=Forum.AB_KINGS_BENCH, by=lawyer)
    assert r.approve(task, second).step == "second"


def test_a_court_that_became_another_is_not_passed_by_approving_alone():
    task, lawyer, second = first_approved()
    cover(second, lawyer)
    matters.change_details(matter=task.matter, forum=Forum.FEDERAL, by=lawyer)

    with pytest.raises(NotAllowed) as refusal:
        approve_alone(task, lawyer)

    assert "stale" in refusal.value.codes
    assert r.fresh(task).state == "second"
    assert refused()["attempted"] == "approve_alone"
    assert not SecondPersonException.objects.exists()


def test_whoever_lost_their_licence_does_not_approve_alone():
    task, lawyer, second = first_approved()
    cover(second, lawyer)
    lawyer.licences.update(until="2020-01-01")

    with pytest.raises(NotAllowed):
        approve_alone(task, type(lawyer).objects.get(pk=lawyer.pk))

    assert refused()["reasons"] == ["not_licensed"]
    assert r.fresh(task).state == "second"


def test_a_question_that_the_rule_asks_since_is_answered_by_the_first_person_too(letter):
    task, lawyer, second = letter
    rule = ItemRule.objects.get(kind="client_letter")
    set_letters(f.person("partner"), checklist=[*rule.checklist, "deadline"])
    r.answer_all(task, second)
    assert r.obstacles(task, second) == ["question"]

    services.answer(task=r.fresh(task), version=r.version(task), item="deadline", answer="done", by=lawyer)

    assert r.fresh(task).state == "second"
    assert r.approve(task, second).step == "second"


def withdraw_source_of(task):
    source = task.draft.request.chosen.get().source
    drafting.withdraw_source(source=source, reason="wrong_matter", by=f.person("partner"))


def test_once_a_source_was_withdrawn_what_was_answered_of_it_is_asked_again():
    task = r.task()
    lawyer = task.responsible
    r.answer_all(task, lawyer)
    withdraw_source_of(task)

    with pytest.raises(NotAllowed) as refusal:
        r.approve(task, lawyer)

    assert refusal.value.codes == ("question",)
    assert not standing(task).exists()
    between = queries.standing_between(r.fresh(task), r.version(task), lawyer)
    assert {"check-facts", "check-other_matters"} <= {each.target for each in between}
    page = get(lawyer, url("detail", task)).content.decode()
    assert 'id="check-other_matters-done"' in page
    number = r.version(task).number
    for item in (
        "facts",
        "other_matters",
    ):  # on a page that was loaded before: its ledger alone is drawn anew
        there = reverse("review:answer", args=[task.pk, number, item])
        ledger_alone = signed_in(lawyer).post(there, {"answer": "done"}, HTTP_HX_REQUEST="true")
        assert "rests on a source that was withdrawn" in ledger_alone.content.decode()
    asked_once_more = get(lawyer, reverse("review:approve", args=[task.pk, number])).content.decode()
    assert "rests on a source that was withdrawn" in asked_once_more
    r.approve(task, lawyer)
    assert r.fresh(task).state == "approved"


def test_whoever_approved_first_answers_again_of_a_source_that_was_withdrawn_and_approves_anew(letter):
    task, lawyer, second = letter
    withdraw_source_of(task)
    r.answer_one_by_one(task, second)
    with pytest.raises(NotAllowed, match="More is asked of this text"):
        r.approve(task, second)
    assert r.fresh(task).state == "second"

    services.answer(
        task=r.fresh(task), version=r.version(task), item="other_matters", answer="done", by=lawyer
    )

    assert (r.fresh(task).state, cancelled()) == ("open", ["answered"])
    r.answer_one_by_one(task, lawyer)
    r.approve(task, lawyer)
    r.seen(task, second)
    assert r.approve(task, second).step == "second"


@pytest.mark.parametrize("who", ["first", "second", "clerk", "stranger"])
def test_an_approval_is_taken_back_by_a_licensee_and_by_nobody_else(letter, who):
    task, lawyer, second = letter
    by = {"first": lawyer, "second": second, "clerk": clerk_of(task), "stranger": f.person("lawyer")}[who]

    if who in ("first", "second"):
        assert r.cancel_approval(task=task, by=by).state == "open"
        assert cancelled() == ["taken_back"]
        r.approve(task, lawyer)
        assert r.fresh(task).state == "second"
    else:
        with pytest.raises(NotAllowed):
            r.cancel_approval(task=task, by=by)
        assert refused()["attempted"] == "cancel"
        assert r.fresh(task).state == "second"
        assert standing(task).count() == 1


def test_an_exception_goes_with_the_approval_that_it_completed():
    task, lawyer, second = first_approved()
    cover(second, lawyer)
    approve_alone(task, lawyer)
    r.cancel_approval(task=task, by=lawyer)
    r.approve(task, lawyer)

    assert r.fresh(task).state == "second"
    assert not Manifest.objects.approved().exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        type(task).objects.filter(pk=task.pk).update(state="approved", decided_at=task.opened_at)
    approve_alone(task, lawyer)
    assert Manifest.objects.approved().filter(task=task).count() == 1
    assert SecondPersonException.objects.count() == 2


def test_who_approved_alone_is_not_shown_once_two_approved():
    task, lawyer, second = first_approved()
    away = cover(second, lawyer)
    approve_alone(task, lawyer)
    assert "without a second person" in get(lawyer, url("detail", task)).content.decode()
    r.cancel_approval(task=task, by=lawyer)
    services.end_cover(cover=away, by=second)

    r.approve(task, lawyer)
    r.answer_all(task, second)
    last = r.approve(task, second)

    assert Manifest.objects.approved().get(task=task) == last.manifest
    assert "without a second person" not in get(lawyer, url("detail", task)).content.decode()


def test_the_page_says_what_cancels_the_first_approval_and_takes_it_back(letter):
    task, lawyer, second = letter
    clerk = clerk_of(task)
    page = get(second, url("detail", task)).content.decode()
    assert f"{lawyer.full_name} approved version 1" in page
    given = {"shown": r.shown(task), "reason": "text_wrong"}
    assert f'name="shown" value="{given["shown"]}"' in page
    assert 'id="kept-back"' not in page
    assert "take-approval-back" not in get(clerk, url("detail", task)).content.decode()

    post(clerk, url("open_again", task), **given)
    assert r.fresh(task).state == "second"
    post(second, url("open_again", task), **given)

    assert r.fresh(task).state == "open"
    assert "Waiting for the second person" not in get(second, url("detail", task)).content.decode()


def test_a_stranger_gets_404_and_takes_nothing_back(letter):
    task, _lawyer, _second = letter

    given = {"shown": r.shown(task), "reason": "in_error"}
    assert post(f.person("lawyer"), url("open_again", task), **given).status_code == 404

    assert r.fresh(task).state == "second"


class TestTheDatabaseItself:
    """What no code of ours can get round."""

    def test_lets_nothing_change_beneath_an_approval(self, begun):
        task, lawyer, second = begun
        r.answer_all(task, lawyer)
        r.approve(task, lawyer)
        finding = AuthorityFinding.objects.filter(authority__task=task).first()
        filed = FilingAnswer.objects.get(task=task)
        answer = ChecklistAnswer.objects.filter(task=task, by=lawyer).first()

        for row in (finding, filed):
            row.pk, row._state.adding = None, True
            with pytest.raises(DatabaseError, match="an approval stands"), transaction.atomic():
                row.save(force_insert=True)
        with pytest.raises(DatabaseError, match="an approval stands"), transaction.atomic():
            ChecklistAnswer.objects.filter(pk=answer.pk).update(answer="done")
        r.answer_all(task, second)
        assert ChecklistAnswer.objects.filter(task=task, by=second).update(answer="done")

    def test_lets_no_answer_that_was_taken_back_count_as_given_before_the_approval(self, begun):
        task, lawyer, second = begun
        r.answer_all(task, second)
        take_back(task, second)
        r.answer_all(task, lawyer)
        before = r.approve(task, lawyer).at
        row = ChecklistAnswer.objects.filter(task=task, by=second, answer="taken_back")

        with pytest.raises(DatabaseError, match="an approval stands"), transaction.atomic():
            row.update(answer="done")
        with pytest.raises(DatabaseError, match="an approval stands"), transaction.atomic():
            row.update(answer="done", at=before)
        assert row.update(answer="done", at=timezone.now())

    def test_lets_the_second_person_approve_only_what_the_first_one_did(self, awaited):
        task, lawyer, second = awaited
        r.seen(task, second)
        first = Decision.objects.get(task=task)
        other = Manifest.objects.get(pk=first.manifest_id)
        other.pk, other._state.adding = None, True
        other.signature_due, other.digest = "", "f" * 64
        other.save(force_insert=True)

        with pytest.raises(DatabaseError, match="what the first one did"), transaction.atomic():
            Decision.objects.create(
                task=task, version=first.version, matter=task.matter, text_hmac=first.text_hmac,
                manifest=other, manifest_digest=other.digest, step="second", verdict="approved", by=second,
            )  # fmt: skip
        assert lawyer == first.by

    def test_ties_an_exception_to_a_standing_approval_by_the_same_person(self, awaited):
        task, _lawyer, second = awaited
        first = Decision.objects.get(task=task)

        with pytest.raises(DatabaseError, match="by the same person"), transaction.atomic():
            SecondPersonException.objects.create(
                task=task, version=first.version, decision=first, matter=task.matter, reason="others_away",
                note=b"x", by=second,
            )  # fmt: skip

    def test_opens_nothing_again_that_may_have_left(self):
        task = r.task()
        r.answer_all(task, task.responsible)
        r.approve(task, task.responsible)
        begins = type(task).objects.filter(pk=task.pk)

        with pytest.raises(DatabaseError, match="an approval stands"), transaction.atomic():
            begins.update(state="open", decided_at=None)
        begins.update(left_at=timezone.now())
        with pytest.raises(DatabaseError, match="may have left"), transaction.atomic():
            begins.update(state="open", decided_at=None)


def test_what_cites_is_still_approved_by_two_who_agree():
    task, lawyer, second = factum(REAL)

    for each in (lawyer, second):
        r.answer_all(task, each)
        r.approve(task, each)

    assert r.fresh(task).state == "approved"
    assert cancelled() == []
