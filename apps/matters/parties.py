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
from apps.core.sensitive import Sensitive
from apps.core.text import canonical
from apps.matters import keys, rules
from apps.matters.models import Matter, Party, PartyRole
from apps.people.models import User

SINGLE = frozenset({"sin", "health_number", "born"})
SEVERAL = frozenset({"phones", "emails", "addresses"})


@transaction.atomic
def add_party(
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
        seal.seal(party, "aliases", _json([canonical(alias.strip()) for alias in aliases if alias.strip()]))
        seal.seal(party, "identifiers", _json(_identifiers(identifiers or {})))
    party.save()
    audit.record(event=Event.MATTERS_MATTER_CHANGED, by=by, on=party, fields=[rules.Field.PARTIES])
    return party


@transaction.atomic
def describe_party(
    *, party: Party, by: User, aliases: Sequence[str], identifiers: Mapping[str, Any]
) -> Party:
    """What else a party is called, and known by: these take the place of what was kept.

    Raises NotAllowed, WrongState for a closed matter, BadInput for identifiers that do not do.
    """
    matter = _locked(party.matter)
    rules.check_can_change(by, matter)
    party = Party.objects.select_for_update().get(pk=party.pk)
    with keys.opened(matter.pk) as seal:
        seal.seal(party, "aliases", _json([canonical(alias.strip()) for alias in aliases if alias.strip()]))
        seal.seal(party, "identifiers", _json(_identifiers(identifiers)))
    party.save(update_fields=["aliases", "identifiers"])
    audit.record(event=Event.MATTERS_MATTER_CHANGED, by=by, on=party, fields=[rules.Field.PARTIES])
    return party


@transaction.atomic
def known_of(*, party: Party, by: User) -> tuple[list[str], dict[str, Any]]:
    """A party's other names and identifiers, opened for whoever works on the matter: a look that is on record."""
    with keys.opened(party.matter_id) as seal:
        aliases = json.loads(seal.reveal(party, "aliases").reveal()) if party.aliases else []
        identifiers = json.loads(seal.reveal(party, "identifiers").reveal()) if party.identifiers else {}
    audit.record(event=Event.MATTERS_PARTY_OPENED, by=by, on=party)
    return aliases, identifiers


def _identifiers(given: Mapping[str, Any]) -> dict[str, Any]:
    if not set(given) <= SINGLE | SEVERAL:
        raise BadInput(_("An identifier of a kind that is not kept."))
    kept: dict[str, Any] = {}
    for kind, value in given.items():
        values = [value] if isinstance(value, str) else list(value)
        texts = [canonical(each.strip()) for each in values if each.strip()]
        if kind in SINGLE and len(texts) > 1:
            raise BadInput(_("A person has one number of each kind and one day of birth."))
        if texts:
            kept[kind] = texts[0] if kind in SINGLE else texts
    return kept


def _json(value: Any) -> Sensitive[str]:
    return Sensitive(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def _locked(matter: Matter) -> Matter:
    return Matter.objects.select_for_update().get(pk=matter.pk)
