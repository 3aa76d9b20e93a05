"""Screens: who sets, approves and lifts one, that it holds meanwhile, and that the person behind it finds no trace."""

import pytest
from django.test import Client as Browser
from django.utils import timezone

from apps.audit.models import Entry
from apps.core.errors import Conflict, NotAllowed, WrongState
from apps.desk import context
from apps.matters import queries, rules, services
from apps.matters.models import LiftReason, Matter, Screen, ScreenReason, TeamMember
from apps.people.models import Robot, RoleCode, User
from tests import factories
from tests.at_once import standing

pytestmark = pytest.mark.django_db
GIVEN = {"reason": ScreenReason.FORMER_FIRM}


@pytest.fixture
def matter():
    return factories.matter(title="Halloran v. Halloran")


@pytest.fixture
def partner():
    return factories.person("partner")


@pytest.fixture
def admin():
    return factories.administrator()


@pytest.fixture
def clerk(matter):
    return factories.member(matter, factories.person("clerk"))


def last_entry():
    return Entry.objects.order_by("-id").first()


def team(matter):
    return set(matter.team.current().values_list("user", flat=True))


def rows():
    return standing(Screen, TeamMember)


def browser(user):
    made = Browser()
    made.force_login(user)
    return made


# --- who may do what


@pytest.fixture
def proposed(matter, clerk, admin):
    return services.raise_screen(matter=matter, user=clerk, by=admin, **GIVEN)


ACTS = {
    "approve_screen": lambda by, screen: services.approve_screen(screen=screen, by=by),
    "decline_screen": lambda by, screen: services.decline_screen(screen=screen, by=by),
    "lift_screen": lambda by, screen: services.lift_screen(
        screen=screen, reason=LiftReason.CONFLICT_ENDED, by=by
    ),
    "ask_to_lift": lambda by, screen: services.ask_to_lift(
        screen=screen, reason=LiftReason.CLIENT_CONSENTED, by=by
    ),
    "keep_screen": lambda by, screen: services.keep_screen(screen=screen, by=by),
}
MAY = {
    RoleCode.PARTNER: {"approve_screen", "decline_screen", "lift_screen", "keep_screen"},
    RoleCode.ADMINISTRATOR: {"ask_to_lift"},
}
TABLE = [(role, act, act in MAY.get(role, set())) for role in ["", *RoleCode] for act in ACTS]


@pytest.mark.parametrize(
    ("role", "act", "may"), TABLE, ids=[f"{role or 'no role'} {act}" for role, act, _may in TABLE]
)
def test_who_settles_a_screen(role, act, may, proposed, matter, admin):
    user = admin if role == RoleCode.ADMINISTRATOR else factories.person(role)
    if role not in (RoleCode.ADMINISTRATOR, RoleCode.PARTNER):
        TeamMember.objects.create(matter=matter, user=user, added_by=user)  # even on the matter
    if act == "keep_screen":
        services.ask_to_lift(screen=proposed, reason=LiftReason.MISTAKE, by=admin)
    before = rows()

    if may:
        ACTS[act](user, proposed)
        assert last_entry().event != "matters.refused"
        assert rows() != before
    else:
        with pytest.raises(NotAllowed):
            ACTS[act](user, proposed)
        assert rows() == before
        assert (last_entry().event, last_entry().actor) == ("matters.refused", user.pk)
        assert last_entry().facts["attempted"] == act


RAISES = [role for role in ["", *RoleCode] if role not in (RoleCode.PARTNER, RoleCode.ADMINISTRATOR)]


@pytest.mark.parametrize("around", ["matter", "client"])
@pytest.mark.parametrize("role", RAISES, ids=[role or "no role" for role in RAISES])
def test_nobody_else_raises_one_and_the_attempt_is_on_record(role, around, matter):
    user, other = factories.person(role), factories.person("lawyer")
    TeamMember.objects.create(matter=matter, user=user, added_by=user)
    given = {"matter": matter} if around == "matter" else {"client": matter.client}

    with pytest.raises(NotAllowed):
        services.raise_screen(user=other, by=user, **given, **GIVEN)

    assert Screen.objects.count() == 0
    assert (last_entry().event, last_entry().facts["attempted"]) == ("matters.refused", "raise_screen")


def test_a_robot_raises_none_and_is_behind_none(matter, admin):
    robot = User.for_robot(Robot.SYNC)

    with pytest.raises(NotAllowed):
        services.raise_screen(matter=matter, user=matter.responsible, by=robot, **GIVEN)
    with pytest.raises(NotAllowed):
        services.raise_screen(matter=matter, user=robot, by=admin, **GIVEN)

    assert Screen.objects.count() == 0


@pytest.mark.parametrize("around", ["matter", "client"])
def test_who_answers_for_a_matter_is_not_screened_from_it(around, matter, admin):
    given = {"matter": matter} if around == "matter" else {"client": matter.client}

    with pytest.raises(WrongState, match="another responsible"):
        services.raise_screen(user=matter.responsible, by=admin, **given, **GIVEN)

    assert Screen.objects.count() == 0
    assert rules.works_on(matter.responsible, matter)


# --- from set to lifted


def test_an_administrators_screen_holds_at_once_and_a_partner_approves_it(matter, clerk, partner, admin):
    screen = services.raise_screen(matter=matter, user=clerk, by=admin, **GIVEN)

    assert not rules.works_on(clerk, matter)
    assert clerk.pk in team(matter)
    assert (last_entry().event, last_entry().facts) == (
        "matters.screen_raised",
        {"user": str(clerk.pk), "reason": "former_firm", "approved": False},
    )
    screen = services.approve_screen(screen=screen, by=partner)

    assert (screen.approved_by, clerk.pk in team(matter)) == (partner, False)
    assert not rules.works_on(clerk, matter)
    with pytest.raises(WrongState, match="approved already"):
        services.approve_screen(screen=screen, by=partner)
    with pytest.raises(WrongState, match="approved already"):
        services.decline_screen(screen=screen, by=partner)


def test_a_screen_that_is_declined_leaves_the_person_where_they_were(proposed, matter, clerk, partner):
    services.decline_screen(screen=proposed, by=partner)

    assert rules.works_on(clerk, matter)
    assert last_entry().event == "matters.screen_declined"
    with pytest.raises(WrongState):
        services.approve_screen(screen=proposed, by=partner)


def test_a_partners_own_stands_approved_and_takes_the_person_off_the_team(matter, clerk, partner):
    screen = services.raise_screen(matter=matter, user=clerk, by=partner, **GIVEN)

    assert (screen.approved_by, clerk.pk in team(matter)) == (partner, False)
    with pytest.raises(NotAllowed, match="is screened"):
        services.join_team(matter=matter, user=clerk, by=matter.responsible)
    with pytest.raises(Conflict):
        services.raise_screen(matter=matter, user=clerk, by=partner, **GIVEN)


def test_it_holds_until_a_partner_lifts_it_and_puts_nobody_back(matter, clerk, partner, admin):
    screen = services.raise_screen(matter=matter, user=clerk, by=partner, **GIVEN)

    services.ask_to_lift(screen=screen, reason=LiftReason.CLIENT_CONSENTED, by=admin)
    assert not rules.works_on(clerk, matter)
    with pytest.raises(WrongState, match="asked already"):
        services.ask_to_lift(screen=screen, reason=LiftReason.MISTAKE, by=admin)
    services.keep_screen(screen=screen, by=partner)
    assert not rules.works_on(clerk, matter)
    services.ask_to_lift(screen=screen, reason=LiftReason.CONFLICT_ENDED, by=admin)
    services.lift_screen(screen=screen, reason=LiftReason.CONFLICT_ENDED, by=partner)

    assert last_entry().facts == {"user": str(clerk.pk), "reason": "conflict_ended"}
    assert not rules.works_on(clerk, matter)
    with pytest.raises(WrongState, match="lifted already"):
        services.lift_screen(screen=screen, reason=LiftReason.MISTAKE, by=partner)
    services.join_team(matter=matter, user=clerk, by=matter.responsible)
    assert rules.works_on(clerk, matter)


def test_a_partner_may_screen_themselves_and_not_lift_it(matter, partner):
    screen = services.raise_screen(matter=matter, user=partner, reason=ScreenReason.PERSONAL, by=partner)

    assert not rules.works_on(partner, matter)
    with pytest.raises(NotAllowed, match="do not work on this matter"):
        services.lift_screen(screen=screen, reason=LiftReason.MISTAKE, by=partner)
    assert not rules.works_on(partner, matter)


def test_an_administrator_asks_nothing_about_their_own_screen(matter, partner):
    both = factories.person("administrator")
    screen = services.raise_screen(matter=matter, user=both, by=partner, **GIVEN)

    with pytest.raises(NotAllowed, match="their own"):
        services.ask_to_lift(screen=screen, reason=LiftReason.MISTAKE, by=both)

    assert list(Screen.objects.shown_to(both)) == []


# --- around a client


def test_a_screen_around_a_client_holds_for_every_matter_of_it_and_for_those_to_come(matter, partner):
    lawyer = factories.person("lawyer")
    another = factories.matter(client=matter.client, team=[lawyer])
    elsewhere = factories.matter(team=[lawyer])

    screen = services.raise_screen(client=matter.client, user=lawyer, by=partner, **GIVEN)
    later = factories.matter(client=matter.client)

    assert list(Matter.objects.visible_to(lawyer)) == [elsewhere]
    assert lawyer.pk not in team(another)
    for each in (matter, another, later):
        assert lawyer not in queries.people_who_see(each)
        with pytest.raises(NotAllowed, match="is screened"):
            services.join_team(matter=each, user=lawyer, by=each.responsible)
    assert (screen.matter_id, screen.client) == (None, matter.client)
    services.lift_screen(screen=screen, reason=LiftReason.MISTAKE, by=partner)
    services.join_team(matter=later, user=lawyer, by=later.responsible)
    assert rules.works_on(lawyer, later)


def test_a_partner_screened_from_a_client_settles_none_of_its_screens(matter, admin):
    first, second = factories.person("partner"), factories.person("partner")
    own = services.raise_screen(client=matter.client, user=first, by=admin, **GIVEN)
    of_another = services.raise_screen(
        client=matter.client, user=factories.person("clerk"), by=admin, **GIVEN
    )

    for screen in (own, of_another):
        with pytest.raises(NotAllowed):
            services.approve_screen(screen=screen, by=first)
    assert list(Screen.objects.shown_to(first)) == []

    services.approve_screen(screen=own, by=second)
    assert not rules.works_on(first, matter)


def test_a_new_matter_of_the_client_is_nobodys_who_is_screened_from_it(matter, partner):
    lawyer = factories.person("lawyer")
    services.raise_screen(client=matter.client, user=lawyer, by=partner, **GIVEN)
    before = Matter.objects.count()

    with pytest.raises(NotAllowed, match="is screened from this client"):
        factories.matter(client=matter.client, responsible=lawyer, by=partner)
    assert Matter.objects.count() == before
    brought = factories.matter(client=matter.client, responsible=lawyer)

    assert team(brought) == set()
    assert not rules.works_on(lawyer, brought)


def test_whoever_is_kept_from_a_client_is_not_told_by_opening_a_matter_for_that_name(matter, partner, client):
    """Nor is whoever works on none of the client's matters told of whom a screen keeps from it."""
    lawyer, stranger = factories.person("lawyer"), factories.person("clerk")
    services.raise_screen(client=matter.client, user=lawyer, by=partner, **GIVEN)

    for by in (lawyer, stranger):
        client.force_login(by)
        with pytest.raises(NotAllowed) as caught:
            services.open_matter(
                number="2026-9998",
                title="A lease",
                client=matter.client.name,
                office=matter.office,
                responsible=lawyer,
                practice_area="leasing",
                province="ON",
                opened_on=timezone.localdate(),
                by=by,
            )

        log = client.get("/log/?outcome=refused").content.decode()
        assert "tried something with a matter" in log
        assert "screen" not in str(caught.value)
        assert caught.value.codes == ("cannot_be_responsible",)


def test_a_screen_is_around_one_thing(matter, admin):
    with pytest.raises(TypeError):
        services.raise_screen(user=admin, by=admin, **GIVEN)
    with pytest.raises(TypeError):
        services.raise_screen(matter=matter, client=matter.client, user=admin, by=admin, **GIVEN)


# --- no trace for the person behind it


PLACES = [
    "/matters/?status=any",
    "/matters/?status=any&q=Halloran",
    "/matters/screens/",
    "/matters/new/",
    "/requests/",
    "/requests/new/",
    "/review/",
    "/deliveries/",
    "/gate/crossings/",
    "/log/",
    "/",
]


def test_a_screened_partner_finds_no_trace_of_the_matter_on_any_page(partner, admin):
    """Whether it is around the matter or its client, and approved or set by an administrator so far."""
    ways = [(around, by) for around in ("matter", "client") for by in (partner, admin)]
    behind = factories.person("partner")
    matters = [factories.matter(title=f"Halloran v. Halloran {number}") for number in range(len(ways))]
    factories.matter(title="Another matter")
    visitor = browser(behind)
    answers = {place: visitor.get(place) for place in PLACES}
    pages = {place: each.content.decode() for place, each in answers.items() if each.status_code == 200}
    for matter in matters:
        assert any(matter.title in page for page in pages.values())

    for matter, (around, by) in zip(matters, ways, strict=True):
        given = {"matter": matter} if around == "matter" else {"client": matter.client}
        services.raise_screen(user=behind, by=by, **given, **GIVEN)

    assert len(pages) >= 8
    shown = {place: visitor.get(place).content.decode() for place in pages}
    for matter in matters:
        traces = (matter.title, matter.number, str(matter.pk), matter.client.name, str(matter.client_id))
        for place, page in shown.items():
            for trace in traces:
                assert trace not in page.replace(place, ""), (place, trace)
        assert visitor.get(f"/matter/{matter.pk}/").status_code == 404
    rail = visitor.get("/matters/screens/").content.decode().split("<main")[0]
    assert "count" not in rail.partition("/matters/screens/")[2].partition("</a>")[0]


def test_the_matters_page_of_a_person_behind_a_screen_is_as_if_there_were_none(matter, clerk, partner):
    nowhere = browser(clerk).get("/matter/00000000-0000-4000-8000-000000000000/")
    factories.screen(matter, clerk, by=partner)

    behind = browser(clerk).get(f"/matter/{matter.pk}/")

    assert (behind.status_code, behind.content) == (nowhere.status_code, nowhere.content)


# --- the pages


SEES = {RoleCode.ADMINISTRATOR, RoleCode.PARTNER}


@pytest.mark.parametrize("role", ["", *RoleCode], ids=["no role", *RoleCode.values])
def test_whose_pages_they_are(role, proposed, admin):
    visitor = browser(admin if role == RoleCode.ADMINISTRATOR else factories.person(role))

    assert visitor.get("/matters/screens/").status_code == (200 if role in SEES else 404)
    assert visitor.get("/matters/screens/new/").status_code == (
        200 if role == RoleCode.ADMINISTRATOR else 404
    )
    assert visitor.get(f"/matters/screens/{proposed.pk}/lift/").status_code == (200 if role in SEES else 404)
    if role not in SEES:
        for act in ("approve", "decline", "keep"):
            assert visitor.post(f"/matters/screens/{proposed.pk}/{act}/").status_code == 404


@pytest.mark.parametrize("typed", ["number", "id"])
def test_an_administrator_sets_one_by_number_or_id_and_reads_no_name_of_the_matter(
    typed, matter, clerk, admin
):
    visitor = browser(admin)
    given = matter.number if typed == "number" else str(matter.pk)

    response = visitor.post(
        "/matters/screens/new/",
        {"user": clerk.pk, "number": given, "around": "matter", "reason": "former_firm"},
        follow=True,
    )

    lifting = visitor.get(f"/matters/screens/{Screen.objects.get().pk}/lift/")
    assert Screen.objects.get().matter == matter
    for page in (response.content.decode(), lifting.content.decode()):
        assert str(matter.pk) in page
        assert matter.title not in page
        assert matter.client.name not in page


def test_an_unknown_number_is_said_beside_the_field(clerk, admin):
    response = browser(admin).post(
        "/matters/screens/new/",
        {"user": clerk.pk, "number": "1999-1", "around": "matter", "reason": "former_firm"},
    )

    assert "No matter has this number" in response.content.decode()
    assert Screen.objects.count() == 0


def test_a_partner_settles_one_from_the_page(proposed, matter, clerk, partner, admin):
    visitor = browser(partner)
    assert matter.title in visitor.get("/matters/screens/").content.decode()
    assert matter.title in visitor.get(f"/matters/screens/{proposed.pk}/lift/").content.decode()
    assert context.counted(context.around(partner)).screens == 1

    visitor.post(f"/matters/screens/{proposed.pk}/approve/")
    browser(admin).post(f"/matters/screens/{proposed.pk}/lift/", {"reason": "conflict_ended"})
    assert Screen.objects.standing().get().lift_asked_by == admin
    visitor.post(f"/matters/screens/{proposed.pk}/lift/", {"reason": "conflict_ended"})

    assert Screen.objects.standing().count() == 0
    assert context.counted(context.around(partner)).screens == 0


def test_the_list_takes_as_many_queries_for_three_as_for_one(
    matter, partner, admin, django_assert_max_num_queries
):
    for number in range(3):
        factories.screen(factories.matter(), factories.person("clerk"), by=partner)
        if number == 0:
            with django_assert_max_num_queries(60) as one:
                browser(partner).get("/matters/screens/")
    with django_assert_max_num_queries(60) as three:
        browser(partner).get("/matters/screens/")

    assert len(three) == len(one)


def test_whoever_is_kept_from_a_client_learns_of_a_conflict_and_of_nothing_else(matter, partner, admin):
    """ADR 42: a file that is opened under the client's name is where a conflict has to be found."""
    kept = factories.person("partner")
    services.raise_screen(client=matter.client, user=kept, by=partner, **GIVEN)
    given = {
        "number": "2026-KEPT",
        "title": "Other",
        "client": matter.client.name,
        "office": matter.office,
        "practice_area": matter.practice_area,
        "province": matter.province,
        "forum": matter.forum,
        "residency": "never_leaves",
        "opened_on": matter.opened_on,
        "by": kept,
    }

    with pytest.raises(NotAllowed) as refused:
        services.open_matter(responsible=kept, **given)

    assert str(refused.value) == (
        f"{kept.full_name} cannot answer for a matter of this client. Name somebody else."
    )
    line = last_entry()
    assert (line.event, line.actor, line.facts["reasons"]) == (
        "matters.refused",
        kept.pk,
        ["cannot_be_responsible"],
    )
    opened = services.open_matter(responsible=matter.responsible, **given)
    assert not Matter.objects.visible_to(kept).filter(pk__in=[matter.pk, opened.pk]).exists()
