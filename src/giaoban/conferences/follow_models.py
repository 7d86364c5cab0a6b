"""Rounds in which delegations are asked how far things are, and what they tell; `giaoban.conferences.models` names them too."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from giaoban.ground.journal.models import watched
from giaoban.ground.units.models import Unit


class FollowUp(models.Model):
    """From that day on whoever is in charge of something is asked how far it is, until the other; the last round counts."""

    conference = models.ForeignKey("conferences.Conference", on_delete=models.PROTECT, related_name="follow_ups")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    asked_on = models.DateField(_("asked on"))
    until = models.DateField(pgettext_lazy("follow-up", "until"))
    note = models.CharField(_("note"), max_length=400, blank=True)

    class Meta:
        db_table = "conferences_follow_up"
        triggers = watched()
        ordering = ["asked_on", "pk"]

    def __str__(self) -> str:
        return f"Phiếu theo dõi, trả lời đến {self.until:%d/%m/%Y}"


class PointReport(models.Model):
    """How far a proposal or a conclusion was on that day, as whoever is in charge of it told."""

    class Progress(models.TextChoices):
        UNDERWAY = "underway", pgettext_lazy("point", "Under way")
        STUCK = "stuck", pgettext_lazy("point", "Stuck")
        NOT_BEGUN = "not_begun", pgettext_lazy("point", "Not begun")

    point = models.ForeignKey("conferences.ConferencePoint", on_delete=models.PROTECT, related_name="reports")
    conference = models.ForeignKey("conferences.Conference", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    progress = models.CharField(pgettext_lazy("point", "how far"), max_length=9, choices=Progress.choices)
    text = models.TextField(_("content"), blank=True)
    told_on = models.DateField(_("told on"))
    told_by = models.CharField(_("who told it"), max_length=200, blank=True)

    class Meta:
        db_table = "conferences_point_report"
        triggers = watched()
        ordering = ["told_on", "pk"]

    def __str__(self) -> str:
        return f"{self.get_progress_display()}: {self.text}"[:200]
