"""Names as they are compared, and the column by which rows of one name are found."""

from __future__ import annotations

from django.db import models

from apps.core.text import fold


def folded(name: str) -> str:
    """A name as it is compared: without case and accents, its words one space apart."""
    return fold(" ".join(name.split()))


class FoldedName(models.CharField):
    """The beginning of its row's name, folded: as much as an index takes of any name."""

    LONGEST = 200

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        value = folded(model_instance.name)[: self.LONGEST]  # type: ignore[attr-defined]
        setattr(model_instance, self.attname, value)
        return value
