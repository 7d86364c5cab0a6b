"""An approval asked of somebody without an account: one secret link, one use, until a day."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision, TaskState


class ApprovalLink(models.Model):
    """Of the secret only its digest is kept; it names one revision and the step that waited then; a later one makes it void."""

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")
    step = models.ForeignKey(TaskState, null=True, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    reviewer = models.CharField(_("reviewer"), max_length=150)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField(_("valid until"))
    answered_at = models.DateTimeField(null=True, blank=True)
    approved = models.BooleanField(null=True)
    comment = models.TextField(blank=True)

    class Meta:
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return f"{self.reviewer} {self.revision_id}"
