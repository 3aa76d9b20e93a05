"""Forms about the register of crossings, the surfaces and the data path."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.days import DayField
from apps.matters.models import Client, Matter
from apps.people.models import User
from apps.policy.models import AssessmentKind, Surface
from apps.policy.offers import PRICED
from apps.policy.register import Scope
from apps.policy.registers import Standing, Where
from apps.policy.surfaces import WORDS


class Day(forms.DateInput):
    """A date as the browser's own calendar takes it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class RegisterFilters(forms.Form):
    """Which crossings: of a matter, a client, a period."""

    matter = forms.ModelChoiceField(
        label=_("Matter"), queryset=Matter.objects.none(), required=False, empty_label=_("Any")
    )
    client = forms.ModelChoiceField(
        label=_("Client"), queryset=Client.objects.none(), required=False, empty_label=_("Any")
    )
    first = DayField(label=_("From"), required=False, widget=Day())
    last = DayField(label=_("To, included"), required=False, widget=Day())

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seen = Matter.objects.visible_to(user)
        self.fields["matter"].queryset = seen.order_by("-number")  # type: ignore[attr-defined]
        held = Client.objects.filter(matters__in=seen).distinct().order_by("folded")
        self.fields["client"].queryset = held  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        first, last = given.get("first"), given.get("last")
        if first is not None and last is not None and last < first:
            self.add_error("last", _("The last day is before the first."))
        return given

    def scope(self) -> Scope:
        """What was chosen, without what makes no sense: a day that there is not leaves the client as it is."""
        self.is_valid()
        return Scope(**getattr(self, "cleaned_data", {}))


class SurfaceConfirmation(forms.Form):
    """The clause of the contract that covers a surface, and until when that may be relied on."""

    reference = forms.CharField(label=_("Clause of the contract"), max_length=80)
    until = DayField(label=_("Relied on until"), widget=Day())


class Place(forms.Form):
    """Where a hop of the data path is."""

    region = forms.ChoiceField(label=_("Where it rests"), choices=Where.choices)
    in_use = forms.BooleanField(label=_("The firm uses it"), required=False)
    kept = forms.CharField(label=_("Kept for how long"), max_length=80, required=False)
    terms = forms.CharField(label=_("Reference of the contract"), max_length=80, required=False)
    disputed = forms.CharField(
        label=_("Conflicting claim"),
        help_text=_("Where the vendor, or somebody else, says otherwise, and what."),
        max_length=200,
        required=False,
    )


class ArrangementForm(forms.Form):
    """What a person read in the agreement with the vendor, and until when it may be relied on."""

    agreement = forms.CharField(label=_("Reference of the agreement"), max_length=80)
    organization = forms.CharField(label=_("Organization, by the vendor's id"), max_length=80)
    workspace = forms.CharField(label=_("Workspace, by the vendor's id"), max_length=80)
    covers = forms.MultipleChoiceField(
        label=_("What the agreement names as covered"), widget=forms.CheckboxSelectMultiple
    )
    training_off = forms.BooleanField(
        label=_("Training on the firm's data is off, and I saw where that is said"), required=False
    )
    review_by = DayField(label=_("To be looked at again by"), widget=Day())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_to_it = Surface.objects.exclude(standing=Standing.BLOCKED).order_by("place")
        named = [
            (code, WORDS[code].name) for code in open_to_it.values_list("code", flat=True) if code in WORDS
        ]
        self.fields["covers"].choices = named  # type: ignore[attr-defined]


class PolicyText(forms.Form):
    """The firm's policy on AI, in both languages. Everyone accepts it anew."""

    text = forms.CharField(label=_("In English"), widget=forms.Textarea(attrs={"rows": 14}))
    text_fr = forms.CharField(label=_("In French"), widget=forms.Textarea(attrs={"rows": 14, "lang": "fr"}))
    after = forms.IntegerField(min_value=0, widget=forms.HiddenInput())


class PriceForm(forms.Form):
    """What a model costs from a day on, each category for itself."""

    effective_from = DayField(label=_("From"), widget=Day())
    up_to_tokens = forms.IntegerField(
        label=_("For prompts of up to so many tokens, if the price depends on it"),
        required=False,
        min_value=1,
    )
    input = forms.DecimalField(label=_("Input"), max_digits=10, decimal_places=4, min_value=0)
    output = forms.DecimalField(label=_("Output"), max_digits=10, decimal_places=4, min_value=0)
    cache_write_5m = forms.DecimalField(
        label=_("Cache, written for 5 minutes"), max_digits=10, decimal_places=4, min_value=0
    )
    cache_write_1h = forms.DecimalField(
        label=_("Cache, written for an hour"), max_digits=10, decimal_places=4, min_value=0
    )
    cache_read = forms.DecimalField(label=_("Cache, read"), max_digits=10, decimal_places=4, min_value=0)
    us_multiplier = forms.DecimalField(
        label=_("Times, for US inference"), max_digits=4, decimal_places=2, min_value=1
    )
    source = forms.CharField(label=_("Where it was read"), max_length=200)

    def given(self) -> dict[str, Any]:
        """What was entered, as the service takes it."""
        cleaned = dict(self.cleaned_data)
        per_million = {name: cleaned.pop(name) for name in PRICED}
        return {**cleaned, "per_million": per_million}


class AssessmentForm(forms.Form):
    """A document or decision on file: for a client, whose matters inherit it, or for one matter."""

    kind = forms.ChoiceField(label=_("What it is"), choices=AssessmentKind.choices, widget=forms.RadioSelect)
    client = forms.ModelChoiceField(
        label=_("For all matters of a client"),
        queryset=Client.objects.none(),
        required=False,
        empty_label=_("Not for a client"),
    )
    matter = forms.ModelChoiceField(
        label=_("Or for one matter"),
        queryset=Matter.objects.none(),
        required=False,
        empty_label=_("Not for one matter"),
    )
    reference = forms.CharField(label=_("Reference of the document or note"), max_length=80)
    until = DayField(label=_("Holds until, if it ends"), required=False, widget=Day())

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seen = Matter.objects.visible_to(user)
        self.fields["matter"].queryset = seen.order_by("-number")  # type: ignore[attr-defined]
        held = Client.objects.filter(matters__in=seen).distinct().order_by("folded")
        self.fields["client"].queryset = held  # type: ignore[attr-defined]
