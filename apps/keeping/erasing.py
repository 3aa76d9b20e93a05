"""Emptying every sealed column of a matter, in whatever app it stands.

Nobody is imported: which columns there are is read from the models, and a guard holds that every row with a sealed
column names its matter. Rows stay, with their digests, so that who did what to which exact text can still be told;
the ciphertext goes. A null stays null, so that what a constraint says of an absent text remains true.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Count, F, Func, Q, Sum

from apps.matters.models import Matter, MatterKey

GONE = b""


def sealed_columns() -> Iterator[tuple[type[models.Model], list[str]]]:
    """Each model with sealed columns, and their names."""
    for model in apps.get_models():
        columns = [
            field.name for field in model._meta.concrete_fields if isinstance(field, models.BinaryField)
        ]
        if columns and model is not MatterKey and _names_matter(model):
            yield model, columns


def erase(matter: Matter) -> tuple[dict[str, int], int]:
    """Empty them all. The matter's keys have to be gone: the database lets no fixed row change before.

    Returns how many rows of each kind had something sealed, and how many bytes that was.
    """
    rows, octets = {}, 0
    for model, columns in sealed_columns():
        count, size = _erase(model, columns, matter)
        if count:
            rows[model._meta.label_lower] = count
            octets += size
    return rows, octets


def _erase(model: type[models.Model], columns: list[str], matter: Matter) -> tuple[int, int]:
    theirs = model._default_manager.filter(matter=matter)
    held = Q(*((f"{column}__octets__gt", 0) for column in columns), _connector=Q.OR)
    sizes = {f"octets_of_{column}": Sum(_octets(column)) for column in columns}
    seen = theirs.filter(held).aggregate(rows=Count("pk"), **sizes)
    for column in columns:
        theirs.filter(**{f"{column}__octets__gt": 0}).update(**{column: GONE})
    return seen["rows"], sum(seen[name] or 0 for name in sizes)


def _octets(column: str) -> Func:
    return Func(F(column), function="octet_length", output_field=models.BigIntegerField())


def _names_matter(model: type[models.Model]) -> bool:
    try:
        field = model._meta.get_field("matter")
    except FieldDoesNotExist:
        return False
    return field.related_model is Matter
