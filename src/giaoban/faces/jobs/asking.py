"""A job is asked for by somebody, and does what they may: no more, and once.

It is put on the queue in the transaction of whoever asks, so it exists when that is committed and not otherwise. It runs
in one transaction that sees what its asker sees on that day; the key in its arguments is written in the same transaction
as its effect, so a job that runs again after its worker was killed finds that it has been done.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from giaoban.core.refusal import Refused
from giaoban.faces.jobs.once import first_time
from giaoban.ground import coming
from giaoban.ground.access import second_lock
from giaoban.ground.access.models import Account
from giaoban.ground.access.operations import program
from giaoban.ground.access.policy import Actor, remembering
from giaoban.ground.journal.clock import today

Act = Callable[..., Any]
PASSING = (OperationalError, InterfaceError)
"""What goes away by itself: the database restarts, two acts waited for one another."""
WAITS = (2, 5, 15, 45, 120)
"""Seconds before each further attempt after something passing."""
SCHEDULE = "Việc định kỳ"
"""The name of the program's account that scheduled work is done by."""


class Patience(BaseRetryStrategy):
    """Another attempt after something passing, later each time; none after anything else."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if not isinstance(exception, PASSING) or job.attempts >= len(WAITS):
            return None
        return RetryDecision(retry_in={"seconds": WAITS[job.attempts]})


def job(name: str, *, given_up: Callable[..., None] | None = None) -> Callable[[Act], Act]:
    """The function is a job of that name; it is given the asker's account first, then what `ask` was given.

    ``given_up(said, …)`` is called, as the program, when the job ended without its effect and will not be tried again.
    A job answers ``done`` or ``refused``.
    """

    def made(act: Act) -> Act:
        def run(context: Any, *, actor: int, key: str, **given: Any) -> str:
            try:
                _run(act, actor, key, given)
            except PASSING:
                if context.job.attempts >= len(WAITS) and given_up:
                    _end(given_up, "Cơ sở dữ liệu không trả lời; chưa ghi nhận gì. Hãy thử lại.", given)
                raise
            except Refused as refused:
                if given_up:
                    _end(given_up, str(refused), given)
                logging.getLogger(__name__).info("%s refused", name)
                return "refused"
            except Exception:
                if given_up:
                    _end(given_up, "Việc bị gián đoạn; chưa ghi nhận gì. Hãy thử lại.", given)
                raise
            return "done"

        app.task(name=name, pass_context=True, retry=Patience())(run)
        return act

    return made


def _run(act: Act, actor: int, key: str, given: dict[str, Any]) -> None:
    account = Account.objects.get(pk=actor)
    if not account.is_active:
        raise Refused("Tài khoản đã giao việc này không còn được dùng.")
    coming.bring_up_to(today())
    with transaction.atomic(), remembering(), second_lock.seen_by(account, on=today()):
        if first_time(key):
            act(account, **given)


def _end(given_up: Callable[..., None], said: str, given: dict[str, Any]) -> None:
    with transaction.atomic(), second_lock.whole_tree():
        given_up(said, **given)


def ask(name: str, *, actor: Actor, key: str = "", **given: Any) -> None:
    """That job will be done for the actor once this transaction is committed; the same key is done once."""
    app.configure_task(name).defer(actor=actor.pk, key=key or f"{name}:{secrets.token_hex(12)}", **given)


def scheduled(name: str, cron: str) -> Callable[[Act], Act]:
    """The function is done by the program at these times (UTC), once for each; it is given its moment."""

    def made(act: Act) -> Act:
        def run(context: Any, timestamp: int) -> None:
            account = _scheduler()
            _run(lambda _actor: act(account, timestamp), account.pk, f"{name}:{timestamp}", {})

        app.periodic(cron=cron)(app.task(name=name, pass_context=True, retry=Patience())(run))
        return act

    return made


def _scheduler() -> Account:
    """The program's account for scheduled work; the first two jobs of an installation may make it at the same moment."""
    try:
        with transaction.atomic():
            return program(SCHEDULE)
    except IntegrityError:
        return program(SCHEDULE)


def moment_of(timestamp: int) -> datetime:
    """The moment of a schedule, in Vietnam."""
    from django.utils import timezone

    return datetime.fromtimestamp(timestamp, timezone.get_current_timezone())
