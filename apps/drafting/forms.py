"""Asking for a draft."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.days import DayField
from apps.drafting.models import Language, WorkflowState, WorkflowVersion
from apps.intake import queries as intake
from apps.intake.models import WithdrawalReason
from apps.matters.loosening import is_nobodys
from apps.matters.models import Matter
from apps.people.models import DECIDING_ROLES, Licence, RoleGrant, User
from apps.policy.models import PlaceholderKind, Way
from apps.policy.replaced import GROUNDS


class WorkflowChoice(forms.ModelChoiceField):
    """Kinds of work by their own names in the reader's language."""

    def label_from_instance(self, version: WorkflowVersion) -> str:
        name = version.workflow.local_name
        if version.state == WorkflowState.APPROVED:
            return name
        return _("%(name)s, version %(number)d as proposed: a trial") % {
            "name": name,
            "number": version.number,
        }


class PersonChoice(forms.ModelChoiceField):
    def label_from_instance(self, user: User) -> str:
        return user.full_name


class NewRequest(forms.Form):
    """A kind of work, the sources it rests on, and the assignment in the person's own words."""

    workflow = WorkflowChoice(
        label=_("Kind of work"),
        queryset=WorkflowVersion.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
    )
    assignment = forms.CharField(
        label=_("Assignment"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What is asked, for which lawyer, for what purpose. It becomes part of the file."),
        error_messages={"required": _("Say what is asked, and for what purpose.")},
    )
    sources = forms.MultipleChoiceField(
        label=_("Sources"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one source: a draft is made from documents of the matter.")
        },
    )
    language = forms.ChoiceField(label=_("Language of the draft"), choices=Language.choices)
    needed_by = DayField(
        label=_("Needed by"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    responsible = PersonChoice(
        label=_("Responsible licensee"),
        help_text=_("Reviews the draft and answers for it."),
        queryset=User.objects.none(),
        empty_label=None,
    )

    def __init__(self, *args: Any, matter: Matter, user: User, work: str = "", **kwargs: Any) -> None:
        """``work`` is the code of the kind of work that a link chose; any other text chooses none."""
        super().__init__(*args, **kwargs)
        self.matter = matter
        self.known = {str(source.pk): source for source in intake.sources_of(matter, user) if source.is_ready}
        cast(forms.ChoiceField, self.fields["sources"]).choices = [
            (pk, source.title) for pk, source in self.known.items()
        ]
        tries = matter.is_training and is_nobodys(matter.client)
        usable = [WorkflowState.APPROVED, *([WorkflowState.PROPOSED] if tries else [])]
        offered = (
            WorkflowVersion.objects.filter(state__in=usable)
            .select_related("workflow")
            .order_by("workflow__order", "number")
        )
        cast(forms.ModelChoiceField, self.fields["workflow"]).queryset = offered
        self.fields["workflow"].initial = offered.filter(workflow__code=work[:40]).first() if work else None
        on_team = User.objects.people().filter(
            is_active=True,
            licences__in=Licence.objects.standing(),
            grants__in=RoleGrant.objects.current().filter(role__in=DECIDING_ROLES),
            teams__matter=matter,
            teams__until=None,
        )
        cast(forms.ModelChoiceField, self.fields["responsible"]).queryset = on_team.distinct()
        self.fields["responsible"].initial = matter.responsible_id
        self.fields["language"].initial = "fr" if matter.province == "QC" else "en"
        self.fields["needed_by"].initial = timezone.localdate() + timedelta(days=3)

    def clean_needed_by(self) -> Any:
        day = self.cleaned_data["needed_by"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("This day has passed."))
        return day

    @property
    def left_out(self) -> int:
        """How many sources this form should begin with and cannot: withdrawn since, or not ready."""
        return len(set(self.initial.get("sources", ())) - self.known.keys())

    def chosen(self) -> list[Any]:
        """Ids of the chosen sources in the order of the matter's list."""
        wanted = set(self.cleaned_data["sources"])
        return [pk for pk in self.known if pk in wanted]


class Addition(forms.Form):
    """Something that is to be replaced wherever it stands in the matter."""

    value = forms.CharField(label=_("Words to replace"), max_length=200)
    kind = forms.ChoiceField(
        label=_("What it is"),
        choices=[each for each in PlaceholderKind.choices if each[0] != PlaceholderKind.LITERAL],
    )
    ground = forms.ChoiceField(
        label=_("Why"), choices=[(each.value, each.label) for each in GROUNDS[Way.ADDED]]
    )


class Lift(forms.Form):
    """What stands behind a placeholder is to cross as it is, in this request."""

    placeholder = forms.CharField(max_length=40)
    ground = forms.ChoiceField(
        label=_("Why"), choices=[(each.value, each.label) for each in GROUNDS[Way.LIFTED]]
    )


class WithdrawSource(forms.Form):
    """Why a source does not belong in its matter."""

    reason = forms.ChoiceField(label=_("Reason"), choices=WithdrawalReason.choices, widget=forms.RadioSelect)
