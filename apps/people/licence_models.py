"""Who licenses whom in Canada, and the licences that are on record for the firm's people."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.identity import Identified
from apps.core.prepared import Prepared
from apps.core.provinces import Province


class LicenceClass(models.TextChoices):
    LAWYER = "lawyer", _("Lawyer")
    PARALEGAL = "paralegal", _("Paralegal")
    NOTARY = "notary", _("Notary")


class Regulator(models.TextChoices):
    """The fourteen law societies, by the names they go by (Federation of Law Societies of Canada, flsc.ca)."""

    LSBC = "lsbc", _("Law Society of British Columbia")
    LSA = "lsa", _("Law Society of Alberta")
    LSS = "lss", _("Law Society of Saskatchewan")
    LSM = "lsm", _("Law Society of Manitoba")
    LSO = "lso", _("Law Society of Ontario")
    BARREAU = "barreau", _("Barreau du Québec")
    CHAMBRE = "chambre", _("Chambre des notaires du Québec")
    LSNB = "lsnb", _("Law Society of New Brunswick")
    NSBS = "nsbs", _("Nova Scotia Barristers' Society")
    LSPEI = "lspei", _("Law Society of Prince Edward Island")
    LSNL = "lsnl", _("Law Society of Newfoundland and Labrador")
    LSY = "lsy", _("Law Society of Yukon")
    LSNT = "lsnt", _("Law Society of the Northwest Territories")
    LSNU = "lsnu", _("Law Society of Nunavut")


LICENSES: dict[Regulator, tuple[Province, frozenset[LicenceClass]]] = {
    Regulator.LSBC: (Province.BC, frozenset({LicenceClass.LAWYER})),
    Regulator.LSA: (Province.AB, frozenset({LicenceClass.LAWYER})),
    Regulator.LSS: (Province.SK, frozenset({LicenceClass.LAWYER})),
    Regulator.LSM: (Province.MB, frozenset({LicenceClass.LAWYER})),
    Regulator.LSO: (Province.ON, frozenset({LicenceClass.LAWYER, LicenceClass.PARALEGAL})),
    Regulator.BARREAU: (Province.QC, frozenset({LicenceClass.LAWYER})),
    Regulator.CHAMBRE: (Province.QC, frozenset({LicenceClass.NOTARY})),
    Regulator.LSNB: (Province.NB, frozenset({LicenceClass.LAWYER})),
    Regulator.NSBS: (Province.NS, frozenset({LicenceClass.LAWYER})),
    Regulator.LSPEI: (Province.PE, frozenset({LicenceClass.LAWYER})),
    Regulator.LSNL: (Province.NL, frozenset({LicenceClass.LAWYER})),
    Regulator.LSY: (Province.YT, frozenset({LicenceClass.LAWYER})),
    Regulator.LSNT: (Province.NT, frozenset({LicenceClass.LAWYER})),
    Regulator.LSNU: (Province.NU, frozenset({LicenceClass.LAWYER})),
}
"""Where each licenses, and in which classes: lawyers everywhere, notaries in Quebec, paralegals in Ontario (the
Federation counts no others). Saskatchewan's limited licences (The Legal Profession Act, in force 1 October 2025) are
each of a scope of their own, for which firmai has no words: they cannot be recorded, and so decide nothing."""


def by_province() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every regulator under its province or territory, as a form offers them."""
    return [
        (
            str(province.label),
            [(each.value, str(each.label)) for each in Regulator if LICENSES[each][0] == province],
        )
        for province in Province
    ]


class Scope(models.TextChoices):
    """What a licence with a limited scope covers (Ontario paralegals: By-Law 4, section 6)."""

    SMALL_CLAIMS = "small_claims", _("Small Claims Court")
    PROVINCIAL_OFFENCES = "provincial_offences", _("Provincial offences")
    TRIBUNALS = "tribunals", _("Tribunals")
    SUMMARY_CONVICTION = "summary_conviction", _("Summary conviction offences")


class LicenceQuerySet(models.QuerySet["Licence"]):
    def standing(self) -> LicenceQuerySet:
        """Without those that were recorded by mistake."""
        return self.filter(withdrawn_at=None)

    def in_force(self, day: date) -> LicenceQuerySet:
        """Those that stand and are in force on a day."""
        return self.standing().filter(Q(until=None) | Q(until__gte=day), since__lte=day)


class Licence(Identified):
    """Class, number and scope on record, as the regulator's register shows them. An empty scope means that the
    class sets no narrower limit. In force on every day from ``since`` to ``until``, both included. One that
    was recorded by mistake is withdrawn, and stays."""

    user = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="licences")
    licence_class = models.CharField(max_length=20, choices=LicenceClass.choices)
    regulator = models.CharField(max_length=20, choices=Regulator.choices)
    number = models.CharField(max_length=20)
    scope = ArrayField(models.CharField(max_length=30, choices=Scope.choices), default=list, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(null=True, default=timezone.now)
    withdrawn_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    objects = LicenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["regulator", "number"], condition=Q(withdrawn_at=None), name="one_licence_per_number"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="a_licence_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="whoever_withdrew_a_licence_is_named",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(recorded_at=None) | Q(withdrawn_at__gte=F("recorded_at")),
                name="a_licence_is_withdrawn_after_it_was_recorded",
            ),
        ]

    def is_within(self, day: date) -> bool:
        """Whether a day is one of those from its first to its last."""
        return self.since <= day and (self.until is None or day <= self.until)

    def covers(self, scope: str) -> bool:
        """Whether work of this scope (a ``Scope`` value, or empty for none in particular) is within it."""
        return not self.scope or scope in self.scope

    @property
    def scope_words(self) -> list[str]:
        return [str(Scope(each).label) for each in self.scope]

    @property
    def standing(self) -> str:
        """``in_force``, ``ended`` or ``to_come``, today; ``withdrawn`` where it was a mistake."""
        if self.withdrawn_at is not None:
            return "withdrawn"
        today = timezone.localdate()
        if self.is_within(today):
            return "in_force"
        return "to_come" if self.since > today else "ended"


def in_force(user: UUID, today: date) -> QuerySet[Licence]:
    """The one licence that counts on a day, if any."""
    found = Licence.objects.filter(
        Q(until=None) | Q(until__gte=today), user=user, since__lte=today, withdrawn_at=None
    )
    return found.order_by("-since", "pk")[:1]


LICENCE_OF = Prepared(in_force)
