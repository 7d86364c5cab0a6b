"""The score sheet of the cluster's emulation: its lines as agreed, and what each delegation has on each of them.

`giaoban.conferences.models` names them with the others.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from giaoban.ground.journal.models import watched
from giaoban.ground.units.models import Unit


class ScoreLine(models.Model):
    """What is scored and with how many points at most; of what a form counts, which line says it and what is full marks."""

    conference = models.ForeignKey(
        "conferences.Conference", verbose_name=_("conference"), on_delete=models.PROTECT, related_name="score_lines"
    )
    unit = models.ForeignKey(Unit, verbose_name=_("host"), on_delete=models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField(_("order"))
    title = models.CharField(pgettext_lazy("score", "content"), max_length=200)
    points = models.PositiveSmallIntegerField(pgettext_lazy("score", "points at most"))
    code = models.CharField(max_length=12, blank=True)  # the line of the form; empty: no figure says it
    base = models.CharField(max_length=12, blank=True)  # the line that it is a share of; empty: it is a share itself
    target = models.PositiveSmallIntegerField(default=0)  # percent for which all points are given

    class Meta:
        db_table = "conferences_score_line"
        triggers = watched()
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title


class Score(models.Model):
    """The points of a delegation on a line: what the figures suggest, what it says itself, what was checked."""

    line = models.ForeignKey(
        ScoreLine, verbose_name=pgettext_lazy("score", "content"), on_delete=models.PROTECT, related_name="scores"
    )
    unit = models.ForeignKey(Unit, verbose_name=_("host"), on_delete=models.PROTECT, related_name="+")
    delegation = models.ForeignKey(
        "conferences.Delegation", verbose_name=_("delegation"), on_delete=models.PROTECT, related_name="scores"
    )
    evidence = models.JSONField(
        default=list
    )  # code, value as text and slug of the release of each figure it follows from
    suggested = models.PositiveSmallIntegerField(_("points by the released figures"), null=True)
    claimed = models.PositiveSmallIntegerField(_("points by the delegation itself"), null=True)
    checked = models.PositiveSmallIntegerField(_("points checked"), null=True)
    why = models.CharField(_("why other than claimed"), max_length=400, blank=True)

    class Meta:
        db_table = "conferences_score"
        triggers = watched()
        ordering = ["delegation__name", "line__order", "pk"]
        constraints = [models.UniqueConstraint(fields=["line", "delegation"], name="conferences_a_score_once")]

    def __str__(self) -> str:
        return f"{self.delegation}: {self.line}"
