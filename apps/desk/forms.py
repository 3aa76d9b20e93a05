"""Filters of the log and of supervision, and proposing a workflow."""

from functools import cache
from typing import Any, cast
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from apps.audit.events import Event
from apps.core.alphabet import alphabetical
from apps.core.days import DayField
from apps.core.prepared import Prepared
from apps.desk.timeline import DONE, OUTCOMES, Filters, kinds
from apps.drafting.models import Workflow, WorkflowVersion
from apps.matters.models import Matter
from apps.matters.within import Within
from apps.people.models import WORKING_ROLES, User, called
from apps.policy.models import ModelTerm


class LongSelect(forms.Select):
    """A choice among some hundred, without groups, written out in one go.

    Django renders a template for each option, which took most of the time that the log's page takes.
    """

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        chosen = set(self.format_value(value))
        options = [
            words
            for given, label in self.choices
            for words in (given, SELECTED if str(given) in chosen else "", label)
        ]
        return format_html(
            '<select name="{}"{}>' + OPTION * (len(options) // 3) + "</select>",
            name,
            flatatt(self.build_attrs(self.attrs, attrs)),
            *options,
        )


OPTION = '<option value="{}"{}>{}</option>'
SELECTED = format_html(" {}", "selected")


@cache
def _events(language: str) -> list[tuple[str, str]]:
    """What every event is called, in the language that is in use, with its code, ready to be written into a page."""
    called = sorted((str(event.description), event.value) for event in Event)
    return [(format_html("{}", code), format_html("{} ({})", words, code)) for words, code in called]


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
    since = DayField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = DayField(label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        events = _events(get_language() or "")
        cast(forms.ChoiceField, self.fields["event"]).choices = [("", _("Anything")), *events]
        cast(forms.ChoiceField, self.fields["kind"]).choices = [("", _("Any kind")), *kinds()]
        cast(forms.ChoiceField, self.fields["outcome"]).choices = [
            ("", _("Any outcome")),
            (DONE, _("Done")),
            *((name, label) for name, (label, _parts) in OUTCOMES.items()),
        ]
        self.people: dict[UUID, str] = {pk: called(name, robot) for pk, name, robot in _EVERYBODY()}
        """What everybody is called who could have acted."""
        self._offer("actor", User.objects.all(), list(self.people.items()))
        if not user.works_on_matters:
            del self.fields["matter"]
            return
        seen = [(pk, f"{number} {title}") for pk, number, title in _MATTERS(user)]
        self._offer("matter", Matter.objects.visible_to(user), seen)

    def _offer(self, name: str, found: QuerySet[Any], choices: list[tuple[UUID, str]]) -> None:
        """Choices of one field: what is taken, and the same as it is shown."""
        field = cast(forms.ModelChoiceField, self.fields[name])
        field.queryset = found
        field.choices = [("", field.empty_label), *choices]

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
            before=_place(before),
        )


def _place(asked: str | None) -> int | None:
    """An entry's number as an address gives it."""
    is_one = asked is not None and asked.isdecimal() and len(asked) <= MOST_DIGITS
    return int(asked) if asked and is_one else None


_EVERYBODY = Prepared(
    lambda: User.objects.order_by("robot", alphabetical("full_name")).values_list("pk", "full_name", "robot")
)
_MATTERS = Within(lambda matters, _user: matters.order_by("number").values_list("pk", "number", "title"))

MOST_DIGITS = 18
"""Of an entry's number; what has more is beyond what the database counts to."""

EFFORTS = {"low": _("Low"), "medium": _("Medium"), "high": _("High")}
"""How much a model is asked to think, as its vendor calls it."""


class ProposeWorkflow(forms.Form):
    """What Claude is to be told for a kind of work, in both languages of a draft."""

    instructions = forms.CharField(
        label=_("Instructions, English"), widget=forms.Textarea(attrs={"rows": 16, "lang": "en"})
    )
    instructions_fr = forms.CharField(
        label=_("Instructions, French"), widget=forms.Textarea(attrs={"rows": 16, "lang": "fr"})
    )
    model = forms.ChoiceField(label=_("Model"))
    effort = forms.ChoiceField(label=_("Effort"), choices=list(EFFORTS.items()))
    max_tokens = forms.IntegerField(label=_("Longest answer, tokens"), min_value=500, max_value=64_000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = (
            ModelTerm.objects.filter(allowed=True, covered=False)
            .values_list("model", flat=True)
            .order_by("model")
        )
        cast(forms.ChoiceField, self.fields["model"]).choices = [(name, name) for name in known]

    @staticmethod
    def as_it_stands(newest: WorkflowVersion | None) -> dict[str, Any]:
        names = ("instructions", "instructions_fr", "model", "effort", "max_tokens")
        return {name: getattr(newest, name) for name in names} if newest else {}


class WorkflowName(forms.ModelChoiceField):
    def label_from_instance(self, workflow: Workflow) -> str:
        return workflow.local_name


class SupervisionFilters(forms.Form):
    """A person, a kind of work, a period; or the training matter instead of clients'."""

    person = forms.ModelChoiceField(
        label=_("Person"), queryset=User.objects.none(), required=False, empty_label=_("Everybody")
    )
    workflow = WorkflowName(
        label=_("Kind of work"), queryset=Workflow.objects.all(), required=False, empty_label=_("Every kind")
    )
    since = DayField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = DayField(
        label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    training = forms.BooleanField(label=_("The training matter instead"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        working = User.objects.people().filter(grants__role__in=WORKING_ROLES).distinct()
        cast(forms.ModelChoiceField, self.fields["person"]).queryset = working
