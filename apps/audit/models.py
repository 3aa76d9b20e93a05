"""The append-only record: entries, their places in the tree, and the signed checkpoints over it.

Nothing here is ever changed or removed: triggers refuse it, and the application's role has no right to it.
Entries have no foreign keys, so that history neither blocks a deletion nor follows it.
"""

import json
from typing import Any

from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Cast, Now, NullIf
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.identity import Identified

from .tally_models import Tally, TallyCursor

__all__ = ["Tally", "TallyCursor"]  # kept in a module of their own

HASH_BYTES = 32


class XactField(models.Field):
    """A transaction's 64-bit id (`xid8`), which never wraps."""

    def db_type(self, connection: Any) -> str:
        return "xid8"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> int | None:
        return None if value is None else int(value)

    def get_prep_value(self, value: Any) -> str | None:
        return None if value is None else str(value)


def _after(mark: str, end: str = '"') -> Func:
    """What stands in the body between `mark` and `end`; empty where `mark` is not there.

    Each mark occurs once: no fact is called like a key of the body, and no value holds a quotation mark.
    Reading the text this way takes a third of the time of reading it as JSON six times.
    """
    template = f"split_part(split_part(%(expressions)s, '{mark}', 2), '{end}', 1)"
    return Func(F("body"), template=template, output_field=models.TextField())


def _present(part: Func) -> NullIf:
    return NullIf(part, Value("", output_field=models.TextField()))


def _uuid_after(mark: str) -> Cast:
    return Cast(_present(_after(mark)), models.UUIDField())


class Entry(models.Model):
    """One thing that happened, in canonical bytes, from which the database makes the columns beside them."""

    xact = XactField(db_default=Func(function="pg_current_xact_id"), editable=False)
    id = models.BigAutoField(primary_key=True)
    body = models.TextField(_("entry"), db_collation="C", editable=False)
    event = models.GeneratedField(
        expression=_present(_after('"event":"')),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
    )
    actor = models.GeneratedField(
        expression=_uuid_after('"by":"'), output_field=models.UUIDField(), db_persist=True
    )
    asked_by = models.GeneratedField(
        expression=_uuid_after('"asked_by":"'), output_field=models.UUIDField(null=True), db_persist=True
    )
    subject = models.GeneratedField(
        expression=_uuid_after('"on":{"id":"'), output_field=models.UUIDField(), db_persist=True
    )
    matter = models.GeneratedField(
        expression=_uuid_after('"matter":"'), output_field=models.UUIDField(null=True), db_persist=True
    )
    at_us = models.GeneratedField(
        expression=Cast(_after('"at":', ","), models.BigIntegerField()),
        output_field=models.BigIntegerField(),
        db_persist=True,
    )

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        indexes = [
            models.Index(fields=["xact"], name="audit_entry_xact"),
            models.Index(fields=["matter", "id"], name="audit_entry_matter"),
            models.Index(fields=["actor", "id"], name="audit_entry_actor"),
            models.Index(fields=["event", "id"], name="audit_entry_event"),
            models.Index(fields=["subject", "id"], name="audit_entry_subject"),
            models.Index(fields=["at_us", "id"], name="audit_entry_when"),
            models.Index(
                fields=["asked_by", "id"], name="audit_entry_asked_by", condition=Q(asked_by__isnull=False)
            ),
        ]

    @property
    def content(self) -> dict[str, Any]:
        """The entry read from its bytes."""
        return json.loads(self.body)

    @property
    def facts(self) -> dict[str, Any]:
        """The facts of the entry as they stand in its bytes."""
        return self.content["facts"]


class Leaf(models.Model):
    """The place of an entry in the tree. A batch is named by the index of its first leaf."""

    index = models.BigIntegerField(primary_key=True)
    entry = models.BigIntegerField(unique=True)
    hash = models.BinaryField()
    batch = models.BigIntegerField()

    class Meta:
        verbose_name = _("leaf")
        verbose_name_plural = _("leaves")
        constraints = [
            models.CheckConstraint(
                name="audit_leaf_whole",
                condition=Q(index__gte=0, batch__gte=0, batch__lte=F("index"), hash__octets=HASH_BYTES),
            ),
        ]


class Node(models.Model):
    """The hash of a whole subtree of 2^level leaves (level 8, 16 or 24), so that a proof needs few reads."""

    pk = models.CompositePrimaryKey("level", "index")
    level = models.SmallIntegerField()
    index = models.BigIntegerField()
    hash = models.BinaryField()

    class Meta:
        verbose_name = _("node")
        verbose_name_plural = _("nodes")
        constraints = [
            models.CheckConstraint(
                name="audit_node_whole",
                condition=Q(level__in=[8, 16, 24], index__gte=0, hash__octets=HASH_BYTES),
            ),
        ]


class Checkpoint(models.Model):
    """A signed statement of the tree's size and root, as a C2SP signed note.

    `size`, `root`, `key` and `at` repeat what the note says, for joins and lists; `audit_verify` holds them to it.
    The first checkpoints of an older log say no time; none may after one that does.
    """

    id = models.BigAutoField(primary_key=True)
    size = models.BigIntegerField()
    root = models.BinaryField()
    note = models.TextField(db_collation="C")
    key = models.CharField(max_length=8)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("checkpoint")
        verbose_name_plural = _("checkpoints")
        constraints = [
            models.UniqueConstraint(fields=["size", "key"], name="audit_checkpoint_once"),
            models.CheckConstraint(
                name="audit_checkpoint_whole", condition=Q(size__gte=1, root__octets=HASH_BYTES)
            ),
        ]


class Stamp(models.Model):
    """An authority's answer (RFC 3161) over a checkpoint's note, whole and as it came.

    `digest` and `at` repeat what the answer says, and `size` which checkpoint it is over; `audit_verify` holds them to
    both. The application's role adds these; nobody changes them.
    """

    id = models.BigAutoField(primary_key=True)
    size = models.BigIntegerField()
    digest = models.BinaryField()
    answer = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("timestamp")
        verbose_name_plural = _("timestamps")
        indexes = [models.Index(fields=["size"], name="audit_stamp_size")]
        constraints = [
            models.CheckConstraint(
                name="audit_stamp_whole", condition=Q(size__gte=1, digest__octets=HASH_BYTES)
            ),
        ]


class Verification(Identified):
    """A person asked for the whole log to be verified: how far that is, and what came of it.

    An ordinary row: what counts afterwards is the entry that says it was done.
    """

    asked_by = models.UUIDField()
    asked_at = models.DateTimeField(default=timezone.now)
    done = models.BigIntegerField(default=0)
    of = models.BigIntegerField(default=0)
    alive_at = models.DateTimeField(null=True, blank=True)
    """The last sign of life of whoever works on it; without one for a while, another begins anew."""
    finished_at = models.DateTimeField(null=True, blank=True)
    size = models.BigIntegerField(default=0)
    checkpoints = models.BigIntegerField(default=0)
    witnesses = models.BigIntegerField(default=0)
    turned_back = models.BigIntegerField(default=0, db_default=0)
    """Entries that say a time well before one that stands earlier."""
    turned_back_at = models.BigIntegerField(null=True)
    fault = models.CharField(max_length=30, blank=True, default="")
    where = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                models.Value(True), condition=Q(finished_at=None), name="the_log_is_verified_once_at_a_time"
            ),
        ]

    @property
    def percent(self) -> int:
        """How far it is."""
        return 100 * self.done // self.of if self.of else 0


@models.BinaryField.register_lookup
class Octets(models.Transform):
    """The length of a binary value in bytes."""

    lookup_name = "octets"
    function = "octet_length"
    output_field = models.IntegerField()
