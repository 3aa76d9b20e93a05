"""What courts ask of a document that AI helped to write: rules as dated rows, answers, and signed statements.

Notices and rules behind the rows: Ontario r. 4.06.1(2.1) and (2.2) (O. Reg. 384/24), the Federal Court's notice on AI
(7 May 2024), practice directions of Manitoba and Yukon (June 2023), and what other courts said or left open.
"""

from __future__ import annotations

import json
from datetime import date, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.core.identity import Identified
from apps.matters.models import Certificate, Forum
from apps.review.models.sources import SOURCES

OLD_AFTER = timedelta(days=180)
"""How long a rule may stand unchecked before the page warns; of one whose source nobody has read it does at once. A
starting value of the house, from no source."""


class Document(models.TextChoices):
    """What is filed. ``any`` is for rules only: the one that counts where none is more specific."""

    FACTUM = "factum", _("Factum or written argument")
    MOTION = "motion", _("Motion or application record")
    PLEADING = "pleading", _("Pleading")
    AFFIDAVIT = "affidavit", _("Affidavit")
    EXPERT_REPORT = "expert_report", _("Expert report")
    TRIBUNAL_RECORD = "tribunal_record", _("Certified tribunal record")
    OTHER = "other", _("Another document")
    ANY = "any", _("Any document")


class Asks(models.TextChoices):
    """What has to be answered about a document before the rule can be applied."""

    AI_PART = "ai_part", _("What part AI had in it")
    FORUM = "forum", _("What this court or tribunal asks for")
    WITNESS = "witness", _("Whether AI was to draft words for a witness")
    EXPERT = "expert", _("Whether the expert's own certificate is at hand")


class StatementKind(models.TextChoices):
    NONE = "none", _("No statement")
    CERTIFICATE = "certificate", _("Certificate that authorities are authentic")
    DECLARATION = "declaration", _("Declaration that AI wrote content")
    USE = "use", _("Statement of how AI was used")


class StatementPlace(models.TextChoices):
    FIRST = "first", _("First paragraph")
    ANYWHERE = "anywhere", _("Anywhere in the document")


class Signer(models.TextChoices):
    NOBODY = "nobody", _("Nobody signs it")
    LAWYER = "lawyer", _("The party's lawyer")
    DELEGATE = "delegate", _("The party's lawyer, or someone that lawyer specifically authorised")
    EXPERT = "expert", _("The expert, outside firmai")


class RuleQuerySet(models.QuerySet["FilingRule"]):
    def in_force(self) -> RuleQuerySet:
        return self.filter(approved_at__isnull=False, retired_at=None)

    def proposed(self) -> RuleQuerySet:
        return self.filter(approved_at=None, retired_at=None)


class FilingRule(Identified):
    """What one forum asks for one type of document. A change is a new row that a partner approves."""

    forum = models.CharField(max_length=20, choices=Forum.choices)
    document = models.CharField(max_length=20, choices=Document.choices)
    number = models.PositiveSmallIntegerField(default=1)
    statement = models.CharField(max_length=20, choices=StatementKind.choices)
    place = models.CharField(max_length=20, choices=StatementPlace.choices, default=StatementPlace.ANYWHERE)
    wording = models.TextField(blank=True, default="")
    """What is inserted. ``{tool}`` and ``{purpose}`` are filled from the item's record."""
    wording_fr = models.TextField(blank=True, default="")
    must_stand = models.CharField(max_length=200, blank=True, default="")
    """The words by which firmai sees that the statement is there, whatever else a person wrote around them."""
    must_stand_fr = models.CharField(max_length=200, blank=True, default="")
    asks = ArrayField(models.CharField(max_length=20, choices=Asks.choices), default=list, blank=True)
    signer = models.CharField(max_length=20, choices=Signer.choices, default=Signer.NOBODY)
    links_required = models.BooleanField(default=False)
    """Whether each authority has to lead to the page that a person opened."""
    source = models.CharField(max_length=200)
    source_url = models.URLField(max_length=300)
    checked_on = models.DateField(null=True)
    """When somebody last read the source and found that it says this; None where nobody has."""
    owner = models.ForeignKey(
        "people.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """The person who answers for it; partners do while nobody is named."""
    proposed_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    approved_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = RuleQuerySet.as_manager()

    class Meta:
        ordering = ("forum", "document", "number")
        constraints = [
            models.UniqueConstraint(
                fields=["forum", "document", "number"], name="one_filing_rule_for_each_number"
            ),
            models.UniqueConstraint(
                fields=["forum", "document"],
                condition=Q(approved_at__isnull=False, retired_at=None),
                name="one_filing_rule_in_force",
            ),
            models.CheckConstraint(
                condition=Q(statement="none") | (~Q(wording="") & ~Q(must_stand="") & ~Q(must_stand_fr="")),
                name="a_statement_has_its_words",
            ),
        ]

    def in_language(self, language: str) -> tuple[str, str]:
        """What is inserted, and the words that have to stand, in the language of a document."""
        return (self.wording_fr, self.must_stand_fr) if language == "fr" else (self.wording, self.must_stand)

    @property
    def in_its_place(self) -> FilingRule | None:
        """The rule in force of this very court and document."""
        return FilingRule.objects.in_force().filter(forum=self.forum, document=self.document).first()

    @property
    def said(self) -> bytes:
        """All that it says, for digests: what a person approves, and what a signer relies on. Not who owns it or when
        its source was read last, which change while it is in force."""
        parts = [
            self.forum, self.document, self.number, self.statement, self.place, self.wording, self.wording_fr,
            self.must_stand, self.must_stand_fr, sorted(self.asks), self.signer, self.links_required, self.source,
            self.source_url,
        ]  # fmt: skip
        return json.dumps(parts, separators=(",", ":"), ensure_ascii=False).encode()

    @property
    def local_source(self) -> str:
        """What it rests on, in the reader's language where those are the house's own words."""
        return gettext(self.source) if self.source in SOURCES else self.source

    def is_old(self, today: date) -> bool:
        return self.checked_on is None or today - self.checked_on > OLD_AFTER


class AiPart(models.TextChoices):
    """The Federal Court's distinction (notice of 7 May 2024)."""

    CO_AUTHOR = "co_author", _("AI wrote content that stands in it")
    SUGGESTIONS = "suggestions", _("AI only suggested; a person considered and wrote every change")


class ForumAsks(models.TextChoices):
    """What a lawyer found out about a forum that no rule of the firm covers."""

    NOTHING = "nothing", _("It asks for no statement")
    STATEMENT = "statement", _("It asks for a statement, which is in the text")


class FilingAnswer(Identified):
    """What a person said of a document that goes to a court. Never changed: the newest one counts."""

    task = models.ForeignKey("review.ReviewTask", on_delete=models.PROTECT, related_name="filing_answers")
    version = models.ForeignKey("drafting.Version", on_delete=models.PROTECT, related_name="+")
    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    rule = models.ForeignKey(FilingRule, on_delete=models.PROTECT, related_name="answers")
    document = models.CharField(max_length=20, choices=Document.choices)
    ai_part = models.CharField(max_length=20, choices=AiPart.choices, blank=True, default="")
    forum_asks = models.CharField(max_length=20, choices=ForumAsks.choices, blank=True, default="")
    witness_chosen = models.BooleanField(default=False)
    """A lawyer chose that AI drafts words for a witness (several courts restrict it)."""
    expert_certified = models.BooleanField(default=False)
    """The expert's own certificate is at hand (Ontario rr. 52.03, 53.03)."""
    note = models.BinaryField(null=True)
    """Sealed. Required where AI is said to have only suggested, and where the forum's rule was found out."""
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("at",)
        constraints = [
            models.CheckConstraint(condition=~Q(document="any"), name="a_filing_is_of_some_kind"),
            models.CheckConstraint(
                condition=(~Q(ai_part="suggestions") & Q(forum_asks="")) | Q(note__isnull=False),
                name="an_answer_that_frees_from_a_statement_says_why",
            ),
        ]


class Withdrawal(models.TextChoices):
    """Why a signed statement does not stand any more."""

    AUTHORITY_WRONG = "authority_wrong", _("An authority turned out to be wrong")
    TEXT_WRONG = "text_wrong", _("The text turned out to be wrong")
    SIGNED_IN_ERROR = "signed_in_error", _("It was signed in error")


FOUND_WRONG = frozenset({Withdrawal.AUTHORITY_WRONG, Withdrawal.TEXT_WRONG})


class SignedStatement(Identified):
    """A certificate or declaration as it was signed: its bytes, the exact manifest, by whom and for whom."""

    task = models.ForeignKey("review.ReviewTask", on_delete=models.PROTECT, related_name="statements")
    manifest = models.ForeignKey("review.Manifest", on_delete=models.PROTECT, related_name="statements")
    manifest_digest = models.CharField(max_length=64)
    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    rule = models.ForeignKey(FilingRule, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=20, choices=Certificate.choices)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    lawyer = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    """Whose signature it counts as: the lawyer who answers for the item."""
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    delegation = models.ForeignKey(
        "matters.Delegation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_reason = models.CharField(max_length=20, choices=Withdrawal.choices, blank=True, default="")

    class Meta:
        ordering = ("at",)
        constraints = [
            models.UniqueConstraint(
                fields=["manifest", "what"],
                condition=Q(withdrawn_at=None),
                name="one_standing_statement_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(by=models.F("lawyer")) | Q(delegation__isnull=False),
                name="signed_by_the_lawyer_or_under_a_delegation",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_reason="")),
                name="who_withdrew_a_statement_when_and_why",
            ),
        ]
