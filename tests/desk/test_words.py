"""Moments, days and money as each language writes them."""

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import formats
from django.utils.translation import override

from apps.desk.templatetags import house

MORNING = datetime(2026, 11, 2, 7, 5, tzinfo=ZoneInfo("America/Toronto"))
WRITTEN = {
    "en-ca": ("07:05", "2 Nov 2026, 07:05", "2 Nov 2026", "2 Nov"),
    "fr-ca": ("7\xa0h\xa005", "2 novembre 2026, 7\xa0h\xa005", "2 novembre 2026", "2 nov."),
}


@pytest.mark.parametrize("language", WRITTEN)
def test_an_hour_and_a_day_are_written_as_the_language_does(language):
    forms = ("TIME_FORMAT", "DATETIME_FORMAT", "DATE_FORMAT", "SHORT_DAY_FORMAT")

    with override(language):
        assert tuple(formats.date_format(MORNING, each) for each in forms) == WRITTEN[language]


@pytest.mark.parametrize(("language", "said"), [("en-ca", "US$ 0.0329"), ("fr-ca", "0,0329\xa0$ US")])
def test_an_amount_is_rounded_and_written_as_the_language_does(language, said):
    with override(language):
        assert house.dollars(Decimal("0.032856"), 4) == said
