"""The acts on a task that a meeting gave: done, or put off for a reason."""

from __future__ import annotations

from datetime import date

from giaoban.areas.meetings.models import Task
from giaoban.core.refusal import Refused
from giaoban.core.text import normalise, squeeze
from giaoban.ground.access.policy import Actor
from giaoban.ground.writing import writing


def finish(*, actor: Actor, record: Task, done_on: date, result: str) -> Task:
    """The task was done on that day with that result."""
    with writing(actor, "tasks.finish", unit=record.unit, on=done_on, record=record):
        if record.done_on is not None:
            raise Refused(f"Việc này đã xong ngày {record.done_on:%d/%m/%Y}.")
        if done_on < record.meeting.held_on:
            raise Refused(f"Ngày xong {done_on:%d/%m/%Y} trước ngày giao {record.meeting.held_on:%d/%m/%Y}.")
        record.done_on, record.result = done_on, squeeze(normalise(result))
        record.save(update_fields=["done_on", "result"])
        return record


def put_off(*, actor: Actor, record: Task, agreed_on: date, due_on: date, reason: str) -> Task:
    """The task has a new day, agreed for that reason."""
    with writing(actor, "tasks.put_off", unit=record.unit, on=agreed_on, reason=reason, record=record):
        if record.done_on is not None:
            raise Refused(f"Việc này đã xong ngày {record.done_on:%d/%m/%Y}.")
        if not squeeze(reason):
            raise Refused("Lùi hạn phải ghi lý do.")
        record.due_on = due_on
        record.save(update_fields=["due_on"])
        return record
