"""Teams, people who left the firm, and delegations."""

import datetime as dt

import pytest
import time_machine
from django.test import Client as Browser
from django.utils import timezone

from apps.audit.models import Entry
from apps.core.errors import BadInput, Conflict, NotAllowed, WrongState
from apps.matters import rules, services, teams
from apps.matters.models import Certificate, Delegation, TeamMember
from apps.people import services as people
from apps.people.models import EndReason, LicenceClass, Robot, RoleCode, User
from tests import factories

pytestmark = pytest.mark.django_db
IN_A_WEEK = timezone.localdate() + dt.timedelta(days=7)


@pytest.fixture
def matter():
    return factories.matter()


@pytest.fixture
def clerk(matter):
    return factories.member(matter, factories.person("clerk"))


def last_entry():
    return Entry.objects.order_by("-id").first()


def browser(user):
    made = Browser()
    made.force_login(user)
    return made


def team(matter):
    return set(matter.team.current().values_list("user", flat=True))


# --- the team


@pytest.mark.parametrize("role", ["", *RoleCode], ids=["no role", *RoleCode.values])
def test_a_stranger_changes_no_team_and_the_attempt_is_on_record(role, matter, clerk):
    user = factories.person(role)
    if role == RoleCode.PARTNER:
        factories.screen(matter, user)
    before = team(matter)

    with pytest.raises(NotAllowed):
        services.join_team(matter=matter, user=factories.person("clerk"), by=user)
    assert last_entry().facts["attempted"] == "join"
    with pytest.raises(NotAllowed):
        services.leave_team(matter=matter, user=clerk, by=user)
    assert (last_entry().event, last_entry().actor, last_entry().facts["attempted"]) == (
        "matters.refused",
        user.pk,
        "leave",
    )
    for page in ("team/", f"team/{clerk.pk}/leave/", "responsible/", "delegation/"):
        assert browser(user).post(f"/matters/{matter.pk}/{page}").status_code == 404, page

    assert team(matter) == before


def test_the_form_names_only_people_whose_role_works_on_matters(matter, clerk):
    lawyer, auditor = factories.person("lawyer"), factories.person("auditor")

    page = browser(matter.responsible).get(f"/matters/{matter.pk}/team/").content.decode()

    assert str(lawyer.pk) in page
    assert str(auditor.pk) not in page
    assert str(clerk.pk) not in page


def test_another_responsible_lawyer_is_named_on_the_page(matter):
    partner, after = factories.person("partner"), factories.person("lawyer")

    browser(partner).post(f"/matters/{matter.pk}/responsible/", {"responsible": after.pk})

    matter.refresh_from_db()
    assert matter.responsible == after
    assert after.pk in team(matter)


def test_a_clerk_does_not_name_the_responsible_lawyer(matter, clerk):
    before = matter.responsible

    with pytest.raises(NotAllowed):
        services.change_responsible(matter=matter, responsible=factories.person("lawyer"), by=clerk)

    matter.refresh_from_db()
    assert matter.responsible == before
    assert last_entry().facts == {"attempted": "change_responsible", "reasons": ["not_responsible"]}


# --- people who left


def test_who_left_the_firm_is_taken_off_teams_once_and_comes_back_to_none(matter, clerk):
    delegation = delegate(matter, to=clerk)
    bystander = factories.member(matter)
    people.end_person(user=clerk, reason=EndReason.LEFT, by=factories.administrator())

    assert services.release_departed(64) == 2
    assert services.release_departed(64) == 0

    assert team(matter) == {matter.responsible_id, bystander.pk}
    delegation.refresh_from_db()
    assert delegation.revoked_by == User.for_robot(Robot.SWEEPER)
    assert last_entry().facts["reason"] == "account_closed"
    people.bring_back(user=clerk, by=factories.administrator())
    people.grant_role(user=clerk, role=RoleCode.CLERK, by=factories.administrator())
    assert not rules.works_on(User.objects.get(pk=clerk.pk), matter)


def test_who_is_brought_back_before_anybody_looked_comes_back_to_no_team_either(matter, clerk):
    """The scheduler may stand still for longer than an account is closed."""
    delegation, bystander = delegate(matter, to=clerk), factories.member(matter)
    people.end_person(user=clerk, reason=EndReason.MISTAKE, by=factories.administrator())
    people.bring_back(user=clerk, by=factories.administrator())

    assert services.release_departed(64) == 2

    assert team(matter) == {matter.responsible_id, bystander.pk}
    delegation.refresh_from_db()
    assert delegation.revoked_by == User.for_robot(Robot.SWEEPER)
    people.grant_role(user=clerk, role=RoleCode.CLERK, by=factories.administrator())
    again = services.join_team(matter=matter, user=User.objects.get(pk=clerk.pk), by=matter.responsible)
    assert services.release_departed(64) == 0
    again.refresh_from_db()
    assert again.until is None


def test_a_row_of_somebody_who_left_at_which_something_fails_holds_up_no_other(matter, clerk, monkeypatch):
    bystander = factories.member(matter)
    delegation = delegate(matter, to=clerk)
    for who in (clerk, bystander):
        people.end_person(user=who, reason=EndReason.LEFT, by=factories.administrator())
    first = TeamMember.objects.current().filter(user__is_active=False).order_by("pk").first()
    take_off = teams.take_off

    def stumbles(member, *, by):
        if member.pk == first.pk:
            raise OverflowError
        return take_off(member, by=by)

    monkeypatch.setattr(teams, "take_off", stumbles)

    assert services.release_departed(64) == 2

    delegation.refresh_from_db()
    assert delegation.revoked_at is not None
    assert team(matter) == {matter.responsible_id, first.user_id}


def test_a_matter_whose_lawyer_left_says_so_to_a_partner(matter):
    people.end_person(user=matter.responsible, reason=EndReason.LEFT, by=factories.administrator())

    visitor = browser(factories.person("partner"))

    assert "account closed" in visitor.get("/matters/").content.decode()
    assert "account closed" in visitor.get(f"/matter/{matter.pk}/").content.decode()


# --- delegations


def delegate(matter, *, to, what=Certificate.AUTHORITIES, last_day=IN_A_WEEK, by=None):
    return services.give_delegation(
        matter=matter, delegate=to, what=what, last_day=last_day, by=by or matter.responsible
    )


def test_a_delegation_is_for_one_certificate_in_one_matter_until_a_day(matter, clerk):
    elsewhere = factories.matter(responsible=matter.responsible, team=[clerk])
    lawyer = matter.responsible

    given = delegate(matter, to=clerk)

    assert (last_entry().event, last_entry().subject, last_entry().facts["what"]) == (
        "matters.delegation_given",
        given.pk,
        "authorities",
    )
    assert rules.may_sign_for(clerk, lawyer, matter, Certificate.AUTHORITIES)
    assert not rules.may_sign_for(clerk, lawyer, matter, Certificate.DECLARATION)
    assert not rules.may_sign_for(clerk, lawyer, elsewhere, Certificate.AUTHORITIES)
    assert not rules.may_sign_for(factories.member(matter), lawyer, matter, Certificate.AUTHORITIES)
    with time_machine.travel(timezone.now() + dt.timedelta(days=9)):
        assert not rules.may_sign_for(clerk, lawyer, matter, Certificate.AUTHORITIES)


def test_a_lawyer_signs_for_themselves_without_one(matter):
    assert rules.may_sign_for(matter.responsible, matter.responsible, matter, Certificate.AUTHORITIES)


LAPSES = {
    "revoked": lambda matter, clerk: services.revoke_delegation(
        delegation=matter.delegations.get(), by=matter.responsible
    ),
    "the delegate leaves the team": lambda matter, clerk: services.leave_team(
        matter=matter, user=clerk, by=matter.responsible
    ),
    "the delegate is screened": lambda matter, clerk: factories.screen(matter, clerk),
    "the delegate's account is closed": lambda matter, clerk: people.end_person(
        user=clerk, reason=EndReason.LEFT, by=factories.administrator()
    ),
    "the lawyer's account is closed": lambda matter, clerk: people.end_person(
        user=matter.responsible, reason=EndReason.LEFT, by=factories.administrator()
    ),
    "the lawyer's licence ends": lambda matter, clerk: people.change_licence(
        licence=matter.responsible.licences.get(),
        scope=[],
        since=dt.date(2015, 1, 5),
        until=timezone.localdate() - dt.timedelta(days=1),
        by=factories.administrator(),
    ),
    "the lawyer's role becomes a clerk's": lambda matter, clerk: became_a_clerk(matter.responsible),
}


def became_a_clerk(user):
    people.grant_role(user=user, role="clerk", by=factories.administrator())
    for grant in user.grants.current().exclude(role="clerk"):
        people.end_role(grant=grant, by=factories.administrator())


@pytest.mark.parametrize("lapse", LAPSES.values(), ids=LAPSES)
def test_a_delegation_counts_for_nothing_once(lapse, matter, clerk):
    delegate(matter, to=clerk)

    lapse(matter, clerk)

    user, lawyer = User.objects.get(pk=clerk.pk), User.objects.get(pk=matter.responsible_id)
    assert not rules.may_sign_for(user, lawyer, matter, Certificate.AUTHORITIES)


NOT_LAWYERS = {
    "a clerk": lambda matter: factories.member(matter, factories.person("clerk")),
    "a paralegal licensee": lambda matter: factories.member(matter, factories.person("paralegal")),
    "a lawyer without a licence": lambda matter: factories.member(
        matter, factories.person("lawyer", licence=False)
    ),
    "a clerk with a licence": lambda matter: factories.member(
        matter, factories.person("clerk", licence=LicenceClass.LAWYER)
    ),
    "a paralegal with a lawyer's licence": lambda matter: factories.member(
        matter, factories.licensed(factories.person("paralegal", licence=False), LicenceClass.LAWYER)
    ),
    "a lawyer who is not on the matter": lambda matter: factories.person("lawyer"),
    "an administrator with a licence": lambda matter: factories.licensed(
        factories.person("administrator"), LicenceClass.LAWYER
    ),
}


@pytest.mark.parametrize("who", NOT_LAWYERS.values(), ids=NOT_LAWYERS)
def test_who_cannot_sign_lets_nobody_sign(who, matter, clerk):
    user = who(matter)

    with pytest.raises(NotAllowed):
        delegate(matter, to=clerk, by=user)

    assert Delegation.objects.count() == 0
    assert (last_entry().event, last_entry().facts["attempted"]) == ("matters.refused", "delegate")


def test_a_delegation_goes_to_another_person_on_the_matter(matter):
    for nobody in (matter.responsible, factories.person("lawyer"), factories.person("administrator")):
        with pytest.raises(NotAllowed, match="another person"):
            delegate(matter, to=nobody)

    assert Delegation.objects.count() == 0


def test_a_delegation_is_not_given_twice_nor_for_a_day_that_has_passed(matter, clerk):
    delegate(matter, to=clerk)

    with pytest.raises(Conflict):
        delegate(matter, to=clerk)
    with pytest.raises(BadInput):
        delegate(
            matter,
            to=clerk,
            what=Certificate.DECLARATION,
            last_day=timezone.localdate() - dt.timedelta(days=1),
        )

    assert Delegation.objects.count() == 1


def test_who_gave_it_or_a_partner_revokes_it(matter, clerk):
    colleague, partner = factories.member(matter), factories.person("partner")
    given = delegate(matter, to=clerk)

    for user in (colleague, clerk, factories.administrator(), factories.person("lawyer")):
        with pytest.raises(NotAllowed):
            services.revoke_delegation(delegation=given, by=user)
    services.revoke_delegation(delegation=given, by=partner)

    given.refresh_from_db()
    assert given.revoked_by == partner
    with pytest.raises(WrongState):
        services.revoke_delegation(delegation=given, by=matter.responsible)


def test_a_delegation_is_given_and_revoked_on_the_matters_page(matter, clerk):
    visitor = browser(matter.responsible)

    visitor.post(
        f"/matters/{matter.pk}/delegation/",
        {"delegate": clerk.pk, "what": "authorities", "last_day": IN_A_WEEK.isoformat()},
    )

    given = matter.delegations.get()
    assert clerk.full_name in visitor.get(f"/matter/{matter.pk}/").content.decode()
    assert browser(clerk).post(f"/matters/{matter.pk}/delegation/{given.pk}/revoke/").status_code == 302
    assert matter.delegations.current().exists()
    visitor.post(f"/matters/{matter.pk}/delegation/{given.pk}/revoke/")
    assert not matter.delegations.current().exists()
