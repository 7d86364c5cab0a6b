"""One admission with its votes, sponsors, certificates and papers; where it stands follows from what is recorded."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from giaoban.ground.journal.models import watched
from giaoban.ground.people.models import Person
from giaoban.ground.units.models import Unit


class Admission(models.Model):
    """A candidate's way into the Party, from the opened dossier to official membership."""

    class State(models.TextChoices):
        CANDIDATE = "candidate", _("Candidate")
        CELL_VOTED = "cell_voted", _("Cell has voted")
        COMMITTEE_VOTED = "committee_voted", _("Committee has voted")
        DECIDED = "decided", _("Admission decided")
        PROBATIONARY = "probationary", _("On probation")
        REVIEWED = "reviewed", _("Cell has reviewed for official membership")
        OFFICIAL = "official", _("Official member")
        REFUSED = "refused", _("Refused")
        REMOVED = "removed", _("Name removed")

    unit = models.ForeignKey(Unit, verbose_name=_("Cell"), on_delete=models.PROTECT, related_name="admissions")
    person = models.ForeignKey(Person, verbose_name=_("Person"), on_delete=models.PROTECT, related_name="admissions")
    state = models.CharField(_("State"), max_length=20, choices=State.choices, default=State.CANDIDATE)
    opened_on = models.DateField(_("Dossier opened"))
    decision = models.CharField(_("Admission decision"), max_length=80, blank=True)
    decided_on = models.DateField(_("Decided"), null=True)
    received_on = models.DateField(_("Decision received by the cell"), null=True)
    admitted_on = models.DateField(_("Ceremony"), null=True)
    official_decision = models.CharField(_("Decision on official membership"), max_length=80, blank=True)
    official_decided_on = models.DateField(_("Decided on official membership"), null=True)
    official_on = models.DateField(_("Official from"), null=True)
    ended_on = models.DateField(_("Ended"), null=True)
    end_reason = models.TextField(_("Reason for the end"), blank=True)

    class Meta:
        db_table = "admissions_admission"
        triggers = watched()
        indexes = [
            models.Index(fields=["unit", "state"]),
            models.Index(fields=["admitted_on"]),
            models.Index(fields=["official_on"]),
        ]

    def __str__(self) -> str:
        return self.person.name


class Certificate(models.Model):
    """A certificate of a theory class: of awareness (before admission) or for new members (before official membership)."""

    class Kind(models.TextChoices):
        AWARENESS = "awareness", _("Awareness of the Party")
        NEW_MEMBER = "new_member", _("New members' class")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="certificates")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    number = models.CharField(max_length=60, blank=True)
    issued_on = models.DateField()

    class Meta:
        db_table = "admissions_certificate"
        triggers = watched()

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"


class Sponsor(models.Model):
    """Who recommends the candidate: an official member, or a mass organisation by resolution."""

    admission = models.ForeignKey(Admission, on_delete=models.CASCADE, related_name="sponsors")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="sponsored")
    organisation = models.CharField(max_length=120, blank=True)
    together_since = models.DateField(null=True)

    class Meta:
        db_table = "admissions_sponsor"
        triggers = watched()

    def __str__(self) -> str:
        return self.person.name if self.person else self.organisation


class Vote(models.Model):
    """A vote with its counts, not only its outcome; ``roll`` is all who may vote, present or not."""

    class On(models.TextChoices):
        CELL_ADMISSION = "cell_admission", _("Cell on admission")
        COMMITTEE_ADMISSION = "committee_admission", _("Grassroots committee on admission")
        CELL_OFFICIAL = "cell_official", _("Cell on official membership")

    admission = models.ForeignKey(Admission, on_delete=models.CASCADE, related_name="votes")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    question = models.CharField(max_length=24, choices=On.choices)
    on = models.DateField()
    resolution = models.CharField(max_length=80, blank=True)
    roll = models.PositiveIntegerField()
    present = models.PositiveIntegerField()
    in_favour = models.PositiveIntegerField()
    against = models.PositiveIntegerField(default=0)
    invalid = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "admissions_vote"
        triggers = watched()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(roll__gte=models.F("present"))
                & models.Q(present__gte=models.F("in_favour") + models.F("against") + models.F("invalid")),
                name="admissions_vote_adds_up",
            )
        ]

    def __str__(self) -> str:
        return f"{self.in_favour}/{self.roll}"


class DossierPaper(models.Model):
    """A paper of the dossier that is there (domain.md 4.5): form code, day, issuer, pages."""

    admission = models.ForeignKey(Admission, on_delete=models.CASCADE, related_name="papers")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    form = models.CharField(max_length=12)
    dated_on = models.DateField(null=True)
    issuer = models.CharField(max_length=160, blank=True)
    pages = models.PositiveSmallIntegerField(null=True)

    class Meta:
        db_table = "admissions_paper"
        triggers = watched()
        constraints = [models.UniqueConstraint(fields=["admission", "form"], name="admissions_paper_once")]

    def __str__(self) -> str:
        return self.form
