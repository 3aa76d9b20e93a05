import datetime as dt
import json

import pytest
from django.utils import timezone

from apps.audit.models import Entry
from apps.core.errors import BadInput, Conflict, NotAllowed, WrongState
from apps.matters import forms, keys, loosening, rules, services
from apps.matters.models import (
    Client,
    Matter,
    MatterKey,
    NoticeKind,
    Office,
    Residency,
    ScreenReason,
    Status,
)
from apps.people.models import Robot, RoleCode, User
from tests import factories

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def matter():
    return factories.matter()


@pytest.fixture
def partner():
    return factories.person("partner")


def events(matter):
    return [e.event for e in Entry.objects.filter(matter=matter.pk).order_by("id")]


def team(matter):
    return set(matter.team.current().values_list("user", flat=True))


# --- opening


def _open(by, **more):
    given = {
        "number": "2026-7000",
        "title": "Estate of Adeyemi",
        "client": more.pop("client", None) or factories.client(),
        "office": factories.office(),
        "responsible": more.pop("responsible", None) or factories.person("lawyer"),
        "practice_area": "estates",
        "province": "ON",
        "opened_on": dt.date(2026, 3, 2),
    }
    return services.open_matter(**given | more, by=by)


def test_a_matter_opens_with_keys_a_team_and_the_strictest_rule_on_where_it_may_go():
    clerk = factories.person("clerk")

    matter = _open(clerk)

    assert (matter.status, matter.residency) == (Status.OPEN, Residency.NEVER_LEAVES)
    assert MatterKey.objects.filter(matter=matter, data_key__isnull=False).exists()
    assert team(matter) == {matter.responsible_id, clerk.pk}
    assert events(matter) == [
        "matters.keys_made",
        "matters.team_changed",
        "matters.team_changed",
        "matters.matter_opened",
    ]
    assert Entry.objects.get(event="matters.matter_opened").facts == {
        "client": str(matter.client_id),
        "area": "estates",
        "province": "on",
        "residency": "never_leaves",
    }


@pytest.mark.parametrize("by", ["partner", "robot"])
def test_a_partner_or_a_robot_who_opens_a_matter_does_not_join_its_team(by):
    opener = factories.person("partner") if by == "partner" else User.for_robot(Robot.SYNC)

    matter = _open(opener)

    assert team(matter) == {matter.responsible_id}


@pytest.mark.parametrize("role", ["", RoleCode.ADMINISTRATOR, RoleCode.AUDITOR])
def test_whose_role_works_on_no_matter_opens_none(role):
    user = factories.person(role)
    client = factories.client()

    with pytest.raises(NotAllowed, match="does not open matters"):
        _open(user, client=client)
    with pytest.raises(NotAllowed):
        services.add_client(name="Someone", by=user)

    assert (Matter.objects.count(), Client.objects.count()) == (0, 1)


@pytest.mark.parametrize("role", [RoleCode.CLERK, RoleCode.STUDENT, RoleCode.STAFF, RoleCode.ADMINISTRATOR])
def test_only_a_deciding_role_is_responsible(role, partner):
    with pytest.raises(NotAllowed, match="cannot be responsible"):
        _open(partner, responsible=factories.person(role))

    assert Matter.objects.count() == 0


def test_a_number_is_taken_once_and_a_title_is_needed(partner):
    _open(partner)

    with pytest.raises(Conflict, match="number exists"):
        _open(partner, number=" 2026-7000 ")
    with pytest.raises(BadInput):
        _open(partner, number="2026-7001", title="  ")
    with pytest.raises(TypeError, match="colour"):
        _open(partner, number="2026-7002", colour="red")

    assert Matter.objects.count() == 1


def test_an_office_is_added_once_by_an_administrator_or_partner(partner):
    office = services.add_office(name="Calgary", province="AB", time_zone="America/Edmonton", by=partner)

    with pytest.raises(Conflict):
        services.add_office(name="Calgary", province="AB", time_zone="America/Edmonton", by=partner)
    with pytest.raises(BadInput, match="time zone"):
        services.add_office(name="Banff", province="AB", time_zone="America/Banff", by=partner)
    with pytest.raises(NotAllowed):
        services.add_office(
            name="Banff", province="AB", time_zone="America/Edmonton", by=factories.person("clerk")
        )

    assert Office.objects.get() == office
    assert Entry.objects.get(event="matters.office_added").facts == {"province": "ab"}


# --- parties


def test_a_party_is_kept_with_its_other_names_and_identifiers_sealed(matter):
    party = services.add_party(
        matter=matter,
        name=" Babatunde  Adeyemi ",
        role="opposing",
        by=matter.responsible,
        aliases=["Tunde", " "],
        identifiers={
            "sin": "046 454 286",
            "phones": ["416-555-0100"],
            "emails": "tunde@mail.example",
            "born": "",
        },
    )

    assert party.name == "Babatunde Adeyemi"
    assert json.loads(keys.reveal(party, "aliases").reveal()) == ["Tunde"]
    assert json.loads(keys.reveal(party, "identifiers").reveal()) == {
        "sin": "046 454 286",
        "phones": ["416-555-0100"],
        "emails": ["tunde@mail.example"],
    }
    entry = Entry.objects.get(event="matters.matter_changed")
    assert (entry.subject, entry.matter, entry.facts) == (party.pk, matter.pk, {"fields": ["parties"]})


def test_opening_what_a_party_is_known_by_is_on_record(matter):
    by = factories.member(matter)
    party = services.add_party(
        matter=matter, name="Babatunde Adeyemi", role="opposing", by=matter.responsible, aliases=["Tunde"]
    )

    aliases, identifiers = services.known_of(party=party, by=by)

    entry = Entry.objects.get(event="matters.party_opened")
    assert (aliases, identifiers) == (["Tunde"], {})
    assert (entry.actor, entry.subject, entry.matter, entry.facts) == (by.pk, party.pk, matter.pk, {})


def test_what_a_party_is_known_by_is_opened_for_nobody_who_does_not_work_on_the_matter(matter):
    party = services.add_party(
        matter=matter, name="Babatunde Adeyemi", role="opposing", by=matter.responsible, aliases=["Tunde"]
    )

    with pytest.raises(NotAllowed):
        services.known_of(party=party, by=factories.person("lawyer"))

    assert not Entry.objects.filter(event="matters.party_opened").exists()


BAD_PARTY = {
    "no name": ({"name": " "}, BadInput, []),
    "a kind that is not kept": ({"identifiers": {"passport": "x"}}, BadInput, []),
    "two numbers where there is one": ({"identifiers": {"sin": ["1", "2"]}}, BadInput, []),
    "listed already": ({"name": "Tunde Adeyemi"}, Conflict, ["matters.refused"]),
}


@pytest.mark.parametrize(("given", "error", "told"), BAD_PARTY.values(), ids=BAD_PARTY)
def test_a_party_that_does_not_do_is_not_added(given, error, told, matter):
    factories.party(matter)
    before = events(matter)

    with pytest.raises(error):
        factories.party(matter, **{"name": "Another"} | given)

    assert matter.parties.count() == 1
    assert events(matter) == before + told


# --- team and screens


def test_people_join_and_leave_a_team_on_record(matter):
    clerk = factories.person("clerk")

    services.join_team(matter=matter, user=clerk, by=matter.responsible)
    assert rules.works_on(clerk, matter)
    with pytest.raises(Conflict):
        services.join_team(matter=matter, user=clerk, by=matter.responsible)
    services.leave_team(matter=matter, user=clerk, by=matter.responsible)

    assert not rules.works_on(clerk, matter)
    with pytest.raises(WrongState, match="not on the team"):
        services.leave_team(matter=matter, user=clerk, by=matter.responsible)
    changes = [e.facts for e in Entry.objects.filter(event="matters.team_changed").order_by("id")]
    assert changes[-2:] == [
        {"user": str(clerk.pk), "change": "joined"},
        {"user": str(clerk.pk), "change": "left"},
    ]


def test_the_responsible_lawyer_stays(matter, partner):
    with pytest.raises(WrongState, match="stays on the team"):
        services.leave_team(matter=matter, user=matter.responsible, by=partner)
    with pytest.raises(WrongState, match="Name another"):
        services.raise_screen(matter=matter, user=matter.responsible, reason=ScreenReason.OTHER, by=partner)

    assert rules.works_on(matter.responsible, matter)


def test_another_lawyer_is_made_responsible_and_joins(matter, partner):
    before, after = matter.responsible, factories.person("lawyer")

    services.change_responsible(matter=matter, responsible=after, by=before)
    services.raise_screen(matter=matter, user=before, reason=ScreenReason.FORMER_CLIENT, by=partner)

    matter.refresh_from_db()
    assert matter.responsible == after
    assert team(matter) == {after.pk}
    assert not rules.works_on(before, matter)


@pytest.mark.parametrize("role", ["", RoleCode.ADMINISTRATOR, RoleCode.AUDITOR])
def test_whose_role_works_on_no_matter_joins_no_team(role, matter):
    user = factories.person(role)

    with pytest.raises(NotAllowed, match="no role that works on matters"):
        services.join_team(matter=matter, user=user, by=matter.responsible)

    assert team(matter) == {matter.responsible_id}


# --- closing


def test_a_closed_matter_is_read_and_not_changed_until_it_is_opened_again(matter, partner):
    clerk = factories.person("clerk")

    services.close_matter(matter=matter, on=TODAY(), by=matter.responsible)

    matter.refresh_from_db()
    assert (matter.status, matter.closed_on) == (Status.CLOSED, TODAY())
    assert rules.works_on(matter.responsible, matter)
    for change in (
        lambda: factories.party(matter),
        lambda: services.join_team(matter=matter, user=clerk, by=partner),
        lambda: services.change_residency(matter=matter, residency=Residency.NEVER_LEAVES, by=partner),
        lambda: services.change_responsible(matter=matter, responsible=partner, by=partner),
        lambda: services.close_matter(matter=matter, on=TODAY(), by=partner),
    ):
        with pytest.raises(WrongState, match="closed"):
            change()
    services.raise_screen(matter=matter, user=clerk, reason=ScreenReason.OTHER, by=partner)
    services.reopen_matter(matter=matter, by=partner)
    matter.refresh_from_db()
    assert (matter.status, matter.closed_on) == (Status.OPEN, None)
    states = [
        e.facts.get("state") for e in Entry.objects.filter(event="matters.matter_changed").order_by("id")
    ]
    assert states == ["closed", "open"]


def test_a_matter_is_closed_by_a_partner_or_its_responsible_lawyer_on_a_day_that_makes_sense(matter, partner):
    member = factories.member(matter)

    with pytest.raises(NotAllowed, match="responsible"):
        services.close_matter(matter=matter, on=TODAY(), by=member)
    with pytest.raises(BadInput):
        services.close_matter(matter=matter, on=dt.date(2025, 1, 1), by=partner)
    with pytest.raises(BadInput):
        services.close_matter(matter=matter, on=TODAY() + dt.timedelta(days=1), by=partner)
    with pytest.raises(WrongState, match="not closed"):
        services.reopen_matter(matter=matter, by=partner)

    matter.refresh_from_db()
    assert matter.status == Status.OPEN


# --- where it may go, what the client was told


ORDER = loosening.STRICTNESS
CHANGES = [(before, after) for before in ORDER for after in ORDER if before != after]


@pytest.mark.parametrize(("before", "after"), CHANGES, ids=[f"{b} to {a}" for b, a in CHANGES])
def test_anyone_on_the_team_tightens_where_information_may_go_and_only_a_partner_loosens_it(
    before, after, partner
):
    matter = factories.matter(residency=before)
    clerk = factories.member(matter, factories.person("clerk"))

    if ORDER.index(after) > ORDER.index(before):
        services.change_residency(matter=matter, residency=after, by=clerk)
    else:
        with pytest.raises(NotAllowed, match="Only a partner loosens"):
            services.change_residency(matter=matter, residency=after, by=clerk)
        assert Matter.objects.get(pk=matter.pk).residency == before
        services.change_residency(matter=matter, residency=after, by=partner)

    assert Matter.objects.get(pk=matter.pk).residency == after
    assert Entry.objects.get(event="matters.matter_changed").facts == {
        "fields": ["residency"],
        "residency": after.value,
    }


def test_what_the_client_was_told_is_recorded_by_a_licensee_of_theirs(matter):
    notice = services.record_notice(
        client=matter.client,
        kind=NoticeKind.CONSENT,
        given_on=TODAY(),
        wording="retainer, s. 7",
        by=matter.responsible,
    )

    assert matter.client.notices.get() == notice
    entry = Entry.objects.get(event="matters.notice_recorded")
    assert (entry.subject, entry.facts["kind_of_notice"]) == (notice.pk, "consent")


def test_a_notice_by_a_stranger_or_of_tomorrow_is_not_recorded(matter):
    given = {"client": matter.client, "kind": NoticeKind.NOTICE, "wording": "s. 7"}

    with pytest.raises(NotAllowed, match="no matter of this client"):
        services.record_notice(**given, given_on=TODAY(), by=factories.person("lawyer"))
    with pytest.raises(NotAllowed, match="licensee"):
        services.record_notice(
            **given, given_on=TODAY(), by=factories.member(matter, factories.person("clerk"))
        )
    with pytest.raises(BadInput, match="still to come"):
        services.record_notice(**given, given_on=TODAY() + dt.timedelta(days=1), by=matter.responsible)

    assert matter.client.notices.count() == 0
    assert not Entry.objects.filter(event="matters.notice_recorded").exists()


# --- what it may cost


@pytest.mark.parametrize(("given", "held"), [("250", 25_000), ("0", 0), ("12.34", 1_234), ("", None)])
def test_a_partner_says_what_a_matter_may_cost_in_a_month(client, matter, partner, given, held):
    services.set_budget(matter=matter, cents=7, by=partner)
    client.force_login(partner)

    client.post(f"/matters/{matter.pk}/budget/", {"dollars": given})

    matter.refresh_from_db()
    assert matter.budget_cents == held
    assert Entry.objects.order_by("-id")[0].facts == {"fields": ["budget"]}


def test_setting_the_same_budget_again_changes_nothing_and_says_nothing(matter, partner):
    services.set_budget(matter=matter, cents=5_000, by=partner)
    services.set_budget(matter=matter, cents=5_000, by=partner)

    assert events(matter).count("matters.matter_changed") == 1


@pytest.mark.parametrize("cents", [-1, 10_000_001])
def test_a_budget_that_makes_no_sense_is_refused(matter, partner, cents):
    with pytest.raises(BadInput):
        services.set_budget(matter=matter, cents=cents, by=partner)

    assert Matter.objects.get(pk=matter.pk).budget_cents is None


REFUSED = {
    "set_budget": lambda matter, by: services.set_budget(matter=matter, cents=1, by=by),
    "change_residency": lambda matter, by: services.change_residency(
        matter=matter, residency=loosening.STRICTNESS[0], by=by
    ),
    "record_notice": lambda matter, by: services.record_notice(
        client=matter.client, kind=NoticeKind.NOTICE, given_on=TODAY(), wording="R 1", by=by
    ),
}


def test_a_stranger_who_changes_details_changes_nothing_and_is_on_record(matter):
    stranger = factories.person("lawyer")
    held = Matter.objects.values().get(pk=matter.pk)

    with pytest.raises(NotAllowed):
        services.change_details(matter=matter, forum="federal_court", by=stranger)

    assert Matter.objects.values().get(pk=matter.pk) == held
    refused = Entry.objects.order_by("-id")[0]
    assert (refused.event, refused.actor, refused.subject) == ("matters.refused", stranger.pk, matter.pk)
    assert refused.facts == {"attempted": "change_details", "reasons": ["not_on_matter"]}


@pytest.mark.parametrize("act", REFUSED)
def test_what_a_clerk_may_not_say_of_a_matter_changes_nothing_and_is_on_record(act):
    matter = factories.matter(residency=loosening.STRICTNESS[-1])
    clerk = (
        factories.person("clerk")
        if act == "record_notice"
        else factories.member(matter, factories.person("clerk"))
    )

    with pytest.raises(NotAllowed):
        REFUSED[act](matter, clerk)

    unchanged = Matter.objects.get(pk=matter.pk)
    assert (unchanged.budget_cents, unchanged.residency) == (None, loosening.STRICTNESS[-1])
    assert not matter.client.notices.exists()
    last = Entry.objects.order_by("-id")[0]
    assert (last.event, last.facts["attempted"]) == ("matters.refused", act)


NO_DAYS = (dt.date.min, dt.date(1999, 12, 31), dt.date(2100, 1, 1), dt.date.max)


@pytest.mark.parametrize("day", NO_DAYS)
def test_a_day_that_nothing_can_be_due_on_is_no_deadline_of_a_matter(matter, day):
    with pytest.raises(BadInput, match="2000 to 2099"):
        services.change_details(matter=matter, next_deadline=day, by=matter.responsible)

    assert Matter.objects.get(pk=matter.pk).next_deadline is None
    asked = {"practice_area": "other", "province": "ON", "forum": "none", "next_deadline": day}
    form = forms.Details(asked, user=matter.responsible, matter=matter)
    assert list(form.errors) == ["next_deadline"]


@pytest.mark.parametrize("day", NO_DAYS)
def test_a_matter_is_not_opened_with_a_day_that_nothing_can_be_due_on(matter, day):
    with pytest.raises(BadInput, match="2000 to 2099"):
        services.open_matter(
            number="2026-9999",
            title="New",
            client=matter.client,
            office=matter.office,
            responsible=matter.responsible,
            practice_area="other",
            province="ON",
            opened_on=TODAY(),
            next_deadline=day,
            by=matter.responsible,
        )

    assert Matter.objects.count() == 1
