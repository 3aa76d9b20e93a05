"""What has to hold before a database is made ready, said by every `migrate`."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register

from apps.audit import roles
from apps.keeping import unfinished


@register(Tags.database)
def no_restore_is_unfinished(*, databases: Sequence[str] | None, **_given: Any) -> list[CheckMessage]:
    """What was destroyed since the backup could be there again, and the log was not verified."""
    if roles.owner_alias() not in (databases or ()) or not unfinished.stands(roles.owner_alias()):
        return []
    return [
        Error(
            "A restore of this database was not finished.",
            hint="Run the same manage.py restore again: it goes on where it ended.",
            id="firmai.E401",
        )
    ]
