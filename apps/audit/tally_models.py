"""How often each event happened on each day, counted once as the log grows."""

from django.db import models
from django.db.models import Q


class Tally(models.Model):
    """A number of the whole log, for those who see all of it. An ordinary row: the log itself is what counts."""

    pk = models.CompositePrimaryKey("day", "event")
    day = models.DateField()
    """In the firm's zone."""
    event = models.CharField(max_length=64)
    times = models.BigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(times__gte=1), name="what_is_counted_happened")]


class TallyCursor(models.Model):
    """How far into the log it was counted: one row, the index of the last leaf."""

    only = models.BooleanField(primary_key=True, default=True)
    leaf = models.BigIntegerField(default=-1)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(only=True), name="there_is_one_tally_cursor")]
