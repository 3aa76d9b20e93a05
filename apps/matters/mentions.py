"""Words that belong to no matter yet, and who may read them: what is decided by screens before a matter is known.

Nobody is shown words that name anything of a matter or client they are kept from: its number, title, client, a party or
another name of one; a single word of these is enough. Whoever is kept from anything is shown only what names a matter
that they do see, by its number or by the whole name of a client or party: unknown means no.
Compared here and not in the database: the words may be privileged, and a statement can end up in a log.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from apps.core.ciphers import CannotOpen
from apps.core.text import fold
from apps.matters import keys
from apps.matters.models import Client, Matter, MatterQuerySet, Party, Screen
from apps.people.models import User

WORD = re.compile(r"\w\w+")
_SAY_NOTHING = """
    an and at avec by consult consultation client corp corporation company de des du en et file for inc initial in la le
    les limited llp ltd ltée matter meeting mr mrs ms mme new of on pour re st ste the to und une vs with zoom dossier
    réunion rencontre appel call
"""
NOBODYS = frozenset(map(fold, _SAY_NOTHING.split()))
"""Words of names, titles and topics that say nothing of whom they are about."""


class Unfiled:
    """What one person may read of words without a matter. As of when it is made."""

    def __init__(self, user: User) -> None:
        self._user = user
        screens = Screen.objects.standing().filter(user=user).values_list("matter", "client")
        self._matters = {matter for matter, _client in screens if matter}
        self._clients = {client for _matter, client in screens if client}
        self._kept: set[str] | None = set()
        self._kept_numbers: list[str] = []
        self._seen: list[set[str]] = []
        self._seen_numbers: list[str] = []
        if self._is_screened:
            self._look()

    @property
    def _is_screened(self) -> bool:
        return bool(self._matters or self._clients)

    def may_read(self, text: str, *, was_there: bool = False) -> bool:
        """Whether they may. ``was_there``: they know whom it is about, and only what they are kept from is."""
        if not self._user.is_active or not self._user.works_on_matters:
            return False
        if not self._is_screened:
            return True
        said = _words(text)
        if self._kept is None or said & self._kept or _numbered(text, self._kept_numbers):
            return False
        named = any(name and name <= said for name in self._seen)
        return was_there or named or _numbered(text, self._seen_numbers)

    def _look(self) -> None:
        kept = Matter.objects.filter(Q(pk__in=self._matters) | Q(client__in=self._clients))
        self._kept_numbers = list(kept.values_list("number", flat=True))
        clients = Client.objects.filter(Q(pk__in=self._clients) | Q(matters__in=kept))
        others = _other_names(kept)
        self._kept = (
            None
            if others is None
            else _words(*_names(kept), *kept.values_list("title", flat=True), *others)
            | _words(*clients.values_list("name", flat=True))
        )
        seen = Matter.objects.visible_to(self._user)
        self._seen_numbers = list(filter(is_unmistakable, seen.values_list("number", flat=True)))
        self._seen = [_words(name) for name in _names(seen)]


def crosses_a_screen(text: str, matter: Matter) -> bool:
    """Whether somebody who sees the matter is kept from something that the text names."""
    kept = User.objects.filter(is_active=True, pk__in=Screen.objects.standing().values("user"))
    return any(
        not Unfiled(user).may_read(text, was_there=True)
        for user in kept
        if Matter.objects.visible_to(user).filter(pk=matter.pk).exists()
    )


def _names(matters: MatterQuerySet) -> Iterable[str]:
    """The names that matters have in clear: of their clients and parties."""
    yield from matters.values_list("client__name", flat=True)
    yield from Party.objects.filter(matter__in=matters).values_list("name", flat=True)


def _other_names(matters: MatterQuerySet) -> list[str] | None:
    """What parties are called besides. None where that cannot be read. Of a matter whose content was destroyed nothing
    is left to name."""
    found: list[str] = []
    parties: dict[UUID, list[Party]] = {}
    for party in Party.objects.filter(matter__in=matters).exclude(aliases=None):
        parties.setdefault(party.matter_id, []).append(party)
    for matter, rows in parties.items():
        try:
            with keys.opened(matter) as seal:
                found += [name for row in rows for name in json.loads(seal.reveal(row, "aliases").reveal())]
        except keys.KeysDestroyed:
            continue
        except CannotOpen:
            return None
    return found


def _words(*texts: str) -> set[str]:
    return {word for text in texts for word in WORD.findall(fold(text))} - NOBODYS


def _numbered(text: str, numbers: Iterable[str]) -> bool:
    return any(names_number(text, number) for number in numbers)


def is_unmistakable(number: str) -> bool:
    """Whether a matter's number is hardly said of anything else. Firms number as they like: one that is only a few
    digits may be a day or a year, and a case in MyCase that has no number goes by its name."""
    return re.search(r"\d", number) is not None and (not number.isdecimal() or len(number) > 4)


def names_number(text: str, number: str) -> bool:
    """Whether a matter's number stands in the text as a word of its own."""
    return number in text and re.search(rf"(?<![\w-]){re.escape(number)}(?![\w-])", text) is not None
