"""Every write of review, from the folder of its noun, for other apps: nothing inside review takes it from here."""

from apps.review.aftermath.services import discharge, report_wrong, supersede
from apps.review.aftermath.taking_over import follow_handovers, look_through
from apps.review.attendance.covering import end_cover, follow_covers, record_cover
from apps.review.attendance.services import (
    assign,
    attend,
    hand_back,
    name_who_answers,
    offer_time,
    release,
    reserve,
    set_aside,
    take_over,
)
from apps.review.authorities.lookups import claim_unasked, look_up, look_up_one
from apps.review.authorities.services import confirm_rest, dismiss, find, open_page
from apps.review.decisions.alone import approve_alone
from apps.review.decisions.carrying import ask_again, give_up
from apps.review.decisions.sampling import look_again
from apps.review.decisions.services import approve, return_with_reasons, withdraw
from apps.review.filing.services import describe_filing, insert_statement
from apps.review.openings.due import follow_deadlines
from apps.review.openings.services import claim_unopened, collect, open_drafted, open_review
from apps.review.preparation.services import answer, comment, edit
from apps.review.reading.services import open_draft
from apps.review.rulebook.reasons import add_reason, set_reason
from apps.review.rulebook.services import (
    approve_filing_rule,
    confirm_filing_rule,
    decline_filing_rule,
    name_rule_owner,
    propose_filing_rule,
    set_item_rule,
)
from apps.review.signing.services import sign, withdraw_statement
from apps.review.standing.services import cancel_approval
from apps.review.word.services import take_back

__all__ = [
    "add_reason",
    "answer",
    "approve",
    "approve_alone",
    "approve_filing_rule",
    "ask_again",
    "assign",
    "attend",
    "cancel_approval",
    "claim_unasked",
    "claim_unopened",
    "collect",
    "comment",
    "confirm_filing_rule",
    "confirm_rest",
    "decline_filing_rule",
    "describe_filing",
    "discharge",
    "dismiss",
    "edit",
    "end_cover",
    "find",
    "follow_covers",
    "follow_deadlines",
    "follow_handovers",
    "give_up",
    "hand_back",
    "insert_statement",
    "look_again",
    "look_through",
    "look_up",
    "look_up_one",
    "name_rule_owner",
    "name_who_answers",
    "offer_time",
    "open_draft",
    "open_drafted",
    "open_page",
    "open_review",
    "propose_filing_rule",
    "record_cover",
    "release",
    "report_wrong",
    "reserve",
    "return_with_reasons",
    "set_aside",
    "set_item_rule",
    "set_reason",
    "sign",
    "supersede",
    "take_back",
    "take_over",
    "withdraw",
    "withdraw_statement",
]
