"""What has to hold of the database's roles, said by `manage.py check --deploy` before anything is started on them."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from apps.audit import roles


@register("audit", deploy=True)
def roles_are_apart(**_given: Any) -> list[CheckMessage]:
    """Of those that the process is given: what makes the database ready has all three, and no other process has."""
    if not settings.ROLES_APART_REQUIRED:
        return []
    hint = "Name three in DATABASE_OWNER_URL, DATABASE_URL and DATABASE_LOG_URL (docs/operations.md)."
    return [Error(sentence, hint=hint, id="firmai.E201") for sentence in roles.shared_here()]
