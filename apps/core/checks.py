"""What the files of keys have to be, said by `manage.py check --deploy` before anything is started with them."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import ImproperlyConfigured

from apps.core import keyfile


@register("keys", deploy=True)
def key_files_can_be_used(**_given: Any) -> list[CheckMessage]:
    """The firm's key always; the log's and the backups' where they are named, because a process may do without them."""
    named = [
        settings.FIRMAI_KEY_FILE,
        *filter(None, (settings.FIRMAI_LOG_KEY_FILE, settings.BACKUP_KEY_FILE)),
    ]
    found: list[CheckMessage] = []
    for path in named:
        try:
            keyfile.load(path)
        except ImproperlyConfigured as error:
            hint = "One line, version:base64 of 32 random bytes, in a file of mode 600 (docs/operations.md)."
            found.append(Error(str(error), hint=hint, id="firmai.E001"))
    return found
