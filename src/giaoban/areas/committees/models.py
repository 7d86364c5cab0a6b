"""Terms of bodies, what changes them, the ballots behind it, and departures that are known beforehand. Who holds a seat is a ``Position``."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import pgettext_lazy

from giaoban.areas.committees.rules import Figures
from giaoban.ground.journal.models import watched
from giaoban.ground.people.models import Person, Position
from giaoban.ground.units.models import Unit

BODIES = [choice for choice in Position.Body.choices if choice[0] != Position.Body.CELL]
"""The bodies that have a term and agreed seats; of a cell as a whole they have none."""


class BodyTerm(models.Model):
    """A body of a unit in one term: how long it runs, how many seats were agreed and by which letter."""

    unit = models.ForeignKey(
        Unit, verbose_name=pgettext_lazy("committees", "Organisation"), on_delete=models.PROTECT, related_name="+"
    )
    body = models.CharField(pgettext_lazy("committees", "Body"), max_length=20, choices=BODIES)
    from_on = models.DateField(pgettext_lazy("committees", "Term from"))
    until_on = models.DateField(pgettext_lazy("committees", "Term until"))
    lengthened_by = models.CharField(pgettext_lazy("committees", "Decision to lengthen"), max_length=80, blank=True)
    agreed = models.PositiveSmallIntegerField(
        pgettext_lazy("committees", "Seats agreed"), validators=[MinValueValidator(1)]
    )
    agreed_by = models.CharField(pgettext_lazy("committees", "Letter that agrees the seats"), max_length=80, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "committees_bodyterm"
        triggers = watched()
        indexes = [models.Index(fields=["unit", "body"])]
        constraints = [models.UniqueConstraint(fields=["unit", "body", "from_on"], name="committees_bodyterm_once")]

    def __str__(self) -> str:
        return f"{self.get_body_display()}, {self.from_on:%Y} – {self.until_on:%Y}"


class Consolidation(models.Model):
    """One change of the composition of one body: it counts once, by its decision, however many people it names."""

    class Path(models.TextChoices):
        APPOINT = "appoint", pgettext_lazy("committees", "Appointed by the superior")
        ELECT = "elect", pgettext_lazy("committees", "Elected, then ratified")
        RELEASE = "release", pgettext_lazy("committees", "Released from the seat")

    class Reason(models.TextChoices):
        RETIREMENT = "retirement", pgettext_lazy("committees", "Retirement")
        TRANSFER = "transfer", pgettext_lazy("committees", "Transfer")
        DISCIPLINE = "discipline", pgettext_lazy("committees", "Discipline")
        DEATH = "death", pgettext_lazy("committees", "Death")
        NEW_BODY = "new_body", pgettext_lazy("committees", "New or merged organisation")
        STRENGTHEN = "strengthen", pgettext_lazy("committees", "Filling a seat")
        OTHER = "other", pgettext_lazy("committees", "Other reason")

    class State(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("committees", "Proposed")
        CONSENTED = "consented", pgettext_lazy("committees", "Consented to in writing")
        ELECTED = "elected", pgettext_lazy("committees", "Elected, to be ratified")
        DECIDED = "decided", pgettext_lazy("committees", "Decided")
        REFUSED = "refused", pgettext_lazy("committees", "Refused")
        WITHDRAWN = "withdrawn", pgettext_lazy("committees", "Withdrawn")

    unit = models.ForeignKey(
        Unit, verbose_name=pgettext_lazy("committees", "Organisation"), on_delete=models.PROTECT, related_name="+"
    )
    term = models.ForeignKey(
        BodyTerm,
        verbose_name=pgettext_lazy("committees", "Body"),
        on_delete=models.PROTECT,
        related_name="consolidations",
    )
    path = models.CharField(pgettext_lazy("committees", "Path"), max_length=8, choices=Path.choices)
    why = models.CharField(pgettext_lazy("committees", "Reason for the change"), max_length=10, choices=Reason.choices)
    state = models.CharField(
        pgettext_lazy("committees", "State"), max_length=10, choices=State.choices, default=State.PROPOSED
    )
    proposal = models.CharField(pgettext_lazy("committees", "Number of the submission"), max_length=80, blank=True)
    proposed_on = models.DateField(pgettext_lazy("committees", "Submitted on"))
    consent = models.CharField(pgettext_lazy("committees", "Letter of consent"), max_length=80, blank=True)
    consented_on = models.DateField(pgettext_lazy("committees", "Consented on"), null=True)
    elected_on = models.DateField(pgettext_lazy("committees", "Elected on"), null=True)
    decision = models.CharField(pgettext_lazy("committees", "Number of the decision"), max_length=80, blank=True)
    decided_on = models.DateField(pgettext_lazy("committees", "Decided on"), null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "committees_consolidation"
        triggers = watched()
        indexes = [models.Index(fields=["unit", "state"]), models.Index(fields=["decided_on"])]

    def __str__(self) -> str:
        return f"{self.term.get_body_display()}, {self.get_path_display()}, {self.proposed_on:%d/%m/%Y}"


class SeatChange(models.Model):
    """One person into a seat, or out of it, by one consolidation; the seat itself is the person's post in that body."""

    consolidation = models.ForeignKey(Consolidation, on_delete=models.CASCADE, related_name="changes")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    post = models.CharField(max_length=20, choices=Position.Post.choices)
    into = models.BooleanField()

    class Meta:
        db_table = "committees_seatchange"
        triggers = watched()
        indexes = [models.Index(fields=["person"])]
        constraints = [
            models.UniqueConstraint(
                fields=["consolidation", "person", "post", "into"], name="committees_seatchange_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person.name}, {self.get_post_display()}"


class SeatBallot(models.Model):
    """A ballot on one person in its figures: called, present, issued, returned, valid, for, against; the eighth is what follows."""

    class Round(models.TextChoices):
        INTRODUCTION = "introduction", pgettext_lazy("committees", "Introduction ballot")
        CONFIDENCE = "confidence", pgettext_lazy("committees", "Confidence ballot")
        ELECTION = "election", pgettext_lazy("committees", "Election")

    change = models.ForeignKey(SeatChange, on_delete=models.CASCADE, related_name="ballots")
    round = models.CharField(max_length=12, choices=Round.choices)
    held_on = models.DateField()
    convened = models.PositiveSmallIntegerField()
    present = models.PositiveSmallIntegerField()
    issued = models.PositiveSmallIntegerField()
    returned = models.PositiveSmallIntegerField()
    valid = models.PositiveSmallIntegerField()
    in_favour = models.PositiveSmallIntegerField()
    against = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "committees_seatballot"
        triggers = watched()

    def __str__(self) -> str:
        return f"{self.in_favour}/{self.convened}"

    @property
    def figures(self) -> Figures:
        """The ballot as it is counted."""
        return Figures(
            self.convened, self.present, self.issued, self.returned, self.valid, self.in_favour, self.against
        )


class Departure(models.Model):
    """A dated fact that will make a seat vacant: the day on which its holder retires, leaves or goes elsewhere."""

    class Why(models.TextChoices):
        RETIREMENT = "retirement", pgettext_lazy("committees", "Retirement")
        LEAVING = "leaving", pgettext_lazy("committees", "Leaves the office or the management")
        TRANSFER = "transfer", pgettext_lazy("committees", "Official transfer")
        OTHER = "other", pgettext_lazy("committees", "Other reason")

    unit = models.ForeignKey(
        Unit, verbose_name=pgettext_lazy("committees", "Cell"), on_delete=models.PROTECT, related_name="+"
    )
    person = models.ForeignKey(
        Person, verbose_name=pgettext_lazy("committees", "Member"), on_delete=models.PROTECT, related_name="+"
    )
    leaves_on = models.DateField(pgettext_lazy("committees", "From"))
    why = models.CharField(pgettext_lazy("committees", "Why"), max_length=10, choices=Why.choices)
    notice = models.CharField(pgettext_lazy("committees", "Notice or decision"), max_length=80, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "committees_departure"
        triggers = watched()
        indexes = [models.Index(fields=["unit", "leaves_on"]), models.Index(fields=["person"])]

    def __str__(self) -> str:
        return f"{self.person.name}, {self.leaves_on:%d/%m/%Y}"
