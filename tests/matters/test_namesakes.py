"""A client typed by name who is called as another: what keeps people and information apart holds for both."""

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from apps.audit.models import Entry
from apps.core.errors import NotAllowed
from apps.desk.timeline import readable_by
from apps.matters import namesakes, services
from apps.matters.models import Client, Matter, NoticeKind, Residency
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
    for n in range(300):
        factories.client(f"Client {n}")
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
