"""What delegations say of a conference afterwards: the questions, who has answered, and how many said what.

`giaoban.conferences.models` names them with the others.
"""

from __future__ import annotations

from django.db import models

from giaoban.ground.journal.models import watched
from giaoban.ground.units.models import Unit


class Feedback(models.Model):
    """The questions that delegations answer after the conference, until that day; numbers are told after it."""

    conference = models.OneToOneField("conferences.Conference", on_delete=models.PROTECT, related_name="feedback")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    questions = models.JSONField()  # sentences, in their order
    until = models.DateField()
    least = models.PositiveSmallIntegerField()  # with fewer answers no numbers are told

    class Meta:
        db_table = "conferences_feedback"
        triggers = watched()

    def __str__(self) -> str:
        return f"{self.conference}: phiếu góp ý"


class FeedbackGiven(models.Model):
    """That a delegation has answered, never what."""

    feedback = models.ForeignKey(Feedback, on_delete=models.PROTECT, related_name="given")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    delegation = models.ForeignKey("conferences.Delegation", on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "conferences_feedback_given"
        triggers = watched()
        constraints = [
            models.UniqueConstraint(fields=["feedback", "delegation"], name="conferences_feedback_once"),
        ]

    def __str__(self) -> str:
        return str(self.delegation)


class FeedbackCount(models.Model):
    """How many delegations chose that mark for that question.

    Not watched: the journal ties each change to a moment and an actor, and so would tie a mark to who answered then.
    """

    feedback = models.ForeignKey(Feedback, on_delete=models.PROTECT, related_name="counts")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    question = models.PositiveSmallIntegerField()
    mark = models.PositiveSmallIntegerField()
    count = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "conferences_feedback_count"
        ordering = ["question", "mark"]
        constraints = [
            models.UniqueConstraint(fields=["feedback", "question", "mark"], name="conferences_a_mark_once"),
        ]

    def __str__(self) -> str:
        return f"{self.question}.{self.mark}"
