"""A case about one person for one purpose, and what other places were asked; of what was found only the outcome."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext, pgettext_lazy

from giaoban.ground.journal.models import watched
from giaoban.ground.people.models import Person
from giaoban.ground.units.models import Unit


class Verification(models.Model):
    """Whether a person meets the political standard for one purpose: asked for by their unit, concluded by the committee.

    ``unit`` is where the person stood on the day of the request. What was found stays on paper: no field holds it.
    """

    class Purpose(models.TextChoices):
        ADMISSION = "admission", pgettext_lazy("verification", "Admission to the Party")
        READMISSION = "readmission", pgettext_lazy("verification", "Readmission to the Party")
        SEAT = "seat", pgettext_lazy("verification", "Seat on a committee")
        PLANNING = "planning", pgettext_lazy("verification", "Succession planning")
        POST = "post", pgettext_lazy("verification", "Appointment, nomination or election")
        TRAINING = "training", pgettext_lazy("verification", "Training")
        KEY_POST = "key_post", pgettext_lazy("verification", "Key or secret post")
        TRAVEL = "travel", pgettext_lazy("verification", "Travel abroad")
        AWARD = "award", pgettext_lazy("verification", "Award")
        OTHER = "other", pgettext_lazy("verification", "Other purpose")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("verification", "Under verification")
        RETURNED = "returned", pgettext_lazy("verification", "Sent back, papers are missing")
        SUBMITTED = "submitted", pgettext_lazy("verification", "Submitted for conclusion")
        CONCLUDED = "concluded", pgettext_lazy("verification", "Concluded")
        NOTIFIED = "notified", pgettext_lazy("verification", "Notified and filed")

    class Paper(models.TextChoices):
        LETTER = "letter", pgettext_lazy("verification", "Request letter with the list")
        BIOGRAPHY = "biography", pgettext_lazy("verification", "Biography")
        UNIT = "unit", pgettext_lazy("verification", "Comment of the unit")
        RESIDENCE = "residence", pgettext_lazy("verification", "Comment of the place of residence")
        OTHER = "other", pgettext_lazy("verification", "Papers on points raised")

    class Outcome(models.TextChoices):
        MEETS = "meets", pgettext_lazy("verification", "Meets the standard")
        WITH_NOTE = "with_note", pgettext_lazy("verification", "Meets the standard, with a note")
        NOT = "not", pgettext_lazy("verification", "Does not meet the standard")
        NONE = "none", pgettext_lazy("verification", "No conclusion could be reached")

    unit = models.ForeignKey(
        Unit, verbose_name=pgettext_lazy("verification", "Cell"), on_delete=models.PROTECT, related_name="+"
    )
    person = models.ForeignKey(
        Person, verbose_name=pgettext_lazy("verification", "Person"), on_delete=models.PROTECT, related_name="+"
    )
    purpose = models.CharField(pgettext_lazy("verification", "Purpose"), max_length=12, choices=Purpose.choices)
    request = models.CharField(pgettext_lazy("verification", "Number of the request"), max_length=80, blank=True)
    requested_on = models.DateField(pgettext_lazy("verification", "Requested"))
    state = models.CharField(
        pgettext_lazy("verification", "State"), max_length=10, choices=State.choices, default=State.OPEN
    )
    missing = models.CharField(pgettext_lazy("verification", "Missing papers"), max_length=80, blank=True)
    submission = models.CharField(pgettext_lazy("verification", "Number of the submission"), max_length=80, blank=True)
    submitted_on = models.DateField(pgettext_lazy("verification", "Submitted on"), null=True)
    outcome = models.CharField(
        pgettext_lazy("verification", "Outcome"), max_length=10, choices=Outcome.choices, blank=True
    )
    conclusion = models.CharField(pgettext_lazy("verification", "Number of the conclusion"), max_length=80, blank=True)
    concluded_on = models.DateField(pgettext_lazy("verification", "Concluded on"), null=True)
    notified_on = models.DateField(pgettext_lazy("verification", "Notified on"), null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "verification_verification"
        triggers = watched()
        indexes = [
            models.Index(fields=["unit", "state"]),
            models.Index(fields=["person"]),
            models.Index(fields=["concluded_on"]),
        ]

    def __str__(self) -> str:
        return gettext("Verification no. %(number)s") % {"number": self.pk}


class Inquiry(models.Model):
    """A place was asked for an answer about the person, at home or abroad; the answer's day and number, not what it says."""

    verification = models.ForeignKey(Verification, on_delete=models.CASCADE, related_name="inquiries")
    number = models.CharField(max_length=80)
    place = models.CharField(max_length=200)
    abroad = models.BooleanField(default=False)
    sent_on = models.DateField()
    answered_on = models.DateField(null=True)
    answer = models.CharField(max_length=80, blank=True)

    class Meta:
        db_table = "verification_inquiry"
        triggers = watched()
        constraints = [
            models.UniqueConstraint(fields=["verification", "number"], name="verification_inquiry_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.number}, {self.place}"


class Trip(models.Model):
    """A member went abroad: who allowed it, when, what for, and whether report and official passport came back.

    ``unit`` is the cell in which the member stood when they left. No passport number is kept.
    """

    class Purpose(models.TextChoices):
        WORK = "work", pgettext_lazy("verification", "Official business")
        STUDY = "study", pgettext_lazy("verification", "Study")
        PRIVATE = "private", pgettext_lazy("verification", "Private matters")

    unit = models.ForeignKey(
        Unit, verbose_name=pgettext_lazy("verification", "Cell"), on_delete=models.PROTECT, related_name="+"
    )
    person = models.ForeignKey(
        Person, verbose_name=pgettext_lazy("verification", "Member"), on_delete=models.PROTECT, related_name="+"
    )
    decision = models.CharField(pgettext_lazy("verification", "Number of the decision"), max_length=80, blank=True)
    decided_on = models.DateField(pgettext_lazy("verification", "Day of the decision"))
    purpose = models.CharField(pgettext_lazy("verification", "Purpose"), max_length=10, choices=Purpose.choices)
    country = models.CharField(pgettext_lazy("verification", "Country"), max_length=80, blank=True)
    leaves_on = models.DateField(pgettext_lazy("verification", "Leaves on"))
    returns_on = models.DateField(pgettext_lazy("verification", "Returns on"))
    on_official_passport = models.BooleanField(pgettext_lazy("verification", "On an official passport"), default=False)
    passport_returned_on = models.DateField(pgettext_lazy("verification", "Passport returned on"), null=True)
    reported_on = models.DateField(pgettext_lazy("verification", "Report handed in on"), null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "verification_trip"
        triggers = watched()
        indexes = [
            models.Index(fields=["unit", "leaves_on"]),
            models.Index(fields=["person"]),
            models.Index(fields=["returns_on"]),
        ]

    def __str__(self) -> str:
        return gettext("Trip no. %(number)s") % {"number": self.pk}
