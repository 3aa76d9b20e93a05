"""Narrowing the queue, and one act on several reviews of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import lru_cache
from typing import Any, cast
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from apps.core.days import DayField
from apps.core.prepared import Value
from apps.drafting.models import ItemKind
from apps.matters.models import Matter
from apps.people.models import User
from apps.review.attendance.colleagues import colleagues
from apps.review.queue import bulk
from apps.review.queue.piles import Due, Pile


class QueueFilters(forms.Form):
    """Kind of document, when its review has to begin, and one matter: what stands in the queue's address."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("", _("Any kind")), *ItemKind.choices], required=False
    )
    due = forms.ChoiceField(label=_("Begins"), choices=[("", _("Any day")), *Due.choices], required=False)
    matter = forms.UUIDField(required=False, widget=forms.HiddenInput)

    @classmethod
    def asks(cls, given: Mapping[str, str]) -> bool:
        """Whether an address narrows the queue at all, which most do not."""
        return any(given.get(name) for name in cls.base_fields)

    def narrowed(self) -> dict[str, Value]:
        """For ``piles.places``. What was not understood narrows nothing."""
        given = self.cleaned_data if self.is_valid() else {}
        fits: dict[str, Value] = {name: given[name] for name in ("kind", "matter") if given.get(name)}
        if due := given.get("due"):
            latest = {Due.OVERDUE: -1, Due.TODAY: 0, Due.WEEK: 7}[Due(due)]
            fits["begins_by"] = timezone.localdate() + timedelta(days=latest)
        return fits

    def matter_named(self, user: User) -> Matter | None:
        """The one matter that is asked for, where this person may see it."""
        asked = self.cleaned_data.get("matter") if self.is_valid() else None
        return Matter.objects.visible_to(user).filter(pk=asked).first() if asked else None


class NarrowQueue(QueueFilters):
    """The same as it is sent: what somebody types of a matter's number or title travels in the body, and only the id
    of the matter that was meant comes to stand in an address."""

    words = forms.CharField(
        label=_("Matter"),
        required=False,
        max_length=80,
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "data-key": "/",
                "placeholder": _("Number or title"),
                "autocomplete": "off",
            }
        ),
    )
    show = forms.ChoiceField(choices=[(each.value, each.value) for each in Pile], widget=forms.HiddenInput)

    def asked(self, matter: UUID | None) -> dict[str, str]:
        """The queue's own parameters, with that matter."""
        given = {name: self.cleaned_data[name] for name in ("show", "kind", "due")}
        return {name: str(value) for name, value in (given | {"matter": matter}).items() if value}


def fields_of_the_queue(kind: str | None, due: str | None) -> str:
    """What narrows the queue, as it stands in the page. What is not one of the choices chooses none."""
    return _drawn(
        kind if not kind or kind in ItemKind.values else _NONE,
        due if not due or due in Due.values else _NONE,
        get_language(),
    )


_NONE = "-"


@lru_cache(maxsize=200)
def _drawn(kind: str | None, due: str | None, _language: str | None) -> str:
    """Drawn once for each choice and language. Nothing that anybody typed is in it."""
    form = NarrowQueue(initial={"kind": kind, "due": due})
    return format_html("{}{}{}", *(form[name].as_field_group() for name in ("kind", "due", "words")))


class Bulk(forms.Form):
    """What is to be done to the reviews that were chosen."""

    act = forms.ChoiceField(choices=list(bulk.ACTS.items()))
    to = forms.ModelChoiceField(queryset=User.objects.none(), required=False)
    until = DayField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField, self.fields["to"]).queryset = colleagues()

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("act") == bulk.Act.ASSIGN and not given.get("to"):
            self.add_error("to", _("Choose whom to ask."))
        if given.get("act") == bulk.Act.SET_ASIDE and not given.get("until"):
            self.add_error("until", _("Choose the day until when."))
        return given
