"""Every write of drafting, by noun: workflows, requests, drafts."""

from apps.drafting.drafts import add_version, draft
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
from apps.drafting.workflows import approve_workflow, propose_workflow

__all__ = [
    "Preview",
    "add_version",
    "approve_workflow",
    "claim",
    "confirm",
    "draft",
    "make_request",
    "open_revision",
    "preview",
    "propose_workflow",
    "resume",
    "withdraw",
]
