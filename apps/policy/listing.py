"""From the people a matter lists to the ways in which each may be written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any
from uuid import UUID

from apps.matters.keys import Seal
from apps.matters.models import Party
from apps.policy.known import Form, Known
from apps.policy.models import PlaceholderKind as Kind
from apps.policy.models import Replacement, Way
from apps.policy.words import fold, words_of

Listed = Party | Replacement
Names = list[tuple[str, ...]]
TITLES = frozenset(
    {"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "me", "mme", "mlle", "m", "madam", "monsieur",
     "madame", "maitre", "dre"}
)  # fmt: skip
OFFICES = frozenset(
    {"rev", "reverend", "hon", "honourable", "sir", "dame", "chief", "elder", "senator", "mayor", "captain", "sergeant",
     "constable", "sister", "brother", "father", "pastor", "rabbi", "imam", "chef", "senateur", "senatrice", "maire",
     "mairesse", "capitaine", "sergent", "soeur", "frere", "pere"}
)  # fmt: skip
"""Titles that say who somebody is: replaced with the name where it is listed with one."""
AFTER = frozenset({"jr", "sr", "ii", "iii", "iv", "kc", "qc", "esq", "md", "phd", "cpa"})
PARTICLES = frozenset(
    {"de", "du", "des", "la", "le", "van", "von", "der", "den", "ter", "bin", "ibn", "al", "el", "da", "dos", "di",
     "del", "st", "saint", "ste", "sainte", "mac", "mc"}
)  # fmt: skip
JOINED = frozenset({"dit", "dite"})
"""Words that join two surnames to one: `Tremblay dit Picard`."""
COMPANY = frozenset(
    {"inc", "ltd", "ltee", "limited", "limitee", "llp", "llc", "lp", "corp", "corporation", "co", "company", "cie",
     "enr", "senc", "sencrl", "incorporated", "incorporee"}
)  # fmt: skip
ENDINGS = (
    {"inc", "incorporated", "incorporee"}, {"ltd", "limited", "ltee", "limitee"}, {"corp", "corporation"},
    {"co", "company", "cie"},
)  # fmt: skip
"""Legal endings that mean the same."""
YEAR = re.compile(r"(?:19|20)\d\d")
APOSTROPHES = re.compile(r"['\u2019\u02bc]")
MONTHS = {
    1: ("january", "jan", "janvier", "janv"),
    2: ("february", "feb", "fevrier", "fevr"),
    3: ("march", "mar", "mars"),
    4: ("april", "apr", "avril", "avr"),
    5: ("may", "mai"),
    6: ("june", "jun", "juin"),
    7: ("july", "jul", "juillet", "juil"),
    8: ("august", "aug", "aout"),
    9: ("september", "sept", "sep", "septembre"),
    10: ("october", "oct", "octobre"),
    11: ("november", "nov", "novembre"),
    12: ("december", "dec", "decembre"),
}


def known(rows: Iterable[Listed], opened: Seal) -> Known:
    """Everything that is listed for a matter, opened and spelled out: its parties, and what a person added to them or
    let stand in the request at hand."""
    listed = Known()
    for each in rows:
        if isinstance(each, Party):
            _add_party(listed, each, opened)
        elif each.way == Way.ADDED:
            add_value(listed, opened.reveal(each, "value").reveal(), Kind(each.kind))
        else:
            value = opened.reveal_bytes(each, "value").reveal().decode("utf-8", "surrogatepass")
            listed.lifted.add((Kind(each.kind), value))
    return listed


def _add_party(listed: Known, party: Party, opened: Seal) -> None:
    for name in (party.name, *(_json(opened, party, "aliases") or [])):
        if isinstance(name, str):
            add_name(listed, name, party.pk, is_organization=party.is_organization)
    _add_identifiers(listed, _json(opened, party, "identifiers") or {}, party.pk)


def add_value(listed: Known, value: str, kind: Kind) -> None:
    """Exactly what a person marked, however it is spaced; in whatever case, unless it is a single word."""
    words = words_of(value)
    listed.add(Form(words, kind, None, capital=len(words) == 1 and value[:1].isupper()))


def _json(opened: Seal, party: Party, column: str) -> Any:
    if getattr(party, column) is None:
        return None
    return json.loads(opened.reveal(party, column).reveal())


def add_name(listed: Known, name: str, party: UUID | None, *, is_organization: bool) -> None:
    """Every way of writing a name."""
    for form in _organization(name, party) if is_organization else _person(name, party):
        listed.add(form)


def _person(name: str, party: UUID | None) -> Iterator[Form]:
    for office, given, surnames, after in _parted(name):
        yield from _ways(office, given, surnames, after, party)


def _ways(
    office: tuple[str, ...], given: Names, surnames: Names, after: tuple[str, ...], party: UUID | None
) -> Iterator[Form]:
    for surname in surnames:
        if not given:
            yield Form(surname, Kind.PERSON, party, capital=len(surname) == 1)
            continue
        for front in sorted(_fronts(given)):
            yield Form((*front, *surname), Kind.PERSON, party)
            if after:
                yield Form((*front, *surname, *after), Kind.PERSON, party)
            if office:
                yield Form((*office, *front, *surname), Kind.PERSON, party)
            brief = any(len(word) == 1 for word in front) or "".join(front) == _initials(given)
            yield Form((*surname, *front), Kind.PERSON, party, comma_after=len(surname) if brief else 0)
        if office:
            yield Form((*office, *surname), Kind.PERSON, party)
        if len("".join(surname)) > 1:
            yield Form(surname, Kind.PERSON, party, weak=True, capital=True)
            yield Form((*surname[:-1], surname[-1] + "s"), Kind.PERSON, party, weak=True, capital=True)
        yield Form(
            (*(each[0][0] for each in given), surname[0][0]), Kind.PERSON, party, weak=True, dotted=True
        )


def _fronts(given: list[tuple[str, ...]]) -> set[tuple[str, ...]]:
    """What may stand for the given names: all of them, the first, the first and initials, initials alone."""
    flat = tuple(word for each in given for word in each)
    initials = tuple(word[0] for word in flat)
    return {
        flat,
        given[0],
        ("".join(given[0]), *flat[len(given[0]) :]),
        (*given[0], *initials[len(given[0]) :]),
        tuple(each[0][0] for each in given),
        initials,
        initials[:1],
        ("".join(initials),),
    }


def _initials(given: list[tuple[str, ...]]) -> str:
    return "".join(word[0] for each in given for word in each)


def _parted(name: str) -> Iterator[tuple[tuple[str, ...], Names, Names, tuple[str, ...]]]:
    """An office (`Chief`), given names each as its words, the ways to write the surname, and what follows it (`Jr.`).

    Where the surname begins is plain in `Wolf, Delia`. Of three names or more the last is taken for it, and the last
    two as well: `Delia Running Wolf` may be Ms. Wolf or Ms. Running Wolf.
    """
    before, comma, behind = name.partition(",")
    turned = bool(comma and words_of(behind) and words_of(behind)[0] not in AFTER)
    parts = [part for part in (f"{behind} {before}" if turned else name).split() if words_of(part)]
    after: tuple[str, ...] = ()
    office: tuple[str, ...] = ()
    while len(parts) > 1 and (title := fold(parts[0].strip(".,"))) in TITLES | OFFICES:
        office = (*office, title) if title in OFFICES else office
        parts.pop(0)
    while len(parts) > 1 and "".join(words_of(parts[-1])) in AFTER:
        after = (*words_of(parts.pop()), *after)
    if not parts:
        return
    cut = len(parts) - 1
    while cut > 1 and fold(parts[cut - 1].strip(".,'\u2019")) in PARTICLES:
        cut -= 1
    if cut > 2 and fold(parts[cut - 1]) in JOINED:
        cut -= 2
    cuts = {cut}
    if turned:
        ahead = [part for part in before.split() if words_of(part) and "".join(words_of(part)) not in AFTER]
        cuts = {max(len(parts) - len(ahead), 0)}
    elif cut > 1:
        cuts.add(cut - 1)
    for each in sorted(cuts):
        surname = " ".join(parts[each:])
        ways = [words_of(surname)]
        if APOSTROPHES.search(surname):
            ways.append(words_of(APOSTROPHES.sub("", surname)))
        yield office, [words_of(part) for part in parts[:each]], ways, after


def _organization(name: str, party: UUID | None) -> Iterator[Form]:
    words = words_of(name)
    if not words:
        return
    plain = list(words)
    while len(plain) > 1 and (plain[-1] in COMPANY or len(plain[-1]) == 1):
        plain.pop()
    if len(plain) > 2 and len(plain) < len(words) and YEAR.fullmatch(plain[-1]):
        plain.pop()  # `Dry Cleaners (1998) Inc.`: the year that it was formed anew
    names = [tuple(plain), *_without_ending(words)]
    names += [name[1:] for name in names if len(name) > 1 and name[0] in ("the", "le", "la", "les", "l")]
    names += [joined for name in names if (joined := _letters_joined(name)) != name]
    endings = {other for same in ENDINGS if words[-1] in same for other in same}
    ways = [words, *names, *((*name, ending) for name in names for ending in sorted(endings))]
    for way in dict.fromkeys(ways):
        yield Form(way, Kind.ORGANIZATION, party, capital=len(way) == 1)


def _without_ending(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The name without its legal ending alone, where that is one."""
    return [words[:-1]] if len(words) > 1 and words[-1] in COMPANY else []


def _letters_joined(words: tuple[str, ...]) -> tuple[str, ...]:
    """`b c ltd` as `bc ltd`."""
    joined: list[str] = []
    letters = False
    for word in words:
        if letters and len(word) == 1 and word.isalpha():
            joined[-1] += word
        else:
            joined.append(word)
        letters = len(word) == 1 and word.isalpha()
    return tuple(joined)


def _add_identifiers(listed: Known, held: dict[str, Any], party: UUID) -> None:
    for name, kind in (("sin", Kind.SIN), ("health_number", Kind.HEALTH_NUMBER)):
        if isinstance(held.get(name), str):
            listed.add_number(held[name], kind, party)
    for phone in held.get("phones") or ():
        digits = "".join(words_of(phone))
        listed.add_number(phone, Kind.PHONE, party)
        if len(digits) == 10:
            listed.add_number("1" + digits, Kind.PHONE, party)
        elif len(digits) == 11 and digits.startswith("1"):
            listed.add_number(digits[1:], Kind.PHONE, party)
    for email in held.get("emails") or ():
        listed.add(Form(words_of(email), Kind.EMAIL, party))
    for address in held.get("addresses") or ():
        for words in _address(address):
            listed.add(Form(words, Kind.ADDRESS, party))
    for words in _birth_date(str(held.get("born") or "")):
        listed.add(Form(words, Kind.BIRTH_DATE, party))


def _address(address: str) -> Iterator[tuple[str, ...]]:
    """The whole, the street part with its number, and a postal code."""
    whole = words_of(address)
    if len(whole) > 1:
        yield whole
    street = words_of(re.split(r"[,\n]", address, maxsplit=1)[0])
    if len(street) > 1 and any(word.isdigit() for word in street):
        yield street
        if len(street) > 2:
            yield street[:-1]
    code = re.search(r"\b([A-Za-z]\d[A-Za-z])[ \u00a0-]?(\d[A-Za-z]\d)\b", address)
    if code:
        first, second = fold(code.group(1)), fold(code.group(2))
        yield (first, second)
        yield (first + second,)


def _birth_date(born: str) -> Iterator[tuple[str, ...]]:
    """A date given as YYYY-MM-DD, in the ways it is written in English and French."""
    try:
        day = date.fromisoformat(born)
    except ValueError:
        words = words_of(born)
        if len(words) > 1:
            yield words
        return
    year = str(day.year)
    days = {f"{day.day:02d}", *(f"{day.day}{ending}" for ending in ("", "st", "nd", "rd", "th", "er"))}
    months = {str(day.month), f"{day.month:02d}", *MONTHS[day.month]}
    for number in sorted(days):
        for month in sorted(months):
            yield (year, month, number)
            yield (number, month, year)
            yield (month, number, year)
