"""What a person keeps for their own convenience; no record of anybody else."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote_plus

from django.conf import settings
from django.db import models


class SavedView(models.Model):
    """A list's conditions under a name, for the account that kept them."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    register = models.CharField(max_length=60)
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=1000)

    class Meta:
        db_table = "faces_savedview"
        constraints = [models.UniqueConstraint(fields=["account", "register", "name"], name="faces_view_name_once")]

    def __str__(self) -> str:
        return self.name


class Received(models.Model):
    """What a telephone sent of what was told while it had no line: taken once, whatever is sent again under the same key."""

    class Outcome(models.TextChoices):
        DONE = "done", "Đã ghi"
        REFUSED = "refused", "Chưa nhận"

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=32)
    act = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    said_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField()
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    sentence = models.CharField(max_length=500, blank=True)

    class Meta:
        db_table = "faces_received"
        constraints = [models.UniqueConstraint(fields=["account", "key"], name="faces_received_once")]

    def __str__(self) -> str:
        return f"{self.act} {self.key}"


def forget(words: Sequence[str]) -> None:
    """No list is kept any more that was searched for one of these words."""
    for word in words:
        SavedView.objects.filter(query__icontains=quote_plus(word)).delete()
