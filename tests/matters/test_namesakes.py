"""A client typed by name who is called as another: what keeps people and information apart holds for both."""

import pytest
from django.db import connection, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from apps.audit.models import Entry
from apps.core.errors import NotAllowed, WrongState
from apps.desk.timeline import readable_by
from apps.matters import namesakes, services
from apps.matters.models import Client, Matter, NamesakeAnswer, NoticeKind, Residency, Screen
from apps.matters.names import folded
from tests import factories
from tests.matters.test_loosening import opening, refused

pytestmark = pytest.mark.django_db
NAME, TYPED = "Hélène Cœur-Adeyemi", "  helene   COEUR-Adeyemi "


def walled(user):
    """A client of that name from whose matters this person is kept."""
    known = factories.client(NAME)
    partner = factories.matter(client=known, responsible=factories.person("partner")).responsible
    services.raise_screen(user=user, reason="former_client", client=known, by=partner)
    return known


def test_who_is_kept_from_a_client_is_kept_from_another_of_the_same_name():
    kept_away, typist = factories.person("partner"), factories.person("clerk")
    known = walled(kept_away)

    matter = services.open_matter(**opening(client=TYPED), by=typist)

    assert matter.client != known
    assert not Matter.objects.visible_to(kept_away).filter(pk=matter.pk).exists()
    assert Matter.objects.visible_to(typist).filter(pk=matter.pk).exists()
    screen = matter.client.screens.get()
    assert (screen.user, screen.approved_by) == (kept_away, known.screens.get().approved_by)


def test_a_screen_that_was_lifted_is_not_raised_again():
    kept_away = factories.person("partner")
    known = walled(kept_away)
    partner = known.screens.get().raised_by
    services.lift_screen(screen=known.screens.get(), reason="mistake", by=partner)

    matter = services.open_matter(**opening(client=TYPED), by=factories.person("clerk"))

    assert not matter.client.screens.exists()


def test_a_refusal_holds_for_the_namesake_and_consent_does_not():
    known = factories.client(NAME, told=NoticeKind.REFUSAL)
    factories.notice(known, kind=NoticeKind.CONSENT)

    matter = services.open_matter(**opening(client=TYPED), by=factories.person("clerk"))

    assert [notice.kind for notice in matter.client.notices.all()] == [NoticeKind.REFUSAL]


def test_a_partner_says_that_the_namesakes_matter_differs():
    factories.matter(client=factories.client(NAME), residency=Residency.NEVER_LEAVES)
    partner = factories.person("partner")
    given = opening(client=TYPED, residency=Residency.DOCUMENTED_TRANSFER)

    with pytest.raises(NotAllowed, match="kept stricter"):
        services.open_matter(**given, by=partner)

    assert refused("open_matter", "kept_stricter")
    assert (Matter.objects.count(), Client.objects.filter(name__iexact=TYPED.strip()).count()) == (1, 0)
    opened = services.open_matter(**given, unlike_others=True, by=partner)
    assert opened.residency == Residency.DOCUMENTED_TRANSFER


def test_the_pair_is_on_record_and_the_typist_is_not_told():
    typist, kept_away = factories.person("clerk"), factories.person("partner")
    known = walled(kept_away)
    factories.notice(known, kind=NoticeKind.REFUSAL)

    matter = services.open_matter(**opening(client=TYPED), by=typist)

    entry = Entry.objects.get(event="matters.client_name_twice")
    assert entry.subject == matter.client_id
    assert entry.facts == {"others": [str(known.pk)], "screens": 1, "refused": True}
    read = readable_by(typist).values_list("event", flat=True)
    assert not {"matters.client_name_twice", "matters.screen_raised"} & set(read)


def test_a_client_of_another_name_takes_over_nothing():
    walled(factories.person("partner"))

    matter = services.open_matter(**opening(client=f"{NAME} Holdings"), by=factories.person("clerk"))

    assert not matter.client.screens.exists()
    assert not Entry.objects.filter(event="matters.client_name_twice").exists()


def test_clients_of_a_name_are_found_by_one_question_that_an_index_answers(django_assert_num_queries):
    known = factories.client(NAME)
    Client.objects.bulk_create(Client(name=f"Client {n}") for n in range(300))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE matters_client")

    with django_assert_num_queries(1) as asked:
        assert namesakes.called(TYPED) == [known.pk]

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # a table this small is read faster whole
        cursor.execute(f"EXPLAIN {asked[0]['sql']}")
        assert "clients_by_folded_name" in "".join(line for (line,) in cursor.fetchall())


NAMES = st.text(st.sampled_from("aAàÀeéœŒæ łŁ\u0301ﬁﷺ"), min_size=1, max_size=200).filter(str.strip)


@given(names=st.lists(NAMES, min_size=1, max_size=6), wanted=NAMES)
def test_names_are_compared_as_they_were_whatever_they_are_made_of(names, wanted):
    with transaction.atomic():
        made = {Client.objects.create(name=name).pk: name for name in [*names, wanted]}
        same = {pk for pk, name in made.items() if folded(name) == folded(wanted)}

        assert set(namesakes.called(wanted)) & set(made) == same
        transaction.set_rollback(True)


def test_long_names_that_begin_alike_are_told_apart():
    names = ["ﷺ" * 40 + "a", "ﷺ" * 40 + "b"]
    first, _second = (factories.client(name) for name in names)

    assert namesakes.called(names[0]) == [first.pk]


def test_a_client_who_is_called_otherwise_later_is_found_by_the_new_name():
    client = factories.client("Before")
    client.name = NAME
    client.save()

    assert (namesakes.called("before"), namesakes.called(TYPED)) == ([], [client.pk])


# --- a partner says whether they are one -----------------------------------------------------------------------------


def pair(**second):
    """Two clients of one name, each with a matter, who have been so called from the start."""
    known = factories.matter(client=factories.client(NAME))
    typed = services.open_matter(**opening(client=TYPED) | second, by=factories.person("clerk"))
    return known.client, typed.client


def said(one, other, same, by=None):
    by = by or factories.person("partner")
    return services.say_namesakes(client=one, other=other, same=same, by=by)


def kept(user):
    """How many of the firm's matters somebody is kept from."""
    return Matter.objects.count() - Matter.objects.visible_to(user).count()


def screened(client, user):
    return services.raise_screen(
        user=user, reason="former_client", client=client, by=client.matters.first().responsible
    )


def record(event):
    return [entry.facts for entry in Entry.objects.filter(event=event).order_by("pk")]


def partner_matters():
    """Whoever answers for the matters may raise screens."""
    for matter in Matter.objects.all():
        Matter.objects.filter(pk=matter.pk).update(responsible=factories.person("partner"))


@pytest.mark.parametrize(("answer", "matters"), [(None, 2), (True, 2), (False, 1)])
def test_a_screen_raised_later_holds_for_the_other_unless_they_are_two(answer, matters):
    one, other = pair()
    partner_matters()
    if answer is not None:
        said(one, other, answer)
    user = factories.person("partner")

    screened(one, user)

    assert kept(user) == matters
    assert other.screens.count() == matters - 1


def test_such_a_screen_takes_the_person_off_the_teams_of_the_other():
    one, other = pair()
    partner_matters()
    user = factories.person("lawyer")
    theirs = other.matters.get()
    services.join_team(matter=theirs, user=user, by=theirs.responsible)

    screened(one, user)

    assert not theirs.team.current().filter(user=user).exists()
    assert Entry.objects.filter(event="matters.screen_raised").count() == 2


def test_who_answers_for_the_other_is_not_taken_from_it_while_nobody_has_said():
    one, other = pair()
    partner_matters()
    user = other.matters.get().responsible

    screened(one, user)

    assert (kept(user), other.screens.count()) == (1, 0)


def test_once_they_are_one_nobody_is_kept_from_the_one_who_answers_for_the_other():
    one, other = pair()
    partner_matters()
    said(one, other, True)

    with pytest.raises(WrongState, match="another responsible"):
        screened(one, other.matters.get().responsible)

    assert not Screen.objects.exists()
    assert refused("raise_screen", "wrong_state")


def test_nor_is_it_said_of_two_of_whom_that_is_so():
    one, other = pair()
    partner_matters()
    screened(one, other.matters.get().responsible)

    with pytest.raises(WrongState, match="another responsible"):
        said(one, other, True)

    assert not NamesakeAnswer.objects.exists()
    assert (one.screens.count(), other.screens.count()) == (1, 0)
    assert refused("say_namesakes", "wrong_state")


def test_two_who_are_one_share_what_stood_around_each_before():
    one, other = pair()
    partner_matters()
    users = [factories.person("partner"), factories.person("partner")]
    for client, user in zip((one, other), users, strict=True):
        by = client.matters.get().responsible
        Screen.objects.create(client=client, user=user, reason="personal", raised_by=by)

    answer = said(one, other, True)

    assert [kept(user) for user in users] == [2, 2]
    assert record("matters.namesakes_said") == [
        {"client": str(answer.one_id), "other": str(answer.other_id), "same": True}
    ]
    assert {answer.one_id, answer.other_id} == {one.pk, other.pk}


@pytest.mark.parametrize(("answer", "refuses"), [(None, True), (True, True), (False, False)])
def test_what_the_one_refuses_later_the_other_refuses_unless_they_are_two(answer, refuses):
    one, other = pair()
    if answer is not None:
        said(one, other, answer)

    factories.notice(one, kind=NoticeKind.REFUSAL)
    factories.notice(one, kind=NoticeKind.CONSENT)

    kinds = set(other.notices.values_list("kind", flat=True))
    assert (NoticeKind.REFUSAL in kinds, NoticeKind.CONSENT in kinds) == (refuses, False)


@pytest.mark.parametrize("same", [True, False])
def test_it_can_be_taken_back_and_holds_for_both_again(same):
    one, other = pair()
    partner_matters()
    answer = said(one, other, same)
    by, user = factories.person("partner"), factories.person("partner")
    screened(one, user)

    services.take_back_namesakes(answer=answer, by=by)

    assert kept(user) == 2
    assert record("matters.namesakes_taken_back")[0]["same"] is same
    with pytest.raises(WrongState, match="taken back"):
        services.take_back_namesakes(answer=answer, by=by)
    assert refused("take_back_namesakes", "wrong_state")
    said(one, other, not same)


def test_what_is_one_by_way_of_a_third_is_one():
    one, other = pair()
    third = services.open_matter(**opening(client=TYPED, number="C-9"), by=factories.person("clerk")).client
    said(one, other, True)
    said(other, third, True)
    type(one).objects.filter(pk=third.pk).update(name="Renamed", folded="renamed")

    assert namesakes.kin(one) == {other.pk, third.pk}


def three():
    one, other = pair()
    third = services.open_matter(**opening(client=TYPED, number="C-9"), by=factories.person("clerk")).client
    partner_matters()
    return one, other, third


def test_who_is_one_by_way_of_a_third_is_kept_from_what_each_is_kept_from():
    one, other, third = three()
    said(one, third, False)
    said(one, other, True)
    user = factories.person("partner")
    Screen.objects.create(client=third, user=user, reason="personal", raised_by=factories.person("partner"))
    factories.notice(third, kind=NoticeKind.REFUSAL)
    one.notices.all().delete()

    said(other, third, True)

    assert kept(user) == 3
    assert one.notices.get().kind == NoticeKind.REFUSAL


def test_nor_is_it_said_where_who_answers_for_the_third_is_kept_from_one():
    one, other, third = three()
    said(one, third, False)
    said(one, other, True)
    screened(third, one.matters.get().responsible)
    Screen.objects.filter(client=other).delete()

    with pytest.raises(WrongState, match="another responsible"):
        said(other, third, True)

    assert NamesakeAnswer.objects.count() == 2
    assert refused("say_namesakes", "wrong_state")


def test_nor_does_who_answered_for_a_matter_with_a_second_client_see_it_once_somebody_else_does():
    lawyer, partner, kept_from = (
        factories.person("lawyer"),
        factories.person("partner"),
        factories.client("Roy"),
    )
    matter = factories.matter(responsible=lawyer, team=[partner])
    factories.party(matter, "Roy", role="client")
    services.raise_screen(user=lawyer, reason="former_client", client=kept_from, by=partner)
    assert Matter.objects.visible_to(lawyer).filter(pk=matter.pk).exists()

    services.change_responsible(matter=matter, responsible=factories.person("lawyer"), by=partner)

    assert not Matter.objects.visible_to(lawyer).filter(pk=matter.pk).exists()
    assert not matter.team.current().filter(user=lawyer).exists()


def test_who_answers_for_the_other_no_more_is_kept_from_it_too():
    one, other = pair()
    partner_matters()
    matter = other.matters.get()
    user, successor = matter.responsible, factories.person("partner")
    screened(one, user)
    assert kept(user) == 1

    services.change_responsible(matter=matter, responsible=successor, by=successor)

    assert kept(user) == 2
    assert not matter.team.current().filter(user=user).exists()
    assert [each["client"] for each in record("matters.screen_raised")] == [str(one.pk), str(other.pk)]


@pytest.mark.parametrize("answer", [None, False])
def test_who_is_kept_from_nobody_of_the_name_that_matters_goes_on_seeing_it(answer):
    one, other = pair()
    partner_matters()
    matter = other.matters.get()
    user, successor = matter.responsible, factories.person("partner")
    if answer is False:
        said(one, other, False)
        screened(one, user)

    services.change_responsible(matter=matter, responsible=successor, by=successor)

    assert not other.screens.exists()


def test_a_refusal_is_taken_over_once_however_often_it_is_said_and_taken_back():
    one, other = pair()
    factories.notice(one, kind=NoticeKind.REFUSAL)
    factories.notice(other, kind=NoticeKind.CONSENT)

    services.take_back_namesakes(answer=said(one, other, True), by=factories.person("partner"))
    said(one, other, True)

    assert other.notices.filter(kind=NoticeKind.REFUSAL).count() == 1


def test_it_is_said_once():
    one, other = pair()
    said(one, other, True)

    with pytest.raises(WrongState, match="already"):
        said(other, one, False)

    assert NamesakeAnswer.objects.get().same is True
    assert refused("say_namesakes", "wrong_state")


def test_it_is_said_of_no_others():
    one, _other = pair()

    with pytest.raises(WrongState, match="same name"):
        said(one, factories.client("Somebody Else"), True)


@pytest.mark.parametrize("role", ["lawyer", "paralegal", "clerk", "administrator", "auditor"])
def test_only_a_partner_says_it(role):
    one, other = pair()

    with pytest.raises(NotAllowed):
        said(one, other, True, by=factories.person(role))

    assert not NamesakeAnswer.objects.exists()
    assert refused("say_namesakes", "not_partner")


def test_a_partner_who_is_kept_from_the_one_says_nothing_of_them_and_is_not_told(client):
    one, other = pair()
    partner_matters()
    answer = said(one, other, False)
    outsider = factories.person("partner")
    screened(one, outsider)
    client.force_login(outsider)

    for path in (
        reverse("matters:say_namesakes", args=[one.pk, other.pk]),
        reverse("matters:take_back_namesakes", args=[answer.pk]),
    ):
        assert client.post(path, {"same": "yes"}).status_code == 404
    with pytest.raises(NotAllowed):
        services.take_back_namesakes(answer=answer, by=outsider)

    assert NamesakeAnswer.objects.get().taken_back_at is None


def test_the_page_asks_says_who_answered_and_takes_it_back(client):
    one, other = pair()
    partner = factories.person("partner", name="Judith Roy")
    client.force_login(partner)
    page = reverse("desk:supervision")
    assert "Two clients" in client.get(page).content.decode()

    client.post(reverse("matters:say_namesakes", args=[other.pk, one.pk]), {"same": "no"})

    answer = NamesakeAnswer.objects.get()
    assert (answer.same, answer.said_by) == (False, partner)
    assert "two clients, Judith Roy said" in client.get(page).content.decode()
    client.post(reverse("matters:take_back_namesakes", args=[answer.pk]))
    assert NamesakeAnswer.objects.get().taken_back_by == partner
    assert client.post(reverse("matters:say_namesakes", args=[other.pk, one.pk])).status_code == 404
