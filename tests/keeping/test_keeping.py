"""Rules on keeping, holds and destruction: who may, what is refused, and what is gone afterwards."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from apps.audit.models import Entry
from apps.core.errors import BadInput, Conflict, NotAllowed, WrongState
from apps.desk import context
from apps.keeping import erasing, queries, rules, services, sweeping
from apps.keeping.models import Destruction, Hold, HoldReason, LiftReason, RetentionRule, State
from apps.matters import keys
from apps.matters import services as matters
from apps.matters.models import Matter, MatterKey, PracticeArea, Status
from apps.notices import queries as filters
from apps.notices import services as notices
from apps.notices.models import Page, SavedFilter
from apps.people.models import Robot, RoleCode, User
from apps.review.queue.piles import Pile
from tests import factories
from tests.database import held
from tests.keeping.conftest import CLOSED, FIRST_DAY, closed_then, notice_over, rule

pytestmark = pytest.mark.django_db


def last_entry():
    return Entry.objects.order_by("-id").first()


def refused(attempted, *reasons):
    entry = last_entry()
    assert (entry.event, entry.facts["attempted"], entry.facts["reasons"]) == (
        "keeping.refused",
        attempted,
        list(reasons),
    )
    return True


# --- rules


def test_a_rule_is_in_force_once_another_person_has_approved_it(partner, other):
    made = services.propose_rule(
        practice_area="", years=15, basis="By-Law 9", first_day=FIRST_DAY, by_itself=False, by=partner
    )
    assert not RetentionRule.objects.in_force(timezone.localdate()).exists()

    with pytest.raises(NotAllowed, match="Somebody else"):
        services.approve_rule(rule=made, by=partner)
    assert refused("approve_rule", "same_person")
    services.approve_rule(rule=made, by=other)

    assert list(RetentionRule.objects.in_force(timezone.localdate())) == [made]


@pytest.mark.parametrize("role", sorted({*RoleCode} - {RoleCode.PARTNER}))
def test_only_a_partner_proposes_a_rule(role):
    by = factories.administrator() if role == RoleCode.ADMINISTRATOR else factories.person(role)

    with pytest.raises(NotAllowed):
        services.propose_rule(
            practice_area="", years=15, basis="By-Law 9", first_day=FIRST_DAY, by_itself=False, by=by
        )

    assert refused("propose_rule", "not_partner")
    assert not RetentionRule.objects.exists()


@pytest.mark.parametrize("given_", [{"years": 0}, {"basis": " "}])
def test_a_rule_has_a_number_and_says_what_it_rests_on(partner, given_):
    with pytest.raises(BadInput):
        services.propose_rule(
            **{
                "practice_area": "",
                "years": 15,
                "basis": "By-Law 9",
                "first_day": FIRST_DAY,
                "by_itself": False,
                "by": partner,
            }
            | given_
        )


def test_an_ended_rule_makes_nothing_due(due, partner, other):
    services.end_rule(rule=RetentionRule.objects.get(), by=partner)
    services.approve_end(rule=RetentionRule.objects.get(), by=other)

    with pytest.raises(NotAllowed, match="No rule"):
        services.propose(matter=due, by=partner)
    assert refused("propose", "not_due")


@pytest.fixture
def wills(partner, other):
    """Wills are kept for long, everything else for a while, and goes by itself then."""
    rule(partner, other, years=7, by_itself=True)
    return rule(partner, other, area=PracticeArea.ESTATES, years=50)


def test_a_rule_ends_when_another_person_has_approved_that(matter, wills, partner, other):
    ended = services.end_rule(rule=wills, by=partner)
    assert not ended.ended
    assert last_entry().event == "keeping.rule_end_proposed"
    assert rules.rule_for(matter, timezone.localdate()) == wills
    assert sweeping.sweep(10) == 0

    with pytest.raises(NotAllowed, match="Somebody else"):
        services.approve_end(rule=wills, by=partner)
    assert refused("approve_end", "same_person")
    with pytest.raises(WrongState):
        services.end_rule(rule=wills, by=other)
    assert refused("end_rule", "wrong_state")
    with pytest.raises(NotAllowed):
        services.approve_end(rule=wills, by=factories.person("lawyer"))
    wills.refresh_from_db()
    assert not wills.ended

    assert services.approve_end(rule=wills, by=other).ended
    assert last_entry().facts == {"years": 50, "proposed_by": str(partner.pk)}


def test_nobody_approves_an_end_that_was_not_proposed(wills, other):
    with pytest.raises(WrongState):
        services.approve_end(rule=wills, by=other)

    assert refused("approve_end", "wrong_state")


LEFT = {
    "none": [],
    "a shorter one": [(PracticeArea.ESTATES, 49)],
    "a longer one": [("", 60)],
    "that of another area": [(PracticeArea.FAMILY, 7)],
}


@pytest.mark.parametrize("left", LEFT)
def test_whatever_is_left_a_rule_takes_two_to_end(matter, partner, other, left):
    made = rule(partner, other, area=PracticeArea.ESTATES, years=50)
    for area, years in LEFT[left]:
        rule(partner, other, area=area, years=years)

    assert not services.end_rule(rule=made, by=partner).ended
    assert RetentionRule.objects.in_force(timezone.localdate()).filter(pk=made.pk).exists()

    assert services.approve_end(rule=made, by=other).ended


@pytest.mark.parametrize("who", ["proposer", "partner", "administrator"])
def test_a_rule_that_was_proposed_to_end_is_kept_and_may_be_proposed_to_end_again(wills, partner, other, who):
    by = {"proposer": partner, "partner": other, "administrator": factories.administrator()}[who]
    services.end_rule(rule=wills, by=partner)

    kept = services.keep_rule(rule=wills, by=by)

    assert (kept.ended, kept.end_proposed_by) == (False, None)
    assert (last_entry().event, last_entry().actor) == ("keeping.rule_kept", by.pk)
    assert last_entry().facts == {"years": 50, "proposed_by": str(partner.pk)}
    with pytest.raises(WrongState):
        services.approve_end(rule=wills, by=other)
    services.end_rule(rule=wills, by=other)
    assert services.approve_end(rule=wills, by=partner).ended


def test_a_rule_is_kept_by_whoever_may_say_so_and_only_where_it_is_to_end(wills, partner, other):
    with pytest.raises(WrongState):
        services.keep_rule(rule=wills, by=partner)
    assert refused("keep_rule", "wrong_state")
    services.end_rule(rule=wills, by=partner)

    for by in (factories.person("lawyer"), factories.person("auditor")):
        with pytest.raises(NotAllowed):
            services.keep_rule(rule=wills, by=by)
    assert refused("keep_rule", "not_partner")
    wills.refresh_from_db()
    assert wills.is_to_end

    services.approve_end(rule=wills, by=other)
    with pytest.raises(WrongState):
        services.keep_rule(rule=wills, by=partner)


def test_a_proposal_of_a_rule_is_taken_back_by_one_partner(partner):
    made = services.propose_rule(
        practice_area="", years=15, basis="By-Law 9", first_day=FIRST_DAY, by_itself=False, by=partner
    )

    assert services.end_rule(rule=made, by=partner).ended


def test_the_database_lets_nobody_approve_their_own_end_of_a_rule(wills, partner):
    with pytest.raises(DatabaseError, match="an_ending_is_approved"):
        RetentionRule.objects.filter(pk=wills.pk).update(end_proposed_by=partner, end_approved_by=partner)


def test_what_came_under_a_rule_by_the_end_of_another_waits_for_persons(matter, wills, partner, other):
    services.end_rule(rule=wills, by=partner)
    services.approve_end(rule=wills, by=other)
    assert sweeping.sweep(10) == 1
    notice_over()

    assert sweeping.sweep(10) == 0

    destruction = Destruction.objects.get()
    assert (destruction.state, destruction.by_itself) == (State.PROPOSED, False)
    approved = services.approve(destruction=destruction, by=partner)
    assert services.destroy(destruction=approved, by=other).state == State.DESTROYED


def test_what_is_not_due_any_more_is_not_destroyed_by_itself_and_that_is_on_record(matter, partner, other):
    rule(partner, other, years=7, by_itself=True)
    assert sweeping.sweep(10) == 1
    notice_over()
    matters.reopen_matter(matter=matter, by=partner)

    with pytest.raises(NotAllowed):
        sweeping.destroying.destroy_by_rule(
            destruction=Destruction.objects.get(), by=User.for_robot(Robot.SWEEPER)
        )

    assert refused("destroy", "not_due")
    assert Destruction.objects.get().state == State.PROPOSED
    assert MatterKey.objects.get(matter=matter).data_key


def test_a_rule_that_ended_before_the_matter_was_opened_is_not_asked(partner, other):
    rule(partner, other, years=7, by_itself=True)
    wills = rule(partner, other, area=PracticeArea.ESTATES, years=50, first_day=dt.date(1990, 1, 1))
    RetentionRule.objects.filter(pk=wills.pk).update(last_day=dt.date(2000, 1, 1))
    made = factories.matter(opened_on=dt.date(2008, 1, 2), responsible=partner)
    closed_then(made, partner)
    assert sweeping.sweep(10) == 1
    notice_over()

    assert sweeping.sweep(10) == 1


def test_a_matter_whose_practice_area_was_changed_waits_for_persons(partner, other):
    rule(partner, other, years=7, by_itself=True)
    made = factories.matter(opened_on=dt.date(2008, 1, 2), responsible=partner)
    matters.change_details(matter=made, by=partner, practice_area=PracticeArea.FAMILY)
    closed_then(made, partner)
    assert sweeping.sweep(10) == 1
    assert Destruction.objects.get().by_itself is False
    Destruction.objects.update(by_itself=True)  # as one that was proposed before the area was changed
    notice_over()

    assert sweeping.sweep(10) == 0

    assert (Destruction.objects.get().state, Destruction.objects.get().by_itself) == (State.PROPOSED, False)
    assert MatterKey.objects.get(matter=made).data_key


def test_a_matter_of_which_somebody_said_only_lately_that_it_closed_long_ago_waits_for_persons(
    partner, other
):
    """One partner's word on a day would else be enough to have its content destroyed, with nobody asked."""
    rule(partner, other, years=7, by_itself=True)
    made = factories.matter(opened_on=dt.date(2008, 1, 2), responsible=partner)
    matters.close_matter(matter=made, on=CLOSED, by=partner)
    assert sweeping.sweep(10) == 1
    assert Destruction.objects.get().by_itself is False
    Destruction.objects.update(by_itself=True)
    notice_over()

    assert sweeping.sweep(10) == 0

    assert (Destruction.objects.get().state, Destruction.objects.get().by_itself) == (State.PROPOSED, False)
    assert MatterKey.objects.get(matter=made).data_key


def test_a_matter_of_which_the_log_does_not_say_when_it_was_closed_waits_for_persons(partner, other):
    rule(partner, other, years=7, by_itself=True)
    made = factories.matter(opened_on=dt.date(2008, 1, 2), responsible=partner)
    Matter.objects.filter(pk=made.pk).update(status=Status.CLOSED, closed_on=CLOSED)

    assert sweeping.sweep(10) == 1

    assert Destruction.objects.get().by_itself is False


def test_the_rule_of_the_area_counts_and_not_the_one_for_every_area(due, partner, other):
    own = rule(partner, other, area=PracticeArea.ESTATES, years=50)

    assert rules.rule_for(due, timezone.localdate()) == own
    assert list(sweeping.due(timezone.localdate())) == []


@given(st.dates(dt.date(1990, 1, 1), dt.date(2040, 12, 31)), st.integers(1, 60))
def test_a_matter_is_due_from_the_very_day(today, years):
    last = sweeping._before(today, years)

    assert rules.years_after(last, years) <= today
    assert rules.years_after(last + dt.timedelta(days=1), years) > today


# --- holds


def test_a_hold_stops_what_was_approved_and_everything_after(approved, partner, other):
    hold = services.place_hold(matter=approved.matter, reason=HoldReason.LITIGATION, by=partner)
    approved.refresh_from_db()
    assert approved.state == State.HELD

    for act in (
        lambda: services.propose(matter=approved.matter, by=partner),
        lambda: services.destroy(destruction=approved, by=other),
    ):
        with pytest.raises(NotAllowed, match="hold"):
            act()
    assert refused("destroy", "held")
    assert sweeping.sweep(10) == 0
    assert MatterKey.objects.get(matter=approved.matter).data_key

    services.lift_hold(hold=hold, reason=LiftReason.ENDED, by=other)
    assert sweeping.sweep(10) == 1


def test_the_database_keeps_the_keys_of_a_held_matter(due, partner):
    services.place_hold(matter=due, reason=HoldReason.COMPLAINT, by=partner)

    for change in (
        lambda key: key.update(
            data_key=None, digest_key=None, destroyed_at=timezone.now(), destroyed_by=partner
        ),
        lambda key: key.delete(),
    ):
        with pytest.raises(DatabaseError, match="hold"), transaction.atomic():
            change(MatterKey.objects.filter(matter=due))


def test_a_stranger_neither_holds_nor_lifts_and_what_was_done_is_on_record(due, partner):
    stranger, clerk = factories.person("lawyer"), factories.person("clerk")

    for by in (stranger, clerk, factories.administrator()):
        with pytest.raises(NotAllowed):
            services.place_hold(matter=due, reason=HoldReason.CLIENT, by=by)
    assert not Hold.objects.exists()
    hold = services.place_hold(matter=due, reason=HoldReason.CLIENT, by=partner)
    with pytest.raises(Conflict):
        services.place_hold(matter=due, reason=HoldReason.CLIENT, by=partner)
    for by in (stranger, clerk, factories.administrator()):
        with pytest.raises(NotAllowed):
            services.lift_hold(hold=hold, reason=LiftReason.MISTAKE, by=by)

    hold = services.lift_hold(hold=hold, reason=LiftReason.MISTAKE, by=partner)

    assert (hold.lifted_by, hold.lift_reason) == (partner, LiftReason.MISTAKE)
    assert last_entry().facts == {"reason": "mistake", "placed_by": str(partner.pk)}
    with pytest.raises(WrongState):
        services.lift_hold(hold=hold, reason=LiftReason.MISTAKE, by=partner)


@pytest.mark.django_db(transaction=True)
def test_a_hold_that_waited_for_a_destruction_is_told_that_there_is_nothing_left(approved, partner, other):
    """The hold has begun and waits for the matter, which is being destroyed."""
    with ThreadPoolExecutor(1) as threads:
        with held():
            services.destroy(destruction=approved, by=other)
            placed = threads.submit(in_its_own, hold, approved.matter, partner)
            until_it_waits(placed)
        with pytest.raises(WrongState, match="destroyed already"):
            placed.result()

    assert refused("place_hold", "wrong_state")
    assert not Hold.objects.exists()


def hold(matter, by):
    return services.place_hold(matter=matter, reason=HoldReason.LITIGATION, by=by)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("first", ["destroyed", "held"])
def test_the_database_lets_content_be_destroyed_or_held_and_not_both(due, partner, connect_as, first):
    """Whoever writes the rows, in whatever order they begin."""
    acts = {
        "destroyed": lambda: MatterKey.objects.filter(matter=due).update(
            data_key=None, digest_key=None, destroyed_at=timezone.now(), destroyed_by=partner
        ),
        "held": lambda: Hold.objects.create(matter=due, reason=HoldReason.CLAIM, placed_by=partner),
    }
    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            acts.pop(first)()
            (second,) = acts.values()
            after = threads.submit(in_its_own, second)
            until_it_waits(after)
        with pytest.raises(DatabaseError, match=r"hold|destroyed"):
            after.result()

    gone = MatterKey.objects.get(matter=due).destroyed_at is not None
    assert (gone, Hold.objects.exists()) == (first == "destroyed", first == "held")


def in_its_own(act, *given):
    """With a connection of its own, which ends with it."""
    try:
        return act(*given)
    finally:
        connection.close()


def until_it_waits(other):
    """Until the other thread waits for what this transaction holds, or is done without."""
    with connection.cursor() as cursor:
        while not other.done():
            cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
            if cursor.fetchone()[0]:
                return


# --- destruction


def test_destroying_takes_a_partner_and_another_person(approved, partner):
    with pytest.raises(NotAllowed, match="Somebody else"):
        services.destroy(destruction=approved, by=partner)
    assert refused("destroy", "same_person")
    assert MatterKey.objects.get(matter=approved.matter).data_key

    done = services.destroy(destruction=approved, by=factories.administrator())

    assert (done.state, done.settled_by) == (State.DESTROYED, factories.administrator())
    facts = last_entry().facts
    assert (facts["approved_by"], facts["by_itself"]) == (str(partner.pk), False)
    assert (facts["rows"], facts["bytes"]) == (sum(done.what.values()), done.octets)


def test_what_is_destroyed_is_gone_and_the_rest_stays(approved, other):
    matter = approved.matter
    source = matter.sources.get()
    digest = source.original_hmac

    done = services.destroy(destruction=approved, by=other)

    assert done.what["intake.source"] == 1
    assert done.octets > 0
    source.refresh_from_db()
    assert (bytes(source.original), bytes(source.title), source.original_hmac) == (b"", b"", digest)
    with pytest.raises(keys.KeysDestroyed):
        keys.reveal(source, "title")
    again = Matter.objects.get(pk=matter.pk)
    assert (again.title, again.number, again.parties.count()) == ("—", matter.number, 0)
    for act in (
        lambda: services.destroy(destruction=done, by=other),
        lambda: services.propose(matter=again, by=other),
        lambda: services.place_hold(matter=again, reason=HoldReason.OTHER, by=other),
        lambda: matters.reopen_matter(matter=again, by=other),
    ):
        with pytest.raises(WrongState):
            act()
    assert "keeping.matter_destroyed" in Entry.objects.values_list("event", flat=True)


def test_a_filter_of_the_queue_that_somebody_kept_for_it_keeps_no_content_here(approved, partner, other):
    """Its name is the only sealed text that has to be there: it may say whom the matter is about."""
    asked = {"show": Pile.TEAM, "matter": approved.matter}
    kept = notices.save_filter(asked=asked, by=partner, page=Page.QUEUE, name="Halloran, late")

    assert services.destroy(destruction=approved, by=other).state == State.DESTROYED

    assert bytes(SavedFilter.objects.get(pk=kept.pk).name) == b""
    (shown,) = filters.named(filters.filters_of_the_queue(partner).rows(), partner)
    assert shown.name == f"My teams · {approved.matter.number}"


def test_only_a_partner_who_sees_the_matter_decides(due, partner, other):
    factories.screen(due, other)
    destruction = services.propose(matter=due, by=partner)
    people = [other, factories.administrator(), *(factories.person(each) for each in ("lawyer", "auditor"))]

    for by in people:
        for act in (services.approve, services.decline):
            with pytest.raises(NotAllowed):
                act(destruction=destruction, by=by)
    approved = services.approve(destruction=destruction, by=partner)
    for by in people:
        if not by.is_administrator:
            with pytest.raises(NotAllowed):
                services.destroy(destruction=approved, by=by)

    destruction.refresh_from_db()
    assert destruction.state == State.APPROVED


def test_an_open_matter_or_one_not_due_is_left_alone(matter, partner, other):
    rule(partner, other, years=60)

    with pytest.raises(NotAllowed):
        services.propose(matter=matter, by=partner)
    assert refused("propose", "not_due")


def test_a_matter_opened_again_is_not_destroyed(approved, partner, other):
    matters.reopen_matter(matter=approved.matter, by=partner)

    with pytest.raises(NotAllowed):
        services.destroy(destruction=approved, by=other)
    assert sweeping.sweep(10) == 1

    approved.refresh_from_db()
    assert approved.state == State.LAPSED
    assert last_entry().event == "keeping.destruction_lapsed"


# --- the sweep


def test_the_sweep_proposes_and_destroys_nothing(due):
    assert sweeping.sweep(10) == 1
    Destruction.objects.update(proposed_at=timezone.now() - dt.timedelta(days=400))
    assert sweeping.sweep(10) == 0

    assert Destruction.objects.get().state == State.PROPOSED
    assert MatterKey.objects.get(matter=due).data_key


def test_a_rule_that_acts_by_itself_destroys_after_its_notice(matter, partner, other):
    made = rule(partner, other, by_itself=True)
    assert sweeping.sweep(10) == 1
    assert sweeping.sweep(10) == 0
    notice_over()

    assert sweeping.sweep(10) == 1

    done = Destruction.objects.get()
    assert (done.state, done.approved_by, done.settled_by) == (
        State.DESTROYED,
        other,
        User.for_robot(Robot.SWEEPER),
    )
    assert done.rule == made
    assert last_entry().facts["by_itself"] is True


def test_a_notice_that_nobody_could_read_is_none(matter, partner, other):
    """The house was off for a month, or its clock went ahead by one: nobody could have held or declined anything."""
    rule(partner, other, by_itself=True)
    assert sweeping.sweep(10) == 1
    notice_over(days=rules.SEEN - 1)

    assert sweeping.sweep(10) == 0

    waiting = Destruction.objects.get()
    assert (waiting.state, waiting.by_itself) == (State.PROPOSED, True)
    notice_over()
    assert sweeping.sweep(10) == 1
    assert Destruction.objects.get().state == State.DESTROYED


def test_a_matter_whose_day_of_closing_is_not_the_one_in_the_log_waits_for_persons(matter, partner, other):
    rule(partner, other, years=7, by_itself=True)
    Matter.objects.update(closed_on=CLOSED - dt.timedelta(days=1))

    assert sweeping.sweep(10) == 1

    assert Destruction.objects.get().by_itself is False


def test_a_matter_at_which_the_sweep_fails_holds_up_no_other(matter, partner, other, monkeypatch, caplog):
    rule(partner, other, by_itself=True)
    again = closed_then(factories.matter(responsible=partner, opened_on=CLOSED), partner)
    assert sweeping.sweep(10) == 2
    notice_over()
    destroy = sweeping.destroying.destroy_by_rule

    def fails(*, destruction, by):
        if destruction.matter == matter:
            raise ValueError("what a row says")
        return destroy(destruction=destruction, by=by)

    monkeypatch.setattr(sweeping.destroying, "destroy_by_rule", fails)

    assert sweeping.sweep(10) == 1
    assert sweeping.sweep(10) == 0

    states = dict(Destruction.objects.values_list("matter", "state"))
    assert states == {matter.pk: State.PROPOSED, again.pk: State.DESTROYED}
    assert "ValueError" in caplog.text
    assert "what a row says" not in caplog.text


def test_what_a_partner_declined_is_proposed_again_in_a_year(due, partner):
    sweeping.sweep(10)
    services.decline(destruction=Destruction.objects.get(), by=partner)

    assert sweeping.sweep(10) == 0
    Destruction.objects.update(settled_at=timezone.now() - sweeping.ASKED_AGAIN)
    assert sweeping.sweep(10) == 1


# --- who sees


def test_administrators_and_auditors_see_all_partners_theirs_and_others_none(approved, partner, other):
    factories.screen(approved.matter, other)

    seen = {
        name: list(Destruction.objects.shown_to(user)) == [approved]
        for name, user in {
            "partner": partner,
            "screened": other,
            "administrator": factories.administrator(),
            "auditor": factories.person("auditor"),
            "lawyer": factories.person("lawyer"),
        }.items()
    }

    assert seen == {
        "partner": True,
        "screened": False,
        "administrator": True,
        "auditor": True,
        "lawyer": False,
    }


def test_every_sealed_column_of_a_matter_is_known_to_be_emptied():
    found = {
        f"{model._meta.label_lower}.{column}" for model, names in erasing.sealed_columns() for column in names
    }

    assert {
        "drafting.version.text",
        "drafting.request.assignment",
        "intake.source.original",
        "review.rendering.content",
        "policy.placeholder.value",
        "policy.replacement.value",
        "matters.party.aliases",
    } <= found
    assert not any(column.startswith(("audit.", "integrations.", "matters.matterkey")) for column in found)


def test_a_text_of_the_clients_cannot_be_read_from_the_rows_afterwards(approved, other):
    services.destroy(destruction=approved, by=other)

    for model, columns in erasing.sealed_columns():
        for row in model._default_manager.filter(matter=approved.matter):
            assert all(not getattr(row, column) for column in columns)
    key = MatterKey.objects.get(matter=approved.matter)
    assert (key.data_key, key.digest_key) == (None, None)


MAY_SETTLE = {"proposed": {"partner", "other"}, "approved": {"other", "administrator"}}


@pytest.mark.parametrize("stage", MAY_SETTLE)
def test_the_rail_counts_what_the_page_lets_its_reader_settle(stage, due, partner, other):
    destruction = services.propose(matter=due, by=partner)
    if stage == "approved":
        services.approve(destruction=destruction, by=partner)
    screened, keeps_keys = factories.person("partner"), factories.with_the_keys(factories.person("partner"))
    for each in (screened, keeps_keys):
        factories.screen(due, each)
    people = {"partner": partner, "other": other, "screened": screened, "screened administrator": keeps_keys}
    people |= {role: factories.person(role) for role in ("administrator", "auditor", "lawyer")}

    for who, person in people.items():
        reader = User.objects.get(pk=person.pk)
        counted = queries.waits_for(reader)

        assert reader.is_administrator or context.counted(context.around(reader)).destructions == counted, who
        assert counted == sum(each.may_settle for each in queries.waiting(reader)), who
        assert counted == int(who in MAY_SETTLE[stage]), who
