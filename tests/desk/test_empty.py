"""A firm that has nothing yet is told so on each page, and is offered nothing that cannot be done."""

import pytest
from django.test import Client

from tests import factories

pytestmark = pytest.mark.django_db

EMPTY = {
    "/": "Nothing needs you now.",
    "/review/": "Nothing waits for you.",
    "/review/items/": "Choose what to look for.",
    "/review/items/?model=": "No item of your matters fits.",
    "/matters/": "No matter fits.",
    "/requests/": "No request here.",
    "/deliveries/": "Nothing to deliver.",
    "/gate/crossings/": "Nothing has crossed the border yet.",
    "/supervision/": "Nothing in this period.",
    "/log/dossier/": "No matter of yours.",
    "/notices/": "You were told nothing yet.",
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


def test_no_file_is_offered_where_there_is_no_matter_for_it(partner):
    assert "Make the file" not in partner.get("/log/dossier/").content.decode()
