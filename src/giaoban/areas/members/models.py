"""A register file on its way in, gone when it is taken in; and the slips on paper that invite members to their handbook."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from giaoban.ground.access.models import Account, Proposal
from giaoban.ground.journal.models import Entry, watched
from giaoban.ground.people.models import Person
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


class Slip(models.Model):
    """One member of a cell is invited to the handbook. Of the code that was printed only a keyed hash is kept."""

    class State(models.TextChoices):
        WAITING = "waiting", _("To be printed")
        PRINTED = "printed", _("Printed, not used")
        USED = "used", _("Used")
        PAPER = "paper", _("Stays on paper")
        VOID = "void", _("Void")

    unit = models.ForeignKey(Unit, verbose_name=_("cell"), on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, verbose_name=_("member"), on_delete=models.PROTECT, related_name="slips")
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.WAITING)
    invited_on = models.DateField(_("invited on"))
    printed_on = models.DateField(_("printed on"), null=True)
    printed_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    lapses_on = models.DateField(_("good until"), null=True)
    key = models.CharField(max_length=64, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    used_on = models.DateField(_("used on"), null=True)
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "members_slip"
        triggers = watched()
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=~models.Q(key=""), name="members_slip_key_once"),
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(state__in=["waiting", "printed", "paper"]),
                name="members_slip_one_open",
            ),
        ]
        indexes = [models.Index(fields=["unit", "state"])]

    def __str__(self) -> str:
        return str(self.person)
