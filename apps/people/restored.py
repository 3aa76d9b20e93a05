"""What leads into an account is closed in a database that was brought back from a backup.

A link that was used since would open once more, and a way back in that its person stopped would be there to be carried
out: of what came after the backup nothing is known here.
"""

from __future__ import annotations

from django.contrib.sessions.models import Session

from apps.people import invitations, recoveries
from apps.people.models import Invitation, User
from apps.people.rules import LinkEnd


def let_nobody_in(*, by: User) -> None:
    """Withdraw every open link, let every way back in that is not settled lapse, and end every session. Call inside a
    transaction."""
    for invitation in Invitation.objects.filter(used_at=None, withdrawn_at=None).select_related("user"):
        invitations.withdraw_open(user=invitation.user, by=by, reason=LinkEnd.RESTORED, only=invitation)
    recoveries.end_all_unsettled(by=by)
    Session.objects.all().delete()
