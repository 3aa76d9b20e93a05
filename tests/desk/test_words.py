"""Moments, days and money as each language writes them."""

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils import formats, timezone
from django.utils.translation import override

from apps.desk.templatetags import house
from apps.policy.models import Crossing

TORONTO = ZoneInfo("America/Toronto")
MORNING = datetime(2026, 11, 2, 7, 5, tzinfo=TORONTO)
WRITTEN = {
    "en-ca": ("07:05", "2 Nov 2026, 07:05", "2 Nov 2026", "2 Nov"),
    "fr-ca": ("7\xa0h\xa005", "2 novembre 2026, 7\xa0h\xa005", "2 novembre 2026", "2 nov."),
}


@pytest.mark.parametrize("language", WRITTEN)
def test_an_hour_and_a_day_are_written_as_the_language_does(language):
    forms = ("TIME_FORMAT", "DATETIME_FORMAT", "DATE_FORMAT", "SHORT_DAY_FORMAT")

    with override(language):
        assert tuple(formats.date_format(MORNING, each) for each in forms) == WRITTEN[language]


@pytest.mark.parametrize(("language", "said"), [("en-ca", "US$ 0.0329"), ("fr-ca", "0,0329\xa0$\xa0US")])
def test_an_amount_is_rounded_and_written_as_the_language_does(language, said):
    with override(language):
        assert house.dollars(Decimal("0.032856"), 4) == said


SIZES = {0: "0 bytes", 1: "1 byte", 1023: "1023 bytes", 13_414: "13.1 KB", 64 * 1024**2: "64 MB"}
IN_OCTETS = {0: "0 octet", 1: "1 octet", 1023: "1023 octets", 13_414: "13,1 ko", 64 * 1024**2: "64 Mo"}


@pytest.mark.parametrize(("language", "sizes"), [("en-ca", SIZES), ("fr-ca", IN_OCTETS)])
def test_a_size_is_counted_as_the_language_does(language, sizes):
    with override(language):
        assert {octets: house.size_of(octets).replace("\xa0", " ") for octets in sizes} == sizes


@pytest.mark.parametrize(("language", "tokens"), [("en-ca", "7,705 / 1,445"), ("fr-ca", "7 705 / 1 445")])
def test_thousands_are_set_apart_as_the_language_does(language, tokens):
    rows = [Crossing(input_tokens=7705, output_tokens=1445, started_at=MORNING)]

    with override(language):
        drawn = render_to_string("policy/_crossings.html", {"crossings": rows, "bare": True})

    assert tokens in drawn.replace("\xa0", " ")


@pytest.mark.parametrize(
    ("language", "exact"), [("en-ca", "2 Nov 2026, 07:05"), ("fr-ca", "2 novembre 2026, 7\xa0h\xa005")]
)
def test_a_moment_is_said_as_people_say_it_and_keeps_the_exact_one(language, exact):
    with override(language), time_machine.travel(MORNING + timedelta(hours=2)), timezone.override(TORONTO):
        drawn = house.said(MORNING)

        assert f'title="{exact}"' in drawn
        assert 'datetime="2026-11-02T07:05:00-05:00"' in drawn
        assert f">{formats.date_format(MORNING, 'TIME_FORMAT')}</time>" in drawn
        assert (
            Template(
                "{% load house i18n %}{% blocktranslate with when=at|said %}{{ when }}{% endblocktranslate %}"
            ).render(Context({"at": MORNING}))
            == drawn
        )
