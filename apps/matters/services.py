"""Clients, matters, parties, teams and screens: every change, by the noun it is about."""

from apps.matters.opening import (
    add_client,
    add_office,
    change_residency,
    change_responsible,
    close_matter,
    open_matter,
    record_notice,
    reopen_matter,
)
from apps.matters.persons import add_party, join_team, leave_team, lift_screen, raise_screen

__all__ = [
    "add_client",
    "add_office",
    "add_party",
    "change_residency",
    "change_responsible",
    "close_matter",
    "join_team",
    "leave_team",
    "lift_screen",
    "open_matter",
    "raise_screen",
    "record_notice",
    "reopen_matter",
]
