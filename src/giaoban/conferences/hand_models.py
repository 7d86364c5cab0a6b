"""A request to speak, which hangs on the conference's own records; `giaoban.conferences.models` names it with the others."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from giaoban.ground.journal.models import watched
from giaoban.ground.units.models import Unit


class Hand(models.Model):
    """A delegation asked to speak on an item: who, on what, and what the chair did with it."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("hand", "Waits")
        CALLED = "called", pgettext_lazy("hand", "Speaks")
        SPOKE = "spoke", pgettext_lazy("hand", "Has spoken")
        PASSED = "passed", pgettext_lazy("hand", "Passed over")
        LOWERED = "lowered", pgettext_lazy("hand", "Withdrawn")

    conference = models.ForeignKey(
        "conferences.Conference", verbose_name=_("conference"), on_delete=models.PROTECT, related_name="hands"
    )
    unit = models.ForeignKey(Unit, verbose_name=_("host"), on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(
        "conferences.ProgrammeItem",
        verbose_name=pgettext_lazy("hand", "item"),
        on_delete=models.PROTECT,
        related_name="hands",
    )
    delegation = models.ForeignKey(
        "conferences.Delegation", verbose_name=_("delegation"), on_delete=models.PROTECT, related_name="hands"
    )
    speaker = models.CharField(_("who speaks"), max_length=300)
    about = models.CharField(pgettext_lazy("hand", "on what"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=7, choices=State.choices, default=State.WAITING)
    reason = models.CharField(pgettext_lazy("hand", "why passed over"), max_length=400, blank=True)
    asked_at = models.DateTimeField(pgettext_lazy("hand", "asked at"))
    called_at = models.DateTimeField(pgettext_lazy("hand", "called at"), null=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)

    class Meta:
        db_table = "conferences_hand"
        triggers = watched()
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "delegation"],
                condition=models.Q(state__in=["waiting", "called"]),
                name="conferences_one_open_hand",
            )
        ]

    def __str__(self) -> str:
        return f"{self.delegation}: {self.speaker}"[:160]
