"""What says the same to everybody is drawn once for each language; nothing that differs is."""

import pytest
from django.template import Context, engines
from django.template.loader import get_template
from django.template.loaders.locmem import Loader as Given
from django.templatetags.i18n import TranslateNode
from django.urls import reverse
from django.utils.translation import gettext, override

from apps.core.constant import Constant, Loader


def drawn(source: str, **said: object) -> str:
    return read(source).render(Context(said))


def read(source: str):
    engine = engines["django"].engine
    loader = Loader(engine, [("django.template.loaders.locmem.Loader", {"page": source})])
    assert isinstance(loader.loaders[0], Given)
    template = loader.get_template("page")
    assert loader.get_template("page") is template
    return template


PAGE = (
    "{% load i18n static %}<a href=\"{% url 'review:queue' %}\">{% translate 'Queue' %}</a>"
    "{% if who %}<b>{{ who }}</b>{% translate 'Sign out' %}{% endif %}{% static 'firmai/mark.svg' %}"
)


@pytest.mark.parametrize("language", ["en-ca", "fr-ca"])
def test_words_are_those_of_the_language_however_often_they_were_drawn_in_another(language):
    page = read(PAGE)
    for other in ("fr-ca", "en-ca", language):
        with override(other):
            said = page.render(Context({"who": "A < B"}))
            wanted = (
                f'<a href="{reverse("review:queue")}">{gettext("Queue")}</a>'
                f"<b>A &lt; B</b>{gettext('Sign out')}/static/firmai/mark.svg"
            )
            assert said == wanted


def test_words_are_looked_up_once_for_each_language(monkeypatch):
    page, looked_up = read(PAGE), []
    plain = TranslateNode.render
    monkeypatch.setattr(
        TranslateNode, "render", lambda node, context: looked_up.append(node) or plain(node, context)
    )
    for language in ("en-ca", "fr-ca", "en-ca", "fr-ca"):
        with override(language):
            page.render(Context({"who": "Ada"}))
    assert len(looked_up) == 4


@pytest.mark.parametrize(
    "source",
    [
        "{{ who }}",
        "{% load i18n %}{% translate who %}",
        "{% load i18n %}{% translate 'Queue' as who %}{{ who }}",
        "{% load i18n %}{% blocktranslate %}Only {{ who }}{% endblocktranslate %}",
        "{% url who %}",
        "{% url 'review:detail' who %}",
        "{% load static %}{% static who %}",
        "{% csrf_token %}",
    ],
)
def test_what_a_page_is_given_is_in_no_constant_part(source):
    assert [node for node in read(source).nodelist if isinstance(node, Constant)] == []


def test_differs_where_what_a_page_is_given_does():
    said = [drawn("{% load i18n %}{% translate 'Queue' %} {{ who }}", who=who) for who in ("Ada", "Ben")]
    assert said == ["Queue Ada", "Queue Ben"]


def test_the_pages_of_the_house_are_read_this_way():
    nodes = get_template("components/rail.html").template.nodelist
    assert any(isinstance(node, Constant) for node in nodes)
