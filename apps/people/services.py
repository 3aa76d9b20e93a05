"""People, their accounts, roles and licences: every change, by the noun it is about."""

from apps.people.accounts import (
    add_person,
    bring_back,
    change_person,
    choose_language,
    end_person,
    end_sessions,
    let_back_in,
    reset_second_factor,
)
from apps.people.administrators import make_administrator, replace_administrator
from apps.people.invitations import (
    invite,
    use_invitation,
    withdraw_invitation,
)
from apps.people.left_open import end_unused
from apps.people.licences import (
    change_licence,
    record_licence,
    withdraw_licence,
)
from apps.people.recoveries import (
    agree_recovery,
    ask_recovery,
    refuse_recovery,
    stop_recovery,
)
from apps.people.roles import (
    agree_role,
    end_role,
    grant_role,
    record_exception,
    refuse_role,
)
from apps.people.trainings import (
    record_training,
    withdraw_training,
)

__all__ = [
    "add_person",
    "agree_recovery",
    "agree_role",
    "ask_recovery",
    "bring_back",
    "change_licence",
    "change_person",
    "choose_language",
    "end_person",
    "end_role",
    "end_sessions",
    "end_unused",
    "grant_role",
    "invite",
    "let_back_in",
    "make_administrator",
    "record_exception",
    "record_licence",
    "record_training",
    "refuse_recovery",
    "refuse_role",
    "replace_administrator",
    "reset_second_factor",
    "stop_recovery",
    "use_invitation",
    "withdraw_invitation",
    "withdraw_licence",
    "withdraw_training",
]
