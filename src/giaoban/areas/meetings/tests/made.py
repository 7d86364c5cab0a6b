"""Meetings of the small cell, made by the acts themselves as far as a test needs them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from giaoban.areas.meetings import operations as acts
from giaoban.areas.meetings import sitting
from giaoban.areas.meetings.models import Meeting
from giaoban.areas.meetings.tests.conftest import Cell
from giaoban.ground.access.models import Account

HELD = date(2023, 5, 5)


def planned(actor: Account, cell: Cell, **changes: Any) -> Meeting:
    return acts.plan(**({"actor": actor, "unit": cell.unit, "kind": "regular", "held_on": HELD} | changes))


def invited(actor: Account, cell: Cell, **changes: Any) -> Meeting:
    meeting = planned(actor, cell, **changes)
    return acts.invite(
        actor=actor, record=meeting, told_on=meeting.held_on - timedelta(days=2), held_on=meeting.held_on,
        starts_at="14h", place="Phòng họp tầng 2", content="Sinh hoạt định kỳ", version=meeting.version,
    )  # fmt: skip


def held(actor: Account, cell: Cell, *, statuses: dict[int, str] | None = None, **changes: Any) -> Meeting:
    """A meeting whose record is whole, not yet closed."""
    meeting = invited(actor, cell, **changes)
    acts.add_item(actor=actor, record=meeting, title="Kiểm điểm tháng trước", preparer=cell[1])
    given = statuses or {}
    sitting.call_roll(
        actor=actor, record=meeting, statuses=given, reasons=dict.fromkeys(given, "Đi công tác"), rest="present"
    )
    sitting.record_point(actor=actor, record=meeting, speaker=cell[2], text="Nhất trí với báo cáo.")
    return sitting.record_sitting(
        actor=actor, record=meeting, starts_at="14h", ends_at="15h45", chair=cell[0], clerk=cell[1],
        conclusion="Chi bộ thống nhất nhiệm vụ tháng 6.", read_back=True, version=meeting.version,
    )  # fmt: skip


def closed(actor: Account, cell: Cell, **changes: Any) -> Meeting:
    meeting = held(actor, cell, **changes)
    return acts.close(actor=actor, record=meeting, closed_on=meeting.held_on)


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)
