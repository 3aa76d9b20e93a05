"""What a person records before a recording is read, or lets a transcript go."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.intake.models import DiscardReason


class ClearRecording(forms.Form):
    told = forms.BooleanField(
        label=_("Everybody who was recorded had been told that it is recorded"),
        required=False,
        help_text=_("At the latest when the recording began. A notice in the meeting counts."),
    )
    no_conflict = forms.BooleanField(
        label=_("The conflict check is done, and found nothing that stands against reading this"),
        required=False,
        help_text=_(
            "What a person said in a consult can conflict the firm out, if the wrong people read it."
        ),
    )


class DiscardTranscript(forms.Form):
    """Why a transcript is for no matter."""

    reason = forms.ChoiceField(label=_("Reason"), choices=DiscardReason.choices, widget=forms.RadioSelect)
