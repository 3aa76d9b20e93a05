"""A firm that has nothing yet is told so on each page, and is offered nothing that cannot be done."""

import pytest
from django.test import Client

from apps.matters import services
from tests import factories

pytestmark = pytest.mark.django_db

EMPTY = {
    "/": "You wait for nobody.",
    "/review/": "Nothing waits for you.",
    "/review/items/": "Choose what to look for.",
    "/review/items/?model=": "No item of your matters fits.",
    "/matters/": "No open matter.",
    "/matters/?status=closed": "No matter fits.",
    "/requests/": "No request here.",
    "/deliveries/": "Nothing to deliver.",
    "/gate/crossings/": "Nothing has crossed the border yet.",
    "/supervision/": "Nothing in this period.",
    "/log/dossier/": "No matter of yours.",
    "/notices/": "No notices yet.",
    "/matters/screens/": "No screen to show.",
}


@pytest.fixture
def partner():
    client = Client()
    client.force_login(factories.person("partner"))
    return client


@pytest.mark.parametrize("path", EMPTY)
def test_a_list_with_nothing_in_it_says_so(partner, path):
    assert f"<strong>{EMPTY[path]}</strong>" in partner.get(path).content.decode()


def test_whoever_holds_no_role_is_told_who_gives_them_and_is_shown_no_way_to_what_others_do():
    client = Client()
    client.force_login(factories.person(role=""))

    page = client.get("/").content.decode()

    assert "You hold no role. The firm's administrator gives them." in page
    assert "Sent to Claude" not in page


def test_nothing_is_drawn_where_nothing_is_in_review(partner):
    page = partner.get("/").content.decode()

    assert "No draft is in review." in page
    assert 'class="plot' not in page


def test_no_draft_is_offered_of_a_matter_that_is_closed():
    matter = factories.matter()
    client, offered = Client(), "Choose a kind of work"
    client.force_login(matter.responsible)
    assert offered in client.get(f"/matter/{matter.pk}/").content.decode()

    services.close_matter(matter=matter, on=matter.opened_on, by=matter.responsible)

    page = client.get(f"/matter/{matter.pk}/").content.decode()
    assert "No draft has been asked for yet." in page
    assert offered not in page


def test_no_file_is_offered_where_there_is_no_matter_for_it(partner):
    assert "Make the file" not in partner.get("/log/dossier/").content.decode()


def test_no_matter_is_asked_for_where_there_is_no_office_for_it(partner):
    page = partner.get("/matters/new/").content.decode()

    assert "<strong>The firm has no office on record yet.</strong>" in page
    assert "Open the matter" not in page


def test_who_has_nothing_to_do_is_led_to_what_their_teams_have():
    client = Client()
    client.force_login(factories.person("lawyer"))

    page = client.get("/").content.decode()

    assert "<strong>Nothing needs you now.</strong>" in page
    assert '<a href="/review/?show=team">Open the queue</a>' in page
