"""The worker: does queued jobs until it is stopped, and puts back those that a killed worker left half done.

A worker says every few seconds that it lives. The jobs of one that has not been heard of are put back on the queue; what
they had done was one transaction, which is there with its key or not at all.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time

import psycopg
from asgiref.sync import sync_to_async
from django.db import connections
from procrastinate.app import App
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException

AT_ONCE = 2
BEATS = 3.0
SILENT = 15
"""Seconds without a beat after which a worker counts as gone: at most so long, and `LOOKS`, a job lies."""
LOOKS = 5.0
_told = logging.getLogger(__name__)


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
            await own.run_worker_async(
                wait=wait, concurrency=at_once, install_signal_handlers=wait, listen_notify=wait,
                update_heartbeat_interval=BEATS, stalled_worker_timeout=SILENT, fetch_job_polling_interval=2,
                shutdown_graceful_timeout=20,
            )  # fmt: skip
        finally:
            for one in beside:
                one.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await one


async def put_back(own: App) -> int:
    """Jobs of workers that are gone wait to be done again; answers how many."""
    found = list(await own.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENT))
    for one in found:
        await own.job_manager.retry_job(one)
    return len(found)


async def _put_back_now_and_then(own: App) -> None:
    while True:
        with contextlib.suppress(ConnectorException, psycopg.Error):
            await put_back(own)
        await asyncio.sleep(LOOKS)
