"""An approval that was not acted on is taken back; what may have left never is."""

from uuid import uuid4

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from apps.audit import services as audit
from apps.audit.events import Event
from apps.audit.models import Entry
from apps.core.errors import BadInput, Conflict, NotAllowed, WrongState
from apps.core.sensitive import Sensitive
from apps.matters import services as matters
from apps.matters.models import Forum, MatterKey
from apps.people.models import Robot, User
from apps.review import queries, services
from apps.review.models import Correction, Decision, TakenBack
from apps.review.standing import leaving
from tests.drafting import factories as f
from tests.review import factories as r
from tests.review.test_cancelling import cancelled, clerk_of
from tests.review.test_forum_views import get, post, url
from tests.review.test_rulebook import refused
from tests.review.test_views import signed_in

pytestmark = pytest.mark.django_db


def letter_of_a_paralegal():
    """A letter that a paralegal approved in a matter of Small Claims, which moved to the Superior Court since."""
    paralegal, lawyer = f.person("paralegal", licence="paralegal", scope=["small_claims"]), f.person("lawyer")
    matter = f.matter(responsible=lawyer, team=[paralegal], forum=Forum.ON_SMALL_CLAIMS)
    task = r.task(matter=matter, responsible=paralegal, by=lawyer)
    r.answer_all(task, paralegal)
    r.approve(task, paralegal)
    matters.change_details(matter=task.matter, forum=Forum.ON_SUPERIOR, by=lawyer)
    return r.fresh(task), paralegal, lawyer


def approved_letter():
    task = r.task()
    r.answer_all(task, task.responsible)
    r.approve(task, task.responsible)
    return r.fresh(task), task.responsible


def read(by, task):
    return get(by, url("detail", task)).content.decode()


def given(task, **more):
    return {"shown": r.shown(task), "reason": "court", "kept_back": "on"} | more


@pytest.mark.parametrize("who", ["who gave it", "whose licence covers it"])
def test_what_moved_beyond_its_approvers_licence_comes_back_and_is_approved_by_somebody_who_may(who):
    task, paralegal, lawyer = letter_of_a_paralegal()
    by = paralegal if who == "who gave it" else lawyer
    page = read(by, task)
    assert "does not cover it any more" in page
    assert "Take the approval back first." in page
    assert '<details class="back" id="take-back" open>' in page

    answer = post(by, url("open_again", task), **given(task))

    assert answer.url == url("detail", task)
    task = r.fresh(task)
    assert (task.state, task.decided_at, task.left_at) == ("open", None, None)
    assert not Correction.objects.exists()
    entry = Entry.objects.get(event="review.approval_cancelled")
    assert entry.actor == by.pk
    assert {name: entry.facts[name] for name in ("reason", "why", "kept_back")} == {
        "reason": "taken_back",
        "why": "court",
        "kept_back": True,
    }
    struck = Decision.objects.get(task=task)
    assert (struck.voided_by, struck.taken_back) == (by, "court")
    page = read(lawyer, task)
    assert f"{by.full_name}: The court, or what it asks for, has changed" in page
    assert f"{paralegal.full_name} answers for this and may not decide it." in page
    assert url("detail", task) in get(lawyer, reverse("desk:home")).content.decode()
    r.answer_all(task, paralegal)
    with pytest.raises(NotAllowed):
        r.approve(task, paralegal)
    services.name_who_answers(task=task, to=lawyer, by=lawyer)
    r.answer_all(task, lawyer)
    r.approve(task, lawyer)
    assert queries.final_manifest(r.fresh(task)).pk == r.shown(task)


@pytest.mark.parametrize("who", ["clerk", "paralegal who did not give it", "stranger"])
def test_nobody_else_takes_it_back_and_whoever_tries_is_on_record(who):
    task, _paralegal, lawyer = letter_of_a_paralegal()
    another = f.person("paralegal", licence="paralegal", scope=["small_claims"])
    f.join(task.matter, another)
    people = {"clerk": clerk_of(task), "stranger": f.person("lawyer")}
    by = people.get(who, another)

    if who == "stranger":
        assert post(by, url("open_again", task), **given(task)).status_code == 404
    else:
        page = read(by, task)
        assert "take-approval-back" not in page
        assert "An approval is taken back by whoever gave it, or by a licensee" in page
    with pytest.raises(NotAllowed):
        r.cancel_approval(task=task, by=by)

    assert refused()["attempted"] == "cancel"
    assert (r.fresh(task).state, cancelled()) == ("approved", [])
    assert "take-approval-back" in read(lawyer, task)


def test_what_nothing_speaks_against_may_be_taken_back_too_and_says_so_quietly():
    task, lawyer = approved_letter()
    page = read(lawyer, task)
    assert '<details class="back" id="take-back">' in page
    assert "Take my approval back" in page

    r.cancel_approval(task=task, by=lawyer, reason="not_wanted")

    assert r.withdraw(task, lawyer).verdict == "withdrawn"


def test_a_page_that_shows_another_approval_takes_nothing_back():
    task, lawyer = approved_letter()
    before = given(task)
    r.cancel_approval(task=task, by=lawyer)
    r.approve(task, lawyer)

    for shown in (before["shown"], uuid4(), "", "nonsense"):
        answer = signed_in(lawyer).post(url("open_again", task), before | {"shown": shown}, follow=True)
        assert "Another approval was given since this page was opened." in answer.content.decode()
        assert (refused()["attempted"], refused()["reasons"]) == ("cancel", ["stale"])

    assert r.fresh(task).state == "approved"
    with pytest.raises(Conflict):
        r.cancel_approval(task=task, by=lawyer, shown=before["shown"])


def test_a_page_that_shows_the_first_of_two_approvals_does_not_take_the_second_back(letter):
    task, lawyer, second = letter
    first = given(task)
    r.seen(task, second)
    r.answer_all(task, second)
    r.approve(task, second)

    post(lawyer, url("open_again", task), **first)

    assert (r.fresh(task).state, cancelled()) == ("approved", [])


@pytest.mark.parametrize(
    ("lacks", "says"),
    [
        ({"reason": ""}, "Say why the approval is taken back"),
        ({"reason": "because"}, "Say why"),
        ({"kept_back": False}, "filed, sent or handed on by hand"),
    ],
    ids=["no reason", "none of the list", "nobody says that it was kept back"],
)
def test_a_reason_is_given_and_that_nothing_went_by_hand(lacks, says):
    task, lawyer = approved_letter()

    with pytest.raises(BadInput, match=says):
        r.cancel_approval(task=task, by=lawyer, **lacks)

    assert (r.fresh(task).state, cancelled()) == ("approved", [])


def test_nothing_undecided_and_nothing_that_left_or_was_found_wrong_is_taken_back():
    task = r.task()
    lawyer = task.responsible
    with pytest.raises(WrongState, match="No approval stands"):
        r.cancel_approval(task=task, by=lawyer)
    r.answer_all(task, lawyer)
    r.approve(task, lawyer)
    wrong, _ = approved_letter()
    r.report_wrong(task=wrong, faults=["wrong_facts"], by=wrong.responsible)
    leaving.has_left(task.pk)

    for each in (r.fresh(task), r.fresh(wrong)):
        with pytest.raises(WrongState, match="can be found wrong"):
            r.cancel_approval(task=each, by=each.responsible)
        assert "take-approval-back" not in read(each.responsible, each)
        assert r.fresh(each).state == "approved"


def test_what_was_approved_before_a_backup_was_brought_back_may_have_left_since_the_backup():
    task, lawyer = approved_letter()
    with transaction.atomic():
        robot = User.for_robot(Robot.OPERATOR)
        audit.record(event=Event.KEEPING_BACKUP_RESTORED, by=robot, on=robot, entries=1, destroyed_again=0)

    with pytest.raises(WrongState, match="can be found wrong"):
        r.cancel_approval(task=task, by=lawyer)

    assert "take-approval-back" not in read(lawyer, task)
    later, _ = approved_letter()
    assert r.cancel_approval(task=later, by=later.responsible).state == "open"


def test_nothing_is_taken_back_in_a_matter_whose_content_was_destroyed():
    task, lawyer = approved_letter()
    held = MatterKey.objects.filter(matter=task.matter_id)
    held.update(data_key=None, digest_key=None, destroyed_at=timezone.now(), destroyed_by=lawyer)

    with pytest.raises(WrongState, match="was destroyed"):
        r.cancel_approval(task=r.fresh(task), by=lawyer)


@pytest.mark.parametrize("name", ["approved", "pdf"])
def test_what_somebody_took_away_as_a_file_is_not_taken_back(name):
    task, lawyer = approved_letter()
    number = r.version(task).number
    address = url(name, task) if name == "approved" else reverse(f"review:{name}", args=[task.pk, number])
    assert get(lawyer, address).status_code == 200

    with pytest.raises(WrongState, match="can be found wrong"):
        r.cancel_approval(task=r.fresh(task), by=lawyer)

    assert queries.final_manifest(r.fresh(task)) is not None


def test_what_was_taken_back_is_looked_at_again_under_the_approval_that_took_its_place(monkeypatch):
    monkeypatch.setattr("apps.review.decisions.sampling.is_drawn", lambda _decision, _one_in: True)
    lawyer, other = f.person("lawyer"), f.person("lawyer")
    task = r.task(code="summary", matter=f.matter(responsible=lawyer, team=[other]))
    r.answer_all(task, lawyer)
    r.approve(task, lawyer)
    r.look_again(task, other, "overturned", Sensitive("The date is another."))
    assert "Take the approval back first." in read(lawyer, task)

    r.cancel_approval(task=r.fresh(task), by=lawyer, reason="text_wrong")

    assert "Take the approval back" not in read(lawyer, task)
    r.edit(task, lawyer, r.text(task) + "\nThe date is the fourth.\n")
    r.answer_all(task, lawyer)
    r.approve(task, lawyer)
    assert queries.final_manifest(r.fresh(task)) is not None


def test_whoever_finds_something_wrong_with_what_has_not_left_is_shown_that_nothing_has_to_be_owed():
    task, lawyer = approved_letter()
    page = get(lawyer, url("wrong", task)).content.decode()
    assert "Nothing of it has left." in page
    assert f"{lawyer.full_name} approved version 1" in page
    leaving.has_left(task.pk)

    assert "Nothing of it has left." not in get(lawyer, url("wrong", task)).content.decode()


def test_it_is_said_in_french_too():
    task, lawyer = approved_letter()
    lawyer.language = "fr"
    lawyer.save(update_fields=["language"])

    page = read(lawyer, task)

    with override("fr"):
        words = [str(each.label) for each in TakenBack]
    assert all(each.replace("'", "&#x27;") in page for each in words)
    assert not set(words) & {str(each.label) for each in TakenBack}


def test_a_page_opened_before_an_approval_was_taken_back_approves_nothing():
    task, lawyer = approved_letter()
    text = r.version(task).text_hmac
    post(lawyer, url("open_again", task), **given(task))
    anew = url("approve", task, 1)

    post(lawyer, anew, shown=text, struck="")

    assert (r.fresh(task).state, task.decisions.filter(voided_at=None).count()) == ("open", 0)
    assert (refused()["attempted"], refused()["reasons"]) == ("approve", ["stale"])
    page = get(lawyer, anew).content.decode()
    assert "An approval of this very text does not stand any more." in page
    assert str(TakenBack.COURT.label) in page

    post(lawyer, anew, shown=text, struck=r.struck(r.version(task)))

    assert r.fresh(task).state == "approved"
