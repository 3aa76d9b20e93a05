"""Forms about connections."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.integrations.clio.calls import HOSTS
from apps.integrations.models import Region


class ClioRegion(forms.Form):
    """Where the firm's Clio account is. There is no default: tokens of one region are nothing in another."""

    region = forms.ChoiceField(
        label=_("Region of the firm's Clio account"),
        choices=[("", _("Choose")), *((region, region.label) for region in HOSTS)],
        help_text=_("It is in the address of Clio as people at the firm use it: ca.app.clio.com is Canada."),
    )

    def place(self) -> Region:
        return Region(self.cleaned_data["region"])
