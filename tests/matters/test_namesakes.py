"""A client typed by name who is called as another: what keeps people and information apart holds for both."""

import pytest

from apps.audit.models import Entry
from apps.core.errors import NotAllowed
from apps.desk.timeline import readable_by
from apps.matters import services
from apps.matters.models import Client, Matter, NoticeKind, Residency
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
