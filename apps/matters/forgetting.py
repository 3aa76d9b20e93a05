"""The end of a matter's content: its keys, and what its clear columns say of the people in it."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core.errors import WrongState
from apps.matters.models import Matter, MatterKey, Status
from apps.people.models import User

NO_TITLE = "—"


def forget(*, matter: Matter, by: User) -> MatterKey:
    """Destroy a matter's wrapped keys, its list of parties, and its title. There is no way back.

    What stays: number, client, dates, who answered for it, and every digest, whose meaning is gone. Call inside the
    transaction that says why (``keeping``); the database refuses it where a hold stands. By a rule only a closed matter
    is destroyed; one that an earlier backup brought back open is closed by this. Raises WrongState where the keys are
    destroyed.
    """
    matter = Matter.objects.select_for_update().get(pk=matter.pk)
    key = MatterKey.objects.select_for_update().get(matter=matter)
    if key.destroyed_at is not None:
        raise WrongState(_("The content of this matter was destroyed already."))
    key.data_key = key.digest_key = None
    key.destroyed_at, key.destroyed_by = timezone.now(), by
    key.save(update_fields=["data_key", "digest_key", "destroyed_at", "destroyed_by"])
    matter.parties.all().delete()
    matter.title, matter.status = NO_TITLE, Status.CLOSED
    matter.closed_on = matter.closed_on or timezone.localdate()
    matter.save(update_fields=["title", "status", "closed_on"])
    audit.record(event=Event.MATTERS_KEYS_DESTROYED, by=by, on=key, matter=matter, version=key.digest_version)
    return key
