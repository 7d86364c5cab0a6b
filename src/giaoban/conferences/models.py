"""A conference, the delegations that are invited with their delegates, its programme and papers, the points that are followed.

Every row names the host's unit. Delegations are those of bodies, not of persons: a body that ended is followed by its
successors, and its rows keep the name that it bore.
"""

from __future__ import annotations

from datetime import time

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from giaoban.conferences.feedback_models import Feedback as Feedback
from giaoban.conferences.feedback_models import FeedbackCount as FeedbackCount
from giaoban.conferences.feedback_models import FeedbackGiven as FeedbackGiven
from giaoban.conferences.follow_models import FollowUp as FollowUp
from giaoban.conferences.follow_models import PointReport as PointReport
from giaoban.conferences.hall_models import HallTurn as HallTurn
from giaoban.conferences.hand_models import Hand as Hand
from giaoban.conferences.letter_models import ConferenceLetter as ConferenceLetter
from giaoban.conferences.minutes_models import MinutesObjection as MinutesObjection
from giaoban.conferences.minutes_models import MinutesReading as MinutesReading
from giaoban.conferences.package_models import ConferencePackage as ConferencePackage
from giaoban.conferences.package_models import VolumeFile as VolumeFile
from giaoban.conferences.publication_models import ConferencePublication as ConferencePublication
from giaoban.conferences.rota_models import ClusterRules as ClusterRules
from giaoban.conferences.rota_models import ClusterTerm as ClusterTerm
from giaoban.conferences.rota_models import ClusterTurn as ClusterTurn
from giaoban.conferences.score_models import Score as Score
from giaoban.conferences.score_models import ScoreLine as ScoreLine
from giaoban.conferences.vote_models import Ballot as Ballot
from giaoban.conferences.vote_models import BallotVoter as BallotVoter
from giaoban.conferences.vote_models import DelegationBrowser as DelegationBrowser
from giaoban.conferences.vote_models import SecretCount as SecretCount
from giaoban.ground.journal.models import watched
from giaoban.ground.units.models import Unit


class Conference(models.Model):
    """The conference of a cluster for one half-year, held by one of its bodies; or a body's own, without a cluster."""

    class State(models.TextChoices):
        CLAIMED = "claimed", _("Claimed")
        PREPARING = "preparing", _("Being prepared")
        HELD = "held", _("Held")
        CONCLUDED = "concluded", _("Concluded")
        CANCELLED = "cancelled", _("Cancelled")

    unit = models.ForeignKey(Unit, verbose_name=_("host"), on_delete=models.PROTECT, related_name="conferences")
    cluster = models.ForeignKey(
        Unit, verbose_name=_("cluster"), on_delete=models.PROTECT, related_name="cluster_conferences", null=True
    )
    half = models.DateField(_("half-year"))  # its first day
    theme = models.CharField(_("theme"), max_length=300, blank=True)
    held_on = models.DateField(_("day"))
    place = models.CharField(pgettext_lazy("conference", "place"), max_length=200, blank=True)
    begins = models.TimeField(_("sitting begins at"), default=time(8), db_default=time(8))
    minutes = models.PositiveSmallIntegerField(_("minutes for the sitting"), default=210)
    chair = models.CharField(_("chair"), max_length=160, blank=True)
    clerk = models.CharField(_("secretary of the conference"), max_length=160, blank=True)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.CLAIMED)
    wall_figure = models.CharField(max_length=140, blank=True, default="", db_default="")  # report#line on the screen
    next_host = models.ForeignKey(
        Unit, verbose_name=_("flag handed to"), on_delete=models.PROTECT, related_name="flags_taken", null=True
    )
    handed_on = models.DateField(_("flag handed on"), null=True)
    frozen_at = models.DateTimeField(_("frozen at"), null=True)

    class Meta:
        db_table = "conferences_conference"
        triggers = watched()
        constraints = [
            models.UniqueConstraint(
                fields=["cluster", "half"],
                condition=models.Q(state__in=["preparing", "held", "concluded"]),
                name="conferences_one_a_half_year",
            )
        ]
        indexes = [models.Index(fields=["unit", "held_on"])]

    def __str__(self) -> str:
        half = "6 tháng đầu năm" if self.half.month == 1 else "6 tháng cuối năm"
        return f"Hội nghị giao ban {half} {self.half.year}"


class Delegation(models.Model):
    """A body that is invited, and what it answered; its secret link follows from its key and the number of the link."""

    class Category(models.TextChoices):
        CLUSTER = "cluster", _("Of the cluster")
        OTHER_CLUSTER = "other_cluster", _("Of another cluster")
        HOSTS_OWN = "hosts_own", _("The host's own organisations")
        GUEST = "guest", _("Guests")
        NOT_DIVIDED = "not_divided", _("Not divided")

    class State(models.TextChoices):
        INVITED = "invited", _("Invited")
        COMES = "comes", _("Comes")
        DECLINED = "declined", _("Does not come")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    conference = models.ForeignKey(
        Conference, verbose_name=_("conference"), on_delete=models.PROTECT, related_name="delegations"
    )
    unit = models.ForeignKey(Unit, verbose_name=_("host"), on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey(Unit, verbose_name=_("body"), on_delete=models.PROTECT, related_name="+", null=True)
    name = models.CharField(_("delegation"), max_length=200)  # as it was called on the day of the conference
    category = models.CharField(_("category"), max_length=13, choices=Category.choices)
    quota = models.PositiveSmallIntegerField(_("places"))
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.INVITED)
    link = models.PositiveSmallIntegerField(default=1)  # the number of its link: a new one makes the old one void
    answered_on = models.DateField(_("answered on"), null=True)
    answered_by = models.CharField(_("answered by"), max_length=160, blank=True)
    phone = models.CharField(_("telephone for the day"), max_length=40, blank=True)
    arrives = models.CharField(_("arrival and vehicle"), max_length=200, blank=True)
    meals = models.PositiveSmallIntegerField(_("meals"), null=True)
    rooms = models.PositiveSmallIntegerField(_("rooms"), null=True)
    others = models.PositiveSmallIntegerField(_("drivers and staff, without names"), default=0)
    note = models.CharField(_("note"), max_length=400, blank=True)

    class Meta:
        db_table = "conferences_delegation"
        triggers = watched()
        constraints = [
            models.UniqueConstraint(fields=["conference", "name"], name="conferences_a_delegation_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Delegate(models.Model):
    """One who comes for a delegation, by the name and post as they are to be spoken."""

    class State(models.TextChoices):
        ANNOUNCED = "announced", pgettext_lazy("delegate", "Announced")
        ARRIVED = "arrived", _("Arrived")
        ABSENT = "absent", pgettext_lazy("delegate", "Absent")

    delegation = models.ForeignKey(
        Delegation, verbose_name=_("delegation"), on_delete=models.PROTECT, related_name="delegates"
    )
    unit = models.ForeignKey(Unit, verbose_name=_("host"), on_delete=models.PROTECT, related_name="+")
    name = models.CharField(pgettext_lazy("delegate", "name"), max_length=120)
    post = models.CharField(_("post as it is to be spoken"), max_length=200)
    rank = models.PositiveSmallIntegerField(_("order in the delegation"))
    head = models.BooleanField(_("head of the delegation"), default=False)
    unannounced = models.BooleanField(_("came unannounced"), default=False)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.ANNOUNCED)
    arrived_at = models.DateTimeField(_("arrived at"), null=True)
    absence = models.CharField(_("reason of the absence"), max_length=200, blank=True)

    class Meta:
        db_table = "conferences_delegate"
        triggers = watched()
        ordering = ["delegation", "rank"]

    def __str__(self) -> str:
        return f"{self.name}, {self.post}"


class ChairSpell(models.Model):
    """Somebody chaired from that moment on (from the beginning where there is none); kept once the chair has changed."""

    conference = models.ForeignKey(
        Conference, verbose_name=_("conference"), on_delete=models.PROTECT, related_name="chairs"
    )
    unit = models.ForeignKey(Unit, verbose_name=_("host"), on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("chair"), max_length=160)
    since = models.DateTimeField(_("chairs since"), null=True)

    class Meta:
        db_table = "conferences_chair"
        triggers = watched()
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class ConferencePaper(models.Model):
    """A paper that a delegation is asked for, and how far it is: its theme, minutes, day, and who reads it out."""

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("paper", "Asked for")
        RECEIVED = "received", pgettext_lazy("paper", "Received, to be read")
        SENT_BACK = "sent_back", pgettext_lazy("paper", "Sent back")
        ACCEPTED = "accepted", pgettext_lazy("paper", "Accepted")
        DECLINED = "declined", pgettext_lazy("paper", "Not held")

    conference = models.ForeignKey(
        Conference, verbose_name=_("conference"), on_delete=models.PROTECT, related_name="papers"
    )
    unit = models.ForeignKey(Unit, verbose_name=_("host"), on_delete=models.PROTECT, related_name="+")
    delegation = models.ForeignKey(
        Delegation, verbose_name=_("delegation"), on_delete=models.PROTECT, related_name="papers"
    )
    theme = models.CharField(_("asked for on"), max_length=300)
    title = models.CharField(pgettext_lazy("paper", "title"), max_length=300, blank=True)
    speaker = models.CharField(_("who speaks"), max_length=300, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    due_on = models.DateField(_("to be sent by"))
    order = models.PositiveSmallIntegerField(_("order of speaking"))
    spoken = models.BooleanField(_("spoken, not only printed"), default=True)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.ASKED)
    remark = models.TextField(_("what is to be changed"), blank=True)
    released = models.BooleanField(_("read by all delegations"), default=False)

    class Meta:
        db_table = "conferences_paper"
        triggers = watched()
        ordering = ["order", "pk"]
        indexes = [models.Index(fields=["unit", "state", "due_on"])]

    def __str__(self) -> str:
        return self.title or self.theme

    @property
    def version(self) -> int:
        """The number of the version that was sent last; 0 where none was."""
        return self.versions.order_by("-number").values_list("number", flat=True).first() or 0


class PaperVersion(models.Model):
    """A file that was sent as the paper, kept under a generated name; nothing of it changes any more."""

    paper = models.ForeignKey(ConferencePaper, on_delete=models.PROTECT, related_name="versions")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    original_name = models.CharField(max_length=200)
    stored_name = models.CharField(max_length=80, unique=True)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    syllables = models.PositiveIntegerField()  # 0 where the file holds pictures of pages
    received_at = models.DateTimeField()
    sent_by = models.CharField(max_length=160, blank=True)

    class Meta:
        db_table = "conferences_paper_version"
        triggers = watched()
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["paper", "number"], name="conferences_a_version_once")]

    def __str__(self) -> str:
        return f"bản {self.number}"


class ProgrammeItem(models.Model):
    """One thing on the programme, in its order; when it starts is computed from what stands before it, never stored."""

    class Kind(models.TextChoices):
        OPENING = "opening", pgettext_lazy("programme", "Opening and rites")
        REPORT = "report", pgettext_lazy("programme", "Report")
        PAPER = "paper", pgettext_lazy("programme", "Paper")
        BREAK = "break", pgettext_lazy("programme", "Break")
        DISCUSSION = "discussion", pgettext_lazy("programme", "Discussion")
        ADDRESS = "address", pgettext_lazy("programme", "Address of a guest")
        CONCLUSION = "conclusion", pgettext_lazy("programme", "Conclusion")
        FLAG = "flag", pgettext_lazy("programme", "Handing over the flag")
        CLOSING = "closing", pgettext_lazy("programme", "Closing")

    class State(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("programme", "Planned")
        RUNNING = "running", pgettext_lazy("programme", "Has the floor")
        DONE = "done", pgettext_lazy("programme", "Over")
        STRUCK = "struck", pgettext_lazy("programme", "Struck off")

    conference = models.ForeignKey(
        Conference, verbose_name=_("conference"), on_delete=models.PROTECT, related_name="items"
    )
    unit = models.ForeignKey(Unit, verbose_name=_("host"), on_delete=models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField(_("order"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    title = models.CharField(pgettext_lazy("programme", "content"), max_length=300)
    speaker = models.CharField(_("performed by"), max_length=300, blank=True)  # name and post as they are to be spoken
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    not_before = models.TimeField(_("not before"), null=True)  # a guest's hour, which the delay of others does not move
    note = models.CharField(_("inner note"), max_length=400, blank=True)  # for the host; never on what is given out
    state = models.CharField(_("state"), max_length=7, choices=State.choices, default=State.PLANNED)
    paper = models.ForeignKey(
        ConferencePaper, verbose_name=_("paper"), on_delete=models.PROTECT, related_name="items", null=True
    )
    extra = models.PositiveSmallIntegerField(_("minutes given beside"), default=0, db_default=0)
    started_at = models.DateTimeField(_("began at"), null=True)
    finished_at = models.DateTimeField(_("ended at"), null=True)
    hands_closed_at = models.DateTimeField(_("list of speakers closed at"), null=True)

    class Meta:
        db_table = "conferences_item"
        triggers = watched()
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title


class ProgrammeRelease(models.Model):
    """The programme as it was given out, with what had changed since the one before; nothing of it changes any more."""

    conference = models.ForeignKey(
        Conference, verbose_name=_("conference"), on_delete=models.PROTECT, related_name="releases"
    )
    unit = models.ForeignKey(Unit, verbose_name=_("host"), on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(_("number"))
    released_at = models.DateTimeField(_("released at"))
    held_on = models.DateField(_("day"))
    place = models.CharField(pgettext_lazy("conference", "place"), max_length=200, blank=True)
    lines = models.JSONField()  # as `programme.Line`, in their order
    changes = models.JSONField()  # sentences
    note = models.CharField(_("note"), max_length=400, blank=True)

    class Meta:
        db_table = "conferences_release"
        triggers = watched()
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["conference", "number"], name="conferences_a_release_once")]

    def __str__(self) -> str:
        return f"Chương trình, bản {self.number}"


class Contribution(models.Model):
    """What somebody said on an item, as the minutes have it; what they proposed is a point of its own."""

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="notes")
    item = models.ForeignKey(ProgrammeItem, on_delete=models.PROTECT, related_name="notes")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    speaker = models.CharField(max_length=300)
    text = models.TextField()
    taken_at = models.DateTimeField()
    point = models.ForeignKey("ConferencePoint", on_delete=models.PROTECT, related_name="notes", null=True)

    class Meta:
        db_table = "conferences_note"
        triggers = watched()
        ordering = ["taken_at", "pk"]

    def __str__(self) -> str:
        return f"{self.speaker}: {self.text}"[:120]


class ConferencePoint(models.Model):
    """A proposal that was raised, or a point of the conclusion: whose task it is, until when, and what came of it."""

    class Kind(models.TextChoices):
        PROPOSAL = "proposal", _("Proposal")
        CONCLUSION = "conclusion", _("Point of the conclusion")

    class State(models.TextChoices):
        RAISED = "raised", _("Raised")
        ASSIGNED = "assigned", _("Given to somebody")
        ANSWERED = "answered", _("Answered")
        REFUSED = "refused", _("Not taken up")
        CLOSED = "closed", pgettext_lazy("point", "Closed")
        FOLDED = "folded", pgettext_lazy("point", "Folded into another")

    conference = models.ForeignKey(
        Conference, verbose_name=_("conference"), on_delete=models.PROTECT, related_name="points"
    )
    unit = models.ForeignKey(Unit, verbose_name=_("host"), on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    text = models.TextField(_("content"))
    voiced_by = models.CharField(_("voiced by"), max_length=300, blank=True)  # as it was said, several too
    delegation = models.ForeignKey(
        Delegation, verbose_name=_("delegation"), on_delete=models.PROTECT, related_name="points", null=True
    )  # whose it is: other delegations may bear its name
    folded_into = models.ForeignKey(
        "self", verbose_name=_("folded into"), on_delete=models.PROTECT, related_name="folded", null=True
    )  # the proposal that says the same and is answered for both
    owner = models.ForeignKey(
        Unit, verbose_name=_("in charge"), on_delete=models.PROTECT, related_name="conference_points", null=True
    )
    addressee = models.CharField(_("addressed to"), max_length=200, blank=True)
    product = models.CharField(_("product"), max_length=200, blank=True)
    due_on = models.DateField(pgettext_lazy("point", "by"), null=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.RAISED)
    answer = models.TextField(_("answer"), blank=True)
    answered_on = models.DateField(_("answered on"), null=True)

    class Meta:
        db_table = "conferences_point"
        triggers = watched()
        indexes = [models.Index(fields=["unit", "state", "due_on"])]

    def __str__(self) -> str:
        return self.text if len(self.text) <= 120 else f"{self.text[:117]}…"
