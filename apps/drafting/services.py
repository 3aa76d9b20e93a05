"""Every write of drafting, by noun: workflows, requests, drafts."""

from apps.drafting.chosen import leave_out
from apps.drafting.drafts import add_version, draft
from apps.drafting.readings import let_go_readings
from apps.drafting.replacements import let_stand, replace, take_back
from apps.drafting.requests import (
    Preview,
    claim,
    confirm,
    make_request,
    open_revision,
    preview,
    resume,
    withdraw,
)
from apps.drafting.withdrawing import withdraw_source
from apps.drafting.workflows import approve_workflow, decline_workflow, propose_workflow

__all__ = [
    "Preview",
    "add_version",
    "approve_workflow",
    "claim",
    "confirm",
    "decline_workflow",
    "draft",
    "leave_out",
    "let_go_readings",
    "let_stand",
    "make_request",
    "open_revision",
    "preview",
    "propose_workflow",
    "replace",
    "resume",
    "take_back",
    "withdraw",
    "withdraw_source",
]
