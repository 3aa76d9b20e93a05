"""What is replaced in a preview, and changing that: the gate keeps the change, and the preview has to be seen again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from apps.core.sensitive import Sensitive
from apps.drafting import rules
from apps.drafting.assembly import Assembled, Role
from apps.drafting.models import Request, RequestState
from apps.drafting.refusals import Act, on_record
from apps.people.models import User
from apps.policy import minimise, replacing
from apps.policy import rules as gate
from apps.policy import services as policy
from apps.policy.identifying import suggestions
from apps.policy.identifying.placeholders import PLACEHOLDER, named
from apps.policy.identifying.words import words_of
from apps.policy.models import Ground, PlaceholderKind, Replacement, Way


@dataclass(frozen=True)
class Line:
    """A placeholder of this preview and what stands behind it."""

    placeholder: str
    value: str = field(repr=False)
    kind: PlaceholderKind
    may_lift: bool


@dataclass(frozen=True)
class Change:
    """An addition to the matter, or a value let stand in this request."""

    row: Replacement
    value: str = field(repr=False)
    may_end: bool

    @property
    def added(self) -> bool:
        return self.row.way == Way.ADDED


@dataclass(frozen=True)
class Replaced:
    """All of it, for the page. Held in memory only."""

    lines: tuple[Line, ...]
    changes: tuple[Change, ...]
    unlisted: tuple[str, ...] = field(repr=False)
    """Names in what would cross that a title or a part in the matter gives away, and nobody listed."""


def of(request: Request, prompt: Assembled, placeholders: Sequence[str], *, by: User) -> Replaced:
    """What is replaced in a request as it would cross now."""
    values = minimise.restore_all(request.matter, placeholders)
    rows = replacing.of_request(matter=request.matter, request_id=request.pk)
    shown = replacing.values_of(request.matter, rows)
    return Replaced(
        tuple(_line(name, back.text, by) for name, back in zip(placeholders, values, strict=True)),
        tuple(Change(row, shown[row.pk].reveal(), _may_end(row, by)) for row in rows),
        _unlisted(request, prompt),
    )


def _line(placeholder: str, value: str, by: User) -> Line:
    match = PLACEHOLDER.fullmatch(placeholder)
    kind = named(match)[0] if match else PlaceholderKind.LITERAL
    return Line(placeholder, value, kind, gate.can_lift(by, kind))


def _may_end(row: Replacement, by: User) -> bool:
    return row.way == Way.LIFTED or gate.can_lift(by, PlaceholderKind(row.kind))


def _unlisted(request: Request, prompt: Assembled) -> tuple[str, ...]:
    """Each name once, in order of appearance, without the firm's own people; then what is nearly a listed name."""
    ours = [frozenset(words_of(name)) for name in User.objects.values_list("full_name", flat=True)]
    texts = [part.crossing for part in prompt.parts if part.role != Role.INSTRUCTIONS]
    names = list(
        dict.fromkeys(text[start:end] for text in texts for start, end in suggestions.unlisted(text, ()))
    )
    with minimise.opened(request.matter, request.pk) as minimiser:
        # One that is in a name that was pointed out is replaced with it.
        names += [word for word in minimiser.misspelt(texts) if not any(word in name for name in names)]
    return tuple(name for name in names if not _is_of(ours, frozenset(words_of(name))))


def _is_of(people: Sequence[frozenset[str]], words: frozenset[str]) -> bool:
    return any(words <= person for person in people)


def replace(*, request: Request, value: Sensitive, kind: PlaceholderKind, ground: Ground, by: User) -> None:
    """Have a value replaced in the request's matter. The preview has to be seen again before it is confirmed.

    Raises NotAllowed, WrongState outside the preview, BadInput or Conflict.
    """
    _check_in_preview(request=request, by=by)
    policy.add_replacement(
        matter=request.matter, request_id=request.pk, value=value, kind=kind, ground=ground, by=by
    )
    _to_be_seen_again(request)


def let_stand(*, request: Request, placeholder: str, ground: Ground, by: User) -> None:
    """Let what stands behind a placeholder cross as it is, in this request. Raises as ``replace`` does."""
    _check_in_preview(request=request, by=by)
    policy.lift_replacement(
        matter=request.matter, request_id=request.pk, placeholder=placeholder, ground=ground, by=by
    )
    _to_be_seen_again(request)


def take_back(*, request: Request, replacement: Replacement, by: User) -> None:
    """End a change that this request's preview shows. Raises as ``replace`` does."""
    _check_in_preview(request=request, by=by)
    policy.take_back(replacement=replacement, by=by)
    _to_be_seen_again(request)


@on_record(Act.CHANGE_REPLACED)
def _check_in_preview(*, request: Request, by: User) -> None:
    """Whether the request is in preview still, whatever the caller's copy says. What the gate's own acts refuse, about
    the matter and the value, they put on record themselves."""
    rules.check_in_preview(Request.objects.only("state").get(pk=request.pk))


def _to_be_seen_again(request: Request) -> None:
    """Should this be lost, what was shown before does not have the digest of what would cross, and nothing does."""
    Request.objects.filter(pk=request.pk, state=RequestState.PREVIEW).update(preview_hmac="")
