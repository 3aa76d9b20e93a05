"""Every write of sync, by noun: matters and sources in, deliveries out, checkpoints to their witnesses."""

from apps.sync.deliveries import cancel, collect, collect_lately, give_up_taken_back, redirect, retry, take_up
from apps.sync.due import let_deadline_go
from apps.sync.joint import keep_joint_apart
from apps.sync.matters_in import Counts
from apps.sync.pulls import (
    ask_pull,
    claim_pulls,
    open_pulls,
    pull,
    pull_matters,
    resume_pull,
    stop_pull,
)
from apps.sync.reading_back import claim_read_back, read_back
from apps.sync.sending import claim, send
from apps.sync.sources import Brought, fetch_paper, look, pull_documents
from apps.sync.timekeeping import confirm_time
from apps.sync.unread import settle_unread
from apps.sync.witnesses import begin_folder as begin_witness_folder
from apps.sync.witnesses import carry as carry_to_witness
from apps.sync.witnesses import carry_checkpoints
from apps.sync.witnesses import claim_due as claim_witnesses
from apps.sync.words import set_word
from apps.sync.working_copies import claim_copies, fetch_copies, keep_copies, stop_copies, sweep_copies

__all__ = [
    "Brought",
    "Counts",
    "ask_pull",
    "begin_witness_folder",
    "cancel",
    "carry_checkpoints",
    "carry_to_witness",
    "claim",
    "claim_copies",
    "claim_pulls",
    "claim_read_back",
    "claim_witnesses",
    "collect",
    "collect_lately",
    "confirm_time",
    "fetch_copies",
    "fetch_paper",
    "give_up_taken_back",
    "keep_copies",
    "keep_joint_apart",
    "let_deadline_go",
    "look",
    "open_pulls",
    "pull",
    "pull_documents",
    "pull_matters",
    "read_back",
    "redirect",
    "resume_pull",
    "retry",
    "send",
    "set_word",
    "settle_unread",
    "stop_copies",
    "stop_pull",
    "sweep_copies",
    "take_up",
]
