"""A slip on paper that leads one member to an account of their own; the roles themselves are the ground's."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from giaoban.ground.access.models import Account, Proposal
from giaoban.ground.journal.models import watched
from giaoban.ground.people.models import Person
from giaoban.ground.units.models import Unit


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
        db_table = "accounts_slip"
        triggers = watched()
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=~models.Q(key=""), name="accounts_slip_key_once"),
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(state__in=["waiting", "printed", "paper"]),
                name="accounts_slip_one_open",
            ),
        ]
        indexes = [models.Index(fields=["unit", "state"])]

    def __str__(self) -> str:
        return str(self.person)
