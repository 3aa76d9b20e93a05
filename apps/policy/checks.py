"""What has to hold before anything may be sent, said by `manage.py check` with how to put it right."""

import os
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import ImproperlyConfigured

from apps.integrations.claude import connect


@register("claude")
def no_variable_steers_the_sdk(**_given: Any) -> list[CheckMessage]:
    """In every setting: the SDK would obey these without being asked."""
    return [
        Error(
            f"{name} is set in the environment.",
            hint="Unset it: firmai reads its own settings.",
            id="firmai.E101",
        )
        for name in connect.strays(os.environ)
    ]


@register("claude", deploy=True)
def claude_is_the_vendors(**_given: Any) -> list[CheckMessage]:
    """In production nothing but the vendor's own address is spoken to, and the account is named."""
    found: list[CheckMessage] = []
    if settings.CLAUDE_ORIGIN != connect.VENDOR_ORIGIN:
        found.append(
            Error(
                "CLAUDE_ORIGIN is not the vendor's address.",
                hint=f"Set it to {connect.VENDOR_ORIGIN}; the sandbox is for demonstration and tests.",
                id="firmai.E102",
            )
        )
    for name in ("SANDBOX_URL", "VENDOR_WSGI"):
        if getattr(settings, name):
            found.append(
                Error(f"{name} is set.", hint="Leave it empty: no stand-in may be reached.", id="firmai.E103")
            )
    for name in ("CLAUDE_ORGANIZATION", "CLAUDE_WORKSPACE"):
        if not getattr(settings, name):
            found.append(
                Error(
                    f"{name} is empty.",
                    hint="Set it to the id in the firm's agreement: every answer is compared with it.",
                    id="firmai.E104",
                )
            )
    try:
        connect.read_key(settings.CLAUDE_KEY_FILE)
    except ImproperlyConfigured as error:
        found.append(Error(str(error), hint="Keep the key in a file of its own, mode 600.", id="firmai.E105"))
    return found
