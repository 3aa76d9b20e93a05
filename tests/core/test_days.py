"""A day is the firm's own, whichever process asks, and a moment is stored as what it is."""

import datetime as dt

import pytest
import time_machine
from django.template import Context, Template
from django.utils import formats, timezone, translation

from apps.desk import exporting


def test_a_day_ends_where_the_firm_is(settings):
    assert settings.TIME_ZONE == settings.FIRM_TIME_ZONE == "America/Toronto"
    with time_machine.travel(dt.datetime(2026, 11, 28, 4, 59, tzinfo=dt.UTC), tick=False):
        assert timezone.localdate() == dt.date(2026, 11, 27)
        assert timezone.now() == dt.datetime(2026, 11, 28, 4, 59, tzinfo=dt.UTC)
    with time_machine.travel(dt.datetime(2026, 11, 28, 5, tzinfo=dt.UTC), tick=False):
        assert timezone.localdate() == dt.date(2026, 11, 28)


def test_a_bundle_of_the_log_begins_with_the_firms_day():
    assert exporting.beginning_of(dt.date(2026, 11, 1)) == dt.datetime(2026, 11, 1, 4, tzinfo=dt.UTC)
    assert exporting.beginning_of(dt.date(2026, 11, 2)) == dt.datetime(2026, 11, 2, 5, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("language", "day", "written"),
    [
        ("fr-ca", 1, ("1er décembre 2026", "1er déc.", "mardi 1er décembre", "2026-12-01")),
        ("fr-ca", 2, ("2 décembre 2026", "2 déc.", "mercredi 2 décembre", "2026-12-02")),
        ("en-ca", 1, ("1 Dec 2026", "1 Dec", "Tuesday 1 December", "2026-12-01")),
    ],
)
def test_french_writes_the_first_of_a_month_as_it_is_said(language, day, written):
    day = dt.date(2026, 12, day)
    with translation.override(language):
        said = tuple(
            formats.date_format(day, each) for each in ("DATE_FORMAT", "SHORT_DAY_FORMAT", "l j F", "Y-m-d")
        )
        printed = Template("{{ day }}|{{ day|date:'l j F' }}|{{ day|date:'Y-m-d' }}").render(
            Context({"day": day})
        )

    assert said == written
    assert printed.split("|") == [said[0], *said[2:]]
