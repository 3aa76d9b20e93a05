"""A signed filing on its way: what is withdrawn, taken back or said against it before it left keeps it here."""

import datetime as dt

import pytest
import time_machine

from apps.audit.models import Entry
from apps.core.errors import WrongState
from apps.integrations.models import RemoteRecord
from apps.matters import services as matters
from apps.matters.models import Forum, Matter
from apps.people.models import Robot, User
from apps.review import queries as review_queries
from apps.review import services as reviews
from apps.review.models import Authority, AuthorityLookup, ReviewTask, SignedStatement
from apps.sync import rules, sending, sentences, services
from apps.sync.models import Delivery, DeliveryState, RecordKind, Trouble
from tests.database import held
from tests.integrations import accounts
from tests.review import factories as r
from tests.review.test_cases import approve_twice, factum
from tests.review.test_certificates import sign
from tests.sync import factories as f
from tests.sync.factories import NOW
from tests.sync.test_deliveries import now, states
from tests.sync.test_meanwhile import withdrawn
from tests.sync.test_standing import page

STOPPED = DeliveryState.STOPPED
NOT_FINAL = (STOPPED, Trouble.NOT_FINAL)


@pytest.fixture(scope="module")
def written(beforehand):
    """A factum of a matter at Clio, approved twice and signed a while ago, with its deliveries queued."""
    with beforehand(), time_machine.travel(NOW - dt.timedelta(hours=1), tick=False) as clock:
        clio, (task, lawyer, second) = accounts.clio(accounts.fresh()), factum()
        RemoteRecord.objects.create(
            connection=clio, kind=RecordKind.MATTER, remote_id="40", local_id=task.matter_id
        )
        approve_twice(task, lawyer, second, clock)
        sign(task, lawyer)
        services.collect(10)


@pytest.fixture
def box(clock):
    return accounts.fresh()


@pytest.fixture
def task(written, box):
    accounts.clio_again(box)
    return ReviewTask.objects.get()


def unsigned(task, lawyer):
    statement = SignedStatement.objects.get(task=task, withdrawn_at=None)
    reviews.withdraw_statement(statement=statement, reason="signed_in_error", by=lawyer)


def test_a_filing_whose_certificate_was_withdrawn_waits_for_a_signature_and_then_for_a_person(
    box, task, clock
):
    lawyer = task.responsible
    reviews.withdraw_statement(statement=task.statements.get(), reason="signed_in_error", by=lawyer)

    f.work()

    assert set(Delivery.objects.values_list("state", "trouble")) == {NOT_FINAL}
    assert box.clio.requests == []
    delivery = Delivery.objects.first()
    assert not rules.can_retry(lawyer, delivery)
    with pytest.raises(WrongState, match="signed again"):
        services.retry(delivery=delivery, by=lawyer)
    assert states(delivery) == NOT_FINAL
    refusal = Entry.objects.filter(event="review.refused").last()
    assert (refusal.subject, refusal.facts["attempted"], refusal.facts["reasons"]) == (
        task.pk,
        "retry",
        ["wrong_state"],
    )

    sign(task, lawyer)
    for each in Delivery.objects.all():
        services.retry(delivery=each, by=lawyer)
    f.carry(clock)

    assert set(Delivery.objects.values_list("state", flat=True)) == {"verified"}
    assert SignedStatement.objects.count() == 2


def test_a_filing_signed_again_before_anybody_tried_to_send_it_goes(box, task, clock):
    lawyer = task.responsible
    reviews.withdraw_statement(statement=task.statements.get(), reason="signed_in_error", by=lawyer)
    sign(task, lawyer)

    f.carry(clock)

    assert set(Delivery.objects.values_list("state", flat=True)) == {"verified"}


def test_what_never_left_comes_back_and_what_is_approved_anew_is_delivered_once(box, task, clock):
    lawyer = task.responsible
    before = set(Delivery.objects.values_list("pk", flat=True))
    unsigned(task, lawyer)
    r.cancel_approval(task=r.fresh(task), by=lawyer, kept_back=True)
    services.give_up_taken_back(10)
    f.carry(clock)
    assert (box.clio.created("note"), box.clio.created("document")) == ([], [])

    second = task.decisions.exclude(by=lawyer).first().by
    approve_twice(task, lawyer, second, clock)
    assert services.collect(10) == []
    sign(r.fresh(task), lawyer)
    services.collect(10)
    f.carry(clock)

    assert set(Delivery.objects.filter(pk__in=before).values_list("state", flat=True)) == {"cancelled"}
    anew = Delivery.objects.exclude(pk__in=before)
    assert len(anew) == len(before)
    assert set(anew.values_list("state", flat=True)) == {"verified"}
    assert len(box.clio.created("note")) == 1
    assert services.collect(10) == []


def test_what_began_to_go_does_not_come_back(box, task, clock):
    lawyer = task.responsible
    f.work()
    unsigned(task, lawyer)

    with pytest.raises(WrongState, match="can be found wrong"):
        r.cancel_approval(task=r.fresh(task), by=lawyer, kept_back=True)

    assert r.fresh(task).state == "approved"
    assert r.fresh(task).left_at is not None


@f.each_way
def test_an_approval_taken_back_while_its_delivery_asks_the_vendor_stops_it(
    box, task, clock, kind, monkeypatch
):
    lawyer = task.responsible
    delivery = f.alone(Delivery.objects.get(manifest__task=task, kind=kind))
    lock = sending.leaving.lock

    def as_it_begins(task_id):
        with held():
            unsigned(task, lawyer)
            r.cancel_approval(task=r.fresh(task), by=lawyer, kept_back=True)
        lock(task_id)

    monkeypatch.setattr(sending.leaving, "lock", as_it_begins)
    f.work()

    delivery.refresh_from_db()
    assert states(delivery) == (DeliveryState.STOPPED, Trouble.APPROVAL_GONE)
    assert (box.clio.created("note"), box.clio.created("document")) == ([], [])


def test_a_delivery_of_an_approval_that_was_taken_back_says_so(box, task, clock):
    lawyer = task.responsible
    delivery = Delivery.objects.filter(manifest__task=task).first()
    unsigned(task, lawyer)
    r.cancel_approval(task=r.fresh(task), by=lawyer, kept_back=True)
    second = task.decisions.exclude(by=lawyer).first().by
    approve_twice(task, lawyer, second, clock)
    sign(r.fresh(task), lawyer)

    f.work()  # before the newer approval is collected

    assert states(delivery) == (DeliveryState.STOPPED, Trouble.APPROVAL_GONE)


def test_what_the_page_offers_once_an_approval_is_gone_can_be_done(box, task, clock, client):
    lawyer = task.responsible
    unsigned(task, lawyer)
    r.cancel_approval(task=r.fresh(task), by=lawyer, kept_back=True)

    f.work()

    assert set(Delivery.objects.values_list("state", "trouble")) == {(STOPPED, Trouble.APPROVAL_GONE)}
    delivery = Delivery.objects.first()
    told = page(client, delivery)
    assert sentences.of(Trouble.APPROVAL_GONE) in told
    assert f"/deliveries/{delivery.pk}/retry/" not in told
    client.post(f"/deliveries/{delivery.pk}/cancel/", {"reason": "cannot_arrive"})
    assert now(delivery).state == DeliveryState.CANCELLED


def test_a_signed_filing_whose_source_was_withdrawn_before_it_left_is_held_back(box, task, clock):
    withdrawn(task, clock)

    f.work()

    assert set(Delivery.objects.values_list("state", "trouble")) == {(STOPPED, Trouble.SOURCE_WITHDRAWN)}
    assert box.clio.requests == []


def test_a_filing_that_left_is_not_doubted_because_its_court_is_another_since(box, task, clock):
    lawyer = task.responsible
    f.work()
    left = r.fresh(task).left_at

    matters.change_details(matter=Matter.objects.get(), forum=Forum.FEDERAL, by=lawyer)

    assert left is not None
    assert review_queries.final_manifest(r.fresh(task)) is not None


@pytest.mark.parametrize(("result", "trouble"), [("absent", Trouble.CONTRADICTED), ("unknown", "")])
def test_what_canlii_says_against_an_authority_since_it_was_signed_for_keeps_it_here(
    box, task, clock, result, trouble
):
    clock.shift(dt.timedelta(minutes=1))
    AuthorityLookup.objects.create(
        authority=Authority.objects.get(task=task, present=True),
        matter=task.matter,
        result=result,
        by=User.for_robot(Robot.REVIEW),
    )
    Authority.objects.filter(task=task).update(present=False)  # whether it is cited, the text says

    f.work()

    state = STOPPED if trouble else DeliveryState.VERIFIED
    assert set(Delivery.objects.values_list("state", "trouble")) == {(state, trouble)}
    assert bool(box.clio.created("note")) == (not trouble)
