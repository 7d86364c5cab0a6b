"""The source list, a class with its lessons and its list, who came, the marks, the certificates. Figures are counted from these rows."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy

from giaoban.ground.journal.models import watched
from giaoban.ground.people.models import Person
from giaoban.ground.units.models import Unit


class Programme(models.TextChoices):
    """The two programmes, which are never added up in silence."""

    AWARENESS = "awareness", pgettext_lazy("classes", "Awareness of the Party")
    NEW_MEMBER = "new_member", pgettext_lazy("classes", "New members")


class Prospect(models.Model):
    """Somebody outside the Party whom a mass body has recognised and the cell follows: a line of its source list.

    ``person`` may have no dossier of admission; where one is opened later, it is of the same person.
    """

    unit = models.ForeignKey(
        Unit, verbose_name=pgettext_lazy("classes", "Cell"), on_delete=models.PROTECT, related_name="+"
    )
    person = models.ForeignKey(
        Person, verbose_name=pgettext_lazy("classes", "Person"), on_delete=models.PROTECT, related_name="+"
    )
    recognised_on = models.DateField(pgettext_lazy("classes", "Recognised"))
    recognised_by = models.CharField(pgettext_lazy("classes", "Mass body"), max_length=120, blank=True)
    ended_on = models.DateField(pgettext_lazy("classes", "Taken off the list"), null=True)
    end_reason = models.CharField(pgettext_lazy("classes", "Why taken off"), max_length=400, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "classes_prospect"
        triggers = watched()
        indexes = [models.Index(fields=["unit", "ended_on"]), models.Index(fields=["person"])]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(ended_on=None), name="classes_prospect_on_one_list"
            )
        ]

    def __str__(self) -> str:
        return self.person.name


class TheoryClass(models.Model):
    """A class of one programme, held by one body: planned, called, opened, its results recognised, closed.

    A class counts in the period of ``closed_on``.
    """

    class State(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("classes", "Planned")
        CALLED = "called", pgettext_lazy("classes", "Lists are taken in")
        RUNNING = "running", pgettext_lazy("classes", "Running")
        RECOGNISED = "recognised", pgettext_lazy("classes", "Results recognised")
        CLOSED = "closed", pgettext_lazy("classes", "Over and reported")
        CANCELLED = "cancelled", pgettext_lazy("classes", "Cancelled")

    unit = models.ForeignKey(
        Unit, verbose_name=pgettext_lazy("classes", "Held by"), on_delete=models.PROTECT, related_name="+"
    )
    programme = models.CharField(pgettext_lazy("classes", "Programme"), max_length=10, choices=Programme.choices)
    place = models.CharField(pgettext_lazy("classes", "Place"), max_length=200, blank=True)
    from_on = models.DateField(pgettext_lazy("classes", "From"))
    until_on = models.DateField(pgettext_lazy("classes", "Until"))
    state = models.CharField(
        pgettext_lazy("classes", "State"), max_length=10, choices=State.choices, default=State.PLANNED
    )
    call = models.CharField(pgettext_lazy("classes", "Number of the call"), max_length=80, blank=True)
    called_on = models.DateField(pgettext_lazy("classes", "Called on"), null=True)
    answer_by = models.DateField(pgettext_lazy("classes", "Lists by"), null=True)
    decision = models.CharField(pgettext_lazy("classes", "Decision to open"), max_length=80, blank=True)
    opened_on = models.DateField(pgettext_lazy("classes", "Opened"), null=True)
    recognition = models.CharField(pgettext_lazy("classes", "Decision on the results"), max_length=80, blank=True)
    recognised_on = models.DateField(pgettext_lazy("classes", "Results recognised on"), null=True)
    report = models.CharField(pgettext_lazy("classes", "Number of the report"), max_length=80, blank=True)
    closed_on = models.DateField(pgettext_lazy("classes", "Closed"), null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "classes_course"
        triggers = watched()
        indexes = [models.Index(fields=["unit", "state"]), models.Index(fields=["closed_on"])]

    def __str__(self) -> str:
        return f"{self.get_programme_display()}, {self.from_on:%d/%m/%Y} – {self.until_on:%d/%m/%Y}"


class Learner(models.Model):
    """One person on the list of one class, sent by the cell that ``unit`` names."""

    class State(models.TextChoices):
        LISTED = "listed", pgettext_lazy("classes", "On the list")
        PASSED = "passed", pgettext_lazy("classes", "Passed")
        FAILED = "failed", pgettext_lazy("classes", "Not passed")

    course = models.ForeignKey(
        TheoryClass, verbose_name=pgettext_lazy("classes", "Class"), on_delete=models.PROTECT, related_name="learners"
    )
    unit = models.ForeignKey(
        Unit, verbose_name=pgettext_lazy("classes", "Sent by"), on_delete=models.PROTECT, related_name="+"
    )
    person = models.ForeignKey(
        Person, verbose_name=pgettext_lazy("classes", "Learner"), on_delete=models.PROTECT, related_name="+"
    )
    letter = models.CharField(pgettext_lazy("classes", "Letter that sends them"), max_length=80, blank=True)
    listed_on = models.DateField(pgettext_lazy("classes", "Listed"))
    state = models.CharField(
        pgettext_lazy("classes", "Result"), max_length=8, choices=State.choices, default=State.LISTED
    )

    class Meta:
        db_table = "classes_learner"
        triggers = watched()
        indexes = [models.Index(fields=["unit"]), models.Index(fields=["person"])]
        constraints = [models.UniqueConstraint(fields=["course", "person"], name="classes_learner_once_a_class")]

    def __str__(self) -> str:
        return self.person.name


class Lesson(models.Model):
    """A half-day of the class: one topic, so many periods; a make-up is for those who missed the topic."""

    course = models.ForeignKey(TheoryClass, on_delete=models.PROTECT, related_name="lessons")
    held_on = models.DateField()
    topic = models.CharField(max_length=12)
    periods = models.PositiveSmallIntegerField()
    lecturer = models.CharField(max_length=120, blank=True)
    make_up = models.BooleanField(default=False)

    class Meta:
        db_table = "classes_lesson"
        triggers = watched()
        constraints = [
            models.UniqueConstraint(
                fields=["course", "topic"], condition=models.Q(make_up=False), name="classes_lesson_topic_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.topic}, {self.held_on:%d/%m/%Y}"


class Presence(models.Model):
    """One learner at one lesson: there or not."""

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="presences")
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="presences")
    present = models.BooleanField()

    class Meta:
        db_table = "classes_presence"
        triggers = watched()
        constraints = [models.UniqueConstraint(fields=["lesson", "learner"], name="classes_presence_once")]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.present}"


class Sitting(models.Model):
    """A learner's paper or test on one day, with its mark out of ten; a later one is the make-up."""

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="sittings")
    sat_on = models.DateField()
    mark = models.DecimalField(max_digits=4, decimal_places=2)

    class Meta:
        db_table = "classes_sitting"
        triggers = watched()
        constraints = [models.UniqueConstraint(fields=["learner", "sat_on"], name="classes_sitting_once_a_day")]

    def __str__(self) -> str:
        return f"{self.mark}, {self.sat_on:%d/%m/%Y}"


class ClassCertificate(models.Model):
    """A certificate of a class with its serial: numbered through the year for each body and programme.

    One that was lost or spoilt is issued anew under a new number, which ``replaces`` the old.
    """

    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="certificates")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    programme = models.CharField(max_length=10, choices=Programme.choices)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    issued_on = models.DateField()
    signed_by = models.CharField(max_length=120, blank=True)
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")

    class Meta:
        db_table = "classes_classcertificate"
        triggers = watched()
        indexes = [models.Index(fields=["person", "programme"])]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "programme", "year", "number"], name="classes_classcertificate_serial_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number:03}/{self.year}"
