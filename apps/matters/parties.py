"""The parties of a matter: who the matter knows, under which names."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core.errors import BadInput, Conflict
from apps.core.prepared import Prepared
from apps.core.sensitive import Sensitive
from apps.core.text import canonical
from apps.matters import keys, loosening, rules, sharing
from apps.matters.models import Matter, Party, PartyRole
from apps.matters.refusals import on_record
from apps.matters.rules import Attempt
from apps.people.models import User

SINGLE = frozenset({"sin", "health_number", "born"})
SEVERAL = frozenset({"phones", "emails", "addresses"})
ALIASES = "aliases"
Told = Mapping[str, list[str]]
"""Values by kind: of aliases, and of the identifiers above."""


def _added(
    *,
    matter: Matter,
    name: str,
    role: str,
    by: User,
    aliases: Sequence[str] = (),
    identifiers: Mapping[str, Any] | None = None,
    is_organization: bool = False,
) -> Party:
    """Somebody the matter knows. Other names and identifiers are sealed.

    Raises NotAllowed, WrongState; BadInput for a name or identifiers that do not do; Conflict for one listed
    already in this role.
    """
    matter = _locked(matter)
    rules.check_can_change(by, matter)
    name = canonical(" ".join(name.split()))
    if not name or len(name) > 200:
        raise BadInput(_("A party has a name of at most 200 characters."))
    if Party.objects.filter(matter=matter, name=name, role=role).exists():
        raise Conflict(_("This party is listed already."))
    party = Party(matter=matter, name=name, role=PartyRole(role), is_organization=is_organization)
    with keys.opened(matter.pk) as seal:
        seal.seal(party, "aliases", _json(_aliases(aliases)))
        seal.seal(party, "identifiers", _json(_identifiers(identifiers or {})))
    party.save()
    audit.record(event=Event.MATTERS_MATTER_CHANGED, by=by, on=party, fields=[rules.Field.PARTIES])
    return party


@on_record(Attempt.ADD_PARTY)
def add_party(*, matter: Matter, name: str, role: str, by: User, **told: Any) -> Party:
    """Somebody the matter knows, as a person lists them: ``aliases`` and ``identifiers`` besides, and whether it
    ``is_organization``. Whoever is kept from a client of this name is kept from a matter that it is a client of.

    Raises as above.
    """
    party = _added(matter=matter, name=name, role=role, by=by, **told)
    sharing.keep_from_listed(party)
    return party


# A part of taking in what a practice system has, where whatever stops it is listed with the record that it is about.
bring_party = transaction.atomic(_added)


@on_record(Attempt.DESCRIBE_PARTY)
def describe_party(
    *,
    party: Party,
    by: User,
    aliases: Sequence[str],
    identifiers: Mapping[str, Any],
    seen: str | None = None,
) -> Party:
    """What else a party is called, and known by: these take the place of what was kept. ``seen`` is which that was on
    their page (``known_as``): what was learnt since is not taken away by somebody who did not see it.

    Raises NotAllowed, also where something would be taken away that others decide on; Conflict where it is not what
    they saw; WrongState for a closed matter; BadInput for identifiers that do not do.
    """
    matter = _locked(party.matter)
    rules.check_can_change(by, matter)
    party = Party.objects.select_for_update().get(pk=party.pk)
    told = {ALIASES: _aliases(aliases), **_identifiers(identifiers)}
    with keys.opened(matter.pk) as seal:
        held = _held(party, seal)
        if told == held:
            return party
        if seen not in {None, _named(held, seal)}:
            raise Conflict(
                _("What this party is known by was changed meanwhile. Look at it, and change it then.")
            )
        removed = _missing(held, told)
        loosening.check_may_forget(by, removed.keys())
        _keep(party, told, seal, by=by, added=_missing(told, held), removed=removed)
    return party


@transaction.atomic
def add_to_party(
    *, party: Party, by: User, aliases: Sequence[str] = (), identifiers: Mapping[str, Any] | None = None
) -> frozenset[str]:
    """Add names and identifiers to what a party is known by. Nothing is taken away: of what there is only one of, the
    one that is kept stays, and the kinds of which another was told are handed back. Says nothing where all is known.

    Raises NotAllowed, WrongState for a closed matter, BadInput for identifiers that do not do.
    """
    matter = _locked(party.matter)
    rules.check_can_change(by, matter)
    (party,) = _PARTY(party=party.pk)
    told = {ALIASES: _aliases(aliases), **_identifiers(identifiers or {})}
    with keys.opened(matter.pk) as seal:
        held = _held(party, seal)
        told_anew = _missing(told, held)
        otherwise = frozenset(kind for kind in told_anew if kind in SINGLE and kind in held)
        added = {kind: values for kind, values in told_anew.items() if kind not in otherwise}
        if added:
            _keep(party, _together(held, added), seal, by=by, added=added, removed={})
    return otherwise


def _keep(
    party: Party, told: Mapping[str, Any], seal: keys.Seal, *, by: User, added: Told, removed: Told
) -> None:
    """Seal what a party is known by now. The log says how many values came and went, and of which kinds went."""
    rest = {kind: value for kind, value in told.items() if kind != ALIASES}
    seal.seal(party, "aliases", _json(told.get(ALIASES, [])))
    seal.seal(party, "identifiers", _json(rest))
    party.save(update_fields=["aliases", "identifiers"])
    audit.record(
        event=Event.MATTERS_MATTER_CHANGED,
        by=by,
        on=party,
        fields=[rules.Field.PARTIES],
        added=sum(map(len, added.values())),
        removed=sum(map(len, removed.values())),
        kinds=[rules.KnownBy(kind) for kind in sorted(removed)] or None,
    )


@on_record(Attempt.OPEN_PARTY)
def known_of(*, party: Party, by: User) -> tuple[list[str], dict[str, Any]]:
    """A party's other names and identifiers, opened for whoever works on the matter: a look that is on record.

    Raises NotAllowed.
    """
    rules.check_works_on(by, party.matter)
    with keys.opened(party.matter_id) as seal:
        identifiers = _held(party, seal)
    audit.record(event=Event.MATTERS_PARTY_OPENED, by=by, on=party)
    return identifiers.pop(ALIASES), identifiers


def known_as(party: Party) -> str:
    """A name for all that is kept of a party now, which says nothing of it."""
    with keys.opened(party.matter_id) as seal:
        return _named(_held(party, seal), seal)


def _named(held: Mapping[str, Any], seal: keys.Seal) -> str:
    return seal.digest(json.dumps(held, sort_keys=True, ensure_ascii=False).encode()).hmac


def _held(party: Party, seal: keys.Seal) -> dict[str, Any]:
    """What is kept of a party: its other names and its identifiers, by kind."""
    aliases = json.loads(seal.reveal(party, "aliases").reveal()) if party.aliases else []
    identifiers = json.loads(seal.reveal(party, "identifiers").reveal()) if party.identifiers else {}
    return {ALIASES: aliases, **identifiers}


def _missing(of: Mapping[str, Any], among: Mapping[str, Any]) -> Told:
    """The values of each kind that the other does not have. Blanks and commas make none another: a form sets them."""
    found = {}
    for kind, value in of.items():
        there = {_plain(each) for each in _several(among.get(kind, ()))}
        if values := [each for each in _several(value) if _plain(each) not in there]:
            found[kind] = values
    return found


def _together(held: Mapping[str, Any], added: Told) -> dict[str, Any]:
    return dict(held) | {
        kind: values[0] if kind in SINGLE else [*_several(held.get(kind, ())), *values]
        for kind, values in added.items()
    }


def _several(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def _plain(value: str) -> str:
    return " ".join(value.replace(",", " ").split())


def _aliases(given: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(canonical(alias.strip()) for alias in given if alias.strip()))


def _identifiers(given: Mapping[str, Any]) -> dict[str, Any]:
    if not set(given) <= SINGLE | SEVERAL:
        raise BadInput(_("An identifier of a kind that is not kept."))
    kept: dict[str, Any] = {}
    for kind, value in given.items():
        values = _several(value)
        texts = [canonical(each.strip()) for each in values if each.strip()]
        if kind in SINGLE and len(texts) > 1:
            raise BadInput(_("A person has one number of each kind and one day of birth."))
        if texts:
            kept[kind] = texts[0] if kind in SINGLE else texts
    return kept


def _json(value: Any) -> Sensitive[str]:
    return Sensitive(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def _locked(matter: Matter) -> Matter:
    (row,) = _MATTER(matter=matter.pk)
    return row


_MATTER: Prepared[Matter] = Prepared(lambda matter: Matter.objects.select_for_update().filter(pk=matter))
_PARTY: Prepared[Party] = Prepared(lambda party: Party.objects.select_for_update().filter(pk=party))
