"""What comes in a delivery's way after its approval holds it back: before it begins, and while it is on its way."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from apps.audit.models import Entry
from apps.core.errors import WrongState
from apps.core.sensitive import Sensitive
from apps.drafting import services as drafting
from apps.integrations.models import Connection, ConnectionState, RemoteRecord
from apps.matters import services as matters
from apps.matters.models import Forum, Matter, MatterKey, Residency
from apps.people import services as people
from apps.people.models import User
from apps.policy.models import Departure
from apps.review import services as reviews
from apps.review.aftermath import services as aftermath
from apps.review.models import ReviewTask, SecondLook
from apps.review.models.firm import Cover, CoverReason
from apps.sync import destinations, queries, rules, sentences, services
from apps.sync.models import Delivery, DeliveryKind, DeliveryState, RecordKind, Trouble
from tests import factories
from tests.integrations import accounts
from tests.review import factories as r
from tests.review.test_cases import approve_twice, factum
from tests.review.test_certificates import delegate, foot, sign
from tests.review.test_closing_at_once import at_once
from tests.review.test_rulebook import proposal
from tests.sync import factories as f
from tests.sync.removals import removed, sent
from tests.sync.test_deliveries import CHANGES, now, states

NOTE, DOCUMENT = DeliveryKind.NOTE, DeliveryKind.DOCUMENT
STOPPED = DeliveryState.STOPPED


@pytest.fixture(scope="module")
def written(beforehand):
    """A letter as in the other files, which rests on a source."""
    with beforehand(), time_machine.travel(f.NOW, tick=False):
        rests_on_a_source(accounts.clio(accounts.fresh()))
        services.collect(10)


@pytest.fixture
def box(clock):
    return accounts.fresh()


@pytest.fixture
def clio(box):
    return accounts.clio(box)


@pytest.fixture
def task(written, box):
    """The letter's review."""
    accounts.clio_again(box)
    return ReviewTask.objects.get()


# --- while it is on its way ------------------------------------------------------------------------------------------


def _destroyed(delivery):
    held = MatterKey.objects.filter(matter=delivery.matter_id)
    held.update(data_key=None, digest_key=None, destroyed_at=timezone.now(), destroyed_by=delivery.asked_by)


def _ended(_delivery):
    Connection.objects.update(state=ConnectionState.ENDED)


MEANWHILE = [
    *(each for each in CHANGES if each[1] in (Trouble.MATTER_CLOSED, Trouble.APPROVER_MAY_NOT)),
    (_destroyed, Trouble.CONTENT_DESTROYED),
    (_ended, Trouble.CONNECTION_ENDED),
]


def right_after(monkeypatch, system, call, act):
    """Somebody acts once that call to the practice system has been answered."""
    real = getattr(system, call)

    def then(self, *args, **given):
        answer = real(self, *args, **given)
        act()
        return answer

    monkeypatch.setattr(system, call, then)


@pytest.mark.parametrize(("change", "trouble"), MEANWHILE, ids=[each.__name__ for each, _ in MEANWHILE])
def test_what_changes_while_it_is_looked_for_stops_it_before_anything_leaves(
    box, letter, monkeypatch, change, trouble
):
    delivery = letter(NOTE)
    right_after(monkeypatch, destinations.ClioMatter, "find_note", lambda: change(delivery))

    f.work()

    assert states(delivery) == (STOPPED, trouble)
    assert (box.clio.created("note"), box.clio.created("document")) == ([], [])
    assert (now(delivery).may_be_there, now(delivery).place) == (False, "")
    assert now(delivery).manifest.task.left_at is None
    assert Entry.objects.filter(subject=delivery.pk).last().facts["reason"] == trouble


@pytest.mark.parametrize("call", ["find_document", "begin", "put"])
def test_a_document_of_a_matter_that_is_closed_on_its_way_is_never_finished(
    box, letter, clock, monkeypatch, call
):
    delivery = letter(DOCUMENT)
    with monkeypatch.context() as patch:
        right_after(patch, destinations.ClioMatter, call, lambda: f.close(delivery.matter))
        f.work()
    assert states(delivery) == (STOPPED, Trouble.MATTER_CLOSED)
    assert f.documents_at(box, delivery) == []
    assert bool(box.s3.requests) == (call == "put")
    Matter.objects.update(status="open", closed_on=None)

    services.retry(delivery=now(delivery), by=delivery.asked_by)
    f.carry(clock)

    assert states(delivery) == (DeliveryState.VERIFIED, "")
    assert len(f.documents_at(box, delivery)) == 1


@pytest.mark.django_db(transaction=True)
def test_nothing_leaves_in_the_moment_in_which_the_matter_is_closed():
    with time_machine.travel(f.NOW, tick=False):
        box = accounts.fresh()
        delivery = f.only(accounts.clio(box), NOTE)
        by, (claimed,) = delivery.matter.responsible, services.claim(1)
        closing = matters.close_matter.__wrapped__  # the act, whose transaction is this one

        raised = at_once(
            lambda: closing(matter=delivery.matter, on=timezone.localdate(), by=by),
            lambda: services.send(claimed),
        )

    assert raised is None
    assert states(delivery) == (STOPPED, Trouble.MATTER_CLOSED)
    assert box.clio.created("note") == []


@pytest.mark.django_db(transaction=True)
def test_no_further_file_leaves_in_the_moment_in_which_the_text_is_found_wrong():
    """Of what was approved something has left, so its review says so already."""
    with time_machine.travel(f.NOW, tick=False):
        box = accounts.fresh()
        delivery = f.only(accounts.clio(box), DOCUMENT)
        task, by, (claimed,) = delivery.manifest.task, delivery.asked_by, services.claim(1)
        ReviewTask.objects.filter(pk=task.pk).update(left_at=timezone.now())
        finding = aftermath.report_wrong.__wrapped__  # the act, whose transaction is this one

        raised = at_once(
            lambda: finding(task=task, faults=["wrong_facts"], shown=delivery.manifest_id, by=by),
            lambda: services.send(claimed),
        )

    assert raised is None
    assert states(delivery) == (STOPPED, Trouble.NOT_FINAL)
    assert box.clio.created("document") == []


def test_a_connection_that_breaks_while_it_is_looked_for_is_waited_for(box, letter, monkeypatch):
    delivery = letter(NOTE)

    def breaks():
        Connection.objects.update(state=ConnectionState.BROKEN)

    right_after(monkeypatch, destinations.ClioMatter, "find_note", breaks)

    f.work()

    assert states(delivery) == (DeliveryState.WAITING, Trouble.CONNECTION_BROKEN)
    assert box.clio.created("note") == []


@pytest.mark.parametrize("kind", [NOTE, DOCUMENT])
def test_a_rule_of_the_clients_that_becomes_stricter_meanwhile_keeps_it_here(box, clock, monkeypatch, kind):
    delivery = f.only(accounts.mycase(box), kind, residency=Residency.DOCUMENTED_TRANSFER)
    looks = "find_note" if kind == NOTE else "find_document"

    def becomes_stricter():
        Matter.objects.update(residency=Residency.NO_STORAGE_ABROAD)

    right_after(monkeypatch, destinations.MyCaseCase, looks, becomes_stricter)

    f.work()

    assert states(delivery) == (STOPPED, Trouble.NOT_SHOWN_IN_CANADA)
    assert (box.mycase.created("note"), box.mycase.created("document")) == ([], [])
    assert not Departure.objects.exists()


def test_time_of_somebody_who_leaves_while_people_there_are_read_is_not_entered(box, clio, monkeypatch):
    from tests.sync import test_time as times

    delivery = times.confirmed(clio)

    def leaves():
        User.objects.filter(pk=delivery.asked_by_id).update(is_active=False)

    right_after(monkeypatch, destinations.ClioMatter, "whose", leaves)

    f.work()

    assert states(delivery)[0] == STOPPED
    assert times.in_clio(box) == []


# --- what speaks against an approval ---------------------------------------------------------------------------------


def withdrawn(task, clock):
    clock.shift(dt.timedelta(minutes=1))
    source = task.draft.request.chosen.get().source
    drafting.withdraw_source(source=source, reason="wrong_matter", by=factories.person("partner"))


def overturned(task, clock):
    SecondLook.objects.create(task=task, matter=task.matter, decision=task.decisions.get(), one_in=1)
    r.look_again(task, factories.person("partner"), "overturned", Sensitive("The lease ends a year later."))


def unlicensed(task, clock):
    licence = task.decisions.get().by.licences.get()
    people.withdraw_licence(licence=licence, by=factories.administrator())


DOUBTS = {
    "source withdrawn": (withdrawn, Trouble.SOURCE_WITHDRAWN),
    "overturned": (overturned, Trouble.OVERTURNED),
    "unlicensed": (unlicensed, Trouble.APPROVER_MAY_NOT),
}
each_doubt = pytest.mark.parametrize(("doubt", "trouble"), DOUBTS.values(), ids=DOUBTS)


def rests_on_a_source(connection, **more):
    matter = f.linked(connection)
    return f.approved(matter, sources=[f.drafts.source(matter, r.SOURCE)], **more)


@each_doubt
def test_a_final_text_against_which_something_speaks_before_it_left_is_held_back(
    box, task, clock, client, doubt, trouble
):
    doubt(task, clock)

    f.work()

    assert set(Delivery.objects.values_list("state", "trouble")) == {(STOPPED, trouble)}
    assert box.clio.requests == []
    delivery = Delivery.objects.get(kind=NOTE)
    with pytest.raises(WrongState):
        services.retry(delivery=delivery, by=delivery.asked_by)
    refused = Entry.objects.filter(event="review.refused").last()
    assert (refused.subject, refused.facts["attempted"]) == (task.pk, "retry")
    client.force_login(delivery.asked_by)
    page = client.get(f"/deliveries/{delivery.pk}/").content.decode()
    assert sentences.of(trouble) in page
    assert f"/deliveries/{delivery.pk}/retry/" not in page
    review = client.get(reverse("review:detail", args=[task.pk])).content.decode()
    assert "Nothing more of it leaves" in review
    assert "Exactly this is delivered" not in review
    assert client.get(reverse("review:approved", args=[task.pk])).status_code == 404
    assert "doubted since it was approved, not to be used" in foot(delivery.asked_by, task)
    assert r.fresh(task).left_at is None
    services.cancel(delivery=delivery, reason="wrong", by=delivery.asked_by)
    assert now(delivery).state == DeliveryState.CANCELLED


@pytest.mark.parametrize("kind", [NOTE, DOCUMENT])
@each_doubt
def test_so_is_one_that_is_looked_for_at_that_moment(box, task, clock, monkeypatch, kind, doubt, trouble):
    delivery = f.alone(Delivery.objects.get(kind=kind))
    looks = "find_note" if kind == NOTE else "find_document"
    right_after(monkeypatch, destinations.ClioMatter, looks, lambda: doubt(task, clock))

    f.work()

    assert states(delivery) == (STOPPED, trouble)
    assert (box.clio.created("note"), box.clio.created("document")) == ([], [])


def unsigned(clio, clock):
    """A factum for a court that wants nothing signed, approved twice, with its deliveries queued, and its lawyer."""
    task, lawyer, second = factum(forum=Forum.AB_KINGS_BENCH)
    RemoteRecord.objects.create(
        connection=clio, kind=RecordKind.MATTER, remote_id="40", local_id=task.matter_id
    )
    approve_twice(task, lawyer, second, clock)
    services.collect(10)
    return task, lawyer


def court_becomes_another(task, lawyer):
    changing = matters.change_details.__wrapped__  # the act, whose transaction is the caller's
    return lambda: changing(matter=task.matter, forum=Forum.FEDERAL, by=lawyer)


def rule_is_replaced(task, _lawyer):
    partner, forum = factories.person("partner"), task.matter.forum
    rule = reviews.propose_filing_rule(given=proposal(forum=forum, document="factum"), by=partner)
    putting = reviews.approve_filing_rule.__wrapped__
    return lambda: putting(rule=rule, instead_of=rule.in_its_place, by=partner)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("change", [court_becomes_another, rule_is_replaced])
def test_no_filing_leaves_in_the_moment_in_which_what_its_court_asks_changes(change):
    with time_machine.travel(f.NOW, tick=False) as clock:
        box = accounts.fresh()
        task, lawyer = unsigned(accounts.clio(box), clock)
        f.alone(Delivery.objects.get(kind=NOTE))
        (claimed,) = services.claim(1)

        raised = at_once(change(task, lawyer), lambda: services.send(claimed))

    assert raised is None
    assert states(Delivery.objects.get(kind=NOTE)) == (STOPPED, Trouble.COURT_CHANGED)
    assert box.clio.created("note") == []


@pytest.mark.parametrize("when", ["before it began", "while it is looked for"])
def test_a_filing_that_nobody_signs_is_held_back_once_its_court_is_another_and_approved_anew(
    box, clio, clock, client, monkeypatch, when
):
    task, lawyer = unsigned(clio, clock)

    def becomes_another():
        matters.change_details(matter=Matter.objects.get(), forum=Forum.FEDERAL, by=lawyer)

    if when == "before it began":
        becomes_another()
    else:
        f.alone(Delivery.objects.get(kind=NOTE))
        right_after(monkeypatch, destinations.ClioMatter, "find_note", becomes_another)

    f.work()

    assert states(Delivery.objects.get(kind=NOTE)) == (STOPPED, Trouble.COURT_CHANGED)
    assert box.clio.created("note") == box.clio.created("document") == []
    client.force_login(lawyer)
    page = client.get(reverse("review:detail", args=[task.pk])).content.decode()
    assert "What the court asks for has changed since this was approved." in page
    assert 'id="take-approval-back"' in page
    assert client.get(reverse("review:approved", args=[task.pk])).status_code == 404
    r.cancel_approval(task=r.fresh(task), by=lawyer)
    assert (r.fresh(task).state, r.fresh(task).left_at) == ("open", None)


def test_what_had_left_before_its_source_was_withdrawn_is_read_back_as_ever(box, task, clock):
    for each in services.claim(10):
        services.send(each)
    withdrawn(task, clock)

    f.carry(clock)

    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.VERIFIED}


@each_doubt
def test_what_stopped_after_it_had_arrived_is_read_again(box, task, clock, client, doubt, trouble):
    delivery = sent(f.alone(Delivery.objects.get(kind=NOTE)))
    box.faults.set("clio", "notes.read", 403)
    f.work()
    assert states(delivery) == (STOPPED, Trouble.NOT_PERMITTED)
    doubt(task, clock)
    client.force_login(delivery.asked_by)
    assert f"/deliveries/{delivery.pk}/retry/" in client.get(f"/deliveries/{delivery.pk}/").content.decode()

    services.retry(delivery=now(delivery), by=delivery.asked_by)
    f.carry(clock)

    assert states(delivery) == (DeliveryState.VERIFIED, "")
    assert len(box.clio.created("note")) == 1


@each_doubt
def test_what_is_gone_from_there_is_not_made_anew(box, task, clock, doubt, trouble):
    delivery = sent(f.alone(Delivery.objects.get(kind=NOTE)))
    removed(box, delivery)
    f.carry(clock)
    assert states(delivery) == (STOPPED, Trouble.NOT_THERE)
    doubt(task, clock)

    with pytest.raises(WrongState):
        services.retry(delivery=now(delivery), by=delivery.asked_by)

    assert states(delivery) == (STOPPED, Trouble.NOT_THERE)
    assert len(box.clio.created("note")) == 1
    assert Entry.objects.filter(event="review.refused").last().facts["attempted"] == "retry"


@each_doubt
def test_no_time_is_confirmed_with_words_against_which_something_speaks(clio, clock, doubt, trouble):
    task = rests_on_a_source(clio, text="Reviewed the lease.", code="time_entry")
    User.objects.filter(pk=task.matter.responsible_id).update(email="jane@firm.example")
    by = User.objects.get(pk=task.matter.responsible_id)
    assert list(queries.time_to_confirm(by)) == [task]
    doubt(task, clock)

    with pytest.raises(WrongState, match="doubted"):
        services.confirm_time(task=r.fresh(task), day=timezone.localdate(), units=5, billable=True, by=by)

    assert not Delivery.objects.exists()
    assert Entry.objects.filter(event="review.refused").last().facts["attempted"] == "confirm_time"
    assert not rules.can_confirm_time(by, r.fresh(task))
    assert list(queries.time_to_confirm(by)) == ([task] if doubt == unlicensed else [])


# --- who approved and who signed -------------------------------------------------------------------------------------


def test_an_approval_under_a_licence_recorded_by_mistake_is_not_mended_by_a_later_one(box, letter, clock):
    delivery = letter(NOTE)
    approver, administrator = delivery.asked_by, factories.administrator()
    people.withdraw_licence(licence=approver.licences.get(), by=administrator)
    clock.shift(dt.timedelta(days=2))
    people.record_licence(
        user=approver,
        licence_class="lawyer",
        regulator="lso",
        number="777001",
        scope=[],
        since=timezone.localdate(),
        until=None,
        by=administrator,
    )

    f.work()

    assert states(delivery) == (STOPPED, Trouble.APPROVER_MAY_NOT)
    assert box.clio.requests == []


def _left(person):
    User.objects.filter(pk=person.pk).update(is_active=False)


def _unlicensed(person):
    person.licences.update(until=dt.date(2026, 1, 1))


@pytest.mark.parametrize("who", ["delegate", "lawyer"])
def test_a_filing_is_held_back_once_who_signed_it_or_for_whom_it_counts_may_not_any_more(
    box, clio, clock, who
):
    task, lawyer, second = factum()
    covering, clerk = f.drafts.person("lawyer"), f.drafts.person("clerk")
    for each in (covering, clerk):
        f.drafts.join(task.matter, each)
    today = timezone.localdate()
    Cover.objects.create(
        away=lawyer, by_whom=covering, reason=CoverReason.COURT, first_day=today, last_day=today,
        recorded_by=lawyer,
    )  # fmt: skip
    approve_twice(task, covering, second, clock)
    delegate(task, clerk)
    sign(task, clerk)
    f.RemoteRecord.objects.create(connection=clio, kind="matter", remote_id="40", local_id=task.matter_id)
    services.collect(10)
    if who == "delegate":
        _left(clerk)
    else:
        _unlicensed(lawyer)

    f.work()

    assert set(Delivery.objects.values_list("state", "trouble")) == {(STOPPED, Trouble.SIGNER_MAY_NOT)}
    assert box.clio.requests == []


def test_what_was_signed_under_a_delegation_that_ended_since_goes(box, clio, clock):
    task, lawyer, second = factum()
    clerk = f.drafts.person("clerk")
    f.drafts.join(task.matter, clerk)
    approve_twice(task, lawyer, second, clock)
    delegate(task, clerk, days=0)
    sign(task, clerk)
    f.RemoteRecord.objects.create(connection=clio, kind="matter", remote_id="40", local_id=task.matter_id)
    services.collect(10)
    clock.shift(dt.timedelta(days=3))

    f.carry(clock)

    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.VERIFIED}
