"""How often the hall of a conference has changed; `giaoban.conferences.models` names it with the other records."""

from __future__ import annotations

from django.db import models

from giaoban.ground.units.models import Unit


class HallTurn(models.Model):
    """The number that grows with each change that whoever follows the hall must see, an undoing too.

    Not watched, and no part of the conference's own row: it says nothing that an act says, and whatever is undone, it grows.
    """

    conference = models.OneToOneField("conferences.Conference", on_delete=models.CASCADE, related_name="hall_turn")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "conferences_turn"

    def __str__(self) -> str:
        return str(self.number)
