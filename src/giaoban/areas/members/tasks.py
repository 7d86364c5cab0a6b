"""Taking in a register behind the page: asked for here, done by the program's worker."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Now
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateWorker

from giaoban.areas.members import drafts
from giaoban.areas.members.models import ImportDraft
from giaoban.core.refusal import Refused

LIVES = timedelta(seconds=45)
"""A worker beats every few seconds; one that was not heard for so long is gone."""


def start(saved: ImportDraft) -> None:
    """The draft is being taken in, by a worker where one lives and otherwise at once; asked twice, it is done once."""
    waiting = ImportDraft.objects.filter(pk=saved.pk, state__in=("open", "failed"), table__isnull=False)
    with transaction.atomic():
        if not waiting.update(state=ImportDraft.State.WORKING, said="", percent=0):
            return
        if ProcrastinateWorker.objects.filter(last_heartbeat__gte=Now() - LIVES).exists():
            key = f"draft:{saved.pk}:{secrets.token_hex(8)}"  # another attempt after a refusal is another job
            app.configure_task("members.take_in_draft").defer(actor=saved.account_id, key=key, draft=saved.pk)
            return
    saved.refresh_from_db()
    try:
        drafts.take_in(saved)
    except Refused as refused:
        drafts.gave_up(saved, str(refused))
