"""What has been done once and for all, what people are told, and the letters that go out with it; no records of members.

A notice says that something waits and where it is opened. It holds no name and no contents, so that it can be seen by
whoever it is for, and sent by mail, without anybody learning more than they may.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from giaoban.ground.units.models import Unit


class Done(models.Model):
    """The key of an effect that has happened: written in the same transaction as the effect, so both are there or none."""

    key = models.CharField(max_length=200, primary_key=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "jobs_done"
        indexes = [models.Index(fields=["at"])]

    def __str__(self) -> str:
        return self.key


class Notice(models.Model):
    """One thing that one person is told; ``what`` names the sentence (`telling.SENTENCES`), ``path`` where it is opened."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="told")
    key = models.CharField(max_length=200, unique=True)
    what = models.CharField(max_length=40)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.CASCADE, related_name="+")
    path = models.CharField(max_length=200)
    made_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "jobs_notice"
        indexes = [models.Index(fields=["account", "-made_at"])]

    def __str__(self) -> str:
        return self.key


class Letter(models.Model):
    """The mail that goes with a notice: written with it, sent by the worker, kept until it is known to have gone."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting to be sent")
        SENT = "sent", _("Sent")
        DEAD = "dead", _("Given up")

    notice = models.OneToOneField(Notice, on_delete=models.CASCADE, related_name="letter")
    address = models.EmailField()
    message_id = models.CharField(max_length=120, unique=True)  # the same at every attempt, so that a repeat is known
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.IntegerField(default=0)
    said = models.CharField(max_length=300, blank=True)  # why the last attempt failed
    sent_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "jobs_letter"
        indexes = [models.Index(fields=["state"])]

    def __str__(self) -> str:
        return self.message_id
