"""Filters of the log that a person keeps for themselves, or shares with everyone in the firm."""

from __future__ import annotations

from datetime import date
from typing import TypedDict

from django.db import transaction
from django.utils.translation import gettext as _

from apps.core.errors import BadInput, NotAllowed
from apps.matters.models import Matter
from apps.notices.models import SavedFilter
from apps.people.models import User

MOST = 30


class Asked(TypedDict, total=False):
    """Codes, a person, a matter and days: nothing that anybody wrote."""

    event: str
    kind: str
    outcome: str
    actor: User | None
    matter: Matter | None
    since: date | None
    until: date | None


@transaction.atomic
def save_filter(*, asked: Asked, by: User) -> SavedFilter:
    """Keep what is asked; the same again changes nothing.

    Raises NotAllowed for a matter that this person does not see, BadInput where nothing is asked or there is no room.
    """
    matter = asked.get("matter")
    if matter is not None and not Matter.objects.visible_to(by).filter(pk=matter.pk).exists():
        raise NotAllowed(_("You do not work on this matter."))
    if not any(asked.values()):
        raise BadInput(_("Choose at least one filter before you keep them."))
    User.objects.select_for_update().get(pk=by.pk)
    if by.saved_filters.count() >= MOST:
        raise BadInput(_("Remove one that you kept before: there is room for %(n)d.") % {"n": MOST})
    kept, _new = SavedFilter.objects.get_or_create(owner=by, **asked)
    return kept


@transaction.atomic
def share_filter(*, saved: SavedFilter, shared: bool, by: User) -> SavedFilter:
    """Show it to everyone, or to its owner alone again. Each reader finds what they may see with it, and no more."""
    saved = _own(saved, by)
    saved.shared = shared
    saved.save(update_fields=["shared"])
    return saved


@transaction.atomic
def remove_filter(*, saved: SavedFilter, by: User) -> None:
    """Forget it, for those as well with whom it was shared."""
    _own(saved, by).delete()


def _own(saved: SavedFilter, by: User) -> SavedFilter:
    found = SavedFilter.objects.select_for_update().get(pk=saved.pk)
    if found.owner_id != by.pk:
        raise NotAllowed(_("Whoever kept a filter shares or removes it."))
    return found
