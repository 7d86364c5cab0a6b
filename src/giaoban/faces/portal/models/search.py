"""What a reader can find: one row for each published thing, its words folded."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models


class SearchEntry(models.Model):
    """Without marks, case or spelling: ``head`` is title and number, ``vector`` all words weighted by where they stand."""

    kind = models.CharField(max_length=12)
    key = models.PositiveBigIntegerField()
    language = models.CharField(max_length=2, default="vi")
    url = models.CharField(max_length=400)
    title = models.CharField(max_length=600)
    summary = models.CharField(max_length=500, blank=True)
    section = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()
    head = models.CharField(max_length=800)
    vector = SearchVectorField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="portal_search_once")]
        indexes = [
            GinIndex(fields=["vector"], name="portal_search_vector"),
            GinIndex(OpClass(models.F("head"), name="gin_trgm_ops"), name="portal_search_head"),
            models.Index(fields=["-at"], name="portal_search_newest"),
        ]

    def __str__(self) -> str:
        return self.title
