"""Forms about people. A last day is a day; the term it ends runs to the midnight after it, where the firm is."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.days import DayField
from apps.core.shown import Shown
from apps.people.licence_models import by_province
from apps.people.models import (
    EndReason,
    ExceptionReason,
    Language,
    Licence,
    LicenceClass,
    RoleCode,
    Scope,
    SessionReason,
    User,
)
from apps.people.recovery_models import LinkReason, ResetReason


class Day(forms.DateInput):
    """A date as the browser's own calendar takes it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def end_of(day: date | None) -> datetime | None:
    """The midnight after a day, in the zone of the request."""
    if day is None:
        return None
    return datetime.combine(day + timedelta(days=1), time.min, timezone.get_current_timezone())


class Reading(forms.Form):
    """The language a person reads firmai in."""

    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)


class Named(forms.Form):
    """Who a person is, and the address they sign in with."""

    full_name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(
        label=_("E-mail"), help_text=_("What they sign in with. firmai sends no link to it.")
    )


class ChangePerson(Shown, Named):
    """The same of somebody who is there."""


class NewPerson(Named):
    """A person to be added. Roles and licence are given on their page."""

    language = forms.ChoiceField(label=_("Reads firmai in"), choices=Language.choices)


class GiveRole(forms.Form):
    """A role that the person does not hold, with what it opens."""

    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)
    last_day = DayField(
        label=_("Last day"),
        required=False,
        widget=Day,
        help_text=_("Access ends by itself at the end of that day. An auditor always has one."),
    )

    def __init__(self, *args: Any, user: User, roles: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = set(user.grants.standing().values_list("role", flat=True))
        choices = [(code, label) for code, label in roles if code not in held]
        cast(forms.ChoiceField, self.fields["role"]).choices = choices

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("role") == RoleCode.AUDITOR and not given.get("last_day"):
            self.add_error("last_day", _("An auditor's role needs a last day."))
        return given

    def details(self) -> dict[str, Any]:
        return {"role": self.cleaned_data["role"], "until": end_of(self.cleaned_data["last_day"])}


class NewException(forms.Form):
    """Administrator together with a deciding role, for a reason and until a day."""

    reason = forms.ChoiceField(label=_("Reason"), choices=ExceptionReason.choices, widget=forms.RadioSelect)
    last_day = DayField(label=_("Last day"), widget=Day)

    def details(self) -> dict[str, Any]:
        return {"reason": self.cleaned_data["reason"], "until": end_of(self.cleaned_data["last_day"])}


class LicenceTerm(forms.Form):
    """What of a licence may come to be otherwise."""

    scope = forms.MultipleChoiceField(
        label=_("Scope"),
        choices=Scope.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What a paralegal's licence covers. Other licences have no narrower scope."),
    )
    since = forms.DateField(label=_("In force from"), widget=Day)
    until = DayField(
        label=_("Until"),
        required=False,
        widget=Day,
        help_text=_("The last day in force. From the day after it counts as none."),
    )

    @staticmethod
    def of(licence: Licence) -> dict[str, Any]:
        return {"scope": licence.scope, "since": licence.since, "until": licence.until}


class ChangeLicence(Shown, LicenceTerm):
    """The same of a licence that is on record."""


class NewLicence(LicenceTerm):
    """A licence as the regulator's register shows it."""

    licence_class = forms.ChoiceField(label=_("Class"), choices=LicenceClass.choices)
    regulator = forms.ChoiceField(label=_("Regulator"), choices=by_province)
    number = forms.CharField(label=_("Number"), max_length=20)
    field_order = ("licence_class", "regulator", "number")


class NewTraining(forms.Form):
    """The day on which a person completed the firm's training on AI."""

    completed_on = DayField(label=_("Completed on"), widget=Day)


class Reasoned(forms.Form):
    """An act that needs nothing but a reason from a list."""

    reason = forms.ChoiceField(label=_("Reason"), widget=forms.RadioSelect)

    def __init__(
        self, *args: Any, reasons: type[EndReason | LinkReason | ResetReason | SessionReason], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["reason"]).choices = reasons.choices


class NewPassword(forms.Form):
    """The password that a one-time link asks for, twice."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters. A sentence that only you would write is easy to keep."),
    )
    again = forms.CharField(
        label=_("Password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("password") and given.get("again") and given["password"] != given["again"]:
            self.add_error("again", _("The two are not the same."))
        return given


class Filters(forms.Form):
    """What the list of people is asked for."""

    q = forms.CharField(label=_("Name or e-mail"), required=False, max_length=80)
    role = forms.ChoiceField(label=_("Role"), required=False, choices=[("", _("Any")), *RoleCode.choices])
    licence = forms.ChoiceField(
        label=_("Licence"),
        required=False,
        choices=[
            ("", _("Any")),
            ("in_force", _("In force")),
            ("ended", _("On record, not in force")),
            ("none", _("None on record")),
        ],
    )
    state = forms.ChoiceField(
        label=_("Account"),
        required=False,
        choices=[("", _("Any")), ("open", _("Active")), ("invited", _("Invited")), ("ended", _("Closed"))],
    )
