"""Every item of a person, kind of work, model or period."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.days import DayField
from apps.drafting.models import Workflow
from apps.people.models import User
from apps.policy.models import Crossing
from apps.review.aftermath.items import Asked
from apps.review.rulebook.forms import Day


class EveryItem(forms.Form):
    """Any of it may be left out; something has to be said."""

    person = forms.ModelChoiceField(
        label=_("Person"), queryset=User.objects.none(), required=False, empty_label=_("Everybody")
    )
    workflow = forms.ModelChoiceField(
        label=_("Kind of work"), queryset=Workflow.objects.none(), required=False, empty_label=_("Every kind")
    )
    model = forms.ChoiceField(label=_("Model"), required=False)
    since = DayField(label=_("From"), required=False, widget=Day())
    until = DayField(label=_("To"), required=False, widget=Day())

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["person"].queryset = User.objects.people()  # type: ignore[attr-defined]
        self.fields["workflow"].queryset = Workflow.objects.all()  # type: ignore[attr-defined]
        models = Crossing.objects.exclude(model_returned="").values_list("model_returned", flat=True)
        listed = [(each, each) for each in sorted(set(models.distinct()))]
        self.fields["model"].choices = [("", _("Any")), *listed]  # type: ignore[attr-defined]

    def asked(self) -> Asked:
        given = self.cleaned_data
        return Asked(
            person=given["person"].pk if given["person"] else None,
            workflow=given["workflow"].pk if given["workflow"] else None,
            model=given["model"],
            since=given["since"],
            until=given["until"],
        )
