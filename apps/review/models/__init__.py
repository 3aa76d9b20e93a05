"""The tables of review, by noun. Other apps take them from here."""

from apps.review.models.aftermath import Correction, CorrectiveTask, EarlierFilings
from apps.review.models.attendance import LookOutcome, SecondLook, Sitting, Snooze
from apps.review.models.authorities import (
    Authority,
    AuthorityCheck,
    AuthorityFinding,
    AuthorityKind,
    Outcome,
    SourceClass,
)
from apps.review.models.decisions import (
    Decision,
    Format,
    Manifest,
    ManifestQuerySet,
    Rendering,
    Step,
    TakenBack,
    Verdict,
)
from apps.review.models.filing import FilingAnswer, FilingRule, SignedStatement
from apps.review.models.firm import (
    Cover,
    Decider,
    GoesAs,
    ItemRule,
    ReturnReason,
    SecondPerson,
    SecondPersonException,
)
from apps.review.models.lookups import AuthorityLookup, AuthorityOpening, Dismissal
from apps.review.models.openings import Opening, Unopened, VersionOpening, WhyUnopened
from apps.review.models.reviews import Answer, ChecklistAnswer, Comment, ReviewTask, TaskQuerySet, TaskState

__all__ = [
    "Answer",
    "Authority",
    "AuthorityCheck",
    "AuthorityFinding",
    "AuthorityKind",
    "AuthorityLookup",
    "AuthorityOpening",
    "ChecklistAnswer",
    "Comment",
    "Correction",
    "CorrectiveTask",
    "Cover",
    "Decider",
    "Decision",
    "Dismissal",
    "EarlierFilings",
    "FilingAnswer",
    "FilingRule",
    "Format",
    "GoesAs",
    "ItemRule",
    "LookOutcome",
    "Manifest",
    "ManifestQuerySet",
    "Opening",
    "Outcome",
    "Rendering",
    "ReturnReason",
    "ReviewTask",
    "SecondLook",
    "SecondPerson",
    "SecondPersonException",
    "SignedStatement",
    "Sitting",
    "Snooze",
    "SourceClass",
    "Step",
    "TakenBack",
    "TaskQuerySet",
    "TaskState",
    "Unopened",
    "Verdict",
    "VersionOpening",
    "WhyUnopened",
]
