"""Forms of the pages about the firm's rules."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from apps.core.days import DayField
from apps.matters.models import Forum
from apps.people.models import User
from apps.review.models import Decider, ItemRule, ReturnReason, ReviewTask, SecondPerson
from apps.review.models.checklist import FLOOR, Item
from apps.review.models.filing import Asks, FilingRule
from apps.review.models.firm import CoverReason
from apps.review.preparation.checklist import QUESTIONS
from apps.review.rulebook import services


class Day(forms.DateInput):
    """The browser's own field for a day."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def _here() -> QuerySet[User]:
    return User.objects.people().filter(is_active=True)


def _away() -> QuerySet[User]:
    """Everybody who is here, and who left and still answers for an open review: nobody else decides that first."""
    open_ones = ReviewTask.objects.undecided().filter(responsible=OuterRef("pk"))
    return User.objects.people().filter(Q(is_active=True) | Q(Exists(open_ones)))


class NewFilingRule(forms.ModelForm):
    """A filing rule as it is proposed."""

    asks = forms.MultipleChoiceField(
        label=_("What is asked"), choices=Asks.choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    source_url = forms.URLField(label=_("Address of the source"), max_length=300, assume_scheme="https")

    class Meta:
        model = FilingRule
        fields = (
            "forum", "document", "statement", "place", "wording", "wording_fr", "must_stand", "must_stand_fr", "asks",
            "signer", "links_required", "source", "source_url", "checked_on",
        )  # fmt: skip
        labels = {
            "forum": _("Court or tribunal"),
            "document": _("Document"),
            "statement": _("Statement"),
            "place": _("Where it stands"),
            "wording": _("Wording in English"),
            "wording_fr": _("Wording in French"),
            "must_stand": _("Words that have to stand, in English"),
            "must_stand_fr": _("Words that have to stand, in French"),
            "signer": _("Who signs"),
            "links_required": _("Each authority leads to the page that a person opened"),
            "source": _("Official source"),
            "checked_on": _("Checked on"),
        }
        widgets = {
            "wording": forms.Textarea(attrs={"rows": 3}),
            "wording_fr": forms.Textarea(attrs={"rows": 3}),
            "checked_on": Day(),
        }

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        for name in ("forum", "document", "statement"):
            _blank, *listed = self.fields[name].choices  # type: ignore[attr-defined]
            listed = [each for each in listed if (name, each[0]) != ("forum", Forum.NONE)]
            self.fields[name].choices = [("", _("Choose")), *listed]  # type: ignore[attr-defined]

    def _post_clean(self) -> None:
        """The service checks, and makes a row of its own: the one that was the start is not touched."""

    def proposal(self) -> services.Proposal:
        return services.Proposal(**self.cleaned_data)


class SetItemRule(forms.Form):
    """Minimum review of a kind of item. The floor is no choice."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    decider = forms.ChoiceField(label=_("Who decides"), choices=Decider.choices)
    second_person = forms.ChoiceField(label=_("Second person"), choices=SecondPerson.choices)
    goes_as = forms.ChoiceField(label=_("Goes to the practice system as"), widget=forms.RadioSelect)
    sample_one_in = forms.IntegerField(
        label=_("Second look at one approval in"),
        min_value=0,
        max_value=services.RAREST,
        help_text=_(
            "Of those that needed no second person; with 0, none. What was approved without the one it needed is "
            "always looked at again."
        ),
    )
    lead_days = forms.IntegerField(
        label=_("Working days before it is due"),
        min_value=0,
        max_value=services.MOST_LEAD_DAYS,
        help_text=_("When its review has to begin, which the queue is in the order of."),
    )
    questions = forms.MultipleChoiceField(
        label=_("Asked besides"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, rule: ItemRule, **given: Any) -> None:
        start = {
            "version": rule.version,
            "decider": rule.decider,
            "second_person": rule.second_person,
            "goes_as": rule.goes_as,
            "sample_one_in": rule.sample_one_in,
            "lead_days": rule.lead_days,
            "questions": [each for each in rule.checklist if each not in FLOOR],
        }
        given["initial"] = start
        super().__init__(*args, **given)
        cast(forms.ChoiceField, self.fields["decider"]).choices = rule.choices_of_deciders
        cast(forms.ChoiceField, self.fields["goes_as"]).choices = rule.choices_of_files
        if not rule.choices_of_files:
            del self.fields["goes_as"]
        besides = [item for item in Item if item not in FLOOR]
        cast(forms.MultipleChoiceField, self.fields["questions"]).choices = [
            (item.value, QUESTIONS.get(item, _("Nothing is left to fill in"))) for item in besides
        ]


class Reason(forms.Form):
    """Why drafts go back, in both languages."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=_("Name in English"), max_length=60)
    name_fr = forms.CharField(label=_("Name in French"), max_length=60)
    needs_note = forms.BooleanField(label=_("Needs a note"), required=False)
    in_force = forms.BooleanField(label=_("Offered when a draft is returned"), required=False)

    def __init__(self, *args: Any, reason: ReturnReason | None, **given: Any) -> None:
        if reason is not None:
            given["initial"] = {
                "version": reason.version,
                "name": reason.name,
                "name_fr": reason.name_fr,
                "needs_note": reason.needs_note,
                "in_force": reason.retired_at is None,
            }
        super().__init__(*args, **given)
        if reason is None:
            del self.fields["version"], self.fields["in_force"]


class NewCover(forms.Form):
    """Who is away, who covers, why, and from which day to which."""

    away = forms.ModelChoiceField(
        label=_("Away"), queryset=User.objects.none(), empty_label=_("Choose a person")
    )
    by_whom = forms.ModelChoiceField(
        label=_("Covered by"), queryset=User.objects.none(), empty_label=_("Choose a person")
    )
    reason = forms.ChoiceField(label=_("Why"), choices=CoverReason.choices, widget=forms.RadioSelect)
    first_day = DayField(label=_("From"), widget=Day())
    last_day = DayField(label=_("To"), widget=Day())

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        cast(forms.ModelChoiceField, self.fields["away"]).queryset = _away()
        cast(forms.ModelChoiceField, self.fields["by_whom"]).queryset = _here()
