"""What dues are reckoned from, the sheet of a cell for a month with a line a member, what was paid, and what was handed on."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from giaoban.ground.journal.models import watched
from giaoban.ground.people.models import Person
from giaoban.ground.units.models import Unit


class Channel(models.TextChoices):
    """How dues come in and are handed on."""

    CASH = "cash", _("Cash")
    PORTAL = "portal", _("National Public Service Portal")
    BANK = "bank", _("Bank transfer")


def _of_a_member(related_name: str) -> models.ForeignKey[Person, Person]:
    return models.ForeignKey(Person, verbose_name=_("Member"), on_delete=models.PROTECT, related_name=related_name)


def _of_a_cell() -> models.ForeignKey[Unit, Unit]:
    return models.ForeignKey(Unit, verbose_name=_("Cell"), on_delete=models.PROTECT, related_name="+")


class Basis(models.Model):
    """What a member's dues are reckoned from since ``from_month`` (its first day), until a later one says otherwise."""

    class Group(models.TextChoices):
        INSURED = "insured", _("In compulsory social insurance")
        PENSION = "pension", _("Pensioner")
        UNINSURED = "uninsured", _("Not insured, of working age")
        UNINSURED_RETIRED = "uninsured_retired", _("Not insured, past working age")
        PUPIL = "pupil", _("Pupil or student")
        AGREED = "agreed", _("Amount of its own, decided")

    class Region(models.IntegerChoices):
        I = 1, "I"  # noqa: E741 -- the regions have no other name
        II = 2, "II"
        III = 3, "III"
        IV = 4, "IV"

    unit = _of_a_cell()
    person = _of_a_member("dues_bases")
    from_month = models.DateField(_("From the month of"))
    group = models.CharField(_("Group"), max_length=20, choices=Group.choices)
    amount = models.PositiveIntegerField(_("Wage, pension or agreed amount (đồng)"), default=0)
    region = models.PositiveSmallIntegerField(_("Region of the minimum wage"), null=True, choices=Region.choices)
    proof = models.CharField(_("Proof"), max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "dues_basis"
        verbose_name = _("basis of dues")
        triggers = watched()
        indexes = [models.Index(fields=["unit"])]
        constraints = [models.UniqueConstraint(fields=["person", "from_month"], name="dues_basis_once_a_month")]

    def __str__(self) -> str:
        return f"{self.person}, {self.from_month:%m/%Y}"


class Waiver(models.Model):
    """A decision that a member pays less, or nothing, from one month to another, both included (their first days)."""

    unit = _of_a_cell()
    person = _of_a_member("dues_waivers")
    percent = models.PositiveSmallIntegerField(_("Taken off (%)"))
    from_month = models.DateField(_("From the month of"))
    last_month = models.DateField(_("To the month of"))
    why = models.CharField(_("Reason of the waiver"), max_length=200)
    decision = models.CharField(_("Decision, number and day"), max_length=120)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "dues_waiver"
        verbose_name = _("waiver of dues")
        triggers = watched()
        indexes = [models.Index(fields=["unit"]), models.Index(fields=["person", "from_month"])]
        constraints = [
            models.CheckConstraint(condition=Q(percent__gte=1, percent__lte=100), name="dues_waiver_percent"),
            models.CheckConstraint(condition=Q(last_month__gte=models.F("from_month")), name="dues_waiver_forward"),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.percent}%"


class DuesSheet(models.Model):
    """The dues of one cell for one month: drawn up with a line for everybody on its roll that day."""

    unit = _of_a_cell()
    month = models.DateField(_("Month"))
    drawn_on = models.DateField(_("Roll of"))

    class Meta:
        db_table = "dues_sheet"
        triggers = watched()
        indexes = [models.Index(fields=["month"])]
        constraints = [models.UniqueConstraint(fields=["unit", "month"], name="dues_sheet_once_a_month")]

    def __str__(self) -> str:
        return f"Đảng phí tháng {self.month:%m/%Y}"


class Line(models.Model):
    """What one member has to pay for one month; nobody has two lines for a month, wherever they moved to."""

    sheet = models.ForeignKey(DuesSheet, on_delete=models.PROTECT, related_name="lines")
    unit = _of_a_cell()
    person = _of_a_member("dues_lines")
    month = models.DateField(_("Month"))
    amount = models.PositiveIntegerField(_("To pay (đồng)"), null=True)
    how = models.CharField(_("How it is reckoned"), max_length=300)
    source = models.CharField(_("By which text"), max_length=200, blank=True)

    class Meta:
        db_table = "dues_line"
        verbose_name = _("dues of a month")
        triggers = watched()
        indexes = [models.Index(fields=["unit", "month"]), models.Index(fields=["sheet"])]
        constraints = [models.UniqueConstraint(fields=["person", "month"], name="dues_line_once_a_month")]

    def __str__(self) -> str:
        return f"{self.person}, {self.month:%m/%Y}"


class Payment(models.Model):
    """Dues handed over by a member, on a receipt that its cell numbers year by year."""

    unit = _of_a_cell()
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="payments")
    person = _of_a_member("dues_payments")
    paid_on = models.DateField(_("Paid on"))
    amount = models.PositiveIntegerField(_("Paid (đồng)"))
    channel = models.CharField(_("Channel"), max_length=6, choices=Channel.choices)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField(_("Receipt"))

    class Meta:
        db_table = "dues_payment"
        verbose_name = _("payment of dues")
        triggers = watched()
        indexes = [models.Index(fields=["line"]), models.Index(fields=["unit", "paid_on"])]
        constraints = [
            models.UniqueConstraint(fields=["unit", "year", "number"], name="dues_payment_number_once"),
            models.CheckConstraint(condition=Q(amount__gte=1), name="dues_payment_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.number}/{self.year}"


class Remittance(models.Model):
    """What a unit kept of a month's dues and what it handed on to the unit above, which says what arrived."""

    unit = models.ForeignKey(Unit, verbose_name=_("Unit"), on_delete=models.PROTECT, related_name="+")
    to_unit = models.ForeignKey(Unit, verbose_name=_("Handed on to"), on_delete=models.PROTECT, related_name="+")
    month = models.DateField(_("Month"))
    kept = models.PositiveBigIntegerField(_("Kept (đồng)"))
    amount = models.PositiveBigIntegerField(_("Handed on (đồng)"))
    handed_on = models.DateField(_("Handed on, day"))
    channel = models.CharField(_("Channel"), max_length=6, choices=Channel.choices)
    number = models.CharField(_("Voucher"), max_length=60, blank=True)
    explanation = models.CharField(_("Explanation"), max_length=400, blank=True)
    received_on = models.DateField(_("Received on"), null=True)
    received = models.PositiveBigIntegerField(_("Received (đồng)"), null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "dues_remittance"
        triggers = watched()
        indexes = [models.Index(fields=["to_unit", "month"]), models.Index(fields=["handed_on"])]
        constraints = [
            models.UniqueConstraint(fields=["unit", "month"], name="dues_remittance_once_a_month"),
            models.CheckConstraint(condition=~Q(unit=models.F("to_unit")), name="dues_remittance_between_two"),
        ]

    def __str__(self) -> str:
        return f"Nộp lên, tháng {self.month:%m/%Y}"
