"""What has to hold of the roles and of the log's keys, said by `check --deploy` before anything is started on them."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import ImproperlyConfigured

from apps.audit import notes, roles
from apps.core import keyfile


@register("audit", deploy=True)
def roles_are_apart(**_given: Any) -> list[CheckMessage]:
    """Of those that the process is given: what makes the database ready has all three, and no other process has."""
    if not settings.ROLES_APART_REQUIRED:
        return []
    hint = "Name three in DATABASE_OWNER_URL, DATABASE_URL and DATABASE_LOG_URL (docs/operations.md)."
    return [Error(sentence, hint=hint, id="firmai.E201") for sentence in roles.shared_here()]


@register("audit", deploy=True)
def the_log_is_signed_and_verified_with_the_same_keys(**_given: Any) -> list[CheckMessage]:
    """Said once, by what has the seeds and the public keys together, before anything is started that has only one."""
    try:
        if settings.FIRMAI_LOG_KEY_FILE:
            keyfile.load(settings.FIRMAI_LOG_KEY_FILE)
    except ImproperlyConfigured:
        return []  # the check of the files of keys says which it is
    try:
        notes.verifiers()
    except ImproperlyConfigured as error:
        hint = (
            "In containers python3 -m scripts.container_secrets brings the file of public keys up to date; elsewhere "
            "each key is a line of it (docs/operations.md)."
        )
        return [Error(str(error), hint=hint, id="firmai.E202")]
    if "log" in settings.DATABASES and not settings.FIRMAI_LOG_KEY_FILE:
        hint = "A file with one line, version:base64 of 32 random bytes (docs/operations.md)."
        return [Error("Nothing signs the log: FIRMAI_LOG_KEY_FILE is not set.", hint=hint, id="firmai.E203")]
    return []
