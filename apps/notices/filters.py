"""Filters of the log and of the queue that a person keeps for themselves, or shares with everyone in the firm."""

from __future__ import annotations

from datetime import date
from typing import TypedDict

from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core.errors import BadInput, NotAllowed
from apps.drafting.models import ItemKind
from apps.matters.models import Matter
from apps.notices.models import Page, SavedFilter
from apps.notices.refusals import Attempt, Refusal, on_record
from apps.people.models import User
from apps.review.queue.piles import NAMES, Due, Pile

MOST = 30
LONGEST_NAME = 40


class Asked(TypedDict, total=False):
    """Codes, a person, a matter and days: nothing that anybody wrote. ``show`` and ``due`` are the queue's; ``kind`` is
    each page's own; the others are the log's.
    """

    show: str
    due: str
    event: str
    kind: str
    outcome: str
    actor: User | None
    matter: Matter | None
    since: date | None
    until: date | None


NOTHING = Asked(
    show="", due="", event="", kind="", outcome="", actor=None, matter=None, since=None, until=None
)


@on_record(Attempt.KEEP_FILTER)
def save_filter(
    *, asked: Asked, by: User, page: Page = Page.LOG, name: str = "", shared: bool = False
) -> SavedFilter:
    """Keep what is asked; the same again changes nothing. One of the queue has a name, and the newest of a name stands.

    Raises NotAllowed for a matter that this person does not see, BadInput where nothing is asked or there is no room.
    """
    matter = asked.get("matter")
    if matter is not None and not Matter.objects.visible_to(by).filter(pk=matter.pk).exists():
        raise NotAllowed(_("You do not work on this matter."), codes=(Refusal.NOT_ON_MATTER,))
    name = _named(name, asked) if page == Page.QUEUE else ""
    if not any(asked.values()):
        raise BadInput(_("Choose at least one filter before you keep them."))
    User.objects.select_for_update().get(pk=by.pk)
    if page == Page.LOG:
        kept = by.saved_filters.filter(page=page, **(NOTHING | asked)).first() or _new(page, asked, by)
    else:
        kept = _instead(_of_that_name(name, by), name, asked, by)
    return share_filter(saved=kept, shared=True, by=by) if shared else kept


def _of_that_name(name: str, by: User) -> SavedFilter | None:
    kept = by.saved_filters.filter(page=Page.QUEUE)
    return next((each for each in kept if each.is_legible and each.called == name), None)


def _instead(before: SavedFilter | None, name: str, asked: Asked, by: User) -> SavedFilter:
    """In the place of the one that had the name, if any."""
    if before is not None:
        remove_filter(saved=before, by=by)
    return _new(Page.QUEUE, asked, by, name)


def _new(page: Page, asked: Asked, by: User, name: str = "") -> SavedFilter:
    """Call it under the lock of its owner."""
    if by.saved_filters.filter(page=page).count() >= MOST:
        raise BadInput(_("Remove one that you kept before: there is room for %(n)d.") % {"n": MOST})
    saved = SavedFilter(owner=by, page=page, **asked)
    if name:
        saved.call(name)
    saved.save(force_insert=True)
    return saved


def _named(name: str, asked: Asked) -> str:
    """The name as it is kept. Raises BadInput for none, and for what the queue does not know."""
    name = " ".join(name.split())[:LONGEST_NAME]
    if not name:
        raise BadInput(_("Give the filter a name."))
    if asked.get("show") not in set(Pile):
        raise BadInput(_("That is not one of the parts of the queue."))
    if asked.get("kind", "") not in {"", *ItemKind.values} or asked.get("due", "") not in {"", *Due.values}:
        raise BadInput(_("That is not one of the choices."))
    return name


@on_record(Attempt.SHARE_FILTER)
def share_filter(*, saved: SavedFilter, shared: bool, by: User) -> SavedFilter:
    """Show what it asks for to everyone, or to its owner alone again. Each reader finds what they may see with it, and
    no more. Its name stays the owner's: whatever is in one, nobody reads it who may be kept from that.
    """
    saved = _own(saved, by)
    if saved.shared == shared:
        return saved
    saved.shared = shared
    saved.save(update_fields=["shared"])
    audit.record(event=Event.NOTICES_FILTER_SHARED, by=by, on=saved, shared=shared)
    return saved


def asked_for(saved: SavedFilter) -> str:
    """What one of the queue asks for, in the reader's language: what colleagues call it by."""
    said = [
        {each.value: label for each, label in NAMES.items()}.get(saved.show, ""),
        dict(ItemKind.choices).get(saved.kind, ""),
        dict(Due.choices).get(saved.due, ""),
        saved.matter.number if saved.matter else "",
    ]
    return " · ".join(str(each) for each in said if each)


@on_record(Attempt.REMOVE_FILTER)
def remove_filter(*, saved: SavedFilter, by: User) -> None:
    """Forget it, for those as well with whom it was shared."""
    share_filter(saved=saved, shared=False, by=by)
    _own(saved, by).delete()


def _own(saved: SavedFilter, by: User) -> SavedFilter:
    found = SavedFilter.objects.select_for_update().get(pk=saved.pk)
    if found.owner_id != by.pk:
        raise NotAllowed(_("Whoever kept a filter shares or removes it."), codes=(Refusal.NOT_THEIRS,))
    return found
