"""Changing the text, and a remark on it."""

from __future__ import annotations

from functools import lru_cache

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.sensitive import Sensitive


@lru_cache(maxsize=10)
def fields_of_a_comment(_language: str | None) -> str:
    """The empty fields of a new comment, drawn once for each language."""
    return str(NewComment())


class EditText(forms.Form):
    """The canonical Markdown of a draft."""

    text = forms.CharField(
        label=_("Text"),
        help_text=_("# begins a heading, - a point of a list; *one star* is italic, **two** are bold."),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 30, "class": "manuscript", "spellcheck": "true"}),
    )

    def changed_text(self) -> Sensitive[str]:
        return Sensitive(self.cleaned_data["text"])


class NewComment(forms.Form):
    """A remark, on all of the text or on words of it."""

    text = forms.CharField(label=_("Comment"), widget=forms.Textarea(attrs={"rows": 3}))
    words = forms.CharField(
        label=_("About these words"),
        required=False,
        widget=forms.TextInput(attrs={"data-selection": "#text", "autocomplete": "off"}),
        help_text=_("Select words in the draft, or type them as they stand there."),
    )
