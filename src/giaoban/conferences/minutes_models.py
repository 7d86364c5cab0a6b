"""The minutes as they were read back, and what was objected; `giaoban.conferences.models` names them with the others."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from giaoban.ground.journal.models import watched
from giaoban.ground.units.models import Unit


class MinutesReading(models.Model):
    """The minutes were read back as a whole; once they are adopted their text is this and stays it."""

    class State(models.TextChoices):
        READ = "read", pgettext_lazy("minutes", "Being read back")
        ADOPTED = "adopted", pgettext_lazy("minutes", "Adopted")
        REOPENED = "reopened", pgettext_lazy("minutes", "Opened again")

    conference = models.ForeignKey("conferences.Conference", on_delete=models.PROTECT, related_name="readings")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.READ)
    read_at = models.DateTimeField(_("read back at"))
    adopted_at = models.DateTimeField(_("adopted at"), null=True)
    adopted_by = models.CharField(_("who chaired when it was adopted"), max_length=160, blank=True)
    contents = models.JSONField()  # what the document is made of

    class Meta:
        db_table = "conferences_reading"
        triggers = watched()
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference"], condition=models.Q(state__in=["read", "adopted"]), name="conferences_one_reading"
            )
        ]

    def __str__(self) -> str:
        return f"Biên bản, {self.get_state_display().lower()}"


class MinutesObjection(models.Model):
    """Somebody said that the minutes are not right, and what was done: they were corrected, or stay, for a reason."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("objection", "To be settled")
        CORRECTED = "corrected", pgettext_lazy("objection", "Corrected")
        KEPT = "kept", pgettext_lazy("objection", "Stays as it is")

    conference = models.ForeignKey(
        "conferences.Conference", verbose_name=_("conference"), on_delete=models.PROTECT, related_name="objections"
    )
    unit = models.ForeignKey(Unit, verbose_name=_("host"), on_delete=models.PROTECT, related_name="+")
    reading = models.ForeignKey(MinutesReading, on_delete=models.PROTECT, related_name="objections")
    delegation = models.ForeignKey(
        "conferences.Delegation", verbose_name=_("delegation"), on_delete=models.PROTECT, related_name="+", null=True
    )
    voiced_by = models.CharField(_("who objects"), max_length=300, blank=True)
    text = models.TextField(pgettext_lazy("objection", "what is not right"))
    noted_at = models.DateTimeField(_("noted at"))
    digest = models.CharField(max_length=64)  # of the minutes as they were when it was said
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.OPEN)
    settled = models.TextField(pgettext_lazy("objection", "what was done"), blank=True)

    class Meta:
        db_table = "conferences_objection"
        triggers = watched()
        ordering = ["noted_at", "pk"]

    def __str__(self) -> str:
        return f"{self.voiced_by}: {self.text}"[:120]
