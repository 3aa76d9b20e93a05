"""Everything that can happen, in the past tense: the one catalogue of the log's events.

Each event has a code, a description in plain words, and the facts it takes with their kinds. A fact whose name
ends in `?` may be left out. A fact is never text; what it may be is in `facts.py`. To add an event, add a line.
"""

import enum
from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .facts import Kind

ID, COUNT, CODE, FLAG = Kind.ID, Kind.COUNT, Kind.CODE, Kind.FLAG
TIME, DIGEST, REMOTE = Kind.TIME, Kind.DIGEST, Kind.REMOTE_ID

NOTHING: dict[str, Kind | list[Kind]] = {}
"""Of an event that says all by itself."""


class Event(enum.StrEnum):
    """What happened. `str(event)` is its code; `facts` gives a kind for each name, `needed` those required."""

    description: Promise
    facts: Mapping[str, Kind | list[Kind]]
    needed: frozenset[str]

    def __new__(cls, code: str, description: Promise, facts: dict[str, Kind | list[Kind]]) -> "Event":
        event = str.__new__(cls, code)
        event._value_ = code
        event.description = description
        event.facts = {name.rstrip("?"): kind for name, kind in facts.items()}
        event.needed = frozenset(name for name in facts if not name.endswith("?"))
        return event

    @property
    def stage(self) -> str:
        """The part of the firm's work that the event belongs to: what stands before the dot."""
        return self.value.partition(".")[0]

    # --- people
    PEOPLE_SIGNED_IN = "people.signed_in", _("signed in"), {"method?": CODE}
    PEOPLE_SIGN_IN_FAILED = "people.sign_in_failed", _("failed to sign in"), {"reason?": CODE}
    PEOPLE_SIGNED_OUT = "people.signed_out", _("signed out"), {"reason?": CODE}
    PEOPLE_USER_ADDED = "people.user_added", _("added a person"), {"robot?": FLAG}
    PEOPLE_USER_DEACTIVATED = "people.user_deactivated", _("closed a person's account"), {"reason?": CODE}
    PEOPLE_USER_CHANGED = "people.user_changed", _("changed a person's account"), {"fields": [CODE]}
    PEOPLE_USER_REACTIVATED = (
        "people.user_reactivated",
        _("opened a person's account again"),
        {"closed_at?": TIME},
    )
    PEOPLE_INVITED = (
        "people.invited",
        _("made a one-time link for a person"),
        {"user": ID, "ends_at": TIME, "again": FLAG},
    )
    PEOPLE_INVITATION_USED = (
        "people.invitation_used",
        _("chose a password with a one-time link"),
        {"user": ID},
    )
    PEOPLE_INVITATION_WITHDRAWN = (
        "people.invitation_withdrawn",
        _("withdrew a one-time link"),
        {"user": ID, "reason?": CODE},
    )
    PEOPLE_SESSIONS_ENDED = "people.sessions_ended", _("ended every session of a person"), {"reason?": CODE}
    PEOPLE_PASSWORD_CHANGED = "people.password_changed", _("changed their own password"), NOTHING
    PEOPLE_SECOND_FACTOR_ADDED = (
        "people.second_factor_added",
        _("added a second factor of their own"),
        {"factor": CODE},
    )
    PEOPLE_SECOND_FACTOR_REMOVED = (
        "people.second_factor_removed",
        _("removed a second factor of their own"),
        {"factor": CODE},
    )
    PEOPLE_RECOVERY_CODES_RENEWED = (
        "people.recovery_codes_renewed",
        _("made new recovery codes of their own"),
        NOTHING,
    )
    PEOPLE_SECOND_FACTOR_RESET = (
        "people.second_factor_reset",
        _("removed a person's second factor"),
        {"reason": CODE, "removed": COUNT},
    )
    PEOPLE_RECOVERY_ASKED = (
        "people.recovery_asked",
        _("asked for a way back into a person's account"),
        {"user": ID, "what": CODE, "reason": CODE, "ends_at": TIME, "waits_until?": TIME},
    )
    PEOPLE_RECOVERY_AGREED = (
        "people.recovery_agreed",
        _("agreed to a way back into a person's account"),
        {"user": ID, "what": CODE, "raised_by": ID, "ends_at": TIME},
    )
    PEOPLE_RECOVERY_REFUSED = (
        "people.recovery_refused",
        _("refused a way back into a person's account"),
        {"user": ID, "what": CODE},
    )
    PEOPLE_RECOVERY_STOPPED = (
        "people.recovery_stopped",
        _("stopped a way back into an account"),
        {"user": ID, "what": CODE},
    )
    PEOPLE_RECOVERY_LAPSED = (
        "people.recovery_lapsed",
        _("let a way back into a person's account lapse"),
        {"user": ID, "what": CODE},
    )
    PEOPLE_RECOVERY_DONE = (
        "people.recovery_done",
        _("opened a way back into a person's account"),
        {"user": ID, "what": CODE},
    )
    PEOPLE_LANGUAGE_CHOSEN = "people.language_chosen", _("chose a language"), {"language": CODE}
    PEOPLE_ROLE_GRANTED = (
        "people.role_granted",
        _("gave a role"),
        {"role": CODE, "user?": ID, "ends_at?": TIME, "exception?": FLAG},
    )
    PEOPLE_ROLE_ASKED = (
        "people.role_asked",
        _("asked a partner to agree to a role"),
        {"role": CODE, "user": ID, "waits_until?": TIME, "ends_at?": TIME, "exception": FLAG},
    )
    PEOPLE_ROLE_AGREED = (
        "people.role_agreed",
        _("agreed to a role"),
        {"role": CODE, "user": ID, "raised_by": ID, "ends_at?": TIME},
    )
    PEOPLE_ROLE_REFUSED = (
        "people.role_refused",
        _("refused a role"),
        {"role": CODE, "user": ID, "raised_by": ID},
    )
    PEOPLE_ROLE_ENDED = "people.role_ended", _("ended a role"), {"role": CODE, "user?": ID, "reason?": CODE}
    PEOPLE_ADMINISTRATOR_REPLACED = (
        "people.administrator_replaced",
        _("put another administrator in the place of one who was lost"),
        {"user": ID, "agreed_by?": ID, "reason": CODE},
    )
    PEOPLE_EXCEPTION_RECORDED = (
        "people.exception_recorded",
        _("recorded an exception for a role"),
        {"user": ID, "reason": CODE, "ends_at": TIME, "own": FLAG},
    )
    PEOPLE_LICENCE_RECORDED = (
        "people.licence_recorded",
        _("recorded a licence"),
        {"user?": ID, "licence_class?": CODE, "ends_at?": TIME},
    )
    PEOPLE_LICENCE_CHANGED = (
        "people.licence_changed",
        _("changed a licence on record"),
        {"user": ID, "fields": [CODE], "ends_at?": TIME},
    )
    PEOPLE_LICENCE_WITHDRAWN = (
        "people.licence_withdrawn",
        _("withdrew a licence that was recorded by mistake"),
        {"user": ID, "licence_class": CODE},
    )
    PEOPLE_TRAINING_RECORDED = (
        "people.training_recorded",
        _("recorded that a person completed the training on AI"),
        {"user": ID, "day": TIME},
    )
    PEOPLE_TRAINING_WITHDRAWN = (
        "people.training_withdrawn",
        _("withdrew a training that was recorded by mistake"),
        {"user": ID, "day": TIME},
    )
    PEOPLE_REFUSED = (
        "people.refused",
        _("tried something with people that was not allowed"),
        {"attempted": CODE, "reasons": [CODE]},
    )
    PEOPLE_ACT_REFUSED = (
        "people.act_refused",
        _("tried an act for which there is no page for them"),
        {"where": CODE, "row?": ID},
    )

    # --- matters
    MATTERS_OFFICE_ADDED = "matters.office_added", _("added an office"), {"province?": CODE}
    MATTERS_CLIENT_ADDED = "matters.client_added", _("added a client"), {"connection?": ID, "remote?": REMOTE}
    MATTERS_CLIENT_NAME_TWICE = (
        "matters.client_name_twice",
        _("found other clients of the same name"),
        {"others": [ID], "screens": COUNT, "refused": FLAG},
    )
    MATTERS_NAMESAKES_SAID = (
        "matters.namesakes_said",
        _("said whether two clients of one name are one"),
        {"client": ID, "other": ID, "same": FLAG},
    )
    MATTERS_NAMESAKES_TAKEN_BACK = (
        "matters.namesakes_taken_back",
        _("took back whether two clients of one name are one"),
        {"client": ID, "other": ID, "same": FLAG},
    )
    MATTERS_MATTER_OPENED = (
        "matters.matter_opened",
        _("opened a matter"),
        {
            "client?": ID,
            "connection?": ID,
            "remote?": REMOTE,
            "area?": CODE,
            "province?": CODE,
            "residency?": CODE,
            "is_training?": FLAG,
            "from_others?": FLAG,
        },
    )
    MATTERS_MATTER_CHANGED = (
        "matters.matter_changed",
        _("changed a matter"),
        {
            "fields?": [CODE],
            "state?": CODE,
            "closed_on?": TIME,
            "residency?": CODE,
            "connection?": ID,
            "area?": CODE,
            "province?": CODE,
            "forum?": CODE,
            "health_information?": FLAG,
            "may_trip_classifiers?": FLAG,
            "is_training?": FLAG,
            "added?": COUNT,
            "removed?": COUNT,
            "kinds?": [CODE],
        },
    )
    MATTERS_TEAM_CHANGED = (
        "matters.team_changed",
        _("changed who works on a matter"),
        {"user?": ID, "added?": [ID], "removed?": [ID], "role?": CODE, "change?": CODE},
    )
    MATTERS_DEADLINES_NOTED = (
        "matters.deadlines_noted",
        _("noted what falls due"),
        {"changed": COUNT, "ended": COUNT, "hidden?": COUNT},
    )
    MATTERS_PARTY_OPENED = (
        "matters.party_opened",
        _("opened what a party is known by"),
        {"purpose?": CODE},
    )
    MATTERS_SCREEN_RAISED = (
        "matters.screen_raised",
        _("raised a screen"),
        {"user": ID, "reason?": CODE, "client?": ID, "approved?": FLAG},
    )
    MATTERS_SCREEN_APPROVED = (
        "matters.screen_approved",
        _("approved a screen"),
        {"user": ID, "raised_by": ID, "client?": ID},
    )
    MATTERS_SCREEN_DECLINED = (
        "matters.screen_declined",
        _("declined a screen"),
        {"user": ID, "raised_by": ID, "client?": ID},
    )
    MATTERS_SCREEN_LIFT_ASKED = (
        "matters.screen_lift_asked",
        _("asked that a screen be lifted"),
        {"user": ID, "reason": CODE, "client?": ID},
    )
    MATTERS_SCREEN_LIFTED = (
        "matters.screen_lifted",
        _("lifted a screen"),
        {"user": ID, "reason?": CODE, "client?": ID},
    )
    MATTERS_SCREEN_KEPT = (
        "matters.screen_kept",
        _("kept a screen that somebody asked to lift"),
        {"user": ID, "client?": ID},
    )
    MATTERS_DELEGATION_GIVEN = (
        "matters.delegation_given",
        _("let somebody sign a certificate for them"),
        {"delegate": ID, "what": CODE, "ends_at": TIME},
    )
    MATTERS_DELEGATION_ENDED = (
        "matters.delegation_ended",
        _("ended a delegation"),
        {"lawyer": ID, "delegate": ID, "what": CODE, "reason": CODE},
    )
    MATTERS_REFUSED = (
        "matters.refused",
        _("tried something with a matter that was not allowed"),
        {"attempted": CODE, "reasons": [CODE]},
    )
    MATTERS_NOTICE_RECORDED = (
        "matters.notice_recorded",
        _("recorded that the client was told"),
        {"notice?": ID, "kind_of_notice?": CODE, "given_at?": TIME, "answer?": CODE, "evidence?": DIGEST},
    )
    MATTERS_KEYS_MADE = (
        "matters.keys_made",
        _("made a matter's keys"),
        {"version": COUNT, "firm_version?": COUNT},
    )
    MATTERS_KEYS_REWRAPPED = (
        "matters.keys_rewrapped",
        _("wrapped a matter's keys again"),
        {"version": COUNT, "firm_version": COUNT},
    )
    MATTERS_KEYS_DESTROYED = (
        "matters.keys_destroyed",
        _("destroyed a matter's keys"),
        {"version?": COUNT, "reason?": CODE},
    )

    # --- how long content is kept
    KEEPING_RULE_PROPOSED = (
        "keeping.rule_proposed",
        _("proposed how long content is kept"),
        {"years": COUNT, "area?": CODE, "by_itself": FLAG},
    )
    KEEPING_RULE_APPROVED = (
        "keeping.rule_approved",
        _("approved how long content is kept"),
        {"years": COUNT, "proposed_by": ID},
    )
    KEEPING_RULE_ENDED = (
        "keeping.rule_ended",
        _("ended a rule on how long content is kept"),
        {"years": COUNT, "proposed_by?": ID},
    )
    KEEPING_RULE_END_PROPOSED = (
        "keeping.rule_end_proposed",
        _("proposed to end a rule on how long content is kept"),
        {"years": COUNT},
    )
    KEEPING_RULE_KEPT = (
        "keeping.rule_kept",
        _("kept a rule that was proposed to end"),
        {"years": COUNT, "proposed_by": ID},
    )
    KEEPING_HOLD_PLACED = (
        "keeping.hold_placed",
        _("placed a hold on a matter"),
        {"reason": CODE, "stopped?": ID},
    )
    KEEPING_HOLD_LIFTED = (
        "keeping.hold_lifted",
        _("lifted a hold on a matter"),
        {"reason": CODE, "placed_by": ID},
    )
    KEEPING_DESTRUCTION_PROPOSED = (
        "keeping.destruction_proposed",
        _("proposed to destroy a matter's content"),
        {"rule": ID},
    )
    KEEPING_DESTRUCTION_APPROVED = (
        "keeping.destruction_approved",
        _("approved that a matter's content be destroyed"),
        {"rule": ID, "proposed_by": ID},
    )
    KEEPING_DESTRUCTION_DECLINED = (
        "keeping.destruction_declined",
        _("kept a matter's content that was to be destroyed"),
        {"rule": ID},
    )
    KEEPING_DESTRUCTION_LAPSED = (
        "keeping.destruction_lapsed",
        _("let a destruction that was proposed lapse"),
        {"rule": ID, "reason?": CODE},
    )
    KEEPING_MATTER_DESTROYED = (
        "keeping.matter_destroyed",
        _("destroyed a matter's content"),
        {"rule": ID, "approved_by": ID, "by_itself": FLAG, "rows": COUNT, "bytes": COUNT},
    )
    KEEPING_REFUSED = (
        "keeping.refused",
        _("tried something about keeping content that was not allowed"),
        {"attempted": CODE, "reasons": [CODE]},
    )
    KEEPING_BACKUP_MADE = (
        "keeping.backup_made",
        _("entered a backup in the register"),
        {
            "made_at": TIME,
            "entries": COUNT,
            "matters": COUNT,
            "bytes": COUNT,
            "expires_at": TIME,
            "digest": DIGEST,
        },
    )
    KEEPING_BACKUP_REMOVED = (
        "keeping.backup_removed",
        _("removed a backup that had expired"),
        {"made_at": TIME},
    )
    KEEPING_BACKUP_GONE = (
        "keeping.backup_gone",
        _("said that the file of a backup is gone"),
        {"made_at": TIME},
    )
    KEEPING_BACKUP_RESTORED = (
        "keeping.backup_restored",
        _("restored a backup"),
        {"entries": COUNT, "destroyed_again": COUNT, "set_aside?": COUNT},
    )
    KEEPING_FOLDER_BEGUN = (
        "keeping.folder_begun",
        _("began the lists beside the backups anew, in another folder"),
        NOTHING,
    )
    KEEPING_DESTROYED_AGAIN = (
        "keeping.destroyed_again",
        _("destroyed a matter’s content again that an earlier backup had brought back"),
        {"rule?": ID, "approved_by?": ID, "destroyed_at": TIME, "rows": COUNT, "bytes": COUNT},
    )

    KEEPING_RESEALED = (
        "keeping.resealed",
        _("sealed again under the newest version of the firm’s key"),
        {"what": CODE, "rows": COUNT, "firm_version": COUNT},
    )

    # --- connections to outside systems
    INTEGRATIONS_CONNECTION_BEGUN = (
        "integrations.connection_begun",
        _("began to connect an outside system"),
        {"vendor": CODE, "region?": CODE},
    )
    INTEGRATIONS_CONNECTION_REFUSED = (
        "integrations.connection_refused",
        _("was refused a connection"),
        {"reason": CODE, "vendor?": CODE, "region?": CODE, "account?": REMOTE},
    )
    INTEGRATIONS_REFUSED = (
        "integrations.refused",
        _("tried something with an outside system that was not allowed"),
        {"attempted": CODE, "reasons": [CODE]},
    )
    INTEGRATIONS_CONNECTION_DROPPED = (
        "integrations.connection_dropped",
        _("let go of a connection before it was saved"),
        {"vendor": CODE},
    )
    INTEGRATIONS_POST_REFUSED = (
        "integrations.post_refused",
        _("refused a post from outside"),
        {"vendor": CODE, "reason": CODE},
    )
    INTEGRATIONS_POSTS_ASKED = (
        "integrations.posts_asked",
        _("let an outside system tell of changes"),
        {"vendor": CODE},
    )
    INTEGRATIONS_POSTS_ENDED = (
        "integrations.posts_ended",
        _("no longer lets an outside system tell of changes"),
        {"vendor": CODE},
    )
    INTEGRATIONS_SUBSCRIBED = (
        "integrations.subscribed",
        _("subscribed to changes"),
        {"vendor": CODE, "what": CODE, "remote?": REMOTE, "expires_at?": TIME},
    )
    INTEGRATIONS_SUBSCRIPTION_RENEWED = (
        "integrations.subscription_renewed",
        _("renewed a subscription to changes"),
        {"vendor": CODE, "what": CODE, "expires_at": TIME},
    )
    INTEGRATIONS_SUBSCRIPTION_ENDED = (
        "integrations.subscription_ended",
        _("lost a subscription to changes"),
        {"vendor": CODE, "what": CODE},
    )
    INTEGRATIONS_CONNECTION_CHECKED = (
        "integrations.connection_checked",
        _("checked a connection"),
        {"vendor": CODE, "works": FLAG, "reason?": CODE},
    )
    INTEGRATIONS_CONNECTION_MADE = (
        "integrations.connection_made",
        _("connected an outside system"),
        {"vendor": CODE, "region?": CODE, "account?": REMOTE},
    )
    INTEGRATIONS_CONNECTION_REFRESHED = (
        "integrations.connection_refreshed",
        _("renewed a connection"),
        {"vendor?": CODE, "expires_at?": TIME},
    )
    INTEGRATIONS_CONNECTION_FAILED = (
        "integrations.connection_failed",
        _("lost a connection"),
        {"vendor?": CODE, "reason?": CODE, "status?": COUNT},
    )
    INTEGRATIONS_CONNECTION_ENDED = (
        "integrations.connection_ended",
        _("ended a connection"),
        {"vendor?": CODE, "reason?": CODE},
    )

    # --- sources
    INTAKE_SOURCE_RECEIVED = (
        "intake.source_received",
        _("received a source"),
        {
            "origin?": CODE,
            "format?": CODE,
            "bytes?": COUNT,
            "digest?": DIGEST,
            "connection?": ID,
            "remote?": REMOTE,
        },
    )
    INTAKE_SOURCE_READ = (
        "intake.source_read",
        _("read a source"),
        {
            "passages?": COUNT,
            "characters?": COUNT,
            "pages?": COUNT,
            "recognised?": COUNT,
            "doubtful?": COUNT,
            "unseen?": COUNT,
            "digest?": DIGEST,
            "reader?": CODE,
            "reader_version?": COUNT,
        },
    )
    INTAKE_SOURCE_REREAD = (
        "intake.source_reread",
        _("read a source again with a newer reader"),
        {
            "changed": FLAG,
            "passages": COUNT,
            "characters": COUNT,
            "pages?": COUNT,
            "recognised?": COUNT,
            "doubtful?": COUNT,
            "unseen?": COUNT,
            "digest": DIGEST,
            "earlier?": DIGEST,
            "reader": CODE,
            "reader_version": COUNT,
        },
    )
    INTAKE_SOURCE_NOT_REREAD = (
        "intake.source_not_reread",
        _("could not read a source again, and left its reading as it is"),
        {"reason": CODE, "reader": CODE, "reader_version": COUNT},
    )
    INTAKE_READING_DESTROYED = (
        "intake.reading_destroyed",
        _("destroyed an earlier reading of a source, on which nothing rests"),
        {"digest": DIGEST, "reader_version": COUNT},
    )
    INTAKE_PAGE_CONFIRMED = (
        "intake.page_confirmed",
        _("compared a recognized page with its picture"),
        {"page": COUNT, "outcome": CODE, "doubtful": COUNT, "digest": DIGEST},
    )
    INTAKE_SOURCE_CLEARED = (
        "intake.source_cleared",
        _("recorded that people were told of a recording and that no conflict was found"),
        {"told": FLAG, "no_conflict": FLAG},
    )
    INTAKE_SOURCE_TO_READ_AGAIN = (
        "intake.source_to_read_again",
        _("asked for a source to be read again"),
        {"reason": CODE},
    )
    INTAKE_SOURCE_UNREADABLE = (
        "intake.source_unreadable",
        _("could not read a source"),
        {"reason": CODE, "bytes?": COUNT},
    )
    INTAKE_SOURCE_OPENED = (
        "intake.source_opened",
        _("opened a source"),
        {"purpose?": CODE, "passage?": ID, "page?": COUNT},
    )
    INTAKE_SOURCE_DESTROYED = "intake.source_destroyed", _("destroyed a source"), {"reason?": CODE}
    INTAKE_SOURCE_WITHDRAWN = (
        "intake.source_withdrawn",
        _("withdrew a source and wiped it"),
        {"reason": CODE, "in_use": FLAG, "source?": ID},
    )
    INTAKE_PRECEDENT_APPROVED = (
        "intake.precedent_approved",
        _("approved a precedent of the firm"),
        {"source": ID},
    )
    INTAKE_PRECEDENT_RETIRED = (
        "intake.precedent_retired",
        _("retired a precedent of the firm"),
        {"source": ID},
    )
    INTAKE_PRECEDENT_USED = (
        "intake.precedent_used",
        _("took a precedent of the firm into a matter"),
        {"precedent": ID},
    )
    INTAKE_TRANSCRIPT_ANNOUNCED = (
        "intake.transcript_announced",
        _("was told of a transcript"),
        {"connection?": ID, "meeting?": REMOTE, "remote?": REMOTE},
    )
    INTAKE_TRANSCRIPT_ARRIVED = (
        "intake.transcript_arrived",
        _("received a transcript"),
        {"connection?": ID, "meeting?": REMOTE, "remote?": REMOTE, "bytes?": COUNT, "digest?": DIGEST},
    )
    INTAKE_TRANSCRIPT_MATCHED = (
        "intake.transcript_matched",
        _("matched a transcript to a matter"),
        {"source?": ID, "reason?": CODE},
    )
    INTAKE_TRANSCRIPT_DISCARDED = (
        "intake.transcript_discarded",
        _("discarded a transcript"),
        {"reason": CODE, "connection?": ID, "meeting?": REMOTE},
    )
    INTAKE_TRANSCRIPT_REFUSED = (
        "intake.transcript_refused",
        _("refused a transcript"),
        {"reason": CODE, "connection?": ID, "meeting?": REMOTE},
    )

    # --- the gate
    POLICY_ARRANGEMENT_CONFIRMED = (
        "policy.arrangement_confirmed",
        _("confirmed the arrangement with the vendor"),
        {
            "evidence?": CODE,
            "expires_at?": TIME,
            "organization?": REMOTE,
            "workspace?": REMOTE,
            "digest?": DIGEST,
        },
    )
    POLICY_CLEARED = (
        "policy.cleared",
        _("allowed something to be sent"),
        {
            "request?": ID,
            "crossing?": ID,
            "purpose?": CODE,
            "rules?": COUNT,
            "prompt?": DIGEST,
            "warnings?": [CODE],
        },
    )
    POLICY_REFUSED = (
        "policy.refused",
        _("refused to send something"),
        {"reasons": [CODE], "request?": ID, "crossing?": ID, "purpose?": CODE, "rules?": COUNT},
    )
    POLICY_CROSSING_STARTED = (
        "policy.crossing_started",
        _("started sending to Claude"),
        {
            "attempt?": COUNT, "request?": ID, "clearance?": ID, "prompt?": DIGEST, "model?": REMOTE,
            "geo?": CODE, "repeats?": ID, "max_tokens?": COUNT,
        },
    )  # fmt: skip
    POLICY_DEPARTURE_STARTED = (
        "policy.departure_started",
        _("wrote down a delivery before it left Canada"),
        {
            "delivery": ID,
            "what": CODE,
            "place": CODE,
            "permitted_by": CODE,
            "bytes?": COUNT,
            "digest?": DIGEST,
        },
    )
    POLICY_CROSSING_ANSWERED = (
        "policy.crossing_answered",
        _("received an answer from Claude"),
        {
            "attempt?": COUNT, "request?": ID, "vendor_request?": REMOTE, "message?": REMOTE,
            "model?": REMOTE, "geo?": REMOTE, "organization?": REMOTE, "workspace?": REMOTE,
            "input_tokens?": COUNT, "output_tokens?": COUNT, "cost_micro_usd?": COUNT, "milliseconds?": COUNT,
            "stop?": CODE, "reply?": DIGEST,
        },
    )  # fmt: skip
    POLICY_CROSSING_FAILED = (
        "policy.crossing_failed",
        _("could not send to Claude"),
        {
            "reason": CODE, "attempt?": COUNT, "request?": ID, "status?": COUNT, "vendor_request?": REMOTE,
            "retry_at?": TIME, "milliseconds?": COUNT,
        },
    )  # fmt: skip
    POLICY_REPLY_REFUSED = (
        "policy.reply_refused",
        _("discarded an answer unread"),
        {
            "reasons": [CODE], "attempt?": COUNT, "request?": ID, "vendor_request?": REMOTE,
            "message?": REMOTE, "model?": REMOTE, "geo?": REMOTE, "organization?": REMOTE, "workspace?": REMOTE,
            "incident?": ID,
            "input_tokens?": COUNT, "output_tokens?": COUNT, "cost_micro_usd?": COUNT, "milliseconds?": COUNT,
        },
    )  # fmt: skip
    POLICY_CROSSING_UNKNOWN = (
        "policy.crossing_unknown",
        _("lost sight of something sent"),
        {"attempt?": COUNT, "request?": ID, "reason?": CODE},
    )
    POLICY_RESERVE_RELEASED = (
        "policy.reserve_released",
        _("found in the usage report that something sent cost no more than is booked"),
        {"attempt?": COUNT, "request?": ID, "reconciliation?": ID},
    )
    POLICY_BREAKER_OPENED = (
        "policy.breaker_opened",
        _("stopped all sending"),
        {"reason": CODE, "incident?": ID, "crossing?": ID},
    )
    POLICY_BREAKER_CLOSED = "policy.breaker_closed", _("resumed sending"), {"reason?": CODE, "incident?": ID}
    POLICY_INCIDENT_RAISED = (
        "policy.incident_raised",
        _("raised an incident"),
        {"reason": CODE, "crossing?": ID, "severity?": CODE},
    )
    POLICY_AI_POLICY_PUBLISHED = (
        "policy.ai_policy_published",
        _("published the firm's policy on AI"),
        {"version": COUNT, "digest?": DIGEST},
    )
    POLICY_AI_POLICY_ACKNOWLEDGED = (
        "policy.ai_policy_acknowledged",
        _("acknowledged the firm's policy on AI"),
        {"version": COUNT, "policy?": ID},
    )
    POLICY_ASSESSMENT_RECORDED = (
        "policy.assessment_recorded",
        _("recorded a privacy assessment"),
        {"province?": CODE, "outcome?": CODE, "version?": COUNT, "expires_at?": TIME, "digest?": DIGEST},
    )
    POLICY_ASSESSMENT_ENDED = (
        "policy.assessment_ended",
        _("ended what was on file for a rule"),
        {"outcome?": CODE},
    )
    POLICY_ARRANGEMENT_ENDED = (
        "policy.arrangement_ended",
        _("ended the arrangement with the vendor"),
        {"organization?": REMOTE},
    )
    POLICY_MODEL_CHANGED = (
        "policy.model_changed",
        _("put a model on the firm's list or took it off"),
        {"model": REMOTE, "allowed": FLAG},
    )
    POLICY_PRICE_RECORDED = (
        "policy.price_recorded",
        _("entered what a model costs"),
        {"model": REMOTE, "digest?": DIGEST},
    )
    POLICY_WORKSPACE_CHECKED = (
        "policy.workspace_checked",
        _("looked at the workspace with the vendor"),
        {
            "outcome": CODE, "faults?": [CODE], "retention?": CODE, "trigger?": CODE, "organization?": REMOTE,
            "workspace?": REMOTE,
        },
    )  # fmt: skip
    POLICY_USAGE_RECONCILED = (
        "policy.usage_reconciled",
        _("compared the crossings with the vendor's usage report"),
        {
            "outcome": CODE, "kinds?": [CODE], "differences?": COUNT, "crossings?": COUNT, "our_tokens?": COUNT,
            "their_tokens?": COUNT, "starts_at?": TIME, "ends_at?": TIME, "trigger?": CODE,
        },
    )  # fmt: skip
    POLICY_SURFACE_CONFIRMED = (
        "policy.surface_confirmed",
        _("confirmed that the contract covers a surface"),
        {"surface": REMOTE, "expires_at?": TIME, "digest?": DIGEST},
    )
    POLICY_SURFACE_WITHDRAWN = (
        "policy.surface_withdrawn",
        _("withdrew the confirmation of a surface"),
        {"surface": REMOTE},
    )
    POLICY_REGISTER_CHECKED = (
        "policy.register_checked",
        _("read the source of a register's row again"),
        {"register": CODE, "row": REMOTE},
    )
    POLICY_HOP_RECORDED = (
        "policy.hop_recorded",
        _("recorded a place on the data path"),
        {"hop": REMOTE, "where": CODE, "in_use?": FLAG, "digest?": DIGEST},
    )
    POLICY_ACT_REFUSED = (
        "policy.act_refused",
        _("tried to change the terms and was not allowed"),
        {"attempted": CODE, "reasons": [CODE]},
    )
    POLICY_CROSSINGS_EXPORTED = (
        "policy.crossings_exported",
        _("took a register of crossings away"),
        {
            "form": CODE, "rows": COUNT, "client?": ID, "starts_at?": TIME, "ends_at?": TIME, "digest?": DIGEST,
        },
    )  # fmt: skip
    POLICY_REPLACEMENT_ADDED = (
        "policy.replacement_added",
        _("had a value replaced by a placeholder"),
        {"label?": CODE, "source?": ID, "reason?": CODE, "request?": ID, "taken_back?": FLAG},
    )
    POLICY_REPLACEMENT_LIFTED = (
        "policy.replacement_lifted",
        _("let a value cross as it is"),
        {"reason?": CODE, "label?": CODE, "request?": ID, "taken_back?": FLAG},
    )
    POLICY_INCIDENT_CLOSED = (
        "policy.incident_closed",
        _("closed an incident"),
        {"reason": CODE, "incident": REMOTE},
    )

    # --- requests and drafts
    DRAFTING_WORKFLOW_PROPOSED = (
        "drafting.workflow_proposed",
        _("proposed a workflow"),
        {"workflow?": CODE, "version": COUNT, "digest?": DIGEST},
    )
    DRAFTING_WORKFLOW_APPROVED = (
        "drafting.workflow_approved",
        _("approved a workflow"),
        {"workflow?": CODE, "version": COUNT, "digest?": DIGEST},
    )
    DRAFTING_WORKFLOW_DECLINED = (
        "drafting.workflow_declined",
        _("declined a workflow"),
        {"version": COUNT, "digest?": DIGEST},
    )
    DRAFTING_WORKFLOW_REFUSED = (
        "drafting.workflow_refused",
        _("tried something with a workflow that was not allowed"),
        {"attempted": CODE, "reasons": [CODE]},
    )
    DRAFTING_REQUEST_REFUSED = (
        "drafting.request_refused",
        _("tried something with a request that was not allowed"),
        {"attempted": CODE, "reasons": [CODE]},
    )
    DRAFTING_REQUEST_MADE = (
        "drafting.request_made",
        _("asked for a draft"),
        {
            "workflow?": CODE, "workflow_version?": ID, "version?": COUNT, "language?": CODE,
            "sources?": [ID], "responsible?": ID, "assignment?": DIGEST, "revises?": ID, "needed_by?": TIME,
        },
    )  # fmt: skip
    DRAFTING_SOURCE_LEFT_OUT = (
        "drafting.source_left_out",
        _("left a source out of a request"),
        {"source": ID},
    )
    DRAFTING_PREVIEW_SHOWN = (
        "drafting.preview_shown",
        _("looked at what would be sent"),
        {
            "prompt?": DIGEST, "input_tokens?": COUNT, "cost_micro_usd?": COUNT, "replacements?": COUNT,
            "reasons?": [CODE], "assembly?": COUNT,
        },
    )  # fmt: skip
    DRAFTING_REQUEST_CONFIRMED = (
        "drafting.request_confirmed",
        _("confirmed what would be sent"),
        {"prompt?": DIGEST, "input_tokens?": COUNT, "cost_micro_usd?": COUNT, "assembly?": COUNT},
    )
    DRAFTING_REQUEST_WITHDRAWN = "drafting.request_withdrawn", _("withdrew a request"), {"reason?": CODE}
    DRAFTING_REQUEST_STOPPED = (
        "drafting.request_stopped",
        _("stopped a request"),
        {"reason?": CODE, "reasons?": [CODE], "crossing?": ID, "retry_at?": TIME},
    )
    DRAFTING_REQUEST_RESUMED = (
        "drafting.request_resumed",
        _("resumed a request"),
        {"reason?": CODE, "crossing?": ID},
    )
    DRAFTING_DRAFT_STORED = (
        "drafting.draft_stored",
        _("stored a draft"),
        {
            "request?": ID,
            "crossing?": ID,
            "version?": ID,
            "text?": DIGEST,
            "characters?": COUNT,
            "placeholders?": COUNT,
        },
    )
    DRAFTING_VERSION_ADDED = (
        "drafting.version_added",
        _("changed a draft"),
        {"draft?": ID, "number?": COUNT, "text?": DIGEST, "origin?": CODE, "characters?": COUNT, "base?": ID},
    )

    # --- review
    REVIEW_TASK_OPENED = (
        "review.task_opened",
        _("opened a review"),
        {"draft?": ID, "version?": ID, "request?": ID, "second_person?": FLAG, "responsible?": ID},
    )
    REVIEW_TASK_NOT_OPENED = (
        "review.task_not_opened",
        _("could not open a review"),
        {"reason": CODE, "request": ID},
    )
    REVIEW_TASK_RESERVED = "review.task_reserved", _("took a review"), {"until?": TIME, "reviewer?": ID}
    REVIEW_RESERVATION_RELEASED = (
        "review.reservation_released",
        _("gave a review back"),
        {"reason?": CODE, "reviewer?": ID},
    )
    REVIEW_RESERVATION_TAKEN = (
        "review.reservation_taken",
        _("took a review over from somebody"),
        {"reviewer": ID, "until": TIME, "there": FLAG},
    )
    REVIEW_ASSIGNED = "review.assigned", _("changed who is asked to look at a review"), {"reviewer?": ID}
    REVIEW_RESPONSIBLE_NAMED = (
        "review.responsible_named",
        _("named who answers for a draft in the place of somebody who may not any more"),
        {"responsible": ID, "instead_of": ID},
    )
    REVIEW_SET_ASIDE = "review.set_aside", _("set a review aside for themselves"), {"until": TIME}
    REVIEW_TIME_OFFERED = (
        "review.time_offered",
        _("offered their time at a review for a time entry"),
        {"minutes": COUNT},
    )
    REVIEW_SAMPLED = (
        "review.sampled",
        _("drew an approval for a second look"),
        {"decision": ID, "one_in": COUNT},
    )
    REVIEW_LOOKED_AGAIN = (
        "review.looked_again",
        _("looked at an approval a second time"),
        {"decision": ID, "outcome": CODE, "note?": DIGEST},
    )
    REVIEW_DRAFT_OPENED = (
        "review.draft_opened",
        _("opened a draft"),
        {"draft?": ID, "version?": ID, "purpose?": CODE},
    )
    REVIEW_CHECKED = (
        "review.checked",
        _("answered a checklist question"),
        {"item": CODE, "answer?": CODE, "version?": ID},
    )
    REVIEW_AUTHORITY_CHECKED = (
        "review.authority_checked",
        _("checked an authority"),
        {
            "authority?": ID,
            "outcome": CODE,
            "method?": CODE,
            "version?": ID,
            "remote?": REMOTE,
            "source?": CODE,
            "linked?": FLAG,
        },
    )
    REVIEW_AUTHORITY_OPENED = (
        "review.authority_opened",
        _("went to the page of an authority"),
        {"authority": ID, "version": ID},
    )
    REVIEW_AUTHORITY_DISMISSED = (
        "review.authority_dismissed",
        _("said that something found names no authority"),
        {"authority": ID, "version": ID, "note?": DIGEST},
    )
    REVIEW_COMMENTED = (
        "review.commented",
        _("commented on a draft"),
        {"comment?": ID, "version?": ID, "text?": DIGEST},
    )
    REVIEW_MANIFEST_MADE = (
        "review.manifest_made",
        _("fixed exactly what would be approved"),
        {
            "manifest?": ID,
            "version?": ID,
            "text?": DIGEST,
            "files?": [DIGEST],
            "ledger?": DIGEST,
            "template?": COUNT,
        },
    )
    REVIEW_APPROVED = (
        "review.approved",
        _("approved a draft"),
        {
            "manifest?": ID,
            "version?": ID,
            "text?": DIGEST,
            "digest?": DIGEST,
            "decision?": ID,
            "forum?": CODE,
            "exception?": CODE,
        },
    )
    REVIEW_RETURNED = (
        "review.returned",
        _("returned a draft"),
        {
            "reason?": CODE,
            "reasons?": [CODE],
            "version?": ID,
            "revision?": ID,
            "decision?": ID,
            "note?": DIGEST,
        },
    )
    REVIEW_WITHDRAWN = (
        "review.withdrawn",
        _("withdrew a review"),
        {"reason?": CODE, "reasons?": [CODE], "version?": ID, "decision?": ID, "note?": DIGEST},
    )
    REVIEW_ASKED_AGAIN = (
        "review.asked_again",
        _("asked again for a text in place of one that was returned"),
        {"revision": ID},
    )
    REVIEW_APPROVAL_CANCELLED = (
        "review.approval_cancelled",
        _("cancelled an approval"),
        {
            "reason": CODE,
            "why?": CODE,
            "kept_back?": FLAG,
            "decision?": ID,
            "version?": ID,
            "manifest?": ID,
        },
    )
    REVIEW_APPROVED_ALONE = (
        "review.approved_alone",
        _("approved without the second person, because there was nobody"),
        {
            "exception": ID,
            "reason": CODE,
            "version?": ID,
            "manifest?": ID,
            "note?": DIGEST,
        },
    )
    REVIEW_AUTHORITY_LOOKED_UP = (
        "review.authority_looked_up",
        _("asked CanLII about an authority"),
        {"authority?": ID, "result": CODE, "style_matches?": FLAG},
    )
    REVIEW_FILING_DESCRIBED = (
        "review.filing_described",
        _("said what a document is for its court"),
        {
            "version?": ID,
            "rule?": ID,
            "rule_version?": COUNT,
            "document": CODE,
            "ai_part?": CODE,
            "forum_asks?": CODE,
            "witness?": FLAG,
            "expert?": FLAG,
        },
    )
    REVIEW_STATEMENT_SIGNED = (
        "review.statement_signed",
        _("signed a certificate or declaration"),
        {
            "statement": ID,
            "what": CODE,
            "manifest": ID,
            "version?": ID,
            "digest?": DIGEST,
            "lawyer?": ID,
            "delegation?": ID,
            "authorities?": COUNT,
            "rule?": ID,
        },
    )
    REVIEW_STATEMENT_WITHDRAWN = (
        "review.statement_withdrawn",
        _("withdrew a signed certificate or declaration"),
        {"statement": ID, "what?": CODE, "manifest?": ID, "reason": CODE},
    )
    REVIEW_FILING_RULE_PROPOSED = (
        "review.filing_rule_proposed",
        _("proposed what a court asks for"),
        {
            "forum": CODE,
            "document": CODE,
            "number?": COUNT,
            "statement?": CODE,
            "signer?": CODE,
            "digest?": DIGEST,
        },
    )
    REVIEW_FILING_RULE_APPROVED = (
        "review.filing_rule_approved",
        _("put what a court asks for in force"),
        {
            "forum": CODE,
            "document": CODE,
            "number?": COUNT,
            "statement?": CODE,
            "signer?": CODE,
            "digest?": DIGEST,
        },
    )
    REVIEW_FILING_RULE_DECLINED = (
        "review.filing_rule_declined",
        _("declined what was proposed that a court asks for"),
        {
            "forum": CODE,
            "document": CODE,
            "number": COUNT,
            "statement": CODE,
            "signer": CODE,
            "digest": DIGEST,
        },
    )
    REVIEW_FILING_RULE_CHECKED = (
        "review.filing_rule_checked",
        _("read the source of a court's rule again"),
        {"forum?": CODE, "number?": COUNT},
    )
    REVIEW_RULE_OWNER_NAMED = "review.rule_owner_named", _("named the owner of a rule"), {"owner": ID}
    REVIEW_ITEM_RULE_SET = (
        "review.item_rule_set",
        _("set the minimum review of a kind of item"),
        {
            "item": CODE,
            "version": COUNT,
            "decider?": CODE,
            "second_person?": CODE,
            "questions?": [CODE],
            "goes_as?": CODE,
            "one_in?": COUNT,
            "lead_days?": COUNT,
        },
    )
    REVIEW_REASON_SET = (
        "review.reason_set",
        _("set a reason for returning drafts"),
        {"code": CODE, "version": COUNT, "needs_note": FLAG, "in_force": FLAG, "digest": DIGEST},
    )
    REVIEW_COVER_RECORDED = (
        "review.cover_recorded",
        _("recorded who covers for a person who is away"),
        {"away": ID, "covered_by": ID, "reason?": CODE},
    )
    REVIEW_COVER_ENDED = (
        "review.cover_ended",
        _("ended a cover"),
        {"away": ID, "covered_by": ID, "reason?": CODE},
    )
    REVIEW_FOUND_WRONG = (
        "review.found_wrong",
        _("found an approved item wrong"),
        {
            "correction": ID,
            "faults": [CODE],
            "manifest?": ID,
            "version?": ID,
            "duties?": [CODE],
            "note?": DIGEST,
        },
    )
    REVIEW_DUTY_DONE = (
        "review.duty_done",
        _("did what was owed for an item found wrong"),
        {"duty": CODE, "correction": ID, "note?": DIGEST},
    )
    REVIEW_EARLIER_FILINGS_OWED = (
        "review.earlier_filings_owed",
        _("asked whoever took over a matter to look through what was filed"),
        {"owed_by": ID, "handover": ID},
    )
    REVIEW_EARLIER_FILINGS_LOOKED = (
        "review.earlier_filings_looked",
        _("looked through what was filed in a matter before"),
        {"items": COUNT, "note?": DIGEST},
    )
    REVIEW_SUPERSEDED = (
        "review.superseded",
        _("asked for a text in place of one found wrong"),
        {"correction": ID, "revision": ID},
    )
    REVIEW_REFUSED = (
        "review.refused",
        _("tried something in a review that was not allowed"),
        {"attempted?": CODE, "reason?": CODE, "reasons?": [CODE], "version?": ID},
    )

    # --- the practice system
    SYNC_MATTERS_PULLED = (
        "sync.matters_pulled",
        _("brought matters in"),
        {
            "added?": COUNT,
            "changed?": COUNT,
            "seen?": COUNT,
            "refused?": COUNT,
            "what?": CODE,
            "reason?": CODE,
        },
    )
    SYNC_PULL_ASKED = (
        "sync.pull_asked",
        _("asked for matters to be brought in"),
        {"connection": ID, "what": CODE},
    )
    SYNC_PULL_STOPPED = "sync.pull_stopped", _("stopped matters from being brought in"), {"connection": ID}
    SYNC_PULL_RESUMED = "sync.pull_resumed", _("let matters be brought in again"), {"connection": ID}
    SYNC_DOCUMENT_PULLED = (
        "sync.document_pulled",
        _("brought a document in"),
        {"source?": ID, "connection?": ID, "remote?": REMOTE, "bytes?": COUNT, "digest?": DIGEST},
    )
    SYNC_WORD_SET = (
        "sync.word_set",
        _("said what a word of the practice system means"),
        {"connection": ID, "what": CODE, "understood": FLAG},
    )
    SYNC_UNREAD_SETTLED = (
        "sync.unread_settled",
        _("said that everybody in a record that cannot be read is listed"),
        {"connection": ID, "what": CODE, "remote": REMOTE, "everywhere": FLAG, "digest?": DIGEST},
    )
    SYNC_UNREAD_CHANGED = (
        "sync.unread_changed",
        _("found changed a record that cannot be read, after it was said that everybody in it is listed"),
        {"connection": ID, "what": CODE, "remote": REMOTE, "settled_by": ID, "digest?": DIGEST},
    )
    SYNC_COPIES_KEPT = (
        "sync.copies_kept",
        _("chose to keep working copies"),
        {"until": TIME},
    )
    SYNC_COPIES_ENDED = "sync.copies_ended", _("ended the keeping of working copies"), NOTHING
    SYNC_DELIVERY_QUEUED = (
        "sync.delivery_queued",
        _("queued a delivery"),
        {"manifest?": ID, "decision?": ID, "connection?": ID, "what?": CODE},
    )
    SYNC_DELIVERY_SENT = (
        "sync.delivery_sent",
        _("sent a delivery"),
        {
            "remote?": REMOTE,
            "what?": CODE,
            "bytes?": COUNT,
            "digest?": DIGEST,
            "attempt?": COUNT,
            "connection?": ID,
            "place?": CODE,
        },
    )
    SYNC_DELIVERY_LEFT_CANADA = (
        "sync.delivery_left_canada",
        _("sent a delivery to where it is not shown to stay in Canada"),
        {"what": CODE, "place?": CODE, "permitted_by": CODE, "connection?": ID},
    )
    SYNC_TIME_CONFIRMED = (
        "sync.time_confirmed",
        _("confirmed their time for a time entry"),
        {"minutes": COUNT, "day": TIME, "billable": FLAG, "decision": ID},
    )
    SYNC_DELIVERY_VERIFIED = (
        "sync.delivery_verified",
        _("read a delivery back and found it the same"),
        {"remote?": REMOTE, "what?": CODE, "bytes?": COUNT, "digest?": DIGEST, "connection?": ID},
    )
    SYNC_DELIVERY_FAILED = (
        "sync.delivery_failed",
        _("could not deliver"),
        {
            "reason": CODE,
            "what?": CODE,
            "attempt?": COUNT,
            "status?": COUNT,
            "retry_at?": TIME,
            "connection?": ID,
        },
    )
    SYNC_DELIVERY_WAITING = (
        "sync.delivery_waiting",
        _("held a delivery"),
        {"reason": CODE, "what?": CODE, "retry_at?": TIME, "connection?": ID},
    )
    SYNC_DELIVERY_RETRIED = (
        "sync.delivery_retried",
        _("let a delivery be tried again"),
        {"reason?": CODE, "remote?": REMOTE},  # the record there that it is held to no longer
    )
    SYNC_DELIVERY_CANCELLED = (
        "sync.delivery_cancelled",
        _("gave a delivery up"),
        {"reason?": CODE, "stop?": CODE, "what?": CODE},
    )
    SYNC_DELIVERY_TAKEN_UP = (
        "sync.delivery_taken_up",
        _("took a delivery up that had been given up"),
        {"reason": CODE},
    )
    SYNC_DELIVERY_REDIRECTED = (
        "sync.delivery_redirected",
        _("had a delivery go over another connection"),
        {"instead_of": ID, "connection": ID},
    )
    SYNC_WITNESS_KEPT = (
        "sync.witness_kept",
        _("left a checkpoint with a witness"),
        {"size": COUNT, "witness?": CODE, "remote?": REMOTE},
    )

    SYNC_WITNESS_MISSED = (
        "sync.witness_missed",
        _("could not leave a checkpoint with a witness"),
        {"size": COUNT, "witness": CODE, "reason": CODE},
    )
    SYNC_WITNESS_FOLDER_BEGUN = (
        "sync.witness_folder_begun",
        _("began the folder of the witness on another disk anew"),
        {"size": COUNT},
    )

    # --- notices, and the log itself
    NOTICES_NOTIFIED = (
        "notices.notified",
        _("notified someone"),
        {"user?": ID, "about?": CODE, "channel?": CODE},
    )
    NOTICES_FILTER_SHARED = "notices.filter_shared", _("shared a filter"), {"shared": FLAG}
    NOTICES_REFUSED = (
        "notices.refused",
        _("tried something with filters or notices that was not allowed"),
        {"attempted": CODE, "reasons": [CODE]},
    )
    LOG_EXPORTED = (
        "log.exported",
        _("exported part of the log"),
        {
            "entries": COUNT,
            "size?": COUNT,
            "scope?": CODE,
            "scope_id?": ID,
            "since?": TIME,
            "until?": TIME,
            "recipient?": CODE,
            "named?": FLAG,
            "digest?": DIGEST,
        },
    )
    LOG_EXPORT_REFUSED = (
        "log.export_refused",
        _("tried to export what was not theirs to export"),
        {"reasons": [CODE], "scope?": CODE, "scope_id?": ID},
    )
    LOG_FILE_MADE = (
        "log.file_made",
        _("made a matter's file for someone outside"),
        {
            "recipient": CODE,
            "requests": COUNT,
            "entries": COUNT,
            "size?": COUNT,
            "bytes": COUNT,
            "digest?": DIGEST,
        },
    )
    LOG_VERIFIED = (
        "log.verified",
        _("verified the log"),
        {"size": COUNT, "sound": FLAG, "fault?": CODE, "turned_back?": COUNT},
    )
