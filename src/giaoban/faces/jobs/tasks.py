"""Every job of the program, those that somebody asks for and those that the clock asks for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.urls import reverse

from giaoban.areas.members import drafts
from giaoban.areas.members.models import ImportDraft
from giaoban.faces.jobs import letters
from giaoban.faces.jobs.asking import job, moment_of, scheduled
from giaoban.faces.jobs.models import Done, Letter, Notice
from giaoban.faces.jobs.once import first_time
from giaoban.faces.jobs.telling import tell
from giaoban.faces.portal import clock
from giaoban.faces.portal.editing.scheduling import keep_schedule
from giaoban.ground import coming
from giaoban.ground.access import second_lock
from giaoban.ground.access.models import Account
from giaoban.ground.access.policy import Actor

DRAFT_DAYS = 14
"""A register file that nobody went on with holds members' data and goes after so long."""
KEY_DAYS = 60
NOTICE_DAYS = 180
SOON = timedelta(days=4)
"""What is due within so many days is told in the morning, and again when it is late."""


# -- what somebody asks for -------------------------------------------------------------------------------------------


def _not_taken_in(said: str, draft: int) -> None:
    saved = ImportDraft.objects.select_related("account").get(pk=draft)
    drafts.gave_up(saved, said)
    _tell_of_draft(saved, "not_taken_in")


@job("members.take_in_draft", given_up=_not_taken_in)
def take_in_draft(actor: Actor, draft: int) -> None:
    """The draft's rows are taken in, and its maker is told."""
    saved = ImportDraft.objects.select_related("account", "unit").get(pk=draft, account=actor)
    with drafts.told_beside(saved) as tell_progress:
        drafts.take_in(saved, progress=tell_progress)
    _tell_of_draft(saved, "taken_in")


def _tell_of_draft(saved: ImportDraft, what: str) -> None:
    tell(
        saved.account,
        what,
        unit=saved.unit_id,
        path=reverse("members:draft", args=[saved.pk]),
        key=f"draft:{saved.pk}:{what}:{saved.entry_id or saved.said}",
    )


@job("jobs.send_letter")
def send_letter(actor: Actor, letter: int) -> None:
    """The letter is sent, if whom it is for may still sign in."""
    letters.send(Letter.objects.get(pk=letter))


# -- what the clock asks for ------------------------------------------------------------------------------------------


@scheduled("journal.come_into_force", "1 17 * * *")
def begin_the_day(actor: Actor, timestamp: int) -> None:
    """What comes into force on the day that has just begun in Vietnam is in force, before anybody opens a page."""
    coming.bring_up_to(moment_of(timestamp).date())


@scheduled("portal.publish", "* * * * *")
def publish(actor: Actor, timestamp: int) -> None:
    """Articles whose hour has come are on the public site, those whose time is over are not; a faulty one stays back."""
    keep_schedule(clock.now())


@scheduled("returns.drop_forgotten", "17 * * * *")
def drop_forgotten_workbooks(actor: Actor, timestamp: int) -> None:
    """Workbooks that arrived and were not taken in are gone."""
    from giaoban.reporting.incoming import drop_forgotten

    drop_forgotten()


@scheduled("members.drop_old_drafts", "23 18 * * *")
def drop_old_drafts(actor: Actor, timestamp: int) -> None:
    """Register files that nobody went on with are gone."""
    old = moment_of(timestamp) - timedelta(days=DRAFT_DAYS)
    ImportDraft.objects.filter(state__in=("open", "failed"), made_at__lt=old).delete()


@scheduled("jobs.tidy", "41 18 * * *")
def tidy(actor: Actor, timestamp: int) -> None:
    """Sessions that have ended, keys of long ago, notices of half a year ago and finished jobs are gone."""
    moment = moment_of(timestamp)
    Session.objects.filter(expire_date__lt=moment).delete()
    Done.objects.filter(at__lt=moment - timedelta(days=KEY_DAYS)).delete()
    Notice.objects.filter(made_at__lt=moment - timedelta(days=NOTICE_DAYS)).delete()
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM procrastinate_jobs j WHERE status IN ('succeeded', 'failed', 'cancelled', 'aborted') AND NOT EXISTS"
            " (SELECT 1 FROM procrastinate_events e WHERE e.job_id = j.id AND e.at > %s)",
            [moment - timedelta(days=7)],
        )


@scheduled("jobs.remind", "30 0 * * 1-5")
def remind(actor: Actor, timestamp: int) -> None:
    """Each person for whom something has come near or late since the last time is told, in one notice."""
    from giaoban.faces.desk.waiting import due_for

    day = moment_of(timestamp).date()
    for account in Account.objects.filter(
        kind=Account.Kind.HUMAN, is_active=True, grants__valid__contains=day
    ).distinct():
        with transaction.atomic(), second_lock.seen_by(account, on=day):
            near = [due for due in due_for(account, scope=None, on=day) if due.by <= day + SOON]
        fresh = [_key(account, due, day) for due in near]
        if sum(first_time(key) for key in fresh):
            tell(account, "due", path=reverse("desk:home"), key=f"due:{account.pk}:{day}")


def _key(account: Account, one: Any, day: Any) -> str:
    return f"due:{account.pk}:{one.url}:{one.by}:{'late' if one.by < day else 'soon'}"[:200]
