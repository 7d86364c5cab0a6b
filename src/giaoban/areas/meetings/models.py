"""A cell's meeting and everything that its minutes are made of; each line is a row, so each figure can be opened."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from giaoban.ground.journal.models import watched
from giaoban.ground.people.models import Person
from giaoban.ground.units.models import Unit


class Meeting(models.Model):
    """One sitting of a cell, from its plan to its closed minutes; ``closed_on`` says that the minutes were finished."""

    class Kind(models.TextChoices):
        REGULAR = "regular", _("Regular")
        THEMATIC = "thematic", _("Thematic")
        COMBINED = "combined", _("Regular with a theme, in one sitting")
        EXTRAORDINARY = "extraordinary", _("Extraordinary")

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        INVITED = "invited", _("Announced")
        CLOSED = "closed", _("Minutes closed")
        CORRECTING = "correcting", _("Being corrected")

    unit = models.ForeignKey(Unit, verbose_name=_("cell"), on_delete=models.PROTECT, related_name="meetings")
    kind = models.CharField(_("kind"), max_length=14, choices=Kind.choices)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PLANNED)
    held_on = models.DateField(_("day"), help_text="The day planned for, then the day announced, then the day held.")
    starts_at = models.TimeField(_("begins"), null=True)
    ends_at = models.TimeField(_("ends"), null=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    theme = models.CharField(_("theme"), max_length=300, blank=True)
    content = models.TextField(_("content"), blank=True)
    told_on = models.DateField(_("announced on"), null=True)
    chair = models.ForeignKey(Person, verbose_name=_("chair"), null=True, on_delete=models.PROTECT, related_name="+")
    clerk = models.ForeignKey(
        Person, verbose_name=_("secretary of the meeting"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    conclusion = models.TextField(_("conclusion of the chair"), blank=True)
    explanation = models.CharField(_("explanation"), max_length=400, blank=True)
    read_back = models.BooleanField(_("minutes read back and agreed"), default=False)
    closed_on = models.DateField(_("minutes closed on"), null=True)
    outcome_on = models.DateField(_("outcome published on"), null=True)
    version = models.IntegerField(
        default=0, db_default=0
    )  # what was read before it was written over; see ``rules.why_not_over``

    class Meta:
        db_table = "meetings_meeting"
        triggers = watched()
        indexes = [models.Index(fields=["unit", "held_on"]), models.Index(fields=["held_on"])]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.held_on:%d/%m/%Y}"

    @property
    def month(self) -> date:
        """The first day of the month that the meeting belongs to."""
        return self.held_on.replace(day=1)

    @property
    def papers_now(self) -> models.QuerySet[Paper]:
        """The papers that hold: those withdrawn and those that a newer version replaced are kept, and are not among them."""
        return self.papers.filter(withdrawn_on__isnull=True, replaced_by__isnull=True)

    @property
    def is_open(self) -> bool:
        """Whether its record may be written now."""
        return self.state != self.State.CLOSED


class Line(models.Model):
    """What every line of a meeting's record has."""

    order = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["order", "pk"]


class Notice(models.Model):
    """Somebody was told of the meeting: a member, or the superior organisation (``unit``)."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="notices")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="meeting_notices")
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()

    class Meta:
        db_table = "meetings_notice"
        triggers = watched()
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person"], name="meetings_notice_person_once"),
            models.UniqueConstraint(fields=["meeting", "unit"], name="meetings_notice_unit_once"),
            models.CheckConstraint(
                condition=models.Q(person__isnull=True) ^ models.Q(unit__isnull=True), name="meetings_notice_to_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.on:%Y-%m-%d}"


class Item(Line):
    """A point of the agenda and who prepares it."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    title = models.CharField(max_length=300)
    preparer = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta(Line.Meta):
        db_table = "meetings_item"
        triggers = watched()

    def __str__(self) -> str:
        return self.title


class Paper(Line):
    """One version of a file for the meeting, kept under a generated name; ``sent_on`` is the day on which members could read it.

    A paper that was withdrawn or replaced stays as a row, so that whoever confirmed it confirmed something; ``words`` is its
    reading copy.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="papers")
    title = models.CharField(max_length=300)
    original_name = models.CharField(max_length=200)
    stored_name = models.CharField(max_length=80, unique=True)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    sent_on = models.DateField()
    version = models.PositiveSmallIntegerField(default=1, db_default=1)
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    change = models.CharField(max_length=300, blank=True, db_default="")
    withdrawn_on = models.DateField(null=True)
    on_phones = models.BooleanField(default=True, db_default=True)
    words = models.TextField(blank=True, db_default="")

    class Meta(Line.Meta):
        db_table = "meetings_paper"
        triggers = watched()

    def __str__(self) -> str:
        return self.title if self.version == 1 else f"{self.title} (bản {self.version})"

    @property
    def holds(self) -> bool:
        """Whether it is the version that members are to read."""
        return self.withdrawn_on is None and not Paper.objects.filter(replaces=self).exists()


class MemberWord(models.Model):
    """What a member told from their own telephone or page: when it arrived, and when the telephone says that it was done."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    said_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class Receipt(MemberWord):
    """A person confirmed that they read that version of a paper; on paper, the secretary entered it."""

    class Channel(models.TextChoices):
        OWN = "own", _("by oneself")
        PAPER = "paper", _("on paper")

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="receipts")
    channel = models.CharField(max_length=5, choices=Channel.choices, default=Channel.OWN)

    class Meta:
        db_table = "meetings_receipt"
        triggers = watched()
        constraints = [models.UniqueConstraint(fields=["paper", "person"], name="meetings_receipt_once")]
        indexes = [models.Index(fields=["person"])]

    def __str__(self) -> str:
        return f"{self.paper_id} {self.person_id}"


class Coming(MemberWord):
    """What a person answered to the notice: that they come, or why they do not. The secretary's roll decides."""

    class Reason(models.TextChoices):
        DUTY = "duty", _("On duty elsewhere")
        ILL = "ill", _("Ill")
        FAMILY = "family", _("Family")
        OTHER = "other", _("Another reason")

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="comings")
    comes = models.BooleanField()
    why = models.CharField(max_length=6, choices=Reason.choices, blank=True)
    more = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "meetings_coming"
        triggers = watched()
        constraints = [models.UniqueConstraint(fields=["meeting", "person"], name="meetings_coming_once")]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.person_id}"

    @property
    def reason(self) -> str:
        """The reason in words, as the roll writes it."""
        return ": ".join(word for word in (str(self.get_why_display()) if self.why else "", self.more) if word)


class Wish(MemberWord):
    """A person asks to speak at the meeting, about a point of its agenda or something else."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="wishes")
    item = models.ForeignKey(Item, null=True, on_delete=models.SET_NULL, related_name="+")
    line = models.CharField(max_length=300, blank=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "meetings_wish"
        triggers = watched()

    def __str__(self) -> str:
        return self.line or str(self.pk)


class Attendance(models.Model):
    """One person of the roll at one meeting; an empty status is a person not yet called."""

    class Standing(models.TextChoices):
        OFFICIAL = "official", _("Official")
        PROBATIONARY = "probationary", _("Probationary")
        GUEST = "guest", _("Here for a time")

    class Status(models.TextChoices):
        PRESENT = "present", _("Present")
        EXCUSED = "excused", _("Absent with reason")
        ABSENT = "absent", _("Absent without reason")
        EXEMPT = "exempt", _("Exempt")
        AWAY = "away", _("With another cell for a time")

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendances")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="meeting_attendances")
    standing = models.CharField(max_length=12, choices=Standing.choices)
    status = models.CharField(max_length=8, choices=Status.choices, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "meetings_attendance"
        triggers = watched()
        constraints = [models.UniqueConstraint(fields=["meeting", "person"], name="meetings_attendance_once")]
        indexes = [models.Index(fields=["person", "meeting"])]

    def __str__(self) -> str:
        return f"{self.person_id} {self.status}"


class Point(Line):
    """What one speaker said."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="points")
    speaker = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()

    class Meta(Line.Meta):
        db_table = "meetings_point"
        triggers = watched()

    def __str__(self) -> str:
        return self.text[:60]


class Vote(Line):
    """A question put to the vote and its counts; whether it carried is asked of the rule of the day, never stored."""

    class Needs(models.TextChoices):
        MAJORITY = "majority", _("More than half of all official members")
        TWO_THIRDS = "two_thirds", _("At least two thirds of all official members")

    class How(models.TextChoices):
        HANDS = "hands", _("Show of hands")
        CARD = "card", _("Member card")
        SECRET = "secret", _("Secret ballot")

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="votes")
    question = models.CharField(max_length=400)
    needs = models.CharField(max_length=10, choices=Needs.choices)
    how = models.CharField(max_length=6, choices=How.choices)
    roll = models.PositiveIntegerField()
    present = models.PositiveIntegerField()
    in_favour = models.PositiveIntegerField()
    against = models.PositiveIntegerField()
    abstained = models.PositiveIntegerField()

    class Meta(Line.Meta):
        db_table = "meetings_vote"
        triggers = watched()

    def __str__(self) -> str:
        return self.question


class Resolution(models.Model):
    """What the meeting resolved, as it stands in the resolution book."""

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="resolution")
    number = models.CharField(max_length=60, blank=True)
    text = models.TextField()

    class Meta:
        db_table = "meetings_resolution"
        triggers = watched()

    def __str__(self) -> str:
        return self.number or self.text[:60]


class Task(models.Model):
    """A task that a resolution gives to somebody, its day, and what came of it."""

    unit = models.ForeignKey(Unit, verbose_name=_("cell"), on_delete=models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, verbose_name=_("meeting"), on_delete=models.PROTECT, related_name="tasks")
    what = models.CharField(pgettext_lazy("meeting", "task"), max_length=400)
    owner = models.ForeignKey(Person, verbose_name=_("owner"), on_delete=models.PROTECT, related_name="tasks")
    due_on = models.DateField(_("due on"))
    done_on = models.DateField(_("done on"), null=True)
    result = models.CharField(_("result"), max_length=400, blank=True)
    reported_on = models.DateField(_("reported as done on"), null=True)
    report = models.CharField(_("report of the owner"), max_length=400, blank=True, db_default="")

    class Meta:
        db_table = "meetings_task"
        triggers = watched()
        indexes = [models.Index(fields=["unit", "due_on"])]

    def __str__(self) -> str:
        return self.what
