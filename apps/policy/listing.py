"""From the people a matter lists to the ways in which each may be written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any
from uuid import UUID

from apps.core.text import fold
from apps.matters.keys import Seal
from apps.matters.models import Party
from apps.policy.identifying import inflected, unspaced
from apps.policy.identifying.companies import organization
from apps.policy.identifying.known import Form, Known
from apps.policy.identifying.ordinary import is_ordinary
from apps.policy.identifying.persons import person
from apps.policy.identifying.words import words_of
from apps.policy.models import PlaceholderKind as Kind
from apps.policy.models import Replacement, Way

Listed = Party | Replacement
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
    """Exactly what a person marked, however it is spaced; in whatever case, unless it is one word of the language."""
    words = words_of(value)
    alone = len(words) == 1 and is_ordinary(words)
    listed.add(Form(words, kind, None, capital=alone and value[:1].isupper()))
    unspaced.add(listed, value, kind, None, exactly=True)


def _json(opened: Seal, party: Party, column: str) -> Any:
    if getattr(party, column) is None:
        return None
    return json.loads(opened.reveal(party, column).reveal())


def add_name(listed: Known, name: str, party: UUID | None, *, is_organization: bool) -> None:
    """Every way of writing a name."""
    for form in organization(name, party) if is_organization else person(name, party):
        listed.add(form)
    if not is_organization:
        for form in inflected.forms(name, party):
            listed.add(form)
    unspaced.add(listed, name, Kind.ORGANIZATION if is_organization else Kind.PERSON, party)


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
