"""Narrowing the queue, changing the text, and sending a draft back."""

from __future__ import annotations

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from apps.core.sensitive import Sensitive
from apps.drafting.models import ItemKind
from apps.review.models import ReturnReason, ReviewTask


class QueueFilters(forms.Form):
    """Kind of document, and words of the matter's number or title."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("", _("Any kind")), *ItemKind.choices], required=False
    )
    matter = forms.CharField(
        label=_("Matter"),
        required=False,
        max_length=80,
        widget=forms.TextInput(
            attrs={"type": "search", "data-key": "/", "placeholder": _("Number or title")}
        ),
    )

    def narrow(self, tasks: QuerySet[ReviewTask]) -> QuerySet[ReviewTask]:
        """The tasks that fit. What was not understood narrows nothing."""
        given = self.cleaned_data if self.is_valid() else {}
        if given.get("kind"):
            tasks = tasks.filter(kind=given["kind"])
        for word in given.get("matter", "").split():
            tasks = tasks.filter(Q(matter__number__icontains=word) | Q(matter__title__icontains=word))
        return tasks


class EditText(forms.Form):
    """The canonical Markdown of a draft."""

    text = forms.CharField(
        label=_("Text"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 30, "class": "manuscript", "spellcheck": "true"}),
    )

    def changed_text(self) -> Sensitive[str]:
        return Sensitive(self.cleaned_data["text"])


class Return(forms.Form):
    """Why a draft goes back."""

    reasons = forms.MultipleChoiceField(
        label=_("Reasons"),
        choices=ReturnReason.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one reason.")},
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What should be different. It goes into the new request together with the comments."),
    )

    def note_given(self) -> Sensitive[str] | None:
        note = self.cleaned_data["note"].strip()
        return Sensitive(note) if note else None


class NewComment(forms.Form):
    """A remark, on all of the text or on words of it."""

    text = forms.CharField(label=_("Comment"), widget=forms.Textarea(attrs={"rows": 3}))
    words = forms.CharField(
        label=_("About these words"),
        required=False,
        widget=forms.TextInput(attrs={"data-selection": "#text", "autocomplete": "off"}),
        help_text=_("Select words in the draft, or type them as they stand there."),
    )
