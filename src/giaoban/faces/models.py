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


def forget(words: Sequence[str]) -> None:
    """No list is kept any more that was searched for one of these words."""
    for word in words:
        SavedView.objects.filter(query__icontains=quote_plus(word)).delete()
