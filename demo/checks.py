"""What must hold before the sample firm is made: that the database is nobody else's."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

from apps.people.models import User
from demo.people import PEOPLE


@register(Tags.database)
def nobody_elses(
    *, databases: Sequence[str] | None = None, app_configs: Any = None, **options: Any
) -> list[CheckMessage]:
    """Asked before anything is migrated: a firm's own database may be named in the shell that this is started from."""
    if not databases or "owner" not in databases:
        return []
    if User._meta.db_table not in connections["owner"].introspection.table_names():
        return []
    known = set(User.objects.using("owner").filter(robot="").values_list("email", flat=True))
    if not known or known & {one.email for one in PEOPLE}:
        return []
    return [
        Error(
            "The database that DATABASE_URL names is a firm's own: there are people in it, and none of the sample firm's.",
            hint="Nothing was changed in it. Name an empty one, or none to have one of its own made.",
            id="demo.E001",
        )
    ]
