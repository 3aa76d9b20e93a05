"""Why something may not be sent: codes for the record, and a sentence for the person.

Each sentence says what is the case, why that refuses, and what would change it.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Reason(enum.StrEnum):
    """Reasons to say no, in the order in which they are shown."""

    BREAKER_OPEN = "breaker_open"
    NEVER_LEAVES = "never_leaves"
    RESIDENCY_UNKNOWN = "residency_unknown"
    TRANSFER_NOT_RECORDED = "transfer_not_recorded"
    MATTER_NOT_OPEN = "matter_not_open"
    PARTIES_NOT_READ = "parties_not_read"
    PARTIES_UNREADABLE = "parties_unreadable"
    PARTIES_LONG_UNREAD = "parties_long_unread"
    ASKER_NOT_ON_MATTER = "asker_not_on_matter"
    RESPONSIBLE_NOT_LICENSED = "responsible_not_licensed"
    NO_AI_POLICY = "no_ai_policy"
    POLICY_NOT_ACKNOWLEDGED = "policy_not_acknowledged"
    CLIENT_NOT_TOLD = "client_not_told"
    CLIENT_REFUSED = "client_refused"
    CONSENT_MISSING = "consent_missing"
    QUEBEC_ASSESSMENT_MISSING = "quebec_assessment_missing"
    QUEBEC_AGREEMENT_MISSING = "quebec_agreement_missing"
    HEALTH_NOT_RECORDED = "health_not_recorded"
    CLASSIFIER_NOT_DECIDED = "classifier_not_decided"
    NO_ARRANGEMENT = "no_arrangement"
    ARRANGEMENT_OVERDUE = "arrangement_overdue"
    TRAINING_NOT_OFF = "training_not_off"
    OTHER_ORGANIZATION = "other_organization"
    OTHER_WORKSPACE = "other_workspace"
    NOT_COVERED = "not_covered"
    WORKSPACE_NOT_SEEN = "workspace_not_seen"
    WORKSPACE_DIFFERS = "workspace_differs"
    RETENTION_ON = "retention_on"
    SURFACE_UNKNOWN = "surface_unknown"
    SURFACE_BLOCKED = "surface_blocked"
    REGION_NOT_PINNED = "region_not_pinned"
    MODEL_UNKNOWN = "model_unknown"
    MODEL_NOT_ALLOWED = "model_not_allowed"
    MODEL_COVERED = "model_covered"
    MODEL_WITHOUT_REGION = "model_without_region"
    MODEL_NOT_PRICED = "model_not_priced"
    MATTER_BUDGET = "matter_budget"
    FIRM_BUDGET = "firm_budget"
    NAME_LEFT = "name_left"
    TEXT_BROKEN = "text_broken"
    NOT_AS_SHOWN = "not_as_shown"
    SOURCE_BEING_READ = "source_being_read"
    SOURCE_NOT_READ_AGAIN = "source_not_read_again"
    PATH_UNKNOWN = "path_unknown"
    PATH_ABROAD = "path_abroad"


SENTENCES: dict[Reason, Promise] = {
    Reason.BREAKER_OPEN: _(
        "Sending is stopped for the whole firm, because an answer or the account was not as it has to be. "
        "A partner or an administrator looks at the incident and allows sending again, with a reason."
    ),
    Reason.NEVER_LEAVES: _(
        "This client's information may never leave Canada, and Claude runs in the United States only. Drafting with "
        "Claude is off for this matter; only the client can change that, by changing the rule."
    ),
    Reason.RESIDENCY_UNKNOWN: _(
        "The client's rule on where information may go is not one that is known here. Record it on the matter."
    ),
    Reason.TRANSFER_NOT_RECORDED: _(
        "The client asks that each transfer abroad be documented, and no record of this one is on file. "
        "A partner records it for the client or the matter."
    ),
    Reason.MATTER_NOT_OPEN: _("The matter is not open, so no work is sent out for it. Open it again first."),
    Reason.PARTIES_NOT_READ: _(
        "The practice system that this matter came from has not been read through yet, or not since the matter was "
        "opened again, so not all of the matter's parties may be known here, and a name that is not known is not "
        "replaced. This ends by itself once it is read. Where that was stopped, or the connection does not work any "
        "more, an administrator lets it go on or connects it again."
    ),
    Reason.PARTIES_UNREADABLE: _(
        "No sense can be made of a record in the practice system that says who is in this matter, so a name in it may "
        "not be known here, and a name that is not known is not replaced. “In the practice system”, on the matter's "
        "page, says which record it is. This ends once it is put right there and read; or a partner looks at it there, "
        "and says on that page that everybody whom it names is listed here."
    ),
    Reason.PARTIES_LONG_UNREAD: _(
        "The practice system that this matter came from has not been read through for longer than the firm allows, so "
        "a name that was added there meanwhile is not known here and would not be replaced. An administrator mends the "
        "connection, or lets the reading go on."
    ),
    Reason.ASKER_NOT_ON_MATTER: _(
        "The person who asked may not work on this matter now. Somebody on its team can ask instead."
    ),
    Reason.RESPONSIBLE_NOT_LICENSED: _(
        "The person named as responsible holds no licence on record today, and a licensee has to answer for the "
        "draft. Name another, or record the licence."
    ),
    Reason.NO_AI_POLICY: _(
        "The firm has not published its policy on AI, and nothing is sent without one. A partner publishes it."
    ),
    Reason.POLICY_NOT_ACKNOWLEDGED: _(
        "The person who asked, or who confirmed it, has not accepted the firm's policy on AI in its current version. "
        "Reading and accepting it takes a minute."
    ),
    Reason.CLIENT_NOT_TOLD: _(
        "No record says that the client was told of processing in the United States, and that authorities there may "
        "reach it. Tell the client and record when."
    ),
    Reason.CLIENT_REFUSED: _(
        "The client refused drafting with Claude. Only the client's consent, recorded later, changes that."
    ),
    Reason.QUEBEC_ASSESSMENT_MISSING: _(
        "Personal information of a Quebec matter leaves the province only after a privacy assessment (Private Sector "
        "Act, s. 17), and none is on file. A partner records it."
    ),
    Reason.QUEBEC_AGREEMENT_MISSING: _(
        "For a Quebec matter the privacy assessment has to be reflected in a written agreement (Private Sector Act, "
        "s. 17), and none is on file. A partner records it."
    ),
    Reason.HEALTH_NOT_RECORDED: _(
        "A source is tagged as health information, and the matter is not recorded as holding any. Record it on the "
        "matter, so that it is used only for what it was disclosed for, or take the source out."
    ),
    Reason.CLASSIFIER_NOT_DECIDED: _(
        "This matter may trip the vendor's safety checks, and what trips them is kept for up to two years in spite "
        "of zero retention. A partner decides, and records it, before anything is sent."
    ),
    Reason.NO_ARRANGEMENT: _(
        "No zero-retention arrangement with the vendor is on record and in force. A partner or an administrator "
        "confirms it."
    ),
    Reason.ARRANGEMENT_OVERDUE: _(
        "The zero-retention arrangement is past the day on which it had to be looked at again. A partner or an "
        "administrator confirms it once more."
    ),
    Reason.TRAINING_NOT_OFF: _(
        "The arrangement on record does not say that training on the firm's data is off. Confirm that with the "
        "vendor and record it."
    ),
    Reason.OTHER_ORGANIZATION: _(
        "The arrangement on record is for another organization at the vendor than the one in use. An administrator "
        "corrects whichever is wrong."
    ),
    Reason.OTHER_WORKSPACE: _(
        "The arrangement on record is for another workspace at the vendor than the one in use. An administrator "
        "corrects whichever is wrong."
    ),
    Reason.CONSENT_MISSING: _(
        "A rule on file asks for the client's consent, and none is on record. A partner asks the client and records "
        "what was said."
    ),
    Reason.NOT_COVERED: _(
        "The arrangement on record does not name this way of reaching the vendor as covered. A partner or an "
        "administrator confirms the arrangement with what it covers."
    ),
    Reason.WORKSPACE_NOT_SEEN: _(
        "How the workspace is set with the vendor has not been looked at for longer than the firm allows. An "
        "administrator runs workspace_check, or a partner or an administrator confirms the arrangement once more."
    ),
    Reason.WORKSPACE_DIFFERS: _(
        "The workspace with the vendor is not set as it has to be. An administrator corrects it there and runs "
        "workspace_check again."
    ),
    Reason.RETENTION_ON: _(
        "Somebody switched 30-day retention on for the workspace, so zero retention does not hold there. An "
        "administrator switches it off with the vendor and runs workspace_check again. Where the vendor's feed cannot "
        "show that any more, a partner has it confirmed and closes the incident."
    ),
    Reason.SURFACE_UNKNOWN: _(
        "This way of reaching the vendor is not in the register of surfaces, so nobody has said that it is covered."
    ),
    Reason.PATH_UNKNOWN: _(
        "Where this house or its backup rests is not on record, or nobody has looked at it for a year. An "
        "administrator records it on the data path."
    ),
    Reason.PATH_ABROAD: _(
        "This house or its backup rests outside Canada, and the matter's rule does not permit that. An administrator "
        "moves it; only a rule that documents each transfer permits it."
    ),
    Reason.SURFACE_BLOCKED: _(
        "This way of reaching the vendor is not covered by zero retention. Only the plain Messages call is."
    ),
    Reason.REGION_NOT_PINNED: _(
        "The call does not ask for inference in the United States only, so it is not made."
    ),
    Reason.MODEL_UNKNOWN: _(
        "Nothing is on record about this model, so it is not used. Choose one of the firm's."
    ),
    Reason.MODEL_NOT_ALLOWED: _("This model is not on the firm's list. Choose one that is."),
    Reason.MODEL_COVERED: _(
        "The vendor keeps what this model is sent, so it is never used. Choose another one."
    ),
    Reason.MODEL_WITHOUT_REGION: _("This model cannot be held to the United States. Choose another one."),
    Reason.MODEL_NOT_PRICED: _(
        "No price is on record for this model and a request of this size, so it is not used. An administrator "
        "enters the price, or another model is chosen."
    ),
    Reason.MATTER_BUDGET: _(
        "This request could take the matter over its budget for the month. Use fewer sources, or a partner raises "
        "the budget."
    ),
    Reason.FIRM_BUDGET: _(
        "This request could take the firm over its budget for the month. Use fewer sources, or an administrator "
        "raises the budget."
    ),
    Reason.NAME_LEFT: _(
        "A name or number that has to be replaced is still in what would be sent. Preview it again; if it stays, "
        "tell your administrator."
    ),
    Reason.TEXT_BROKEN: _(
        "A text holds half of a character, as damaged files do, and cannot be sent. Add a repaired copy of the source, "
        "or take it out."
    ),
    Reason.NOT_AS_SHOWN: _("What would be sent is not what was shown and confirmed. Preview it again."),
    Reason.SOURCE_BEING_READ: _(
        "A source was read before firmai left out words that are covered, or that nobody sees when it is opened, so it "
        "is being read again. That takes a few minutes: look at the preview again then. What was confirmed goes on by "
        "itself, if the source reads as before."
    ),
    Reason.SOURCE_NOT_READ_AGAIN: _(
        "A source was read before firmai left out words that are covered, or that nobody sees when it is opened, and "
        "it could not be read again. The list of sources says which and why. Save the file anew, add that copy, and "
        "ask with it; here it can be left out."
    ),
}


WAITS = frozenset({Reason.BREAKER_OPEN, Reason.SOURCE_BEING_READ})
"""What ends without anybody touching the request: where nothing else is against it, it waits."""


def sentence(reasons: Iterable[Reason]) -> str:
    """All of them, for the person, in one piece of text."""
    return " ".join(str(SENTENCES[reason]) for reason in reasons)


class Caution(enum.StrEnum):
    """What does not refuse yet, and will."""

    WORKSPACE_CHECK_MISSED = "workspace_check_missed"
    RETENTION_NOT_OBSERVED = "retention_not_observed"
    TERMS_OLD = "terms_old"
    REVIEW_SOON = "review_soon"
    PARTIES_LONG_UNREAD = "parties_long_unread"


CAUTIONS: dict[Caution, Promise] = {
    Caution.WORKSPACE_CHECK_MISSED: _(
        "A check of the workspace with the vendor was missed. If none succeeds soon, nothing more is sent."
    ),
    Caution.RETENTION_NOT_OBSERVED: _(
        "That nothing is retained is agreed with the vendor and not observed: its feed is not watched."
    ),
    Caution.TERMS_OLD: _("What is on record about the model or the surface was last read a while ago."),
    Caution.PARTIES_LONG_UNREAD: _(
        "The practice system that this matter came from has not been read through for a while: a name that was added "
        "there meanwhile is not known here and would not be replaced. If that goes on, nothing more is sent."
    ),
    Caution.REVIEW_SOON: _("The zero-retention arrangement has to be looked at again within a month."),
}


NOT_CONFIGURED, PAUSED, CROWDED = "not_configured", "paused", "crowded"
OUTCOME_UNKNOWN, WORKER_LOST = "outcome_unknown", "worker_lost"
"""Codes of why nothing is sent now, or nobody knows what came of it, where neither the reasons above nor the vendor say
so. They are on a request, and the last on a crossing."""

HALT_SENTENCES: dict[str, Promise] = {
    NOT_CONFIGURED: _("The connection to Claude is not set up. Your administrator runs the checks."),
    PAUSED: _("The vendor asked everyone here to wait before sending more. Nothing was sent."),
    CROWDED: _("Many requests are near the limit of a budget just now. Nothing was sent."),
    OUTCOME_UNKNOWN: _(
        "It was sent twice and no whole answer came back in time, so it may have been carried out and billed. Look "
        "at the crossings, then preview it again or withdraw it."
    ),
    WORKER_LOST: _("The process that sent it ended before its answer came."),
}


class Fault(enum.StrEnum):
    """Why a reply is not a draft."""

    OTHER_ORGANIZATION = "other_organization"
    OTHER_WORKSPACE = "other_workspace"
    WRONG_REGION = "wrong_region"
    WRONG_MODEL = "wrong_model"
    SERVER_SIDE = "server_side"
    UNEXPECTED_CONTENT = "unexpected_content"
    NOT_A_REPLY = "not_a_reply"
    CUT_OFF = "cut_off"
    DECLINED = "declined"
    EMPTY_REPLY = "empty_reply"
    NOT_STORED = "not_stored"
    CAME_LATE = "came_late"


FAULT_SENTENCES: dict[Fault, Promise] = {
    Fault.OTHER_ORGANIZATION: _("Another organization than the firm's answered."),
    Fault.OTHER_WORKSPACE: _("Another workspace than the firm's answered."),
    Fault.WRONG_REGION: _("The vendor does not report that it ran in the United States."),
    Fault.WRONG_MODEL: _("Another model answered than the one that was asked."),
    Fault.SERVER_SIDE: _("The vendor used a tool or kept a state of its own, which was not asked for."),
    Fault.UNEXPECTED_CONTENT: _("The answer held something other than text."),
    Fault.NOT_A_REPLY: _("What came back was not an answer as the vendor documents them."),
    Fault.CUT_OFF: _(
        "The answer was cut off before its end. Ask for less at once, or let a partner raise the workflow's limit."
    ),
    Fault.DECLINED: _("Claude declined to write this. Reword the assignment or write it by hand."),
    Fault.EMPTY_REPLY: _("The answer held no text."),
    Fault.NOT_STORED: _("Something in firmai kept the answer from becoming a draft."),
    Fault.CAME_LATE: _("The answer came when its request was no longer waiting for it."),
}


def fault_sentence(faults: Iterable[Fault]) -> str:
    """What was wrong, and that the text is gone."""
    found = " ".join(str(FAULT_SENTENCES[fault]) for fault in faults)
    unread = _("The answer was discarded unread.")
    return f"{found} {unread}"
