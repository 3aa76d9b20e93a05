"""A day is the firm's own, whichever process asks, and a moment is stored as what it is."""

import datetime as dt

import time_machine
from django.utils import timezone

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
