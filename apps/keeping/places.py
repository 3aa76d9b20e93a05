"""Where values rest that only the firm's own key opens: the one list, and what each place knows of their versions.

Nobody above is imported: a place names its model, its columns, the module that seals there, and what it is sealed for.
A guard holds that nothing else is sealed under the firm's key. Each value begins with one byte for the key's version.
"""

from __future__ import annotations

import base64
import binascii
import enum
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Case, Count, F, Func, Q, When

from apps.core.ciphers import CannotOpen, FirmKey


class What(enum.Enum):
    """What a place holds, as the log names it."""

    MATTER_KEYS = "matter_keys"
    CONNECTIONS = "connections"
    PAIRINGS = "pairings"
    SUBSCRIPTIONS = "subscriptions"
    ARRIVALS = "arrivals"
    FILTERS = "filters"
    SECOND_FACTORS = "second_factors"
    LISTS = "lists"
    """Lines of the lists beside the backups, which have a code under the firm's key."""


@dataclass(frozen=True)
class Columns:
    """Columns of bytes, each with what is sealed there for; None where it is a key that was wrapped.

    ``at_once`` is how many rows are locked together: one where somebody may hold such a row while a vendor is asked.
    """

    what: What
    model_name: str
    sealed_by: str
    columns: dict[str, str | None]
    at_once: int = 100

    @property
    def model(self) -> type[models.Model]:
        return apps.get_model(self.model_name)

    def versions(self) -> Counter[int]:
        """How many rows hold something under each version. A row counts once for each version in it."""
        marks = [f"version_of_{column}" for column in self.columns]
        found = self._marked().order_by().values(*marks).annotate(rows=Count("pk"))
        counted: Counter[int] = Counter()
        for row in found:
            for version in {row[mark] for mark in marks} - {None}:
                counted[version] += row["rows"]
        return counted

    def older(self, newest: int) -> models.QuerySet[Any]:
        """Rows that hold something under another version."""
        other = Q()
        for column in self.columns:
            mark = f"version_of_{column}"
            other |= Q(**{f"{mark}__isnull": False}) & ~Q(**{mark: newest})
        return self._marked().filter(other)

    def renewed(self, row: Any, firm: FirmKey) -> dict[str, bytes]:
        """The row's values again, those under another version now under the newest. Raises CannotOpen."""
        held = {column: bytes(getattr(row, column) or b"") for column in self.columns}
        return {
            column: self._renewed(row, column, value, firm)
            for column, value in held.items()
            if value and value[0] != firm.version
        }

    def _renewed(self, row: Any, column: str, value: bytes, firm: FirmKey) -> bytes:
        purpose = self.columns[column]
        if purpose is None:
            return firm.rewrap(value)
        return firm.reseal(purpose.format(pk=row.pk), value)

    def _marked(self) -> models.QuerySet[Any]:
        return self.model._base_manager.annotate(
            **{f"version_of_{column}": _first_byte(column) for column in self.columns}
        )


@dataclass(frozen=True)
class Factors:
    """Second factors: allauth's own rows, in whose JSON some values are sealed and written in base64."""

    what: What
    model_name: str
    sealed_by: str
    purpose: str
    names: tuple[str, ...]
    at_once: int = 100

    @property
    def model(self) -> type[models.Model]:
        return apps.get_model(self.model_name)

    def versions(self) -> Counter[int]:
        """How many rows hold something under each version."""
        counted: Counter[int] = Counter()
        for data in self._rows().values_list("data", flat=True):
            counted.update(set(map(_version, self._sealed(data))))
        return counted

    def older(self, newest: int) -> models.QuerySet[Any]:
        """Rows that hold something under another version. There are one or two for each person of the firm."""
        found = [
            pk
            for pk, data in self._rows().values_list("pk", "data")
            if set(map(_version, self._sealed(data))) - {newest}
        ]
        return self._rows().filter(pk__in=found)

    def renewed(self, row: Any, firm: FirmKey) -> dict[str, Any]:
        """The row's JSON again, with what was sealed under another version now under the newest. Raises CannotOpen."""
        data = {name: self._again(name, value, firm) for name, value in row.data.items()}
        return {} if data == row.data else {"data": data}

    def _again(self, name: str, value: Any, firm: FirmKey) -> Any:
        if name not in self.names:
            return value
        if isinstance(value, list):
            return [self._renewed(each, firm) for each in value]
        return self._renewed(value, firm)

    def _renewed(self, text: str, firm: FirmKey) -> str:
        if _version(text) == firm.version:
            return text
        return base64.b64encode(firm.reseal(self.purpose, _unbase64(text))).decode("ascii")

    def _sealed(self, data: dict[str, Any]) -> Iterator[str]:
        for name in self.names:
            value = data.get(name)
            if value is not None:
                yield from value if isinstance(value, list) else [value]

    def _rows(self) -> models.QuerySet[Any]:
        return self.model._base_manager.all()


Place = Columns | Factors

PLACES: tuple[Place, ...] = (
    Columns(
        What.MATTER_KEYS, "matters.MatterKey", "apps.matters.keys", {"data_key": None, "digest_key": None}
    ),
    Columns(
        What.CONNECTIONS,
        "integrations.Connection",
        "apps.integrations.tokens",
        {"tokens": "connection:{pk}"},
        at_once=1,
    ),
    Columns(
        What.PAIRINGS,
        "integrations.Pairing",
        "apps.integrations.tokens",
        {"tokens": "pairing:{pk}"},
        at_once=1,
    ),
    Columns(
        What.SUBSCRIPTIONS,
        "integrations.Subscription",
        "apps.integrations.subscriptions",
        {"secret": "subscription:{pk}"},
    ),
    Columns(
        What.ARRIVALS,
        "intake.Arrival",
        "apps.intake.arrivals",
        {"topic": "arrival.topic:{pk}", "held": "arrival.held:{pk}"},
        at_once=10,
    ),
    Columns(
        What.FILTERS, "notices.SavedFilter", "apps.notices.models", {"name": "notices.savedfilter.name:{pk}"}
    ),
    Factors(
        What.SECOND_FACTORS,
        "mfa.Authenticator",
        "apps.people.adapters",
        "second-factor",
        ("secret", "seed", "migrated_codes"),
    ),
)


def versions() -> Counter[int]:
    """How many rows of the house hold something under each version of the firm's key."""
    return sum((place.versions() for place in PLACES), Counter[int]())


def _first_byte(column: str) -> Case:
    start = Func(
        F(column), 1, 1, function="substring", output_field=models.BinaryField()
    )  # never all of a long one
    byte = Func(start, 0, function="get_byte", output_field=models.IntegerField())
    return Case(When(**{f"{column}__octets__gt": 0}, then=byte), output_field=models.IntegerField())


def _version(text: str) -> int:
    """Of a sealed value in base64; 0, which no key has, where it is none."""
    try:
        return _unbase64(text)[0]
    except (CannotOpen, IndexError):
        return 0


def _unbase64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (ValueError, TypeError, binascii.Error):
        raise CannotOpen from None
