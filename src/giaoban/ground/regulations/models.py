"""Regulations, the parameters that they set, and days off: all dated, all editable."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models

from giaoban.ground.journal.models import watched
from giaoban.ground.regulations.start import label_of


class Regulation(models.Model):
    """A written rule; issuer, number and day identify it (the same number recurs, domain.md 4.1)."""

    issuer = models.CharField(max_length=120)
    number = models.CharField(max_length=60)
    issued_on = models.DateField(null=True)
    title = models.CharField(max_length=300, blank=True)
    topic = models.CharField(max_length=60, db_index=True)
    valid = DateRangeField()
    mark = models.CharField(max_length=10, help_text="C confirmed, M from memory, M? unsure.")
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "regulations_regulation"
        triggers = watched()
        constraints = [models.UniqueConstraint(fields=["issuer", "number", "issued_on"], name="regulations_once")]

    def __str__(self) -> str:
        return self.number


class Parameter(models.Model):
    """One value of one key for a span of days: ``number`` in the unit that ``key`` names, or ``value`` when it is no number."""

    key = models.CharField(max_length=80)
    value = models.JSONField()
    valid = DateRangeField()
    regulation = models.ForeignKey(Regulation, null=True, on_delete=models.PROTECT)
    article = models.CharField(max_length=120, blank=True)
    mark = models.CharField(max_length=10)
    source = models.CharField(max_length=200, blank=True, help_text="Where the value was seen; see ``start.toml``.")

    class Meta:
        db_table = "regulations_parameter"
        triggers = watched()
        constraints = [
            ExclusionConstraint(
                name="regulations_one_value_at_a_time",
                expressions=[("key", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            )
        ]

    def __str__(self) -> str:
        return label_of(self.key)


class DayOff(models.Model):
    """A day that the yearly decision on holidays makes free, or (``works``) makes a working day."""

    on = models.DateField(unique=True)
    works = models.BooleanField(default=False)
    reason = models.CharField(max_length=200)

    class Meta:
        db_table = "regulations_dayoff"
        triggers = watched()

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d}"
