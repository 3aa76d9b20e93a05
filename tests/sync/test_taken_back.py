"""What was to be delivered of an approval that was taken back: nothing leaves, and nobody has to see to it."""

import pytest
import time_machine

from apps.audit.models import Entry
from apps.core.errors import WrongState
from apps.integrations.models import RemoteRecord
from apps.matters import services as matters
from apps.matters.models import Forum, Matter
from apps.people.models import User
from apps.review import queries
from apps.review import services as reviews
from apps.review.models import ReviewTask
from apps.review.standing import leaving
from apps.sync import destinations, rules, services
from apps.sync.models import Delivery, DeliveryKind, DeliveryState, GivenUp, Trouble
from tests import factories
from tests.integrations import accounts
from tests.review import factories as r
from tests.review.test_closing_at_once import at_once
from tests.sync import factories as f
from tests.sync.test_deliveries import _became_a_clerk, now, states
from tests.sync.test_given_up import page
from tests.sync.test_meanwhile import right_after

NOTE, DOCUMENT = DeliveryKind.NOTE, DeliveryKind.DOCUMENT
CANCELLED, STOPPED = DeliveryState.CANCELLED, DeliveryState.STOPPED


@pytest.fixture
def box(clock):
    return accounts.fresh()


def taken_back(delivery, by=None, **given):
    task = r.fresh(delivery.manifest.task)
    return r.cancel_approval(task=task, by=by or task.responsible, **given)


def test_what_waits_to_be_delivered_is_given_up_and_what_is_approved_anew_is_delivered_once(
    box, letter, clock, client
):
    letter(NOTE)
    Delivery.objects.update(state=DeliveryState.QUEUED, given_up="")
    before = list(Delivery.objects.all())
    assert services.give_up_taken_back(10) == 0

    task = taken_back(before[0])

    assert services.give_up_taken_back(10) == len(before)
    assert services.give_up_taken_back(10) == 0
    assert {states(each) for each in before} == {(CANCELLED, "")}
    entries = Entry.objects.filter(event="sync.delivery_cancelled")
    assert {each.facts["reason"] for each in entries} == {GivenUp.TAKEN_BACK}
    assert {each.actor for each in entries} != {task.responsible_id}
    told = page(client, before[0])
    assert "The approval was taken back" in told
    assert "take-up" not in told
    with pytest.raises(WrongState):
        services.take_up(delivery=now(before[0]), by=task.responsible)
    f.carry(clock)
    assert box.clio.requests == []
    clock.shift(60)
    r.answer_all(task, task.responsible)
    r.approve(task, task.responsible)
    services.collect(10)
    f.carry(clock)
    anew = Delivery.objects.exclude(pk__in=[each.pk for each in before])
    assert set(anew.values_list("state", flat=True)) == {DeliveryState.VERIFIED}
    assert len(box.clio.created("note")) == 1
    assert services.give_up_taken_back(10) == 0


def test_what_stopped_because_its_matter_moved_beyond_the_approvers_licence_goes_on_under_another(
    box, clock, client
):
    paralegal = factories.person("paralegal", licence="paralegal", scope=["small_claims"])
    lawyer, partner = factories.person("lawyer"), factories.person("partner")
    clio = accounts.clio(box)
    task = r.task(
        matter=r.f.matter(responsible=lawyer, team=[paralegal], forum=Forum.ON_SMALL_CLAIMS),
        responsible=paralegal,
        by=lawyer,
    )
    RemoteRecord.objects.create(connection=clio, kind="matter", remote_id="40", local_id=task.matter_id)
    r.answer_all(task, paralegal)
    r.approve(task, paralegal)
    services.collect(10)
    matters.change_details(matter=Matter.objects.get(), forum=Forum.ON_SUPERIOR, by=lawyer)
    f.work()
    assert set(Delivery.objects.values_list("state", "trouble")) == {(STOPPED, Trouble.APPROVER_MAY_NOT)}
    before = Delivery.objects.first()
    assert "Take the approval back on the review’s page" in page(client, before, by=lawyer)

    taken_back(before, by=paralegal, reason="court")

    services.give_up_taken_back(10)
    assert set(Delivery.objects.values_list("state", "given_up")) == {(CANCELLED, GivenUp.TAKEN_BACK)}
    clock.shift(60)
    reviews.name_who_answers(task=r.fresh(task), to=lawyer, by=partner)
    r.answer_all(task, lawyer)
    r.approve(task, lawyer)
    services.collect(10)
    f.carry(clock)
    assert len(box.clio.created("note")) == 1
    assert queries.final_manifest(r.fresh(task)) is not None


@pytest.mark.parametrize("kind", [NOTE, DOCUMENT])
def test_what_is_being_looked_for_when_its_approval_is_taken_back_does_not_leave(
    box, letter, monkeypatch, kind
):
    delivery = letter(kind)
    looks = "find_note" if kind == NOTE else "find_document"
    right_after(monkeypatch, destinations.ClioMatter, looks, lambda: taken_back(delivery))

    f.work()

    assert states(delivery) == (STOPPED, Trouble.APPROVAL_GONE)
    assert (box.clio.created("note"), box.clio.created("document")) == ([], [])
    assert now(delivery).manifest.task.left_at is None
    services.give_up_taken_back(10)
    assert (now(delivery).state, now(delivery).given_up) == (CANCELLED, GivenUp.TAKEN_BACK)


def test_what_is_in_a_workers_hands_is_left_to_it(letter):
    delivery = letter(NOTE)
    Delivery.objects.filter(pk=delivery.pk).update(state=DeliveryState.SENDING)
    taken_back(delivery)

    assert services.give_up_taken_back(10) == 0

    assert now(delivery).state == DeliveryState.SENDING


def test_what_was_put_there_by_hand_has_left(letter):
    delivery = letter(NOTE)
    lawyer = delivery.asked_by
    services.cancel(delivery=delivery, reason="not_wanted", by=lawyer)
    assert now(delivery).manifest.task.left_at is None
    services.take_up(delivery=now(delivery), by=lawyer)

    services.cancel(delivery=now(delivery), reason="by_hand", by=lawyer)

    assert now(delivery).manifest.task.left_at is not None
    with pytest.raises(WrongState, match="can be found wrong"):
        taken_back(delivery)


def test_what_was_put_there_by_hand_of_an_approval_that_was_taken_back_says_nothing_of_the_next(letter):
    delivery = letter(NOTE)
    task = taken_back(delivery)

    services.cancel(delivery=now(delivery), reason="by_hand", by=delivery.asked_by)

    assert (r.fresh(task).state, r.fresh(task).left_at) == ("open", None)


def test_whoever_gave_an_approval_and_decides_no_more_gives_up_its_delivery_and_takes_up_none(letter):
    delivery = letter(NOTE)
    _became_a_clerk(delivery)
    lawyer = User.objects.get(pk=delivery.asked_by_id)

    services.cancel(delivery=delivery, reason="not_wanted", by=lawyer)

    assert not rules.can_take_up(lawyer, now(delivery))


# At the same moment --------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", [NOTE, DOCUMENT])
def test_nothing_leaves_in_the_moment_in_which_its_approval_is_taken_back(kind):
    with time_machine.travel(f.NOW, tick=False):
        box = accounts.fresh()
        delivery = f.only(accounts.clio(box), kind)
        task, (claimed,) = delivery.manifest.task, services.claim(1)
        taking = reviews.cancel_approval.__wrapped__  # the act, whose transaction is this one

        raised = at_once(
            lambda: taking(
                task=task, shown=r.shown(task), reason="in_error", kept_back=True, by=delivery.asked_by
            ),
            lambda: services.send(claimed),
        )

    assert raised is None
    assert states(delivery) == (STOPPED, Trouble.APPROVAL_GONE)
    assert (box.clio.created("note"), box.clio.created("document")) == ([], [])
    assert (r.fresh(task).state, r.fresh(task).left_at) == ("open", None)


@pytest.mark.django_db(transaction=True)
def test_whoever_takes_an_approval_back_waits_for_what_begins_to_go_and_is_refused():
    with time_machine.travel(f.NOW, tick=False):
        delivery = f.only(accounts.clio(accounts.fresh()), NOTE)
        task = delivery.manifest.task

        def begins():
            leaving.lock(task.pk)
            leaving.has_left(task.pk)

        raised = at_once(begins, lambda: taken_back(delivery))

    assert isinstance(raised, WrongState)
    assert ReviewTask.objects.get().state == "approved"
