"""Names and numbers out before the call, and back in exactly afterwards.

Each exact spelling in a matter has one placeholder, `[PERSON_3]`, for good. The map is sealed under the matter's key
and looked up by digest. Masking lowers what is exposed; it does not make a text anonymous.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from apps.core.prepared import Prepared
from apps.core.sensitive import Sensitive
from apps.matters import keys
from apps.matters.keys import Seal
from apps.matters.models import Matter, MatterKey, Party
from apps.policy import listing
from apps.policy.identifying import suggestions
from apps.policy.identifying.across import Seen
from apps.policy.identifying.known import Found, Known
from apps.policy.identifying.placeholders import PLACEHOLDER, named
from apps.policy.identifying.recognisers import find_all, look, over_texts
from apps.policy.identifying.words import BARRIER
from apps.policy.models import Placeholder, PlaceholderKind, Replacement, Way

_thread = threading.local()


@dataclass(frozen=True)
class Span:
    """A replacement: `start` to `end` in the text it was made in, `out_start` to `out_end` in the result."""

    start: int
    end: int
    out_start: int
    out_end: int
    placeholder: str
    kind: PlaceholderKind


@dataclass(frozen=True)
class Minimised:
    """A text with its values replaced, and where. `text` may cross."""

    text: str = field(repr=False)
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Restored:
    """A text with its values back, and where they stand. `unresolved` placeholders are still visible in it."""

    text: str = field(repr=False)
    spans: tuple[Span, ...]
    unresolved: int


NO_REQUEST = UUID(int=0)
_CHANGES = Prepared(
    lambda matter, request: (
        Replacement.objects.filter(matter=matter, ended_at=None)
        .filter(Q(way=Way.ADDED) | Q(request_id=request))
        .order_by()
    )
)
_PARTIES = Prepared(lambda matter: Party.objects.filter(matter=matter))
_NUMBERS = Prepared(
    lambda matter: Placeholder.objects.filter(matter=matter).values_list("kind", "value_hmac", "number")
)
_UP_TO = Prepared(lambda matter, number: Placeholder.objects.filter(matter=matter, number__lte=number))

Name = tuple[PlaceholderKind, int]
Value = tuple[PlaceholderKind, str]


class Minimiser:
    """One matter's list of names and its map, opened for the work at hand.

    Holds values in the clear: use it through `opened`, or let it go as soon as the work is done.
    """

    def __init__(self, matter: Matter, request_id: UUID | None = None) -> None:
        self._matter = matter
        self._request = request_id
        self.seal = Seal(matter.pk)
        rows: list[listing.Listed] = [
            *_PARTIES(matter=matter.pk),
            *_CHANGES(matter=matter.pk, request=request_id or NO_REQUEST),
        ]
        self._known = listing.known(rows, self.seal)
        self._numbers: dict[Value, int] = {}
        self._digests: dict[tuple[str, str], int] | None = None
        self._clean: set[str] = set()
        """What was looked at to the end, a barrier for each placeholder: the same characters hold nothing still."""
        self._beside: Seen = {}
        """What was seen of every two of those: the same two are not looked at again."""

    def __repr__(self) -> str:
        return f"<Minimiser of {self._matter.pk}>"

    def is_for(self, matter: Matter, request_id: UUID | None) -> bool:
        return (self._matter.pk, self._request) == (matter.pk, request_id)

    def close(self) -> None:
        """Let go of keys, names and values."""
        self.seal.close()
        self._known = Known()
        self._numbers = {}
        self._clean = set()
        self._beside = {}

    def minimise(self, text: str) -> Minimised:
        """The text with every value replaced."""
        return self.minimise_all([text])[0]

    def minimise_all(self, texts: Sequence[str]) -> list[Minimised]:
        """As `minimise`, for many in one pass: new placeholders are made in one go."""
        found = find_all(texts, self._known, self._clean, self._beside)
        self._make_sure(
            ((each.kind, text[each.start : each.end]), each.party)
            for text, finds in zip(texts, found, strict=True)
            for each in finds
        )
        return [self._replaced(text, finds) for text, finds in zip(texts, found, strict=True)]

    def leaks(self, texts: Iterable[str], *, weak: bool = True) -> int:
        """How many values are still in texts that are about to cross. Placeholders are none, nor is what a person let
        stand in this request.

        `weak=False` is for the firm's own words: surnames alone are words in them, and placeholders examples.
        """
        barred = [PLACEHOLDER.sub(BARRIER, text) for text in texts]
        found = look([text for text in barred if text not in self._clean], self._known)
        found += over_texts(barred, self._known, self._beside).values()
        return sum(
            weak or not (each.weak or each.kind == PlaceholderKind.LITERAL)
            for finds in found
            for each in finds
        )

    def misspelt(self, texts: Sequence[str]) -> list[str]:
        """Words of these texts that are nearly a listed person's name, for whoever looks at the preview."""
        return suggestions.misspelt(texts, self._known)

    def _replaced(self, text: str, found: list[Found]) -> Minimised:
        pieces: list[str] = []
        spans: list[Span] = []
        at = length = 0
        for each in found:
            name = written((each.kind, self._numbers[each.kind, text[each.start : each.end]]))
            pieces += [text[at : each.start], name]
            begins = length + each.start - at
            length, at = begins + len(name), each.end
            spans.append(Span(each.start, each.end, begins, length, name, each.kind))
        return Minimised("".join([*pieces, text[at:]]), tuple(spans))

    def _make_sure(self, wanted: Iterable[tuple[Value, UUID | None]]) -> None:
        """Have a number for each value."""
        new = {value: party for value, party in wanted if value not in self._numbers}
        if not new:
            return
        if self._digests is None:
            self._digests = _by_digest(_NUMBERS(matter=self._matter.pk))
        digests = {value: self._digest(value) for value in new}
        missing = {value for value in new if (value[0].value, digests[value]) not in self._digests}
        if missing:
            self._digests |= self._allocate({value: new[value] for value in new if value in missing}, digests)
        for value in new:
            self._numbers[value] = self._digests[value[0].value, digests[value]]

    def _digest(self, value: Value) -> str:
        return self.seal.digest(b"placeholder", value[0].value.encode(), _bytes(value[1])).hmac

    @transaction.atomic
    def _allocate(
        self, new: dict[Value, UUID | None], digests: dict[Value, str]
    ) -> dict[tuple[str, str], int]:
        """Numbers for new values, in their order of appearance.

        The matter's key row is the lock: two workers that meet the same name at once agree on its number.
        """
        MatterKey.objects.select_for_update(no_key=True).get(matter=self._matter)
        held = _by_digest(_NUMBERS(matter=self._matter.pk))
        last: dict[str, int] = {}
        for (kind_held, _hmac), number in held.items():
            last[kind_held] = max(last.get(kind_held, 0), number)
        rows = []
        for value, party in new.items():
            kind, text = value
            if (kind.value, digests[value]) in held:
                continue
            number = last[kind.value] = last.get(kind.value, 0) + 1
            row = Placeholder(
                matter=self._matter, kind=kind, number=number, value_hmac=digests[value], party_id=party
            )
            self.seal.seal(row, "value", Sensitive(_bytes(text)))
            rows.append(row)
            held[kind.value, digests[value]] = number
        Placeholder.objects.bulk_create(rows)
        return held


@contextmanager
def opened(matter: Matter, request_id: UUID | None = None) -> Iterator[Minimiser]:
    """A matter's minimiser for the length of a block: its lists are read once for any number of texts, and for every
    block within this one in the same thread that asks for the same. `request_id` brings in what a person let stand
    in that request."""
    held: Minimiser | None = getattr(_thread, "minimiser", None)
    if held is not None and held.is_for(matter, request_id):
        yield held
        return
    minimiser = _thread.minimiser = Minimiser(matter, request_id)
    try:
        yield minimiser
    finally:
        _thread.minimiser = held
        minimiser.close()


def minimise(matter: Matter, text: str) -> Minimised:
    """One text of a matter. For several, use `opened`."""
    with opened(matter) as minimiser:
        return minimiser.minimise(text)


def restore(matter: Matter, text: str) -> Restored:
    """One text with the matter's values back in place of its placeholders."""
    return restore_all(matter, [text])[0]


def restore_all(matter: Matter, texts: Sequence[str], *, sent: Iterable[str] | None = None) -> list[Restored]:
    """As `restore`, for many at once. ``sent``: texts that crossed. A placeholder that is in none of them was made up,
    and stays, whomever it stands for in the matter."""
    wanted = {name for text in texts for name, _ in _names(text)}
    if sent is not None:
        wanted &= {name for text in sent for name, _ in _names(text)}
    values = _values(matter, wanted) if wanted else {}
    return [_restored(text, values) for text in texts]


def written(name: Name) -> str:
    """`[PERSON_3]`."""
    return f"[{name[0].value.upper()}_{name[1]}]"


def _by_digest(rows: Iterable[tuple[str, str, int]]) -> dict[tuple[str, str], int]:
    return {(kind, digest): number for kind, digest, number in rows}


def _names(text: str) -> Iterator[tuple[Name, tuple[int, int]]]:
    if "[" in text:
        for match in PLACEHOLDER.finditer(text):
            yield named(match), match.span()


def placeholders_in(text: str) -> Iterator[str]:
    """The placeholders of a text, in order, as they are written when they are made."""
    return (written(name) for name, _place in _names(text))


def _values(matter: Matter, wanted: set[Name]) -> dict[Name, str]:
    with keys.opened(matter.pk) as seal:
        rows: list[Placeholder] = _UP_TO(matter=matter.pk, number=max(number for _kind, number in wanted))
        held = {(PlaceholderKind(row.kind), row.number): row for row in rows}
        return {
            name: _text(seal.reveal_bytes(held[name], "value").reveal()) for name in wanted if name in held
        }


def _restored(text: str, values: dict[Name, str]) -> Restored:
    pieces: list[str] = []
    spans: list[Span] = []
    at = length = unresolved = 0
    for name, (start, end) in _names(text):
        value = values.get(name)
        if value is None:
            unresolved += 1
            continue
        pieces += [text[at:start], value]
        begins = length + start - at
        length, at = begins + len(value), end
        spans.append(Span(start, end, begins, length, written(name), name[0]))
    return Restored("".join([*pieces, text[at:]]), tuple(spans), unresolved)


def _bytes(text: str) -> bytes:
    """Whatever a text holds, halves of characters included, comes back as it was."""
    return text.encode("utf-8", "surrogatepass")


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogatepass")
