"""Visits: the sightings of today, nameless and short-lived, and one closed row a day for good."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel


class Sighting(models.Model):
    """One page read, or one sign of a robot; gone when its day is closed."""

    nonce = models.BinaryField(max_length=12, primary_key=True)
    day = models.DateField(db_index=True)
    at = models.DateTimeField()
    key = models.BinaryField(max_length=16)
    earlier_key = models.BinaryField(max_length=16, null=True)  # yesterday's, in the first half hour
    article = models.PositiveBigIntegerField(null=True)
    continued = models.BooleanField(default=False)  # goes on with a visit of yesterday
    doubt = models.CharField(max_length=20, blank=True)  # why it may be no person, see ``visits.tally``

    def __str__(self) -> str:
        return f"{self.at:%H:%M:%S}"


class BotCount(models.Model):
    """How many requests a class of robots made on a day, as one worker process counted them up to its number ``seq``."""

    day = models.DateField()
    robot = models.CharField(max_length=60)
    worker = models.CharField(max_length=40)
    seq = models.PositiveBigIntegerField()
    requests = models.PositiveBigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "robot", "worker"], name="portal_bot_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.robot}"


class DayCount(models.Model):
    """A number of a day; once closed it is sealed by a digest and PostgreSQL refuses to change it."""

    day = models.DateField()
    metric = models.CharField(max_length=20)  # see ``visits.counting.METRICS``
    article = models.PositiveBigIntegerField(default=0)  # 0 where the metric is of the whole site
    amount = models.PositiveBigIntegerField()
    closed = models.BooleanField(default=False)
    counted_at = models.DateTimeField()
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "metric", "article"], name="portal_day_once")]
        indexes = [models.Index(fields=["metric", "day"])]
        triggers = [
            pgtrigger.Protect(
                name="closed_days_stay",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__closed=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.metric} {self.amount}"


class Baseline(models.Model):
    """What an older counter stood at when this one took over."""

    on = models.DateField(_("taken over on"))
    amount = models.PositiveBigIntegerField(_("visits"))
    source = models.CharField(_("source"), max_length=300)

    panels = [FieldPanel("on"), FieldPanel("amount"), FieldPanel("source")]

    class Meta:
        verbose_name = _("count taken over")
        verbose_name_plural = _("counts taken over")

    def __str__(self) -> str:
        return f"{self.amount} ({self.on:%d/%m/%Y})"
