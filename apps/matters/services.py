"""Clients, matters, parties, teams and screens: every change, by the noun it is about."""

from apps.matters.deadlines import end_deadlines, follow_days, let_deadline_go, note_deadlines
from apps.matters.delegations import give_delegation, revoke_delegation
from apps.matters.opening import (
    add_client,
    add_office,
    bring_matter,
    change_details,
    change_residency,
    change_responsible,
    close_matter,
    open_matter,
    record_notice,
    reopen_matter,
    set_budget,
)
from apps.matters.parties import add_party, add_to_party, bring_party, describe_party, known_of
from apps.matters.screens import (
    approve_screen,
    ask_to_lift,
    decline_screen,
    keep_screen,
    lift_screen,
    raise_screen,
)
from apps.matters.sharing import keep_apart, level_namesakes, say_namesakes, take_back_namesakes
from apps.matters.teams import join_team, leave_team, release_departed

__all__ = [
    "add_client",
    "add_office",
    "add_party",
    "add_to_party",
    "approve_screen",
    "ask_to_lift",
    "bring_matter",
    "bring_party",
    "change_details",
    "change_residency",
    "change_responsible",
    "close_matter",
    "decline_screen",
    "describe_party",
    "end_deadlines",
    "follow_days",
    "give_delegation",
    "join_team",
    "keep_apart",
    "keep_screen",
    "known_of",
    "leave_team",
    "let_deadline_go",
    "level_namesakes",
    "lift_screen",
    "note_deadlines",
    "open_matter",
    "raise_screen",
    "record_notice",
    "release_departed",
    "reopen_matter",
    "revoke_delegation",
    "say_namesakes",
    "set_budget",
    "take_back_namesakes",
]
