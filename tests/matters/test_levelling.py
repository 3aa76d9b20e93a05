"""Clients of one name who were not seen to be: from before it was looked at, or added in the same instant."""

import datetime as dt

import pytest
from django.utils import timezone

from apps.desk import namesakes as on_page
from apps.matters import services
from apps.matters.models import Client, Matter, NoticeKind, Screen
from tests import factories
from tests.matters.test_namesakes import NAME, TYPED, kept, partner_matters, record, said

pytestmark = pytest.mark.django_db
LONG_AGO = timezone.now() - dt.timedelta(days=400)


def before():
    """Two clients of one name, each with a matter that a partner answers for; nothing is shared of them."""
    matters = [factories.matter(client=factories.client(f"Client {n}")) for n in (1, 2)]
    for matter, name in zip(matters, (NAME, TYPED.strip()), strict=True):
        client = matter.client
        client.name = name
        client.save()
    partner_matters()
    return [Client.objects.get(pk=each.client_id) for each in matters]


def walled(client, user, **more):
    """A screen as it stood before anybody looked for namesakes."""
    by = client.matters.get().responsible
    approved = {"approved_by": by, "approved_at": LONG_AGO}
    return Screen.objects.create(
        client=client,
        user=user,
        reason="former_client",
        raised_by=by,
        **{"since": LONG_AGO, **approved, **more},
    )


def test_who_is_kept_from_one_of_them_is_kept_from_the_other_and_it_is_asked_whether_they_are_one():
    one, other = before()
    user, reader = factories.person("partner"), factories.person("partner")
    walled(one, user)
    assert kept(user) == 1

    assert services.level_namesakes(10) == 1

    assert kept(user) == 2
    assert record("matters.client_name_twice") == [{"others": [str(one.pk)], "screens": 1, "refused": False}]
    day = dt.timedelta(days=1)
    (listed,) = on_page.found(reader, timezone.now() - day, timezone.now() + day)
    assert (listed.client, [each.client for each in listed.others]) == (other, [one])
    assert services.level_namesakes(10) == 0


def test_each_has_what_the_other_has():
    one, other = before()
    users = [factories.person("partner"), factories.person("partner")]
    walled(one, users[0])
    walled(other, users[1], approved_by=None, approved_at=None)

    services.level_namesakes(10)

    assert [kept(user) for user in users] == [2, 2]
    assert one.screens.get(user=users[1]).approved_at is None
    assert services.level_namesakes(10) == 0


def test_what_one_refused_the_other_refuses():
    one, other = before()
    factories.notice(one, kind=NoticeKind.REFUSAL)
    other.notices.all().delete()

    assert services.level_namesakes(10) == 1

    assert [each.kind for each in other.notices.all()] == [NoticeKind.REFUSAL]
    assert services.level_namesakes(10) == 0


@pytest.mark.parametrize("same", [True, False])
def test_what_was_answered_is_left_as_it_was_answered(same):
    one, other = before()
    said(one, other, same)
    user = factories.person("partner")
    walled(one, user)
    factories.notice(one, kind=NoticeKind.REFUSAL)
    other.notices.all().delete()

    assert services.level_namesakes(10) == 0

    assert not other.screens.exists()


def test_a_screen_that_a_partner_lifted_from_one_is_not_raised_again():
    one, other = before()
    user = factories.person("partner")
    walled(one, user)
    services.level_namesakes(10)
    services.lift_screen(screen=other.screens.get(), reason="mistake", by=other.matters.get().responsible)

    assert services.level_namesakes(10) == 0

    assert kept(user) == 1


@pytest.mark.parametrize("closed", [False, True])
def test_who_answers_for_the_other_is_kept_from_it_once_its_matter_is_closed(closed):
    one, other = before()
    matter = other.matters.get()
    walled(one, matter.responsible)
    assert services.level_namesakes(10) == 0
    if not closed:
        assert kept(matter.responsible) == 1
        return

    services.close_matter(matter=matter, on=timezone.localdate(), by=matter.responsible)

    assert kept(matter.responsible) == 2
    assert services.level_namesakes(10) == 0


def test_the_client_of_another_name_has_nothing_to_do_with_it():
    one, _other = before()
    stranger = factories.matter(
        client=factories.client(f"{NAME} Holdings"), responsible=factories.person("partner")
    )
    walled(one, factories.person("partner"))
    factories.notice(one, kind=NoticeKind.REFUSAL)

    services.level_namesakes(10)

    assert not stranger.client.screens.exists()
    assert not stranger.client.notices.exists()


@pytest.mark.parametrize(("role", "kept_from_it"), [("client", True), ("opposing", False)])
@pytest.mark.parametrize("closed", [False, True])
def test_a_screen_holds_for_a_matter_of_another_that_lists_the_client_too(role, kept_from_it, closed):
    joint = factories.matter(client=factories.client("Paul Roy"))
    factories.party(joint, TYPED, role=role)
    own = factories.matter(client=factories.client(NAME), responsible=factories.person("partner"))
    if closed:
        services.close_matter(matter=joint, on=timezone.localdate(), by=joint.responsible)
    user = factories.person("partner")

    services.raise_screen(user=user, reason="former_client", client=own.client, by=own.responsible)

    assert Matter.objects.visible_to(user).filter(pk=joint.pk).exists() is not kept_from_it
    assert Matter.objects.visible_to(joint.responsible).filter(pk=joint.pk).exists()


def test_who_answers_for_a_matter_that_lists_the_client_too_goes_on_seeing_it():
    joint = factories.matter(client=factories.client("Paul Roy"))
    factories.party(joint, NAME, role="client")
    own = factories.matter(client=factories.client(NAME), responsible=factories.person("partner"))

    services.raise_screen(
        user=joint.responsible, reason="former_client", client=own.client, by=own.responsible
    )

    assert not joint.screens.exists()


@pytest.mark.parametrize(("role", "kept_from_it"), [("client", True), ("opposing", False)])
def test_a_client_who_is_listed_by_hand_brings_their_screens_to_the_matter(role, kept_from_it):
    own = factories.matter(client=factories.client(NAME), responsible=factories.person("partner"))
    user = factories.person("partner")
    services.raise_screen(user=user, reason="former_client", client=own.client, by=own.responsible)
    joint = factories.matter(client=factories.client("Paul Roy"))

    factories.party(joint, TYPED, role=role)

    assert Matter.objects.visible_to(user).filter(pk=joint.pk).exists() is not kept_from_it


def test_the_matters_own_client_among_its_parties_brings_none_of_a_namesake():
    one, other = before()
    said(one, other, same=False)
    user = factories.person("partner")
    walled(one, user)

    factories.party(other.matters.get(), NAME, role="client")

    assert kept(user) == 1
