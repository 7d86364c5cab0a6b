"""Why personal data is held, what people said to it and asked of it, what went wrong with it, how long it stays."""

from __future__ import annotations

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.utils.translation import gettext_lazy as _

from giaoban.ground.journal.models import watched
from giaoban.ground.people.models import Person
from giaoban.ground.units.models import Unit


class Mark(models.TextChoices):
    """Whether the text that is cited was looked at; only then it is shown as law."""

    CONFIRMED = "C", _("compared with the text")
    OPEN = "M", _("not compared with the text")


class DataPurpose(models.Model):
    """What a unit, and all below it, process personal data for, and on what ground, for a span of days."""

    class Ground(models.TextChoices):
        DUTY = "duty", _("Duty of a competent body, without consent")
        CONSENT = "consent", _("Consent of the person")
        OTHER = "other", _("Another ground")

    unit = models.ForeignKey(Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("purpose"), max_length=300)
    ground = models.CharField(_("ground"), max_length=8, choices=Ground.choices)
    basis = models.CharField(_("text that it rests on"), max_length=300)
    data = models.TextField(_("data processed"))
    recipients = models.TextField(_("who receives it"), blank=True)
    mark = models.CharField(_("checked"), max_length=1, choices=Mark.choices, default=Mark.OPEN)
    source = models.CharField(_("source"), max_length=200, blank=True)
    valid = DateRangeField(_("in force"))

    class Meta:
        db_table = "privacy_purpose"
        triggers = watched()
        indexes = [models.Index(fields=["unit"])]

    def __str__(self) -> str:
        return self.name


class Consent(models.Model):
    """One person agreed to one purpose on a day, to a text that is kept as it was read; until it is withdrawn."""

    class Form(models.TextChoices):
        PAPER = "paper", _("Signed paper")
        PROGRAM = "program", _("In the program, by the person")
        MINUTES = "minutes", _("Said at a meeting, in the minutes")

    unit = models.ForeignKey(Unit, verbose_name=_("cell"), on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="consents")
    purpose = models.ForeignKey(
        DataPurpose, verbose_name=_("purpose"), on_delete=models.PROTECT, related_name="consents"
    )
    given_on = models.DateField(_("given"))
    form = models.CharField(_("form"), max_length=8, choices=Form.choices)
    text = models.TextField(_("text agreed to"))
    withdrawn_on = models.DateField(_("withdrawn"), null=True)
    withdrawn_form = models.CharField(_("form of withdrawal"), max_length=8, choices=Form.choices, blank=True)

    class Meta:
        db_table = "privacy_consent"
        triggers = watched()
        indexes = [models.Index(fields=["person"]), models.Index(fields=["unit"])]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose"], condition=models.Q(withdrawn_on__isnull=True), name="privacy_consent_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.purpose}"


class DataRequest(models.Model):
    """What a person asks of their own data, until when it is acknowledged and answered, and the answer.

    ``acknowledge_by`` and ``answer_by`` follow from the regulations in force on the day on which it came in.
    """

    class Kind(models.TextChoices):
        ACCESS = "access", _("See or get one's data")
        CORRECT = "correct", _("Correct")
        ERASE = "erase", _("Erase")
        RESTRICT = "restrict", _("Restrict the processing")
        OBJECT = "object", _("Object to the processing")
        WITHDRAW = "withdraw", _("Withdraw a consent")

    class Form(models.TextChoices):
        PROGRAM = "program", _("In the program, by the person")
        PAPER = "paper", _("On paper")
        SPOKEN = "spoken", _("Said in person")

    class Outcome(models.TextChoices):
        GRANTED = "granted", _("Done as asked")
        PARTLY = "partly", _("Done in part")
        REFUSED = "refused", _("Refused")

    unit = models.ForeignKey(Unit, verbose_name=_("cell"), on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="data_requests")
    kind = models.CharField(_("asks to"), max_length=8, choices=Kind.choices)
    what = models.TextField(_("what is asked"))
    received_on = models.DateField(_("received"))
    form = models.CharField(_("form"), max_length=8, choices=Form.choices)
    by_others = models.BooleanField(_("a processor holds the data too"), default=False)
    acknowledge_by = models.DateField(_("to acknowledge by"), null=True)
    answer_by = models.DateField(_("to answer by"), null=True)
    acknowledged_on = models.DateField(_("acknowledged"), null=True)
    extended_to = models.DateField(_("extended to"), null=True)
    extension_reason = models.TextField(_("reason for the extension"), blank=True)
    answered_on = models.DateField(_("answered"), null=True)
    outcome = models.CharField(_("outcome"), max_length=7, choices=Outcome.choices, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    refusal_reason = models.TextField(_("reason for the refusal"), blank=True)

    class Meta:
        db_table = "privacy_request"
        triggers = watched()
        indexes = [
            models.Index(fields=["person"]),
            models.Index(fields=["unit", "answered_on"]),
            models.Index(
                fields=["answer_by"], condition=models.Q(answered_on__isnull=True), name="privacy_request_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_kind_display()}"


class Breach(models.Model):
    """Personal data came where it should not, was lost or changed; its clock runs from when it was found out."""

    unit = models.ForeignKey(Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="+")
    what = models.TextField(_("what happened"))
    data = models.TextField(_("data concerned"))
    people_count = models.PositiveIntegerField(_("people concerned"), null=True)
    happened_at = models.DateTimeField(_("happened"), null=True)
    detected_at = models.DateTimeField(_("found out"))
    notify_by = models.DateTimeField(_("to report by"), null=True)
    consequences = models.TextField(_("consequences"), blank=True)
    measures = models.TextField(_("measures taken"), blank=True)
    notified_at = models.DateTimeField(_("reported"), null=True)
    notified_to = models.CharField(_("reported to"), max_length=200, blank=True)
    notice_number = models.CharField(_("number of the report"), max_length=80, blank=True)
    told_on = models.DateField(_("people told"), null=True)
    no_notice_reason = models.TextField(_("why no report was due"), blank=True)
    closed_on = models.DateField(_("closed"), null=True)

    class Meta:
        db_table = "privacy_breach"
        triggers = watched()
        indexes = [models.Index(fields=["unit"])]

    def __str__(self) -> str:
        return self.what[:80]


class Retention(models.Model):
    """How long one kind of data stays in a unit and below after it is no longer needed, by which text."""

    class Subject(models.TextChoices):
        PHONE = "phone", _("Phone numbers of those who are members no more")
        IDENTITY = "identity", _("Identity numbers of those who are members no more")
        ORIGIN = "origin", _("Native place and ethnicity of those who are members no more")
        REQUESTS = "requests", _("Words of requests that were answered")

    unit = models.ForeignKey(Unit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(_("data"), max_length=8, choices=Subject.choices)
    keep_months = models.PositiveSmallIntegerField(_("months kept"))
    source = models.CharField(_("text"), max_length=200)
    mark = models.CharField(_("checked"), max_length=1, choices=Mark.choices, default=Mark.OPEN)
    valid = DateRangeField(_("in force"))

    class Meta:
        db_table = "privacy_retention"
        triggers = watched()
        indexes = [models.Index(fields=["unit"])]

    def __str__(self) -> str:
        return str(self.get_subject_display())
