"""Clients, matters, parties, teams and screens: every change, by the noun it is about."""

from apps.matters.opening import (
    add_client,
    add_office,
    change_details,
    change_residency,
    change_responsible,
    close_matter,
    open_matter,
    record_notice,
    reopen_matter,
)
from apps.matters.persons import (
    add_party,
    describe_party,
    join_team,
    known_of,
    leave_team,
    lift_screen,
    raise_screen,
)

__all__ = [
    "add_client",
    "add_office",
    "add_party",
    "change_details",
    "change_residency",
    "change_responsible",
    "close_matter",
    "describe_party",
    "join_team",
    "known_of",
    "leave_team",
    "lift_screen",
    "open_matter",
    "raise_screen",
    "record_notice",
    "reopen_matter",
]
