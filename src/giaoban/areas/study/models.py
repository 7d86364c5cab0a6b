"""A document, the plans to study it, who had to, the sessions and who came; coverage is counted from these rows."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from giaoban.ground.journal.models import watched
from giaoban.ground.people.models import Person
from giaoban.ground.units.models import Unit


class Document(models.Model):
    """A document that is studied; issuer, number and day identify it, never the number alone."""

    issuer = models.CharField(_("issued by"), max_length=200)
    number = models.CharField(_("number and sign"), max_length=60)
    issued_on = models.DateField(_("issued on"))
    title = models.CharField(pgettext_lazy("document", "title"), max_length=400)

    class Meta:
        db_table = "study_document"
        triggers = watched()
        constraints = [models.UniqueConstraint(fields=["issuer", "number", "issued_on"], name="study_document_once")]

    def __str__(self) -> str:
        return f"{self.number} ({self.issued_on:%d/%m/%Y})"


class Plan(models.Model):
    """A unit's plan to study a document: for whom, until when, and by which rule the denominator is counted."""

    class Audience(models.TextChoices):
        MEMBERS = "members", _("All members")
        OFFICIALS = "officials", _("Officials: those who hold a post")

    unit = models.ForeignKey(Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="study_plans")
    document = models.ForeignKey(Document, verbose_name=_("document"), on_delete=models.PROTECT, related_name="plans")
    audience = models.CharField(_("audience"), max_length=10, choices=Audience.choices)
    exempt_counted = models.BooleanField(_("exempt members count"), default=False)
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"))
    half = models.DateField(_("half-year"))  # first day of the half-year in which the time to study ends
    counted_on = models.DateField(_("list drawn up on"))

    class Meta:
        db_table = "study_plan"
        triggers = watched()
        indexes = [models.Index(fields=["unit", "until_on"]), models.Index(fields=["half"])]

    def __str__(self) -> str:
        return str(self.document)


class Duty(models.Model):
    """One person has to study one document, by one plan, in the cell where they stood when the list was drawn up."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="duties")
    plan = models.ForeignKey(Plan, verbose_name=_("document"), on_delete=models.PROTECT, related_name="duties")
    person = models.ForeignKey(
        Person, verbose_name=pgettext_lazy("member", "name"), on_delete=models.PROTECT, related_name="study_duties"
    )
    unit = models.ForeignKey(Unit, verbose_name=_("cell"), on_delete=models.PROTECT, related_name="study_duties")
    half = models.DateField(_("half-year"))  # the plan's, kept here too: figures ask for it of every duty
    reflection_on = models.DateField(_("written reflection"), null=True)

    class Meta:
        db_table = "study_duty"
        triggers = watched()
        constraints = [models.UniqueConstraint(fields=["document", "person"], name="study_duty_once_a_document")]
        indexes = [
            models.Index(fields=["plan", "unit"]),
            models.Index(fields=["unit"]),
            models.Index(fields=["person", "half"]),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.plan}"


class Session(models.Model):
    """A sitting in which the document was studied, held by a unit for those of its members who had to."""

    class Form(models.TextChoices):
        DIRECT = "direct", _("In one room")
        ONLINE = "online", _("Online")
        CELL_MEETING = "cell_meeting", _("In the cell's meeting")

    plan = models.ForeignKey(Plan, verbose_name=_("plan"), on_delete=models.PROTECT, related_name="sessions")
    unit = models.ForeignKey(Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="study_sessions")
    held_on = models.DateField(_("day"))
    form = models.CharField(_("form"), max_length=12, choices=Form.choices)
    make_up = models.BooleanField(_("make-up"), default=False)
    in_half = models.BooleanField(default=True)  # held before the plan's half-year was over
    place = models.CharField(_("place"), max_length=200, blank=True)
    speaker = models.CharField(_("speaker"), max_length=120, blank=True)

    class Meta:
        db_table = "study_session"
        triggers = watched()
        indexes = [models.Index(fields=["plan"]), models.Index(fields=["unit", "held_on"])]

    def __str__(self) -> str:
        return f"{self.plan}, {self.held_on:%d/%m/%Y}"


class Attendance(models.Model):
    """One who had to study, at one session."""

    class Status(models.TextChoices):
        PRESENT = "present", _("Present")
        EXCUSED = "excused", _("Absent with reason")
        ABSENT = "absent", _("Absent without reason")

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attendances")
    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="attendances")
    status = models.CharField(max_length=8, choices=Status.choices)

    class Meta:
        db_table = "study_attendance"
        triggers = watched()
        constraints = [models.UniqueConstraint(fields=["session", "duty"], name="study_attendance_once")]
        indexes = [models.Index(fields=["duty", "status"])]

    def __str__(self) -> str:
        return f"{self.duty_id} {self.status}"
