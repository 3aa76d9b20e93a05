"""Why a draft goes back, and what a second look found."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.sensitive import Sensitive
from apps.review.models import LookOutcome, ReturnReason


class SecondLook(forms.Form):
    """What a second look at an approval found."""

    outcome = forms.ChoiceField(
        label=_("What you found"),
        choices=[each for each in LookOutcome.choices if each[0] != LookOutcome.WAITING],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))


class Return(forms.Form):
    """Why a draft goes back."""

    reasons = forms.MultipleChoiceField(
        label=_("Reasons"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one reason.")},
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What should be different. It goes into the new request together with the comments."),
    )

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        rows = ReturnReason.objects.in_force()
        cast(forms.MultipleChoiceField, self.fields["reasons"]).choices = [
            (row.code, row.local_name) for row in rows
        ]

    def note_given(self) -> Sensitive[str] | None:
        note = self.cleaned_data["note"].strip()
        return Sensitive(note) if note else None
