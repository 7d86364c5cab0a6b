"""The worker: does queued jobs until it is stopped, and puts back those that a killed worker left half done.

A worker says every few seconds that it lives. The jobs of one that has not been heard of are put back on the queue; what
they had done was one transaction, which is there with its key or not at all. A clock that was wrong and was set right leaves
neither a flood of scheduled work nor anything that waits until the wrong hour has come.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Iterable

import psycopg
from asgiref.sync import sync_to_async
from django.db import connections
from procrastinate.app import App
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException
from procrastinate.periodic import PeriodicDeferrer, TaskAtTime
from procrastinate.worker import Worker

AT_ONCE = 2
BEATS = 3.0
SILENT = 15
"""Seconds without a beat after which a worker counts as gone: at most so long, and `LOOKS`, a job lies."""
LOOKS = 5.0
NOT_LATER = "2 hours"
"""No job is asked for so long ahead: the longest wait is that of a letter, about an hour."""
_told = logging.getLogger(__name__)


class Schedule(PeriodicDeferrer):
    """Asks for what is due now; after the clock was set, neither for all that lay between nor only when it comes again."""

    def get_previous_tasks(self, at: float) -> Iterable[TaskAtTime]:
        """What is due at that time and was not asked for yet."""
        self.last_defers = {key: last for key, last in self.last_defers.items() if 0 <= at - last <= self.max_delay}
        return super().get_previous_tasks(at)


class _Worker(Worker):
    async def _periodic_deferrer(self) -> None:
        await Schedule(self.app.periodic_registry).worker()


def work(*, wait: bool = True, at_once: int = AT_ONCE) -> None:
    """Jobs are done until SIGTERM, or until none is left where ``wait`` is false; the database may go away meanwhile."""
    while True:
        try:
            asyncio.run(_work(wait, at_once))
            return
        except (ConnectorException, psycopg.Error, OSError):
            if not wait:
                raise
            _told.info("the database is away; the worker waits for it")
            time.sleep(0.5)


async def _work(wait: bool, at_once: int) -> None:
    """The worker's own questions go over connections of its own; what jobs ask for goes with their transaction."""
    await sync_to_async(connections.close_all)()  # what was open may be the remains of a server that was killed
    own = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]
    async with own.open_async():
        if not wait:
            await put_back(own)
        beside = [asyncio.create_task(_put_back_now_and_then(own))] if wait else []
        try:
            own.perform_import_paths()
            await _Worker(
                own, wait=wait, concurrency=at_once, install_signal_handlers=wait, listen_notify=wait,
                update_heartbeat_interval=BEATS, stalled_worker_timeout=SILENT, fetch_job_polling_interval=2,
                shutdown_graceful_timeout=20, **own.worker_defaults,
            ).run()  # fmt: skip
        finally:
            for one in beside:
                one.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await one


async def put_back(own: App) -> int:
    """Jobs of workers that are gone wait to be done again; answers how many."""
    await _set_right(own)
    found = list(await own.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENT))
    for one in found:
        await own.job_manager.retry_job(one)
    return len(found)


async def _set_right(own: App) -> None:
    """What a clock that ran ahead has left, beats and waits that lie in the future, counts from now on."""
    await own.connector.execute_query_async(
        "UPDATE procrastinate_workers SET last_heartbeat = now() WHERE last_heartbeat > now()"
    )
    await own.connector.execute_query_async(
        "UPDATE procrastinate_jobs SET scheduled_at = now()"
        f" WHERE status = 'todo' AND scheduled_at > now() + interval '{NOT_LATER}'"
    )


async def _put_back_now_and_then(own: App) -> None:
    while True:
        with contextlib.suppress(ConnectorException, psycopg.Error):
            await put_back(own)
        await asyncio.sleep(LOOKS)
