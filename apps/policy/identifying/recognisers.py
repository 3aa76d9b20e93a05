"""Finding what names a person in a text: what the matter lists, and numbers and places that show themselves by their
form.

Pure and linear: words are looked up, never searched for by a pattern made from a name, so that no name ends up in a
pattern cache and no text can make the search slow. A stretch that is already a placeholder is a `BARRIER`, which no
find crosses; what is found therefore does not depend on how long the placeholder is.

One look at the words decides where to look closer: at the beginning of something listed, or at a word that leads to
an identifier. Most texts hold neither.

Statutes, citations, amounts and other dates are not looked for. The firm's own people are not either: the assignment
names the lawyer it is for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import accumulate, pairwise

from apps.policy.identifying import (
    addresses,
    companies,
    counted,
    fields,
    houses,
    identifiers,
    labels,
    lands,
    listed,
    online,
    parted,
    published,
    references,
    spoken,
    tied,
    unspaced,
)
from apps.policy.identifying.across import Seen, together, widened
from apps.policy.identifying.barriers import barred, placed
from apps.policy.identifying.glyphs import Plain
from apps.policy.identifying.kinds import PlaceholderKind as Kind
from apps.policy.identifying.known import RUN_TOGETHER, Found, Known, unnumbered
from apps.policy.identifying.placeholders import PLACEHOLDER, alike
from apps.policy.identifying.words import BETWEEN, Words

FIGURES = counted.LEADS | houses.LEADS
LEADS = frozenset(labels.LEADS.keys() | addresses.LEADS | FIGURES | lands.LEADS | online.LEADS | spoken.LEADS)
"""Words of the language beside which an identifier or an address may stand."""
ONLY_CODES = addresses.CODES - labels.LEADS.keys() - online.LEADS - spoken.LEADS
"""Those that lead to nothing but a postal code, and in capitals: `in` and `or` stand in every text."""


def find(text: str, known: Known) -> list[Found]:
    """Everything to be replaced, in order and without overlaps. Looked for again round what was found, until
    nothing is left."""
    return find_all([text], known)[0]


def find_all(
    texts: Sequence[str], known: Known, clean: set[str] | None = None, beside: Seen | None = None
) -> list[list[Found]]:
    """As `find`, for many texts in one pass.

    `clean` is given each text as the last look saw it, one barrier for each find: nothing is found there any more.
    `beside` is given what that look saw of every two of them."""
    taken: list[list[Found]] = [[] for _ in texts]
    now, left = list(texts), set(range(len(texts)))

    def take(at: int, found: Sequence[Found]) -> None:
        taken[at] = sorted([*taken[at], *placed(found, taken[at])], key=lambda one: one.start)
        now[at] = barred(texts[at], taken[at])

    seen: Seen = {}
    over = over_texts(now, known, seen)
    while left:
        for at, parts in over.items():
            take(at, widened(parts, look([now[at]], known)[0]))
        while left:
            again = set()
            for at, found in zip(sorted(left), look([now[at] for at in sorted(left)], known), strict=True):
                if found:
                    take(at, found)
                    again.add(at)
                elif clean is not None:
                    clean.add(now[at])
            left = again
        over = over_texts(now, known, seen)
        left = set(over)
    if beside is not None:
        beside.update((two, seen[two]) for two in pairwise(now))
    return taken


def over_texts(texts: Sequence[str], known: Known, seen: Seen | None = None) -> dict[int, list[Found]]:
    """What several texts give away together, by the place of each text. ``seen`` keeps what was looked at already."""
    return together(texts, known, partial(look, known=known), {} if seen is None else seen)


def look(texts: Sequence[str], known: Known) -> list[list[Found]]:
    """One look at each text: what is found in it, in order and without overlaps."""
    if not texts:
        return []
    starts = [0, *accumulate(len(text) + len(BETWEEN) for text in texts)]
    sorted_out: list[list[Found]] = [[] for _ in texts]
    at = 0
    for each in _look(BETWEEN.join(texts), known):
        while each.start >= starts[at + 1]:
            at += 1
        begins = starts[at]
        sorted_out[at].append(each._replace(start=each.start - begins, end=each.end - begins))
    return sorted_out


def _look(text: str, known: Known) -> list[Found]:
    plain = Plain.of(text)
    stretches = list(identifiers.dense(plain.text))
    joined = RUN_TOGETHER.search(plain.text) is not None
    words = Words.of(unnumbered(plain.text, known) if joined else plain.text)
    codes = list(addresses.codes(plain.text)) if joined else []
    found = [
        *_placeholders(plain.text),
        *_by_word(words, plain.text, known),
        *unspaced.by_character(plain.text, known),
        *parted.run_together(plain.text, known, figures=joined),
        *identifiers.by_form(plain.text, stretches),
        *labels.by_form(plain.text),
        *spoken.by_form(plain.text),
        *addresses.by_form(plain.text),
        *lands.by_form(plain.text),
        *codes,
        *houses.over(plain.text, codes),
        *houses.by_form(plain.text),
        *online.by_form(plain.text),
    ]
    used = bytearray(len(plain.text))

    def is_taken(start: int, end: int) -> bool:
        return used.find(1, start, end) >= 0

    def first(finds: Iterable[Found]) -> Iterator[Found]:
        for each in map(partial(tied.whole, plain.text), finds):
            if not is_taken(each.start, each.end):
                used[each.start : each.end] = b"\x01" * (each.end - each.start)
                yield each

    kept = [*first(sorted(found, key=_order)), *first(fields.by_form(plain.text))]
    rest = references.by_form(plain.text, stretches, is_taken)
    kept += first(sorted(rest, key=lambda each: (each.start, -each.end)))
    kept += first(online.mixed(plain.text) if joined else ())
    taken: list[Found] = []
    for each in kept:
        start, end = plain.back(each.start, each.end)
        if not known.lets_stand(each.kind, text[start:end]):
            taken.append(Found(start, end, each.kind, each.party, each.weak))
    return sorted(taken, key=lambda each: each.start)


def _order(found: Found) -> tuple[int, int, int, bool]:
    return _rank(found), found.start, -found.end, found.kind == Kind.FILE_NUMBER


def _rank(found: Found) -> int:
    if found.kind == Kind.LITERAL:
        return 0
    return 2 if found.weak else 1


def _placeholders(text: str) -> Iterator[Found]:
    """Text that only looks like a placeholder becomes one itself, or restoring would put a name in its place."""
    if "[" in text:
        for match in PLACEHOLDER.finditer(text):
            yield Found(*match.span(), Kind.LITERAL)
    for start, end in alike(text):
        yield Found(start, end, Kind.LITERAL)


def _by_word(words: Words, text: str, known: Known) -> Iterator[Found]:
    folded, starts = words.folded, known.starts
    here = set(folded)
    yield from parted.spelled(here, text, known)
    here = (here & starts) | (here & LEADS)
    if text.isascii():
        here -= {word for word in here & ONLY_CODES if word not in starts and word.upper() not in text}
    if not here:
        return
    places = [at for at, word in enumerate(folded) if word in here]
    cases: list[tuple[int, int]] | None = None
    for at in places:
        word = folded[at]
        if word in LEADS:
            start, end = words.start(at), words.end(at)
            if word in labels.LEADS:
                yield from labels.led_by(word, text, start, end)
            if word in addresses.LEADS and (word not in addresses.CODES or words.capital(at)):
                yield from addresses.led_by(word, text, start, end)
            if word in lands.LEADS:
                yield from lands.led_by(word, text, start, end)
            if word in online.LEADS:
                yield from online.led_by(text, start)
            if word in FIGURES and houses.may_begin(folded, at):
                yield from counted.led_by(text, start)
                yield from houses.led_by(text, start)
            if word in spoken.LEADS:
                yield from spoken.led_by(text, start)
        if word not in starts or not listed.may_begin(folded, at, known):
            continue
        if word in known.numbers or word in known.beginnings:
            yield from listed.numbers(words, at, known)
        for found in listed.forms(words, at, known):
            if found.weak:
                if cases is None:
                    cases = list(published.case_names(words))
                if any(start <= found.start and found.end <= stop for start, stop in cases):
                    continue
            if folded[at] in companies.ARTICLES and listed.goes_on_longer(words, at + 1, known, found.end):
                break
            yield found
            break
