"""Forms about matters, their parties, teams and notices."""

from decimal import Decimal
from typing import Any, cast

from django import forms
from django.db.models import Exists, OuterRef
from django.utils import text, timezone
from django.utils.translation import gettext_lazy as _

from apps.core.days import DayField
from apps.core.identity import as_uuid
from apps.core.shown import Shown
from apps.matters import loosening
from apps.matters.models import (
    Certificate,
    Client,
    Forum,
    LiftReason,
    Matter,
    NoticeKind,
    Office,
    PracticeArea,
    Province,
    Residency,
    ScreenReason,
)
from apps.matters.opening import came_from_others
from apps.people.models import DECIDING_ROLES, WORKING_ROLES, RoleGrant, User

ONLY_A_PARTNER_LOOSENS = _("Only a partner chooses a looser rule.")
WHAT_THE_RULES_MEAN = _(
    "It is looked at for every request. May never leave Canada: nothing of the matter is ever sent. No storage outside "
    "Canada: Claude may work on it in the United States, where by agreement nothing is kept. Documented transfer: it "
    "may be kept outside Canada as well, and a record of the transfer has to be on file first."
)


class Day(forms.DateInput):
    """A date as the browser's own calendar takes it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class Rules(forms.RadioSelect):
    """Where information may go. The rules in ``closed`` are shown to whoever may not choose them."""

    closed: frozenset[str] = frozenset()

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        if value in self.closed:
            option["attrs"]["disabled"] = True
        return option


def _close_looser(field: forms.Field, *, than: str, to: User) -> None:
    """Show which rules only a partner chooses, to anybody else. The service decides, and keeps on record who tried."""
    if not loosening.may_loosen(to):
        field.widget.closed = frozenset(rule.value for rule in Residency if loosening.is_looser(rule, than))
        field.help_text = text.format_lazy("{} {}", field.help_text, ONLY_A_PARTNER_LOOSENS)


def lawyers() -> Any:
    """Who may be responsible for a matter."""
    deciding = RoleGrant.objects.current().filter(user=OuterRef("pk"), role__in=DECIDING_ROLES)
    return User.objects.people().filter(Exists(deciding), is_active=True)


def _from_others() -> forms.BooleanField:
    return forms.BooleanField(
        label=_("Other counsel acted in it before"),
        required=False,
        help_text=_(
            "Before the Federal Court, whoever takes over a matter looks through what was filed in it for content that "
            "AI wrote. Said once."
        ),
    )


class NewMatter(forms.Form):
    """A matter made by hand, for a client already known or a new one."""

    number = forms.CharField(label=_("Number"), max_length=30)
    title = forms.CharField(
        label=_("Title"),
        max_length=200,
        help_text=_("As the file is known: a style of cause, or the client and the subject."),
    )
    client = forms.ModelChoiceField(
        label=_("Client"),
        queryset=Client.objects.none(),
        required=False,
        empty_label=_("A new client"),
    )
    client_name = forms.CharField(label=_("New client's name"), max_length=200, required=False)
    office = forms.ModelChoiceField(
        label=_("Office"), queryset=Office.objects.order_by("name"), empty_label=_("Choose")
    )
    responsible = forms.ModelChoiceField(
        label=_("Responsible lawyer"), queryset=User.objects.none(), empty_label=_("Choose a person")
    )
    practice_area = forms.ChoiceField(
        label=_("Practice area"), choices=[("", _("Choose")), *PracticeArea.choices]
    )
    province = forms.ChoiceField(label=_("Province"), choices=[("", _("Choose")), *Province.choices])
    forum = forms.ChoiceField(label=_("Court or tribunal"), choices=Forum.choices, initial=Forum.NONE)
    from_others = _from_others()
    residency = forms.ChoiceField(
        label=_("Where the client's information may go"),
        choices=Residency.choices,
        initial=Residency.NEVER_LEAVES,
        widget=Rules,
        help_text=WHAT_THE_RULES_MEAN,
    )
    unlike_others = forms.BooleanField(
        label=_("This matter differs from the client's other matters, one of which is kept stricter"),
        required=False,
    )
    is_training = forms.BooleanField(
        label=_("This is a training matter"),
        required=False,
        help_text=_("Nobody's file: instructions are tried on it before a partner approves them. Said once."),
    )
    opened_on = forms.DateField(label=_("Opened on"), widget=Day)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _close_looser(self.fields["residency"], than=Residency.NEVER_LEAVES, to=user)
        self._is_asked_of = loosening.may_loosen(user)
        if not self._is_asked_of:
            del self.fields["is_training"]
        visible = Matter.objects.visible_to(user)
        cast(forms.ModelChoiceField, self.fields["client"]).queryset = (
            Client.objects.filter(matters__in=visible).distinct().order_by("folded")
        )
        cast(forms.ModelChoiceField, self.fields["responsible"]).queryset = lawyers()
        self.fields["opened_on"].initial = timezone.localdate
        offices = list(Office.objects.order_by("name")[:2])
        self.fields["office"].initial = offices[0] if len(offices) == 1 else None

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("client") and not given.get("client_name"):
            self.add_error("client_name", _("Choose a client, or name a new one here."))
        if self._is_asked_of and self._is_looser(given) and not given.get("unlike_others"):
            self.add_error("residency", loosening.KEPT_STRICTER)
        return given

    @staticmethod
    def _is_looser(given: dict[str, Any]) -> bool:
        client, rule = given.get("client"), given.get("residency")
        name = client.name if client else given.get("client_name")
        return bool(name and rule and loosening.kept_stricter(name, rule))

    @property
    def asks_whether_it_differs(self) -> bool:
        """Once it matters: a partner chose a looser rule than a matter of the client has."""
        return self.is_bound and bool(self.data.get("unlike_others") or self.has_error("residency"))

    def details(self) -> dict[str, Any]:
        """Keyword arguments of ``services.open_matter``."""
        given = dict(self.cleaned_data)
        new = given.pop("client_name")
        return given | {"client": given["client"] or new}

    def clean_number(self) -> str:
        number = self.cleaned_data["number"].strip()
        if Matter.objects.filter(number=number).exists():
            raise forms.ValidationError(_("A matter with this number exists."))
        return number


class JoinTeam(forms.Form):
    """A person who joins the matter's working team."""

    user = forms.ModelChoiceField(
        label=_("Person"), queryset=User.objects.none(), empty_label=_("Choose a person")
    )

    def __init__(self, *args: Any, matter: Matter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        on_it = matter.team.current().values("user")
        works = RoleGrant.objects.current().filter(user=OuterRef("pk"), role__in=WORKING_ROLES)
        cast(forms.ModelChoiceField, self.fields["user"]).queryset = (
            User.objects.people().filter(Exists(works), is_active=True).exclude(pk__in=on_it)
        )


class RaiseScreen(forms.Form):
    """A wall between one person and the matter, or every matter of its client."""

    user = forms.ModelChoiceField(
        label=_("Person"), queryset=User.objects.none(), empty_label=_("Choose a person")
    )
    around = forms.ChoiceField(
        label=_("Around"),
        choices=[
            ("matter", _("This matter only")),
            ("client", _("Every matter of its client, later ones included")),
        ],
        initial="matter",
        widget=forms.RadioSelect,
    )
    reason = forms.ChoiceField(label=_("Reason"), choices=ScreenReason.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.people().filter(is_active=True)
        cast(forms.ModelChoiceField, self.fields["user"]).queryset = people

    def details(self, matter: Matter) -> dict[str, Any]:
        """Keyword arguments of ``services.raise_screen``."""
        given = self.cleaned_data
        around = {"client": matter.client} if given["around"] == "client" else {"matter": matter}
        return {"user": given["user"], "reason": given["reason"], **around}


class SetScreen(RaiseScreen):
    """The same from an administrator, who sees no matters and types the number that a partner gave them."""

    number = forms.CharField(
        label=_("Number or id of the matter"),
        max_length=36,
        help_text=_("As a partner gave it to you, or as the log shows it."),
    )
    field_order = ("user", "number", "around", "reason")

    def clean_number(self) -> Matter:
        typed = self.cleaned_data["number"].strip()
        found = Matter.objects.filter(number=typed).first()
        if found is None and (key := as_uuid(typed)):
            found = Matter.objects.filter(pk=key).first()
        if found is None:
            raise forms.ValidationError(_("No matter has this number or id."))
        return found


class LiftScreen(forms.Form):
    """Why a screen is to be lifted."""

    reason = forms.ChoiceField(label=_("Reason"), choices=LiftReason.choices, widget=forms.RadioSelect)


class GiveDelegation(forms.Form):
    """Who may sign what for the lawyer who fills this in, until when."""

    delegate = forms.ModelChoiceField(
        label=_("Person"), queryset=User.objects.none(), empty_label=_("Choose a person")
    )
    what = forms.ChoiceField(label=_("May sign"), choices=Certificate.choices, widget=forms.RadioSelect)
    last_day = DayField(label=_("Last day"), widget=Day)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField, self.fields["delegate"]).queryset = people


class ChangeResponsible(forms.Form):
    """Another lawyer who answers for the matter."""

    responsible = forms.ModelChoiceField(
        label=_("Responsible lawyer"), queryset=User.objects.none(), empty_label=_("Choose a person")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField, self.fields["responsible"]).queryset = lawyers()


class NewNotice(forms.Form):
    """What the client was told or agreed to."""

    kind = forms.ChoiceField(label=_("What"), choices=NoticeKind.choices, widget=forms.RadioSelect)
    given_on = DayField(label=_("On"), widget=Day)
    wording = forms.CharField(
        label=_("Which wording"),
        max_length=40,
        help_text=_("The reference of the text used, such as “retainer 2026-03, s. 7”."),
    )


class ChangeResidency(Shown):
    """Where the client's information may go."""

    residency = forms.ChoiceField(
        label=_("Rule"), choices=Residency.choices, widget=Rules, help_text=WHAT_THE_RULES_MEAN
    )

    def __init__(self, *args: Any, user: User, matter: Matter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"initial": {"residency": matter.residency}})
        _close_looser(self.fields["residency"], than=matter.residency, to=user)


class Close(forms.Form):
    """When the firm's work on a matter ended."""

    who_may = _(
        "Nothing more is asked for or sent from a closed matter, and how long its content is kept counts from this "
        "day. It can be opened again."
    )

    on = DayField(label=_("Closed on"), widget=Day)


class Budget(forms.Form):
    """What drafting for a matter may cost in a month."""

    dollars = forms.DecimalField(
        label=_("US dollars a month"),
        required=False,
        min_value=0,
        max_digits=8,
        decimal_places=2,
        help_text=_(
            "Left empty, the firm's usual amount counts. A request that could go over it is not sent."
        ),
    )

    @staticmethod
    def of(matter: Matter) -> dict[str, Decimal | None]:
        cents = matter.budget_cents
        return {"dollars": None if cents is None else Decimal(cents) / 100}

    def cents(self) -> int | None:
        dollars: Decimal | None = self.cleaned_data["dollars"]
        return None if dollars is None else int(dollars * 100)


class Details(Shown):
    """What a practice system does not say, or says otherwise. The gate and the filing rules read these."""

    practice_area = forms.ChoiceField(label=_("Practice area"), choices=PracticeArea.choices)
    province = forms.ChoiceField(label=_("Province"), choices=Province.choices)
    forum = forms.ChoiceField(label=_("Court or tribunal"), choices=Forum.choices)
    from_others = _from_others()
    next_deadline = DayField(label=_("Next deadline"), required=False, widget=Day)
    health_information = forms.BooleanField(label=_("Holds health information"), required=False)
    may_trip_classifiers = forms.BooleanField(
        label=_("Holds material that the vendor may flag (weapons, abuse, malware)"),
        required=False,
        help_text=_("Such a matter needs a person's recorded decision before anything is sent."),
    )

    def __init__(self, *args: Any, user: User, matter: Matter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"initial": vars(matter)})
        if came_from_others(matter):
            del self.fields["from_others"]
        if not loosening.may_bring_in_scope(user):
            self.fields["forum"].help_text = _(
                "Only a lawyer moves a matter to where a paralegal's licence covers it."
            )
        if loosening.may_loosen(user):
            return
        self.fields["practice_area"].help_text = _(
            "Only a partner moves a matter to another practice area: it says how long the content is kept."
        )
        if matter.province == Province.QC:
            self.fields["province"].help_text = _("Only a partner moves a matter out of Quebec.")
        if matter.may_trip_classifiers:
            mark = self.fields["may_trip_classifiers"]
            mark.help_text = text.format_lazy(
                "{} {}", mark.help_text, _("Only a partner takes this mark away.")
            )
