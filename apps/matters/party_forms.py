"""Forms about what a party of a matter is called and known by."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.matters import loosening
from apps.matters.models import PartyRole
from apps.people.models import User

LICENSEES_TAKE_AWAY = _(
    "You may add here. Only a licensee takes away a name, an address or a way of reaching somebody."
)
PARTNERS_CHANGE = _("Only a partner changes a number or a date of birth that is listed.")


class KnownOf(forms.Form):
    """What a party is called and known by. All of it is replaced by placeholders before anything is sent.

    Whoever may not take something away is told who may; ``user`` is None where there is nothing to take away yet.
    """

    aliases = forms.CharField(
        label=_("Other names"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One on a line."),
    )
    emails = forms.CharField(label=_("E-mail addresses"), required=False, help_text=_("Separated by commas."))
    phones = forms.CharField(
        label=_("Telephone numbers"), required=False, help_text=_("Separated by commas.")
    )
    addresses = forms.CharField(
        label=_("Addresses"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One on a line."),
    )
    sin = forms.CharField(label=_("Social insurance number"), required=False, max_length=20)
    health_number = forms.CharField(label=_("Health number"), required=False, max_length=30)
    born = forms.CharField(
        label=_("Date of birth"), required=False, max_length=30, help_text=_("As the documents write it.")
    )
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = {
            LICENSEES_TAKE_AWAY: user is not None and not loosening.may_let_names_cross(user),
            PARTNERS_CHANGE: user is not None and not loosening.may_loosen(user),
        }
        self.who_may = " ".join(str(sentence) for sentence, applies in told.items() if applies)

    def details(self) -> dict[str, Any]:
        """Keyword arguments of ``services.describe_party``."""
        given = self.cleaned_data
        identifiers = {
            "emails": _parts(given["emails"]),
            "phones": _parts(given["phones"]),
            "addresses": _lines(given["addresses"]),
            **{name: given[name].strip() for name in ("sin", "health_number", "born")},
        }
        return {
            "aliases": _lines(given["aliases"]),
            "identifiers": {name: value for name, value in identifiers.items() if value},
            "seen": given["seen"],
        }

    @staticmethod
    def shown(aliases: list[str], identifiers: dict[str, Any], seen: str) -> dict[str, str]:
        """The initial values for what is kept of a party, and which that is."""
        return {
            "seen": seen,
            "aliases": "\n".join(aliases),
            "emails": ", ".join(identifiers.get("emails", [])),
            "phones": ", ".join(identifiers.get("phones", [])),
            "addresses": "\n".join(", ".join(each.splitlines()) for each in identifiers.get("addresses", [])),
            **{name: identifiers.get(name, "") for name in ("sin", "health_number", "born")},
        }


class NewParty(KnownOf):
    """Somebody the matter knows."""

    name = forms.CharField(label=_("Name"), max_length=200)
    role = forms.ChoiceField(label=_("Role"), choices=PartyRole.choices)
    is_organization = forms.BooleanField(label=_("An organization"), required=False)
    field_order = ("name", "role", "is_organization")

    def details(self) -> dict[str, Any]:
        """Keyword arguments of ``services.add_party``."""
        given = self.cleaned_data
        told = super().details()
        del told["seen"]  # nothing was shown
        return {name: given[name] for name in ("name", "role", "is_organization")} | told


def _lines(written: str) -> list[str]:
    return [line.strip() for line in written.splitlines() if line.strip()]


def _parts(written: str) -> list[str]:
    return [part.strip() for part in written.split(",") if part.strip()]
