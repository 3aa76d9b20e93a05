"""Forms about rules, holds and destruction."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.keeping.models import HoldReason, LiftReason
from apps.matters.choices import PracticeArea
from apps.matters.forms import Day

EVERY = [("", _("Every area that has no rule of its own")), *PracticeArea.choices]


class NewRule(forms.Form):
    """How long a closed matter's content is kept."""

    practice_area = forms.ChoiceField(label=_("Practice area"), choices=EVERY, required=False)
    years = forms.IntegerField(
        label=_("Years after closing"),
        min_value=1,
        max_value=100,
        help_text=_("Limitation, trust and other records, minors, wills and real estate differ by province."),
    )
    basis = forms.CharField(
        label=_("What that rests on"),
        max_length=200,
        help_text=_("The by-law, statute or policy, in the firm's words. Nothing about a client."),
    )
    first_day = forms.DateField(label=_("In force from"), widget=Day)
    by_itself = forms.BooleanField(
        label=_("Destroy what is due after 30 days' notice without a person's word for each matter"),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"first_day": timezone.localdate()})
        super().__init__(*args, **kwargs)


class PlaceHold(forms.Form):
    """Why nothing of a matter may be destroyed."""

    reason = forms.ChoiceField(label=_("Reason"), choices=HoldReason.choices, widget=forms.RadioSelect)


class LiftHold(forms.Form):
    """Why a hold ends."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[each for each in LiftReason.choices if each[0] != LiftReason.AGAIN],
        widget=forms.RadioSelect,
    )


class Gone(forms.Form):
    """The name of a backup's file, typed again."""

    name = forms.CharField(label=_("Name of the file, typed again"), max_length=80)

    def __init__(self, *args: Any, expected: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._expected = expected

    def clean_name(self) -> str:
        typed: str = self.cleaned_data["name"].strip()
        if typed != self._expected:
            raise forms.ValidationError(_("This is not the name of that backup."))
        return typed


class Destroy(forms.Form):
    """The matter's number, or its id for whoever sees no numbers, typed again."""

    number = forms.CharField(label=_("Number or id of the matter, typed again"), max_length=36)

    def __init__(self, *args: Any, expected: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._expected = expected

    def clean_number(self) -> str:
        typed: str = self.cleaned_data["number"].strip()
        if typed not in self._expected:
            raise forms.ValidationError(_("This is not the matter that is to be destroyed."))
        return typed
