"""Locks of periods: which unit's half-year is closed, by which return, and whether it was opened again."""

from __future__ import annotations

from django.contrib.postgres.fields import DateRangeField
from django.db import models

from giaoban.ground.journal.models import watched
from giaoban.ground.units.models import Unit


class Lock(models.Model):
    """A unit's period closed to new acts and corrections, by what, until it is opened again."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="locks")
    span = DateRangeField()
    because = models.CharField(max_length=200)
    opened = models.BooleanField(default=False)

    class Meta:
        db_table = "locks_lock"
        triggers = watched()
        indexes = [models.Index(fields=["unit"])]

    def __str__(self) -> str:
        return self.because
