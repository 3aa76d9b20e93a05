"""Codes of the register of crossings in words, for whoever reads a page or a paper.

Tables for machines keep the codes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.integrations.claude.trouble import MEANINGS
from apps.policy.observed import DifferenceKind, Happening, WorkspaceFault
from apps.policy.reasons import FAULT_SENTENCES, HALT_SENTENCES, SENTENCES
from apps.policy.surfaces import WORDS

WORK: dict[str, Promise] = {
    "intake_memo": _("Intake memo from a consult"),
    "chronology": _("Chronology"),
    "demand_letter": _("Demand letter"),
    "client_letter": _("Client letter"),
    "factum_section": _("Factum section"),
    "summary": _("Summary"),
    "time_entry": _("Time-entry narrative"),
}
"""Kinds of work by the code on a clearance. `drafting` names them for people who ask; it is not known here."""
INFORMATION: dict[str, Promise] = {
    "documents": _("documents"),
    "correspondence": _("correspondence"),
    "transcript": _("transcript of a consult"),
    "health": _("health information"),
    "child": _("information about a child"),
}
PURPOSES: dict[str, Promise] = {"draft": _("a draft for review")}
DELIVERED: dict[str, Promise] = {
    "note": _("Note"),
    "document": _("Word document"),
    "pdf": _("PDF"),
    "time_entry": _("Time entry"),
}
"""What was delivered, by the code on a departure. `sync` stands above and is not known here."""
SYSTEMS = {"clio": "Clio", "mycase": "MyCase"}
STOPS: dict[str, Promise] = {
    "end_turn": _("finished by itself"),
    "stop_sequence": _("finished by itself"),
    "max_tokens": _("cut off: the limit of the answer was reached"),
    "model_context_window_exceeded": _("cut off: there was too much to read"),
    "refusal": _("declined by Claude"),
    "pause_turn": _("paused for a tool, which was not asked for"),
    "tool_use": _("asked for a tool, which it was not given"),
}
"""The vendor's stop reasons (its message object, Nov 2026)."""


def work(code: str) -> str:
    return _word(WORK, code)


def purpose(code: str) -> str:
    return _word(PURPOSES, code)


def information(codes: Iterable[str]) -> str:
    """Classes of information in one line."""
    return ", ".join(_word(INFORMATION, code) for code in codes)


def delivered(code: str) -> str:
    return _word(DELIVERED, code)


def system(code: str) -> str:
    return SYSTEMS.get(code, code)


def stop(code: str) -> str:
    return _word(STOPS, code) if code else ""


def surface(code: str) -> str:
    return str(WORDS[code].name) if code in WORDS else _plain(code)


def why(code: str) -> str:
    """What went wrong with a call, or keeps it from being made, in a sentence; nothing for any other code.

    The gate and a reply have a code or two in common. What came back comes first: of that the gate's would be untrue.
    """
    tables: tuple[Mapping[Any, Any], ...] = (FAULT_SENTENCES, MEANINGS, HALT_SENTENCES, SENTENCES)
    for table in tables:
        if code in table:
            meaning = table[code]
            return str(getattr(meaning, "sentence", meaning))
    return ""


def reason(code: str) -> str:
    """What went wrong, from the tables of replies, of troubles, of reasons, and of what was seen at the vendor."""
    if sentence := why(code):
        return sentence
    for kinds in (WorkspaceFault, DifferenceKind, Happening):
        if code in kinds.values:
            return str(kinds(code).label)
    return _plain(code) if code else ""


def _word(table: Mapping[str, Promise], code: str) -> str:
    return str(table[code]) if code in table else _plain(code)


def _plain(code: str) -> str:
    """A code that nobody gave words: as it is, without the signs of one."""
    return code.replace("_", " ")
