"""Markup with places: what a person wrote stays text, and markup stays markup."""

import pytest
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy

from apps.core.frames import Frame, joined

VALUES = ("plain", '<b> & "it\'s" {b}', mark_safe("<i>x</i>"), 7, gettext_lazy("Queue"), None)


@pytest.mark.parametrize("value", VALUES)
def test_puts_into_each_place_what_django_would(value):
    markup = mark_safe('<a href="{a}">{b}{a}</a>{c}')
    filled = Frame(markup).filled(a=value, b="b", c=mark_safe("<hr>"), d="not asked for")
    assert type(filled) is SafeString
    assert filled == format_html(markup, a=value, b="b", c=mark_safe("<hr>"))


def test_is_filled_anew_each_time_and_needs_every_value():
    frame = Frame(mark_safe("<p>{a}</p>"))
    assert [frame.filled(a=n) for n in (1, 2)] == ["<p>1</p>", "<p>2</p>"]
    with pytest.raises(KeyError):
        frame.filled(b=1)


def test_joins_markup_alone():
    assert joined(mark_safe(each) for each in ("<p>", "</p>")) == "<p></p>"
    with pytest.raises(TypeError):
        joined([mark_safe("<p>"), "<script>"])
