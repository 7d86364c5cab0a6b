"""The letters of a conference; `giaoban.conferences.models` names them with the others."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from giaoban.ground.journal.models import watched
from giaoban.ground.units.models import Unit


class ConferenceLetter(models.Model):
    """A letter as it went out: to one delegation, to the cluster, or to a body that is in charge of something."""

    class Kind(models.TextChoices):
        FIGURES = "figures", pgettext_lazy("letter", "Asks for figures")
        PAPERS = "papers", pgettext_lazy("letter", "Asks for a paper")
        REMINDER = "reminder", pgettext_lazy("letter", "Reminds of what is late")

    conference = models.ForeignKey(
        "conferences.Conference", verbose_name=_("conference"), on_delete=models.PROTECT, related_name="letters"
    )
    unit = models.ForeignKey(Unit, verbose_name=_("host"), on_delete=models.PROTECT, related_name="+")
    delegation = models.ForeignKey(
        "conferences.Delegation",
        verbose_name=_("delegation"),
        on_delete=models.PROTECT,
        related_name="letters",
        null=True,
    )
    kind = models.CharField(pgettext_lazy("letter", "kind"), max_length=9, choices=Kind.choices)
    number = models.CharField(_("number and sign"), max_length=40, blank=True)
    signed_on = models.DateField(_("day of the letter"))
    due_on = models.DateField(pgettext_lazy("letter", "by"), null=True)
    about = models.CharField(pgettext_lazy("letter", "about"), max_length=300)
    addressees = models.JSONField(default=list)  # as they were called that day
    text = models.JSONField(default=list)  # its paragraphs

    class Meta:
        db_table = "conferences_letter"
        triggers = watched()
        ordering = ["signed_on", "pk"]

    def __str__(self) -> str:
        return f"Công văn {self.about}"
