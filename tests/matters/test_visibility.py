"""Who sees what: role, team and screen, against every rule that lets somebody near a matter."""

import datetime as dt

import pytest
from django.utils import timezone

from apps.core.errors import NotAllowed
from apps.matters import queries, rules, services
from apps.matters.models import Matter, Screen, TeamMember
from apps.people.models import Robot, RoleCode, User
from tests import factories

pytestmark = pytest.mark.django_db
BY_TEAM = {RoleCode.LAWYER, RoleCode.PARALEGAL, RoleCode.STUDENT, RoleCode.CLERK, RoleCode.STAFF}
TABLE = [
    (role, on_team, screened, not screened and (role == RoleCode.PARTNER or (role in BY_TEAM and on_team)))
    for role in ["", *RoleCode]
    for on_team in (False, True)
    for screened in (False, True)
]


@pytest.fixture
def matter():
    return factories.matter()


def put(matter, user, *, on_team, screened, **when):
    """Rows as they may come to stand beside each other: a person can be on a team and screened at once."""
    by = factories.administrator()
    if on_team:
        TeamMember.objects.create(matter=matter, user=user, added_by=by, **when)
    if screened:
        Screen.objects.create(matter=matter, user=user, reason="other", raised_by=by)


@pytest.mark.parametrize(
    ("role", "on_team", "screened", "sees"),
    TABLE,
    ids=[f"{r or 'no role'}{' on the team' * t}{' screened' * s}" for r, t, s, _sees in TABLE],
)
def test_who_sees_a_matter(role, on_team, screened, sees, matter):
    user = factories.person(role)
    put(matter, user, on_team=on_team, screened=screened)
    other = factories.matter()

    assert (matter in Matter.objects.visible_to(user)) is sees
    assert rules.works_on(user, matter) is sees
    assert (user in queries.people_who_see(matter)) is sees
    assert rules.can_change(user, matter) is sees
    assert rules.answers_for(user, matter=matter) is (sees and role == RoleCode.PARTNER)
    assert (other in Matter.objects.visible_to(user)) is (role == RoleCode.PARTNER)


def test_a_refusal_does_not_say_whether_a_screen_is_the_reason(matter):
    stranger, screened = factories.person("lawyer"), factories.person("partner")
    factories.screen(matter, screened)

    with pytest.raises(NotAllowed) as first:
        rules.check_works_on(stranger, matter)
    with pytest.raises(NotAllowed) as second:
        rules.check_works_on(screened, matter)

    assert str(first.value) == str(second.value) == "You do not work on this matter."
    assert first.value.codes == second.value.codes == ("not_on_matter",)


@pytest.mark.parametrize("robot", Robot)
def test_a_robot_sees_nothing(robot, matter):
    user = User.for_robot(robot)

    assert list(Matter.objects.visible_to(user)) == []
    with pytest.raises(NotAllowed) as caught:
        rules.check_works_on(user, matter)
    assert caught.value.codes == ("robot",)


def test_a_closed_account_sees_nothing(matter):
    user = factories.person("partner")
    user.is_active = False
    user.save(update_fields=["is_active"])

    assert not rules.works_on(user, matter)
    assert user not in queries.people_who_see(matter)


YESTERDAY, HOUR = timezone.now() - dt.timedelta(days=1), dt.timedelta(hours=1)
TERMS = {
    "ended": ({"since": YESTERDAY, "until": YESTERDAY + HOUR}, False),
    "not begun": ({"since": timezone.now() + HOUR}, False),
    "running out later": ({"since": YESTERDAY, "until": timezone.now() + dt.timedelta(days=1)}, True),
}


@pytest.mark.parametrize(("when", "sees"), TERMS.values(), ids=TERMS)
def test_a_team_counts_only_while_it_lasts(when, sees, matter):
    user = factories.person("clerk")
    put(matter, user, on_team=True, screened=False, **when)

    assert rules.works_on(user, matter) is sees
    assert (user in queries.people_who_see(matter)) is sees


def test_a_role_that_has_ended_opens_nothing(matter):
    user = factories.person("partner")
    user.grants.update(until=timezone.now())

    again = User.objects.get(pk=user.pk)

    assert not rules.works_on(again, matter)
    assert again not in queries.people_who_see(matter)


def test_a_matter_is_found_by_its_number_as_a_word(matter):
    closed = factories.matter(number="2019-0001")
    services.close_matter(matter=closed, on=timezone.localdate(), by=closed.responsible)
    factories.matter(number=f"{matter.number}-2")

    assert queries.named_in(f"Consult {matter.number}: Adeyemi") == [matter]
    assert queries.named_in(f"({matter.number})") == [matter]
    assert queries.named_in(f"Consult {matter.number}9") == []
    assert queries.named_in(f"about {closed.number}") == [closed]
    assert queries.named_in("Adeyemi") == []
