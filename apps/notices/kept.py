"""Views of the queue that people name, keep and share."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.db.models import F, Value
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core.errors import BadInput, NotAllowed
from apps.drafting.models import ItemKind
from apps.matters.models import Client, Matter
from apps.notices.models import KeptView
from apps.people.models import User
from apps.review.piles import Pile


@transaction.atomic
def keep_view(*, name: str, given: Mapping[str, str], shared: bool, by: User) -> KeptView:
    """Keep what the queue shows under a name. Saved again under a name of one's own, the newer one stands.

    A shared filter holds no words of a matter, and its name no client's name and no matter's number: colleagues read
    it who may be kept from that matter by a screen. Raises BadInput.
    """
    name = " ".join(name.split())[:40]
    if not name:
        raise BadInput(_("Give the filter a name."))
    if given.get("show") not in set(Pile):
        raise BadInput(_("That is not one of the parts of the queue."))
    kind = given.get("kind", "") if given.get("kind") in ItemKind.values else ""
    words = " ".join(given.get("matter", "").split())[:80]
    if shared:
        _check_names_nobody(name, words)
    row, _made = KeptView.objects.update_or_create(
        user=by,
        name=name,
        defaults={
            "show": given["show"],
            "kind": kind,
            "due": given.get("due", "")[:20],
            "matter": words,
            "shared": shared,
        },
    )
    if shared:
        audit.record(event=Event.NOTICES_FILTER_SHARED, by=by, on=row, shared=True)
    return row


def _check_names_nobody(name: str, words: str) -> None:
    if words:
        raise BadInput(_("A filter for one matter stays your own: a colleague may be kept from that matter."))
    said = Value(name)
    named = Client.objects.annotate(said=said).filter(said__icontains=F("name")).exists()
    numbered = Matter.objects.annotate(said=said).filter(said__icontains=F("number")).exists()
    if named or numbered:
        raise BadInput(_("A shared name is read by everybody: name no client and no matter in it."))


@transaction.atomic
def drop_view(*, saved: KeptView, by: User) -> None:
    """Let go of a filter of one's own."""
    if saved.user_id != by.pk:
        raise NotAllowed(_("This filter belongs to somebody else."))
    if saved.shared:
        audit.record(event=Event.NOTICES_FILTER_SHARED, by=by, on=saved, shared=False)
    saved.delete()
