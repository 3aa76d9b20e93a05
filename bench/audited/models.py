"""Rows as a stage of the house keeps them: ids, a state, a digest, a time. One kind has its saves recorded."""

import uuid

from django.db import models


class _Row(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    matter = models.UUIDField(default=uuid.uuid4)
    state = models.CharField(max_length=20, default="waiting")
    digest = models.CharField(max_length=64, default="0" * 64)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True


class Paper(_Row):
    class Meta:
        app_label = "audited"


class RecordedPaper(_Row):
    class Meta:
        app_label = "audited"
