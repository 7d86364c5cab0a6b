"""Criteria sets with their lines, what a unit was scored by them, and the classification of people and organisations."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import pgettext_lazy

from giaoban.core.spans import Period
from giaoban.ground.journal.models import watched
from giaoban.ground.people.models import Person
from giaoban.ground.units.models import Unit


class CriteriaSet(models.Model):
    """What a committee measures the units below it by, from a day on; who lays it down says whether its text was compared."""

    class Way(models.TextChoices):
        POINTS = "points", pgettext_lazy("emulation", "Points for the whole period")
        MONTHLY = "monthly", pgettext_lazy("emulation", "Met or not met, month by month")

    class About(models.TextChoices):
        CELL = "cell", pgettext_lazy("emulation", "“Four-good” cells")
        COMMITTEE = "committee", pgettext_lazy("emulation", "“Four-good” grassroots committees")

    unit = models.ForeignKey(
        Unit, verbose_name=pgettext_lazy("emulation", "Laid down by"), on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(pgettext_lazy("emulation", "Name of the set"), max_length=160)
    about = models.CharField(pgettext_lazy("emulation", "For"), max_length=9, choices=About.choices)
    way = models.CharField(pgettext_lazy("emulation", "Way of scoring"), max_length=7, choices=Way.choices)
    basis = models.CharField(pgettext_lazy("emulation", "Text it rests on"), max_length=160, blank=True)
    compared = models.BooleanField(pgettext_lazy("emulation", "Compared with the text"), default=False)
    from_on = models.DateField(pgettext_lazy("emulation", "In force from"))
    until_on = models.DateField(pgettext_lazy("emulation", "Last day in force"), null=True)
    needed = models.PositiveSmallIntegerField(
        pgettext_lazy("emulation", "Needed for recognition"),
        help_text="Points, or months in which every line is met.",
        validators=[MinValueValidator(1), MaxValueValidator(1000)],
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "emulation_criteriaset"
        triggers = watched()
        indexes = [models.Index(fields=["unit", "from_on"])]

    def __str__(self) -> str:
        return self.name


class Criterion(models.Model):
    """One line of a set: what it asks, what it is worth, and, where records say it, by which figure it is judged.

    ``unit`` is the set's, so that the units below read the line as they read the set.
    """

    class Group(models.TextChoices):
        TASK = "task", pgettext_lazy("emulation", "Political task")
        MEETINGS = "meetings", pgettext_lazy("emulation", "Quality of meetings")
        UNITY = "unity", pgettext_lazy("emulation", "Unity and discipline")
        CADRES = "cadres", pgettext_lazy("emulation", "Cadres and members")

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    criteria = models.ForeignKey(CriteriaSet, on_delete=models.PROTECT, related_name="lines")
    group = models.CharField(max_length=8, choices=Group.choices)
    order = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    points = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(100)])
    source = models.CharField(max_length=80, blank=True)
    at_least = models.PositiveIntegerField(null=True)
    at_most = models.PositiveIntegerField(null=True)
    must = models.BooleanField(default=False)

    class Meta:
        db_table = "emulation_criterion"
        triggers = watched()
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.text


class Assessment(models.Model):
    """A unit measured by a set in a period, from its registration to the decision, and to what came after it."""

    class State(models.TextChoices):
        REGISTERED = "registered", pgettext_lazy("emulation", "Registered")
        SCORED = "scored", pgettext_lazy("emulation", "Self-scored")
        CHECKED = "checked", pgettext_lazy("emulation", "Checked by the superior")
        RECOGNISED = "recognised", pgettext_lazy("emulation", "Recognised")
        REFUSED = "refused", pgettext_lazy("emulation", "Not recognised")
        WITHDRAWN = "withdrawn", pgettext_lazy("emulation", "Recognition withdrawn")

    unit = models.ForeignKey(
        Unit, verbose_name=pgettext_lazy("emulation", "Organisation"), on_delete=models.PROTECT, related_name="+"
    )
    criteria = models.ForeignKey(
        CriteriaSet,
        verbose_name=pgettext_lazy("emulation", "Criteria set"),
        on_delete=models.PROTECT,
        related_name="assessments",
    )
    period = models.CharField(pgettext_lazy("emulation", "Period"), max_length=10)
    state = models.CharField(
        pgettext_lazy("emulation", "State"), max_length=10, choices=State.choices, default=State.REGISTERED
    )
    registered_on = models.DateField(pgettext_lazy("emulation", "Registered on"))
    scored_on = models.DateField(pgettext_lazy("emulation", "Self-scored on"), null=True)
    claimed = models.DecimalField(pgettext_lazy("emulation", "Self-scored"), max_digits=6, decimal_places=2, null=True)
    checked_on = models.DateField(pgettext_lazy("emulation", "Checked on"), null=True)
    checked = models.DecimalField(pgettext_lazy("emulation", "Checked"), max_digits=6, decimal_places=2, null=True)
    decision = models.CharField(pgettext_lazy("emulation", "Number of the decision"), max_length=80, blank=True)
    decided_on = models.DateField(pgettext_lazy("emulation", "Decided on"), null=True)
    withdrawal = models.CharField(pgettext_lazy("emulation", "Decision to withdraw"), max_length=80, blank=True)
    withdrawn_on = models.DateField(pgettext_lazy("emulation", "Withdrawn on"), null=True)
    counted = models.BooleanField(
        default=True,
        help_text="False where the recognition was withdrawn before the period of its decision was closed.",
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "emulation_assessment"
        triggers = watched()
        indexes = [models.Index(fields=["unit", "state"]), models.Index(fields=["decided_on"])]
        constraints = [models.UniqueConstraint(fields=["unit", "criteria", "period"], name="emulation_assessment_once")]

    def __str__(self) -> str:
        return f"{self.criteria.name}, {self.span.title()}"

    @property
    def span(self) -> Period:
        """The period as days."""
        return Period.parse(self.period)


class CriterionMark(models.Model):
    """What a line was found, claimed and checked to be: for the whole period, or for a month where the set asks by month.

    ``met`` is what the records said when they were last asked, ``figure`` the figure itself where it may be told; None where
    none says it.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="marks")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    month = models.DateField(null=True)
    met = models.BooleanField(null=True)
    figure = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    claimed = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    evidence = models.CharField(max_length=300, blank=True)
    checked = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    remark = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "emulation_criterionmark"
        triggers = watched()
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "criterion", "month"], name="emulation_criterionmark_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.criterion_id} {self.claimed}"

    @property
    def worth(self) -> Decimal | None:
        """The points that hold: those of the check, before it those that were claimed."""
        return self.claimed if self.checked is None else self.checked


class RatingSheet(models.Model):
    """The classification of the members of a cell, of a unit's leaders, or of the units right below it, for a year or a quarter.

    ``convened`` is the base of the vote: all official members, or all members of the body, and not those present.
    """

    class About(models.TextChoices):
        MEMBERS = "members", pgettext_lazy("emulation", "Members of the cell")
        LEADERS = "leaders", pgettext_lazy("emulation", "Leaders of the organisation")
        UNITS = "units", pgettext_lazy("emulation", "Organisations right below")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("emulation", "Being rated")
        SUBMITTED = "submitted", pgettext_lazy("emulation", "Submitted for decision")
        DECIDED = "decided", pgettext_lazy("emulation", "Decided")

    unit = models.ForeignKey(
        Unit, verbose_name=pgettext_lazy("emulation", "Organisation"), on_delete=models.PROTECT, related_name="+"
    )
    about = models.CharField(pgettext_lazy("emulation", "Whom it rates"), max_length=7, choices=About.choices)
    period = models.CharField(pgettext_lazy("emulation", "Period"), max_length=10)
    until_on = models.DateField(pgettext_lazy("emulation", "Last day of the period"))
    yearly = models.BooleanField(pgettext_lazy("emulation", "For a whole year"))
    state = models.CharField(
        pgettext_lazy("emulation", "State"), max_length=9, choices=State.choices, default=State.OPEN
    )
    drawn_on = models.DateField(pgettext_lazy("emulation", "Drawn up on"))
    convened = models.PositiveSmallIntegerField(pgettext_lazy("emulation", "Had a vote"), null=True)
    present = models.PositiveSmallIntegerField(pgettext_lazy("emulation", "Present"), null=True)
    submitted_on = models.DateField(pgettext_lazy("emulation", "Submitted on"), null=True)
    decision = models.CharField(pgettext_lazy("emulation", "Number of the decision"), max_length=80, blank=True)
    decided_on = models.DateField(pgettext_lazy("emulation", "Decided on"), null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "emulation_ratingsheet"
        triggers = watched()
        indexes = [models.Index(fields=["unit", "state"]), models.Index(fields=["until_on"])]
        constraints = [models.UniqueConstraint(fields=["unit", "about", "period"], name="emulation_ratingsheet_once")]

    def __str__(self) -> str:
        return f"{self.get_about_display()}, {self.span.title()}"

    @property
    def span(self) -> Period:
        """The period as days."""
        return Period.parse(self.period)


class Rating(models.Model):
    """A member, a leader or an organisation on a sheet: the level proposed, the level decided, or why there is none.

    ``unit`` is the cell of the person, or the organisation that is rated. ``level`` is what is counted in the period of the
    decision; what was changed after that was closed stands in ``changed_to`` alone.
    """

    class Level(models.TextChoices):
        EXCELLENT = "excellent", pgettext_lazy("emulation", "Tasks completed excellently")
        GOOD = "good", pgettext_lazy("emulation", "Tasks completed well")
        DONE = "done", pgettext_lazy("emulation", "Tasks completed")
        FAILED = "failed", pgettext_lazy("emulation", "Tasks not completed")

    class Unrated(models.TextChoices):
        NEW = "new", pgettext_lazy("emulation", "Not rated: here too short a time")
        EXEMPT = "exempt", pgettext_lazy("emulation", "Not rated: exempt from work and meetings")
        SUSPENDED = "suspended", pgettext_lazy("emulation", "Not rated: Party activity suspended")
        OTHER = "other", pgettext_lazy("emulation", "Not rated: other reason")

    sheet = models.ForeignKey(
        RatingSheet, verbose_name=pgettext_lazy("emulation", "Sheet"), on_delete=models.CASCADE, related_name="ratings"
    )
    unit = models.ForeignKey(
        Unit, verbose_name=pgettext_lazy("emulation", "Organisation"), on_delete=models.PROTECT, related_name="+"
    )
    person = models.ForeignKey(
        Person, verbose_name=pgettext_lazy("emulation", "Member"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    proposed = models.CharField(
        pgettext_lazy("emulation", "Level proposed"), max_length=9, choices=Level.choices, blank=True, default=""
    )
    level = models.CharField(
        pgettext_lazy("emulation", "Level decided"), max_length=9, choices=Level.choices, blank=True, default=""
    )
    unrated = models.CharField(
        pgettext_lazy("emulation", "Not rated"), max_length=9, choices=Unrated.choices, blank=True, default=""
    )
    remark = models.CharField(pgettext_lazy("emulation", "Remark"), max_length=300, blank=True)
    changed_to = models.CharField(
        pgettext_lazy("emulation", "Changed to"), max_length=9, choices=Level.choices, blank=True, default=""
    )
    changed_by = models.CharField(pgettext_lazy("emulation", "Decision that changed it"), max_length=80, blank=True)

    class Meta:
        db_table = "emulation_rating"
        triggers = watched()
        indexes = [models.Index(fields=["unit"]), models.Index(fields=["person"])]
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "unit", "person"], name="emulation_rating_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=models.Q(unrated="") | models.Q(proposed="", level=""), name="emulation_rating_either"
            ),
        ]

    def __str__(self) -> str:
        return str(self.person) if self.person_id else f"{self.unit_id}"

    @property
    def holds(self) -> str:
        """The level that holds now: as it was changed, decided or proposed."""
        return self.changed_to or self.level or self.proposed

    @property
    def in_words(self) -> str:
        """The level that holds, or why there is none."""
        if self.unrated and not self.changed_to:
            return str(self.get_unrated_display())
        return str(self.Level(self.holds).label) if self.holds else ""
