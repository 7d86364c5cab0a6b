"""Meetings of cells: agenda, roll, votes, resolution and the tasks that it gives."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from giaoban.areas.meetings.models import Attendance, Coming, Receipt, Task, Wish
from giaoban.areas.meetings.own import own_tables
from giaoban.areas.meetings.register import MEETINGS, TASKS
from giaoban.kit.area import Area, Guard, Kept

AREA = Area(
    package=__package__,
    label=_("Cell meetings"),
    guard=Guard(
        "personal",
        of_members={
            "meeting": "unit",
            "item": "meeting__unit",
            "paper": "meeting__unit",
            "attendance": "person",
            "receipt": "person",
            "coming": "person",
            "wish": "person",
            "task": "owner",
            "resolution": "meeting__unit",
        },
    ),
    registers=(MEETINGS, TASKS),
    grants={
        "secretary": "*",
        "deputy": "*",
        "committee_member": "read",
        "organisation_board": "read",
        "office": "read",
    },
    words={
        "meetings": "Sinh hoạt chi bộ",
        "tasks": "Việc được giao theo nghị quyết",
    },
    kept_of_people=(
        Kept("Điểm danh sinh hoạt chi bộ (từng người, từng cuộc)", Attendance, unit="meeting__unit"),
        Kept("Xác nhận đã đọc tài liệu sinh hoạt", Receipt, unit="paper__meeting__unit"),
        Kept("Trả lời giấy mời: dự, xin vắng và lý do", Coming, unit="meeting__unit"),
        Kept("Đăng ký phát biểu", Wish, unit="meeting__unit"),
        Kept("Việc được giao theo nghị quyết", Task),
    ),
    own=own_tables,
    urls="giaoban.areas.meetings.urls",
)
