"""What a person says of their own time."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.days import DayField


class ConfirmTime(forms.Form):
    day = DayField(
        label=_("Day"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("The day on which you did it."),
    )
    hours = forms.DecimalField(
        label=_("Hours"),
        min_value=Decimal("0.1"),
        max_value=Decimal(24),
        decimal_places=1,
        widget=forms.NumberInput(attrs={"step": "0.1"}),
        help_text=_("In tenths of an hour, as you spent them. Time of software is nobody's time."),
    )
    billable = forms.BooleanField(label=_("Billable"), required=False, initial=True)

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["day"].widget.attrs["max"] = timezone.localdate().isoformat()

    def units(self) -> int:
        """Tenths of an hour."""
        return int(self.cleaned_data["hours"] * 10)
