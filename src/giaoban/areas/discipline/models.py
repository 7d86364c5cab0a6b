"""A case about one member, from its opening to the decision; only those who hold a power of this very area see it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from giaoban.ground.access.models import Account, by_two
from giaoban.ground.journal.models import watched
from giaoban.ground.people.models import Person
from giaoban.ground.units.models import Unit


class Case(models.Model):
    """What a member is said to have done, who proposed which measure, who decided; never named by whom it is about.

    ``unit`` is the cell in which the member stood on the day of the opening. Texts may be blank: an erasure empties them.
    """

    class Kind(models.TextChoices):
        OTHER = "other", _("Other violations")
        INTERNAL_POLITICAL = "internal_political", _("Internal political security")
        NATIONAL_SECURITY = "national_security", _("National security")
        FALSE_DIPLOMA = "false_diploma", _("False diploma or certificate")

    class Measure(models.TextChoices):
        REPRIMAND = "reprimand", _("Reprimand")
        WARNING = "warning", _("Warning")
        REMOVAL_FROM_POST = "removal_from_post", _("Removal from post")
        EXPULSION = "expulsion", _("Expulsion")

    class State(models.TextChoices):
        OPEN = "open", _("Under consideration")
        PROPOSED = "proposed", _("Measure proposed")
        DECIDED = "decided", _("Discipline decided")
        CLOSED = "closed", _("Ended without discipline")

    unit = models.ForeignKey(Unit, verbose_name=_("Cell"), on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, verbose_name=_("Member"), on_delete=models.PROTECT, related_name="cases")
    kind = models.CharField(_("Kind of violation"), max_length=20, choices=Kind.choices)
    grounds = models.TextField(_("Violation in short"), blank=True)
    violated_on = models.DateField(_("Day of the violation"))
    opened_on = models.DateField(_("Case opened"))
    state = models.CharField(_("State"), max_length=10, choices=State.choices, default=State.OPEN)
    measure = models.CharField(_("Proposed measure"), max_length=20, choices=Measure.choices, blank=True)
    proposed_on = models.DateField(_("Proposed on"), null=True)
    proposed_by = models.ForeignKey(
        Account, verbose_name=_("Proposed by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    proposal_roll = models.PositiveIntegerField(_("Had a vote on the proposal"), null=True)
    proposal_in_favour = models.PositiveIntegerField(_("In favour of the proposal"), null=True)
    decided_measure = models.CharField(_("Decided measure"), max_length=20, choices=Measure.choices, blank=True)
    decision = models.CharField(_("Number of the decision"), max_length=80, blank=True)
    decided_on = models.DateField(_("Decided on"), null=True)
    decided_by = models.ForeignKey(
        Account, verbose_name=_("Decision entered by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    decision_roll = models.PositiveIntegerField(_("Had a vote on the decision"), null=True)
    decision_in_favour = models.PositiveIntegerField(_("In favour of the decision"), null=True)
    ended_on = models.DateField(_("Case ended"), null=True)
    end_reason = models.TextField(_("Reason for the end"), blank=True)

    class Meta:
        db_table = "discipline_case"
        triggers = [*watched(), by_two("proposed_by", "decided_by")]
        indexes = [
            models.Index(fields=["unit", "state"]),
            models.Index(fields=["person"]),
            models.Index(fields=["decided_on"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(decided_by=models.F("proposed_by")) | models.Q(decided_by__isnull=True),
                name="discipline_case_by_two",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="decided")
                | models.Q(
                    proposed_by__isnull=False,
                    decided_by__isnull=False,
                    decided_on__isnull=False,
                    ended_on__isnull=False,
                ),
                name="discipline_case_decided_whole",
            ),
        ]

    def __str__(self) -> str:
        return _("Case no. %(number)s") % {"number": self.pk}


class OrganisationCase(models.Model):
    """What a Party organisation is said to have done, who proposed which measure, who decided; ``unit`` is that organisation.

    Texts may be blank: an erasure empties them.
    """

    class Measure(models.TextChoices):
        REPRIMAND = "reprimand", _("Reprimand")
        WARNING = "warning", _("Warning")
        DISSOLUTION = "dissolution", _("Dissolution")

    unit = models.ForeignKey(Unit, verbose_name=_("Party organisation"), on_delete=models.PROTECT, related_name="+")
    grounds = models.TextField(_("Violation in short"), blank=True)
    violated_on = models.DateField(_("Day of the violation"))
    opened_on = models.DateField(_("Case opened"))
    conclusion = models.CharField(_("Conclusion that it follows from"), max_length=80, blank=True)
    state = models.CharField(_("State"), max_length=10, choices=Case.State.choices, default=Case.State.OPEN)
    measure = models.CharField(_("Proposed measure"), max_length=20, choices=Measure.choices, blank=True)
    proposed_on = models.DateField(_("Proposed on"), null=True)
    proposed_by = models.ForeignKey(
        Account, verbose_name=_("Proposed by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_measure = models.CharField(_("Decided measure"), max_length=20, choices=Measure.choices, blank=True)
    decision = models.CharField(_("Number of the decision"), max_length=80, blank=True)
    decided_on = models.DateField(_("Decided on"), null=True)
    decided_by = models.ForeignKey(
        Account, verbose_name=_("Decision entered by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    decision_roll = models.PositiveIntegerField(_("Had a vote on the decision"), null=True)
    decision_in_favour = models.PositiveIntegerField(_("In favour of the decision"), null=True)
    ended_on = models.DateField(_("Case ended"), null=True)
    end_reason = models.TextField(_("Reason for the end"), blank=True)

    class Meta:
        db_table = "discipline_organisationcase"
        triggers = [*watched(), by_two("proposed_by", "decided_by")]
        indexes = [models.Index(fields=["unit", "state"]), models.Index(fields=["decided_on"])]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(decided_by=models.F("proposed_by")) | models.Q(decided_by__isnull=True),
                name="discipline_organisationcase_by_two",
            ),
        ]

    def __str__(self) -> str:
        return _("Case no. %(number)s of an organisation") % {"number": self.pk}
