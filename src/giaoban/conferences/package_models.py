"""What a conference gives out as one file: its volume of papers, and the package of the whole when it was frozen.

`giaoban.conferences.models` names them with the others.
"""

from __future__ import annotations

from django.db import models

from giaoban.ground.journal.models import watched
from giaoban.ground.units.models import Unit


class ConferencePackage(models.Model):
    """A ZIP that opens without network: pages, documents and papers with their digests; nothing of it changes any more."""

    conference = models.ForeignKey("conferences.Conference", on_delete=models.PROTECT, related_name="packages")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    original_name = models.CharField(max_length=200)
    stored_name = models.CharField(max_length=80, unique=True)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    contents = models.JSONField()  # lists: name in the package, size in bytes, SHA-256

    class Meta:
        db_table = "conferences_package"
        triggers = watched()
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["conference", "number"], name="conferences_a_package_once"),
        ]

    def __str__(self) -> str:
        return f"Gói lưu trữ, bản {self.number}"


class VolumeFile(models.Model):
    """The volume of papers as it was released, one of its two files; nothing of it changes any more, but it is taken back."""

    class Kind(models.TextChoices):
        DOCX = "docx", "DOCX"
        PDF = "pdf", "PDF"

    conference = models.ForeignKey("conferences.Conference", on_delete=models.PROTECT, related_name="volumes")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=4, choices=Kind.choices)
    original_name = models.CharField(max_length=200)
    stored_name = models.CharField(max_length=80, unique=True)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    released_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    contents = (
        models.JSONField()
    )  # lists: title, delegation and digest of what is printed; title, delegation and why not

    class Meta:
        db_table = "conferences_volume"
        triggers = watched()
        ordering = ["-number", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["conference", "number", "kind"], name="conferences_a_volume_once")
        ]

    def __str__(self) -> str:
        return f"Kỷ yếu, bản {self.number} ({self.get_kind_display()})"
