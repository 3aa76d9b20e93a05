"""How every row outside the log is named."""

import uuid

from django.db import models


class Identified(models.Model):
    """A row whose random UUID, made in Python, is its key, its address, its broker id and its log id."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True


def as_uuid(text: str) -> uuid.UUID | None:
    """A key as a person or an address gives it; None for what is no key, which finds nothing."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
