"""What to take out of the log, and for whom."""

from datetime import timedelta
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.audit.bundles.selection import Scope
from apps.core.alphabet import alphabetical
from apps.core.days import DayField
from apps.desk import exporting
from apps.desk.exporting import Recipient
from apps.matters.forms import Day
from apps.matters.models import Matter
from apps.people.models import User


class ExportForm(forms.Form):
    """A matter, a person, a period, or what they have in common. Administrators and auditors know matters by id."""

    matter = forms.ModelChoiceField(
        label=_("Matter"), queryset=Matter.objects.none(), required=False, empty_label=_("Any")
    )
    matter_id = forms.UUIDField(label=_("Matter's id"), required=False)
    person = forms.ModelChoiceField(
        label=_("Person"), queryset=User.objects.none(), required=False, empty_label=_("Anyone")
    )
    since = DayField(label=_("First day"), required=False, widget=Day())
    until = DayField(label=_("Last day"), required=False, widget=Day())
    recipient = forms.ChoiceField(label=_("For whom"), choices=Recipient.choices)
    named = forms.BooleanField(
        label=_("With names"),
        required=False,
        initial=True,
        help_text=_("In a file of their own, as far as you and the recipient may see. Names are not proved."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._user = user
        cast(forms.ModelChoiceField, self.fields["person"]).queryset = User.objects.order_by(
            "robot", alphabetical("full_name")
        )
        own = exporting.own_matters(user).order_by("-number")
        cast(forms.ModelChoiceField, self.fields["matter"]).queryset = own
        del self.fields["matter" if exporting.sees_all(user) else "matter_id"]

    def clean_matter_id(self) -> Any:
        asked = self.cleaned_data["matter_id"]
        if asked and exporting.matter_named(str(asked), self._user) is None:
            raise forms.ValidationError(_("The log knows no matter with that id."))
        return asked

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or {}
        if asked.get("since") and asked.get("until") and asked["since"] > asked["until"]:
            self.add_error("until", _("The last day is before the first."))
        return asked

    def scope(self) -> Scope:
        """What was asked for."""
        asked = self.cleaned_data
        until = asked.get("until")
        return Scope(
            matter=asked.get("matter_id") or getattr(asked.get("matter"), "pk", None),
            person=getattr(asked.get("person"), "pk", None),
            since=exporting.beginning_of(asked["since"]) if asked.get("since") else None,
            until=exporting.beginning_of(until + timedelta(days=1)) if until else None,
        )


class DossierForm(forms.Form):
    """Which of the partner's own matters, and for whom."""

    matters = forms.ModelMultipleChoiceField(
        label=_("Matters"), queryset=Matter.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    recipient = forms.ChoiceField(label=_("For whom"), choices=Recipient.choices, initial=Recipient.REGULATOR)
    privilege = forms.BooleanField(
        label=_("I have considered privilege"),
        help_text=_(
            "The client's privilege in what is in this file, and what the recipient may see in spite of it."
        ),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = exporting.own_matters(user).order_by("-number")
        cast(forms.ModelMultipleChoiceField, self.fields["matters"]).queryset = own
