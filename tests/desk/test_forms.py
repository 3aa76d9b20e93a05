"""The filters of the log are the same choices, whoever writes them out."""

from html.parser import HTMLParser

import pytest
from django import forms
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from apps.desk.forms import LongSelect
from tests import factories

words = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12)


@given(st.dictionaries(words, words, max_size=4), words)
def test_a_long_choice_is_written_as_django_writes_it(choices, chosen):
    ours = LongSelect(choices=list(choices.items())).render("event", chosen, {"id": "id_event"})
    theirs = forms.Select(choices=list(choices.items())).render("event", chosen, {"id": "id_event"})

    assert parse(ours) == parse(theirs)


def parse(html):
    found = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attrs):
            found.append((tag, sorted((name, value or "") for name, value in attrs)))

        def handle_data(self, data):
            if data.strip():
                found.append(data.strip())

    Reader().feed(html)
    return found


@pytest.mark.django_db
def test_what_was_chosen_stays_chosen_on_the_page():
    client = Client()
    client.force_login(factories.person("auditor"))

    page = client.get("/log/?outcome=refused").content.decode()

    assert '<option value="refused" selected>' in page
