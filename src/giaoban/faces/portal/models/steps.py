"""A step on the way of an article to the public: who approves in it, and within how many working days."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, TaskState


class Step(AbstractGroupApprovalTask):
    """A step that a group approves until its day; it is passed at once by what somebody of that group hands in."""

    working_days = models.PositiveSmallIntegerField(
        _("working days"), default=2, help_text=_("Within how many working days the step is to be done.")
    )
    passes_own = models.BooleanField(
        _("what its own group hands in has passed"),
        default=False,
        help_text=_("For a step that looks a writer's article through: an editor's own article goes on at once."),
    )

    admin_form_fields = [*AbstractGroupApprovalTask.admin_form_fields, "working_days", "passes_own"]

    class Meta:
        verbose_name = _("step of approval")
        verbose_name_plural = _("steps of approval")

    def start(self, workflow_state: Any, user: Any = None) -> Any:
        state = super().start(workflow_state, user=user)
        handed_in = workflow_state.requested_by
        if self.passes_own and handed_in is not None and self._user_in_groups(handed_in):
            state.approve(user=handed_in, update=False)
        return state

    @classmethod
    def get_description(cls) -> Any:
        return _("The members of the chosen groups approve, each step until its day.")

    def due_at(self, state: TaskState) -> datetime:
        """The end of the day by which the step that began in that state is to be done."""
        return end_of_working_day(timezone.localtime(state.started_at), self.working_days)


def end_of_working_day(start: datetime, days: int) -> datetime:
    """The end of that many days after the start, Saturdays and Sundays left out; holidays are not known here."""
    day = start
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < 5
    return day.replace(hour=23, minute=59, second=59, microsecond=0)
