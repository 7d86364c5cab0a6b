"""What is planned for a year, what was inspected by whom, whom it is about, the team, its days, and what was demanded."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext, pgettext_lazy

from giaoban.ground.journal.models import watched
from giaoban.ground.people.models import Person
from giaoban.ground.units.models import Unit


class ActingLevel(models.TextChoices):
    """Which body inspects: the first way in which figures are broken down."""

    COMMITTEE = "committee", pgettext_lazy("inspections", "Committee, standing committee")
    COMMISSION = "commission", pgettext_lazy("inspections", "Inspection commission")
    CELL = "cell", pgettext_lazy("inspections", "Cell")


class InspectionKind(models.TextChoices):
    """Inspections of three kinds, and supervision, which is never added to them."""

    PROGRAMME = "programme", pgettext_lazy("inspections", "Inspection by the programme")
    SIGNS = "signs", pgettext_lazy("inspections", "Inspection on signs of a violation")
    OTHER = "other", pgettext_lazy("inspections", "Other inspection")
    SUPERVISION = "supervision", pgettext_lazy("inspections", "Thematic supervision")


class PlannedInspection(models.Model):
    """A line of the year's programme: who inspects or supervises whom, in what, by when, and how many of them."""

    unit = models.ForeignKey(
        Unit,
        verbose_name=pgettext_lazy("inspections", "Acting organisation"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    acting = models.CharField(pgettext_lazy("inspections", "Acting body"), max_length=10, choices=ActingLevel.choices)
    kind = models.CharField(pgettext_lazy("inspections", "Kind"), max_length=12, choices=InspectionKind.choices)
    programme = models.CharField(pgettext_lazy("inspections", "Number of the programme"), max_length=80, blank=True)
    theme = models.CharField(pgettext_lazy("inspections", "Theme"), max_length=300, blank=True)
    whom = models.CharField(pgettext_lazy("inspections", "Who is inspected"), max_length=300, blank=True)
    organisations = models.PositiveSmallIntegerField(pgettext_lazy("inspections", "Organisations planned"))
    members = models.PositiveSmallIntegerField(pgettext_lazy("inspections", "Members planned"))
    set_on = models.DateField(pgettext_lazy("inspections", "Programme of"))
    due_on = models.DateField(pgettext_lazy("inspections", "To be done by"))
    dropped_on = models.DateField(pgettext_lazy("inspections", "Dropped on"), null=True)
    drop_reason = models.CharField(pgettext_lazy("inspections", "Why dropped"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "inspections_plannedinspection"
        triggers = watched()
        indexes = [models.Index(fields=["unit", "due_on"])]

    def __str__(self) -> str:
        return gettext("Line no. %(number)s of the programme") % {"number": self.pk}


class Inspection(models.Model):
    """One inspection or supervision: one decision and plan, one team, one conclusion, however many it looks at.

    ``unit`` is the organisation whose body inspects. What was found stays on paper: no field holds it.
    """

    class State(models.TextChoices):
        DECIDED = "decided", pgettext_lazy("inspections", "Decided, being prepared")
        STARTED = "started", pgettext_lazy("inspections", "Being carried out")
        REPORTED = "reported", pgettext_lazy("inspections", "The team has reported")
        CONCLUDED = "concluded", pgettext_lazy("inspections", "Concluded")
        ANNOUNCED = "announced", pgettext_lazy("inspections", "Announced, being followed up")
        CLOSED = "closed", pgettext_lazy("inspections", "Followed up and filed")
        STOPPED = "stopped", pgettext_lazy("inspections", "Stopped without a conclusion")

    unit = models.ForeignKey(
        Unit,
        verbose_name=pgettext_lazy("inspections", "Acting organisation"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    acting = models.CharField(pgettext_lazy("inspections", "Acting body"), max_length=10, choices=ActingLevel.choices)
    kind = models.CharField(pgettext_lazy("inspections", "Kind"), max_length=12, choices=InspectionKind.choices)
    planned = models.ForeignKey(
        PlannedInspection,
        verbose_name=pgettext_lazy("inspections", "Line of the programme"),
        null=True,
        on_delete=models.PROTECT,
        related_name="inspections",
    )
    theme = models.CharField(pgettext_lazy("inspections", "Theme"), max_length=300, blank=True)
    looks_from = models.DateField(pgettext_lazy("inspections", "Period inspected from"))
    looks_until = models.DateField(pgettext_lazy("inspections", "Period inspected until"))
    decision = models.CharField(pgettext_lazy("inspections", "Decision and plan"), max_length=80, blank=True)
    decided_on = models.DateField(pgettext_lazy("inspections", "Decided on"))
    reports_by = models.DateField(pgettext_lazy("inspections", "Self-reports by"))
    ends_by = models.DateField(pgettext_lazy("inspections", "To be concluded by"))
    state = models.CharField(
        pgettext_lazy("inspections", "State"), max_length=10, choices=State.choices, default=State.DECIDED
    )
    started_on = models.DateField(pgettext_lazy("inspections", "Started on"), null=True)
    report = models.CharField(pgettext_lazy("inspections", "Report of the team"), max_length=80, blank=True)
    reported_on = models.DateField(pgettext_lazy("inspections", "Reported on"), null=True)
    conclusion = models.CharField(pgettext_lazy("inspections", "Number of the conclusion"), max_length=80, blank=True)
    concluded_on = models.DateField(pgettext_lazy("inspections", "Concluded on"), null=True)
    notice = models.CharField(pgettext_lazy("inspections", "Number of the notice"), max_length=80, blank=True)
    announced_on = models.DateField(pgettext_lazy("inspections", "Announced on"), null=True)
    ended_on = models.DateField(pgettext_lazy("inspections", "Ended on"), null=True)
    end_reason = models.CharField(pgettext_lazy("inspections", "Why stopped"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "inspections_inspection"
        triggers = watched()
        indexes = [
            models.Index(fields=["unit", "state"]),
            models.Index(fields=["concluded_on"]),
            models.Index(fields=["planned"]),
        ]

    def __str__(self) -> str:
        if self.kind == InspectionKind.SUPERVISION:
            return gettext("Supervision no. %(number)s") % {"number": self.pk}
        return gettext("Inspection no. %(number)s") % {"number": self.pk}


class InspectedParty(models.Model):
    """An organisation or a member that is inspected or supervised: its own report, and what was concluded of it.

    ``inspected`` is the organisation itself, or the cell in which the member stood on the day of the decision.
    """

    class Outcome(models.TextChoices):
        GOOD = "good", pgettext_lazy("inspections", "Carried out well")
        LACKING = "lacking", pgettext_lazy("inspections", "With shortcomings")
        SIGNS = "signs", pgettext_lazy("inspections", "Signs of a violation found")
        VIOLATION = "violation", pgettext_lazy("inspections", "Violation, short of discipline")
        PUNISH = "punish", pgettext_lazy("inspections", "Violation, discipline to be considered")

    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="parties")
    number = models.PositiveSmallIntegerField(pgettext_lazy("inspections", "Number"))
    inspected = models.ForeignKey(
        Unit,
        verbose_name=pgettext_lazy("inspections", "Organisation or cell"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    person = models.ForeignKey(
        Person,
        verbose_name=pgettext_lazy("inspections", "Member"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    reported_on = models.DateField(pgettext_lazy("inspections", "Self-report of"), null=True)
    why_none = models.CharField(pgettext_lazy("inspections", "Why without a self-report"), max_length=300, blank=True)
    outcome = models.CharField(
        pgettext_lazy("inspections", "Outcome"), max_length=10, choices=Outcome.choices, blank=True
    )

    class Meta:
        db_table = "inspections_inspectedparty"
        triggers = watched()
        indexes = [models.Index(fields=["person"])]
        constraints = [
            models.UniqueConstraint(fields=["inspection", "number"], name="inspections_party_number_once"),
            models.UniqueConstraint(
                fields=["inspection", "inspected", "person"], name="inspections_party_once", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return gettext("%(inspection)s, party %(number)s") % {"inspection": self.inspection, "number": self.number}


class TeamMember(models.Model):
    """Somebody on the team of an inspection, and as what."""

    class Duty(models.TextChoices):
        HEAD = "head", pgettext_lazy("inspections", "Head of the team")
        DEPUTY = "deputy", pgettext_lazy("inspections", "Deputy head of the team")
        CLERK = "clerk", pgettext_lazy("inspections", "Secretary of the team")
        MEMBER = "member", pgettext_lazy("inspections", "Member of the team")

    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="team")
    who = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    duty = models.CharField(max_length=8, choices=Duty.choices)

    class Meta:
        db_table = "inspections_teammember"
        triggers = watched()
        constraints = [models.UniqueConstraint(fields=["inspection", "who"], name="inspections_team_once")]

    def __str__(self) -> str:
        return f"{self.get_duty_display()}, {self.who.name}"


class TeamDay(models.Model):
    """A day in the calendar of the team: what is done where, and the minutes of it once it was held."""

    class What(models.TextChoices):
        LAUNCH = "launch", pgettext_lazy("inspections", "Launching session")
        PARTY = "party", pgettext_lazy("inspections", "Working with who is inspected")
        VERIFY = "verify", pgettext_lazy("inspections", "Verification with others concerned")
        SESSION = "session", pgettext_lazy("inspections", "Session of the team or the body")

    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="days")
    day = models.DateField()
    what = models.CharField(max_length=8, choices=What.choices)
    place = models.CharField(max_length=200, blank=True)
    minutes = models.CharField(max_length=80, blank=True)
    held_on = models.DateField(null=True)

    class Meta:
        db_table = "inspections_teamday"
        triggers = watched()

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y}, {self.get_what_display()}"


class Demand(models.Model):
    """What a conclusion demands of who was inspected: by when, and what was done about it."""

    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="demands")
    number = models.PositiveSmallIntegerField(pgettext_lazy("inspections", "Number"))
    what = models.TextField(pgettext_lazy("inspections", "What is demanded"), blank=True)
    due_on = models.DateField(pgettext_lazy("inspections", "To be reported by"))
    done_on = models.DateField(pgettext_lazy("inspections", "Done on"), null=True)
    result = models.TextField(pgettext_lazy("inspections", "What was done"), blank=True)

    class Meta:
        db_table = "inspections_demand"
        triggers = watched()
        indexes = [models.Index(fields=["due_on"])]
        constraints = [models.UniqueConstraint(fields=["inspection", "number"], name="inspections_demand_number_once")]

    def __str__(self) -> str:
        return gettext("%(inspection)s, demand %(number)s") % {"inspection": self.inspection, "number": self.number}
