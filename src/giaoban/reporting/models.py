"""A campaign asks units for a form and a period; each expected unit's return holds values, organisations and paragraphs."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from giaoban.core.spans import Period
from giaoban.ground.access.policy import once
from giaoban.ground.journal.models import watched
from giaoban.ground.units.models import Unit
from giaoban.reporting.forms import Form, form_in_force, start_forms
from giaoban.reporting.forms.sound import read
from giaoban.reporting.rules import STATES
from giaoban.reporting.word_templates.models import WordTemplate as WordTemplate


class FormVersion(models.Model):
    """A form as it holds from a day on: the file itself, which nobody rewrites; withdrawn where nobody was asked for it yet."""

    code = models.CharField(max_length=20, verbose_name=_("Code of the form"))
    title = models.CharField(max_length=200, verbose_name=_("What the form is called"))
    valid_from = models.DateField(verbose_name=_("In force from"))
    text = models.TextField()
    withdrawn_on = models.DateField(null=True)
    withdrawn_because = models.CharField(max_length=400, blank=True)

    class Meta:
        db_table = "reporting_formversion"
        constraints = [
            models.UniqueConstraint(
                fields=["code", "valid_from"],
                condition=models.Q(withdrawn_on__isnull=True),
                name="reporting_form_version_once",
            )
        ]
        triggers = watched()

    def __str__(self) -> str:
        return gettext("%(code)s, version from %(day)s") % {"code": self.code, "day": f"{self.valid_from:%d/%m/%Y}"}

    @property
    def form(self) -> Form:
        """What the file says."""
        return read(self.text)


class FormDraft(models.Model):
    """A form, or a new version of one, while it is being made: nobody is asked for it."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("draft of a form", "being made")
        IN_FORCE = "in_force", pgettext_lazy("draft of a form", "put into force")
        SET_ASIDE = "set_aside", pgettext_lazy("draft of a form", "set aside")

    code = models.CharField(max_length=20, verbose_name=_("Code of the form"))
    title = models.CharField(max_length=200, verbose_name=_("What the form is called"))
    text = models.TextField()
    base = models.ForeignKey(FormVersion, null=True, on_delete=models.PROTECT, related_name="drafts")
    became = models.ForeignKey(FormVersion, null=True, on_delete=models.PROTECT, related_name="made_of")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN, verbose_name=_("State"))
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "reporting_formdraft"
        triggers = watched()

    def __str__(self) -> str:
        return gettext("%(code)s, draft %(number)s") % {"code": self.code, "number": self.pk}

    @property
    def form(self) -> Form:
        """What the draft says now."""
        return read(self.text)


def forms_there() -> tuple[Form, ...]:
    """Every form in every version that held, holds or will hold: those that the program brings, then those of the office."""
    return once(("forms",), _forms_asked)


def _forms_asked() -> tuple[Form, ...]:
    forms = {(form.code, form.valid_from): form for form in start_forms()}
    kept = FormVersion.objects.filter(withdrawn_on=None).order_by("code", "valid_from")
    for text in kept.values_list("text", flat=True):
        forms.setdefault(((form := read(text)).code, form.valid_from), form)
    return tuple(forms.values())


def form_on(code: str, on: date) -> Form:
    """The version of that form that is valid on that day; LookupError when there is none."""
    return form_in_force(code, on, forms_there())


class Campaign(models.Model):
    """A form asked of a unit and those below it for a period; who is expected was frozen when it opened."""

    form = models.CharField(max_length=20)
    period = models.CharField(max_length=7)
    span = DateRangeField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="campaigns")
    opened_on = models.DateField()
    cut_off_on = models.DateField(
        null=True
    )  # up to which day figures are counted; none: up to the day they are compiled
    due_on = models.DateField()  # the last of those below
    due_above_on = models.DateField(null=True)  # the unit's own, to its superior
    letter = models.TextField(blank=True)  # what everybody who must return is told
    cancelled_on = models.DateField(null=True)
    cancelled_because = models.CharField(max_length=400, blank=True)

    class Meta:
        db_table = "reporting_campaign"
        constraints = [
            models.UniqueConstraint(
                fields=["form", "period", "unit"],
                condition=models.Q(cancelled_on__isnull=True),
                name="reporting_campaign_once",
            )
        ]
        triggers = watched()

    def __str__(self) -> str:
        return f"{self.form} {self.period}"

    @property
    def asked(self) -> Period:
        """The period as a value."""
        return Period.parse(self.period)

    @property
    def form_used(self) -> Form:
        """The version of the form that is valid at the period's end."""
        return form_on(self.form, self.asked.last_day)


class ReturnFile(models.Model):
    """A workbook as it was sent: its bytes under a generated name, its sheets as they were typed."""

    name = models.CharField(max_length=255)
    stored = models.CharField(max_length=120, unique=True)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.BigIntegerField()
    sheets = models.JSONField(default=list)  # [{"name", "top", "left", "rows": [[text]]}]

    class Meta:
        db_table = "reporting_returnfile"
        triggers = watched()

    def __str__(self) -> str:
        return self.name


class Return(models.Model):
    """One expected unit's return; ``above`` is the return that it goes into, none at the top."""

    class State(models.TextChoices):
        NOT_STARTED = "not_started", STATES["not_started"]
        DRAFT = "draft", STATES["draft"]
        SUBMITTED = "submitted", STATES["submitted"]
        SENT_BACK = "sent_back", STATES["sent_back"]
        ACCEPTED = "accepted", STATES["accepted"]
        EXCUSED = "excused", STATES["excused"]
        CANCELLED = "cancelled", STATES["cancelled"]

    class Source(models.TextChoices):
        NOTHING = "", "Chưa có"
        WORKBOOK = "workbook", "Tệp đơn vị gửi"
        RECORDS = "records", "Sổ của chương trình"
        BELOW = "below", "Báo cáo cấp dưới"

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="returns")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="returns")
    above = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="below")
    order = models.IntegerField(default=0)
    name = models.CharField(max_length=120)  # as reports call the unit in this period
    state = models.CharField(max_length=12, choices=State.choices, default=State.NOT_STARTED)
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.NOTHING, blank=True)
    file = models.ForeignKey(ReturnFile, null=True, on_delete=models.PROTECT, related_name="returns")
    submitted_on = models.DateField(null=True)
    excused_because = models.CharField(max_length=400, blank=True)
    committee = models.CharField(max_length=250, blank=True)
    superior = models.CharField(max_length=250, blank=True)
    number = models.CharField(max_length=60, blank=True)
    place = models.CharField(max_length=120, blank=True)
    issued_on = models.DateField(null=True)
    cut_off_on = models.DateField(null=True)
    estimated = models.BooleanField(default=False)
    signed_for = models.CharField(max_length=120, blank=True)
    signer_post = models.CharField(max_length=120, blank=True)
    signer = models.CharField(max_length=120, blank=True)
    has_previous = models.BooleanField(default=False)  # whether the form came with that column at all
    has_targets = models.BooleanField(default=False)
    has_organisations = models.BooleanField(default=False)
    oddities = models.JSONField(default=list)  # [[kind, message, line]]
    mark = models.BigIntegerField(
        default=0
    )  # the journal entry that wrote the contents; the same mark, the same contents

    class Meta:
        db_table = "reporting_return"
        constraints = [models.UniqueConstraint(fields=["campaign", "unit"], name="reporting_return_once")]
        indexes = [models.Index(fields=["campaign", "order"])]
        triggers = watched()

    def __str__(self) -> str:
        return self.name

    @property
    def due_on(self) -> date:
        """Its last day: of those below that of the campaign, of the topmost the one to its superior, where one is set."""
        above = self.campaign.due_above_on if self.above_id is None else None
        return above or self.campaign.due_on


class ReturnValue(models.Model):
    """One line of a return: what the unit declares beside what the records say, and the cell that it was read from."""

    belongs_to = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="values")
    code = models.CharField(max_length=12)
    declared = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    state = models.CharField(max_length=16, default="missing")  # reporting.report.State
    recorded = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    reason = models.CharField(max_length=400, blank=True)  # why declared and recorded differ, or why it was corrected
    estimate = models.BooleanField(default=False)
    cell = models.JSONField(null=True)  # [file, sheet, address, as typed]; null when typed in here or compiled
    previous = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    previous_state = models.CharField(max_length=16, default="missing")
    previous_cell = models.JSONField(null=True)
    target = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    target_state = models.CharField(max_length=16, default="missing")
    target_cell = models.JSONField(null=True)

    class Meta:
        db_table = "reporting_returnvalue"
        constraints = [models.UniqueConstraint(fields=["belongs_to", "code"], name="reporting_value_once")]
        triggers = watched()

    def __str__(self) -> str:
        return f"{self.code} {self.declared}"


class ReturnOrganisation(models.Model):
    """One row of the detail sheet: a grassroots organisation with its values, each beside its cell."""

    belongs_to = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="organisations")
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="told_in")
    order = models.IntegerField()
    name = models.CharField(max_length=250)
    cell = models.JSONField()
    values = models.JSONField()  # {line: [amount, state, [file, sheet, address, as typed]]}

    class Meta:
        db_table = "reporting_returnorganisation"
        indexes = [models.Index(fields=["belongs_to", "order"])]
        triggers = watched()

    def __str__(self) -> str:
        return self.name


class ReturnParagraph(models.Model):
    """One paragraph of a return's narrative; in a joint text ``units`` names those that it came from."""

    belongs_to = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="paragraphs")
    order = models.IntegerField()
    section = models.CharField(max_length=40)
    topic = models.CharField(max_length=120, blank=True)
    text = models.TextField()
    original = models.TextField(blank=True)  # in a joint text: as the units wrote it, before it was edited
    cell = models.JSONField(null=True)
    units = models.JSONField(default=list)
    owner = models.CharField(max_length=200, blank=True)
    due_on = models.DateField(null=True)

    class Meta:
        db_table = "reporting_returnparagraph"
        indexes = [models.Index(fields=["belongs_to", "order"])]
        triggers = watched()

    def __str__(self) -> str:
        return self.text[:60]


class Comment(models.Model):
    """What was said about a return when it was sent back, of the whole or of one line."""

    belongs_to = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="comments")
    line = models.CharField(max_length=12, blank=True)
    text = models.TextField()
    by = models.CharField(max_length=200)
    on = models.DateField()

    class Meta:
        db_table = "reporting_comment"
        triggers = watched()

    def __str__(self) -> str:
        return self.text[:60]


class Explanation(models.Model):
    """Why a finding stands all the same; it holds for these very values and falls when one of them changes."""

    belongs_to = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="explanations")
    check_id = models.CharField(max_length=60)
    unit = models.CharField(max_length=120)
    line = models.CharField(max_length=12, blank=True)
    values = models.JSONField(default=dict)
    message = models.TextField()
    reason = models.TextField()
    by = models.CharField(max_length=200)
    on = models.DateField()
    taken_back_on = models.DateField(null=True)  # then the finding is open again; the reason stays to be read
    taken_back_by = models.CharField(max_length=200, blank=True)
    taken_back_because = models.TextField(blank=True)

    class Meta:
        db_table = "reporting_explanation"
        triggers = watched()

    def __str__(self) -> str:
        return self.reason[:60]


class Version(models.Model):
    """A return sealed as it was submitted: canonical JSON and its SHA-256."""

    belongs_to = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="versions")
    number = models.IntegerField()
    on = models.DateField()
    by = models.CharField(max_length=200)
    content = models.TextField()
    sha256 = models.CharField(max_length=64)
    final = models.BooleanField(default=False)  # counted to the end of the period, after one that was cut off before

    class Meta:
        db_table = "reporting_version"
        constraints = [models.UniqueConstraint(fields=["belongs_to", "number"], name="reporting_version_once")]
        triggers = watched()

    def __str__(self) -> str:
        return f"{self.number} {self.sha256[:12]}"


class Release(models.Model):
    """What the public may see, complete in itself: whoever reads this row needs no other table."""

    slug = models.SlugField(max_length=160, unique=True)
    unit_name = models.CharField(max_length=250)
    period = models.CharField(max_length=7)
    title = models.CharField(max_length=250)
    released_on = models.DateField()
    withdrawn_on = models.DateField(null=True)
    content = models.JSONField()
    belongs_to = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="releases")

    class Meta:
        db_table = "reporting_release"
        indexes = [models.Index(fields=["-released_on"])]
        triggers = watched()

    def __str__(self) -> str:
        return self.slug


class ReleaseBasis(models.Model):
    """The counts behind one line of a release and what of them was shown; no later release may give away the rest.

    For the program alone, which asks them before each release: the public's role cannot read this table.
    """

    belongs_to = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="basis")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    form = models.CharField(max_length=20)
    period = models.CharField(max_length=7)
    code = models.CharField(max_length=12)
    counts = models.JSONField()  # [[unit, count as text, whether it was shown]], the whole first, then its parts

    class Meta:
        db_table = "reporting_releasebasis"
        indexes = [models.Index(fields=["form", "period", "code"])]
        triggers = watched()

    def __str__(self) -> str:
        return f"{self.code} {self.period}"
