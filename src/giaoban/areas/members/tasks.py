"""Work on members that is done behind the page, by the program's worker."""

from __future__ import annotations

from datetime import timedelta

from django.db.models.functions import Now
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateWorker

from giaoban.areas.members import drafts
from giaoban.areas.members.models import ImportDraft

LIVES = timedelta(seconds=45)
"""A worker beats every ten seconds; one that was not heard for so long is gone."""


@app.task(name="members.take_in_draft")
def take_in_draft(draft: int) -> None:
    """The draft's rows are taken in."""
    drafts.take_in(ImportDraft.objects.get(pk=draft))


def start(saved: ImportDraft) -> None:
    """The draft is being taken in, by a worker where one lives and otherwise at once."""
    saved.state, saved.said, saved.percent = ImportDraft.State.WORKING, "", 0
    saved.save(update_fields=["state", "said", "percent"])
    if ProcrastinateWorker.objects.filter(last_heartbeat__gte=Now() - LIVES).exists():
        take_in_draft.defer(draft=saved.pk)
    else:
        drafts.take_in(saved)
