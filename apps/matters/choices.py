"""What a matter can be: its province, forum, practice area, status, and where its information may go."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.core.provinces import Province

__all__ = ["Forum", "PracticeArea", "Province", "Residency", "Status"]


class Forum(models.TextChoices):
    """Where the matter is, or may be, decided. Filing rules hang on it (review)."""

    NONE = "none", _("No court or tribunal")
    ON_APPEAL = "on_appeal", _("Court of Appeal for Ontario")
    ON_SUPERIOR = "on_superior", _("Ontario Superior Court of Justice")
    ON_FAMILY = "on_family", _("Ontario Superior Court of Justice, Family")
    ON_SMALL_CLAIMS = "on_small_claims", _("Ontario Small Claims Court")
    BC_SUPREME = "bc_supreme", _("Supreme Court of British Columbia")
    AB_APPEAL = "ab_appeal", _("Court of Appeal of Alberta")
    AB_KINGS_BENCH = "ab_kings_bench", _("Court of King's Bench of Alberta")
    AB_JUSTICE = "ab_justice", _("Alberta Court of Justice")
    MB_KINGS_BENCH = "mb_kings_bench", _("Court of King's Bench of Manitoba")
    NS_SUPREME = "ns_supreme", _("Supreme Court of Nova Scotia")
    NS_PROVINCIAL = "ns_provincial", _("Provincial Court of Nova Scotia")
    YT_SUPREME = "yt_supreme", _("Supreme Court of Yukon")
    QC_SUPERIOR = "qc_superior", _("Superior Court of Quebec")
    FEDERAL = "federal", _("Federal Court")
    OTHER = "other", _("Another court or tribunal")


class PracticeArea(models.TextChoices):
    FAMILY = "family", _("Family")
    ESTATES = "estates", _("Wills and estates")
    LEASING = "leasing", _("Commercial leasing")
    LITIGATION = "litigation", _("Civil litigation")
    SMALL_CLAIMS = "small_claims", _("Small claims")
    IMMIGRATION = "immigration", _("Immigration")
    HEALTH = "health", _("Health law")
    EMPLOYMENT = "employment", _("Employment")
    CORPORATE = "corporate", _("Corporate and commercial")
    CIVIL = "civil", _("Civil law")
    OTHER = "other", _("Other")


class Residency(models.TextChoices):
    """The client's rule on where information may go. The gate reads it; nothing overrides it."""

    NEVER_LEAVES = "never_leaves", _("May never leave Canada")
    NO_STORAGE_ABROAD = "no_storage_abroad", _("No storage outside Canada")
    DOCUMENTED_TRANSFER = "documented_transfer", _("Documented transfer")


class Status(models.TextChoices):
    OPEN = "open", _("Open")
    PENDING = "pending", _("Pending")
    CLOSED = "closed", _("Closed")
