"""Days: the years in which something of the firm's can fall due, the field that asks for one, how one is written."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.dateformat import DateFormat
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from apps.core.errors import BadInput

EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)
"""Days that something of a matter can be due on. Others are slips of the pen, or a system's word for "none"."""


def is_sensible(day: date) -> bool:
    """Whether something can be due on this day."""
    return EARLIEST <= day <= LATEST


def check_day(day: date) -> None:
    """Something can be due on this day. Raises BadInput."""
    if not is_sensible(day):
        raise BadInput(
            _("Choose a day in the years %(first)s to %(last)s.")
            % {"first": EARLIEST.year, "last": LATEST.year}
        )


class DayField(forms.DateField):
    """A day that can be meant. There is one after it, so whatever reckons with whole days may go on to the next."""

    def to_python(self, value: Any) -> date | None:
        day: date | None = super().to_python(value)
        try:
            if day is not None:
                check_day(day)
        except BadInput as error:
            raise forms.ValidationError(str(error)) from None
        return day


def write_first_days() -> None:
    """French writes the first of a month as an ordinal, 1er décembre, and every other day as a bare number.

    Django has no pattern for that. Its own letter for the day is taught it, so that pages, filters, sentences and
    paper cannot differ. What machines read is written with two digits, and is left alone.
    """
    setattr(DateFormat, "j", _day_of_month)  # noqa: B010 - a plain assignment is a mistake to the type checker


def _day_of_month(written: Any) -> int | str:
    day: int = written.data.day
    return "1er" if day == 1 and (get_language() or "").startswith("fr") else day
