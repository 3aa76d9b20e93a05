"""How long Claude's answers ask everyone to wait, by the vendor's own clock where it tells the time."""

import datetime as dt
from email.utils import format_datetime

import pytest
import time_machine

from apps.integrations.claude.reading import Reader
from apps.integrations.claude.trouble import LONGEST_WAIT, retry_after

NOW = dt.datetime(2026, 11, 25, 12, 0, tzinfo=dt.UTC)
THEIRS = format_datetime(NOW, usegmt=True)
SKEWS = pytest.mark.parametrize("skew", [-3600, -30, 0, 30, 3600], ids=lambda seconds: f"{seconds}s")


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(NOW, tick=False) as moving:
        yield moving


def later(**by):
    return format_datetime(NOW + dt.timedelta(**by), usegmt=True)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "17"}, 17.0),
        ({"retry-after": "1.5"}, 1.5),
        ({"retry-after": "0"}, 0.0),
        ({"retry-after": "86400"}, LONGEST_WAIT),
        ({"retry-after": "nonsense"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": later(seconds=45)}, 45.0),
        ({"retry-after": later(seconds=-45)}, 0.0),
        ({"retry-after": later(days=400)}, LONGEST_WAIT),
        ({"retry-after-ms": "1500"}, 1.5),
        ({"retry-after-ms": "-1500"}, 0.0),
        ({"retry-after-ms": "1500", "retry-after": "17"}, 1.5),
        ({"retry-after-ms": "inf", "retry-after": "17"}, 17.0),
    ],
)
def test_either_header_in_either_form_is_read_within_bounds(headers, seconds):
    assert retry_after(headers) == seconds


@SKEWS
def test_a_date_is_compared_with_the_vendors_own_clock(now, skew):
    now.shift(dt.timedelta(seconds=skew))

    assert retry_after({"retry-after": later(seconds=45), "date": THEIRS}) == 45.0


@SKEWS
def test_a_budgets_reset_is_compared_with_the_vendors_own_clock(now, skew):
    now.shift(dt.timedelta(seconds=skew))
    reader = Reader(None)

    reader.answered(
        429,
        {
            "date": THEIRS,
            "anthropic-ratelimit-requests-remaining": "0",
            "anthropic-ratelimit-requests-reset": "2026-11-25T12:00:40Z",
        },
    )

    assert reader.seen().limits.pause == 40.0


@pytest.mark.parametrize("reset", ["", "nonsense", "2026-11-25T12:00:40", "45"])
def test_a_reset_that_is_no_moment_asks_for_nothing(reset):
    reader = Reader(None)

    reader.answered(
        429, {"anthropic-ratelimit-tokens-remaining": "0", "anthropic-ratelimit-tokens-reset": reset}
    )

    assert reader.seen().limits.pause is None
