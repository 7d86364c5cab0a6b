"""A vote of the delegations: what is asked, who may vote and whether they have, and of a secret one only how many for what.

`giaoban.conferences.models` names them with the others.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from giaoban.ground.journal.models import watched
from giaoban.ground.units.models import Unit


class Ballot(models.Model):
    """Something that is put to the vote; once it is closed nothing of it changes any more, it can only be repeated."""

    class State(models.TextChoices):
        PREPARED = "prepared", pgettext_lazy("vote", "Prepared")
        OPEN = "open", pgettext_lazy("vote", "Open")
        CLOSED = "closed", pgettext_lazy("vote", "Closed")
        VOID = "void", pgettext_lazy("vote", "Broken off")

    conference = models.ForeignKey(
        "conferences.Conference", verbose_name=_("conference"), on_delete=models.PROTECT, related_name="ballots"
    )
    unit = models.ForeignKey(Unit, verbose_name=_("host"), on_delete=models.PROTECT, related_name="+")
    question = models.CharField(pgettext_lazy("vote", "question"), max_length=300)
    secret = models.BooleanField(pgettext_lazy("vote", "secret"), default=False)
    options = models.JSONField()  # as they stand on the ballot, in their order
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.PREPARED)
    quorum = models.PositiveSmallIntegerField(default=0)  # the rules of the day when it was opened
    need = models.PositiveSmallIntegerField(default=0)
    least = models.PositiveSmallIntegerField(default=0)
    opened_at = models.DateTimeField(pgettext_lazy("vote", "opened at"), null=True)
    closed_at = models.DateTimeField(pgettext_lazy("vote", "closed at"), null=True)
    result = models.JSONField(default=list)  # sentences
    carried = models.CharField(pgettext_lazy("vote", "carried"), max_length=120, blank=True)
    shown = models.BooleanField(pgettext_lazy("vote", "shown on the screen"), default=False)
    repeats = models.ForeignKey(
        "self",
        verbose_name=pgettext_lazy("vote", "repeats"),
        on_delete=models.PROTECT,
        related_name="repeated",
        null=True,
    )

    class Meta:
        db_table = "conferences_ballot"
        triggers = watched()
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference"], condition=models.Q(state="open"), name="conferences_one_open_ballot"
            )
        ]

    def __str__(self) -> str:
        return self.question


class BallotVoter(models.Model):
    """A delegation that may vote: whether it has, and in an open vote what; in a secret one never what."""

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="voters")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    delegation = models.ForeignKey("conferences.Delegation", on_delete=models.PROTECT, related_name="votes")
    head = models.CharField(max_length=320, blank=True)  # who voted for it, by name and post when it was opened
    voted = models.BooleanField(default=False)
    choice = models.CharField(max_length=120, blank=True)

    class Meta:
        db_table = "conferences_voter"
        triggers = watched()
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["ballot", "delegation"], name="conferences_a_voter_once")]

    def __str__(self) -> str:
        return str(self.delegation)


class SecretCount(models.Model):
    """How many secret ballots were cast for an option while the vote is open; gone once it is closed.

    Not watched: the journal ties each change to a moment and an actor, and so would tie a count to who voted then.
    """

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="secret_counts")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    option = models.CharField(max_length=120)
    count = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "conferences_secret_count"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["ballot", "option"], name="conferences_an_option_once")]

    def __str__(self) -> str:
        return self.option


class DelegationBrowser(models.Model):
    """The browser that votes for a delegation by its link: the digest of a random word that it alone keeps."""

    delegation = models.OneToOneField("conferences.Delegation", on_delete=models.PROTECT, related_name="browser")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)

    class Meta:
        db_table = "conferences_browser"
        triggers = watched()
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.delegation)
