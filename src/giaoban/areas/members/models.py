"""A register file on its way in: what was typed, how it is understood, what was repaired; gone when it is taken in."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from giaoban.ground.journal.models import Entry
from giaoban.ground.units.models import Unit


class ImportDraft(models.Model):
    """One person's work on one file. It is no record: what it leads to is journalled, the draft itself is not."""

    class State(models.TextChoices):
        OPEN = "open", _("Being looked at")
        WORKING = "working", _("Being taken in")
        DONE = "done", _("Taken in")
        FAILED = "failed", _("Not taken in")

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    file = models.CharField(max_length=200)
    made_at = models.DateTimeField(auto_now_add=True)
    on = models.DateField()
    table = models.JSONField(null=True)  # the sheet as typed; null when the rows have been taken in
    mapping = models.JSONField(default=dict)  # field -> column
    repairs = models.JSONField(default=dict)  # row -> field -> what it should say
    accepted = models.JSONField(default=list)  # doubtful rows that are right all the same
    left_out = models.JSONField(default=list)  # rows not to be taken in
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    said = models.CharField(max_length=400, blank=True)
    percent = models.IntegerField(default=0)
    result = models.JSONField(default=dict)  # how many were added, made fuller, unchanged, left out
    entry = models.ForeignKey(Entry, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "members_importdraft"
        indexes = [models.Index(fields=["account", "-made_at"])]

    def __str__(self) -> str:
        return self.file
