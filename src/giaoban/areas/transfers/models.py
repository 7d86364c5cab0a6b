"""One transfer from cell to cell, with the levels that its paper passed; both ends read the same row."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from giaoban.ground.journal.models import watched
from giaoban.ground.people.models import Person
from giaoban.ground.units.models import Unit


class Transfer(models.Model):
    """A member's way from one cell to another. Until the receiver takes them in, they stay on the sender's roll."""

    class Kind(models.TextChoices):
        OFFICIAL = "official", _("Official")
        TEMPORARY = "temporary", _("Temporary")

    class State(models.TextChoices):
        IN_TRANSIT = "in_transit", _("In transit")
        RECEIVED = "received", _("Received")
        ENDED = "ended", _("Temporary stay ended")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    person = models.ForeignKey(Person, verbose_name=_("Member"), on_delete=models.PROTECT, related_name="transfers")
    unit = models.ForeignKey(
        Unit, verbose_name=_("From"), null=True, on_delete=models.PROTECT, related_name="transfers_out",
        help_text=_("The sending cell; empty when the member comes from outside the tree."),
    )  # fmt: skip
    receiver = models.ForeignKey(
        Unit, verbose_name=_("To"), null=True, on_delete=models.PROTECT, related_name="transfers_in",
        help_text=_("The receiving cell; empty when the member leaves the tree."),
    )  # fmt: skip
    outside = models.CharField(_("Organisation outside"), max_length=250, blank=True)
    kind = models.CharField(pgettext_lazy("transfer", "Kind"), max_length=10, choices=Kind.choices)
    state = models.CharField(_("State"), max_length=12, choices=State.choices, default=State.IN_TRANSIT)
    number = models.CharField(_("Number of the paper"), max_length=60, blank=True)
    issued_on = models.DateField(_("Paper issued"))
    until_on = models.DateField(_("Stay until"), null=True)
    dues_paid_to = models.DateField(_("Dues paid to the end of the month of"), null=True)
    received_on = models.DateField(_("Received"), null=True)
    reason = models.CharField(_("Reason"), max_length=250, blank=True)

    class Meta:
        db_table = "transfers_transfer"
        triggers = watched()
        indexes = [
            models.Index(fields=["unit", "state"]),
            models.Index(fields=["receiver", "state"]),
            models.Index(fields=["received_on"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(unit__isnull=False) | models.Q(receiver__isnull=False),
                name="transfers_one_end_is_ours",
            ),
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(state="in_transit"), name="transfers_one_way_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return self.person.name


class Leg(models.Model):
    """A box of the paper: which level passed it on, on which day (domain.md 2.9: up to ten)."""

    transfer = models.ForeignKey(Transfer, on_delete=models.CASCADE, related_name="legs")
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=250)
    passed_on = models.DateField()
    number = models.CharField(max_length=60, blank=True)

    class Meta:
        db_table = "transfers_leg"
        triggers = watched()

    def __str__(self) -> str:
        return self.level
