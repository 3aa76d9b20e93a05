"""Working days by province."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.days import is_sensible
from apps.matters import calendar
from apps.matters.choices import Province

DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2040, 12, 31))
PROVINCES = st.sampled_from([each.value for each in Province])


@pytest.mark.parametrize(
    ("day", "closed"),
    [
        (dt.date(2026, 4, 3), {"ON", "QC", "BC"}),  # Good Friday
        (dt.date(2026, 4, 6), {"ON", "QC", "BC"}),  # Easter Monday
        (dt.date(2026, 2, 16), {"ON", "BC"}),  # the third Monday of February
        (dt.date(2026, 5, 18), {"ON", "QC", "BC"}),  # the Monday before 25 May
        (dt.date(2026, 6, 24), {"QC"}),
        (dt.date(2026, 8, 3), {"ON", "BC"}),
        (dt.date(2026, 9, 7), {"ON", "QC", "BC"}),
        (dt.date(2026, 9, 30), {"BC"}),
        (dt.date(2026, 10, 12), {"ON", "QC", "BC"}),
        (dt.date(2026, 11, 11), {"ON", "BC"}),
        (dt.date(2026, 12, 28), {"ON", "QC", "BC"}),  # Boxing Day falls on a Saturday
        (dt.date(2027, 12, 27), {"ON", "QC", "BC"}),  # Christmas Day falls on a Saturday
        (dt.date(2027, 12, 28), {"ON", "QC", "BC"}),
        (dt.date(2026, 11, 25), set()),
    ],
)
def test_a_holiday_closes_the_provinces_that_keep_it(day, closed):
    assert {each for each in ("ON", "QC", "BC") if not calendar.is_working(day, each)} == closed


@pytest.mark.parametrize(
    ("day", "closed"),
    [
        (dt.date(2026, 3, 16), {"NL"}),  # St. Patrick's Day, on the nearest Monday
        (dt.date(2026, 4, 20), {"NL"}),
        (dt.date(2027, 6, 21), {"NL", "NT", "YT"}),  # June Day, and National Indigenous Peoples Day
        (dt.date(2026, 6, 22), {"NL", "NT", "YT"}),  # which is a Sunday in 2026
        (dt.date(2026, 7, 9), {"NU"}),
        (dt.date(2026, 7, 13), {"NL"}),
        (dt.date(2026, 8, 17), {"YT"}),  # the third Monday of August
        (dt.date(2026, 9, 30), {"BC", "MB", "NB", "NL", "NS", "NT", "NU", "PE", "YT"}),
    ],
)
def test_a_day_of_few_closes_those_few(day, closed):
    assert {each.value for each in Province if not calendar.is_working(day, each.value)} == closed


@given(DAYS, st.integers(0, 30), PROVINCES)
def test_going_back_and_counting_forward_agree(day, days, province):
    earlier = calendar.before(day, days, province)

    opened = [
        n
        for n in range((day - earlier).days)
        if calendar.is_working(earlier + dt.timedelta(days=n), province)
    ]
    assert len(opened) == days


@given(DAYS, DAYS, PROVINCES)
def test_counting_there_and_back_is_the_same(one, other, province):
    assert calendar.working_days(one, other, province) == -calendar.working_days(other, one, province)


@given(st.dates(), st.integers(0, 400), PROVINCES)
def test_going_back_ends_in_a_day_however_early_one_begins(day, days, province):
    earlier = calendar.before(day, days, province)

    assert earlier <= day
    assert earlier == dt.date.min or calendar.working_days(earlier, day, province) >= 0


@given(st.dates(), PROVINCES)
def test_any_day_is_open_or_closed(day, province):
    assert calendar.is_working(day, province) in {True, False}


@given(st.dates())
def test_the_nearest_day_that_something_can_be_due_on_is_one(day):
    nearest = calendar.nearest(day)

    assert is_sensible(nearest)
    assert (nearest == day) is is_sensible(day)


@pytest.mark.parametrize(
    ("day", "sensible"),
    [
        (dt.date(1999, 12, 31), False),
        (dt.date(2000, 1, 1), True),
        (dt.date(2099, 12, 31), True),
        (dt.date(2100, 1, 1), False),
    ],
)
def test_days_outside_this_century_are_slips_of_the_pen(day, sensible):
    assert is_sensible(day) is sensible


@given(DAYS, PROVINCES)
def test_the_next_day_on_which_offices_are_open_is_the_first_of_them(day, province):
    found = calendar.on_or_after(day, province)

    assert calendar.is_working(found, province)
    between = range((found - day).days)
    assert not any(calendar.is_working(day + dt.timedelta(days=each), province) for each in between)
