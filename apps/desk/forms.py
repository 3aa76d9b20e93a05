"""Filters of the log."""

from typing import Any, cast

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from apps.audit.events import Event
from apps.desk.timeline import DONE, OUTCOMES, Filters, kinds
from apps.matters.models import Matter
from apps.people.models import User


class LongSelect(forms.Select):
    """A choice among some hundred, written out in one go.

    Django renders a template for each option, which took most of the time that the log's page takes.
    """

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        widget = self.get_context(name, value, attrs)["widget"]
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            (
                (option["value"], SELECTED if option["selected"] else "", option["label"])
                for _group, among, _index in widget["optgroups"]
                for option in among
            ),
        )
        return format_html('<select name="{}"{}>{}</select>', name, flatatt(widget["attrs"]), options)


SELECTED = format_html(" {}", "selected")


class LogFilters(forms.Form):
    """Actor, event, matter and period. What a reader may not see is not among the choices."""

    event = forms.ChoiceField(label=_("What"), required=False, widget=LongSelect)
    kind = forms.ChoiceField(label=_("Kind"), required=False, widget=LongSelect)
    outcome = forms.ChoiceField(label=_("Outcome"), required=False, widget=LongSelect)
    actor = forms.ModelChoiceField(
        label=_("Who"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Anyone"),
        widget=LongSelect,
    )
    matter = forms.ModelChoiceField(
        label=_("Matter"),
        queryset=Matter.objects.none(),
        required=False,
        empty_label=_("Any matter"),
        widget=LongSelect,
    )
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        events = sorted((event.value, str(event.description)) for event in Event)
        cast(forms.ChoiceField, self.fields["event"]).choices = [
            ("", _("Anything")),
            *((code, f"{code}: {label}") for code, label in events),
        ]
        cast(forms.ChoiceField, self.fields["kind"]).choices = [("", _("Any kind")), *kinds()]
        cast(forms.ChoiceField, self.fields["outcome"]).choices = [
            ("", _("Any outcome")),
            (DONE, _("Done")),
            *((name, label) for name, (label, _parts) in OUTCOMES.items()),
        ]
        cast(forms.ModelChoiceField, self.fields["actor"]).queryset = User.objects.order_by(
            "robot", "full_name"
        )
        visible = Matter.objects.visible_to(user).order_by("number")
        cast(forms.ModelChoiceField, self.fields["matter"]).queryset = visible
        if not user.works_on_matters:
            del self.fields["matter"]

    def cleaned_asked(self) -> list[tuple[str, str]]:
        """Names and values of what was asked, as a form that keeps them sends them again."""
        asked = self.cleaned_data if self.is_valid() else {}
        return [(name, str(getattr(value, "pk", value))) for name, value in asked.items() if value]

    def filters(self, before: str | None) -> Filters:
        """What was asked; nonsense asks for nothing."""
        asked = self.cleaned_data if self.is_valid() else {}
        return Filters(
            event=asked.get("event") or "",
            kind=asked.get("kind") or "",
            outcome=asked.get("outcome") or "",
            actor=getattr(asked.get("actor"), "pk", None),
            matter=getattr(asked.get("matter"), "pk", None),
            since=asked.get("since"),
            until=asked.get("until"),
            before=int(before) if before and before.isdigit() else None,
        )
