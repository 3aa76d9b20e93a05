"""What has to hold of the door's settings, said by `manage.py check` before anything is started on them."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

LEAST, MOST = 5, 240


@register("people")
def desks_are_not_left_open(**_given: Any) -> list[CheckMessage]:
    """Long enough to read a page, and not so long that a desk that somebody left is theirs for the day."""
    if LEAST <= settings.SESSION_IDLE_MINUTES <= MOST:
        return []
    sentence = f"SESSION_IDLE_MINUTES is {settings.SESSION_IDLE_MINUTES}, and not between {LEAST} and {MOST}."
    return [Error(sentence, hint="Leave it out for thirty (docs/operations.md).", id="firmai.E211")]
