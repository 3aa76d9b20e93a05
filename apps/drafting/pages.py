"""What the pages of a request print: the preview in rows of original and crossing text, and its progress."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.ciphers import CannotOpen
from apps.drafting import rules, states
from apps.drafting.assembly import Part, Role
from apps.drafting.forms import Addition, Lift
from apps.drafting.models import Request, RequestState
from apps.drafting.requests import Preview
from apps.intake import passages
from apps.matters import keys
from apps.people.models import User
from apps.policy.identifying.placeholders import PLACEHOLDER
from apps.policy.models import Crossing
from apps.policy.reasons import SENTENCES, Reason

TITLES = {
    Role.INSTRUCTIONS: _("The firm's instructions"),
    Role.EARLIER_DRAFT: _("The draft that was returned"),
    Role.ASSIGNMENT: _("Assignment"),
    Role.REMARKS: _("Reviewer's comments"),
}


SIGNS = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n\r"} | {0x7F: 0x2421}
SIGNS |= dict.fromkeys(range(0x80, 0xA0), 0xFFFD)
"""What a browser shows nothing of, as signs of it: control characters cross, and words can be spelled in them."""
WITHDRAWN_FROM = frozenset(state for state, to in states.MOVES.items() if RequestState.WITHDRAWN in to)


@dataclass(frozen=True)
class Piece:
    """A run of the crossing text: plain words, or a placeholder."""

    text: str = field(repr=False)
    is_placeholder: bool


@dataclass(frozen=True)
class Row:
    """One text, as it is and as it would cross."""

    where: str
    original: str = field(repr=False)
    crossing: list[Piece] = field(repr=False)
    """All of it, with the heading that crosses ahead of it."""


@dataclass(frozen=True)
class Group:
    """A source, or a part of the request, with its rows."""

    title: str = field(repr=False)
    rows: list[Row] = field(repr=False)

    @property
    def replaced(self) -> int:
        return sum(piece.is_placeholder for row in self.rows for piece in row.crossing)


def preview(shown: Preview) -> dict[str, Any]:
    """The context of the preview page."""
    addition = Addition(auto_id="add_%s")
    return {
        "request_row": shown.request,
        "groups": [_group(list(parts)) for _key, parts in groupby(shown.parts, key=_belongs)],
        "placeholders": len(set(shown.placeholders)),
        "tokens": shown.tokens,
        "cost": shown.cost,
        "granted": shown.gate.granted,
        "reasons": shown.gate.reasons,
        "cautions": shown.gate.cautions,
        "digest": shown.digest,
        "gate": shown.gate,
        "error": round(shown.gate.error * 100),
        "replaced": shown.replaced,
        "kinds": addition.fields["kind"].choices,  # type: ignore[attr-defined]
        "grounds": addition.fields["ground"].choices,  # type: ignore[attr-defined]
        "lift_grounds": Lift().fields["ground"].choices,  # type: ignore[attr-defined]
        "addition": addition,
    }


def _belongs(part: Part) -> str:
    return part.where.partition("#")[0] or part.role.value


def _group(parts: list[Part]) -> Group:
    first = parts[0]
    if first.role is Role.SOURCE_TITLE:
        return Group(first.original.translate(SIGNS), [_row(part) for part in parts])
    return Group(str(TITLES.get(first.role, first.role)), [_row(part) for part in parts])


def _row(part: Part) -> Row:
    anchor = part.where.partition("#")[2]
    title = str(_("title")) if part.role is Role.SOURCE_TITLE else ""
    return Row(
        where=passages.named(anchor) if anchor else title,
        original=part.original.translate(SIGNS),
        crossing=[*_plain(part.heading), *_pieces(part.crossing)]
        if part.role is not Role.INSTRUCTIONS
        else _plain(part.crossing),
    )


def _plain(text: str) -> list[Piece]:
    """The firm's own words: a placeholder in them is an example, and stands for nobody."""
    return [_words(text)] if text else []


def _words(text: str) -> Piece:
    return Piece(text.translate(SIGNS), False)


def _pieces(text: str) -> list[Piece]:
    pieces, at = [], 0
    for match in PLACEHOLDER.finditer(text):
        if match.start() > at:
            pieces.append(_words(text[at : match.start()]))
        pieces.append(Piece(match.group(), True))
        at = match.end()
    return [*pieces, _words(text[at:])] if at < len(text) else pieces


def progress(request: Request, user: User) -> dict[str, Any]:
    """The context of a request's page once it was confirmed."""
    draft = getattr(request, "draft", None)
    unopened = getattr(draft, "unopened", None)
    newest = Crossing.objects.filter(request_id=request.pk).order_by("-attempt").first()
    waits_for_review = request.state == RequestState.DRAFTED and getattr(draft, "task", None) is None
    need = rules.need(request)
    if waits_for_review and request.matter.key.destroyed_at is not None:
        waits_for_review = False  # nothing is left to review
        need = rules.Need(rules.Trouble.CONTENT_GONE, str(keys.KeysDestroyed()), False)
    elif unopened is not None:
        need = rules.Need(unopened.reason, str(unopened.sentence), True)
    return {
        "request_row": request,
        "need": need,
        "assignment": _assignment(request),
        "crossings": Crossing.objects.filter(request_id=request.pk).order_by("attempt"),
        "received": newest.received if newest else 0,
        "refusals": [] if newest else [each for each in _refusals(request) if each["code"] != need.code],
        "task": getattr(draft, "task", None),
        # Review keeps its own rows; the earlier draft's is reached without knowing it.
        "earlier": getattr(request.revises, "task", None),
        "moving": request.state in (RequestState.CONFIRMED, RequestState.DRAFTING, RequestState.WAITING)
        or (waits_for_review and unopened is None),
        "may_change": rules.can_change(user, request),
        "may_withdraw": request.state in WITHDRAWN_FROM and rules.can_change(user, request),
        "may_ask_again": request.state == RequestState.WITHDRAWN
        and request.revises_id is None
        and rules.can_request(user, request.matter),
    }


def asked_before(request: Request) -> dict[str, Any]:
    """What the form begins with where a new request takes the place of one that was withdrawn."""
    return {
        "assignment": _assignment(request),
        "sources": [str(pk) for pk in request.chosen.values_list("source_id", flat=True)],
        "language": request.language,
        "needed_by": max(request.needed_by, timezone.localdate()),
        "responsible": request.responsible_id,
    }


def _assignment(request: Request) -> str:
    """What was asked; or that it cannot be read, on a page where somebody has to be able to act all the same."""
    try:
        return keys.reveal(request, "assignment").reveal()
    except (keys.KeysDestroyed, CannotOpen) as error:
        return str(error)


def _refusals(request: Request) -> list[dict[str, str]]:
    """The reasons of the gate's last answer, where it was no."""
    last = request.matter.clearances.filter(request_id=request.pk).order_by("-at").first()
    if last is None or last.granted:
        return []
    return [{"code": code, "sentence": str(SENTENCES[Reason(code)])} for code in last.refusals]
