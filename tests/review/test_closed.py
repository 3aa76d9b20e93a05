"""A closed matter: nothing is approved or signed in it, and what only stops is done all the same."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from apps.audit.models import Entry
from apps.core.errors import NotAllowed
from apps.matters import services as matters
from apps.matters.models import MatterKey
from apps.review import services
from apps.review.models import Decision, SecondPersonException, SignedStatement
from apps.review.queue import piles
from apps.review.signing import certificates
from tests.drafting import factories as f
from tests.review import factories as r
from tests.review.test_rulebook import approve_alone, cover, first_approved
from tests.review.test_views import signed_in

pytestmark = pytest.mark.django_db


def close(task):
    matters.close_matter(matter=task.matter, on=timezone.localdate(), by=task.matter.responsible)


def refusals(task):
    rows = Entry.objects.order_by("pk").filter(event="review.refused", subject=task.pk)
    return [(row.facts["attempted"], row.facts["reasons"]) for row in rows]


def test_nothing_is_approved_in_a_closed_matter_and_once_it_is_open_again_it_is():
    task = r.task()
    lawyer = task.responsible
    r.answer_all(task, lawyer)
    close(task)

    with pytest.raises(NotAllowed, match="closed"):
        r.approve(task, lawyer)

    assert (r.fresh(task).state, task.decisions.count(), task.manifests.count()) == ("open", 0, 0)
    assert refusals(task) == [("approve", ["matter_closed"])]
    page = signed_in(lawyer).get(reverse("review:detail", args=[task.pk])).content.decode()
    assert "This matter is closed. Open it again first." in page
    assert "Nothing stands between" not in page

    matters.reopen_matter(matter=r.fresh(task).matter, by=lawyer)
    r.approve(task, lawyer)
    assert r.fresh(task).state == "approved"


def test_neither_the_second_person_nor_whoever_is_alone_approves_in_a_closed_matter():
    task, lawyer, second = first_approved()
    r.answer_all(task, second)
    close(task)

    with pytest.raises(NotAllowed, match="closed"):
        r.approve(task, second)
    cover(second, lawyer)
    with pytest.raises(NotAllowed, match="closed"):
        approve_alone(task, lawyer)

    assert (r.fresh(task).state, SecondPersonException.objects.count()) == ("second", 0)
    assert refusals(task) == [("approve", ["matter_closed"]), ("approve_alone", ["matter_closed"])]


@pytest.mark.usefixtures("filed")
def test_nobody_signs_in_a_closed_matter(approved):
    task, lawyer, _second = approved
    shown = certificates.prepare(task, lawyer).sha256
    close(task)

    with pytest.raises(NotAllowed, match="closed"):
        services.sign(task=r.fresh(task), shown=shown, satisfied=[], by=lawyer)

    assert not SignedStatement.objects.exists()
    assert refusals(task)[-1] == ("sign", ["matter_closed"])


def test_what_only_stops_is_done_in_a_closed_matter_too():
    waits, lawyer, _second = first_approved()
    other = r.task(responsible=lawyer)
    close(waits)
    close(other)

    r.cancel_approval(task=r.fresh(waits), by=lawyer)
    r.withdraw(r.fresh(other), lawyer)

    assert (r.fresh(waits).state, r.fresh(other).state) == ("open", "withdrawn")


def test_the_database_takes_no_approval_in_a_closed_matter_whoever_writes_it():
    task = r.task()
    r.answer_all(task, task.responsible)
    r.approve(task, task.responsible)
    close(task)
    row = Decision.objects.get(task=task)
    Decision.objects.filter(pk=row.pk).update(voided_at=timezone.now())
    row.pk, row.voided_at = uuid4(), None

    with pytest.raises(IntegrityError, match="closed"), transaction.atomic():
        row.save(force_insert=True)


def test_what_nobody_decided_before_its_content_was_destroyed_is_given_up_by_whoever_answers_for_it():
    task = r.task()
    lawyer, colleague = task.responsible, f.person("lawyer")
    f.join(task.matter, colleague)
    gone = {"data_key": None, "digest_key": None, "destroyed_at": timezone.now(), "destroyed_by": lawyer}
    MatterKey.objects.filter(matter=task.matter_id).update(**gone)
    detail = reverse("review:detail", args=[task.pk])

    page = signed_in(lawyer).get(detail, follow=True)
    other = signed_in(colleague).get(detail)
    ended = signed_in(lawyer).post(reverse("review:withdraw", args=[task.pk, 1]), {"reasons": ["duplicate"]})

    assert "was destroyed and cannot be read again" in page.content.decode()
    assert reverse("review:withdraw", args=[task.pk, 1]) in page.content.decode()
    assert other["Location"] == reverse("review:queue")
    assert ended.status_code == 302
    assert (r.fresh(task).state, task.decisions.get().by) == ("withdrawn", lawyer)
    assert piles.listed(lawyer, piles.Pile.ALL) == []
